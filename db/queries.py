"""What is read, in one consistent view of the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from db import (
    accounts,
    identities,
    issues,
    look_alikes,
    meetings,
    open_lists,
    patient_list,
    search,
    sql,
    worklist,
)
from db.courses import Courses
from db.definitions import Definitions, site
from db.link import Link, Row
from db.log import head_of
from db.mappers import actor_of, course_of, patient_of
from db.store import Store
from db.stretches import NEWEST_AT_A_TIME
from pathway_app.accounts import Account, Emergency, EmergencyDeed
from pathway_app.domain.course import Course
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.meetings import Meeting
from pathway_app.people import Actor, Identity, Patient, Site
from pathway_app.queries import (
    CourseRecord,
    FollowUpCounts,
    FollowUpRow,
    FormerIdentity,
    Horizon,
    LogHead,
    LogProblem,
    Page,
    PatientFilter,
    PatientRow,
    PatientSort,
    VarianceRow,
    Verification,
    WorklistCounts,
    WorklistGroup,
    WorklistRow,
)
from pathway_app.sheets import Issue, Sheet

if TYPE_CHECKING:
    from pathway_app.audit.kept import AuditRows, Span
    from pathway_app.logbook.events import LogEvent, LogFilter, Whose

_ISSUES_KEPT = 500
_EVERYBODY, _BY_NAME = PatientFilter(), PatientSort()


class DatabaseQueries:
    """`pathway_app.ports.Queries` within the transaction of `link`."""

    def __init__(self, store: Store, link: Link, definitions: Definitions, courses: Courses) -> None:
        self._store = store
        self._link = link
        self._definitions = definitions
        self._courses = courses
        self._site: Site | None = None
        self._issues: dict[int, Issue | None] = {}

    def site(self) -> Site:
        if self._site is None:
            self._site = site(self._link)
        return self._site

    def accounts(self) -> tuple[Actor, ...]:
        return tuple(map(actor_of, self._link.rows(sql.ACCOUNTS)))

    def account(self, name: str) -> Account | None:
        return accounts.account(self._link, name)

    def all_accounts(self) -> tuple[Account, ...]:
        return accounts.accounts(self._link)

    def emergencies(self) -> tuple[Emergency, ...]:
        return accounts.emergencies(self._link)

    def emergency_deeds(self, emergency: Emergency) -> tuple[EmergencyDeed, ...]:
        return accounts.emergency_deeds(self._link, emergency)

    def pathways(self) -> tuple[tuple[str, str], ...]:
        return tuple((pathway, version) for pathway, version in self._link.rows(sql.PATHWAYS))

    def definition(self, pathway: str, version: str) -> PathwayDefinition:
        return self._definitions.get(self._link, pathway, version)

    def worklist(
        self, group: WorklistGroup, now: datetime, *, after: str | None = None, limit: int = 200
    ) -> Page[WorklistRow]:
        return worklist.worklist(self._link, group, self._horizon(now), after, limit)

    def worklist_counts(self, now: datetime) -> WorklistCounts:
        return worklist.counts(self._link, self._horizon(now))

    def _horizon(self, now: datetime) -> Horizon:
        return Horizon.at(now, ZoneInfo(self.site().zone))

    def search(self, text: str, limit: int = 20) -> tuple[PatientRow, ...]:
        return search.search(self._link, text, limit)

    def patients(
        self,
        filters: PatientFilter = _EVERYBODY,
        sort: PatientSort = _BY_NAME,
        *,
        after: str | None = None,
        limit: int = 200,
    ) -> Page[PatientRow]:
        return patient_list.patients(self._link, filters, sort, after, limit)

    def surgeons(self) -> tuple[str, ...]:
        return patient_list.surgeons(self._link)

    def look_alikes(
        self, identity: Identity, *, exclude: str | None = None, limit: int = 5
    ) -> tuple[PatientRow, ...]:
        return look_alikes.look_alikes(self._link, identity, exclude, limit)

    def identity_history(self, patient_id: str) -> tuple[FormerIdentity, ...]:
        return identities.history(self._link, patient_id)

    def open_variances(self, *, after: str | None = None, limit: int = 200) -> Page[VarianceRow]:
        return open_lists.open_variances(self._link, after, limit)

    def follow_ups(
        self, clinic: str | None = None, *, after: str | None = None, limit: int = 200
    ) -> Page[FollowUpRow]:
        return open_lists.follow_ups(self._link, clinic, after, limit)

    def follow_up_counts(self, now: datetime, clinic: str | None = None) -> FollowUpCounts:
        return open_lists.follow_up_counts(self._link, now, ZoneInfo(self.site().zone), clinic)

    def meeting(self, meeting_id: str) -> Meeting | None:
        return meetings.meeting(self._link, meeting_id)

    def meetings(
        self,
        after: datetime | None = None,
        limit: int = 50,
        *,
        before: datetime | None = None,
        newest_first: bool = False,
    ) -> tuple[Meeting, ...]:
        return meetings.meetings(self._link, after, before, limit, newest_first=newest_first)

    def patient_count(self) -> int:
        row = self._link.row(sql.COUNT)
        return 0 if row is None else int(row[0])

    def course(self, course_id: str) -> CourseRecord | None:
        course = self._courses.get(self._link, course_id)
        if course is None:
            return None
        rows = self._link.rows(sql.BY_ID, {"patient_id": course.patient_id})
        return self._record(patient_of(rows[0]), course, _course_ids(rows)) if rows else None

    def course_of(self, mrn: str, number: int | None = None) -> CourseRecord | None:
        rows = self._link.rows(sql.BY_MRN, {"mrn": mrn})
        ids = _course_ids(rows)
        if number is None:
            number = len(ids)
        if not 1 <= number <= len(ids):
            return None
        course = self._courses.get(self._link, ids[number - 1])
        return None if course is None else self._record(patient_of(rows[0]), course, ids)

    def newest_courses(self) -> Iterator[CourseRecord]:
        for people in self._people():
            newest = [group[-1][-1] for group in people]
            courses = self._some_courses(newest)
            for group, course_id in zip(people, newest, strict=True):
                yield self._record(patient_of(group[0]), courses[course_id], _course_ids(group))

    def all_courses(self) -> Iterator[CourseRecord]:
        for people in self._people():
            pairs = [(group, course_id) for group in people for course_id in _course_ids(group)]
            for begin in range(0, len(pairs), NEWEST_AT_A_TIME):
                some = pairs[begin : begin + NEWEST_AT_A_TIME]
                courses = self._some_courses([course_id for _, course_id in some])
                for group, course_id in some:
                    yield self._record(patient_of(group[0]), courses[course_id], _course_ids(group))

    def _people(self) -> Iterator[list[list[Row]]]:
        """By record number, a stretch at a time: each patient with the courses, a row a course."""
        after = ""
        while numbers := [row[0] for row in self._link.rows(sql.NEXT_PATIENTS, {"after": after})]:
            if numbers[-1] == after:
                raise ValueError("the rows lead back")  # by the database's own order of numbers
            after = numbers[-1]
            rows = self._link.rows(sql.BETWEEN, {"first": numbers[0], "last": after})
            yield [list(group) for _, group in groupby(rows, key=lambda row: row[0])]

    def _some_courses(self, course_ids: list[str]) -> dict[str, Course]:
        padded = course_ids + course_ids[-1:] * (NEWEST_AT_A_TIME - len(course_ids))
        params = {f"course{number}": course_id for number, course_id in enumerate(padded)}
        events = self._link.rows(sql.EVENTS_OF_SOME, params)
        return {
            course_id: course_of(course_id, [row[1:] for row in group])
            for course_id, group in groupby(events, key=lambda row: row[0])
        }

    def _record(self, patient: Patient, course: Course, ids: tuple[str, ...]) -> CourseRecord:
        definition = self.definition(course.pathway, course.version)
        followed = dict.fromkeys(move.before for move in reversed(course.moves))
        earlier = {each: self.definition(course.pathway, each) for each in followed if each != course.version}
        return CourseRecord(patient, course, definition, self.site(), ids.index(course.id) + 1, ids, earlier)

    def audit_rows(
        self, progress: Callable[[int, int], None] | None = None
    ) -> AbstractContextManager[AuditRows]:
        from db import audit_rows

        return audit_rows.audit_rows(self._store, self._definitions, self._link, progress)

    def courses_enrolled(
        self, pathway: str, span: Span, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[CourseRecord]:
        from db import audit_rows

        return audit_rows.courses_enrolled(self._link, self._definitions, pathway, span, progress)

    def pathways_enrolled(self, span: Span, now: datetime) -> tuple[str, ...]:
        from db import audit_rows

        return audit_rows.pathways_enrolled(self._link, span, now)

    def open_courses(self) -> tuple[CourseRecord, ...]:
        found = (self.course(course_id) for (course_id,) in self._link.rows(sql.OPEN_COURSES))
        known = (record for record in found if record is not None)
        return tuple(sorted(known, key=lambda record: (record.patient.identity.mrn, record.number)))

    def courses_ready_at(self, checkpoint: str, pathway: str, limit: int = 500) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for statement in (sql.READY_DATED, sql.READY_UNDATED):
            at_once = limit
            while True:
                # Some rounds of a course may be ready at once: the first counts.
                at_once *= 2
                params = {"checkpoint": checkpoint, "pathway": pathway, "limit": at_once}
                rows = self._link.rows(statement, params)
                found.update(dict.fromkeys(course_id for (course_id,) in rows))
                if len(found) >= limit or len(rows) < at_once:
                    break
        return tuple(found)[:limit]

    def issue(self, number: int) -> Issue | None:
        return issues.issue(self._link, number)

    def issue_of(self, command_id: str) -> Issue | None:
        return issues.issue_of(self._link, command_id)

    def newest_copy(self, sheet: Sheet, course_id: str, *, before: int | None = None) -> Issue | None:
        number = issues.newest_copy(self._link, sheet, course_id, before)
        if number is None:
            return None
        # One issue may show a whole ward, each of whom is asked about.
        if number in self._issues:
            return self._issues[number]
        found = self.issue(number)
        if len(self._issues) < _ISSUES_KEPT:
            self._issues[number] = found
        return found

    def log(
        self, wanted: LogFilter | None = None, *, after: str | None = None, limit: int = 200
    ) -> Page[LogEvent]:
        from db import log_view
        from pathway_app.logbook.events import EVERYTHING

        return log_view.events(self._link, wanted or EVERYTHING, after, limit)

    def log_event(self, number: int) -> LogEvent | None:
        from db import log_view

        return log_view.event(self._link, number)

    def log_event_by_id(self, event_id: str) -> LogEvent | None:
        from db import log_view

        return log_view.event_by_id(self._link, event_id)

    def log_accounts(self) -> tuple[str, ...]:
        from db import log_view

        return log_view.accounts(self._link)

    def whose(self, course_id: str) -> Whose | None:
        from db import log_view

        return log_view.whose(self._link, course_id)

    def patient(self, patient_id: str) -> Patient | None:
        from db import log_view

        return log_view.patient(self._link, patient_id)

    def log_head(self) -> LogHead:
        return head_of(self._link).shown()

    def log_problems(self, progress: Callable[[int], None] | None = None) -> tuple[LogProblem, ...]:
        from db.verify import Findings, check_log

        findings = Findings()
        check_log(self._link, findings, progress)
        return tuple(findings.problems)

    def verify(self, progress: Callable[[int], None] | None = None) -> Verification:
        from db.verify import verify

        return verify(self._store, self._link, self._definitions, progress)


def _course_ids(rows: list[Row]) -> tuple[str, ...]:
    return tuple(row[-1] for row in rows)
