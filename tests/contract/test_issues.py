"""Copies of sheets: numbered, found again, and not counted where they failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pathway_app.commands import IssueSheets, ReportFailedPrint
from pathway_app.domain.entries import Action, Entry
from pathway_app.domain.errors import Refused
from pathway_app.domain.ids import new_id
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from pathway_app.services import Service
from pathway_app.sheets import Copy, Destination, Issue, Pack, Sheet, Shown
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import (
    COORDINATOR,
    PATHWAY,
    end,
    enrol,
    enter,
    generated,
    new_course,
    person,
    record_all,
    writing,
)

AUDITOR = Actor("an.audit", "An Audit", Role.AUDITOR)
MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def service(record: Record) -> Service:
    return Service(record)


@pytest.fixture
def courses(record: Record) -> tuple[str, str]:
    """The ids of two courses, the first with entries."""
    patient, course = generated(1)
    record_all(record, patient, course)
    someone = person("9100000")
    begun = new_course(someone, MORNING)
    with writing(record) as work:
        enrol(work, someone, begun)
    return course.id, begun.id


def issuing(*shown: tuple[Sheet, str], pack: Pack = Pack.HANDOVER) -> IssueSheets:
    return IssueSheets(
        pack=pack, shown=tuple(Shown(*each) for each in shown), language="nl", to=Destination.PRINTER
    )


def issued(record: Record, service: Service, *shown: tuple[Sheet, str], by: Actor = COORDINATOR) -> Issue:
    command = issuing(*shown)
    service.execute(command, by)
    with record.queries() as queries:
        found = queries.issue_of(command.command_id)
    assert found is not None
    return found


def newest(record: Record, sheet: Sheet, course_id: str = "", before: int | None = None) -> int | None:
    """The event's number of the newest such issue."""
    with record.queries() as queries:
        found = queries.newest_copy(sheet, course_id, before=before)
    return None if found is None else found.head.number


def revision(record: Record, course_id: str) -> int:
    with record.queries() as queries:
        found = queries.course(course_id)
    assert found is not None
    return found.course.revision


def test_an_issue_comes_back_as_it_was_made(
    record: Record, service: Service, courses: tuple[str, str], database: Bare, sound: Sound
) -> None:
    first, second = courses
    found = issued(
        record, service, (Sheet.WARD, ""), (Sheet.HANDOVER, second), (Sheet.HANDOVER, first), by=AUDITOR
    )
    with record.queries() as queries:
        head = queries.log_head()
        assert queries.issue(head.number) == found
    ((logged_at,),) = database.run(f"SELECT logged_at FROM log_event WHERE seq = {head.number}")
    assert found == Issue(
        head=head,
        at=datetime.fromisoformat(logged_at),
        by=AUDITOR.name,
        pack=Pack.HANDOVER,
        language="nl",
        to=Destination.PRINTER,
        copies=(
            Copy(Sheet.WARD, "", 1, 0),
            Copy(Sheet.HANDOVER, second, 1, 0),
            Copy(Sheet.HANDOVER, first, 1, revision(record, first)),
        ),
    )
    assert found.copies[2].revision > 0
    sound()


def test_each_kind_and_course_counts_for_itself(
    record: Record, service: Service, courses: tuple[str, str]
) -> None:
    first, second = courses
    issued(record, service, (Sheet.HANDOVER, first))
    issued(record, service, (Sheet.HANDOVER, first), (Sheet.SUMMARY, first))
    found = issued(
        record,
        service,
        (Sheet.HANDOVER, first),
        (Sheet.SUMMARY, first),
        (Sheet.HANDOVER, second),
        (Sheet.WARD, ""),
    )
    assert [copy.number for copy in found.copies] == [3, 2, 1, 1]


def test_what_is_asked_for_twice_in_one_issue_is_one_copy(
    record: Record, service: Service, courses: tuple[str, str]
) -> None:
    found = issued(record, service, (Sheet.SUMMARY, courses[0]), (Sheet.SUMMARY, courses[0]))
    assert [copy.number for copy in found.copies] == [1]


def test_the_revision_is_that_of_the_moment(
    record: Record, service: Service, courses: tuple[str, str], sound: Sound
) -> None:
    course_id = courses[1]
    before = issued(record, service, (Sheet.HANDOVER, course_id))
    with writing(record) as work:
        course = work.course(course_id)
        assert course is not None
        enter(work, course, Entry(new_id(), Action.NOTE, "x", MORNING, text="gebeld"))
    after = issued(record, service, (Sheet.HANDOVER, course_id))
    assert [each.copies[0].revision for each in (before, after)] == [0, 1]
    assert revision(record, course_id) == 1
    sound()


def test_the_newest_copy_before_an_event(record: Record, service: Service, courses: tuple[str, str]) -> None:
    first, second = courses
    one = issued(record, service, (Sheet.HANDOVER, first)).head.number
    two = issued(record, service, (Sheet.HANDOVER, first), (Sheet.HANDOVER, second)).head.number
    assert newest(record, Sheet.HANDOVER, first) == two
    assert newest(record, Sheet.HANDOVER, first, before=two) == one
    assert newest(record, Sheet.HANDOVER, first, before=one) is None
    assert newest(record, Sheet.HANDOVER, second) == two
    assert newest(record, Sheet.SUMMARY, first) is None
    assert newest(record, Sheet.HANDOVER) is None


def test_a_failed_copy_does_not_count_but_keeps_its_number(
    record: Record, service: Service, courses: tuple[str, str], sound: Sound
) -> None:
    course_id = courses[0]
    shown = (Sheet.HANDOVER, course_id), (Sheet.WARD, "")
    good = issued(record, service, *shown)
    bad = issued(record, service, *shown)
    service.execute(ReportFailedPrint(issue=bad.head.number), AUDITOR)
    with record.queries() as queries:
        assert queries.issue(bad.head.number) == replace(bad, failed=True)
        assert queries.issue(good.head.number) == good
    for sheet, shown_id in shown:
        assert newest(record, sheet, shown_id) == good.head.number
    again = issued(record, service, *shown)
    assert [copy.number for copy in again.copies] == [3, 3]
    assert newest(record, Sheet.WARD) == again.head.number
    sound()


def test_a_failure_is_reported_once(record: Record, service: Service, courses: tuple[str, str]) -> None:
    number = issued(record, service, (Sheet.WARD, "")).head.number
    for _ in range(2):
        service.execute(ReportFailedPrint(issue=number), COORDINATOR)
    with record.queries() as queries:
        assert queries.log_head().number == number + 1


def test_a_command_given_again_issues_nothing_more(
    record: Record, service: Service, courses: tuple[str, str]
) -> None:
    command = issuing((Sheet.WARD, ""))
    assert not service.execute(command, COORDINATOR).repeated
    with record.queries() as queries:
        once = queries.issue_of(command.command_id)
    assert service.execute(command, COORDINATOR).repeated
    with record.queries() as queries:
        assert queries.issue_of(command.command_id) == once
        assert queries.log_head() == (once.head if once else None)


def test_what_cannot_be_issued_is_refused(
    record: Record, service: Service, courses: tuple[str, str], sound: Sound
) -> None:
    with record.queries() as queries:
        before = queries.log_head()
    for command, code in (
        (issuing(), "nothing-shown"),
        (issuing((Sheet.WARD, ""), (Sheet.HANDOVER, "nobody's")), "unknown-course"),
        (ReportFailedPrint(issue=before.number), "unknown-issue"),
        (ReportFailedPrint(issue=before.number + 1), "unknown-issue"),
        (ReportFailedPrint(issue=-1), "unknown-issue"),
        (ReportFailedPrint(issue=2**80), "unknown-issue"),
    ):
        with pytest.raises(Refused) as refused:
            service.execute(command, COORDINATOR)
        assert [reason.code for reason in refused.value.reasons] == [code]
    with record.queries() as queries:
        assert queries.log_head() == before
        assert queries.issue(before.number) is None
        assert queries.issue_of("unknown") is None
        assert queries.issue_of(issuing().command_id) is None
    sound()


def test_another_command_is_no_issue(record: Record, courses: tuple[str, str], database: Bare) -> None:
    ((command_id,),) = database.run("SELECT id FROM command ORDER BY last_seq DESC LIMIT 1")
    with record.queries() as queries:
        assert queries.issue_of(command_id) is None


def test_open_courses_stand_by_record_number(record: Record) -> None:
    expected = []
    for seed in range(12):
        patient, course = generated(seed, mrn=f"{seed * 7 % 12:03d}")
        record_all(record, patient, course)
        if not course.endings:
            expected.append((patient.identity.mrn, course.id))
    again = person("005x")
    older = new_course(again, MORNING - timedelta(days=9))
    newer = new_course(again, MORNING)
    with writing(record) as work:
        for course in (newer, older):
            enrol(work, again, course)
    expected += [("005x", older.id), ("005x", newer.id)]
    with record.queries() as queries:
        found = queries.open_courses()
        assert [(each.patient.identity.mrn, each.course.id) for each in found] == sorted(
            expected, key=lambda each: each[0]
        )
        assert len(found) < 14
        assert all(queries.course(each.course.id) == each for each in found)


def _ready_by_hand(record: Record, checkpoint: str) -> list[str]:
    from pathway_app.derived import derive
    from tests.recording import BRUSSELS

    rows = []
    with record.queries() as queries:
        for each in queries.open_courses():
            derived = derive(each.definition, each.course, BRUSSELS)
            ready = [
                row for row in derived.checkpoints if row.checkpoint == checkpoint and row.state == "ready"
            ]
            rows += [(row.deadline is None, row.deadline or MORNING, each.course.id) for row in ready]
    return list(dict.fromkeys(course_id for *_, course_id in sorted(rows)))


def test_courses_ready_at_a_checkpoint_by_deadline(record: Record) -> None:
    for seed in range(40):
        record_all(record, *generated(seed))
    seen = 0
    with record.queries() as queries:
        for checkpoint in queries.definition(PATHWAY, "1").by_id:
            expected = _ready_by_hand(record, checkpoint)
            assert list(queries.courses_ready_at(checkpoint, PATHWAY)) == expected
            assert list(queries.courses_ready_at(checkpoint, PATHWAY, limit=2)) == expected[:2]
            assert queries.courses_ready_at(checkpoint, "another") == ()
            seen += len(expected)
        assert queries.courses_ready_at("unknown", PATHWAY) == ()
    assert seen > 20


def test_an_ended_course_is_ready_nowhere(record: Record) -> None:
    patient, course = generated(3, steps=1)
    ending = next(generated(seed)[1].endings[0] for seed in range(100) if generated(seed)[1].endings)
    with writing(record) as work:
        begun = enrol(work, patient, course)
    with record.queries() as queries:
        ready = [
            each
            for each in queries.definition(PATHWAY, "1").by_id
            if queries.courses_ready_at(each, PATHWAY) == (course.id,)
        ]
    assert ready
    with writing(record) as work:
        end(work, begun, ending)
    with record.queries() as queries:
        assert [queries.courses_ready_at(each, PATHWAY) for each in ready] == [()] * len(ready)
        assert queries.open_courses() == ()
