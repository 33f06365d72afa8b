"""Says what takes its time and lets the user call it off: for work that the user began and that takes over a second."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from ui.widgets.notices import BusyLine
from ui.widgets.plain import make_button, wrapping_label


class Waiting(QFrame):
    """Unseen for the first second of a wait: what is quick needs no words."""

    cancelled = Signal()

    def __init__(self, cancel_title: str, *, after_ms: int = 1000) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 6, 6)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self._label = wrapping_label()
        row.addWidget(self._label, 1)
        self.cancel_button = make_button(cancel_title)
        self.cancel_button.clicked.connect(self._cancel)
        row.addWidget(self.cancel_button)
        column.addLayout(row)
        self._line = BusyLine("", after_ms=0)
        column.addWidget(self._line)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(after_ms)
        self._wait.timeout.connect(self.show)
        self.hide()

    def begin(self, text: str) -> None:
        """Something was begun that `text` names."""
        self._label.setText(text)
        self.setAccessibleName(text)
        self.cancel_button.setEnabled(True)
        self._line.set_busy(True)
        self._wait.start()

    def end(self) -> None:
        """It is over, well or badly."""
        self._wait.stop()
        self._line.set_busy(False)
        self.hide()

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.cancelled.emit()
