"""The demonstration ward looks the same on any day and at any hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from pathway_app.commands import ImportedCourse
from pathway_app.demonstration import Calendar, demonstration, read_demo, recurrence, span, ward_courses
from pathway_app.derived import derive
from pathway_app.domain.course import course_state
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Entry, Standings
from pathway_app.domain.rules import Circumstances, refusals
from pathway_app.founding import Foundation
from pathway_app.people import Actor, Role
from pathway_app.queries import Horizon, WorklistGroup

BRUSSELS = ZoneInfo("Europe/Brussels")
ADMIN = Actor("admin", "Admin", Role.ADMINISTRATOR)
ENTRY_KEYS = {"at", "recorded", "by", "values", "variance", "reason", "round"}
VARIANCE_KEYS = {"class", "reason", "action", "follow_up_by", "open"}

LOCAL_MOMENTS = [
    *(datetime(2026, 11, 22, hour, minute, tzinfo=BRUSSELS) for hour, minute in ((0, 0), (9, 41), (12, 0), (23, 59))),
    *(datetime(2026, 3, 29, 3, 30, tzinfo=BRUSSELS) + timedelta(days=n, hours=5 * n) for n in range(0, 20, 2)),
    *(datetime(2026, 10, 25, 1, 15, tzinfo=BRUSSELS) + timedelta(days=n, hours=7 * n) for n in range(0, 20, 3)),
    *(datetime(2027, 2, 26, 10, tzinfo=BRUSSELS) + timedelta(days=days) for days in range(6)),
    *(datetime(2028, 2, 27, 10, tzinfo=BRUSSELS) + timedelta(days=days) for days in range(0, 12, 2)),
    *(datetime(2026, month, 28, 14, tzinfo=BRUSSELS) + timedelta(days=9) for month in range(1, 13)),
]  # fmt: skip


@cache
def ward() -> Any:
    return read_demo("ward.yaml")


def courses(definition: PathwayDefinition, now: datetime) -> tuple[ImportedCourse, ...]:
    foundation = Foundation(administrator=ADMIN, definitions=((definition.id, definition.version, ""),))
    return ward_courses(ward(), foundation, now)


def told_entries() -> list[Mapping[str, Any]]:
    return [
        entry
        for patient in ward()["patients"]
        for course in patient["courses"]
        for entry in course["entries"]
    ]


@pytest.mark.parametrize("local", LOCAL_MOMENTS, ids=str)
def test_the_picture_on_any_day(definition: PathwayDefinition, local: datetime) -> None:
    now = local.astimezone(UTC)
    groups: Counter[WorklistGroup | None] = Counter()
    with_open_variance = 0
    for imported in courses(definition, now):
        refuse_nothing(definition, imported, now)
        current = derive(definition, replace(imported.course, id="c"), BRUSSELS).course
        groups[Horizon.at(now, BRUSSELS).group(current)] += 1
        with_open_variance += current.ended is None and current.open_variances > 0
    assert groups == {
        WorklistGroup.OVERDUE: 3,
        WorklistGroup.RUNNING: 2,
        WorklistGroup.DUE_TODAY: 4,
        WorklistGroup.THIS_WEEK: 2,
        WorklistGroup.BLOCKED: 2,
        WorklistGroup.LATER: 1,
        None: 1,
    }
    assert with_open_variance == 1


def refuse_nothing(definition: PathwayDefinition, imported: ImportedCourse, now: datetime) -> None:
    """By the rules, entry by entry; nothing is recorded in the future."""
    standings, before = Standings(), list[Entry]()
    for entry in imported.course.entries:
        last = before[-1].recorded_at if before else None
        circumstances = Circumstances(imported.identity.birth_date, False, last, BRUSSELS)
        assert refusals(definition, standings, entry, circumstances) == (), (imported.name, entry)
        assert entry.recorded_at <= now
        standings.add(entry)
        before.append(entry)


def test_the_lateness_and_the_clocks_of_the_picture(definition: PathwayDefinition) -> None:
    now = datetime(2026, 11, 22, 8, 41, 37, tzinfo=UTC)
    left = {}
    late = {}
    for imported in courses(definition, now):
        state = course_state(definition, imported.course.entries, now)
        for row in state.checkpoints:
            if row.is_open and row.clock_end is not None:
                left[imported.identity.family_name] = row.clock_end - now
            if row.due is not None and row.due < now:
                late[imported.identity.family_name] = (now.astimezone(BRUSSELS).date() - row.due.date()).days
    assert late == {"De Smet": 2, "Van den Broeck": 1, "El Amrani": 6}
    assert left == {
        "Janssens": timedelta(hours=17, minutes=19, seconds=23),
        "O'Neill": timedelta(hours=41, minutes=4, seconds=23),
    }


def test_every_phase_and_every_kind_of_entry_is_there(definition: PathwayDefinition) -> None:
    now = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
    current = [
        derive(definition, replace(each.course, id="c"), BRUSSELS).course for each in courses(definition, now)
    ]
    phases = {each.phase for each in current if each.ended is None}
    assert phases == {phase.id for phase in definition.phases}
    actions = Counter(
        entry.action.value for each in courses(definition, now) for entry in each.course.entries
    )
    assert set(actions) == {"complete", "skip", "correct", "retract", "close-variance", "note"}
    assert any(entry.is_late for each in courses(definition, now) for entry in each.course.entries)
    assert len({each.identity.mrn for each in courses(definition, now)}) == 14


def test_what_is_told_has_no_key_that_would_be_overlooked() -> None:
    actions = {"complete", "skip", "not-applicable", "correct", "retract", "close-variance", "note"}
    for told in told_entries():
        assert len(told.keys() & actions) == 1, told
        assert not told.keys() - actions - ENTRY_KEYS, told
        assert not told.get("variance", {}).keys() - VARIANCE_KEYS, told


def test_the_same_telling_gives_the_same_entries(definition: PathwayDefinition) -> None:
    now = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
    assert courses(definition, now) == courses(definition, now)


def test_a_demonstration_says_so() -> None:
    made = demonstration(Foundation(administrator=ADMIN), datetime(2026, 11, 22, tzinfo=UTC), patients=False)
    assert made.site.demo
    assert {account.role for account in made.people} == set(Role)
    assert made.courses == ()


@pytest.mark.parametrize("day", [date(2024, 2, 29) + timedelta(days=days) for days in range(0, 400, 7)])
def test_a_recurrence_falls_on_its_day(day: date) -> None:
    now = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    months = recurrence("-6d", now, BRUSSELS)
    begun = Calendar(now, BRUSSELS, months).instant("-6d -M 10:20").astimezone(BRUSSELS)
    assert begun.date() < day - timedelta(days=170)
    assert months in (6, 12, 48)


@pytest.mark.parametrize("told", ["-3d", "3d 10:00", "-3w 10:00", "-3d 1000", "now-3d", "now-", ""])
def test_a_time_that_cannot_be_read_is_refused(told: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Calendar(datetime(2026, 11, 22, tzinfo=UTC), BRUSSELS, 6).instant(told)


def test_spans() -> None:
    assert span("6h55m") == timedelta(hours=6, minutes=55)
    assert span("40m") == timedelta(minutes=40)
