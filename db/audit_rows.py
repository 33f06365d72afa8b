"""What is kept for the audit: brought up to date with the log when an audit is asked for, and read.

A tick takes no part in it: a course's row, the sums of its month and the position in the log follow later, in small
transactions of their own. Where nothing can be written, what is not up to date is made from the entries in passing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import groupby
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from db import sql
from db.definitions import Definitions, site
from db.link import Link, Row, onward
from db.mappers import course_of, instant, instant_text, patient_of
from db.store import Store
from db.stretches import NEWEST_AT_A_TIME
from pathway_app.audit.cohort import AuditedCourse, settled
from pathway_app.audit.kept import (
    KeptCourse,
    KeptMonth,
    Month,
    Progress,
    Span,
    month_of,
    packed_moments,
)
from pathway_app.audit.measures import contribution
from pathway_app.audit.packing import FORM, packing_of
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Course
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.queries import CourseRecord

MonthKey = tuple[str, str, str]
"""(pathway, month, version)"""


class CourseRow(NamedTuple):
    """A course's row as it is kept, in the order of the table."""

    course_id: str
    patient_id: str
    pathway: str
    version: str
    group_value: str
    outcome: str
    enrolled_at: str
    month: str
    is_first: int
    seq: int
    content: str

    @property
    def month_key(self) -> MonthKey:
        return (self.pathway, self.month, self.version)


def course_row(course: AuditedCourse, seq: int, *, is_first: bool) -> CourseRow:
    """`seq` is the number of the course's newest event."""
    enrolled_at = course.course.enrolment.at
    return CourseRow(
        course.course.id,
        course.patient_id,
        course.course.pathway,
        course.definition.version,
        course.group,
        course.outcome,
        instant_text(enrolled_at),
        month_of(local_date(enrolled_at, course.zone)),
        int(is_first),
        seq,
        packing_of(course.definition).packed(contribution(course)),
    )


def forget(link: Link) -> None:
    """Keep nothing: everything is made anew when an audit is asked for."""
    for statement in (
        sql.AUDIT_DROP_MOMENTS_OF_ALL,
        sql.AUDIT_DROP_MONTHS_OF_ALL,
        sql.AUDIT_DROP_COURSES_OF_ALL,
        sql.AUDIT_DROP_POSITION,
    ):
        link.run(statement)


def position(link: Link) -> int | None:
    """The newest event that the rows take into account; None where they are another program's."""
    row = link.row(sql.AUDIT_POSITION)
    if row is None:
        return 0
    return row[0] if row[1] == FORM else None


class Keeper:
    """Brings the rows up to date."""

    def __init__(self, store: Store, definitions: Definitions) -> None:
        self._store = store
        self._definitions = definitions

    def bring_up_to_date(self, link: Link, progress: Progress | None) -> None:
        """`link` reads, and may look at the record anew afterwards; what is written is written by another.

        Raises EnvironmentFault, and whatever `progress` raises.
        """
        since = position(link)
        if since is not None and not link.row(sql.AUDIT_UNSEEN, {"since": since}):
            return
        done, count = 0, self._count(link, since)
        with self._let_go(link):
            while (some := self._some()) is not None:
                done += some
                if progress is not None:
                    progress(done, max(done, count))

    @contextmanager
    def _let_go(self, link: Link) -> Iterator[None]:
        """The reader sees the record as it is afterwards; and SQLite's log can be emptied, that grew and grew else."""
        link.execute("ROLLBACK")
        try:
            yield
        finally:
            self._store.look_again(link)

    def _count(self, link: Link, since: int | None) -> int:
        if not since:
            row = link.row(sql.AUDIT_COUNT_COURSES)
            return row[0] if row else 0
        return len(link.rows(sql.AUDIT_STALE, {"since": since}))

    def _some(self) -> int | None:
        """Bring some courses up to date; how many, None where nothing is left to do."""
        link = self._store.begin_write()
        try:
            since = position(link)
            if since is None:
                forget(link)
                since = 0
            events = link.rows(sql.AUDIT_UNSEEN, {"since": since})
            if not events:
                self._reach_the_head(link, since)
                return None
            ids, reached = _distinct(events)
            try:
                _Piece(link, self._definitions, ids).keep()
            except (ValueError, IndexError, TypeError, KeyError):
                # What is kept does not fit together; what the log says does.
                forget(link)
                self._store.commit(link)
                return 0
            _put_position(link, reached)
            self._store.commit(link)
            return len(ids)
        finally:
            self._store.end(link, writing=True)

    def _reach_the_head(self, link: Link, since: int) -> None:
        """What lies behind need not be gone through again."""
        head = link.row(sql.AUDIT_HEAD)
        if head is not None and (head[0] or 0) > since:
            _put_position(link, head[0])
            self._store.commit(link)


def _put_position(link: Link, seq: int) -> None:
    link.run(sql.AUDIT_DROP_POSITION)
    link.run(sql.AUDIT_ADD_POSITION, {"id": 1, "seq": seq, "form": FORM})


def _distinct(events: Sequence[Row]) -> tuple[list[str], int]:
    """The first courses of these events, and the newest event up to which there is no other one."""
    ids: dict[str, None] = {}
    reached = 0
    for seq, course_id in events:
        if course_id not in ids and len(ids) == NEWEST_AT_A_TIME:
            break
        ids[course_id] = None
        reached = seq
    return list(ids), reached


class _Piece:
    """Some courses and the months that they are in, within a transaction that writes."""

    def __init__(self, link: Link, definitions: Definitions, ids: Sequence[str]) -> None:
        self._link, self._definitions, self._ids = link, definitions, ids
        self._zone = ZoneInfo(site(link).zone)
        self._months: dict[MonthKey, Month] = {}

    def keep(self) -> None:
        these = _these(self._ids)
        before = {row[0]: row[1:] for row in self._link.rows(sql.AUDIT_KEPT, these)}
        firsts = {course_id for (course_id,) in self._link.rows(sql.AUDIT_FIRST, these)}
        rows = []
        for course, seq in _courses(self._link, these):
            definition = self._definitions.get(self._link, course.pathway, course.version)
            row = course_row(settled(course, definition, self._zone), seq, is_first=course.id in firsts)
            rows.append(row)
            if course.id in before:
                pathway, month, version, is_first, content = before[course.id]
                self._change((pathway, month, version), content, -1, first=bool(is_first))
            self._change(row.month_key, row.content, 1, first=bool(row.is_first))
        self._link.run_many(sql.AUDIT_DROP_COURSE, [{"of_course": row.course_id} for row in rows])
        self._link.run_many(sql.AUDIT_ADD_COURSE, [row._asdict() for row in rows])
        for key, sums in self._months.items():
            self._put(key, sums)

    def _change(self, key: MonthKey, content: str, sign: int, *, first: bool) -> None:
        sums = self._months.get(key)
        if sums is None:
            sums = self._months[key] = self._month(key)
        sums.change(sums.packing.numbers(content), sign, first=first)

    def _month(self, key: MonthKey) -> Month:
        pathway, month, version = key
        packing = packing_of(self._definitions.get(self._link, pathway, version))
        named = _named(key)
        counts = self._link.row(sql.AUDIT_MONTH, named)
        if counts is None:
            return Month(packing)
        moments = {
            (kind, number): packed for kind, number, packed in self._link.rows(sql.AUDIT_MOMENTS, named)
        }
        return Month.read(packing, KeptMonth(version, month, counts[0], moments))

    def _put(self, key: MonthKey, sums: Month) -> None:
        named = _named(key)
        pathway, month, version = key
        own = {"pathway": pathway, "month": month, "version": version}
        self._link.run(sql.AUDIT_DROP_MONTH, named)
        if not sums.is_empty:
            self._link.run(sql.AUDIT_ADD_MONTH, own | {"counts": sums.text()})
        changed = sorted(sums.changed)
        self._link.run_many(
            sql.AUDIT_DROP_MOMENTS,
            [named | {"of_kind": kind, "of_number": number} for kind, number in changed],
        )
        self._link.run_many(
            sql.AUDIT_ADD_MOMENTS,
            [
                own | {"kind": place[0], "number": place[1], "packed": packed_moments(sums.moments[place])}
                for place in changed
                if sums.moments[place]
            ],
        )


class KeptRows:
    """`pathway_app.audit.kept.AuditRows` within a transaction."""

    def __init__(self, link: Link, definitions: Definitions) -> None:
        self._link, self._definitions = link, definitions
        self._zone = ZoneInfo(site(link).zone)
        since = position(link)
        self._usable = since is not None
        rows = link.rows(sql.AUDIT_STALE, {"since": since}) if since is not None else []
        self._stale = frozenset(course_id for (course_id,) in rows)

    @property
    def current(self) -> bool:
        return self._usable and not self._stale

    def months(self, pathway: str, first: str, last: str, *, times: bool = True) -> Iterator[KeptMonth]:
        span = {"pathway": pathway, "first": first, "last": last}
        moments: dict[tuple[str, str], dict[tuple[str, int], bytes]] = {}
        for month, version, kind, number, packed in self._link.rows(
            sql.AUDIT_MONTHS_MOMENTS if times else sql.AUDIT_MONTHS_DUES, span
        ):
            moments.setdefault((month, version), {})[kind, number] = packed
        for month, version, counts in self._link.rows(sql.AUDIT_MONTHS, span):
            yield KeptMonth(version, month, counts, moments.get((month, version), {}))

    def courses(self, pathway: str, span: Span, progress: Progress | None = None) -> Iterator[KeptCourse]:
        for rows in _stretches(self._link, sql.AUDIT_COURSES, pathway, span, progress):
            wanting = [row[0] for row in rows if self._is_wanting(row)]
            made = dict(self._made(wanting)) if wanting else {}
            for course_id, patient_id, enrolled_at, surgeon, *kept in rows:
                yield KeptCourse(course_id, patient_id, enrolled_at, surgeon, *made.get(course_id, kept))

    def kinds(self, pathway: str) -> Iterable[tuple[str, str, str]]:
        return [
            (version, group, outcome)
            for version, group, outcome in self._link.rows(sql.AUDIT_KINDS, {"pathway": pathway})
        ]

    def surgeons(self, pathway: str) -> Iterable[str]:
        return [surgeon for (surgeon,) in self._link.rows(sql.AUDIT_SURGEONS, {"pathway": pathway})]

    def enrolments(self, pathway: str) -> tuple[datetime, datetime] | None:
        row = self._link.row(sql.AUDIT_ENDS, {"pathway": pathway})
        return None if row is None or row[0] is None else (instant(row[0]), instant(row[1]))

    def _is_wanting(self, row: Row) -> bool:
        return not self._usable or row[-1] is None or row[0] in self._stale

    def _made(self, ids: Sequence[str]) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
        for course, seq in _courses(self._link, _these(ids)):
            definition = self._definitions.get(self._link, course.pathway, course.version)
            row = course_row(settled(course, definition, self._zone), seq, is_first=False)
            yield course.id, (row.version, row.group_value, row.outcome, row.content)


@contextmanager
def audit_rows(
    store: Store, definitions: Definitions, link: Link, progress: Progress | None
) -> Iterator[KeptRows]:
    """The rows as the record stands: brought up to date, where that can be."""
    if store.refusing is None:
        try:
            Keeper(store, definitions).bring_up_to_date(link, progress)
        except EnvironmentFault as fault:
            # An audit needs no room on the disk, and waits for no writer.
            if fault.code not in _GOES_ON_AFTER:
                raise
    yield KeptRows(link, definitions)


_GOES_ON_AFTER = frozenset({"database-locked", "disk-full", "read-only"})


def courses_enrolled(
    link: Link, definitions: Definitions, pathway: str, span: Span, progress: Progress | None
) -> Iterator[CourseRecord]:
    """From the entries, some courses at a time."""
    its_site = site(link)
    for rows in _stretches(link, sql.AUDIT_ENROLLED, pathway, span, progress):
        found = {course.id: course for course, _ in _courses(link, _these([row[0] for row in rows]))}
        for row in rows:
            course = found[row[0]]
            definition, earlier = versions(link, definitions, course)
            yield CourseRecord(
                patient_of(row[2:]), course, definition, its_site, courses=(course.id,), earlier=earlier
            )


def pathways_enrolled(link: Link, span: Span, now: datetime) -> tuple[str, ...]:
    params = {"low": span.first, "end": span.end, "now": instant_text(now)}
    return tuple(pathway for (pathway,) in link.rows(sql.AUDIT_PATHWAYS, params))


def versions(
    link: Link, definitions: Definitions, course: Course
) -> tuple[PathwayDefinition, Mapping[str, PathwayDefinition]]:
    """That which the course follows, and by their names those that it followed before."""
    followed = dict.fromkeys(move.before for move in reversed(course.moves))
    earlier = {
        each: definitions.get(link, course.pathway, each) for each in followed if each != course.version
    }
    return definitions.get(link, course.pathway, course.version), earlier


def _stretches(
    link: Link, statement: Any, pathway: str, span: Span, progress: Progress | None
) -> Iterator[list[Row]]:
    """The rows of a statement on courses in the span, some at a time; the third or second column is the enrolment."""
    at = 2 if statement is sql.AUDIT_COURSES else 1
    params = {"pathway": pathway, "low": span.first, "low_id": span.after, "end": span.end}
    count = 0
    if progress is not None:
        row = link.row(sql.AUDIT_COUNT_ENROLLED, params)
        count = row[0] if row else 0
    done = 0
    while rows := link.rows(statement, params):
        yield rows
        done += len(rows)
        if progress is not None:
            progress(done, count)
        if len(rows) < NEWEST_AT_A_TIME:
            return
        low, low_id = onward((params["low"], params["low_id"]), (rows[-1][at], rows[-1][0]))
        params |= {"low": low, "low_id": low_id}


def _courses(link: Link, these: Mapping[str, str]) -> Iterator[tuple[Course, int]]:
    """Each with the number of its newest event."""
    for course_id, group in groupby(link.rows(sql.AUDIT_EVENTS, these), key=lambda row: row[0]):
        events = list(group)
        yield course_of(course_id, [row[2:] for row in events]), events[-1][1]


def _these(ids: Sequence[str]) -> dict[str, str]:
    padded = [*ids, *[ids[-1]] * (NEWEST_AT_A_TIME - len(ids))]
    return {f"course{number}": course_id for number, course_id in enumerate(padded)}


def _named(key: MonthKey) -> dict[str, str]:
    return dict(zip(("of_pathway", "of_month", "of_version"), key, strict=True))
