"""`migrate`: a database of an older Zorgpad brought up to date, and made safe where it was not."""

from __future__ import annotations

from pathway_app.cli.arguments import Adder
from pathway_app.cli.asking import PASSWORD_VARIABLE, new_password
from pathway_app.cli.session import Session
from pathway_app.cli.setting_up import tell_recovery
from pathway_app.domain.errors import Refused
from pathway_app.recovery import new_phrase
from pathway_app.signing_in import Credentials, checked_password
from pathway_app.who_acts import login_name


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    parser = adder.add("migrate", _("bring a database of an older Zorgpad up to date"))
    parser.set_defaults(run=migrate)


def migrate(session: Session) -> int:
    """Where nobody logged in until now nobody is asked who they are, but an administrator gets a password."""
    records, database = session.wiring.records, session.database
    first = _first_password(session) if _is_unsafe_file(session) else None
    known = session.credentials() if first is None and _is_file(database) else None
    done = records.migrate(database, credentials=known)
    say, _ = session.console.say, session.words.gettext
    unsafe = records.needs_protection(database)
    path = done.address.removeprefix("sqlite:///")
    if done.before == done.after and not unsafe:
        say(_("{path} is up to date; nothing was changed.").format(path=path))
        return 0
    if done.backup is not None and not unsafe:
        say(_("What was there is kept in {path}.").format(path=done.backup))
    if done.before != done.after:
        say(
            _("Brought {path} from schema {before} to schema {after}.").format(
                path=path, before=done.before, after=done.after
            )
        )
    if unsafe:
        _protect(session, first or _first_password(session))
    return 0


def _is_unsafe_file(session: Session) -> bool:
    """Asked for before anything is changed; a server of an older program tells only after it."""
    try:
        return session.wiring.records.needs_protection(session.database)
    except Refused:
        return False


def _is_file(address: str) -> bool:
    """A server opens for whoever it lets in; a file only with its key."""
    return "://" not in address or address.startswith("sqlite:")


def _first_password(session: Session) -> Credentials:
    say, _ = session.console.say, session.words.gettext
    name = session.options.user or login_name() or "admin"
    say(
        _("From now on people log in here, and a file is encrypted. {name} gets a password.").format(
            name=name
        )
    )
    return Credentials(
        name, checked_password(name, new_password(session.wiring, session.words, PASSWORD_VARIABLE))
    )


def _protect(session: Session, first: Credentials) -> None:
    say, _ = session.console.say, session.words.gettext
    phrase = new_phrase()
    given = session.wiring.records.protect(session.database, first, phrase)
    if _is_file(session.database):
        say(
            _(
                "What was not encrypted is overwritten and removed, its copy too; a disk may keep traces of it."
            )
        )
    for account, password in given.items():
        say(_("One-time password of {name}: {password}").format(name=account, password=password))
    if given:
        say(_("They are shown only now, and must be changed at the first log-in."))
    tell_recovery(session, phrase)
