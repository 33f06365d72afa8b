"""A file of keys, or of wrong passwords, that somebody else wrote: refused or passed over, at no great cost."""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from db.attempts import FREE, TOLD_ONE_BY_ONE, Attempt, FileAttempts, attempts_path
from db.key_slots import ACCOUNT, Keys, keys_text, new_database_key, new_keys, read_keys
from pathway_app.domain.errors import Refused
from pathway_app.domain.ids import new_id
from pathway_app.logbook.events import LogFilter
from tests.clocks import NOW, HandClock
from tests.guarded import CHEAP, found_guarded, shown


@pytest.fixture
def told() -> dict[str, Any]:
    """Sound keys, as they are written."""
    made = new_keys().having(ACCOUNT, "an", b"secret", new_database_key(), CHEAP)[0]
    read: dict[str, Any] = json.loads(keys_text(made))
    return read


def read(told: dict[str, Any], folder: Path) -> Keys:
    path = folder / "x.keys"
    path.write_text(json.dumps(told))
    return read_keys(path)


@pytest.mark.parametrize(
    "cost",
    [
        {"lanes": 16},  # argon2id wants eight KiB a lane
        {"memory": 7},
        {"memory": 256 * 1024 + 1},
        {"passes": 11},
        {"lanes": 17},
        {"passes": 0},
        {"passes": True},
        {"memory": 1e9},
    ],
)
def test_a_cost_that_cannot_be_or_would_be_dear_is_refused(
    told: dict[str, Any], cost: dict[str, Any], tmp_path: Path
) -> None:
    told["slots"][0]["argon2id"] |= cost
    with pytest.raises(Refused, match="keys-damaged"):
        read(told, tmp_path)


def test_very_many_slots_of_one_name_are_refused(told: dict[str, Any], tmp_path: Path) -> None:
    told["slots"][0]["argon2id"] |= {"passes": 3, "memory": 64 * 1024, "lanes": 4}
    several = told | {"slots": told["slots"] * 64}
    assert len(read(several, tmp_path).slots) == 64
    with pytest.raises(Refused, match="keys-damaged"):
        read(told | {"slots": told["slots"] * 65}, tmp_path)
    others = [told["slots"][0] | {"name": f"n{number}"} for number in range(100)]
    assert len(read(told | {"slots": others}, tmp_path).slots) == 100


@pytest.mark.parametrize(
    "line",
    [
        b"[" * 100_000,
        b'{"id": [], "at": "2026-11-22T08:41:00+00:00", "account": "an", "login": "x"}',
        b'{"id": "ID", "at": "2026-11-22T08:41:00", "account": "an", "login": "x"}',
        b'{"id": "ID", "at": "2026-11-22T08:41:00+00:00", "account": ["an"], "login": "x"}',
        b'{"id": "ID", "at": "2026-11-22T08:41:00+00:00", "account": "an", "login": 7}',
        b'{"id": "ID", "at": "2026-11-22T08:41:00+00:00", "account": "\\ud800", "login": "x"}',
        b'{"id": "ID", "at": "2026-11-22T08:41:00+00:00", "account": "an", "login": "\\udfff"}',
        b'{"id": "\\ud800", "at": "2026-11-22T08:41:00+00:00", "account": "an", "login": "x"}',
        b'{"id": "ID", "at": "2026-11-22T08:41:00+00:00", "account": "an", "login": "' + b"x" * 101 + b'"}',
        b'{"id": "ID", "at": 5, "account": "an", "login": "x"}',
        *(
            b'{"id": "ID", "at": "%b", "account": "an", "login": "x"}' % at
            for at in (
                b"9999-12-31T23:59:59+00:00",
                b"9999-12-31T23:59:59-23:59",
                b"0001-01-01T00:00:00+23:59",
                b"2025-11-20T08:41:00+00:00",
                b"2026-11-22T08:46:01+00:00",
            )
        ),
        b'{"id": "no id", "at": "2026-11-22T08:41:00+00:00", "account": "an", "login": "x"}',
        b"{}",
        b"9" * 5000,
        b"\xff",
    ],
)
def test_what_is_no_attempt_is_passed_over(line: bytes, tmp_path: Path) -> None:
    named = line.replace(b'"ID"', f'"{new_id()}"'.encode())
    (tmp_path / "x.db.attempts").write_bytes(named + b"\n")
    attempts = FileAttempts(tmp_path / "x.db")
    assert attempts.all(NOW) == ()
    assert attempts.wait("an", NOW) == 0
    for _ in range(FREE):
        attempts.add("an", NOW, "x")
    began = time.monotonic()
    assert attempts.wait("an", NOW) > 0
    attempts.settle("bo", attempts.all(NOW), NOW)
    assert len(attempts.all(NOW)) == FREE
    assert time.monotonic() - began < 10


@pytest.mark.parametrize("name", ["id", "kind", "name"])
def test_a_slot_named_by_half_a_pair_of_surrogates_is_refused(
    told: dict[str, Any], name: str, tmp_path: Path
) -> None:
    with pytest.raises(Refused, match="keys-damaged"):
        read(told | {"slots": [*told["slots"], told["slots"][0] | {name: "\ud800"}]}, tmp_path)


def test_of_very_many_wrong_passwords_the_newest_are_logged_and_the_rest_counted(tmp_path: Path) -> None:
    path, clock = tmp_path / "ward.db", HandClock()
    records = found_guarded(path, clock)
    told = [asdict(Attempt(new_id(), NOW.isoformat(), None, f"pc{n}")) for n in range(TOLD_ONE_BY_ONE + 30)]
    attempts_path(path).write_text("".join(f"{json.dumps(each)}\n" for each in told))
    record = records.open(str(path), credentials=shown("chief"))
    with record.queries() as queries:
        newest = queries.log(LogFilter(failures=True), limit=TOLD_ONE_BY_ONE + 40).rows
    record.close()
    details = [each.content()["details"] for each in newest]
    assert len(details) == TOLD_ONE_BY_ONE + 1
    assert details[0]["login"] == f"pc{TOLD_ONE_BY_ONE + 29}"
    assert details[-1] == {"at": NOW.isoformat(), "count": "30"}
