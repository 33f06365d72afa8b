"""What is read: frozen rows for screens, documents and the command line.

Most are named tuples: they are there before the first list is, and a dataclass takes ten times as long to be made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from pathway_app.derived import CourseCurrent, FollowUpCurrent
from pathway_app.domain.calendar import end_of_local_day, local_date
from pathway_app.domain.course import Course
from pathway_app.domain.definition import Checkpoint, PathwayDefinition
from pathway_app.domain.entries import Variance
from pathway_app.people import Identity, Patient, Site

Row = TypeVar("Row")

WEEK = timedelta(days=7)
_NEVER = datetime.max.replace(tzinfo=UTC)


class WorklistGroup(StrEnum):
    """The worklist answers "who needs what, now?"; each open course stands in one group, the first that fits."""

    OVERDUE = "overdue"
    RUNNING = "running"
    DUE_TODAY = "due-today"
    THIS_WEEK = "this-week"
    BLOCKED = "blocked"
    LATER = "later"


class Horizon(NamedTuple):
    """The instants (UTC) that divide the worklist's groups."""

    now: datetime
    end_of_day: datetime
    end_of_week: datetime

    @classmethod
    def at(cls, now: datetime, zone: ZoneInfo) -> Horizon:
        today = local_date(now, zone)
        return cls(now, end_of_local_day(today, zone), end_of_local_day(today + WEEK, zone))

    def group(self, course: CourseCurrent) -> WorklistGroup | None:
        """The group in which the course stands; None for an ended course.

        This week: due within seven days. Blocked: nothing has a deadline and the next phase waits for this one.
        """
        if course.ended is not None:
            return None
        due = course.next_due
        if due is not None and due < self.now:
            return WorklistGroup.OVERDUE
        if course.clock_until is not None and course.clock_until > self.now:
            return WorklistGroup.RUNNING
        if due is not None and due <= self.end_of_day:
            return WorklistGroup.DUE_TODAY
        if due is not None and due <= self.end_of_week:
            return WorklistGroup.THIS_WEEK
        if due is None and course.held_up_by:
            return WorklistGroup.BLOCKED
        return WorklistGroup.LATER


class WorklistRow(NamedTuple):
    """One open course on the worklist."""

    group: WorklistGroup
    patient: Patient
    pathway: str
    version: str
    current: CourseCurrent


class WorklistCounts(NamedTuple):
    """How many open courses stand in each group, how many there are, and how many have an open variance."""

    groups: dict[WorklistGroup, int]
    active: int
    with_open_variance: int


class PatientRow(NamedTuple):
    """A patient with the newest course, for lists and search."""

    patient: Patient
    course_id: str
    pathway: str
    version: str
    phase: str | None
    ended: str | None
    enrolled_at: datetime | None = None
    next_checkpoint: str | None = None
    next_round: int | None = None
    next_due: datetime | None = None
    open_variances: int = 0


class SortBy(StrEnum):
    """By what the list of patients is sorted; those without a bed, or without anything due, come last."""

    NAME = "name"
    BED = "bed"
    NEXT_DUE = "next-due"
    ENROLLED = "enrolled"


@dataclass(frozen=True, slots=True)
class PatientSort:
    by: SortBy = SortBy.NAME
    descending: bool = False


@dataclass(frozen=True, slots=True)
class PatientFilter:
    """Which patients a list holds; what is None (or empty) does not matter.

    `text` finds as the search does. The others are about the newest course: `phase` is the id of a phase,
    `surgeon` a surgeon as written, `ended` and `open_variance` whether it has ended or has an open variance.
    """

    text: str = ""
    phase: str | None = None
    surgeon: str | None = None
    open_variance: bool | None = None
    ended: bool | None = None


class VarianceRow(NamedTuple):
    """An open variance of an open course. `variance` is as it was entered; `occurred_at` and `recorded_at` are UTC."""

    patient: Patient
    course_id: str
    pathway: str
    version: str
    checkpoint: str
    round: int
    entry_id: str
    occurred_at: datetime
    recorded_at: datetime
    by: str
    variance: Variance


class FollowUpRow(NamedTuple):
    """An open course in follow-up."""

    patient: Patient
    pathway: str
    version: str
    current: FollowUpCurrent

    @property
    def course_id(self) -> str:
        return self.current.course_id


class FollowUpCounts(NamedTuple):
    """How many courses are in follow-up; of how many the next is overdue, or due within 30 local days.

    `undated` are those without a deadline: nobody is lost.
    """

    all: int
    overdue: int
    soon: int
    undated: int


class FormerIdentity(NamedTuple):
    """Who the patient was said to be until a correction. `number` counts from 1, `recorded_at` is UTC."""

    number: int
    identity: Identity
    recorded_at: datetime
    by: str
    reason: str


class Page(NamedTuple, Generic[Row]):
    """Some rows of a list and where the next ones begin (None: there are no more)."""

    rows: tuple[Row, ...]
    next: str | None


@dataclass(frozen=True, slots=True)
class CourseRecord:
    """One course with all that its screen and its sheets need.

    `number` is the course's place among the patient's courses of all pathways, from 1; `courses` their ids.
    """

    patient: Patient
    course: Course
    definition: PathwayDefinition
    site: Site
    number: int = 1
    courses: tuple[str, ...] = ()
    earlier: Mapping[str, PathwayDefinition] = field(default_factory=dict)
    """the versions that the course followed before, by their name"""

    def at(self, now: datetime) -> CourseRecord:
        """As the record stood at `now` (aware): what was recorded by then, and the version that held."""
        course = as_recorded(self.course, now)
        definition = self.earlier.get(course.version, self.definition)
        return replace(self, course=course, definition=definition)

    def checkpoint(self, checkpoint_id: str) -> Checkpoint | None:
        """Of the version that the course follows, else of one that it followed."""
        versions = (self.definition, *self.earlier.values())
        return next((each.by_id[checkpoint_id] for each in versions if checkpoint_id in each.by_id), None)


@dataclass(frozen=True, slots=True)
class LogHead:
    """The newest event of the log: its number and its link in the hash chain (hex); 0 and empty without events."""

    number: int
    hash: str
    logged_at: datetime | None = field(default=None, compare=False)
    """when it was logged (UTC), where that is known"""

    @property
    def reference(self) -> str:
        """The short form printed on sheets: `7F3A-91C2`."""
        return f"{self.hash[:4]}-{self.hash[4:8]}".upper() if self.hash else ""


@dataclass(frozen=True, slots=True)
class LogProblem:
    """Where the record does not hold: the event's number (None: a derived row), a code and what it concerns."""

    number: int | None
    code: str
    subject: str


class Verification(NamedTuple):
    head: LogHead
    courses: int
    problems: tuple[LogProblem, ...]

    @property
    def sound(self) -> bool:
        return not self.problems


def as_recorded(course: Course, now: datetime) -> Course:
    """The course with what was recorded by `now`."""
    entries = tuple(entry for entry in course.entries if entry.recorded_at <= now)
    endings = (
        ending
        if ending.reopened is None or ending.reopened.recorded_at <= now
        else replace(ending, reopened=None)
        for ending in course.endings
        if ending.recorded_at <= now
    )
    moves = tuple(move for move in course.moves if move.recorded_at <= now)
    return replace(
        course, version=course.version_at(now), entries=entries, endings=tuple(endings), moves=moves
    )


def worklist_order(rows: Iterable[WorklistRow]) -> list[WorklistRow]:
    """By group; within it by the end of the clock (running) or the deadline, then by course id."""
    groups = list(WorklistGroup)

    def key(row: WorklistRow) -> tuple[int, bool, datetime | None, str]:
        moment = row.current.clock_until if row.group is WorklistGroup.RUNNING else row.current.next_due
        return groups.index(row.group), moment is None, moment or _NEVER, row.current.course_id

    return sorted(rows, key=key)
