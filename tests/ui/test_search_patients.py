"""Finding a patient, from every screen; and the list of all of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from tests.clocks import HandClock
from tests.conftest import OpenRecord
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.desk import type_text
from tests.ui.small_ward import AUDITOR, SmallWard
from tests.ui.windows import focused


@pytest.fixture
def other(ward_file: Path, opened: OpenRecord, clock: HandClock) -> SmallWard:
    return SmallWard(opened(str(ward_file)), clock)


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


def name_shown(user: AtWindow) -> str:
    """Whose course shows."""
    presenter = user.course._presenter
    assert presenter is not None
    return presenter.record.patient.identity.display_name


def listed(user: AtWindow) -> list[str]:
    model = user.patients.table.rows()
    return [model.row_at(at).cells[0].text for at in range(model.rowCount())]


@pytest.fixture
def at_list(user: AtWindow) -> AtWindow:
    """The user on the list of patients."""
    user.inside.go("patients")
    user.settle()
    return user


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("o'neill", ["O'NEILL, Ciarán"]),
        ("ciaran oneill", ["O'NEILL, Ciarán"]),
        ("LUKASZ", ["ŁUKASZEWICZ-VANDENBROUCKE, Maria-Antoinette"]),
        ("broeck", ["VAN DEN BROECK, Luc"]),
        ("4473", ["JANSSENS, Pieter", "O'NEILL, Ciarán"]),
        ("nobody", []),
    ],
)
def test_names_are_found_in_any_writing(user: AtWindow, typed: str, found: list[str]) -> None:
    user.press(Key.Key_K, CTRL)
    user.type(typed)
    hits = user.inside.top_bar.search.hits_shown()
    assert sorted(hit.title for hit in hits) == found


def test_a_hit_tells_people_of_one_name_apart(user: AtWindow) -> None:
    user.press(Key.Key_K, CTRL)
    user.type("de smet")
    (hit,) = user.inside.top_bar.search.hits_shown()
    assert hit.facts.startswith("14-Mar-1974 · 4471029 · bed 312-2 · ")


def test_enter_opens_what_was_found(user: AtWindow) -> None:
    user.press(Key.Key_K, CTRL)
    user.type("4473")
    user.press(Key.Key_Down)
    titles = [hit.title for hit in user.inside.top_bar.search.hits_shown()]
    user.press(Key.Key_Return)
    assert name_shown(user) == titles[1]


def test_a_scanned_label_opens_at_once(user: AtWindow) -> None:
    user.press(Key.Key_K, CTRL)
    QTest.keyClicks(focused(), "4474077")
    QTest.keyClick(focused(), Key.Key_Return)  # a scanner does not wait for the answer
    user.qtbot.waitUntil(lambda: user.shell.screen_shown() is not user.inside.screens.screens()["today"])
    user.settle()
    assert name_shown(user) == "MAES, Jonas"


def test_while_the_course_comes_the_keys_are_at_its_screen(user: AtWindow) -> None:
    for _time in range(2):  # from the bar's search, then from the one over a course
        user.press(Key.Key_K, CTRL)
        user.type("maes" if _time else "willems")
        QTest.keyClick(focused(), Key.Key_Return)
        assert user.course is focused() or user.course.isAncestorOf(focused())
        QTest.keyClick(focused(), Key.Key_Space)
        assert QApplication.activePopupWidget() is None, "no menu opened"
        user.settle()
        assert user.course.isAncestorOf(focused())


def test_from_a_course_to_another_one(user: AtWindow) -> None:
    user.press(Key.Key_Return)
    user.press(Key.Key_K, CTRL)
    assert user.inside.palette_search.isVisible()
    user.type("maes")
    user.press(Key.Key_Return)
    assert name_shown(user) == "MAES, Jonas"
    assert not user.inside.palette_search.isVisible()
    user.press(Key.Key_Escape)
    assert user.today.isVisible(), "back leads to Today, not to the course before"


def test_escape_leaves_the_search_where_one_was(user: AtWindow) -> None:
    user.press(Key.Key_Return)
    before = focused()
    user.press(Key.Key_K, CTRL)
    user.type("maes")
    user.press(Key.Key_Escape)
    user.press(Key.Key_Escape)
    assert not user.inside.palette_search.isVisible()
    assert focused() is before
    assert name_shown(user) == "DE SMET, Annelies"


def test_everyone_by_name(at_list: AtWindow) -> None:
    assert listed(at_list) == [
        "DE SMET, Annelies", "JANSSENS, Pieter", "ŁUKASZEWICZ-VANDENBROUCKE, Maria-Antoinette", "MAES, Jonas",
        "O'NEILL, Ciarán", "VAN DEN BROECK, Luc", "WILLEMS, Greta",
    ]  # fmt: skip
    assert at_list.inside.top_bar.subtitle() == "7 patients"
    words = [cell.words() for cell in at_list.patients.table.rows().row_at(0).cells]
    assert words[1:6] == ["14-Mar-1974", "F", "4471029", "312-2", "dr. Claes"]


def test_the_search_narrows_the_list_and_enter_opens(at_list: AtWindow) -> None:
    at_list.press(Key.Key_K, CTRL)
    at_list.type("4473")
    assert listed(at_list) == ["JANSSENS, Pieter", "O'NEILL, Ciarán"]
    assert at_list.inside.top_bar.search.hits_shown() == (), "the list itself answers"
    at_list.press(Key.Key_Down)
    assert at_list.patients.table.hasFocus()
    at_list.press(Key.Key_Down)
    at_list.press(Key.Key_Return)
    assert name_shown(at_list) == "O'NEILL, Ciarán"


def test_a_quick_enter_opens_nobody_by_guess(at_list: AtWindow) -> None:
    at_list.press(Key.Key_K, CTRL)
    type_text("4473")
    QTest.keyClick(focused(), Key.Key_Return)
    at_list.settle()
    at_list.qtbot.wait(80)
    assert listed(at_list) == ["JANSSENS, Pieter", "O'NEILL, Ciarán"]
    assert at_list.patients.table.hasFocus(), "two are possible: the user chooses"
    at_list.press(Key.Key_Return)
    assert name_shown(at_list) == "JANSSENS, Pieter"


def test_a_scanned_label_opens_from_the_list_too(at_list: AtWindow) -> None:
    at_list.press(Key.Key_K, CTRL)
    type_text("4474021")
    QTest.keyClick(focused(), Key.Key_Return)
    at_list.qtbot.waitUntil(lambda: "course" in at_list.inside.screens.screens())
    at_list.settle()
    assert name_shown(at_list) == "WILLEMS, Greta"


def test_nobody_is_found_and_escape_shows_all_again(at_list: AtWindow) -> None:
    at_list.press(Key.Key_K, CTRL)
    at_list.type("nobody")
    assert at_list.patients.nobody.isVisible()
    at_list.press(Key.Key_Escape)
    assert len(listed(at_list)) == 7


def test_a_new_patient_stands_in_the_list(at_list: AtWindow, other: SmallWard) -> None:
    other.enrol("4470000", "Aerts", "Zoë", born=date(1990, 5, 5))
    at_list.press(Key.Key_F5)
    assert listed(at_list)[0] == "AERTS, Zoë"
    assert at_list.inside.top_bar.subtitle() == "8 patients"


def test_a_role_that_may_not_enter_patients_is_not_led_there(at_list: AtWindow) -> None:
    assert at_list.patients.new_button.isEnabled()
    at_list.bridge.become(AUDITOR)
    assert not at_list.patients.new_button.isEnabled()
    assert "may not" in at_list.patients.new_button.toolTip()
    at_list.press(Key.Key_N, CTRL)
    assert at_list.no_dialog()


def test_many_patients_come_in_pages(qtbot: QtBot, sqlite_file: Path, clock: HandClock) -> None:
    record = DatabaseRecords(clock).open(str(sqlite_file))
    ward = SmallWard(record, clock)
    ward.open_for_work()
    for number in range(450):
        ward.enrol(f"8{number:06}", f"Persoon {number:03}", "Test")
    record.close()
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(sqlite_file)), clock) as user:
        user.inside.go("patients")
        user.settle()
        assert len(listed(user)) == 200
        for _page in range(3):
            user.patients.table.scrollToBottom()
            user.settle()
        assert listed(user) == [f"PERSOON {number:03}, Test" for number in range(450)]
