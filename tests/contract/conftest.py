"""Each test here runs once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pathway_app.ports import Record
from tests.conftest import OpenRecord
from tests.contract.bare import Bare, BarePostgresql, BareSqlite
from tests.postgresql import PostgresqlServer


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bare]:
    """A database of its own with the shipped pathway installed, also open to bare SQL."""
    if request.param == "sqlite":
        path = tmp_path / "record.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        yield BareSqlite(path)
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.database(request.getfixturevalue("postgresql_template")) as name:
        yield BarePostgresql(server, name)


@pytest.fixture
def record(opened: OpenRecord, database: Bare) -> Record:
    return opened(database.address)


Sound = Callable[[], None]


@pytest.fixture
def sound(record: Record) -> Sound:
    """Fails where the log's chain or a derived row does not hold."""

    def check() -> None:
        with record.queries() as queries:
            verification = queries.verify()
        assert verification.sound, verification.problems

    return check
