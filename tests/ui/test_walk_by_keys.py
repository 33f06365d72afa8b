"""The whole way with keys alone: not one event of the mouse."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from pathway_app.people import Sex
from tests.clocks import HandClock
from tests.ui.at_window import AtWindow, at_window
from tests.ui.desk import CTRL, Desk, Key, type_text
from tests.ui.walk import check_entries, walk
from tests.ui.ward import MARTA, Ward, new_ward, unguarded
from tests.ui.windows import focused
from ui.course.forms import StepActions
from ui.course.plans import Mode
from ui.patients.new_patient import NewPatientDialog
from ui.sheets.dialog import SheetsDialog
from ui.today.view import TodayView
from ui.widgets.checklist_content import Tick
from ui.widgets.confirm_reason import ConfirmReason


class NoMouse(QObject):
    """Notes every event of the mouse."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[QEvent.Type] = []

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease, QEvent.Type.Wheel):
            self.seen.append(event.type())
        return False


class Keys:
    """Hands that only press keys."""

    def __init__(self, user: AtWindow, ward: Ward) -> None:
        self.user, self.ward = user, ward

    @property
    def desk(self) -> Desk:
        return Desk(self.user.qtbot, self.ward, self.user.bridge, self.user.course)

    def enrol(self, texts: Mapping[str, str], sex: Sex) -> str:
        self.user.press(Key.Key_N, CTRL)
        dialog = self.user.dialog(NewPatientDialog)
        self.user.qtbot.waitUntil(lambda: dialog.form is not None and dialog.isActiveWindow())
        assert dialog.form is not None
        for key in ("mrn", "family_name", "given_name", "birth_date"):
            assert focused() is dialog.form.field(key).control()
            type_text(texts[key])
            QTest.keyClick(focused(), Key.Key_Return)
        for _ in range(list(Sex).index(sex)):
            QTest.keyClick(focused(), Key.Key_Right)
        QTest.keyClick(focused(), Key.Key_Space)
        for key in ("national_number", "bed", "surgeon"):
            QTest.keyClick(focused(), Key.Key_Tab)
            assert focused() is dialog.form.field(key).control()
            type_text(texts[key])
        self.user.press(Key.Key_Return, CTRL)
        back_at_the_window(self.user)
        return self.user.course.course_id()

    def time_has_passed(self) -> None:
        self.user.press(Key.Key_F5)

    def tick(self, checkpoint: str, round_: int) -> None:
        self.desk.walk_to(checkpoint, round_)
        self.user.press(Key.Key_Space)

    def open(self, checkpoint: str, round_: int) -> None:
        self.desk.walk_to(checkpoint, round_)
        self.user.press(Key.Key_Return)

    def other_form(self, mode: Mode) -> None:
        self.desk.tab_to(open_button(self.user, mode))
        self.user.press(Key.Key_Return)
        assert self.desk.form.mode is mode

    def choose(self, key: str, *answers: str) -> None:
        self.desk.choose(key, *answers)

    def write(self, key: str, text: str) -> None:
        self.desk.fill(key, text)

    def save(self) -> None:
        self.user.press(Key.Key_Return, CTRL)

    def undo(self, reason: str) -> None:
        self.user.press(Key.Key_Z, CTRL)
        dialog = self.user.dialog(ConfirmReason)
        self.user.qtbot.waitUntil(dialog.isActiveWindow)
        type_text(reason)
        self.user.press(Key.Key_Return, CTRL)
        back_at_the_window(self.user)

    def look_at_the_sheet(self) -> None:
        self.user.press(Key.Key_P, CTRL)
        sheets = self.user.dialog(SheetsDialog)
        self.user.qtbot.waitUntil(lambda: sheets.view.image(0) is not None and sheets.isActiveWindow())
        self.user.press(Key.Key_Escape)
        back_at_the_window(self.user)


def back_at_the_window(user: AtWindow) -> None:
    """A dialog is closed. Without a window manager nothing gives the keys back to the window by itself."""
    user.qtbot.waitUntil(user.no_dialog)
    user.settle()
    user.shell.activateWindow()
    user.qtbot.waitUntil(user.shell.isActiveWindow)


def open_button(user: AtWindow, mode: Mode) -> QWidget:
    """The button of the open row that leads to that form."""
    form = user.course.checklist.row(user.course.checklist.open_key())
    assert form is not None
    opened = form.form()
    if isinstance(opened, StepActions):
        return opened.buttons[mode]
    step = user.course.entering.form()
    assert step is not None
    return step.form.action_buttons[mode.value]


@pytest.fixture
def ward(tmp_path: Path, clock: HandClock) -> Iterator[Ward]:
    ward = new_ward(tmp_path / "record.db", clock)
    yield ward
    ward.record.close()


def test_from_the_mri_to_the_second_follow_up_mri_by_keys(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path, ward: Ward, clock: HandClock
) -> None:
    mouse = NoMouse()
    qapp.installEventFilter(mouse)
    with at_window(
        qtbot, unguarded(tmp_path / "record.db", clock), clock, user=MARTA.name, language="nl"
    ) as user:
        hands = Keys(user, ward)
        course = walk(hands, ward, clock)
        check_entries(ward.entries(course))
        row = hands.desk.row("follow-up-mri", 3)
        assert row.content().tick is Tick.OPEN, "the next round is open"
        assert hands.desk.row("radiotherapy-completed").content().tick is Tick.NOT_APPLICABLE
        user.press(Key.Key_Escape)
        assert isinstance(user.shell.screen_shown(), TodayView)
    qapp.removeEventFilter(mouse)
    assert mouse.seen == []
    with ward.record.queries() as queries:
        assert queries.verify().sound
