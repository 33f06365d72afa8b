"""What stands above the screen while something is wrong or unusual, and the line that moves while one waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from pathway_app.domain.errors import EnvironmentFault
from ui.bridge import Bridge
from ui.downtime import DowntimeSchedule
from ui.emergency import EmergencyAccess
from ui.sheet_strip import SheetStrip
from ui.widgets.notices import Banner

if TYPE_CHECKING:
    from ui.guard_words import Warned


class Strips(QWidget):
    """From top to bottom; each is there only while it says something. `say` tells a sentence for a while."""

    def __init__(self, bridge: Bridge, window: QWidget, say: Callable[[str], None]) -> None:
        super().__init__()
        self._bridge = bridge
        self.warnings = Banner("")
        """what is wrong around the record, for as long as it is"""
        self.emergency = EmergencyAccess(bridge, window, say)
        self.fault = Banner(bridge.words.gettext("Try again"))
        self.sheet = SheetStrip(bridge)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for each in (self.warnings, self.emergency.banner, self.fault, self.sheet):
            column.addWidget(each)
        self.fault.retry.connect(self._retry)
        bridge.fault.connect(self.show_fault)
        bridge.recovered.connect(self.fault.clear)
        DowntimeSchedule(bridge, window, self._say_downtime)

    def show_fault(self, fault: EnvironmentFault) -> None:
        """What the surroundings lack; it can be tried again."""
        from pathway_app.messages import Sentences

        self.fault.show_fault(Sentences(self._bridge.words).fault(fault))

    def warn(self, warned: tuple[Warned, ...]) -> None:
        """What is wrong around the record now; nothing, where that is over."""
        text = "\n".join(each.text for each in warned)
        if not warned:
            self.warnings.clear()
        elif any(each.is_fault for each in warned):
            self.warnings.show_fault(text, can_retry=False)
        else:
            self.warnings.show_notice(text)

    def _say_downtime(self, sentence: str) -> None:
        if sentence:
            self.fault.show_fault(sentence, can_retry=False)
        else:
            self.fault.clear()

    def _retry(self) -> None:
        self.fault.clear()
        self._bridge.retry()
