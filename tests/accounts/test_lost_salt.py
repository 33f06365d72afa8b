"""The first bytes of an encrypted file, without which its pages cannot be told from noise, are lost."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import db.key_slots
from db.key_slots import SALT_BYTES, keys_path, read_keys, write_keys
from pathway_app.domain.errors import Refused
from pathway_app.ports import Record
from tests.clocks import HandClock
from tests.guarded import cheap_records, found_guarded, shown


@pytest.fixture
def ward(tmp_path: Path) -> Path:
    found_guarded(tmp_path / "ward.db", HandClock())
    return tmp_path / "ward.db"


def lose(path: Path, by: bytes = bytes(SALT_BYTES)) -> bytes:
    content = path.read_bytes()
    path.write_bytes(by + content[SALT_BYTES:])
    return content[:SALT_BYTES]


def opened(path: Path, *, damaged: bool = False) -> Record:
    return cheap_records(HandClock()).open(str(path), credentials=shown("chief"), damaged=damaged)


def kinds(record: Record) -> list[str]:
    with record.queries() as queries:
        assert queries.verify().sound
        return [event.kind for event in queries.log().rows]


def open_and_close(path: Path) -> None:
    opened(path).close()


def rekey(path: Path) -> None:
    cheap_records(HandClock()).rekey(str(path), shown("chief"))


@pytest.mark.parametrize("before", [open_and_close, rekey])
def test_they_are_put_back_and_that_is_on_record(ward: Path, before: Callable[[Path], None]) -> None:
    before(ward)
    salt = lose(ward)
    record = opened(ward)
    assert kinds(record).count("file-mended") == 1
    record.close()
    assert ward.read_bytes()[:SALT_BYTES] == salt
    again = opened(ward)
    assert kinds(again).count("file-mended") == 1
    again.close()


def test_of_a_copy_too(ward: Path) -> None:
    record = opened(ward)
    record.back_up(str(ward.parent / "copy.db"))
    record.close()
    lose(ward.parent / "copy.db")
    copy = opened(ward.parent / "copy.db")
    assert "file-mended" in kinds(copy)
    copy.close()


def test_where_the_file_is_only_looked_at_nothing_is_written(ward: Path) -> None:
    lose(ward)
    before = ward.read_bytes()
    record = opened(ward, damaged=True)
    assert "file-mended" not in kinds(record)
    record.close()
    assert ward.read_bytes() == before


def test_keys_of_an_older_program_get_it_at_the_next_log_in(ward: Path) -> None:
    keys = keys_path(ward)
    told: dict[str, Any] = json.loads(keys.read_text())
    del told["salts"]
    told["sum"] = db.key_slots._sum(told["database"], told["slots"], [])
    keys.write_text(json.dumps(told))
    assert read_keys(keys).is_whole
    lose(ward, salt := lose(ward))
    open_and_close(ward)
    assert [each.value for each in read_keys(keys).salts] == [salt]


def test_a_salt_that_somebody_else_laid_there_is_not_tried(ward: Path) -> None:
    salt = lose(ward)
    keys = read_keys(keys_path(ward))
    other = db.key_slots.new_database_key()
    write_keys(keys_path(ward), replace(keys, salts=()).with_salt(other, salt))
    with pytest.raises(Refused) as refused:
        opened(ward)
    assert refused.value.reasons[0].code == "keys-other"


@pytest.mark.parametrize(
    "salts", [[{"value": "AAAA", "proof": "AAAA"}], [{"value": "AAAA"}], "salt", [None], {"value": 1}]
)
def test_what_is_no_salt_is_damage(ward: Path, salts: Any) -> None:
    keys = keys_path(ward)
    keys.write_text(json.dumps(json.loads(keys.read_text()) | {"salts": salts}))
    with pytest.raises(Refused) as refused:
        read_keys(keys)
    assert refused.value.reasons[0].code == "keys-damaged"


def test_a_new_key_costs_one_look_at_the_password(ward: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[bytes] = []
    plain = db.key_slots.stretched

    def counting(secret: bytes, salt: bytes, hashing: db.key_slots.Hashing) -> bytes:
        counted.append(secret)
        return plain(secret, salt, hashing)

    monkeypatch.setattr(db.key_slots, "stretched", counting)
    rekey(ward)
    assert len(counted) == 1
