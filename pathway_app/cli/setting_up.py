"""`init`: a new database."""

from __future__ import annotations

from pathway_app.cli.arguments import Adder
from pathway_app.cli.asking import PASSWORD_VARIABLE, new_password
from pathway_app.cli.session import Session
from pathway_app.people import Actor, Role, Site
from pathway_app.recovery import new_phrase
from pathway_app.signing_in import checked_password
from pathway_app.who_acts import login_name


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("init", _("make a new database"))
    parser.add_argument("--demo", action="store_true", help=_("a demonstration ward with invented patients"))
    parser.add_argument("--empty", action="store_true", help=_("without pathways and patients"))
    parser.add_argument(
        "--admin", metavar="NAME", help=_("the account of the administrator (your login name if not given)")
    )
    parser.add_argument("--hospital", default="", metavar="NAME", help=_("the letterhead of the sheets"))
    parser.add_argument("--ward", default="", metavar="NAME", help=_("the ward, beneath it"))
    parser.set_defaults(run=init)


def init(session: Session) -> int:
    """Everything is made ready before the database is, so that no half-made one is left behind."""
    from pathway_app.founding import Foundation, found, shipped_definitions

    options = session.options
    name = options.admin or login_name() or "admin"
    password = recovery = None
    if not options.demo:
        from pathway_app.services.accounts import checked_name

        name = checked_name(name)
        password, recovery = new_password(session.wiring, session.words, PASSWORD_VARIABLE), new_phrase()
        checked_password(name, password)
    foundation = Foundation(
        administrator=Actor(name, name, Role.ADMINISTRATOR),
        password=password,
        recovery=recovery,
        site=Site(hospital=options.hospital, ward=options.ward),
        definitions=() if options.empty else shipped_definitions(),
    )
    if options.demo:
        from pathway_app.demonstration import demonstration

        foundation = demonstration(foundation, session.wiring.clock.now(), patients=not options.empty)

    def tell() -> None:
        if recovery is not None:
            tell_recovery(session, recovery)

    address = found(session.wiring.records, session.database, foundation, tell)
    _ = session.words.gettext
    session.console.say(_("Made {path}.").format(path=address.removeprefix("sqlite:///")))
    session.console.say(
        _("{name} is administrator; “users add” adds those who work with patients.").format(name=name)
    )
    return 0


def tell_recovery(session: Session, phrase: str) -> None:
    """Once: it is kept nowhere. It is shown before this returns, whatever becomes of what follows."""
    _ = session.words.gettext
    session.console.say(_("Recovery phrase: {phrase}").format(phrase=phrase))
    session.console.say(
        _(
            "Write it down now and lock it away: it is shown only once, and opens the record when no administrator "
            "knows a password any more."
        )
    )
    session.console.flush()
