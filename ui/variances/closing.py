"""Closing a variance from the list: look at it as it is now, ask why, give the command, tell a conflict."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pathway_app import wording
from pathway_app.commands import CloseVariance
from pathway_app.documents.code_words import variance_class
from pathway_app.domain.entries import Standing, Standings, Variance
from pathway_app.domain.errors import Refused
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord
from ui.bridge import Bridge
from ui.field_words import field_words
from ui.form_draft import keep_reason
from ui.widgets.confirm_reason import REASON, ConfirmReason, ReasonQuestion


@dataclass(frozen=True, slots=True)
class _Open:
    """An open variance: its place and what counts there."""

    checkpoint: str
    round: int
    standing: Standing


class Closing(QObject):
    """One variance at a time; `parent` is the widget over which it asks."""

    done = Signal(str)
    """what was closed, in a sentence"""
    told = Signal(str)
    """why nothing was closed"""
    over = Signal()
    """the question is gone, whatever was answered"""
    stale = Signal()
    """the list no longer says what is in the record"""

    def __init__(self, bridge: Bridge, parent: QWidget) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._window = parent
        self._under_way = False

    def begin(self, course: str, checkpoint: str, round_: int, *, reason: str = "", why: str = "") -> None:
        """Ask why the variance of that step is closed; `reason` was typed before and refused because of `why`."""
        if self._under_way:
            return
        self._under_way = True

        def show(record: CourseRecord | None) -> None:
            self._under_way = False
            standing = _standing(record, checkpoint, round_)
            if record is None or standing is None:
                gone = self._bridge.words.gettext(
                    "That variance is no longer open; somebody else was there first."
                )
                self.told.emit(why or gone)
                self.stale.emit()
            else:
                self._ask(record, _Open(checkpoint, round_, standing), reason, why)

        def question(queries: Queries) -> CourseRecord | None:
            return queries.course(course)

        self._bridge.ask(self, question, show, topic="closing")

    def _ask(self, record: CourseRecord, found: _Open, reason: str, why: str) -> None:
        words = self._bridge.words
        _ = words.gettext
        title, text = self._told(record, found)
        question = ReasonQuestion(
            title=_("Close the variance"),
            text=f"{text}\n\n{why}" if why else text,
            reason_label=_("Why it is closed"),
            ok_title=_("Close the variance"),
            cancel_title=_("Cancel"),
        )
        dialog = ConfirmReason(self._window, question, field_words(words, self._bridge.clock))
        about = f"close-variance {record.course.id} {found.checkpoint} {found.round}"
        key = keep_reason(self._bridge, dialog, about, record.patient.identity.display_name)
        if reason:
            dialog.field(REASON).set_value(reason)
        dialog.answered.connect(lambda values: self._give(record, found, title, str(values[REASON]), key))
        dialog.finished.connect(self.over)
        dialog.open()

    def _told(self, record: CourseRecord, found: _Open) -> tuple[str, str]:
        """Whose variance it is in a few words, and all that is known of it."""
        words, identity, entry = self._bridge.words, record.patient.identity, found.standing.entry
        _ = words.gettext
        born = _("Born {date}").format(date=words.day(identity.birth_date))
        step = wording.step_title(record.definition, found.checkpoint, found.round, words)
        variance = entry.variance
        assert variance is not None and entry.occurred_at is not None
        lines = [
            wording.in_a_row((identity.display_name, born, identity.mrn)),
            f"{step} · {words.moment(entry.occurred_at)}",
            *self._lines(variance),
        ]
        return f"{identity.display_name} · {step}", "\n".join(lines)

    def _lines(self, variance: Variance) -> list[str]:
        _ = self._bridge.words.gettext
        told = [
            (_("Class"), variance_class(variance.variance_class, self._bridge.words)),
            (_("Reason"), variance.reason.strip()),
            (_("Action"), variance.action.strip()),
            (_("Follow-up by"), variance.follow_up_by.strip()),
        ]
        return [f"{title}: {text}" for title, text in told if text]

    def _give(self, record: CourseRecord, found: _Open, title: str, reason: str, draft: str) -> None:
        entry, course = found.standing.entry, record.course
        command = CloseVariance(
            course_id=course.id, seen_revision=course.revision, supersedes=entry.id, reason=reason
        )
        words = self._bridge.words

        def refused(error: Refused) -> None:
            from pathway_app.messages import Sentences

            why = "\n".join(Sentences(words, record.definition).refused(error))
            self.stale.emit()
            self.begin(course.id, found.checkpoint, found.round, reason=reason, why=why)

        done = words.gettext("{what}: variance closed.").format(what=title)
        self._bridge.execute(
            command, done=lambda _changes: self.done.emit(done), refused=refused, asker=self, draft=draft
        )


def _standing(record: CourseRecord | None, checkpoint: str, round_: int) -> Standing | None:
    """What counts for that step, where it has an open variance and the course is open."""
    if record is None or record.course.ended() is not None:
        return None
    standing = Standings(record.course.entries).get(checkpoint, round_)
    return standing if standing is not None and standing.variance_open else None
