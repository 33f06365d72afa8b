"""What is kept beside an open file: who writes it, and whether it held when it was last verified."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from db import checked_mark
from db.backup import copy_checked, no_pause
from db.faults import fault_of_system, refused
from db.key_slots import read_keys
from db.places import parse
from db.sqlite import SqliteStore, connect
from db.sqlite_files import faults_of
from db.store import OPEN_ELSEWHERE, PATIENCE, Store
from db.whole_files import make_own, put_in_place, remove_left_behind, sync, unfinished
from db.writer_lock import WriterLock
from pathway_app.domain.errors import Refused
from pathway_app.guards import Checked, Holder, Room
from pathway_app.ordinary_files import open_ordinary
from pathway_app.queries import LogHead, Verification

if TYPE_CHECKING:
    from db.verify_job import VerifyJob

UNSOUND = "unsound"
DAMAGED = "damaged"
KEYS = ".keys"
_BREATH = 0.004
"""seconds between two pieces of a copy that is made gently"""


class FileGuards:
    """Of one open SQLite file."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._lock = WriterLock(store.path)
        self._job: VerifyJob | None = None
        self._closed = False
        if store.refusing is None:
            self._refuse_unsound(checked_mark.read(store.path))

    @property
    def ended_uncleanly(self) -> bool:
        return self._lock.ended_uncleanly

    def claim(self) -> Holder | None:
        store = self._store
        if store.refusing not in (None, OPEN_ELSEWHERE):
            return None
        try:
            holder = self._lock.take(store.clock.now())
        except OSError as error:
            raise fault_of_system(error, store.path) from error
        if holder is None:
            store.refusing, store.refusing_params = None, {}
            self._refuse_unsound(checked_mark.read(store.path))
        else:
            store.refusing_params = {
                "login": holder.login,
                "computer": holder.computer,
                "since": holder.since,
            }
            store.refusing = OPEN_ELSEWHERE
        return holder

    def room(self) -> Room | None:
        path = self._store.path
        try:
            size = sum(each.stat().st_size for each in (path, Path(f"{path}-wal")) if each.exists())
            return Room(shutil.disk_usage(path.parent).free, size)
        except OSError:
            return None

    def checked(self) -> Checked | None:
        return checked_mark.read(self._store.path)

    def mark_checked(self, found: Verification) -> None:
        path, now = self._store.path, self._store.clock.now()
        if not found.sound:
            # At once: whatever becomes of the mark, nothing is added to a log that does not hold.
            first = checked_mark.first(found)[0]
            self._refuse_unsound(Checked(now, False, first.number, first.code))
        try:
            checked_mark.write(path, found, now)
        except OSError as error:
            raise fault_of_system(error, path) from error
        if self._store.refusing in (None, UNSOUND):
            self._store.refusing, self._store.refusing_params = None, {}
            self._refuse_unsound(checked_mark.read(path))

    def _refuse_unsound(self, checked: Checked | None) -> None:
        if checked is not None and not checked.sound:
            number = "–" if checked.number is None else checked.number
            self._store.refusing_params = {"number": number, "found_at": checked.at}
            self._store.refusing = UNSOUND

    def verify_apart(self) -> Verification | None:
        from db.verify_job import VerifyJob

        if self._closed:
            return None
        self._job = self._job or VerifyJob(self._store)
        return self._job.verify()

    def close(self) -> None:
        self._closed = True
        if self._job is not None:
            self._job.close()
        self._lock.release()


def back_up(store: Store, copy: str, *, gently: bool, patience: float = PATIENCE) -> LogHead:
    """See `pathway_app.ports.Record.back_up`."""
    target = parse(copy)
    if not isinstance(store, SqliteStore) or not isinstance(target, Path):
        raise refused("backup-of-server", store.address)
    keys = Path(f"{store.path}{KEYS}")
    if keys.exists():
        _remove_cut_off(keys, target)
        _copy_keys(keys, Path(f"{target}{KEYS}"))
    with _taking_away_keys(keys, target), faults_of(store.path):
        head = copy_checked(
            store.path,
            target,
            lambda file, mode: connect(file, mode, patience, looking=True, key=store.key),
            _breathe if gently else no_pause,
            private=True,
        )
    return head.shown()


@contextmanager
def _taking_away_keys(keys: Path, target: Path) -> Iterator[None]:
    """Where no copy comes of it."""
    try:
        yield
    except BaseException:
        if keys.exists():
            Path(f"{target}{KEYS}").unlink(missing_ok=True)
        raise


def _remove_cut_off(keys: Path, target: Path) -> None:
    """The keys that a copy left which was cut off before the copy itself had its name."""
    left = Path(f"{target}{KEYS}")
    if os.path.lexists(target) or not left.is_file():
        return
    with suppress(Refused):
        if read_keys(left).database == read_keys(keys).database:
            left.unlink(missing_ok=True)


def _copy_keys(keys: Path, copy: Path) -> None:
    """Before the copy itself: without its keys nobody could ever open it."""
    try:
        remove_left_behind(copy)
        with unfinished(copy) as part:
            make_own(part)
            with open_ordinary(keys) as file:
                part.write_bytes(file.read())
            sync(part)
            put_in_place(part, copy)
    except OSError as error:
        raise fault_of_system(error, copy) from error


def _breathe() -> None:
    time.sleep(_BREATH)
