"""What Ctrl+Z would take back: my newest entry on this course that still counts. Knows no window."""

from __future__ import annotations

from dataclasses import dataclass

from pathway_app.domain.entries import DECIDING, Action, Entry
from ui.course.course_words import CourseWords
from ui.course.history import entry_in_words, happened_elsewhen
from ui.course.ledger import Ledger


@dataclass(frozen=True, slots=True)
class Undo:
    """`entry` will be retracted; `text` says so in words: what, by whom, when, and what that means for the step."""

    entry: Entry
    text: str


def undo_of(told: CourseWords, entries: Ledger, account: str) -> Undo | None:
    """None where nothing that `account` entered counts any more."""
    for entry in reversed(entries.entries):
        if entry.by == account and _counts(entries, entry):
            return Undo(entry, retraction_text(told, entries, entry))
    return None


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
