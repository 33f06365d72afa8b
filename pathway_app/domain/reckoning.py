"""How one checkpoint's state, rounds, deadline and clock follow from the effective entries.

Answers are looked up once and remembered, so that a whole course is computed in time linear in its entries.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from pathway_app.domain.calendar import add_hours, add_months, end_of_local_day, local_date
from pathway_app.domain.definition import Checkpoint, Condition, Deadline, Months, PathwayDefinition, Route
from pathway_app.domain.entries import Action, Entry, Standings, Value

NO_ROUTE = "none"
"""the document gives no route"""

Missing = tuple[str, str]
"""(checkpoint, field) of an answer not yet given"""


class State(StrEnum):
    __hash__ = (
        str.__hash__
    )  # some hundred are looked up at each look at a course, and the enumeration's is slow

    DONE = "done"
    SKIPPED = "skipped"
    NOT_APPLICABLE = "not-applicable"
    UNDECIDED = "undecided"
    BLOCKED = "blocked"
    RUNNING = "running"
    READY = "ready"


_ENTERED = {
    Action.COMPLETE: State.DONE,
    Action.SKIP: State.SKIPPED,
    Action.NOT_APPLICABLE: State.NOT_APPLICABLE,
}


class Reckoning:
    """One look at one course's effective entries."""

    def __init__(self, definition: PathwayDefinition, standings: Standings, zone: ZoneInfo) -> None:
        self.definition = definition
        self.standings = standings
        self.zone = zone
        self._applies: dict[tuple[str, int], tuple[bool | None, Missing | None]] = {}
        self._triggers: dict[Condition, tuple[Entry, ...]] = {}
        self._overrides: dict[tuple[str, str], list[int | None]] = {}

    def applies(self, checkpoint: Checkpoint, round_: int) -> tuple[bool | None, Missing | None]:
        """Whether the checkpoint's condition holds; None while an answer is missing, with which one."""
        if checkpoint.condition is None:
            return True, None
        key = (checkpoint.id, round_)
        if key not in self._applies:
            self._applies[key] = self._ask(checkpoint, checkpoint.condition, round_)
        return self._applies[key]

    def _ask(
        self, checkpoint: Checkpoint, condition: Condition, round_: int
    ) -> tuple[bool | None, Missing | None]:
        asked = self.definition.by_id[condition.checkpoint]
        asked_round = self.definition.looks_at(checkpoint, asked.id, round_)
        missing = (asked.id, condition.field)
        standing = self.standings.get(asked.id, asked_round)
        if standing is None:
            asked_applies, deeper = self.applies(asked, asked_round)
            return (False, None) if asked_applies is False else (None, deeper or missing)
        if standing.action is Action.NOT_APPLICABLE:
            return False, None
        if standing.action is Action.SKIP:
            return None, missing
        return holds(condition, standing.entry), None

    def finished(self, checkpoint: Checkpoint, round_: int) -> bool:
        """Done, skipped, or not applicable (by hand or by its condition)."""
        if self.standings.get(checkpoint.id, round_) is not None:
            return True
        return self.applies(checkpoint, round_)[0] is False

    def needs(self, checkpoint: Checkpoint, round_: int) -> Sequence[str]:
        """The gates that count in that round."""
        rounds = checkpoint.rounds
        if round_ > 1 and rounds is not None and rounds.later_needs is not None:
            return rounds.later_needs
        return checkpoint.needs

    def unfinished_gates(self, checkpoint: Checkpoint, round_: int) -> tuple[str, ...]:
        by_id, looks_at = self.definition.by_id, self.definition.looks_at
        return tuple(
            gate
            for gate in self.needs(checkpoint, round_)
            if not self.finished(by_id[gate], looks_at(checkpoint, gate, round_))
        )

    def done_gates(self, checkpoint: Checkpoint, round_: int) -> tuple[tuple[str, Entry], ...]:
        """The gates that are done, each with its effective entry."""
        looks_at, done = self.definition.looks_at, self.standings.done
        found = (
            (gate, done(gate, looks_at(checkpoint, gate, round_))) for gate in self.needs(checkpoint, round_)
        )
        return tuple((gate, entry) for gate, entry in found if entry is not None)

    def state(
        self, checkpoint: Checkpoint, round_: int, now: datetime | None
    ) -> tuple[State, tuple[str, ...], Missing | None]:
        """(state, unfinished gates of a blocked one, missing answer of an undecided one).

        Without `now` no clock runs.
        """
        standing = self.standings.get(checkpoint.id, round_)
        if standing is not None:
            return _ENTERED[standing.action], (), None
        return self.state_without_entry(checkpoint, round_, now)

    def state_without_entry(
        self, checkpoint: Checkpoint, round_: int, now: datetime | None
    ) -> tuple[State, tuple[str, ...], Missing | None]:
        applies, missing = self.applies(checkpoint, round_)
        if applies is None:
            return State.UNDECIDED, (), missing
        if not applies:
            return State.NOT_APPLICABLE, (), None
        waiting_for = self.unfinished_gates(checkpoint, round_)
        if waiting_for:
            return State.BLOCKED, waiting_for, None
        clock_end = self.clock_end(checkpoint, round_)
        if clock_end is not None and now is not None and now < clock_end:
            return State.RUNNING, (), None
        return State.READY, (), None

    def contradicts(self, checkpoint: Checkpoint, round_: int) -> bool:
        """Whether later corrections have made an entered checkpoint one that would not, or not surely, apply."""
        standing = self.standings.get(checkpoint.id, round_)
        if standing is None or standing.action is Action.NOT_APPLICABLE:
            return False
        lacks_trigger = (
            round_ > 1
            and checkpoint.rounds is not None
            and checkpoint.rounds.trigger is not None
            and self._opened_by(checkpoint, round_) is None
        )
        return lacks_trigger or self.applies(checkpoint, round_)[0] is not True

    def clock_end(self, checkpoint: Checkpoint, round_: int) -> datetime | None:
        """The UTC instant at which the checkpoint's clock is over; None where it has none or it has not begun."""
        clock = checkpoint.clock
        if clock is None:
            return None
        began = self.standings.done(clock.after, self.definition.looks_at(checkpoint, clock.after, round_))
        if began is None or began.occurred_at is None:
            return None
        return add_hours(began.occurred_at, clock.hours)

    def rounds(self, checkpoint: Checkpoint, ended: bool) -> Sequence[int]:
        """The rounds that the course has, the open one included.

        After the course has ended, an open round of a checkpoint that repeats itself is left out unless it is the
        first.
        """
        if checkpoint.rounds is None:
            return (1,)
        highest = self.standings.highest_round(checkpoint.id)
        if checkpoint.rounds.trigger is not None:
            return range(1, max(1 + len(self.triggers(checkpoint.rounds.trigger)), highest) + 1)
        if not ended:
            return range(1, highest + 2)
        return [
            n for n in range(1, highest + 2) if n == 1 or self.standings.get(checkpoint.id, n) is not None
        ]

    def has_round(self, checkpoint: Checkpoint, round_: int) -> bool:
        return round_ in self.rounds(checkpoint, ended=False)

    def triggers(self, trigger: Condition) -> tuple[Entry, ...]:
        """The effective entries, in round order, that each open one more round."""
        if trigger not in self._triggers:
            rounds = range(1, self.standings.highest_round(trigger.checkpoint) + 1)
            done = (self.standings.done(trigger.checkpoint, round_) for round_ in rounds)
            self._triggers[trigger] = tuple(e for e in done if e is not None and holds(trigger, e))
        return self._triggers[trigger]

    def _opened_by(self, checkpoint: Checkpoint, round_: int) -> Entry | None:
        """The entry that opened a round from the second on: the earlier round, or the round that triggered it."""
        assert checkpoint.rounds is not None
        if checkpoint.rounds.trigger is not None:
            triggers = self.triggers(checkpoint.rounds.trigger)
            return triggers[round_ - 2] if round_ - 2 < len(triggers) else None
        earlier = self.standings.get(checkpoint.id, round_ - 1)
        if earlier is None or earlier.action is Action.NOT_APPLICABLE:
            return None
        return earlier.entry

    def deadline(self, checkpoint: Checkpoint, round_: int) -> datetime | None:
        """The UTC instant after which the checkpoint is overdue; None where what it counts from is not done."""
        alternatives = checkpoint.deadlines
        rounds = checkpoint.rounds
        if round_ > 1 and rounds is not None and rounds.later_deadlines is not None:
            alternatives = rounds.later_deadlines
        for deadline in alternatives:
            if deadline.condition is not None and not self._holds(checkpoint, deadline.condition, round_):
                continue
            base = self._counts_from(checkpoint, deadline, round_)
            if base is not None:
                return self._due(checkpoint, deadline, round_, base)
        return None

    def _holds(self, checkpoint: Checkpoint, condition: Condition, round_: int) -> bool:
        round_asked = self.definition.looks_at(checkpoint, condition.checkpoint, round_)
        entry = self.standings.done(condition.checkpoint, round_asked)
        return entry is not None and holds(condition, entry)

    def _counts_from(self, checkpoint: Checkpoint, deadline: Deadline, round_: int) -> datetime | None:
        if deadline.after is None:
            opened_by = self._opened_by(checkpoint, round_)
            return opened_by.occurred_at if opened_by else None
        entry = self.standings.done(
            deadline.after, self.definition.looks_at(checkpoint, deadline.after, round_)
        )
        return entry.occurred_at if entry else None

    def _due(
        self, checkpoint: Checkpoint, deadline: Deadline, round_: int, base: datetime
    ) -> datetime | None:
        if deadline.hours is not None:
            return add_hours(base, deadline.hours)
        day = local_date(base, self.zone)
        if deadline.days is not None:
            return end_of_local_day(day.fromordinal(day.toordinal() + deadline.days), self.zone)
        assert deadline.months is not None
        months = self._months(checkpoint, deadline.months, round_)
        return end_of_local_day(add_months(day, months), self.zone) if months is not None else None

    def _months(self, checkpoint: Checkpoint, months: Months, round_: int) -> int | None:
        if months.fixed is not None:
            return months.fixed
        if months.overriding_field is not None:
            override = self._override(checkpoint.id, months.overriding_field, round_)
            if override is not None:
                return override
        assert months.checkpoint is not None and months.field is not None
        plan = self.standings.done(months.checkpoint, 1)
        value = plan.values.get(months.field) if plan else None
        return value if isinstance(value, int) else None

    def _override(self, checkpoint: str, field: str, round_: int) -> int | None:
        """The newest answer to `field` in a round before `round_`."""
        key = (checkpoint, field)
        if key not in self._overrides:
            newest: list[int | None] = [None, None]
            for earlier in range(1, self.standings.highest_round(checkpoint) + 1):
                entry = self.standings.done(checkpoint, earlier)
                value = entry.values.get(field) if entry else None
                newest.append(value if isinstance(value, int) else newest[-1])
            self._overrides[key] = newest
        newest = self._overrides[key]
        return newest[min(round_, len(newest) - 1)]

    def documented_route(self) -> str | None:
        """The id of the documented route, `"none"`, or None while the answers it depends on are open."""
        routes = self.definition.routes
        if routes is None or self.standings.done(routes.asked_after, 1) is None:
            return None
        for route in routes.routes:
            fits = self._fits(route)
            if fits is None:
                return None
            if fits:
                return route.id
        return NO_ROUTE

    def _fits(self, route: Route) -> bool | None:
        """Whether all of the route's conditions hold; None while one is open and none fails."""
        fits: bool | None = True
        for condition in route.when:
            asked = self.definition.by_id[condition.checkpoint]
            entry = self.standings.done(asked.id, 1)
            if entry is not None:
                if not holds(condition, entry):
                    return False
            elif self.finished(asked, 1):
                return False
            else:
                fits = None
        return fits


def holds(condition: Condition, entry: Entry) -> bool:
    """Whether the entry answers the condition's field with one of its values (no answer: it does not)."""
    return _has_any(entry.values.get(condition.field), condition.values)


def _has_any(value: Value | None, wanted: tuple[str, ...]) -> bool:
    if isinstance(value, tuple):
        return any(each in wanted for each in value)
    return value in wanted
