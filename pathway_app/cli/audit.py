"""`audit`: what can be proved about the pathway over many courses."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pathway_app.accesses import Access
from pathway_app.cli.arguments import Adder
from pathway_app.cli.course_status import add_as_of
from pathway_app.cli.noting import note, reading
from pathway_app.cli.periods import add_period, looked_at
from pathway_app.cli.periods import period as enrolled_in
from pathway_app.cli.progress import told_on_terminal
from pathway_app.cli.session import Session
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.ports import Queries, Record

if TYPE_CHECKING:
    from pathway_app.audit.measures import Audit
    from pathway_app.documents.audit_report import Verified
    from pathway_app.queries import LogHead


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("audit", _("measure the pathway over the courses enrolled in a period"))
    add_period(parser, adder.words)
    add_as_of(parser, adder.words)
    parser.add_argument(
        "--pathway", metavar="ID", help=_("which pathway, where the period has courses of several")
    )
    parser.add_argument("--version", metavar="V", help=_("only courses that follow this version"))
    parser.add_argument(
        "--group", metavar="G", help=_("only courses of this group, as in the pathway's file")
    )
    parser.add_argument("--surgeon", metavar="NAME", help=_("only courses of this surgeon's patients"))
    parser.add_argument("--outcome", metavar="O", help=_("only courses with this outcome, or `running`"))
    parser.add_argument(
        "--json", action="store_true", help=_("completion and intervals as one JSON object on one line")
    )
    parser.add_argument("--csv", metavar="DIR", help=_("write every table and its definitions into a folder"))
    parser.add_argument("--xlsx", metavar="FILE.xlsx", help=_("write the same tables as a workbook"))
    parser.add_argument("--pdf", metavar="FILE.pdf", help=_("write the audit report, to be signed"))
    parser.add_argument(
        "--verify",
        action="store_true",
        help=_("with --pdf: verify the log first; the report says what was found"),
    )
    parser.set_defaults(run=audit, wrong_usage=parser.error)


def audit(session: Session) -> int:
    """What is exported is in the log before the first file is complete, where the record can be written.

    Non-zero where the log was to be verified and does not hold; the report says so, too.
    """
    from pathway_app.audit.reporting import export_details, exported_head

    options = session.options
    if options.verify and not options.pdf:
        options.wrong_usage(session.words.gettext("--verify goes with --pdf"))
    formats = [each for each in ("csv", "xlsx", "pdf", "json") if getattr(options, each)]
    if not formats:
        with session.queries() as queries:
            _show(session, _measured(session, queries))
        return 0
    verified: Verified | None = None
    with reading(session) as (record, queries):
        measured = _measured(session, queries)
        if options.verify:
            verified = _verified(session, record, queries)
        present = options.as_of is None
        for each in formats:
            note(session, record, Access.EXPORTED, details=export_details(measured, each, measured.now))
        told = b""
        if options.pdf:
            # The foot leads to the event that tells of this report, which `queries` began too early to see.
            with record.queries() as newer:
                head = exported_head(newer, export_details(measured, "pdf", measured.now))
            told = report(session, queries, measured, verified, present=present, head=head)
    _write_all(session, measured, told)
    if verified is None or verified.found.sound:
        return 0
    session.console.complain(session.sentences.log_problem(problem) for problem in verified.found.problems)
    return 1


def _write_all(session: Session, measured: Audit, told: bytes) -> None:
    options = session.options
    if options.csv:
        _write_csv(session, measured, Path(options.csv))
    if options.xlsx:
        from pathway_app.audit.spreadsheet import workbook

        _write(session, workbook(measured, session.words), Path(options.xlsx))
    if options.pdf:
        _write(session, told, Path(options.pdf))
    if options.json:
        from pathway_app.audit.content import audit_content

        session.console.say(json.dumps(audit_content(measured), ensure_ascii=False))


def _show(session: Session, measured: Audit) -> None:
    from pathway_app.audit.text import audit_text

    for line in audit_text(measured, session.words):
        session.console.say(line)


def report(
    session: Session,
    queries: Queries,
    measured: Audit,
    verified: Verified | None,
    *,
    present: bool,
    head: LogHead | None = None,
) -> bytes:
    """The PDF in the language of `--lang`, else of the site, as sheets are. Its foot has `head`, else the newest."""
    from pathway_app.audit.reporting import report_content
    from pathway_app.documents.audit_report import report_pdf
    from pathway_app.issuing import edition

    content = report_content(queries, measured, present=present, verified=verified)
    language = session.options.lang or queries.site().language
    by = session.issuer(queries).full_name
    of = edition(queries, language, session.wiring.clock.now(), by)
    return report_pdf(content, replace(of, as_of=measured.now, head=head or of.head))


def _verified(session: Session, record: Record, queries: Queries) -> Verified:
    from pathway_app.documents.audit_report import Verified
    from pathway_app.logbook.certifying import result_details

    found = queries.verify()
    note(session, record, Access.VERIFIED, details=result_details(found))
    return Verified(session.wiring.clock.now(), found)


def _measured(session: Session, queries: Queries) -> Audit:
    """The audit of the wanted pathway, else of the only one with courses in the period.

    Without courses: of the pathway that was installed first. Raises Refused where the pathway is not installed, where
    none is, or where it must be chosen.
    """
    from pathway_app.audit.cohort import Cohort
    from pathway_app.audit.filters import refuse_unknown
    from pathway_app.audit.measuring import measured, pathways_of

    options, period, now = session.options, enrolled_in(session), looked_at(session)
    installed = dict(queries.pathways())
    wanted = options.pathway
    if wanted is not None and wanted not in installed:
        raise Refused(Refusal("unknown-pathway", "pathway", {"pathway": wanted}))
    found = (wanted,) if wanted is not None else pathways_of(queries, period, now)
    if len(found) > 1:
        raise Refused(Refusal("several-pathways", "pathway", {"pathways": ", ".join(found)}))
    pathway = next(iter(found or installed), None)
    if pathway is None:
        raise Refused(Refusal("no-pathways"))
    cohort = Cohort(
        period=period,
        pathway=pathway,
        version=options.version,
        group=options.group,
        surgeon=options.surgeon,
        outcome=options.outcome,
    )
    refuse_unknown(queries, cohort)
    with told_on_terminal(session.words.gettext("{done} of {all} courses")) as progress:
        return measured(queries, cohort, now, present=options.as_of is None, progress=progress)


def _write_csv(session: Session, measured: Audit, folder: Path) -> None:
    from pathway_app.audit.csv_files import csv_files
    from pathway_app.documents.saving import make_folder

    make_folder(folder)
    for name, content in csv_files(measured, session.words):
        _write(session, content, folder / name)


def _write(session: Session, content: bytes, path: Path) -> None:
    from pathway_app.documents.saving import save

    save(content, path)  # it names no patient, but it counts single ones
    if not session.options.json:
        session.console.say(session.words.gettext("Written: {path}").format(path=path))
