"""Measures beside completion and intervals: against plain counts over random courses, and worked out by hand."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pathway_app.audit.answers import MissingFollowUp, RouteAgreement
from pathway_app.audit.cohort import Period
from pathway_app.audit.intervals import kaplan_meier_median, quartile
from pathway_app.audit.measures import Audit
from pathway_app.audit.recording import Recording
from pathway_app.domain.course import Move
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import VarianceClass
from pathway_app.queries import CourseRecord
from tests.audit.courses import random_courses
from tests.audit.records import audit_of, measured, record_of
from tests.domain.course_dicts import moment
from tests.oracle.course_generator import interesting_moments, local
from tests.oracle.examples import (
    OPERATE,
    VARIANCE,
    course,
    diagnosed,
    done,
    entry,
    mri,
    planned,
    resected,
)
from tests.oracle.record import BED_REST, Record, instant

DECIDING = {"complete", "skip", "not-applicable"}
DAY = 86_400_000_000
"""in microseconds"""


@pytest.fixture(scope="module")
def courses() -> list[dict[str, Any]]:
    return random_courses(120, "measures")


def _moments(courses: list[dict[str, Any]]) -> list[datetime]:
    rng = random.Random("measures")
    return [
        *(interesting_moments(rng, rng.choice(courses), 1)[0] for _ in range(4)),
        instant("2025-12-01T12:00Z"),
    ]


def _then(courses: list[dict[str, Any]], now: datetime) -> list[tuple[Record, list[dict[str, Any]]]]:
    """What stood on the record of each course in the cohort, and the entries made by then."""
    found = []
    for each in courses:
        if instant(each["enrolled"]["recorded_at"]) <= now:
            entries = [entry for entry in each["entries"] if instant(entry["recorded_at"]) <= now]
            record = Record()
            for one in entries:
                record.take(one)
            found.append((record, entries))
    return found


def test_variances_order_and_answers(courses: list[dict[str, Any]], definition: PathwayDefinition) -> None:
    met: Counter[str] = Counter()
    for now in _moments(courses):
        audit = measured(courses, definition, now.isoformat())
        figures: Counter[tuple[str, ...]] = Counter()
        for record, _ in _then(courses, now):
            for (name, k), standing in record.standing.items():
                if standing.action == "not-applicable":
                    continue
                figures["entered", name] += 1
                figures["variances", name] += standing.has_variance
                figures["open", name] += standing.variance_open
                if standing.action == "skip":
                    continue
                gates = record.gates(name, k)
                before = [gate.occurred_at for row in gates if (gate := record.done(*row)) is not None]
                figures["with_gates", name] += bool(gates)
                figures["before_gate", name] += any(standing.occurred_at < at for at in before)
                figures["gate_open", name] += bool(record.waiting_for(name, k))
                closed = record.done("wound-closed")
                if name == "bed-rest-completed" and closed is not None:
                    figures["clock_short", name] += standing.occurred_at < closed.occurred_at + BED_REST
                for field, value in standing.values.items():
                    for answer in value if isinstance(value, list) else [str(value)]:
                        figures["answer", name, field, answer] += 1
        told: Counter[tuple[str, ...]] = Counter()
        for name, variances in audit.variances.items():
            told["entered", name] = variances.entered
            told["variances", name] = variances.variances
            told["open", name] = variances.open
            assert variances.closed == variances.variances - variances.open
            assert sum(variances.by_class.values()) == variances.variances
        for name, order in audit.order.items():
            for key in ("with_gates", "before_gate", "gate_open", "clock_short"):
                told[key, name] = getattr(order, key)
        for (name, field), answers in audit.answers.items():
            for answer, count in answers.chosen.items():
                told["answer", name, field, answer] = count
        counted_fields = set(audit.answers)
        expected = {
            key: count
            for key, count in figures.items()
            if count and (key[0] != "answer" or (key[1], key[2]) in counted_fields)
        }
        assert {key: count for key, count in told.items() if count} == expected
        met.update({key[0]: count for key, count in expected.items()})
    assert set(met) == {
        *("entered", "variances", "open", "with_gates", "before_gate"),
        "gate_open",
        "clock_short",
        "answer",
    }


def test_how_it_was_recorded(courses: list[dict[str, Any]], definition: PathwayDefinition) -> None:
    for now in _moments(courses):
        told = measured(courses, definition, now.isoformat()).recording
        made = [one for _, entries in _then(courses, now) for one in entries]
        notes = {one["id"] for one in made if one["action"] == "note"}
        deciding = [one for one in made if one["action"] in DECIDING]
        late = timedelta(hours=24)
        assert told.entries == len(deciding)
        assert told.late == sum(
            instant(one["recorded_at"]) - instant(one["occurred_at"]) > late for one in deciding
        )
        assert told.from_paper == sum(one.get("from_paper", False) for one in deciding)
        assert told.corrections == sum(one["action"] == "correct" for one in made)
        retractions = [one for one in made if one["action"] == "retract"]
        assert told.retractions == sum(one["supersedes"] not in notes for one in retractions)
        assert len(retractions) > told.retractions > 0 or now.year < 2020


def _ticks(*seconds: float, by: str = "demo.nurse", late: bool = False) -> list[dict[str, Any]]:
    """Ticks of the first checkpoints, recorded so many seconds after one moment."""
    names = ["complaints-recorded", "mri-contrast", "neuro-status-preop", "treatment-decision"]
    names += ["patient-counselled", "mep-baseline", "ssep-baseline"]
    begin = datetime(2026, 10, 5, 9, tzinfo=UTC)
    return [
        done(
            names[number],
            local(begin - timedelta(hours=25 if late else 0)),
            recorded_at=local(begin + timedelta(seconds=after)),
            by=by,
        )
        for number, after in enumerate(seconds)
    ]


@pytest.mark.parametrize(
    ("ticks", "bursts", "in_bursts", "phases"),
    [
        (_ticks(0, 10, 20, 30, 60), 1, 5, 0),
        (_ticks(0, 10, 20, 30, 61), 0, 0, 0),
        (_ticks(0, 10, 20, 30), 0, 0, 0),
        (_ticks(0, 1, 2, 3, 4, 5, 6), 1, 7, 0),
        (_ticks(0, 10, 20) + _ticks(0, 10, 20, 30, 40, by="demo.other")[3:], 0, 0, 0),
        (_ticks(0, 300, 600, late=True), 0, 0, 1),
        (_ticks(0, 300, 601, late=True), 0, 0, 0),
        (_ticks(0, 300, 600), 0, 0, 0),
        (_ticks(0, 1, 2, 3, 4, 5, 6, late=True), 1, 7, 1),
    ],
)
def test_bursts_and_phases_entered_in_one_go(
    definition: PathwayDefinition,
    ticks: list[dict[str, Any]],
    bursts: int,
    in_bursts: int,
    phases: int,
) -> None:
    told = measured([course(*ticks)], definition).recording
    late = sum(instant(one["recorded_at"]) > instant(one["occurred_at"]) + timedelta(days=1) for one in ticks)
    assert told == Recording(len(ticks), late, 0, 0, 0, bursts, in_bursts, phases, few=True)


def _decided(decision: str, **rationale: str) -> dict[str, Any]:
    return done(
        "board-decision", "2026-10-20T12:00:00+02:00", {"decision": decision, **rationale}, variance=VARIANCE
    )


def test_decisions_against_the_documented_route(definition: PathwayDefinition) -> None:
    complete = [*OPERATE, resected("complete"), diagnosed("ependymoma")]
    made = [
        course(*complete, _decided("regular-mri")),
        course(
            *OPERATE,
            resected("partial"),
            diagnosed("metastasis", "yes"),
            _decided("radiotherapy-chemotherapy"),
        ),
        course(*complete, _decided("radiotherapy", rationale="restletsel")),
        course(*complete, _decided("other")),
        course(*OPERATE, resected("partial"), diagnosed("ependymoma"), _decided("regular-mri")),
        course(*OPERATE, resected("partial"), _decided("regular-mri")),
        course(*complete),
        course(*OPERATE),
    ]
    told = measured(made, definition).routes
    assert told == RouteAgreement(6, 2, 1, 1, 1, 1, 1, few=True)


def test_missing_follow_up(definition: PathwayDefinition) -> None:
    """As on 22 November: overdue plan, overdue MRI, undated round, in time, too early to expect one, ended."""
    refusal = [
        OPERATE[0],
        done("treatment-decision", "2026-10-02T10:00:00+02:00", {"decision": "no-operation"}),
    ]
    plan = planned("2026-10-10T10:00:00+02:00", 1)
    by_hand = entry("not-applicable", "follow-up-mri", "2026-11-01T10:00:00+01:00", round=1, reason="elders")
    over = {"at": "2026-11-01T10:00:00+01:00", "recorded_at": "2026-11-01T10:00:00+01:00", "by": "x"}
    ended = over | {"outcome": "transferred", "reason": "verhuisd"}
    made = [
        course(*refusal),
        course(*refusal, plan),
        course(*refusal, plan, by_hand),
        course(*refusal, plan, mri(1, "2026-11-05T10:00:00+01:00")),
        course(*OPERATE),
        course(*refusal, plan, ended=ended),
    ]
    assert measured(made, definition).follow_up == MissingFollowUp(4, 1, 1, 1, few=True)


def test_variances_without_a_reason(definition: PathwayDefinition) -> None:
    silent = {"class": "unspecified", "reason": ""}
    told = {"class": "unspecified", "reason": "te druk", "open": False}
    at = "2026-10-05T12:00:00+02:00"
    made = course(
        *OPERATE,
        done("canal-opened", at, variance=silent),
        entry("skip", "dura-opened", at, variance=told),
        done("cord-opened", at, variance=VARIANCE),
    )
    found = measured([made], definition).all_variances
    assert (found.entered, found.variances, found.open, found.closed, found.without_reason) == (5, 3, 2, 1, 1)
    assert found.by_class == {
        VarianceClass.PATIENT: 0,
        VarianceClass.CLINICIAN: 0,
        VarianceClass.ORGANISATION: 1,
        VarianceClass.UNSPECIFIED: 2,
    }


def test_few_are_patients_and_not_rows(definition: PathwayDefinition) -> None:
    def follow_up(mrn: str) -> dict[str, Any]:
        made = course(
            *OPERATE,
            planned("2026-10-10T10:00:00+02:00", 1) | {"variance": VARIANCE},
            *(mri(k, f"2026-10-{10 + k}T10:00:00+02:00") for k in range(1, 8)),
        )
        return made | {"patient": {**made["patient"], "mrn": mrn}}

    four = measured(map(follow_up, "1234"), definition).checkpoints["follow-up-mri"]
    assert (four.applicable, four.done, four.few) == (32, 28, True)
    five = measured(map(follow_up, "12345"), definition).checkpoints["follow-up-mri"]
    assert (five.applicable, five.few) == (40, False)


@pytest.mark.parametrize(
    ("first", "last", "inside"),
    [
        (date(2026, 10, 2), date(2026, 10, 2), True),
        (date(2026, 10, 1), date(2026, 10, 1), False),
        (date(2026, 10, 3), date(2026, 10, 9), False),
    ],
)
def test_the_day_of_enrolment_is_the_wards(
    definition: PathwayDefinition, first: date, last: date, inside: bool
) -> None:
    """Half past midnight in Brussels is the day before in UTC."""
    made = course() | {"enrolled": {"at": "2026-10-02T00:30:00+02:00", "by": "demo.nurse"}}
    other = course() | {"enrolled": {"at": f"{first}T12:00:00+02:00", "by": "demo.nurse"}}
    assert measured([made, other], definition, period=Period(first, last)).courses == 1 + inside


@pytest.mark.parametrize(
    ("days", "quartiles"),
    [
        ([], (None, None, None)),
        ([4.0], (4.0, 4.0, 4.0)),
        ([1.0, 2.0], (1.25, 1.5, 1.75)),
        ([-3.0, 1.0, 2.0], (-1.0, 1.0, 1.5)),
        ([1.0, 2.0, 3.0, 4.0], (1.75, 2.5, 3.25)),
        ([0.0, 1 / 3], (0.083, 0.167, 0.25)),
    ],
)
def test_quartiles_are_interpolated(days: list[float], quartiles: tuple[float | None, ...]) -> None:
    ordered = [round(each * DAY) for each in days]
    assert tuple(quartile(ordered, of) for of in (1, 2, 3)) == quartiles


def test_the_median_of_kaplan_and_meier() -> None:
    """Freireich et al. 1963, weeks of remission: with 6-mercaptopurine 23, with placebo 8."""
    treated = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    followed = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    placebo = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]
    assert kaplan_meier_median(treated, followed) == 23
    assert kaplan_meier_median(placebo, []) == 8
    assert kaplan_meier_median([5], [6, 7, 8]) is None
    assert kaplan_meier_median([], []) is None


def test_a_course_is_read_by_the_version_that_held_then(definition: PathwayDefinition) -> None:
    """Moved to a version without the first of the diagnosis' steps: before the move it has that step, after it not."""
    first, *others = definition.phases
    shorter = replace(first, checkpoints=first.checkpoints[1:])
    newer = replace(definition, version="2", phases=(shorter, *others), intervals=definition.intervals[:1])
    kept, gone = record_of(course(*OPERATE), definition), first.checkpoints[0].id
    moved_at = moment("2026-10-10T12:00:00+02:00")
    move = Move("1", "2", moved_at, "demo.coordinator", "nieuwe versie", len(OPERATE))
    moved = replace(
        kept,
        course=replace(kept.course, id="moved", version="2", moves=(move,)),
        definition=newer,
        earlier={"1": definition},
    )

    def told(records: list[CourseRecord], now: datetime) -> Audit:
        return audit_of(records, [definition, newer], now)

    before = told([moved], moved_at - timedelta(seconds=1))
    assert [one.version for one in before.definitions] == ["1"]
    assert before.checkpoints[gone].applicable == 1
    after = told([moved], moved_at)
    assert [one.version for one in after.definitions] == ["2"]
    assert gone not in after.checkpoints and list(after.intervals) == list(definition.intervals[:1])
    both = told([kept, moved], moved_at)
    assert [one.version for one in both.definitions] == ["2", "1"]
    assert (both.courses, both.checkpoints["mri-contrast"].done, both.checkpoints[gone].applicable) == (
        2,
        2,
        1,
    )
    assert list(both.checkpoints)[-1] == gone
