"""What the surroundings of the record may have wrong: another window on it, the clock, the disk."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

from pathway_app.people import Site

CLOCK_BEHIND = timedelta(minutes=5)
"""so much later than the clock the newest event may be: two computers' clocks never agree quite"""
CLOCK_JUMPED = timedelta(days=1)
LEAST_ROOM = 200 * 1024 * 1024
"""bytes"""
ROOM_TIMES_SIZE = 5


ASIDE = ".before-restore-"
"""in the name of a record that a backup took the place of; the moment follows"""


def set_aside(database: Path) -> Path | None:
    """The newest record that was set aside there, where nothing stands in its place: restoring was cut off."""
    if os.path.lexists(database):
        return None
    try:
        named = sorted(
            each.name for each in database.parent.iterdir() if each.name.startswith(database.name + ASIDE)
        )
    except OSError:
        return None
    whole = [name for name in named if name.endswith("Z")]
    return database.with_name(whole[-1]) if whole else None


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose window writes the record: the login and computer where it runs, and since when (UTC)."""

    login: str
    computer: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes: what is free on the disk with the record, and how large the record is."""

    free: int
    size: int

    @property
    def is_scarce(self) -> bool:
        """Whether to warn before the disk is full."""
        return self.free < max(LEAST_ROOM, ROOM_TIMES_SIZE * self.size)


class ClockTrouble(StrEnum):
    BEHIND = "clock-behind"
    """the clock was set back: it tells an earlier time than the newest event's"""
    JUMPED = "clock-jumped"
    """the newest event lies over a day ahead: the clock was wrong then, or is now"""


def clock_trouble(newest: datetime | None, now: datetime) -> ClockTrouble | None:
    """Whether the clock can be right at `now` when the newest event was logged at `newest` (aware)."""
    ahead = newest - now if newest is not None else timedelta()
    if ahead > CLOCK_JUMPED:
        return ClockTrouble.JUMPED
    return ClockTrouble.BEHIND if ahead > CLOCK_BEHIND else None


@dataclass(frozen=True, slots=True)
class Checked:
    """How the record was found when it was last verified, at `at` (UTC).

    Where it is not `sound`, `number` is the first bad event (None where none can be named) and `code` what is wrong.
    """

    at: datetime
    sound: bool
    number: int | None = None
    code: str = ""


@dataclass(frozen=True, slots=True)
class BackupSeen:
    """When the newest backup was made (UTC; None: there is none), and whether that is so long ago as to warn."""

    at: datetime | None
    is_old: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look told. `newest` is when the newest event was logged (UTC)."""

    reading_only: str | None
    because: Mapping[str, object]
    newest: datetime | None
    clock: ClockTrouble | None
    room: Room | None
    backup: BackupSeen | None
    backup_due: bool
    check_due: bool
    site: Site | None = None
    """its settings at that moment; None where they were not looked for"""
