"""What the program needs from outside, as protocols: the record, the clock.

`db` keeps the record on SQLite or PostgreSQL; `main.py` brings the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from pathway_app.accesses import Access
from pathway_app.accounts import Account, Emergency, EmergencyDeed
from pathway_app.changes import Changes
from pathway_app.derived import Derived
from pathway_app.domain.course import Course, Ending, Move
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Entry
from pathway_app.drafts import DraftStore, PreferenceStore
from pathway_app.guards import Checked, Holder, Room
from pathway_app.meetings import Meeting
from pathway_app.people import Actor, Identity, Patient, Site
from pathway_app.queries import (
    CourseRecord,
    FollowUpCounts,
    FollowUpRow,
    FormerIdentity,
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
from pathway_app.sheets import Copy, Destination, Issue, Pack, Sheet
from pathway_app.signing_in import Credentials

if TYPE_CHECKING:
    from pathway_app.audit.kept import AuditRows, Span
    from pathway_app.logbook.events import LogEvent, LogFilter, Whose


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment: aware, UTC, whole seconds."""
        ...


class UnitOfWork(Protocol):
    """One transaction, rolled back unless committed. Writers are serialised from its beginning.

    Environment trouble (disk full, locked, server gone) is raised as EnvironmentFault.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def begin(self, actor: Actor, command_id: str, command: str) -> Changes | None:
        """Say who acts and by which command (its class name).

        Returns what the command changed where it has been carried out before; nothing more is to be done then.
        """
        ...

    def now(self) -> datetime:
        """The moment of recording: the server's clock on PostgreSQL, else the injected one; UTC, whole seconds."""
        ...

    def clock_now(self) -> datetime:
        """What that clock tells, which may lie before the newest event, where `now` never does."""
        ...

    def site(self) -> Site: ...

    def definition(self, pathway: str, version: str) -> PathwayDefinition:
        """The installed definition. Raises KeyError where it is not installed."""
        ...

    def newest_version(self, pathway: str) -> str | None: ...

    def patient(self, patient_id: str) -> Patient | None: ...

    def patient_by_mrn(self, mrn: str) -> Patient | None: ...

    def patient_by_national_number(self, national_number: str) -> Patient | None: ...

    def courses_of(self, patient_id: str) -> tuple[Course, ...]:
        """The patient's courses in the order of enrolment, with entries and endings."""
        ...

    def course(self, course_id: str) -> Course | None: ...

    def known_entries(self, entry_ids: tuple[str, ...]) -> dict[str, str]:
        """Which of these entry ids the record holds already, each with its course's id."""
        ...

    def add_patient(self, patient: Patient) -> None: ...

    def add_course(self, course: Course) -> None:
        """Begin a course: an event in the log. Entries and endings of `course` are not taken over."""
        ...

    def append_entry(self, course: Course, entry: Entry) -> None:
        """Append the entry to the log; `course` is as it was before."""
        ...

    def append_ending(self, course: Course, ending: Ending) -> None: ...

    def append_reopening(self, course: Course, ending: Ending) -> None:
        """`ending.reopened` says when, by whom and why."""
        ...

    def append_move(self, course: Course, move: Move) -> None:
        """`course` is as it was before; from now on it follows `move.after`."""
        ...

    def store_derived(self, before: Derived | None, after: Derived) -> None:
        """Write the derived rows that differ from `before`; with None all of them anew, whatever is there."""
        ...

    def add_definition(self, pathway: str, version: str, body: str) -> None: ...

    def definition_body(self, pathway: str, version: str) -> str | None: ...

    @property
    def guarded(self) -> bool:
        """Whether people must log in here: not in a demonstration."""
        ...

    def add_account(self, account: Actor, password: str | None = None, *, must_change: bool = False) -> None:
        """Without a password nobody can log in with it until one is set; where nobody logs in there is none."""
        ...

    def account(self, name: str) -> Account | None: ...

    def accounts(self) -> tuple[Account, ...]:
        """In the order in which they were added, those that are disabled too."""
        ...

    def change_account(self, account: Account) -> None:
        """Role and whether it is disabled; a disabled account loses its password."""
        ...

    def set_password(self, account: Account, password: str, *, must_change: bool) -> None:
        """Only where the record is `guarded`."""
        ...

    def password_opens(self, name: str, password: str) -> bool:
        """Whether that is the account's password."""
        ...

    def begin_emergency(self, account: Actor, reason: str) -> None: ...

    def emergency(self, name: str) -> Emergency | None:
        """The account's newest one, whether it still lasts or not."""
        ...

    def change_site(self, site: Site) -> None: ...

    def revision(self, course_id: str) -> int | None:
        """The course's revision; None where there is no such course."""
        ...

    def newest_number(self, sheet: Sheet, course_id: str) -> int:
        """The highest number that such a copy ever got, 0 without any; those that failed have one too."""
        ...

    def issue(self, number: int) -> Issue | None:
        """The issue that the event with this number is."""
        ...

    def add_issue(self, pack: Pack, language: str, to: Destination, copies: tuple[Copy, ...]) -> None: ...

    def fail_issue(self, number: int) -> None:
        """Mark the copies of that issue as failed."""
        ...

    def identity_history(self, patient_id: str) -> tuple[FormerIdentity, ...]:
        """The oldest first."""
        ...

    def correct_identity(self, patient: Patient, former: FormerIdentity, fields: tuple[str, ...]) -> None:
        """Keep `former` and put the patient's identity in its place; the log names the `fields` that change."""
        ...

    def meeting(self, meeting_id: str) -> Meeting | None: ...

    def meetings_at(self, pathway: str, at: datetime) -> tuple[Meeting, ...]:
        """The pathway's meetings at that moment, cancelled ones too."""
        ...

    def add_meeting(self, meeting: Meeting) -> None: ...

    def change_meeting(self, before: Meeting, after: Meeting) -> None:
        """The log holds what differs."""
        ...

    def add_access(self, what: Access, courses: tuple[str, ...], details: Mapping[str, str]) -> None:
        """Append an event that belongs to no course, so that none gets a new revision; `courses` are those read."""
        ...

    def commit(self, changes: Changes) -> None:
        """Make it durable. Returns only after the record is safely on disk."""
        ...


class Queries(Protocol):
    """Reads, in one consistent view of the record."""

    def site(self) -> Site: ...

    def accounts(self) -> tuple[Actor, ...]:
        """All who ever had one, those disabled too, in the order in which they were added."""
        ...

    def account(self, name: str) -> Account | None: ...

    def all_accounts(self) -> tuple[Account, ...]:
        """As `accounts`, with what administrators want to know."""
        ...

    def emergencies(self) -> tuple[Emergency, ...]:
        """The newest first."""
        ...

    def emergency_deeds(self, emergency: Emergency) -> tuple[EmergencyDeed, ...]:
        """What was done while it lasted by whoever began it, the oldest first; at most a thousand."""
        ...

    def pathways(self) -> tuple[tuple[str, str], ...]:
        """(pathway, version) of every installed definition; the newest version of each pathway last."""
        ...

    def definition(self, pathway: str, version: str) -> PathwayDefinition: ...

    def worklist(
        self, group: WorklistGroup, now: datetime, *, after: str | None = None, limit: int = 200
    ) -> Page[WorklistRow]:
        """The open courses in one group at `now` (the present), in the order of `worklist_order`.

        `after` is the `next` of the page before.
        """
        ...

    def worklist_counts(self, now: datetime) -> WorklistCounts: ...

    def search(self, text: str, limit: int = 20) -> tuple[PatientRow, ...]:
        """Patients whose names, record number or national number begin with every word of `text`.

        Upper and lower case, accents, apostrophes and the order of the words do not matter; an exact record
        number comes first.
        """
        ...

    def patients(
        self,
        filters: PatientFilter = ...,
        sort: PatientSort = ...,
        *,
        after: str | None = None,
        limit: int = 200,
    ) -> Page[PatientRow]:
        """The patients that `filters` lets through, of the same rank by record number.

        `after` is the `next` of the page before, under the same filters and sort.
        """
        ...

    def surgeons(self) -> tuple[str, ...]:
        """Every surgeon who stands with a patient, as written, by name."""
        ...

    def look_alikes(
        self, identity: Identity, *, exclude: str | None = None, limit: int = 5
    ) -> tuple[PatientRow, ...]:
        """Patients who may be taken for the one with that identity, the likest first; `exclude` is a patient's id.

        Nearly the same name: one letter other, names swapped, a part of a name missing; case and accents do not
        matter. Or the same birth date.
        """
        ...

    def identity_history(self, patient_id: str) -> tuple[FormerIdentity, ...]:
        """Who the patient was said to be before, the oldest first."""
        ...

    def open_variances(self, *, after: str | None = None, limit: int = 200) -> Page[VarianceRow]:
        """The open variances of open courses by when they occurred."""
        ...

    def follow_ups(
        self, clinic: str | None = None, *, after: str | None = None, limit: int = 200
    ) -> Page[FollowUpRow]:
        """The courses in follow-up by the deadline of the next, those without one last."""
        ...

    def follow_up_counts(self, now: datetime, clinic: str | None = None) -> FollowUpCounts: ...

    def meeting(self, meeting_id: str) -> Meeting | None: ...

    def meetings(
        self,
        after: datetime | None = None,
        limit: int = 50,
        *,
        before: datetime | None = None,
        newest_first: bool = False,
    ) -> tuple[Meeting, ...]:
        """Meetings from `after` on and before `before`, by time; cancelled ones too."""
        ...

    def patient_count(self) -> int: ...

    def course(self, course_id: str) -> CourseRecord | None: ...

    def course_of(self, mrn: str, number: int | None = None) -> CourseRecord | None:
        """The patient's newest course, or the one with that number (from 1)."""
        ...

    def newest_courses(self) -> Iterator[CourseRecord]:
        """Each patient's newest course, by record number."""
        ...

    def all_courses(self) -> Iterator[CourseRecord]:
        """Every course, by record number and then by its number; some at a time are in memory."""
        ...

    def audit_rows(
        self, progress: Callable[[int, int], None] | None = None
    ) -> AbstractContextManager[AuditRows]:
        """What is kept for the audit, as the record stands; brought up to date first, where the record can be written.

        Where something had to be brought up to date, this and whatever is asked afterwards is told of the record as it
        is then. `progress` is told how many courses are done of how many, and may raise to stop.
        """
        ...

    def courses_enrolled(
        self, pathway: str, span: Span, progress: Callable[[int, int], None] | None = None
    ) -> Iterator[CourseRecord]:
        """Every course enrolled in the span, in the order of enrolment; some at a time are in memory."""
        ...

    def pathways_enrolled(self, span: Span, now: datetime) -> tuple[str, ...]:
        """The pathways with enrolments in the span that had been recorded by `now`, by their ids."""
        ...

    def open_courses(self) -> tuple[CourseRecord, ...]:
        """Every open course, by record number and then by its number."""
        ...

    def courses_ready_at(self, checkpoint: str, pathway: str, limit: int = 500) -> tuple[str, ...]:
        """The ids of open courses of that pathway in which some round of the checkpoint is ready.

        By deadline, those without one last, then by id; at most `limit`.
        """
        ...

    def issue(self, number: int) -> Issue | None:
        """The issue that the event with this number is."""
        ...

    def issue_of(self, command_id: str) -> Issue | None:
        """The issue that this command made."""
        ...

    def newest_copy(self, sheet: Sheet, course_id: str, *, before: int | None = None) -> Issue | None:
        """The newest issue, not failed, with such a copy and an event number below `before` (None: of all)."""
        ...

    def log(
        self, wanted: LogFilter | None = None, *, after: str | None = None, limit: int = 200
    ) -> Page[LogEvent]:
        """The events that are wanted (None: all), the newest first. `after` is the `next` of the page before."""
        ...

    def log_event(self, number: int) -> LogEvent | None: ...

    def log_event_by_id(self, event_id: str) -> LogEvent | None:
        """The event with that id: an entry's event has the entry's."""
        ...

    def log_accounts(self) -> tuple[str, ...]:
        """Every account's name in the log, and that of whoever read without one, by name."""
        ...

    def whose(self, course_id: str) -> Whose | None:
        """Whose course that is, without reading the course itself."""
        ...

    def patient(self, patient_id: str) -> Patient | None: ...

    def log_head(self) -> LogHead: ...

    def log_problems(self, progress: Callable[[int], None] | None = None) -> tuple[LogProblem, ...]:
        """Recompute the chain alone; `progress` is told the events checked so far."""
        ...

    def verify(self, progress: Callable[[int], None] | None = None) -> Verification:
        """Recompute the chain and the derived rows; `progress` is told the events checked so far."""
        ...


class Record(Protocol):
    """An open database."""

    @property
    def schema_number(self) -> int:
        """Which tables it has: a number that each migration raises."""
        ...

    @property
    def url(self) -> str:
        """Where it is, without a password."""
        ...

    @property
    def reading_only(self) -> str | None:
        """Why nothing can be written here (the code of the fault that a command would meet); None where it can."""
        ...

    @property
    def reading_only_because(self) -> Mapping[str, object]:
        """What else that fault tells."""
        ...

    def claim(self) -> Holder | None:
        """Be the one window that writes this file, until the record is closed; else who is.

        Ask again later: the other window may have been closed. On a server every window writes.
        """
        ...

    @property
    def ended_uncleanly(self) -> bool:
        """Whether the window that wrote before was killed or lost its power; known once it was claimed."""
        ...

    def room(self) -> Room | None:
        """What is free on the disk with the file; None on a server, or where the system does not tell."""
        ...

    def back_up(self, copy: str, *, gently: bool = False) -> LogHead:
        """Copy the record into the new file `copy`, whole and checked or not at all; the copy's newest event.

        `gently`: slower, so that whoever works meanwhile does not notice. Raises Refused (`database-exists`,
        `copy-unsound`, `log-unsound`, `backup-of-server`) and EnvironmentFault.
        """
        ...

    def checked(self) -> Checked | None:
        """How the file was found when it was last verified; None where it never was, and on a server."""
        ...

    def verify_apart(self) -> Verification | None:
        """Verify the file in another process, which gives way to everybody; waits for it.

        None where it was stopped by closing the record, or on a server. Raises EnvironmentFault.
        """
        ...

    def telling_damage(self) -> AbstractContextManager[None]:
        """What goes wrong inside because somebody wrote in the record, past the program, is raised as EnvironmentFault
        (`database-damaged`), and nothing can be written from then on; a defect of the program stays one.

        Queries and units of work do so by themselves: this is for what is made of what they gave.
        """
        ...

    def mark_checked(self, found: Verification) -> None:
        """Put down what was found: where it is not sound nothing can be written any more, until it is found sound.

        Raises EnvironmentFault where it cannot be put down; nothing can be written here all the same.
        """
        ...

    def unit_of_work(self, *, beside: bool = False) -> UnitOfWork:
        """`beside`: also where another window has the file open and this one changes nothing of its own."""
        ...

    def queries(self) -> AbstractContextManager[Queries]: ...

    @property
    def signed_in(self) -> Actor | None:
        """Who opened it by password or phrase; None in a demonstration."""
        ...

    def check_password(self, name: str, password: str, *, failure: Access = Access.LOGIN_FAILED) -> Actor:
        """Whose account that is, to unlock the open record or to take over; in a demonstration any password does.

        Wrong ones slow down and are logged as `failure`; the right one is for the caller to log. Raises Refused
        (`sign-in-refused`, `sign-in-wait`).
        """
        ...

    def drafts(self, account: str) -> DraftStore: ...

    def preferences(self, account: str) -> PreferenceStore: ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Migration:
    """That the database at `address` (without a password) was brought from one schema number to another.

    The numbers are the same where nothing had to be done; `backup` is the file with what was there before.
    """

    address: str
    before: int
    after: int
    backup: str | None = None


class Records(Protocol):
    """Where databases are made and opened, by their SQLAlchemy URL.

    Raises Refused with one clear reason: no database there, made by a newer or an older program, by another
    one, damaged, on a network folder, already there (create).
    """

    def create(
        self, url: str, *, recovery: str | None = None, fill: Callable[[Record], None] | None = None
    ) -> Record:
        """What it begins with is put in by `fill`: a file has its name only after that.

        With a recovery phrase (`pathway_app.recovery.new_phrase`) people log in, and a file is encrypted; without
        one it is for a demonstration."""
        ...

    def needs_sign_in(self, url: str) -> bool:
        """Whether `open` wants credentials: not of a demonstration, nor where there is nothing yet."""
        ...

    def open(
        self,
        url: str,
        *,
        credentials: Credentials | None = None,
        recovery: str | None = None,
        read_only: bool = False,
        older: bool = False,
        damaged: bool = False,
        tried_on: str | None = None,
    ) -> Record:
        """The log-in is logged, and so are those that failed before it.

        `recovery`: the recovery phrase opens the record, and the password in `credentials` becomes the new one of
        that administrator. `older`: a file may also be an older program's; of such a one only its site can be read,
        nothing written.

        Raises Refused also with `sign-in-needed`, `sign-in-refused` (unknown name, wrong password, disabled account:
        one sentence), `sign-in-wait` (`seconds`), `recovery-typing` (mistyped), `recovery-refused`,
        `recovery-not-administrator`, `keys-missing`, `keys-damaged`, `keys-other`, `keys-older`,
        `database-keyless`, `database-unprotected` (bring it up to date first).

        `tried_on`: where this is a private copy, the file beside which wrong passwords are kept, and make wait.
        """
        ...

    def put_back(self, copy: str, url: str, *, present: Record | None = None) -> str | None:
        """Give the file `copy`, whole and checked, the name of the database at `url`; it loses its own.

        `present`: what is there, as it was opened before and is closed by now; nobody can write an encrypted file while
        it is replaced only where this is given. None where nothing is there, or what is there cannot be opened.

        What was there is never overwritten but set aside: returns under which name, None where nothing was. Raises
        Refused (`database-open` where a window has it open, `database-exists`, …).
        """
        ...

    def needs_protection(self, url: str) -> bool:
        """Whether an older program left the record without passwords, and its file plain."""
        ...

    def protect(self, url: str, credentials: Credentials, recovery: str) -> dict[str, str]:
        """Encrypt it (a file), and give `credentials`, an administrator of it with a new password, and everybody
        else one for one log-in: returned by account. What was plain is overwritten and removed."""
        ...

    def rekey(
        self,
        url: str,
        credentials: Credentials,
        *,
        recovery: str | None = None,
        tell: Callable[[], None] | None = None,
    ) -> None:
        """Give a file a new key, for whoever may log in; nobody's password changes. Only while nobody works with it.

        `recovery`: a new phrase in the place of the one before; `tell` is to tell it, and is called when all is ready,
        before it counts. Raises as `open`.
        """
        ...

    def migrate(self, url: str, *, credentials: Credentials | None = None) -> Migration:
        """Bring a database of an older program up to date, whole or not at all.

        A file is copied first, to its name with `.schema-` and its old number. Raises Refused
        (`database-exists`) where something has that name.
        """
        ...
