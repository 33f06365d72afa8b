"""The list of patients by keys and clicks: found however it is typed, narrowed, sorted, and as one left it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.commands import CloseVariance, CompleteCheckpoint, EndCourse
from pathway_app.domain.course import Outcome
from pathway_app.domain.entries import Variance, VarianceClass
from pathway_app.queries import SortBy
from tests.clocks import HandClock
from tests.conftest import OpenRecord
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.desk import type_text
from tests.ui.small_ward import AUDITOR, COORDINATOR, SmallWard
from tests.ui.windows import focused
from ui.patients.arrangement import COLUMNS, Arrangement, Arrangements, Col
from ui.preferences import usual_folder

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(autouse=True)
def _own_computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))


@pytest.fixture
def ward(ward_file: Path, opened: OpenRecord, clock: HandClock) -> SmallWard:
    """The ward with one more who has ended, one with an open variance, and two who are alike."""
    ward = SmallWard(opened(str(ward_file)), clock)
    ended = ward.enrol("44.70.001", "Aerts", "Zoë", born=date(1990, 5, 5), surgeon="dr. Åse")
    end = EndCourse(course_id=ended, at=clock.now(), outcome=Outcome.TRANSFERRED, reason="naar Gent")
    ward.service.execute(end, COORDINATOR)
    ward.enrol("4471030", "Smet", "Annelies", born=date(1974, 3, 14), bed="2-1")
    return ward


@pytest.fixture
def user(qtbot: QtBot, ward: SmallWard, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        user.inside.go("patients")
        user.settle()
        yield user


def names(user: AtWindow) -> list[str]:
    model = user.patients.table.rows()
    return [model.row_at(at).cells[0].text.partition(",")[0] for at in range(model.rowCount())]


def subtitle(user: AtWindow) -> str:
    return user.inside.top_bar.subtitle()


def menu() -> QMenu:
    found = QApplication.activePopupWidget()
    assert isinstance(found, QMenu)
    return found


def choose(user: AtWindow, words: str) -> None:
    """Go down the open menu to that choice by keys and take it."""
    shown = menu()
    for _ in range(30):
        action = shown.activeAction()
        if action is not None and action.text() == words:
            QTest.keyClick(shown, Key.Key_Return)
            user.settle()
            return
        QTest.keyClick(shown, Key.Key_Down)
    raise AssertionError(f"{words} is not offered: {[each.text() for each in shown.actions()]}")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("zoe aerts", ["AERTS"]),
        ("AER", ["AERTS"]),
        ("4470001", ["AERTS"]),
        ("44 70 001", ["AERTS"]),
        ("44.70.001", ["AERTS"]),
        ("447.10.30", ["SMET"]),
        ("5-5-1990", ["AERTS"]),
        ("05/05/1990", ["AERTS"]),
        ("5 mei 1990", ["AERTS"]),
        ("1990-05-05", ["AERTS"]),
        ("05051990", ["AERTS"]),
        ("11 november 1949", ["WILLEMS"]),
        ("31-2-1990", []),
    ],
)
def test_found_however_it_is_typed(user: AtWindow, typed: str, found: list[str]) -> None:
    user.press(Key.Key_K, CTRL)
    type_text(typed)
    user.qtbot.wait(60)
    user.settle()
    assert names(user) == found
    assert subtitle(user) == f"{len(found)} of 9 patients"


def test_letters_in_the_list_go_into_the_search(user: AtWindow) -> None:
    assert user.patients.table.hasFocus()
    QTest.keyClick(focused(), Key.Key_W)
    assert user.inside.top_bar.search.hasFocus()
    user.type("il")
    assert names(user) == ["WILLEMS"]


def test_filters_by_keys_and_everyone_again(user: AtWindow) -> None:
    assert subtitle(user) == "9 patients"
    user.press(Key.Key_F6)
    choose(user, "ended")
    assert names(user) == ["AERTS"]
    assert subtitle(user) == "1 of 9 patients"
    assert user.patients.table.hasFocus()
    user.press(Key.Key_F4, SHIFT)
    choose(user, "dr. Claes")
    assert names(user) == []
    assert user.patients.filtered_out.isVisible()
    user.press(Key.Key_F6, SHIFT)
    assert len(names(user)) == 9 and subtitle(user) == "9 patients"
    assert not user.patients.bar.everyone_button.isVisible()
    user.press(Key.Key_F4)
    choose(user, "Bed rest")
    assert names(user) == ["JANSSENS", "O'NEILL"]
    user.press(Key.Key_F6)
    choose(user, "open")
    assert names(user) == ["JANSSENS", "O'NEILL"]


def test_only_those_with_an_open_variance(user: AtWindow, ward: SmallWard) -> None:
    user.press(Key.Key_F7)
    assert names(user) == [], "nobody has one"
    user.click(user.patients.filtered_out.button)
    assert len(names(user)) == 9
    with ward.record.queries() as queries:
        record = queries.course_of("4474077")
    assert record is not None
    variance = Variance(VarianceClass.PATIENT, "te laat", "", "")
    step = CompleteCheckpoint(
        course_id=record.course.id, checkpoint="canal-opened", occurred_at=ward.clock.now(), variance=variance
    )
    (entry,) = ward.service.execute(step, COORDINATOR).entries
    user.click(user.patients.bar.variance_chip)
    assert names(user) == ["MAES"]
    assert "1 open variance" in user.patients.table.rows().row_at(0).cells[6].words()
    close = CloseVariance(course_id=record.course.id, supersedes=entry, reason="besproken")
    ward.service.execute(close, COORDINATOR)
    user.press(Key.Key_F5)
    assert names(user) == []


def test_the_search_opens_whom_the_filters_leave_out(user: AtWindow) -> None:
    user.press(Key.Key_F6)
    choose(user, "open")
    user.press(Key.Key_K, CTRL)
    type_text("4470001")
    QTest.keyClick(focused(), Key.Key_Return)  # a scanner does not wait for the answer
    user.qtbot.waitUntil(lambda: "course" in user.inside.screens.screens())
    user.settle()
    assert user.course.banner.accessibleName().startswith("AERTS, Zoë")


def test_whom_the_filters_hide_is_told(user: AtWindow) -> None:
    user.press(Key.Key_F6)
    choose(user, "open")
    user.press(Key.Key_K, CTRL)
    user.type("aerts")
    assert user.patients.filtered_out.isVisible()
    user.click(user.patients.filtered_out.button)
    assert names(user) == ["AERTS"]


def heading_at(user: AtWindow, col: Col) -> QPoint:
    header = user.patients.table.horizontalHeader()
    at = COLUMNS.index(col)
    return QPoint(header.sectionViewportPosition(at) + header.sectionSize(at) // 2, header.height() // 2)


def test_sorted_by_a_click_on_the_heading_and_back(user: AtWindow) -> None:
    by_name = names(user)
    header = user.patients.table.horizontalHeader()
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=heading_at(user, Col.NAME))
    user.settle()
    assert names(user) == by_name[::-1]
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=heading_at(user, Col.BED))
    user.settle()
    assert names(user)[:3] == ["SMET", "MAES", "WILLEMS"], "2-1 before 301-1"
    titles = [column.title for column in user.patients.table.rows().columns]
    assert titles[4] == "Bed ▲" and titles[0] == "Patient"
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=heading_at(user, Col.SEX))
    user.settle()
    assert names(user)[0] == "SMET", "the list cannot be sorted by sex, and says so"
    assert "sorted by" in user.inside.toast.text()


def test_sorted_by_keys(user: AtWindow) -> None:
    user.press(Key.Key_F8)
    choose(user, "bed")
    assert names(user)[0] == "SMET"
    user.press(Key.Key_F8, SHIFT)
    assert names(user)[0] == "DE SMET"
    assert user.patients.table.rows().columns[4].title == "Bed ▼"


def test_what_is_due_comes_first(user: AtWindow, ward: SmallWard) -> None:
    user.press(Key.Key_F8)
    choose(user, "what is due first")
    view = user.patients
    with ward.record.queries() as queries:
        wanted = queries.patients(sort=replace(view.bar.arranged().sort, by=SortBy.NEXT_DUE)).rows
        first = wanted[0]
        assert first.next_checkpoint is not None
        step = queries.definition(first.pathway, first.version).by_id[first.next_checkpoint].title["en"]
    assert names(user) == [row.patient.identity.family_name.upper() for row in wanted]
    due = view.table.rows().row_at(0).cells[7]
    assert due.status is not None, "late, with its sign"
    assert step in due.words(), "what is late, in the tooltip"


def test_left_and_found_again_by_the_same_account_only(
    qtbot: QtBot, ward: SmallWard, ward_file: Path, clock: HandClock
) -> None:
    def window() -> AbstractContextManager[AtWindow]:
        return at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock)

    with window() as user:
        user.inside.go("patients")
        user.settle()
        user.press(Key.Key_F6)
        choose(user, "open")
        user.press(Key.Key_F8)
        choose(user, "bed")
        user.press(Key.Key_F9)
        choose(user, "Surgeon")
        at = COLUMNS.index(Col.BORN)
        header = user.patients.table.horizontalHeader()
        edge = QPoint(header.sectionViewportPosition(at) + header.sectionSize(at) - 1, 10)
        QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=edge)
        QTest.mouseMove(header.viewport(), edge + QPoint(20, 0))
        QTest.mouseMove(header.viewport(), edge + QPoint(40, 0))
        QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=edge + QPoint(40, 0))
        wide = user.patients.table.columnWidth(at)
        assert wide > 130
        assert user.patients.table.isColumnHidden(COLUMNS.index(Col.SURGEON))
        user.inside.go("today")  # leaving writes it
        user.settle()
    with window() as user:
        user.inside.go("patients")
        user.settle()
        assert "AERTS" not in names(user) and names(user)[0] == "SMET"
        assert user.patients.table.isColumnHidden(COLUMNS.index(Col.SURGEON))
        assert user.patients.table.columnWidth(COLUMNS.index(Col.BORN)) == wide
        assert "open" in user.patients.bar.courses_button.accessibleName()
        user.bridge.become(AUDITOR)
        user.settle()
        assert names(user)[0] == "AERTS", "another account has the list as usual"
        assert not user.patients.table.isColumnHidden(COLUMNS.index(Col.SURGEON))


@pytest.mark.parametrize(
    "written",
    ["", "{", "[]", '{"sort": "size"}', '{"hidden": ["name", "foo"]}', '{"widths": {"bed": "wide"}}',
     '{"hidden": 3}', '{"ended": "yes", "phase": 4, "widths": {"bed": 99999999}, "hidden": ["name"]}'],
)  # fmt: skip
def test_a_spoilt_file_gives_a_usable_list(tmp_path: Path, written: str) -> None:
    told = Arrangements(tmp_path)
    told.remember("m", Arrangement())
    told._settings(tmp_path).setValue("patients/of-m", written)
    found = told.of("m")
    assert Col.NAME not in found.hidden and found.filters.ended is None
    assert all(wide <= 2000 for wide in found.widths.values())


def test_nothing_of_a_patient_is_written(user: AtWindow) -> None:
    user.press(Key.Key_K, CTRL)
    user.type("willems")
    user.press(Key.Key_F8)
    choose(user, "bed")
    user.inside.go("today")
    text = (usual_folder() / "lists.ini").read_text("utf-8").casefold()
    assert "willems" not in text and "bed" in text


def test_look_alikes_are_named_in_the_list(user: AtWindow) -> None:
    def of(name: str) -> str:
        model = user.patients.table.rows()
        rows = [model.row_at(at) for at in range(model.rowCount())]
        return next(row.cells[0].sub for row in rows if row.cells[0].text.startswith(name))

    user.qtbot.waitUntil(lambda: "4471030" in of("DE SMET"))
    assert "≈ look-alike: SMET, Annelies · 14-Mar-1974 · 4471030" in of("DE SMET")
    assert "DE SMET, Annelies · 14-Mar-1974 · 4471029" in of("SMET")
    assert of("WILLEMS") == ""


def test_ended_courses_are_told_as_such(user: AtWindow) -> None:
    row = user.patients.table.rows().row_at(0)
    assert "ended" in row.cells[6].words() and "transferred" in row.cells[6].words()
    assert row.cells[7].text == "—"


def test_the_lists_of_another_day(user: AtWindow, clock: HandClock) -> None:
    clock.moment += timedelta(days=40)
    user.press(Key.Key_F5)
    model = user.patients.table.rows()
    late = [model.row_at(at) for at in range(model.rowCount()) if "late" in model.row_at(at).cells[7].words()]
    assert late


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_headings_and_filters_have_room(
    qtbot: QtBot, ward: SmallWard, ward_file: Path, clock: HandClock, language: str
) -> None:
    with at_window(
        qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock, language=language
    ) as user:
        user.inside.go("patients")
        user.settle()
        table, header = user.patients.table, user.patients.table.horizontalHeader()
        for at, column in enumerate(table.rows().columns):
            if not table.isColumnHidden(at):
                assert header.fontMetrics().horizontalAdvance(column.title) + 16 <= table.columnWidth(at)
        for widget in user.patients.bar.widgets():
            if widget.isVisible():
                assert widget.width() >= widget.sizeHint().width()
                assert widget.geometry().right() <= user.patients.bar.width()


def test_a_shared_birth_date_is_named_only_of_those_who_are_there(user: AtWindow, ward: SmallWard) -> None:
    """Nearly the same name always."""

    def of(name: str) -> str:
        model = user.patients.table.rows()
        rows = [model.row_at(at) for at in range(model.rowCount())]
        return next(row.cells[0].sub for row in rows if row.cells[0].text.startswith(name))

    other = ward.enrol("4480001", "Dubois", "Léa", born=date(1949, 11, 11))
    user.press(Key.Key_F5)
    user.qtbot.waitUntil(lambda: "same birth date: 4480001" in of("WILLEMS"))
    end = EndCourse(course_id=other, at=ward.clock.now(), outcome=Outcome.WITHDRAWN, reason="elders")
    ward.service.execute(end, COORDINATOR)
    ward.enrol("4480002", "Willem", "Greta", born=date(1960, 1, 1))
    user.press(Key.Key_F5)
    user.qtbot.waitUntil(lambda: "look-alike: WILLEM, Greta" in of("WILLEMS"))
    assert "4480001" not in of("WILLEMS") and of("DUBOIS") == ""
