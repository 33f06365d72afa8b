"""What a command changed, as everyone is told who shows or keeps it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """What a command changed, by id; `repeated` where the command had been carried out before."""

    command_id: str
    courses: frozenset[str] = frozenset()
    patients: frozenset[str] = frozenset()
    entries: tuple[str, ...] = ()
    settings: bool = False
    repeated: bool = False
    meetings: frozenset[str] = frozenset()
