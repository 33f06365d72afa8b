"""The derived rows after one more entry: what cannot have changed is taken over, and equal to what is computed anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pathway_app.derived import Since, derive
from pathway_app.domain.calendar import DEFAULT_ZONE
from pathway_app.domain.definition import Checkpoint, Condition, PathwayDefinition
from pathway_app.domain.entries import Standings
from pathway_app.services.entering import touched
from tests.recording import generated


@pytest.mark.parametrize("seed", range(40))
def test_what_is_taken_over_is_what_would_be_computed(seed: int, definition: PathwayDefinition) -> None:
    _, course = generated(seed)
    grown = replace(course, entries=(), endings=())
    standings = Standings()
    before = derive(definition, grown, DEFAULT_ZONE)
    taken_over = 0
    for entry in course.entries:
        since = Since(before, touched(definition, standings, entry))
        standings.add(entry)
        grown = replace(grown, entries=(*grown.entries, entry))
        after = derive(definition, grown, DEFAULT_ZONE, standings, since)
        anew = derive(definition, grown, DEFAULT_ZONE)
        assert (after, after.states) == (anew, anew.states), entry
        taken_over += sum(any(row is old for old in before.checkpoints) for row in after.checkpoints)
        before = after
    assert taken_over > 10 * len(course.entries)


def test_followers_of_a_gate_follow_what_the_gate_asks(definition: PathwayDefinition) -> None:
    plain = replace(
        definition.checkpoints[0], needs=(), condition=None, clock=None, deadlines=(), rounds=None, fields=()
    )

    def step(name: str, *needs: str, asks: str | None = None) -> Checkpoint:
        condition = Condition(asks, "result", ("yes",)) if asks else None
        return replace(plain, id=name, needs=needs, condition=condition)

    steps = (
        step("first"),
        step("asking", asks="first"),
        step("asking-on", asks="asking"),
        step("waiting", "asking"),
        step("waiting-longer", "waiting"),
        step("alone"),
    )
    phase = replace(definition.phases[0], checkpoints=steps)
    made_up = replace(definition, phases=(phase,), routes=None)
    assert made_up.followers == {
        "first": {"first", "asking", "asking-on", "waiting"},
        "asking": {"asking", "asking-on", "waiting"},
        "asking-on": {"asking-on"},
        "waiting": {"waiting", "waiting-longer"},
        "waiting-longer": {"waiting-longer"},
        "alone": {"alone"},
    }
