"""Whether somebody may give a command now: as the account stands in the record, not as it stood at the log-in."""

from __future__ import annotations

from dataclasses import replace

from pathway_app.commands import ChangePassword, Command, NoteAccess
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.guards import CLOCK_BEHIND
from pathway_app.people import Actor
from pathway_app.permissions import authorise, may, may_in_emergency
from pathway_app.ports import UnitOfWork


def authorised(work: UnitOfWork, actor: Actor, command: Command) -> Actor:
    """The actor with the role of this moment.

    Raises Refused: `account-disabled` (or gone), `password-must-change`, `not-allowed`, `emergency-clock`. In a
    demonstration everyone may be anyone.
    """
    present = _present(work, actor, command) if work.guarded else actor
    if may(present, type(command)):
        return present
    emergency = False
    if may_in_emergency(present.role, type(command)):
        begun = work.emergency(present.name)
        emergency = begun is not None and work.now() <= begun.until
        if emergency:
            refuse_stopped_time(work)
    authorise(present, command, emergency=emergency)
    return present


def refuse_stopped_time(work: UnitOfWork) -> None:
    """Raise Refused (`emergency-clock`) where the clock was set back: the hour of an emergency would not pass."""
    if work.now() - work.clock_now() > CLOCK_BEHIND:
        raise Refused(Refusal("emergency-clock"))


def _present(work: UnitOfWork, actor: Actor, command: Command) -> Actor:
    account = work.account(actor.name)
    if account is None or account.disabled:
        raise Refused(Refusal("account-disabled", params={"name": actor.name}))
    if account.must_change and not isinstance(command, ChangePassword | NoteAccess):
        raise Refused(Refusal("password-must-change"))
    return actor if account.role is actor.role else replace(actor, role=account.role)
