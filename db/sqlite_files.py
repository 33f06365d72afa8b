"""SQLite files made and brought up to date: whole, or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db import places
from db.places import MountTable, refused
from db.sqlite import connect, driver, fault_of, is_full, is_held
from db.store import PATIENCE, SCHEMA_NUMBER
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.domain.ids import new_id
from pathway_app.ports import Migration

if TYPE_CHECKING:
    from sqlalchemy import Engine


def create(path: Path, mounts: MountTable) -> None:
    """Made under another name and put in its place whole, so that nobody ever sees half a database."""
    if os.path.lexists(path):
        raise refused("database-exists", path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise refused("database-folder", path.parent) from None
    places.refuse_network(path, mounts)
    if not places.is_folder_writable(path.parent):
        raise refused("database-folder", path.parent)
    with _unfinished(path) as unfinished:
        with faults_of(path):
            _make_schema(unfinished)
        _put_in_place(unfinished, path)


def migrate(path: Path, patience: float, mounts: MountTable) -> Migration:
    """Copy the file, then bring it to this program's number; see `pathway_app.ports.Records.migrate`."""
    if is_held(path):
        raise EnvironmentFault("database-locked", path=str(path))
    places.refuse_file(path)
    places.refuse_network(path, mounts)
    address = f"sqlite:///{path}"
    writable = places.is_writable(path)
    with _damage_refused(path):
        before = look_inside(path, "rw" if writable else places.reading_mode(path), patience, older=True)
        if before >= SCHEMA_NUMBER:
            return Migration(address, before, before)
        if not writable:
            raise EnvironmentFault("read-only", path=str(path))
        backup = path.with_name(f"{path.name}.schema-{before}")
        if os.path.lexists(backup):
            raise refused("database-exists", backup)
        _migrate(path, backup, patience)
    return Migration(address, before, SCHEMA_NUMBER, str(backup))


def _migrate(path: Path, backup: Path, patience: float) -> None:
    from db.migrate import migrate as migrate_connection

    copied = False

    def copy() -> None:
        nonlocal copied
        _back_up(path, backup, patience)
        copied = True

    engine = _engine(path, "rw", patience)
    try:
        with engine.connect() as connection:
            migrate_connection(connection, prepare=copy)
    except BaseException:
        if copied:
            backup.unlink(missing_ok=True)
        raise
    finally:
        engine.dispose()


def _back_up(path: Path, backup: Path, patience: float) -> None:
    """Copy what is committed. Raises Refused where the copy is not sound, or where there is one already."""
    # Nobody else migrates while this program holds the database: what lies there a killed one left behind.
    _remove_left_behind(backup)
    with _unfinished(backup) as unfinished:
        _make_private(unfinished, path)
        source = connect(path, "rw", patience, looking=True)
        target = connect(unfinished, "rwc", patience, looking=True)
        try:
            with _full_told(unfinished):
                source.backup(target)
            if target.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise refused("database-damaged", path)
        finally:
            target.close()
            source.close()
        _sync(unfinished)
        _put_in_place(unfinished, backup)


def look_inside(path: Path, mode: str, patience: float, *, older: bool = False) -> int:
    """The schema number: what the file's first bytes said, asked again of SQLite, which knows what the WAL adds.

    Raises Refused where it is no database of this program or one of another number (`older`: of a newer one).
    """
    connection = connect(path, mode, patience, looking=True)
    try:
        application, number = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        places.refuse_identity(path, application, number)
        if number < SCHEMA_NUMBER and not older:
            raise refused("database-older", path)
        connection.execute("SELECT seq, hash FROM log_event ORDER BY seq DESC LIMIT 1").fetchone()
    finally:
        connection.close()
    return int(number)


def refuse_unreadable(path: Path, mode: str, patience: float, *, older: bool) -> None:
    """Raise Refused or EnvironmentFault where the database cannot be worked with."""
    with _damage_refused(path):
        look_inside(path, mode, patience, older=older)


@contextmanager
def _damage_refused(path: Path) -> Iterator[None]:
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


def _make_schema(path: Path) -> None:
    from db.migrate import migrate as migrate_connection

    engine = _engine(path, "rwc")
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        migrate_connection(connection)
    engine.dispose()


def _engine(path: Path, mode: str, patience: float = PATIENCE) -> Engine:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    return create_engine(
        "sqlite://", module=driver, creator=lambda: connect(path, mode, patience), poolclass=NullPool
    )


@contextmanager
def _unfinished(path: Path) -> Iterator[Path]:
    """A name beside `path` for what is not ready yet; nothing is left there."""
    unfinished = path.with_name(f".{path.name}.{new_id()}")
    try:
        yield unfinished
    finally:
        for rest in ("", "-wal", "-shm", "-journal"):
            with suppress(OSError):
                Path(f"{unfinished}{rest}").unlink()


@contextmanager
def _full_told(copy: Path) -> Iterator[None]:
    """While a database is copied the driver does not say why it stopped; once the copy is gone there is room again."""
    try:
        yield
    except driver.Error as error:
        if is_full(copy) or str(error).endswith("disk is full"):
            raise EnvironmentFault("disk-full", path=str(copy)) from error
        raise


def _remove_left_behind(backup: Path) -> None:
    """Copies that were never finished, and what SQLite keeps beside them."""
    name = re.compile(rf"\.{re.escape(backup.name)}\.[0-9a-f-]{{36}}(-wal|-shm|-journal)?", re.ASCII)
    with suppress(OSError):
        for each in list(backup.parent.iterdir()):
            if name.fullmatch(each.name):
                each.unlink(missing_ok=True)


def _make_private(copy: Path, of: Path) -> None:
    """Make the empty file, for nobody to read who may not read the database, from its first moment on."""
    mode = stat.S_IMODE(of.stat().st_mode)
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600))
    copy.chmod(mode)


def _put_in_place(unfinished: Path, path: Path) -> None:
    """Give the file its name unless something has that name by now. Raises Refused (`database-exists`)."""
    try:
        try:
            os.link(unfinished, path)
        except FileExistsError:
            raise
        except OSError:
            # A file system without hard links.
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            unfinished.rename(path)
    except FileExistsError:
        raise refused("database-exists", path) from None
    if os.name != "nt":
        _sync(path.parent)


def _sync(place: Path) -> None:
    """Write a file, or a folder's list of files, through to the disk."""
    descriptor = os.open(place, os.O_RDONLY if place.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
