"""Printing from the sheets' window on bad printers: it lives, says what happened, and one can print again."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pathway_app.sheets import Pack
from tests.clocks import HandClock
from tests.ui import fake_printers as fake
from tests.ui.desk import Desk, at_desk
from tests.ui.fake_printers import none_left, page_count, stays_responsive
from tests.ui.ward import patient_of_the_drawing
from ui.printing.choices import Choices
from ui.printing.command import VARIABLE
from ui.printing.process import running
from ui.sheets.dialog import SheetsDialog, open_sheets

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the fake printers die by signals")


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock, language="en") as desk:
        yield desk


class AtSheets:
    """The window with the sheets of one patient, on a computer whose print command can be changed."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk = desk
        self.variables = {VARIABLE: fake.command(fake.WELL)}
        course = patient_of_the_drawing(desk.ward)
        desk.show(course)
        choices = Choices(folder, self.variables)
        self.dialog: SheetsDialog = open_sheets(desk.bridge, desk.view, [course], Pack.HANDOVER, choices)
        self.ready()

    def ready(self) -> None:
        self.desk.qtbot.waitUntil(self.dialog.panel.print_button.isEnabled, timeout=30_000)
        self.desk.qtbot.waitUntil(lambda: bool(self.dialog.pdf()), timeout=30_000)
        self.desk.settle()

    def print_with(self, command: str) -> None:
        self.variables[VARIABLE] = command
        QTest.mouseClick(self.dialog.panel.print_button, Qt.MouseButton.LeftButton)

    def said_after(self, command: str) -> str:
        self.print_with(command)
        with stays_responsive():
            self.desk.qtbot.waitUntil(lambda: bool(self.dialog.panel.said.text()), timeout=30_000)
        none_left(self.desk.qtbot)
        return self.dialog.panel.said.text()

    def close(self) -> None:
        self.desk.settle()
        self.dialog.close()
        self.desk.qtbot.waitUntil(lambda: not self.desk.view.findChildren(SheetsDialog))
        self.desk.settle()


BAD = {
    "dies": (fake.DIES, "The print command broke off (signal 11). Look at the printer"),
    "fails": (fake.FAILS, "The print command failed (1): tray [31m3 is empty"),
    "reads nothing": (fake.DEAF, "The print command ended without reading the whole sheet."),
    "floods its errors": (fake.FLOODS_ERRORS, "The print command failed (7): "),
}


@pytest.mark.parametrize("name", BAD)
def test_what_happened_is_said_and_one_can_print_again(desk: Desk, tmp_path: Path, name: str) -> None:
    code, said = BAD[name]
    at = AtSheets(desk, tmp_path / "config")
    assert at.said_after(fake.command(code)).startswith(said)
    at.ready()
    assert at.dialog.pdf().startswith(b"%PDF")
    kept = tmp_path / "kept.pdf"
    assert at.said_after(fake.keeps(kept)) == "Sent to the printer: 1 page"
    assert page_count(kept) == 1
    at.ready()
    at.close()


@pytest.mark.parametrize(
    "code", [fake.HANGS, fake.FLOODS, fake.DEAF_AND_HANGS], ids=["hangs", "floods", "deaf"]
)
def test_a_printer_that_hangs_is_stopped_by_hand(desk: Desk, tmp_path: Path, code: str) -> None:
    at = AtSheets(desk, tmp_path / "config")
    at.print_with(fake.command(code))
    with stays_responsive():
        desk.qtbot.waitUntil(lambda: bool(running()), timeout=30_000)
        desk.qtbot.wait(600)
    assert at.dialog.panel.is_running()
    assert at.dialog.panel.save_button.isVisible()
    QTest.mouseClick(at.dialog.panel.stop_button, Qt.MouseButton.LeftButton)
    desk.qtbot.waitUntil(lambda: bool(at.dialog.panel.said.text()))
    assert at.dialog.panel.said.text().startswith("Printing was stopped.")
    none_left(desk.qtbot)
    at.ready()
    assert at.said_after(fake.command(fake.WELL)) == "Sent to the printer: 1 page"
    at.ready()
    at.close()


def test_the_window_may_be_closed_while_it_prints(desk: Desk, tmp_path: Path) -> None:
    """The sheet still comes out, whole."""
    at = AtSheets(desk, tmp_path / "config")
    kept = tmp_path / "kept.pdf"
    slow = fake.keeps(kept).replace("import sys;", "import sys, time; time.sleep(0.8);")
    at.print_with(slow)
    desk.qtbot.waitUntil(lambda: bool(running()), timeout=30_000)
    with stays_responsive():
        at.close()
        none_left(desk.qtbot)
    assert page_count(kept) == 1
    desk.settle()
