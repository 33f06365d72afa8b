"""The copies of sheets that were issued: written to the log and beside it, and found again."""

from __future__ import annotations

import json
from typing import Any

from db import sql
from db.link import Link, Row
from db.mappers import instant, json_text
from pathway_app.queries import LogHead
from pathway_app.sheets import Copy, Destination, Issue, Pack, Sheet

_NO_END = 2**63 - 1


def issue_body(pack: Pack, language: str, to: Destination, copies: tuple[Copy, ...]) -> str:
    """The event's body: what was asked for, and of each copy its kind, course, number and revision."""
    return json_text({"pack": pack.value, "language": language, "to": to.value, "copies": copies})


def failure_body(number: int) -> str:
    return json_text({"issue": number})


def copy_rows(copies: tuple[Copy, ...], seq: int) -> list[dict[str, Any]]:
    """`seq` is the number of the event that issued them."""
    return [
        {
            "sheet": copy.sheet.value,
            "course_id": copy.course_id,
            "copy": copy.number,
            "revision": copy.revision,
            "seq": seq,
            "failed": False,
        }
        for copy in copies
    ]


def newest_number(link: Link, sheet: Sheet, course_id: str) -> int:
    row = link.row(sql.NEWEST_NUMBER, {"sheet": sheet.value, "course_id": course_id})
    return (row[0] or 0) if row is not None else 0


def revision(link: Link, course_id: str) -> int | None:
    row = link.row(sql.REVISION, {"course_id": course_id})
    return None if row is None else int(row[0])


def issue(link: Link, number: int) -> Issue | None:
    """A number that no event can have is that of none."""
    if not 0 < number <= _NO_END:
        return None
    return _issue(link.row(sql.ISSUE, {"number": number}))


def issue_of(link: Link, command_id: str) -> Issue | None:
    return _issue(link.row(sql.ISSUE_OF, {"command_id": command_id}))


def newest_copy(link: Link, sheet: Sheet, course_id: str, before: int | None) -> int | None:
    """The number of the issue."""
    params = {"sheet": sheet.value, "course_id": course_id, "before": _NO_END if before is None else before}
    row = link.row(sql.NEWEST_COPY, params)
    return None if row is None else int(row[0])


def _issue(row: Row | None) -> Issue | None:
    if row is None:
        return None
    seq, link_hash, logged_at, actor, body, failed = row
    data = json.loads(body)
    copies = tuple(
        Copy(Sheet(sheet), course_id, number, revision)
        for sheet, course_id, number, revision in data["copies"]
    )
    return Issue(
        head=LogHead(seq, link_hash),
        at=instant(logged_at),
        by=actor,
        pack=Pack(data["pack"]),
        language=data["language"],
        to=Destination(data["to"]),
        copies=copies,
        failed=bool(failed),
    )
