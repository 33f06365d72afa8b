"""Whether who is logged in may still be: as the account stands in the record, not as it stood at the log-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pathway_app.domain.errors import Refusal, Refused

if TYPE_CHECKING:
    from pathway_app.people import Actor
    from pathway_app.ports import Queries

DISABLED = "account-disabled"
OTHER_ROLE = "role-changed"


class TurnedOut(Refused):
    """The account is disabled or gone (`account-disabled`), or has another role meanwhile (`role-changed`)."""


def refuse_turned_out(queries: Queries, actor: Actor) -> None:
    """Raises TurnedOut."""
    account = queries.account(actor.name)
    if account is None or account.disabled:
        raise TurnedOut(Refusal(DISABLED, params={"name": actor.name}))
    if account.role is not actor.role:
        raise TurnedOut(Refusal(OTHER_ROLE, params={"name": actor.name}))


def is_disabled(error: BaseException) -> bool:
    """Whether that is how the record refuses an account that is disabled."""
    return isinstance(error, Refused) and error.reasons[0].code == DISABLED
