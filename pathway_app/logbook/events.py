"""Events of the log as rows, and which of them are wanted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from pathway_app.accesses import FAILURES, Access
from pathway_app.people import Patient
from pathway_app.queries import LogHead


class LogGroup(StrEnum):
    """The kinds of events as one looks for them."""

    ENTRIES = "entries"
    PEOPLE = "people"
    """patients and courses: who they are, begun, ended"""
    SHEETS = "sheets"
    READS = "reads"
    EXPORTS = "exports"
    """what left the program otherwise, audits, checks and backups"""
    LOG_INS = "log-ins"
    MEETINGS = "meetings"
    SETTINGS = "settings"
    """accounts, settings, definitions, and whatever else there may be"""


KINDS: Mapping[LogGroup, tuple[str, ...]] = {
    LogGroup.ENTRIES: ("entry",),
    LogGroup.PEOPLE: ("patient-added", "identity-corrected", "enrolled", "ended", "reopened", "moved"),
    LogGroup.SHEETS: ("sheets-issued", "print-failed"),
    LogGroup.READS: (Access.COURSE_READ,),
    LogGroup.EXPORTS: (
        Access.EXPORTED,
        Access.AUDITED,
        Access.VERIFIED,
        Access.BACKED_UP,
        Access.BACKUP_FAILED,
        Access.RESTORED,
        Access.FILE_MENDED,
        Access.CLOCK_BEHIND,
        Access.CLOCK_JUMPED,
    ),
    LogGroup.LOG_INS: (
        Access.LOGGED_IN,
        Access.LOGIN_FAILED,
        Access.LOGGED_OUT,
        Access.LOCKED,
        Access.UNLOCKED,
        Access.UNLOCK_FAILED,
        Access.RECOVERED,
        Access.EMERGENCY_BEGUN,
    ),
    LogGroup.MEETINGS: ("meeting-planned", "meeting-changed"),
}
"""the kinds of each group, as the log names them; all others are of the settings"""
FAILED_KINDS = ("print-failed", *sorted(FAILURES))
ATTEMPTS = (Access.LOGIN_FAILED, Access.UNLOCK_FAILED)
"""kinds that are on record under the account tried, whoever put them there"""
UNSOUND = '"result":"unsound"'
"""stands in the body of a `verified` that found something"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFilter:
    """Which events are wanted; what is None or empty does not matter.

    `since` and `until` (aware) bound when it was logged, the latter not included. `subjects` are the ids of courses
    and of a patient, any of whom the event is about. `account` is as in `LogEvent.by`: empty for the failed log-ins of
    whoever is unknown. `reference` is as a sheet's foot has it: `7F3A-91C2`.
    """

    account: str | None = None
    groups: frozenset[LogGroup] = frozenset()
    since: datetime | None = None
    until: datetime | None = None
    subjects: tuple[str, ...] = ()
    failures: bool = False
    reference: str = ""


EVERYTHING = LogFilter()


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event. `at` is UTC, `account` who put it on record, `command` the command's name, `body` JSON as it was
    written."""

    head: LogHead
    id: str
    kind: str
    course_id: str | None
    account: str
    command_id: str
    command: str
    at: datetime
    body: str

    @property
    def number(self) -> int:
        return self.head.number

    @property
    def reference(self) -> str:
        """The short form of its hash, as printed on sheets."""
        return self.head.reference

    @property
    def by(self) -> str:
        """The account whose event it is: of a failed log-in the one that was tried, empty where there is none of that
        name. One that could not be logged at once is put on record by whoever logs in next."""
        if self.kind not in ATTEMPTS:
            return self.account
        details = self.content().get("details")
        told = details if isinstance(details, dict) else {}
        tried = told.get("account")
        if isinstance(tried, str) and tried:
            return tried
        return "" if "at" in told else self.account

    def content(self) -> dict[str, Any]:
        """The body; empty where somebody made it unreadable."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def courses(self) -> tuple[str, ...]:
        """The ids of the courses that it is about, each once."""
        if self.course_id:
            return (self.course_id,)
        content = self.content()
        if self.kind == "sheets-issued":
            named = [
                copy[1]
                for copy in _listed(content.get("copies"))
                if isinstance(copy, list) and len(copy) == 4
            ]
        else:
            named = _listed(content.get("courses"))
        return tuple(dict.fromkeys(each for each in named if isinstance(each, str) and each))

    def patient_id(self) -> str | None:
        """The id of the patient that it names itself."""
        found = self.content().get("patient")
        return found if isinstance(found, str) else None

    @property
    def failed(self) -> bool:
        return self.kind in FAILED_KINDS or (self.kind == Access.VERIFIED and UNSOUND in self.body)


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose a course is, and which version of which pathway it follows."""

    patient: Patient
    pathway: str
    version: str


def reference_digits(text: str) -> str | None:
    """`7F3A-91C2` as the hash begins (`7f3a91c2`), however it was typed; None where it is no reference."""
    digits = text.strip().replace("-", "").replace(" ", "").lower()
    is_one = len(digits) == _DIGITS and all(each in _HEX for each in digits)
    return digits if is_one else None


_DIGITS = 8
_HEX = frozenset("0123456789abcdef")


def _listed(told: object) -> list[Any]:
    return told if isinstance(told, list) else []
