"""Accounts: who may sign in, as what, and what somebody did with wider rights in an emergency."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from pathway_app.people import Actor, Role

EMERGENCY = timedelta(minutes=60)
"""how long the wider rights hold that somebody took in an emergency"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One who may sign in, or could once: accounts are disabled, never deleted."""

    name: str
    full_name: str
    role: Role
    disabled: bool = False
    must_change: bool = False
    """the password was given by an administrator: nothing else is allowed until it is changed"""
    has_password: bool = False
    seq: int = 0
    """number of the event that added it; 0 where it is not in the record yet"""

    @property
    def actor(self) -> Actor:
        return Actor(self.name, self.full_name, self.role)


@dataclass(frozen=True, slots=True, kw_only=True)
class Emergency:
    """Somebody took the rights of a coordinator at `begun_at` (UTC), for `EMERGENCY`, and said why."""

    seq: int
    account: str
    role: Role
    begun_at: datetime
    reason: str

    @property
    def until(self) -> datetime:
        """The last moment (UTC) at which the rights hold."""
        return self.begun_at + EMERGENCY


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyDeed:
    """An event made during an emergency by whoever began it.

    `beyond_role`: the role alone would not have allowed it.
    """

    seq: int
    at: datetime
    command: str
    course_id: str | None
    beyond_role: bool
