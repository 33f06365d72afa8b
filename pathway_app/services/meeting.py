"""Meetings of the tumour board are planned and changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from pathway_app.changes import Changes
from pathway_app.commands import ChangeMeeting, PlanMeeting
from pathway_app.domain.errors import Conflict, Refusal, Refused
from pathway_app.domain.ids import new_id
from pathway_app.meetings import Meeting, MeetingCase
from pathway_app.people import Actor
from pathway_app.ports import UnitOfWork


def plan_meeting(work: UnitOfWork, actor: Actor, command: PlanMeeting) -> Changes:
    """Refused where the pathway names no tumour board, or has a meeting at that moment already."""
    version = work.newest_version(command.pathway)
    if version is None:
        raise Refused(Refusal("unknown-pathway", "pathway", {"pathway": command.pathway}))
    if work.definition(command.pathway, version).outline.board is None:
        raise Refused(Refusal("names-no-board", "pathway", {"pathway": command.pathway}))
    _refuse_second(work, command.pathway, command.at)
    _check_cases(work, command.pathway, command.cases, ())
    now = work.now()
    planned = Meeting(new_id(), command.pathway, command.at, command.cases, 0, False, actor.name, now)
    work.add_meeting(planned)
    return Changes(command.command_id, meetings=frozenset({planned.id}))


def change_meeting(work: UnitOfWork, actor: Actor, command: ChangeMeeting) -> Changes:
    """What stays as it is is not recorded. A cancelled meeting changes only by being held after all."""
    meeting = work.meeting(command.meeting_id)
    if meeting is None:
        raise Refused(Refusal("unknown-meeting", "meeting_id"))
    if command.seen_revision != meeting.revision:
        raise Conflict(by=meeting.by, recorded_at=meeting.recorded_at, code="meeting-changed")
    changed = replace(
        meeting,
        at=meeting.at if command.at is None else command.at,
        cases=meeting.cases if command.cases is None else command.cases,
        cancelled=meeting.cancelled if command.cancelled is None else command.cancelled,
    )
    if changed == meeting:
        return Changes(command.command_id)
    if meeting.cancelled and changed.cancelled:
        raise Refused(Refusal("meeting-cancelled", "meeting_id"))
    if not changed.cancelled and (changed.at != meeting.at or meeting.cancelled):
        _refuse_second(work, meeting.pathway, changed.at, meeting.id)
    _check_cases(work, meeting.pathway, changed.cases, meeting.cases)
    work.change_meeting(meeting, replace(changed, revision=meeting.revision + 1))
    return Changes(command.command_id, meetings=frozenset({meeting.id}))


def _refuse_second(work: UnitOfWork, pathway: str, at: datetime, own: str | None = None) -> None:
    """The same meeting planned twice is a slip."""
    if any(each.id != own and not each.cancelled for each in work.meetings_at(pathway, at)):
        raise Refused(Refusal("meeting-exists", "at", {"occurred_at": at}))


def _check_cases(
    work: UnitOfWork, pathway: str, cases: tuple[MeetingCase, ...], known: tuple[MeetingCase, ...]
) -> None:
    """A course that ended after it was put on the list may stay there."""
    ids = [case.course_id for case in cases]
    if len(set(ids)) < len(ids):
        raise Refused(Refusal("case-twice", "cases"))
    for course_id in dict.fromkeys(ids):
        if any(case.course_id == course_id for case in known):
            continue
        course = work.course(course_id)
        if course is None:
            raise Refused(Refusal("unknown-course", "cases"))
        if course.pathway != pathway:
            raise Refused(Refusal("other-pathway", "cases", {"pathway": pathway}))
        if course.ended() is not None:
            raise Refused(Refusal("course-ended", "cases"))
