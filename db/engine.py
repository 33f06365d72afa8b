"""Where databases are made and opened."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from db import places, sqlite_files
from db.faults import fault_of_system, refused
from db.file_guards import DAMAGED
from db.key_slots import KEY_BYTES, Hashing, first_keys, keys_path, new_database_key, new_keys, write_keys
from db.passwords import FilePasswords
from db.places import MountTable
from db.record import DatabaseRecord
from db.sign_in import unlock
from db.sqlite import SALVAGE, SqliteStore, is_full, is_held
from db.store import PATIENCE
from db.whole_files import (
    has_abandoned,
    put_in_place,
    remove_abandoned,
    remove_left_behind,
    sync,
    unfinished,
)
from db.writer_lock import WriterLock, alone
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Role
from pathway_app.ports import Clock, Migration, Record
from pathway_app.recovery import phrase_secret
from pathway_app.signing_in import Credentials, checked_password


class _Unlocked(NamedTuple):
    """`key`: with the salt after it where the file has lost that, and it could not be put back (`is_mended`)."""

    key: bytes
    slot: str
    is_mended: bool


class DatabaseRecords:
    """`pathway_app.ports.Records`: SQLite files and PostgreSQL databases by their address.

    Raises EnvironmentFault where the surroundings fail. `patience` is how many seconds a writer waits for
    another one; `mounts` gives the mount table (for tests another one).
    """

    def __init__(
        self,
        clock: Clock,
        *,
        patience: float = PATIENCE,
        mounts: MountTable = places.mount_table,
        hashing: Hashing | None = None,
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._mounts = mounts
        self._hashing = hashing or Hashing()

    def create(
        self, url: str, *, recovery: str | None = None, fill: Callable[[Record], None] | None = None
    ) -> Record:
        place = places.parse(url)
        if isinstance(place, Path):
            return (
                self._created_file(place, recovery) if fill is None else self._filled(place, recovery, fill)
            )
        from db.postgresql import PostgresqlStore

        store = PostgresqlStore.created(place, self._patience, self._hashing)
        if recovery is not None:
            store.set_recovery(phrase_secret(recovery))
            store.guard()
        record = DatabaseRecord(store)
        if fill is not None:
            try:
                fill(record)
            except BaseException:
                record.close()
                raise
        return record

    def _filled(self, path: Path, recovery: str | None, fill: Callable[[Record], None]) -> Record:
        """Made and filled under another name: whoever is cut off can do it again."""
        sqlite_files.refuse_new(path, self._mounts)
        with alone(path, self._clock.now()):
            _remove_unfinished(path)
            with unfinished(path) as part:
                record = self._created_file(part, recovery)
                try:
                    fill(record)
                finally:
                    record.close()
                _put_in_place(part, path)
        key = record.file_key
        if key is None:
            return DatabaseRecord(SqliteStore(path, self._clock, patience=self._patience))
        return DatabaseRecord(self._store(path, key))

    def _created_file(self, path: Path, recovery: str | None) -> DatabaseRecord:
        if recovery is None:
            sqlite_files.create(path, self._mounts)
            return DatabaseRecord(SqliteStore(path, self._clock, patience=self._patience))
        key = new_database_key()
        keys = first_keys(new_keys(), phrase_secret(recovery), key, self._hashing)
        if os.path.lexists(keys_path(path)) and not os.path.lexists(path):
            raise refused("keys-left", keys_path(path))
        sqlite_files.create(path, self._mounts, key)
        try:
            write_keys(keys_path(path), keys)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return DatabaseRecord(self._store(path, key))

    def _store(self, path: Path, key: bytes, mode: str = "rw", refusing: str | None = None) -> SqliteStore:
        passwords = FilePasswords(path, key[:KEY_BYTES], self._hashing)
        return SqliteStore(
            path,
            self._clock,
            mode,
            refusing=refusing,
            patience=self._patience,
            key=key,
            passwords=passwords,
        )

    def needs_protection(self, url: str) -> bool:
        place = places.parse(url)
        if isinstance(place, Path):
            return sqlite_files.is_file_unprotected(place, self._patience)
        from db.postgresql import PostgresqlStore

        store = PostgresqlStore.opened(place, self._patience, self._hashing, unprotected=True)
        try:
            return store.passwords is not None and not store.has_recovery()
        finally:
            store.close()

    def protect(self, url: str, credentials: Credentials, recovery: str) -> dict[str, str]:
        from db.encrypting import protect_file, set_first_passwords

        if not self.needs_protection(url):
            return {}
        place = places.parse(url)
        if isinstance(place, Path):
            with alone(place, self._clock.now()):
                return protect_file(place, credentials, recovery, self._clock, self._hashing)
        from db.postgresql import PostgresqlStore

        checked_password(credentials.name, credentials.password)
        store = PostgresqlStore.opened(place, self._patience, self._hashing, unprotected=True)
        record = DatabaseRecord(store)
        try:
            given = set_first_passwords(record.unit_of_work(), credentials)
            store.set_recovery(phrase_secret(recovery))
        finally:
            record.close()
        return given

    def rekey(
        self,
        url: str,
        credentials: Credentials,
        *,
        recovery: str | None = None,
        tell: Callable[[], None] | None = None,
    ) -> None:
        from db.encrypting import rekey_file

        place = places.parse(url)
        if not isinstance(place, Path):
            raise refused("rekey-of-server", url)
        record = self._opened_file(place, credentials, None, read_only=False, older=False)
        actor, key = record.signed_in, record.file_key
        record.close()
        if actor is None or key is None:
            raise Refused(Refusal("no-passwords"))
        if actor.role is not Role.ADMINISTRATOR:
            raise Refused(Refusal("not-allowed", params={"role": actor.role.value, "command": "Rekey"}))
        with alone(place, self._clock.now()):
            remove_abandoned(place)
            rekey_file(place, key, actor, self._clock, self._hashing, recovery, tell)

    def _unlocked(
        self,
        path: Path,
        credentials: Credentials | None,
        recovery: str | None,
        mode: str = "rw",
        tried_on: Path | None = None,
    ) -> _Unlocked:
        """A salt that the file has lost is put back where it can be written."""
        places.refuse_second_name(path)
        found = unlock(path, self._clock.now(), credentials, recovery, self._hashing, tried_on)
        opening = sqlite_files.fitting_key(path, mode, self._patience, [each.key for each in found])
        key, salt = opening[:KEY_BYTES], opening[KEY_BYTES:]
        is_mended = bool(salt) and mode == "rw" and sqlite_files.put_salt_back(path, salt)
        slot = next(each.slot for each in found if each.key == key)
        return _Unlocked(key if is_mended else opening, slot, is_mended)

    def needs_sign_in(self, url: str) -> bool:
        place = places.parse(url)
        if isinstance(place, Path):
            return (
                place.exists()
                and keys_path(place).exists()
                and (is_held(place) or not places.is_plain(place))
            )
        from db.postgresql import PostgresqlStore

        store = PostgresqlStore.opened(place, self._patience)
        try:
            return store.passwords is not None
        finally:
            store.close()

    def open(
        self,
        url: str,
        *,
        credentials: Credentials | None = None,
        recovery: str | None = None,
        read_only: bool = False,
        older: bool = False,
        damaged: bool = False,
        tried_on: str | None = None,
    ) -> Record:
        place = places.parse(url)
        if isinstance(place, Path) and damaged:
            return self._salvaged(place, credentials)
        if isinstance(place, Path):
            asked = None if tried_on is None else places.parse(tried_on)
            kept = asked if isinstance(asked, Path) else None
            return self._opened_file(place, credentials, recovery, read_only or older, older, kept)
        from db.postgresql import PostgresqlStore

        store = PostgresqlStore.opened(place, self._patience, self._hashing)
        record = DatabaseRecord(store)
        try:
            if store.passwords is not None:
                record.let_in_by(credentials, recovery)
        except BaseException:
            record.close()
            raise
        return record

    def put_back(self, copy: str, url: str, *, present: Record | None = None) -> str | None:
        place, whole = places.parse(url), places.parse(copy)
        if not isinstance(place, Path) or not isinstance(whole, Path):
            raise refused("backup-of-server", copy)
        from db.restore import put_back

        key = present.file_key if isinstance(present, DatabaseRecord) else None
        aside = put_back(whole, place, self._clock.now(), self._patience, self._mounts, key)
        return None if aside is None else str(aside)

    def migrate(self, url: str, *, credentials: Credentials | None = None) -> Migration:
        place = places.parse(url)
        if isinstance(place, Path):
            key = None
            if self.needs_sign_in(url):
                from db.encrypting import overwrite_plain

                key = self._unlocked(place, credentials, None).key
                overwrite_plain(place)
            return sqlite_files.migrate(place, self._patience, self._mounts, key)
        from db.postgresql import migrate

        return migrate(place, self._patience)

    def _opened_file(
        self,
        path: Path,
        credentials: Credentials | None,
        recovery: str | None,
        read_only: bool,
        older: bool,
        tried_on: Path | None = None,
    ) -> DatabaseRecord:
        mode, cannot = "rw", None
        encrypted = has_keys = keys_path(path).exists()
        if not is_held(path):
            encrypted = places.refuse_file(path, has_keys=has_keys)
            cannot = _cannot_write(path)
            mode = "rw" if cannot is None else places.reading_mode(path)
        places.refuse_network(path, self._mounts)
        places.refuse_cloud(path)
        refusing = cannot or ("read-only" if read_only else None)
        if not encrypted:
            sqlite_files.refuse_unreadable(path, mode, self._patience, older=older)
            return DatabaseRecord(
                SqliteStore(path, self._clock, mode, refusing=refusing, patience=self._patience)
            )
        opened = self._unlocked(path, credentials, recovery, mode, tried_on)
        sqlite_files.refuse_unreadable(path, mode, self._patience, older=older, key=opened.key)
        record = DatabaseRecord(self._store(path, opened.key, mode, cannot))
        try:
            assert credentials is not None
            with sqlite_files.damage_refused(path):
                record.let_in(credentials, opened.slot, recovering=recovery is not None)
            if opened.is_mended:
                record.note_mended()
            if refusing is None and has_abandoned(path):
                self._remove_abandoned(path)
            record.refuse(refusing)
        except BaseException:
            record.close()
            raise
        return record

    def _remove_abandoned(self, path: Path) -> None:
        """What a killed command left; never while a window or such a command works, which may be making one."""
        lock = WriterLock(path)
        with suppress(OSError):
            if lock.take(self._clock.now()) is not None:
                return
            remove_abandoned(path)
        # A window that was killed is still to be noticed by the next one.
        lock.leave() if lock.ended_uncleanly else lock.release()

    def _salvaged(self, path: Path, credentials: Credentials | None) -> DatabaseRecord:
        """Whatever cannot be read is said when it is met; nothing is locked, and nothing written."""
        if not path.is_file():
            raise refused("database-missing", path)
        slot = ""
        key: bytes | None = None
        if keys_path(path).exists() and not places.is_plain(path):
            opened = self._unlocked(path, credentials, None, SALVAGE)
            key, slot = opened.key, opened.slot
        sqlite_files.refuse_foreign(path, SALVAGE, self._patience, key)
        if key is None:
            store = SqliteStore(path, self._clock, SALVAGE, refusing=DAMAGED, patience=self._patience)
            return DatabaseRecord(store)
        record = DatabaseRecord(self._store(path, key, SALVAGE, DAMAGED))
        try:
            assert credentials is not None
            record.let_in(credentials, slot, recovering=False)
        except BaseException:
            record.close()
            raise
        return record


def _remove_unfinished(path: Path) -> None:
    """What a making that was cut off left: its keys may have their name already, the file has not."""
    own = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f-]{{36}}\.keys", re.ASCII)
    keys = keys_path(path)
    if keys.exists():
        left = [each for each in path.parent.iterdir() if own.fullmatch(each.name)]
        if not any(each.samefile(keys) for each in left):
            raise refused("keys-left", keys)
        keys.unlink()
    remove_left_behind(path)


def _put_in_place(part: Path, path: Path) -> None:
    """The keys first: without them nobody could ever open the file."""
    keys, own = keys_path(path), keys_path(part)
    try:
        sync(part)
        if own.exists():
            put_in_place(own, keys)
        try:
            put_in_place(part, path)
        except BaseException:
            keys.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise fault_of_system(error, path) from error


def _cannot_write(path: Path) -> str | None:
    """Why the file cannot be written (the code of a fault), None where it can."""
    if not places.is_writable(path):
        return "read-only"
    # SQLite needs room beside the file even to read it, unless it is told that nobody writes.
    return "disk-full" if is_full(path) else None
