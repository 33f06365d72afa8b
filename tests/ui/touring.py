"""The tour for tests: one window for a module, led from stop to stop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from db.engine import DatabaseRecords
from tests.clocks import HandClock
from tests.ui.tour import COORDINATOR, Tour, on_tour, settle
from ui.app import application, places
from ui.bridge import Bridge
from ui.pictures import wait_until
from ui.shell import Shell
from ui.theme import Scheme


@contextmanager
def touring(path: Path, clock: HandClock, *, language: str = "nl", user: str = COORDINATOR) -> Iterator[Tour]:
    """A window on that record, at the beginning of its tour. A defect in the program fails the test."""
    application(Scheme.LIGHT)
    defects: list[BaseException] = []
    bridge = Bridge(
        lambda: DatabaseRecords(clock).open(str(path)), clock,
        user=user, language=language, defect=defects.append,
    )  # fmt: skip
    shell = Shell(bridge, places)
    shell.first_painted.connect(bridge.open)
    shell.show()
    shell.activateWindow()
    try:
        wait_until(lambda: shell.furnished is not None and shell.isActiveWindow())
        settle(shell)
        with on_tour(shell, clock) as tour:
            yield tour
    finally:
        shell.leave()
        shell.deleteLater()
        QApplication.processEvents()
    assert not defects, defects
