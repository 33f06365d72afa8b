"""Where databases are made and opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db import places
from db.courses import Courses
from db.definitions import Definitions
from db.places import MountTable, refused
from db.queries import DatabaseQueries
from db.sqlite import SqliteStore, connect, driver, fault_of, is_full, is_held
from db.store import PATIENCE, SCHEMA_NUMBER, Store
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.domain.ids import new_id
from pathway_app.ports import Clock, Queries, Record, UnitOfWork


class DatabaseRecord:
    """An open database: `pathway_app.ports.Record`. May be used from several threads."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._definitions = Definitions()
        self._courses = Courses()

    @property
    def url(self) -> str:
        return self._store.address

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

    def close(self) -> None:
        self._store.close()


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
            self._create_file(place)
            return DatabaseRecord(SqliteStore(place, self._clock, patience=self._patience))
        from db.postgresql import PostgresqlStore

        return DatabaseRecord(PostgresqlStore.created(place, self._patience))

    def open(self, url: str, *, read_only: bool = False) -> Record:
        place = places.parse(url)
        if isinstance(place, Path):
            return DatabaseRecord(self._opened_file(place, read_only))
        from db.postgresql import PostgresqlStore

        return DatabaseRecord(PostgresqlStore.opened(place, self._patience))

    def _create_file(self, path: Path) -> None:
        """Made under another name and put in its place whole, so that nobody ever sees half a database."""
        if os.path.lexists(path):
            raise refused("database-exists", path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError:
            raise refused("database-folder", path.parent) from None
        places.refuse_network(path, self._mounts)
        if not places.is_folder_writable(path.parent):
            raise refused("database-folder", path.parent)
        unfinished = path.with_name(f".{path.name}.{new_id()}")
        try:
            with _faults_of(path):
                _make_schema(unfinished)
            _put_in_place(unfinished, path)
        finally:
            for rest in ("", "-wal", "-shm", "-journal"):
                with suppress(OSError):
                    Path(f"{unfinished}{rest}").unlink()

    def _opened_file(self, path: Path, read_only: bool) -> SqliteStore:
        refusing = "read-only" if read_only else None
        mode = "rw"
        if not is_held(path):
            places.refuse_file(path)
            cannot = _cannot_write(path)
            if cannot is not None:
                mode, refusing = places.reading_mode(path), cannot
        places.refuse_network(path, self._mounts)
        with _faults_of(path):
            try:
                _look_inside(path, mode, self._patience)
            except driver.DatabaseError as error:
                fault = fault_of(error, path)
                # Tables that are missing are no fault of the surroundings, but neither of this program.
                if fault is None or fault.code == "database-damaged":
                    raise refused("database-damaged", path) from None
                raise
        return SqliteStore(path, self._clock, mode, refusing=refusing, patience=self._patience)


def _cannot_write(path: Path) -> str | None:
    """Why the file cannot be written (the code of a fault), None where it can."""
    if not places.is_writable(path):
        return "read-only"
    # SQLite needs room beside the file even to read it, unless it is told that nobody writes.
    return "disk-full" if is_full(path) else None


def _look_inside(path: Path, mode: str, patience: float) -> None:
    """What the file's first bytes said, asked again of SQLite, which knows what the WAL adds."""
    connection = connect(path, mode, patience, looking=True)
    try:
        numbers = [
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        ]
        places.refuse_identity(path, *numbers)
        if numbers[1] < SCHEMA_NUMBER:
            raise refused("database-older", path)
        connection.execute("SELECT seq, hash FROM log_event ORDER BY seq DESC LIMIT 1").fetchone()
    finally:
        connection.close()


def _make_schema(path: Path) -> None:
    from sqlalchemy import create_engine
    from sqlalchemy.pool import NullPool

    from db.migrate import migrate

    engine = create_engine(
        "sqlite://", module=driver, creator=lambda: connect(path, "rwc"), poolclass=NullPool
    )
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        migrate(connection)
    engine.dispose()


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
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _faults_of(path: Path) -> Iterator[None]:
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
