"""Telling a scanner from a hand: the first signs of a sheet's code, one quickly after the other."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from pathway_app.documents.scan_code import CODE_BEGINS
from ui.widgets.search import typed_sign

PAUSE_S = 0.1
"""seconds between two signs beyond which a hand typed them"""


class ScanBurst(QObject):
    """Given each sign that no text field takes, tells when a sheet's code begins.

    The key of its last sign is then kept from whatever has the focus: the code goes on elsewhere.
    """

    def __init__(self, parent: QObject, pause_s: float = PAUSE_S) -> None:
        super().__init__(parent)
        self._pause_s = pause_s
        self._signs = ""
        self._last = 0.0

    def begins(self, event: QKeyEvent) -> bool:
        """Whether a code's beginning is whole with this key."""
        sign, now = typed_sign(event).upper(), monotonic()
        if not sign:
            return False  # Shift, which a scanner presses too
        if now - self._last > self._pause_s:
            self._signs = ""
        self._signs, self._last = (self._signs + sign)[-len(CODE_BEGINS) :], now
        if self._signs != CODE_BEGINS:
            return False
        self._signs = ""
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            return super().eventFilter(watched, event)
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        return event.type() == QEvent.Type.KeyPress
