"""Where a course opens: at the step that Today names, whatever was looked at before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from tests.clocks import HandClock
from tests.ui.at_window import AtWindow, Key, at_window


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


def listed(user: AtWindow) -> list[str]:
    rows = user.today.table.rows()
    return [rows.row_at(at).key for at in range(rows.rowCount()) if not rows.row_at(at).is_heading]


def open_from_today(user: AtWindow, course: str) -> tuple[str, list[str]]:
    """The title of the step that has the keys then, and what Today says of the course."""
    assert user.today.table.choose(course)
    user.settle()
    named = user.words_of(course)
    user.press(Key.Key_Return)
    assert user.course.course_id() == course
    checklist = user.course.checklist
    rows = [checklist.row(key) for key in checklist.keys()]  # noqa: SIM118 - no mapping
    focused = [row for row in rows if row is not None and row.box().hasFocus()]
    assert len(focused) == 1
    return focused[0].content().title, named


def test_each_course_opens_at_the_step_that_today_names(user: AtWindow) -> None:
    courses = listed(user)
    assert len(courses) == 7
    for course in (*courses, courses[0]):
        title, named = open_from_today(user, course)
        assert any(title in words for words in named), (title, named)
        user.press(Key.Key_Up)  # where the keys rest here is no matter for the next course
        user.press(Key.Key_Escape)
