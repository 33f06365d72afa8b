"""The plain model's rules for entries against examples worked out by hand, and the generator against the rules."""

from __future__ import annotations

import json
import random
from collections import Counter
from typing import Any

import pytest

from .course_generator import illegal_variants, interesting_moments, random_course
from .entry_rules import RULES
from .examples import BOARD, NEURO, NO_OPERATION, OPERATE, VARIANCE, course, diagnosed, done, entry, resected
from .plain_model import problems, status

AT = "2026-10-12T12:00:00+02:00"
NAMED = OPERATE[1]["id"]
GIVEN = [*OPERATE, resected("complete"), diagnosed("ependymoma")]
DISCUSSED = [*GIVEN, done("board-discussed", AT, {"disciplines": BOARD})]
CLOSABLE = next(one["id"] for one in GIVEN if "variance" in one)


@pytest.mark.parametrize(
    ("entries", "code"),
    [
        ([done("mep-baseline", AT, {"result": "obtained"})], "undecided"),
        ([*NO_OPERATION, entry("skip", "wound-closed", AT, variance=VARIANCE)], "not-applicable"),
        ([*OPERATE, entry("not-applicable", "mri-contrast", AT, reason="dubbel")], "already-entered"),
        ([*OPERATE, entry("retract", None, AT, supersedes="nothing", reason="dubbel")], "not-effective"),
        ([*OPERATE, entry("close-variance", None, AT, supersedes=NAMED, reason="klaar")], "not-effective"),
        ([*GIVEN, entry("close-variance", None, AT, supersedes=CLOSABLE, reason="klaar")], None),
        ([done("mri", AT)], "unknown-checkpoint"),
        ([*OPERATE, done("mri-contrast", AT, round=2)], "unknown-round"),
        ([done("complaints-recorded", AT, {"complaints": ["bowel"], "pain": "4"})], "unknown-field"),
        ([done("complaints-recorded", AT, {"complaints": ["headache"]})], "unknown-value"),
        ([done("complaints-recorded", AT, {"complaints": []})], "missing-field"),
        ([done("complaints-recorded", AT, {"complaints": ["none", "bowel"]})], "none-with-others"),
        ([entry("not-applicable", "mri-contrast", AT, reason="")], "missing-reason"),
        ([entry("skip", "mri-contrast", AT, variance={"class": "patient", "reason": ""})], "missing-reason"),
        ([entry("skip", "mri-contrast", AT, variance={"class": "unspecified", "reason": ""})], None),
        ([entry("skip", "mri-contrast", AT)], "variance-required"),
        ([*OPERATE, done("canal-opened", AT)], "variance-required"),
        ([*OPERATE, done("ssep-baseline", AT, {"result": "not-obtainable"})], "variance-required"),
        ([*OPERATE, done("ssep-baseline", AT, {"result": "obtained"})], None),
        ([*OPERATE, done("patient-counselled", AT, occurred_at="2026-10-02T09:59:59+02:00")], "variance-required"),
        ([*GIVEN, done("board-discussed", AT, {"disciplines": BOARD[:3]})], "variance-required"),
        ([*DISCUSSED, done("board-decision", AT, {"decision": "radiotherapy"})], "missing-field"),
        ([*DISCUSSED, done("board-decision", AT, {"decision": "regular-mri"})], None),
        ([*OPERATE, diagnosed("other")], "other-type"),
        ([done("neuro-status-preop", AT, NEURO, occurred_at="2026-10-12T12:05:01+02:00")], "in-future"),
        ([done("neuro-status-preop", AT, NEURO, occurred_at="2026-10-12T12:05:00+02:00")], None),
        ([done("neuro-status-preop", AT, NEURO, occurred_at="1974-03-13T12:00:00+01:00")], "before-birth"),
        ([*OPERATE, entry("note", None, "2026-10-02T09:59:59+02:00", text="x")], "recorded-order"),
        ([*OPERATE, entry("note", None, AT, text="x", id=NAMED)], "duplicate-id"),
        ([*OPERATE, entry("note", "follow-up-mri", AT, text="gebeld")], None),
    ],
)  # fmt: skip
def test_rules_for_entries(entries: list[dict[str, Any]], code: str | None) -> None:
    assert problems(course(*entries)) == ([code] if code else [])


def test_correction_needs_the_variance_of_its_own_content() -> None:
    result = done("mep-baseline", "2026-10-12T09:00:00+02:00", {"result": "obtained"})
    correct = entry(
        "correct", None, AT, supersedes=result["id"], reason="r", values={"result": "not-obtainable"}
    )
    assert problems(course(*OPERATE, result, correct)) == ["variance-required"]
    assert problems(course(*OPERATE, result, correct | {"variance": VARIANCE})) == []
    reopened = entry("retract", None, AT, supersedes=NAMED, reason="r")
    assert problems(course(*OPERATE, result, reopened, correct | {"values": {"result": "obtained"}})) == []
    again = {**correct, "id": "again", "variance": VARIANCE}
    assert problems(course(*OPERATE, result, {**correct, "variance": VARIANCE}, again)) == ["not-effective"]


def test_entry_on_an_ended_course() -> None:
    ended = {"at": AT, "recorded_at": AT, "by": "demo.nurse", "outcome": "deceased", "reason": "r"}
    assert problems(course(*OPERATE, ended=ended)) == []
    late = entry("note", None, "2026-10-12T12:00:01+02:00", text="x")
    assert problems(course(*OPERATE, late, ended=ended)) == ["ended"]


def test_generated_courses_are_legal_repeatable_and_go_far() -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        rng = random.Random(seed)
        made = random_course(rng, mrn=f"G{seed}")
        assert made == random_course(random.Random(seed), mrn=f"G{seed}") == json.loads(json.dumps(made))
        assert problems(made) == []
        for moment in interesting_moments(rng, made):
            rows = status(made, moment)["checkpoints"]
            seen.update(f"{one['id']} {one['round']}" for one in rows)
            seen.update({f"{one['state']}/{one['timing']}" for one in rows})
        seen.update(one["action"] for one in made["entries"])
        seen.update(f"{one['action']} from paper" for one in made["entries"] if one.get("from_paper"))
    assert all(seen[f"board-decision {k}"] for k in (1, 2, 3))
    assert all(seen[f"follow-up-mri {k}"] for k in (1, 2, 3, 4))
    assert all(
        seen[name] for name in ("correct", "retract", "close-variance", "note", "skip", "not-applicable")
    )
    assert all(
        seen[f"{name} from paper"] for name in ("complete", "correct", "retract", "close-variance", "note")
    )
    assert all(
        seen[name] for name in ("running/upcoming", "blocked/overdue", "ready/due-today", "ready/overdue")
    )


def test_illegal_variants_break_every_rule_and_only_that() -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        rng = random.Random(seed)
        for variant, code in illegal_variants(rng, random_course(rng, mrn="G")):
            assert problems(variant) == [code]
            assert problems({**variant, "entries": variant["entries"][:-1]}) == []
            seen[code] += 1
    assert set(seen) == set(RULES)
