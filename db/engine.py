"""Where databases are made and opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from db import places, sqlite_files
from db.courses import Courses
from db.definitions import Definitions
from db.file_guards import FileGuards, back_up
from db.places import MountTable
from db.queries import DatabaseQueries
from db.sqlite import SqliteStore, is_full, is_held
from db.store import PATIENCE, Store
from pathway_app.drafts import DraftStore, PreferenceStore
from pathway_app.guards import Checked, Holder, Room
from pathway_app.ports import Clock, Migration, Queries, Record, UnitOfWork
from pathway_app.queries import LogHead, Verification


class DatabaseRecord:
    """An open database: `pathway_app.ports.Record`. May be used from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
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

    def unit_of_work(self) -> UnitOfWork:
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
        self, clock: Clock, *, patience: float = PATIENCE, mounts: MountTable = places.mount_table
    ) -> None:
        self._clock = clock
        self._patience = patience
        self._mounts = mounts

    def create(self, url: str) -> Record:
        place = places.parse(url)
        if isinstance(place, Path):
            sqlite_files.create(place, self._mounts)
            return DatabaseRecord(SqliteStore(place, self._clock, patience=self._patience))
        from db.postgresql import PostgresqlStore

        return DatabaseRecord(PostgresqlStore.created(place, self._patience))

    def open(self, url: str, *, read_only: bool = False, older: bool = False) -> Record:
        place = places.parse(url)
        if isinstance(place, Path):
            return DatabaseRecord(self._opened_file(place, read_only or older, older))
        from db.postgresql import PostgresqlStore

        return DatabaseRecord(PostgresqlStore.opened(place, self._patience))

    def put_back(self, copy: str, url: str) -> str | None:
        place, whole = places.parse(url), places.parse(copy)
        if not isinstance(place, Path) or not isinstance(whole, Path):
            raise places.refused("backup-of-server", copy)
        from db.restore import put_back

        aside = put_back(whole, place, self._clock.now(), self._patience, self._mounts)
        return None if aside is None else str(aside)

    def migrate(self, url: str) -> Migration:
        place = places.parse(url)
        if isinstance(place, Path):
            return sqlite_files.migrate(place, self._patience, self._mounts)
        from db.postgresql import migrate

        return migrate(place, self._patience)

    def _opened_file(self, path: Path, read_only: bool, older: bool) -> SqliteStore:
        refusing = "read-only" if read_only else None
        mode = "rw"
        if not is_held(path):
            places.refuse_file(path)
            cannot = _cannot_write(path)
            if cannot is not None:
                mode, refusing = places.reading_mode(path), cannot
        places.refuse_network(path, self._mounts)
        places.refuse_cloud(path)
        sqlite_files.refuse_unreadable(path, mode, self._patience, older=older)
        return SqliteStore(path, self._clock, mode, refusing=refusing, patience=self._patience)


def _cannot_write(path: Path) -> str | None:
    """Why the file cannot be written (the code of a fault), None where it can."""
    if not places.is_writable(path):
        return "read-only"
    # SQLite needs room beside the file even to read it, unless it is told that nobody writes.
    return "disk-full" if is_full(path) else None
