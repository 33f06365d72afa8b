"""What one course adds to the audit: what the hour does not change, and deadlines to compare with it when asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

RowKey = tuple[str, ...]
"""(table, ids …): what a row of the audit is about"""
Key = tuple[RowKey, str]
"""(row, column): one number"""

MEMBERS = "members"
"""the column that is 1 where the course's patient is one of those whom the row is of: for `few`"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def microseconds(moment: datetime) -> int:
    """Since 1970 in UTC: exact, and short in memory."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(since: int) -> datetime:
    return _EPOCH + since * _MICROSECOND


@dataclass(frozen=True, slots=True)
class Due:
    """The number of `column` is one more from after `deadline` on (microseconds, as all times here)."""

    row: RowKey
    column: str
    deadline: int
    round: int


@dataclass(frozen=True, slots=True)
class Time:
    """An interval of the pathway in one course: when it began, and how long it took; None while it is open."""

    first: str
    second: str
    began: int
    elapsed: int | None


@dataclass(slots=True)
class Contribution:
    """One course's part of every sum. `rounds` says of which rounds a number is, where that is asked (else None)."""

    counts: dict[Key, int] = field(default_factory=dict)
    dues: list[Due] = field(default_factory=list)
    times: list[Time] = field(default_factory=list)
    rounds: dict[Key, list[int]] | None = None

    def add(self, row: RowKey, column: str, round_: int = 0, n: int = 1) -> None:
        key = (row, column)
        counts = self.counts
        counts[key] = counts[key] + n if key in counts else n
        if round_ and self.rounds is not None:
            self.rounds.setdefault(key, []).append(round_)

    def member(self, row: RowKey) -> None:
        self.counts[row, MEMBERS] = 1

    def at(self, now: int) -> dict[Key, int]:
        """Every number at that moment, those that are nought left out."""
        counts = dict(self.counts)
        for due in self.dues:
            if now > due.deadline:
                for row in spread(due.row):
                    key = (row, due.column)
                    counts[key] = 1 if due.column == MEMBERS else counts.get(key, 0) + 1
        return counts

    def rounds_of(self, keys: Iterable[Key], now: int) -> set[int]:
        """The rounds counted in these numbers at that moment; `rounds` must have been asked for."""
        wanted = set(keys)
        told = {round_ for key in wanted for round_ in (self.rounds or {}).get(key, ())}
        return told | {
            due.round
            for due in self.dues
            if now > due.deadline and any((row, due.column) in wanted for row in spread(due.row))
        }


def spread(row: RowKey) -> tuple[RowKey, ...]:
    """The rows that count what is about `row`: a step's completion counts for itself, its phase and the whole."""
    if row[0] == "completion":
        return ((row[0], "", row[2]), (row[0], row[1], ""), _WHOLE)
    return (row,)


_WHOLE: RowKey = ("completion", "", "")
