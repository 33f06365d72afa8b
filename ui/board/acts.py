"""What is done with meetings and with a case beside deciding it: planned, moved, postponed, noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pathway_app.commands import AddNote, Changes, PlanMeeting
from pathway_app.meetings import MeetingCase
from pathway_app.messages import Sentences
from ui.board import meeting_dialogs
from ui.board.agenda import Progress
from ui.bridge import Bridge

if TYPE_CHECKING:
    from ui.board.view import BoardView


class MeetingActs:
    """Each asks what it needs in a dialog over the screen."""

    def __init__(self, view: BoardView, bridge: Bridge) -> None:
        self._view = view
        self._bridge = bridge

    def plan(self) -> None:
        """A new meeting."""
        shown = self._view.listing.agenda
        if shown is not None and shown.pathways and self._bridge.may(PlanMeeting):
            meeting_dialogs.plan(self._bridge, self._view, shown, self._planned)

    def change(self) -> None:
        """Another moment for the meeting."""
        meeting = self._view.listing.meeting
        if meeting is not None:
            meeting_dialogs.change(self._bridge, self._view, meeting, lambda _changes: None)

    def cancel(self) -> None:
        """Ask, then cancel the meeting."""
        meeting = self._view.listing.meeting
        if meeting is not None:
            meeting_dialogs.ask_cancel(
                self._bridge, self._view, meeting, lambda: self._view.listing.hold(cancelled=True)
            )

    def hold(self) -> None:
        """Hold a cancelled meeting after all."""
        self._view.listing.hold(cancelled=False)

    def discuss(self, course: str) -> None:
        """Bring a course on the list that waits for its diagnosis."""
        why_not = self._view.listing.why_not()
        if why_not:
            self._view.tell(why_not)
            return
        self._view.table.choose(course)
        self._view.listing.add(course)

    def postpone(self) -> None:
        """Not at this meeting, or after all."""
        shown, course = self._view.listing.agenda, self._view.chosen()
        case = shown.case(course) if shown is not None else None
        if shown is None or case is None or self._view.listing.why_not():
            return
        if case.progress is Progress.POSTPONED:
            self._view.listing.discuss_after_all(course)
            return
        if case.progress is Progress.DECIDED:
            self._view.tell(self._view.why_not_postpone())
            return
        without = case.without_diagnosis
        meeting_dialogs.postpone(
            self._bridge, self._view, shown, course, self._view.who(),
            lambda to, why: self._postponed(course, to, why, without),
        )  # fmt: skip

    def note(self) -> None:
        """A note to what is before the board."""
        place = self._view.deciding.place(0)
        if place is not None and self._bridge.may(AddNote):
            meeting_dialogs.note(
                self._bridge,
                self._view,
                self._view.deciding.course,
                place,
                self._view.who(),
                lambda _changes: None,
            )

    def _planned(self, changes: Changes) -> None:
        for meeting in changes.meetings:
            self._view.show_meeting(meeting)

    def _postponed(self, course: str, to: str, why: str, without_diagnosis: bool) -> None:
        shown, place = self._view.listing.agenda, self._view.deciding.place(0)
        later = next((each for each in shown.meetings if each.id == to), None) if shown is not None else None
        if later is not None:
            self._view.listing.append_to(later, MeetingCase(course, without_diagnosis))
        if why and place is not None and course == self._view.deciding.course and self._bridge.may(AddNote):
            command = meeting_dialogs.note_command(course, place, {meeting_dialogs.TEXT: why})
            self._bridge.execute(
                command,
                done=lambda _changes: None,
                refused=lambda refused: self._view.tell(
                    "\n".join(Sentences(self._bridge.words).refused(refused))
                ),
                asker=self._view,
            )
