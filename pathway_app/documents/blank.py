"""Checklists to fill in by hand while no computer works, in the order of the screen on which they are typed over."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pathway_app import wording
from pathway_app.documents import frame
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.code_words import variance_class
from pathway_app.documents.edition import Edition
from pathway_app.documents.look import Look
from pathway_app.documents.model import (
    TO_WRITE_IN,
    Block,
    Cell,
    Column,
    ColumnKind,
    Document,
    Heading,
    Lines,
    Run,
    Table,
    Text,
    ToFill,
    TypeSize,
    WritingRoom,
    joined,
    plain,
)
from pathway_app.documents.recorded import Step
from pathway_app.documents.situation import Situation
from pathway_app.domain.course import FINISHED_STATES, State
from pathway_app.domain.definition import Checkpoint, Field, FieldKind, PathwayDefinition, Phase
from pathway_app.domain.entries import VarianceClass
from pathway_app.i18n import Words
from pathway_app.messages import INPUTS
from pathway_app.people import Sex
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Sheet
from pathway_app.wording import Mark

_CLASSES = (VarianceClass.PATIENT, VarianceClass.CLINICIAN, VarianceClass.ORGANISATION)
_ROOM_FOR_NOTES = 80.0
_EMPTY: Cell = ()


def blank(record: CourseRecord, edition: Edition) -> Document:
    """What is still to be done or decided in one course; what is finished is only named."""
    checklist = _Checklist(record.definition, edition.words)
    blocks = _of_course(Look(record, edition), checklist)
    title = _title(record.definition, edition.words)
    return frame.of_patient(Sheet.BLANK, title, record, edition, blocks, type_size=TypeSize.FORM)


def blank_pathway(definition: PathwayDefinition, edition: Edition) -> Document:
    """The whole pathway for a patient who is not on record, with room on every page to write who it is."""
    checklist = _Checklist(definition, edition.words)
    document = frame.of_ward(
        Sheet.BLANK, _title(definition, edition.words), edition, _of_pathway(definition, checklist)
    )
    return replace(document, type_size=TypeSize.FORM, to_identify=_to_identify(edition.words))


def _title(definition: PathwayDefinition, words: Words) -> str:
    return words.gettext("Checklist to fill in — {pathway}").format(
        pathway=definition.short_title[words.language]
    )


def _to_identify(words: Words) -> tuple[tuple[Text, ...], ...]:
    def label(field: str) -> Text:
        return plain(words.gettext(INPUTS[field]))

    letters = (wording.sex_letter(sex, words) for sex in (Sex.FEMALE, Sex.MALE, Sex.OTHER))
    sex = joined("  ", (label("sex"), *map(plain, map(_box, letters))))
    return (
        (label("family_name"), label("given_name")),
        (label("birth_date"), label("mrn"), sex, label("bed")),
    )


def _of_course(look: Look, checklist: _Checklist) -> Iterator[Block]:
    if look.ending is not None:
        yield Lines((Situation(look).ended(),))
        return
    yield checklist.how_to()
    for number, phase in enumerate(look.definition.phases, 1):
        steps = [step for step in look.recorded.steps if step.checkpoint.phase == phase.id]
        finished = checklist.finished(step for step in steps if step.state.state in FINISHED_STATES)
        rows = [checklist.step(look, step) for step in steps if step.state.state not in FINISHED_STATES]
        yield from checklist.phase(number, phase, finished, rows)
    yield from checklist.notes()


def _of_pathway(definition: PathwayDefinition, checklist: _Checklist) -> Iterator[Block]:
    yield checklist.how_to()
    for number, phase in enumerate(definition.phases, 1):
        yield from checklist.phase(number, phase, (), list(map(checklist.checkpoint, phase.checkpoints)))
    yield from checklist.notes()


class _Checklist:
    """The steps of one pathway as rows to fill in."""

    def __init__(self, definition: PathwayDefinition, words: Words) -> None:
        self.definition = definition
        self.words = words
        self._ = words.gettext
        classes = (_box(variance_class(each, words)) for each in _CLASSES)
        because = self._("Not done, or otherwise:   {boxes}, because")
        self._variance = ToFill(plain(because.format(boxes="   ".join(classes))))

    def how_to(self) -> Lines:
        """What is done with the sheet afterwards."""
        told = self._(
            "For when no computer works. Tick what was done, with day, time and initials; afterwards everything is "
            "typed over in the program, on the patient's course with “{button}”."
        )
        return Lines((plain(told.format(button=self._("Enter from paper…"))),))

    def phase(
        self, number: int, phase: Phase, finished: Text, rows: list[tuple[Cell, ...]]
    ) -> Iterator[Block]:
        """A row for each step to fill in, under the phase and what is finished of it; that alone where all is."""
        title = (*plain(f"{number} {phase.title[self.words.language]}", bold=True), Run("   "), *finished)
        if rows:
            columns = (
                Column((), 4.6, ColumnKind.TICK),
                Column(title, 104),
                Column(plain(self._("Day")), 12),
                Column(plain(self._("Time")), 11),
                Column(plain(self._("Initials")), 12),
            )
            yield Table(columns, tuple(rows), row_height=TO_WRITE_IN)
        elif finished:
            yield Lines((title,))

    def notes(self) -> Iterator[Block]:
        yield Heading(self._("Notes, each with day, time and initials"))
        yield WritingRoom(_ROOM_FOR_NOTES)

    def finished(self, steps: Iterable[Step]) -> Text:
        """`✓ MRI   ✓ Surgery decided   – Rehabilitation`"""
        told = (self._finished(step) for step in steps)
        return joined("   ", told)

    def _finished(self, step: Step) -> Text:
        state = step.state
        sign = Mark.DONE.sign
        if state.state is State.NOT_APPLICABLE:
            sign = Mark.NOT_APPLICABLE.sign
        elif state.variance or state.state is State.SKIPPED:
            sign = Mark.VARIANCE.sign
        title = wording.step_title(self.definition, step.checkpoint.id, state.round, self.words, short=True)
        return plain(f"{sign} {title}".replace(" ", NO_BREAK))

    def step(self, look: Look, step: Step) -> tuple[Cell, ...]:
        """An open or undecided step of a course."""
        state = step.state
        title = (*plain(look.recorded.title(step), bold=True), *self._who(step.checkpoint))
        until = self._until(look, step)
        lines: list[Text] = [(*title, Run(" · "), *until) if until else title]
        if state.missing_answer is not None:
            missing = wording.missing_answer(self.definition, state.missing_answer, self.words)
            undecided = self._("Not decided yet whether it applies: {missing}")
            lines.append(plain(undecided.format(missing=missing)))
        if state.waiting_for:
            lines.append(plain(wording.waits_for(self.definition, state.waiting_for, self.words)))
        return self._row(step.checkpoint, lines)

    def checkpoint(self, checkpoint: Checkpoint) -> tuple[Cell, ...]:
        """A step of the pathway, for whoever comes to it."""
        title = (*plain(checkpoint.title[self.words.language], bold=True), *self._who(checkpoint))
        lines: list[Text] = [title]
        if checkpoint.condition is not None:
            condition = wording.condition(self.definition, checkpoint.condition, self.words)
            lines.append(plain(self._("only with {condition}").format(condition=condition)))
        if checkpoint.needs:
            lines.append(plain(wording.waits_for(self.definition, checkpoint.needs, self.words)))
        if checkpoint.clock is not None:
            hours = self.words.ngettext("{n} hour", "{n} hours", checkpoint.clock.hours)
            after = self.definition.by_id[checkpoint.clock.after].title[self.words.language]
            lines.append(plain(self._("{span} after “{step}”").format(span=hours, step=after)))
        if checkpoint.rounds is not None:
            lines.append(ToFill(plain(self._("Round (1 the first time)"))))
        return self._row(checkpoint, lines)

    def _row(self, checkpoint: Checkpoint, lines: list[Text]) -> tuple[Cell, ...]:
        language = self.words.language
        if checkpoint.occurred_title:
            moment = checkpoint.occurred_title[language]
            lines.append(plain(self._("Day and time: {moment}").format(moment=moment)))
        lines += (self._field(checkpoint, field) for field in checkpoint.fields)
        lines.append(self._variance)
        return _EMPTY, tuple(lines), _EMPTY, _EMPTY, _EMPTY

    def _who(self, checkpoint: Checkpoint) -> Text:
        who = checkpoint.who[self.words.language]
        return plain(f" · {who}") if who else ()

    def _until(self, look: Look, step: Step) -> Text:
        """Until when, never how long from now: the sheet is read later than it is printed."""
        state, now = step.state, look.now
        term = wording.checkpoint_term(state, now, self.words)
        end = state.clock_end if state.state is State.RUNNING else state.due
        if term is None or end is None:
            return ()
        whole_day = wording.is_whole_day(end, self.words)
        moment = self.words.short_day(end, now) if whole_day else self.words.short_moment(end, now)
        until = self._("until {moment}") if term.mark is Mark.RUNNING else self._("by {moment}")
        told = until.format(moment=moment).replace(" ", NO_BREAK)
        return plain(f"{term.mark.sign}{NO_BREAK}{told}", bold=term.mark in (Mark.OVERDUE, Mark.RUNNING))

    def _field(self, checkpoint: Checkpoint, field: Field) -> Text:
        """The question with its options to tick, or with a line to write on."""
        question = self._question(checkpoint, field)
        if not field.options:
            return ToFill(plain(f"{question}:"))
        boxes = "   ".join(_box(option.title[self.words.language]) for option in field.options)
        return plain(f"{question}:   {boxes}")

    def _question(self, checkpoint: Checkpoint, field: Field) -> str:
        language, more = self.words.language, []
        if field.kind is FieldKind.INTEGER:
            bounds = (field.minimum, field.maximum)
            more.append(wording.unit(field, self.words))
            if None not in bounds:
                more.append("{}–{}".format(*bounds))
        if field.kind is FieldKind.SEVERAL:
            more.append(self._("more than one may apply"))
        if field.only_with is not None:
            asked = checkpoint.field(field.only_with.field)
            assert asked is not None
            wanted = " / ".join(wording.answer(asked, value, self.words) for value in field.only_with.values)
            more.append(self._("only with {condition}").format(condition=f"“{wanted}”"))
        if not field.required:
            more.append(self._("may be left empty"))
        told = ", ".join(filter(None, more))
        title = field.title[language]
        return f"{title} ({told})" if told else title


def _box(title: str) -> str:
    """An empty box with its answer, which stay on one line."""
    return f"☐{NO_BREAK}{title.replace(' ', NO_BREAK)}"
