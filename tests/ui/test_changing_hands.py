"""Somebody else goes on at the same window: what the one before gave, typed or copied is not theirs, nor lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from pathway_app.commands import AddNote
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.ports import Queries
from tests.clocks import HandClock
from tests.guarded import CHIEF, cheap_records, shown
from tests.ui.at_window import CTRL, AtWindow, Key
from tests.ui.changing_hands import (
    NURSE,
    PHYSICIAN,
    at,
    cover,
    enrol,
    full,
    give,
    has_keys,
    is_locked,
    log_in_over,
    unlock,
)
from tests.ui.windows import focused
from ui.patients.new_patient import NewPatientDialog
from ui.widgets.confirm_reason import REASON, ConfirmReason
from ui.widgets.plain import PlainLabel

DRAFT = "form/new-patient"
TYPED = "typed by the nurse"


@pytest.fixture
def course(guarded_file: Path, clock: HandClock) -> str:
    return enrol(guarded_file, clock)


@pytest.fixture
def user(qtbot: QtBot, clock: HandClock, guarded_file: Path, course: str) -> Iterator[AtWindow]:
    with at(qtbot, clock, guarded_file, NURSE) as user:
        yield user


def notes(path: Path, clock: HandClock, course: str) -> list[tuple[str, str]]:
    record = cheap_records(clock).open(str(path), credentials=shown(CHIEF.name), read_only=True)
    try:
        with record.queries() as queries:
            found = queries.course(course)
            assert found is not None
            return [(each.by, each.text) for each in found.course.entries]
    finally:
        record.close()


def fail(user: AtWindow, path: Path, course: str) -> list[object]:
    """The nurse saves a note while the disk is full; whatever comes of it, also later."""
    came: list[object] = []
    with full(path):
        user.bridge.execute(
            AddNote(course_id=course, text=TYPED), done=came.append, refused=came.append, failed=came.append
        )
        user.qtbot.waitUntil(lambda: bool(came), timeout=20_000)
    assert [type(each) for each in came] == [EnvironmentFault]
    return came


def told(user: AtWindow) -> str:
    return " ".join(each.text() for each in cover(user).findChildren(PlainLabel) if each.isVisible())


def test_nobody_gives_again_what_somebody_else_gave(
    user: AtWindow, clock: HandClock, guarded_file: Path, course: str
) -> None:
    came = fail(user, guarded_file, course)
    assert user.inside.banner.isVisible()
    log_in_over(user, PHYSICIAN)
    user.bridge.speak("nl")
    user.settle()
    assert not user.inside.banner.isVisible()
    user.bridge.retry()
    user.settle()
    assert len(came) == 1
    log_in_over(user, NURSE)
    user.bridge.retry()
    user.settle()
    assert notes(guarded_file, clock, course) == []


def test_who_gave_it_tries_again_after_unlocking(
    user: AtWindow, clock: HandClock, guarded_file: Path, course: str
) -> None:
    fail(user, guarded_file, course)
    user.press(Key.Key_L, CTRL)
    unlock(user)
    user.click(user.inside.banner.retry_button)
    assert notes(guarded_file, clock, course) == [(NURSE.name, TYPED)]


def test_what_fails_after_the_hands_changed_is_not_the_next_one_s(
    user: AtWindow, clock: HandClock, guarded_file: Path, course: str
) -> None:
    """It was on its way when somebody else came."""
    record = cheap_records(clock).open(str(guarded_file), credentials=shown(CHIEF.name))
    user.press(Key.Key_L, CTRL)
    before = user.bridge.actor
    with record.unit_of_work():
        user.bridge.execute(AddNote(course_id=course, text=TYPED), done=print, refused=print)
        user.bridge.actor = PHYSICIAN
        user.settle()
        assert user.bridge.present_fault is None
        user.bridge.actor = before
    record.close()
    user.bridge.retry()
    user.settle()
    assert notes(guarded_file, clock, course) == []


def test_a_question_that_failed_goes_with_who_asked(user: AtWindow) -> None:
    asked: list[int] = []

    def question(_queries: Queries) -> None:
        asked.append(1)
        raise EnvironmentFault("disk-full", path="record.db")

    user.bridge.ask(user.shell, question, print)
    user.settle()
    assert user.inside.banner.isVisible()
    log_in_over(user, PHYSICIAN)
    assert not user.inside.banner.isVisible()
    user.bridge.retry()
    user.settle()
    assert len(asked) == 1


def test_what_cannot_be_written_stays_for_who_typed_it(user: AtWindow, guarded_file: Path) -> None:
    user.press(Key.Key_N, CTRL)
    user.dialog(NewPatientDialog)
    with full(guarded_file):
        user.type("4479999")
        user.press(Key.Key_L, CTRL)
        user.settle()
        assert "cannot be kept in the record now" in told(user)
        user.click(cover(user).other_button)
        assert "cannot be kept in the record now" in told(user)
        log_in_over(user, PHYSICIAN)
        assert user.bridge.drafts.get(DRAFT) is None
        assert user.bridge.drafts.typed_now() == ""
        user.shell.close()
        assert user.shell.isVisible(), "what is lost then is told first"
        user.qtbot.waitUntil(lambda: not user.no_dialog())
        box = user.dialog(QMessageBox)
        assert NURSE.full_name in box.text() and "4479999" not in box.text()
        user.press(Key.Key_Escape)
        log_in_over(user, NURSE)
        assert "4479999" in (user.bridge.drafts.get(DRAFT) or "")
        assert user.bridge.drafts.typed_now() == "a new patient"


def test_it_is_written_once_it_can_be_whoever_works_then(
    qtbot: QtBot, clock: HandClock, guarded_file: Path, course: str, user: AtWindow
) -> None:
    user.press(Key.Key_N, CTRL)
    user.dialog(NewPatientDialog)
    with full(guarded_file):
        user.type("4479999")
        log_in_over(user, PHYSICIAN)
    user.bridge.drafts.flush()
    user.settle()
    user.press(Key.Key_L, CTRL)
    assert "cannot be kept" not in told(user)
    unlock(user)
    record = cheap_records(clock).open(str(guarded_file), credentials=shown(CHIEF.name), read_only=True)
    assert ["4479999" in each.content for each in record.drafts(NURSE.name).all()] == [True]
    assert not record.drafts(PHYSICIAN.name).all()
    record.close()
    user.shell.close()
    assert not user.shell.isVisible(), "nothing is lost"


def emergency(user: AtWindow, _course: str) -> None:
    user.inside.emergency.ask()
    user.settle()


def undo(user: AtWindow, course: str) -> None:
    user.inside.open_course(course)
    user.settle()
    has_keys(user)
    user.press(Key.Key_Z, CTRL)


@pytest.mark.parametrize("asked", [emergency, undo])
def test_a_reason_is_kept_for_who_typed_it(
    user: AtWindow, course: str, asked: Callable[[AtWindow, str], None], clock: HandClock, guarded_file: Path
) -> None:
    give(guarded_file, clock, AddNote(course_id=course, text="to be taken back"), NURSE)
    asked(user, course)
    dialog = user.dialog(ConfirmReason)
    user.type(TYPED)
    user.press(Key.Key_L, CTRL)
    unlock(user)
    assert user.dialog(ConfirmReason) is dialog
    assert dialog.field(REASON).value() == TYPED
    log_in_over(user, PHYSICIAN)
    assert not user.bridge.drafts.typed_now()
    if asked is emergency:
        asked(user, course)
        assert user.dialog(ConfirmReason).field(REASON).value() is None
        user.press(Key.Key_Escape)
    log_in_over(user, NURSE)
    asked(user, course)
    again = user.dialog(ConfirmReason)
    assert again.field(REASON).value() == TYPED
    assert "Your draft of" in " ".join(each.text() for each in again.findChildren(PlainLabel))
    user.press(Key.Key_Escape)
    asked(user, course)
    assert user.dialog(ConfirmReason).field(REASON).value() is None, "who cancels is done with it"
    user.type("another one")
    QTest.keyClick(focused(), Key.Key_Return, CTRL)
    user.settle()
    user.bridge.drafts.flush()
    user.settle()
    assert not user.bridge.drafts.typed_now()
    if asked is emergency:
        assert user.bridge.in_emergency()


def test_what_was_copied_does_not_outlast_the_lock(user: AtWindow) -> None:
    clipboard = QApplication.clipboard()
    user.press(Key.Key_N, CTRL)
    user.type("4479999")
    user.press(Key.Key_A, CTRL)
    user.press(Key.Key_C, CTRL)
    assert clipboard.text() == "4479999"
    user.press(Key.Key_L, CTRL)
    assert clipboard.text() == ""
    user.click(cover(user).other_button)
    card = cover(user).card()
    assert card is not None
    card.name.setFocus()
    card.name.clear()
    user.press(Key.Key_V, CTRL)
    assert card.name.text() == ""
    clipboard.setText("copied at the lock")
    log_in_over(user, PHYSICIAN)
    assert not is_locked(user)
    assert clipboard.text() == ""
