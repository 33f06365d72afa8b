"""Key slots: each opens with its own password and nothing else, whatever somebody does to the file."""

from __future__ import annotations

import json
import os
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.key_slots import (
    ACCOUNT,
    KEY_BYTES,
    RECOVERY,
    Hashing,
    Keys,
    Slot,
    keys_text,
    new_database_key,
    new_keys,
    read_keys,
    stretched,
    write_keys,
)
from pathway_app.domain.errors import EnvironmentFault, Refused
from tests.guarded import CHEAP

AN, BO = b"the password of an", b"the password of bo"


@pytest.fixture
def key() -> bytes:
    return new_database_key()


@pytest.fixture
def keys(key: bytes) -> Keys:
    made = new_keys().having(ACCOUNT, "an", AN, key, CHEAP)[0]
    return made.having(ACCOUNT, "bo", BO, key, CHEAP)[0].having(RECOVERY, "", b"phrase", key, CHEAP)[0]


def opened(keys: Keys, name: str, secret: bytes, kind: str = ACCOUNT) -> list[bytes]:
    return [each.key for each in keys.unlocked(kind, name, secret)]


def slot(keys: Keys, name: str) -> Slot:
    return next(iter(keys.of(ACCOUNT, name)))


def with_slot(keys: Keys, changed: Slot) -> Keys:
    return replace(keys, slots=tuple(changed if each.name == changed.name else each for each in keys.slots))


def test_each_password_opens_its_own_slot_only(keys: Keys, key: bytes) -> None:
    assert opened(keys, "an", AN) == [key]
    assert opened(keys, "bo", BO) == [key]
    assert opened(keys, "", b"phrase", RECOVERY) == [key]
    for name, secret, kind in (
        ("an", BO, ACCOUNT),
        ("bo", AN, ACCOUNT),
        ("an", AN + b" ", ACCOUNT),
        ("an", b"", ACCOUNT),
        ("nobody", AN, ACCOUNT),
        ("an", b"phrase", ACCOUNT),
        ("", AN, RECOVERY),
    ):
        assert opened(keys, name, secret, kind) == []


def test_the_standing_profile_is_that_of_the_rfc() -> None:
    """Argon2id as the test vector's library computes it, with the parameters of RFC 9106's second choice."""
    from argon2.profiles import RFC_9106_LOW_MEMORY as PROFILE

    assert Hashing() == Hashing(PROFILE.time_cost, PROFILE.memory_cost, PROFILE.parallelism)
    assert len(stretched(b"password", bytes(16), Hashing())) == KEY_BYTES
    assert stretched(b"password", bytes(16), CHEAP) != stretched(b"password", bytes(15) + b"\x01", CHEAP)


def test_a_slot_cannot_be_passed_off_as_another_s(keys: Keys) -> None:
    """Bo, who knows a password, puts its slot under the name of An, of the phrase, of another database."""
    mine = slot(keys, "bo")
    as_an = replace(mine, name="an")
    assert opened(with_slot(keys, as_an), "an", BO) == []
    assert opened(with_slot(keys, replace(as_an, id=slot(keys, "an").id)), "an", BO) == []
    assert opened(replace(keys, slots=(replace(mine, kind=RECOVERY, name=""),)), "", BO, RECOVERY) == []
    assert opened(replace(keys, database="another"), "bo", BO) == []
    assert opened(with_slot(keys, replace(mine, id="0" * 32)), "bo", BO) == []


def test_what_is_wrapped_for_one_is_of_no_use_to_another(keys: Keys) -> None:
    an, bo = slot(keys, "an"), slot(keys, "bo")
    assert opened(with_slot(keys, replace(bo, keys=an.keys)), "bo", BO) == []
    assert opened(with_slot(keys, replace(bo, private=an.private, nonce=an.nonce)), "bo", BO) == []
    assert opened(with_slot(keys, replace(bo, public=an.public)), "bo", BO) == []
    assert opened(with_slot(keys, replace(bo, salt=an.salt)), "bo", BO) == []


def test_a_new_key_is_given_without_passwords_and_the_old_one_goes(keys: Keys, key: bytes) -> None:
    fresh = new_database_key()
    both = keys.with_further_key(key, fresh)
    assert sorted(opened(both, "an", AN)) == sorted([key, fresh])
    only = both.with_only_key(fresh)
    assert opened(only, "an", AN) == opened(only, "bo", BO) == [fresh]
    assert opened(only, "", b"phrase", RECOVERY) == [fresh]
    assert key.hex() not in keys_text(only)


def test_whoever_did_not_know_the_key_gets_no_new_one(keys: Keys, key: bytes) -> None:
    """A stranger who can write the file adds a slot of its own, or its own public key to another's."""
    stranger = Keys(keys.database).having(ACCOUNT, "an", b"stranger", new_database_key(), CHEAP)[0]
    for forged in (
        replace(keys, slots=(*keys.slots, *stranger.slots)),
        with_slot(keys, replace(slot(keys, "an"), public=stranger.slots[0].public)),
        with_slot(keys, replace(stranger.slots[0], keys=slot(keys, "an").keys)),
    ):
        with pytest.raises(ValueError, match=r"^[0-9a-f]{32}$"):
            forged.with_further_key(key, new_database_key())


def test_only_the_slots_that_count_stay(keys: Keys) -> None:
    again, new = keys.having(ACCOUNT, "an", b"new", opened(keys, "an", AN)[0], CHEAP)
    assert len(opened(again, "an", AN)) == len(opened(again, "an", b"new")) == 1
    settled = again.only({"an": new})
    assert opened(settled, "an", AN) == []
    assert len(opened(settled, "an", b"new")) == 1
    assert opened(settled, "bo", BO) == []
    assert len(opened(settled, "", b"phrase", RECOVERY)) == 1


def test_the_file_is_private_and_read_as_written(keys: Keys, key: bytes, tmp_path: Path) -> None:
    path = tmp_path / "record.db.keys"
    write_keys(path, keys)
    assert read_keys(path) == keys
    assert [each.name for each in tmp_path.iterdir()] == ["record.db.keys"]
    if os.name != "nt":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert key.hex() not in text
    assert AN.decode() not in text


def code_of(path: Path) -> str:
    with pytest.raises(Refused) as refused:
        read_keys(path)
    return refused.value.reasons[0].code


@pytest.mark.parametrize(
    "change",
    [
        lambda told: told.update(format="zorgpad-keys/2"),
        lambda told: told.pop("slots"),
        lambda told: told["slots"][0].pop("nonce"),
        lambda told: told["slots"][0].update(nonce="?"),
        lambda told: told["slots"][0].update(nonce="AA=="),
        lambda told: told["slots"][0].update(name=7),
        lambda told: told["slots"][0]["argon2id"].update(memory=2**40),
        lambda told: told["slots"][0]["argon2id"].update(passes=True),
        lambda told: told["slots"][0]["argon2id"].update(passes=10**9),
        lambda told: told["slots"][0]["argon2id"].update(lanes=0),
        lambda told: told["slots"][0]["keys"][0].update(sealed="A" * 10_000),
        lambda told: told.update(slots=[[]]),
    ],
)
def test_what_is_no_file_of_keys_is_said(keys: Keys, tmp_path: Path, change: Any) -> None:
    told = json.loads(keys_text(keys))
    change(told)
    path = tmp_path / "keys"
    path.write_text(json.dumps(told))
    assert code_of(path) == "keys-damaged"


def test_a_missing_or_broken_file_is_said(keys: Keys, tmp_path: Path) -> None:
    path = tmp_path / "keys"
    assert code_of(path) == "keys-missing"
    text = keys_text(keys).encode()
    for part in (b"", b"\xff" * 9, text[: len(text) // 2], b"[" * 100_000, b" " * (5 * 1024 * 1024)):
        path.write_bytes(part)
        assert code_of(path) == "keys-damaged"


def test_every_flipped_bit_is_noticed_or_of_no_consequence(keys: Keys, key: bytes, tmp_path: Path) -> None:
    """One bit in each character: damaged, or no longer whole, or the same keys; never another key."""
    path, text = tmp_path / "keys", keys_text(keys).encode()
    unnoticed = 0
    for place in range(0, len(text), 3):
        changed = bytearray(text)
        changed[place] ^= 1 << place % 8
        path.write_bytes(changed)
        try:
            read = read_keys(path)
        except Refused:
            continue
        if read == keys:
            unnoticed += 1
            continue
        assert not read.is_whole
        assert set(opened(read, "an", AN)) <= {key}
    assert unnoticed < len(text) // 30, "white space, at most"


def test_a_full_disk_leaves_the_keys_that_were_there(
    keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys"
    write_keys(path, keys)
    before = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(EnvironmentFault) as fault:
        write_keys(path, new_keys())
    assert fault.value.code == "disk-full"
    assert path.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["keys"]
