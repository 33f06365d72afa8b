"""The log as a table for a spreadsheet and as JSON for other programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from pathway_app.audit.csv_files import written
from pathway_app.i18n import iso_utc
from pathway_app.logbook.events import LogEvent, LogFilter
from pathway_app.logbook.telling import Teller, Told
from pathway_app.ports import Queries

COLUMNS = (
    "number",
    "at",
    "account",
    "name",
    "kind",
    "record_number",
    "patient",
    "what",
    "command",
    "command_id",
    "reference",
    "hash",
)
_PAGE = 500
_SECRET = frozenset({"slot"})
"""what an event holds of a password, however well it is hashed"""


def events(queries: Queries, wanted: LogFilter, limit: int | None = None) -> Iterator[LogEvent]:
    """The wanted events, the newest first; at most `limit`."""
    after: str | None = None
    left = limit
    while left is None or left > 0:
        page = queries.log(wanted, after=after, limit=_PAGE if left is None else min(_PAGE, left))
        yield from page.rows
        after = page.next
        if after is None:
            return
        left = None if left is None else left - len(page.rows)


def csv_of(found: Iterable[LogEvent], teller: Teller) -> bytes:
    """UTF-8 with its mark; no cell is taken for a formula."""
    return written([COLUMNS, *(tuple(_row(each, teller).values()) for each in found)])


def content(event: LogEvent, teller: Teller) -> dict[str, Any]:
    """The object of `log --json`; its keys and their order are fixed."""
    body = {name: value for name, value in event.content().items() if name not in _SECRET}
    return {**_row(event, teller), "failed": event.failed, "body": body}


def _row(event: LogEvent, teller: Teller) -> dict[str, Any]:
    told: Told = teller.told(event)
    patients = teller.patients(event)
    return dict(
        zip(
            COLUMNS,
            (
                event.number,
                iso_utc(event.at),
                event.by,
                teller.names.get(event.by, ""),
                event.kind,
                ";".join(each.identity.mrn for each in patients),
                "; ".join(each.identity.display_name for each in patients),
                told.what,
                event.command,
                event.command_id,
                event.reference,
                event.head.hash,
            ),
            strict=True,
        )
    )
