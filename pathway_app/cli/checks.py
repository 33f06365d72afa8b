"""`verify` and `check-pathway`: whether the record holds, whether a pathway file is sound."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from pathway_app.accesses import Access
from pathway_app.cli.arguments import Adder
from pathway_app.cli.noting import note
from pathway_app.cli.session import Session
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.ports import Queries, Record
from pathway_app.queries import Verification

if TYPE_CHECKING:
    from pathway_app.documents.certificate import Compared
    from pathway_app.signing_in import Credentials


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("verify", _("check the log's chain and what is derived from it"))
    parser.add_argument(
        "--reference",
        nargs="+",
        action="extend",
        default=[],
        metavar="REF",
        help=_("the log must have the event with this reference, as in the foot of a sheet: 7F3A-91C2"),
    )
    parser.add_argument(
        "--head",
        nargs="+",
        action="extend",
        default=[],
        metavar="N:HASH",
        help=_("event N must be there with this hash, as a sheet, certificate or backup says"),
    )
    parser.add_argument("--certificate", metavar="FILE.pdf", help=_("write a certificate of the result"))
    parser.add_argument(
        "--no-log", action="store_true", help=_("do not write into the log that it was verified: a copy, say")
    )
    parser.set_defaults(run=verify)
    parser = adder.add("check-pathway", _("check a pathway file and name every error"))
    parser.add_argument("file", metavar="FILE")
    parser.set_defaults(run=check_pathway)


def verify(session: Session) -> int:
    """Non-zero, with the first bad event, where the record does not hold or lacks what stands on paper."""
    begun_at, shown = session.wiring.clock.now(), session.credentials()
    with session.record(read_only=True, credentials=shown) as record, record.queries() as queries:
        if session.options.user is not None:
            session.actor(queries)
        found = queries.verify()
        _mark(record, found)
        compared = tuple(_compared(session, queries))
        paper = _certificate(session, queries, found, begun_at, compared)
    if not session.options.no_log:
        _note(session, found, shown)
    if paper is not None:
        _write(session, paper)
    lacking = [each.told for each in compared if not each.stands]
    _tell(session, found, compared)
    return 0 if found.sound and not lacking else 1


def _mark(record: Record, found: Verification) -> None:
    """Beside the file, where it is not sound or was not before: what does not hold is only read from now on."""
    if not found.sound or record.checked() is not None:
        with suppress(
            EnvironmentFault
        ):  # where nothing can be written beside it, nothing can be written in it
            record.mark_checked(found)


def _tell(session: Session, found: Verification, compared: tuple[Compared, ...]) -> None:
    _ = session.words.gettext
    if found.sound:
        session.console.say(
            _("Sound. Events: {events}. Courses: {courses}. Log: {reference}.").format(
                events=found.head.number, courses=found.courses, reference=found.head.reference or "–"
            )
        )
    session.console.complain(session.sentences.log_problem(problem) for problem in found.problems)
    for each in compared:
        if each.stands:
            session.console.say(_("{told}: the log has this event.").format(told=each.told))
        else:
            lacks = _(
                "{told}: the log does not have it; it was cut off, altered or replaced, or is another one."
            )
            session.console.complain([lacks.format(told=each.told)])


def _compared(session: Session, queries: Queries) -> Iterator[Compared]:
    from pathway_app.documents.certificate import Compared
    from pathway_app.logbook.papers import find_reference, head_stands, parse_head

    for reference in session.options.reference:
        yield Compared(reference.upper(), bool(find_reference(queries, reference, check=False)))
    for head in session.options.head:
        yield Compared(head, head_stands(queries, *parse_head(head)) is not None)


def _certificate(
    session: Session,
    queries: Queries,
    found: Verification,
    begun_at: datetime,
    compared: tuple[Compared, ...],
) -> bytes | None:
    """The PDF; None where none is wanted."""
    from pathlib import Path

    from pathway_app.logbook.certifying import certificate_pdf

    if not session.options.certificate:
        return None
    language = session.options.lang or queries.site().language
    by, now = session.issuer(queries).full_name, session.wiring.clock.now()
    place = Path(session.database).name
    return certificate_pdf(queries, found, place, begun_at, now, language, by, compared)


def _write(session: Session, certificate: bytes) -> None:
    from pathlib import Path

    from pathway_app.documents.saving import save

    path = session.options.certificate
    save(certificate, Path(path), private=False)
    session.console.say(session.words.gettext("Written: {path}").format(path=path))


def _note(session: Session, found: Verification, shown: Credentials | None) -> None:
    """The file is opened again to be written only now: what was verified was nobody's but a reader's.

    A certificate is noted before it is written: if that fails, the log says what was asked.
    """
    from pathway_app.logbook.certifying import result_details

    with suppress(Refused, EnvironmentFault), session.record(credentials=shown) as record:
        note(session, record, Access.VERIFIED, details=result_details(found))
        if session.options.certificate:
            note(session, record, Access.EXPORTED, details={"what": "certificate", "format": "pdf"})


def check_pathway(session: Session) -> int:
    """Every error on standard error, one a line, with the file, the line and the path."""
    from pathway_app.definitions.loader import load_definition

    file = session.options.file
    try:
        from pathlib import Path

        definition = load_definition(Path(file))
    except Refused as refused:
        session.console.complain(f"{file}: {sentence}" for sentence in session.sentences.refused(refused))
        return 1
    session.console.say(
        session.words.gettext("{file}: {pathway}, version {version}, {count} checkpoints, no errors.").format(
            file=file, pathway=definition.id, version=definition.version, count=len(definition.checkpoints)
        )
    )
    return 0
