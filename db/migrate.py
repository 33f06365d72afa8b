"""Brings a database's schema to this program's number. Imports Alembic, so only used where that is needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import cast

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

import db.link
from db.link import Link, Statements
from db.rebuild import rebuild
from db.stamp import APPLICATION_ID, SCHEMA_NUMBER

# Alembic keeps the migration that is running in variables of its modules.
_one_at_a_time = Lock()

_SCRIPTS = Path(__file__).parent / "migrations"


def migrate(
    connection: Connection, target: str = "head", *, prepare: Callable[[], None] = lambda: None
) -> None:
    """Upgrade (or, to a lower number, downgrade) in one transaction: all of it or nothing.

    On SQLite `prepare` is called where nobody else can write any more and nothing is changed yet.
    """
    if connection.dialect.name == "sqlite":
        _migrate_sqlite(connection, target, prepare)
    else:
        try:
            _run(connection, target)
            connection.commit()
        except BaseException:
            connection.rollback()
            raise


def _migrate_sqlite(connection: Connection, target: str, prepare: Callable[[], None]) -> None:
    # Rebuilding a table with foreign keys on would delete the rows that point to it.
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        prepare()
        _run(connection, target)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows point nowhere after the migration: {broken[:5]}")
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {stored_number(connection)}")
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise
    finally:
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")


def _run(connection: Connection, target: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    current = stored_number(connection)
    going_down = target == "base" or (target != "head" and int(target) < current)
    with _one_at_a_time:
        (command.downgrade if going_down else command.upgrade)(config, target)
    if current and not going_down and stored_number(connection) == SCHEMA_NUMBER != current:
        _rebuild(connection)


def _rebuild(connection: Connection) -> None:
    """Fill the tables that this program has and the older one had not, from what the older one left."""
    raw = cast(db.link.Connection, connection.connection)
    link = Link(raw, Statements(lambda: connection.dialect), lambda error: None)
    rebuild(link)
    link.cursor.close()


def stored_number(connection: Connection) -> int:
    """The number of the newest migration carried out, 0 without any."""
    if not connection.dialect.has_table(connection, "alembic_version"):
        return 0
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return int(found) if found else 0
