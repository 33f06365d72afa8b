"""A user at the course screen: keys and clicks go to real widgets, the record is a real database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QWidget
from pytestqt.qtbot import QtBot

from tests.clocks import HandClock
from tests.ui.ward import MARTA, SHIPPED, Ward, connected, new_ward
from tests.ui.windows import focused, show_active
from ui.bridge import Bridge
from ui.course.forms import StepForm
from ui.course.rows import row_key
from ui.course.view import CourseView
from ui.widgets.checklist_row import ChecklistRow
from ui.widgets.form_field import FormField

CTRL = Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


def type_text(text: str) -> None:
    """Type into whatever has the keys; QTest itself aborts on a sign that is not Latin-1."""
    for sign in text:
        if sign.isascii():
            QTest.keyClicks(focused(), sign)
        else:
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, sign)
                QApplication.sendEvent(focused(), event)


class Desk:
    """What one user does at one window."""

    def __init__(self, qtbot: QtBot, ward: Ward, bridge: Bridge, view: CourseView) -> None:
        self.qtbot, self.ward, self.bridge, self.view = qtbot, ward, bridge, view

    def settle(self) -> None:
        """Wait until everything asked is answered and shown."""
        for _round in range(2):  # what stands beside a course is asked once that is painted
            self.qtbot.waitUntil(lambda: not self.bridge.is_busy())
            QApplication.processEvents()

    def show(self, course: str, checkpoint: str = "", round_: int = 1) -> None:
        self.view.show_course(course, checkpoint, round_)
        self.settle()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(focused(), key, modifiers)
        self.settle()

    def type(self, text: str) -> None:
        """Type into whatever has the keys, over what stands there."""
        QTest.keyClick(focused(), Key.Key_A, CTRL)
        type_text(text)

    def tab_to(self, wanted: QWidget) -> None:
        """Tab until `wanted` has the keys."""
        for _ in range(150):
            if focused() is wanted:
                return
            QTest.keyClick(focused(), Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {wanted.accessibleName()!r}")

    def walk_to(self, checkpoint: str, round_: int = 1) -> None:
        """Arrow keys to the row."""
        key = row_key(checkpoint, round_)
        keys = self.view.checklist.keys()
        here = next(k for k in keys if self.row_by_key(k).box().hasFocus())
        step = Key.Key_Down if keys.index(key) > keys.index(here) else Key.Key_Up
        for _ in range(abs(keys.index(key) - keys.index(here))):
            QTest.keyClick(focused(), step)
        assert self.row(checkpoint, round_).box().hasFocus()
        self.qtbot.wait(30)  # the panel follows the focus a moment later

    def row(self, checkpoint: str, round_: int = 1) -> ChecklistRow:
        return self.row_by_key(row_key(checkpoint, round_))

    def row_by_key(self, key: str) -> ChecklistRow:
        row = self.view.checklist.row(key)
        assert row is not None, key
        return row

    @property
    def form(self) -> StepForm:
        """The open form."""
        form = self.view.entering.form()
        assert form is not None, "no form is open"
        return form

    @property
    def has_form(self) -> bool:
        return self.view.entering.form() is not None

    def field(self, key: str) -> FormField:
        return self.form.form.field(key)

    def fill(self, key: str, text: str) -> None:
        """Tab to the field and type."""
        self.tab_to(self.field(key).control())
        self.type(text)

    def choose(self, key: str, *answers: str) -> None:
        """Tab to the field and choose these answers by keys."""
        control = self.field(key).control()
        self.tab_to(control)
        if isinstance(control, QComboBox):
            while str(self.field(key).value()) != answers[0]:
                before = control.currentIndex()
                QTest.keyClick(control, Key.Key_Down)
                assert control.currentIndex() > before, f"{answers[0]} is not offered"
            return
        for button in self.buttons(key):
            if button[0] in answers:
                self.tab_or_arrow(button[1])
                QTest.keyClick(focused(), Key.Key_Space)

    def tab_or_arrow(self, wanted: QWidget) -> None:
        """Tab goes to boxes, arrows among radio buttons."""
        for _ in range(12):
            if focused() is wanted:
                return
            QTest.keyClick(focused(), Key.Key_Right)
            if focused() is wanted:
                return
        self.tab_to(wanted)

    def buttons(self, key: str) -> list[tuple[str, QAbstractButton]]:
        """(answer, button) of a field with answers side by side."""
        field = self.field(key)
        found = [b for b in field.findChildren(QAbstractButton) if b.isCheckable()]
        return [(option.key, button) for option, button in zip(field.spec.options, found, strict=True)]

    def save(self) -> None:
        self.press(Key.Key_Return, CTRL)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=at or widget.rect().center())
        self.settle()

    def click_words(self, checkpoint: str, round_: int = 1) -> None:
        """Click on the title of a row."""
        row = self.row(checkpoint, round_)
        self.view.checklist.focus_row(row.content().key)
        self.click(row, QPoint(80, 14))


@contextmanager
def at_desk(
    qtbot: QtBot,
    path: Path,
    clock: HandClock,
    *,
    user: str = MARTA.name,
    language: str = "nl",
    pathways: tuple[Path, ...] = (SHIPPED,),
) -> Iterator[Desk]:
    """A ward with its people, and the course screen in front of `user`."""
    ward = new_ward(path, clock, pathways=pathways)
    with connected(qtbot, path, clock, user=user, language=language) as bridge:
        view = CourseView(bridge)
        show_active(qtbot, view, 1182, 768)
        yield Desk(qtbot, ward, bridge, view)
        view.hide()
    ward.record.close()
