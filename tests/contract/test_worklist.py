"""The worklist in SQL against the pure functions that say what it is."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pathway_app.derived import CourseCurrent, Derived
from pathway_app.domain.course import Outcome
from pathway_app.domain.reckoning import State
from pathway_app.ports import Queries, Record
from pathway_app.queries import Horizon, WorklistGroup, WorklistRow, worklist_order
from tests.recording import BRUSSELS, PATHWAY, generated, new_course, person, record_all, writing

NOW = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # the evening before the clock goes forward
HORIZON = Horizon.at(NOW, BRUSSELS)
SECOND = timedelta(seconds=1)
MOMENTS = [
    limit + by
    for limit in (NOW, HORIZON.end_of_day, HORIZON.end_of_week)
    for by in (-SECOND, timedelta(microseconds=-1), timedelta(0), timedelta(microseconds=1), SECOND)
]


def invented(rng: random.Random, course_id: str) -> CourseCurrent:
    """A derived row with moments on and beside the limits, not that of any real course."""
    due = rng.choice((None, None, *MOMENTS, NOW - timedelta(days=rng.randint(1, 900))))
    until = rng.choice((None, None, None, *MOMENTS))
    blocked = rng.randint(0, 2)
    return CourseCurrent(
        course_id=course_id,
        revision=rng.randint(0, 50),
        ended=rng.choice((None,) * 9 + tuple(Outcome)),
        phase=rng.choice((None, "surgery")),
        documented_route=rng.choice((None, "none", "R1")),
        next_checkpoint=rng.choice((None, "mri-contrast")),
        next_round=rng.choice((None, 1, 2)),
        next_state=rng.choice((None, *State)),
        next_due=due,
        next_waiting_for=rng.choice(((), ("mri-contrast",), ("dura-opened", "mep-baseline"))),
        clock_checkpoint=None if until is None else "bed-rest-completed",
        clock_until=until,
        open_count=blocked + rng.randint(0, 3),
        held_up_by=blocked,
        open_variances=rng.choice((0, 0, 1, 3)),
        progress=tuple((rng.randint(0, 3), 3) for _ in range(9)),
    )


def fill(record: Record, seed: int, count: int = 240) -> list[WorklistRow]:
    """Courses with invented derived rows, as the worklist should show them at NOW, ended ones left out."""
    rng = random.Random(seed)
    rows = []
    with writing(record) as work:
        for number in range(count):
            patient = person(f"{number:04d}", bed=rng.choice((None, "312-2")))
            course = new_course(patient, NOW - timedelta(days=1))
            work.add_patient(patient)
            work.add_course(course)
            current = invented(rng, course.id)
            current = replace(current, ended=current.ended and str(current.ended))
            work.store_derived(None, Derived(current, ()))
            group = HORIZON.group(current)
            if group is not None:
                rows.append(WorklistRow(group, patient, PATHWAY, "1", current))
    return worklist_order(rows)


def whole(queries: Queries, group: WorklistGroup, limit: int) -> list[WorklistRow]:
    rows: list[WorklistRow] = []
    after = None
    while True:
        page = queries.worklist(group, NOW, after=after, limit=limit)
        assert len(page.rows) <= limit
        rows.extend(page.rows)
        after = page.next
        if after is None:
            return rows
        assert len(page.rows) == limit


@pytest.mark.parametrize("seed", [1, 2])
def test_pages_put_together_are_the_list(record: Record, seed: int) -> None:
    expected = fill(record, seed)
    assert {row.group for row in expected} == set(WorklistGroup)
    with record.queries() as queries:
        for limit in (7, 1000):
            shown = [row for group in WorklistGroup for row in whole(queries, group, limit)]
            assert shown == expected


def test_a_page_that_ends_with_the_group_names_no_next(record: Record) -> None:
    expected = fill(record, 3, 60)
    with record.queries() as queries:
        for group in WorklistGroup:
            there = [row for row in expected if row.group is group]
            page = queries.worklist(group, NOW, limit=len(there))
            assert (list(page.rows), page.next) == (there, None)


def test_counts_are_those_of_the_lists(record: Record) -> None:
    expected = fill(record, 4)
    with record.queries() as queries:
        counts = queries.worklist_counts(NOW)
    assert counts.groups == {group: sum(row.group is group for row in expected) for group in WorklistGroup}
    assert counts.active == len(expected)
    assert counts.with_open_variance == sum(row.current.open_variances > 0 for row in expected)


def test_nothing_is_counted_in_an_empty_record(record: Record) -> None:
    with record.queries() as queries:
        counts = queries.worklist_counts(NOW)
        assert (set(counts.groups.values()), counts.active, counts.with_open_variance) == ({0}, 0, 0)
        assert [queries.worklist(group, NOW).rows for group in WorklistGroup] == [()] * 6


def test_days_end_where_the_ward_is(record: Record) -> None:
    with writing(record) as work:
        work.change_site(replace(work.site(), zone="Pacific/Auckland"))
        patient = person("1")
        course = new_course(patient, NOW)
        work.add_patient(patient)
        work.add_course(course)
        current = invented(random.Random(1), course.id)
        due = Horizon.at(NOW, ZoneInfo("Pacific/Auckland")).end_of_day
        current = replace(current, ended=None, clock_until=None, next_due=due)
        work.store_derived(None, Derived(current, ()))
    with record.queries() as queries:
        assert [row.current for row in queries.worklist(WorklistGroup.DUE_TODAY, NOW).rows] == [current]
        assert not queries.worklist(WorklistGroup.DUE_TODAY, due + SECOND).rows


def test_real_courses_stand_where_their_state_puts_them(record: Record) -> None:
    made = [generated(seed) for seed in range(8)]
    for patient, course in made:
        record_all(record, patient, course)
    moment = max(course.entries[-1].recorded_at for _, course in made)
    with record.queries() as queries:
        shown = [row for group in WorklistGroup for row in queries.worklist(group, moment).rows]
    open_ones = {course.id: patient for patient, course in made if course.ended() is None}
    assert {row.current.course_id: row.patient for row in shown} == open_ones
    assert shown == worklist_order(shown)
