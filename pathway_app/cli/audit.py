"""`audit`: what can be proved about the pathway over many courses."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pathway_app.cli.arguments import Adder
from pathway_app.cli.course_status import add_as_of
from pathway_app.cli.session import Session
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.ports import Queries

if TYPE_CHECKING:
    from pathway_app.audit.cohort import Period
    from pathway_app.audit.measures import Audit

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("audit", _("measure the pathway over the courses enrolled in a period"))
    parser.add_argument(
        "--from", dest="first", required=True, metavar="D", help=_("the first day of enrolment: 2026-01-01")
    )
    parser.add_argument("--to", dest="last", required=True, metavar="D", help=_("the last day of enrolment"))
    add_as_of(parser, adder.words)
    parser.add_argument(
        "--pathway", metavar="ID", help=_("which pathway, where the period has courses of several")
    )
    parser.add_argument(
        "--json", action="store_true", help=_("completion and intervals as one JSON object on one line")
    )
    parser.add_argument("--csv", metavar="DIR", help=_("write every table and its definitions into a folder"))
    parser.set_defaults(run=audit)


def audit(session: Session) -> int:
    from pathway_app.audit.content import audit_content

    options = session.options
    period = _period(session)
    with session.queries() as queries:
        measured = _measured(queries, period, session.moment(options.as_of), options.pathway)
    if options.csv is not None:
        _write_csv(session, measured, Path(options.csv))
    if options.json:
        session.console.say(json.dumps(audit_content(measured), ensure_ascii=False))
    elif options.csv is None:
        from pathway_app.audit.text import audit_text

        for line in audit_text(measured, session.words):
            session.console.say(line)
    return 0


def _period(session: Session) -> Period:
    from pathway_app.audit.cohort import Period

    first, last = _day(session.options.first, "from"), _day(session.options.last, "to")
    if last < first:
        raise Refused(Refusal("period-backwards", "to", {"first": first, "last": last}))
    return Period(first, last)


def _day(text: str, field: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(Refusal("not-a-day", field, {"value": text}))


def _measured(queries: Queries, period: Period, now: datetime, wanted: str | None) -> Audit:
    """The audit of the wanted pathway, else of the only one with courses in the cohort.

    Without courses: of the pathway that was installed first. Raises Refused where the pathway is not installed, where
    none is, or where it must be chosen.
    """
    from pathway_app.audit.measures import audits, empty_audit

    installed = queries.pathways()
    newest = dict(installed)
    if wanted is not None and wanted not in newest:
        raise Refused(Refusal("unknown-pathway", "pathway", {"pathway": wanted}))
    found = audits(queries.all_courses(), period, now, installed)
    if wanted is None and len(found) > 1:
        several = ", ".join(sorted(found))
        raise Refused(Refusal("several-pathways", "pathway", {"pathways": several}))
    pathway = wanted or next(iter(found or newest), None)
    if pathway is None:
        raise Refused(Refusal("no-pathways"))
    if pathway in found:
        return found[pathway]
    return empty_audit(queries.definition(pathway, newest[pathway]), period, now)


def _write_csv(session: Session, measured: Audit, folder: Path) -> None:
    from pathway_app.audit.csv_files import csv_files
    from pathway_app.documents.saving import save

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise Refused(Refusal("file-unwritable", None, {"path": str(folder)})) from None
    for name, content in csv_files(measured, session.words):
        save(content, folder / name, private=False)  # no patient is in it
        if not session.options.json:
            session.console.say(session.words.gettext("Written: {path}").format(path=folder / name))
