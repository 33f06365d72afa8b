"""A whole database file put in the place of another, which is set aside and never overwritten."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from db import checked_mark, places
from db.faults import fault_of_system, refused
from db.places import MountTable
from db.sqlite import connect, driver, fault_of
from db.whole_files import put_in_place, remove_abandoned, sync
from db.writer_lock import alone
from pathway_app.guards import ASIDE

KEYS = ".keys"
_BESIDE = ("-wal", "-journal", KEYS, checked_mark.SUFFIX)
"""what belongs to one file and to no other that gets its name"""


def put_back(
    copy: Path, path: Path, now: datetime, patience: float, mounts: MountTable, key: bytes | None = None
) -> Path | None:
    """Give `copy`, a whole and checked database, the name `path`; where what had that name is now, if anything had.

    `key` is that of the file that is there. The copy loses its own name. A crash in between leaves both files whole,
    the one before under its new name. Raises Refused (`database-open`, `database-exists`, …) and EnvironmentFault.
    """
    places.refuse_network(path, mounts)
    places.refuse_cloud(path)
    try:
        sync(copy)
        with alone(path, now):
            remove_abandoned(path)
            aside = _set_aside(path, now, patience, key)
            if aside is not None and aside.exists():
                copy.chmod(stat.S_IMODE(aside.stat().st_mode))  # for whoever worked with the one before
            with suppress(FileNotFoundError):
                Path(f"{copy}{KEYS}").replace(f"{path}{KEYS}")
            put_in_place(copy, path)
            copy.unlink(missing_ok=True)
    except OSError as error:
        raise fault_of_system(error, path) from error
    return aside


def _set_aside(path: Path, now: datetime, patience: float, key: bytes | None) -> Path | None:
    # A crash of an earlier attempt may have left only some: a log beside another file would be taken for that one's.
    names = ("", *_BESIDE)
    there = [rest for rest in names if os.path.lexists(f"{path}{rest}")]
    if not there:
        return None
    aside = path.with_name(f"{path.name}{ASIDE}{now.astimezone(UTC):%Y-%m-%d-%H%M%SZ}")
    if any(os.path.lexists(f"{aside}{rest}") for rest in names):
        raise refused("database-exists", aside)
    if "" in there:
        with _nobody_writes(path, patience, key):
            _remove_used_up(path)
            # First what belongs to it, so that it is never under its other name without.
            for rest in _BESIDE:
                with suppress(FileNotFoundError):
                    _second_name(Path(f"{path}{rest}"), Path(f"{aside}{rest}"))
            path.rename(aside)
    Path(f"{path}-shm").unlink(missing_ok=True)  # an index of the log, made anew
    for rest in _BESIDE:
        if os.path.lexists(f"{aside}{rest}"):  # two names of one file cannot be made one by renaming
            Path(f"{path}{rest}").unlink(missing_ok=True)
        elif os.path.lexists(f"{path}{rest}"):
            Path(f"{path}{rest}").rename(f"{aside}{rest}")
    if os.name != "nt":
        sync(path.parent)
    return aside


def _second_name(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except FileNotFoundError:
        raise
    except OSError:  # a file system without hard links
        shutil.copyfile(path, other)
        sync(other)


def _remove_used_up(path: Path) -> None:
    """SQLite's log where all of that is in the file."""
    with suppress(FileNotFoundError):
        if Path(f"{path}-wal").stat().st_size == 0:
            Path(f"{path}-wal").unlink()


@contextmanager
def _nobody_writes(path: Path, patience: float, key: bytes | None) -> Iterator[None]:
    """Whoever waits to write finds that the file was replaced, and says so. A damaged file is moved without this."""
    try:
        connection = connect(path, "rw", patience, looking=True, key=key)
    except Exception:  # whatever it is that cannot be opened
        yield
        return
    try:
        try:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute("BEGIN IMMEDIATE")
        except driver.DatabaseError as error:
            fault = fault_of(error, path)
            if fault is None or fault.code != "database-damaged":
                raise fault or error from error
        if os.name == "nt":
            connection.close()  # what is open has to keep its name there
        yield
    finally:
        connection.close()
