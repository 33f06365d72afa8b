"""The object of `audit --json` from course files alone, computed the slow and obvious way.

Written from the description of the measures; leans only on the plain model of the pathway.
"""

from __future__ import annotations

import statistics
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from tests.oracle.plain_model import deadline
from tests.oracle.record import BRUSSELS, CHECKPOINTS, Record, instant

INTERVALS = [
    ("mri-contrast", "wound-closed"),
    ("wound-closed", "definitive-diagnosis"),
    ("definitive-diagnosis", "board-discussed"),
    ("board-decision", "follow-up-mri"),
]
OPEN = ("blocked", "ready", "running")


def plain_audit(
    courses: list[dict[str, Any]], first: str, last: str, as_of: datetime, **filters: str
) -> dict[str, Any]:
    """`courses` are course files, each entry with its id and recorded_at; `first` and `last` are local days.

    `filters`: version, group (type of tumour), surgeon, outcome.
    """
    then = [course for course in courses if _in_cohort(course, first, last, as_of)]
    looks = [_Look(course, as_of) for course in then]
    looks = [look for look in looks if all(look.told(name) == value for name, value in filters.items())]
    return {
        "from": first,
        "to": last,
        "as_of": as_of.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "courses": len(looks),
        "checkpoints": {checkpoint: _completion(checkpoint, looks, as_of) for checkpoint in CHECKPOINTS},
        "intervals": {f"{a}→{b}": _interval(a, b, looks) for a, b in INTERVALS},
    }


def _in_cohort(course: dict[str, Any], first: str, last: str, as_of: datetime) -> bool:
    enrolled = course["enrolled"]
    day = instant(enrolled["at"]).astimezone(BRUSSELS).date()
    recorded = instant(enrolled.get("recorded_at") or enrolled["at"])
    return date.fromisoformat(first) <= day <= date.fromisoformat(last) and recorded <= as_of


class _Look:
    """One course as the record showed it at `now`."""

    def __init__(self, course: dict[str, Any], now: datetime) -> None:
        self.now = now
        self.record = Record()
        for entry in course["entries"]:
            if instant(entry["recorded_at"]) <= now:
                self.record.take(entry)
        self.outcome = _outcome(course, now)
        self.ended = self.outcome != "running"
        self.course = course
        self.rounds: dict[str, list[tuple[int, str]]] = {checkpoint: [] for checkpoint in CHECKPOINTS}
        for checkpoint, k in self.record.rows(self.ended):
            self.rounds[checkpoint].append((k, self.record.state(checkpoint, k, now)))

    def told(self, name: str) -> str:
        if name == "version":
            return str(self.course["pathway"]["version"])
        if name == "surgeon":
            return self.course["patient"].get("surgeon") or ""
        if name == "outcome":
            return self.outcome
        diagnosed = self.record.done("definitive-diagnosis")
        return "" if diagnosed is None else str(diagnosed.values["tumour_type"])


def _outcome(course: dict[str, Any], now: datetime) -> str:
    outcome = "running"
    for ending in [*course.get("earlier_endings", []), *([course["ended"]] if course["ended"] else [])]:
        if instant(ending["recorded_at"]) <= now:
            reopened = ending.get("reopened")
            holds = reopened is None or instant(reopened["recorded_at"]) > now
            outcome = ending["outcome"] if holds else "running"
    return outcome


def _completion(checkpoint: str, looks: list[_Look], now: datetime) -> dict[str, int]:
    states = [(look, k, state) for look in looks for k, state in look.rounds[checkpoint]]
    done = [(look, k) for look, k, state in states if state == "done"]
    still_open = [(look, k) for look, k, state in states if state in OPEN]
    terms = [
        (look.record.standing[checkpoint, k].occurred_at, deadline(look.record, checkpoint, k))
        for look, k in done
    ]
    past = [deadline(look.record, checkpoint, k) for look, k in still_open if not look.ended]
    return {
        "applicable": sum(state not in ("undecided", "not-applicable") for _, _, state in states),
        "done": len(done),
        "on_time": sum(due is not None and at <= due for at, due in terms),
        "late": sum(due is not None and at > due for at, due in terms),
        "with_variance": sum(look.record.standing[checkpoint, k].has_variance for look, k in done),
        "skipped": sum(state == "skipped" for _, _, state in states),
        "open": len(still_open),
        "overdue": sum(due is not None and now > due for due in past),
        "undecided": sum(state == "undecided" for _, _, state in states),
        "not_applicable": sum(state == "not-applicable" for _, _, state in states),
    }


def _interval(first: str, second: str, looks: list[_Look]) -> dict[str, Any]:
    days: list[Fraction] = []
    still_open = 0
    for look in looks:
        began, reached = look.record.done(first), look.record.done(second)
        if began is not None and reached is not None:
            seconds = (reached.occurred_at - began.occurred_at).total_seconds()
            days.append(Fraction(seconds) / 86400)
        elif began is not None and not look.ended:
            still_open += look.record.state(second, 1, look.now) in OPEN
    q1, median, q3 = _quartiles(days)
    return {"n": len(days), "open": still_open, "median_days": median, "q1_days": q1, "q3_days": q3}


def _quartiles(days: list[Fraction]) -> tuple[float | None, float | None, float | None]:
    if not days:
        return None, None, None
    doubled = days * 2 if len(days) == 1 else days  # one value is all its quartiles
    q1, median, q3 = statistics.quantiles(doubled, n=4, method="inclusive")
    return round(float(q1), 3), round(float(median), 3), round(float(q3), 3)
