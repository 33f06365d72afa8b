"""Where a course opens: at the step that Today names, or the first that waits for nothing, wherever one was."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from tests.clocks import HandClock
from tests.ui.at_window import AtWindow, Key, at_window
from ui.widgets.checklist_content import Tick
from ui.widgets.checklist_row import ChecklistRow


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


def listed(user: AtWindow) -> list[str]:
    rows = user.today.table.rows()
    return [rows.row_at(at).key for at in range(rows.rowCount()) if not rows.row_at(at).is_heading]


def rows_of(user: AtWindow) -> list[ChecklistRow]:
    checklist = user.course.checklist
    rows = [checklist.row(key) for key in checklist.keys()]  # noqa: SIM118 - no mapping
    return [row for row in rows if row is not None]


def open_from_today(user: AtWindow, course: str) -> tuple[str, list[str]]:
    """The title of the step that has the keys then, and what Today says of the course."""
    assert user.today.table.choose(course)
    user.settle()
    named = user.words_of(course)
    user.press(Key.Key_Return)
    assert user.course.course_id() == course
    focused = [row for row in rows_of(user) if row.box().hasFocus()]
    assert len(focused) == 1
    return focused[0].content().title, named


def test_each_course_opens_at_the_step_that_today_names(user: AtWindow) -> None:
    courses = listed(user)
    assert len(courses) == 7
    for course in (*courses, courses[0]):
        title, named = open_from_today(user, course)
        if "waits for" in named[3]:
            possible = [row for row in rows_of(user) if row.content().tick in (Tick.OPEN, Tick.RUNNING)]
            assert title == (possible[0].content().title if possible else named[3].split(" · ")[0])
        else:
            assert any(title in words for words in named), (title, named)
        user.press(Key.Key_Up)  # where the keys rest here is no matter for the next course
        user.press(Key.Key_Escape)
