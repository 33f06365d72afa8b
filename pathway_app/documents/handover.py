"""The handover sheet of one patient, in the words of ISBAR: what the next shift takes along to the bedside.

Every word of every effective entry stands on it: in background and assessment where the pathway's outline says
so, else under "Recorded so far".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from pathway_app import wording
from pathway_app.documents import frame
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.code_words import outcome_word, variance_class
from pathway_app.documents.edition import Edition
from pathway_app.documents.findings import Findings, fact_table
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
from pathway_app.documents.recorded import Recorded, Step
from pathway_app.documents.tasks import Tasks
from pathway_app.domain.course import CourseState, State, Timing, course_state
from pathway_app.domain.entries import Action, Entry, Standings, Variance
from pathway_app.domain.reckoning import NO_ROUTE
from pathway_app.i18n import Words
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Issue, Sheet
from pathway_app.wording import Mark

RECENT = timedelta(days=14)
"""how long after its end a clock is still told in the situation"""

_EMPTY: Cell = ()


def handover(record: CourseRecord, edition: Edition, previous: Issue | None = None) -> Document:
    """The sheet of one course as the record showed it; `previous` is when its handover was issued last."""
    words = edition.words
    title = words.gettext("Handover sheet — {pathway}").format(
        pathway=record.definition.short_title[words.language]
    )
    sheet = _Handover(record, edition.as_of, words, edition.names)
    return frame.of_patient(Sheet.HANDOVER, title, record, edition, sheet.blocks())


class _Handover:
    def __init__(self, record: CourseRecord, now: datetime, words: Words, names: Mapping[str, str]) -> None:
        self.record = record
        self.definition = record.definition
        self.outline = record.definition.outline
        self.now = now
        self.words = words
        self._ = words.gettext
        self.ending = record.course.ended(now)
        self.state: CourseState = course_state(
            record.definition, record.course.entries, now, ended=self.ending is not None, zone=words.zone
        )
        self.recorded = Recorded(
            record.definition, record.course.entries, self.state.checkpoints, words, now, names
        )
        self.findings = Findings(self.recorded)

    def blocks(self) -> Iterator[Block]:
        yield Heading(self._("Situation"), "S")
        yield Lines(tuple(self._situation()))
        yield from self._section(self._("Background"), "B", self._background())
        yield from self._section(self._("Assessment"), "A", self._assessment())
        yield from self._section(self._("To do"), "R", self._to_do())
        yield from self._section(self._("Variances"), "≠", self._variances())
        yield from self._section(self._("Notes"), "", self._notes())
        yield from self._section(self._("Recorded so far"), "", self._rest())
        yield Heading(self._("Notes of the next shift"))
        yield WritingRoom()

    def _section(self, title: str, letter: str, content: Iterator[Block]) -> Iterator[Block]:
        blocks = list(content)
        if blocks:
            yield Heading(title, letter)
            yield from blocks

    # S

    def _situation(self) -> Iterator[Text]:
        parts = [plain(text, bold=True) for text in (self._day_count(), self._phase()) if text]
        yield joined(" · ", (*parts, *self._counts()))
        yield from self._clocks()
        if self.ending is not None:
            yield self._ended()
        if self.record.number > 1:
            template = self._("Course {number} of this patient; the earlier ones are in the program.")
            yield plain(template.format(number=self.record.number))

    def _day_count(self) -> str:
        return wording.day_count(self.definition, self.state, self.now, self.words)

    def _phase(self) -> str:
        phases = self.definition.phases
        if self.state.phase is None:
            return self._("All phases finished")
        number, phase = next((n, each) for n, each in enumerate(phases, 1) if each.id == self.state.phase)
        return self._("Phase {number} of {count}: {title}").format(
            number=number, count=len(phases), title=phase.title[self.words.language]
        )

    def _counts(self) -> Iterator[Text]:
        states, words = self.state.checkpoints, self.words
        overdue = sum(state.timing is Timing.OVERDUE for state in states)
        today = sum(state.timing is Timing.DUE_TODAY for state in states)
        variances = sum(state.variance_open for state in states)
        if overdue:
            yield _signed(Mark.OVERDUE, words.ngettext("{n} overdue", "{n} overdue", overdue))
        if today:
            yield _signed(Mark.DUE_TODAY, words.ngettext("{n} due today", "{n} due today", today))
        if not overdue and not today and self.ending is None:
            yield plain(self._("nothing overdue or due today"))
        if variances:
            yield _signed(Mark.VARIANCE, words.ngettext("{n} open variance", "{n} open variances", variances))

    def _clocks(self) -> Iterator[Text]:
        """Each clock that runs, with what is left and its absolute end; one that ended lately, with how long it was."""
        for step in self.recorded.steps:
            state, clock = step.state, step.checkpoint.clock
            if clock is None or state.clock_end is None:
                continue
            title = self.recorded.title(step)
            if state.state is State.RUNNING:
                term = wording.clock_term(state.clock_end, self.now, self.words)
                told = Run(f"{term.short}, {term.absolute}", bold=True)
                yield compose("▶ {title}: {told}", title=title, told=told)
            elif step.entry and step.entry.occurred_at and self.now - step.entry.occurred_at <= RECENT:
                elapsed = step.entry.occurred_at - (state.clock_end - timedelta(hours=clock.hours))
                if step.action is Action.COMPLETE and elapsed >= timedelta():
                    early = step.entry.occurred_at < state.clock_end
                    yield compose(
                        self._("≠ {title}, before the time was over: {moment} (after {time})")
                        if early
                        else self._("{title}: {moment} (after {time})"),
                        title=title,
                        moment=Run(self.recorded.moment(step.entry), bold=True),
                        time=self.words.duration(elapsed),
                    )

    def _ended(self) -> Text:
        assert self.ending is not None
        return compose(
            self._("Course ended {moment}: {outcome}. {reason}"),
            moment=Run(self.words.moment(self.ending.at), bold=True),
            outcome=Run(outcome_word(self.ending.outcome, self.words), bold=True),
            reason=self.recorded.typed(self.ending.reason, "reason", None),
        )

    # B

    def _background(self) -> Iterator[Block]:
        wanted = self.outline.background
        facts = self.findings.facts(
            step for step in self.recorded.steps if step.checkpoint.id in wanted and step.chain
        )
        if facts is not None:
            yield facts
        route = self._route()
        if route:
            yield Lines((route,))

    def _route(self) -> Text:
        """What the document says for these findings, with its place; it is never advice."""
        routes, found = self.definition.routes, self.state.documented_route
        if routes is None or found is None:
            return ()
        if found == NO_ROUTE:
            return plain(self._("The document gives no route for these findings."))
        route = next(each for each in routes.routes if each.id == found)
        places = [
            self.definition.statements[each].place[self.words.language]
            for each in route.origin.statements
            if each in self.definition.statements
        ]
        return plain(f"{route.title[self.words.language]} ({'; '.join((route.id, *places))})")

    # A

    def _assessment(self) -> Iterator[Block]:
        comparison = self.outline.comparison
        found = self.findings.compared(comparison) if comparison else None
        found = found or self.findings.latest()
        if found is not None:
            yield found

    # R

    def _to_do(self) -> Iterator[Block]:
        if self.ending is None:
            yield from Tasks(self.recorded).blocks()

    # variances, the rest, notes

    def _variances(self) -> Iterator[Block]:
        """Class, reason, action and who follows it up; the reason takes the room of what nobody filled in."""
        steps = [step for step in self.recorded.steps if step.state.variance]
        filled = [
            (title, share, cells)
            for title, share, tell in (
                (self._("Action"), 23, self._action),
                (self._("Follow-up by"), 21, self._follow_up_by),
            )
            if any(cells := [tell(step) for step in steps])
        ]
        columns = [
            (self._("Step"), 46, [self._departure(step) for step in steps]),
            (self._("Variance"), 27, [self._variance_class(step) for step in steps]),
            (self._("Reason"), 76 - sum(share for _, share, _ in filled), [self._reason(s) for s in steps]),
            *filled,
        ]
        if steps:
            heads = tuple(Column(plain(title), share) for title, share, _ in columns)
            yield Table(heads, tuple(zip(*(cells for _, _, cells in columns), strict=True)))

    def _departure(self, step: Step) -> Cell:
        moment = self.recorded.moment(step.entry) if step.entry else ""
        return (plain(f"{self.recorded.title(step)} {moment}"),)

    def _variance_class(self, step: Step) -> Cell:
        kind = variance_class(_variance(step).variance_class, self.words)
        state = self._("open") if step.state.variance_open else self._("closed")
        return (plain(f"{kind} · {state}", bold=step.state.variance_open),)

    def _reason(self, step: Step) -> Cell:
        reason = _variance(step).reason
        if not reason.strip():
            reason = self._("no reason given")
        told = self.recorded.typed(reason, "variance.reason", step.checkpoint)
        return (told,), self.recorded.closed(step)

    def _action(self, step: Step) -> Cell:
        return self._told(_variance(step).action, "variance.action", step)

    def _follow_up_by(self, step: Step) -> Cell:
        return self._told(_variance(step).follow_up_by, "variance.follow_up_by", step)

    def _told(self, typed: str, field: str, step: Step) -> Cell:
        return ((self.recorded.typed(typed, field, step.checkpoint),),) if typed.strip() else ()

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
                rows.append(((plain(phase.title[self.words.language], bold=True),), self._flowing(items)))
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
        sign = wording.mark_of(step.state, self.now).sign
        begin = compose(
            f"{{sign}}{NO_BREAK}{{title}} {{moment}}",
            sign=sign,
            title=self.recorded.title(step),
            moment=self.recorded.moment(entry),
        )
        found = joined(
            " · ", (self.recorded.decided(step), self.recorded.answers(step), *self.recorded.marks(step))
        )
        return (*begin, Run(": "), *found) if found else begin

    def _notes(self) -> Iterator[Block]:
        notes = Standings(self.recorded.entries).notes
        if notes:
            rows = tuple(self._note(entry) for entry in notes)
            yield fact_table(rows)

    def _note(self, entry: Entry) -> tuple[Cell, ...]:
        checkpoint = self.definition.by_id.get(entry.checkpoint or "")
        about: Cell = (plain(checkpoint.title[self.words.language]),) if checkpoint else _EMPTY
        when = self.recorded.moment(entry) or self.recorded.recorded_at(entry)
        marks: Cell = (self.recorded.late(entry),) if entry.is_late else ()
        typed = self.recorded.typed(entry.text, "text", checkpoint)
        return (plain(when),), ((self.recorded.by(entry),), *about), ((typed,), *marks)


def _variance(step: Step) -> Variance:
    assert step.entry is not None and step.entry.variance is not None
    return step.entry.variance


def _signed(mark: Mark, text: str) -> Text:
    """The mark's sign and the words, which stay on one line with it."""
    return plain(f"{mark.sign}{NO_BREAK}{text}", bold=True)
