"""The log: one event a row, each holding the hash of the one before it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from db import sql
from db.link import Link
from db.mappers import instant
from pathway_app.accesses import Access
from pathway_app.queries import LogHead


class EventKind(StrEnum):
    ENROLLED = "enrolled"
    ENTRY = "entry"
    ENDED = "ended"
    REOPENED = "reopened"
    PATIENT_ADDED = "patient-added"
    DEFINITION_INSTALLED = "definition-installed"
    ACCOUNT_ADDED = "account-added"
    ACCOUNT_CHANGED = "account-changed"
    PASSWORD_SET = "password-set"
    REKEYED = "rekeyed"
    SITE_CHANGED = "site-changed"
    SHEETS_ISSUED = "sheets-issued"
    PRINT_FAILED = "print-failed"
    MOVED = "moved"
    IDENTITY_CORRECTED = "identity-corrected"
    MEETING_PLANNED = "meeting-planned"
    MEETING_CHANGED = "meeting-changed"


OF_COURSES = frozenset(
    {EventKind.ENROLLED, EventKind.ENTRY, EventKind.ENDED, EventKind.REOPENED, EventKind.MOVED}
)
OF_PAPER = frozenset({EventKind.SHEETS_ISSUED, EventKind.PRINT_FAILED})
"""of no single course: one issue may show many"""
OF_MEETINGS = frozenset({EventKind.MEETING_PLANNED, EventKind.MEETING_CHANGED})
OF_ACCOUNTS = frozenset({EventKind.ACCOUNT_ADDED, EventKind.ACCOUNT_CHANGED, EventKind.PASSWORD_SET})
OF_ACCESS = frozenset(Access)
"""what was read, exported, verified and the like: of no single course, and without a row beside the log"""


class Event(NamedTuple):
    """One row of the log, without its hash."""

    seq: int
    id: str
    kind: str
    course_id: str | None
    actor: str
    command_id: str
    command: str
    logged_at: str
    body: str


@dataclass(frozen=True, slots=True)
class Head:
    """The newest event: its number and hash, and when it was logged."""

    seq: int = 0
    hash: str = ""
    logged_at: datetime | None = None

    def shown(self) -> LogHead:
        return LogHead(self.seq, self.hash, self.logged_at)


def head_of(link: Link) -> Head:
    row = link.row(sql.NEWEST)
    return Head() if row is None else Head(row[0], row[1], instant(row[2]))


LINE_BREAKS_WITHIN = len(Event._fields) - 1
"""line breaks between the columns of an event, in the text that is hashed"""


def digest(previous: str, event: Event) -> str:
    """SHA-256 of the previous hash and the event's columns, a line each; no column may hold a line break.

    So that the lines can be told apart, and the chain be recomputed with common tools.
    """
    seq, event_id, kind, course_id, actor, command_id, command, logged_at, body = event
    text = (
        f"{previous}\n{seq}\n{event_id}\n{kind}\n{course_id or ''}\n{actor}\n{command_id}\n{command}\n"
        f"{logged_at}\n{body}"
    )
    if text.count("\n") != LINE_BREAKS_WITHIN + 1:
        raise ValueError(f"a line break within event {seq}")
    return hashlib.sha256(text.encode()).hexdigest()
