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
        self._firsts: dict[RowKey, int] = {}
        self._many: set[RowKey] = set()

    def count(self, key: Key, n: int) -> None:
        self.counts[key] = self.counts.get(key, 0) + n

    def add(self, contribution: Contribution, patient_id: str) -> None:
        for key, n in contribution.at(self.now).items():
            self.count(key, n)
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
            self._know_many(row)

    def add_firsts(self, row: RowKey, n: int) -> None:
        """That the row is of `n` patients, each told of once in all: in the patient's first course."""
        self._firsts[row] = self._firsts.get(row, 0) + n
        if self._firsts[row] >= FEW:
            self._know_many(row)

    def _know_many(self, row: RowKey) -> None:
        self._many.add(row)
        self._patients.pop(row, None)

    def unsure(self) -> frozenset[RowKey]:
        """The rows that may be of many patients, though neither firsts nor the patients known say so."""
        members = ((row, n) for (row, column), n in self.counts.items() if column == MEMBERS)
        return frozenset(row for row, n in members if n >= FEW and row not in self._many)

    def few(self, row: RowKey) -> bool:
        """Whether the row is of few patients."""
        return row not in self._many

    def of(self, row: RowKey) -> Callable[[str], int]:
        """A row's numbers by column."""
        counts = self.counts
        return lambda column: counts.get((row, column), 0)
