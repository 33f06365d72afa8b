"""A sentence that comes for a while above the screen and takes nothing away from it."""

from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.widgets.plain import PlainLabel

_SHOWN_MS = 8_000
_MARGIN = 24


class Toast(QFrame):
    """Stands at the foot of `window`, beside the rail; the newest sentence takes the place of the one before."""

    def __init__(self, window: QWidget, left: int) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self._window = window
        self._left = left
        self._label = PlainLabel()
        self._label.setWordWrap(True)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 10, 16, 10)
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
        """Stand at the foot again after the window changed its size."""
        window = self._window
        room = window.width() - self._left - 2 * _MARGIN
        wide = min(room, self._label.fontMetrics().horizontalAdvance(self._label.text()) + 40)
        high = self._label.heightForWidth(wide - 34) + 22
        # At the left: the buttons of a panel stand at the right.
        self.setGeometry(self._left + _MARGIN, window.height() - high - _MARGIN, wide, high)
