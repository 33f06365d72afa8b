"""Pages of a damaged file that would lead round in a circle: reading ends, and says so."""

from __future__ import annotations

import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from db.engine import DatabaseRecords
from db.link import onward
from tests.clocks import HandClock
from tests.recording import writing

PAGE = 4096
_TABLE_LEAF, _CELLS_FROM = 13, 8


@pytest.mark.parametrize("further", [4, 5])
def test_the_next_page_begins_beyond_the_last(further: int) -> None:
    assert onward(3, further) == further


@pytest.mark.parametrize("key", [("2026-01-01", "a"), ("2025-12-31", "b")])
def test_one_that_does_not_is_refused(key: tuple[str, str]) -> None:
    with pytest.raises(ValueError, match="lead back"):
        onward(("2026-01-01", "a"), key)


def test_an_event_with_the_number_of_an_earlier_one_does_not_hold_verifying_up(
    sqlite_template: Path, tmp_path: Path, clock: HandClock
) -> None:
    path = tmp_path / "record.db"
    shutil.copyfile(sqlite_template, path)
    record = DatabaseRecords(clock).open(f"sqlite:///{path}")
    for number in range(5):
        with writing(record) as work:
            work.change_site(replace(work.site(), ward=f"Ward {number}"))
    record.close()
    _number_the_last_event(path, 1)
    record = DatabaseRecords(clock).open(f"sqlite:///{path}")
    with record.queries() as queries:
        verification = queries.verify()
    record.close()
    assert not verification.sound
    assert "log ValueError" in {problem.subject for problem in verification.problems}


def _number_the_last_event(path: Path, number: int) -> None:
    """In the page itself, which SQLite takes for sorted."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'log_event'").fetchone()
    connection.close()
    data = bytearray(path.read_bytes())
    page = (root - 1) * PAGE
    assert data[page] == _TABLE_LEAF, "few enough events for one page"
    cells = int.from_bytes(data[page + 3 : page + 5], "big")
    pointer = page + _CELLS_FROM + 2 * (cells - 1)
    cell = page + int.from_bytes(data[pointer : pointer + 2], "big")
    while data[cell] & 0x80:  # the length of the content
        cell += 1
    assert data[cell + 1] < 0x80
    data[cell + 1] = number
    path.write_bytes(data)
