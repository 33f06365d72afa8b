"""How far the checkpoints were completed, counted over rounds."""

from __future__ import annotations

from dataclasses import dataclass

from pathway_app.audit.cohort import AuditedCourse, Patients
from pathway_app.domain.course import CheckpointState, State, Timing


@dataclass(frozen=True, slots=True)
class Completion:
    """Rows of one checkpoint, one phase or the whole pathway.

    `applicable` is done + skipped + open. Done without a deadline is neither on time nor late. `few`: the
    applicable rows are those of few patients.
    """

    applicable: int
    done: int
    on_time: int
    late: int
    with_variance: int
    skipped: int
    open: int
    overdue: int
    undecided: int
    not_applicable: int
    few: bool


class _Count:
    def __init__(self) -> None:
        self.done = self.on_time = self.late = self.with_variance = 0
        self.skipped = self.open = self.overdue = self.undecided = self.not_applicable = 0
        self.patients = Patients()

    def add(self, row: CheckpointState, patient_id: str) -> None:
        if row.state is State.UNDECIDED:
            self.undecided += 1
            return
        if row.state is State.NOT_APPLICABLE:
            self.not_applicable += 1
            return
        self.patients.add(patient_id)
        if row.state is State.DONE:
            self._add_done(row)
        elif row.state is State.SKIPPED:
            self.skipped += 1
        else:
            self.open += 1
            self.overdue += row.timing is Timing.OVERDUE

    def _add_done(self, row: CheckpointState) -> None:
        self.done += 1
        self.with_variance += row.variance
        occurred_at = row.entry.occurred_at if row.entry is not None else None
        if row.deadline is not None and occurred_at is not None:
            if occurred_at > row.deadline:
                self.late += 1
            else:
                self.on_time += 1

    def told(self) -> Completion:
        return Completion(
            self.done + self.skipped + self.open,
            self.done,
            self.on_time,
            self.late,
            self.with_variance,
            self.skipped,
            self.open,
            self.overdue,
            self.undecided,
            self.not_applicable,
            self.patients.few,
        )


class Completions:
    """Counts course after course."""

    def __init__(self) -> None:
        self._checkpoints: dict[str, _Count] = {}
        self._phases: dict[str, _Count] = {}
        self._whole = _Count()

    def add(self, course: AuditedCourse) -> None:
        by_id, patient = course.definition.by_id, course.patient_id
        for row in course.state.checkpoints:
            phase = by_id[row.checkpoint].phase
            self._checkpoints.setdefault(row.checkpoint, _Count()).add(row, patient)
            self._phases.setdefault(phase, _Count()).add(row, patient)
            self._whole.add(row, patient)

    def of(self, checkpoint: str) -> Completion:
        return self._checkpoints.get(checkpoint, _NOTHING).told()

    def of_phase(self, phase: str) -> Completion:
        return self._phases.get(phase, _NOTHING).told()

    def whole(self) -> Completion:
        return self._whole.told()


_NOTHING = _Count()
