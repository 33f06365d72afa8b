"""Ctrl+L hides everything about patients until somebody goes on; nothing is lost or reached beneath it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from tests.clocks import HandClock
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.windows import focused
from ui.cover import Cover
from ui.patients.new_patient import NewPatientDialog
from ui.sheets.dialog import SheetsDialog


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


def cover(user: AtWindow) -> Cover:
    (found,) = user.shell.findChildren(Cover)
    return found


def test_a_locked_window_shows_nobody_and_goes_on_where_it_was(user: AtWindow) -> None:
    user.inside.open_course(user.today.chosen())
    user.settle()
    course, title, at = user.course, user.shell.windowTitle(), focused()
    user.press(Key.Key_L, CTRL)
    over = cover(user)
    assert over.geometry() == user.shell.rect()
    on_top = user.shell.childAt(user.shell.rect().center())
    assert on_top is not None
    assert on_top is over or over.isAncestorOf(on_top)
    assert user.shell.windowTitle() == "Zorgpad"
    assert not user.inside.isVisible()
    user.shell.resize(1000, 600)
    QApplication.processEvents()
    assert over.geometry() == user.shell.rect()
    for key in (Key.Key_Tab, Key.Key_Down, Key.Key_K):
        user.press(key)
    user.press(Key.Key_K, CTRL)
    assert over.isAncestorOf(focused())
    user.press(Key.Key_Return)
    user.qtbot.waitUntil(lambda: not user.shell.findChildren(Cover))
    assert user.shell.screen_shown() is course
    assert user.shell.windowTitle() == title
    assert focused() is at


def test_a_second_press_does_not_lock_twice(user: AtWindow) -> None:
    user.press(Key.Key_L, CTRL)
    QTest.keyClick(focused(), Key.Key_L, CTRL)
    cover(user).button.click()
    user.qtbot.waitUntil(lambda: not user.shell.findChildren(Cover))


def test_a_dialog_is_hidden_too_and_comes_back_as_it_was(user: AtWindow) -> None:
    user.press(Key.Key_N, CTRL)
    user.settle()
    dialog = user.dialog(NewPatientDialog)
    field = focused()
    assert dialog.isAncestorOf(field)
    QTest.keyClicks(field, "5512345")
    typed = dialog.form.draft() if dialog.form is not None else {}
    user.press(Key.Key_L, CTRL)
    over = cover(user)
    assert user.no_dialog()
    assert over.isAncestorOf(focused())
    user.press(Key.Key_Return)
    user.qtbot.waitUntil(lambda: not user.shell.findChildren(Cover))
    assert user.dialog(NewPatientDialog) is dialog
    assert dialog.form is not None and dialog.form.draft() == typed
    assert focused() is field
    assert dialog.isModal()
    user.press(Key.Key_Escape)
    assert user.no_dialog()


def test_one_dialog_over_another_is_hidden_with_it(user: AtWindow) -> None:
    user.press(Key.Key_P, CTRL)
    sheets = user.dialog(SheetsDialog)
    sheets.ask_where()
    user.settle()
    user.press(Key.Key_L, CTRL)
    cover(user)
    assert user.no_dialog()
    user.press(Key.Key_Return)
    user.qtbot.waitUntil(lambda: not user.shell.findChildren(Cover))
    assert user.dialog(SheetsDialog) is sheets
    assert sheets.isModal()
    for dialog in reversed([each for each in user.shell.findChildren(QDialog) if each.isVisible()]):
        dialog.close()
