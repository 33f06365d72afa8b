"""Where care departed from the pathway: variances, and what was done out of order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pathway_app.audit.cohort import AuditedCourse
from pathway_app.audit.contribution import Contribution, RowKey
from pathway_app.audit.totals import Totals
from pathway_app.domain.course import CheckpointState, State
from pathway_app.domain.entries import VarianceClass


@dataclass(frozen=True, slots=True)
class Variances:
    """`variances` of `entered` done or skipped rows carry one; `without_reason` are unspecified and without words.

    `few`: the entered rows are those of few patients; `few_varied`: of the whole pathway, those with a variance are.
    """

    entered: int
    variances: int
    by_class: dict[VarianceClass, int]
    open: int
    closed: int
    without_reason: int
    few: bool
    few_varied: bool


@dataclass(frozen=True, slots=True)
class OrderViolations:
    """Done rows against the gates and the clock that count in their round.

    `with_gates` have a gate at all: of these `before_gate` occurred before one that is done, and `gate_open` are done
    while one is not finished. `with_clock` have a clock that began; `clock_short` occurred before its end.
    `few_gates` and `few_clock`: those are rows of few patients.
    """

    with_gates: int
    before_gate: int
    gate_open: int
    with_clock: int
    clock_short: int
    few_gates: bool
    few_clock: bool


VARIANCES, ORDER = "variances", "order"
VARIED: RowKey = ("varied",)
"""the row of the patients with a variance"""
WITH_GATES, WITH_CLOCK = "with_gates", "with_clock"


def contribute(course: AuditedCourse, to: Contribution) -> None:
    for row in course.state.checkpoints:
        if row.state in (State.DONE, State.SKIPPED):
            for each in ((VARIANCES, row.checkpoint), (VARIANCES, "")):
                to.member(each)
                for column in _variance_columns(row):
                    to.add(each, column, row.round)
            if row.entry is not None and row.entry.variance is not None:
                to.member(VARIED)
        if row.state is State.DONE and row.entry is not None and row.entry.occurred_at is not None:
            place = (ORDER, row.checkpoint)
            for column in _order_columns(course, row, row.entry.occurred_at):
                to.add(place, column, row.round)
                if column in (WITH_GATES, WITH_CLOCK):
                    to.member((*place, column))


def _variance_columns(row: CheckpointState) -> Iterator[str]:
    yield "entered"
    variance = row.entry.variance if row.entry is not None else None
    if variance is None:
        return
    yield variance.variance_class.value
    yield "open" if row.variance_open else "closed"
    if variance.variance_class is VarianceClass.UNSPECIFIED and not variance.reason.strip():
        yield "without_reason"


def _order_columns(course: AuditedCourse, row: CheckpointState, occurred_at: datetime) -> Iterator[str]:
    reckoning, checkpoint = course.reckoning, course.definition.by_id[row.checkpoint]
    if reckoning.needs(checkpoint, row.round):
        yield WITH_GATES
        gates = (gate.occurred_at for _, gate in reckoning.done_gates(checkpoint, row.round))
        if any(at is not None and occurred_at < at for at in gates):
            yield "before_gate"
        if reckoning.unfinished_gates(checkpoint, row.round):
            yield "gate_open"
    if row.clock_end is not None:
        yield WITH_CLOCK
        if occurred_at < row.clock_end:
            yield "clock_short"


def variances(totals: Totals, checkpoint: str = "") -> Variances:
    """Of one checkpoint, else of all."""
    row = (VARIANCES, checkpoint)
    n = totals.of(row)
    by_class = {each: n(each.value) for each in VarianceClass}
    all_, still_open = sum(by_class.values()), n("open")
    return Variances(
        n("entered"),
        all_,
        by_class,
        still_open,
        all_ - still_open,
        n("without_reason"),
        totals.few(row),
        totals.few(VARIED) if not checkpoint else True,
    )


def order(totals: Totals, checkpoint: str) -> OrderViolations:
    row = (ORDER, checkpoint)
    n = totals.of(row)
    return OrderViolations(
        with_gates=n("with_gates"),
        before_gate=n("before_gate"),
        gate_open=n("gate_open"),
        with_clock=n("with_clock"),
        clock_short=n("clock_short"),
        few_gates=totals.few((*row, WITH_GATES)),
        few_clock=totals.few((*row, WITH_CLOCK)),
    )
