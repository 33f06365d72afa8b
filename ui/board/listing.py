"""Keeping the list of a meeting: its order, who is on it, who is postponed. One command a change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from pathway_app.changes import Changes
from pathway_app.commands import ChangeMeeting
from pathway_app.domain.errors import Conflict, EnvironmentFault, Refused
from pathway_app.meetings import Meeting, MeetingCase
from pathway_app.messages import Sentences
from ui.board.agenda import Agenda, Listed, Progress
from ui.bridge import Bridge


class Listing(QObject):
    """`changed` says that `agenda` shows the list as it will be; `told` why a change was refused; `stale` asks for
    the meetings to be read again."""

    changed = Signal()
    told = Signal(str)
    stale = Signal()

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self.agenda: Agenda | None = None

    @property
    def meeting(self) -> Meeting | None:
        return self.agenda.meeting if self.agenda is not None else None

    def why_not(self) -> str:
        """Why the list cannot be changed, in words; empty where it can."""
        _ = self._bridge.words.gettext
        meeting = self.meeting
        if not self._bridge.may(ChangeMeeting):
            return _("Your role may not change meetings.")
        if meeting is None:
            return _("Plan the meeting first.")
        return _("The meeting is cancelled.") if meeting.cancelled else ""

    def move(self, course: str, to: int) -> None:
        """Put a case at another place of the order (from 0)."""
        agenda = self.agenda
        if agenda is None or self.why_not():
            return
        order = [each.course_id for each in agenda.cases]
        order.remove(course)
        order.insert(to, course)
        by_id = {each.course_id: each for each in agenda.kept}
        rows = {each.course_id: each for each in agenda.cases}
        unseen = [each for each in agenda.kept if each.course_id not in rows]
        cases = _numbered([rows[each] for each in order])
        self._change(replace(agenda, cases=cases), [*(by_id[each] for each in order), *unseen])

    def add(self, course: str) -> None:
        """Bring a course on the list that waits for its diagnosis."""
        if self.agenda is None or self.why_not():
            return
        self._change(self.agenda, [*self.agenda.kept, MeetingCase(course, without_diagnosis=True)])

    def discuss_after_all(self, course: str) -> None:
        """Take back that a case was postponed."""
        if self.agenda is None or self.why_not():
            return
        kept = [
            replace(each, postponed=each.postponed and each.course_id != course) for each in self.agenda.kept
        ]
        self._change(self.agenda, kept)

    def hold(self, *, cancelled: bool) -> None:
        """Cancel the meeting, or hold it after all."""
        meeting = self.meeting
        if meeting is not None:
            self._give(
                ChangeMeeting(meeting_id=meeting.id, seen_revision=meeting.revision, cancelled=cancelled)
            )

    def append_to(self, meeting: Meeting, case: MeetingCase) -> None:
        """Put a case at the end of another meeting's list."""
        if all(each.course_id != case.course_id for each in meeting.cases):
            cases = (*meeting.cases, case)
            self._give(ChangeMeeting(meeting_id=meeting.id, seen_revision=meeting.revision, cases=cases))

    def write_down(self, course: str, then: Callable[[], None], failed: Callable[[], None]) -> None:
        """Have the shown list on record before a case of it is decided: `then` is called once `course` stands on it.

        A list that cannot be kept (the role, a meeting cancelled meanwhile) does not hold up the decision.
        """
        agenda, meeting = self.agenda, self.meeting
        on_it = meeting is not None and any(each.course_id == course for each in meeting.cases)
        if agenda is None or meeting is None or on_it or self.why_not():
            then()
            return
        self._write_down(meeting, agenda.kept, then, failed, again=True)

    def _write_down(
        self,
        meeting: Meeting,
        cases: Sequence[MeetingCase],
        then: Callable[[], None],
        failed: Callable[[], None],
        *,
        again: bool,
    ) -> None:
        over = False

        def refused(refused: Refused) -> None:
            if isinstance(refused, Conflict) and again:
                self._merge(meeting.id, cases, then, failed)
            else:
                self._tell(refused)
                then()

        def broken(_fault: EnvironmentFault) -> None:
            nonlocal over
            over = True  # tried again later it must not enter what the forms held now
            failed()

        command = ChangeMeeting(meeting_id=meeting.id, seen_revision=meeting.revision, cases=tuple(cases))
        self._bridge.execute(
            command,
            done=lambda _changes: None if over else then(),
            refused=refused,
            failed=broken,
            asker=self,
        )

    def _merge(
        self,
        meeting_id: str,
        cases: Sequence[MeetingCase],
        then: Callable[[], None],
        failed: Callable[[], None],
    ) -> None:
        """Someone else changed the list meanwhile: theirs stays, and what lacks in it is added."""

        def answered(meeting: Meeting | None) -> None:
            if meeting is None:
                then()
                return
            known = {each.course_id for each in meeting.cases}
            merged = [*meeting.cases, *(each for each in cases if each.course_id not in known)]
            self._write_down(meeting, merged, then, failed, again=False)

        self._bridge.ask(self, lambda queries: queries.meeting(meeting_id), answered, topic="merge")

    def _change(self, agenda: Agenda, kept: Sequence[MeetingCase]) -> None:
        """Show the list as it will be, so that the next key goes on from there."""
        meeting, cases = agenda.meeting, tuple(kept)
        if meeting is None or cases == meeting.cases:
            return
        command = ChangeMeeting(meeting_id=meeting.id, seen_revision=meeting.revision, cases=cases)
        after = replace(meeting, cases=cases, revision=meeting.revision + 1)
        meetings = tuple(after if each.id == after.id else each for each in agenda.meetings)
        self.agenda = replace(agenda, meeting=after, meetings=meetings, kept=cases)
        self.changed.emit()
        self._give(command)

    def _give(self, command: ChangeMeeting) -> None:
        self._bridge.execute(
            command,
            done=self._done,
            refused=self._refused,
            failed=lambda _fault: self.stale.emit(),
            asker=self,
        )

    def _done(self, _changes: Changes) -> None:
        """The commit goes round by itself."""

    def _refused(self, refused: Refused) -> None:
        self._tell(refused)
        self.stale.emit()

    def _tell(self, refused: Refused) -> None:
        if isinstance(refused, Conflict):
            names = {account.name: account.full_name for account in self._bridge.accounts}
            by = names.get(refused.by, refused.by)
            refused = Conflict(by=by, recorded_at=refused.recorded_at, code=refused.reasons[0].code)
        self.told.emit("\n".join(Sentences(self._bridge.words).refused(refused)))


def _numbered(cases: Sequence[Listed]) -> tuple[Listed, ...]:
    number, found = 0, []
    for case in cases:
        counts = case.progress is not Progress.POSTPONED
        number += counts
        found.append(replace(case, number=number if counts else 0))
    return tuple(found)
