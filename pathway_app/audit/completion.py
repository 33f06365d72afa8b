"""How far the checkpoints were completed, counted over rounds."""

from __future__ import annotations

from dataclasses import dataclass

from pathway_app.audit.cohort import AuditedCourse
from pathway_app.audit.contribution import Contribution, Due, RowKey, microseconds, spread
from pathway_app.audit.totals import Totals
from pathway_app.domain.course import CheckpointState, State

TABLE = "completion"
TIMED: RowKey = ("timed",)
"""the row of the patients with a step that was done and has a deadline"""


@dataclass(frozen=True, slots=True)
class Completion:
    """Rows of one checkpoint, one phase or the whole pathway.

    `applicable` is done + skipped + open. Done without a deadline is neither on time nor late. `few`: the
    applicable rows are those of few patients; `few_timed`: those on time and late are.
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
    few_timed: bool


def place(phase: str = "", checkpoint: str = "") -> RowKey:
    """The row of a phase, of a checkpoint in whatever phase, or of the whole pathway."""
    return (TABLE, phase, checkpoint)


def contribute(course: AuditedCourse, to: Contribution) -> None:
    by_id = course.definition.by_id
    for row in course.state.checkpoints:
        own = (TABLE, by_id[row.checkpoint].phase, row.checkpoint)
        columns = _columns(row)
        for each in spread(own):
            for column in columns:
                to.add(each, column, row.round)
            if columns[0] not in _NOT_ASKED:
                to.member(each)
        if _timeliness(row):
            to.member(TIMED)
        if row.is_open and row.deadline is not None and not course.ended:
            to.dues.append(Due(own, "overdue", microseconds(row.deadline), row.round))


_NOT_ASKED = ("undecided", "not_applicable")


def _columns(row: CheckpointState) -> tuple[str, ...]:
    """Those in which the row counts, whatever the hour."""
    match row.state:
        case State.UNDECIDED:
            return ("undecided",)
        case State.NOT_APPLICABLE:
            return ("not_applicable",)
        case State.SKIPPED:
            return ("skipped",)
        case State.DONE:
            return ("done", *(("with_variance",) if row.variance else ()), *_timeliness(row))
    return ("open",)


def _timeliness(row: CheckpointState) -> tuple[str, ...]:
    if row.state is not State.DONE:
        return ()
    occurred_at = row.entry.occurred_at if row.entry is not None else None
    if row.deadline is None or occurred_at is None:
        return ()
    return ("late",) if occurred_at > row.deadline else ("on_time",)


def completion(totals: Totals, row: RowKey) -> Completion:
    n = totals.of(row)
    applicable = n("done") + n("skipped") + n("open")
    return Completion(
        applicable=applicable,
        done=n("done"),
        on_time=n("on_time"),
        late=n("late"),
        with_variance=n("with_variance"),
        skipped=n("skipped"),
        open=n("open"),
        overdue=n("overdue"),
        undecided=n("undecided"),
        not_applicable=n("not_applicable"),
        few=totals.few(row),
        few_timed=totals.few(TIMED) if row == place() else True,
    )
