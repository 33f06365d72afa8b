"""Accounts, their passwords and roles, and wider rights in an emergency."""

from __future__ import annotations

from dataclasses import replace
from unicodedata import normalize

from pathway_app.accounts import Account
from pathway_app.changes import Changes
from pathway_app.commands import (
    AddAccount,
    BeginEmergency,
    ChangePassword,
    ChangeRole,
    DisableAccount,
    EnableAccount,
    ResetPassword,
)
from pathway_app.domain.answers import unprintable
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.folding import fold
from pathway_app.people import Actor, Role
from pathway_app.ports import UnitOfWork
from pathway_app.services.authorising import refuse_stopped_time
from pathway_app.signing_in import checked_password

LONGEST_NAME = 60
"""characters of an account's name"""
LONGEST_FULL_NAME = 100
_SIGNS = frozenset("._-@")
_LOOKS_LIKE = (("0", "o"), ("1", "l"), ("vv", "w"), ("rn", "m"))
LONGEST_REASON = 500


def add_account(work: UnitOfWork, actor: Actor, command: AddAccount) -> Changes:
    name = checked_name(command.name)
    full_name = command.full_name.strip() or name
    if not _is_line(full_name, LONGEST_FULL_NAME):
        raise Refused(Refusal("account-full-name", "full_name", {"longest": LONGEST_FULL_NAME}))
    if work.account(name) is not None:
        raise Refused(Refusal("account-exists", "name", {"name": name}))
    for other in work.accounts():
        if _looks(other.name) == _looks(name):
            raise Refused(Refusal("account-alike", "name", {"name": other.name}))
    password = _given(work, name, command.password)
    work.add_account(Actor(name, full_name, command.role), password, must_change=password is not None)
    return Changes(command.command_id, settings=True)


def checked_name(text: str) -> str:
    """An account's name without the blanks around it, accents composed. Raises Refused (`account-name`).

    Signs of other alphabets are none of it: they look like those of ours.
    """
    name = normalize("NFC", text.strip())
    if not 0 < len(name) <= LONGEST_NAME or not name[0].isalnum() or not all(map(_is_of_name, name)):
        raise Refused(Refusal("account-name", "name", {"longest": LONGEST_NAME}))
    return name


def _is_of_name(sign: str) -> bool:
    if sign.isascii():
        return sign.isalnum() or sign in _SIGNS
    folded = fold(sign)
    return normalize("NFKC", sign) == sign and folded.isascii() and folded.isalpha()


def _looks(name: str) -> str:
    """What is the same of names that are taken for each other."""
    folded = "".join(fold(sign) or sign for sign in normalize("NFKC", name) if sign not in _SIGNS)
    for looks, like in _LOOKS_LIKE:
        folded = folded.replace(looks, like)
    return folded


def change_password(work: UnitOfWork, actor: Actor, command: ChangePassword) -> Changes:
    _refuse_without_passwords(work)
    if not work.password_opens(actor.name, command.old):
        raise Refused(Refusal("password-wrong", "old"))
    if command.new == command.old:
        raise Refused(Refusal("password-same", "new"))
    new = checked_password(actor.name, command.new)
    work.set_password(_account(work, actor.name), new, must_change=False)
    return Changes(command.command_id, settings=True)


def reset_password(work: UnitOfWork, actor: Actor, command: ResetPassword) -> Changes:
    _refuse_without_passwords(work)
    account = _account(work, command.name)
    if account.disabled:
        raise Refused(Refusal("account-is-disabled", "name", {"name": account.name}))
    work.set_password(account, checked_password(account.name, command.password), must_change=True)
    return Changes(command.command_id, settings=True)


def disable_account(work: UnitOfWork, actor: Actor, command: DisableAccount) -> Changes:
    account = _account(work, command.name)
    if account.disabled:
        return Changes(command.command_id)
    _refuse_last_administrator(work, account)
    work.change_account(replace(account, disabled=True, must_change=False, has_password=False))
    return Changes(command.command_id, settings=True)


def enable_account(work: UnitOfWork, actor: Actor, command: EnableAccount) -> Changes:
    account = _account(work, command.name)
    if not account.disabled:
        return Changes(command.command_id)
    password = _given(work, account.name, command.password)
    enabled = replace(account, disabled=False)
    work.change_account(enabled)
    if password is not None:
        work.set_password(enabled, password, must_change=True)
    return Changes(command.command_id, settings=True)


def change_role(work: UnitOfWork, actor: Actor, command: ChangeRole) -> Changes:
    account = _account(work, command.name)
    if account.role is command.role:
        return Changes(command.command_id)
    _refuse_last_administrator(work, account)
    work.change_account(replace(account, role=command.role))
    return Changes(command.command_id, settings=True)


def begin_emergency(work: UnitOfWork, actor: Actor, command: BeginEmergency) -> Changes:
    reason = " ".join(command.reason.split())
    if not reason:
        raise Refused(Refusal("reason-missing", "reason"))
    if len(reason) <= LONGEST_REASON and (refused := list(unprintable(reason, "reason"))):
        raise Refused(refused)
    if not _is_line(reason, LONGEST_REASON):
        raise Refused(Refusal("text-too-long", "reason", {"longest": LONGEST_REASON}))
    refuse_stopped_time(work)
    work.begin_emergency(actor, reason)
    return Changes(command.command_id, settings=True)


def _account(work: UnitOfWork, name: str) -> Account:
    account = work.account(name)
    if account is None:
        raise Refused(Refusal("unknown-account", "name", {"name": name}))
    return account


def _given(work: UnitOfWork, name: str, password: str | None) -> str | None:
    """The password, checked; None where there are none."""
    return checked_password(name, password) if password is not None and work.guarded else None


def _refuse_without_passwords(work: UnitOfWork) -> None:
    if not work.guarded:
        raise Refused(Refusal("no-passwords"))


def _refuse_last_administrator(work: UnitOfWork, account: Account) -> None:
    """Somebody must be able to let people in."""
    if account.role is not Role.ADMINISTRATOR or account.disabled:
        return
    if not any(
        each.role is Role.ADMINISTRATOR and not each.disabled and each.name != account.name
        for each in work.accounts()
    ):
        raise Refused(Refusal("last-administrator", "name", {"name": account.name}))


def _is_line(text: str, longest: int) -> bool:
    return len(text) <= longest and len(text.splitlines()) < 2 and not any(unprintable(text, "name"))
