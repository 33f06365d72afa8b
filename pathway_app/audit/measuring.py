"""The audit asked of a record: sums, who they are, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pathway_app.audit import intervals
from pathway_app.audit.cohort import RUNNING, AuditedCourse, Choices, Cohort, Period, audited
from pathway_app.audit.contribution import Contribution, Key, microseconds, moment_of
from pathway_app.audit.figures import Figure, keys_of
from pathway_app.audit.measures import Audit, contribution, told
from pathway_app.audit.totals import Totals
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Outcome
from pathway_app.domain.definition import LocalText, PathwayDefinition
from pathway_app.people import Patient
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord, Page

__all__ = [
    "AuditedPatient",
    "Cancelled",
    "Figure",
    "Point",
    "Progress",
    "choices",
    "measured",
    "pathways_of",
    "people",
    "series",
]

Progress = Callable[[int, int], None]
"""is told how many courses are done of how many; may raise Cancelled to stop"""

_DAY = 86_400_000_000


class Cancelled(Exception):
    """Whoever waits for the audit waits no longer."""


@dataclass(frozen=True, slots=True)
class AuditedPatient:
    """Who is counted in a figure. `ended` is the outcome, None while it runs; `detail` says rounds (`1, 3`) or days."""

    patient: Patient
    course_id: str
    enrolled_at: datetime
    ended: str | None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One course of an interval: when it began (UTC), how many days it took; while open, how many it is open."""

    course_id: str
    patient_id: str
    began: datetime
    days: float | None
    open_days: float | None = None


@dataclass(frozen=True, slots=True)
class _Looked:
    """One course of the cohort."""

    record: CourseRecord
    course: AuditedCourse

    @property
    def contribution(self) -> Contribution:
        return contribution(self.course)


def measured(
    queries: Queries, cohort: Cohort, now: datetime, *, present: bool, progress: Progress | None = None
) -> Audit:
    """All measures over the cohort as it stood at `now` (aware).

    `present`: as the record stands, where `now` is not before anything recorded. The figures are the same. Raises
    KeyError where the pathway is not installed, and whatever `progress` raises.
    """
    totals = Totals(microseconds(now))
    followed: dict[str, PathwayDefinition] = {}
    for looked in _cohort(queries, cohort, now, progress):
        followed[looked.course.definition.version] = looked.course.definition
        totals.add(looked.contribution, looked.course.patient_id)
    return told(totals, cohort, now, _newest_first(queries, cohort.pathway, followed))


def people(
    queries: Queries,
    cohort: Cohort,
    now: datetime,
    figure: Figure,
    *,
    present: bool,
    after: str | None = None,
    limit: int = 200,
    progress: Progress | None = None,
) -> Page[AuditedPatient]:
    """Whom the figure counts, a course a row, in the order of enrolment; `after` is the `next` of the page before.

    Raises ValueError where there is no such figure.
    """
    keys = keys_of(figure)
    moment = microseconds(now)
    found: list[tuple[str, AuditedPatient]] = []
    for looked in _cohort(queries, cohort, now, progress):
        made = looked.contribution
        numbers = made.at(moment)
        if any(numbers.get(key) for key in keys):
            course = looked.course.course
            outcome = looked.course.outcome
            someone = AuditedPatient(
                looked.record.patient,
                course.id,
                course.enrolment.at,
                None if outcome == RUNNING else outcome,
                _detail(made, keys, moment),
            )
            found.append((f"{microseconds(course.enrolment.at):020} {course.id}", someone))
    found.sort(key=lambda each: each[0])
    rest = [each for each in found if after is None or each[0] > after]
    rows = rest[:limit]
    return Page(tuple(someone for _, someone in rows), rows[-1][0] if len(rest) > limit else None)


def series(
    queries: Queries, cohort: Cohort, now: datetime, pair: tuple[str, str], *, present: bool
) -> tuple[Point, ...]:
    """The cohort's courses in which that interval has begun, in the order in which it did."""
    moment = microseconds(now)
    points = [
        (time.began, looked.course.course.id, looked.course.patient_id, time.elapsed)
        for looked in _cohort(queries, cohort, now, None)
        for time in looked.contribution.times
        if (time.first, time.second) == pair
    ]
    return tuple(
        Point(
            course,
            patient,
            moment_of(began),
            None if elapsed is None else elapsed / _DAY,
            (moment - began) / _DAY if elapsed is None else None,
        )
        for began, course, patient, elapsed in sorted(points)
    )


def choices(queries: Queries, pathway: str) -> Choices:
    """What the pathway's courses can be filtered by, as the record stands."""
    versions, groups, surgeons, outcomes = set[str](), set[str](), set[str](), set[str]()
    days = []
    zone = ZoneInfo(queries.site().zone)
    for record in queries.all_courses():
        if record.course.pathway != pathway:
            continue
        course = audited(record, datetime.max.replace(tzinfo=zone))
        assert course is not None
        versions.add(course.definition.version)
        groups.add(course.group)
        surgeons.add(_surgeon(record))
        outcomes.add(course.outcome)
        days.append(local_date(course.course.enrolment.at, zone))
    installed = [version for each, version in reversed(queries.pathways()) if each == pathway]
    return Choices(
        tuple(version for version in installed if version in versions),
        _groups(queries, pathway, groups),
        tuple(sorted(surgeons)),
        tuple(each for each in (RUNNING, *Outcome) if each in outcomes),
        min(days, default=None),
        max(days, default=None),
    )


def pathways_of(queries: Queries, period: Period, now: datetime) -> tuple[str, ...]:
    """The pathways with courses that were enrolled in the period, and recorded by `now`."""
    zone = ZoneInfo(queries.site().zone)
    return tuple(
        sorted(
            {
                record.course.pathway
                for record in queries.all_courses()
                if period.holds(record.course.enrolment.at, zone) and audited(record, now) is not None
            }
        )
    )


def _cohort(queries: Queries, cohort: Cohort, now: datetime, progress: Progress | None) -> Iterator[_Looked]:
    zone = ZoneInfo(queries.site().zone)
    count = queries.patient_count()
    for number, record in enumerate(queries.all_courses()):
        if progress is not None:
            progress(number, max(number, count))
        if record.course.pathway != cohort.pathway or not cohort.period.holds(
            record.course.enrolment.at, zone
        ):
            continue
        course = audited(record, now)
        if course is not None and cohort.holds(course, _surgeon(record)):
            yield _Looked(record, course)


def _surgeon(record: CourseRecord) -> str:
    return record.patient.identity.surgeon or ""


def _detail(made: Contribution, keys: Sequence[Key], now: int) -> str:
    """The days of an interval, else the rounds concerned where it is not just the first."""
    row = keys[0][0]
    if row[0] == intervals.TABLE:
        [time] = [each for each in made.times if (each.first, each.second) == row[1:]]
        return f"{(now - time.began if time.elapsed is None else time.elapsed) / _DAY:.1f}"
    rounds = {round_ for key in keys for round_ in made.rounds.get(key, ())} | made.due_rounds(keys, now)
    return "" if rounds <= {1} else ", ".join(map(str, sorted(rounds)))


def _newest_first(
    queries: Queries, pathway: str, followed: dict[str, PathwayDefinition]
) -> tuple[PathwayDefinition, ...]:
    """The versions followed; of a cohort without courses the newest installed."""
    installed = [version for each, version in reversed(queries.pathways()) if each == pathway]
    if not installed:
        raise KeyError(pathway)
    known = [version for version in installed if version in followed] or installed[:1]
    return tuple(followed.get(version) or queries.definition(pathway, version) for version in known)


def _groups(queries: Queries, pathway: str, values: set[str]) -> tuple[tuple[str, LocalText], ...]:
    """In the order of the newest definition's options, then those only earlier versions knew, then those unanswered."""
    titles: dict[str, LocalText] = {}
    for each, version in reversed(queries.pathways()):
        if each != pathway:
            continue
        definition = queries.definition(pathway, version)
        if definition.outline.group is None:
            continue
        checkpoint, field_id = definition.outline.group
        field = definition.by_id[checkpoint].field(field_id)
        for option in field.options if field is not None else ():
            titles.setdefault(option.value, option.title)
    known = [(value, title) for value, title in titles.items() if value in values]
    rest = sorted(values - titles.keys() - {""})
    known += [(value, LocalText({"en": value})) for value in rest]
    return (*known, *([("", LocalText({}))] if "" in values else []))
