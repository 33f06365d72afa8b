"""What steps, phases and answers are called, over several versions of a pathway."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from pathway_app.domain.definition import Checkpoint, Field, LocalText, Option, PathwayDefinition
from pathway_app.i18n import Words

Part = TypeVar("Part")


class Titles:
    """What the steps, phases and answers of one pathway are called, by the newest version that has them.

    `definitions` are versions of it, the newest first. What none of them has keeps its code.
    """

    def __init__(self, definitions: Sequence[PathwayDefinition], words: Words) -> None:
        self._definitions = definitions
        self._words = words

    def pathway(self, pathway_id: str) -> str:
        return self._in(self._definitions[0].title) if self._definitions else pathway_id

    def phase(self, phase_id: str) -> str:
        found = self._newest(lambda one: one.phase_by_id.get(phase_id))
        return self._in(found.title) if found is not None else phase_id

    def step(self, checkpoint_id: str) -> str:
        found = self.checkpoint(checkpoint_id)
        return self._in(found.short_title or found.title) if found is not None else checkpoint_id

    def interval(self, first: str, second: str) -> str:
        return f"{self.step(first)} → {self.step(second)}"

    def question(self, checkpoint_id: str, field_id: str) -> str:
        found = self.field(checkpoint_id, field_id)
        return f"{self.step(checkpoint_id)} · {self._in(found.title) if found is not None else field_id}"

    def answer(self, checkpoint_id: str, field_id: str, value: str) -> str:
        """The question, and this answer to it."""

        def found(one: PathwayDefinition) -> Option | None:
            field = _field(one, checkpoint_id, field_id)
            return field.option(value) if field is not None else None

        option = self._newest(found)
        told = self._in(option.title) if option is not None else value
        caption = self._words.gettext("{title}: {choice}")
        return caption.format(title=self.question(checkpoint_id, field_id), choice=told)

    def group(self, value: str) -> str:
        """The answer by which the pathway groups its courses."""

        def found(one: PathwayDefinition) -> Option | None:
            field = _field(one, *one.outline.group) if one.outline.group is not None else None
            return field.option(value) if field is not None else None

        option = self._newest(found)
        return self._in(option.title) if option is not None else value

    def checkpoint(self, checkpoint_id: str) -> Checkpoint | None:
        return self._newest(lambda one: one.by_id.get(checkpoint_id))

    def field(self, checkpoint_id: str, field_id: str) -> Field | None:
        return self._newest(lambda one: _field(one, checkpoint_id, field_id))

    def _newest(self, found: Callable[[PathwayDefinition], Part | None]) -> Part | None:
        return next((each for one in self._definitions if (each := found(one)) is not None), None)

    def _in(self, text: LocalText) -> str:
        return text[self._words.language]


def _field(definition: PathwayDefinition, checkpoint_id: str, field_id: str) -> Field | None:
    checkpoint = definition.by_id.get(checkpoint_id)
    return checkpoint.field(field_id) if checkpoint is not None else None
