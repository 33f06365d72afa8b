"""What is put on record besides changes: who read, exported, checked, logged in or tried to, locked, backed up.

Each is an event of the log, in the chain like every other, but changes nothing that anybody works with.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class Access(StrEnum):
    """One kind of such an event; the value is the event's kind in the log."""

    COURSE_READ = "course-read"
    """a course was opened to be read, or what is open in it looked at beside a list"""
    EXPORTED = "exported"
    """something left the program as a file that is no sheet"""
    AUDITED = "audited"
    """the patients behind a figure of the audit were looked at"""
    VERIFIED = "verified"
    """the record was verified, with what result"""
    LOGGED_IN = "logged-in"
    LOGIN_FAILED = "login-failed"
    LOGGED_OUT = "logged-out"
    LOCKED = "locked"
    UNLOCKED = "unlocked"
    UNLOCK_FAILED = "unlock-failed"
    RECOVERED = "recovered"
    """somebody got in with the recovery phrase"""
    EMERGENCY_BEGUN = "emergency-begun"
    """somebody took wider rights in an emergency, and said why"""
    BACKED_UP = "backed-up"
    BACKUP_FAILED = "backup-failed"
    RESTORED = "restored"
    FILE_MENDED = "file-mended"
    """the first bytes of the encrypted file were lost, and put back from what is kept with its keys"""
    CLOCK_BEHIND = "clock-behind"
    """this computer's clock told an earlier time than the newest event's"""
    CLOCK_JUMPED = "clock-jumped"
    """likewise, by more than a day: it was wrong then, or is now"""


class Previews:
    """Which courses were looked at in passing, by whom: once an hour is put on record, however often one looks."""

    def __init__(self) -> None:
        self._noted: dict[tuple[str, str], datetime] = {}

    def is_new(self, account: str, course_id: str, now: datetime) -> bool:
        """Whether it is to be put on record (`now`: UTC); it then counts as done."""
        before = self._noted.get((account, course_id))
        if before is not None and now - before < ONCE_IN:
            return False
        self._noted[account, course_id] = now
        return True


ONCE_IN = timedelta(hours=1)
FAILURES = frozenset({Access.LOGIN_FAILED, Access.UNLOCK_FAILED, Access.BACKUP_FAILED})
