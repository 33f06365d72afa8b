"""Where care departed from the pathway: variances, and what was done out of order."""

from __future__ import annotations

from dataclasses import dataclass

from pathway_app.audit.cohort import AuditedCourse, Patients
from pathway_app.domain.course import CheckpointState, State
from pathway_app.domain.entries import VarianceClass


@dataclass(frozen=True, slots=True)
class Variances:
    """`variances` of `entered` done or skipped rows carry one; `without_reason` are unspecified and without words."""

    entered: int
    variances: int
    by_class: dict[VarianceClass, int]
    open: int
    closed: int
    without_reason: int
    few: bool


@dataclass(frozen=True, slots=True)
class OrderViolations:
    """Done rows against the gates and the clock that count in their round.

    `with_gates` have a gate at all: of these `before_gate` occurred before one that is done, and `gate_open` are done
    while one is not finished. `with_clock` have a clock that began; `clock_short` occurred before its end.
    """

    with_gates: int
    before_gate: int
    gate_open: int
    with_clock: int
    clock_short: int
    few: bool


class _VarianceCount:
    def __init__(self) -> None:
        self.entered = self.open = self.without_reason = 0
        self.by_class = dict.fromkeys(VarianceClass, 0)
        self.patients = Patients()

    def add(self, row: CheckpointState, patient_id: str) -> None:
        self.entered += 1
        self.patients.add(patient_id)
        variance = row.entry.variance if row.entry is not None else None
        if variance is not None:
            self.by_class[variance.variance_class] += 1
            self.open += row.variance_open
            unspecified = variance.variance_class is VarianceClass.UNSPECIFIED
            self.without_reason += unspecified and not variance.reason.strip()

    def told(self) -> Variances:
        all_ = sum(self.by_class.values())
        return Variances(
            self.entered,
            all_,
            dict(self.by_class),
            self.open,
            all_ - self.open,
            self.without_reason,
            self.patients.few,
        )


class _OrderCount:
    def __init__(self) -> None:
        self.with_gates = self.before_gate = self.gate_open = self.with_clock = self.clock_short = 0
        self.patients = Patients()

    def add(self, row: CheckpointState, course: AuditedCourse) -> None:
        reckoning, checkpoint = course.reckoning, course.definition.by_id[row.checkpoint]
        occurred_at = row.entry.occurred_at if row.entry is not None else None
        if occurred_at is None:
            return
        self.patients.add(course.patient_id)
        if reckoning.needs(checkpoint, row.round):
            self.with_gates += 1
            gates = (gate.occurred_at for _, gate in reckoning.done_gates(checkpoint, row.round))
            self.before_gate += any(at is not None and occurred_at < at for at in gates)
            self.gate_open += bool(reckoning.unfinished_gates(checkpoint, row.round))
        if row.clock_end is not None:
            self.with_clock += 1
            self.clock_short += occurred_at < row.clock_end

    def told(self) -> OrderViolations:
        return OrderViolations(
            self.with_gates,
            self.before_gate,
            self.gate_open,
            self.with_clock,
            self.clock_short,
            self.patients.few,
        )


class Departures:
    """Counts course after course."""

    def __init__(self) -> None:
        self._variances: dict[str, _VarianceCount] = {}
        self._all_variances = _VarianceCount()
        self._order: dict[str, _OrderCount] = {}

    def add(self, course: AuditedCourse) -> None:
        for row in course.state.checkpoints:
            if row.state in (State.DONE, State.SKIPPED):
                self._variances.setdefault(row.checkpoint, _VarianceCount()).add(row, course.patient_id)
                self._all_variances.add(row, course.patient_id)
            if row.state is State.DONE:
                self._order.setdefault(row.checkpoint, _OrderCount()).add(row, course)

    def variances(self, checkpoint: str | None = None) -> Variances:
        """Of one checkpoint, else of all."""
        if checkpoint is None:
            return self._all_variances.told()
        return self._variances.get(checkpoint, _VarianceCount()).told()

    def order(self, checkpoint: str) -> OrderViolations:
        return self._order.get(checkpoint, _OrderCount()).told()
