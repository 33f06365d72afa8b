"""What was answered: every choice, the board's decision against the documented route, and follow-up."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pathway_app.audit.cohort import AuditedCourse
from pathway_app.audit.contribution import MEMBERS, Contribution, Due, RowKey, microseconds
from pathway_app.audit.totals import Totals
from pathway_app.domain.course import State
from pathway_app.domain.definition import Checkpoint, FieldKind, Routes
from pathway_app.domain.entries import Value
from pathway_app.domain.reckoning import NO_ROUTE
from pathway_app.domain.rules import differs_from_route

_COUNTED = (FieldKind.CHOICE, FieldKind.SEVERAL)


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


ANSWERS, ROUTES, FOLLOW_UP = "answers", "routes", "follow-up"
DECIDED = ("agrees", "differs_with_rationale", "differs_without_rationale", "no_route", "unknown")
MISSING = ("unplanned", "overdue", "undated")
COURSES = "courses"


def contribute(course: AuditedCourse, to: Contribution) -> None:
    _answers(course, to)
    _route(course, to)
    _follow_up(course, to)


def asked(checkpoint: str, field: str) -> RowKey:
    """The row of one question; those of its answers have the answer behind it."""
    return (ANSWERS, checkpoint, field)


def _answers(course: AuditedCourse, to: Contribution) -> None:
    for row in course.state.checkpoints:
        if row.state is not State.DONE or row.entry is None:
            continue
        for field in choices(course.definition.by_id[row.checkpoint]):
            value = row.entry.values.get(field)
            if value is None:
                continue
            question = asked(row.checkpoint, field)
            to.member(question)
            to.add(question, "n", row.round)
            for option in value if isinstance(value, tuple) else (str(value),):
                to.add((*question, option), "chosen", row.round)


def choices(checkpoint: Checkpoint) -> tuple[str, ...]:
    """The fields whose answers can be counted."""
    return tuple(field.id for field in checkpoint.fields if field.kind in _COUNTED)


def _route(course: AuditedCourse, to: Contribution) -> None:
    routes = course.definition.routes
    row = course.state.of(routes.decision_checkpoint) if routes is not None else None
    if routes is None or row is None:
        return
    if row.state is State.DONE and row.entry is not None:
        to.member((ROUTES, ""))
        to.add((ROUTES, ""), "decided")
        to.add((ROUTES, _agreement(course, routes, row.entry.values)), COURSES)
    elif row.is_open and course.state.documented_route is not None:
        to.add((ROUTES, "awaited"), COURSES)


def _agreement(course: AuditedCourse, routes: Routes, values: Mapping[str, Value]) -> str:
    route = course.state.documented_route
    if route is None:
        return "unknown"
    if route == NO_ROUTE:
        return "no_route"
    if not differs_from_route(course.definition, route, values):
        return "agrees"
    has_rationale = str(values.get(routes.rationale_field, "")).strip()
    return "differs_with_rationale" if has_rationale else "differs_without_rationale"


def _follow_up(course: AuditedCourse, to: Contribution) -> None:
    follow_up = course.definition.outline.follow_up
    plan = course.state.of(follow_up.plan) if follow_up is not None else None
    if follow_up is None or plan is None or course.ended:
        return
    rounds = [row for row in course.state.checkpoints if row.checkpoint == follow_up.repeats and row.is_open]
    due = min((row.deadline for row in rounds if row.deadline is not None), default=None)
    expected, whole = (FOLLOW_UP, ""), plan.state is State.DONE
    if whole:
        to.member(expected)
        to.add(expected, "expected")
        if any(row.deadline is None for row in rounds):
            to.add((FOLLOW_UP, "undated"), COURSES)
    elif plan.is_open and plan.deadline is not None:
        # Who has no plan is expected, and counts at all, once the day of the plan is over.
        begins = microseconds(plan.deadline)
        for row, column in (
            (expected, MEMBERS),
            (expected, "expected"),
            ((FOLLOW_UP, "unplanned"), COURSES),
        ):
            to.dues.append(Due(row, column, begins, 1))
        due = None if due is None else max(due, plan.deadline)
    else:
        return
    if due is not None:
        to.dues.append(Due((FOLLOW_UP, "overdue"), COURSES, microseconds(due), 1))


def all_answers(totals: Totals, fields: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Answers]:
    """Of each (checkpoint, field)."""
    chosen: dict[tuple[str, str], dict[str, int]] = {place: {} for place in fields}
    for (row, column), n in totals.counts.items():
        if column == "chosen" and n and (row[1], row[2]) in chosen:
            chosen[row[1], row[2]][row[3]] = n
    return {
        place: Answers(totals.of(asked(*place))("n"), of_place, totals.few(asked(*place)))
        for place, of_place in chosen.items()
    }


def routes(totals: Totals) -> RouteAgreement:
    n = {measure: totals.of((ROUTES, measure))(COURSES) for measure in (*DECIDED, "awaited")}
    return RouteAgreement(decided=totals.of((ROUTES, ""))("decided"), few=totals.few((ROUTES, "")), **n)


def missing_follow_up(totals: Totals) -> MissingFollowUp:
    n = {measure: totals.of((FOLLOW_UP, measure))(COURSES) for measure in MISSING}
    expected = (FOLLOW_UP, "")
    return MissingFollowUp(expected=totals.of(expected)("expected"), few=totals.few(expected), **n)
