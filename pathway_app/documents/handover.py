"""The handover sheet of one patient, in the words of ISBAR: what the next shift takes along to the bedside.

Every word of every effective entry stands on it: in background and assessment where the pathway's outline says
so, else under "Recorded so far".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway_app import wording
from pathway_app.documents import frame
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.changes import Changes
from pathway_app.documents.edition import Edition
from pathway_app.documents.findings import Findings, notes
from pathway_app.documents.look import Look
from pathway_app.documents.model import (
    Block,
    Cell,
    Column,
    Document,
    Heading,
    Lines,
    Run,
    Table,
    Text,
    WritingRoom,
    compose,
    joined,
    plain,
)
from pathway_app.documents.read_back import read_back
from pathway_app.documents.recorded import Step
from pathway_app.documents.situation import Situation
from pathway_app.documents.tasks import Tasks
from pathway_app.documents.variances import Variances
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Issue, Sheet

_EMPTY: Cell = ()


def handover(record: CourseRecord, edition: Edition, previous: Issue | None = None) -> Document:
    """The sheet of one course as the record showed it; `previous` is when its handover was issued last."""
    title = edition.words.gettext("Handover sheet — {pathway}").format(
        pathway=record.definition.short_title[edition.words.language]
    )
    sheet = _Handover(Look(record, edition), previous)
    return frame.of_patient(Sheet.HANDOVER, title, record, edition, sheet.blocks())


class _Handover:
    def __init__(self, look: Look, previous: Issue | None) -> None:
        self.look = look
        self.previous = previous
        self.definition = look.definition
        self.words = look.words
        self._ = look.words.gettext
        self.recorded = look.recorded
        self.findings = Findings(self.recorded)
        self.situation = Situation(look)

    def blocks(self) -> Iterator[Block]:
        yield Heading(self._("Situation"), "S")
        yield from Changes(self.look, self.previous).blocks(self.situation.lines())
        yield from self._section(self._("Background"), "B", self._background())
        yield from self._section(self._("Assessment"), "A", self._assessment())
        yield from self._section(self._("To do"), "R", self._to_do())
        yield from self._section(self._("Variances"), "≠", Variances(self.recorded).blocks())
        yield from self._section(self._("Notes"), "", notes(self.look))
        yield from self._section(self._("Recorded so far"), "", self._rest())
        yield Heading(self._("Handed over · notes of the next shift"))
        yield read_back(self.words)
        yield WritingRoom(least=24)

    def _section(self, title: str, letter: str, content: Iterator[Block]) -> Iterator[Block]:
        blocks = list(content)
        if blocks:
            yield Heading(title, letter)
            yield from blocks

    def _background(self) -> Iterator[Block]:
        facts = self.findings.background(self.definition.outline.background)
        if facts is not None:
            yield facts
        route = self.situation.route()
        if route:
            yield Lines((route,))

    def _assessment(self) -> Iterator[Block]:
        comparison = self.definition.outline.comparison
        now = self.look.ending is None
        found = self.findings.compared(comparison, now=now) if comparison else None
        found = found or self.findings.latest()
        if found is not None:
            yield found

    def _to_do(self) -> Iterator[Block]:
        if self.look.ending is None:
            yield from Tasks(self.recorded).blocks()

    def _rest(self) -> Iterator[Block]:
        """One row a phase: the steps that stand nowhere else, and what was entered in error."""
        untold = self.findings.untold()
        retractions = list(self.recorded.retractions)
        rows: list[tuple[Cell, ...]] = []
        for phase in self.definition.phases:
            items = [self._item(step) for step in untold if step.checkpoint.phase == phase.id]
            for wrong, retraction in retractions:
                place = self.recorded.place_of(wrong)
                if place is not None and place.phase == phase.id:
                    items.append(self.recorded.retracted(wrong, retraction))
            if items:
                rows.append(
                    ((plain(phase.short_title[self.words.language], bold=True),), self._flowing(items))
                )
        others = [pair for pair in retractions if self.recorded.place_of(pair[0]) is None]
        if others:
            rows.append((_EMPTY, tuple(self.recorded.retracted(*pair) for pair in others)))
        if rows:
            yield Table((Column((), 23), Column((), 101)), tuple(rows), grid=False)

    def _flowing(self, items: Sequence[Text]) -> Cell:
        return (joined("   ", items),)

    def _item(self, step: Step) -> Text:
        entry = step.entry
        assert entry is not None
        sign = wording.mark_of(step.state, self.look.now).sign
        begin = compose(
            f"{{sign}}{NO_BREAK}{{title}} {{moment}}",
            sign=sign,
            title=self.recorded.title(step),
            moment=self.recorded.moment(entry),
        )
        found = joined(
            " · ", (self.recorded.decided(step), self.findings.answers(step), *self.recorded.marks(step))
        )
        return (*begin, Run(": "), *found) if found else begin
