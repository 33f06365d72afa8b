"""Puts on record whose open steps were looked at beside the list, without opening the course."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from pathway_app.accesses import Access, Previews
from ui.bridge import Bridge

LOOKED_AT_MS = 2000
"""milliseconds after which a preview counts as read: whoever goes down the list with the keys reads none in passing"""


class PreviewReads(QObject):
    """Of one screen; `panel` is where the patient stands."""

    def __init__(self, bridge: Bridge, panel: QWidget) -> None:
        super().__init__(panel)
        self._bridge, self._panel = bridge, panel
        self._previews = Previews()
        self._course = ""
        self._timer = QTimer(panel)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._note)
        bridge.actor_changed.connect(self._another_actor)

    def show(self, course: str) -> None:
        """That course stands there now; empty where none does."""
        is_other = course != self._course
        self._course = course
        self._begin(anew=is_other)

    def _another_actor(self) -> None:
        self._begin(anew=True)

    def _begin(self, *, anew: bool) -> None:
        if anew or not self._timer.isActive():
            self._timer.start(LOOKED_AT_MS)

    def _note(self) -> None:
        bridge = self._bridge
        if not self._course or not self._panel.isVisible():
            return
        if self._previews.is_new(bridge.actor.name, self._course, bridge.clock.now()):
            bridge.note(Access.COURSE_READ, (self._course,), by="panel")
