"""SQLite files made and brought up to date: whole, or not at all."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from db import places
from db.backup import copy_checked
from db.faults import fault_of_system, refused
from db.key_slots import Keys, keys_path, read_keys, write_keys
from db.places import MountTable
from db.sqlite import NOT_A_DATABASE, connect, driver, fault_of, is_full, is_held
from db.stamp import SCHEMA_NUMBER
from db.store import PATIENCE
from db.whole_files import make_own, put_in_place, unfinished
from db.writer_lock import alone
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.ports import Migration

if TYPE_CHECKING:
    from sqlalchemy import Engine


def refuse_new(path: Path, mounts: MountTable) -> None:
    """Make the folder. Raise Refused where no new database can be put there."""
    if os.path.lexists(path):
        raise refused("database-exists", path)
    places.refuse_set_aside(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise refused("database-folder", path.parent) from None
    places.refuse_network(path, mounts)
    places.refuse_cloud(path)
    if not places.is_folder_writable(path.parent):
        raise refused("database-folder", path.parent)


def create(path: Path, mounts: MountTable, key: bytes | None = None) -> None:
    """Made under another name and put in its place whole, so that nobody ever sees half a database."""
    refuse_new(path, mounts)
    with unfinished(path) as part:
        if key is not None:
            # What SQLite keeps beside it has the same mode.
            make_own(part)
        with faults_of(path):
            _make_schema(part, key)
        try:
            put_in_place(part, path)
        except OSError as error:
            raise fault_of_system(error, path) from error


def migrate(path: Path, patience: float, mounts: MountTable, key: bytes | None = None) -> Migration:
    """Copy the file, then bring it to this program's number; see `pathway_app.ports.Records.migrate`."""
    if is_held(path):
        raise EnvironmentFault("database-locked", path=str(path))
    places.refuse_file(path, has_keys=key is not None)
    places.refuse_network(path, mounts)
    address = f"sqlite:///{path}"
    writable = places.is_writable(path)
    with damage_refused(path):
        mode = "rw" if writable else places.reading_mode(path)
        before = look_inside(path, mode, patience, older=True, key=key)
        if before >= SCHEMA_NUMBER:
            return Migration(address, before, before)
        if not writable:
            raise EnvironmentFault("read-only", path=str(path))
        backup = path.with_name(f"{path.name}.schema-{before}")
        if os.path.lexists(backup):
            raise refused("database-exists", backup)
        with alone(path, datetime.now(UTC)):
            _migrate(path, backup, patience, key)
    return Migration(address, before, SCHEMA_NUMBER, str(backup))


def _migrate(path: Path, backup: Path, patience: float, key: bytes | None) -> None:
    from db.migrate import migrate as migrate_connection

    copied = False

    def copy() -> None:
        nonlocal copied
        copy_checked(path, backup, lambda file, mode: connect(file, mode, patience, looking=True, key=key))
        copied = True
        if key is not None:
            copy_keys(path, backup)

    engine = _engine(path, "rw", patience, key)
    try:
        with engine.connect() as connection:
            migrate_connection(connection, prepare=copy)
    except BaseException:
        if copied:
            backup.unlink(missing_ok=True)
            keys_path(backup).unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()


def look_inside(
    path: Path, mode: str, patience: float, *, older: bool = False, key: bytes | None = None
) -> int:
    """The schema number: what the file's first bytes said, asked again of SQLite, which knows what the WAL adds.

    Raises Refused where it is no database of this program or one of another number (`older`: of a newer one).
    """
    connection = connect(path, mode, patience, looking=True, key=key)
    try:
        application, number = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        places.refuse_identity(path, application, number)
        if number < SCHEMA_NUMBER and not older:
            raise refused("database-older", path)
        connection.execute("SELECT seq, hash FROM log_event ORDER BY seq DESC LIMIT 1").fetchone()
        if key is None and not older and is_unprotected(connection):
            raise refused("database-unprotected", path)
    finally:
        connection.close()
    return int(number)


def refuse_foreign(path: Path, mode: str, patience: float, key: bytes | None) -> None:
    """Raise Refused where the file is not even the beginning of a database of this program."""
    with damage_refused(path):
        connection = connect(path, mode, patience, looking=True, key=key)
        try:
            application, number = (
                connection.execute(f"PRAGMA {name}").fetchone()[0]
                for name in ("application_id", "user_version")
            )
            places.refuse_identity(path, application, number)
            connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        finally:
            connection.close()


def is_unprotected(connection: Any) -> bool:
    """Whether people work with this plain file, and not for a demonstration: only an older program made such."""
    demo = connection.execute("SELECT value FROM site_setting WHERE name = 'demo'").fetchone()
    has_accounts = connection.execute("SELECT EXISTS (SELECT 1 FROM account)").fetchone()[0]
    return bool(has_accounts) and (demo is None or demo[0] != "yes")


def is_file_unprotected(path: Path, patience: float) -> bool:
    """As `is_unprotected`, of a file that nobody in this process has open; also of an older program's."""
    if is_held(path) or places.refuse_file(path, has_keys=keys_path(path).exists()):
        return False
    mode = "rw" if places.is_writable(path) else places.reading_mode(path)
    with damage_refused(path):
        connection = connect(path, mode, patience, looking=True)
        try:
            return is_unprotected(connection)
        finally:
            connection.close()


def copy_keys(path: Path, copy: Path, *more: Keys) -> None:
    """Lay the keys of `path` beside a copy of it, with those `more` that were read while it was made."""
    keys = read_keys(keys_path(path))
    known = {slot.id for slot in keys.slots}
    further = {slot.id: slot for each in more for slot in each.slots if slot.id not in known}
    write_keys(keys_path(copy), replace(keys, slots=(*keys.slots, *further.values())))


def refuse_unreadable(
    path: Path, mode: str, patience: float, *, older: bool, key: bytes | None = None
) -> None:
    """Raise Refused or EnvironmentFault where the database cannot be worked with."""
    with damage_refused(path):
        look_inside(path, mode, patience, older=older, key=key)


def fitting_key(path: Path, mode: str, patience: float, candidates: Sequence[bytes]) -> bytes:
    """The one that opens the file: while it is given a new key there are two. With the salt kept beside the file
    after it, where it is that salt which the file has lost. Raises Refused (`keys-other`)."""
    with faults_of(path):
        for key in candidates:
            if _opens(path, mode, patience, key):
                return key
        keys = read_keys(keys_path(path))
        for key in candidates:
            for salt in keys.salts_of(key):
                if _opens(path, mode, patience, key + salt):
                    return key + salt
    raise refused("keys-other", path)


def _opens(path: Path, mode: str, patience: float, key: bytes) -> bool:
    connection = connect(path, mode, patience, looking=True, key=key)
    try:
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except driver.DatabaseError as error:
        if getattr(error, "sqlite_errorcode", None) != NOT_A_DATABASE:
            raise
        return False
    else:
        return True
    finally:
        connection.close()


def put_salt_back(path: Path, salt: bytes) -> bool:
    """Into the file's first bytes, which SQLite leaves alone; whether that was done.

    Not while this process has the file open: closing it here would take away SQLite's locks.
    """
    if is_held(path):
        return False
    try:
        with path.open("r+b") as file:
            file.write(salt)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    return True


@contextmanager
def damage_refused(path: Path) -> Iterator[None]:
    """Tables that are missing, or too many, are no fault of the surroundings, but neither of this program."""
    try:
        with faults_of(path):
            yield
    except EnvironmentFault as fault:
        if fault.code != "database-damaged":
            raise
        raise refused("database-damaged", path) from None
    except Exception as error:
        if getattr(error, "errno", None) in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentFault("disk-full", path=str(path)) from error
        if not isinstance(getattr(error, "orig", error), driver.DatabaseError):
            raise
        if is_full(path):
            raise EnvironmentFault("disk-full", path=str(path)) from error
        raise refused("database-damaged", path) from error


def _make_schema(path: Path, key: bytes | None) -> None:
    from db.migrate import migrate as migrate_connection

    engine = _engine(path, "rwc", key=key)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        migrate_connection(connection)
    engine.dispose()


def _engine(path: Path, mode: str, patience: float = PATIENCE, key: bytes | None = None) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    return create_engine(
        "sqlite://", module=driver, creator=lambda: connect(path, mode, patience, key=key), poolclass=NullPool
    )


@contextmanager
def faults_of(path: Path) -> Iterator[None]:
    """Turn the driver's errors into EnvironmentFault where the surroundings are to blame."""
    try:
        yield
    except EnvironmentFault:
        raise
    except Exception as error:
        origin = getattr(error, "orig", None)
        fault = fault_of(origin if isinstance(origin, Exception) else error, path)
        if fault is None:
            raise
        raise fault from error
