"""What the right side of the tumour board shows of one course, read beside the window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pathway_app import wording
from pathway_app.documents.board_findings import earlier_rounds, found
from pathway_app.documents.board_question import BoardQuestion
from pathway_app.documents.findings import Findings, notes
from pathway_app.documents.model import Block, Lines, Run, Table, Text, joined
from pathway_app.meetings import Meeting
from pathway_app.queries import CourseRecord
from ui.board.agenda import round_before

if TYPE_CHECKING:
    from pathway_app.documents.edition import Edition


@dataclass(frozen=True, slots=True)
class Fact:
    """What was found at one step; `value` in runs, as on paper."""

    label: str
    value: Text


@dataclass(frozen=True, slots=True)
class BoardCase:
    """`record` is what was read; `round` is the one before the board. `no_route` says why no route is cited."""

    record: CourseRecord
    round: int
    name: str
    identifiers: str
    question: tuple[Text, ...]
    facts: tuple[Fact, ...]
    no_route: str


def board_case_of(record: CourseRecord, edition: Edition, meeting: Meeting | None) -> BoardCase:
    """Raises Refused (`no-board`)."""
    words, identity = edition.words, record.patient.identity
    question = BoardQuestion(record, edition)
    round_ = round_before(question, meeting)
    sex = wording.sex_letter(identity.sex, words)
    no_route = ""
    routes = record.definition.routes
    if round_ > 1 and routes is not None and routes.decision_checkpoint == question.board.decision:
        template = words.gettext(
            "The document speaks of the first round; for round {round} it gives no route."
        )
        no_route = template.format(round=round_)
    return BoardCase(
        record=record,
        round=round_,
        name=identity.display_name,
        identifiers=wording.in_a_row((wording.born(identity, edition.as_of, words), sex, identity.mrn)),
        question=question.texts(),
        facts=tuple(_facts(question, words.gettext("Note"))),
        no_route=no_route,
    )


def _facts(question: BoardQuestion, note: str) -> Iterator[Fact]:
    findings = Findings(question.recorded)
    yield from _of_blocks(found(question, findings))
    yield from _of_blocks(earlier_rounds(question, findings))
    for each in _of_blocks(notes(question.look)):
        yield Fact(f"{note} · {each.label}", each.value)


def _of_blocks(blocks: Iterator[Block]) -> Iterator[Fact]:
    for block in blocks:
        if isinstance(block, Lines):
            for paragraph in block.paragraphs:
                yield Fact("", paragraph)
        elif isinstance(block, Table):
            yield from _compared(block) if any(each.title for each in block.columns) else _told(block)


def _told(table: Table) -> Iterator[Fact]:
    """Rows of when, what and the rest: the moment stands before what was found."""
    for when, what, rest in table.rows:
        texts = [text for text in (*when, *rest) if text]
        yield Fact(" · ".join(_plain(text) for text in what), joined(" · ", texts))


def _compared(table: Table) -> Iterator[Fact]:
    """The same questions side by side, as one fact: `Gait: normal → impaired`."""
    titles = [_plain(each.title) for each in table.columns if each.title]
    parts: list[Text] = []
    for head, *cells in table.rows:
        question = joined(" ", head)
        answers = joined(" → ", [joined(" ", cell) for cell in cells])
        parts.append((*question, Run(": "), *answers) if question else answers)
    yield Fact(" → ".join(titles), joined(" · ", parts))


def _plain(text: Text) -> str:
    return "".join(run.text for run in text)
