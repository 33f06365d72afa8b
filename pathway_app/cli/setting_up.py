"""`init` and `users`: a new database, and who may act in it."""

from __future__ import annotations

from pathway_app.cli.arguments import Adder
from pathway_app.cli.session import Session
from pathway_app.commands import AddAccount
from pathway_app.people import Actor, Role, Site
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
    users = adder.group("users", _("who may act"))
    parser = users.add("add", _("add an account"))
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--role", required=True, choices=[role.value for role in Role])
    parser.add_argument("--full-name", default="", metavar="NAME", help=_("as it is shown and printed"))
    parser.set_defaults(run=add_user)
    parser = users.add("list", _("list the accounts"))
    parser.set_defaults(run=list_users)


def init(session: Session) -> int:
    """Everything is made ready before the database is, so that no half-made one is left behind."""
    from pathway_app.founding import Foundation, found, shipped_definitions

    options = session.options
    name = options.admin or login_name() or "admin"
    foundation = Foundation(
        administrator=Actor(name, name, Role.ADMINISTRATOR),
        site=Site(hospital=options.hospital, ward=options.ward),
        definitions=() if options.empty else shipped_definitions(),
    )
    if options.demo:
        from pathway_app.demonstration import demonstration

        foundation = demonstration(foundation, session.wiring.clock.now(), patients=not options.empty)
    address = found(session.wiring.records, session.database, foundation)
    _ = session.words.gettext
    session.console.say(_("Made {path}.").format(path=address))
    session.console.say(
        _("{name} is administrator; “users add” adds those who work with patients.").format(name=name)
    )
    return 0


def add_user(session: Session) -> int:
    from pathway_app.services.service import Service

    options = session.options
    with session.record() as record:
        with record.queries() as queries:
            actor = session.actor(queries)
        command = AddAccount(name=options.name, full_name=options.full_name, role=Role(options.role))
        Service(record).execute(command, actor)
    return 0


def list_users(session: Session) -> int:
    with session.queries() as queries:
        for account in sorted(queries.accounts(), key=lambda each: each.name):
            role = session.sentences.role(account.role)
            session.console.say(f"{account.name} · {account.full_name} · {role}")
    return 0
