"""What stands in a pathway file, by name, as far as it can be read: a broken part reads as nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from pathway_app.definitions.reading import Place

ASKABLE_KINDS = ("choice", "several")
"""the kinds of field that have options, on which alone a condition can be put"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A condition of the file: a field of a checkpoint and the values that make it true."""

    checkpoint: str
    field: str
    values: frozenset[str]

    @property
    def question(self) -> tuple[str, str]:
        return self.checkpoint, self.field


@dataclass(frozen=True)
class Contents:
    root: Place

    @cached_property
    def phases(self) -> tuple[Place, ...]:
        return tuple(self.root["phases"].each())

    @cached_property
    def all_checkpoints(self) -> tuple[Place, ...]:
        """Every checkpoint in the order of the file, also those without a readable id."""
        return tuple(each for phase in self.phases for each in phase["checkpoints"].each())

    @cached_property
    def checkpoints(self) -> dict[str, Place]:
        """The first checkpoint with each id."""
        return _by_text(self.all_checkpoints, "id")

    @cached_property
    def languages(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(self.root["languages"].texts))

    def fields(self, checkpoint: Place) -> dict[str, Place]:
        return _by_text(checkpoint["fields"].each(), "id")

    def field(self, checkpoint_id: str, field_id: str) -> Place | None:
        checkpoint = self.checkpoints.get(checkpoint_id)
        return None if checkpoint is None else self.fields(checkpoint).get(field_id)

    def option_places(self, field: Place) -> tuple[Place, ...]:
        """The options of a field: those of its list, then its own."""
        name = field["list"].text
        listed = self.root["value_lists"][name].each() if name is not None else ()
        return (*listed, *field["options"].each())

    def options(self, field: Place) -> frozenset[str]:
        """The values that the field can take."""
        values = (each["value"].text for each in self.option_places(field))
        return frozenset(value for value in values if value is not None)

    def conditions(self) -> Iterator[Place]:
        """Every condition in the file: of checkpoints, deadlines, rounds and routes."""
        for checkpoint in self.all_checkpoints:
            yield checkpoint["if"]
            yield checkpoint["rounds"]["trigger"]
            yield from (deadline["if"] for deadline in self.deadlines(checkpoint))
        for route in self.root["routes"]["routes"].each():
            yield from route["when"].each()

    def deadlines(self, checkpoint: Place) -> Iterator[Place]:
        """The deadlines of the first round and of the later ones."""
        yield from checkpoint["deadlines"].each()
        yield from checkpoint["rounds"]["later_deadlines"].each()

    def asked(self, condition: Place) -> Asked | None:
        """The condition, None where it cannot be read or asks what is not there."""
        checkpoint, field = condition["checkpoint"].text, condition["field"].text
        if checkpoint is None or field is None:
            return None
        found = self.field(checkpoint, field)
        values = frozenset(condition["in"].texts)
        if found is None or found["kind"].text not in ASKABLE_KINDS or not values <= self.options(found):
            return None
        return Asked(checkpoint, field, values) if values else None

    def repeats_itself(self, checkpoint: Place) -> bool:
        """Whether a finished round opens the next one."""
        rounds = checkpoint["rounds"]
        return rounds.is_mapping and (not rounds["trigger"] or rounds["trigger"].is_null)

    def group(self, checkpoint: Place) -> Asked | None:
        """What opens the checkpoint's later rounds; those opened by the same form a group."""
        return self.asked(checkpoint["rounds"]["trigger"])


def _by_text(places: tuple[Place, ...] | Iterator[Place], key: str) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for place in places:
        name = place[key].text
        if name is not None:
            found.setdefault(name, place)
    return found
