"""Asking for what nobody may see on the screen."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from pathway_app.domain.errors import Refusal, Refused
from pathway_app.signing_in import Credentials
from pathway_app.who_acts import login_name

if TYPE_CHECKING:
    from pathway_app.cli.session import Session

USER_VARIABLE = "ZORGPAD_USER"
PASSWORD_VARIABLE = "ZORGPAD_PASSWORD"
NEW_PASSWORD_VARIABLE = "ZORGPAD_NEW_PASSWORD"
RECOVERY_VARIABLE = "ZORGPAD_RECOVERY"


def ask_at_terminal(prompt: str) -> str | None:
    """What somebody types, without an echo; None where nobody sits at a terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    from getpass import getpass

    try:
        return getpass(prompt)
    except EOFError:
        return None


def credentials(session: Session) -> Credentials:
    """`--user`, else the variable's, else the desktop's login, with the password. Raises Refused (`sign-in-needed`)."""
    name = session.options.user or session.wiring.environment.get(USER_VARIABLE) or login_name()
    if not name:
        raise Refused(Refusal("sign-in-needed"))
    prompt = session.words.gettext("Password of {name}: ").format(name=name)
    return Credentials(name, _asked(session, PASSWORD_VARIABLE, prompt))


def new_password(session: Session, variable: str = NEW_PASSWORD_VARIABLE) -> str:
    """One typed twice, or the variable's. Raises Refused (`password-differs`, `sign-in-needed`)."""
    _ = session.words.gettext
    given = session.wiring.environment.get(variable)
    if given:
        return given
    first = _asked(session, variable, _("New password: "))
    if _asked(session, variable, _("The same once more: ")) != first:
        raise Refused(Refusal("password-differs", "password"))
    return first


def recovery_phrase(session: Session) -> str:
    return _asked(session, RECOVERY_VARIABLE, session.words.gettext("Recovery phrase: "))


def _asked(session: Session, variable: str, prompt: str) -> str:
    given = session.wiring.environment.get(variable)
    found = given or session.wiring.ask_secret(prompt)
    if not found:
        raise Refused(Refusal("sign-in-needed", params={"variable": variable}))
    return found
