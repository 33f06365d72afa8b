"""All measures of one pathway over its courses in the cohort: the one place where they are computed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pathway_app.audit import answers, completion, departures, intervals, recording
from pathway_app.audit.answers import Answers, MissingFollowUp, RouteAgreement
from pathway_app.audit.cohort import AuditedCourse, Cohort, Period
from pathway_app.audit.completion import Completion
from pathway_app.audit.contribution import Contribution, RowKey
from pathway_app.audit.departures import OrderViolations, Variances
from pathway_app.audit.intervals import Interval
from pathway_app.audit.recording import Recording
from pathway_app.audit.totals import Totals
from pathway_app.domain.definition import PathwayDefinition

COHORT: RowKey = ("cohort",)
"""the row that counts the courses themselves: `courses`, `ended`"""


@dataclass(frozen=True, slots=True)
class Audit:
    """The measures of one pathway.

    `definitions` are the versions that its courses followed at `now`, the newest first (the newest installed where
    there are no courses); what is keyed by checkpoint holds those of all of them, in that order. `ended` are courses.
    """

    definitions: tuple[PathwayDefinition, ...]
    cohort: Cohort
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

    @property
    def period(self) -> Period:
        return self.cohort.period


def contribution(course: AuditedCourse, *, rounds: bool = False) -> Contribution:
    """What the course adds to every figure; with `rounds` also of which rounds."""
    made = Contribution(rounds={} if rounds else None)
    made.add(COHORT, "courses")
    if course.ended:
        made.add(COHORT, "ended")
    for module in (completion, intervals, departures, answers, recording):
        module.contribute(course, made)
    return made


def told(totals: Totals, cohort: Cohort, now: datetime, definitions: Sequence[PathwayDefinition]) -> Audit:
    """The audit that these sums are. `definitions` are the versions followed, the newest first: one at least."""
    checkpoints = dict.fromkeys(each.id for one in definitions for each in one.checkpoints)
    phases = dict.fromkeys(each.id for one in definitions for each in one.phases)
    fields = dict.fromkeys(
        (each.id, field) for one in definitions for each in one.checkpoints for field in answers.choices(each)
    )
    pairs = dict.fromkeys(pair for one in definitions for pair in one.intervals)
    courses = totals.of(COHORT)
    return Audit(
        definitions=tuple(definitions),
        cohort=cohort,
        now=now,
        courses=courses("courses"),
        ended=courses("ended"),
        checkpoints={each: completion.completion(totals, completion.place("", each)) for each in checkpoints},
        phases={each: completion.completion(totals, completion.place(each)) for each in phases},
        whole=completion.completion(totals, completion.place()),
        intervals={pair: intervals.interval(totals, *pair) for pair in pairs},
        order={each: departures.order(totals, each) for each in checkpoints},
        variances={each: departures.variances(totals, each) for each in checkpoints},
        all_variances=departures.variances(totals),
        answers=answers.all_answers(totals, fields),
        routes=answers.routes(totals),
        recording=recording.recording(totals),
        follow_up=answers.missing_follow_up(totals),
    )
