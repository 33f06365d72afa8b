"""Strips that say what the program is doing or cannot do: a fault with retry, a line while busy."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui import theme
from ui.widgets.plain import PlainLabel, make_button, set_role, wrapping_label


class Banner(QFrame):
    """Says that something outside went wrong (disk full, server gone) and lets the user try again."""

    retry = Signal()

    def __init__(self, retry_title: str) -> None:
        super().__init__()
        self.setProperty("role", "fault")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(8)
        self._sign = PlainLabel("!", "strong")
        row.addWidget(self._sign)
        self._label = wrapping_label()
        row.addWidget(self._label, 1)
        self.retry_button = make_button(retry_title)
        self.retry_button.clicked.connect(self.retry)
        row.addWidget(self.retry_button)
        self.hide()

    def show_fault(self, text: str, *, can_retry: bool = True) -> None:
        """Say in words what went wrong, until `clear`."""
        self._show(text, "fault", "!", can_retry)

    def show_notice(self, text: str) -> None:
        """Say something that is no fault."""
        self._show(text, "notice", "i", False)

    def clear(self) -> None:
        self._label.setText("")
        self.hide()

    def text(self) -> str:
        return self._label.text()

    def _show(self, text: str, role: str, sign: str, can_retry: bool) -> None:
        set_role(self, role)
        for label in (self._sign, self._label):  # their colour comes from the banner's role
            label.style().unpolish(label)
            label.style().polish(label)
        self._sign.setText(sign)
        self._label.setText(text)
        self.setAccessibleName(text)
        self.retry_button.setVisible(can_retry)
        self.show()


class BusyLine(QWidget):
    """A thin moving line while an answer is awaited; short waits stay invisible."""

    def __init__(self, spoken: str, *, after_ms: int = 150) -> None:
        super().__init__()
        self._spoken = spoken
        self._at = 0.0
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(after_ms)
        self._wait.timeout.connect(self._start)
        self._tick = QTimer(self)
        self._tick.setInterval(40)
        self._tick.timeout.connect(self._advance)
        self.setFixedHeight(3)

    def set_busy(self, busy: bool) -> None:
        """Begin or end waiting."""
        self.setAccessibleName(self._spoken if busy else "")
        if not busy:
            self._wait.stop()
            self._tick.stop()
            self.update()
        elif not self._tick.isActive() and not self._wait.isActive():
            self._wait.start()

    def is_moving(self) -> bool:
        return self._tick.isActive()

    def sizeHint(self) -> QSize:
        return QSize(64, 3)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._tick.isActive():
            self._tick.stop()
            self._wait.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._tick.isActive():
            return
        painter = QPainter(self)
        wide = max(48.0, self.width() / 5)
        left = self._at * (self.width() + wide) - wide
        painter.fillRect(QRectF(left, 0, wide, self.height()), theme.colour(theme.colours().accent))

    def _start(self) -> None:
        if self.isVisible():
            self._tick.start()
        else:
            self._wait.start()

    def _advance(self) -> None:
        self._at = (self._at + 0.025) % 1.0
        self.update()


class EmptyState(QWidget):
    """Says what belongs here, and offers the one next action."""

    asked = Signal()

    def __init__(self, title: str, text: str, action_title: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(8)
        column.addStretch(2)
        for words, role in ((title, "strong"), (text, "muted")):
            label = PlainLabel(words, role)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        self.setAccessibleName(f"{title}. {text}")
        self.button = make_button(action_title, role="primary")
        self.button.clicked.connect(self.asked)
        column.addSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        self.button.setVisible(bool(action_title))
        column.addStretch(3)
