"""Sheets as PDF files: handover, summary, the patient's own sheet, tumour board pack, blank checklists."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from pathway_app.cli.arguments import Adder
from pathway_app.cli.session import Session
from pathway_app.documents.saving import make_folder, save
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.i18n import LANGUAGES
from pathway_app.ports import Queries, Record
from pathway_app.sheets import Destination, Ordering, Pack, SheetOrder


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = _command(adder, "handover", _("write handover sheets as PDF"), handover)
    parser.add_argument("--ward", action="store_true", help=_("every patient with an open course"))
    parser.add_argument(
        "--list-only",
        action="store_true",
        help=_("with --ward: only the ward's list, no page for each patient"),
    )
    parser.add_argument(
        "--order",
        choices=[each.value for each in Ordering],
        help=_("with --ward: the order of the list, by bed if not given"),
    )
    for name, told, pack in (
        ("summary", _("write the summary of whole courses as PDF"), Pack.SUMMARY),
        ("patient-sheet", _("write the patients' own sheets as PDF"), Pack.PATIENT),
    ):
        _command(adder, name, told, _of_patients(pack), required=True)
    parser = _command(adder, "board-list", _("write the pack of a tumour board meeting as PDF"), board_list)
    parser.add_argument("--date", metavar="YYYY-MM-DD", help=_("the day of the meeting"))
    _command(adder, "blank", _("write blank checklists as PDF"), _of_patients(Pack.BLANK))
    parser = adder.add("sheets", _("write every kind of sheet of the ward, in every language, into a folder"))
    parser.add_argument("folder", metavar="FOLDER")
    parser.set_defaults(run=every_sheet)


def _command(
    adder: Adder, name: str, told: str, run: Callable[[Session], int], *, required: bool = False
) -> Any:
    _ = adder.words.gettext
    parser = adder.add(name, told)
    parser.add_argument(
        "--patient",
        nargs="+",
        action="extend",
        required=required,
        metavar="MRN",
        help=_("the patients' record numbers"),
    )
    parser.add_argument("-o", "--output", required=True, metavar="FILE.pdf")
    parser.set_defaults(run=run, wrong_usage=parser.error)
    return parser


def handover(session: Session) -> int:
    options = session.options
    if not options.patient and not options.ward:
        sentence = session.words.gettext("one of the arguments %s is required")
        options.wrong_usage(sentence % "--patient --ward")
    if not options.ward and (options.list_only or options.order):
        options.wrong_usage(session.words.gettext("--list-only and --order go with --ward"))

    def order(queries: Queries, courses: tuple[str, ...]) -> SheetOrder:
        if not options.ward:
            return SheetOrder(Pack.HANDOVER, "", courses)
        everyone = tuple(each.course.id for each in queries.open_courses())
        return SheetOrder(
            Pack.WARD,
            "",
            tuple(dict.fromkeys((*courses, *everyone))),
            Ordering(options.order or Ordering.BED),
            with_patients=not options.list_only,
        )

    return _write(session, order)


def board_list(session: Session) -> int:
    day = _day(session.options.date)
    return _write(session, lambda _queries, courses: SheetOrder(Pack.BOARD, "", courses, day=day))


def _of_patients(pack: Pack) -> Callable[[Session], int]:
    return lambda session: _write(session, lambda _queries, courses: SheetOrder(pack, "", courses))


def _write(session: Session, order: Callable[[Queries, tuple[str, ...]], SheetOrder]) -> int:
    options, words = session.options, session.words
    with session.record() as record:
        with record.queries() as queries:
            records = session.courses(queries, options.patient or (), None)
            wanted = order(queries, tuple(each.course.id for each in records))
        write(session, record, wanted, Path(options.output))
    session.console.say(words.gettext("Written: {path}").format(path=options.output))
    return 0


def write(
    session: Session,
    record: Record,
    order: SheetOrder,
    path: Path,
    to: Destination = Destination.FILE,
) -> None:
    """Issue the sheets and write the file; in the language of the order, else of `--lang`, else of the site.

    What could not be printed among several patients' sheets is told on standard error.
    """
    from pathway_app.issuing import issue
    from pathway_app.services.service import Service

    with record.queries() as queries:
        actor, site = session.issuer(queries), queries.site()
    language = order.language or session.options.lang or site.language
    made = issue(
        Service(record),
        record,
        replace(order, language=language),
        actor,
        to,
        lambda made: save(made.pdf, path),
        now=session.wiring.clock.now(),
    )
    if made.unrecorded is not None:
        session.console.complain([session.sentences.without_copy_number(made.unrecorded)])
    session.console.complain(session.sentences.refusal(each) for each in made.unprintable)


def every_sheet(session: Session) -> int:
    """Each kind in each language (with `--lang` in that one): `handover-nl.pdf`."""
    folder = Path(session.options.folder)
    languages = (session.options.lang,) if session.options.lang else LANGUAGES
    make_folder(folder)
    with session.record() as record:
        with record.queries() as queries:
            orders = every_order(queries)
        for language in languages:
            for order in orders:
                path = folder / f"{order.pack.value}-{language}.pdf"
                write(session, record, replace(order, language=language), path, Destination.SAMPLES)
                session.console.say(str(path))
    return 0


def every_order(queries: Queries) -> tuple[SheetOrder, ...]:
    """Every pack, about everyone with an open course."""
    courses = tuple(each.course.id for each in queries.open_courses())
    return tuple(
        SheetOrder(pack, "", () if pack is Pack.BOARD else courses) for pack in _having_sheets(courses)
    )


def _having_sheets(courses: Iterable[str]) -> tuple[Pack, ...]:
    return tuple(Pack) if courses else (Pack.BLANK, Pack.PATHWAY)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Refusal("not-a-day", "date", {"value": text})) from None
