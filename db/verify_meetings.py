"""The meetings compared with the events that planned and changed them."""

from __future__ import annotations

from sqlalchemy import select

from db import tables as t
from db.link import Link
from db.rebuild import meeting_rows
from db.verify_courses import Report

_MEETINGS = select(*t.meeting.c)
_NAMES = [column.name for column in t.meeting.c]


def check_meetings(link: Link, report: Report) -> None:
    """A year has some hundred: they are compared at once."""
    try:
        wanted = {row["id"]: row for row in meeting_rows(link)}
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        report("meeting-unreadable", "meeting", None)
        return
    found = {row[0]: dict(zip(_NAMES, row, strict=True)) for row in link.rows(_MEETINGS)}
    for meeting_id in sorted(wanted.keys() | found.keys(), key=str):
        row = wanted.get(meeting_id)
        if row is None:
            report("meeting-event-missing", meeting_id, None)
        elif meeting_id not in found:
            report("meeting-row-missing", meeting_id, row["seq"])
        elif found[meeting_id] != row:
            report("meeting-differs", meeting_id, row["seq"])
