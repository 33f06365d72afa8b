"""The meetings of the tumour board: when, and which courses are on the list.

What is decided at one are ordinary entries of the courses, at the checkpoints that the definition's outline names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class MeetingCase:
    """A course on the list of a meeting.

    `without_diagnosis`: it is discussed before the diagnosis is in. `postponed`: it stays on the list and is told,
    but is discussed another time.
    """

    course_id: str
    without_diagnosis: bool = False
    postponed: bool = False


@dataclass(frozen=True, slots=True)
class Meeting:
    """`at` is UTC, `cases` in the order of discussion.

    `revision` counts how often it was changed: 0 as it was planned. `by` (an account) and `recorded_at` (UTC) tell
    of the newest change.
    """

    id: str
    pathway: str
    at: datetime
    cases: tuple[MeetingCase, ...]
    revision: int
    cancelled: bool
    by: str
    recorded_at: datetime
