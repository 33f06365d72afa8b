"""`users`: who may act here, as what, and how they get in."""

from __future__ import annotations

from pathway_app.accounts import Account
from pathway_app.cli.arguments import Adder
from pathway_app.cli.asking import new_password, recovery_phrase
from pathway_app.cli.session import Session
from pathway_app.cli.setting_up import tell_recovery
from pathway_app.commands import (
    AddAccount,
    BeginEmergency,
    ChangePassword,
    ChangeRole,
    Command,
    DisableAccount,
    EnableAccount,
    ResetPassword,
)
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Role
from pathway_app.recovery import new_phrase
from pathway_app.signing_in import Credentials, one_time_password

_ROLES = [role.value for role in Role]


def add(adder: Adder) -> None:
    _ = adder.words.gettext
    users = adder.group("users", _("who may act"))
    parser = users.add("add", _("add an account"))
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--role", required=True, choices=_ROLES)
    parser.add_argument("--full-name", default="", metavar="NAME", help=_("as it is shown and printed"))
    parser.set_defaults(run=add_user)
    users.add("list", _("list the accounts")).set_defaults(run=list_users)
    for name, sentence, run in (
        ("disable", _("let an account do nothing any more; it is never deleted"), disable),
        ("enable", _("take up an account again that was disabled"), enable),
        ("reset", _("give somebody who forgot it a new password for one log-in"), reset),
        ("recover", _("give an administrator a new password by the recovery phrase"), recover),
    ):
        parser = users.add(name, sentence)
        parser.add_argument("name", metavar="NAME")
        parser.set_defaults(run=run)
    parser = users.add("role", _("change what an account may do"))
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("role", choices=_ROLES)
    parser.set_defaults(run=change_role)
    users.add("password", _("change your own password")).set_defaults(run=change_password)
    parser = users.add("rekey", _("encrypt the file with a new key; nobody's password changes"))
    parser.add_argument(
        "--new-phrase", action="store_true", help=_("make a new recovery phrase too; the old one is void")
    )
    parser.set_defaults(run=rekey)
    parser = users.add("emergency", _("take a coordinator's rights for an hour, in an emergency"))
    parser.add_argument("reason", metavar="REASON", help=_("why; an auditor reads it"))
    parser.set_defaults(run=emergency)
    users.add("emergency-list", _("list the emergencies and what was done in them")).set_defaults(
        run=list_emergencies
    )


def add_user(session: Session) -> int:
    options = session.options
    password = _one_time(session)
    _execute(
        session,
        AddAccount(
            name=options.name, full_name=options.full_name, role=Role(options.role), password=password
        ),
    )
    _tell(session, options.name, password)
    return 0


def enable(session: Session) -> int:
    password = _one_time(session)
    _execute(session, EnableAccount(name=session.options.name, password=password))
    _tell(session, session.options.name, password)
    return 0


def reset(session: Session) -> int:
    password = one_time_password()
    _execute(session, ResetPassword(name=session.options.name, password=password))
    _tell(session, session.options.name, password)
    return 0


def disable(session: Session) -> int:
    return _execute(session, DisableAccount(name=session.options.name))


def change_role(session: Session) -> int:
    return _execute(session, ChangeRole(name=session.options.name, role=Role(session.options.role)))


def emergency(session: Session) -> int:
    return _execute(session, BeginEmergency(reason=session.options.reason))


def change_password(session: Session) -> int:
    """The one thing that is allowed with a password that must be changed."""
    from pathway_app.services.service import Service

    credentials = session.credentials()
    if credentials is None:
        raise Refused(Refusal("no-passwords"))
    new = new_password(session.wiring, session.words)
    with session.record(credentials=credentials, unchanged=True) as record:
        assert record.signed_in is not None
        Service(record).execute(ChangePassword(old=credentials.password, new=new), record.signed_in)
    session.console.say(session.words.gettext("The password is changed."))
    return 0


def recover(session: Session) -> int:
    """Nobody logs in: the phrase opens the record."""
    if not session.wiring.records.needs_sign_in(session.database):
        raise Refused(Refusal("no-passwords"))
    phrase = recovery_phrase(session.wiring, session.words)
    credentials = Credentials(session.options.name, new_password(session.wiring, session.words))
    session.wiring.records.open(session.database, credentials=credentials, recovery=phrase).close()
    session.console.say(session.words.gettext("The password is changed."))
    return 0


def rekey(session: Session) -> int:
    """While nobody else works with the file."""
    credentials = session.credentials()
    if credentials is None:
        raise Refused(Refusal("no-passwords"))
    phrase = new_phrase() if session.options.new_phrase else None
    done = session.words.gettext("The file has a new key; copies made before still have the old one.")

    def tell() -> None:
        if phrase is not None:
            told = session.words.gettext(
                "The new recovery phrase counts once you read here “{done}”; until then the one before does."
            )
            session.console.say(told.format(done=done))
            tell_recovery(session, phrase)

    session.wiring.records.rekey(session.database, credentials, recovery=phrase, tell=tell)
    session.console.say(done)
    return 0


def list_users(session: Session) -> int:
    with session.queries() as queries:
        demo = queries.site().demo
        for account in sorted(queries.all_accounts(), key=lambda each: each.name):
            role = session.sentences.role(account.role)
            parts = [account.name, account.full_name, role, *_standing(session, account, demo=demo)]
            session.console.say(" · ".join(parts))
    return 0


def _standing(session: Session, account: Account, *, demo: bool) -> list[str]:
    _ = session.words.gettext
    if account.disabled:
        return [_("disabled")]
    if demo:
        return []
    if not account.has_password:
        return [_("no password yet")]
    return [_("must change the password")] if account.must_change else []


def list_emergencies(session: Session) -> int:
    """Each with its reason, and beneath it what was done that the role alone does not allow."""
    words = session.words
    with session.queries() as queries:
        names = {each.name: each.full_name for each in queries.accounts()}
        for each in queries.emergencies():
            session.console.say(
                words.gettext("{at} to {until} · {name} ({account}), {role} · {reason}").format(
                    at=session.words.moment(each.begun_at),
                    until=session.words.moment(each.until),
                    name=names.get(each.account, each.account),
                    account=each.account,
                    role=session.sentences.role(each.role),
                    reason=each.reason,
                )
            )
            for deed in queries.emergency_deeds(each):
                if deed.beyond_role:
                    session.console.say(f"  {words.moment(deed.at)} · {deed.seq} · {deed.command}")
    return 0


def _execute(session: Session, command: Command) -> int:
    from pathway_app.services.service import Service

    with session.record() as record:
        with record.queries() as queries:
            actor = session.actor(queries)
        Service(record).execute(command, actor)
    return 0


def _one_time(session: Session) -> str | None:
    """None in a demonstration, where nobody logs in."""
    return one_time_password() if session.wiring.records.needs_sign_in(session.database) else None


def _tell(session: Session, name: str, password: str | None) -> None:
    if password is None:
        return
    _ = session.words.gettext
    session.console.say(_("One-time password of {name}: {password}").format(name=name, password=password))
    session.console.say(_("It is shown only now, and must be changed at the first log-in."))
