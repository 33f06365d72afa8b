"""The summary of a whole course: how it stands for the general practitioner, and every entry for the audit file.

First what holds (state, findings by phase with their origin, variances, what is open), then everything as it was
recorded, also what was corrected or taken back. Nothing is left out, and nothing is advised.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway_app import wording
from pathway_app.documents import frame
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.edition import Edition
from pathway_app.documents.findings import notes
from pathway_app.documents.log_of_course import LogOfCourse
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
    compose,
    joined,
    plain,
)
from pathway_app.documents.recorded import Step
from pathway_app.documents.situation import Situation
from pathway_app.documents.tasks import due
from pathway_app.documents.variances import Variances
from pathway_app.domain.course import State
from pathway_app.domain.definition import Origin
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Sheet


def summary(record: CourseRecord, edition: Edition) -> Document:
    """The summary of one course as the record showed it."""
    title = edition.words.gettext("Summary — {pathway}").format(
        pathway=record.definition.short_title[edition.words.language]
    )
    sheet = _Summary(Look(record, edition, full_dates=True))
    return frame.of_patient(Sheet.SUMMARY, title, record, edition, sheet.blocks())


class _Summary:
    def __init__(self, look: Look) -> None:
        self.look = look
        self.definition = look.definition
        self.recorded = look.recorded
        self.words = look.words
        self._ = look.words.gettext
        self._cited: set[str] = set()
        """the statements that the sheet names as the origin of something"""

    def blocks(self) -> Iterator[Block]:
        _ = self._
        yield Heading(_("State"))
        yield Lines(tuple(line for line in self._state() if line))
        for phase in self.definition.phases:
            steps = [step for step in self.recorded.steps if step.chain and step.checkpoint.phase == phase.id]
            if steps:
                yield Heading(phase.title[self.words.language])
                yield self._findings(steps)
        yield from self._section(_("Variances"), Variances(self.recorded).blocks())
        yield from self._section(_("Notes"), notes(self.look))
        if self.look.ending is None:
            yield Heading(_("Open"))
            yield from self._open()
        yield from self._section(_("Where it stands in the document"), self._citations())
        yield Heading(_("Every entry as recorded"))
        yield from LogOfCourse(self.look).blocks()

    def _section(self, title: str, content: Iterator[Block]) -> Iterator[Block]:
        blocks = list(content)
        if blocks:
            yield Heading(title)
            yield from blocks

    # how it stands

    def _state(self) -> Iterator[Text]:
        situation, enrolment = Situation(self.look), self.look.record.course.enrolment
        headline = wording.headline(self.definition, self.look.state, self.words)
        if headline:
            yield plain(" · ".join(headline), bold=True)
        yield from situation.lines()
        yield situation.route()
        yield compose(
            self._("Course begun {moment} by {name}; pathway “{pathway}”, version {version}."),
            moment=self.words.moment(enrolment.at),
            name=self.recorded.person(enrolment.by),
            pathway=self.definition.title[self.words.language],
            version=self.definition.version,
        )
        source = self.definition.source
        yield plain(
            self._(
                "The pathway follows the document “{title}” of {date}; what is marked local does not."
            ).format(title=source.title[self.words.language], date=self.words.day(source.date))
        )

    # findings by phase

    def _findings(self, steps: Sequence[Step]) -> Table:
        columns = (
            Column(plain(self._("When")), 21),
            Column(plain(self._("Step and who")), 36),
            Column(plain(self._("Found or done")), 48),
            Column(plain(self._("Origin")), 19),
        )
        return Table(columns, tuple(map(self._finding, steps)))

    def _finding(self, step: Step) -> tuple[Cell, ...]:
        entry = step.entry
        assert entry is not None
        sign = wording.mark_of(step.state, self.look.now).sign
        see = plain(self._("≠ see Variances")) if step.state.variance else ()
        found = joined(" · ", (self.recorded.decided(step), self.recorded.answers(step)))
        marks = joined(" · ", (*self.recorded.marks(step), see))
        return (
            (plain(self.recorded.moment(entry) or self.recorded.recorded_at(entry)),),
            (
                plain(f"{sign}{NO_BREAK}{self.recorded.title(step)}", bold=True),
                (self.recorded.by(step.chain[0]),),
            ),
            (found or plain(self._("done")), marks),
            tuple(self._origins(step)),
        )

    def _origins(self, step: Step) -> Iterator[Text]:
        """That of the step; then that of each answered question which the step's does not cover."""
        own = step.checkpoint.origin
        yield plain(self._origin(own))
        assert step.entry is not None
        for field in step.checkpoint.fields:
            covered = field.origin.is_local is own.is_local and {*field.origin.statements} <= {
                *own.statements
            }
            if field.id in step.entry.values and not covered:
                yield plain(f"{field.title[self.words.language]}: {self._origin(field.origin)}")

    def _origin(self, origin: Origin) -> str:
        """`local`, or `source: S7, S8`; where those stand in the document is told once, below."""
        if origin.is_local:
            return self._("local")
        self._cited.update(origin.statements)
        return self._("source: {statements}").format(statements=", ".join(origin.statements))

    def _citations(self) -> Iterator[Block]:
        """The places in the document of all that is cited on the sheet."""
        cited = [each for each in self.definition.statements.values() if each.id in self._cited]
        if cited:
            told = (plain(f"{each.id}: {each.place[self.words.language]}") for each in cited)
            yield Lines((joined(" · ", told),))

    # what is open

    def _open(self) -> Iterator[Block]:
        steps = [step for step in self.recorded.steps if step.state.is_open]
        if steps:
            columns = (
                Column(plain(self._("Step")), 46),
                Column(plain(self._("Who")), 27),
                Column(plain(self._("Due")), 32),
                Column(plain(self._("Origin")), 19),
            )
            yield Table(columns, tuple(map(self._open_step, steps)))
        else:
            yield Lines((plain(self._("nothing open")),))
        named = [
            self._named(title, state)
            for title, state in (
                (self._("Not decided yet:"), State.UNDECIDED),
                (self._("Does not apply, by the answers given:"), State.NOT_APPLICABLE),
            )
        ]
        lines = tuple(line for line in named if line)
        if lines:
            yield Lines(lines)

    def _open_step(self, step: Step) -> tuple[Cell, ...]:
        state = step.state
        what: list[Text] = [plain(self.recorded.title(step))]
        if state.waiting_for:
            what.append(plain(wording.waits_for(self.definition, state.waiting_for, self.words)))
        who = plain(step.checkpoint.who[self.words.language])
        term = due(state, self.look.now, self.words) or plain("–")
        return tuple(what), (who,), (term,), (plain(self._origin(step.checkpoint.origin)),)

    def _named(self, label: str, state: State) -> Text:
        """The steps without an entry that are in this state."""
        named = [
            self.recorded.title(s) for s in self.recorded.steps if s.state.state is state and not s.chain
        ]
        return (*plain(label, bold=True), Run(f" {', '.join(named)}")) if named else ()
