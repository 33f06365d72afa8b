"""`handover`: the sheets of patients as one PDF."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from pathway_app.cli.arguments import Adder
from pathway_app.cli.session import Session
from pathway_app.documents.saving import save
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord
from pathway_app.who_acts import login_name


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("handover", _("write handover sheets as PDF"))
    parser.add_argument(
        "--patient", nargs="+", action="extend", metavar="MRN", help=_("the patients' record numbers")
    )
    parser.add_argument("--ward", action="store_true", help=_("every patient with an open course"))
    parser.add_argument("-o", "--output", required=True, metavar="FILE.pdf")
    parser.set_defaults(run=handover, wrong_usage=parser.error)


def handover(session: Session) -> int:
    options = session.options
    if not options.patient and not options.ward:
        sentence = session.words.gettext("one of the arguments %s is required")
        options.wrong_usage(sentence % "--patient --ward")
    with session.queries() as queries:
        records = session.courses(queries, options.patient or (), None)
        if options.ward:
            known = {record.course.id for record in records}
            records += [each for each in _open_courses(queries) if each.course.id not in known]
        content = sheets(session, queries, records)
    save(content, Path(options.output))
    session.console.say(
        session.words.ngettext("{n} sheet written to", "{n} sheets written to", len(records))
        + f" {options.output}"
    )
    return 0


def sheets(session: Session, queries: Queries, records: Iterable[CourseRecord]) -> bytes:
    """The PDF. The sheets are in `--lang`, else in the site's language."""
    from pathway_app.documents.edition import Edition
    from pathway_app.documents.handover import handover as document
    from pathway_app.documents.pdf import render
    from pathway_app.i18n import Words

    site = queries.site()
    words = Words(session.options.lang or site.language, session.words.zone)
    names = {account.name: account.full_name for account in queries.accounts()}
    now = session.wiring.clock.now()
    head = queries.log_head()
    printed_by = _printed_by(session, queries, names)
    edition = Edition(words, site, now, now, printed_by, head, names)
    documents = [document(record, edition) for record in records]
    if not documents:
        raise Refused(Refusal("no-open-courses"))
    return render(documents)


def _printed_by(session: Session, queries: Queries, names: dict[str, str]) -> str:
    try:
        return session.actor(queries).full_name
    except Refused:
        return names.get(login_name() or "", login_name() or "–")


def _open_courses(queries: Queries) -> Iterable[CourseRecord]:
    return (record for record in queries.newest_courses() if record.course.ended() is None)
