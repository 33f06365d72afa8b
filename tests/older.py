"""A database as an older Zorgpad left it: filled by this one, and its tables taken back to those of its time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from db import sql
from db.log import EventKind
from db.migrate import migrate
from db.places import parse
from db.record import DatabaseRecord
from db.sqlite import SqliteStore, connect, driver
from db.unit_of_work import DatabaseUnitOfWork
from pathway_app.domain.definition import PathwayDefinition
from tests.clocks import HandClock
from tests.recording import ADMIN, generated, install, record_all, writing

FIRST_SETTINGS = {"hospital": "UZ", "ward": "3B", "zone": "Europe/Brussels", "language": "nl", "demo": "no"}
"""those that the first schema knew"""


def make_older(address: str, definition: PathwayDefinition, body: str, **settings: str) -> None:
    """A record of the first schema at `address`, with settings, an account, two courses and their log."""
    record = DatabaseRecord(_store(address))
    with writing(record, "Found", ADMIN) as work:
        assert isinstance(work, DatabaseUnitOfWork)
        told = FIRST_SETTINGS | settings
        work._append(EventKind.SITE_CHANGED, told)
        rows = [{"name": name, "value": value} for name, value in told.items()]
        work._link.run_many(sql.ADD_SETTING, rows)
        work.add_account(ADMIN)
    install(record, definition, body)
    for seed in (1, 2):
        record_all(record, *generated(seed))
    record.close()
    _migrate(address, "0001")


def _store(address: str) -> Any:
    """Of the newest schema: only that can this program fill."""
    place = parse(address)
    _migrate(address, "head")
    if isinstance(place, Path):
        return SqliteStore(place, HandClock())
    from db.postgresql import PostgresqlStore

    return PostgresqlStore(place)


def _migrate(address: str, target: str) -> None:
    place = parse(address)
    if isinstance(place, Path):
        engine = create_engine(
            "sqlite://", module=driver, creator=lambda: connect(place, "rwc"), poolclass=NullPool
        )
    else:
        engine = create_engine(place, poolclass=NullPool)
    with engine.connect() as connection:
        migrate(connection, target)
    engine.dispose()
