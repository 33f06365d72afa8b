"""Asking for what nobody may see on the screen."""

from __future__ import annotations

from pathway_app.cli.wiring import Wiring
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.i18n import Words
from pathway_app.signing_in import Credentials
from pathway_app.who_acts import login_name

USER_VARIABLE = "ZORGPAD_USER"
PASSWORD_VARIABLE = "ZORGPAD_PASSWORD"
NEW_PASSWORD_VARIABLE = "ZORGPAD_NEW_PASSWORD"
RECOVERY_VARIABLE = "ZORGPAD_RECOVERY"


def credentials(wiring: Wiring, words: Words, user: str | None) -> Credentials:
    """`user`, else the variable's, else the desktop's login, with the password. Raises Refused (`sign-in-needed`)."""
    name = user or wiring.environment.get(USER_VARIABLE) or login_name()
    if not name:
        raise Refused(Refusal("sign-in-needed"))
    prompt = words.gettext("Password of {name}: ").format(name=name)
    return Credentials(name, _asked(wiring, PASSWORD_VARIABLE, prompt))


def new_password(wiring: Wiring, words: Words, variable: str = NEW_PASSWORD_VARIABLE) -> str:
    """One typed twice, or the variable's. Raises Refused (`password-differs`, `sign-in-needed`)."""
    _ = words.gettext
    given = wiring.environment.get(variable)
    if given:
        return given
    first = _asked(wiring, variable, _("New password: "))
    if _asked(wiring, variable, _("The same once more: ")) != first:
        raise Refused(Refusal("password-differs", "password"))
    return first


def recovery_phrase(wiring: Wiring, words: Words) -> str:
    return _asked(wiring, RECOVERY_VARIABLE, words.gettext("Recovery phrase: "))


def _asked(wiring: Wiring, variable: str, prompt: str) -> str:
    given = wiring.environment.get(variable)
    found = given or wiring.ask_secret(prompt)
    if not found:
        raise Refused(Refusal("sign-in-needed", params={"variable": variable}))
    return found
