"""Looks after the record while the window is open: who writes it, the clock, the disk, backups, whether it holds.

Looking takes a moment and is done often; backups and verifying have threads of their own, so that a folder that never
answers holds up nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from pathway_app.accesses import Access
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.guards import BackupSeen, ClockTrouble, Seen, clock_trouble
from pathway_app.queries import Verification
from ui.bridge import Bridge
from ui.guard_words import Warned, standing_warnings
from ui.record.admission import TurnedOut, refuse_turned_out

if TYPE_CHECKING:
    from pathway_app.backups import Made
    from pathway_app.people import Actor
    from pathway_app.ports import Clock, Record

FIRST_LOOK_MS = 2_000
LOOK_MS = 15_000
BACKUP_AFTER_MS = 40_000
"""after the window opened: what one came for goes first"""
VERIFY_AFTER_MS = 90_000
TRY_AGAIN_MS = 5 * 60_000
VERIFY_EVERY = timedelta(days=1)


class Guarding(QObject):
    """Works as whoever is logged in. `say` gets what is to be warned of, each time that it is another."""

    def __init__(self, bridge: Bridge, parent: QObject, say: Callable[[tuple[Warned, ...]], None]) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._say = say
        self._said: tuple[Warned, ...] = ()
        self._seen: Seen | None = None
        self._backup_trouble: Refused | EnvironmentFault | None = None
        self._second_trouble: Refused | EnvironmentFault | None = None
        self._noted: set[ClockTrouble] = set()
        self._looking = self._backing_up = self._verifying = self._verified = False
        self._open = QElapsedTimer()
        self._open.start()
        self._tried: QElapsedTimer | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(FIRST_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Look now, and have done what is due."""
        self._timer.setInterval(LOOK_MS)
        if self._looking:
            return
        self._looking = True
        clock, visitor = self._bridge.clock, self._bridge.visitor()

        def seen(told: tuple[Seen, TurnedOut | None]) -> None:
            if told[1] is not None and visitor is not None:
                self._bridge.turn_out(told[1], visitor)
            self._on_seen(told[0])

        self._bridge.apart("watch", self, lambda record: _look(record, clock, visitor), seen, self._not_seen)

    def back_up(self) -> None:
        """Make a backup where one is due; it is not tried again at once where that failed."""
        if self._backing_up:
            return
        self._backing_up = True
        self._tried = QElapsedTimer()
        self._tried.start()
        actor, clock = self._bridge.actor, self._bridge.clock
        self._bridge.apart(
            "backups", self, lambda record: _backed_up(record, actor, clock), self._on_backup, self._no_backup
        )

    def verify(self) -> None:
        """Have the whole record verified, by a process that gives way to everybody."""
        if self._verifying:
            return
        self._verifying = True
        self._bridge.apart("verify", self, _verified, self._on_verified, self._not_verified)

    def is_under_way(self) -> bool:
        return self._looking or self._backing_up or self._verifying

    def _on_seen(self, seen: Seen) -> None:
        self._looking = False
        self._seen = seen
        self._bridge.stands(seen.reading_only, seen.because, seen.backup, seen.site)
        if seen.clock is not None and seen.clock not in self._noted and seen.reading_only is None:
            self._noted.add(seen.clock)
            self._bridge.note(Access(seen.clock.value))
        self._tell()
        elapsed = self._open.elapsed()
        may_try = self._tried is None or self._tried.elapsed() > TRY_AGAIN_MS
        if seen.backup_due and may_try and elapsed > BACKUP_AFTER_MS:
            self.back_up()
        if seen.check_due and not self._verified and elapsed > VERIFY_AFTER_MS:
            self.verify()

    def _not_seen(self, error: BaseException) -> None:
        """Whoever asks the record something is told of it."""
        self._looking = False

    def _on_backup(self, made: Made | None) -> None:
        self._backing_up = False
        if made is not None:
            self._backup_trouble, self._second_trouble = None, made.lacking
        self._tell()
        self.look()

    def _no_backup(self, error: BaseException) -> None:
        self._backing_up = False
        if not isinstance(error, Refused | EnvironmentFault):
            return
        if self._backup_trouble is None:
            self._bridge.note(Access.BACKUP_FAILED, reason=_code(error))
        self._backup_trouble = error
        self._tell()
        if _code(error) in ("log-unsound", "copy-unsound"):
            self.verify()

    def _on_verified(self, found: Verification | None) -> None:
        self._verifying = False
        self._verified = True
        if found is not None and found.sound:
            self._bridge.note(Access.VERIFIED, result="sound", events=str(found.head.number))
        self.look()

    def _not_verified(self, error: BaseException) -> None:
        self._verifying = False
        self._verified = True  # not again and again
        self.look()

    def _tell(self) -> None:
        if self._seen is None:
            return
        warned = standing_warnings(self._bridge.words, self._seen, self._backup_trouble, self._second_trouble)
        if warned != self._said:
            self._said = warned
            self._say(warned)


def _code(error: Refused | EnvironmentFault) -> str:
    return error.code if isinstance(error, EnvironmentFault) else error.reasons[0].code


def _look(record: Record, clock: Clock, visitor: Actor | None) -> tuple[Seen, TurnedOut | None]:
    """What is seen, and whether the account of `visitor` stands no more as it did."""
    from pathway_app.backups import database_file, is_due, is_old, newest

    with suppress(EnvironmentFault):
        record.claim()
    if record.reading_only == "damaged":
        return Seen("damaged", record.reading_only_because, None, None, None, None, False, False), None
    out = None
    with record.queries() as queries:
        site, head = queries.site(), queries.log_head()
        try:
            if visitor is not None:
                refuse_turned_out(queries, visitor)
        except TurnedOut as turned_out:
            out = turned_out
    database, now = database_file(record.url), clock.now()
    backup, backup_due = None, False
    # A demonstration is made again, not restored.
    if database is not None and not site.demo:
        found = newest(database, now)
        backup = BackupSeen(None if found is None else found.at, is_old(found, site, now))
        backup_due = record.reading_only is None and is_due(found, site, now)
    checked = record.checked()
    check_due = (
        database is not None
        and record.reading_only is None
        and (checked is None or record.ended_uncleanly or not timedelta() <= now - checked.at < VERIFY_EVERY)
    )
    seen = Seen(
        record.reading_only,
        record.reading_only_because,
        head.logged_at,
        clock_trouble(head.logged_at, now),
        record.room(),
        backup,
        backup_due,
        check_due,
        site,
    )
    return seen, out


def _backed_up(record: Record, actor: Actor, clock: Clock) -> Made | None:
    """None where another one made it meanwhile."""
    from pathway_app.backups import back_up, database_file, is_due, newest
    from pathway_app.services.service import Service

    with record.queries() as queries:
        site = queries.site()
    database, now = database_file(record.url), clock.now()
    if database is None or not is_due(newest(database, now), site, now):
        return None
    return back_up(Service(record), record, actor, now, gently=True)


def _verified(record: Record) -> Verification | None:
    found = record.verify_apart()
    if found is not None:
        record.mark_checked(found)
    return found
