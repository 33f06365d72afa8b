"""The derived rows: written where they differ, and every course read again to make or check them anew."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from db import sql
from db.link import Link, Row
from db.mappers import checkpoint_current_row, course_current_row, course_of
from pathway_app.derived import CheckpointCurrent, Derived
from pathway_app.domain.course import Course


def store_derived(link: Link, before: Derived | None, after: Derived) -> None:
    """Write the rows of `after` that differ from `before`; without `before` whatever is there is replaced."""
    course_id = after.course.course_id
    if before is None:
        link.run(sql.DROP_CHECKPOINTS, {"course_id": course_id})
        known: dict[tuple[str, int], CheckpointCurrent] = {}
    else:
        known = {(row.checkpoint, row.round): row for row in before.checkpoints}
    if before is None or before.course != after.course:
        link.run(sql.PUT_COURSE, course_current_row(after.course))
    changed = [row for row in after.checkpoints if known.pop((row.checkpoint, row.round), None) != row]
    link.run_many(sql.PUT_CHECKPOINT, [checkpoint_current_row(row) for row in changed])
    for checkpoint, round_ in known:
        link.run(sql.DROP_CHECKPOINT, {"course_id": course_id, "checkpoint": checkpoint, "round": round_})


def all_courses(link: Link) -> Iterator[Course]:
    """Every course, by id."""
    after = ""
    while ids := [row[0] for row in link.rows(sql.NEXT_COURSES, {"after": after})]:
        events = link.rows(sql.EVENTS_BETWEEN, {"after": after, "last": ids[-1]})
        for course_id, group in groupby(events, key=_first):
            yield course_of(course_id, [row[2:] for row in group])
        after = ids[-1]


def _first(row: Row) -> Any:
    return row[0]
