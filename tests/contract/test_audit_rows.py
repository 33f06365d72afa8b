"""What is kept for the audit says the same as the entries, however the record came to be as it is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from db.engine import DatabaseRecords
from pathway_app.audit.cohort import RUNNING, Cohort, Period
from pathway_app.audit.measures import Audit
from pathway_app.audit.measuring import (
    Cancelled,
    Figure,
    choices,
    completion_only,
    measured,
    pathways_of,
    people,
    series,
)
from pathway_app.audit.tables import tables
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.course import Course, Ending, Move, Outcome, Reopening
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Action, Entry
from pathway_app.domain.ids import new_id
from pathway_app.i18n import Words
from pathway_app.people import Patient
from pathway_app.ports import Queries, Record
from tests.audit.courses import random_courses
from tests.audit.records import ALWAYS, record_of
from tests.clocks import HandClock
from tests.conftest import PATHWAY as PATHWAY_FILE
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import PATHWAY, end, enrol, enter, install, store, writing

NOW = datetime(2025, 12, 20, 9, tzinfo=UTC)
SURGEONS = ("dr. Maes", "dr. Peeters", None)
TABLES = {"completion", "intervals", "order", "variances", "answers", "routes", "follow-up", "recording"}


@pytest.fixture(autouse=True)
def late(clock: HandClock) -> None:
    """What is recorded here is recorded before that."""
    clock.moment = NOW


def _people(seed: str, count: int, definition: PathwayDefinition) -> list[tuple[Patient, Course]]:
    """Random courses, some of them of one patient."""
    known: dict[str, Patient] = {}
    made = []
    for number, each in enumerate(random_courses(count, seed)):
        told = record_of(each, definition)
        mrn = told.patient.identity.mrn
        if mrn not in known:
            identity = replace(told.patient.identity, surgeon=SURGEONS[number % 3])
            known[mrn] = Patient(new_id(), identity)
        course = replace(told.course, id=new_id(), patient_id=known[mrn].id)
        made.append((known[mrn], course))
    return made


def _record(record: Record, some: list[tuple[Patient, Course]]) -> None:
    with writing(record, "ImportCourses") as work:
        for patient, course in some:
            growing = enrol(work, patient, course)
            for entry in course.entries:
                growing = enter(work, growing, entry)
            for ending in course.endings:
                growing = end(work, growing, replace(ending, reopened=None))
                if ending.reopened is not None:
                    work.append_reopening(growing, ending)
                    growing = replace(growing, endings=(*growing.endings[:-1], ending))
            store(work, None, growing)


def _cohorts(rng: random.Random, queries: Queries) -> Iterator[Cohort]:
    """Everybody, whole months, parts of months, days; each filter, and some at once."""
    there = choices(queries, PATHWAY)
    everybody = Cohort(period=ALWAYS, pathway=PATHWAY)
    yield everybody
    assert there.first is not None and there.last is not None
    days = (there.last - there.first).days
    for _ in range(4):
        first = there.first + timedelta(days=rng.randrange(days))
        yield replace(everybody, period=Period(first, first + timedelta(days=rng.choice((0, 20, 400, 3000)))))
    yield replace(everybody, period=Period(date(there.first.year, 1, 1), date(there.last.year, 12, 31)))
    groups = [value for value, _ in there.groups]
    for version in there.versions:
        yield replace(everybody, version=version)
    for surgeon in there.surgeons:
        yield replace(everybody, surgeon=surgeon)
    for outcome in there.outcomes:
        yield replace(everybody, outcome=outcome)
    for group in (*groups, "no such one"):
        yield replace(everybody, group=group)
    for _ in range(3):
        yield replace(
            everybody,
            period=Period(there.first + timedelta(days=rng.randrange(days)), date(2030, 1, 1)),
            version=rng.choice((None, *there.versions)),
            group=rng.choice((None, *groups)),
            surgeon=rng.choice((None, *there.surgeons)),
            outcome=rng.choice((None, *there.outcomes)),
        )


def _same(record: Record, rng: random.Random, now: datetime = NOW) -> Audit:
    """Compare every way of asking; returns the audit of everybody."""
    whole = None
    with record.queries() as queries:
        for cohort in _cohorts(rng, queries):
            kept = measured(queries, cohort, now, present=True)
            assert kept == measured(queries, cohort, now, present=False), cohort
            assert completion_only(queries, cohort, now).items() <= kept.checkpoints.items()
            whole = whole or kept
        assert pathways_of(queries, ALWAYS, now) == (PATHWAY,)
    assert whole is not None
    return whole


def _change(record: Record, rng: random.Random, some: list[tuple[Patient, Course]], newer: str) -> None:
    """Retract, end, reopen and move a few of them."""
    with writing(record) as work:
        for number, (_, given) in enumerate(rng.sample(some, 8)):
            course = work.course(given.id)
            assert course is not None
            at = NOW - timedelta(hours=8 - number)
            newest = [entry for entry in course.entries if entry.action is Action.COMPLETE][-1:]
            if number < 3 and newest:
                retracted = {each.supersedes for each in course.entries}
                if newest[0].id not in retracted:
                    enter(
                        work,
                        course,
                        Entry(
                            new_id(), Action.RETRACT, "demo.nurse", at, supersedes=newest[0].id, reason="x"
                        ),
                    )
            elif number < 6 and course.ended() is None:
                end(work, course, Ending(at, at, "demo.nurse", Outcome.TRANSFERRED, "elders"))
            elif (ending := course.ended()) is not None:
                again = replace(ending, reopened=Reopening(at, "demo.nurse", "toch"))
                work.append_reopening(course, again)
                store(work, None, work.course(course.id))  # type: ignore[arg-type]
            elif course.version != newer:
                move = Move(course.version, newer, at, "demo.chief", "nieuw", course.revision)
                work.append_move(course, move)
                store(work, None, replace(course, version=newer, moves=(*course.moves, move)))


def _newer_version(record: Record, definition: PathwayDefinition) -> str:
    """Without the first checkpoint, and without an answer that some have given."""
    first, *others = definition.phases
    newer = replace(
        definition,
        version="2",
        phases=(replace(first, checkpoints=first.checkpoints[1:]), *others),
        outline=replace(definition.outline, background=()),
    )
    install(record, newer, definition_to_json(newer))
    return "2"


def test_every_way_says_the_same(record: Record, definition: PathwayDefinition, sound: Sound) -> None:
    rng = random.Random("kept")
    some = _people("kept", 36, definition)
    newer = _newer_version(record, definition)
    _record(record, some[:20])
    before = _same(record, rng)
    sound()
    _record(record, some[20:])
    sound()  # lags behind, and says so
    after = _same(record, rng)
    assert after.courses == 36 > before.courses == 20
    for _ in range(2):
        _change(record, rng, some, newer)
        _same(record, rng)
        sound()
    with record.queries() as queries:
        assert set(choices(queries, PATHWAY).versions) == {"1", newer}


def test_who_is_counted(record: Record, definition: PathwayDefinition) -> None:
    """As many as the figure says, over every number of every table; each page follows the one before."""
    _record(record, _people("who", 16, definition))
    cohort = Cohort(period=ALWAYS, pathway=PATHWAY)
    met: set[tuple[str, str]] = set()
    with record.queries() as queries:
        audit = measured(queries, cohort, NOW, present=True)
        for table in tables(audit, Words("en")):
            for row in random.Random(table.name).sample(table.rows, min(3, len(table.rows))):
                for column, cell in zip(table.columns, row.cells, strict=True):
                    figure = Figure(table.name, row.ids, column.key)
                    shown = people(queries, cohort, NOW, figure, present=True)
                    assert shown == people(queries, cohort, NOW, figure, present=False)
                    assert shown.next is None
                    if isinstance(cell, int):
                        assert bool(cell) == bool(shown.rows) and len(shown.rows) <= cell, figure
                        met |= {(table.name, column.key)} if cell else set()
        everybody = _paged(queries, cohort, Figure("cohort", (), "courses"))
        assert len({each.course_id for each in everybody}) == audit.courses == len(everybody)
        assert [each.enrolled_at for each in everybody] == sorted(each.enrolled_at for each in everybody)
        ended = _paged(queries, cohort, Figure("cohort", (), "ended"))
        assert len(ended) == audit.ended == sum(each.ended is not None for each in everybody)
        with pytest.raises(ValueError, match="no such figure"):
            people(queries, cohort, NOW, Figure("nonsense", (), "n"), present=True)
    assert {name for name, _ in met} == TABLES
    assert {("completion", "overdue"), ("completion", "late"), ("intervals", "open")} <= met


def _paged(queries: Queries, cohort: Cohort, figure: Figure) -> list[Any]:
    found: list[Any] = []
    after = None
    while True:
        page = people(queries, cohort, NOW, figure, present=True, after=after, limit=7)
        found += page.rows
        after = page.next
        if after is None:
            return found


def test_an_interval_as_a_series(record: Record, definition: PathwayDefinition) -> None:
    _record(record, _people("series", 24, definition))
    cohort = Cohort(period=ALWAYS, pathway=PATHWAY)
    with record.queries() as queries:
        audit = measured(queries, cohort, NOW, present=True)
        for pair, interval in audit.intervals.items():
            points = series(queries, cohort, NOW, pair, present=True)
            assert points == series(queries, cohort, NOW, pair, present=False)
            assert [each.began for each in points] == sorted(each.began for each in points)
            done = sorted(each.days for each in points if each.days is not None)
            assert (len(done), len(points) - len(done)) == (interval.n, interval.open)
            assert all((each.days is None) != (each.open_days is None) for each in points)
            assert interval.n > 3
            middle = (done[(len(done) - 1) // 2] + done[len(done) // 2]) / 2
            assert interval.median_days == pytest.approx(middle, abs=0.001)


def test_few_are_patients_over_months(record: Record, definition: PathwayDefinition) -> None:
    """Six courses of four patients are of few; a fifth patient makes them many."""
    some = _people("few", 60, definition)
    twice = [pair for pair in some if sum(pair[0].id == other.id for other, _ in some) > 1]
    once = [pair for pair in some if pair not in twice]
    ids = dict.fromkeys(patient.id for patient, _ in twice)
    assert len(ids) >= 2
    chosen = [pair for pair in twice if pair[0].id in list(ids)[:2]] + once[:2]
    _record(record, chosen)
    audit = _same(record, random.Random(1))
    assert (audit.courses, audit.whole.few) == (6, True)
    _record(record, once[2:3])
    audit = _same(record, random.Random(2))
    assert (audit.courses, audit.whole.few) == (7, False)


def test_another_zone_begins_anew(record: Record, definition: PathwayDefinition, sound: Sound) -> None:
    _record(record, _people("zone", 16, definition))
    before = _same(record, random.Random(3))
    with writing(record) as work:
        work.change_site(replace(work.site(), zone="Asia/Tokyo"))
    sound()
    after = _same(record, random.Random(3))
    sound()
    assert after != before


def test_who_stops_it_finds_it_whole(record: Record, definition: PathwayDefinition, sound: Sound) -> None:
    _record(record, _people("stop", 30, definition))
    told: list[tuple[int, int]] = []

    def stop(done: int, count: int) -> None:
        told.append((done, count))
        raise Cancelled

    cohort = Cohort(period=ALWAYS, pathway=PATHWAY)
    for present in (True, False):
        with record.queries() as queries, pytest.raises(Cancelled):
            measured(queries, cohort, NOW, present=present, progress=stop)
    assert told == [(30, 30), (30, 30)]
    sound()
    _same(record, random.Random(4))


def _measured(record: Record) -> None:
    _record(record, _people("tamper", 6, load_definition(PATHWAY_FILE)))
    with record.queries() as queries:
        measured(queries, Cohort(period=ALWAYS, pathway=PATHWAY), NOW, present=True)


@pytest.mark.filled(by=_measured, at=NOW)
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE audit_course SET content = replace(content, '[0', '[2')", "audit-course-differs"),
        ("UPDATE audit_course SET outcome = 'deceased' WHERE outcome = 'running'", "audit-course-differs"),
        ("UPDATE audit_course SET content = 'x'", "audit-course-differs"),
        ("UPDATE audit_course SET is_first = 1 - is_first", "audit-course-differs"),
        ("DELETE FROM audit_course", "audit-course-differs"),
        ("UPDATE audit_month SET counts = replace(counts, '[[', '[[1')", "audit-month-differs"),
        ("DELETE FROM audit_month", "audit-month-differs"),
        ("DELETE FROM audit_moments WHERE kind = 'done'", "audit-month-differs"),
        ("UPDATE audit_moments SET kind = 'began' WHERE kind = 'done'", "audit-month-differs"),
    ],
)
def test_a_row_that_does_not_follow_is_found(
    record: Record, database: Bare, statement: str, code: str
) -> None:
    with record.queries() as queries:
        assert queries.verify().sound
    database.tamper(statement)
    with record.queries() as queries:
        assert code in {problem.code for problem in queries.verify().problems}


def test_another_programs_rows_are_made_anew(
    record: Record, database: Bare, definition: PathwayDefinition, sound: Sound
) -> None:
    _record(record, _people("form", 8, definition))
    before = _same(record, random.Random(5))
    database.tamper("UPDATE audit_position SET form = 0", "UPDATE audit_course SET content = 'older'")
    sound()
    assert _same(record, random.Random(5)) == before
    sound()


def test_where_nothing_can_be_written(
    sqlite_file: Path, clock: HandClock, definition: PathwayDefinition
) -> None:
    """What is not up to date is made in passing, and nothing is left behind."""
    record = DatabaseRecords(clock).open(str(sqlite_file))
    some = _people("reading", 20, definition)
    _record(record, some[:12])
    _same(record, random.Random(6))
    _record(record, some[12:])
    record.close()
    reading = DatabaseRecords(clock).open(str(sqlite_file), read_only=True)
    audit = _same(reading, random.Random(7))
    assert (audit.courses, RUNNING) == (20, "running")
    with reading.queries() as queries, queries.audit_rows() as rows:
        assert not rows.current
    reading.close()
