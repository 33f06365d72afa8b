"""All measures of one pathway over its courses in the cohort: the one place where they are computed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pathway_app.audit.answers import (
    AnswerCounts,
    Answers,
    FollowUpCounts,
    MissingFollowUp,
    RouteAgreement,
    RouteCounts,
    choices,
)
from pathway_app.audit.cohort import AuditedCourse, Period, audited
from pathway_app.audit.completion import Completion, Completions
from pathway_app.audit.departures import Departures, OrderViolations, Variances
from pathway_app.audit.intervals import Interval, Intervals
from pathway_app.audit.recording import Recording, RecordingCounts
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.queries import CourseRecord

Version = tuple[str, str]
"""(pathway, version)"""


@dataclass(frozen=True, slots=True)
class Audit:
    """The measures of one pathway.

    `definitions` are the versions that its courses followed at `now`, the newest first (the newest installed where
    there are no courses); what is keyed by checkpoint holds those of all of them, in that order. `ended` are courses.
    """

    definitions: tuple[PathwayDefinition, ...]
    period: Period
    now: datetime
    courses: int
    ended: int
    checkpoints: dict[str, Completion]
    phases: dict[str, Completion]
    whole: Completion
    intervals: dict[tuple[str, str], Interval]
    order: dict[str, OrderViolations]
    variances: dict[str, Variances]
    all_variances: Variances
    answers: dict[tuple[str, str], Answers]
    routes: RouteAgreement
    recording: Recording
    follow_up: MissingFollowUp


def audits(
    records: Iterable[CourseRecord],
    period: Period,
    now: datetime,
    installed: Sequence[Version],
) -> dict[str, Audit]:
    """The audit of each pathway that has courses in the cohort, by its id.

    `records` is gone through once, and of each course only what is counted is kept. `installed` are the versions in the
    order of their installation.
    """
    found: dict[str, Measuring] = {}
    for record in records:
        course = audited(record, period, now)
        if course is not None:
            found.setdefault(course.course.pathway, Measuring()).add(course)
    return {pathway: measuring.told(period, now, installed) for pathway, measuring in found.items()}


def empty_audit(definition: PathwayDefinition, period: Period, now: datetime) -> Audit:
    """That of a cohort without courses."""
    measuring = Measuring()
    measuring.definitions[definition.version] = definition
    return measuring.told(period, now, ())


class Measuring:
    """Counts the courses of one pathway, one after another."""

    def __init__(self) -> None:
        self.definitions: dict[str, PathwayDefinition] = {}
        self._courses = self._ended = 0
        self._completion = Completions()
        self._intervals = Intervals()
        self._departures = Departures()
        self._answers = AnswerCounts()
        self._routes = RouteCounts()
        self._recording = RecordingCounts()
        self._follow_up = FollowUpCounts()

    def add(self, course: AuditedCourse) -> None:
        self.definitions[course.definition.version] = course.definition
        self._courses += 1
        self._ended += course.ended
        self._completion.add(course)
        self._intervals.add(course)
        self._departures.add(course)
        self._answers.add(course)
        self._routes.add(course)
        self._recording.add(course)
        self._follow_up.add(course)

    def told(self, period: Period, now: datetime, installed: Sequence[Version]) -> Audit:
        definitions = self._newest_first(installed)
        checkpoints = dict.fromkeys(each.id for one in definitions for each in one.checkpoints)
        phases = dict.fromkeys(each.id for one in definitions for each in one.phases)
        fields = dict.fromkeys(
            (each.id, field) for one in definitions for each in one.checkpoints for field in choices(each)
        )
        pairs = dict.fromkeys(pair for one in definitions for pair in one.intervals)
        return Audit(
            definitions=definitions,
            period=period,
            now=now,
            courses=self._courses,
            ended=self._ended,
            checkpoints={each: self._completion.of(each) for each in checkpoints},
            phases={each: self._completion.of_phase(each) for each in phases},
            whole=self._completion.whole(),
            intervals={pair: self._intervals.of(*pair) for pair in pairs},
            order={each: self._departures.order(each) for each in checkpoints},
            variances={each: self._departures.variances(each) for each in checkpoints},
            all_variances=self._departures.variances(),
            answers={place: self._answers.of(*place) for place in fields},
            routes=self._routes.told(),
            recording=self._recording.told(),
            follow_up=self._follow_up.told(),
        )

    def _newest_first(self, installed: Sequence[Version]) -> tuple[PathwayDefinition, ...]:
        place = {version: number for number, version in enumerate(installed)}
        known = self.definitions.values()
        return tuple(sorted(known, key=lambda one: place.get((one.id, one.version), -1), reverse=True))
