"""`worklist`: the ward's day."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from pathway_app.accesses import Access
from pathway_app.cli.arguments import Adder
from pathway_app.cli.course_status import add_as_of
from pathway_app.cli.noting import note, reading
from pathway_app.cli.session import Session
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.i18n import Words, iso_utc
from pathway_app.ports import Queries
from pathway_app.queries import WorklistGroup, WorklistRow


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("worklist", _("show the ward's day: who needs what, and by when"))
    add_as_of(parser, adder.words)
    parser.add_argument("--json", action="store_true", help=_("one JSON object a line, a line a course"))
    parser.set_defaults(run=worklist)


def worklist(session: Session) -> int:
    """It leaves the program, to be kept or sent by whoever gives the command: on record, unlike a list on screen."""
    how = "json" if session.options.json else "text"
    with reading(session) as (kept, queries):
        now = session.moment(session.options.as_of)
        note(session, kept, Access.EXPORTED, details={"what": "worklist", "format": how})
        rows: Iterable[WorklistRow]
        if session.options.as_of is None:
            rows = present_rows(queries, now)
        else:
            from pathway_app.worklist import worklist_at

            rows = worklist_at(queries, now)
        lines = (
            _json_lines(rows, now)
            if session.options.json
            else worklist_text(queries, rows, now, session.words)
        )
        for line in lines:
            session.console.say(line)
    return 0


def present_rows(queries: Queries, now: datetime) -> Iterator[WorklistRow]:
    """The open courses at the present, from the derived rows, a page at a time."""
    for group in WorklistGroup:
        after: str | None = None
        while True:
            page = queries.worklist(group, now, after=after)
            yield from page.rows
            after = page.next
            if after is None:
                break


def _json_lines(rows: Iterable[WorklistRow], now: datetime) -> Iterator[str]:
    for row in rows:
        yield json.dumps(_content(row, now), ensure_ascii=False)


def _content(row: WorklistRow, now: datetime) -> dict[str, Any]:
    current, identity = row.current, row.patient.identity
    running = current.clock_until
    return {
        "group": row.group.value,
        "mrn": identity.mrn,
        "family_name": identity.family_name,
        "given_name": identity.given_name,
        "bed": identity.bed,
        "pathway": {"id": row.pathway, "version": row.version},
        "phase": current.phase,
        "next": {
            "checkpoint": current.next_checkpoint,
            "round": current.next_round,
            "state": current.next_state.value if current.next_state else None,
            "due": iso_utc(current.next_due) if current.next_due else None,
            "waiting_for": list(current.next_waiting_for),
        },
        "clock_until": iso_utc(running) if running is not None and running > now else None,
        "open_variances": current.open_variances,
    }


def worklist_text(
    queries: Queries, rows: Iterable[WorklistRow], now: datetime, words: Words
) -> Iterator[str]:
    """The list as text, a heading a group."""
    from pathway_app import wording

    yield f"{words.long_day(words.local(now).date())} {words.time(now)}"
    definitions: dict[tuple[str, str], PathwayDefinition] = {}
    heading: WorklistGroup | None = None
    for row in rows:
        if row.group is not heading:
            heading = row.group
            yield ""
            yield wording.group_title(heading, words)
        version = (row.pathway, row.version)
        if version not in definitions:
            definitions[version] = queries.definition(*version)
        yield f"  {_line(definitions[version], row, now, words)}"
    if heading is None:
        yield words.gettext("No open courses.")


def _line(definition: PathwayDefinition, row: WorklistRow, now: datetime, words: Words) -> str:
    from pathway_app import wording

    identity = row.patient.identity
    parts = [identity.display_name, words.day(identity.birth_date), identity.mrn, identity.bed or "–"]
    step = wording.row_step(row)
    if step is not None:
        parts.append(wording.step_title(definition, *step, words, short=True))
    waits_for = wording.row_waits_for(row)
    if waits_for:
        parts.append(wording.waits_for(definition, waits_for, words))
    parts.append(wording.row_term(row, now, words).whole)
    return " · ".join(parts)
