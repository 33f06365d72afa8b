"""What a record keeps for the audit, and how it is summed; `pathway_app.ports.AuditRows` hands it out."""

from __future__ import annotations

import json
import sys
from array import array
from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from operator import add
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from pathway_app.audit.cohort import FEW, Period
from pathway_app.audit.contribution import MEMBERS, RowKey, spread
from pathway_app.audit.packing import Packed, Packing
from pathway_app.audit.totals import Totals

Progress = Callable[[int, int], None]
"""is told how many courses are done of how many; may raise to stop"""

DUE, FIRST, DONE, BEGAN = "due", "first", "done", "began"
"""kinds of moments: deadlines, those in a patient's first course, lengths of intervals, beginnings of open ones"""
Moments = dict[tuple[str, int], "array[int]"]
"""microseconds in order, by kind and place"""


class KeptCourse(NamedTuple):
    """What a course adds, packed. `enrolled_at` is the text by which courses are ordered; `surgeon` is "" for none."""

    course_id: str
    patient_id: str
    enrolled_at: str
    surgeon: str
    version: str
    group: str
    outcome: str
    content: str


class KeptMonth(NamedTuple):
    """The sums of the courses of one version that were enrolled in one local month (`2026-01`)."""

    version: str
    month: str
    counts: str
    moments: Mapping[tuple[str, int], bytes]


class AuditRows(Protocol):
    """The kept rows in one consistent view."""

    @property
    def current(self) -> bool:
        """Whether every course's row is of its newest event, so that the months hold."""
        ...

    def months(self, pathway: str, first: str, last: str, *, times: bool = True) -> Iterator[KeptMonth]:
        """Those from month `first` to month `last`; without `times` the moments of intervals are left out."""
        ...

    def courses(self, pathway: str, span: Span, progress: Progress | None = None) -> Iterator[KeptCourse]:
        """In the order of enrolment; what is not up to date is made from the entries."""
        ...

    def kinds(self, pathway: str) -> Iterable[tuple[str, str, str]]:
        """Every (version, group, outcome) that there is; holds where the rows are `current`."""
        ...

    def surgeons(self, pathway: str) -> Iterable[str]:
        """As written with the patients now, "" for none."""
        ...

    def enrolments(self, pathway: str) -> tuple[datetime, datetime] | None:
        """The moments of the first and the last."""
        ...


@dataclass(frozen=True, slots=True)
class Span:
    """From the moment `first` to before `end` (as `text_of`), behind the course `after` of the moment `first`."""

    first: str
    end: str
    after: str = ""

    @classmethod
    def of(cls, period: Period, zone: ZoneInfo) -> Span:
        try:
            end = _midnight(period.last + timedelta(days=1), zone)
        except OverflowError:
            end = "~"
        try:
            return cls(_midnight(period.first, zone), end)
        except OverflowError:
            return cls("", end)

    def behind(self, cursor: str | None) -> Span:
        """What lies behind the row whose cursor that is. Raises ValueError where it is none."""
        if cursor is None:
            return self
        at, _, course_id = cursor.partition(" ")
        if not course_id:
            raise ValueError(f"no place in a list: {cursor!r}")
        return Span(at, self.end, course_id)


def cursor(enrolled_at: str, course_id: str) -> str:
    return f"{enrolled_at} {course_id}"


def text_of(moment: datetime) -> str:
    """By which moments are ordered."""
    return moment.astimezone(UTC).isoformat()


def _midnight(day: date, zone: ZoneInfo) -> str:
    return text_of(datetime(day.year, day.month, day.day, tzinfo=zone))


def month_of(day: date) -> str:
    return f"{day.year:04}-{day.month:02}"


def whole_months(period: Period) -> tuple[tuple[str, str] | None, tuple[Period, ...]]:
    """The first and the last month that lie in the period whole (None: there is none), and what is left beside them."""
    first = period.first.replace(day=1)
    if first < period.first:
        first = _next_month(first)
    last = period.last.replace(day=1)
    if _next_month(last) - timedelta(days=1) > period.last:
        last = (last - timedelta(days=1)).replace(day=1)
    if first > last:
        return None, (period,)
    beside = []
    if period.first < first:
        beside.append(Period(period.first, first - timedelta(days=1)))
    if _next_month(last) <= period.last:
        beside.append(Period(_next_month(last), period.last))
    return (month_of(first), month_of(last)), tuple(beside)


def _next_month(day: date) -> date:
    """The first day of the next month; the last day there is stays, as no month is behind it."""
    try:
        return date(day.year + day.month // 12, day.month % 12 + 1, 1)
    except ValueError:
        return date.max


@dataclass(slots=True)
class Month:
    """What is kept of a month: numbers by the places of the packing, and the moments in order.

    `firsts` counts the members whose first course it is, so that each patient is counted once at most: by them it is
    known of many months that they are not of few. `changed` are the moments that others stand in the record for.
    """

    packing: Packing
    counts: list[int] = field(default_factory=list)
    firsts: list[int] = field(default_factory=list)
    others: dict[str, int] = field(default_factory=dict)
    moments: Moments = field(default_factory=dict)
    changed: set[tuple[str, int]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.counts = self.counts or [0] * len(self.packing.keys)
        self.firsts = self.firsts or [0] * len(self.packing.members)

    @classmethod
    def read(cls, packing: Packing, month: KeptMonth) -> Month:
        """Raises ValueError where the texts are not those of `text` and `packed_moments`."""
        counts, firsts, others = json.loads(month.counts)
        if len(counts) != len(packing.keys) or len(firsts) != len(packing.members):
            raise ValueError("sums of another form")
        return cls(
            packing, counts, firsts, others, {k: unpacked_moments(v) for k, v in month.moments.items()}
        )

    def text(self) -> str:
        kept = {key: n for key, n in sorted(self.others.items()) if n}
        return json.dumps((self.counts, self.firsts, kept), ensure_ascii=False, separators=(",", ":"))

    @property
    def is_empty(self) -> bool:
        return not self.counts[0]

    def change(self, packed: Packed, sign: int, *, first: bool) -> None:
        """Add the course, or take it away (-1). Raises ValueError where it is not in it."""
        counts, member = self.counts, self.packing.member_place
        for place, n in packed.counts():
            counts[place] += sign * n
            if first and place in member:
                self.firsts[member[place]] += sign
        for key, n in packed.named():
            self.others[key] = self.others.get(key, 0) + sign * n
        for place, deadline, _ in packed.dues:
            self._move(DUE, place, deadline, sign)
            if first and self.packing.dues[place][1] == MEMBERS:
                self._move(FIRST, place, deadline, sign)
        for place, began, elapsed in packed.times:
            if elapsed is None:
                self._move(BEGAN, place, began, sign)
            else:
                self._move(DONE, place, elapsed, sign)

    def _move(self, kind: str, place: int, value: int, sign: int) -> None:
        moments = self.moments.setdefault((kind, place), array("q"))
        self.changed.add((kind, place))
        if sign > 0:
            insort(moments, value)
            return
        found = bisect_left(moments, value)
        if found == len(moments) or moments[found] != value:
            raise ValueError("what is to be taken away is not there")
        del moments[found]


class Sums:
    """The numbers at one moment (`now` in microseconds) of courses of one version: of months, and one by one."""

    def __init__(self, packing: Packing, now: int) -> None:
        self.packing = packing
        self._now = now
        self._counts = [0] * len(packing.keys)
        self._firsts = [0] * len(packing.members)
        self._others: dict[str, int] = {}
        self._passed: dict[tuple[str, int], int] = {}
        self._times: Moments = {}
        self._patients: dict[RowKey, set[str]] = {}

    def add_month(self, month: Month) -> None:
        self._counts = list(map(add, self._counts, month.counts))
        self._firsts = list(map(add, self._firsts, month.firsts))
        for key, n in month.others.items():
            self._others[key] = self._others.get(key, 0) + n
        for place, moments in month.moments.items():
            if place[0] in (DUE, FIRST):
                passed = bisect_left(moments, self._now)
                self._passed[place] = self._passed.get(place, 0) + passed
            else:
                self._times.setdefault(place, array("q")).extend(moments)

    def add_course(self, packed: Packed, patient_id: str) -> None:
        """Add a course whose patient is remembered."""
        counts, packing = self._counts, self.packing
        for place in packed.ones:
            counts[place] += 1
        for place, n in packed.pairs_of_more():
            counts[place] += n
        for place in packing.member_set.intersection(packed.ones):
            self._meet(packing.keys[place][0], patient_id)
        for key, n in packed.named():
            self._others[key] = self._others.get(key, 0) + n
        for place, deadline, _ in packed.dues:
            if self._now > deadline:
                self._passed[DUE, place] = self._passed.get((DUE, place), 0) + 1
                row, column = packing.dues[place]
                if column == MEMBERS:
                    self._meet(row, patient_id)
        for place, began, elapsed in packed.times:
            kind, value = (BEGAN, began) if elapsed is None else (DONE, elapsed)
            self._times.setdefault((kind, place), array("q")).append(value)

    def _meet(self, row: RowKey, patient_id: str) -> None:
        known = self._patients.setdefault(row, set())
        if len(known) < FEW:
            known.add(patient_id)

    def pour(self, totals: Totals) -> None:
        """Add all numbers, and who is surely of many."""
        packing = self.packing
        for key, n in zip(packing.keys, self._counts, strict=True):
            if n:
                totals.count(key, n)
        for text, n in self._others.items():
            *row, column = json.loads(text)
            totals.count((tuple(row), column), n)
        for (kind, place), n in self._passed.items():
            row, column = packing.dues[place]
            if kind == FIRST:
                totals.add_firsts(row, n)
            else:
                for each in spread(row) if n else ():
                    totals.count((each, column), n)
        for (kind, place), moments in self._times.items():
            times = totals.of_pair(packing.pairs[place])
            (times.done if kind == DONE else times.began).extend(moments)
        for place, n in zip(packing.members, self._firsts, strict=True):
            totals.add_firsts(packing.keys[place][0], n)
        for row, patients in self._patients.items():
            for patient_id in patients:
                totals.add_patient(row, patient_id)


def unpacked_moments(packed: bytes) -> array[int]:
    moments = array("q")
    moments.frombytes(packed)
    return _little(moments)


def packed_moments(moments: array[int]) -> bytes:
    return _little(array("q", moments)).tobytes()


def _little(moments: array[int]) -> array[int]:
    """Eight bytes each, the lowest first, whatever the machine."""
    if sys.byteorder == "big":
        moments.byteswap()
    return moments
