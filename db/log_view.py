"""The log read by somebody who looks for something in it: the newest first, a page at a time.

Without an index of its own: it goes down the log from where the page before ended. 200 000 events take a fraction of
a second even where none of them is wanted; every index would cost each entry something.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, literal_column, not_, or_, select

from db import tables as t
from db.link import Link, Row
from db.mappers import instant, instant_text, patient_of
from db.statements import patient_columns
from pathway_app.accesses import Access
from pathway_app.logbook.events import (
    ATTEMPTS,
    FAILED_KINDS,
    KINDS,
    UNSOUND,
    LogEvent,
    LogFilter,
    LogGroup,
    Whose,
    reference_digits,
)
from pathway_app.people import Patient
from pathway_app.queries import LogHead, Page

_event = t.log_event.c
_COLUMNS = (
    _event.seq,
    _event.hash,
    _event.id,
    _event.kind,
    _event.course_id,
    _event.actor,
    _event.command_id,
    _event.command,
    _event.logged_at,
    _event.body,
)
_EVENTS = select(*_COLUMNS)
_BY_NUMBER = _EVENTS.where(_event.seq == bindparam("number"))
_BY_ID = _EVENTS.where(_event.id == bindparam("id"))
_WHOSE = (
    select(*patient_columns, t.course.c.pathway, t.course.c.version)
    .join(t.course, t.course.c.patient_id == t.patient.c.id)
    .where(t.course.c.id == bindparam("course_id"))
)
_PATIENT = select(*patient_columns).where(t.patient.c.id == bindparam("patient_id"))
_ACCOUNTS = select(_event.actor).distinct()
_NO_END = 2**63 - 1
_MOST_SUBJECTS = 12
_ESCAPED = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def events(link: Link, wanted: LogFilter, after: str | None, limit: int) -> Page[LogEvent]:
    """`after` is the `next` of the page before."""
    if wanted.reference and reference_digits(wanted.reference) is None:
        return Page((), None)
    subjects = wanted.subjects[:_MOST_SUBJECTS]
    statement = _statement(
        wanted.account is not None,
        wanted.groups,
        wanted.since is not None,
        wanted.until is not None,
        len(subjects),
        wanted.failures,
        bool(wanted.reference),
    )
    params: dict[str, Any] = {"before": int(after) if after else _NO_END, "limit": limit + 1}
    if wanted.account is not None:
        params["account"] = wanted.account
        params["tried"] = f'"account":{json.dumps(wanted.account, ensure_ascii=False)}'
    if wanted.since is not None:
        params["since"] = instant_text(wanted.since)
    if wanted.until is not None:
        params["until"] = instant_text(wanted.until)
    for place, subject in enumerate(subjects):
        params[f"subject{place}"] = subject
        params[f"named{place}"] = f'%"{subject.translate(_ESCAPED)}"%'
    if wanted.reference:
        params["hash"] = f"{reference_digits(wanted.reference)}%"
    rows = link.rows(statement, params)
    found = tuple(map(_log_event, rows[:limit]))
    return Page(found, str(found[-1].number) if len(rows) > limit else None)


@lru_cache(maxsize=256)
def _statement(
    of_account: bool,
    groups: frozenset[LogGroup],
    since: bool,
    until: bool,
    subjects: int,
    failures: bool,
    reference: bool,
) -> Select[Any]:
    """One for each way to ask, so that each is made into text once."""
    where: list[ColumnElement[bool]] = [_event.seq < bindparam("before")]
    if of_account:
        where.append(_BY_ACCOUNT)
    if groups and groups != frozenset(LogGroup):
        where.append(or_(*map(_of_group, sorted(groups))))
    if since:
        where.append(_event.logged_at >= bindparam("since"))
    if until:
        where.append(_event.logged_at < bindparam("until"))
    if subjects:
        of_course = [_event.course_id == bindparam(f"subject{n}") for n in range(subjects)]
        named = [_event.body.like(bindparam(f"named{n}"), escape="\\") for n in range(subjects)]
        where.append(or_(*of_course, and_(_event.course_id.is_(None), or_(*named))))
    if failures:
        unsound = and_(
            _event.kind == _text(Access.VERIFIED), _event.body.like(literal_column(f"'%{UNSOUND}%'"))
        )
        where.append(or_(_event.kind.in_([_text(each) for each in FAILED_KINDS]), unsound))
    if reference:
        where.append(_event.hash.like(bindparam("hash")))
    return _EVENTS.where(*where).order_by(_event.seq.desc()).limit(bindparam("limit"))


def _holds(part: ColumnElement[str]) -> ColumnElement[bool]:
    """Exactly, on either database: LIKE minds capitals only on one of them."""
    return func.replace(_event.body, part, "") != _event.body


def _of_group(group: LogGroup) -> ColumnElement[bool]:
    if group is LogGroup.SETTINGS:
        return _event.kind.not_in([_text(kind) for kinds in KINDS.values() for kind in kinds])
    return _event.kind.in_([_text(kind) for kind in KINDS[group]])


def _text(kind: str) -> ColumnElement[str]:
    return literal_column(f"'{kind}'")


_IS_ATTEMPT = _event.kind.in_([_text(each) for each in ATTEMPTS])
_NAMED: ColumnElement[str] = literal_column('\'"account":"\'')
_EARLIER: ColumnElement[str] = literal_column('\'"at":"\'')
_BY_ACCOUNT = or_(
    and_(
        _event.actor == bindparam("account"),
        or_(not_(_IS_ATTEMPT), and_(not_(_holds(_NAMED)), not_(_holds(_EARLIER)))),
    ),
    and_(_IS_ATTEMPT, _holds(bindparam("tried"))),
    and_(_IS_ATTEMPT, bindparam("account") == "", not_(_holds(_NAMED)), _holds(_EARLIER)),
)
"""as `LogEvent.by` tells it"""
_TRIED = select(*_COLUMNS).where(_IS_ATTEMPT)


def event(link: Link, number: int) -> LogEvent | None:
    if not 0 < number <= _NO_END:
        return None
    return _first(link.row(_BY_NUMBER, {"number": number}))


def event_by_id(link: Link, event_id: str) -> LogEvent | None:
    return _first(link.row(_BY_ID, {"id": event_id}))


def whose(link: Link, course_id: str) -> Whose | None:
    row = link.row(_WHOSE, {"course_id": course_id})
    return None if row is None else Whose(patient_of(row), row[-2], row[-1])


def accounts(link: Link) -> tuple[str, ...]:
    """Those whose events there are, in order; none of whoever is unknown."""
    acted = {name for (name,) in link.rows(_ACCOUNTS)}
    tried = {_log_event(row).by for row in link.rows(_TRIED)}
    return tuple(sorted(filter(None, acted | tried)))


def patient(link: Link, patient_id: str) -> Patient | None:
    row = link.row(_PATIENT, {"patient_id": patient_id})
    return None if row is None else patient_of(row)


def _first(row: Row | None) -> LogEvent | None:
    return None if row is None else _log_event(row)


def _log_event(row: Row) -> LogEvent:
    seq, link_hash, event_id, kind, course_id, actor, command_id, command, logged_at, body = row
    return LogEvent(
        LogHead(seq, link_hash),
        event_id,
        kind,
        course_id,
        actor,
        command_id,
        command,
        instant(logged_at),
        body,
    )
