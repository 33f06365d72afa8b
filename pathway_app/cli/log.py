"""`log`: who did and saw what, for auditor and administrator."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from pathway_app.accesses import Access
from pathway_app.cli.arguments import Adder, positive
from pathway_app.cli.noting import note
from pathway_app.cli.session import Session
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Actor
from pathway_app.ports import Queries

if TYPE_CHECKING:
    from pathway_app.logbook.events import LogEvent, LogFilter
    from pathway_app.logbook.telling import Teller

_SHOWN = 200
"""events that are shown as text where nobody says how many"""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def add(adder: Adder) -> None:
    from pathway_app.logbook.events import LogGroup

    _ = adder.words.gettext
    parser = adder.add("log", _("show who did and saw what, the newest first"))
    parser.add_argument("--from", dest="first", metavar="T", help=_("not what was logged before: 2026-11-22"))
    parser.add_argument(
        "--to", dest="last", metavar="T", help=_("not what was logged after; a date means its end")
    )
    parser.add_argument("--account", metavar="NAME", help=_("only what this account did"))
    parser.add_argument(
        "--kind",
        nargs="+",
        action="extend",
        choices=[each.value for each in LogGroup],
        help=_("only these kinds"),
    )
    parser.add_argument("--patient", metavar="MRN", help=_("only what concerns this patient"))
    parser.add_argument("--failures", action="store_true", help=_("only what failed"))
    parser.add_argument(
        "--reference",
        metavar="REF",
        help=_("what the paper with this reference (7F3A-91C2) in its foot was, and what has changed since"),
    )
    parser.add_argument(
        "--limit", type=positive, metavar="N", help=_("at most so many (200 as text, else all, if not given)")
    )
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--json", action="store_true", help=_("one JSON object a line, a line an event"))
    how.add_argument("--csv", metavar="FILE", help=_("write a table for a spreadsheet"))
    parser.set_defaults(run=log)


def log(session: Session) -> int:
    """1 where a reference is asked for that the log does not have, or up to which it does not hold."""
    from pathway_app.logbook.telling import Teller

    with session.record() as record, record.queries() as queries:
        _authorise(session, queries)
        teller = Teller(queries, session.words)
        if session.options.reference is not None:
            note(session, record, Access.AUDITED, details={"what": "reference"})
            return _reference(session, queries, teller)
        how = "csv" if session.options.csv else "json" if session.options.json else "text"
        note(session, record, Access.EXPORTED, details={"what": "log", "format": how})
        _show(session, queries, teller)
    return 0


def _authorise(session: Session, queries: Queries) -> None:
    """Raises Refused where the role may not read the log. In a demonstration anyone may be its auditor."""
    from pathway_app.permissions import may_read_log

    if session.options.user is None and queries.site().demo:
        return
    actor: Actor = session.actor(queries)
    if not may_read_log(actor):
        raise Refused(Refusal("not-allowed", params={"role": actor.role.value, "command": "log"}))


def _show(session: Session, queries: Queries, teller: Teller) -> None:
    from pathway_app.logbook import export

    options = session.options
    wanted = _filter(session, queries)
    as_text = not (options.json or options.csv)
    limit = options.limit or (_SHOWN if as_text else None)
    found = export.events(queries, wanted, limit)
    if options.csv:
        from pathway_app.documents.saving import save

        save(export.csv_of(found, teller), Path(options.csv))
        session.console.say(session.words.gettext("Written: {path}").format(path=options.csv))
        return
    for event in found:
        if options.json:
            session.console.say(json.dumps(export.content(event, teller), ensure_ascii=False))
        else:
            session.console.say(_line(event, teller))


def _line(event: LogEvent, teller: Teller) -> str:
    told = teller.told(event)
    parts = (teller.words.moment(event.at), told.who, told.about, told.what, event.reference)
    return f"{event.number:>7}  " + " · ".join(part for part in parts if part)


def _filter(session: Session, queries: Queries) -> LogFilter:
    from pathway_app.logbook.events import LogFilter, LogGroup

    options = session.options
    return LogFilter(
        account=options.account,
        groups=frozenset(map(LogGroup, options.kind or ())),
        since=_begin(session, options.first),
        until=session.moment(options.last) if options.last else None,
        subjects=_subjects(queries, options.patient),
        failures=options.failures,
    )


def _begin(session: Session, text: str | None) -> datetime | None:
    """A date is its first moment on the ward."""
    if text is None:
        return None
    if _DAY.fullmatch(text):
        try:
            return datetime.combine(date.fromisoformat(text), time(), session.words.zone)
        except ValueError:
            raise Refused(Refusal("not-a-day", "from", {"value": text})) from None
    return session.moment(text)


def _subjects(queries: Queries, mrn: str | None) -> tuple[str, ...]:
    if mrn is None:
        return ()
    record = queries.course_of(mrn) if mrn.isprintable() else None
    if record is None:
        raise Refused(Refusal("unknown-mrn", "patient", {"mrn": mrn}))
    return (*record.courses, record.patient.id)


def _reference(session: Session, queries: Queries, teller: Teller) -> int:
    from pathway_app.logbook.paper_words import found_lines, nothing_found
    from pathway_app.logbook.papers import find_reference

    reference = session.options.reference
    found = find_reference(queries, reference)
    if not found:
        session.console.complain([nothing_found(reference, session.words)])
        return 1
    for each in found:
        for line in found_lines(each, teller):
            session.console.say(line)
    return 0 if all(each.holds for each in found) else 1
