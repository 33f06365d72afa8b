"""One window at a time writes a file: who does is told by `<database>.writer`, locked for as long.

The lock is the operating system's, so that it is gone with the process, however that ends. Commands do not take it:
SQLite has each wait for the other.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from db.faults import refused
from pathway_app.file_lock import try_lock
from pathway_app.guards import Holder
from pathway_app.who_acts import login_name

SUFFIX = ".writer"
_LONGEST = 10_000


class WriterLock:
    """May be taken again and again by the same owner; `release` when the record is closed."""

    def __init__(self, database: Path) -> None:
        self._path = Path(f"{database}{SUFFIX}")
        self._descriptor: int | None = None
        self.ended_uncleanly = False
        """whether the one before was killed, or lost its power"""

    @property
    def is_held(self) -> bool:
        return self._descriptor is not None

    def take(self, now: datetime) -> Holder | None:
        """None where this is the writer from now on (`now`: UTC); else who is. Raises OSError."""
        while self._descriptor is None:
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0), 0o600)
            if not try_lock(descriptor):
                holder = _holder(descriptor)
                os.close(descriptor)
                return holder
            if _is_still(descriptor, self._path):
                self._descriptor = descriptor
                self.ended_uncleanly = os.fstat(descriptor).st_size > 0
                with suppress(OSError):  # on a full disk it is locked all the same, by somebody
                    _write(descriptor, now)
            else:
                os.close(descriptor)
        return None

    def release(self) -> None:
        """Also what was never taken."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        with suppress(OSError):
            os.ftruncate(descriptor, 0)
            if os.name != "nt":
                self._path.unlink()
        os.close(descriptor)

    def leave(self) -> None:
        """Let go of what was taken, so that whoever takes it next finds that the one before ended uncleanly."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


@contextmanager
def alone(database: Path, now: datetime) -> Iterator[None]:
    """No window may open `database` to write meanwhile. Raises Refused (`database-open`) where one has it open."""
    lock = WriterLock(database)
    try:
        holder = lock.take(now)
    except OSError:
        raise refused("database-folder", database.parent) from None
    if holder is not None:
        told = {"login": holder.login, "computer": holder.computer, "since": holder.since}
        raise refused("database-open", database, **told)
    try:
        yield
    finally:
        lock.release()


def _is_still(descriptor: int, path: Path) -> bool:
    """Whoever had it may have removed the file between our opening and our locking it."""
    try:
        there, here = path.stat(), os.fstat(descriptor)
    except OSError:
        return False
    return (there.st_dev, there.st_ino) == (here.st_dev, here.st_ino)


def _write(descriptor: int, now: datetime) -> None:
    told = {"login": login_name() or "?", "computer": platform.node() or "?", "since": now.isoformat()}
    os.ftruncate(descriptor, 0)
    os.lseek(descriptor, 0, os.SEEK_SET)
    os.write(descriptor, json.dumps(told).encode())


def _holder(descriptor: int) -> Holder:
    """Whoever has just taken it may not have written yet; what stands there is never trusted."""
    try:
        os.lseek(descriptor, 0, os.SEEK_SET)
        told = json.loads(os.read(descriptor, _LONGEST))
        since = datetime.fromisoformat(told["since"])
        if since.tzinfo is None:
            raise ValueError(since)
        return Holder(str(told["login"])[:100], str(told["computer"])[:100], since)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Holder("?", "?", datetime.fromtimestamp(os.fstat(descriptor).st_mtime, UTC))
