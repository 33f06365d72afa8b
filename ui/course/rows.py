"""One checkpoint as a row of the checklist: state, deadline, answers, corrections. Knows no window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from pathway_app import wording
from pathway_app.domain.course import CheckpointState, State
from pathway_app.domain.definition import Checkpoint
from pathway_app.domain.entries import Action, Entry, Variance
from pathway_app.wording import Mark, Term
from ui.course.course_words import CourseWords
from ui.course.ledger import Ledger
from ui.theme_status import Status
from ui.widgets.checklist_content import Detail, RowContent, Tick


def row_key(checkpoint: str, round_: int) -> str:
    return f"{checkpoint}#{round_}"


def place_of_key(key: str) -> tuple[str, int]:
    """The checkpoint and round of a row's key."""
    checkpoint, _, round_ = key.rpartition("#")
    return checkpoint, int(round_)


@dataclass(frozen=True, slots=True)
class _Line:
    """What stands beside and beneath a row's title."""

    status: Status | None = None
    tag: str = ""
    aside: str = ""
    details: tuple[Detail, ...] = ()
    meta: str = ""


_TICKS = {
    State.DONE: Tick.DONE,
    State.SKIPPED: Tick.SKIPPED,
    State.NOT_APPLICABLE: Tick.NOT_APPLICABLE,
    State.UNDECIDED: Tick.UNDECIDED,
    State.BLOCKED: Tick.BLOCKED,
    State.RUNNING: Tick.RUNNING,
    State.READY: Tick.OPEN,
}


class RowTeller:
    """Tells each checkpoint of one course as it stands at `now`; `drafts` are the rows with kept typing."""

    def __init__(
        self, told: CourseWords, entries: Ledger, now: datetime, drafts: frozenset[str] = frozenset()
    ) -> None:
        self._told = told
        self._ledger = entries
        self._now = now
        self._drafts = drafts
        self._gettext = told.words.gettext

    def row(self, state: CheckpointState) -> RowContent:
        checkpoint = self._told.definition.by_id[state.checkpoint]
        key = row_key(state.checkpoint, state.round)
        line = self._entered(checkpoint, state) if state.standing else self._open(checkpoint, state)
        tick = _TICKS[state.state]
        if tick is Tick.DONE and state.variance:
            tick = Tick.VARIANCE
        aside = line.aside
        if key in self._drafts:
            aside = " · ".join(part for part in (aside, "✎ " + self._gettext("draft kept")) if part)
        return RowContent(
            key=key,
            title=self._told.title(state.checkpoint, state.round),
            tick=tick,
            spoken=wording.state_word(state, self._told.words),
            status=line.status,
            tag=line.tag,
            aside=aside,
            details=(*line.details, *self._notes(state)),
            meta=line.meta,
        )

    def _open(self, checkpoint: Checkpoint, state: CheckpointState) -> _Line:
        _, told = self._gettext, self._told
        who = checkpoint.who[told.words.language]
        if state.state is State.NOT_APPLICABLE:
            assert checkpoint.condition is not None
            why = _("only with {condition}").format(condition=told.condition(checkpoint.condition))
            return _Line(Status.NOT_APPLICABLE, _("not applicable"), why)
        if state.state is State.UNDECIDED:
            assert state.missing_answer is not None
            return _Line(Status.UNDECIDED, _("undecided"), told.missing(state.missing_answer))
        if state.state is State.BLOCKED:
            return self._blocked(state, who)
        return self._timed(state, who)

    def _blocked(self, state: CheckpointState, who: str) -> _Line:
        told, term = self._told, wording.checkpoint_term(state, self._now, self._told.words)
        waits = wording.waits_for(told.definition, state.waiting_for, told.words)
        if term is None:
            return _Line(Status.BLOCKED, waits, who)
        if term.mark is Mark.OVERDUE:
            return _Line(Status.OVERDUE, term.short, _joined(waits, who, self._expected(term)))
        return _Line(Status.BLOCKED, waits, _joined(who, term.short, term.absolute))

    def _timed(self, state: CheckpointState, who: str) -> _Line:
        term = wording.checkpoint_term(state, self._now, self._told.words)
        if term is None:
            return _Line(aside=who)
        absolute = self._expected(term) if term.mark is Mark.OVERDUE else term.absolute
        return _Line(Status(term.mark.value), term.short, _joined(who, absolute))

    def _expected(self, term: Term) -> str:
        return self._gettext("expected {moment}").format(moment=term.absolute)

    def _entered(self, checkpoint: Checkpoint, state: CheckpointState) -> _Line:
        _ = self._gettext
        standing = state.standing
        assert standing is not None
        entry = standing.entry
        answers = self._told.answers(checkpoint, entry.values)
        aside = ""
        details: list[Detail] = []
        if len(answers) == 1 and len(answers[0][1]) < 40:
            aside = answers[0][1]
        elif answers:
            details.append(Detail(self._told.answers_line(checkpoint, entry.values)))
        if standing.action is Action.NOT_APPLICABLE:
            original = self._ledger.versions(entry)[0]
            details.append(Detail(_("Reason: {reason}").format(reason=original.reason)))
        details += self._corrections(checkpoint, entry)
        if entry.variance is not None:
            details.append(
                Detail(self._variance(entry, entry.variance, state.variance_open), Status.VARIANCE)
            )
        if state.contradicts:
            against = _("By the answers as they are now, this step would not apply; what was entered stays.")
            details.append(Detail(f"? {against}", Status.UNDECIDED))
        status, tag = _ENTERED_TAGS.get(standing.action, (None, ""))
        return _Line(status, _(tag) if tag else "", aside, tuple(details), self._meta(entry))

    def _meta(self, entry: Entry) -> str:
        """When and who says so; by whom it was entered first, where that was another, late or from paper."""
        words, first, meta = self._told.words, self._ledger.versions(entry)[0], ""
        if entry.occurred_at is not None:
            meta = f"{words.short_moment(entry.occurred_at, self._now)} · "
        meta += self._told.who(entry.by)
        if first.by != entry.by and (first.is_late or first.from_paper):
            meta += " · " + self._gettext("first entered by {who}").format(who=self._told.who(first.by))
        if first.is_late:
            late = self._gettext("entered late, {moment}")
            meta += " · " + late.format(moment=words.short_moment(first.recorded_at, self._now))
        return _joined(meta, self._gettext("from paper") if first.from_paper else "")

    def _variance(self, entry: Entry, variance: Variance, is_open: bool) -> str:
        _ = self._gettext
        text = self._told.variance(variance)
        if is_open:
            return text
        closing = self._ledger.closings.get(entry.id)
        if closing is None:
            return f"{text} — " + _("closed")
        how = _("closed {moment} by {who}: {reason}").format(
            moment=self._told.words.short_moment(closing.recorded_at, self._now),
            who=self._told.who(closing.by),
            reason=closing.reason,
        )
        return f"{text} — {how}"

    def _corrections(self, checkpoint: Checkpoint, entry: Entry) -> Iterator[Detail]:
        """Each earlier content struck through, then who changed it and why."""
        versions = self._ledger.versions(entry)
        for old, new in pairwise(versions):
            for text in self._what_changed(checkpoint, old, new):
                yield Detail(text, struck=True)
            template = self._gettext("corrected {moment} by {who}: {reason}")
            if new.from_paper:
                template = self._gettext("corrected {moment} by {who}, from paper: {reason}")
            yield Detail(
                template.format(
                    moment=self._told.words.short_moment(new.recorded_at, self._now),
                    who=self._told.who(new.by),
                    reason=new.reason,
                )
            )

    def _what_changed(self, checkpoint: Checkpoint, old: Entry, new: Entry) -> Iterator[str]:
        told, _ = self._told, self._gettext
        changed = {key: value for key, value in old.values.items() if new.values.get(key) != value}
        if changed:
            yield told.answers_line(checkpoint, changed)
        added = [
            told.field_title(field)
            for field in checkpoint.fields
            if field.id in new.values and field.id not in old.values
        ]
        if added:
            yield _("{fields}: not answered").format(fields=", ".join(added))
        if old.occurred_at is not None and old.occurred_at != new.occurred_at:
            moment = told.words.short_moment(old.occurred_at, self._now)
            yield f"{told.occurred_title(checkpoint)}: {moment}"
        if old.variance is not None and old.variance != new.variance:
            yield told.variance(old.variance)

    def _notes(self, state: CheckpointState) -> Iterator[Detail]:
        for note in self._ledger.notes.get((state.checkpoint, state.round), ()):
            template = self._gettext("Note {moment}, {who}: {text}")
            if note.from_paper:
                template = self._gettext("Note {moment}, {who}, from paper: {text}")
            written = note.occurred_at if note.from_paper else None
            yield Detail(
                template.format(
                    moment=self._told.words.short_moment(written or note.recorded_at, self._now),
                    who=self._told.who(note.by),
                    text=note.text,
                )
            )


def _(message: str) -> str:
    """Marks a word for the catalogue; it is translated when it is shown."""
    return message


_ENTERED_TAGS = {
    Action.SKIP: (Status.VARIANCE, _("skipped")),
    Action.NOT_APPLICABLE: (Status.NOT_APPLICABLE, _("not applicable")),
}


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
