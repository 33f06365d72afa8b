"""Sums of contributions."""

from __future__ import annotations

from array import array
from collections.abc import Callable

from pathway_app.audit.cohort import FEW
from pathway_app.audit.contribution import MEMBERS, Contribution, Key, RowKey

Pair = tuple[str, str]


class Times:
    """Of one interval: how long those took that are over, and when those began that are open (microseconds)."""

    __slots__ = ("began", "done")

    def __init__(self) -> None:
        self.done = array("q")
        self.began = array("q")


class Totals:
    """The numbers of many courses at one moment (`now` in microseconds)."""

    def __init__(self, now: int) -> None:
        self.now = now
        self.counts: dict[Key, int] = {}
        self.times: dict[Pair, Times] = {}
        self._patients: dict[RowKey, set[str]] = {}
        self._many: set[RowKey] = set()

    def add(self, contribution: Contribution, patient_id: str) -> None:
        counts = self.counts
        for key, n in contribution.at(self.now).items():
            counts[key] = counts.get(key, 0) + n
            if key[1] == MEMBERS:
                self.add_patient(key[0], patient_id)
        for time in contribution.times:
            times = self.of_pair((time.first, time.second))
            if time.elapsed is None:
                times.began.append(time.began)
            else:
                times.done.append(time.elapsed)

    def of_pair(self, pair: Pair) -> Times:
        found = self.times.get(pair)
        if found is None:
            found = self.times[pair] = Times()
        return found

    def add_patient(self, row: RowKey, patient_id: str) -> None:
        """Remembers no more of them than it takes to know whether they are few."""
        if row in self._many:
            return
        known = self._patients.setdefault(row, set())
        known.add(patient_id)
        if len(known) >= FEW:
            self.know_many(row)

    def know_many(self, row: RowKey) -> None:
        self._many.add(row)
        self._patients.pop(row, None)

    def few(self, row: RowKey) -> bool:
        """Whether the row is of few patients."""
        return row not in self._many

    def of(self, row: RowKey) -> Callable[[str], int]:
        """A row's numbers by column."""
        counts = self.counts
        return lambda column: counts.get((row, column), 0)
