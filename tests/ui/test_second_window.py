"""A window that only reads, because another one has the file, puts on record who read and printed all the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from pathway_app.accesses import Access
from pathway_app.documents.making import Made
from pathway_app.sheets import Destination, Pack, SheetOrder
from tests.clocks import HandClock
from tests.guarded import CHIEF, cheap_records, shown
from tests.ui.at_window import CTRL, AtWindow, Key
from tests.ui.changing_hands import (
    COORDINATOR,
    NURSE,
    PHYSICIAN,
    at,
    cover,
    enrol,
    events,
    log_in_over,
    reads,
    unlock,
)


@pytest.fixture
def courses(guarded_file: Path, clock: HandClock) -> tuple[str, str]:
    return enrol(guarded_file, clock), enrol(guarded_file, clock, "4471030")


@pytest.fixture
def second(
    qtbot: QtBot, clock: HandClock, guarded_file: Path, courses: tuple[str, str]
) -> Iterator[AtWindow]:
    with at(qtbot, clock, guarded_file, COORDINATOR), at(qtbot, clock, guarded_file, NURSE, "other") as user:
        assert user.bridge.reading_only == "open-elsewhere"
        yield user


def who(path: Path, kind: str) -> list[str]:
    return [actor for actor, _body in events(path, kind)]


def test_each_opening_is_noted(second: AtWindow, guarded_file: Path, courses: tuple[str, str]) -> None:
    before = reads(guarded_file)
    for course in reversed(courses):
        second.inside.open_course(course)
        second.settle()
    noted = [(NURSE.name, [course]) for course in reversed(courses)]
    assert reads(guarded_file)[len(before) :] == noted


def test_locking_and_logging_in_over_it_are_noted(second: AtWindow, guarded_file: Path) -> None:
    second.press(Key.Key_L, CTRL)
    card = cover(second).card()
    assert card is not None
    second.type("not this one, no")
    second.press(Key.Key_Return)
    second.settle()
    unlock(second)
    log_in_over(second, PHYSICIAN)
    assert who(guarded_file, Access.LOCKED) == [NURSE.name] * 2
    assert who(guarded_file, Access.UNLOCKED) == [NURSE.name]
    assert who(guarded_file, Access.UNLOCK_FAILED) == [NURSE.name]
    assert who(guarded_file, Access.LOGGED_IN)[-1] == PHYSICIAN.name
    assert who(guarded_file, Access.LOGGED_OUT) == [NURSE.name]


def test_sheets_have_their_number(second: AtWindow, courses: tuple[str, str], clock: HandClock) -> None:
    made: list[Made] = []
    failed: list[BaseException] = []
    order = SheetOrder(Pack.HANDOVER, "en", courses[:1])
    second.bridge.issue(second.shell, order, Destination.FILE, made.append, failed.append)
    second.settle()
    assert not failed
    assert [each.issue.copies[0].number for each in made if each.issue is not None] == [1]


def test_the_record_is_sound_after_it(
    second: AtWindow, guarded_file: Path, clock: HandClock, courses: tuple[str, str]
) -> None:
    second.inside.open_course(courses[0])
    second.settle()
    record = cheap_records(clock).open(str(guarded_file), credentials=shown(CHIEF.name), read_only=True)
    with record.queries() as queries:
        assert queries.verify().sound
    record.close()
