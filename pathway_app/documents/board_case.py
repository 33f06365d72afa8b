"""One patient's page for the tumour board: what was found, what the document says, and room to sign and decide.

No box is ever ticked: what was recorded already is told in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pathway_app.documents import frame
from pathway_app.documents.board_findings import earlier_rounds, found
from pathway_app.documents.board_question import BoardQuestion
from pathway_app.documents.edition import Edition
from pathway_app.documents.findings import Findings, notes
from pathway_app.documents.model import (
    Block,
    Cell,
    Column,
    ColumnKind,
    Document,
    Heading,
    Lines,
    Table,
    Text,
    WritingRoom,
    joined,
    plain,
)
from pathway_app.documents.situation import Situation
from pathway_app.documents.so_far import so_far
from pathway_app.documents.variances import Variances
from pathway_app.domain.definition import Field
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Sheet

_TO_SIGN = 18.0
_TO_TICK = 13.0
_EMPTY: Cell = ()


def board_case(record: CourseRecord, edition: Edition, number: int) -> Document:
    """The page of the case with that number on the meeting's list. Raises Refused (`no-board`)."""
    title = edition.words.gettext("Tumour board — case {number}").format(number=number)
    blocks = _Case(BoardQuestion(record, edition)).blocks()
    return frame.of_patient(Sheet.BOARD_CASE, title, record, edition, blocks)


class _Case:
    def __init__(self, question: BoardQuestion) -> None:
        self.question = question
        self.board = question.board
        self.look = question.look
        self.definition = question.look.definition
        self.words = question.words
        self._ = question.words.gettext
        self.recorded = question.recorded
        self.findings = Findings(self.recorded)
        self.situation = Situation(self.look)

    def blocks(self) -> Iterator[Block]:
        """What to read first, then what to write; the facts of this round stand with the room for them."""
        attendance = list(self._attendance())
        yield Heading(self._("Question for the tumour board"))
        yield Lines(tuple(self._asked()))
        yield from _section(self._("History and findings"), found(self.question, self.findings))
        yield from _section(
            self._("Earlier rounds and follow-up"), earlier_rounds(self.question, self.findings)
        )
        yield from _section(self._("Variances"), Variances(self.recorded).blocks())
        yield from _section(self._("Notes"), notes(self.look))
        yield from _section(self._("Also recorded"), so_far(self.look, self.findings, bare=False))
        yield from _section(self._("What the document says"), self._route())
        yield from attendance
        yield from self._decision()

    def _asked(self) -> Iterator[Text]:
        yield joined(" · ", (*self.question.texts(), self.question.due()))
        yield joined(" · ", (plain(self.situation.day_count()), plain(self.situation.phase())))
        if self.look.ending is not None:
            yield self.situation.ended()

    def _route(self) -> Iterator[Block]:
        """The documented route with its place, never advice; of a further round the document says nothing."""
        routes = self.definition.routes
        if routes is None or routes.decision_checkpoint != self.board.decision or self.question.round > 1:
            return
        not_known = self._("Not known yet: the findings on which it depends are not all recorded.")
        yield Lines((self.situation.route() or plain(not_known),))

    def _attendance(self) -> Iterator[Block]:
        """Who takes part: what was recorded of this round, then a line for each discipline to sign on."""
        discussed = self.question.step(self.board.discussed, self.question.round)
        field = discussed.checkpoint.field(self.board.disciplines)
        assert field is not None
        yield Heading(field.title[self.words.language])
        told = self.findings.facts([discussed] if discussed.chain else [])
        if told is not None:
            yield told
        columns = (
            Column((), 5, ColumnKind.TICK),
            Column(plain(self._("Discipline")), 38),
            Column(plain(self._("Name")), 45),
            Column(plain(self._("Signature")), 36),
        )
        rows = tuple((_EMPTY, (plain(title),), _EMPTY, _EMPTY) for title in self._options(field))
        yield Table(columns, rows, row_height=_TO_SIGN)

    def _decision(self) -> Iterator[Block]:
        """Each option as an empty box, date and signature, and the rest of the page for the rationale."""
        checkpoint = self.definition.by_id[self.board.decision]
        yield Heading(checkpoint.title[self.words.language])
        chosen = [field for field in checkpoint.fields if field.options]
        for field in chosen:
            if len(chosen) > 1:
                yield Lines((plain(field.title[self.words.language], bold=True),))
            yield self._boxes(self._options(field))
        labels = (self._("Date"), self._("Name"), self._("Signature"))
        signing = tuple((plain(f"{label}:", bold=True),) for label in labels)
        yield Table((Column((), 32), Column((), 52), Column((), 40)), (signing,), row_height=24)
        written = [field.title[self.words.language] for field in checkpoint.fields if not field.options]
        yield Heading(" · ".join(written) or self._("Remarks"))
        yield WritingRoom(least=62)

    def _boxes(self, titles: list[str]) -> Table:
        """A box for each title, two beside each other where none is left over."""
        beside = 2 if len(titles) % 2 == 0 else 1
        columns = (Column((), 5, ColumnKind.TICK), Column((), 124 / beside - 5)) * beside
        half = len(titles) // beside
        rows = zip(*(titles[n * half : (n + 1) * half] for n in range(beside)), strict=True)
        cells = tuple(tuple(cell for title in row for cell in (_EMPTY, (plain(title),))) for row in rows)
        return Table(columns, cells, row_height=_TO_TICK)

    def _options(self, field: Field) -> list[str]:
        return [option.title[self.words.language] for option in field.options]


def _section(title: str, content: Iterable[Block]) -> Iterator[Block]:
    blocks = list(content)
    if blocks:
        yield Heading(title)
        yield from blocks
