"""The rows derived from a course's entries for fast lists; they can be rebuilt at any time.

Nothing in them depends on the hour: what does (overdue, due today, running) is compared with `next_due` and
`clock_until` when asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pathway_app.domain.course import (
    FINISHED_STATES,
    NOTHING_KNOWN,
    CheckpointState,
    Course,
    settled_state,
)
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Entry, Standings
from pathway_app.domain.reckoning import State


@dataclass(frozen=True, slots=True)
class CourseCurrent:
    """One course in one row.

    `next_*` is the open step that is due first. Where none has a deadline it is the first that is ready, unless
    the next phase is held up: then it is the step of that phase, and `held_up_by` counts the steps of earlier
    phases that it waits for (else 0). `clock_until` (UTC) is the latest end of a clock of an open step.
    `progress` holds per phase (finished, all that apply or may apply).
    """

    course_id: str
    revision: int
    ended: str | None
    phase: str | None
    documented_route: str | None
    next_checkpoint: str | None
    next_round: int | None
    next_state: State | None
    next_due: datetime | None
    next_waiting_for: tuple[str, ...]
    clock_checkpoint: str | None
    clock_until: datetime | None
    open_count: int
    held_up_by: int
    open_variances: int
    progress: tuple[tuple[int, int], ...]


class CheckpointCurrent(NamedTuple):
    """One checkpoint of one course in one round. All times are UTC instants."""

    course_id: str
    checkpoint: str
    round: int
    position: int
    state: State
    deadline: datetime | None
    clock_end: datetime | None
    waiting_for: tuple[str, ...]
    entry_id: str | None
    occurred_at: datetime | None
    recorded_at: datetime | None
    by: str | None
    variance: bool
    variance_open: bool


@dataclass(frozen=True, slots=True)
class FollowUpCurrent:
    """The follow-up of an open course whose plan is done. All times are UTC instants.

    `interval` is the months until the next one. `round` and `due` are those of the next, None where none is open.
    `last_*` are about the newest that is done, `last_due` its deadline, and `rounds_done` counts those. `board_round`
    is the round from the second on in which the tumour board is to discuss or decide again, None where it is not.
    """

    course_id: str
    clinic: str | None
    interval: int | None
    planned_at: datetime | None
    round: int | None
    due: datetime | None
    last_round: int | None
    last_at: datetime | None
    last_due: datetime | None
    last_result: str | None
    rounds_done: int
    board_round: int | None


@dataclass(frozen=True, slots=True)
class Derived:
    """`states` are what `checkpoints` were made of, each at the same place."""

    course: CourseCurrent
    checkpoints: tuple[CheckpointCurrent, ...]
    follow_up: FollowUpCurrent | None = None
    states: tuple[CheckpointState, ...] = field(default=(), repr=False, compare=False)


class Since(NamedTuple):
    """What a course looked like before, and which of its checkpoints may stand otherwise now."""

    derived: Derived
    touched: frozenset[str]

    def states(self) -> dict[str, list[CheckpointState]]:
        """Of the checkpoints that stand as they did."""
        found: dict[str, list[CheckpointState]] = {}
        for row in self.derived.states:
            if row.checkpoint not in self.touched:
                found.setdefault(row.checkpoint, []).append(row)
        return found

    def rows(self) -> dict[int, CheckpointCurrent]:
        """By the identity of the state that each was made of."""
        return {
            id(state): row for state, row in zip(self.derived.states, self.derived.checkpoints, strict=True)
        }


def derive(
    definition: PathwayDefinition,
    course: Course,
    zone: ZoneInfo,
    standings: Standings | None = None,
    since: Since | None = None,
) -> Derived:
    """The derived rows of a course as it stands; `standings` may be given where they are known already.

    `since`, of the same definition and with the course open or ended as it is now, saves work and changes nothing.
    """
    ending = course.ended()
    if standings is None:
        standings = Standings(course.entries)
    known = since.states() if since else NOTHING_KNOWN
    state = settled_state(definition, standings, ended=ending is not None, zone=zone, known=known)
    rows = state.checkpoints
    open_rows = [row for row in rows if row.is_open]
    held_up, held_up_by = _held_up(definition, open_rows)
    first = _next(open_rows, held_up)
    clock = _latest_clock(open_rows)
    summary = CourseCurrent(
        course_id=course.id,
        revision=course.revision,
        ended=ending.outcome.value if ending else None,
        phase=state.phase,
        documented_route=state.documented_route,
        next_checkpoint=first.checkpoint if first else None,
        next_round=first.round if first else None,
        next_state=first.state if first else None,
        next_due=first.deadline if first else None,
        next_waiting_for=first.waiting_for if first else (),
        clock_checkpoint=clock.checkpoint if clock else None,
        clock_until=clock.clock_end if clock else None,
        open_count=len(open_rows),
        held_up_by=held_up_by,
        open_variances=sum(row.variance_open for row in rows),
        progress=_progress(definition, rows),
    )
    position = definition.position
    made = since.rows() if since else {}
    return Derived(
        summary,
        tuple(made.get(id(row)) or _row(course.id, position[row.checkpoint], row) for row in rows),
        None if ending else _follow_up(definition, course.id, rows),
        rows,
    )


def _follow_up(
    definition: PathwayDefinition, course_id: str, rows: Sequence[CheckpointState]
) -> FollowUpCurrent | None:
    outline, board = definition.outline.follow_up, definition.outline.board
    if outline is None:
        return None
    plan = next((row.standing for row in rows if row.checkpoint == outline.plan and row.round == 1), None)
    if plan is None or not plan.is_done:
        return None
    repeated = [row for row in rows if row.checkpoint == outline.repeats]
    done = [row for row in repeated if row.state is State.DONE]
    following = next((row for row in repeated if row.is_open), None)
    last = done[-1] if done else None
    boards = (board.discussed, board.decision) if board else ()
    again = (row.round for row in rows if row.checkpoint in boards and row.round > 1 and row.is_open)
    clinic = plan.entry.values.get(outline.clinic)
    result = last.entry.values.get(outline.result) if last and last.entry else None
    return FollowUpCurrent(
        course_id=course_id,
        clinic=clinic if isinstance(clinic, str) else None,
        interval=_interval(definition, plan.entry, done),
        planned_at=plan.entry.occurred_at,
        round=following.round if following else None,
        due=following.deadline if following else None,
        last_round=last.round if last else None,
        last_at=last.entry.occurred_at if last and last.entry else None,
        last_due=last.deadline if last else None,
        last_result=result if isinstance(result, str) else None,
        rounds_done=len(done),
        board_round=next(again, None),
    )


def _interval(definition: PathwayDefinition, plan: Entry, done: Sequence[CheckpointState]) -> int | None:
    """The months that the plan gives, or the newest answer that overrides them."""
    outline = definition.outline.follow_up
    assert outline is not None
    interval = plan.values.get(outline.interval)
    rounds = definition.by_id[outline.repeats].rounds
    months = [each.months for each in (rounds.later_deadlines or () if rounds else ()) if each.months]
    overriding = next((each.overriding_field for each in months if each.overriding_field), None)
    for row in done if overriding else ():
        given = row.entry.values.get(overriding or "") if row.entry else None
        interval = given if isinstance(given, int) else interval
    return interval if isinstance(interval, int) else None


def _next(open_rows: Sequence[CheckpointState], held_up: CheckpointState | None) -> CheckpointState | None:
    dated = [(row.deadline, index, row) for index, row in enumerate(open_rows) if row.deadline is not None]
    if dated:
        return min(dated)[2]
    ready = (row for row in open_rows if row.state is not State.BLOCKED)
    return held_up or next(ready, None) or next(iter(open_rows), None)


def _held_up(
    definition: PathwayDefinition, open_rows: Iterable[CheckpointState]
) -> tuple[CheckpointState | None, int]:
    """The first blocked step where it waits for an earlier phase, and for how many of its steps."""
    blocked = next((row for row in open_rows if row.state is State.BLOCKED), None)
    if blocked is None:
        return None, 0
    by_id = definition.by_id
    phase = by_id[blocked.checkpoint].phase
    waits_for = sum(by_id[gate].phase != phase for gate in blocked.waiting_for)
    return (blocked, waits_for) if waits_for else (None, 0)


def _latest_clock(open_rows: Iterable[CheckpointState]) -> CheckpointState | None:
    latest: CheckpointState | None = None
    for row in open_rows:
        if row.state is State.BLOCKED or row.clock_end is None:
            continue
        if latest is None or latest.clock_end is None or row.clock_end > latest.clock_end:
            latest = row
    return latest


def _progress(definition: PathwayDefinition, rows: Iterable[CheckpointState]) -> tuple[tuple[int, int], ...]:
    counts = {phase.id: [0, 0] for phase in definition.phases}
    for row in rows:
        if row.state is State.NOT_APPLICABLE:
            continue
        count = counts[definition.by_id[row.checkpoint].phase]
        count[0] += row.state in FINISHED_STATES
        count[1] += 1
    return tuple((finished, all_) for finished, all_ in counts.values())


def _row(course_id: str, position: int, row: CheckpointState) -> CheckpointCurrent:
    standing = row.standing
    entry = standing.entry if standing else None
    return CheckpointCurrent(
        course_id,
        row.checkpoint,
        row.round,
        position,
        row.state,
        row.deadline,
        row.clock_end,
        row.waiting_for,
        entry.id if entry else None,
        entry.occurred_at if entry else None,
        entry.recorded_at if entry else None,
        entry.by if entry else None,
        entry is not None and entry.variance is not None,
        standing is not None and standing.variance_open,
    )
