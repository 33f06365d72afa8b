"""The worklist as the record showed it at another moment than the present, computed course by course.

For the present the database answers from its derived rows; both give the same list.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from pathway_app.derived import derive
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
        then = record.at(now)
        current = derive(then.definition, then.course, zone).course
        group = horizon.group(current)
        if group is not None:
            course = then.course
            rows.append(WorklistRow(group, record.patient, course.pathway, course.version, current))
    return worklist_order(rows)


def _courses(queries: Queries) -> Iterator[CourseRecord]:
    for newest in queries.newest_courses():
        for course_id in newest.courses:
            record = newest if course_id == newest.course.id else queries.course(course_id)
            if record is not None:
                yield record
