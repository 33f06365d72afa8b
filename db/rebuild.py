"""The derived rows: written where they differ, and every course read again to make or check them anew."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Table, bindparam, delete, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement

from db.link import Link, Row
from db.mappers import checkpoint_current_row, course_current_row, course_of
from db.tables import checkpoint_current, course_current, log_event
from pathway_app.derived import CheckpointCurrent, Derived
from pathway_app.domain.course import Course

COURSES_AT_A_TIME = 200

_DROP_CHECKPOINT = delete(checkpoint_current).where(
    checkpoint_current.c.course_id == bindparam("course_id"),
    checkpoint_current.c.checkpoint == bindparam("checkpoint"),
    checkpoint_current.c.round == bindparam("round"),
)
_DROP_CHECKPOINTS = delete(checkpoint_current).where(checkpoint_current.c.course_id == bindparam("course_id"))
NEXT_COURSES = (
    select(log_event.c.course_id)
    .distinct()
    .where(log_event.c.course_id > bindparam("after"))
    .order_by(log_event.c.course_id)
    .limit(literal_column(str(COURSES_AT_A_TIME)))
)
EVENTS_BETWEEN = (
    select(log_event.c.course_id, log_event.c.seq, log_event.c.kind, log_event.c.id, log_event.c.body)
    .where(log_event.c.course_id > bindparam("after"), log_event.c.course_id <= bindparam("last"))
    .order_by(log_event.c.course_id, log_event.c.seq)
)


@cache
def upsert(table: Table, dialect: str) -> ClauseElement:
    """Insert the row, or put it in the place of the one with its key."""
    rows = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    changing = {column.name: column for column in rows.excluded if not table.c[column.name].primary_key}
    return rows.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changing)


def store_derived(link: Link, dialect: str, before: Derived | None, after: Derived) -> None:
    """Write the rows of `after` that differ from `before`; without `before` whatever is there is replaced."""
    course_id = after.course.course_id
    if before is None:
        link.run(_DROP_CHECKPOINTS, {"course_id": course_id})
        known: dict[tuple[str, int], CheckpointCurrent] = {}
    else:
        known = {(row.checkpoint, row.round): row for row in before.checkpoints}
    if before is None or before.course != after.course:
        link.run(upsert(course_current, dialect), course_current_row(after.course))
    changed = [row for row in after.checkpoints if known.pop((row.checkpoint, row.round), None) != row]
    link.run_many(upsert(checkpoint_current, dialect), [checkpoint_current_row(row) for row in changed])
    for checkpoint, round_ in known:
        link.run(_DROP_CHECKPOINT, {"course_id": course_id, "checkpoint": checkpoint, "round": round_})


def all_courses(link: Link) -> Iterator[Course]:
    """Every course, by id."""
    after = ""
    while ids := [row[0] for row in link.rows(NEXT_COURSES, {"after": after})]:
        events = link.rows(EVENTS_BETWEEN, {"after": after, "last": ids[-1]})
        for course_id, group in groupby(events, key=_first):
            yield course_of(course_id, [row[2:] for row in group])
        after = ids[-1]


def _first(row: Row) -> Any:
    return row[0]
