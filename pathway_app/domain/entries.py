"""Entries: the record of a course, only ever added to, and what of it is effective."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

Value = str | int | tuple[str, ...]
"""an answer: one option, a text, a whole number, or several options"""

Place = tuple[str, int]
"""(checkpoint id, round)"""

LATE_AFTER = timedelta(hours=24)


class Action(StrEnum):
    __hash__ = str.__hash__  # as State's

    COMPLETE = "complete"
    SKIP = "skip"
    NOT_APPLICABLE = "not-applicable"
    CORRECT = "correct"
    RETRACT = "retract"
    CLOSE_VARIANCE = "close-variance"
    NOTE = "note"


DECIDING = frozenset({Action.COMPLETE, Action.SKIP, Action.NOT_APPLICABLE})
"""the actions that decide the state of a checkpoint"""
NAMING = frozenset({Action.CORRECT, Action.RETRACT, Action.CLOSE_VARIANCE})
"""the actions that name the entry that is effective now"""


class VarianceClass(StrEnum):
    PATIENT = "patient"
    CLINICIAN = "clinician"
    ORGANISATION = "organisation"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class Variance:
    """A departure from the pathway with its reason; open until closed.

    `reason` may be empty only with `unspecified`, which the audit counts as "no reason given".
    """

    variance_class: VarianceClass
    reason: str = ""
    action: str = ""
    follow_up_by: str = ""
    open: bool = True


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record.

    `occurred_at` is stated by the user (None where the action has none), `recorded_at` is the system's clock;
    both are aware instants. `supersedes` names the effective entry that a correction, retraction or
    closing is about. `reason` says why for those and for a not-applicable by hand; `text` is a note's.
    `from_paper`: written on a sheet first, while no computer worked, and typed over afterwards.
    """

    id: str
    action: Action
    by: str
    recorded_at: datetime
    checkpoint: str | None = None
    round: int = 1
    occurred_at: datetime | None = None
    values: Mapping[str, Value] = field(default_factory=dict)
    variance: Variance | None = None
    supersedes: str | None = None
    reason: str = ""
    text: str = ""
    # Not in the repr: from that the ids are made of imported entries that have none, and they must stay as they are.
    from_paper: bool = field(default=False, repr=False)

    @property
    def is_late(self) -> bool:
        """Recorded more than 24 h after it occurred."""
        return self.occurred_at is not None and self.recorded_at - self.occurred_at > LATE_AFTER


@dataclass(frozen=True, slots=True)
class Standing:
    """What counts for one checkpoint and round: the deciding action and the effective entry (perhaps a correction)."""

    action: Action
    entry: Entry
    variance_open: bool

    @property
    def is_done(self) -> bool:
        return self.action is Action.COMPLETE


class Standings:
    """The effective entries after a number of entries, kept up as entries are added."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self._by_place: dict[Place, Standing] = {}
        self._place_of: dict[str, Place] = {}
        self._highest_round: dict[str, int] = {}
        self._notes: dict[str, Entry] = {}
        for entry in entries:
            self.add(entry)

    def get(self, checkpoint: str, round_: int) -> Standing | None:
        return self._by_place.get((checkpoint, round_))

    def done(self, checkpoint: str, round_: int) -> Entry | None:
        """The effective entry where the checkpoint is done in that round."""
        standing = self._by_place.get((checkpoint, round_))
        return standing.entry if standing is not None and standing.action is Action.COMPLETE else None

    def effective(self, entry_id: str) -> Standing | None:
        """The standing whose effective entry has that id; None if there is none or it has been replaced."""
        place = self._place_of.get(entry_id)
        return self._by_place.get(place) if place is not None else None

    def place_of(self, entry_id: str) -> Place:
        """The checkpoint and round of an effective entry. Raises KeyError where it is not effective."""
        return self._place_of[entry_id]

    def note(self, entry_id: str) -> Entry | None:
        """The note with that id, unless it was retracted."""
        return self._notes.get(entry_id)

    @property
    def notes(self) -> tuple[Entry, ...]:
        return tuple(self._notes.values())

    def highest_round(self, checkpoint: str) -> int:
        """The highest round of the checkpoint that has an effective entry, 0 where none has."""
        highest = self._highest_round.get(checkpoint, 0)
        while highest and (checkpoint, highest) not in self._by_place:
            highest -= 1
        return highest

    def add(self, entry: Entry) -> None:
        """Take the next entry into account; the rules have been checked before."""
        if entry.action in DECIDING:
            self._put(_place(entry), Standing(entry.action, entry, _is_open(entry)))
        elif entry.action is Action.NOTE:
            self._notes[entry.id] = entry
        elif entry.supersedes is not None:
            self._apply(entry, entry.supersedes)

    def _apply(self, entry: Entry, target: str) -> None:
        standing = self.effective(target)
        if standing is None:
            if entry.action is Action.RETRACT:
                self._notes.pop(target, None)
            return
        place = self._place_of[target]
        if entry.action is Action.CLOSE_VARIANCE:
            self._by_place[place] = Standing(standing.action, standing.entry, variance_open=False)
            return
        del self._place_of[target]
        if entry.action is Action.CORRECT:
            self._put(place, Standing(standing.action, entry, _is_open(entry)))
        else:
            del self._by_place[place]

    def _put(self, place: Place, standing: Standing) -> None:
        self._by_place[place] = standing
        self._place_of[standing.entry.id] = place
        checkpoint, round_ = place
        self._highest_round[checkpoint] = max(round_, self._highest_round.get(checkpoint, 0))


def _place(entry: Entry) -> Place:
    assert entry.checkpoint is not None
    return entry.checkpoint, entry.round


def _is_open(entry: Entry) -> bool:
    return entry.variance is not None and entry.variance.open


def places(entries: Iterable[Entry]) -> Mapping[str, Place]:
    """The checkpoint and round that each entry concerns, also for entries that name another one."""
    known: dict[str, Place] = {}
    for entry in entries:
        if entry.supersedes is not None and entry.supersedes in known:
            known[entry.id] = known[entry.supersedes]
        elif entry.checkpoint is not None:
            known[entry.id] = (entry.checkpoint, entry.round)
    return known
