"""What would tell a withheld answer: whether a step applies, its deadline, its variance, its later rounds."""

from __future__ import annotations

from collections.abc import Collection

from pathway_app.domain.definition import Checkpoint, Condition, Deadline, PathwayDefinition

Given = tuple[str, int, str]
"""(checkpoint, round, field)"""


class Inferring:
    """One course: what follows, by its definition, from the answers that are `withheld`.

    Nothing else in the files may depend on them, or whoever knows the definition would know the answer.
    """

    def __init__(self, definition: PathwayDefinition, withheld: Collection[Given]) -> None:
        self._definition = definition
        self._withheld = frozenset(withheld)
        self._steps: dict[tuple[str, int], bool] = {}

    def field(self, checkpoint: str, round_: int, field: str) -> bool:
        """Whether that answer, or that there is one, is not to be told."""
        if (checkpoint, round_, field) in self._withheld or self.step(checkpoint, round_):
            return True
        step = self._definition.by_id.get(checkpoint)
        asked = step.field(field) if step is not None else None
        only_with = asked.only_with if asked is not None else None
        return only_with is not None and self.field(checkpoint, round_, only_with.field)

    def step(self, checkpoint: str, round_: int) -> bool:
        """Whether it hangs on such an answer that the step applies."""
        key = (checkpoint, round_)
        if key not in self._steps:
            self._steps[key] = False  # a circle tells nothing
            step = self._definition.by_id.get(checkpoint)
            self._steps[key] = step is not None and self._applies_by(step, step.condition, round_)
        return self._steps[key]

    def round(self, checkpoint: str, round_: int) -> bool:
        """Whether it hangs on such an answer that there is this round."""
        step = self._definition.by_id.get(checkpoint)
        if step is None or round_ == 1 or step.rounds is None or step.rounds.trigger is None:
            return False
        trigger = step.rounds.trigger
        return any(
            (name, field) == (trigger.checkpoint, trigger.field) for name, _round, field in self._withheld
        ) or self.step(trigger.checkpoint, 1)

    def deadline(self, checkpoint: str, round_: int) -> bool:
        """Whether the deadline, or that there is one, hangs on such an answer."""
        step = self._definition.by_id.get(checkpoint)
        if step is None:
            return False
        later = step.rounds.later_deadlines if step.rounds is not None and round_ > 1 else None
        return any(
            self._counts_by(step, each, round_) for each in (step.deadlines if later is None else later)
        )

    def variance(self, checkpoint: str, round_: int) -> bool:
        """Whether such an answer is accepted only with a variance."""
        step = self._definition.by_id.get(checkpoint)
        rules = step.variance_rules if step is not None else ()
        return any(self.field(checkpoint, round_, rule.field) for rule in rules)

    def _applies_by(self, step: Checkpoint, condition: Condition | None, round_: int) -> bool:
        if condition is None:
            return False
        asked_round = self._definition.looks_at(step, condition.checkpoint, round_)
        return self.field(condition.checkpoint, asked_round, condition.field)

    def _counts_by(self, step: Checkpoint, deadline: Deadline, round_: int) -> bool:
        if self._applies_by(step, deadline.condition, round_):
            return True
        after, months = deadline.after, deadline.months
        if after is not None and self.step(after, self._definition.looks_at(step, after, round_)):
            return True
        if months is None:
            return False
        if months.checkpoint and months.field and self.field(months.checkpoint, 1, months.field):
            return True
        overriding = months.overriding_field
        return overriding is not None and any(
            self.field(step.id, earlier, overriding) for earlier in range(1, round_)
        )
