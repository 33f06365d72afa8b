"""What is done with meetings and with a case beside deciding it: planned, moved, postponed, noted."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from pathway_app.changes import Changes
from pathway_app.commands import AddNote, PlanMeeting
from pathway_app.meetings import MeetingCase
from pathway_app.messages import Sentences
from ui.board import meeting_dialogs
from ui.board.agenda import Progress
from ui.board.deciding import Deciding
from ui.board.listing import Listing
from ui.bridge import Bridge


class MeetingActs(QObject):
    """Each asks what it needs in a dialog over `home`."""

    told = Signal(str)
    """why something was not done"""
    planned = Signal(str)
    """the id of a new meeting"""
    listed = Signal(str)
    """the id of a course that is about to come on the list"""

    def __init__(self, home: QWidget, bridge: Bridge, listing: Listing, deciding: Deciding) -> None:
        super().__init__(home)
        self._home = home
        self._bridge = bridge
        self._listing = listing
        self._deciding = deciding

    def plan(self) -> None:
        """A new meeting."""
        shown = self._listing.agenda
        if shown is not None and shown.pathways and self._bridge.may(PlanMeeting):
            meeting_dialogs.plan(self._bridge, self._home, shown, self._planned)

    def change(self) -> None:
        """Another moment for the meeting."""
        meeting = self._listing.meeting
        if meeting is not None:
            meeting_dialogs.change(self._bridge, self._home, meeting, lambda _changes: None)

    def cancel(self) -> None:
        """Ask, then cancel the meeting."""
        meeting = self._listing.meeting
        if meeting is not None:
            meeting_dialogs.ask_cancel(
                self._bridge, self._home, meeting, lambda: self._listing.hold(cancelled=True)
            )

    def hold(self) -> None:
        """Hold a cancelled meeting after all."""
        self._listing.hold(cancelled=False)

    def discuss(self, course: str) -> None:
        """Bring a course on the list that waits for its diagnosis."""
        why_not = self._listing.why_not()
        if why_not:
            self.told.emit(why_not)
            return
        self.listed.emit(course)
        self._listing.add(course)

    def postpone(self, course: str, who: str) -> None:
        """Not at this meeting, or after all; `who`: name and identifiers."""
        shown = self._listing.agenda
        case = shown.case(course) if shown is not None else None
        if shown is None or case is None or self._listing.why_not():
            return
        if case.progress is Progress.POSTPONED:
            self._listing.discuss_after_all(course)
            return
        why_not = self.why_not_postpone(course)
        if why_not:
            self.told.emit(why_not)
            return
        without = case.without_diagnosis
        meeting_dialogs.postpone(
            self._bridge, self._home, shown, course, who,
            lambda to, why: self._postponed(course, to, why, without),
        )  # fmt: skip

    def why_not_postpone(self, course: str) -> str:
        """Why that case cannot be postponed, in words; empty where it can."""
        shown = self._listing.agenda
        case = shown.case(course) if shown is not None else None
        if case is not None and case.progress is Progress.DECIDED:
            return self._bridge.words.gettext("The case is decided; it cannot be postponed.")
        return self._listing.why_not()

    def note(self, who: str) -> None:
        """A note to what is before the board; `who`: name and identifiers."""
        place, course = self._deciding.place(0), self._deciding.course
        if place is not None and self._bridge.may(AddNote):
            meeting_dialogs.note(self._bridge, self._home, course, place, who, lambda _changes: None)

    def _planned(self, changes: Changes) -> None:
        for meeting in changes.meetings:
            self.planned.emit(meeting)

    def _postponed(self, course: str, to: str, why: str, without_diagnosis: bool) -> None:
        shown, place = self._listing.agenda, self._deciding.place(0)
        later = next((each for each in shown.meetings if each.id == to), None) if shown is not None else None
        if later is not None:
            self._listing.append_to(later, MeetingCase(course, without_diagnosis))
        if why and place is not None and course == self._deciding.course and self._bridge.may(AddNote):
            command = meeting_dialogs.note_command(course, place, {meeting_dialogs.TEXT: why})
            self._bridge.execute(
                command,
                done=lambda _changes: None,
                refused=lambda refused: self.told.emit(
                    "\n".join(Sentences(self._bridge.words).refused(refused))
                ),
                asker=self,
            )
