"""What would be lost if a backup took the place of the present record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pathway_app.ports import Queries
from pathway_app.queries import LogHead


class Standing(StrEnum):
    """How a backup stands to the record whose place it is to take."""

    NOTHING_THERE = "nothing-there"
    EARLIER = "earlier"
    """the record went on from where the backup ends"""
    SAME = "same"
    OTHER = "other"
    """the backup's newest event is not in the record: it is another record's, or one of the two was changed"""
    UNREADABLE = "unreadable"
    """the record cannot be read"""


@dataclass(frozen=True, slots=True)
class Loss:
    """`events` of the record that the backup has not, the newest of them logged at `until` (UTC)."""

    standing: Standing
    events: int = 0
    until: datetime | None = None


def loss(present: Queries, backup: LogHead) -> Loss:
    """What the present record holds and the backup, whose newest event is given, does not."""
    newest = present.log_head()
    until = _logged_at(present, newest.number)
    at_that_number = present.log_event(backup.number) if backup.number else None
    if backup.number and (at_that_number is None or at_that_number.head.hash != backup.hash):
        return Loss(Standing.OTHER, newest.number, until)
    lost = newest.number - backup.number
    return Loss(Standing.EARLIER if lost else Standing.SAME, lost, until)


def _logged_at(queries: Queries, number: int) -> datetime | None:
    event = queries.log_event(number) if number else None
    return event.at if event is not None else None
