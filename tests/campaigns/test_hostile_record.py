"""A record in which somebody wrote: whatever stands in a column, it is refused or `verify` finds it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from random import Random
from typing import Any

import pytest

from db.engine import DatabaseRecords
from db.sqlite import connect
from pathway_app.cli.program import run
from pathway_app.cli.wiring import Wiring
from pathway_app.domain.errors import EnvironmentFault, Refused
from tests.campaigns import ward
from tests.campaigns.answers import answers
from tests.campaigns.conftest import Template
from tests.clocks import HandClock

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
        primary = [row[1] for row in connection.execute(f"PRAGMA table_info({table})") if row[5]] or ["rowid"]
        last = ", ".join(f"{name} DESC" for name in primary)
        where = f"({', '.join(primary)}) = (SELECT {', '.join(primary)} FROM {table} ORDER BY {last} LIMIT 1)"
        connection.execute(f"UPDATE {table} SET {column} = ? WHERE {where}", [value])
    except Exception as error:
        if not any(said in str(error) for said in ("constraint", "datatype mismatch")):
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


READS = (
    ("status", "--patient", "5000000"),
    ("status", "--all"),
    ("log",),
    ("audit", "--from", "2026-01-01", "--to", "2026-12-31"),
    ("audit", "--from", "2026-01-01", "--to", "2026-12-31", "--as-of", "2026-11-22"),
    ("export", "--patient", "5000001"),
    ("handover", "--ward", "-o", "{folder}/ward.pdf"),
    ("verify",),
    ("backup", "{folder}/copy.db"),
)
"""the ways in which the command line reads a record"""


def read(path: Path, *arguments: str) -> tuple[int, str]:
    """What the command line says on standard error of a record that somebody wrote in."""
    wiring = Wiring(
        records=DatabaseRecords(HandClock(), patience=ward.PATIENCE),
        clock=HandClock(),
        environment={"LANG": "en"},
        open_window=lambda *_: 0,
        draw_pictures=lambda *_: (),
    )
    out, error = StringIO(), StringIO()
    given = [each.format(folder=path.parent) for each in arguments]
    with redirect_stdout(out), redirect_stderr(error):
        code = run(["--database", str(path), *given], wiring)
    return code, error.getvalue()


def stumbled(whole: Path, folder: Path, table: str, column: str, value: Any) -> list[str]:
    """The ways of reading that take what stands in that column for a defect of the program."""
    path = folder / "record.db"
    shutil.copyfile(whole, path)
    found = []
    if write(path, table, column, value):
        for arguments in READS:
            code, said = read(path, *arguments)
            if code not in (0, 1) or "An error in the program" in said:
                found.append(f"{table}.{column} = {str(value)[:20]!r}, {arguments[0]}: {code} {said}")
            for name in ("record.db.checked", "ward.pdf", "copy.db"):
                (folder / name).unlink(missing_ok=True)
    for left in folder.glob("record.db*"):
        left.unlink()
    return found


def cases(whole: Path, count: int) -> list[tuple[str, str, Any]]:
    places = [(*place, value) for place in columns(whole) for value in WRITTEN]
    return Random(3).sample(places, min(count, len(places)))


def test_what_cannot_be_read_is_damage_and_no_defect(whole: Path, tmp_path: Path) -> None:
    """Those that stumbled once, in every way of reading."""
    for table, column, value in (
        ("log_event", "logged_at", "null"),
        ("log_event", "body", DEEP),
        ("course_current", "next_state", "asleep"),
        ("patient", "birth_date", "9" * 5000),
        ("site_setting", "value", "Mars/Olympus"),
        ("checkpoint_current", "deadline", 10**18),
    ):
        assert not stumbled(whole, tmp_path, table, column, value)


def test_every_way_of_reading_any_column_short(whole: Path, tmp_path: Path) -> None:
    for case in cases(whole, 6):
        assert not stumbled(whole, tmp_path, *case)


@pytest.mark.slow
def test_every_way_of_reading_any_column(whole: Path, tmp_path: Path) -> None:
    assert not [said for case in cases(whole, 5000) for said in stumbled(whole, tmp_path, *case)]


def test_from_then_on_it_is_only_read(whole: Path, tmp_path: Path) -> None:
    shutil.copyfile(whole, tmp_path / "record.db")
    assert write(tmp_path / "record.db", "patient", "birth_date", "no day")
    record = ward.opened(tmp_path / "record.db")
    with pytest.raises(EnvironmentFault, match="database-damaged"), record.queries() as queries:
        queries.patients()
    assert record.reading_only == "unsound"
    record.close()


def test_a_defect_stays_one_where_the_record_holds(whole: Path, tmp_path: Path) -> None:
    shutil.copyfile(whole, tmp_path / "record.db")
    record = ward.opened(tmp_path / "record.db")

    def stumble(inside: AbstractContextManager[object]) -> None:
        with inside:
            int("of the program")

    for inside in (record.queries(), record.queries(), record.unit_of_work()):
        with pytest.raises(ValueError, match="of the program"):
            stumble(inside)
    assert record.reading_only is None
    record.close()
