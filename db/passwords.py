"""Where the passwords of a record are checked: by the key slots beside a file, or by a table on a server.

An account's row names the slot that counts. A new one is laid beside the old one before that row changes, and the old
one is taken away after it, so that at every moment one password opens the record.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from hmac import compare_digest
from pathlib import Path
from secrets import token_hex

from db import sql
from db.key_slots import ACCOUNT, Hashing, keys_path, read_keys, write_keys
from db.link import Link
from pathway_app.signing_in import password_bytes


class FilePasswords:
    """The key slots beside an SQLite file whose key is `key`."""

    def __init__(self, database: Path, key: bytes, hashing: Hashing) -> None:
        self._path = keys_path(database)
        self._key = key
        self._hashing = hashing

    def offer(self, link: Link, name: str, password: str) -> str:
        keys = read_keys(self._path)
        changed, slot = keys.having(ACCOUNT, name, password_bytes(password), self._key, self._hashing)
        write_keys(self._path, changed)
        return slot

    def opens(self, link: Link, name: str, slot: str, password: str) -> bool:
        # Whoever can write the folder could lay down another's slot; only one with the same key in it counts.
        keys = read_keys(self._path).only({name: slot})
        found = keys.unlocked(ACCOUNT, name, password_bytes(password))
        return any(each.slot == slot and compare_digest(each.key, self._key) for each in found)

    def settle(self, link: Link, valid: Mapping[str, str]) -> None:
        keys = read_keys(self._path)
        settled = keys.only(valid).with_only_key(self._key)
        link.execute("PRAGMA cipher_salt")
        row = link.cursor.fetchone()
        if row is not None:
            salt = bytes.fromhex(row[0])
            if settled.salts_of(self._key) != (salt,):
                settled = settled.with_salt(self._key, salt)
        if settled != keys:
            write_keys(self._path, settled)


class TablePasswords:
    """The hashes in a server's own table."""

    def __init__(self, hashing: Hashing) -> None:
        self._hashing = hashing

    def offer(self, link: Link, name: str, password: str) -> str:
        return self.put(link, name, password_bytes(password))

    def put(self, link: Link, name: str, secret: bytes) -> str:
        from argon2.low_level import Type, hash_secret

        cost = self._hashing
        hashed = hash_secret(
            secret, os.urandom(16), cost.passes, cost.memory, cost.lanes, 32, Type.ID
        ).decode()
        slot = token_hex(16)
        link.run(sql.PUT_PASSWORD, {"account": name, "slot": slot, "hash": hashed})
        return slot

    def opens(self, link: Link, name: str, slot: str, password: str) -> bool:
        row = link.row(sql.PASSWORD, {"account": name})
        return row is not None and row[0] == slot and self.matches(link, name, password_bytes(password))

    def matches(self, link: Link, name: str, secret: bytes) -> bool:
        from argon2.exceptions import Argon2Error, InvalidHashError
        from argon2.low_level import Type, verify_secret

        row = link.row(sql.PASSWORD, {"account": name})
        try:
            return row is not None and verify_secret(row[1].encode(), secret, Type.ID)
        except (Argon2Error, InvalidHashError, ValueError):
            return False

    def settle(self, link: Link, valid: Mapping[str, str]) -> None:
        for account, slot in link.rows(sql.PASSWORD_SLOTS):
            if account and valid.get(account) != slot:
                link.run(sql.DROP_PASSWORD, {"account": account})


RECOVERY_ACCOUNT = ""
"""under this name the recovery phrase's hash lies in the table"""
