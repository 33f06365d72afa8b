"""Garbage with Qt objects in it is collected on the window's thread, whatever the other threads make."""

from __future__ import annotations

import gc
import threading

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from ui.collecting import Collecting


class _Knot(QObject):
    """Garbage that only the collector finds, with a running timer."""

    def __init__(self, died_on: list[int]) -> None:
        super().__init__()
        self.itself = self
        self._died_on = died_on
        self._timer = QTimer(self)
        self._timer.start(10_000)

    def __del__(self) -> None:
        self._died_on.append(threading.get_ident())


def _make_many() -> None:
    for _ in range(20):
        kept = [[number] for number in range(5_000)]
        del kept


def test_what_others_make_collects_nothing_of_the_windows(qtbot: QtBot) -> None:
    parent = QObject()
    Collecting(parent)
    died_on: list[int] = []
    _Knot(died_on)
    other = threading.Thread(target=_make_many)
    other.start()
    other.join()
    assert not gc.isenabled()
    assert not died_on
    made = [[number] for number in range(5_000)]
    qtbot.waitUntil(lambda: bool(died_on), timeout=15_000)
    assert died_on == [threading.get_ident()]
    assert len(made) == 5_000
    gc.unfreeze()
