"""A database file made again under another key: one that was plain until now, or one that gets a new key.

The new file is made beside the old one while nobody else can use it, checked, and takes its place whole. The keys for
it are laid down before that, and those of the old one are taken away after: at every moment the file has its key.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from db.backup import chain_end
from db.faults import fault_of_system, refused
from db.key_slots import (
    ACCOUNT,
    RECOVERY,
    Hashing,
    Keys,
    first_keys,
    keys_path,
    new_database_key,
    new_keys,
    read_keys,
    write_keys,
)
from db.log import EventKind
from db.passwords import FilePasswords
from db.places import is_plain
from db.record import DatabaseRecord
from db.sqlite import SqliteStore, connect, driver, full_told
from db.sqlite_files import faults_of
from db.whole_files import make_private, sync, unfinished
from pathway_app.accounts import Account
from pathway_app.changes import Changes
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.domain.ids import new_id
from pathway_app.people import Actor, Role
from pathway_app.ports import Clock, UnitOfWork
from pathway_app.recovery import phrase_secret
from pathway_app.shredding import overwrite
from pathway_app.signing_in import Credentials, checked_password, one_time_password

PLAIN = ".plain"
"""ending of the name of a file that is about to be overwritten because it is not encrypted"""


def protect_file(
    path: Path, credentials: Credentials, recovery: str, clock: Clock, hashing: Hashing
) -> dict[str, str]:
    """Encrypt a file that an older program left plain; the others' passwords for one log-in, by account.

    `credentials`: an administrator of it with a new password. What was plain is overwritten and removed.
    """
    checked_password(credentials.name, credentials.password)
    key = new_database_key()
    keys = first_keys(new_keys(), phrase_secret(recovery), key, hashing)
    given: dict[str, str] = {}

    def fill(part: Path) -> None:
        write_keys(keys_path(part), keys)
        store = SqliteStore(part, clock, key=key, passwords=FilePasswords(part, key, hashing))
        record = DatabaseRecord(store)
        try:
            given.update(set_first_passwords(record.unit_of_work(), credentials))
        finally:
            record.close()

    def put(part: Path) -> None:
        keys_path(part).replace(keys_path(path))
        aside = path.with_name(path.name + PLAIN)
        _set_beside(path, aside)
        part.replace(path)
        _sync_folder(path)

    with _remade(path, None, key, fill) as part:
        put(part)
    overwrite_plain(path)
    return given


def overwrite_plain(path: Path) -> None:
    """Overwrite and remove what lies beside an encrypted file and is not: what it was, and the copies of migrations."""
    name = re.compile(rf"{re.escape(path.name)}({re.escape(PLAIN)}|\.schema-\d+)", re.ASCII)
    for each in list(path.parent.iterdir()):
        if name.fullmatch(each.name) and is_plain(each):
            overwrite(each)


def set_first_passwords(unit: UnitOfWork, credentials: Credentials) -> dict[str, str]:
    """In one transaction, for every account that is not disabled. Raises Refused (`recovery-not-administrator`)."""
    command_id = new_id()
    with unit as work:
        everyone = work.accounts()
        chief = _administrator(everyone, credentials.name)
        work.begin(chief.actor, command_id, "Protect")
        work.set_password(chief, credentials.password, must_change=False)
        given = {}
        for account in everyone:
            if account.name != chief.name and not account.disabled:
                given[account.name] = one_time_password()
                work.set_password(account, given[account.name], must_change=True)
        work.commit(Changes(command_id, settings=True))
    return given


def _administrator(everyone: tuple[Account, ...], name: str) -> Account:
    for account in everyone:
        if account.name == name and account.role is Role.ADMINISTRATOR and not account.disabled:
            return account
    raise Refused(Refusal("recovery-not-administrator", "name", {"name": name}))


def rekey_file(
    path: Path,
    key: bytes,
    actor: Actor,
    clock: Clock,
    hashing: Hashing,
    recovery: str | None,
    tell: Callable[[], None] | None = None,
) -> None:
    """Give the file a new key, and every account's slot with it. `recovery`: a new phrase in the old one's place.

    `tell` is called when all is ready, before anything of it holds: whoever is cut off knows the phrase that counts.

    Raises Refused (`keys-damaged`) where a slot was not made by somebody who had the key.
    """
    fresh = new_database_key()
    kept = read_keys(keys_path(path))

    def fill(part: Path) -> None:
        store = SqliteStore(part, clock, key=fresh)
        record = DatabaseRecord(store)
        try:
            with record.unit_of_work() as work:
                command_id = new_id()
                work.begin(actor, command_id, "Rekey")
                work.note(EventKind.REKEYED, {"recovery": "new" if recovery is not None else "kept"})
                work.commit(Changes(command_id))
        finally:
            record.close()

    with _remade(path, key, fresh, fill) as part:
        keys = _with_further_key(path, kept, key, fresh, part)
        if recovery is not None:
            keys = _with_recovery(keys, phrase_secret(recovery), key, fresh, hashing)
        if tell is not None:
            tell()
        write_keys(keys_path(path), keys)
        part.replace(path)
        _sync_folder(path)
    write_keys(keys_path(path), keys.with_only_key(fresh))


def _with_further_key(path: Path, kept: Keys, key: bytes, fresh: bytes, part: Path) -> Keys:
    """Of the slots that count; whoever lost its slot does not get the new key."""
    connection = connect(part, "rw", looking=True, key=fresh)
    try:
        rows = connection.execute("SELECT name, slot FROM account WHERE slot IS NOT NULL").fetchall()
        salt = bytes.fromhex(connection.execute("PRAGMA cipher_salt").fetchone()[0])
    finally:
        connection.close()
    try:
        return kept.only(dict(rows)).with_further_key(key, fresh).with_salt(fresh, salt)
    except ValueError:
        raise refused("keys-damaged", keys_path(path)) from None


def _with_recovery(keys: Keys, phrase: bytes, key: bytes, fresh: bytes, hashing: Hashing) -> Keys:
    accounts = tuple(each for each in keys.slots if each.kind == ACCOUNT)
    made = Keys(keys.database).having(RECOVERY, "", phrase, key, hashing)[0].with_further_key(key, fresh)
    return replace(keys, slots=(*accounts, *made.slots))


@contextmanager
def _remade(path: Path, old: bytes | None, new: bytes, fill: Callable[[Path], None]) -> Iterator[Path]:
    """What is in `path` under another key, checked and on disk, while nobody else can open `path`.

    The caller gives it the name of `path`; where it does not, nothing has changed.
    """
    try:
        with faults_of(path), _alone(path, old) as source, unfinished(path) as part:
            make_private(part, path)
            _export(source, part, new)
            fill(part)
            _check(source, path, part, new)
            sync(part)
            try:
                yield part
            finally:
                with suppress(OSError):
                    keys_path(part).unlink()
    except OSError as error:
        raise fault_of_system(error, path) from error


@contextmanager
def _alone(path: Path, key: bytes | None) -> Iterator[Any]:
    """The only connection to the file, without a log beside it. Raises EnvironmentFault (`database-locked`)."""
    connection = connect(path, "rw", 1.0, looking=True, key=key)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        if connection.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete":
            raise EnvironmentFault("database-locked", path=str(path))
        connection.execute("BEGIN EXCLUSIVE")
        connection.execute("COMMIT")
        yield connection
    finally:
        connection.close()


def _export(source: Any, part: Path, key: bytes) -> None:
    numbers = [
        (name, source.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("application_id", "user_version")
    ]
    source.execute("ATTACH DATABASE ? AS fresh KEY " + f"\"x'{key.hex()}'\"", (str(part),))
    try:
        with full_told(part):
            source.execute("BEGIN")
            source.execute("SELECT sqlcipher_export('fresh')").fetchone()
            for name, number in numbers:
                source.execute(f"PRAGMA fresh.{name} = {number}")
            source.execute("COMMIT")
    except BaseException:
        if source.in_transaction:
            source.execute("ROLLBACK")
        raise
    finally:
        source.execute("DETACH DATABASE fresh")


def _check(source: Any, path: Path, part: Path, key: bytes) -> None:
    """The pages, and that the old log is the beginning of the new one."""
    head = source.execute("SELECT seq, hash FROM log_event ORDER BY seq DESC LIMIT 1").fetchone()
    connection = connect(part, "rw", looking=True, key=key)
    try:
        if connection.execute("PRAGMA integrity_check(1)").fetchone()[0] != "ok":
            raise refused("copy-unsound", path)
        same = connection.execute("SELECT seq, hash FROM log_event WHERE seq = ?", (head[0],)).fetchone()
        if tuple(same or ()) != tuple(head):
            raise refused("copy-unsound", path)
        chain_end(connection, path)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except driver.DatabaseError as error:
        if isinstance(error, driver.OperationalError):
            raise
        raise refused("copy-unsound", path) from error
    finally:
        connection.close()


def _set_beside(path: Path, aside: Path) -> None:
    """Another name for the file, so that it can be overwritten once its own name is another's."""
    aside.unlink(missing_ok=True)
    try:
        os.link(path, aside)
    except OSError:
        # A file system without hard links.
        path.rename(aside)


def _sync_folder(path: Path) -> None:
    if os.name != "nt":
        sync(path.parent)
