"""What the tumour board is asked about one course, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator

from pathway_app import wording
from pathway_app.documents.board_cases import board_of
from pathway_app.documents.edition import Edition
from pathway_app.documents.look import Look
from pathway_app.documents.model import Run, Text, compose, joined, plain
from pathway_app.documents.recorded import Step
from pathway_app.documents.tasks import due
from pathway_app.domain.course import State
from pathway_app.domain.definition import Condition
from pathway_app.domain.entries import Entry
from pathway_app.domain.reckoning import holds
from pathway_app.queries import CourseRecord

_NOW = frozenset({State.READY, State.RUNNING})


class BoardQuestion:
    """A course as it comes before the tumour board. Raises Refused (`no-board`)."""

    def __init__(self, record: CourseRecord, edition: Edition) -> None:
        self.board = board_of(record)
        self.look = Look(record, edition)
        self.recorded = self.look.recorded
        self.words = self.look.words
        self._ = self.words.gettext
        steps = self.recorded.steps
        self.own = [
            each for each in steps if each.checkpoint.id in (self.board.discussed, self.board.decision)
        ]
        over = self.look.ending is not None
        self.ready = [] if over else [step for step in self.own if step.state.state in _NOW]

    @property
    def round(self) -> int:
        """The round that is before the board: the newest that is ready, else the newest that is open, else the last."""
        rounds = [step.state.round for step in self.ready]
        rounds = rounds or [step.state.round for step in self.own if step.state.is_open]
        return max(rounds or [step.state.round for step in self.own])

    def step(self, checkpoint: str, round_: int) -> Step:
        """A step of the course; for one that is there."""
        place = (checkpoint, round_)
        return next(step for step in self.recorded.steps if step.place == place)

    def texts(self) -> tuple[Text, ...]:
        """What is to be discussed or decided, and why again; a discussion that comes before its diagnosis says so."""
        asked = [text for step in self.ready for text in self._asked(step)]
        return tuple(asked or [self._not_ready()])

    def due(self) -> Text:
        """The term of what is asked; empty without one."""
        steps = self.ready or [step for step in self.own if step.state.is_open]
        dated = [(step.state.due, step.state) for step in steps if step.state.due is not None]
        return due(min(dated, key=lambda each: each[0])[1], self.look.now, self.words) if dated else ()

    def diagnosis(self) -> Text:
        """What the diagnosis found and when; that it is not known, where it is not."""
        step = self.step(self.board.diagnosis, 1)
        if step.entry is None:
            template = self._("“{step}” is not known yet")
            return plain(template.format(step=self.recorded.title(step)))
        moment = self.recorded.moment(step.entry)
        return joined(" · ", (plain(moment), self.recorded.decided(step), self.recorded.answers(step)))

    def headline(self) -> Iterator[Text]:
        """The newest answers that describe the course, those of the diagnosis aside."""
        definition = self.look.definition
        for checkpoint_id, field_id in definition.outline.headline:
            checkpoint = definition.by_id[checkpoint_id]
            field = checkpoint.field(field_id)
            value = wording.newest_answer(self.look.state, checkpoint_id, field_id)
            if checkpoint_id != self.board.diagnosis and field is not None and value is not None:
                yield (
                    Run(f"{field.title[self.words.language]}: "),
                    self.recorded.value(checkpoint, field, value, bold=True),
                )

    def _asked(self, step: Step) -> Iterator[Text]:
        round_ = step.state.round
        if round_ > 1:
            yield self._again(step)
        if step.checkpoint.id == self.board.discussed:
            yield plain(self._("To discuss and to decide"), bold=True)
            return
        discussed = self.step(self.board.discussed, round_)
        if discussed.is_done and discussed.entry:
            moment = self.recorded.moment(discussed.entry)
            yield plain(self._("To decide; discussed on {moment}").format(moment=moment), bold=True)
        else:
            yield plain(self._("To decide"), bold=True)

    def _again(self, step: Step) -> Text:
        """The round, and the answer that opened it."""
        round_, rounds = step.state.round, step.checkpoint.rounds
        opening = self._opening(rounds.trigger, round_) if rounds and rounds.trigger else None
        if opening is None:
            return plain(self._("Round {round}").format(round=round_), bold=True)
        asked, entry = opening
        return compose(
            self._("Round {round}, after {step} on {moment}: {answer}"),
            round=Run(str(round_), bold=True),
            step=self.recorded.title(asked),
            moment=self.recorded.moment(entry),
            answer=self.recorded.answers(asked),
        )

    def _opening(self, trigger: Condition, round_: int) -> tuple[Step, Entry] | None:
        found = [
            (step, step.entry)
            for step in self.recorded.steps
            if step.checkpoint.id == trigger.checkpoint and step.is_done and step.entry
        ]
        found = [(step, entry) for step, entry in found if holds(trigger, entry)]
        return found[round_ - 2] if len(found) > round_ - 2 else None

    def _not_ready(self) -> Text:
        """Why nothing is ready, for a course that is brought to the board all the same."""
        _ = self._
        if self.look.ending is not None:
            return plain(_("The course has ended"), bold=True)
        state = self.step(self.board.discussed, self.round).state
        if state.state is State.BLOCKED and self.board.diagnosis in state.waiting_for:
            return plain(_("Discussed without diagnosis"), bold=True)
        if state.state is State.BLOCKED:
            waits = wording.waits_for(self.look.definition, state.waiting_for, self.words)
            return plain(waits, bold=True)
        if state.state is State.NOT_APPLICABLE:
            return plain(_("By the answers given, the tumour board does not apply"))
        if state.state is State.UNDECIDED:
            return plain(_("Whether the tumour board applies is not decided yet"))
        return plain(_("Nothing is open for the tumour board"))
