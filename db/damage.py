"""Whether it is the record's fault that something could not be done: somebody wrote in it, past the program."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from db.definitions import Definitions
from db.faults import UNREADABLE
from db.log import Head, head_of
from db.sqlite import driver
from db.store import Store
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.queries import Verification

STUMBLES = (*UNREADABLE, driver.IntegrityError)
"""what is raised where somebody wrote in the record, or where the program has a defect"""
_CODE = "database-damaged"


class Damage:
    """Of one open record. What the program never writes may stand anywhere in it, so that any step of reading may be
    the first to stumble: whether that is damage, or a defect of the program, is told by verifying."""

    def __init__(self, store: Store, mark: Callable[[Verification], None]) -> None:
        """`mark` puts down what was found, so that nothing is written any more."""
        self._store = store
        self._mark = mark
        self._sound_at: Head | None = None

    def behind(self) -> EnvironmentFault | None:
        """The fault to be told; None where the record holds, and the program is to blame."""
        try:
            link = self._store.begin_read()
        except EnvironmentFault as fault:
            return fault
        try:
            from db.verify import verify

            with suppress(*UNREADABLE):
                head = head_of(link)
                if head == self._sound_at:
                    return None
                self._sound_at = head
            found = verify(self._store, link, Definitions(), None)
        except EnvironmentFault as fault:
            return fault
        finally:
            self._store.end(link, writing=False)
        if found.sound:
            return None
        self._sound_at = None
        if self._store.refusing is None:
            with suppress(EnvironmentFault):
                self._mark(found)
        return EnvironmentFault(_CODE, path=self._store.address.removeprefix("sqlite:///"))
