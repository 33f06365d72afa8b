"""SQLite: a file of its own on this computer, through the `sqlcipher3` driver."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import sqlcipher3.dbapi2

from db.link import Link, Statements, WrittenStatements
from db.store import OPEN_ELSEWHERE, PATIENCE, Passwords
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.ports import Clock

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import Dialect

driver = sqlcipher3.dbapi2

_CONNECTIONS_KEPT = 5
SALVAGE = "salvage"
_TAKEN_AS_IT_IS = ("immutable", SALVAGE)
_FULL_BELOW = 128 * 1024
"""bytes free on a disk below which an input-output error means that it is full"""

NOT_A_DATABASE = 26
"""the driver's code where a file is no database, or where the key does not fit"""
_BUSY, _LOCKED, _READONLY, _IOERR, _CORRUPT, _FULL, _CANTOPEN = 5, 6, 8, 10, 11, 13, 14
_PERM, _PROTOCOL = 3, 15
_CODES = {
    _PERM: "read-only",
    _PROTOCOL: "database-locked",
    _BUSY: "database-locked",
    _LOCKED: "database-locked",
    _READONLY: "read-only",
    _IOERR: "input-output",
    _CORRUPT: "database-damaged",
    _FULL: "disk-full",
    _CANTOPEN: "input-output",
    NOT_A_DATABASE: "database-damaged",
}
_LACKS = ("no such table", "no such column")
"""what SQLite says where a part of our own tables was taken away"""

_SETTINGS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",
    "PRAGMA trusted_schema = OFF",
    "PRAGMA cell_size_check = ON",
)
_WRITING = (
    "PRAGMA journal_mode = WAL",
    # FULL also in WAL: with NORMAL a power cut loses what was acknowledged.
    "PRAGMA synchronous = FULL",
    "PRAGMA journal_size_limit = 67108864",
)


def connect(
    path: Path,
    mode: str = "rw",
    patience: float = PATIENCE,
    *,
    looking: bool = False,
    key: bytes | None = None,
) -> Any:
    """A bare connection, which waits `patience` seconds for a lock.

    `mode`: rw, ro, rwc (may create), immutable (nobody else writes, nothing is locked) or salvage (likewise, and a
    file that lacks its end is read as far as it goes). `looking` leaves the file as it is. `key`: of an encrypted
    file, 32 bytes; with the file's salt after it where its own first bytes are lost.
    """
    query = "mode=ro&immutable=1" if mode in _TAKEN_AS_IT_IS else f"mode={mode}"
    connection = driver.connect(
        f"{path.absolute().as_uri()}?{query}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=patience,
    )
    try:
        if key is not None:
            # What the key does not fit is an error to be told in words, not to be printed.
            connection.execute("PRAGMA cipher_log_level = NONE")
            connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        if mode == SALVAGE:
            connection.execute("PRAGMA writable_schema = ON")
        writes = mode in ("rw", "rwc") and not looking
        for setting in _SETTINGS + _WRITING if writes else _SETTINGS:
            connection.execute(setting)
    except BaseException:
        connection.close()
        raise
    return connection


def fault_of(error: Exception, path: Path) -> EnvironmentFault | None:
    """What the driver's error means where the surroundings are to blame; None for a defect."""
    if isinstance(error, UnicodeDecodeError):
        # What SQLite says of a damaged file quotes it.
        return EnvironmentFault("database-damaged", path=str(path))
    if not isinstance(error, driver.Error):
        return None
    extended = getattr(error, "sqlite_errorcode", None)
    if extended is None:
        # The driver's own complaint about a text that is none.
        unreadable = "Could not decode to UTF-8" in str(error)
        return EnvironmentFault("database-damaged", path=str(path)) if unreadable else None
    code = _CODES.get(extended & 0xFF)
    if code is None and str(error).startswith(_LACKS):
        code = "database-damaged"
    if code == "input-output" and is_full(path):
        code = "disk-full"
    return None if code is None else EnvironmentFault(code, path=str(path))


def is_full(path: Path) -> bool:
    """Whether the disk with the file is as good as full."""
    try:
        return shutil.disk_usage(path.parent).free < _FULL_BELOW
    except OSError:
        return False


@contextmanager
def full_told(copy: Path) -> Iterator[None]:
    """While a database is copied the driver does not say why it stopped; once the copy is gone there is room again."""
    try:
        yield
    except driver.Error as error:
        if is_full(copy) or str(error).endswith("disk is full"):
            raise EnvironmentFault("disk-full", path=str(copy)) from error
        raise


_open_files: Counter[tuple[int, int]] = Counter()
"""how many stores of this process hold which file, by device and number

Closing any descriptor of a file lets go of all locks that this process holds on it, SQLite's too (POSIX), after
which another process may take the database for unused: such a file must not be opened as a plain one.
"""


def is_held(path: Path) -> bool:
    """Whether this process has the database open."""
    try:
        return _open_files[_file_number(path)] > 0
    except OSError:
        return False


def _file_number(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_dev, status.st_ino


def dialect() -> Dialect:
    """How SQLAlchemy makes statements into text for SQLite."""
    from sqlalchemy.dialects.sqlite import pysqlite

    return pysqlite.dialect()


class _Pool:
    """Connections that wait to be used again, at most `most`."""

    def __init__(self, connect: Callable[[], Any], most: int) -> None:
        self._connect = connect
        self._most = most
        self._idle: list[Any] = []
        self._lock = Lock()

    def take(self) -> _Pooled:
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        return _Pooled(self, self._connect() if connection is None else connection)

    def put(self, connection: Any) -> None:
        with self._lock:
            kept = len(self._idle) < self._most
            if kept:
                self._idle.append(connection)
        if not kept:
            connection.close()

    def close(self) -> None:
        """Close those that wait; those in use are closed when they are given back."""
        with self._lock:
            idle, self._idle, self._most = self._idle, [], 0
        for connection in idle:
            connection.close()


class _Pooled:
    """A connection in use: `db.link.Connection`."""

    def __init__(self, pool: _Pool, connection: Any) -> None:
        self._pool = pool
        self.driver_connection = connection

    def cursor(self) -> Any:
        return self.driver_connection.cursor()

    def invalidate(self) -> None:
        connection, self.driver_connection = self.driver_connection, None
        connection.close()

    def close(self) -> None:
        connection, self.driver_connection = self.driver_connection, None
        if connection is not None:
            self._pool.put(connection)


class SqliteStore:
    """One SQLite file. `mode` as for `connect`.

    A writer waits `patience` seconds for another one; where `refusing` is given nothing can be written, and it
    is the code of the fault that says why.
    """

    dialect = "sqlite"

    def __init__(
        self,
        path: Path,
        clock: Clock,
        mode: str = "rw",
        *,
        refusing: str | None = None,
        patience: float = PATIENCE,
        key: bytes | None = None,
        passwords: Passwords | None = None,
    ) -> None:
        self.key = key
        self.passwords = passwords
        self.path = self._path = path
        try:
            self._held: tuple[int, int] | None = _file_number(path)
        except OSError as error:
            raise EnvironmentFault("database-replaced", path=str(path)) from error
        _open_files[self._held] += 1
        self.clock = self._clock = clock
        self._patience = patience
        self.refusing = refusing
        self.refusing_params: Mapping[str, object] = {}
        # Readers of a file that is taken to be immutable look at it anew each time.
        kept = 0 if mode in _TAKEN_AS_IT_IS else _CONNECTIONS_KEPT
        self._pool = _Pool(lambda: connect(path, mode, patience, key=key), kept)
        self.statements: Statements = WrittenStatements(dialect)
        # Within this process writers queue here: waiting in SQLite means sleeping and trying again.
        self._writer = Lock()

    @property
    def address(self) -> str:
        return f"sqlite:///{self._path}"

    def begin_read(self) -> Link:
        return self._begin("BEGIN")

    def look_again(self, link: Link) -> None:
        link.execute("BEGIN")

    def begin_write(self, *, beside: bool = False) -> Link:
        if self.refusing is not None and not (beside and self.refusing == OPEN_ELSEWHERE):
            raise EnvironmentFault(self.refusing, path=str(self._path), **self.refusing_params)
        if not self._writer.acquire(timeout=self._patience):
            raise EnvironmentFault("database-locked", path=str(self._path))
        try:
            link = self._begin("BEGIN IMMEDIATE")
        except BaseException:
            self._writer.release()
            raise
        try:
            self._refuse_replaced()  # while this one waited its turn, another copy may have been put in its place
        except BaseException:
            self.end(link, writing=True)
            raise
        return link

    def _begin(self, sql: str) -> Link:
        self._refuse_replaced()
        try:
            connection = self._pool.take()
        except Exception as error:
            raise self._translated(error) or error from error
        link = Link(connection, self.statements, self._translated)
        try:
            link.execute(sql)
        except BaseException:
            link.release(broken=True)
            raise
        return link

    def _refuse_replaced(self) -> None:
        """What is written into a file that has been replaced or removed under us is lost."""
        try:
            same = _file_number(self._path) == self._held
        except OSError:
            same = False
        if not same:
            raise EnvironmentFault("database-replaced", path=str(self._path))

    def _translated(self, error: Exception) -> EnvironmentFault | None:
        origin = getattr(error, "orig", None)
        return fault_of(origin if isinstance(origin, Exception) else error, self._path)

    def commit(self, link: Link) -> None:
        link.execute("COMMIT")

    def end(self, link: Link, *, writing: bool) -> None:
        broken = False
        try:
            if link.in_transaction:
                link.cursor.execute("ROLLBACK")
        except driver.Error:
            broken = True
        finally:
            link.release(broken=broken)
            if writing:
                self._writer.release()

    def now(self, link: Link) -> datetime:
        return self._clock.now().replace(microsecond=0)

    def damage(self, link: Link) -> tuple[str, ...]:
        try:
            link.cursor.execute("PRAGMA integrity_check(20)")
            found = [str(row[0]) for row in link.cursor.fetchall()]
        except driver.Error as error:
            raise self._translated(error) or error from error
        return () if found == ["ok"] else tuple(found)

    def close(self) -> None:
        self._pool.close()
        if self._held is not None:
            _open_files[self._held] -= 1
            self._held = None
