"""The keys of an encrypted database: one random key, wrapped anew for each account and for the recovery phrase.

They lie beside the database, in `<database>.keys` (JSON). Each slot has a pair of X25519 keys of its own: the private
one is wrapped by a key that argon2id makes from the password, the database's key by the public one. So an account can
be given another database key without its password. What a slot was made for (database, kind, name, its id and public
key) is authenticated with everything that is wrapped in it: a slot cannot be passed off as another's.

The database's salt, which else stands in the file's first bytes alone, is kept here too, authenticated by the key.
"""

from __future__ import annotations

import hmac
import json
import os
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes, token_hex
from typing import Any

from db.faults import fault_of_system, refused
from db.whole_files import sync, unfinished
from pathway_app.ordinary_files import open_ordinary

KEY_BYTES = 32
SALT_BYTES = 16
ACCOUNT, RECOVERY = "account", "recovery"
_FORMAT = "zorgpad-keys/1"
_LONGEST = 4 * 1024 * 1024
"""bytes of a file with keys; an account's slot takes less than one thousand"""
_MOST_COST = (10, 256 * 1024, 16)
_MOST_OF_A_NAME = 64 * 3 * 64 * 1024
"""passes × KiB of all slots that one password is tried on, some seconds; a change that was cut off leaves one more"""
_LEAST_OF_A_LANE = 8
"""KiB, as argon2id demands"""


@dataclass(frozen=True, slots=True)
class Hashing:
    """How costly argon2id is: passes, memory in KiB, lanes. By default the low-memory profile of RFC 9106."""

    passes: int = 3
    memory: int = 64 * 1024
    lanes: int = 4


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """The database's key for the owner of a slot; `proof` shows that its maker knew that key."""

    ephemeral: bytes
    nonce: bytes
    sealed: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Slot:
    id: str
    kind: str
    name: str
    hashing: Hashing
    salt: bytes
    nonce: bytes
    private: bytes
    """the private key, wrapped by what argon2id makes of the password"""
    public: bytes
    keys: tuple[WrappedKey, ...] = ()


@dataclass(frozen=True, slots=True)
class KeptSalt:
    """With what the file's first bytes begin under one key; `proof` shows that who put it here knew that key."""

    value: bytes
    proof: bytes


@dataclass(frozen=True, slots=True)
class Unlocked:
    """A slot that a password opened, and a key that was in it."""

    slot: str
    key: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Keys:
    """All slots of one database; `database` is the id with which they were made."""

    database: str
    slots: tuple[Slot, ...] = ()
    is_whole: bool = True
    """whether the file's check sum is that of what was read"""
    salts: tuple[KeptSalt, ...] = ()
    """one; two while the database gets a new key; none of older programs"""

    def of(self, kind: str, name: str = "") -> Iterator[Slot]:
        return (slot for slot in self.slots if (slot.kind, slot.name) == (kind, name))

    def unlocked(self, kind: str, name: str, secret: bytes) -> tuple[Unlocked, ...]:
        """What this secret opens; nothing where it is the wrong one, or the slot somebody else's."""
        return tuple(
            opened for slot in self.of(kind, name) for opened in _unlocked(self.database, slot, secret)
        )

    def having(self, kind: str, name: str, secret: bytes, key: bytes, hashing: Hashing) -> tuple[Keys, str]:
        """With a new slot beside what the account has already, and the new slot's id."""
        slot = _made(self.database, kind, name, secret, hashing)
        slot = replace(slot, keys=(_wrapped(self.database, slot, key),))
        return replace(self, slots=(*self.slots, slot)), slot.id

    def only(self, valid: Mapping[str, str]) -> Keys:
        """Without the slots of accounts that are not the one (account → slot id) in `valid`."""
        kept = (slot for slot in self.slots if slot.kind != ACCOUNT or valid.get(slot.name) == slot.id)
        return replace(self, slots=tuple(kept))

    def with_further_key(self, known: bytes, further: bytes) -> Keys:
        """Every owner gets the database's next key beside the known one, without a password.

        Raises ValueError for a slot whose public key was not put there by somebody who knew the known key.
        """
        slots = []
        for slot in self.slots:
            if not any(
                hmac.compare_digest(key.proof, _proof(self.database, slot, known)) for key in slot.keys
            ):
                raise ValueError(slot.id)
            slots.append(replace(slot, keys=(*slot.keys, _wrapped(self.database, slot, further))))
        return replace(self, slots=tuple(slots))

    def with_only_key(self, key: bytes) -> Keys:
        """Without the keys that no longer open the database."""
        slots = []
        for slot in self.slots:
            proof = _proof(self.database, slot, key)
            kept = tuple(each for each in slot.keys if hmac.compare_digest(each.proof, proof))
            slots.append(replace(slot, keys=kept))
        return replace(self, slots=tuple(slots), salts=tuple(self._salts(key)))

    def with_salt(self, key: bytes, salt: bytes) -> Keys:
        """With the salt of the file that this key opens, in the place of what was kept for that key."""
        others = (each for each in self.salts if each not in tuple(self._salts(key)))
        kept = KeptSalt(salt, _salt_proof(self.database, salt, key))
        return replace(self, salts=(*others, kept))

    def salts_of(self, key: bytes) -> tuple[bytes, ...]:
        """Those kept by somebody who knew the key."""
        return tuple(each.value for each in self._salts(key))

    def _salts(self, key: bytes) -> Iterator[KeptSalt]:
        for each in self.salts:
            if hmac.compare_digest(each.proof, _salt_proof(self.database, each.value, key)):
                yield each


def new_keys() -> Keys:
    return Keys(token_hex(16))


def first_keys(keys: Keys, phrase: bytes, key: bytes, hashing: Hashing) -> Keys:
    """With a slot for the recovery phrase."""
    return keys.having(RECOVERY, "", phrase, key, hashing)[0]


def new_database_key() -> bytes:
    return token_bytes(KEY_BYTES)


def keys_path(database: Path) -> Path:
    return database.with_name(f"{database.name}.keys")


# A slot


def stretched(secret: bytes, salt: bytes, hashing: Hashing) -> bytes:
    """What argon2id makes of a password: 32 bytes, in about a tenth of a second."""
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(secret, salt, hashing.passes, hashing.memory, hashing.lanes, KEY_BYTES, Type.ID)


def _made(database: str, kind: str, name: str, secret: bytes, hashing: Hashing) -> Slot:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    private = X25519PrivateKey.generate()
    slot = Slot(
        token_hex(16),
        kind,
        name,
        hashing,
        token_bytes(16),
        token_bytes(12),
        b"",
        private.public_key().public_bytes_raw(),
    )
    opener = AESGCM(stretched(secret, slot.salt, hashing))
    sealed = opener.encrypt(slot.nonce, private.private_bytes_raw(), _bound(database, slot, b"private"))
    return replace(slot, private=sealed)


def _unlocked(database: str, slot: Slot, secret: bytes) -> Iterator[Unlocked]:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        opener = AESGCM(stretched(secret, slot.salt, slot.hashing))
        raw = opener.decrypt(slot.nonce, slot.private, _bound(database, slot, b"private"))
        private = X25519PrivateKey.from_private_bytes(raw)
    except (InvalidTag, ValueError):
        return
    for wrapped in slot.keys:
        try:
            shared = private.exchange(X25519PublicKey.from_public_bytes(wrapped.ephemeral))
            wrapper = AESGCM(_derived(shared, wrapped.ephemeral + slot.public))
            key = wrapper.decrypt(wrapped.nonce, wrapped.sealed, _bound(database, slot, b"key"))
        except (InvalidTag, ValueError):
            continue
        if len(key) == KEY_BYTES and hmac.compare_digest(wrapped.proof, _proof(database, slot, key)):
            yield Unlocked(slot.id, key)


def _wrapped(database: str, slot: Slot, key: bytes) -> WrappedKey:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    once = X25519PrivateKey.generate()
    ephemeral = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(slot.public))
    nonce = token_bytes(12)
    wrapper = AESGCM(_derived(shared, ephemeral + slot.public))
    sealed = wrapper.encrypt(nonce, key, _bound(database, slot, b"key"))
    return WrappedKey(ephemeral, nonce, sealed, _proof(database, slot, key))


def _derived(secret: bytes, salt: bytes) -> bytes:
    """HKDF with SHA-256, one block: a key of 32 bytes."""
    extracted = hmac.digest(salt, secret, "sha256")
    return hmac.digest(extracted, b"zorgpad database key\x01", "sha256")


def _proof(database: str, slot: Slot, key: bytes) -> bytes:
    own = hmac.digest(key, b"zorgpad key slots", "sha256")
    return hmac.digest(own, _bound(database, slot, b"proof"), "sha256")


def _salt_proof(database: str, salt: bytes, key: bytes) -> bytes:
    own = hmac.digest(key, b"zorgpad file salt", "sha256")
    return hmac.digest(own, _together(_FORMAT.encode(), database.encode(), salt), "sha256")


def _bound(database: str, slot: Slot, purpose: bytes) -> bytes:
    """What the content of a slot belongs to."""
    names = (database, slot.kind, slot.name, slot.id)
    return _together(_FORMAT.encode(), purpose, *(name.encode() for name in names), slot.public)


def _together(*parts: bytes) -> bytes:
    """Each with its length, so that none runs into the next."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


# The file


def read_keys(path: Path) -> Keys:
    """From the file. Raises Refused (`keys-missing`, `keys-damaged`)."""
    try:
        with open_ordinary(path) as file:
            text = file.read(_LONGEST + 1)
    except FileNotFoundError:
        raise refused("keys-missing", path) from None
    except OSError:
        raise refused("file-unreadable", path) from None
    try:
        if len(text) > _LONGEST:
            raise ValueError
        told = json.loads(text)
        if told["format"] != _FORMAT:
            raise ValueError
        slots = tuple(_slot_of(each) for each in told["slots"])
        cost: Counter[tuple[str, str]] = Counter()
        for each in slots:
            cost[each.kind, each.name] += each.hashing.passes * each.hashing.memory
        if any(of_one > _MOST_OF_A_NAME for of_one in cost.values()):
            raise ValueError
        database = str(told["database"])
        database.encode()
        salts = told.get("salts", [])
        kept = tuple(KeptSalt(_bytes(each["value"], SALT_BYTES), _bytes(each["proof"])) for each in salts)
        if any(len(each.value) != SALT_BYTES for each in kept):
            raise ValueError
        is_whole = told.get("sum") == _sum(told["database"], told["slots"], salts)
        return Keys(database, slots, is_whole, kept)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise refused("keys-damaged", path) from None


def keys_text(keys: Keys) -> str:
    """What stands in the file."""
    slots = [_told(slot) for slot in keys.slots]
    salts = [{"value": _text(each.value), "proof": _text(each.proof)} for each in keys.salts]
    told: dict[str, Any] = {"format": _FORMAT, "database": keys.database, "slots": slots}
    told |= ({"salts": salts} if salts else {}) | {"sum": _sum(keys.database, slots, salts)}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def write_keys(path: Path, keys: Keys) -> None:
    """Write the file whole: a crash leaves what was there or what is new. Raises EnvironmentFault."""
    try:
        with unfinished(path) as part:
            descriptor = os.open(
                part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600
            )
            with os.fdopen(descriptor, "wb") as file:
                file.write(keys_text(keys).encode())
                file.flush()
                os.fsync(file.fileno())
            part.replace(path)
            if os.name != "nt":
                sync(path.parent)
    except OSError as error:
        raise fault_of_system(error, path) from error


def _sum(database: object, slots: object, salts: object) -> str:
    """Tells a damaged file from a wrong password; it protects against nobody."""
    told = [database, slots, salts] if salts else [database, slots]
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _told(slot: Slot) -> dict[str, Any]:
    return {
        "id": slot.id,
        "kind": slot.kind,
        "name": slot.name,
        "argon2id": {
            "passes": slot.hashing.passes,
            "memory": slot.hashing.memory,
            "lanes": slot.hashing.lanes,
            "salt": _text(slot.salt),
        },
        "nonce": _text(slot.nonce),
        "private": _text(slot.private),
        "public": _text(slot.public),
        "keys": [
            {name: _text(getattr(each, name)) for name in ("ephemeral", "nonce", "sealed", "proof")}
            for each in slot.keys
        ],
    }


def _slot_of(told: Any) -> Slot:
    cost = tuple(told["argon2id"][name] for name in ("passes", "memory", "lanes"))
    # Of a file that somebody else wrote: neither hours nor all of the memory.
    if not all(type(each) is int and 1 <= each <= most for each, most in zip(cost, _MOST_COST, strict=True)):
        raise ValueError
    if cost[1] < _LEAST_OF_A_LANE * cost[2]:
        raise ValueError
    keys = tuple(
        WrappedKey(*(_bytes(each[name]) for name in ("ephemeral", "nonce", "sealed", "proof")))
        for each in told["keys"]
    )
    names = (told["id"], told["kind"], told["name"])
    if not all(isinstance(each, str) for each in names):
        raise ValueError
    for each in names:
        each.encode()  # half a pair of surrogates raises ValueError: what the slot is bound to is bytes
    return Slot(
        *names,
        Hashing(*cost),
        _bytes(told["argon2id"]["salt"], least=8),
        _bytes(told["nonce"], least=12),
        _bytes(told["private"]),
        _bytes(told["public"], least=KEY_BYTES),
        keys,
    )


def _text(content: bytes) -> str:
    return b64encode(content).decode()


def _bytes(text: Any, least: int = 1) -> bytes:
    content = b64decode(text, validate=True)
    if not least <= len(content) <= 256:
        raise ValueError
    return content
