"""The engine and the rules agree with the plain model, course after random course."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from pathway_app.definitions.loader import load_definition
from pathway_app.domain.course import course_state
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Action, Standings
from pathway_app.domain.errors import Refusal
from pathway_app.domain.rules import Circumstances, refusals
from tests.domain.course_dicts import entry_of, moment, shown
from tests.oracle.course_generator import interesting_moments, random_course
from tests.oracle.illegal_entries import illegal_variants
from tests.oracle.plain_model import status
from tests.oracle.record import Record

PATHWAY = Path(__file__).parents[2] / "resources" / "pathways" / "intramedullary-tumour.yaml"
BATCHES = 20
COURSES_IN_A_BATCH = 110

CODES: dict[str, set[str]] = {
    "undecided": {"undecided"},
    "not-applicable": {"not-applicable"},
    "already-entered": {"already-entered"},
    "not-effective": {"not-effective", "no-open-variance"},
    "unknown-checkpoint": {"unknown-checkpoint"},
    "unknown-round": {"unknown-round"},
    "unknown-field": {"unknown-field", "values-not-asked"},
    "unknown-value": {"unknown-value", "wrong-kind", "out-of-range", "given-twice"},
    "missing-field": {"field-missing", "rationale-missing", "text-missing", "occurred-at-missing"},
    "missing-reason": {"reason-missing", "variance-reason-missing"},
    "variance-required": {"variance-required"},
    "in-future": {"in-future"},
    "before-birth": {"before-birth"},
    "none-with-others": {"alone-with-others"},
    "other-type": {"only-with", "field-missing"},
    "ended": {"course-ended"},
    "recorded-order": {"recorded-backwards"},
}
"""the plain model's word for a broken rule, and the engine's words for it"""


@pytest.fixture(scope="module")
def definition() -> PathwayDefinition:
    return load_definition(PATHWAY)


def _ended_before(course: dict[str, Any], recorded_at: datetime) -> bool:
    ended = course["ended"]
    return ended is not None and moment(ended["recorded_at"]) < recorded_at


def _replay(definition: PathwayDefinition, course: dict[str, Any]) -> tuple[Refusal, ...]:
    """The refusals of the first entry that cannot follow those before it."""
    standings = Standings()
    last: datetime | None = None
    for given in course["entries"]:
        entry = entry_of(given)
        found = refusals(
            definition,
            standings,
            entry,
            Circumstances(
                birth_date=date.fromisoformat(course["patient"]["birth_date"]),
                ended=_ended_before(course, entry.recorded_at),
                last_recorded_at=last,
            ),
        )
        if found:
            return found
        standings.add(entry)
        last = entry.recorded_at
    return ()


@pytest.mark.parametrize("batch", range(BATCHES))
def test_state_timing_rounds_and_route_at_any_moment(definition: PathwayDefinition, batch: int) -> None:
    rng = random.Random(f"engine {batch}")
    for number in range(COURSES_IN_A_BATCH):
        course = random_course(rng, mrn=f"9{batch:03}{number:03}")
        assert _replay(definition, course) == ()
        entries = [entry_of(given) for given in course["entries"]]
        for as_of in interesting_moments(rng, course):
            now = as_of.astimezone(UTC)
            ended = course["ended"] is not None and moment(course["ended"]["recorded_at"]) <= now
            expected = status(course, as_of)
            found = shown(course_state(definition, entries, now, ended=ended))
            assert found == {key: expected[key] for key in found}, f"batch {batch}, course {number}, {as_of}"


def test_what_counts_knows_whether_it_is_from_paper(definition: PathwayDefinition) -> None:
    rng = random.Random("paper")
    met: set[tuple[str, bool]] = set()
    for number in range(40):
        course = random_course(rng, mrn=f"7{number:06}")
        record = Record()
        for given in course["entries"]:
            record.take(given)
        entries = [entry_of(given) for given in course["entries"]]
        state = course_state(definition, entries, entries[-1].recorded_at)
        found = {
            (row.checkpoint, row.round): row.entry.from_paper
            for row in state.checkpoints
            if row.entry is not None
        }
        assert found == {row: standing.from_paper for row, standing in record.standing.items()}
        met |= {(entry.action.value, entry.from_paper) for entry in entries}
    assert {(action.value, paper) for action in Action for paper in (False, True)} == met


@pytest.mark.parametrize("batch", range(4))
def test_every_broken_rule_is_refused_and_named(definition: PathwayDefinition, batch: int) -> None:
    rng = random.Random(f"rules {batch}")
    met: set[str] = set()
    for number in range(25):
        course = random_course(rng, mrn=f"8{batch:03}{number:03}", steps=30)
        for variant, code in illegal_variants(rng, course):
            if code == "duplicate-id":
                continue
            met.add(code)
            found = {refusal.code for refusal in _replay(definition, variant)}
            assert found & CODES[code], f"{code}: refused as {found}: {variant['entries'][-1]}"
    assert met == set(CODES)
