"""The plain model's status against examples worked out by hand from the description of the pathway."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from .examples import (
    BOARD,
    NEURO,
    NO_OPERATION,
    OPERATE,
    VARIANCE,
    closed,
    course,
    diagnosed,
    done,
    entry,
    mri,
    planned,
    resected,
    rounds,
    row,
    timing,
)
from .plain_model import problems, status
from .record import CHECKPOINTS, instant


def test_new_course_waits_for_the_decision_and_lists_every_checkpoint_once() -> None:
    computed = status(course(), instant("2026-10-01T10:00:00+02:00"))
    assert [one["id"] for one in computed["checkpoints"]] == CHECKPOINTS
    assert {name: computed[name] for name in list(computed)[:6]} == {
        "mrn": "9000001",
        "as_of": "2026-10-01T08:00:00Z",
        "pathway": {"id": "intramedullary-tumour", "version": "1"},
        "phase": "diagnosis",
        "documented_route": None,
        "ended": None,
    }
    states = {one["id"]: one["state"] for one in computed["checkpoints"]}
    assert [name for name in CHECKPOINTS if states[name] == "ready"] == [
        "complaints-recorded",
        "mri-contrast",
        "neuro-status-preop",
    ]
    assert [name for name in CHECKPOINTS if states[name] == "blocked"] == [
        "treatment-decision",
        "follow-up-planned",
        "follow-up-mri",
    ]
    assert Counter(states.values())["undecided"] == 21
    assert row(course(), "follow-up-planned", "2026-10-01T10:00:00+02:00") == {
        "id": "follow-up-planned",
        "round": 1,
        "state": "blocked",
        "timing": "none",
        "due": None,
        "waiting_for": ["treatment-decision", "board-decision"],
        "variance": False,
        "values": None,
        "occurred_at": None,
        "recorded_at": None,
        "by": None,
    }


@pytest.mark.parametrize(
    ("wound_closed", "second_before", "over", "due"),
    [
        # back to winter time on 25 October 2026: noon is followed by 11 o'clock two days later
        ("2026-10-24T12:00:00+02:00", "2026-10-26T10:59:59+01:00", "2026-10-26T11:00:00+01:00", "2026-10-27T10:00:00Z"),
        # on to summer time on 28 March 2027
        ("2027-03-27T12:00:00+01:00", "2027-03-29T12:59:59+02:00", "2027-03-29T13:00:00+02:00", "2027-03-30T11:00:00Z"),
    ],
)  # fmt: skip
def test_bed_rest_is_48_elapsed_hours(wound_closed: str, second_before: str, over: str, due: str) -> None:
    operated = course(*OPERATE, closed(wound_closed))
    assert timing(operated, "bed-rest-completed", second_before) == ("running", "upcoming", due)
    assert timing(operated, "bed-rest-completed", over) == ("ready", "upcoming", due)
    early = done("bed-rest-completed", second_before)
    assert problems(course(*OPERATE, closed(wound_closed), early)) == ["variance-required"]
    assert problems(course(*OPERATE, closed(wound_closed), early | {"variance": VARIANCE})) == []
    assert problems(course(*OPERATE, closed(wound_closed), done("bed-rest-completed", over))) == []


def test_hours_are_overdue_after_the_exact_instant() -> None:
    operated = course(*OPERATE, closed("2026-10-24T12:00:00+02:00"))
    due = "2026-10-25T10:00:00Z"
    checkpoint = "neuro-status-postop"
    assert timing(operated, checkpoint, "2026-10-24T23:59:59+02:00") == ("ready", "upcoming", due)
    assert timing(operated, checkpoint, "2026-10-25T11:00:00+01:00") == ("ready", "due-today", due)
    assert timing(operated, checkpoint, "2026-10-25T11:00:01+01:00") == ("ready", "overdue", due)


@pytest.mark.parametrize(
    ("plan", "months", "due"),
    [
        ("2027-01-31T15:00:00+01:00", 1, "2027-02-28T22:59:59Z"),
        ("2028-01-31T15:00:00+01:00", 1, "2028-02-29T22:59:59Z"),
        ("2027-01-31T15:00:00+01:00", 3, "2027-04-30T21:59:59Z"),
        ("2026-11-30T15:00:00+01:00", 120, "2036-11-30T22:59:59Z"),
        # 23:30 UTC is already 1 December in Brussels
        ("2026-11-30T23:30:00+00:00", 1, "2027-01-01T22:59:59Z"),
    ],
)
def test_calendar_months_stop_at_the_end_of_a_short_month(plan: str, months: int, due: str) -> None:
    followed = course(*NO_OPERATION, planned(plan, months))
    assert timing(followed, "follow-up-mri", plan) == ("ready", "upcoming", due)


def test_days_end_a_second_before_local_midnight() -> None:
    decided = course(*NO_OPERATION)  # 2 October + 14 days = 16 October, summer time
    due = "2026-10-16T21:59:59Z"
    checkpoint = "follow-up-planned"
    assert timing(decided, checkpoint, "2026-10-15T23:59:59+02:00") == ("ready", "upcoming", due)
    assert timing(decided, checkpoint, "2026-10-16T00:00:00+02:00") == ("ready", "due-today", due)
    assert timing(decided, checkpoint, "2026-10-16T23:59:59+02:00") == ("ready", "due-today", due)
    assert timing(decided, checkpoint, "2026-10-17T00:00:00+02:00") == ("ready", "overdue", due)


def test_blocked_can_be_overdue() -> None:
    operated = course(*OPERATE, done("tissue-obtained", "2026-10-05T12:00:00+02:00", variance=VARIANCE))
    found = row(operated, "definitive-diagnosis", "2026-10-20T00:00:00+02:00")
    assert (found["state"], found["timing"], found["due"]) == ("blocked", "overdue", "2026-10-19T21:59:59Z")
    assert found["waiting_for"] == ["tissue-sent"]
    assert row(operated, "tissue-obtained", "2026-10-20T00:00:00+02:00")["variance"] is True


SKIPPED_RESECTION = entry("skip", "resection-ended", "2026-10-05T12:00:00+02:00", variance=VARIANCE)


@pytest.mark.parametrize(
    ("entries", "route"),
    [
        ([], None),
        ([diagnosed("ependymoma")], None),
        ([resected("complete")], None),
        ([resected("near-complete"), diagnosed("ependymoma")], "R1"),
        ([resected("partial"), diagnosed("ependymoma")], "none"),
        ([resected("biopsy-only"), diagnosed("astrocytoma")], "R2"),
        ([resected("complete"), diagnosed("astrocytoma")], "none"),
        ([resected("complete"), diagnosed("ependymoma", "yes")], "R3"),
        ([diagnosed("metastasis", "yes")], "R3"),
        ([diagnosed("lymphoma")], "none"),
        ([SKIPPED_RESECTION, diagnosed("astrocytoma")], "none"),
    ],
)  # fmt: skip
def test_documented_route(entries: list[dict[str, Any]], route: str | None) -> None:
    computed = status(course(*OPERATE, *entries), instant("2026-10-13T12:00:00+02:00"))
    assert computed["documented_route"] == route


def test_next_mri_counts_from_a_skipped_round_but_not_from_one_not_applicable() -> None:
    plan = planned("2026-10-10T12:00:00+02:00", 3)
    skipped = entry("skip", "follow-up-mri", "2027-01-20T12:00:00+01:00", variance=VARIANCE)
    by_hand = entry("not-applicable", "follow-up-mri", "2027-01-20T12:00:00+01:00", reason="MRI elders")
    after_skip = course(*NO_OPERATION, plan, skipped)
    after_by_hand = course(*NO_OPERATION, plan, by_hand)
    at = "2027-02-01T12:00:00+01:00"
    assert timing(after_skip, "follow-up-mri", at, 2) == ("ready", "upcoming", "2027-04-20T21:59:59Z")
    assert timing(after_skip, "follow-up-mri", at, 1) == ("skipped", "none", None)
    assert timing(after_by_hand, "follow-up-mri", at, 2) == ("ready", "none", None)


def test_newest_interval_of_an_earlier_round_holds_from_there_on() -> None:
    followed = [
        *NO_OPERATION,
        planned("2026-10-10T12:00:00+02:00", 3),
        mri(1, "2027-01-11T12:00:00+01:00", next_interval_months=6),
        mri(2, "2027-07-12T12:00:00+02:00"),
    ]
    at = "2027-07-13T12:00:00+02:00"
    assert row(course(*followed), "follow-up-mri", at, 3)["due"] == "2028-01-12T22:59:59Z"
    retracted = entry("retract", None, at, supersedes=followed[3]["id"], reason="andere patiënt")
    reopened = course(*followed, retracted)
    assert rounds(reopened, "follow-up-mri", at) == [1, 2, 3]
    assert row(reopened, "follow-up-mri", at, 1)["due"] == "2027-01-10T22:59:59Z"
    assert row(reopened, "follow-up-mri", at, 3)["due"] == "2027-10-12T21:59:59Z"


def test_progression_opens_a_round_of_the_board_and_its_correction_closes_it() -> None:
    entries = [
        *OPERATE,
        planned("2026-11-10T12:00:00+01:00", 3) | {"variance": VARIANCE},
        mri(1, "2027-02-10T12:00:00+01:00", "progression"),
    ]
    at = "2027-02-11T12:00:00+01:00"
    assert rounds(course(*entries), "board-discussed", at) == [1, 2]
    assert rounds(course(*entries), "chemotherapy-completed", at) == [1, 2]
    assert timing(course(*entries), "board-discussed", at, 2) == ("ready", "upcoming", "2027-02-17T22:59:59Z")
    assert row(course(*entries), "board-decision", at, 2)["waiting_for"] == ["board-discussed"]
    assert row(course(*entries), "radiotherapy-completed", at, 2)["state"] == "undecided"
    stable = entry(
        "correct", None, at, supersedes=entries[-1]["id"], reason="herlezen", values={"result": "stable"}
    )
    assert rounds(course(*entries, stable), "board-discussed", at) == [1]
    discussed = done("board-discussed", at, {"disciplines": BOARD}, round=2)
    assert problems(course(*entries, discussed, stable)) == []
    assert rounds(course(*entries, discussed, stable), "board-discussed", at) == [1, 2]
    assert rounds(course(*entries, discussed, stable), "board-decision", at) == [1]


def test_not_to_operate_makes_what_depends_on_it_not_applicable() -> None:
    computed = status(course(*NO_OPERATION), instant("2026-10-03T12:00:00+02:00"))
    states = {one["id"]: one["state"] for one in computed["checkpoints"]}
    assert Counter(states.values()) == {"done": 2, "not-applicable": 21, "ready": 3, "blocked": 1}
    assert states["rehabilitation-completed"] == "not-applicable"
    assert states["follow-up-planned"] == "ready"


def test_skipped_answer_leaves_undecided_and_not_applicable_answer_cascades() -> None:
    operated = [*OPERATE, closed("2026-10-05T12:00:00+02:00")]
    at = "2026-10-06T12:00:00+02:00"
    skipped = course(*operated, entry("skip", "neuro-status-postop", at, variance=VARIANCE))
    assert row(skipped, "rehabilitation-assessed", at)["state"] == "undecided"
    assert row(skipped, "rehabilitation-completed", at)["state"] == "undecided"
    by_hand = course(*operated, entry("not-applicable", "neuro-status-postop", at, reason="overleden"))
    assert row(by_hand, "rehabilitation-assessed", at)["state"] == "not-applicable"
    assert row(by_hand, "rehabilitation-completed", at)["state"] == "not-applicable"


def test_finished_gates_open_a_checkpoint_and_retracting_one_blocks_it_again() -> None:
    at = "2026-10-03T12:00:00+02:00"
    baselines = [
        done("mep-baseline", at, {"result": "obtained"}),
        entry("skip", "ssep-baseline", at, variance=VARIANCE),
    ]
    assert row(course(*OPERATE, *baselines), "neuromonitoring-running", at)["state"] == "ready"
    assert row(course(*OPERATE, *baselines), "canal-opened", at)["waiting_for"] == ["patient-counselled"]
    retracted = entry("retract", None, at, supersedes=baselines[0]["id"], reason="andere patiënt")
    blocked = row(course(*OPERATE, *baselines, retracted), "neuromonitoring-running", at)
    assert (blocked["state"], blocked["waiting_for"]) == ("blocked", ["mep-baseline"])
    assert row(course(*OPERATE, *baselines, retracted), "mep-baseline", at)["state"] == "ready"


def test_looking_back_counts_only_what_was_recorded_by_then() -> None:
    late = {"recorded_at": "2026-10-04T08:00:00+02:00"}
    turned = entry(
        "correct",
        None,
        "2026-10-02T09:30:00+02:00",
        supersedes=OPERATE[1]["id"],
        reason="vergissing",
        values={"decision": "no-operation"},
        **late,
    )
    looked = course(*OPERATE, turned)
    before = row(looked, "treatment-decision", "2026-10-04T07:59:59+02:00")
    after = row(looked, "treatment-decision", "2026-10-04T08:00:00+02:00")
    assert before["values"] == {"decision": "operate"}
    assert before["occurred_at"] == before["recorded_at"] == "2026-10-02T08:00:00Z"
    assert after["values"] == {"decision": "no-operation"}
    assert (after["occurred_at"], after["recorded_at"]) == ("2026-10-02T07:30:00Z", "2026-10-04T06:00:00Z")
    assert row(looked, "mep-baseline", "2026-10-04T07:59:59+02:00")["state"] == "ready"
    assert row(looked, "mep-baseline", "2026-10-04T08:00:00+02:00")["state"] == "not-applicable"


def test_ended_course_has_no_timing_and_no_open_later_mri() -> None:
    ended = {
        "at": "2027-02-01T12:00:00+01:00",
        "recorded_at": "2027-02-02T12:00:00+01:00",
        "by": "demo.coordinator",
        "outcome": "follow-up-ended",
        "reason": "verhuisd",
    }
    followed = [*NO_OPERATION, planned("2026-10-10T12:00:00+02:00", 3)]
    scanned = [*followed, mri(1, "2027-01-11T12:00:00+01:00")]
    before, after = "2027-02-02T11:59:59+01:00", "2027-02-02T12:00:00+01:00"
    assert rounds(course(*scanned, ended=ended), "follow-up-mri", before) == [1, 2]
    assert rounds(course(*scanned, ended=ended), "follow-up-mri", after) == [1]
    assert timing(course(*followed, ended=ended), "follow-up-mri", before)[1] == "overdue"
    assert timing(course(*followed, ended=ended), "follow-up-mri", after) == ("ready", "none", None)
    assert status(course(*followed, ended=ended), instant(before))["ended"] is None
    assert status(course(*followed, ended=ended), instant(after))["ended"]["outcome"] == "follow-up-ended"


def test_phase_is_the_first_with_something_left_and_null_when_nothing_is() -> None:
    at = "2026-10-03T12:00:00+02:00"
    diagnosis = [
        done("complaints-recorded", at, {"complaints": ["none"]}),
        done("neuro-status-preop", at, NEURO),
    ]
    decided = [*NO_OPERATION, *diagnosis]
    assert status(course(*NO_OPERATION), instant(at))["phase"] == "diagnosis"
    assert status(course(*decided), instant(at))["phase"] == "follow-up"
    assert (
        status(course(*OPERATE, *diagnosis, done("patient-counselled", at)), instant(at))["phase"]
        == "baseline"
    )
    followed = [*decided, planned(at, 3), mri(1, at)]
    ended = {"at": at, "recorded_at": at, "by": "demo.nurse", "outcome": "transferred", "reason": "Gent"}
    assert status(course(*followed, ended=ended), instant(at))["phase"] is None
