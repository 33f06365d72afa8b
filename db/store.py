"""What SQLite and PostgreSQL must each do in their own way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from db.link import Link, Statements

OPEN_ELSEWHERE = "open-elsewhere"
"""why a window writes nothing of its own: another one has the file"""
PATIENCE = 15.0
"""seconds that a writer waits for another one"""


class Passwords(Protocol):
    """The passwords of one record; every method is called within a transaction of it."""

    def offer(self, link: Link, name: str, password: str) -> str:
        """Lay down a new password; the id of its slot. It counts once the account's row names it."""
        ...

    def opens(self, link: Link, name: str, slot: str, password: str) -> bool:
        """Whether the password opens that slot of the account."""
        ...

    def settle(self, link: Link, valid: Mapping[str, str]) -> None:
        """Take away every slot that is not the one (account → slot id) in `valid`; alone in writing."""
        ...


class Store(Protocol):
    """One database, with a pool of connections to it. Every method raises EnvironmentFault."""

    @property
    def address(self) -> str:
        """Where it is, as a URL without a password."""
        ...

    @property
    def dialect(self) -> str:
        """`sqlite` or `postgresql`."""
        ...

    @property
    def refusing(self) -> str | None:
        """Why nothing can be written: the code of a fault; None where it can."""
        ...

    @property
    def statements(self) -> Statements: ...

    @property
    def passwords(self) -> Passwords | None:
        """Where the passwords are checked; None where nobody logs in, as in a demonstration."""
        ...

    def begin_read(self) -> Link:
        """Begin to read one consistent view of the database."""
        ...

    def look_again(self, link: Link) -> None:
        """Begin to read with a link that was rolled back: it sees the record as it is now."""
        ...

    def begin_write(self, *, beside: bool = False) -> Link:
        """Begin to write, alone: waits for another writer to finish.

        `beside`: also where `refusing` is `OPEN_ELSEWHERE`, because another window has the file.
        """
        ...

    def commit(self, link: Link) -> None: ...

    def end(self, link: Link, *, writing: bool) -> None:
        """Give the connection back, undoing what was not committed."""
        ...

    def now(self, link: Link) -> datetime:
        """The moment of recording (UTC, whole seconds), as yet without regard to the log."""
        ...

    def damage(self, link: Link) -> tuple[str, ...]:
        """What the database itself finds wrong with its file; empty where all is well or it cannot tell."""
        ...

    def close(self) -> None: ...
