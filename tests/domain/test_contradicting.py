"""What later corrections contradict: only steps that were entered as done or skipped."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from pathway_app.domain.definition import Checkpoint, PathwayDefinition
from pathway_app.domain.entries import Action, Entry, Standings
from pathway_app.domain.reckoning import Reckoning

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def conditional(definition: PathwayDefinition) -> Checkpoint:
    """A step that does not surely apply while nothing was entered."""
    return next(
        each
        for each in definition.checkpoints
        if each.condition is not None and looked_at(definition).applies(each, 1)[0] is not True
    )


def looked_at(definition: PathwayDefinition, *entries: Entry) -> Reckoning:
    return Reckoning(definition, Standings(entries), ZoneInfo("Europe/Brussels"))


def test_a_step_nobody_entered_contradicts_nothing(
    definition: PathwayDefinition, conditional: Checkpoint
) -> None:
    assert looked_at(definition).contradicts(conditional, 1) is False


def test_what_was_entered_and_does_not_surely_apply_contradicts(
    definition: PathwayDefinition, conditional: Checkpoint
) -> None:
    done = Entry(
        id="e", action=Action.COMPLETE, checkpoint=conditional.id, by="an", recorded_at=NOW, occurred_at=NOW
    )
    assert looked_at(definition, done).contradicts(conditional, 1)
    left_out = replace(done, action=Action.NOT_APPLICABLE)
    assert looked_at(definition, left_out).contradicts(conditional, 1) is False
