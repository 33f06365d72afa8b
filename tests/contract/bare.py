"""The database behind the program's back, as someone with its password could reach it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2

from tests.postgresql import PostgresqlServer

TABLES = ("log_event", "definition", "issued_sheet")


class Bare(ABC):
    """Runs SQL, each statement a transaction of its own."""

    @property
    @abstractmethod
    def address(self) -> str:
        """As the program is given it."""

    @abstractmethod
    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        """The rows of the last statement."""

    @abstractmethod
    def tamper(self, *statements: str) -> None:
        """Run the statements with the triggers out of the way."""


class BareSqlite(Bare):
    def __init__(self, path: Path) -> None:
        self.path = path

    @property
    def address(self) -> str:
        return f"sqlite:///{self.path}"

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        connection = sqlcipher3.dbapi2.connect(str(self.path), isolation_level=None, timeout=5)
        try:
            connection.execute("PRAGMA recursive_triggers = ON")
            rows: list[tuple[Any, ...]] = []
            for statement in statements:
                rows = connection.execute(statement).fetchall()
            return rows
        finally:
            connection.close()

    def tamper(self, *statements: str) -> None:
        triggers = self.run("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        dropped = [f"DROP TRIGGER {name}" for name, _ in triggers]
        self.run(*dropped, *statements, *(sql for _, sql in triggers))


class BarePostgresql(Bare):
    def __init__(self, server: PostgresqlServer, name: str) -> None:
        self.server = server
        self.name = name

    @property
    def address(self) -> str:
        return self.server.url(self.name)

    def run(self, *statements: str) -> list[tuple[Any, ...]]:
        with self.server.connect(self.name) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def tamper(self, *statements: str) -> None:
        self.run(
            *(f"ALTER TABLE {table} DISABLE TRIGGER ALL" for table in TABLES),
            *statements,
            *(f"ALTER TABLE {table} ENABLE TRIGGER ALL" for table in TABLES),
        )
