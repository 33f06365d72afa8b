"""The events among themselves, with the commands that brought them, and rows that belong to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ForeignKeyConstraint,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
)

from db import tables as t
from db.link import Link, Row
from db.log import OF_ACCESS, OF_COURSES, EventKind
from db.mappers import changes_of
from db.verify_courses import Report

EVENTS_AT_A_TIME = 2000
_MOST: ColumnElement[int] = literal_column("100")

_event, _command = t.log_event.c, t.command.c
_COLUMNS = (_event.seq, _event.id, _event.kind, _event.course_id, _event.command_id, _event.logged_at)
_SEQ, _ID, _KIND, _COURSE, _COMMAND, _LOGGED_AT, _LAST_SEQ, _CHANGES = range(8)
_STRETCH = (
    select(*_COLUMNS, _command.last_seq, _command.changes)
    .select_from(t.log_event.outerjoin(t.command, _command.id == _event.command_id))
    .where(_event.seq > bindparam("after"))
    .order_by(_event.seq)
    .limit(literal_column(str(EVENTS_AT_A_TIME)))
)
_NEWEST = select(_command.last_seq, _command.id).order_by(_command.last_seq.desc()).limit(literal_column("1"))
_WITHOUT_EVENTS = (
    select(_command.id, _command.last_seq)
    .select_from(t.command.outerjoin(t.log_event, _event.seq == _command.last_seq))
    .where(
        _command.last_seq <= bindparam("head"),
        or_(_event.seq.is_(None), _event.command_id != _command.id),
    )
    .limit(_MOST)
)
_TWICE = (
    select(_event.id, func.max(_event.seq))
    .group_by(_event.id)
    .having(func.count() > literal_column("1"))
    .limit(_MOST)
)
_KINDS = frozenset(kind.value for kind in (*EventKind, *OF_ACCESS))


def check_commands(link: Link, head: int, report: Report) -> None:
    """Compare the table of commands with the log, a piece at a time; `head` is the newest event's number."""
    # A log that was cut off at its end still has a sound chain; the commands tell how far it went.
    newest = link.row(_NEWEST)
    if newest is not None and newest[0] > head:
        report("event-missing", newest[1], head + 1)
    for command_id, last_seq in link.rows(_WITHOUT_EVENTS, {"head": head}):
        report("command-event-missing", command_id, last_seq)
    for event_id, seq in link.rows(_TWICE):
        report("event-twice", event_id, seq)
    logged_at = ""
    for _, events in groupby(_events(link), key=lambda event: event[_COMMAND]):
        one = list(events)
        for event in one:
            _check_event(event, logged_at, report)
            logged_at = event[_LOGGED_AT]
        _check_command(one, report)


def _events(link: Link) -> Iterator[Row]:
    after = 0
    while events := link.rows(_STRETCH, {"after": after}):
        yield from events
        after = events[-1][_SEQ]


def _check_event(event: Row, logged_at: str, report: Report) -> None:
    if event[_LOGGED_AT] < logged_at:
        report("event-earlier", event[_LOGGED_AT], event[_SEQ])
    kind = event[_KIND]
    if kind not in _KINDS or (kind in OF_COURSES) != (event[_COURSE] is not None):
        report("event-unknown", kind, event[_SEQ])


def _check_command(events: list[Row], report: Report) -> None:
    """A command's events follow each other; the last of them is the one that is kept with the command."""
    last = events[-1]
    command_id, seq = last[_COMMAND], last[_SEQ]
    if last[_LAST_SEQ] is None:
        report("command-missing", command_id, seq)
    elif last[_LAST_SEQ] != seq or not _tells(last[_CHANGES], events):
        report("command-differs", command_id, seq)


def _tells(text: str, events: list[Row]) -> bool:
    """Whether what is said to have changed agrees with the events, as far as it says so."""
    try:
        changes = changes_of("", text)
        entries = {event[_ID] for event in events if event[_KIND] == EventKind.ENTRY}
        courses = {event[_COURSE] for event in events if event[_COURSE] is not None}
        agree = not changes.entries or (
            set(changes.entries) == entries and len(changes.entries) == len(entries)
        )
        # Who a patient is concerns courses that have no event of it.
        is_of_people = any(event[_KIND] == EventKind.IDENTITY_CORRECTED for event in events)
        return agree and (not changes.courses or is_of_people or courses == changes.courses)
    except (ValueError, KeyError, TypeError, AttributeError):
        return False


def check_belonging(link: Link, report: Report) -> None:
    """Rows that point to one that is not there, which the database refuses unless somebody told it not to."""
    for table in t.metadata.tables.values():
        for rule in table.foreign_key_constraints:
            for key in link.rows(_orphans(rule)):
                report("row-orphan", " ".join((table.name, *map(str, key))), None)


def _orphans(rule: ForeignKeyConstraint) -> Select[Any]:
    child, parent = rule.table, rule.referred_table.alias()
    same = and_(*(key.parent == parent.c[key.column.name] for key in rule.elements))
    first = parent.c[rule.elements[0].column.name]
    given = and_(*(key.parent.is_not(None) for key in rule.elements))
    return (
        select(*child.primary_key.columns)
        .select_from(child.outerjoin(parent, same))
        .where(first.is_(None), given)
        .limit(_MOST)
    )
