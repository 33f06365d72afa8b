"""The one list of what can be done: F1 tells the truth, the palette does it, the manual names the same keys."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.languages import LANGUAGES
from pathway_app.ports import Record
from tests.clocks import HandClock
from tests.docs.pages import tables, tokens
from tests.ui.at_window import AtWindow, Key, at_window
from tests.ui.small_ward import AUDITOR
from tests.ui.windows import focused
from ui.actions import Action, keys_of, sequences
from ui.cover import Cover
from ui.everywhere import everywhere
from ui.keys_help import KeysHelp
from ui.palette import CommandPalette
from ui.patients.new_patient import NewPatientDialog

USING = Path(__file__).parents[2] / "docs" / "using.md"
PALETTE = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


def go(user: AtWindow, place: str) -> None:
    """Show a place of the rail, or a course."""
    if place == "course":
        user.inside.go("today")
        user.settle()
        user.inside.open_course(user.today.chosen())
    else:
        user.inside.go(place)
    user.settle()


def screens(user: AtWindow) -> tuple[str, ...]:
    return (*(place.key for place in user.inside.places.rail), "course")


def actions_here(user: AtWindow) -> tuple[Action, ...]:
    screen = user.inside.current()
    assert screen is not None
    return tuple(screen.screen_actions())


def test_a_key_is_pressed_in_one_way_only() -> None:
    assert [each.toString() for each in sequences("Ctrl+Shift+P Up")] == ["Ctrl+Shift+P", "Up"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_action_has_a_title_and_keys_of_its_own(
    qtbot: QtBot, ward_file: Path, clock: HandClock, language: str
) -> None:
    def connect() -> Record:
        return DatabaseRecords(clock).open(str(ward_file))

    with at_window(qtbot, connect, clock, language=language) as user:
        window = everywhere(user.inside)
        for place in screens(user):
            go(user, place)
            actions = (*actions_here(user), *window)
            assert len(actions) > len(window), f"{place} says nothing of what can be done there"
            ids, titles = [each.id for each in actions], [each.title for each in actions]
            assert len(set(ids)) == len(ids)
            assert all(each.startswith((f"{place}.", "window.")) for each in ids)
            assert all(titles), place
            assert len(set(titles)) == len(titles), place
            keys = [one for each in actions for one in each.keys.split()]
            assert len(set(keys)) == len(keys), place
            assert all(one.toString() == key for key in keys for one in sequences(key)), place
            assert all(each.can() or each.reason() for each in actions), "what cannot be done says why"


class Watch:
    """Whether something happened: on the screen, to the focus, or to the record."""

    def __init__(self, user: AtWindow) -> None:
        self._user = user
        self._asked = 0
        user.bridge.busy_changed.connect(self._count)
        self._before = self._seen()

    def _count(self, _busy: bool) -> None:
        self._asked += 1

    def _seen(self) -> tuple[object, ...]:
        open_now = [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not self._user.shell]
        picture: QImage = self._user.shell.grab().toImage()
        return self._asked, QApplication.focusWidget(), len(open_now), bytes(picture.constBits())

    def happened(self) -> bool:
        self._user.settle()
        return self._seen() != self._before


def back(user: AtWindow) -> None:
    """A dialog was closed: a desktop gives the keys back to the window by itself."""
    user.settle()
    user.shell.activateWindow()
    user.qtbot.waitUntil(user.shell.isActiveWindow)


def tidy(user: AtWindow) -> None:
    """Close what an action opened."""
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible() and isinstance(widget, QMenu | QDialog):
            cast(QWidget, widget).close()
    for cover in user.shell.findChildren(Cover):
        cover.unlocked.emit()
    user.inside.toast.hide()
    back(user)


def to_step(user: AtWindow, done: bool) -> None:
    """Put the keys on a step that has been entered, or on one that has not."""
    checklist = user.course.checklist
    for key in checklist.keys():  # noqa: SIM118
        modes = {mode.value for mode, *_rest in user.course.entering.actions(key)}
        if ("correct" in modes) if done else ("tick" in modes):
            checklist.focus_row(key)
            user.settle()
            return


def in_form(user: AtWindow) -> None:
    to_step(user, done=False)
    user.course.entering.open(user.course.row())
    user.settle()


PREPARED: dict[str, Callable[[AtWindow], None]] = {
    "course.save": in_form,
    "course.correct": lambda user: to_step(user, done=True),
    "course.retract": lambda user: to_step(user, done=True),
    "course.tick": lambda user: to_step(user, done=False),
    "course.move": lambda user: to_step(user, done=False),
}


def press(sequence: QKeySequence, at: QWidget) -> None:
    pressed = cast(Any, sequence)[0]
    QTest.keyClick(at, pressed.key(), pressed.keyboardModifiers())


@pytest.mark.parametrize("place", ["today", "patients", "course"])
def test_every_key_that_f1_tells_does_something(user: AtWindow, place: str) -> None:
    QApplication.setCursorFlashTime(0)
    go(user, place)
    for told in (*actions_here(user), *everywhere(user.inside)):
        for sequence in sequences(told.keys):
            go(user, place)
            prepare = PREPARED.get(told.id)
            if prepare is not None:
                prepare(user)
            if sequence.toString() == "Up":
                user.press(Key.Key_Down)
            if told.id == f"window.to-{place}":
                continue  # there already
            user.qtbot.wait(200)  # what stands beside the steps, or in the list, comes a little later
            user.settle()
            watch = Watch(user)
            press(QKeySequence("F12"), focused())  # no key of ours
            assert not watch.happened(), "a key that nobody told of"
            press(sequence, focused())
            assert watch.happened(), f"{told.id}: {sequence.toString()}"
            tidy(user)


def test_keys_on_the_rail_go_to_its_places(user: AtWindow) -> None:
    user.press(Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert user.patients.isVisible()
    user.press(Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert user.today.isVisible()


def palette(user: AtWindow) -> CommandPalette:
    QTest.keyClick(focused(), Key.Key_P, PALETTE)
    user.settle()
    found = user.dialog(CommandPalette)
    user.qtbot.waitUntil(found.isActiveWindow)
    return found


def test_the_palette_shows_what_f1_shows(user: AtWindow) -> None:
    for place in screens(user):
        go(user, place)
        can = [each.title for each in (*actions_here(user), *everywhere(user.inside)) if each.do is not None]
        shown = palette(user)
        assert shown.titles() == can
        shown.reject()
        back(user)
        user.press(Key.Key_F1)
        said = {label.text() for label in user.dialog(KeysHelp).findChildren(QLabel)}
        assert {title for _keys, title in keys_of(actions_here(user), user.bridge.words)} <= said
        assert {title for _keys, title in keys_of(everywhere(user.inside), user.bridge.words)} <= said
        tidy(user)


def test_any_part_of_a_title_finds_it_and_enter_does_it(user: AtWindow) -> None:
    shown = palette(user)
    user.type("go to PÁTIENTS")
    assert shown.titles()[0] == "Go to: Patients"
    user.press(Key.Key_Return)
    back(user)
    assert user.no_dialog()
    assert user.patients.isVisible()
    assert user.patients.table.hasFocus(), "the keys go where work begins"


def test_escape_leads_back_to_where_the_keys_were(user: AtWindow) -> None:
    before = focused()
    palette(user)
    user.press(Key.Key_Escape)
    back(user)
    assert user.no_dialog()
    user.qtbot.waitUntil(lambda: QApplication.focusWidget() is before)


def test_arrows_choose_and_what_is_chosen_is_spoken(user: AtWindow) -> None:
    shown = palette(user)
    first = shown.chosen()
    user.press(Key.Key_Down)
    second = shown.chosen()
    assert first is not None
    assert second is not None
    assert first.id != second.id
    assert second.title in shown.field.accessibleDescription()
    user.press(Key.Key_Up)
    assert shown.chosen() is first
    user.type("no such thing at all")
    assert shown.titles() == []
    assert shown.nothing.isVisible()
    user.press(Key.Key_Return)
    assert shown.isVisible()


def test_what_cannot_be_done_says_why(user: AtWindow) -> None:
    user.bridge.become(AUDITOR)
    user.settle()
    shown = palette(user)
    user.type("new patient")
    assert "Your role may not enter patients." in shown.field.accessibleDescription()
    user.press(Key.Key_Return)
    assert shown.said.text() == "Your role may not enter patients."
    assert shown.isVisible()
    shown.reject()
    back(user)
    user.press(Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert user.inside.toast.text() == "Your role may not enter patients."


def test_a_dialog_opens_from_the_palette(user: AtWindow) -> None:
    palette(user)
    user.type("new patient")
    user.press(Key.Key_Return)
    user.qtbot.waitUntil(lambda: not user.no_dialog())
    user.dialog(NewPatientDialog).reject()


def test_the_manual_names_the_same_keys(user: AtWindow) -> None:
    words = user.bridge.words
    window = [each for each in everywhere(user.inside) if not each.id.startswith("window.to-")]
    lists = {"**Everywhere**": keys_of(window, words)}
    for place in screens(user):
        go(user, place)
        screen = user.inside.current()
        assert screen is not None
        lists[f"**{screen.heading().title or 'Course'}**"] = keys_of(actions_here(user), words)
    for heading, keys in lists.items():
        _, *rows = tables(USING, f"\n{heading}\n")[0]
        told = [token for row in rows for token in tokens(row[0])]
        assert told == [caption for caption, _title in keys], heading
