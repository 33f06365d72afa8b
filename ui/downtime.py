"""Keeps the downtime pack ready while the program runs: looks every few minutes whether a new one is due."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer

from pathway_app.domain.errors import EnvironmentFault, Refused
from ui.bridge import Bridge

if TYPE_CHECKING:
    from pathway_app.downtime import Kept
    from pathway_app.people import Actor
    from pathway_app.ports import Clock, Record

FIRST_LOOK_MS = 20_000
"""after the window opened: what one came for goes first"""
LOOK_MS = 5 * 60_000


class DowntimeSchedule(QObject):
    """Works as whoever is logged in. `say_fault` gets a sentence when it begins to fail, and again when the reason
    changes; an empty one when it works again."""

    def __init__(self, bridge: Bridge, parent: QObject, say_fault: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._bridge = bridge
        self._say_fault = say_fault
        self._told = ""
        self._under_way = False
        self._timer = QTimer(self)
        self._timer.setInterval(FIRST_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Make a pack where one is due."""
        self._timer.setInterval(LOOK_MS)
        if self._under_way:
            return
        self._under_way = True
        actor, clock = self._bridge.actor, self._bridge.clock
        self._bridge.aside(self, lambda record: _kept(record, actor, clock), self._done, self._failed)

    def is_under_way(self) -> bool:
        return self._under_way

    def _done(self, _kept: Kept | None) -> None:
        self._under_way = False
        self._tell("")

    def _failed(self, error: BaseException) -> None:
        from pathway_app.messages import Sentences

        self._under_way = False
        sentences = Sentences(self._bridge.words)
        if isinstance(error, Refused):
            self._tell("\n".join(sentences.refused(error)))
        elif isinstance(error, EnvironmentFault):
            self._tell(sentences.fault(error))

    def _tell(self, sentence: str) -> None:
        if sentence != self._told:
            self._told = sentence
            _ = self._bridge.words.gettext
            told = _("The downtime pack could not be made. {reason}").format(reason=sentence)
            self._say_fault(told if sentence else "")


def _kept(record: Record, actor: Actor, clock: Clock) -> Kept | None:
    """None where the site wants no pack, or the newest is not old enough."""
    with record.queries() as queries:
        site = queries.site()
    if not site.downtime_folder:
        return None
    from pathway_app.downtime import is_due, keep_ready
    from pathway_app.services.service import Service

    folder, now = Path(site.downtime_folder), clock.now()
    if not is_due(folder, int(site.downtime_every_hours), now, ZoneInfo(site.zone)):
        return None
    return keep_ready(Service(record), record, actor, folder, now, keep=int(site.downtime_keep))
