"""Which courses are looked at, and each of them as the record showed it at the chosen moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Course, CourseState, State, settled_state
from pathway_app.domain.definition import LocalText, PathwayDefinition
from pathway_app.domain.entries import Standings
from pathway_app.domain.reckoning import Reckoning
from pathway_app.queries import CourseRecord

FEW = 5
"""below so many patients counts are told, not percentages"""


@dataclass(frozen=True, slots=True)
class Period:
    """From the local day `first` to the local day `last`, both in."""

    first: date
    last: date

    def holds(self, moment: datetime, zone: ZoneInfo) -> bool:
        return self.first <= local_date(moment, zone) <= self.last


RUNNING = "running"
"""the outcome of a course that has not ended"""


def same_surgeon(one: str, other: str) -> bool:
    """Whether it is the same name, however it was typed: case and spaces around it do not matter."""
    return one is other or surgeon_key(one) == surgeon_key(other)


def surgeon_key(name: str) -> str:
    return name.strip().casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cohort:
    """Which courses of one pathway; what is None does not matter.

    `version` is the one followed at the moment asked about, `group` the newest answer then to the question by which
    the pathway groups (`outline.group`; "" where it is not answered), `surgeon` the one written with the patient now
    ("" for none; `same_surgeon`), `outcome` `running` or the value of an `Outcome`.
    """

    period: Period
    pathway: str
    version: str | None = None
    group: str | None = None
    surgeon: str | None = None
    outcome: str | None = None

    def holds(self, course: AuditedCourse, surgeon: str) -> bool:
        """Whether what is asked beside period and pathway fits the course."""
        return (
            self.version in (None, course.definition.version)
            and (self.surgeon is None or same_surgeon(self.surgeon, surgeon))
            and self.outcome in (None, course.outcome)
            and self.group in (None, course.group)
        )


@dataclass(frozen=True, slots=True)
class Choices:
    """What a pathway's courses can be filtered by; `groups` are answers with their words.

    `first` and `last` are the local days of the first and the last enrolment, None without courses.
    """

    versions: tuple[str, ...]
    groups: tuple[tuple[str, LocalText], ...]
    surgeons: tuple[str, ...]
    outcomes: tuple[str, ...]
    first: date | None
    last: date | None


@dataclass(frozen=True)
class AuditedCourse:
    """One course at a moment: `course` holds what was recorded by then, `definition` is the version that held then.

    Nothing of it is looked at that depends on the hour.
    """

    course: Course
    definition: PathwayDefinition
    state: CourseState
    zone: ZoneInfo

    @property
    def patient_id(self) -> str:
        return self.course.patient_id

    @property
    def ended(self) -> bool:
        return self.state.ended

    @cached_property
    def reckoning(self) -> Reckoning:
        """For what the state does not tell: gates."""
        return Reckoning(self.definition, Standings(self.course.entries), self.zone)

    @property
    def outcome(self) -> str:
        ending = self.course.ended()
        return RUNNING if ending is None else ending.outcome.value

    @property
    def group(self) -> str:
        """The newest answer by which the pathway groups, "" without any."""
        asked = self.definition.outline.group
        if asked is None:
            return ""
        checkpoint, field = asked
        for row in reversed(self.state.checkpoints):
            if row.checkpoint == checkpoint and row.state is State.DONE and row.entry is not None:
                value = row.entry.values.get(field)
                if isinstance(value, str):
                    return value
        return ""


def audited(record: CourseRecord, now: datetime) -> AuditedCourse | None:
    """The course as it stood at `now` (aware); None where its enrolment had not been recorded by then."""
    enrolment = record.course.enrolment
    if (enrolment.recorded_at or enrolment.at) > now:
        return None
    then = record.at(now)
    return settled(then.course, then.definition, ZoneInfo(record.site.zone))


def settled(course: Course, definition: PathwayDefinition, zone: ZoneInfo) -> AuditedCourse:
    """The course as its entries say."""
    ended = course.ended() is not None
    state = settled_state(definition, Standings(course.entries), ended=ended, zone=zone)
    return AuditedCourse(course, definition, state, zone)
