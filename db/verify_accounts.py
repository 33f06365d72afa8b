"""Accounts and emergencies compared with the events that made and changed them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from db import sql
from db import tables as t
from db.link import Link, Row
from db.log import OF_ACCOUNTS, EventKind
from db.verify_courses import Report
from pathway_app.accesses import Access

_ADDED, _CHANGED = EventKind.ACCOUNT_ADDED, EventKind.ACCOUNT_CHANGED
_EVENTS = (
    select(
        t.log_event.c.seq,
        t.log_event.c.kind,
        t.log_event.c.actor,
        t.log_event.c.logged_at,
        t.log_event.c.body,
    )
    .where(t.log_event.c.kind.in_([*OF_ACCOUNTS, Access.EMERGENCY_BEGUN]))
    .order_by(t.log_event.c.seq)
)
_BROKEN = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


def check_accounts(link: Link, report: Report) -> None:
    """Replay what happened to each account and report what stands there otherwise."""
    wanted: dict[str, Row] = {}
    begun: dict[int, Row] = {}
    for seq, kind, actor, logged_at, text in link.rows(_EVENTS):
        try:
            body = json.loads(text)
            if kind == Access.EMERGENCY_BEGUN:
                told = body["details"]
                begun[seq] = (seq, actor, told["role"], logged_at, told["reason"])
            else:
                wanted[body["name"]] = _after(wanted.get(body["name"]), kind, body, seq)
        except _BROKEN:
            report(f"{kind}-differs", seq, seq)
    found = {row[0]: _plain(row) for row in link.rows(sql.ACCOUNTS)}
    for name in sorted(found.keys() | wanted.keys()):
        if name not in found:
            report(f"{_ADDED.value}-row-missing", name, wanted[name][6])
        elif name not in wanted:
            report(f"{_ADDED.value}-event-missing", name, found[name][6])
        elif found[name] != wanted[name]:
            report(f"{_ADDED.value}-differs", name, wanted[name][6])
    kept = {row[0]: tuple(row) for row in link.rows(sql.EMERGENCIES)}
    for seq in sorted(kept.keys() | begun.keys()):
        if kept.get(seq) != begun.get(seq):
            report(f"{Access.EMERGENCY_BEGUN.value}-differs", seq, seq)


def _after(before: Row | None, kind: str, body: Any, seq: int) -> Row:
    """The account's row after the event: the columns in the order of the table."""
    if kind == _ADDED:
        if before is not None or not body.keys() <= {"name", "full_name", "role", "slot", "must_change"}:
            raise ValueError(seq)
        state = (False, body.get("must_change", False), body.get("slot"))
        return (body["name"], body["full_name"], body["role"], *state, seq)
    if before is None:
        raise ValueError(seq)
    name, full_name, role, disabled, must_change, slot, added = before
    if kind == _CHANGED:
        disabled = body["disabled"]
        return (
            name,
            full_name,
            body["role"],
            disabled,
            must_change and not disabled,
            None if disabled else slot,
            added,
        )
    return (name, full_name, role, disabled, body["must_change"], body["slot"], added)


def _plain(row: Row) -> Row:
    return (*row[:3], bool(row[3]), bool(row[4]), *row[5:])
