"""Who acts where nobody has logged in: the account asked for, or the one that the desktop's login names."""

from __future__ import annotations

from collections.abc import Sequence

from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Actor, Role


def who_acts(accounts: Sequence[Actor], *, user: str | None, demo: bool) -> Actor:
    """The account named `user`; without one the coordinator of a demonstration, else the account of the login.

    Raises Refused (`unknown-account`, `who-acts`) where there is no such account.
    """
    if user is None and demo:
        coordinator = next((each for each in accounts if each.role is Role.COORDINATOR), None)
        if coordinator is not None:
            return coordinator
    name = login_name() if user is None else user
    found = next((each for each in accounts if each.name == name), None)
    if found is None:
        if user is None:
            raise Refused(Refusal("who-acts", "user", {"login": name or "–"}))
        raise Refused(Refusal("unknown-account", "user", {"name": user}))
    return found


def login_name() -> str | None:
    """The name of the desktop's login; None where the system does not tell."""
    from getpass import getuser

    try:
        return getuser()
    except (OSError, KeyError, ImportError):
        return None
