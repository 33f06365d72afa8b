"""The derived rows: written where they differ, and every course read again to make or check them anew."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from db import sql
from db.definitions import Definitions, site
from db.identities import alike_rows
from db.link import Link, Row, onward
from db.mappers import (
    checkpoint_current_row,
    course_current_row,
    course_of,
    follow_up_row,
    patient_of,
)
from db.meetings import grown
from db.patient_list import listed_course, listed_row
from pathway_app.derived import CheckpointCurrent, CourseCurrent, Derived, FollowUpCurrent, derive
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
    if before is None:
        _list_patient(link, after.course)
    elif listed_course(before.course) != listed_course(after.course):
        _list_course(link, after.course)
    if before is None or before.follow_up != after.follow_up:
        _store_follow_up(link, course_id, after.follow_up)
    changed = [row for row in after.checkpoints if known.pop((row.checkpoint, row.round), None) != row]
    link.run_many(sql.PUT_CHECKPOINT, [checkpoint_current_row(row) for row in changed])
    for checkpoint, round_ in known:
        link.run(sql.DROP_CHECKPOINT, {"course_id": course_id, "checkpoint": checkpoint, "round": round_})


def _list_patient(link: Link, current: CourseCurrent) -> None:
    """List the patient anew where this is the newest course."""
    newest = link.row(sql.NEWEST_OF_PATIENT, {"course_id": current.course_id})
    if newest is not None and newest[0] == current.course_id:
        someone = link.row(sql.PATIENT_OF_COURSE, {"course_id": current.course_id})
        assert someone is not None
        course_id, enrolled_at = newest
        link.run(sql.PUT_PATIENT, listed_row(patient_of(someone), course_id, enrolled_at, current))


def _list_course(link: Link, current: CourseCurrent) -> None:
    told = listed_course(current)
    params = {
        "course_id": current.course_id,
        "due": told["due_key"],
        "new_phase": told["phase"],
        "new_ended": told["ended"],
        "variance": told["has_open_variance"],
    }
    link.run(sql.FOLLOW_COURSE, params)


def _store_follow_up(link: Link, course_id: str, current: FollowUpCurrent | None) -> None:
    if current is None:
        link.run(sql.DROP_FOLLOW_UP, {"course_id": course_id})
    else:
        link.run(sql.PUT_FOLLOW_UP, follow_up_row(current))


def all_courses(link: Link) -> Iterator[Course]:
    """Every course, by id."""
    after = ""
    while ids := [row[0] for row in link.rows(sql.NEXT_COURSES, {"after": after})]:
        events = link.rows(sql.EVENTS_BETWEEN, {"after": after, "last": ids[-1]})
        for course_id, group in groupby(events, key=_first):
            yield course_of(course_id, [row[2:] for row in group])
        after = onward(after, ids[-1])


def rebuild(link: Link) -> None:
    """Make everything anew that follows from the log and from who the patients are, but for what is issued.

    What is kept for the audit is only thrown away: the first audit makes it, and can be waited for or stopped.
    """
    from db.audit_rows import forget

    for statement in (sql.DROP_LISTED, sql.DROP_FOLLOW_UPS, sql.DROP_EVERY_ALIKE, sql.DROP_MEETINGS):
        link.run(statement)
    _rebuild_alike(link)
    _rebuild_meetings(link)
    forget(link)
    definitions, zone = Definitions(), ZoneInfo(site(link).zone)
    for course in all_courses(link):
        definition = definitions.get(link, course.pathway, course.version)
        store_derived(link, None, derive(definition, course, zone))


def _rebuild_alike(link: Link) -> None:
    after = ""
    while rows := link.rows(sql.NEXT_PEOPLE, {"after": after}):
        for row in rows:
            link.run_many(sql.ADD_ALIKE, alike_rows(patient_of(row)))
        after = onward(after, rows[-1][1])


def _rebuild_meetings(link: Link) -> None:
    for row in meeting_rows(link):
        link.run(sql.ADD_MEETING, row)


def meeting_rows(link: Link) -> tuple[dict[str, Any], ...]:
    """What the log tells of every meeting, as rows.

    Raises ValueError, KeyError or TypeError where an event is not as it was written.
    """
    found: dict[str, dict[str, Any]] = {}
    after = 0
    while events := link.rows(sql.MEETING_EVENTS, {"after": after}):
        for seq, body in events:
            data = json.loads(body)
            found[data["meeting"]] = grown(found.get(data["meeting"]), data, seq)
        after = onward(after, events[-1][0])
    return tuple(found.values())


def _first(row: Row) -> Any:
    return row[0]
