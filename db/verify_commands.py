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
    case,
    func,
    literal_column,
    or_,
    select,
)

from db import tables as t
from db.link import Link, Row, onward
from db.log import OF_ACCESS, OF_COURSES, EventKind
from db.mappers import changes_of
from db.verify_courses import Report

EVENTS_AT_A_TIME = 2000
_MOST: ColumnElement[int] = literal_column("100")

_event, _command = t.log_event.c, t.command.c
_COLUMNS = (_event.seq, _event.id, _event.kind, _event.course_id, _event.command_id, _event.logged_at)
_SEQ, _ID, _KIND, _COURSE, _COMMAND, _LOGGED_AT, _CHANGES = range(7)
_next = t.log_event.alias()
# Only what ends a command asks for what it changed: of an import that is long, and its events are many.
_told_at_the_end = case(
    (
        or_(_next.c.seq.is_(None), _next.c.command_id != _event.command_id),
        select(_command.changes)
        .where(_command.id == _event.command_id, _command.last_seq == _event.seq)
        .scalar_subquery(),
    ),
)
_STRETCH = (
    select(*_COLUMNS, _told_at_the_end)
    .select_from(t.log_event.outerjoin(_next, _next.c.seq == _event.seq + literal_column("1")))
    .where(_event.seq > bindparam("after"))
    .order_by(_event.seq)
    .limit(literal_column(str(EVENTS_AT_A_TIME)))
)
_KNOWN = select(_command.last_seq).where(_command.id == bindparam("id"))
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
    for command_id, events in groupby(_events(link), key=lambda event: event[_COMMAND]):
        run = _Run()
        for event in events:
            _check_event(event, logged_at, report)
            logged_at = event[_LOGGED_AT]
            run.take(event)
        if run.changes is None:
            is_known = link.row(_KNOWN, {"id": command_id}) is not None
            report("command-differs" if is_known else "command-missing", command_id, run.last)
        elif not run.agrees_with(run.changes):
            report("command-differs", command_id, run.last)


class _Run:
    """A command's events, which follow each other: the last of them is the one that is kept with the command."""

    def __init__(self) -> None:
        self.last = 0
        self.changes: str | None = None
        self._entries: set[str] = set()
        self._courses: set[str] = set()
        self._is_of_people = False

    def take(self, event: Row) -> None:
        self.last, self.changes = event[_SEQ], event[_CHANGES]
        if event[_KIND] == EventKind.ENTRY:
            self._entries.add(event[_ID])
        if event[_COURSE] is not None:
            self._courses.add(event[_COURSE])
        # Who a patient is concerns courses that have no event of it.
        self._is_of_people = self._is_of_people or event[_KIND] == EventKind.IDENTITY_CORRECTED

    def agrees_with(self, text: str) -> bool:
        """Whether what is said to have changed agrees with the events, as far as it says so."""
        try:
            changes = changes_of("", text)
            if changes.entries and sorted(changes.entries) != sorted(self._entries):
                return False
            return not changes.courses or self._is_of_people or self._courses == changes.courses
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False


def _events(link: Link) -> Iterator[Row]:
    after = 0
    while events := link.rows(_STRETCH, {"after": after}):
        yield from events
        after = onward(after, events[-1][_SEQ])


def _check_event(event: Row, logged_at: str, report: Report) -> None:
    if event[_LOGGED_AT] < logged_at:
        report("event-earlier", event[_LOGGED_AT], event[_SEQ])
    kind = event[_KIND]
    if kind not in _KINDS or (kind in OF_COURSES) != (event[_COURSE] is not None):
        report("event-unknown", kind, event[_SEQ])


def check_belonging(link: Link, report: Report) -> None:
    """Rows that point to one that is not there, which the database refuses unless somebody told it not to.

    They are told by that to which they point: what else stands in them may be a patient's name.
    """
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
        select(*(key.parent for key in rule.elements))
        .select_from(child.outerjoin(parent, same))
        .where(first.is_(None), given)
        .limit(_MOST)
    )
