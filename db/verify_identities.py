"""Who the patients are and were said to be, compared with the digests that the log holds of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import bindparam, literal_column, select

from db import sql
from db import tables as t
from db.identities import seal
from db.link import Link, Row, onward
from db.log import EventKind
from db.mappers import blinds_of, patient_of, seals_of
from db.statements import patient_columns
from db.verify_courses import Report

_AT_A_TIME = 2000
_event, _former = t.log_event.c, t.patient_identity.c
_SAYING = (EventKind.PATIENT_ADDED, EventKind.IDENTITY_CORRECTED)
_EVENTS = (
    select(_event.seq, _event.actor, _event.logged_at, _event.body, _event.command_id)
    .where(
        _event.seq > bindparam("after"), _event.kind.in_([literal_column(f"'{kind}'") for kind in _SAYING])
    )
    .order_by(_event.seq)
    .limit(literal_column(str(_AT_A_TIME)))
)
_CHANGES = select(t.command.c.changes).where(t.command.c.id == bindparam("id"))
_FORMER = (
    select(
        *(_former[column.name if column.name != "id" else "patient_id"] for column in patient_columns),
        _former.recorded_at,
        _former.corrected_by,
        _former.reason,
    )
    .where(_former.patient_id == bindparam("patient_id"))
    .order_by(_former.number)
)
_OF_FORMER = 3
"""columns of a former identity after those of the patient"""
_NONE, _BESIDE, _LOGGED = range(3)
"""where the digest of an event is: nowhere, with its command, in the log itself"""


class _Kept(NamedTuple):
    """With a command, by the number of the event: what goes into a digest, or (of older programs) the digest."""

    blinds: dict[int, str]
    seals: dict[int, str]


def check_identities(link: Link, report: Report) -> None:
    """Report the events after which somebody was made another behind the log's back.

    An older program kept no digests, or kept them beside the log; once there is one, there is one for every event that
    follows, and once one stands in an event, so it does in every event that follows.
    """
    demanded = _NONE
    known: tuple[str, _Kept] = ("", _Kept({}, {}))
    for seq, actor, logged_at, body, command_id in _events(link):
        if known[0] != command_id:
            known = (command_id, _kept(link, command_id))
        try:
            told = json.loads(body)
            patient_id, number = _said(told)
            in_log = told.get("seal")
        except (ValueError, KeyError, TypeError, RecursionError):
            continue  # the checks of the log and of the patients' rows name it
        current = link.row(sql.PATIENT, {"id": patient_id})
        former = link.rows(_FORMER, {"patient_id": patient_id})
        if current is None or number > len(former):
            continue
        recorded_at, corrected_by, reason = (
            former[number - 1][-_OF_FORMER:] if number else (logged_at, actor, "")
        )
        person = former[number][:-_OF_FORMER] if number < len(former) else current
        is_same = (recorded_at, corrected_by) == (logged_at, actor)
        beside = known[1].seals.get(seq)
        demanded = max(demanded, _where(in_log, beside))
        if demanded == _LOGGED:
            is_same = is_same and in_log == seal(patient_of(person), reason, known[1].blinds.get(seq, ""))
        elif demanded == _BESIDE:
            is_same = is_same and beside == seal(patient_of(person), reason)
        if not is_same:
            report("identity-differs", patient_id, seq)


def _where(in_log: object, beside: object) -> int:
    if in_log is not None:
        return _LOGGED
    return _NONE if beside is None else _BESIDE


def _said(body: Any) -> tuple[str, int]:
    """Of whom, and how many corrections had been made by then."""
    return body["patient"], body.get("number", 0)


def _events(link: Link) -> Iterator[Row]:
    after = 0
    while events := link.rows(_EVENTS, {"after": after}):
        yield from events
        after = onward(after, events[-1][0])


def _kept(link: Link, command_id: str) -> _Kept:
    row = link.row(_CHANGES, {"id": command_id})
    try:
        return _Kept({}, {}) if row is None else _Kept(blinds_of(row[0]), seals_of(row[0]))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return _Kept({}, {})
