"""`status` of one course file, computed the slow and obvious way; `problems` says what is not allowed in it.

Written from the description of the pathway alone, with its checkpoints by name.
"""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, timedelta
from typing import Any

from .entry_rules import problems
from .record import BRUSSELS, FINISHED, PHASES, Record, Standing, instant

__all__ = ["deadline", "problems", "status"]

OPEN = {"blocked", "running", "ready"}


def status(course: dict[str, Any], as_of: datetime) -> dict[str, Any]:
    """The object of `status --json`: what the entries recorded at or before `as_of` amount to then.

    `course` is a course file whose entries all have id and recorded_at and break no rule.
    """
    now = instant(as_of)
    record = Record()
    for entry in course["entries"]:
        if instant(entry["recorded_at"]) <= now:
            record.take(entry)
    ended = _ended(course, now)
    rows = [_row(record, checkpoint, k, now, ended is not None) for checkpoint, k in record.rows(bool(ended))]
    return {
        "mrn": course["patient"]["mrn"],
        "as_of": _utc(now),
        "pathway": {"id": course["pathway"]["id"], "version": _version(course, now)},
        "phase": _phase(rows),
        "documented_route": record.documented_route(),
        "ended": ended,
        "checkpoints": rows,
    }


def _version(course: dict[str, Any], now: datetime) -> str:
    """That with which the course was begun, unless it had gone over to another by then."""
    moves = course.get("moves", [])
    version: str = moves[0]["before"] if moves else course["pathway"]["version"]
    for move in moves:
        if instant(move["recorded_at"]) <= now:
            version = move["after"]
    return version


def deadline(record: Record, checkpoint: str, k: int) -> datetime | None:
    """The instant (UTC) after which round `k` is late; None where nothing done sets one."""
    if checkpoint == "neuro-status-postop":
        return _hours_after(record.done("wound-closed"), 24)
    if checkpoint == "bed-rest-completed":
        return _hours_after(record.done("wound-closed"), 72)
    if checkpoint == "definitive-diagnosis":
        return _days_after(record.done("tissue-obtained"), 14)
    if checkpoint == "board-discussed":
        if k == 1:
            return _days_after(record.done("definitive-diagnosis"), 7)
        progressions = record.progressions()
        return _days_after(progressions[k - 2], 7) if k - 2 < len(progressions) else None
    if checkpoint == "board-decision":
        return _days_after(record.done("board-discussed", k), 0)
    if checkpoint == "rehabilitation-assessed":
        return _days_after(record.done("neuro-status-postop"), 7)
    if checkpoint == "follow-up-planned":
        decision = record.done("treatment-decision")
        if decision is not None and decision.values["decision"] == "no-operation":
            return _days_after(decision, 14)
        return _days_after(record.done("board-decision"), 14)
    if checkpoint == "follow-up-mri":
        return _next_mri(record, k)
    return None


def _next_mri(record: Record, k: int) -> datetime | None:
    plan = record.done("follow-up-planned")
    months = None if plan is None else plan.values["interval_months"]
    for earlier in range(1, k):
        mri = record.done("follow-up-mri", earlier)
        if mri is not None and mri.values.get("next_interval_months") is not None:
            months = mri.values["next_interval_months"]
    counted_from = plan if k == 1 else record.standing.get(("follow-up-mri", k - 1))
    if counted_from is None or counted_from.action == "not-applicable" or months is None:
        return None
    day = counted_from.occurred_at.astimezone(BRUSSELS).date()
    return _end_of_day(_months_later(day, months))


def _months_later(day: date, months: int) -> date:
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def _hours_after(standing: Standing | None, hours: int) -> datetime | None:
    return None if standing is None else standing.occurred_at + timedelta(hours=hours)


def _days_after(standing: Standing | None, days: int) -> datetime | None:
    if standing is None:
        return None
    return _end_of_day(standing.occurred_at.astimezone(BRUSSELS).date() + timedelta(days=days))


def _end_of_day(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 23, 59, 59, tzinfo=BRUSSELS).astimezone(UTC)


def _timing(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "none"
    if now > due:
        return "overdue"
    same_day = due.astimezone(BRUSSELS).date() == now.astimezone(BRUSSELS).date()
    return "due-today" if same_day else "upcoming"


def _row(record: Record, checkpoint: str, k: int, now: datetime, ended: bool) -> dict[str, Any]:
    state = record.state(checkpoint, k, now)
    due = deadline(record, checkpoint, k) if state in OPEN and not ended else None
    standing = record.standing.get((checkpoint, k))
    return {
        "id": checkpoint,
        "round": k,
        "state": state,
        "timing": _timing(due, now),
        "due": None if due is None else _utc(due),
        "waiting_for": record.waiting_for(checkpoint, k) if state == "blocked" else [],
        "variance": standing is not None and standing.has_variance,
        "values": (standing.values or None) if standing else None,
        "occurred_at": _utc(standing.occurred_at) if standing else None,
        "recorded_at": _utc(standing.recorded_at) if standing else None,
        "by": standing.by if standing else None,
    }


def _phase(rows: list[dict[str, Any]]) -> str | None:
    for phase, checkpoints in PHASES.items():
        if any(row["id"] in checkpoints and row["state"] not in FINISHED for row in rows):
            return phase
    return None


def _ended(course: dict[str, Any], now: datetime) -> dict[str, Any] | None:
    ended = course.get("ended")
    if ended is None or instant(ended["recorded_at"]) > now:
        return None
    return {
        "at": _utc(instant(ended["at"])),
        "recorded_at": _utc(instant(ended["recorded_at"])),
        "by": ended["by"],
        "outcome": ended["outcome"],
        "reason": ended["reason"],
    }


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
