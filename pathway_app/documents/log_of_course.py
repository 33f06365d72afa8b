"""Every entry of a course as it was recorded, in that order; also those that no longer count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pathway_app.documents.code_words import outcome_word
from pathway_app.documents.look import Look
from pathway_app.documents.model import Block, Cell, Column, Lines, Run, Table, Text, compose, joined, plain
from pathway_app.domain.course import Ending
from pathway_app.domain.entries import NAMING, Action, Entry, places

_EMPTY: Cell = ()


class LogOfCourse:
    def __init__(self, look: Look) -> None:
        self.look = look
        self.recorded = look.recorded
        self.words = look.words
        self._ = look.words.gettext
        entries = look.recorded.entries
        self._about = places(entries)
        self._numbers = {entry.id: number for number, entry in enumerate(entries, 1)}
        self._replaced = {entry.supersedes: entry for entry in entries if entry.supersedes}

    def blocks(self) -> Iterator[Block]:
        """The entries with their numbers; below them how the course ended and was reopened."""
        if self.recorded.entries:
            yield self._entries()
        else:
            yield Lines((plain(self._("nothing recorded yet")),))
        endings = [each for each in self.look.record.course.endings if each.recorded_at <= self.look.now]
        if endings:
            yield self._endings(endings)

    def _entries(self) -> Table:
        _ = self._
        columns = (
            Column(plain(_("No.")), 7),
            Column(plain(_("Recorded")), 21),
            Column(plain(_("Occurred")), 21),
            Column(plain(_("By")), 20),
            Column(plain(_("What")), 55),
        )
        return Table(columns, tuple(map(self._row, self.recorded.entries)))

    def _endings(self, endings: Sequence[Ending]) -> Table:
        _ = self._
        columns = (
            Column(plain(_("Ended")), 22),
            Column(plain(_("Recorded")), 22),
            Column(plain(_("By")), 22),
            Column(plain(_("Outcome and reason")), 58),
        )
        return Table(columns, tuple(map(self._ending, endings)))

    def _row(self, entry: Entry) -> tuple[Cell, ...]:
        moments = self.recorded.recorded_at(entry), self.recorded.moment(entry)
        return (
            (plain(str(self._numbers[entry.id])),),
            (plain(moments[0]),),
            (plain(moments[1]),) if moments[1] else _EMPTY,
            ((self.recorded.by(entry),),),
            tuple(self._what(entry)),
        )

    def _what(self, entry: Entry) -> Iterator[Text]:
        """The action and the step; what was answered; why; the variance; what else is to be known of the entry."""
        place = self._about.get(entry.id)
        checkpoint = self.look.definition.by_id[place[0]] if place else None
        subject = self.recorded.subject(entry, checkpoint, place[1] if place else 1)
        yield plain(self._action(entry).format(title=subject), bold=True)
        if checkpoint is not None and entry.values:
            yield self.recorded.values(checkpoint, entry.values, bold=False)
        if entry.reason.strip():
            reason = self.recorded.typed(entry.reason, "reason", checkpoint)
            yield compose(self._("reason: {reason}"), reason=reason)
        if entry.text:
            yield (self.recorded.typed(entry.text, "text", checkpoint),)
        if entry.variance is not None and checkpoint is not None:
            told = self.recorded.variance(entry.variance, checkpoint)
            yield compose(self._("variance: {told}"), told=told)
        marks = joined(" · ", self._marks(entry))
        if marks:
            yield marks

    def _action(self, entry: Entry) -> str:
        return {
            Action.COMPLETE: self._("{title}: done"),
            Action.SKIP: self._("{title}: skipped"),
            Action.NOT_APPLICABLE: self._("{title}: not applicable"),
            Action.CORRECT: self._("{title}: corrected"),
            Action.RETRACT: self._("{title}: retracted"),
            Action.CLOSE_VARIANCE: self._("{title}: variance closed"),
            Action.NOTE: "{title}",
        }[entry.action]

    def _marks(self, entry: Entry) -> Iterator[Text]:
        if entry.supersedes in self._numbers:
            number = self._numbers[entry.supersedes]
            yield plain(self._("about no. {number}").format(number=number))
        later = self._replaced.get(entry.id)
        if later is not None and later.action is not Action.CLOSE_VARIANCE:
            number = self._numbers[later.id]
            yield plain(self._("no longer counts, see no. {number}").format(number=number))
        if entry.is_late and entry.action not in NAMING:
            yield plain(self._("late entry"), bold=True)
        if entry.from_paper:
            yield self.recorded.from_paper()

    def _ending(self, ending: Ending) -> tuple[Cell, ...]:
        outcome = plain(outcome_word(ending.outcome, self.words), bold=True)
        told: list[Text] = [(*outcome, Run(": "), self.recorded.typed(ending.reason, "reason", None))]
        again = ending.reopened
        if again is not None and again.recorded_at <= self.look.now:
            template = self._("reopened {moment} by {name}: {reason}")
            moment, name = self.words.moment(again.recorded_at), self.recorded.person(again.by)
            reason = self.recorded.typed(again.reason, "reason", None)
            told.append(compose(template, moment=moment, name=name, reason=reason))
        return (
            (plain(self.words.moment(ending.at)),),
            (plain(self.words.moment(ending.recorded_at)),),
            ((self.recorded.person(ending.by),),),
            tuple(told),
        )
