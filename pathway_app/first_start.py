"""The first start: nothing is at the usual place yet, and somebody says what is to be there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from pathway_app.cli.window import demonstration_database, remember_database, usual_database
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.guards import set_aside
from pathway_app.people import Actor, Role, Site
from pathway_app.who_acts import login_name

if TYPE_CHECKING:
    from pathway_app.founding import Foundation
    from pathway_app.ports import Clock, Records


@dataclass(frozen=True, slots=True)
class Beginning:
    """What is to be made: who administers, with what password, where; `server` is an address, empty for this
    computer. A server that has the ward's record already is joined: the password is then of no use."""

    full_name: str
    password: str = field(default="", repr=False)
    hospital: str = ""
    ward: str = ""
    language: str = "nl"
    server: str = ""
    account: str = ""
    """the administrator's account; empty: the desktop's login"""


class FirstStart:
    """`address` is what the window opens: what was given, else what was chosen here, else the usual place."""

    def __init__(self, records: Records, clock: Clock, given: str | None = None) -> None:
        self._records = records
        self.clock = clock
        self._given = given
        self._chosen: str | None = None
        self._called_off = Event()
        self._instead: str | None = None
        self.only_reads = False
        self.takes_damage = False
        """whether what can still be read of a damaged file is wanted"""

    def address(self) -> str:
        return self._instead or self._given or self._chosen or usual_database()

    @property
    def records(self) -> Records:
        """Where databases are made and opened: for who administers."""
        return self._records

    def look_at(self, backup: str | None = None) -> None:
        """From now on only read: that backup, else what can be read of the damaged file itself."""
        self.only_reads, self.takes_damage, self._instead = True, backup is None, backup

    def is_needed(self) -> bool:
        """Whether the window is to ask: no database was named, and none is at the usual place."""
        if self._given or self._chosen:
            return False
        usual = usual_database()
        return "://" not in usual and not Path(usual).exists() and set_aside(Path(usual)) is None

    def account(self) -> str:
        """The account that the first user gets: the desktop's login."""
        return login_name() or "admin"

    def has_demonstration(self) -> bool:
        """Whether the demonstration ward was made before; it is then opened as it was left."""
        return Path(demonstration_database()).exists()

    def call_off(self) -> None:
        """From another thread: what is being made is not wanted any more."""
        self._called_off.set()

    def demonstrate(self, language: str) -> bool:
        """Make the demonstration ward, unless it is there; `address` is its. False where it was called off.

        Raises Refused and EnvironmentFault. Whichever way it ends early, nothing is left behind.
        """
        self._called_off.clear()
        path = demonstration_database()
        if not Path(path).exists():
            from pathway_app.demonstration import demonstration
            from pathway_app.founding import found

            foundation = self._foundation(self.account(), Site(language=language))
            whole = demonstration(foundation, self.clock.now())
            with _whole_or_nothing(Path(path)):
                if not self._called_off.is_set():
                    found(self._records, path, whole)
            if self._called_off.is_set():
                _take_away(Path(path))
                return False
        self._chosen = path
        return True

    def begin(self, beginning: Beginning) -> str | None:
        """Make the record, or join the one that the ward's server has; `address` is its, now and at later starts.

        Returns the recovery phrase, to be shown once and kept nowhere; None where a record was joined. Raises
        Refused (the password's reasons too) and EnvironmentFault; of a file nothing is left behind then.
        """
        from pathway_app.founding import found
        from pathway_app.recovery import new_phrase
        from pathway_app.services.accounts import checked_name
        from pathway_app.signing_in import checked_password

        server = beginning.server.strip()
        if server and not server.startswith(("postgresql://", "postgres://")):
            shown = _without_password(server) if "://" in server else server
            raise Refused(Refusal("database-url", "server", {"url": shown}))
        site = Site(hospital=beginning.hospital, ward=beginning.ward, language=beginning.language)
        account = checked_name(beginning.account or self.account())
        foundation = self._foundation(beginning.full_name, site, account)
        if not server or not self._joins(server):
            checked_password(foundation.administrator.name, beginning.password)
            foundation = replace(foundation, password=beginning.password, recovery=new_phrase())
        if not server:
            path = usual_database()
            with _whole_or_nothing(Path(path)):
                self._chosen = found(self._records, path, foundation)
            return foundation.recovery
        if foundation.recovery is not None:
            found(self._records, server, foundation)
        # With its password for now; what is remembered is without it.
        self._chosen = server
        remember_database(_without_password(server))
        return foundation.recovery

    def _joins(self, server: str) -> bool:
        """Whether the server has the ward's record already."""
        try:
            self._records.needs_sign_in(server)
        except Refused as refused:
            if any(reason.code == "database-missing" for reason in refused.reasons):
                return False
            raise
        return True

    def _foundation(self, full_name: str, site: Site, account: str = "") -> Foundation:
        from pathway_app.founding import Foundation, shipped_definitions

        return Foundation(
            administrator=Actor(account or self.account(), full_name, Role.ADMINISTRATOR),
            site=site,
            definitions=shipped_definitions(),
        )


@contextmanager
def _whole_or_nothing(path: Path) -> Iterator[None]:
    """A file that could not be filled is taken away again; one that was there before is not touched."""
    was_there = path.exists()
    try:
        yield
    except (Refused, EnvironmentFault, OSError):
        if not was_there:
            _take_away(path)
        raise


def _take_away(path: Path) -> None:
    for rest in ("-wal", "-shm", "-journal", ".keys", ""):
        with suppress(OSError):
            Path(f"{path}{rest}").unlink(missing_ok=True)


def _without_password(address: str) -> str:
    scheme, _, rest = address.partition("://")
    login, at, place = rest.rpartition("@")
    return f"{scheme}://{login.partition(':')[0]}{at}{place}"
