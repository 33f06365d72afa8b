"""The year that the strip shows, and where in it the follow-up MRIs of one course fall. No Qt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from zoneinfo import ZoneInfo

from pathway_app.domain.calendar import add_months, local_date

MONTHS = 12
MONTHS_BACK = 3
"""how many months before the present one the year begins"""


class Sign(Enum):
    """What happened or is to happen on a day; each has a shape of its own."""

    DONE = "done"
    OVERDUE = "overdue"
    PLANNED = "planned"


@dataclass(frozen=True, slots=True)
class Done:
    """One that is done: `at` when it was made, `due` when it was to be made by (UTC); None: unknown."""

    at: datetime
    due: datetime | None
    result: str | None = None

    def drift(self, zone: ZoneInfo) -> int | None:
        """By how many local days it came later than planned; below zero: earlier."""
        return (local_date(self.at, zone) - local_date(self.due, zone)).days if self.due else None


@dataclass(frozen=True, slots=True)
class Mark:
    """`at` runs from 0 to 1 along the strip; beyond an end the mark stands at it and points there.

    `planned` is where a done one was planned, None where that is not in the year.
    """

    sign: Sign
    at: float
    planned: float | None = None

    @property
    def beyond(self) -> int:
        """−1 before the year, 1 after it, 0 in it."""
        return -1 if self.at < 0 else 1 if self.at > 1 else 0


@dataclass(frozen=True, slots=True)
class Year:
    """Twelve months, equally wide: `first` is the first day of the first one."""

    first: date
    today: date

    @classmethod
    def around(cls, today: date) -> Year:
        return cls(add_months(today.replace(day=1), -MONTHS_BACK), today)

    def months(self) -> tuple[date, ...]:
        """The first day of each month."""
        return tuple(add_months(self.first, each) for each in range(MONTHS))

    def place(self, day: date) -> float:
        """Where a day stands: 0 at the beginning, 1 at the end; less before, more after."""
        month = (day.year - self.first.year) * 12 + day.month - self.first.month
        begin = day.replace(day=1)
        days = (add_months(begin, 1) - begin).days
        return (month + (day.day - 0.5) / days) / MONTHS


def marks(
    year: Year,
    done: Sequence[Done],
    due: datetime | None,
    interval: int | None,
    now: datetime,
    zone: ZoneInfo,
) -> tuple[Mark, ...]:
    """What the strip of a course shows: what was done, the next one, and those that follow at the same interval."""
    return (*_done(year, done, zone), *_coming(year, due, interval, now, zone))


def _done(year: Year, done: Sequence[Done], zone: ZoneInfo) -> Iterator[Mark]:
    for each in done:
        at = year.place(local_date(each.at, zone))
        if at >= 0:
            planned = year.place(local_date(each.due, zone)) if each.due else None
            yield Mark(Sign.DONE, at, planned if planned is not None and 0 <= planned <= 1 else None)


def _coming(
    year: Year, due: datetime | None, interval: int | None, now: datetime, zone: ZoneInfo
) -> Iterator[Mark]:
    if due is None:
        return
    day = local_date(due, zone)
    if due < now:
        yield Mark(Sign.OVERDUE, year.place(day))
        return
    yield Mark(Sign.PLANNED, year.place(day))
    for times in range(1, MONTHS // interval + 1 if interval else 1):
        later = year.place(add_months(day, times * (interval or 0)))
        if later <= 1:
            yield Mark(Sign.PLANNED, later)
