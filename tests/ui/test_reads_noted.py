"""Opening a course in the window is put on record: once each time, after it is painted, by whoever opened it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.accesses import Access, Previews
from pathway_app.commands import AddNote
from pathway_app.domain.errors import EnvironmentFault
from tests.clocks import NOW, HandClock
from tests.contract.bare import BareSqlite
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.desk import Desk, at_desk
from tests.ui.ward import MARTA, patient_of_the_drawing
from ui.today import previews

Reads = list[tuple[str, list[str]]]


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "ward.db", clock) as desk:
        yield desk


def reads(path: Path) -> Reads:
    """Who read which courses, in the order of the log."""
    rows = BareSqlite(path).run(
        f"SELECT actor, body FROM log_event WHERE kind = '{Access.COURSE_READ}' ORDER BY seq"
    )
    return [(actor, json.loads(body)["courses"]) for actor, body in rows]


def test_each_opening_is_noted_once(user: AtWindow, ward_file: Path) -> None:
    before = reads(ward_file)
    user.press(Key.Key_Return)
    course = user.course.course_id()
    once = [(user.bridge.actor.name, [course])]
    assert reads(ward_file)[len(before) :] == once
    user.press(Key.Key_F5)
    user.press(Key.Key_Down)
    assert reads(ward_file)[len(before) :] == once, "reading it again is not opening it"
    user.press(Key.Key_Escape)
    user.press(Key.Key_Return)
    assert user.course.course_id() == course
    assert reads(ward_file)[len(before) :] == once * 2


def test_another_language_opens_nothing_anew(user: AtWindow, ward_file: Path) -> None:
    user.press(Key.Key_Return)
    noted = reads(ward_file)
    user.bridge.speak("nl")
    user.settle()
    assert user.course.course_id()
    assert reads(ward_file) == noted


def test_nobody_is_told_that_anything_was_saved(user: AtWindow) -> None:
    committed: list[object] = []
    user.bridge.committed.connect(committed.append)
    user.press(Key.Key_Return)
    user.settle()
    assert user.bridge.saved_at is None
    assert not committed


def test_it_is_painted_before_it_is_noted(desk: Desk) -> None:
    course, noted = patient_of_the_drawing(desk.ward), []
    desk.view.shown.connect(lambda _course: noted.append(reads(Path(desk.ward.record.url[10:]))))
    desk.show(course)
    assert noted == [[]]
    assert reads(Path(desk.ward.record.url[10:])) == [(MARTA.name, [course])]


def test_an_entry_by_oneself_or_by_others_is_no_reading(desk: Desk) -> None:
    course = patient_of_the_drawing(desk.ward)
    desk.show(course)
    desk.ward.give(AddNote(course_id=course, text="gebeld"))
    desk.view.refresh()
    desk.settle()
    assert len(reads(Path(desk.ward.record.url[10:]))) == 1


def test_what_cannot_be_noted_now_is_noted_with_the_next(
    desk: Desk,
) -> None:
    """Another program holds the database for longer than the window waits: the course shows all the same."""
    course, path = patient_of_the_drawing(desk.ward), Path(desk.ward.record.url[10:])
    faults: list[EnvironmentFault] = []
    desk.bridge.fault.connect(faults.append)
    with desk.ward.record.unit_of_work():
        desk.show(course)
        assert desk.view.checklist.keys()
        assert reads(path) == []
    desk.view.hide()
    desk.show(course)
    assert reads(path) == [(MARTA.name, [course])] * 2
    assert not faults, "nobody lost anything"


def test_a_record_that_can_only_be_read_is_read(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    before = reads(ward_file)
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file), read_only=True), clock) as user:
        user.press(Key.Key_Return)
        assert user.course.course_id()
        assert not user.inside.banner.isVisible() or "read" in user.inside.banner.accessibleName().lower()
    assert reads(ward_file) == before


def test_what_could_not_be_noted_is_tried_once_more_at_the_end(
    qtbot: QtBot, tmp_path: Path, clock: HandClock
) -> None:
    with at_desk(qtbot, tmp_path / "ward.db", clock) as desk:
        course = patient_of_the_drawing(desk.ward)
        with desk.ward.record.unit_of_work():
            desk.show(course)
    assert reads(tmp_path / "ward.db") == [(MARTA.name, [course])]


def test_closing_at_once_loses_at_most_the_last(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    before = len(reads(ward_file))
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        courses = []
        for _time in range(3):
            user.press(Key.Key_Return)
            courses.append(user.course.course_id())
            user.press(Key.Key_Escape)
            user.press(Key.Key_Down)
    assert [courses for _actor, courses in reads(ward_file)[before:]] == [[each] for each in courses]


def test_sheets_that_are_looked_at_are_read(user: AtWindow, ward_file: Path) -> None:
    user.press(Key.Key_Return)
    course, before = user.course.course_id(), reads(ward_file)
    user.press(Key.Key_P, CTRL)
    user.qtbot.waitUntil(lambda: len(reads(ward_file)) > len(before))
    assert reads(ward_file)[len(before) :] == [(user.bridge.actor.name, [course])]
    user.press(Key.Key_Escape)
    user.settle()


def test_whose_open_steps_are_looked_at_beside_the_list_is_noted_once_an_hour(
    user: AtWindow, ward_file: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(previews, "LOOKED_AT_MS", 20)
    before = len(reads(ward_file))
    name = user.bridge.actor.name

    def looked_at() -> Reads:
        user.qtbot.wait(60)
        user.settle()
        return reads(ward_file)[before:]

    first = user.today.chosen()
    user.press(Key.Key_Down)
    second = user.today.chosen()
    assert second != first
    assert (name, [second]) in looked_at()
    user.press(Key.Key_Up)
    assert (name, [first]) in looked_at()
    user.press(Key.Key_F5)
    assert len(looked_at()) == 2, "within the hour"
    clock.forward(hours=1)
    user.press(Key.Key_F5)
    assert looked_at()[2:] == [(name, [first])]


def test_going_down_the_list_reads_nobody(user: AtWindow, ward_file: Path) -> None:
    before = reads(ward_file)
    for _ in range(3):
        user.press(Key.Key_Down)
    assert reads(ward_file) == before


def test_each_account_s_previews_are_its_own() -> None:
    seen = Previews()
    assert seen.is_new("an", "course", NOW)
    assert not seen.is_new("an", "course", NOW + timedelta(minutes=59))
    assert seen.is_new("bo", "course", NOW)
    assert seen.is_new("an", "other", NOW)
    assert seen.is_new("an", "course", NOW + timedelta(hours=1))
