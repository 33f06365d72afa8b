"""Course files as the records that an audit reads, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from pathway_app.audit import measuring
from pathway_app.audit.cohort import Cohort, Period
from pathway_app.audit.kept import Progress, Span, text_of
from pathway_app.audit.measures import Audit
from pathway_app.audit.reporting import report_content
from pathway_app.documents.audit_report import ReportContent
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
    """The audit of these courses as they stood at `at`."""
    return audit_of([record_of(course, definition) for course in courses], [definition], moment(at), period)


def audit_of(
    records: Iterable[CourseRecord],
    installed: Sequence[PathwayDefinition],
    now: datetime,
    period: Period = ALWAYS,
) -> Audit:
    """`installed` in the order of their installation, all of one pathway."""
    return measuring.measured(
        _InMemory(tuple(records), installed),  # type: ignore[arg-type]
        Cohort(period=period, pathway=installed[0].id),
        now,
        present=False,
    )


def content_of(
    courses: Iterable[dict[str, Any]],
    definition: PathwayDefinition,
    cohort: Cohort,
    at: str = "2026-11-22T09:41+01:00",
) -> ReportContent:
    """What a report tells of these courses."""
    queries: Any = _InMemory(tuple(record_of(course, definition) for course in courses), [definition])
    audit = measuring.measured(queries, cohort, moment(at), present=False)
    return report_content(queries, audit, present=False)


class _InMemory:
    """What an audit asks of a record."""

    def __init__(self, records: tuple[CourseRecord, ...], installed: Sequence[PathwayDefinition]) -> None:
        self._records = records
        self._installed = {(each.id, each.version): each for each in installed}

    def site(self) -> Site:
        return Site()

    def pathways(self) -> tuple[tuple[str, str], ...]:
        return tuple(self._installed)

    def definition(self, pathway: str, version: str) -> PathwayDefinition:
        return self._installed[pathway, version]

    def courses_enrolled(
        self, pathway: str, span: Span, progress: Progress | None = None
    ) -> Iterator[CourseRecord]:
        assert {each.course.pathway for each in self._records} <= {pathway}
        made = sorted(
            ((text_of(each.course.enrolment.at), each.course.id, each) for each in self._records),
            key=lambda told: told[:2],
        )
        return (each for at, id_, each in made if (span.first, span.after) < (at, id_) and at < span.end)
