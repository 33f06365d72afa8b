"""Which courses are looked at, and each of them as the record showed it at the chosen moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Course, CourseState, course_state
from pathway_app.domain.definition import PathwayDefinition
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


@dataclass(frozen=True)
class AuditedCourse:
    """One course at `now`: `course` holds what was recorded by then, `definition` is the version that held then."""

    course: Course
    definition: PathwayDefinition
    state: CourseState
    now: datetime
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


def audited(record: CourseRecord, period: Period, now: datetime) -> AuditedCourse | None:
    """The course as it stood at `now` (aware); None where it is not in the cohort.

    In it is a course whose enrolment lies in the period by the ward's local date, and had been recorded by `now`.
    """
    enrolment, zone = record.course.enrolment, ZoneInfo(record.site.zone)
    if not period.holds(enrolment.at, zone) or (enrolment.recorded_at or enrolment.at) > now:
        return None
    then = record.at(now)
    ended = then.course.ended() is not None
    state = course_state(then.definition, then.course.entries, now, ended=ended, zone=zone)
    return AuditedCourse(then.course, then.definition, state, now, zone)


class Patients:
    """Whether there are few patients: remembers no more of them than it takes to know."""

    __slots__ = ("_known",)

    def __init__(self) -> None:
        self._known: set[str] = set()

    def add(self, patient_id: str) -> None:
        if len(self._known) < FEW:
            self._known.add(patient_id)

    @property
    def few(self) -> bool:
        return len(self._known) < FEW
