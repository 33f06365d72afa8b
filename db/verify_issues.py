"""The list of issued copies compared with the events that issued them and those that reported a failure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import Select, bindparam, literal_column, select

from db import tables as t
from db.link import Link, Row, onward
from db.log import EventKind
from db.verify_courses import Report

ISSUES_AT_A_TIME = 200
_NO_END = 2**63 - 1

_Place = tuple[str, str, int]
"""kind of sheet, course, number"""


def _events(kind: EventKind) -> Select[Any]:
    event = t.log_event.c
    return (
        select(event.seq, event.body)
        .where(event.seq > bindparam("after"), event.kind == literal_column(f"'{kind}'"))
        .order_by(event.seq)
        .limit(literal_column(str(ISSUES_AT_A_TIME)))
    )


_ISSUES = _events(EventKind.SHEETS_ISSUED)
_FAILURES = _events(EventKind.PRINT_FAILED)
_row = t.issued_sheet.c
_COPIES = select(_row.seq, _row.sheet, _row.course_id, _row.copy, _row.revision, _row.failed).where(
    _row.seq > bindparam("after"), _row.seq <= bindparam("last")
)


def check_issues(link: Link, report: Report) -> None:
    """Compare a piece at a time and report."""
    failed = _failed(link, report)
    after = 0
    while True:
        events = link.rows(_ISSUES, {"after": after})
        is_end = len(events) < ISSUES_AT_A_TIME
        last = _NO_END if is_end else events[-1][0]
        found: dict[int, list[Row]] = {}
        for seq, *copy in link.rows(_COPIES, {"after": after, "last": last}):
            found.setdefault(seq, []).append(tuple(copy))
        for seq, body in events:
            _compare(seq, body, found.pop(seq, []), seq in failed, report)
        for seq in sorted(found):
            for stray in sorted(found[seq]):
                report("sheets-issued-event-missing", _name(stray[:3]), seq)
        if is_end:
            return
        after = onward(after, last)


def _failed(link: Link, report: Report) -> set[int]:
    """The numbers of the issues that were reported to have failed."""
    failed: set[int] = set()
    for seq, body in _each(link, _FAILURES):
        try:
            failed.add(int(json.loads(body)["issue"]))
        except (ValueError, KeyError, TypeError, RecursionError):
            report("sheets-issued-unreadable", seq, seq)
    return failed


def _each(link: Link, statement: Select[Any]) -> Iterator[Row]:
    after = 0
    while events := link.rows(statement, {"after": after}):
        yield from events
        after = onward(after, events[-1][0])


def _compare(seq: int, body: str, rows: list[Row], failed: bool, report: Report) -> None:
    try:
        wanted: dict[_Place, int] = {
            (sheet, course_id, number): revision
            for sheet, course_id, number, revision in json.loads(body)["copies"]
        }
    except (ValueError, KeyError, TypeError, RecursionError):
        report("sheets-issued-unreadable", seq, seq)
        return
    found = {(row[0], row[1], row[2]): row[3:] for row in rows}
    for place in sorted(wanted.keys() | found.keys()):
        if place not in found:
            report("sheets-issued-row-missing", _name(place), seq)
        elif place not in wanted:
            report("sheets-issued-event-missing", _name(place), seq)
        else:
            revision, has_failed = found[place]
            if revision != wanted[place]:
                report("sheets-issued-differs", _name(place), seq)
            if bool(has_failed) is not failed:
                report("print-failed-differs", _name(place), seq)


def _name(place: Iterable[object]) -> str:
    return " ".join(str(part) for part in place if part != "")
