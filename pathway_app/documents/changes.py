"""What changed in a course since its previous handover sheet: the first thing that the next shift wants to know.

Told shortly, the newest first; the whole of it stands further down on the sheet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from pathway_app import wording
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.code_words import outcome_word, variance_class
from pathway_app.documents.look import Look
from pathway_app.documents.model import Block, Cell, Column, Lines, Run, Table, Text, compose, joined, plain
from pathway_app.documents.recorded import Step
from pathway_app.domain.course import State, Timing, course_state
from pathway_app.domain.definition import Checkpoint
from pathway_app.domain.entries import Action, Entry, Place, Value, places
from pathway_app.sheets import Copy, Issue, Sheet
from pathway_app.wording import Mark

ROWS = 8
"""of more changes than these the others, the earlier ones and notes before all, stand in one paragraph at the end"""
BEGINNING = 90
"""so much of a typed text is told, in signs"""
_WEIGHTS = {Action.CORRECT: 0, Action.RETRACT: 0, Action.NOTE: 2}
NOTHING: Mapping[str, Value] = {}


class _Change(NamedTuple):
    """`by` is empty where time alone did it; `whole_day` where only the day of `at` says something.

    `weight` is less where it must not be missed among many: what was told before holds no more, or all has ended.
    """

    at: datetime
    by: Text
    what: Text
    whole_day: bool = False
    weight: int = 1


class Changes:
    """`previous` is when the course's handover sheet was issued last (None: never)."""

    def __init__(self, look: Look, previous: Issue | None) -> None:
        self.look = look
        self.recorded = look.recorded
        self.words = look.words
        self._ = look.words.gettext
        self.previous = previous
        self.copy: Copy | None = previous.copy(Sheet.HANDOVER, look.record.course.id) if previous else None

    def blocks(self, before: Iterable[Text] = ()) -> Iterator[Block]:
        """That it is the first sheet, that nothing changed, or what did; below the lines `before`."""
        line, changes = self._told()
        yield Lines((*before, line))
        if changes:
            yield self._table(changes)

    def _told(self) -> tuple[Text, list[_Change]]:
        if self.previous is None or self.copy is None:
            return plain(self._("First handover sheet of this course.")), []
        title = self._since(self.previous, self.copy)
        if self.previous.at > self.look.now:
            return (*title, Run(" "), Run(self._("that sheet shows a later state than this one"))), []
        # The last recorded of one moment first.
        found = reversed(list(self._changes(self.previous.at, self.copy.revision)))
        changes = sorted(found, key=lambda change: change.at, reverse=True)
        if not changes:
            return (*title, Run(" "), Run(self._("nothing"), bold=True)), []
        return title, changes

    def _since(self, previous: Issue, copy: Copy) -> Text:
        moment = self.words.short_moment(previous.at, self.look.now).replace(" ", NO_BREAK)
        title = self._("Changed since the previous sheet (copy {number}, {moment}):")
        return plain(title.format(number=copy.number, moment=moment), bold=True)

    def _changes(self, since: datetime, revision: int) -> Iterator[_Change]:
        course, now = self.look.record.course, self.look.now
        about = places(course.entries)
        for entry in course.entries[revision:]:
            if entry.recorded_at <= now:
                told = self._entry(entry, about)
                weight = _WEIGHTS.get(entry.action, 1)
                yield _Change(entry.recorded_at, (self.recorded.by(entry),), told, weight=weight)
        for ending in course.endings:
            if since < ending.recorded_at <= now:
                told = compose(
                    self._("Course ended: {outcome} ({reason})"),
                    outcome=Run(outcome_word(ending.outcome, self.words), bold=True),
                    reason=self._beginning(ending.reason, "reason", None),
                )
                yield _Change(ending.recorded_at, (self.recorded.person(ending.by),), told, weight=0)
            again = ending.reopened
            if again is not None and since < again.recorded_at <= now:
                reason = self._beginning(again.reason, "reason", None)
                told = compose(self._("Course reopened: {reason}"), reason=reason)
                yield _Change(again.recorded_at, (self.recorded.person(again.by),), told, weight=0)
        yield from self._of_time(since, revision)

    def _of_time(self, since: datetime, revision: int) -> Iterator[_Change]:
        """What became overdue, and which clocks ran out."""
        before = self._overdue_then(since, revision)
        for step in self.recorded.steps:
            due, end = step.state.due, step.state.clock_end
            title = Run(self.recorded.title(step), bold=True)
            if due is not None and step.state.timing is Timing.OVERDUE and step.place not in before:
                told = compose(self._("! became overdue: {title}"), title=title)
                yield _Change(due, (), told, wording.is_whole_day(due, self.words))
            if end is not None and since < end <= self.look.now and not _done_before(step, end):
                yield _Change(end, (), compose(self._("the time is over: {title}"), title=title))

    def _overdue_then(self, since: datetime, revision: int) -> frozenset[Place]:
        course = self.look.record.course
        if not any(state.timing is Timing.OVERDUE for state in self.look.state.checkpoints):
            return frozenset()
        state = course_state(
            self.look.definition,
            course.entries[:revision],
            since,
            ended=course.ended(since) is not None,
            zone=self.words.zone,
        )
        overdue = (each for each in state.checkpoints if each.timing is Timing.OVERDUE)
        return frozenset((each.checkpoint, each.round) for each in overdue)

    # how they are told

    def _table(self, changes: list[_Change]) -> Table:
        """Those with a row of their own are chosen by weight and then by time, and told by time."""
        chosen = sorted(range(len(changes)), key=lambda place: changes[place].weight)[:ROWS]
        rows: list[tuple[Cell, ...]] = []
        for place in sorted(chosen):
            each = changes[place]
            rows.append(((plain(self._when(each)),), (each.by,) if each.by else (), (each.what,)))
        others = [each for place, each in enumerate(changes) if place not in chosen]
        if others:
            rows.append(((plain(self._("besides")),), (), (joined("   ", map(self._flowing, others)),)))
        return Table((Column((), 16), Column((), 24), Column((), 84)), tuple(rows), grid=False)

    def _flowing(self, change: _Change) -> Text:
        return joined(" ", (plain(self._when(change)), change.by, change.what))

    def _when(self, change: _Change) -> str:
        show = self.words.short_day if change.whole_day else self.words.short_moment
        return show(change.at, self.look.now).replace(" ", NO_BREAK)

    def _entry(self, entry: Entry, about: Mapping[str, Place]) -> Text:
        """Sign, step, when it occurred, and in short what was entered."""
        checkpoint, round_ = None, 1
        if entry.id in about:
            checkpoint, round_ = self.look.definition.by_id[about[entry.id][0]], about[entry.id][1]
        told = joined(" · ", (self._content(entry, checkpoint), *self._marks(entry)))
        subject = Run(self.recorded.subject(entry, checkpoint, round_), bold=True)
        is_timed = entry.occurred_at is not None and entry.action is not Action.NOTE
        moment = f" {self.recorded.moment(entry)}" if is_timed else ""
        begin = (Run(_sign(entry)), subject, Run(moment))
        return (*begin, Run(": "), *told) if told else begin

    def _content(self, entry: Entry, checkpoint: Checkpoint | None) -> Text:
        reason = self._beginning(entry.reason, "reason", checkpoint)
        match entry.action:
            case Action.NOTE:
                return (self._beginning(entry.text, "text", checkpoint),)
            case Action.SKIP:
                return plain(self._("will not be done"))
            case Action.NOT_APPLICABLE:
                return compose(self._("not applicable: {reason}"), reason=reason)
            case Action.RETRACT:
                return compose(self._("entered in error, taken back: {reason}"), reason=reason)
            case Action.CLOSE_VARIANCE:
                return compose(self._("variance closed: {reason}"), reason=reason)
            case Action.CORRECT:
                return self._correction(entry, checkpoint, reason)
        return self._answers(entry, checkpoint) if checkpoint is not None else ()

    def _answers(self, entry: Entry, checkpoint: Checkpoint, besides: Mapping[str, Value] = NOTHING) -> Text:
        """What was answered otherwise than in `besides`; of what was typed the beginning."""
        new = {field: value for field, value in entry.values.items() if besides.get(field) != value}
        told = self.recorded.values(checkpoint, new)
        return _shortened(told)

    def _correction(self, entry: Entry, checkpoint: Checkpoint | None, reason: Run) -> Text:
        before = self.recorded.named(entry)
        told = compose(self._("corrected: {reason}"), reason=reason)
        if before is None or checkpoint is None:
            return told
        new = self._answers(entry, checkpoint, before.values)
        was = _shortened(self.recorded.earlier(checkpoint, before, entry))
        was = compose(self._("before: {earlier}"), earlier=was) if was else ()
        return joined(" · ", (new, was, told))

    def _marks(self, entry: Entry) -> Iterator[Text]:
        if entry.variance is not None and entry.action in (Action.COMPLETE, Action.SKIP, Action.CORRECT):
            kind = variance_class(entry.variance.variance_class, self.words)
            yield plain(self._("variance ({kind})").format(kind=kind))
        if entry.is_late and entry.action is not Action.CORRECT:
            yield plain(self._("late entry"), bold=True)
        if entry.from_paper:
            yield self.recorded.from_paper()

    def _beginning(self, text: str, field: str, checkpoint: Checkpoint | None) -> Run:
        """A typed text on one line; the beginning of a long one, which stands whole further down."""
        return self.recorded.typed(_beginning(text), field, checkpoint)


def _shortened(told: Text) -> Text:
    return tuple(run._replace(text=_beginning(run.text)) if run.place else run for run in told)


def _beginning(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= BEGINNING else f"{line[:BEGINNING].rsplit(' ', 1)[0]} …"


def _sign(entry: Entry) -> str:
    """With a space behind it; none for what is about an earlier entry."""
    mark = {
        Action.COMPLETE: Mark.VARIANCE if entry.variance is not None else Mark.DONE,
        Action.SKIP: Mark.VARIANCE,
        Action.NOT_APPLICABLE: Mark.NOT_APPLICABLE,
    }.get(entry.action)
    return f"{mark.sign}{NO_BREAK}" if mark is not None else ""


def _done_before(step: Step, end: datetime) -> bool:
    """Whether nothing waited for the clock any more when it ran out."""
    if step.entry is None:
        return step.state.state is State.NOT_APPLICABLE
    return (step.entry.occurred_at or step.entry.recorded_at) < end
