"""Times between milestones: median and quartiles, and the Kaplan–Meier median where some are still open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pathway_app.audit.cohort import AuditedCourse
from pathway_app.audit.contribution import Contribution, Time, microseconds
from pathway_app.audit.totals import Totals
from pathway_app.domain.course import State

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND
_DECIMALS = 3


@dataclass(frozen=True, slots=True)
class Interval:
    """From the first milestone's occurred-at to the second's, round 1 of each, in elapsed days.

    `n` have both; of `open` the first is done and the second still to be done. `estimated_days` is the
    Kaplan–Meier median over both (None where none is open, or fewer than half have reached the second). `few`: the `n`
    are courses of few patients.
    """

    n: int
    open: int
    median_days: float | None
    q1_days: float | None
    q3_days: float | None
    estimated_days: float | None
    few: bool


TABLE = "intervals"


def contribute(course: AuditedCourse, to: Contribution) -> None:
    """The times that the course's definition wants measured."""
    for first, second in course.definition.intervals:
        began = _done_at(course, first)
        if began is None:
            continue
        reached = _done_at(course, second)
        if reached is None and not _awaited(course, second):
            continue
        elapsed = None if reached is None else (reached - began) // _MICROSECOND
        to.times.append(Time(first, second, microseconds(began), elapsed))
        if elapsed is not None:
            to.member((TABLE, first, second))
        to.add((TABLE, first, second), "open" if elapsed is None else "n")


def interval(totals: Totals, first: str, second: str) -> Interval:
    times = totals.of_pair((first, second))
    done = sorted(times.done)
    q1, median, q3 = (quartile(done, of) for of in (1, 2, 3))
    still_open = [totals.now - began for began in times.began]
    estimated = kaplan_meier_median(done, still_open) if still_open else None
    return Interval(
        len(done),
        len(still_open),
        median,
        q1,
        q3,
        None if estimated is None else round(estimated / _DAY, _DECIMALS),
        totals.few((TABLE, first, second)),
    )


def _done_at(course: AuditedCourse, checkpoint: str) -> datetime | None:
    row = course.state.of(checkpoint)
    if row is None or row.state is not State.DONE or row.entry is None:
        return None
    return row.entry.occurred_at


def _awaited(course: AuditedCourse, checkpoint: str) -> bool:
    row = course.state.of(checkpoint)
    return row is not None and row.is_open and not course.ended


def quartile(ordered: Sequence[int], of: int) -> float | None:
    """The first, second or third quartile of microseconds in days, to 3 decimals; None where there are none.

    Interpolated linearly between the two nearest: over n values the quartile stands at (n − 1) · of ÷ 4. Reckoned in
    whole numbers, so that only the division at the end rounds.
    """
    if not ordered:
        return None
    place, quarters = divmod((len(ordered) - 1) * of, 4)
    below = ordered[place]
    above = ordered[place + 1] if quarters else below
    return round(((4 - quarters) * below + quarters * above) / (4 * _DAY), _DECIMALS)


def kaplan_meier_median(done: Iterable[int], still_open: Iterable[int]) -> int | None:
    """The first time by which half have reached the end, where those of `still_open` were followed only so long.

    None where the estimate does not come down to a half. Who is open at the same time as another ends is counted
    as at risk then.
    """
    ends = sorted([(time, 0) for time in done] + [(time, 1) for time in still_open])
    at_risk, staying = len(ends), 1.0
    position = 0
    while position < len(ends):
        time = ends[position][0]
        same = position
        while same < len(ends) and ends[same][0] == time:
            same += 1
        reached = sum(1 for _, is_open in ends[position:same] if not is_open)
        staying *= 1 - reached / at_risk
        if reached and staying <= 0.5 + 1e-12:
            return time
        at_risk -= same - position
        position = same
    return None
