"""A pathway definition: phases, checkpoints, fields, gates, conditions, routes, deadlines and their origins.

The engine, the screens and the sheets know no checkpoint by name; whatever is special about one
(a clock, rounds, a place on the handover sheet) is said here, in data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

FALLBACK_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class LocalText:
    """One text in the definition's languages (language code → text)."""

    texts: Mapping[str, str]

    def __getitem__(self, language: str) -> str:
        """The text in `language`, else in English, else in whatever language there is."""
        found = self.texts.get(language) or self.texts.get(FALLBACK_LANGUAGE)
        return found or next(iter(self.texts.values()), "")

    def __bool__(self) -> bool:
        return bool(self.texts)


NO_TEXT = LocalText({})


class Origin(NamedTuple):
    """Where something comes from: statements of the source (S-numbers), or a local arrangement."""

    statements: tuple[str, ...] = ()

    @property
    def is_local(self) -> bool:
        return not self.statements


LOCAL = Origin()


class Statement(NamedTuple):
    """A fact of the source in this program's own words, with the place (section, paragraph) where it stands."""

    id: str
    place: LocalText
    fact: LocalText


class Source(NamedTuple):
    """The document from which the pathway was made."""

    title: LocalText
    date: date


class Condition(NamedTuple):
    """True where `field` of `checkpoint` holds one of `values` (for a field with several values: any of them)."""

    checkpoint: str
    field: str
    values: tuple[str, ...]


class FieldKind(StrEnum):
    CHOICE = "choice"
    """one of the options"""
    SEVERAL = "several"
    """at least one of the options"""
    TEXT = "text"
    INTEGER = "integer"


class Option(NamedTuple):
    """A value that a field can take; `alone` means that no other value may stand beside it."""

    value: str
    title: LocalText
    alone: bool = False


class OnlyWith(NamedTuple):
    """The field is asked exactly where another field of the same checkpoint holds one of `values`."""

    field: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Field:
    """A question that a checkpoint asks.

    `minimum` and `maximum` bound an integer, both included. `unit` is shown behind the number.
    """

    id: str
    title: LocalText
    kind: FieldKind
    origin: Origin
    required: bool = True
    options: tuple[Option, ...] = ()
    only_with: OnlyWith | None = None
    minimum: int | None = None
    maximum: int | None = None
    unit: LocalText = NO_TEXT

    def option(self, value: str) -> Option | None:
        return next((option for option in self.options if option.value == value), None)


class Months(NamedTuple):
    """A number of calendar months: `fixed`, or read from the answer to `field` of `checkpoint` at round 1.

    `overriding_field`, a field of the repeating checkpoint itself, overrides from the next round on.
    """

    fixed: int | None = None
    checkpoint: str | None = None
    field: str | None = None
    overriding_field: str | None = None


class Deadline(NamedTuple):
    """Due some time after `after` occurred.

    Exactly one measure is given: `hours` (an exact instant), or `days` or `months` (the end of the ward's local
    day). `condition` chooses between alternatives. `after` is None for the rounds from the second on that count
    from what opened them: the earlier round of the same checkpoint, or the round that triggered it.
    """

    after: str | None
    origin: Origin
    hours: int | None = None
    days: int | None = None
    months: Months | None = None
    condition: Condition | None = None


class Clock(NamedTuple):
    """A time that must pass: `hours` elapsed hours from when `after` occurred. Ending earlier is a variance."""

    after: str
    hours: int
    origin: Origin


class Rounds(NamedTuple):
    """How a checkpoint comes back.

    Without `trigger`: the next round opens when a round is finished. With it: each round of the trigger's
    checkpoint that is done with one of the values opens one more round; checkpoints with the same trigger form
    a group that looks at each other within the round. `later_needs` and `later_deadlines`, where not None, take
    the place of the gates and deadlines from round 2 on.
    """

    origin: Origin
    trigger: Condition | None = None
    later_needs: tuple[str, ...] | None = None
    later_deadlines: tuple[Deadline, ...] | None = None


class VarianceRule(NamedTuple):
    """Content that is accepted only with a variance: `field` holds one of `values`, or `lacks` one of them."""

    field: str
    origin: Origin
    values: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """One step of the pathway. `who` names the discipline that usually acts.

    `plain` tells the patient what happens at it, without jargon; empty where a patient need not know of it.
    """

    id: str
    phase: str
    title: LocalText
    short_title: LocalText
    explanation: LocalText
    origin: Origin
    who: LocalText
    occurred_title: LocalText = NO_TEXT
    needs: tuple[str, ...] = ()
    condition: Condition | None = None
    fields: tuple[Field, ...] = ()
    clock: Clock | None = None
    deadlines: tuple[Deadline, ...] = ()
    rounds: Rounds | None = None
    variance_rules: tuple[VarianceRule, ...] = ()
    plain: LocalText = NO_TEXT

    def field(self, field_id: str) -> Field | None:
        return next((each for each in self.fields if each.id == field_id), None)

    @property
    def repeats_itself(self) -> bool:
        return self.rounds is not None and self.rounds.trigger is None

    @property
    def gates(self) -> tuple[str, ...]:
        """The gates of any round."""
        return (*self.needs, *((self.rounds and self.rounds.later_needs) or ()))

    @property
    def counted_from(self) -> frozenset[str]:
        """The checkpoints that its clock, its deadlines or its rounds count from or ask about, in any round."""
        found = {self.clock.after} if self.clock else set()
        if self.rounds is not None and self.rounds.trigger is not None:
            found.add(self.rounds.trigger.checkpoint)
        for deadline in (*self.deadlines, *((self.rounds and self.rounds.later_deadlines) or ())):
            condition, months = deadline.condition, deadline.months
            asked = (deadline.after, condition and condition.checkpoint, months and months.checkpoint)
            found.update(each for each in asked if each)
        return frozenset(found)


@dataclass(frozen=True, slots=True)
class Phase:
    """`plain` is what the patient calls it."""

    id: str
    title: LocalText
    short_title: LocalText
    checkpoints: tuple[Checkpoint, ...]
    plain: LocalText = NO_TEXT


class Route(NamedTuple):
    """What the document says should follow where all of `when` holds; `agrees` are the decisions in line with it."""

    id: str
    title: LocalText
    origin: Origin
    when: tuple[Condition, ...]
    agrees: tuple[str, ...]


class Routes(NamedTuple):
    """The documented routes, in the order in which they are tried, and the decision beside which they are shown.

    They are asked once `asked_after` is done. A decision that differs from the route needs the text of
    `rationale_field`, in round 1 only.
    """

    asked_after: str
    decision_checkpoint: str
    decision_field: str
    rationale_field: str
    routes: tuple[Route, ...]


class DayCount(NamedTuple):
    """Counts local calendar days since `after` occurred (the day itself is day 0); `title` holds `{n}`."""

    after: str
    title: LocalText


class ComparisonColumn(NamedTuple):
    checkpoint: str
    title: LocalText


class Comparison(NamedTuple):
    """Fields that several checkpoints ask alike, laid side by side on the sheet."""

    columns: tuple[ComparisonColumn, ...]
    fields: tuple[str, ...]


class Board(NamedTuple):
    """The tumour board: `diagnosis`, `discussed` and `decision` are checkpoints.

    It waits for the diagnosis; `disciplines`, a field of `discussed`, asks who took part.
    """

    diagnosis: str
    discussed: str
    disciplines: str
    decision: str


class FollowUp(NamedTuple):
    """The follow-up: `plan` and `repeats` are checkpoints, the second of which repeats itself.

    `clinic` and `interval` (whole months) are fields of `plan`; `result` is one of `repeats`.
    """

    plan: str
    clinic: str
    interval: str
    repeats: str
    result: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What of the course is told in a few words: beside the worklist and on the handover sheet."""

    day_count: DayCount | None = None
    headline: tuple[tuple[str, str], ...] = ()
    """(checkpoint, field) pairs whose newest answers make the one-line description"""
    background: tuple[str, ...] = ()
    """checkpoints whose answers are the background of the handover sheet"""
    monitoring: tuple[tuple[str, str], ...] = ()
    """(checkpoint, field) pairs whose answers stand together on sheets, in one row of the background"""
    comparison: Comparison | None = None
    board: Board | None = None
    follow_up: FollowUp | None = None
    group: tuple[str, str] | None = None
    """(checkpoint, field) whose newest answer tells in the audit to which group of courses one belongs"""


@dataclass(frozen=True)
class PathwayDefinition:
    """One version of one pathway, complete. A course keeps the version with which it was enrolled."""

    id: str
    version: str
    languages: tuple[str, ...]
    title: LocalText
    short_title: LocalText
    scope: LocalText
    source: Source
    statements: Mapping[str, Statement]
    phases: tuple[Phase, ...]
    routes: Routes | None = None
    intervals: tuple[tuple[str, str], ...] = ()
    outline: Outline = field(default_factory=Outline)

    @cached_property
    def checkpoints(self) -> tuple[Checkpoint, ...]:
        """All checkpoints in the definition's order."""
        return tuple(checkpoint for phase in self.phases for checkpoint in phase.checkpoints)

    @cached_property
    def by_id(self) -> Mapping[str, Checkpoint]:
        return {checkpoint.id: checkpoint for checkpoint in self.checkpoints}

    @cached_property
    def position(self) -> Mapping[str, int]:
        """The place of each checkpoint in the definition's order, from 0."""
        return {checkpoint.id: index for index, checkpoint in enumerate(self.checkpoints)}

    @cached_property
    def phase_by_id(self) -> Mapping[str, Phase]:
        return {phase.id: phase for phase in self.phases}

    def opened_by(self, checkpoint_id: str) -> tuple[Checkpoint, ...]:
        """The checkpoints that have `checkpoint_id` as a gate or ask about it: what follows it."""
        return tuple(
            each
            for each in self.checkpoints
            if checkpoint_id in each.needs or (each.condition and each.condition.checkpoint == checkpoint_id)
        )

    @cached_property
    def followers(self) -> Mapping[str, frozenset[str]]:
        """By checkpoint: those that may stand otherwise once it is entered, itself among them."""
        found: dict[str, set[str]] = {each.id: {each.id} for each in self.checkpoints}
        for follower in self.checkpoints:
            asked = set(self._asked(follower)) | follower.counted_from
            for gate in follower.gates:
                asked |= {gate, *self._asked(self.by_id[gate])}
            for each in asked:
                found[each].add(follower.id)
        return {each: frozenset(followers) for each, followers in found.items()}

    def _asked(self, checkpoint: Checkpoint) -> Iterator[str]:
        """Whether it applies hangs on these: what its condition asks about, and what that hangs on."""
        condition = checkpoint.condition
        while condition is not None:
            yield condition.checkpoint
            condition = self.by_id[condition.checkpoint].condition

    def looks_at(self, checkpoint: Checkpoint, other_id: str, round_: int) -> int:
        """The round of `other_id` that counts for `round_` of `checkpoint`: its own within its group, else 1."""
        if round_ == 1 or checkpoint.rounds is None or checkpoint.rounds.trigger is None:
            return 1
        other = self.by_id[other_id]
        same_group = other.rounds is not None and other.rounds.trigger == checkpoint.rounds.trigger
        return round_ if same_group else 1
