"""How a course stands, in a few lines: day, phase, what presses, its clocks, its end, the documented route."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from pathway_app import wording
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.code_words import outcome_word
from pathway_app.documents.look import Look
from pathway_app.documents.model import Run, Text, compose, joined, plain
from pathway_app.documents.recorded import Step
from pathway_app.domain.course import State, Timing
from pathway_app.domain.reckoning import NO_ROUTE
from pathway_app.wording import Mark

RECENT = timedelta(days=14)
"""how long after its end a clock is still told in the situation"""


class Situation:
    """One course at the moment of the look."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.recorded = look.recorded
        self.words = look.words
        self._ = look.words.gettext

    def lines(self) -> Iterator[Text]:
        """Day, phase and counts; each clock; the end of the course; that the patient had others."""
        parts = [plain(text, bold=True) for text in (self.day_count(), self.phase()) if text]
        yield joined(" · ", (*parts, *self._counts()))
        yield from self._clocks()
        if self.look.ending is not None:
            yield self.ended()
        if self.look.record.number > 1:
            template = self._("Course {number} of this patient; the earlier ones are in the program.")
            yield plain(template.format(number=self.look.record.number))

    def route(self) -> Text:
        """What the document says for these findings, with its place; empty where it is not known. Never advice."""
        definition, found = self.look.definition, self.look.state.documented_route
        routes = definition.routes
        if routes is None or found is None:
            return ()
        if found == NO_ROUTE:
            return plain(self._("The document gives no route for these findings."))
        route = next(each for each in routes.routes if each.id == found)
        places = [
            definition.statements[each].place[self.words.language]
            for each in route.origin.statements
            if each in definition.statements
        ]
        return plain(f"{route.title[self.words.language]} ({'; '.join((route.id, *places))})")

    def day_count(self) -> str:
        """`Day 11 after surgery`, perhaps empty."""
        return wording.day_count(self.look.definition, self.look.state, self.look.now, self.words)

    def phase(self) -> str:
        """`Phase 5 of 9: Pathology`."""
        phases, current = self.look.definition.phases, self.look.state.phase
        if current is None:
            return self._("All phases finished")
        number, phase = next((n, each) for n, each in enumerate(phases, 1) if each.id == current)
        return self._("Phase {number} of {count}: {title}").format(
            number=number, count=len(phases), title=phase.title[self.words.language]
        )

    def _counts(self) -> Iterator[Text]:
        states, words = self.look.state.checkpoints, self.words
        overdue = sum(state.timing is Timing.OVERDUE for state in states)
        today = sum(state.timing is Timing.DUE_TODAY for state in states)
        variances = sum(state.variance_open for state in states)
        if overdue:
            yield signed(Mark.OVERDUE, words.ngettext("{n} overdue", "{n} overdue", overdue))
        if today:
            yield signed(Mark.DUE_TODAY, words.ngettext("{n} due today", "{n} due today", today))
        if not overdue and not today and self.look.ending is None:
            yield plain(self._("nothing overdue or due today"))
        if variances:
            yield signed(Mark.VARIANCE, words.ngettext("{n} open variance", "{n} open variances", variances))

    def _clocks(self) -> Iterator[Text]:
        """Each clock that runs, with what is left and its absolute end; one that ended lately, with how long it was."""
        for step in self.recorded.steps:
            if step.checkpoint.clock is None or step.state.clock_end is None:
                continue
            if step.state.state is State.RUNNING:
                yield self.clock(step, self.recorded.title(step))
            else:
                yield from self._stopped(step)

    def clock(self, step: Step, title: str) -> Text:
        """What the running clock of a step has left, and its absolute end, which stays on one line."""
        end = step.state.clock_end
        assert end is not None
        term = wording.clock_term(end, self.look.now, self.words)
        told = Run(f"{term.short}, {term.absolute.replace(' ', NO_BREAK)}", bold=True)
        return compose("▶ {title}: {told}", title=title, told=told)

    def _stopped(self, step: Step) -> Iterator[Text]:
        entry, end, clock = step.entry, step.state.clock_end, step.checkpoint.clock
        if entry is None or entry.occurred_at is None or end is None or clock is None:
            return
        elapsed = entry.occurred_at - (end - timedelta(hours=clock.hours))
        if self.look.now - entry.occurred_at > RECENT or not step.is_done or elapsed < timedelta():
            return
        template = self._("{title}: {moment} (after {time})")
        if entry.occurred_at < end:
            template = self._("≠ {title}, before the time was over: {moment} (after {time})")
        yield compose(
            template,
            title=self.recorded.title(step),
            moment=Run(self.recorded.moment(entry), bold=True),
            time=self.words.duration(elapsed),
        )

    def ended(self) -> Text:
        """When, how and why the course ended; for one that has."""
        ending = self.look.ending
        assert ending is not None
        return compose(
            self._("Course ended {moment}: {outcome}. {reason}"),
            moment=Run(self.words.moment(ending.at), bold=True),
            outcome=Run(outcome_word(ending.outcome, self.words), bold=True),
            reason=self.recorded.typed(ending.reason, "reason", None),
        )


def signed(mark: Mark, text: str) -> Text:
    """The mark's sign and the words, which stay on one line with it."""
    return plain(f"{mark.sign}{NO_BREAK}{text}", bold=True)
