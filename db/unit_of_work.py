"""One transaction that changes the record."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from types import TracebackType
from typing import Any, Self
from zoneinfo import ZoneInfo

from db import accounts, identities, issues, meetings, sql
from db.courses import Courses
from db.damage import STUMBLES, Damage
from db.definitions import Definitions, site
from db.link import Link
from db.log import Event, EventKind, Head, digest, head_of
from db.mappers import (
    access_body,
    changes_of,
    changes_text,
    course_row,
    ending_body,
    enrolment_body,
    entry_body,
    instant_text,
    json_text,
    move_body,
    patient_of,
    reopening_body,
    site_settings,
)
from db.rebuild import all_courses, store_derived
from db.store import Store
from pathway_app.accesses import Access
from pathway_app.accounts import Account, Emergency
from pathway_app.changes import Changes
from pathway_app.derived import Derived, derive
from pathway_app.domain.course import Course, Ending, Move
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Entry
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.domain.ids import new_id
from pathway_app.meetings import Meeting
from pathway_app.people import Actor, Patient, Site
from pathway_app.queries import FormerIdentity
from pathway_app.sheets import Copy, Destination, Issue, Pack, Sheet


class DatabaseUnitOfWork:
    """`pathway_app.ports.UnitOfWork` on a database; begins when entered, to be used once."""

    def __init__(
        self,
        store: Store,
        definitions: Definitions,
        courses: Courses,
        damage: Damage,
        *,
        beside: bool = False,
    ) -> None:
        self._store = store
        self._beside = beside
        self._damage = damage
        self._definitions = definitions
        self._courses = courses
        self._open_link: Link | None = None
        self._found_head: Head | None = None
        self._now: datetime | None = None
        self._actor = self._command_id = self._command = ""
        self._writes = 0
        self._blinds: dict[int, str] = {}
        self._has_new_slots = False

    def __enter__(self) -> Self:
        self._open_link = self._store.begin_write(beside=self._beside)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        link, self._open_link = self._open_link, None
        if link is not None:
            self._store.end(link, writing=True)
            if self._has_new_slots:
                self._settle_slots()
        if isinstance(error, STUMBLES):
            fault = self._damage.behind()
            if fault is not None:
                raise fault from error

    def _settle_slots(self) -> None:
        """Take away what no account's row names: the slot before, or after a rollback the new one.

        Where that fails now it is done at the next log-in; such a slot lets nobody in meanwhile.
        """
        with suppress(EnvironmentFault, Refused):
            link = self._store.begin_write()
            try:
                assert self._store.passwords is not None
                self._store.passwords.settle(link, accounts.slots(link))
                self._store.commit(link)
            finally:
                self._store.end(link, writing=True)

    @property
    def _link(self) -> Link:
        if self._open_link is None:
            raise RuntimeError("the unit of work is over")
        return self._open_link

    @property
    def _head(self) -> Head:
        if self._found_head is None:
            self._found_head = head_of(self._link)
        return self._found_head

    def begin(self, actor: Actor, command_id: str, command: str) -> Changes | None:
        earlier = self._link.row(sql.EARLIER, {"id": command_id})
        if earlier is not None:
            return changes_of(command_id, earlier[0])
        self._actor, self._command_id, self._command = actor.name, command_id, command
        return None

    def now(self) -> datetime:
        """The same throughout the unit; never before the newest event."""
        if self._now is None:
            now = self._store.now(self._link)
            newest = self._head.logged_at
            self._now = now if newest is None else max(now, newest)
        return self._now

    def clock_now(self) -> datetime:
        return self._store.now(self._link)

    # Reading

    def site(self) -> Site:
        return site(self._link)

    def definition(self, pathway: str, version: str) -> PathwayDefinition:
        return self._definitions.get(self._link, pathway, version)

    def newest_version(self, pathway: str) -> str | None:
        row = self._link.row(sql.NEWEST_VERSION, {"pathway": pathway})
        return None if row is None else row[0]

    def patient(self, patient_id: str) -> Patient | None:
        row = self._link.row(sql.PATIENT, {"id": patient_id})
        return None if row is None else patient_of(row)

    def patient_by_mrn(self, mrn: str) -> Patient | None:
        row = self._link.row(sql.PATIENT_BY_MRN, {"mrn": mrn})
        return None if row is None else patient_of(row)

    def patient_by_national_number(self, national_number: str) -> Patient | None:
        row = self._link.row(sql.PATIENT_BY_NATIONAL_NUMBER, {"national_number": national_number})
        return None if row is None else patient_of(row)

    def courses_of(self, patient_id: str) -> tuple[Course, ...]:
        rows = self._link.rows(sql.COURSES_OF, {"patient_id": patient_id})
        found = (self.course(course_id) for (course_id,) in rows)
        return tuple(course for course in found if course is not None)

    def course(self, course_id: str) -> Course | None:
        return self._courses.get(self._link, course_id, keep=not self._writes)

    def known_entries(self, entry_ids: tuple[str, ...]) -> dict[str, str]:
        found = ((entry_id, self._link.row(sql.KNOWN_ENTRY, {"id": entry_id})) for entry_id in entry_ids)
        return {entry_id: row[1] or "" for entry_id, row in found if row is not None}

    def definition_body(self, pathway: str, version: str) -> str | None:
        row = self._link.row(sql.BODY, {"pathway": pathway, "version": version})
        return None if row is None else row[0]

    @property
    def guarded(self) -> bool:
        return self._store.passwords is not None

    def account(self, name: str) -> Account | None:
        return accounts.account(self._link, name)

    def accounts(self) -> tuple[Account, ...]:
        return accounts.accounts(self._link)

    def password_opens(self, name: str, password: str) -> bool:
        passwords, slot = self._store.passwords, accounts.slot_of(self._link, name)
        return (
            passwords is not None and slot is not None and passwords.opens(self._link, name, slot, password)
        )

    def emergency(self, name: str) -> Emergency | None:
        return accounts.emergency(self._link, name)

    def revision(self, course_id: str) -> int | None:
        return issues.revision(self._link, course_id)

    def newest_number(self, sheet: Sheet, course_id: str) -> int:
        return issues.newest_number(self._link, sheet, course_id)

    def issue(self, number: int) -> Issue | None:
        return issues.issue(self._link, number)

    # Writing

    def add_patient(self, patient: Patient) -> None:
        blind = identities.new_blind()
        body = identities.addition_body(patient.id, identities.seal(patient, "", blind))
        seq = self._append_text(EventKind.PATIENT_ADDED, body)
        identities.add(self._link, patient, seq)
        self._blinds[seq] = blind

    def add_course(self, course: Course) -> None:
        seq = self._append_text(EventKind.ENROLLED, enrolment_body(course), course.id)
        self._link.run(sql.ADD_COURSE, course_row(course, seq))

    def append_entry(self, course: Course, entry: Entry) -> None:
        self._append_text(EventKind.ENTRY, entry_body(entry), course.id, entry.id)

    def append_ending(self, course: Course, ending: Ending) -> None:
        self._append_text(EventKind.ENDED, ending_body(ending), course.id)

    def append_reopening(self, course: Course, ending: Ending) -> None:
        assert ending.reopened is not None
        open_ones = [place for place, each in enumerate(course.endings) if each.reopened is None]
        same = [place for place in open_ones if course.endings[place].recorded_at == ending.recorded_at]
        place = (same or open_ones)[-1]
        self._append_text(EventKind.REOPENED, reopening_body(place, ending.reopened), course.id)

    def append_move(self, course: Course, move: Move) -> None:
        self._append_text(EventKind.MOVED, move_body(move), course.id)
        self._link.run(sql.MOVE_COURSE, {"course_id": course.id, "new_version": move.after})

    def store_derived(self, before: Derived | None, after: Derived) -> None:
        store_derived(self._link, before, after)

    def add_definition(self, pathway: str, version: str, body: str) -> None:
        from pathway_app.definitions.canonical import definition_hash

        sha256 = definition_hash(body)
        event = {"pathway": pathway, "version": version, "sha256": sha256}
        seq = self._append(EventKind.DEFINITION_INSTALLED, event)
        row = {"pathway": pathway, "version": version, "hash": sha256, "body": body, "seq": seq}
        self._link.run(sql.ADD_DEFINITION, row)

    def add_account(self, account: Actor, password: str | None = None, *, must_change: bool = False) -> None:
        event = {"name": account.name, "full_name": account.full_name, "role": account.role.value}
        slot = self._offered(account.name, password)
        body: dict[str, Any] = event if slot is None else event | {"slot": slot, "must_change": must_change}
        seq = self._append(EventKind.ACCOUNT_ADDED, body)
        row = {"disabled": False, "must_change": slot is not None and must_change, "slot": slot, "seq": seq}
        self._link.run(sql.ADD_ACCOUNT, event | row)

    def change_account(self, account: Account) -> None:
        slot = None if account.disabled else accounts.slot_of(self._link, account.name)
        self._has_new_slots = self._has_new_slots or self.guarded
        body = {"name": account.name, "role": account.role.value, "disabled": account.disabled}
        self._append(EventKind.ACCOUNT_CHANGED, body)
        accounts.change(self._link, account, slot)

    def set_password(self, account: Account, password: str, *, must_change: bool) -> None:
        slot = self._offered(account.name, password)
        assert slot is not None
        body = {"name": account.name, "slot": slot, "must_change": must_change}
        self._append(EventKind.PASSWORD_SET, body)
        accounts.change(self._link, replace(account, must_change=must_change), slot)

    def _offered(self, name: str, password: str | None) -> str | None:
        passwords = self._store.passwords
        if passwords is None or password is None:
            return None
        self._has_new_slots = True
        return passwords.offer(self._link, name, password)

    def begin_emergency(self, account: Actor, reason: str) -> None:
        details = {"role": account.role.value, "reason": reason}
        seq = self._append_text(Access.EMERGENCY_BEGUN, access_body((), details))
        at = instant_text(self.now())
        self._link.run(sql.ADD_EMERGENCY, {"seq": seq, "account": account.name, "begun_at": at} | details)

    def note_failed_log_in(self, event_id: str, details: Mapping[str, str]) -> None:
        """One that could not be logged when it happened; taken over once only."""
        if self._link.row(sql.KNOWN_ENTRY, {"id": event_id}) is None:
            self._append_text(Access.LOGIN_FAILED, access_body((), details), None, event_id)

    def note(self, kind: EventKind, body: Mapping[str, Any]) -> None:
        """An event that stands for itself, without a row beside the log."""
        self._append(kind, body)

    def settle_passwords(self) -> None:
        """Take away slots that no account's row names: of a change of password that was cut off."""
        if self._store.passwords is not None:
            self._store.passwords.settle(self._link, accounts.slots(self._link))

    def change_site(self, site: Site) -> None:
        """Another zone moves the ends of local days: every derived row is made again."""
        before = self.site()
        settings = site_settings(site)
        self._append(EventKind.SITE_CHANGED, settings)
        self._link.run(sql.DROP_SETTINGS)
        self._link.run_many(sql.ADD_SETTING, [{"name": n, "value": v} for n, v in settings.items()])
        if site.zone != before.zone:
            self._rebuild(ZoneInfo(site.zone))

    def _rebuild(self, zone: ZoneInfo) -> None:
        from db.audit_rows import forget

        forget(self._link)
        for course in all_courses(self._link):
            self.store_derived(None, derive(self.definition(course.pathway, course.version), course, zone))

    def add_issue(self, pack: Pack, language: str, to: Destination, copies: tuple[Copy, ...]) -> None:
        body = issues.issue_body(pack, language, to, copies)
        seq = self._append_text(EventKind.SHEETS_ISSUED, body)
        self._link.run_many(sql.ADD_COPY, issues.copy_rows(copies, seq))

    def fail_issue(self, number: int) -> None:
        self._append_text(EventKind.PRINT_FAILED, issues.failure_body(number))
        self._link.run(sql.FAIL_COPIES, {"number": number})

    def identity_history(self, patient_id: str) -> tuple[FormerIdentity, ...]:
        return identities.history(self._link, patient_id)

    def correct_identity(self, patient: Patient, former: FormerIdentity, fields: tuple[str, ...]) -> None:
        blind = identities.new_blind()
        sealed = identities.seal(patient, former.reason, blind)
        body = identities.correction_body(patient.id, former.number, fields, sealed)
        seq = self._append_text(EventKind.IDENTITY_CORRECTED, body)
        identities.correct(self._link, patient, former, seq)
        self._blinds[seq] = blind

    def meeting(self, meeting_id: str) -> Meeting | None:
        return meetings.meeting(self._link, meeting_id)

    def meetings_at(self, pathway: str, at: datetime) -> tuple[Meeting, ...]:
        return meetings.meetings_at(self._link, pathway, at)

    def add_meeting(self, meeting: Meeting) -> None:
        seq = self._append_text(EventKind.MEETING_PLANNED, meetings.planning_body(meeting))
        meetings.add(self._link, meeting, seq)

    def change_meeting(self, before: Meeting, after: Meeting) -> None:
        seq = self._append_text(EventKind.MEETING_CHANGED, meetings.change_body(before, after))
        meetings.change(self._link, after, seq)

    def add_access(self, what: Access, courses: tuple[str, ...], details: Mapping[str, str]) -> None:
        self._append_text(what, access_body(courses, details))

    def commit(self, changes: Changes) -> None:
        link = self._link
        if self._writes:
            told = changes_text(changes, self._blinds)
            row = {"id": self._command_id, "last_seq": self._head.seq, "changes": told}
            link.run(sql.ADD_COMMAND, row)
            self._store.commit(link)

    def _append(self, kind: EventKind, body: Mapping[str, Any]) -> int:
        return self._append_text(kind, json_text(body))

    def _append_text(
        self, kind: EventKind | Access, body: str, course_id: str | None = None, event_id: str | None = None
    ) -> int:
        """Append an event to the log and return its number."""
        if not self._command_id:
            raise RuntimeError("begin says who acts, before anything is changed")
        now, head = self.now(), self._head
        event = Event(
            head.seq + 1,
            event_id or new_id(),
            kind.value,
            course_id,
            self._actor,
            self._command_id,
            self._command,
            instant_text(now),
            body,
        )
        link_hash = digest(head.hash, event)
        self._link.run(sql.APPEND, event._asdict() | {"hash": link_hash})
        self._found_head = Head(event.seq, link_hash, now)
        self._writes += 1
        return event.seq
