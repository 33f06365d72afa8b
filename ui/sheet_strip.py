"""The strip above the screen that a scanned sheet opened: which copy it is, and whether it is still the newest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from ui.bridge import Bridge
from ui.widgets.notices import Banner

if TYPE_CHECKING:
    from pathway_app.copies import CopyStanding

FOLLOW_MS = 15_000
"""how often it is looked up again while it shows: others enter too"""


class SheetStrip(Banner):
    """What it says stays true while it shows: it is looked up again after each commit, and now and then."""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__("")
        self._bridge = bridge
        self._standing: CopyStanding | None = None
        self._follow = QTimer(self)
        self._follow.setInterval(FOLLOW_MS)
        self._follow.timeout.connect(self._look_again)
        bridge.committed.connect(self._look_again)

    def show_standing(self, standing: CopyStanding) -> None:
        """Say what is to be known of that sheet, until `clear`."""
        from pathway_app.copies import standing_sentence

        self._standing = standing
        sentence = standing_sentence(standing, self._bridge.words)
        if standing.may_be_used:
            self.show_notice(sentence)
        else:
            self.show_fault(sentence, can_retry=False)
        self._follow.start()

    def clear(self) -> None:
        self._standing = None
        self._follow.stop()
        self._bridge.forget(self)
        super().clear()

    def _look_again(self) -> None:
        standing = self._standing
        if standing is None or not self.isVisible():
            return
        from pathway_app.copies import copy_standing

        self._bridge.ask(self, lambda queries: copy_standing(queries, standing.scanned), self.show_standing)
