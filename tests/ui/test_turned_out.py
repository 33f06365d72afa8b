"""Whose account is disabled, or has another role, while the window is open: it locks, and nothing is read untraced."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pathway_app.commands import AddNote, ChangeRole, DisableAccount, EnableAccount
from pathway_app.people import Role
from tests.clocks import HandClock
from tests.ui.at_window import CTRL, AtWindow, Key
from tests.ui.changing_hands import (
    AUDITOR,
    NURSE,
    PHYSICIAN,
    at,
    cover,
    enrol,
    give,
    is_locked,
    log_in_over,
    reads,
    unlock,
)
from ui.course.view import CourseView
from ui.log.view import LogView
from ui.patients.new_patient import NewPatientDialog
from ui.widgets.plain import PlainLabel

DISABLED = "The account the.nurse is disabled; ask an administrator."
OTHER_ROLE = "The account the.nurse has another role now: log in again."


@pytest.fixture
def courses(guarded_file: Path, clock: HandClock) -> tuple[str, str]:
    return enrol(guarded_file, clock), enrol(guarded_file, clock, "4471030")


@pytest.fixture
def user(qtbot: QtBot, clock: HandClock, guarded_file: Path, courses: tuple[str, str]) -> Iterator[AtWindow]:
    with at(qtbot, clock, guarded_file, NURSE) as user:
        user.inside.open_course(courses[0])
        user.settle()
        yield user


def told(user: AtWindow) -> str:
    return " ".join(each.text() for each in cover(user).findChildren(PlainLabel) if each.isVisible())


def test_nothing_is_read_any_more(
    user: AtWindow, clock: HandClock, guarded_file: Path, courses: tuple[str, str]
) -> None:
    give(guarded_file, clock, DisableAccount(name=NURSE.name))
    before = reads(guarded_file)
    screen = user.shell.screen_shown()
    assert isinstance(screen, CourseView)
    shown: list[str] = []
    screen.shown.connect(shown.append)
    user.inside.open_course(courses[1])
    user.settle()
    assert is_locked(user)
    assert DISABLED in told(user)
    assert user.shell.screen_shown() is screen
    assert not shown, "it was read without a trace"
    assert user.shell.windowTitle() == "Zorgpad"
    assert reads(guarded_file) == before


def test_the_next_command_locks(
    user: AtWindow, clock: HandClock, guarded_file: Path, courses: tuple[str, str]
) -> None:
    give(guarded_file, clock, DisableAccount(name=NURSE.name))
    answers: list[object] = []
    user.bridge.execute(AddNote(course_id=courses[0], text="x"), done=answers.append, refused=answers.append)
    user.settle()
    assert [str(each) for each in answers] == ["account-disabled"]
    assert is_locked(user)


def test_the_next_look_locks_and_drafts_are_kept(
    user: AtWindow, clock: HandClock, guarded_file: Path
) -> None:
    user.press(Key.Key_N, CTRL)
    user.dialog(NewPatientDialog)
    user.type("4479999")
    give(guarded_file, clock, DisableAccount(name=NURSE.name))
    user.inside.guarding.look()
    user.qtbot.waitUntil(lambda: is_locked(user), timeout=5_000)
    assert DISABLED in told(user)
    assert user.no_dialog()
    card = cover(user).card()
    assert card is not None and card.name.isVisible(), "nobody is asked for a password that opens nothing"
    log_in_over(user, PHYSICIAN)
    assert user.bridge.drafts.get("form/new-patient") is None
    give(guarded_file, clock, EnableAccount(name=NURSE.name, password="given for one log-in"))
    user.press(Key.Key_L, CTRL)
    user.click(cover(user).other_button)
    card = cover(user).card()
    assert card is not None
    card.name.setFocus()
    card.name.clear()
    user.type(NURSE.name)
    user.press(Key.Key_Tab)
    user.type("given for one log-in")
    user.press(Key.Key_Return)
    user.qtbot.waitUntil(lambda: user.bridge.actor == NURSE)
    assert "4479999" in (user.bridge.drafts.get("form/new-patient") or "")


def test_who_is_disabled_while_it_is_locked_is_told(
    user: AtWindow, clock: HandClock, guarded_file: Path
) -> None:
    user.press(Key.Key_L, CTRL)
    give(guarded_file, clock, DisableAccount(name=NURSE.name))
    user.inside.guarding.look()
    user.qtbot.waitUntil(lambda: DISABLED in told(user), timeout=5_000)
    user.inside.guarding.look()
    user.qtbot.wait(100)
    user.settle()
    log_in_over(user, PHYSICIAN)


def test_another_role_locks_and_is_worked_with_after_the_password(
    user: AtWindow, clock: HandClock, guarded_file: Path
) -> None:
    user.press(Key.Key_N, CTRL)
    user.type("4479999")
    give(guarded_file, clock, ChangeRole(name=NURSE.name, role=Role.PHYSICIAN))
    user.inside.guarding.look()
    user.qtbot.waitUntil(lambda: is_locked(user), timeout=5_000)
    assert OTHER_ROLE in told(user)
    unlock(user)
    assert user.bridge.actor.role is Role.PHYSICIAN
    assert "4479999" in (user.bridge.drafts.get("form/new-patient") or "")
    user.inside.guarding.look()
    user.qtbot.wait(200)
    assert not is_locked(user)


def test_the_log_is_not_read_by_who_may_no_longer(qtbot: QtBot, clock: HandClock, guarded_file: Path) -> None:
    with at(qtbot, clock, guarded_file, AUDITOR) as user:
        give(guarded_file, clock, DisableAccount(name=AUDITOR.name))
        user.inside.go("log")
        user.settle()
        assert is_locked(user)
        screen = user.shell.screen_shown()
        assert isinstance(screen, LogView)
        assert screen.table.rows().rowCount() == 0


def test_a_paper_is_not_looked_up_by_who_may_no_longer(
    qtbot: QtBot, clock: HandClock, guarded_file: Path
) -> None:
    """What takes long is read on a thread of its own."""
    with at(qtbot, clock, guarded_file, AUDITOR) as user:
        user.inside.go("log")
        user.settle()
        give(guarded_file, clock, DisableAccount(name=AUDITOR.name))
        screen = user.shell.screen_shown()
        assert isinstance(screen, LogView)
        screen.find_paper("0123-4567")
        user.settle()
        assert is_locked(user)
