"""Wider rights in an emergency: only with a reason, seen for as long as they last, and over by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pathway_app.commands import BeginCourse, BeginEmergency, CompleteCheckpoint
from pathway_app.people import Role
from tests.clocks import HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, cheap_records, shown
from tests.ui.at_door import at_door, log_in, opened
from tests.ui.at_window import CTRL, AtWindow, Key
from ui.everywhere import own_actions
from ui.sign_in.own_password import OwnPasswordDialog
from ui.widgets.confirm_reason import REASON, ConfirmReason


@pytest.fixture
def user(qtbot: QtBot, clock: HandClock, guarded_file: Path) -> Iterator[AtWindow]:
    with at_door(qtbot, guarded_file, clock) as user:
        log_in(user, PEOPLE[Role.NURSE].name)
        opened(user)
        yield user


def choose(user: AtWindow, name: str) -> None:
    """From the menu at the rail's foot."""
    menu = user.inside.looks_button.menu()
    titles = {each.id: each.title for each in own_actions(user.inside)}
    next(each for each in menu.actions() if each.text() == titles[name]).trigger()
    menu.deleteLater()
    user.settle()


def test_it_is_begun_with_a_reason_and_ends_by_itself(user: AtWindow, clock: HandClock) -> None:
    assert not user.bridge.may(BeginCourse)
    assert user.inside.emergency.banner.isHidden()
    choose(user, "window.emergency")
    dialog = user.dialog(ConfirmReason)
    assert not dialog.ok_button.isEnabled()
    dialog.field(REASON).focus()
    user.type("Coordinator not to be reached, resuscitation in bed 4")
    user.press(Key.Key_Return, CTRL)
    user.settle()
    assert user.bridge.may(BeginCourse)
    assert user.inside.emergency.banner.isVisible()
    assert "60 min" in user.inside.emergency.banner.text()
    assert not next(each for each in own_actions(user.inside) if each.id == "window.emergency").can()
    clock.forward(minutes=45)
    user.inside.emergency.look()
    assert "15 min" in user.inside.emergency.banner.text()
    clock.forward(minutes=16)
    user.inside.emergency.look()
    user.settle()
    assert user.inside.emergency.banner.isHidden()
    assert not user.bridge.may(BeginCourse)
    assert user.bridge.may(CompleteCheckpoint), "the role's own rights stay"
    assert user.inside.toast.text() == "The emergency access is over."


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.AUDITOR])
def test_who_needs_or_gets_none_is_not_offered_it(
    qtbot: QtBot, clock: HandClock, guarded_file: Path, role: Role
) -> None:
    with at_door(qtbot, guarded_file, clock) as user:
        log_in(user, PEOPLE[role].name)
        opened(user)
        assert not user.bridge.may(BeginEmergency)
        ids = [each.id for each in own_actions(user.inside)]
        assert ids == ["window.lock", "window.switch", "window.password"]


def test_ones_own_password_is_changed_with_the_present_one(
    user: AtWindow, clock: HandClock, guarded_file: Path
) -> None:
    choose(user, "window.password")
    card = user.dialog(OwnPasswordDialog).card
    assert card.old is not None
    new = "my very own words"
    for field, text in (
        (card.old, "not this one, no"),
        (card.new, new),
        (card.again, new),
    ):
        field.setFocus()
        user.type(text)
    user.press(Key.Key_Return)
    assert "old password" in card.error_of(card.old)
    card.old.setFocus()
    card.old.clear()
    user.type(PASSWORD)
    user.press(Key.Key_Return)
    assert user.no_dialog()
    assert user.inside.toast.text() == "Your password is changed."
    user.shell.leave()
    name = PEOPLE[Role.NURSE].name
    cheap_records(clock).open(str(guarded_file), credentials=shown(name, new)).close()


def test_somebody_else_is_asked_at_once(user: AtWindow) -> None:
    choose(user, "window.switch")
    assert user.shell.lock is not None
    cover = user.shell.lock.cover
    assert cover is not None
    card = cover.card()
    assert card is not None
    assert card.name.isVisible()
    assert CHIEF.name != card.name.text()
