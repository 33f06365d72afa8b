"""Going on for a long time at one window: dialogs, patients, random keys and clicks; and how much memory that costs."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QWidget

from pathway_app.ports import Queries
from tests.ui.tour import Tour, settle
from ui.printing.print_panel import PrintPanel

Key = Qt.Key
_NO = Qt.KeyboardModifier.NoModifier
_CTRL, _ALT, _SHIFT = (
    Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier,
)  # fmt: skip
KEYS: tuple[tuple[Qt.Key, Qt.KeyboardModifier], ...] = (
    *((key, _NO) for key in (
        Key.Key_Tab, Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right, Key.Key_Space, Key.Key_Return,
        Key.Key_Escape, Key.Key_Home, Key.Key_End, Key.Key_PageUp, Key.Key_PageDown, Key.Key_Delete, Key.Key_F1,
        Key.Key_F2, Key.Key_F4, Key.Key_F5, Key.Key_Menu, Key.Key_Backspace, Key.Key_A, Key.Key_E, Key.Key_4,
    )),
    *((key, _CTRL) for key in (
        Key.Key_K, Key.Key_N, Key.Key_P, Key.Key_Z, Key.Key_Return, Key.Key_M, Key.Key_D, Key.Key_I, Key.Key_B,
        Key.Key_1, Key.Key_2, Key.Key_3, Key.Key_4, Key.Key_5, Key.Key_6, Key.Key_A, Key.Key_Left, Key.Key_Right,
    )),
    *((key, _ALT) for key in (Key.Key_Up, Key.Key_Down, Key.Key_Left, Key.Key_Right)),
    (Key.Key_P, _CTRL | _SHIFT), (Key.Key_E, _CTRL | _SHIFT), (Key.Key_Tab, _SHIFT), (Key.Key_F4, _SHIFT),
)  # fmt: skip
"""what a hand may hit; not Alt+F4, and not what prints or saves to a file"""


_LEAVES = (Key.Key_Tab, Key.Key_Escape)


def resident_megabytes() -> float:
    """Memory of this process that is in use now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 2**20


def growth(step: Callable[[int], object], times: int, warm: int) -> float:
    """Megabytes that `times` steps take after `warm` earlier ones."""
    for at in range(warm):
        step(at)
    before = resident_megabytes()
    for at in range(warm, warm + times):
        step(at)
    return resident_megabytes() - before


def courses(tour: Tour) -> list[str]:
    """The course of every patient of the ward."""
    found: list[str] = []

    def question(queries: Queries) -> list[str]:
        return [row.course_id for row in queries.patients(limit=50).rows]

    tour.shell.bridge.ask(tour.shell, question, found.extend)
    settle(tour.shell)
    return found


def _prints(target: QWidget) -> bool:
    """A button that prints or saves to a file: here there may be a printer."""
    return isinstance(target.parentWidget(), PrintPanel)


class Monkey:
    """Hits keys and clicks into the window and its dialogs, seeded; prints, saves to files and quits nothing."""

    def __init__(self, tour: Tour, seed: int) -> None:
        self._tour = tour
        self._random = random.Random(seed)
        self.done: list[str] = []
        """the newest acts, to tell of when something goes wrong"""

    def act(self) -> None:
        """One key or click, where the keys are now."""
        window = self._window()
        if self._random.random() < 0.6:
            self._press(window)
        else:
            self._click(window)
        QApplication.processEvents()
        if self._random.random() < 0.02:
            settle(self._tour.shell)
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    def _window(self) -> QWidget:
        menu = QApplication.activePopupWidget()
        if menu is not None:
            return menu
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            dialog.reject()
            dialog = QApplication.activeModalWidget()
        window: QWidget = dialog or self._tour.shell
        if not window.isActiveWindow():
            window.activateWindow()
        return window

    def _press(self, window: QWidget) -> None:
        key, held = self._random.choice(KEYS)
        at = QApplication.focusWidget()
        target = at if at is not None and at.window() is window else window
        if (_prints(target) and key not in _LEAVES) or (key == Key.Key_P and isinstance(window, QDialog)):
            return
        self._note(f"{key.name} {held.name} to {type(target).__name__}")
        QTest.keyClick(target, key, held)

    def _click(self, window: QWidget) -> None:
        box = window.rect()
        point = QPoint(self._random.randrange(box.width()), self._random.randrange(box.height()))
        target = window.childAt(point) or window
        if isinstance(window, QMessageBox) or _prints(target):
            return
        button = Qt.MouseButton.RightButton if self._random.random() < 0.08 else Qt.MouseButton.LeftButton
        self._note(f"{button.name} on {type(target).__name__} of {type(window).__name__}")
        QTest.mouseClick(target, button, _NO, target.mapFrom(window, point))

    def _note(self, what: str) -> None:
        self.done = [*self.done[-19:], what]
