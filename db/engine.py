"""Where databases are made and opened."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from db import places, sqlite_files
from db.attempts import FileAttempts
from db.courses import Courses
from db.definitions import Definitions
from db.faults import refused
from db.file_guards import DAMAGED, FileGuards, back_up
from db.key_slots import Hashing, keys_path, new_database_key, new_keys
from db.passwords import FilePasswords, first_keys, write_keys
from db.places import MountTable
from db.queries import DatabaseQueries
from db.sign_in import Attempts, Gate, not_let_in, unlock
from db.sqlite import SALVAGE, SqliteStore, is_full, is_held
from db.store import PATIENCE, Store
from pathway_app.accesses import Access
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.drafts import DraftStore, PreferenceStore
from pathway_app.guards import Checked, Holder, Room
from pathway_app.people import Actor, Role
from pathway_app.ports import Clock, Migration, Queries, Record
from pathway_app.queries import LogHead, Verification
from pathway_app.recovery import phrase_secret
from pathway_app.signing_in import Credentials, checked_password

if TYPE_CHECKING:
    from db.unit_of_work import DatabaseUnitOfWork


class DatabaseRecord:
    """An open database: `pathway_app.ports.Record`. May be used from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._signed_in: Actor | None = None
        self._attempts: FileAttempts | None = None
        self._guards = FileGuards(store) if isinstance(store, SqliteStore) else None
        self._definitions = Definitions()
        self._courses = Courses()

    @property
    def url(self) -> str:
        return self._store.address

    @property
    def reading_only(self) -> str | None:
        return self._store.refusing

    @property
    def reading_only_because(self) -> Mapping[str, object]:
        return self._store.refusing_params if isinstance(self._store, SqliteStore) else {}

    def claim(self) -> Holder | None:
        return None if self._guards is None else self._guards.claim()

    @property
    def ended_uncleanly(self) -> bool:
        return self._guards is not None and self._guards.ended_uncleanly

    def room(self) -> Room | None:
        return None if self._guards is None else self._guards.room()

    def back_up(self, copy: str, *, gently: bool = False) -> LogHead:
        return back_up(self._store, copy, gently=gently)

    def checked(self) -> Checked | None:
        return None if self._guards is None else self._guards.checked()

    def verify_apart(self) -> Verification | None:
        return None if self._guards is None else self._guards.verify_apart()

    def mark_checked(self, found: Verification) -> None:
        if self._guards is not None:
            self._guards.mark_checked(found)

    @property
    def signed_in(self) -> Actor | None:
        return self._signed_in

    def refuse(self, code: str | None) -> None:
        """From now on nothing is written, unless that is refused already."""
        if code is not None and self._store.refusing is None and isinstance(self._store, SqliteStore):
            self._store.refusing = code

    def let_in(self, credentials: Credentials, slot: str, *, recovering: bool) -> None:
        """Somebody whose password, or recovery phrase, opened that slot of the file."""
        gate = self._gate()
        self._signed_in = gate.recover(credentials) if recovering else gate.enter(credentials.name, slot)

    def let_in_by(self, credentials: Credentials | None, recovery: str | None) -> None:
        """Somebody at a server. Raises Refused."""
        from db.postgresql import PostgresqlStore

        assert isinstance(self._store, PostgresqlStore)
        if credentials is None:
            raise Refused(Refusal("sign-in-needed"))
        gate = self._gate()
        if recovery is None:
            self._signed_in = gate.enter_by_password(credentials)
        elif self._store.is_recovery(phrase_secret(recovery)):
            self._signed_in = gate.recover(credentials)
        else:
            gate.fail(None, Access.LOGIN_FAILED)
            raise Refused(Refusal("recovery-refused", "recovery"))

    def check_password(self, name: str, password: str, *, failure: Access = Access.LOGIN_FAILED) -> Actor:
        if self._store.passwords is not None:
            return self._gate().check(name, password, failure)
        with self.queries() as queries:
            account = queries.account(name)
        if account is None or account.disabled:
            raise not_let_in()
        return account.actor

    def _gate(self) -> Gate:
        from db.sign_in import Gate, TableAttempts

        attempts: Attempts
        if isinstance(self._store, SqliteStore):
            if self._attempts is None:
                self._attempts = FileAttempts(self._store.path)
            attempts = self._attempts
        else:
            from db.postgresql import PostgresqlStore

            assert isinstance(self._store, PostgresqlStore)
            attempts = TableAttempts(self._store)
        return Gate(self, self._store, attempts)

    def unit_of_work(self) -> DatabaseUnitOfWork:
        from db.unit_of_work import DatabaseUnitOfWork

        return DatabaseUnitOfWork(self._store, self._definitions, self._courses)

    @contextmanager
    def queries(self) -> Iterator[Queries]:
        link = self._store.begin_read()
        try:
            yield DatabaseQueries(self._store, link, self._definitions, self._courses)
        finally:
            self._store.end(link, writing=False)

    def drafts(self, account: str) -> DraftStore:
        from db.drafts import DatabaseDrafts

        return DatabaseDrafts(self._store, account)

    def preferences(self, account: str) -> PreferenceStore:
        from db.drafts import DatabasePreferences

        return DatabasePreferences(self._store, account)

    def close(self) -> None:
        self._store.close()
        if self._guards is not None:
            self._guards.close()


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

    def create(self, url: str, *, recovery: str | None = None) -> Record:
        place = places.parse(url)
        if isinstance(place, Path):
            return self._created_file(place, recovery)
        from db.postgresql import PostgresqlStore

        store = PostgresqlStore.created(place, self._patience, self._hashing)
        if recovery is not None:
            store.set_recovery(phrase_secret(recovery))
            store.guard()
        return DatabaseRecord(store)

    def _created_file(self, path: Path, recovery: str | None) -> Record:
        if recovery is None:
            sqlite_files.create(path, self._mounts)
            return DatabaseRecord(SqliteStore(path, self._clock, patience=self._patience))
        key = new_database_key()
        keys = first_keys(new_keys(), phrase_secret(recovery), key, self._hashing)
        if os.path.lexists(keys_path(path)) and not os.path.lexists(path):
            raise refused("database-exists", keys_path(path))
        sqlite_files.create(path, self._mounts, key)
        try:
            write_keys(keys_path(path), keys)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return DatabaseRecord(self._store(path, key))

    def _store(self, path: Path, key: bytes, mode: str = "rw", refusing: str | None = None) -> SqliteStore:
        passwords = FilePasswords(path, key, self._hashing)
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

    def rekey(self, url: str, credentials: Credentials, *, recovery: str | None = None) -> None:
        from db.encrypting import rekey_file

        place = places.parse(url)
        if not isinstance(place, Path):
            raise refused("rekey-of-server", url)
        record = self._opened_file(place, credentials, None, read_only=False, older=False)
        actor = record.signed_in
        record.close()
        if actor is None:
            raise Refused(Refusal("no-passwords"))
        if actor.role is not Role.ADMINISTRATOR:
            raise Refused(Refusal("not-allowed", params={"role": actor.role.value, "command": "Rekey"}))
        key, _ = self._unlocked(place, credentials, None)
        rekey_file(place, key, actor, self._clock, self._hashing, recovery)

    def _unlocked(
        self, path: Path, credentials: Credentials | None, recovery: str | None, mode: str = "rw"
    ) -> tuple[bytes, str]:
        """The file's key, and the slot that gave it."""
        found = unlock(path, self._clock.now(), credentials, recovery, self._hashing)
        key = sqlite_files.fitting_key(path, mode, self._patience, [each.key for each in found])
        return key, next(each.slot for each in found if each.key == key)

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
    ) -> Record:
        place = places.parse(url)
        if isinstance(place, Path) and damaged:
            return self._salvaged(place, credentials)
        if isinstance(place, Path):
            return self._opened_file(place, credentials, recovery, read_only or older, older)
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

    def put_back(self, copy: str, url: str) -> str | None:
        place, whole = places.parse(url), places.parse(copy)
        if not isinstance(place, Path) or not isinstance(whole, Path):
            raise refused("backup-of-server", copy)
        from db.restore import put_back

        aside = put_back(whole, place, self._clock.now(), self._patience, self._mounts)
        return None if aside is None else str(aside)

    def migrate(self, url: str, *, credentials: Credentials | None = None) -> Migration:
        place = places.parse(url)
        if isinstance(place, Path):
            key = None
            if self.needs_sign_in(url):
                from db.encrypting import overwrite_plain

                key, _ = self._unlocked(place, credentials, None)
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
        key, slot = self._unlocked(path, credentials, recovery, mode)
        sqlite_files.refuse_unreadable(path, mode, self._patience, older=older, key=key)
        record = DatabaseRecord(self._store(path, key, mode, cannot))
        try:
            assert credentials is not None
            record.let_in(credentials, slot, recovering=recovery is not None)
            record.refuse(refusing)
        except BaseException:
            record.close()
            raise
        return record

    def _salvaged(self, path: Path, credentials: Credentials | None) -> DatabaseRecord:
        """Whatever cannot be read is said when it is met; nothing is locked, and nothing written."""
        if not path.is_file():
            raise refused("database-missing", path)
        slot = ""
        key: bytes | None = None
        if keys_path(path).exists() and not places.is_plain(path):
            key, slot = self._unlocked(path, credentials, None, SALVAGE)
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


def _cannot_write(path: Path) -> str | None:
    """Why the file cannot be written (the code of a fault), None where it can."""
    if not places.is_writable(path):
        return "read-only"
    # SQLite needs room beside the file even to read it, unless it is told that nobody writes.
    return "disk-full" if is_full(path) else None
