"""`demo`: the demonstration ward, made again, in a window or without a display on paper."""

from __future__ import annotations

import sys
from pathlib import Path

from pathway_app.cli.arguments import Adder
from pathway_app.cli.audit import report
from pathway_app.cli.session import Session
from pathway_app.cli.sheets import write
from pathway_app.cli.ward_worklist import present_rows, worklist_text
from pathway_app.cli.window import demonstration_database, has_display
from pathway_app.documents.saving import make_folder, save, unwritten
from pathway_app.domain.calendar import local_date
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from pathway_app.queries import Verification
from pathway_app.sheets import Ordering, Pack, SheetOrder
from pathway_app.who_acts import login_name

OUTPUT = Path("demo-output")


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("demo", _("make the demonstration ward again and open it"))
    parser.set_defaults(run=demo)


def demo(session: Session) -> int:
    """In a window; without a display the same ward is taken through a day and shown on paper."""
    path = _file(session.options.database)
    session.options.database = str(path)
    _make_again(session, path)
    say, _ = session.console.say, session.words.gettext
    say(_("The demonstration ward is at {path}.").format(path=path))
    say(_("To start for real: {command}").format(command=f"{_python()} main.py init --admin NAME"))
    session.console.flush()
    if has_display(sys.platform, session.wiring.environment):
        return session.open_window()
    _show_on_paper(session)
    return 0


def _file(address: str | None) -> Path:
    """A demonstration is always a file. Raises Refused (`database-url`) for a server's address."""
    if not address:
        return Path(demonstration_database())
    path = address.removeprefix("sqlite:///")
    if "://" in path:
        raise Refused(Refusal("database-url", "database", {"url": address}))
    return Path(path)


def _python() -> str:
    """This Python as one would type it here."""
    running = Path(sys.executable)
    here = Path.cwd()
    return str(running.relative_to(here)) if running.is_relative_to(here) else str(running)


def _make_again(session: Session, path: Path) -> None:
    """Only a demonstration is ever replaced."""
    from pathway_app.demonstration import demonstration
    from pathway_app.founding import Foundation, found, shipped_definitions

    name = login_name() or "demo"
    foundation = Foundation(
        administrator=Actor(name, name, Role.ADMINISTRATOR), definitions=shipped_definitions()
    )
    foundation = demonstration(foundation, session.wiring.clock.now())
    if path.exists():
        _refuse_real(session, path)
        _remove(path)
    found(session.wiring.records, str(path), foundation)


def _refuse_real(session: Session, path: Path) -> None:
    if session.wiring.records.needs_sign_in(str(path)):
        raise Refused(Refusal("not-a-demonstration", None, {"path": str(path)}))
    # An older program's demonstration is replaced like any other.
    with session.record(read_only=True, older=True) as record, record.queries() as queries:
        if not queries.site().demo:
            raise Refused(Refusal("not-a-demonstration", None, {"path": str(path)}))


def _remove(path: Path) -> None:
    try:
        for rest in ("-wal", "-shm", "-journal", ".checked", ".backups", ""):
            Path(f"{path}{rest}").unlink(missing_ok=True)
    except OSError as error:
        raise unwritten(path, error) from error


def _show_on_paper(session: Session) -> None:
    say, _ = session.console.say, session.words.gettext
    make_folder(OUTPUT)
    say("")
    say(_("There is no display, so the ward's day is shown on paper."))
    with session.record() as record:
        _say_worklist(session, record)
        written = [_sheets(session, record, "handover-morning.pdf")]
        written += _pictures(session)
        say("")
        _day(session, record)
        say("")
        _say_worklist(session, record)
        written.append(_sheets(session, record, "handover-evening.pdf"))
        written.append(_audit_report(session, record, _verify(session, record)))
    say("")
    say(_("Written:"))
    for path in written:
        say(f"  {path}")


def _pictures(session: Session) -> tuple[Path, ...]:
    """The main screens; none where Qt's libraries are missing, as they may be on a server."""
    try:
        return session.wiring.draw_pictures(session.database, OUTPUT, session.options.lang)
    except ImportError as error:
        say = session.console.say
        say(session.words.gettext("The screens could not be drawn: {reason}.").format(reason=error))
        return ()


def _say_worklist(session: Session, record: Record) -> None:
    now = session.wiring.clock.now()
    with record.queries() as queries:
        for line in worklist_text(queries, present_rows(queries, now), now, session.words):
            session.console.say(line)


def _day(session: Session, record: Record) -> None:
    """What the invented people enter, by the same commands as on screen."""
    from pathway_app.demonstration_day import day_commands
    from pathway_app.services.service import Service

    service = Service(record)
    for told in day_commands(record, session.wiring.clock, session.words):
        service.execute(told.command, told.actor)
        session.console.say(told.sentence)


def _sheets(session: Session, record: Record, name: str) -> Path:
    """The ward's handover and a page for each patient."""
    path = OUTPUT / name
    write(session, record, SheetOrder(Pack.WARD, "", ordering=Ordering.URGENCY), path)
    return path


def _verify(session: Session, record: Record) -> Verification:
    with record.queries() as queries:
        found = queries.verify()
    session.console.complain(session.sentences.log_problem(problem) for problem in found.problems)
    if found.sound:
        session.console.say("")
        session.console.say(
            session.words.gettext("The log holds. Events: {events}. Courses: {courses}.").format(
                events=found.head.number, courses=found.courses
            )
        )
    return found


def _audit_report(session: Session, record: Record, found: Verification) -> Path:
    """Over every course, from the year of the first enrolment on."""
    from pathway_app.audit.cohort import Cohort, Period
    from pathway_app.audit.measuring import choices, measured
    from pathway_app.documents.audit_report import Verified

    now = session.wiring.clock.now()
    today = local_date(now, session.words.zone)
    with record.queries() as queries:
        pathway, _version = queries.pathways()[0]
        first = choices(queries, pathway).first or today
        cohort = Cohort(period=Period(first.replace(month=1, day=1), today), pathway=pathway)
        audit = measured(queries, cohort, now, present=True)
        content = report(session, queries, audit, Verified(now, found), present=True)
    path = OUTPUT / "audit-report.pdf"
    save(content, path, private=False)  # no patient is in it
    return path
