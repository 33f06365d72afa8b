"""Wrong passwords slow down whoever types them, also after the program was started anew."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock
from uuid import UUID

from pathway_app.domain.ids import new_id
from pathway_app.ordinary_files import open_ordinary

FREE = 3
"""so many wrong passwords cost nothing yet"""
FIRST_WAIT, LONGEST_WAIT = 5, 300
"""seconds: after the third 5, then twice as many each time"""
_MOST_BYTES = 1024 * 1024
_LONGEST = 100
"""characters of an account's name, and of a login at the PC"""
_FORGOTTEN_AFTER = timedelta(hours=1)
TOLD_ONE_BY_ONE = 200
"""so many wrong passwords, the newest, are logged each; of those before them only how many there were"""
_CLOCK_OFF = timedelta(seconds=LONGEST_WAIT)
_OLDEST = timedelta(days=366)
"""what is older, or from the future, nobody typed here: the log never holds such a moment"""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One wrong password. `account` is None where there is none of that name: what was typed is not kept, for it
    may have been a password. `at` is UTC, ISO 8601."""

    id: str
    at: str
    account: str | None
    login: str
    logged: bool = False


def attempts_path(database: Path) -> Path:
    return database.with_name(f"{database.name}.attempts")


def seconds_to_wait(count: int, last: datetime | None, now: datetime) -> int:
    """How long after `count` wrong passwords, the last of them at `last`, the next is not looked at."""
    if count < FREE or last is None or last > now + _CLOCK_OFF:
        # A clock that was wrong meanwhile must not keep somebody out for ever.
        return 0
    wait = min(FIRST_WAIT << min(count - FREE, 10), LONGEST_WAIT)
    left = (last + timedelta(seconds=wait) - now).total_seconds()
    return max(0, min(wait, round(left)))


class FileAttempts:
    """Beside an SQLite file that cannot be opened yet: a line each, taken over into the log at the next log-in."""

    def __init__(self, database: Path) -> None:
        self._path = attempts_path(database)
        self._one_at_a_time = Lock()

    def all(self, now: datetime) -> tuple[Attempt, ...]:
        """Those since the account's last log-in, the oldest first.

        What cannot be read is left out, and what tells a moment that cannot be one of these at `now` (UTC).
        """
        found = []
        try:
            with open_ordinary(self._path) as file:
                lines = file.read(_MOST_BYTES).splitlines()
        except OSError:
            return ()
        for line in lines:
            with suppress(ValueError, TypeError, RecursionError):
                found.append(_understood(Attempt(**json.loads(line)), now))
        return tuple(found)

    def wait(self, account: str | None, now: datetime) -> int:
        """Seconds until a password of this account is looked at again."""
        own = [each for each in self.all(now) if each.account == account]
        last = datetime.fromisoformat(own[-1].at) if own else None
        return seconds_to_wait(len(own), last, now)

    def add(self, account: str | None, now: datetime, login: str, *, logged: bool = False) -> None:
        """Where the place cannot be written nothing is kept: nothing else can be done there either."""
        told = login.encode(errors="replace").decode()[:_LONGEST]
        attempt = Attempt(new_id(), now.isoformat(), account, told, logged)
        with self._one_at_a_time, suppress(OSError):
            if self._path.exists() and self._path.stat().st_size > _MOST_BYTES - 1024:
                return
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_NOFOLLOW", 0)
            # Without waiting for somebody at the other end, where it is a pipe.
            descriptor = os.open(self._path, flags | getattr(os, "O_NONBLOCK", 0), 0o600)
            try:
                os.write(descriptor, _line(attempt))
                os.fsync(descriptor)
            finally:
                os.close(descriptor)

    def settle(self, account: str, taken: Iterable[Attempt], now: datetime) -> None:
        """`account` logged in, and what was `taken` is in the log.

        The others' still count for a while, but are not told again.
        """
        known = {each.id for each in taken}
        with self._one_at_a_time, suppress(OSError):
            kept = [
                replace(each, logged=each.logged or each.id in known)
                for each in self.all(now)
                if not (each.logged or each.id in known)
                or (each.account != account and datetime.fromisoformat(each.at) > now - _FORGOTTEN_AFTER)
            ]
            if not kept:
                self._path.unlink(missing_ok=True)
                return
            part = self._path.with_name(f".{self._path.name}.{new_id()}")
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(map(_line, kept))
            part.replace(self._path)


def _understood(told: Attempt, now: datetime) -> Attempt:
    """Raises ValueError or TypeError where somebody wrote something else into the file."""
    texts = (told.id, told.at, told.login, *([] if told.account is None else [told.account]))
    at = datetime.fromisoformat(told.at)
    if at.tzinfo is None or not all(isinstance(each, str) for each in texts):
        raise ValueError
    if not now - _OLDEST <= at <= now + _CLOCK_OFF:
        raise ValueError
    UUID(told.id)
    for each in texts:
        each.encode()  # half a pair of surrogates, which JSON can name, raises ValueError: no log could hold it
        if len(each) > _LONGEST:
            raise ValueError
    # Signs that turn the text round them, or cannot be seen, would stand in the log for good.
    login = "".join(sign if sign.isprintable() else "·" for sign in told.login)
    return replace(told, login=login, logged=told.logged is True)


def _line(attempt: Attempt) -> bytes:
    return json.dumps(asdict(attempt)).encode() + b"\n"
