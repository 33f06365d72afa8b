"""The window: rail, top bar and one screen at a time. Navigation only; each screen does its own work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QMainWindow

from pathway_app.domain.errors import EnvironmentFault, Refused
from ui.bridge import Bridge
from ui.opening import OpeningFailed, OpeningFrame
from ui.places import Places
from ui.screen import Screen

if TYPE_CHECKING:
    from ui.furnished import Furnished

NAME = "Zorgpad"
WIDTH, HEIGHT = 1366, 768
BAR_HEIGHT = 57
_LEAST_WIDTH, _LEAST_HEIGHT = 860, 480


class Shell(QMainWindow):
    """Opens as a bare frame; the record is opened once that is painted, and the frame is furnished after.

    `ready` comes when the first screen is there. The bridge belongs to the window and is closed with it.
    """

    first_painted = Signal()
    ready = Signal()

    def __init__(self, bridge: Bridge, places: Callable[[], Places]) -> None:
        super().__init__()
        self.bridge = bridge
        self.furnished: Furnished | None = None
        self._places = places
        self._painted = False
        bridge.setParent(self)
        self.setWindowTitle(NAME)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.resize(WIDTH, HEIGHT)
        self.setCentralWidget(OpeningFrame(NAME, BAR_HEIGHT))
        bridge.connected.connect(self._furnish)
        bridge.failed.connect(self._show_failure)
        self._shortcut("Ctrl+K", lambda inside: inside.search())
        self._shortcut("Ctrl+N", lambda inside: inside.new_patient())
        self._shortcut("Ctrl+P", lambda inside: inside.print_sheet())
        self._shortcut("Ctrl+Z", lambda inside: inside.undo())
        self._shortcut("F5", lambda inside: inside.refresh())
        self._shortcut("F1", lambda inside: inside.show_keys())

    def screen_shown(self) -> Screen | None:
        """The screen that shows now; None while opening."""
        return self.furnished.current() if self.furnished is not None else None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.bridge.close()
        super().closeEvent(event)

    def _shortcut(self, keys: str, asked: Callable[[Furnished], None]) -> None:
        def act() -> None:
            if self.furnished is not None:
                asked(self.furnished)

        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)

    def _furnish(self) -> None:
        from ui.furnished import Furnished

        self.furnished = Furnished(self.bridge, self._places(), self)
        self.setCentralWidget(self.furnished)
        self.furnished.go(next(iter(self._places().rail)))
        self.ready.emit()

    def _show_failure(self, error: Refused | EnvironmentFault) -> None:
        from pathway_app.messages import Sentences

        words = self.bridge.words
        sentences = Sentences(words)
        told = sentences.refused(error) if isinstance(error, Refused) else (sentences.fault(error),)
        _ = words.gettext
        failed = OpeningFailed(_("The record cannot be opened"), told, _("Try again"), _("Quit"))
        failed.retry.connect(self._try_again)
        failed.leave.connect(self.close)
        self.setCentralWidget(failed)
        failed.retry_button.setFocus()

    def _try_again(self) -> None:
        self.setCentralWidget(OpeningFrame(NAME, BAR_HEIGHT))
        self.bridge.open()
