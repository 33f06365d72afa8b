"""A course and its state: `course_state` is the one place that decides.

State and timing are two independent facts per checkpoint and round, computed from
(definition, entries, now) and never stored as truth.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pathway_app.domain.calendar import DEFAULT_ZONE, local_date
from pathway_app.domain.definition import Checkpoint, PathwayDefinition
from pathway_app.domain.entries import Entry, Standing, Standings
from pathway_app.domain.reckoning import NO_ROUTE, Reckoning, State

__all__ = [
    "NOTHING_KNOWN",
    "NO_ROUTE",
    "CheckpointState",
    "Course",
    "CourseState",
    "Ending",
    "Enrolment",
    "Move",
    "Outcome",
    "State",
    "Timing",
    "course_state",
    "settled_state",
]


class Timing(StrEnum):
    OVERDUE = "overdue"
    DUE_TODAY = "due-today"
    UPCOMING = "upcoming"
    NONE = "none"


OPEN_STATES = frozenset({State.BLOCKED, State.RUNNING, State.READY})
"""applicable and not finished"""
FINISHED_STATES = frozenset({State.DONE, State.SKIPPED, State.NOT_APPLICABLE})


class Outcome(StrEnum):
    """How a course ends."""

    FOLLOW_UP_ENDED = "follow-up-ended"
    DECEASED = "deceased"
    TRANSFERRED = "transferred"
    WITHDRAWN = "withdrawn"
    CONTINUED = "continued"
    ENTERED_IN_ERROR = "entered-in-error"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """When (stated) and by whom the course was begun; `recorded_at` is None where a course file does not say."""

    at: datetime
    by: str
    recorded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Reopening:
    recorded_at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class Ending:
    """The end of a course: `at` is stated, `recorded_at` is the system's clock; perhaps reopened later."""

    at: datetime
    recorded_at: datetime
    by: str
    outcome: Outcome
    reason: str
    reopened: Reopening | None = None

    def holds_at(self, now: datetime) -> bool:
        """Whether the record at `now` shows the course as ended by this."""
        return self.recorded_at <= now and (self.reopened is None or self.reopened.recorded_at > now)


@dataclass(frozen=True, slots=True)
class Move:
    """That the course follows version `after` of its pathway, where it followed `before`.

    `revision` is the course's then: that many entries were made under the version before. `recorded_at` is the
    system's clock.
    """

    before: str
    after: str
    recorded_at: datetime
    by: str
    reason: str
    revision: int


@dataclass(frozen=True, slots=True)
class Course:
    """One patient's way along a pathway. `version` is that which it follows now; `moves` tell of those before."""

    id: str
    patient_id: str
    pathway: str
    version: str
    enrolment: Enrolment
    entries: tuple[Entry, ...] = ()
    endings: tuple[Ending, ...] = ()
    moves: tuple[Move, ...] = ()

    @property
    def first_version(self) -> str:
        """The version with which it was begun."""
        return self.moves[0].before if self.moves else self.version

    def version_at(self, now: datetime) -> str:
        """The version that held at `now`, as the record stood."""
        return next(
            (move.after for move in reversed(self.moves) if move.recorded_at <= now), self.first_version
        )

    @property
    def revision(self) -> int:
        """Counts the entries; a screen remembers it to notice what others entered meanwhile."""
        return len(self.entries)

    def ended(self, now: datetime | None = None) -> Ending | None:
        """The ending that holds, as the record stood at `now` (None: as it stands)."""
        for ending in reversed(self.endings):
            if ending.reopened is None if now is None else ending.holds_at(now):
                return ending
        return None


class CheckpointState(NamedTuple):  # some thirty are made at each look at a course: tuples are made fast
    """One checkpoint in one round.

    `deadline` (UTC) is there whatever the state; `due` only while it matters. `clock_end` (UTC) is when the
    checkpoint's clock is over. `missing_answer` is the (checkpoint, field) that decides whether an undecided one
    applies. `contradicts` means: entered, while by the answers as they are now it would not apply.
    """

    checkpoint: str
    round: int
    state: State
    timing: Timing = Timing.NONE
    deadline: datetime | None = None
    clock_end: datetime | None = None
    waiting_for: tuple[str, ...] = ()
    missing_answer: tuple[str, str] | None = None
    standing: Standing | None = None
    contradicts: bool = False

    @property
    def due(self) -> datetime | None:
        return None if self.timing is Timing.NONE else self.deadline

    @property
    def entry(self) -> Entry | None:
        """The effective entry."""
        return self.standing.entry if self.standing else None

    @property
    def variance(self) -> bool:
        return self.standing is not None and self.standing.entry.variance is not None

    @property
    def variance_open(self) -> bool:
        return self.standing is not None and self.standing.variance_open

    @property
    def is_open(self) -> bool:
        """Applicable and not finished."""
        return self.state in OPEN_STATES


@dataclass(frozen=True, slots=True)
class CourseState:
    """The whole course at a moment. `phase` is the first with a checkpoint that is not finished, None if none is.

    `documented_route` is None (not known yet), `"none"` (the document gives no route) or a route's id.
    """

    phase: str | None
    documented_route: str | None
    ended: bool
    checkpoints: tuple[CheckpointState, ...]

    def of(self, checkpoint: str, round_: int = 1) -> CheckpointState | None:
        return next((c for c in self.checkpoints if c.checkpoint == checkpoint and c.round == round_), None)


NOTHING_KNOWN: Mapping[str, Sequence[CheckpointState]] = MappingProxyType({})


def course_state(
    definition: PathwayDefinition,
    entries: Iterable[Entry],
    now: datetime,
    *,
    ended: bool = False,
    zone: ZoneInfo = DEFAULT_ZONE,
) -> CourseState:
    """The course as the record showed it at `now` (aware): only entries recorded at or before `now` count.

    `ended` says whether the course had ended then; `zone` is the ward's.
    """
    standings = Standings(entry for entry in entries if entry.recorded_at <= now)
    return _state(definition, standings, now, ended, zone)


def settled_state(
    definition: PathwayDefinition,
    standings: Standings,
    *,
    ended: bool = False,
    zone: ZoneInfo = DEFAULT_ZONE,
    known: Mapping[str, Sequence[CheckpointState]] = NOTHING_KNOWN,
) -> CourseState:
    """What does not depend on the hour: no clock runs and nothing is overdue; for the derived rows.

    `known` holds the rows of the checkpoints that still stand as they did.
    """
    return _state(definition, standings, None, ended, zone, known)


def _state(
    definition: PathwayDefinition,
    standings: Standings,
    now: datetime | None,
    ended: bool,
    zone: ZoneInfo,
    known: Mapping[str, Sequence[CheckpointState]] = NOTHING_KNOWN,
) -> CourseState:
    reckoning = Reckoning(definition, standings, zone)
    rows: list[CheckpointState] = []
    for checkpoint in definition.checkpoints:
        rows.extend(
            known.get(checkpoint.id)
            or [
                _checkpoint_state(reckoning, checkpoint, round_, now, ended)
                for round_ in reckoning.rounds(checkpoint, ended)
            ]
        )
    return CourseState(_phase(definition, rows), reckoning.documented_route(), ended, tuple(rows))


def _checkpoint_state(
    reckoning: Reckoning, checkpoint: Checkpoint, round_: int, now: datetime | None, ended: bool
) -> CheckpointState:
    state, waiting_for, missing = reckoning.state(checkpoint, round_, now)
    deadline = reckoning.deadline(checkpoint, round_)
    timing = Timing.NONE
    if now is not None and deadline is not None and not ended and state in OPEN_STATES:
        timing = _timing(deadline, now, reckoning.zone)
    standing = reckoning.standings.get(checkpoint.id, round_)
    return CheckpointState(
        checkpoint=checkpoint.id,
        round=round_,
        state=state,
        timing=timing,
        deadline=deadline,
        clock_end=reckoning.clock_end(checkpoint, round_),
        waiting_for=waiting_for,
        missing_answer=missing,
        standing=standing,
        contradicts=standing is not None and now is not None and reckoning.contradicts(checkpoint, round_),
    )


def _timing(deadline: datetime, now: datetime, zone: ZoneInfo) -> Timing:
    if now > deadline:
        return Timing.OVERDUE
    if local_date(deadline, zone) == local_date(now, zone):
        return Timing.DUE_TODAY
    return Timing.UPCOMING


def _phase(definition: PathwayDefinition, rows: Sequence[CheckpointState]) -> str | None:
    for row in rows:
        if row.state not in FINISHED_STATES:
            return definition.by_id[row.checkpoint].phase
    return None
