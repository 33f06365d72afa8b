"""Letting people in: by the key slots beside a file, or by the hashes on a server."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from db import sql
from db.accounts import account as account_of
from db.accounts import slot_of
from db.attempts import TOLD_ONE_BY_ONE, Attempt, FileAttempts, seconds_to_wait
from db.faults import refused
from db.key_slots import ACCOUNT, RECOVERY, Hashing, Keys, Unlocked, keys_path, read_keys, stretched
from db.mappers import instant, instant_text
from db.store import OPEN_ELSEWHERE, Store
from pathway_app.accesses import Access
from pathway_app.accounts import Account
from pathway_app.changes import Changes
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.domain.ids import new_id
from pathway_app.people import Actor, Role
from pathway_app.recovery import phrase_secret
from pathway_app.signing_in import Credentials, checked_password, password_bytes
from pathway_app.who_acts import login_name

if TYPE_CHECKING:
    from db.postgresql import PostgresqlStore
    from db.unit_of_work import DatabaseUnitOfWork


class Attempts(Protocol):
    """Wrong passwords of each account (None: of all names that are none) since the last right one."""

    def all(self, now: datetime) -> Sequence[Attempt]:
        """Those that are kept apart from the log, as far as they can be true at `now` (UTC)."""
        ...

    def wait(self, account: str | None, now: datetime) -> int:
        """Seconds until a password of this account is looked at again."""
        ...

    def add(self, account: str | None, now: datetime, login: str, *, logged: bool = False) -> None: ...

    def settle(self, account: str, taken: Sequence[Attempt], now: datetime) -> None:
        """`account` gave the right one; those `taken` are in the log by now."""
        ...


class TableAttempts:
    """On a server; each is logged at once."""

    def __init__(self, store: PostgresqlStore) -> None:
        self._store = store

    def all(self, now: datetime) -> Sequence[Attempt]:
        return ()

    def wait(self, account: str | None, now: datetime) -> int:
        link = self._store.begin_read()
        try:
            row = link.row(sql.WRONG_PASSWORD, {"account": account or ""})
        finally:
            self._store.end(link, writing=False)
        return 0 if row is None else seconds_to_wait(row[0], instant(row[1]), now)

    def add(self, account: str | None, now: datetime, login: str, *, logged: bool = False) -> None:
        # Apart from any transaction that is refused with it.
        link = self._store.begin_aside()
        try:
            row = link.row(sql.WRONG_PASSWORD, {"account": account or ""})
            count = 1 if row is None else row[0] + 1
            values = {"account": account or "", "count": count, "last_at": instant_text(now)}
            link.run(sql.PUT_WRONG_PASSWORD, values)
            self._store.commit(link)
        finally:
            self._store.end(link, writing=False)

    def settle(self, account: str, taken: Sequence[Attempt], now: datetime) -> None:
        link = self._store.begin_aside()
        try:
            link.run(sql.DROP_WRONG_PASSWORD, {"account": account})
            self._store.commit(link)
        finally:
            self._store.end(link, writing=False)


class Work(Protocol):
    """Where units of work of a record come from."""

    def unit_of_work(self, *, beside: bool = False) -> DatabaseUnitOfWork: ...


def unlock(
    path: Path,
    now: datetime,
    credentials: Credentials | None,
    recovery: str | None,
    hashing: Hashing,
    tried_on: Path | None = None,
) -> tuple[Unlocked, ...]:
    """What the password, or the recovery phrase, opens among the key slots beside `path`.

    `tried_on`: the file beside which wrong passwords are kept, where `path` is a copy of it.

    Raises Refused: `sign-in-needed`, `sign-in-refused`, `sign-in-wait`, `recovery-typing`, `recovery-refused`,
    `keys-missing`, `keys-damaged`.
    """
    if credentials is None:
        raise Refused(Refusal("sign-in-needed"))
    keys, attempts = read_keys(keys_path(path)), FileAttempts(tried_on or path)
    if recovery is not None:
        found = keys.unlocked(RECOVERY, "", phrase_secret(recovery))
        if not found:
            _refuse_damaged(path, keys)
            attempts.add(None, now, login_name() or "")
            raise Refused(Refusal("recovery-refused", "recovery"))
        return found
    is_known = any(True for _ in keys.of(ACCOUNT, credentials.name))
    account = credentials.name if is_known else None
    refuse_waiting(attempts, account, now)
    secret = password_bytes(credentials.password)
    found = keys.unlocked(ACCOUNT, credentials.name, secret)
    if not found:
        if not is_known:
            # As long as for a name that is one.
            stretched(secret, bytes(16), hashing)
        _refuse_damaged(path, keys)
        attempts.add(account, now, login_name() or "")
        raise not_let_in()
    return found


def _refuse_damaged(path: Path, keys: Keys) -> None:
    if not keys.is_whole:
        raise refused("keys-damaged", keys_path(path))


def not_let_in() -> Refused:
    """One sentence for an unknown name, a wrong password, a disabled account: it tells a stranger nothing."""
    return Refused(Refusal("sign-in-refused", "password"))


def refuse_waiting(attempts: Attempts, account: str | None, now: datetime) -> None:
    seconds = attempts.wait(account, now)
    if seconds:
        raise Refused(Refusal("sign-in-wait", "password", {"seconds": seconds}))


@dataclass(frozen=True, slots=True)
class Gate:
    """Lets people into one open record that is guarded."""

    record: Work
    store: Store
    attempts: Attempts

    def enter(self, name: str, slot: str) -> Actor:
        """Somebody whose password opened `slot` of a file. Raises Refused where that slot counts no more."""
        account, current = self._account(name)
        if account is None or account.disabled or current is None:
            self.fail(account, Access.LOGIN_FAILED)
            raise not_let_in()
        if slot != current:
            self.fail(account, Access.LOGIN_FAILED)
            raise (
                not_let_in()
                if self._has_current_slot(name, current)
                else refused("keys-older", self.store.address.removeprefix("sqlite:///"))
            )
        return self._let_in(account)

    def enter_by_password(self, credentials: Credentials) -> Actor:
        return self._let_in(self._checked(credentials, Access.LOGIN_FAILED))

    def check(self, name: str, password: str, failure: Access) -> Actor:
        """Of somebody who takes over, or unlocks, an open record; the failure is logged as `failure`."""
        account = self._checked(Credentials(name, password), failure)
        self._settle(account, log_in=False)
        return account.actor

    def recover(self, credentials: Credentials) -> Actor:
        """Give an administrator a new password, whose phrase opened the record."""
        password = checked_password(credentials.name, credentials.password)
        account, _ = self._account(credentials.name)
        if account is None or account.disabled or account.role is not Role.ADMINISTRATOR:
            raise Refused(Refusal("recovery-not-administrator", "name", {"name": credentials.name}))
        command_id = new_id()
        with self.record.unit_of_work() as work:
            work.begin(account.actor, command_id, "Recover")
            taken = self._take_over(work)
            work.set_password(account, password, must_change=False)
            work.add_access(Access.RECOVERED, (), {"login": login_name() or ""})
            work.commit(Changes(command_id))
        self.attempts.settle(account.name, taken, self._now())
        return account.actor

    def fail(self, account: Account | None, failure: Access) -> None:
        """Keep in mind, and log where that can be, that a password was wrong; never which."""
        name, login = (None if account is None else account.name), login_name() or ""
        was_logged = False
        if self._can_log():
            with suppress(EnvironmentFault), self.record.unit_of_work(beside=True) as work:
                command_id = new_id()
                work.begin(Actor(name or "", "", Role.AUDITOR), command_id, "LogIn")
                work.add_access(failure, (), {"login": login} | ({"account": name} if name else {}))
                work.commit(Changes(command_id))
                was_logged = True
        self.attempts.add(name, self._now(), login, logged=was_logged)

    def _checked(self, credentials: Credentials, failure: Access) -> Account:
        account, slot = self._account(credentials.name)
        refuse_waiting(self.attempts, None if account is None else account.name, self._now())
        if (
            account is not None
            and slot is not None
            and not account.disabled
            and self._opens(credentials, slot)
        ):
            return account
        self.fail(account, failure)
        raise not_let_in()

    def _opens(self, credentials: Credentials, slot: str) -> bool:
        assert self.store.passwords is not None
        link = self.store.begin_read()
        try:
            return self.store.passwords.opens(link, credentials.name, slot, credentials.password)
        finally:
            self.store.end(link, writing=False)

    def _let_in(self, account: Account) -> Actor:
        self._settle(account, log_in=True)
        return account.actor

    def _settle(self, account: Account, *, log_in: bool) -> None:
        """Log it with what went wrong before; where nothing can be written one may read all the same."""
        taken: list[Attempt] = []
        if self._can_log():
            with suppress(EnvironmentFault), self.record.unit_of_work(beside=True) as work:
                command_id = new_id()
                work.begin(account.actor, command_id, "LogIn")
                taken = self._take_over(work)
                if log_in:
                    work.add_access(Access.LOGGED_IN, (), {"login": login_name() or ""})
                    work.settle_passwords()
                work.commit(Changes(command_id))
            self.attempts.settle(account.name, taken, self._now())

    def _take_over(self, work: DatabaseUnitOfWork) -> list[Attempt]:
        taken = [each for each in self.attempts.all(work.clock_now()) if not each.logged]
        # Under another name it counts as of somebody unknown: a file that anybody can write may hold any text.
        known = {each.name for each in work.accounts()}
        older = taken[:-TOLD_ONE_BY_ONE]
        if older:
            details = {"at": older[-1].at, "count": str(len(older))}
            work.note_failed_log_in(new_id(), details)
        for each in taken[-TOLD_ONE_BY_ONE:]:
            details = {"at": each.at, "login": each.login} | (
                {"account": each.account} if each.account in known else {}
            )
            work.note_failed_log_in(each.id, details)
        return taken

    def _account(self, name: str) -> tuple[Account | None, str | None]:
        link = self.store.begin_read()
        try:
            return account_of(link, name), slot_of(link, name)
        finally:
            self.store.end(link, writing=False)

    def _has_current_slot(self, name: str, slot: str) -> bool:
        from db.sqlite import SqliteStore

        assert isinstance(self.store, SqliteStore)
        return any(each.id == slot for each in read_keys(keys_path(self.store.path)).of(ACCOUNT, name))

    def _can_log(self) -> bool:
        """Also beside a window that has the file open."""
        return self.store.refusing in (None, OPEN_ELSEWHERE)

    def _now(self) -> datetime:
        link = self.store.begin_read()
        try:
            return self.store.now(link)
        finally:
            self.store.end(link, writing=False)
