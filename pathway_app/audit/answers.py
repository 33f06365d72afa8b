"""What was answered: every choice, the board's decision against the documented route, and follow-up."""

from __future__ import annotations

from dataclasses import dataclass

from pathway_app.audit.cohort import AuditedCourse, Patients
from pathway_app.domain.course import State, Timing
from pathway_app.domain.definition import Checkpoint, FieldKind
from pathway_app.domain.reckoning import NO_ROUTE
from pathway_app.domain.rules import differs_from_route

_COUNTED = (FieldKind.CHOICE, FieldKind.SEVERAL)
_Field = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Answers:
    """How often each option of one field was chosen; `n` done rows answer the field, some with several options."""

    n: int
    chosen: dict[str, int]
    few: bool


@dataclass(frozen=True, slots=True)
class RouteAgreement:
    """The decision of round 1 against the documented route, over `decided` courses in which it is done.

    `no_route`: the document gives none. `unknown`: what the route depends on is not (any longer) answered.
    `awaited` courses have a route, or surely none, and no decision yet.
    """

    decided: int
    agrees: int
    differs_with_rationale: int
    differs_without_rationale: int
    no_route: int
    unknown: int
    awaited: int
    few: bool


@dataclass(frozen=True, slots=True)
class MissingFollowUp:
    """Follow-up over `expected` courses: not ended, with a plan or past the day on which it was due.

    `unplanned`: the plan is overdue. `overdue`: an open round is past its deadline. `undated`: there is a plan, and
    the open round has no deadline.
    """

    expected: int
    unplanned: int
    overdue: int
    undated: int
    few: bool


class _AnswerCount:
    def __init__(self) -> None:
        self.n = 0
        self.chosen: dict[str, int] = {}
        self.patients = Patients()


class AnswerCounts:
    """Counts course after course."""

    def __init__(self) -> None:
        self._fields: dict[_Field, _AnswerCount] = {}

    def add(self, course: AuditedCourse) -> None:
        for row in course.state.checkpoints:
            if row.state is not State.DONE or row.entry is None:
                continue
            for field in choices(course.definition.by_id[row.checkpoint]):
                value = row.entry.values.get(field)
                if value is None:
                    continue
                count = self._fields.setdefault((row.checkpoint, field), _AnswerCount())
                count.n += 1
                count.patients.add(course.patient_id)
                for option in value if isinstance(value, tuple) else (str(value),):
                    count.chosen[option] = count.chosen.get(option, 0) + 1

    def of(self, checkpoint: str, field: str) -> Answers:
        count = self._fields.get((checkpoint, field), _AnswerCount())
        return Answers(count.n, dict(count.chosen), count.patients.few)


def choices(checkpoint: Checkpoint) -> tuple[str, ...]:
    """The fields whose answers can be counted."""
    return tuple(field.id for field in checkpoint.fields if field.kind in _COUNTED)


class RouteCounts:
    """Counts course after course."""

    def __init__(self) -> None:
        self._agrees = self._with = self._without = self._none = self._unknown = self._awaited = 0
        self._patients = Patients()

    def add(self, course: AuditedCourse) -> None:
        routes = course.definition.routes
        row = course.state.of(routes.decision_checkpoint) if routes is not None else None
        if routes is None or row is None:
            return
        route = course.state.documented_route
        if row.state is not State.DONE or row.entry is None:
            self._awaited += row.is_open and route is not None
            return
        self._patients.add(course.patient_id)
        values = row.entry.values
        if route is None:
            self._unknown += 1
        elif route == NO_ROUTE:
            self._none += 1
        elif not differs_from_route(course.definition, route, values):
            self._agrees += 1
        elif str(values.get(routes.rationale_field, "")).strip():
            self._with += 1
        else:
            self._without += 1

    def told(self) -> RouteAgreement:
        parts = (self._agrees, self._with, self._without, self._none, self._unknown)
        return RouteAgreement(sum(parts), *parts, self._awaited, self._patients.few)


class FollowUpCounts:
    """Counts course after course."""

    def __init__(self) -> None:
        self._expected = self._unplanned = self._overdue = self._undated = 0
        self._patients = Patients()

    def add(self, course: AuditedCourse) -> None:
        follow_up = course.definition.outline.follow_up
        plan = course.state.of(follow_up.plan) if follow_up is not None else None
        if follow_up is None or plan is None or course.ended:
            return
        unplanned, planned = plan.timing is Timing.OVERDUE, plan.state is State.DONE
        if not planned and not unplanned:
            return
        self._expected += 1
        self._patients.add(course.patient_id)
        rounds = [row for row in course.state.checkpoints if row.checkpoint == follow_up.repeats]
        self._unplanned += unplanned
        self._overdue += any(row.timing is Timing.OVERDUE for row in rounds)
        self._undated += planned and any(row.is_open and row.deadline is None for row in rounds)

    def told(self) -> MissingFollowUp:
        return MissingFollowUp(
            self._expected, self._unplanned, self._overdue, self._undated, self._patients.few
        )
