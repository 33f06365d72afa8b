"""What of a course's effective entries a definition does not know: another version of the one they were made under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pathway_app.domain.definition import Field, FieldKind, PathwayDefinition
from pathway_app.domain.entries import Entry, Standings, Value


@dataclass(frozen=True, slots=True)
class Misfit:
    """An effective entry whose checkpoint (or its round) is not known, or one of its fields, or the value given."""

    entry: Entry
    checkpoint: str
    round: int
    field: str | None = None
    value: Value | None = None


def misfits(entries: Iterable[Entry], definition: PathwayDefinition) -> tuple[Misfit, ...]:
    """What of a course's effective entries `definition` does not know, in the order of entering."""
    entries = tuple(entries)
    standings = Standings(entries)
    return tuple(found for entry in entries for found in _misfits(entry, standings, definition))


def _misfits(entry: Entry, standings: Standings, definition: PathwayDefinition) -> Iterator[Misfit]:
    if standings.effective(entry.id) is None:
        note = standings.note(entry.id)
        if note is not None and note.checkpoint is not None and note.checkpoint not in definition.by_id:
            yield Misfit(note, note.checkpoint, note.round)
        return
    checkpoint_id, round_ = standings.place_of(entry.id)
    checkpoint = definition.by_id.get(checkpoint_id)
    if checkpoint is None or (round_ > 1 and checkpoint.rounds is None):
        yield Misfit(entry, checkpoint_id, round_)
        return
    for name, value in entry.values.items():
        field = checkpoint.field(name)
        if field is None:
            yield Misfit(entry, checkpoint_id, round_, name)
            continue
        for each in value if isinstance(value, tuple) else (value,):
            if not _takes(field, each, several=isinstance(value, tuple)):
                yield Misfit(entry, checkpoint_id, round_, name, each)


def _takes(field: Field, value: str | int, *, several: bool) -> bool:
    if isinstance(value, int):
        low, high = field.minimum, field.maximum
        number = field.kind is FieldKind.INTEGER
        return number and (low is None or value >= low) and (high is None or value <= high)
    if field.kind is FieldKind.TEXT:
        return not several
    return several == (field.kind is FieldKind.SEVERAL) and field.option(value) is not None
