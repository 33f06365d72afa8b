"""What is to be done, as blocks: the open steps to tick by hand, and the later ones named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from pathway_app import wording
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.model import (
    TO_WRITE_IN,
    Block,
    Cell,
    Column,
    ColumnKind,
    Lines,
    Table,
    Text,
    joined,
    plain,
)
from pathway_app.documents.recorded import Recorded, Step
from pathway_app.domain.course import CheckpointState, State, Timing
from pathway_app.i18n import Words

NAMED = 6
"""more steps of one kind than these are counted, not named"""
_EMPTY: Cell = ()


class Tasks:
    """The open steps of a course."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded = recorded
        self.words = recorded.words
        self.definition = recorded.definition
        self._states = {step.place: step.state for step in recorded.steps}

    def blocks(self) -> Iterator[Block]:
        """The near steps by deadline, those without one last; then the later and the undecided in a line."""
        near = [step for step in self.recorded.steps if self._is_near(step)]
        near.sort(key=lambda step: (step.state.due is None, step.state.due or self.recorded.now))
        if near:
            yield self._table(near)
        later = [step for step in self.recorded.steps if step.state.is_open and not self._is_near(step)]
        undecided = [step for step in self.recorded.steps if step.state.state is State.UNDECIDED]
        _ = self.words.gettext
        line = joined("   ", (self._named(_("Later:"), later), self._named(_("Not decided yet:"), undecided)))
        if line:
            yield Lines((line,))

    def _is_near(self, step: Step) -> bool:
        """Open, and to be done now, with a deadline, or waiting only for steps that can be done now."""
        state = step.state
        if not state.is_open:
            return False
        if state.state is not State.BLOCKED or state.due is not None:
            return True
        looks_at = self.definition.looks_at
        gates = ((gate, looks_at(step.checkpoint, gate, state.round)) for gate in state.waiting_for)
        return all(self._states[gate].state in (State.READY, State.RUNNING) for gate in gates)

    def _table(self, steps: Sequence[Step]) -> Table:
        _ = self.words.gettext
        columns = (
            Column((), 4.6, ColumnKind.TICK),
            Column(plain(_("Step")), 47),
            Column(plain(_("Who")), 24),
            Column(plain(_("Due")), 30),
            Column(plain(_("Done at")), 14),
            Column(plain(_("Initials")), 13),
        )
        return Table(columns, tuple(map(self._task, steps)), row_height=TO_WRITE_IN)

    def _task(self, step: Step) -> tuple[Cell, ...]:
        state = step.state
        what: list[Text] = [plain(self.recorded.title(step), bold=state.state is not State.BLOCKED)]
        if state.waiting_for:
            what.append(plain(wording.waits_for(self.definition, state.waiting_for, self.words)))
        who = plain(step.checkpoint.who[self.words.language])
        return (
            _EMPTY,
            tuple(what),
            (who,),
            (due(state, self.recorded.now, self.words) or plain("–"),),
            _EMPTY,
            _EMPTY,
        )

    def _named(self, label: str, steps: Sequence[Step]) -> Text:
        if not steps:
            return ()
        named = ", ".join(map(self.recorded.title, steps))
        if len(steps) > NAMED:
            named = self.words.ngettext("{n} step", "{n} steps", len(steps))
        return (*plain(label, bold=True), *plain(f" {named}"))


def due(state: CheckpointState, now: datetime, words: Words) -> Text:
    """Sign and words, bold where it presses: `! 2 d late (20-Nov)`; empty without a deadline.

    A date and its time stay on one line.
    """
    term = wording.checkpoint_term(state, now, words)
    if term is None:
        return ()
    pressing = state.timing in (Timing.OVERDUE, Timing.DUE_TODAY) or state.state is State.RUNNING
    return plain(replace(term, absolute=term.absolute.replace(" ", NO_BREAK)).whole, bold=pressing)
