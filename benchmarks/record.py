"""The record on SQLite: a tick, reading a course, the first page of Today, search, verify."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator
from datetime import date
from functools import cache
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2

from benchmarks.large_record import (
    ADMINISTRATOR,
    COORDINATOR,
    NOW,
    PATHWAY,
    StillClock,
    as_if_read,
    furnish,
    imported,
    large_record,
)
from benchmarks.paired import Row, alone, paired
from db.engine import DatabaseRecords
from db.mappers import instant_text
from db.verify import Findings, check_log
from pathway_app.commands import CompleteCheckpoint, ImportCourses
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.course import State, course_state
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Variance, VarianceClass
from pathway_app.people import Identity, Sex
from pathway_app.ports import Queries, Record
from pathway_app.queries import Page, PatientFilter, PatientSort, SortBy, WorklistGroup
from pathway_app.services import Service
from tests.oracle.course_generator import random_course
from tests.oracle.entry_rules import Replay
from tests.oracle.invented import findings

TICKS = 101
SMALL_PAGE = 50
COURSES = 100_000
VERIFIED_COURSES = 400

_BARE_TABLES = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE entry (seq INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE current (id TEXT PRIMARY KEY, state TEXT NOT NULL);
"""
_FIRST_OVERDUE = """
SELECT c.*, p.id, p.mrn, p.family_name, p.given_name, p.birth_date, p.sex, p.national_number, p.bed, p.surgeon,
       k.pathway, k.version
FROM course_current c JOIN course k ON k.id = c.course_id JOIN patient p ON p.id = k.patient_id
WHERE c.ended IS NULL AND c.next_due < ? ORDER BY c.next_due, c.course_id LIMIT 50
"""
_PATIENTS = """
SELECT p.id, p.mrn, p.family_name, p.given_name, p.birth_date, p.sex, p.national_number, p.bed, p.surgeon,
       k.id, k.pathway, k.version, c.phase, c.ended, k.enrolled_at, c.next_checkpoint, c.next_round, c.next_due,
       c.open_variances
FROM patient_current l JOIN patient p ON p.id = l.patient_id JOIN course k ON k.id = l.course_id
JOIN course_current c ON c.course_id = k.id ORDER BY l.{key}, l.mrn LIMIT 50
"""
_VARIANCES = """
SELECT p.id, p.mrn, p.family_name, p.given_name, p.birth_date, p.sex, p.national_number, p.bed, p.surgeon,
       k.id, k.pathway, k.version, v.checkpoint, v.round, v.entry_id, e.body
FROM checkpoint_current v JOIN course k ON k.id = v.course_id
JOIN patient p ON p.id = k.patient_id JOIN log_event e ON e.id = v.entry_id
WHERE variance_open AND (SELECT ended FROM course_current c WHERE c.course_id = v.course_id) IS NULL
ORDER BY v.occurred_at, v.course_id, v.checkpoint, v.round LIMIT 50
"""
_FOLLOW_UPS = """
SELECT f.*, p.id, p.mrn, p.family_name, p.given_name, p.birth_date, p.sex, p.national_number, p.bed, p.surgeon,
       k.pathway, k.version
FROM follow_up_current f JOIN course k ON k.id = f.course_id JOIN patient p ON p.id = k.patient_id
ORDER BY f.due_key, f.course_id LIMIT 50
"""
_FREQUENT = Identity("new", "Janssens-Maes", "Greta", date(1974, 3, 14), Sex.FEMALE)
THREE_FRAMES = 50
"""milliseconds"""


@cache
def load() -> PathwayDefinition:
    return load_definition(PATHWAY)


def measure() -> list[Row]:
    with TemporaryDirectory(prefix="zorgpad-bench-") as folder:
        small = list(_small(Path(folder)))
    with large_record(COURSES) as path:
        return [*small, *_large(path)]


def _small(folder: Path) -> Iterator[Row]:
    record = DatabaseRecords(StillClock()).create(f"sqlite:///{folder / 'record.db'}")
    service = Service(record)
    furnish(service)
    yield _tick(record, service, folder)
    random = Random(5)
    courses = tuple(imported(random, f"3{number:06}", steps=45) for number in range(VERIFIED_COURSES))
    service.execute(ImportCourses(courses=courses), ADMINISTRATOR)
    bare = sqlcipher3.dbapi2.connect(str(folder / "record.db"), isolation_level=None)
    yield _one_course(record, bare)
    yield from _log(record, bare)
    bare.close()
    record.close()


def _tick(record: Record, service: Service, folder: Path) -> Row:
    """One tick in each of many courses that hold some entries already and that the user has looked at."""
    waiting = iter(prepared_ticks(record, service, TICKS + 1))
    bare = sqlcipher3.dbapi2.connect(str(folder / "bare.db"), isolation_level=None)
    bare.executescript(_BARE_TABLES)
    body = json.dumps({"values": {"result": "obtained"}, "by": "an", "text": "x" * 300})
    numbers = count(1)

    def floor() -> None:
        number = next(numbers)
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("INSERT INTO entry VALUES (?, ?)", (number, body))
        bare.execute(
            "INSERT INTO current VALUES (?, 'done') ON CONFLICT (id) DO UPDATE SET state = excluded.state",
            (str(number % 7),),
        )
        bare.execute("COMMIT")

    row = paired(
        "one tick through the service",
        lambda: service.execute(next(waiting), COORDINATOR),
        floor,
        budget=3,
        against="one insert, one upsert",
        rounds=TICKS,
    )
    bare.close()
    return row


def prepared_ticks(record: Record, service: Service, number: int) -> list[CompleteCheckpoint]:
    """As many ticks, each in a course of its own that has been looked at."""
    random = Random(6)
    ticks = [_prepared(service, random, f"4{each:06}") for each in range(number)]
    with record.queries() as queries:
        for tick in ticks:
            assert queries.course(tick.course_id) is not None
    return ticks


def _prepared(service: Service, random: Random, mrn: str) -> CompleteCheckpoint:
    """A tick that is due in a new course of about twenty entries."""
    while True:
        given = random_course(random, mrn=mrn, steps=20)
        course = as_if_read(given)
        state = course_state(load(), course.course.entries, NOW)
        ready = [row for row in state.checkpoints if row.state is State.READY]
        if ready:
            break
    replay = Replay(given["patient"]["birth_date"])
    for entry in given["entries"]:
        replay.take(entry)
    chosen = random.choice(ready)
    values = findings(random, replay.record, chosen.checkpoint, chosen.round)
    (course_id,) = service.execute(ImportCourses(courses=(course,)), ADMINISTRATOR).courses
    return CompleteCheckpoint(
        course_id=course_id,
        checkpoint=chosen.checkpoint,
        round=chosen.round,
        occurred_at=NOW,
        values={name: tuple(v) if isinstance(v, list) else v for name, v in values.items()},
        variance=Variance(VarianceClass.UNSPECIFIED),
    )


def _one_course(record: Record, bare: sqlcipher3.dbapi2.Connection) -> Row:
    sizes = "SELECT course_id, count(*) FROM log_event WHERE kind = 'entry' GROUP BY 1 ORDER BY abs(count(*) - 40)"
    course_id = bare.execute(sizes).fetchone()[0]

    def ours() -> None:
        with record.queries() as queries:
            assert queries.course(course_id) is not None

    def floor() -> None:
        bare.execute("SELECT * FROM log_event WHERE course_id = ? ORDER BY seq", (course_id,)).fetchall()
        bare.execute("SELECT * FROM course WHERE id = ?", (course_id,)).fetchall()
        bare.execute("SELECT * FROM patient LIMIT 1").fetchall()

    # Ours makes entries of the rows and finds the other courses; there is no budget but the screen's.
    return paired(
        "one course of about 40 entries", ours, floor, budget=20, against="its rows by hand", rounds=21
    )


def _log(record: Record, bare: sqlcipher3.dbapi2.Connection) -> Iterator[Row]:
    events = bare.execute("SELECT * FROM log_event ORDER BY seq").fetchall()

    def floor() -> None:
        last = ""
        for *columns, _ in events:
            last = hashlib.sha256("\n".join([last, *map(str, columns)]).encode()).hexdigest()

    def whole() -> None:
        with record.queries() as queries:
            assert queries.verify().sound

    def chain() -> None:
        with record.queries() as queries:
            findings_ = Findings()
            check_log(queries._link, findings_)  # type: ignore[attr-defined]
            assert not findings_.problems

    what = f"{len(events)} events"
    yield paired(f"verify, the log of {what}", chain, floor, budget=4, against="the bare hash", rounds=7)
    yield paired(
        f"verify, also every derived row of {what}", whole, floor, budget=40, against="the same", rounds=7
    )


def _large(path: Path) -> Iterator[Row]:
    record = DatabaseRecords(StillClock()).open(f"sqlite:///{path}")
    bare = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    moment = instant_text(NOW)

    def today() -> None:
        with record.queries() as queries:
            page = queries.worklist(WorklistGroup.OVERDUE, NOW, limit=SMALL_PAGE)
            assert len(page.rows) == SMALL_PAGE

    def today_by_hand() -> None:
        assert len(bare.execute(_FIRST_OVERDUE, (moment,)).fetchall()) == SMALL_PAGE

    yield paired(
        f"the first {SMALL_PAGE} of {COURSES} courses on Today",
        today,
        today_by_hand,
        budget=3,
        against="hand-written SQL",
        rounds=31,
    )

    def counts() -> None:
        with record.queries() as queries:
            queries.worklist_counts(NOW)

    yield alone(f"the counts of Today, {COURSES} courses", counts, budget=100, rounds=9)
    keystrokes = ("j", "ja", "jan", "jans", "janssens a", "o neill", "2000", "angst gre")

    def search() -> None:
        with record.queries() as queries:
            for typed in keystrokes:
                queries.search(typed)

    what = f"a keystroke in search, {COURSES} patients"
    yield alone(what, search, budget=40, rounds=9, repeat=len(keystrokes))
    yield from _lists(record, bare)
    bare.close()
    record.close()


def _lists(record: Record, bare: sqlcipher3.dbapi2.Connection) -> Iterator[Row]:
    def page(what: str, ask: Callable[[Queries], Page[Any]], by_hand: str) -> Row:
        def ours() -> None:
            with record.queries() as queries:
                assert len(ask(queries).rows) == SMALL_PAGE

        def floor() -> None:
            assert len(bare.execute(by_hand).fetchall()) == SMALL_PAGE

        return paired(what, ours, floor, budget=3, against="hand-written SQL", rounds=31)

    def listed(by: SortBy) -> Callable[[Queries], Page[Any]]:
        return lambda queries: queries.patients(PatientFilter(), PatientSort(by), limit=SMALL_PAGE)

    what = f"the first {SMALL_PAGE} of {COURSES}"
    yield page(f"{what} patients by name", listed(SortBy.NAME), _PATIENTS.format(key="name_key"))
    yield page(f"{what} patients by what is due", listed(SortBy.NEXT_DUE), _PATIENTS.format(key="due_key"))
    yield page(f"{what}, open variances", lambda q: q.open_variances(limit=SMALL_PAGE), _VARIANCES)
    yield page(f"{what}, follow-up", lambda q: q.follow_ups(limit=SMALL_PAGE), _FOLLOW_UPS)

    def asked(ask: Callable[[Queries], object]) -> Callable[[], None]:
        def ours() -> None:
            with record.queries() as queries:
                ask(queries)

        return ours

    nobody = PatientFilter(surgeon="dr. Maes", phase="follow-up", open_variance=True, ended=True)
    text, by_due = PatientFilter("maes greta", ended=False), PatientSort(SortBy.NEXT_DUE)
    asking: tuple[tuple[str, Callable[[Queries], object]], ...] = (
        ("nobody, by a filter of everything", lambda q: q.patients(nobody, PatientSort(SortBy.BED))),
        ("patients by a text that finds many", lambda q: q.patients(text, by_due, limit=SMALL_PAGE)),
        ("patients by a text that finds few", lambda q: q.patients(PatientFilter("20000"), limit=SMALL_PAGE)),
        ("surgeons", lambda q: q.surgeons()),
        ("look-alikes of a frequent name", lambda q: q.look_alikes(_FREQUENT)),
        ("the counts of follow-up", lambda q: q.follow_up_counts(NOW)),
    )
    for title, ask in asking:
        yield alone(f"{title}, {COURSES} patients", asked(ask), budget=THREE_FRAMES, rounds=9)
