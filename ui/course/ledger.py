"""A course's entries looked up by what they are about: corrections in a row, closings, notes. Knows no window."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pathway_app.domain.entries import Action, Entry, Place, Standings, places


@dataclass(frozen=True, slots=True)
class Ledger:
    """`place_of` also knows the entries that name another one; `standings` is what is effective now."""

    entries: tuple[Entry, ...]
    by_id: Mapping[str, Entry]
    place_of: Mapping[str, Place]
    standings: Standings
    superseded: frozenset[str]
    """entries that a correction replaced or a retraction took away"""
    closings: Mapping[str, Entry]
    """the entry that closed the variance of the entry with that id"""
    notes: Mapping[Place, tuple[Entry, ...]]
    """the notes that were not retracted, by what they are about"""

    def versions(self, effective: Entry) -> tuple[Entry, ...]:
        """The entry and what it corrected, oldest first."""
        chain = [effective]
        while chain[-1].action is Action.CORRECT:
            chain.append(self.by_id[chain[-1].supersedes or ""])
        return tuple(reversed(chain))

    def newest_at(self, place: Place, after: int) -> Entry | None:
        """The newest entry but notes about `place` among those from number `after` on."""
        for entry in reversed(self.entries[after:]):
            if entry.action is not Action.NOTE and self.place_of.get(entry.id) == place:
                return entry
        return None


def ledger(entries: Iterable[Entry]) -> Ledger:
    """The ledger of entries in the order of recording."""
    all_ = tuple(entries)
    by_id = {entry.id: entry for entry in all_}
    standings = Standings(all_)
    notes: dict[Place, tuple[Entry, ...]] = {}
    for note in standings.notes:
        if note.checkpoint is not None:
            place = (note.checkpoint, note.round)
            notes[place] = (*notes.get(place, ()), note)
    return Ledger(
        entries=all_,
        by_id=by_id,
        place_of=places(all_),
        standings=standings,
        superseded=frozenset(
            entry.supersedes
            for entry in all_
            if entry.supersedes is not None and entry.action in (Action.CORRECT, Action.RETRACT)
        ),
        closings={
            entry.supersedes: entry
            for entry in all_
            if entry.supersedes is not None and entry.action is Action.CLOSE_VARIANCE
        },
        notes=notes,
    )
