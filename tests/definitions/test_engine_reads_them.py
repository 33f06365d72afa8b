"""The engine follows courses along both pathways: nothing in it knows a checkpoint by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from pathway_app.definitions.loader import load_definition
from pathway_app.domain.course import CourseState, State, Timing, course_state
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Action, Entry

from .pathway_files import KNEE, TUMOUR

TUMOUR_PATHWAY, KNEE_PATHWAY = load_definition(TUMOUR), load_definition(KNEE)
BEGIN = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)

Step = tuple[str, int, dict[str, Any]]
"""checkpoint, round, answers"""


def entries(steps: Iterable[Step], action: Action = Action.COMPLETE) -> list[Entry]:
    """One entry a step, an hour apart."""
    made = []
    for number, (checkpoint, round_, values) in enumerate(steps):
        at = BEGIN + timedelta(hours=number)
        made.append(Entry(f"e{number}", action, "an.nurse", at, checkpoint, round_, at, values))
    return made


def course(definition: PathwayDefinition, steps: list[Step], after: timedelta = timedelta()) -> CourseState:
    made = entries(steps)
    return course_state(definition, made, made[-1].recorded_at + after)


def state(course: CourseState, checkpoint: str, round_: int = 1) -> State | None:
    found = course.of(checkpoint, round_)
    return found.state if found else None


OPERATED: list[Step] = [
    ("mri-contrast", 1, {"region": ("cervical",), "suspected_type": "ependymoma"}),
    ("treatment-decision", 1, {"decision": "operate"}),
    ("patient-counselled", 1, {}),
    ("mep-baseline", 1, {"result": "obtained"}),
    ("ssep-baseline", 1, {"result": "obtained"}),
    ("canal-opened", 1, {}),
    ("dura-opened", 1, {}),
    ("cord-opened", 1, {}),
    ("neuromonitoring-running", 1, {"modalities": ("mep",)}),
    ("resection-ended", 1, {"plane": "clear", "extent": "complete", "signals": "stable"}),
    ("tissue-obtained", 1, {}),
    ("wound-closed", 1, {}),
]


def test_after_surgery_the_bed_rest_runs_and_what_follows_is_known() -> None:
    now = course(TUMOUR_PATHWAY, OPERATED, timedelta(hours=25))
    assert state(now, "bed-rest-completed") is State.RUNNING
    postop = now.of("neuro-status-postop")
    assert postop is not None and (postop.state, postop.timing) == (State.READY, Timing.OVERDUE)
    assert state(now, "rehabilitation-assessed") is State.UNDECIDED
    assert state(now, "board-discussed") is State.BLOCKED
    assert course(TUMOUR_PATHWAY, OPERATED, timedelta(hours=48)).of("bed-rest-completed") != now.of(
        "bed-rest-completed"
    )


def test_without_an_operation_only_follow_up_is_left() -> None:
    steps: list[Step] = [OPERATED[0], ("treatment-decision", 1, {"decision": "no-operation"})]
    now = course(TUMOUR_PATHWAY, steps)
    left = {row.checkpoint for row in now.checkpoints if row.is_open}
    assert left == {"complaints-recorded", "neuro-status-preop", "follow-up-planned", "follow-up-mri"}
    planned = now.of("follow-up-planned")
    assert planned is not None and planned.due == datetime(2026, 3, 16, 22, 59, 59, tzinfo=UTC)


def test_a_progression_opens_one_more_round_of_the_tumour_board() -> None:
    steps: list[Step] = [
        *OPERATED,
        ("tissue-sent", 1, {}),
        ("definitive-diagnosis", 1, {"tumour_type": "ependymoma", "malignant_features": "no"}),
        ("board-discussed", 1, {"disciplines": ("neurosurgery", "pathology", "radiotherapy", "oncology")}),
        ("board-decision", 1, {"decision": "regular-mri"}),
        ("follow-up-planned", 1, {"clinic": "neurosurgery", "interval_months": 6}),
        ("follow-up-mri", 1, {"result": "progression", "next_interval_months": 1}),
    ]
    now = course(TUMOUR_PATHWAY, steps)
    assert now.documented_route == "R1"
    discussed, mri = now.of("board-discussed", 2), now.of("follow-up-mri", 2)
    assert discussed is not None and discussed.state is State.READY
    assert discussed.due == datetime(2026, 3, 10, 22, 59, 59, tzinfo=UTC)
    assert state(now, "radiotherapy-completed", 2) is State.UNDECIDED
    assert state(now, "board-decision", 3) is None
    assert mri is not None and mri.due == datetime(2026, 4, 3, 21, 59, 59, tzinfo=UTC)


NEW_KNEE: list[Step] = [
    ("referral-received", 1, {"letter": "worn", "pain_score": 7}),
    ("knee-xray", 1, {"side": ("left",)}),
    ("plan-made", 1, {"plan": "replace"}),
    ("anaesthetist-seen", 1, {"consent": "agreed"}),
    ("implant-placed", 1, {}),
]


def test_another_pathway_has_its_own_clock_and_phases() -> None:
    now = course(KNEE_PATHWAY, NEW_KNEE, timedelta(hours=13))
    assert now.phase == "joint-theatre"
    assert state(now, "antibiotics-over") is State.RUNNING
    bent = now.of("knee-bent")
    assert bent is not None and (bent.state, bent.timing) == (State.READY, Timing.OVERDUE)
    assert state(now, "injection-given") is State.NOT_APPLICABLE
    assert state(now, "seen-again") is State.READY


def test_another_pathway_has_its_own_rounds_and_route() -> None:
    steps: list[Step] = [
        *NEW_KNEE,
        ("antibiotics-over", 1, {}),
        ("joint-inspected", 1, {"germ": "skin-germ"}),
        ("knee-bent", 1, {"degrees": 40, "swelling": "slight"}),
        ("knee-bent", 2, {"degrees": 60, "swelling": "hot"}),
        ("joint-inspected", 2, {"germ": "no-germ"}),
    ]
    now = course(KNEE_PATHWAY, steps)
    assert now.documented_route == "K1"
    assert state(now, "germ-treated", 1) is State.READY
    assert state(now, "germ-treated", 2) is State.NOT_APPLICABLE
    assert state(now, "knee-bent", 3) is State.READY
    again = now.of("joint-inspected", 2)
    assert again is not None and again.deadline == BEGIN + timedelta(hours=8 + 6)


def test_not_applicable_by_hand_finishes_what_asks_about_it() -> None:
    made = entries(NEW_KNEE[:2])
    at = made[-1].recorded_at + timedelta(hours=1)
    by_hand = Entry("n", Action.NOT_APPLICABLE, "a.doctor", at, "plan-made", 1, at, reason="moved abroad")
    now = course_state(KNEE_PATHWAY, [*made, by_hand], at)
    assert [row.checkpoint for row in now.checkpoints if row.is_open] == ["seen-again"]
