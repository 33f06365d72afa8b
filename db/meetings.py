"""The meetings of the tumour board: written to the log and beside it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from db import sql
from db.link import Link, Row
from db.mappers import instant, instant_text, json_text
from pathway_app.meetings import Meeting, MeetingCase

_FIRST, _LAST = "", "~"  # before and after every moment


def _cases_data(cases: tuple[MeetingCase, ...]) -> list[list[Any]]:
    return [[case.course_id, int(case.without_diagnosis), int(case.postponed)] for case in cases]


def _told(meeting: Meeting) -> dict[str, Any]:
    """What of a meeting can change."""
    return {
        "at": instant_text(meeting.at),
        "cases": _cases_data(meeting.cases),
        "cancelled": meeting.cancelled,
    }


def planning_body(meeting: Meeting) -> str:
    return json_text({"meeting": meeting.id, "pathway": meeting.pathway, **_told(meeting)})


def change_body(before: Meeting, after: Meeting) -> str:
    """What differs."""
    was, told = _told(before), _told(after)
    return json_text({"meeting": after.id, **{key: told[key] for key in told if told[key] != was[key]}})


def add(link: Link, meeting: Meeting, seq: int) -> None:
    """`seq` is the number of the event that planned it."""
    told = _told(meeting)
    link.run(
        sql.ADD_MEETING,
        {
            "id": meeting.id,
            "pathway": meeting.pathway,
            **told,
            "cases": json_text(told["cases"]),
            "revision": meeting.revision,
            "seq": seq,
        },
    )


def change(link: Link, meeting: Meeting, seq: int) -> None:
    """`seq` is the number of the event that changed it."""
    told = _told(meeting)
    link.run(
        sql.CHANGE_MEETING,
        {
            "meeting_id": meeting.id,
            "new_at": told["at"],
            "new_cases": json_text(told["cases"]),
            "new_revision": meeting.revision,
            "new_cancelled": meeting.cancelled,
            "new_seq": seq,
        },
    )


def grown(row: Mapping[str, Any] | None, data: Mapping[str, Any], seq: int) -> dict[str, Any]:
    """The row of a meeting after the event with this body and number; `row` is that before (None: planned by it).

    Raises KeyError where the body lacks something.
    """
    if row is None:
        row = {"id": data["meeting"], "pathway": data["pathway"], "revision": -1}
    changed = {key: data[key] for key in ("at", "cancelled") if key in data}
    if "cases" in data:
        changed["cases"] = json_text(data["cases"])
    return {**row, **changed, "revision": row["revision"] + 1, "seq": seq}


def meeting(link: Link, meeting_id: str) -> Meeting | None:
    row = link.row(sql.MEETING, {"id": meeting_id})
    return None if row is None else _meeting(row)


def meetings_at(link: Link, pathway: str, at: datetime) -> tuple[Meeting, ...]:
    found = map(_meeting, link.rows(sql.MEETINGS_AT, {"at": instant_text(at)}))
    return tuple(each for each in found if each.pathway == pathway)


def meetings(
    link: Link, after: datetime | None, before: datetime | None, limit: int, *, newest_first: bool
) -> tuple[Meeting, ...]:
    params = {
        "low": _FIRST if after is None else instant_text(after),
        "high": _LAST if before is None else instant_text(before),
        "limit": limit,
    }
    return tuple(map(_meeting, link.rows(sql.MEETINGS_DOWN if newest_first else sql.MEETINGS, params)))


def _meeting(row: Row) -> Meeting:
    meeting_id, pathway, at, cases, revision, cancelled, _, by, recorded_at = row
    return Meeting(
        meeting_id,
        pathway,
        instant(at),
        tuple(
            MeetingCase(course_id, bool(without), bool(postponed))
            for course_id, without, postponed in json.loads(cases)
        ),
        revision,
        bool(cancelled),
        by,
        instant(recorded_at),
    )
