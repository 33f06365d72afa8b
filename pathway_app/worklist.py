"""The worklist as the record showed it at another moment than the present, computed course by course.

For the present the database answers from its derived rows; both give the same list.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pathway_app.derived import derive
from pathway_app.domain.course import Course
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord, Horizon, WorklistRow, worklist_order


def worklist_at(queries: Queries, now: datetime) -> list[WorklistRow]:
    """The courses open at `now` (aware), from what was recorded by then, in the worklist's order.

    A course that began later is left out: the ward did not know that patient yet.
    """
    zone = ZoneInfo(queries.site().zone)
    horizon = Horizon.at(now, zone)
    rows: list[WorklistRow] = []
    for record in _courses(queries):
        if record.course.enrolment.at > now:
            continue
        current = derive(record.definition, as_recorded(record.course, now), zone).course
        group = horizon.group(current)
        if group is not None:
            course = record.course
            rows.append(WorklistRow(group, record.patient, course.pathway, course.version, current))
    return worklist_order(rows)


def as_recorded(course: Course, now: datetime) -> Course:
    """The course with what was recorded by `now`."""
    entries = tuple(entry for entry in course.entries if entry.recorded_at <= now)
    endings = (
        ending
        if ending.reopened is None or ending.reopened.recorded_at <= now
        else replace(ending, reopened=None)
        for ending in course.endings
        if ending.recorded_at <= now
    )
    return replace(course, entries=entries, endings=tuple(endings))


def _courses(queries: Queries) -> Iterator[CourseRecord]:
    for newest in queries.newest_courses():
        for course_id in newest.courses:
            record = newest if course_id == newest.course.id else queries.course(course_id)
            if record is not None:
                yield record
