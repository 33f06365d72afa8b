"""A real record's window is locked by keys or by quiet, and opened by a password alone: one's own, or another's."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMenu
from pytestqt.qtbot import QtBot

from pathway_app.commands import ChangeRole, EnrolPatient
from pathway_app.people import Role
from pathway_app.services.service import Service
from tests.clocks import HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, cheap_records, shown
from tests.ui.at_door import at_door, fill, kinds, log_in, opened, settled
from tests.ui.at_window import CTRL, AtWindow, Key
from tests.ui.windows import focused
from ui.cover import Cover
from ui.lock import Lock
from ui.patients.new_patient import NewPatientDialog
from ui.preferences import Preferences
from ui.sign_in.cards import SignInCard

NURSE, PHYSICIAN = PEOPLE[Role.NURSE], PEOPLE[Role.PHYSICIAN]


@pytest.fixture
def user(qtbot: QtBot, clock: HandClock, guarded_file: Path, tmp_path: Path) -> Iterator[AtWindow]:
    preferences = Preferences(tmp_path / "config")
    preferences.remember_name(PHYSICIAN.name)
    with at_door(qtbot, guarded_file, clock, preferences) as user:
        log_in(user, NURSE.name)
        opened(user)
        yield user


def lock(user: AtWindow) -> Lock:
    assert user.shell.lock is not None
    return user.shell.lock


def cover(user: AtWindow) -> Cover:
    found = lock(user).cover
    assert found is not None, "the window is not locked"
    return found


def asked(user: AtWindow) -> SignInCard:
    found = cover(user).card()
    assert found is not None
    return found


def uncovered(user: AtWindow) -> None:
    user.qtbot.waitUntil(lambda: lock(user).cover is None)
    user.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def test_only_the_password_opens_it_again(user: AtWindow, clock: HandClock, guarded_file: Path) -> None:
    at = focused()
    user.press(Key.Key_L, CTRL)
    assert not user.inside.isVisible()
    assert user.shell.windowTitle() == "Zorgpad"
    assert focused() is asked(user).password
    assert not asked(user).name.isVisible()
    for key in (Key.Key_Escape, Key.Key_Space):
        user.press(key)
    user.press(Key.Key_N, CTRL)
    assert user.no_dialog()
    asked(user).password.clear()
    user.type("not this one, no")
    user.press(Key.Key_Return)
    settled(user)
    assert asked(user).error_of(asked(user).password) == "The password is not right."
    assert not user.inside.isVisible()
    user.type(PASSWORD)
    user.press(Key.Key_Return)
    uncovered(user)
    assert user.inside.isVisible()
    assert "Today" in user.shell.windowTitle()
    assert focused() is at
    user.shell.leave()
    assert kinds(clock, guarded_file)[1:6] == [
        "logged-out", "unlocked", "unlock-failed", "locked", "logged-in",
    ]  # fmt: skip


def test_tab_stays_on_the_cover(user: AtWindow) -> None:
    user.press(Key.Key_L, CTRL)
    stops = []
    for _stop in range(4):
        user.press(Key.Key_Tab)
        stops.append(focused())
    assert all(cover(user).isAncestorOf(stop) for stop in stops)
    assert cover(user).other_button in stops
    user.press(Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert cover(user).isAncestorOf(focused())


def test_quiet_locks_it_and_the_last_minute_is_told(user: AtWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    told = user.inside.rail._below
    assert told.text() == "Locks after 5 min"
    quiet = [245.0]
    monkeypatch.setattr(lock(user).idle, "seconds", lambda: quiet[0])
    lock(user).look()
    assert told.text() == "Locks in 60 s" or told.text() == "Locks in 50 s"
    quiet[0] = 292.0
    lock(user).look()
    assert told.text() == "Locks in 10 s"
    menu = QMenu(user.shell)
    menu.addAction("A menu")
    menu.popup(user.shell.mapToGlobal(user.shell.rect().center()))
    quiet[0] = 301.0
    lock(user).look()
    assert cover(user).isVisible()
    assert not menu.isVisible()
    assert not user.inside.isVisible()


def test_keys_and_mouse_put_it_off(user: AtWindow) -> None:
    idle = lock(user).idle
    user.qtbot.wait(60)
    before = idle.seconds()
    assert before >= 0.05
    QTest.keyClick(user.shell.windowHandle(), Key.Key_Down)
    assert idle.seconds() < before
    user.qtbot.wait(60)
    QTest.mouseMove(user.shell.windowHandle(), user.inside.rect().center())
    QApplication.processEvents()
    assert idle.seconds() < before
    user.press(Key.Key_N, CTRL)
    dialog = user.dialog(NewPatientDialog)
    user.qtbot.wait(60)
    QTest.keyClick(dialog.windowHandle(), Key.Key_Tab)
    assert idle.seconds() < before
    dialog.close()
    menu = QMenu(user.shell)
    menu.addAction("A menu")
    menu.popup(user.shell.mapToGlobal(user.shell.rect().center()))
    lock(user).look()
    user.qtbot.wait(60)
    QTest.mouseMove(menu.windowHandle(), menu.rect().center())
    QApplication.processEvents()
    assert idle.seconds() < before
    menu.close()
    menu.deleteLater()


def test_somebody_else_takes_over_and_sees_nothing_of_the_first(
    user: AtWindow, clock: HandClock, guarded_file: Path
) -> None:
    user.press(Key.Key_N, CTRL)
    user.settle()
    user.dialog(NewPatientDialog)
    user.type("4471029")
    before = user.inside
    user.press(Key.Key_L, CTRL)
    assert user.no_dialog()
    user.click(cover(user).other_button)
    other = asked(user)
    assert other.name.text() == PHYSICIAN.name
    assert focused() is other.password
    user.type(PASSWORD)
    user.press(Key.Key_Return)
    uncovered(user)
    assert user.bridge.actor == PHYSICIAN
    assert user.inside is not before
    assert not user.shell.findChildren(QDialog)
    assert user.bridge.drafts.get("form/new-patient") is None
    assert user.inside.isVisible()
    assert user.inside.places.rail[0].key == "today"
    assert user.inside.top_bar.search.text() == ""
    user.press(Key.Key_L, CTRL)
    user.click(cover(user).other_button)
    fill(user, asked(user), NURSE.name)
    uncovered(user)
    assert user.bridge.actor == NURSE
    assert user.bridge.drafts.get("form/new-patient"), "what the first one typed is there again"
    user.shell.leave()
    assert kinds(clock, guarded_file)[1:8] == [
        "logged-out", "logged-in", "logged-out", "locked", "logged-in", "logged-out", "locked",
    ]  # fmt: skip


def test_a_dialog_that_comes_while_locked_waits(user: AtWindow) -> None:
    user.press(Key.Key_L, CTRL)
    dialog = QDialog(user.shell)
    dialog.open()
    user.qtbot.waitUntil(lambda: not dialog.isVisible())
    user.type(PASSWORD)
    user.press(Key.Key_Return)
    uncovered(user)
    assert dialog.isVisible()
    dialog.close()
    dialog.deleteLater()


def test_who_locked_it_may_come_back_as_somebody_else(user: AtWindow) -> None:
    user.press(Key.Key_L, CTRL)
    user.click(cover(user).other_button)
    fill(user, asked(user), NURSE.name)
    uncovered(user)
    assert user.bridge.actor == NURSE


def test_a_locked_window_closes_without_naming_anybody(user: AtWindow) -> None:
    user.press(Key.Key_N, CTRL)
    user.type("4471029")
    user.press(Key.Key_L, CTRL)
    user.shell.close()
    assert not user.shell.isVisible()
    assert user.no_dialog()


def test_who_has_another_role_meanwhile_works_with_that(
    user: AtWindow, clock: HandClock, guarded_file: Path
) -> None:
    record = cheap_records(clock).open(str(guarded_file), credentials=shown(CHIEF.name))
    Service(record).execute(ChangeRole(name=NURSE.name, role=Role.AUDITOR), CHIEF)
    record.close()
    before = user.inside
    user.press(Key.Key_L, CTRL)
    user.type(PASSWORD)
    user.press(Key.Key_Return)
    uncovered(user)
    assert user.bridge.actor.role is Role.AUDITOR
    assert user.inside is not before
    assert not user.bridge.may(EnrolPatient)
