"""A transaction on one connection, with statements prepared once.

The statements are written with SQLAlchemy's expressions and turned into text beforehand (`db.sql`, for SQLite) or
once a record; they run on the driver's cursor, since the tick, the worklist and one course have no time for more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, cast

if TYPE_CHECKING:
    from sqlalchemy.engine.interfaces import Dialect
    from sqlalchemy.sql.expression import ClauseElement

Row = tuple[Any, ...]
Params = Mapping[str, Any]
Key = TypeVar("Key", int, str, tuple[str, str])

NO_PARAMS: Params = {}


class Cursor(Protocol):
    def execute(self, sql: Any, params: Any = ..., /) -> Any: ...

    def executemany(self, sql: Any, params: Any, /) -> Any: ...

    def fetchone(self) -> Row | None: ...

    def fetchall(self) -> list[Row]: ...

    def close(self) -> None: ...


class Connection(Protocol):
    """One from a pool, as SQLAlchemy's are."""

    @property
    def driver_connection(self) -> Any: ...

    def cursor(self) -> Any: ...

    def invalidate(self) -> None:
        """Throw it away instead of giving it back."""
        ...

    def close(self) -> None:
        """Give it back."""
        ...


class _Prepared(NamedTuple):
    sql: str
    order: tuple[str, ...] | None
    constants: dict[str, Any]


class Statement:
    """One of `db.statements` by its name, with its text for SQLite."""

    __slots__ = ("name", "written")

    def __init__(self, name: str, sql: str, order: str, constants: dict[str, Any]) -> None:
        self.name = name
        self.written = _Prepared(sql, tuple(order.split()), constants)


class Statements:
    """Statements as the driver's text, each made once; `dialect` is asked for where one is not yet text."""

    def __init__(self, dialect: Callable[[], Dialect]) -> None:
        self._dialect = dialect
        self._prepared: dict[Statement | ClauseElement, _Prepared] = {}

    def prepared(self, statement: Statement | ClauseElement) -> _Prepared:
        found = self._prepared.get(statement)
        if found is None:
            found = self._prepared[statement] = self._prepare(statement)
        return found

    def _prepare(self, statement: Statement | ClauseElement) -> _Prepared:
        if isinstance(statement, Statement):
            return self._of_name(statement)
        compiled = statement.compile(dialect=self._dialect(), compile_kwargs={"render_postcompile": True})
        constants = {name: value for name, value in compiled.params.items() if value is not None}
        order: list[str] | None = getattr(compiled, "positiontup", None)
        return _Prepared(compiled.string, tuple(order) if order is not None else None, constants)

    def _of_name(self, statement: Statement) -> _Prepared:
        from db.statements import statement as expression

        return self._prepare(expression(statement.name, self._dialect().name))


class WrittenStatements(Statements):
    """On SQLite, whose text is there already."""

    def _of_name(self, statement: Statement) -> _Prepared:
        return statement.written


Translate = Callable[[Exception], Exception | None]
"""the driver's error → the program's (None: a defect, to be raised as it is)"""


def onward(reached: Key, key: Key) -> Key:
    """`key`, beyond which the next rows are asked for.

    Raises ValueError where it does not lie beyond `reached`: the pages of a damaged file may lead round in a circle.
    """
    if not key > reached:
        raise ValueError("the rows lead back")
    return key


class Link:
    """One connection from the pool, in the transaction that its maker began.

    Every method raises EnvironmentFault where the surroundings fail.
    """

    def __init__(self, connection: Connection, statements: Statements, translate: Translate) -> None:
        self._connection: Connection | None = connection
        self._statements = statements
        self._translate = translate
        self.cursor = cast(Cursor, connection.cursor())

    def execute(self, sql: str) -> None:
        """Run bare SQL without parameters."""
        try:
            self.cursor.execute(sql)
        except Exception as error:
            raise self._translated(error) from error

    def run(self, statement: Statement | ClauseElement, params: Params = NO_PARAMS) -> None:
        try:
            self._run(self.cursor, statement, params)
        except Exception as error:
            raise self._translated(error) from error

    def run_many(self, statement: Statement | ClauseElement, rows: Sequence[Params]) -> None:
        if len(rows) == 1:
            self.run(statement, rows[0])
        elif rows:
            sql, order, constants = self._statements.prepared(statement)
            many = [_arguments(order, constants, row) for row in rows]
            try:
                self.cursor.executemany(sql, many)
            except Exception as error:
                raise self._translated(error) from error

    def row(self, statement: Statement | ClauseElement, params: Params = NO_PARAMS) -> Row | None:
        try:
            self._run(self.cursor, statement, params)
            return self.cursor.fetchone()
        except Exception as error:
            raise self._translated(error) from error

    def rows(self, statement: Statement | ClauseElement, params: Params = NO_PARAMS) -> list[Row]:
        try:
            self._run(self.cursor, statement, params)
            return self.cursor.fetchall()
        except Exception as error:
            raise self._translated(error) from error

    def _run(self, cursor: Cursor, statement: Statement | ClauseElement, params: Params) -> None:
        sql, order, constants = self._statements.prepared(statement)
        cursor.execute(sql, _arguments(order, constants, params))

    def _translated(self, error: Exception) -> Exception:
        return self._translate(error) or error

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open, as the driver says."""
        assert self._connection is not None
        driver: Any = self._connection.driver_connection
        if hasattr(driver, "in_transaction"):
            return bool(driver.in_transaction)
        return int(driver.info.transaction_status) != 0

    def release(self, *, broken: bool = False) -> None:
        """Give the connection back to the pool; a broken one is thrown away."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        if broken:
            connection.invalidate()
        else:
            self.cursor.close()
        connection.close()


def _arguments(order: tuple[str, ...] | None, constants: dict[str, Any], params: Params) -> Any:
    if order is None:
        return {**constants, **params} if constants else params
    if not constants:
        return tuple([params[name] for name in order])
    return tuple([params[name] if name in params else constants[name] for name in order])
