"""The patient's own sheet, in plain language and large type: where am I, what comes next, whom do I call.

Nothing on it is a finding, a diagnosis or a variance, and nothing tells of lateness: that is the hospital's affair.
The words for phases and steps are the pathway's own (`plain`); a step without them is none of the patient's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum

from pathway_app.documents import frame
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.edition import Edition
from pathway_app.documents.look import Look
from pathway_app.documents.model import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Lines,
    Place,
    Run,
    Table,
    Text,
    TypeSize,
    WritingRoom,
    plain,
)
from pathway_app.documents.recorded import Step
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import FINISHED_STATES, State, Timing
from pathway_app.domain.definition import LocalText, Phase
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Sheet

MOST_TOLD = 3
"""more steps than these at once are too much to take in; the others come in their turn"""
_TO_WRITE_ON = 30.0
"""the height, in points, of a ruled line for whom to call"""
_NOW = frozenset({State.READY, State.RUNNING})


class Stage(StrEnum):
    """Where a phase is for the patient."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    IF_NEEDED = "if-needed"


_SIGNS = {Stage.DONE: "✓", Stage.NOW: "▶", Stage.LATER: "○", Stage.IF_NEEDED: "○"}


def patient_sheet(record: CourseRecord, edition: Edition) -> Document:
    """The sheet to give to the patient; its title does not name the illness."""
    title = edition.words.gettext("Your care, step by step")
    blocks = _PatientSheet(Look(record, edition)).blocks()
    return frame.of_patient(Sheet.PATIENT, title, record, edition, blocks, type_size=TypeSize.LARGE)


class _PatientSheet:
    def __init__(self, look: Look) -> None:
        self.look = look
        self.site = look.edition.site
        self.words = look.words
        self._ = look.words.gettext
        self.steps = look.recorded.steps

    def blocks(self) -> Iterator[Block]:
        phases = tuple(self._phases())
        if phases:
            yield Heading(self._("Where am I?"))
            yield Table((Column((), 7), Column((), 78), Column((), 39)), phases, grid=False)
        if self.look.ending is None:
            yield Heading(self._("What comes next?"))
            yield from self._next()
        yield Heading(self._("Whom can I call?"))
        yield self._contacts()
        yield Heading(self._("My questions"))
        yield WritingRoom(least=42)

    # where am I

    def _phases(self) -> Iterator[tuple[Cell, ...]]:
        """The phases that have a name for patients, with a sign and a word each; after the end those that are done."""
        for phase in self.look.definition.phases:
            stage = self._stage(phase)
            if not phase.plain or stage is None or (self.look.ending and stage is not Stage.DONE):
                continue
            bold = stage is Stage.NOW
            cells = (_SIGNS[stage], phase.plain[self.words.language], self._stage_word(stage))
            yield tuple((plain(text, bold=bold),) for text in cells)

    def _stage(self, phase: Phase) -> Stage | None:
        """None where nothing of the phase was done or will be."""
        states = [step.state.state for step in self.steps if step.checkpoint.phase == phase.id]
        unfinished = [state for state in states if state not in FINISHED_STATES]
        if not unfinished:
            return Stage.DONE if State.DONE in states else None
        if any(state in _NOW for state in unfinished):
            return Stage.NOW
        if all(state is State.UNDECIDED for state in unfinished) and State.DONE not in states:
            return Stage.IF_NEEDED
        return Stage.LATER

    def _stage_word(self, stage: Stage) -> str:
        pgettext = self.words.pgettext
        return {
            Stage.DONE: pgettext("phase of a patient", "done"),
            Stage.NOW: pgettext("phase of a patient", "now"),
            Stage.LATER: pgettext("phase of a patient", "later"),
            Stage.IF_NEEDED: pgettext("phase of a patient", "only if needed"),
        }[stage]

    # what comes next

    def _next(self) -> Iterator[Block]:
        told: dict[str, Text] = {}
        for step in self.steps:
            text = self._plain(step.checkpoint.plain)
            if step.state.state in _NOW and text and text not in told:
                told[text] = self._when(step)
        steps = list(told.items())[:MOST_TOLD]
        if not steps:
            yield Lines(
                (plain(self._("We are preparing the next step. Your care team will tell you more.")),)
            )
            return
        yield Table((Column((), 1),), tuple(((plain(text), when),) for text, when in steps), grid=False)
        sentences = []
        if any(when for _text, when in steps):
            sentences.append(self._("A date can still change; we will tell you in time."))
        if not all(when for _text, when in steps):
            sentences.append(self._("Where no date is given, we will tell you when it is."))
        yield Lines((plain(" ".join(sentences)),))

    def _when(self, step: Step) -> Text:
        """The day, as far as it lies ahead; empty without a date, and for what is late."""
        state = step.state
        if state.state is State.RUNNING and state.clock_end is not None:
            told = self._("At least until {day}, {time}")
            end = state.clock_end
            return plain(told.format(day=self._day(end), time=self.words.time(end)), bold=True)
        if state.due is None or state.timing is Timing.OVERDUE:
            return ()
        today = local_date(state.due, self.words.zone) == local_date(self.look.now, self.words.zone)
        told = self._("Today, {day}") if today else self._("Around {day}")
        return plain(told.format(day=self._day(state.due)), bold=True)

    def _day(self, instant: datetime) -> str:
        return self.words.long_day(local_date(instant, self.words.zone))

    def _plain(self, text: LocalText) -> str:
        return text[self.words.language] if text else ""

    # whom to call

    def _contacts(self) -> Table:
        _ = self._
        rows = (
            self._contact(
                _("For a question or an appointment"), self.site.contact_ordinary, "contact_ordinary"
            ),
            self._contact(_("When it cannot wait"), self.site.contact_urgent, "contact_urgent"),
        )
        return Table((Column((), 59), Column((), 65)), rows, grid=False, row_height=_TO_WRITE_ON)

    def _contact(self, label: str, contact: str, setting: str) -> tuple[Cell, ...]:
        """A telephone number stays on one line; without a contact the rule below the row is there to write it on."""
        if not contact.strip():
            return (plain(label),), ()
        whole_numbers = re.sub(r"(?<=\d) (?=\d)", NO_BREAK, contact)
        return (plain(label),), ((Run(whole_numbers, True, Place(None, f"{label} ({setting})")),),)
