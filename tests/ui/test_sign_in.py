"""A real record asks who is there before it shows anything; what is wrong is said in place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pathway_app.commands import ResetPassword
from pathway_app.people import Role
from pathway_app.services.service import Service
from pathway_app.signing_in import Credentials
from tests.clocks import HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, PHRASE, cheap_records, shown
from tests.ui.at_door import at_door, card, kinds, log_in, opened, page, settled
from tests.ui.at_window import AtWindow, Key
from tests.ui.windows import focused
from ui.preferences import Preferences
from ui.sign_in.cards import NewPasswordCard, RecoveryCard, SignInCard

NURSE = PEOPLE[Role.NURSE]


@pytest.fixture
def preferences(tmp_path: Path) -> Preferences:
    return Preferences(tmp_path / "config")


@pytest.fixture
def user(qtbot: QtBot, clock: HandClock, guarded_file: Path, preferences: Preferences) -> Iterator[AtWindow]:
    with at_door(qtbot, guarded_file, clock, preferences) as user:
        yield user


def test_by_keys_alone_and_the_name_is_known_the_next_time(user: AtWindow, preferences: Preferences) -> None:
    assert focused() is card(user).name
    assert user.shell.windowTitle() == "Zorgpad"
    log_in(user, NURSE.name)
    assert page(user).said.text() == "Opening…"
    assert not card(user).isEnabled()
    opened(user)
    assert user.bridge.actor == NURSE
    assert preferences.names() == (NURSE.name,)


def test_who_was_here_last_types_the_password_only(
    qtbot: QtBot, user: AtWindow, preferences: Preferences
) -> None:
    for name in ("somebody", CHIEF.name, NURSE.name):
        preferences.remember_name(name)
    again = SignInCard(user.bridge.words, "Log in", names=preferences.names())
    qtbot.addWidget(again)
    again.show()
    again.activateWindow()
    again.focus_first()
    assert again.name.text() == NURSE.name
    qtbot.waitUntil(again.password.hasFocus)
    captions = [each.accessibleName() for each in again.names.widgets()]
    assert captions == ["Log in as the.nurse", "Log in as chief", "Log in as somebody"]
    QTest.mouseClick(again.names.widgets()[1], Qt.MouseButton.LeftButton)
    assert again.name.text() == CHIEF.name
    assert again.password.hasFocus()


def test_a_wrong_password_goes_and_the_name_stays(user: AtWindow) -> None:
    log_in(user, NURSE.name, "not this one, no")
    settled(user)
    assert card(user).name.text() == NURSE.name
    assert not card(user).password.text()
    assert "not right" in card(user).error_of(card(user).password)
    assert focused() is card(user).password
    user.type(PASSWORD)
    user.press(Key.Key_Return)
    assert opened(user).bridge.actor == NURSE


def test_nothing_is_asked_of_the_record_without_name_and_password(user: AtWindow) -> None:
    user.press(Key.Key_Return)
    assert card(user).error_of(card(user).name)
    assert card(user).error_of(card(user).password)
    assert focused() is card(user).name


def test_the_seconds_to_wait_are_counted_down(user: AtWindow) -> None:
    log_in(user, NURSE.name, "not this one, no")
    settled(user)
    for _attempt in range(12):
        if "try again in" in card(user).error_of(card(user).password):
            break
        user.type("not this one, no")
        user.press(Key.Key_Return)
        settled(user)
    first = card(user).error_of(card(user).password)
    assert "try again in" in first
    assert not card(user).button.isEnabled()
    user.qtbot.waitUntil(lambda: card(user).error_of(card(user).password) not in ("", first), timeout=4_000)
    user.type("x")
    assert "try again in" in card(user).error_of(card(user).password), "typing takes it not away"
    user.press(Key.Key_Return)
    assert not user.bridge.is_busy()


def test_capitals_without_shift_are_told(user: AtWindow) -> None:
    field = card(user).password
    field.setFocus()
    caps = next(each for each in card(user).findChildren(type(card(user).said)) if "Caps Lock" in each.text())
    shift, none = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.NoModifier
    for sign, held, warned in (("A", shift, False), ("7", none, False), ("B", none, True), ("C", none, True)):
        QApplication.sendEvent(field, QKeyEvent(QEvent.Type.KeyPress, ord(sign), held, sign))
        assert caps.isHidden() is not warned
    assert not caps.isHidden()
    QTest.keyClick(field, Key.Key_CapsLock)
    assert caps.isHidden()


def test_a_given_password_is_changed_before_anything_else(
    user: AtWindow, clock: HandClock, guarded_file: Path
) -> None:
    record = cheap_records(clock).open(str(guarded_file), credentials=shown(CHIEF.name))
    Service(record).execute(ResetPassword(name=NURSE.name, password="given for one log-in"), CHIEF)
    record.close()
    log_in(user, NURSE.name, "given for one log-in")
    user.qtbot.waitUntil(lambda: isinstance(page(user).card, NewPasswordCard))
    own = page(user).card
    assert isinstance(own, NewPasswordCard)
    assert user.shell.furnished is None
    assert focused() is own.new
    user.type("short")
    user.press(Key.Key_Tab)
    user.type("short")
    user.press(Key.Key_Return)
    settled(user)
    assert "10" in own.error_of(own.new)
    for field, text in ((own.new, "my very own words"), (own.again, "my very own wordz")):
        field.clear()
        field.setFocus()
        user.type(text)
    user.press(Key.Key_Return)
    assert own.error_of(own.again)
    user.type("my very own words")
    user.press(Key.Key_Return)
    assert opened(user).bridge.actor == NURSE
    assert not user.bridge.must_change


def test_the_phrase_opens_and_gives_an_administrator_a_new_password(
    user: AtWindow, clock: HandClock, guarded_file: Path
) -> None:
    user.click(next(each for each in buttons(user) if each.text() == "Recovery phrase…"))
    recovery = page(user).card
    assert isinstance(recovery, RecoveryCard)
    assert focused() is recovery.phrase
    for field, text in (
        (recovery.phrase, PHRASE[:-1]),
        (recovery.name, CHIEF.name),
        (recovery.new, "another horse in a field"),
        (recovery.again, "another horse in a field"),
    ):
        field.setFocus()
        user.type(text)
    user.press(Key.Key_Return)
    settled(user)
    assert "mistyped" in recovery.error_of(recovery.phrase)
    recovery.phrase.setText(PHRASE.lower().replace("-", " "))
    recovery.phrase.setFocus()
    user.press(Key.Key_Return)
    assert opened(user).bridge.actor == CHIEF
    changed = Credentials(CHIEF.name, "another horse in a field")
    cheap_records(clock).open(str(guarded_file), credentials=changed).close()


def test_leaving_is_logged(user: AtWindow, clock: HandClock, guarded_file: Path) -> None:
    log_in(user, NURSE.name)
    opened(user)
    user.shell.leave()
    assert kinds(clock, guarded_file)[1:3] == ["logged-out", "logged-in"]


def buttons(user: AtWindow) -> list:  # type: ignore[type-arg]
    from PySide6.QtWidgets import QPushButton

    return [each for each in user.shell.findChildren(QPushButton) if each.isVisible()]
