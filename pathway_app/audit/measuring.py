"""The audit asked of a record: sums, who they are, and what there is to choose from."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from zoneinfo import ZoneInfo

from pathway_app.audit import completion, departures, intervals
from pathway_app.audit.cohort import (
    RUNNING,
    AuditedCourse,
    Choices,
    Cohort,
    Period,
    audited,
    same_surgeon,
    settled,
    surgeon_key,
)
from pathway_app.audit.completion import Completion
from pathway_app.audit.contribution import MEMBERS, Contribution, Key, RowKey, microseconds, moment_of
from pathway_app.audit.figures import Figure, keys_of
from pathway_app.audit.kept import (
    AuditRows,
    KeptCourse,
    Month,
    Progress,
    Span,
    Sums,
    cursor,
    text_of,
    whole_months,
)
from pathway_app.audit.measures import Audit, contribution, told
from pathway_app.audit.packing import Packed, packing_of
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
    "completion_only",
    "measured",
    "pathways_of",
    "people",
    "series",
]

_DAY = 86_400_000_000


class Cancelled(Exception):
    """Whoever waits for the audit waits no longer."""


@dataclass(frozen=True, slots=True)
class AuditedPatient:
    """Who is counted in a figure. `ended` is the outcome, None while it runs; `detail` says rounds (`1, 3`) or days.

    `count` is what of the figure is the course's: over all courses that is the figure. `steps`, of a figure over
    several steps, says which of them, in the order of the pathway: (checkpoint, rounds counted).
    """

    patient: Patient
    course_id: str
    enrolled_at: datetime
    ended: str | None
    detail: str = ""
    count: int = 1
    steps: tuple[tuple[str, tuple[int, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Point:
    """One course of an interval: when it began (UTC), how many days it took; while open, how many it is open."""

    course_id: str
    patient_id: str
    began: datetime
    days: float | None
    open_days: float | None = None


class _Counted(NamedTuple):
    """One course that a figure counts. `record` is there where it was made from the entries."""

    course_id: str
    enrolled_at: str
    outcome: str
    record: CourseRecord | None = None


def measured(
    queries: Queries, cohort: Cohort, now: datetime, *, present: bool, progress: Progress | None = None
) -> Audit:
    """All measures over the cohort as it stood at `now` (aware).

    `present`: as the record stands, where `now` is not before anything recorded. The figures are the same. Raises
    KeyError where the pathway is not installed, and whatever `progress` raises.
    """
    totals = Totals(microseconds(now))
    installed = _installed(queries, cohort.pathway)
    if present:
        with queries.audit_rows(progress) as rows:
            followed = _add_kept(queries, rows, cohort, totals, progress)
    else:
        followed = set()
        for record, course in _then(queries, cohort, now, progress):
            followed.add(course.definition.version)
            totals.add(contribution(course), record.patient.id)
    versions = [version for version in installed if version in followed] or installed[:1]
    return told(totals, cohort, now, [queries.definition(cohort.pathway, each) for each in versions])


def completion_only(queries: Queries, cohort: Cohort, now: datetime) -> dict[str, Completion]:
    """How far each checkpoint was completed, as the record stands: for whoever shows that before the rest."""
    totals = Totals(microseconds(now))
    with queries.audit_rows() as rows:
        followed = _add_kept(queries, rows, cohort, totals, None, times=False)
    definitions = [queries.definition(cohort.pathway, version) for version in followed]
    checkpoints = dict.fromkeys(each.id for one in definitions for each in one.checkpoints)
    return {each: completion.completion(totals, completion.place("", each)) for each in checkpoints}


def _add_kept(
    queries: Queries,
    rows: AuditRows,
    cohort: Cohort,
    totals: Totals,
    progress: Progress | None,
    *,
    times: bool = True,
) -> set[str]:
    """Add the cohort's courses: whole months by their sums, where they hold, the others one by one."""
    zone = ZoneInfo(queries.site().zone)
    by_month = rows.current and (cohort.group, cohort.surgeon, cohort.outcome) == (None, None, None)
    months, beside = whole_months(cohort.period) if by_month else (None, (cohort.period,))
    sums: dict[str, Sums] = {}
    followed: set[str] = set()

    def of(version: str) -> Sums:
        if version not in sums:
            sums[version] = Sums(packing_of(queries.definition(cohort.pathway, version)), totals.now)
        return sums[version]

    for month in rows.months(cohort.pathway, *months, times=times) if months is not None else ():
        if cohort.version in (None, month.version):
            each = of(month.version)
            each.add_month(Month.read(each.packing, month))
    for period in beside:
        for row in _kept(rows, cohort, Span.of(period, zone), progress):
            each = of(row.version)
            each.add_course(each.packing.numbers(row.content), row.patient_id)
    for version, each in sums.items():
        followed.add(version)
        each.pour(totals)
    if months is not None and totals.unsure():
        _settle(queries, rows, cohort, totals)
    return followed


def _settle(queries: Queries, rows: AuditRows, cohort: Cohort, totals: Totals) -> None:
    """See for the rows of which the months do not tell whether they are of few patients: some were there twice."""
    unsure = totals.unsure()
    for row in _kept(rows, cohort, Span.of(cohort.period, ZoneInfo(queries.site().zone)), None):
        packing = packing_of(queries.definition(cohort.pathway, row.version))
        for place, column in packing.unpacked(row.content).at(totals.now):
            if column == MEMBERS and place in unsure:
                totals.add_patient(place, row.patient_id)
        if not totals.unsure():
            return


def _kept(
    rows: AuditRows, cohort: Cohort, span: Span, progress: Progress | None = None
) -> Iterator[KeptCourse]:
    for row in rows.courses(cohort.pathway, span, progress):
        if (
            cohort.version in (None, row.version)
            and cohort.group in (None, row.group)
            and (cohort.surgeon is None or same_surgeon(cohort.surgeon, row.surgeon))
            and cohort.outcome in (None, row.outcome)
        ):
            yield row


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

    Raises ValueError where there is no such figure or place.
    """
    keys = keys_of(figure)
    counted = (_counted_now if present else _counted_then)(queries, cohort, now, keys, after, progress)
    with closing(counted):
        found = list(islice(counted, limit + 1))
    rows = tuple(_audited(queries, looked, now, keys, present) for looked in found[:limit])
    last = found[limit - 1] if len(found) > limit else None
    return Page(rows, None if last is None else cursor(last.enrolled_at, last.course_id))


def _audited(
    queries: Queries, looked: _Counted, now: datetime, keys: Sequence[Key], present: bool
) -> AuditedPatient:
    record = looked.record or queries.course(looked.course_id)
    assert record is not None
    if present:
        course: AuditedCourse | None = settled(record.course, record.definition, ZoneInfo(record.site.zone))
    else:
        course = audited(record, now)
    assert course is not None
    made, moment = contribution(course, rounds=True), microseconds(now)
    numbers = made.at(moment)
    return AuditedPatient(
        record.patient,
        looked.course_id,
        record.course.enrolment.at,
        None if looked.outcome == RUNNING else looked.outcome,
        _detail(made, keys, moment),
        sum(numbers.get(key, 0) for key in keys),
        tuple(_steps(course.definition, made, keys, moment)),
    )


def _steps(
    definition: PathwayDefinition, made: Contribution, keys: Sequence[Key], now: int
) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Of a phase or the whole pathway: each step that is counted in these numbers, with its rounds."""
    row = keys[0][0]
    over_steps = (row[0] == completion.TABLE and not row[2]) or row == (departures.VARIANCES, "")
    for checkpoint in definition.checkpoints if over_steps else ():
        if row[0] == departures.VARIANCES:
            own: RowKey = (row[0], checkpoint.id)
        elif row[1] in ("", checkpoint.phase):
            own = completion.place("", checkpoint.id)
        else:
            continue
        rounds = made.rounds_of([(own, column) for _row, column in keys], now)
        if rounds:
            yield checkpoint.id, tuple(sorted(rounds))


def series(
    queries: Queries, cohort: Cohort, now: datetime, pair: tuple[str, str], *, present: bool
) -> tuple[Point, ...]:
    """The cohort's courses in which that interval has begun, in the order in which it did."""
    moment = microseconds(now)
    points = (_begun_now if present else _begun_then)(queries, cohort, now, pair)
    return tuple(
        Point(
            course,
            patient,
            moment_of(began),
            None if elapsed is None else elapsed / _DAY,
            (moment - began) / _DAY if elapsed is None else None,
        )
        for began, course, patient, elapsed in sorted(points, key=lambda each: each[:2])
    )


def _begun_now(
    queries: Queries, cohort: Cohort, now: datetime, pair: tuple[str, str]
) -> Iterator[tuple[int, str, str, int | None]]:
    span = Span.of(cohort.period, ZoneInfo(queries.site().zone))
    with queries.audit_rows() as rows:
        for row in _kept(rows, cohort, span):
            packing = packing_of(queries.definition(cohort.pathway, row.version))
            for place, began, elapsed in packing.numbers(row.content).times:
                if packing.pairs[place] == pair:
                    yield began, row.course_id, row.patient_id, elapsed


def _begun_then(
    queries: Queries, cohort: Cohort, now: datetime, pair: tuple[str, str]
) -> Iterator[tuple[int, str, str, int | None]]:
    for record, course in _then(queries, cohort, now, None):
        for time in contribution(course).times:
            if (time.first, time.second) == pair:
                yield time.began, course.course.id, record.patient.id, time.elapsed


def choices(queries: Queries, pathway: str) -> Choices:
    """What the pathway's courses can be filtered by, as the record stands. Raises KeyError where none is installed."""
    zone = ZoneInfo(queries.site().zone)
    installed = _installed(queries, pathway)
    with queries.audit_rows() as rows:
        if rows.current:
            kinds = set(rows.kinds(pathway))
        else:
            kinds = {
                (each.version, each.group, each.outcome) for each in rows.courses(pathway, Span("", "~"))
            }
        surgeons = {surgeon_key(each): each for each in sorted(rows.surgeons(pathway), reverse=True)}
        ends = rows.enrolments(pathway)
    versions = {version for version, _, _ in kinds}
    outcomes = {outcome for _, _, outcome in kinds}
    return Choices(
        tuple(version for version in installed if version in versions),
        _groups(
            [queries.definition(pathway, version) for version in installed], {group for _, group, _ in kinds}
        ),
        tuple(sorted(surgeons.values())),
        tuple(each for each in (RUNNING, *Outcome) if each in outcomes),
        local_date(ends[0], zone) if ends else None,
        local_date(ends[1], zone) if ends else None,
    )


def pathways_of(queries: Queries, period: Period, now: datetime) -> tuple[str, ...]:
    """The pathways with courses that were enrolled in the period, and recorded by `now`."""
    return queries.pathways_enrolled(Span.of(period, ZoneInfo(queries.site().zone)), now)


def _counted_now(
    queries: Queries,
    cohort: Cohort,
    now: datetime,
    keys: Sequence[Key],
    after: str | None,
    progress: Progress | None,
) -> Generator[_Counted, None, None]:
    """Whom the numbers count, in the order of enrolment, from what is kept."""
    finders: dict[str, Callable[[Packed], bool]] = {}
    span = Span.of(cohort.period, ZoneInfo(queries.site().zone)).behind(after)
    with queries.audit_rows(progress) as rows:
        for row in _kept(rows, cohort, span, progress):
            packing = packing_of(queries.definition(cohort.pathway, row.version))
            if row.version not in finders:
                finders[row.version] = packing.finder(keys, microseconds(now))
            if finders[row.version](packing.numbers(row.content)):
                yield _Counted(row.course_id, row.enrolled_at, row.outcome)


def _counted_then(
    queries: Queries,
    cohort: Cohort,
    now: datetime,
    keys: Sequence[Key],
    after: str | None,
    progress: Progress | None,
) -> Generator[_Counted, None, None]:
    """The same from the entries."""
    for record, course in _then(queries, cohort, now, progress, after):
        numbers = contribution(course).at(microseconds(now))
        if any(numbers.get(key) for key in keys):
            at = text_of(course.course.enrolment.at)
            yield _Counted(course.course.id, at, course.outcome, record)


def _then(
    queries: Queries, cohort: Cohort, now: datetime, progress: Progress | None, after: str | None = None
) -> Iterator[tuple[CourseRecord, AuditedCourse]]:
    """The cohort's courses as they stood then, from their entries."""
    span = Span.of(cohort.period, ZoneInfo(queries.site().zone)).behind(after)
    for record in queries.courses_enrolled(cohort.pathway, span, progress):
        course = audited(record, now)
        if course is not None and cohort.holds(course, record.patient.identity.surgeon or ""):
            yield record, course


def _detail(made: Contribution, keys: Sequence[Key], now: int) -> str:
    """The days of an interval, else the rounds concerned where it is not just the first."""
    row = keys[0][0]
    if row[0] == intervals.TABLE:
        [time] = [each for each in made.times if (each.first, each.second) == row[1:]]
        return f"{(now - time.began if time.elapsed is None else time.elapsed) / _DAY:.1f}"
    rounds = made.rounds_of(keys, now)
    return "" if rounds <= {1} else ", ".join(map(str, sorted(rounds)))


def _installed(queries: Queries, pathway: str) -> list[str]:
    """Its versions, the newest first. Raises KeyError where there is none."""
    installed = [version for each, version in reversed(queries.pathways()) if each == pathway]
    if not installed:
        raise KeyError(pathway)
    return installed


def _groups(definitions: Sequence[PathwayDefinition], values: set[str]) -> tuple[tuple[str, LocalText], ...]:
    """In the order of the newest definition's options, then what only earlier ones knew; the unanswered last."""
    titles: dict[str, LocalText] = {}
    for definition in definitions:
        if definition.outline.group is not None:
            checkpoint, field_id = definition.outline.group
            field = definition.by_id[checkpoint].field(field_id)
            for option in field.options if field is not None else ():
                titles.setdefault(option.value, option.title)
    known = [(value, title) for value, title in titles.items() if value in values]
    if titles and "" in values:
        known.append(("", LocalText({})))
    return tuple(known)
