"""What Ctrl+Z would take back: my newest entry on this course that still counts. Knows no window."""

from __future__ import annotations

from dataclasses import dataclass

from pathway_app.commands import CorrectEntry, RetractEntry
from pathway_app.domain.entries import DECIDING, Action, Entry
from ui.course.course_words import CourseWords
from ui.course.history import entry_in_words, happened_elsewhen
from ui.course.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Undo:
    """`entry` will be retracted; `text` says so in words: what, by whom, when, and what that means for the step.

    Where `entry` is a correction, a new one puts the content of `before` back instead: that may be a colleague's.
    """

    entry: Entry
    text: str
    before: Entry | None = None

    def command(self, course_id: str, revision: int, reason: str) -> RetractEntry | CorrectEntry:
        """What takes it back, seen at that revision of the course."""
        if self.before is None or self.before.occurred_at is None:
            return RetractEntry(
                course_id=course_id, seen_revision=revision, supersedes=self.entry.id, reason=reason
            )
        return CorrectEntry(
            course_id=course_id, seen_revision=revision, supersedes=self.entry.id, reason=reason,
            occurred_at=self.before.occurred_at, values=self.before.values, variance=self.before.variance,
        )  # fmt: skip


def undo_of(told: CourseWords, entries: Ledger, account: str) -> Undo | None:
    """None where nothing that `account` entered counts any more."""
    for entry in reversed(entries.entries):
        if entry.by == account and _counts(entries, entry):
            before = _corrected_by(entries, entry)
            if before is None:
                return Undo(entry, retraction_text(told, entries, entry))
            return Undo(entry, _putting_back_text(told, entries, entry, before), before)
    return None


def _corrected_by(entries: Ledger, entry: Entry) -> Entry | None:
    """What the correction replaced; None for any other entry, and where no moment could be put back."""
    if entry.action is not Action.CORRECT:
        return None
    before = entries.by_id[entry.supersedes or ""]
    return before if before.occurred_at is not None else None


def _putting_back_text(told: CourseWords, entries: Ledger, entry: Entry, before: Entry) -> str:
    _ = told.words.gettext
    mine = f"{entry_in_words(told, entries, entry)} ({_when_and_who(told, entry)})"
    what = _("This takes back: {entry}").format(entry=mine)
    parts = [f"{entry_in_words(told, entries, before)} ({_when_and_who(told, before)})"]
    if before.variance is not None:
        parts.append(told.variance(before.variance))
    again = _("A new correction puts back what stood there before: {entry}. The record keeps all of it.")
    return f"{what}. {again.format(entry=' · '.join(parts))}"


def retraction_text(told: CourseWords, entries: Ledger, entry: Entry) -> str:
    """What a retraction of this entry takes back and what then holds."""
    _ = told.words.gettext
    entered = f"{entry_in_words(told, entries, entry)} ({_when_and_who(told, entry)})"
    what = _("This takes back: {entry}").format(entry=entered)
    if entry.action is Action.NOTE:
        return what
    title = told.title(*entries.place_of[entry.id])
    after = _("“{step}” is then open again. The record keeps both.").format(step=title)
    if entry.action is Action.CORRECT:
        more = _("What it corrected does not come back either; to change the content, correct it.")
        return f"{what}. {after} {more}"
    return f"{what}. {after}"


def _when_and_who(told: CourseWords, entry: Entry) -> str:
    parts = [f"{told.who(entry.by)}, {told.words.moment(entry.recorded_at)}"]
    if entry.occurred_at is not None and happened_elsewhen(entry):
        happened = told.words.gettext("happened {moment}")
        parts.append(happened.format(moment=told.words.moment(entry.occurred_at)))
    return "; ".join(parts)


def _counts(entries: Ledger, entry: Entry) -> bool:
    if entry.action is Action.NOTE:
        return entries.standings.note(entry.id) is not None
    if entry.action not in DECIDING and entry.action is not Action.CORRECT:
        return False
    return entries.standings.effective(entry.id) is not None
