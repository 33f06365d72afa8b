"""A copy of a database file made while others work with it, and checked before it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from db.faults import fault_of_system, refused
from db.log import Event, Head, digest
from db.mappers import instant
from db.sqlite import driver, full_told
from db.whole_files import make_private, put_in_place, remove_left_behind, sync, unfinished

PAGES_AT_A_TIME = 64
EVENTS_AT_A_TIME = 500

Pause = Callable[[], None]
Connect = Callable[[Path, str], Any]
"""opens a bare connection to a file of the same database, or to a copy of it, in that mode, with its key"""

_EVENTS = f"SELECT {', '.join(Event._fields)}, hash FROM log_event WHERE seq > ? ORDER BY seq LIMIT {EVENTS_AT_A_TIME}"
_NEWEST = "SELECT seq, hash, logged_at FROM log_event ORDER BY seq DESC LIMIT 1"


def no_pause() -> None:
    """For whoever waits for the copy."""


def copy_checked(
    path: Path, copy: Path, connect: Connect, pause: Pause = no_pause, *, private: bool = False
) -> Head:
    """Copy what is committed in `path` to `copy`, which must not exist; the copy's newest event.

    One moment of the database is copied, however long that takes, and nobody has to wait for it. `pause` is called
    between small pieces of work. The copy gets its name only once it is on disk and checked: its pages, its log, and
    that it ends where the database did. Only its owner may read it where it is `private`, else whoever may read the
    database. Raises Refused (`database-exists`, `copy-unsound`) and EnvironmentFault.
    """
    remove_left_behind(copy)
    try:
        with unfinished(copy) as part:
            make_private(part, path)
            if private:
                part.chmod(0o600)
            head = _copied(path, part, connect, pause)
            _check(path, part, head, connect, pause)
            sync(part)
            put_in_place(part, copy)
    except OSError as error:
        raise fault_of_system(error, copy) from error
    return head


def _copied(path: Path, part: Path, connect: Connect, pause: Pause) -> Head:
    source = connect(path, "rw")
    try:
        # Of one moment: within a transaction nobody else's writing makes SQLite begin the copy again.
        source.execute("BEGIN")
        head = _newest(source)
        target = connect(part, "rwc")
        try:
            _give_salt(source, target)
            with full_told(part):
                source.backup(target, pages=PAGES_AT_A_TIME, progress=lambda *_: pause(), sleep=0)
        finally:
            target.close()
        source.execute("ROLLBACK")
    finally:
        source.close()
    return head


def _give_salt(source: Any, target: Any) -> None:
    """Of an encrypted file: so that the salt that is kept with the keys is that of the copy too."""
    row = source.execute("PRAGMA cipher_salt").fetchone()
    if row is not None:
        target.execute(f"PRAGMA cipher_salt = \"x'{row[0]}'\"")


def _check(path: Path, part: Path, expected: Head, connect: Connect, pause: Pause) -> None:
    copy = connect(part, "rw")
    try:
        if copy.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise refused("copy-unsound", path)
        if chain_end(copy, path, pause) != expected:
            raise refused("copy-unsound", path)
    except driver.DatabaseError as error:
        if isinstance(error, driver.OperationalError):
            raise
        raise refused("copy-unsound", path) from error
    finally:
        copy.close()


def _newest(connection: Any) -> Head:
    row = connection.execute(_NEWEST).fetchone()
    return Head() if row is None else Head(row[0], row[1], instant(row[2]))


def chain_end(connection: Any, path: Path, pause: Pause = no_pause) -> Head:
    """The newest event, once every hash was recomputed. Raises Refused (`log-unsound`) naming the first bad one."""
    hash_before, number, logged_at = "", 0, None
    while rows := connection.execute(_EVENTS, (number,)).fetchall():
        for *columns, stored in rows:
            number += 1
            if columns[0] != number or _digest(hash_before, columns) != stored:
                raise refused("log-unsound", path, number=number)
            hash_before, logged_at = stored, columns[7]
        pause()
    return Head(number, hash_before, None if logged_at is None else instant(logged_at))


def _digest(previous: str, columns: list[Any]) -> str:
    try:
        return digest(previous, Event(*columns))
    except (ValueError, TypeError):
        return ""
