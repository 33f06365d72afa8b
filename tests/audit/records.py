"""Course files as the records that an audit reads, without a database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from pathway_app.audit.cohort import Period
from pathway_app.audit.measures import Audit, audits
from pathway_app.domain.course import Course, Ending, Enrolment, Outcome, Reopening
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.people import Identity, Patient, Sex, Site
from pathway_app.queries import CourseRecord
from tests.domain.course_dicts import entry_of, moment

ALWAYS = Period(date(1990, 1, 1), date(2100, 1, 1))


def record_of(course: dict[str, Any], definition: PathwayDefinition) -> CourseRecord:
    """A patient is who has the record number."""
    mrn, enrolled = course["patient"]["mrn"], course["enrolled"]
    recorded_at = enrolled.get("recorded_at")
    told = [*course.get("earlier_endings", []), *([course["ended"]] if course["ended"] else [])]
    identity = Identity(mrn, "Voorbeeld", "Demo", date(1974, 3, 14), Sex.FEMALE)
    kept = Course(
        f"course {mrn} {enrolled['at']}",
        mrn,
        definition.id,
        definition.version,
        Enrolment(moment(enrolled["at"]), enrolled["by"], moment(recorded_at) if recorded_at else None),
        tuple(map(entry_of, course["entries"])),
        tuple(map(_ending, told)),
    )
    return CourseRecord(Patient(mrn, identity), kept, definition, Site())


def _ending(told: dict[str, Any]) -> Ending:
    again = told.get("reopened")
    reopened = Reopening(moment(again["recorded_at"]), again["by"], again["reason"]) if again else None
    return Ending(
        moment(told["at"]),
        moment(told["recorded_at"]),
        told["by"],
        Outcome(told["outcome"]),
        told["reason"],
        reopened,
    )


def measured(
    courses: Iterable[dict[str, Any]],
    definition: PathwayDefinition,
    at: str = "2026-11-22T09:41+01:00",
    period: Period = ALWAYS,
) -> Audit:
    """The audit of these courses as they stood at `at`; there must be one at least."""
    records = (record_of(course, definition) for course in courses)
    found = audits(records, period, moment(at), [(definition.id, definition.version)])
    [audit] = found.values()
    return audit
