"""What is open across courses: variances by when they occurred, follow-up by the deadline of the next."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from db import sql
from db.link import Link, Row
from db.mappers import UNDATED, entry_of, follow_up_of, instant_text, json_text, patient_of
from pathway_app.derived import FollowUpCurrent
from pathway_app.domain.calendar import end_of_local_day, local_date
from pathway_app.queries import FollowUpCounts, FollowUpRow, Page, VarianceRow

SOON = timedelta(days=30)
_FOLLOW_UP_WIDTH = len(fields(FollowUpCurrent)) + 1


def open_variances(link: Link, after: str | None, limit: int) -> Page[VarianceRow]:
    at, course_id, checkpoint, round_ = json.loads(after) if after is not None else ("", "", "", 0)
    params = {
        "after": at,
        "after_id": course_id,
        "after_checkpoint": checkpoint,
        "after_round": round_,
        "limit": limit + 1,
    }
    rows = link.rows(sql.OPEN_VARIANCES, params)
    page = tuple(map(_variance_row, rows[:limit]))
    if len(rows) <= limit:
        return Page(page, None)
    last = page[-1]
    place = [instant_text(last.occurred_at), last.course_id, last.checkpoint, last.round]
    return Page(page, json_text(place))


def _variance_row(row: Row) -> VarianceRow:
    course_id, pathway, version, checkpoint, round_, entry_id, body = row[9:]
    entry = entry_of(entry_id, body)
    assert entry.variance is not None and entry.occurred_at is not None
    return VarianceRow(
        patient_of(row),
        course_id,
        pathway,
        version,
        checkpoint,
        round_,
        entry_id,
        entry.occurred_at,
        entry.recorded_at,
        entry.by,
        entry.variance,
    )


def follow_ups(link: Link, clinic: str | None, after: str | None, limit: int) -> Page[FollowUpRow]:
    due, course_id = json.loads(after) if after is not None else ("", "")
    params = {"clinic": clinic, "low": due, "low_id": course_id, "limit": limit + 1}
    rows = link.rows(sql.FOLLOW_UPS if clinic is None else sql.FOLLOW_UPS_OF_CLINIC, params)
    page = tuple(map(_follow_up_row, rows[:limit]))
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(page, json_text([last[_FOLLOW_UP_WIDTH - 1], last[0]]) if last else None)


def _follow_up_row(row: Row) -> FollowUpRow:
    patient = patient_of(row[_FOLLOW_UP_WIDTH : _FOLLOW_UP_WIDTH + 9])
    return FollowUpRow(patient, row[-2], row[-1], follow_up_of(row))


def follow_up_counts(link: Link, now: datetime, zone: ZoneInfo, clinic: str | None) -> FollowUpCounts:
    params = {
        "now": instant_text(now),
        "soon": instant_text(end_of_local_day(local_date(now, zone) + SOON, zone)),
        "undated": UNDATED,
        "clinic": clinic,
    }
    row = link.row(sql.FOLLOW_UP_COUNTS if clinic is None else sql.FOLLOW_UP_COUNTS_OF_CLINIC, params)
    assert row is not None
    overdue, soon, later, undated = map(int, row)
    return FollowUpCounts(overdue + soon + later + undated, overdue, soon, undated)
