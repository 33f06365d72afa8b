"""Meetings of the tumour board: planned, changed, found by time, and nothing overwritten unseen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pathway_app.changes import Changes
from pathway_app.commands import ChangeMeeting, EndCourse, PlanMeeting
from pathway_app.domain.course import Outcome
from pathway_app.domain.errors import Conflict, Refused
from pathway_app.meetings import Meeting, MeetingCase
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from pathway_app.services import Service
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import COORDINATOR, PATHWAY, enrol, new_course, person, writing

THURSDAY = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
PHYSICIAN = Actor("an.arts", "An Arts", Role.PHYSICIAN)


@pytest.fixture
def service(record: Record) -> Service:
    return Service(record)


@pytest.fixture
def courses(record: Record) -> tuple[str, ...]:
    begun = []
    with writing(record) as work:
        for number in range(3):
            someone = person(f"91{number}")
            begun.append(enrol(work, someone, new_course(someone, THURSDAY - timedelta(days=30))).id)
    return tuple(begun)


def planned(record: Record, service: Service, at: datetime = THURSDAY, *cases: MeetingCase) -> Meeting:
    (meeting_id,) = service.execute(PlanMeeting(at=at, pathway=PATHWAY, cases=cases), COORDINATOR).meetings
    return stored(record, meeting_id)


def stored(record: Record, meeting_id: str) -> Meeting:
    with record.queries() as queries:
        found = queries.meeting(meeting_id)
    assert found is not None
    return found


def test_a_meeting_is_planned_and_changed(
    record: Record, service: Service, courses: tuple[str, ...], sound: Sound
) -> None:
    meeting = planned(record, service, THURSDAY, MeetingCase(courses[0]))
    assert (meeting.at, meeting.cases, meeting.revision) == (THURSDAY, (MeetingCase(courses[0]),), 0)
    assert (meeting.by, meeting.cancelled) == (COORDINATOR.name, False)
    cases = (MeetingCase(courses[2], without_diagnosis=True), MeetingCase(courses[0], postponed=True))
    change = ChangeMeeting(meeting_id=meeting.id, seen_revision=0, cases=cases)
    changes = service.execute(change, PHYSICIAN)
    assert changes == Changes(change.command_id, meetings=frozenset({meeting.id}))
    later = stored(record, meeting.id)
    assert later == replace(
        meeting, cases=cases, revision=1, by=PHYSICIAN.name, recorded_at=later.recorded_at
    )
    again = service.execute(change, PHYSICIAN)
    assert again == replace(changes, repeated=True)
    at = THURSDAY + timedelta(days=7)
    service.execute(ChangeMeeting(meeting_id=meeting.id, seen_revision=1, at=at, cancelled=True), COORDINATOR)
    moved = stored(record, meeting.id)
    assert (moved.at, moved.cancelled, moved.cases, moved.revision) == (at, True, cases, 2)
    sound()


def test_a_change_of_nothing_leaves_no_trace(record: Record, service: Service, sound: Sound) -> None:
    meeting = planned(record, service)
    with record.queries() as queries:
        before = queries.log_head()
    same = ChangeMeeting(meeting_id=meeting.id, seen_revision=0, at=meeting.at, cases=(), cancelled=False)
    assert service.execute(same, COORDINATOR).meetings == frozenset()
    with record.queries() as queries:
        assert queries.log_head() == before
    sound()


def test_what_someone_else_changed_meanwhile_is_not_overwritten(
    record: Record, service: Service, courses: tuple[str, ...]
) -> None:
    meeting = planned(record, service)
    service.execute(
        ChangeMeeting(meeting_id=meeting.id, seen_revision=0, cases=(MeetingCase(courses[1]),)), PHYSICIAN
    )
    with pytest.raises(Conflict) as conflict:
        service.execute(
            ChangeMeeting(meeting_id=meeting.id, seen_revision=0, cases=(MeetingCase(courses[0]),)),
            COORDINATOR,
        )
    later = stored(record, meeting.id)
    assert (conflict.value.by, conflict.value.recorded_at) == (PHYSICIAN.name, later.recorded_at)
    assert conflict.value.reasons[0].code == "meeting-changed"
    assert later.cases == (MeetingCase(courses[1]),)


def test_what_cannot_be_is_refused(
    record: Record, service: Service, courses: tuple[str, ...], sound: Sound
) -> None:
    meeting = planned(record, service)
    service.execute(
        EndCourse(
            course_id=courses[0], at=THURSDAY - timedelta(days=20), outcome=Outcome.DECEASED, reason="…"
        ),
        COORDINATOR,
    )
    twice = (MeetingCase(courses[1]), MeetingCase(courses[1], postponed=True))
    for command, code in (
        (PlanMeeting(at=THURSDAY, pathway="another"), "unknown-pathway"),
        (PlanMeeting(at=THURSDAY, pathway=PATHWAY), "meeting-exists"),
        (ChangeMeeting(meeting_id="none", seen_revision=0), "unknown-meeting"),
        (ChangeMeeting(meeting_id=meeting.id, seen_revision=0, cases=twice), "case-twice"),
        (
            ChangeMeeting(meeting_id=meeting.id, seen_revision=0, cases=(MeetingCase("none"),)),
            "unknown-course",
        ),
        (
            ChangeMeeting(meeting_id=meeting.id, seen_revision=0, cases=(MeetingCase(courses[0]),)),
            "course-ended",
        ),
    ):
        with pytest.raises(Refused) as refused:
            service.execute(command, COORDINATOR)
        assert [reason.code for reason in refused.value.reasons] == [code]
    assert stored(record, meeting.id) == meeting
    sound()


def test_a_course_that_ends_stays_on_the_list(
    record: Record, service: Service, courses: tuple[str, ...]
) -> None:
    meeting = planned(record, service, THURSDAY, MeetingCase(courses[0]))
    ended = EndCourse(course_id=courses[0], at=THURSDAY - timedelta(9), outcome=Outcome.DECEASED, reason="…")
    service.execute(ended, COORDINATOR)
    cases = (MeetingCase(courses[1]), MeetingCase(courses[0], postponed=True))
    service.execute(ChangeMeeting(meeting_id=meeting.id, seen_revision=0, cases=cases), COORDINATOR)
    assert stored(record, meeting.id).cases == cases


def test_a_cancelled_meeting_makes_room_and_may_be_held_after_all(record: Record, service: Service) -> None:
    meeting = planned(record, service)
    service.execute(ChangeMeeting(meeting_id=meeting.id, seen_revision=0, cancelled=True), COORDINATOR)
    with pytest.raises(Refused, match="meeting-cancelled"):
        service.execute(
            ChangeMeeting(meeting_id=meeting.id, seen_revision=1, at=THURSDAY + timedelta(1)), COORDINATOR
        )
    planned(record, service)
    held = ChangeMeeting(meeting_id=meeting.id, seen_revision=1, cancelled=False)
    with pytest.raises(Refused, match="meeting-exists"):
        service.execute(held, COORDINATOR)
    later = THURSDAY + timedelta(hours=1)
    service.execute(
        ChangeMeeting(meeting_id=meeting.id, seen_revision=1, cancelled=False, at=later), COORDINATOR
    )
    assert (stored(record, meeting.id).at, stored(record, meeting.id).cancelled) == (later, False)


def test_meetings_by_time(record: Record, service: Service) -> None:
    days = (14, 0, 7, 21)
    made = {days_: planned(record, service, THURSDAY + timedelta(days=days_)) for days_ in days}
    in_order = [made[day] for day in sorted(days)]
    with record.queries() as queries:
        assert list(queries.meetings()) == in_order
        assert list(queries.meetings(THURSDAY + timedelta(days=7), 2)) == in_order[1:3]
        assert list(queries.meetings(before=THURSDAY + timedelta(days=14), newest_first=True)) == [
            in_order[1],
            in_order[0],
        ]
        assert queries.meeting("none") is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE meeting SET cancelled = NOT cancelled", "meeting-differs"),
        ("UPDATE meeting SET cases = '[]'", "meeting-differs"),
        ("UPDATE meeting SET revision = 7", "meeting-differs"),
        ("DELETE FROM meeting", "meeting-row-missing"),
        ("UPDATE meeting SET id = 'other'", "meeting-event-missing"),
    ],
)
def test_a_meeting_changed_beside_the_log_is_found(
    record: Record, service: Service, courses: tuple[str, ...], database: Bare, change: str, code: str
) -> None:
    planned(record, service, THURSDAY, MeetingCase(courses[0]))
    database.run(change)
    with record.queries() as queries:
        problems = queries.verify().problems
    assert code in {problem.code for problem in problems}
