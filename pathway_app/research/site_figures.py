"""What a report of several sites tells, as the audit defines it: how far steps were completed, times between them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from pathway_app.audit.content import COMPLETION_KEYS, INTERVAL_KEYS
from pathway_app.audit.intervals import quartile
from pathway_app.research.columns import CHECKPOINTS, COURSES, WITHHELD, head
from pathway_app.research.reading import SiteCourse
from pathway_app.research.small_cells import FewPatients

Pair = tuple[str, str]
Figures = dict[str, int | float | None]
_STEP = {name: place for place, name in enumerate(head(CHECKPOINTS))}
_COURSE = {name: place for place, name in enumerate(head(COURSES))}
MOST_CHECKPOINTS = 1000
"""that figures are kept of"""
_MICROSECONDS_OF_A_THOUSANDTH = 86_400_000
"""of a day: the files tell days with three decimals"""


@dataclass(frozen=True, slots=True)
class Told:
    """The figures of one step or pair; `few`: they are of fewer than five patients."""

    figures: Figures
    few: bool


class _Completion:
    def __init__(self) -> None:
        self.figures = dict.fromkeys(COMPLETION_KEYS, 0)
        self.patients = FewPatients()

    def add(self, row: list[str], patient: int) -> None:
        """A step whose state is withheld is counted nowhere."""
        figures, state = self.figures, row[_STEP["state"]].replace("-", "_")
        if state == WITHHELD:
            return
        figures[state] += 1
        if state in ("undecided", "not_applicable"):
            return
        self.patients.add(patient)
        figures["applicable"] += 1
        figures["overdue"] += row[_STEP["overdue"]] == "1"
        if state == "done":
            figures["on_time"] += row[_STEP["deadline_kept"]] == "on-time"
            figures["late"] += row[_STEP["deadline_kept"]] == "late"
            figures["with_variance"] += (
                row[_STEP["variance_class"]] != "" and row[_STEP["variance_open"]] != WITHHELD
            )


class _Interval:
    def __init__(self) -> None:
        self.times = array("q")
        self.open = 0
        self.patients = FewPatients()

    def told(self) -> Figures:
        ordered = sorted(self.times)
        q1, median, q3 = (quartile(ordered, of) for of in (1, 2, 3))
        return dict(zip(INTERVAL_KEYS, (len(ordered), self.open, median, q1, q3), strict=True))


class TooManyCheckpoints(Exception):
    """No pathway has so many."""


class SiteFigures:
    """Of one site, or of all together: counts course after course."""

    def __init__(self, pairs: Iterable[Pair]) -> None:
        self.courses = 0
        self.withheld_steps = 0
        self._patients: set[int] = set()
        self._completion: dict[str, _Completion] = {}
        self._intervals = {pair: _Interval() for pair in pairs}

    @property
    def patients(self) -> int:
        return len(self._patients)

    @property
    def checkpoints(self) -> tuple[str, ...]:
        return tuple(self._completion)

    def add(self, course: SiteCourse, site: int) -> None:
        """`site` keeps patients of different sites apart."""
        patient = int(course.course[_COURSE["patient"]][:15], 16) << 12 | site
        self.courses += 1
        self._patients.add(patient)
        first_rounds: dict[str, list[str]] = {}
        for row in course.steps:
            checkpoint = row[_STEP["checkpoint"]]
            self.withheld_steps += row[_STEP["state"]] == WITHHELD
            self._completion.setdefault(checkpoint, _Completion()).add(row, patient)
            if len(self._completion) > MOST_CHECKPOINTS:
                raise TooManyCheckpoints
            if row[_STEP["round"]] == "1":
                first_rounds[checkpoint] = row
        # Where it is withheld nobody knows whether the second is still awaited.
        ended = course.course[_COURSE["ended_days"]] != ""
        for pair, interval in self._intervals.items():
            first, second = (first_rounds.get(each) for each in pair)
            if first is not None and second is not None:
                _add(interval, first, second, ended, patient)

    def completion(self, checkpoint: str) -> Told:
        found = self._completion.get(checkpoint, _Completion())
        return Told(dict(found.figures), not found.patients.enough)

    def interval(self, pair: Pair) -> Told:
        """Days as the audit rounds them; each time is exact to two thousandths of a day."""
        found = self._intervals[pair]
        return Told(found.told(), not found.patients.enough)


def _add(interval: _Interval, first: list[str], second: list[str], ended: bool, patient: int) -> None:
    began, reached = _thousandths(first), _thousandths(second)
    if began is None:
        return
    if reached is not None:
        interval.times.append((reached - began) * _MICROSECONDS_OF_A_THOUSANDTH)
    elif second[_STEP["state"]] == "open" and not ended:
        interval.open += 1
    else:
        return
    interval.patients.add(patient)


def _thousandths(row: list[str]) -> int | None:
    """When it was done, in thousandths of a day."""
    days = row[_STEP["occurred_days"]]
    return int(days.replace(".", "")) if days and row[_STEP["state"]] == "done" else None
