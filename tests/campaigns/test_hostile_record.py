"""A record in which somebody wrote: whatever stands in a column, it is refused or `verify` finds it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

from db.sqlite import connect
from pathway_app.domain.errors import EnvironmentFault, Refused
from tests.campaigns import ward
from tests.campaigns.answers import answers
from tests.campaigns.conftest import Template

DEEP = "[" * 100_000
WRITTEN: tuple[Any, ...] = (
    DEEP,
    '{"a":' * 100_000,
    "9" * 5000,
    "null",
    "[]",
    "{}",
    "",
    "\0",
    b"\xff\xfe",
    10**18,
    1e308,
)
TABLES = (
    *(
        "log_event",
        "command",
        "definition",
        "account",
        "site_setting",
        "draft",
        "patient",
        "course",
        "meeting",
    ),
    *(
        "issued_sheet",
        "patient_identity",
        "audit_month",
        "audit_course",
        "checkpoint_current",
        "course_current",
    ),
)


@pytest.fixture(scope="module")
def whole(plain: Template, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "record.db"
    shutil.copyfile(plain.path, path)
    record = ward.opened(path)
    ward.fill(record, Random(5), patients=2)
    record.drafts("demo.coordinator").save("typed", "{}")
    record.close()
    return path


def columns(path: Path) -> list[tuple[str, str]]:
    connection = connect(path, "rw")
    try:
        tables = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        ]
        told = [
            (table, row[1]) for table in tables for row in connection.execute(f"PRAGMA table_info({table})")
        ]
        return [(table, column) for table, column in told if table in TABLES]
    finally:
        connection.close()


def write(path: Path, table: str, column: str, value: Any) -> bool:
    """Into some row, past every trigger; False where a constraint of the column forbids it."""
    connection = connect(path, "rw")
    try:
        for (trigger,) in connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        ).fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        where = f"rowid = (SELECT max(rowid) FROM {table})"
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", [value])
    except Exception as error:
        if not any(
            said in str(error) for said in ("no such column: rowid", "constraint", "datatype mismatch")
        ):
            raise
        return False
    finally:
        connection.close()
    return True


def told(path: Path) -> str:
    """What came of opening and verifying it, as is done before a backup takes any place; what is sound answers."""
    try:
        record = ward.opened(path)
    except (Refused, EnvironmentFault):
        return "refused"
    try:
        with record.queries() as queries:
            sound = queries.verify().sound
        if sound:
            answers(record)
    except (Refused, EnvironmentFault):
        return "refused"
    finally:
        record.close()
    return "read" if sound else "found"


def written(whole: Path, folder: Path, random: Random, count: int) -> Iterator[tuple[str, str, Any, str]]:
    cases = [(*place, value) for place in columns(whole) for value in WRITTEN]
    for table, column, value in random.sample(cases, min(count, len(cases))):
        path = folder / "record.db"
        shutil.copyfile(whole, path)
        if not write(path, table, column, value):
            continue
        try:
            yield table, column, value, told(path)
        except Exception as error:
            raise AssertionError(f"{table}.{column} = {str(value)[:20]!r} breaks the program") from error
        for left in folder.glob("record.db*"):
            left.unlink()


@pytest.mark.parametrize("column", ["body", "kind", "logged_at"])
def test_an_event_of_a_hundred_thousand_brackets(whole: Path, tmp_path: Path, column: str) -> None:
    shutil.copyfile(whole, tmp_path / "record.db")
    assert write(tmp_path / "record.db", "log_event", column, DEEP)
    assert told(tmp_path / "record.db") in ("refused", "found")


def test_any_column_short(whole: Path, tmp_path: Path) -> None:
    assert list(written(whole, tmp_path, Random(1), 25))


@pytest.mark.slow
def test_any_column(whole: Path, tmp_path: Path) -> None:
    assert len(list(written(whole, tmp_path, Random(2), 5000))) > 500
