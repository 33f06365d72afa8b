"""PostgreSQL: one database on the ward's server, through psycopg 3."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import psycopg
from sqlalchemy import URL, create_engine
from sqlalchemy.pool import NullPool

from db import sql
from db.definitions import site
from db.faults import refused
from db.key_slots import Hashing
from db.link import Link, Statements
from db.passwords import RECOVERY_ACCOUNT, TablePasswords
from db.stamp import SCHEMA_NUMBER
from db.store import PATIENCE, Passwords
from db.tables import metadata
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.ports import Migration

_WRITER = 0x5A6F7267_70616400
"""the advisory lock that one writer at a time holds, so that the chain cannot fork"""

_BEGIN_READ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
_WRITE_ALONE = f"SELECT pg_advisory_xact_lock({_WRITER})"
_BEGIN_WRITE = f"BEGIN; {_WRITE_ALONE}"
_NOW = "SELECT date_trunc('second', clock_timestamp())"
_FIRST_TABLES = frozenset({"log_event", "alembic_version"})
"""those that every database of this program has had"""
_OWN_TABLES = frozenset(metadata.tables) | _FIRST_TABLES
_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
_VERSION = "SELECT version_num FROM alembic_version"

_CODES = {
    "25006": "read-only",
    "53100": "disk-full",
    "55P03": "database-locked",
    "57014": "database-locked",
    "40P01": "database-locked",
    "58030": "input-output",
    "XX001": "database-damaged",
    "XX002": "database-damaged",
    "42501": "read-only",
}
_REFUSING = ("authentication failed", "no password supplied", "pg_hba.conf", "role ")
"""words by which the server says that it will not let somebody in; the driver gives no code while connecting"""

_GONE = ("08", "57P", "53", "28", "3D")
"""classes of errors after which the server cannot be worked with"""


def fault_of(error: Exception) -> EnvironmentFault | None:
    """What the driver's error means where the surroundings are to blame; None for a defect."""
    if not isinstance(error, psycopg.Error):
        return None
    state = error.sqlstate
    if state is None:
        # The connection broke, or never was.
        return EnvironmentFault("server-gone") if isinstance(error, psycopg.OperationalError) else None
    code = _CODES.get(state)
    if code is None and state.startswith(_GONE):
        code = "server-gone"
    return None if code is None else EnvironmentFault(code)


class PostgresqlStore:
    dialect = "postgresql"
    refusing: str | None = None  # a server tells at the command

    """One database on a server. A writer waits `patience` seconds for another one."""

    def __init__(self, url: URL, patience: float = PATIENCE, hashing: Hashing | None = None) -> None:
        self.passwords: Passwords | None = None
        self.hashing = hashing or Hashing()
        self._url = url
        self._engine = _engine(url, patience)
        self.statements = Statements(lambda: self._engine.dialect)

    @classmethod
    def created(cls, url: URL, patience: float = PATIENCE, hashing: Hashing | None = None) -> PostgresqlStore:
        """Make the tables in an empty database. Raises Refused (`database-exists`, `database-foreign`)."""
        from db.migrate import migrate

        engine = _engine(url, patience, poolclass=NullPool, isolation_level="READ COMMITTED")
        try:
            with engine.connect() as connection:
                tables = set(connection.exec_driver_sql(_TABLES).scalars())
                if tables:
                    ours = tables >= _FIRST_TABLES
                    raise refused("database-exists" if ours else "database-foreign", shown(url))
                connection.rollback()
                migrate(connection)
        except Refused:
            raise
        except Exception as error:
            raise _outside(error, url) or error from error
        finally:
            engine.dispose()
        return cls(url, patience, hashing)

    @classmethod
    def opened(
        cls,
        url: URL,
        patience: float = PATIENCE,
        hashing: Hashing | None = None,
        *,
        unprotected: bool = False,
    ) -> PostgresqlStore:
        """`unprotected`: also one that an older program left without passwords.

        Raises Refused (`database-missing`, `database-foreign`, `database-newer`, `database-older`,
        `server-unprotected`).
        """
        store = cls(url, patience, hashing)
        try:
            store._refuse_others()
            if store._is_guarded():
                store.guard()
                if not unprotected and not store.has_recovery():
                    raise refused("server-unprotected", store.address)
        except Refused:
            store.close()
            raise
        except Exception as error:
            store.close()
            raise _outside(error, url) or error from error
        return store

    def _refuse_others(self) -> None:
        connection = self._engine.raw_connection()
        try:
            cursor: Any = connection.cursor()
            tables = {row[0] for row in cursor.execute(_TABLES).fetchall()}
            _refuse_foreign(tables, self.address)
            row = cursor.execute(_VERSION).fetchone()
            if _number(row, self.address) < SCHEMA_NUMBER:
                raise refused("database-older", self.address)
            if not tables >= _OWN_TABLES:
                raise refused("database-foreign", self.address)
            cursor.close()
        finally:
            connection.close()

    def guard(self) -> None:
        """From now on people log in here."""
        self.passwords = TablePasswords(self.hashing)

    def set_recovery(self, secret: bytes) -> None:
        """Keep what the recovery phrase stands for, hashed."""
        link = self.begin_aside()
        try:
            TablePasswords(self.hashing).put(link, RECOVERY_ACCOUNT, secret)
            self.commit(link)
        finally:
            self.end(link, writing=True)

    def has_recovery(self) -> bool:
        """Whether people can log in: passwords are given out together with a recovery phrase."""
        link = self.begin_read()
        try:
            return link.row(sql.PASSWORD, {"account": RECOVERY_ACCOUNT}) is not None
        finally:
            self.end(link, writing=False)

    def is_recovery(self, secret: bytes) -> bool:
        link = self.begin_read()
        try:
            return TablePasswords(self.hashing).matches(link, RECOVERY_ACCOUNT, secret)
        finally:
            self.end(link, writing=False)

    def _is_guarded(self) -> bool:
        link = self.begin_read()
        try:
            return not site(link).demo and bool(link.rows(sql.ACCOUNTS))
        finally:
            self.end(link, writing=False)

    @property
    def address(self) -> str:
        return shown(self._url)

    def begin_aside(self) -> Link:
        """Begin to write what is not in the log, without waiting for other writers."""
        return self._begin("BEGIN")

    def begin_read(self) -> Link:
        return self._begin(_BEGIN_READ)

    def look_again(self, link: Link) -> None:
        link.execute(_BEGIN_READ)

    def begin_write(self, *, beside: bool = False) -> Link:
        return self._begin(_BEGIN_WRITE)

    def _begin(self, sql: str) -> Link:
        try:
            return self._begun(sql)
        except EnvironmentFault as fault:
            if fault.code != "server-gone":
                raise
        # A connection from the pool may have died since it was last used; a new one tells whether the server has.
        self._engine.dispose()
        return self._begun(sql)

    def _begun(self, sql: str) -> Link:
        try:
            connection = self._engine.raw_connection()
        except Exception as error:
            raise _outside(error, self._url) or error from error
        link = Link(connection, self.statements, fault_of)
        try:
            link.execute(sql)
        except BaseException:
            link.release(broken=True)
            raise
        return link

    def commit(self, link: Link) -> None:
        link.execute("COMMIT")

    def end(self, link: Link, *, writing: bool) -> None:
        broken = False
        try:
            if link.in_transaction:
                link.cursor.execute("ROLLBACK")
        except psycopg.Error:
            broken = True
        finally:
            link.release(broken=broken)

    def now(self, link: Link) -> datetime:
        link.execute(_NOW)
        row = link.cursor.fetchone()
        assert row is not None
        moment: datetime = row[0]
        return moment.astimezone(UTC)

    def damage(self, link: Link) -> tuple[str, ...]:
        return ()

    def close(self) -> None:
        self._engine.dispose()


def _refuse_foreign(tables: set[str], where: str) -> None:
    if not tables >= _FIRST_TABLES:
        raise refused("database-foreign" if tables else "database-missing", where)


def _number(row: Any, where: str) -> int:
    """The schema's number from the migrations' own table. Raises Refused (`database-newer`)."""
    number = int(row[0]) if row is not None and row[0].isdigit() else 0
    if number > SCHEMA_NUMBER:
        raise refused("database-newer", where)
    return number


def migrate(url: URL, patience: float = PATIENCE) -> Migration:
    """Bring the database up to date in one transaction; see `pathway_app.ports.Records.migrate`."""
    from db.migrate import migrate as migrate_connection

    engine = _engine(url, patience, poolclass=NullPool, isolation_level="READ COMMITTED")
    where = shown(url)
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql(_WRITE_ALONE)
            _refuse_foreign(set(connection.exec_driver_sql(_TABLES).scalars()), where)
            before = _number(connection.exec_driver_sql(_VERSION).fetchone(), where)
            if before < SCHEMA_NUMBER:
                migrate_connection(connection)
            return Migration(where, before, SCHEMA_NUMBER)
    except Refused:
        raise
    except Exception as error:
        raise _outside(error, url) or error from error
    finally:
        engine.dispose()


def shown(url: URL) -> str:
    """The address without driver and password."""
    return url.set(drivername="postgresql", password=None).render_as_string()


def _engine(url: URL, patience: float, **options: Any) -> Any:
    settings = {"isolation_level": "AUTOCOMMIT", "pool_reset_on_return": None, "max_overflow": -1} | options
    if "poolclass" in options:
        del settings["max_overflow"]
    arguments = {
        "connect_timeout": max(2, round(patience)),
        "options": f"{url.query.get('options', '')} -c lock_timeout={round(patience * 1000)} -c timezone=UTC".strip(),
        "application_name": "zorgpad",
    }
    return create_engine(url, connect_args=arguments, **settings)


def _outside(error: Exception, url: URL) -> Exception | None:
    """What an error while connecting means: the database is not there, or the server is not."""
    origin = getattr(error, "orig", None)
    inner = origin if isinstance(origin, Exception) else error
    text = str(inner)
    if isinstance(inner, psycopg.OperationalError):
        if "does not exist" in text and "database" in text:
            return refused("database-missing", shown(url))
        if any(reason in text for reason in _REFUSING):
            return refused("database-login", shown(url))
    return fault_of(inner)
