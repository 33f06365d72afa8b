"""Every course's rows compared with what follows from its events."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, Select, Table, bindparam, select

from db import sql
from db import tables as t
from db.definitions import Definitions
from db.faults import UNREADABLE
from db.link import Link, Row, onward
from db.mappers import (
    checkpoint_current_row,
    course_current_row,
    course_of,
    course_row,
    follow_up_row,
)
from db.stretches import COURSES_AT_A_TIME
from db.verify_audit import AuditCheck
from pathway_app.derived import derive
from pathway_app.people import Site

Report = Callable[[str, object, int | None], None]
"""takes a code, the subject and the number of the event"""

_LAST = "\U0010ffff"


def _between(table: Table, course_id: Column[Any]) -> Select[Any]:
    return (
        select(*table.c)
        .where(course_id > bindparam("after"), course_id <= bindparam("last"))
        .order_by(course_id, *(column for column in table.primary_key if column is not course_id))
    )


_COURSES = _between(t.course, t.course.c.id)
_CURRENT = _between(t.course_current, t.course_current.c.course_id)
_CHECKPOINTS = _between(t.checkpoint_current, t.checkpoint_current.c.course_id)
_FOLLOW_UPS = _between(t.follow_up_current, t.follow_up_current.c.course_id)
_SEQ = list(t.course.c).index(t.course.c.seq)
_PLACE = ("checkpoint", "round")


def check_courses(link: Link, definitions: Definitions, site: Site, report: Report) -> int:
    """Compare and report; returns how many courses there are."""
    zone = ZoneInfo(site.zone)
    audit = AuditCheck(link, definitions, zone, report)
    counted = _go_through(link, definitions, zone, report, audit)
    audit.finish()
    return counted


def _go_through(
    link: Link, definitions: Definitions, zone: ZoneInfo, report: Report, audit: AuditCheck
) -> int:
    after, counted = "", 0
    while ids := [row[0] for row in link.rows(sql.NEXT_COURSES, {"after": after})]:
        counted += len(ids)
        last = ids[-1] if len(ids) == COURSES_AT_A_TIME else _LAST
        _Piece(link, definitions, zone, after, last, report, audit).check()
        after = onward(after, ids[-1])
        if last == _LAST:
            return counted
    _Piece(link, definitions, zone, after, _LAST, report, audit).check()
    return counted


class _Piece:
    """The courses whose ids lie after `after` and up to `last`."""

    def __init__(
        self,
        link: Link,
        definitions: Definitions,
        zone: ZoneInfo,
        after: str,
        last: str,
        report: Report,
        audit: AuditCheck,
    ) -> None:
        self._link, self._definitions, self._zone, self._report = link, definitions, zone, report
        stretch = {"after": after, "last": last}
        self._audit = audit
        audit.begin(stretch)
        self._events = dict(_grouped(link.rows(sql.EVENTS_BETWEEN, stretch)))
        self._courses = dict(_grouped(link.rows(_COURSES, stretch)))
        self._current = dict(_grouped(link.rows(_CURRENT, stretch)))
        self._checkpoints = dict(_grouped(link.rows(_CHECKPOINTS, stretch)))
        self._follow_ups = dict(_grouped(link.rows(_FOLLOW_UPS, stretch)))

    def check(self) -> None:
        for course_id in self._events:
            self._check(course_id)
        self._audit.end()
        for rows in (self._courses, self._current, self._checkpoints, self._follow_ups):
            for course_id in rows.keys() - self._events.keys():
                self._report("course-event-missing", course_id, None)

    def _check(self, course_id: str) -> None:
        events = self._events[course_id]
        seq = events[0][1]
        try:
            course = course_of(course_id, [event[2:] for event in events])
            definition = self._definitions.get(self._link, course.pathway, course.version)
            derived = derive(definition, course, self._zone)
        except UNREADABLE:
            self._report("course-unreadable", course_id, seq)
            return
        if self._courses.get(course_id) != [tuple(course_row(course, seq).values())]:
            self._report("course-differs", course_id, seq)
        if self._current.get(course_id) != [tuple(course_current_row(derived.course).values())]:
            self._report("course-current-differs", course_id, None)
        follow_up = derived.follow_up
        if self._follow_ups.get(course_id, []) != (
            [tuple(follow_up_row(follow_up).values())] if follow_up else []
        ):
            self._report("follow-up-current-differs", course_id, None)
        self._audit.check(course, definition, events[-1][1])
        wanted = {(row.checkpoint, row.round): checkpoint_current_row(row) for row in derived.checkpoints}
        found = {(row[1], row[2]): row for row in self._checkpoints.get(course_id, ())}
        for place in sorted(wanted.keys() | found.keys(), key=str):
            row = wanted.get(place)
            if row is None or found.get(place) != tuple(row.values()):
                checkpoint, round_ = place
                self._report("checkpoint-current-differs", f"{course_id} {checkpoint} {round_}", None)


def _grouped(rows: list[Row]) -> Iterator[tuple[str, list[Row]]]:
    for course_id, group in groupby(rows, key=lambda row: row[0]):
        yield course_id, list(group)
