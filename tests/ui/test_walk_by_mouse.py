"""The whole way with the mouse alone; the keys only write letters into the field that was clicked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from pathway_app.people import Sex
from tests.clocks import HandClock
from tests.ui.at_window import AtWindow, at_window
from tests.ui.desk import Desk, type_text
from tests.ui.test_walk_by_keys import back_at_the_window, open_button
from tests.ui.walk import check_entries, walk
from tests.ui.ward import MARTA, Ward, new_ward, unguarded
from ui.course.plans import Mode
from ui.patients.new_patient import NewPatientDialog
from ui.sheets.dialog import SheetsDialog
from ui.today.view import TodayView
from ui.widgets.confirm_reason import REASON, ConfirmReason
from ui.widgets.form_field import FormField

LEFT = Qt.MouseButton.LeftButton


class OnlyLetters(QObject):
    """Notes every key that does not write a letter (Tab, arrows, Enter, combinations)."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[int] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if (
            event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and not event.text().isprintable()
        ):
            self.seen.append(event.key())
        return False


class Mouse:
    """Hands that point, click and turn the wheel."""

    def __init__(self, user: AtWindow, ward: Ward) -> None:
        self.user, self.ward = user, ward

    @property
    def desk(self) -> Desk:
        return Desk(self.user.qtbot, self.ward, self.user.bridge, self.user.course)

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        """Scroll there, make sure that nothing lies over it, and click."""
        point = at or widget.rect().center()
        self._scroll_to(widget, point)
        window = widget.window()
        hit = window.childAt(widget.mapTo(window, point))
        for _ in range(20):
            if hit is widget or (hit is not None and widget.isAncestorOf(hit)):
                break
            QTest.qWait(20)
            hit = window.childAt(widget.mapTo(window, point))
        else:
            raise AssertionError(f"{hit} lies over {widget}")
        assert hit is not None
        QTest.mouseClick(hit, LEFT, pos=hit.mapFrom(window, widget.mapTo(window, point)))
        self.user.settle()

    def enrol(self, texts: Mapping[str, str], sex: Sex) -> str:
        today = self.user.today
        button = today.empty.button if today.empty.isVisible() else today.buttons()[-1]
        self.click(button)
        dialog = self.user.dialog(NewPatientDialog)
        self.user.qtbot.waitUntil(lambda: dialog.form is not None and dialog.isActiveWindow())
        assert dialog.form is not None
        for key, text in texts.items():
            self._write(dialog.form.field(key), text)
        answers = dialog.form.field("sex")
        buttons = answers.findChildren(type(answers.control()))
        self.click(buttons[list(Sex).index(sex)])
        self.click(dialog.form.save_button)
        back_at_the_window(self.user)
        return self.user.course.course_id()

    def time_has_passed(self) -> None:
        # The window looks at the clock each minute by itself; a test does not wait for that.
        self.user.course._show_now()

    def tick(self, checkpoint: str, round_: int) -> None:
        self.click(self.desk.row(checkpoint, round_).box())

    def open(self, checkpoint: str, round_: int) -> None:
        self.click(self.desk.row(checkpoint, round_), QPoint(80, 16))

    def other_form(self, mode: Mode) -> None:
        self.click(open_button(self.user, mode))
        assert self.desk.form.mode is mode

    def choose(self, key: str, *answers: str) -> None:
        control = self.desk.field(key).control()
        if isinstance(control, QComboBox):
            self._choose_in_list(control, key, answers[0])
            return
        for answer, button in self.desk.buttons(key):
            if answer in answers and not button.isChecked():
                self.click(button)

    def write(self, key: str, text: str) -> None:
        self._write(self.desk.field(key), text)

    def save(self) -> None:
        self.click(self.desk.form.form.save_button)

    def undo(self, reason: str) -> None:
        self.click(self.user.course.undo_button)
        dialog = self.user.dialog(ConfirmReason)
        self.user.qtbot.waitUntil(dialog.isActiveWindow)
        self._write(dialog.field(REASON), reason)
        self.click(dialog.ok_button)
        back_at_the_window(self.user)

    def look_at_the_sheet(self) -> None:
        self.click(self.user.course.print_button)
        sheets = self.user.dialog(SheetsDialog)
        self.user.qtbot.waitUntil(lambda: sheets.view.image(0) is not None and sheets.isActiveWindow())
        self.click(sheets.close_button)
        back_at_the_window(self.user)

    def _write(self, field: FormField, text: str) -> None:
        """Click three times to choose what stands there, then write over it."""
        control = field.control()
        self.click(control)
        QTest.mouseDClick(control, LEFT)
        QTest.mouseClick(control, LEFT)
        assert QApplication.focusWidget() is control
        type_text(text)

    def _choose_in_list(self, combo: QComboBox, key: str, answer: str) -> None:
        self.click(combo)
        options = [option.key for option in self.desk.field(key).spec.options]
        at = options.index(answer) + combo.count() - len(options)
        shown = combo.view()
        self.user.qtbot.waitUntil(shown.isVisible)
        box = shown.visualRect(combo.model().index(at, 0))
        # A list that has just been opened takes no click: it may be the one that opened it.
        self.user.qtbot.wait(QApplication.doubleClickInterval() + 50)
        QTest.mouseMove(shown.viewport(), box.center())
        QTest.mouseClick(shown.viewport(), LEFT, pos=box.center())
        self.user.qtbot.waitUntil(lambda: not shown.isVisible())
        assert self.desk.field(key).value() == answer

    def _scroll_to(self, widget: QWidget, point: QPoint) -> None:
        area = widget.parentWidget()
        while area is not None and not isinstance(area, QScrollArea):
            area = area.parentWidget()
        if area is None:
            return
        port = area.viewport()
        for _ in range(100):
            y = widget.mapTo(port, point).y()
            if 8 <= y <= port.height() - 8:
                return
            self._wheel(port, 120 if y < 8 else -120)
        raise AssertionError(f"the wheel never reaches {widget}")

    def _wheel(self, port: QWidget, delta: int) -> None:
        middle = QPointF(port.width() - 30, 30)
        event = QWheelEvent(
            middle, QPointF(port.mapToGlobal(middle.toPoint())), QPoint(), QPoint(0, delta),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(port, event)
        QApplication.processEvents()


@pytest.fixture
def ward(tmp_path: Path, clock: HandClock) -> Iterator[Ward]:
    ward = new_ward(tmp_path / "record.db", clock)
    yield ward
    ward.record.close()


def test_from_the_mri_to_the_second_follow_up_mri_by_mouse(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, ward: Ward, clock: HandClock
) -> None:
    qapp.setDoubleClickInterval(60)
    keys = OnlyLetters()
    qapp.installEventFilter(keys)
    with at_window(
        qtbot, unguarded(tmp_path / "record.db", clock), clock, user=MARTA.name, language="nl"
    ) as user:
        hands = Mouse(user, ward)
        course = walk(hands, ward, clock)
        check_entries(ward.entries(course))
        rail = user.inside.rail
        hands.click(rail._buttons[0])
        assert isinstance(user.shell.screen_shown(), TodayView)
    qapp.removeEventFilter(keys)
    assert keys.seen == []
    with ward.record.queries() as queries:
        assert queries.verify().sound
