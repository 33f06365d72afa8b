"""Accounts as rows, the events that change them, and the wider rights that somebody took in an emergency."""

from __future__ import annotations

from typing import Any

from db import sql
from db.link import Link, Row
from db.mappers import instant, instant_text
from pathway_app.accounts import Account, Emergency, EmergencyDeed
from pathway_app.people import Role


def account_of(row: Row) -> Account:
    """From the columns in the order of the table."""
    name, full_name, role, disabled, must_change, slot, seq = row
    return Account(
        name=name,
        full_name=full_name,
        role=Role(role),
        disabled=bool(disabled),
        must_change=bool(must_change),
        has_password=slot is not None,
        seq=seq,
    )


def account(link: Link, name: str) -> Account | None:
    row = link.row(sql.ACCOUNT, {"name": name})
    return None if row is None else account_of(row)


def accounts(link: Link) -> tuple[Account, ...]:
    """All of them in the order in which they were added, those that are disabled too."""
    return tuple(map(account_of, link.rows(sql.ACCOUNTS)))


def slot_of(link: Link, name: str) -> str | None:
    """The slot that counts for the account; None where it has no password or is none."""
    row = link.row(sql.ACCOUNT, {"name": name})
    return None if row is None else row[5]


def slots(link: Link) -> dict[str, str]:
    """The slot that counts for each account that has one."""
    return {row[0]: row[5] for row in link.rows(sql.ACCOUNTS) if row[5] is not None}


def added_row(new: Account, seq: int) -> dict[str, Any]:
    return {
        "name": new.name,
        "full_name": new.full_name,
        "role": new.role.value,
        "disabled": False,
        "must_change": False,
        "slot": None,
        "seq": seq,
    }


def change(link: Link, after: Account, slot: str | None) -> None:
    row = {
        "of_name": after.name,
        "role": after.role.value,
        "disabled": after.disabled,
        "must_change": after.must_change,
        "slot": slot,
    }
    link.run(sql.CHANGE_ACCOUNT, row)


def emergency_of(row: Row) -> Emergency:
    seq, account_name, role, begun_at, reason = row
    return Emergency(
        seq=seq, account=account_name, role=Role(role), begun_at=instant(begun_at), reason=reason
    )


def emergency(link: Link, name: str) -> Emergency | None:
    row = link.row(sql.NEWEST_EMERGENCY, {"account": name})
    return None if row is None else emergency_of(row)


def emergencies(link: Link) -> tuple[Emergency, ...]:
    return tuple(map(emergency_of, link.rows(sql.EMERGENCIES)))


def emergency_deeds(link: Link, of: Emergency) -> tuple[EmergencyDeed, ...]:
    from pathway_app.permissions import ALLOWED

    beyond = {command for command, roles in ALLOWED.items() if of.role not in roles}
    where = {"after": of.seq, "actor": of.account, "until": instant_text(of.until)}
    return tuple(
        EmergencyDeed(
            seq=seq,
            at=instant(at),
            command=command,
            course_id=course_id,
            beyond_role=command in beyond,
        )
        for seq, at, command, course_id in link.rows(sql.EVENTS_OF_ACTOR, where)
    )
