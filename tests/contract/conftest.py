"""Each test here runs once on SQLite and once on PostgreSQL."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

import pytest

from db.engine import DatabaseRecords
from pathway_app.ports import Record
from tests.clocks import NOW as CLOCK_STARTS
from tests.clocks import HandClock
from tests.conftest import OpenRecord
from tests.contract.bare import Bare, BarePostgresql, BareSqlite
from tests.postgresql import PostgresqlServer

Fill = tuple[Callable[[Record], object], datetime]
"""what fills a record, and when"""


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers", "filled(by, at): the database is a copy of one that `by` filled, once for all such tests"
    )


def _fill(address: str, by: Callable[[Record], object], at: datetime) -> None:
    record = DatabaseRecords(HandClock(at)).open(address)
    by(record)
    record.close()


@pytest.fixture(scope="session")
def sqlite_filled(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Fill | None], Path]:
    """The file to copy: with the shipped pathway installed, and filled if asked."""

    @cache
    def template(fill: Fill | None) -> Path:
        if fill is None:
            return sqlite_template
        path = tmp_path_factory.mktemp("filled") / "record.db"
        shutil.copyfile(sqlite_template, path)
        _fill(str(path), *fill)
        return path

    return template


@pytest.fixture(scope="session")
def postgresql_filled(
    postgresql_server: PostgresqlServer, postgresql_template: str
) -> Callable[[Fill | None], str]:
    """The database to copy, likewise."""

    @cache
    def template(fill: Fill | None) -> str:
        if fill is None:
            return postgresql_template
        name = postgresql_server.new_database(postgresql_template)
        _fill(postgresql_server.url(name), *fill)
        return name

    return template


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bare]:
    """A database of its own with the shipped pathway installed, also open to bare SQL; filled where it is marked so."""
    marker = request.node.get_closest_marker("filled")
    fill = (marker.kwargs["by"], marker.kwargs.get("at", CLOCK_STARTS)) if marker is not None else None
    if request.param == "sqlite":
        path = tmp_path / "record.db"
        shutil.copyfile(request.getfixturevalue("sqlite_filled")(fill), path)
        yield BareSqlite(path)
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.database(request.getfixturevalue("postgresql_filled")(fill)) as name:
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
