"""A sentence that comes for a while beside the screen and hides nothing of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.plain import PlainLabel

_SHOWN_MS = 8_000
_BESIDE, _ABOVE = 11, 9
"""pixels between its edge and its words"""


class Toast(QFrame):
    """Stands in `room` (of `window`), at its bottom; the newest sentence takes the place of the one before."""

    def __init__(self, window: QWidget, room: Callable[[], QRect]) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self._room = room
        self._label = PlainLabel("", "small")
        self._label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(_BESIDE - 1, _ABOVE - 1, _BESIDE - 1, _ABOVE - 1)
        row.addWidget(self._label)
        self._over = QTimer(self)
        self._over.setSingleShot(True)
        self._over.setInterval(_SHOWN_MS)
        self._over.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """Show `text` for some seconds."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self.place()
        self.show()
        self.raise_()
        self._over.start()

    def text(self) -> str:
        """What it says, or an empty text when it is gone."""
        return self._label.text() if self.isVisible() else ""

    def place(self) -> None:
        """Stand at the bottom of the room again after that changed; words that need more height rise above it."""
        box = self._room()
        self._label.ensurePolished()
        high = self._label.heightForWidth(box.width() - 2 * _BESIDE) + 2 * _ABOVE
        self.setGeometry(box.left(), box.bottom() + 1 - high, box.width(), high)
