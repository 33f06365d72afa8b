"""The list of a tumour board meeting: whom it discusses, with room to write, and who waits for the diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from pathway_app import wording
from pathway_app.documents import frame
from pathway_app.documents.board_question import BoardQuestion
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.edition import Edition
from pathway_app.documents.model import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Lines,
    Shape,
    Table,
    Text,
    plain,
)
from pathway_app.documents.tasks import due
from pathway_app.domain.calendar import local_date
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Sheet

_ROW_HEIGHT = 58.0
_EMPTY: Cell = ()


def board_list(
    cases: Sequence[CourseRecord], waiting: Sequence[CourseRecord], edition: Edition, day: date | None
) -> Document:
    """The meeting of `day`, where that is known; cases are numbered in their order, from 1."""
    words = edition.words
    title = words.gettext("Tumour board list")
    if day is not None:
        title = words.gettext("Tumour board list — {day}").format(day=words.long_day(day))
    blocks = (*_cases(cases, edition), *_waiting(waiting, edition))
    return frame.of_ward(Sheet.BOARD_LIST, title, edition, blocks, shape=Shape.ACROSS)


def _cases(cases: Sequence[CourseRecord], edition: Edition) -> Iterator[Block]:
    _ = edition.words.gettext
    yield Heading(_("On the list"))
    if not cases:
        yield Lines((plain(_("Nobody is ready to be discussed.")),))
        return
    columns = (
        Column(plain(_("No.")), 10),
        Column(plain(_("Patient")), 42),
        Column(plain(_("Findings")), 46),
        Column(plain(_("Diagnosis")), 45),
        Column(plain(_("Question for the tumour board")), 42),
        Column(plain(_("Due")), 24),
        Column(plain(_("Present")), 33),
        Column(plain(_("Decision")), 44),
        Column(plain(_("Initials")), 18),
    )
    rows = tuple(_case(record, edition, number) for number, record in enumerate(cases, 1))
    yield Table(columns, rows, row_height=_ROW_HEIGHT, row_heads=2)


def _case(record: CourseRecord, edition: Edition, number: int) -> tuple[Cell, ...]:
    question = BoardQuestion(record, edition)
    return (
        (plain(str(number), bold=True),),
        _who(record, edition),
        tuple(question.headline()) or (plain("–"),),
        (question.diagnosis(),),
        question.texts(),
        (question.due() or plain("–"),),
        _EMPTY,
        _EMPTY,
        _EMPTY,
    )


def _who(record: CourseRecord, edition: Edition) -> Cell:
    """Name and two identifiers, below them age and sex."""
    identity, words = record.patient.identity, edition.words
    age = identity.age(local_date(edition.as_of, words.zone))
    told = words.gettext("{age} y").format(age=age).replace(" ", NO_BREAK)
    return (*frame.identifiers(identity, words), plain(f"{told} · {wording.sex_letter(identity.sex, words)}"))


def _waiting(waiting: Sequence[CourseRecord], edition: Edition) -> Iterator[Block]:
    if not waiting:
        return
    _ = edition.words.gettext
    yield Heading(_("Not on the list: waiting for the diagnosis"))
    columns = (
        Column(plain(_("Patient")), 60),
        Column(plain(_("Findings")), 110),
        Column(plain(_("Waits for")), 62),
        Column(plain(_("Since")), 30),
        Column(plain(_("Due")), 40),
    )
    yield Table(columns, tuple(_waiter(record, edition) for record in waiting), row_heads=1)


def _waiter(record: CourseRecord, edition: Edition) -> tuple[Cell, ...]:
    question = BoardQuestion(record, edition)
    step = question.step(question.board.diagnosis, 1)
    findings = tuple(question.headline()) or (plain("–"),)
    term = due(step.state, edition.as_of, edition.words) or plain("–")
    return (
        _who(record, edition),
        findings,
        (plain(question.recorded.title(step)),),
        (_since(question),),
        (term,),
    )


def _since(question: BoardQuestion) -> Text:
    """When the last of what the diagnosis itself waits for was done."""
    gates = question.step(question.board.diagnosis, 1).checkpoint.needs
    steps = (
        step for step in question.recorded.steps if step.checkpoint.id in gates and step.state.round == 1
    )
    entries = [step.entry for step in steps if step.is_done and step.entry and step.entry.occurred_at]
    if not entries:
        return plain("–")
    last = max(entries, key=lambda entry: entry.occurred_at or entry.recorded_at)
    return plain(question.recorded.moment(last))
