"""The rules for entries: what is refused, and what is accepted only with a variance.

An entry is checked as at its recorded-at, against the entries before it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pathway_app.domain.answers import answer_refusals, unprintable
from pathway_app.domain.calendar import DEFAULT_ZONE, local_date
from pathway_app.domain.definition import Checkpoint, PathwayDefinition
from pathway_app.domain.entries import DECIDING, Action, Entry, Standing, Standings, Value, VarianceClass
from pathway_app.domain.errors import Refusal
from pathway_app.domain.reckoning import NO_ROUTE, Reckoning, State

CLOCK_DIFFERENCE = timedelta(minutes=5)
"""how far ahead of the system's clock a stated time may lie"""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the rules need to know beside the entries: the patient's birth date, the ward's zone, whether the
    course has ended, and when the last entry was recorded."""

    birth_date: date | None = None
    ended: bool = False
    last_recorded_at: datetime | None = None
    zone: ZoneInfo = DEFAULT_ZONE


class VarianceNeed(StrEnum):
    """Why an entry is accepted only with a variance."""

    SKIPPED = "skipped"
    BLOCKED = "blocked"
    BEFORE_GATE = "before-gate"
    BEFORE_CLOCK_END = "before-clock-end"
    CONTENT = "content"


def refusals(
    definition: PathwayDefinition, standings: Standings, entry: Entry, circumstances: Circumstances
) -> tuple[Refusal, ...]:
    """Every reason why `entry` cannot follow the entries in `standings`; empty where it can."""
    return tuple(_EntryCheck(definition, standings, entry, circumstances).refusals())


def variance_needs(
    definition: PathwayDefinition,
    standings: Standings,
    entry: Entry,
    circumstances: Circumstances | None = None,
) -> tuple[VarianceNeed, ...]:
    """Why `entry` (complete, skip or a correction) would need a variance; empty where it needs none."""
    return tuple(_EntryCheck(definition, standings, entry, circumstances or Circumstances()).variance_needs())


class _EntryCheck:
    def __init__(
        self,
        definition: PathwayDefinition,
        standings: Standings,
        entry: Entry,
        circumstances: Circumstances,
    ) -> None:
        self.definition = definition
        self.standings = standings
        self.entry = entry
        self.circumstances = circumstances
        self.reckoning = Reckoning(definition, standings, circumstances.zone)
        self.named = standings.effective(entry.supersedes) if entry.supersedes else None

    def refusals(self) -> Iterator[Refusal]:
        last = self.circumstances.last_recorded_at
        if self.circumstances.ended:
            yield Refusal("course-ended")
            return
        if last is not None and self.entry.recorded_at < last:
            yield Refusal("recorded-backwards", "recorded_at")
        yield from self._texts()
        yield from self._occurred_at()
        action = self.entry.action
        if action in DECIDING:
            yield from self._deciding()
        elif action is Action.NOTE:
            yield from self._note()
        else:
            yield from self._naming()

    def _texts(self) -> Iterator[Refusal]:
        variance = self.entry.variance
        texts = {"reason": self.entry.reason, "text": self.entry.text}
        if variance is not None:
            texts |= {
                "variance.reason": variance.reason,
                "variance.action": variance.action,
                "variance.follow_up_by": variance.follow_up_by,
            }
            if variance.variance_class is not VarianceClass.UNSPECIFIED and not variance.reason.strip():
                yield Refusal("variance-reason-missing", "variance.reason")
        for field, text in texts.items():
            yield from unprintable(text, field)

    def _occurred_at(self) -> Iterator[Refusal]:
        occurred_at, birth_date = self.entry.occurred_at, self.circumstances.birth_date
        if occurred_at is None:
            if self.entry.action in DECIDING or self.entry.action is Action.CORRECT:
                yield Refusal("occurred-at-missing", "occurred_at")
            return
        if occurred_at > self.entry.recorded_at + CLOCK_DIFFERENCE:
            yield Refusal("in-future", "occurred_at", {"occurred_at": occurred_at})
        if birth_date is not None and local_date(occurred_at, self.circumstances.zone) < birth_date:
            yield Refusal("before-birth", "occurred_at", {"birth_date": birth_date})

    def _place(self) -> Iterator[Refusal | Checkpoint]:
        checkpoint = self.definition.by_id.get(self.entry.checkpoint or "")
        if checkpoint is None:
            yield Refusal("unknown-checkpoint", "checkpoint", {"checkpoint": self.entry.checkpoint or ""})
        elif not self.reckoning.has_round(checkpoint, self.entry.round):
            yield Refusal("unknown-round", "round", {"checkpoint": checkpoint.id, "round": self.entry.round})
        else:
            yield checkpoint

    def _deciding(self) -> Iterator[Refusal]:
        for found in self._place():
            if isinstance(found, Refusal):
                yield found
                continue
            place = {"checkpoint": found.id}
            if self.standings.get(found.id, self.entry.round) is not None:
                yield Refusal("already-entered", params=place)
                return
            state, _, missing = self.reckoning.state(found, self.entry.round, self.entry.recorded_at)
            if missing is not None:
                asked = {"asked_checkpoint": missing[0], "asked_field": missing[1]}
                yield Refusal("undecided", params=place | asked)
                return
            if state is State.NOT_APPLICABLE:
                yield Refusal("not-applicable", params=place)
                return
            yield from self._content(found, self.entry.action)
            if self.entry.action is Action.NOT_APPLICABLE:
                yield from self._reason()

    def _content(self, checkpoint: Checkpoint, action: Action) -> Iterator[Refusal]:
        if action is Action.COMPLETE:
            yield from answer_refusals(checkpoint, self.entry.values)
            yield from self._rationale(checkpoint)
        elif self.entry.values:
            yield from (Refusal("values-not-asked", field) for field in self.entry.values)
        if self.entry.variance is None:
            needs = [need.value for need in self.variance_needs()]
            if needs:
                yield Refusal(
                    "variance-required", "variance", {"checkpoint": checkpoint.id, "needs": tuple(needs)}
                )

    def _rationale(self, checkpoint: Checkpoint) -> Iterator[Refusal]:
        routes = self.definition.routes
        if routes is None or checkpoint.id != routes.decision_checkpoint:
            return
        place_round = self._concerned()[1]
        if place_round == 1 and differs_from_route(
            self.definition, self.reckoning.documented_route(), self.entry.values
        ):
            rationale = self.entry.values.get(routes.rationale_field)
            if not (isinstance(rationale, str) and rationale.strip()):
                yield Refusal(
                    "rationale-missing", routes.rationale_field, {"route": self.reckoning.documented_route()}
                )

    def _reason(self) -> Iterator[Refusal]:
        if not self.entry.reason.strip():
            yield Refusal("reason-missing", "reason")

    def _note(self) -> Iterator[Refusal]:
        if not self.entry.text.strip():
            yield Refusal("text-missing", "text")
        if self.entry.checkpoint is not None:
            yield from (found for found in self._place() if isinstance(found, Refusal))

    def _naming(self) -> Iterator[Refusal]:
        yield from self._reason()
        retracts_note = (
            self.entry.action is Action.RETRACT
            and self.standings.note(self.entry.supersedes or "") is not None
        )
        if retracts_note:
            return
        if self.named is None:
            yield Refusal("not-effective", "supersedes")
            return
        if self._concerned() != self._named_place(self.named):
            yield Refusal("other-checkpoint", "checkpoint")
            return
        if self.entry.action is Action.CLOSE_VARIANCE and not self.named.variance_open:
            yield Refusal("no-open-variance", "supersedes")
        if self.entry.action is Action.CORRECT:
            checkpoint = self.definition.by_id[self._named_place(self.named)[0]]
            yield from self._content(checkpoint, self.named.action)

    def _named_place(self, named: Standing) -> tuple[str, int]:
        return self.standings.place_of(named.entry.id)

    def _concerned(self) -> tuple[str, int]:
        """The checkpoint and round that the entry is about, as it says itself or by the entry that it names."""
        if self.entry.checkpoint is not None:
            return self.entry.checkpoint, self.entry.round
        assert self.named is not None
        return self._named_place(self.named)

    def variance_needs(self) -> Iterator[VarianceNeed]:
        action = self.named.action if self.named is not None else self.entry.action
        if action is Action.SKIP:
            yield VarianceNeed.SKIPPED
        if action is not Action.COMPLETE:
            return
        checkpoint_id, round_ = self._concerned()
        checkpoint = self.definition.by_id[checkpoint_id]
        if self._lacks_gates(checkpoint, round_):
            yield VarianceNeed.BLOCKED
        occurred_at = self.entry.occurred_at
        if occurred_at is not None:
            gates = self.reckoning.done_gates(checkpoint, round_)
            if any(gate.occurred_at and occurred_at < gate.occurred_at for _, gate in gates):
                yield VarianceNeed.BEFORE_GATE
            clock_end = self.reckoning.clock_end(checkpoint, round_)
            if clock_end is not None and occurred_at < clock_end:
                yield VarianceNeed.BEFORE_CLOCK_END
        if _content_needs_variance(checkpoint, self.entry.values):
            yield VarianceNeed.CONTENT

    def _lacks_gates(self, checkpoint: Checkpoint, round_: int) -> bool:
        """Whether it is completed while blocked.

        A correction must keep the variance that the corrected entry had, but needs no new one only because a
        gate was retracted in the meantime.
        """
        if not self.reckoning.unfinished_gates(checkpoint, round_):
            return False
        return self.named is None or self.named.entry.variance is not None


def _content_needs_variance(checkpoint: Checkpoint, values: Mapping[str, Value]) -> bool:
    for rule in checkpoint.variance_rules:
        value = values.get(rule.field)
        given = value if isinstance(value, tuple) else (value,)
        if any(each in rule.values for each in given):
            return True
        if value is not None and any(each not in given for each in rule.lacks):
            return True
    return False


def differs_from_route(
    definition: PathwayDefinition, route_id: str | None, values: Mapping[str, Value]
) -> bool:
    """Whether the decision in `values` is another than the documented route; never where there is no route."""
    routes = definition.routes
    if routes is None or route_id is None or route_id == NO_ROUTE:
        return False
    decision = values.get(routes.decision_field)
    route = next(route for route in routes.routes if route.id == route_id)
    return decision is not None and decision not in route.agrees
