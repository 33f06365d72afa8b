"""What opening the record tells, and what is told of whoever shows a password there."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.people import Actor, Site

if TYPE_CHECKING:
    from collections.abc import Callable

    from pathway_app.i18n import Words
    from pathway_app.ports import Queries, Record
    from pathway_app.signing_in import Credentials

_AT_THE_DOOR = frozenset(
    {
        *("sign-in-needed", "sign-in-refused", "sign-in-wait"),
        *("recovery-typing", "recovery-refused", "recovery-not-administrator"),
        *("password-short", "password-long", "password-name"),
    }
)
"""the codes of what whoever shows a password can mend there"""


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening the record told."""

    record: Record
    site: Site
    accounts: tuple[Actor, ...]
    actor: Actor
    words: Words
    drafts: dict[str, str]
    must_change: bool
    emergency_until: datetime | None


@dataclass(frozen=True, slots=True)
class LetIn:
    """Whose password was right in the open record."""

    actor: Actor
    accounts: tuple[Actor, ...]
    drafts: dict[str, str]
    must_change: bool
    emergency_until: datetime | None


def opened(record: Record, user: str | None, now: datetime, language: Callable[[Actor, Site], str]) -> Opened:
    """Take the record to be written by this window, and read who works here; it is closed where that fails.

    `user`: who is said to work here, where nobody logs in.
    """
    from pathway_app.i18n import Words
    from pathway_app.who_acts import who_acts

    try:
        with suppress(
            EnvironmentFault
        ):  # where nothing can be put beside the file it is written all the same
            record.claim()
        with record.queries() as queries:
            site, accounts = queries.site(), queries.accounts()
            actor = record.signed_in or who_acts(accounts, user=user, demo=site.demo)
            must_change, until = False, None
            if record.signed_in is not None and record.reading_only is None:
                must_change, until = rights_of(queries, actor, now)
        words = Words(language(actor, site), ZoneInfo(site.zone))
        return Opened(record, site, accounts, actor, words, drafts_of(record, actor), must_change, until)
    except BaseException:
        record.close()
        raise


def let_in(record: Record, credentials: Credentials, now: datetime, *, own: bool) -> LetIn:
    """Raises Refused (`sign-in-refused`, `sign-in-wait`). `own`: the one who was here before gives it again."""
    from pathway_app.accesses import Access

    failure = Access.UNLOCK_FAILED if own else Access.LOGIN_FAILED
    actor = record.check_password(credentials.name, credentials.password, failure=failure)
    with record.queries() as queries:
        must_change, until = rights_of(queries, actor, now)
        accounts = queries.accounts()
    return LetIn(actor, accounts, drafts_of(record, actor), must_change, until)


def wants_sign_in(error: BaseException) -> bool:
    """Whether whoever shows a password can mend what was refused."""
    return isinstance(error, Refused) and all(each.code in _AT_THE_DOOR for each in error.reasons)


def drafts_of(record: Record, actor: Actor) -> dict[str, str]:
    """What that account typed and did not enter, by key."""
    return {draft.key: draft.content for draft in record.drafts(actor.name).all()}


def rights_of(queries: Queries, actor: Actor, now: datetime) -> tuple[bool, datetime | None]:
    """Whether the password must be changed, and until when an emergency lasts (UTC; None: none does)."""
    account = queries.account(actor.name)
    begun = (each for each in queries.emergencies() if each.account == actor.name)
    mine = [each.until for each in begun if now <= each.until]
    return account is not None and account.must_change, max(mine, default=None)
