"""A user at the whole window: keys and clicks go to real widgets, the record is a real database."""

from __future__ import annotations

import builtins
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from pathway_app.ports import Record
from tests.clocks import HandClock
from tests.ui.windows import focused, show_active
from ui.app import places
from ui.bridge import Bridge
from ui.course.view import CourseView
from ui.furnished import Furnished
from ui.patients.view import PatientsView
from ui.shell import Shell
from ui.today.view import TodayView

Key = Qt.Key
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
Asked = TypeVar("Asked", bound=QWidget)


class AtWindow:
    """What one user does at the window."""

    def __init__(self, qtbot: QtBot, shell: Shell) -> None:
        self.qtbot, self.shell, self.bridge = qtbot, shell, shell.bridge

    @property
    def inside(self) -> Furnished:
        assert self.shell.furnished is not None, "the record is not open"
        return self.shell.furnished

    @property
    def today(self) -> TodayView:
        screen = self.shell.screen_shown()
        assert isinstance(screen, TodayView)
        return screen

    @property
    def patients(self) -> PatientsView:
        screen = self.shell.screen_shown()
        assert isinstance(screen, PatientsView)
        return screen

    @property
    def course(self) -> CourseView:
        screen = self.shell.screen_shown()
        assert isinstance(screen, CourseView)
        return screen

    def settle(self) -> None:
        """Wait until everything that was asked is answered and shown."""
        for _round in range(2):
            self.qtbot.waitUntil(lambda: not self.bridge.is_busy(), timeout=20_000)
            QApplication.processEvents()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_MODIFIER) -> None:
        QTest.keyClick(focused(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        QTest.keyClicks(focused(), text)
        self.qtbot.wait(60)  # the search field gathers quick keystrokes
        self.settle()

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton)
        self.settle()

    def dialog(self, kind: builtins.type[Asked]) -> Asked:
        """The open dialog of that kind."""
        found = [each for each in self.shell.findChildren(kind) if each.isVisible()]
        assert len(found) == 1, f"{len(found)} of {kind.__name__} are open"
        return found[0]

    def no_dialog(self) -> bool:
        return not [each for each in self.shell.findChildren(QDialog) if each.isVisible()]

    def choose(self, mrn: str) -> None:
        """Choose a patient on Today by the arrow keys."""
        for _row in range(12):
            summary = self.today.panel.summary()
            if summary is not None and mrn in summary.facts:
                return
            self.press(Key.Key_Down)
        raise AssertionError(f"{mrn} is not on the list")

    def titles(self) -> list[str]:
        """Today's list from top to bottom: headings, and patients by their names."""
        model = self.today.table.rows()
        rows = [model.row_at(at) for at in range(model.rowCount())]
        return [row.title if row.is_heading else row.cells[0].text for row in rows]

    def words_of(self, key: str) -> list[str]:
        """What Today's list says of a course, a text a column."""
        model = self.today.table.rows()
        return [cell.words() for cell in model.row_at(model.row_of(key)).cells]

    def steps(self) -> list[str]:
        """The titles of the steps in Today's panel."""
        return [row.content().title for row in self.today.panel.rows()]


@contextmanager
def at_window(
    qtbot: QtBot,
    connect: Callable[[], Record],
    clock: HandClock,
    *,
    user: str | None = None,
    language: str = "en",
    size: tuple[int, int] = (1366, 768),
) -> Iterator[AtWindow]:
    """The window, shown, once the record is open or cannot be opened."""
    defects: list[BaseException] = []
    bridge = Bridge(connect, clock, user=user, language=language, defect=defects.append)
    shell = Shell(bridge, places)
    shell.first_painted.connect(bridge.open)
    over: list[object] = []
    bridge.connected.connect(lambda: over.append(True))
    bridge.failed.connect(over.append)
    try:
        show_active(qtbot, shell, *size)
        qtbot.waitUntil(lambda: bool(over))
        user_there = AtWindow(qtbot, shell)
        user_there.settle()
        yield user_there
    finally:
        shell.leave()
    assert not defects, defects
