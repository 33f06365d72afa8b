"""What a user can ask of the record: frozen inputs, one class a command.

Every command carries an id: given again, it changes nothing. `seen_revision` is the course's revision that
the user was looking at (None: no look at the course came before, as on import).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from pathway_app.accesses import Access
from pathway_app.domain.course import Course, Outcome
from pathway_app.domain.entries import Value, Variance
from pathway_app.domain.errors import Refusal
from pathway_app.domain.ids import new_id
from pathway_app.meetings import MeetingCase
from pathway_app.people import Identity, Role
from pathway_app.sheets import Destination, Pack, Shown


@dataclass(frozen=True, kw_only=True, repr=False)
class Command:
    command_id: str = field(default_factory=new_id)

    def __repr__(self) -> str:
        """Which command, and nothing of what it holds: that may name a patient, and a log or a fault may quote it."""
        return f"{type(self).__name__}({self.command_id})"


@dataclass(frozen=True, kw_only=True, repr=False)
class EnrolPatient(Command):
    """Enter a new patient and begin a course with the newest version of `pathway`. `at` is stated, aware."""

    identity: Identity
    pathway: str
    at: datetime


@dataclass(frozen=True, kw_only=True, repr=False)
class BeginCourse(Command):
    """Begin a further course for a known patient; an open course of that pathway ends as `continued`."""

    patient_id: str
    pathway: str
    at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True, repr=False)
class CourseCommand(Command):
    course_id: str
    seen_revision: int | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class EntryCommand(CourseCommand):
    """Makes one entry. `from_paper`: it is typed over from a sheet that was filled in by hand."""

    from_paper: bool = False


@dataclass(frozen=True, kw_only=True, repr=False)
class CompleteCheckpoint(EntryCommand):
    checkpoint: str
    occurred_at: datetime
    round: int = 1
    values: Mapping[str, Value] = field(default_factory=dict)
    variance: Variance | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class SkipCheckpoint(EntryCommand):
    """The checkpoint will not be done; always with a variance."""

    checkpoint: str
    occurred_at: datetime
    variance: Variance
    round: int = 1


@dataclass(frozen=True, kw_only=True, repr=False)
class MarkNotApplicable(EntryCommand):
    checkpoint: str
    occurred_at: datetime
    reason: str
    round: int = 1
    variance: Variance | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class CorrectEntry(EntryCommand):
    """Put new content in the place of the effective entry `supersedes`; its action stays."""

    supersedes: str
    occurred_at: datetime
    reason: str
    values: Mapping[str, Value] = field(default_factory=dict)
    variance: Variance | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class RetractEntry(EntryCommand):
    """The effective entry `supersedes` was entered in error and no longer counts."""

    supersedes: str
    reason: str


@dataclass(frozen=True, kw_only=True, repr=False)
class CloseVariance(EntryCommand):
    supersedes: str
    reason: str


@dataclass(frozen=True, kw_only=True, repr=False)
class AddNote(EntryCommand):
    text: str
    checkpoint: str | None = None
    round: int = 1
    occurred_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class EndCourse(CourseCommand):
    at: datetime
    outcome: Outcome
    reason: str


@dataclass(frozen=True, kw_only=True, repr=False)
class ReopenCourse(CourseCommand):
    reason: str


@dataclass(frozen=True, kw_only=True, repr=False)
class MoveCourse(CourseCommand):
    """Let the course follow another installed version of its pathway from now on; what was entered stays.

    Whatever was entered after `seen_revision` is a Conflict: what the new version makes of it was not seen.
    """

    version: str
    reason: str


@dataclass(frozen=True, kw_only=True, repr=False)
class CorrectIdentity(Command):
    """Say who the patient is. `seen` is the number of corrections that the user has seen (`identity_history`).

    The reason may be empty where nothing but bed or surgeon changes.
    """

    patient_id: str
    identity: Identity
    reason: str
    seen: int


@dataclass(frozen=True, kw_only=True, repr=False)
class PlanMeeting(Command):
    """Plan a meeting of the tumour board for a pathway. `at` is stated, aware."""

    at: datetime
    pathway: str
    cases: tuple[MeetingCase, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class ChangeMeeting(Command):
    """Change a meeting; what is None stays. A list of cases takes the place of the one before, whole."""

    meeting_id: str
    seen_revision: int
    at: datetime | None = None
    cases: tuple[MeetingCase, ...] | None = None
    cancelled: bool | None = None


@dataclass(frozen=True, kw_only=True, repr=False)
class ImportedCourse:
    """One course file, read: the patient and the course with its entries in the order of recording.

    The course's id and patient id are placeholders; an entry whose id the file does not give has the empty id.
    `lines` gives the line of each path in the file (`entries[3].values.region`), for messages.
    """

    name: str
    identity: Identity
    course: Course
    lines: Mapping[str, int] = field(default_factory=dict)
    unrecorded: frozenset[int] = frozenset()
    """positions of the entries whose recorded-at the file does not give: the moment of import is taken"""
    ending_unrecorded: bool = False
    """the file does not give when the newest ending was recorded: the moment of import is taken"""
    errors: tuple[Refusal, ...] = ()
    """what is wrong with the file itself; importing it is refused, naming these and what the rules say besides"""
    broken: frozenset[int] = frozenset()
    """positions of the entries that `errors` are about"""


@dataclass(frozen=True, kw_only=True, repr=False)
class ImportCourses(Command):
    """Take over course files, all or none."""

    courses: tuple[ImportedCourse, ...]
    unreadable: tuple[Refusal, ...] = ()
    """what is wrong with further files in which no course could be made out; with any, nothing is taken over"""


@dataclass(frozen=True, kw_only=True, repr=False)
class InstallDefinition(Command):
    """Install a validated definition, as canonical JSON; an installed version never changes."""

    pathway: str
    version: str
    body: str


@dataclass(frozen=True, kw_only=True, repr=False)
class AddAccount(Command):
    """`password`: one that its owner must change at the first log-in; None where nobody logs in, or later."""

    name: str
    full_name: str
    role: Role
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, repr=False)
class ChangePassword(Command):
    """One's own."""

    old: str = field(repr=False)
    new: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, repr=False)
class ResetPassword(Command):
    """Give somebody who forgot it a password for the next log-in, to be changed there."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, repr=False)
class DisableAccount(Command):
    """Whoever has it can do nothing any more, from the next command on; its password is gone."""

    name: str


@dataclass(frozen=True, kw_only=True, repr=False)
class EnableAccount(Command):
    """Take it up again; `password` as for `AddAccount`."""

    name: str
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, repr=False)
class ChangeRole(Command):
    name: str
    role: Role


@dataclass(frozen=True, kw_only=True, repr=False)
class BeginEmergency(Command):
    """Do for `pathway_app.accounts.EMERGENCY` what a coordinator may, for a reason that an auditor will read."""

    reason: str


@dataclass(frozen=True, kw_only=True, repr=False)
class ChangeSite(Command):
    """Change site settings (setting name → new value)."""

    settings: Mapping[str, str]


@dataclass(frozen=True, kw_only=True, repr=False)
class IssueSheets(Command):
    """Say that sheets leave the program, before they do: each gets the next number of its kind and course."""

    pack: Pack
    shown: tuple[Shown, ...]
    language: str
    to: Destination


@dataclass(frozen=True, kw_only=True, repr=False)
class ReportFailedPrint(Command):
    """The sheets of the issue with this event number were not printed, or not written: they count as not issued.

    Their numbers are not given to other copies.
    """

    issue: int


@dataclass(frozen=True, kw_only=True, repr=False)
class NoteAccess(Command):
    """Put on record that something was read, exported, verified and the like, about these courses (ids).

    `details` holds codes and counts by name: never who a patient is, no path of a file.
    """

    what: Access
    courses: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
