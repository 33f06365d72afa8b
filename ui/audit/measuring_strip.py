"""How far a long reading is, with a button that calls it off."""

from __future__ import annotations

from PySide6.QtCore import QObject, QRectF, QSize, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.i18n import Words
from ui import theme
from ui.widgets.plain import make_button, wrapping_label

_AFTER_MS = 300


class Relay(QObject):
    """Carries from the reading's thread to the window's how many are done of how many."""

    told = Signal(int, int)


class _Line(QWidget):
    """Filled as far as it has come."""

    def __init__(self) -> None:
        super().__init__()
        self._share = 0.0
        self.setFixedHeight(6)

    def show_share(self, share: float) -> None:
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(120, 6)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = theme.colours(), QPainter(self)
        painter.fillRect(self.rect(), theme.colour(c.empty))
        painter.fillRect(QRectF(0, 0, self.width() * self._share, self.height()), theme.colour(c.accent))


class MeasuringStrip(QFrame):
    """Unseen while it does not take long."""

    cancelled = Signal()

    def __init__(self, words: Words) -> None:
        super().__init__()
        self.setProperty("role", "notice")
        self._words = words
        _ = words.gettext
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 6, 8)
        column.setSpacing(4)
        row = QHBoxLayout()
        self._label = wrapping_label()
        row.addWidget(self._label, 1)
        self.cancel_button = make_button(_("Cancel"))
        self.cancel_button.clicked.connect(self.cancelled)
        row.addWidget(self.cancel_button)
        column.addLayout(row)
        self._line = _Line()
        column.addWidget(self._line)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_AFTER_MS)
        self._wait.timeout.connect(self.show)
        self.hide()

    def begin(self) -> None:
        """Something was begun."""
        self._say(self._words.gettext("Reading the record…"))
        self._line.show_share(0)
        self._wait.start()

    def show_progress(self, done: int, of: int) -> None:
        """So many courses of so many."""
        if of:
            self._say(self._words.gettext("{done} of {all} courses read").format(done=done, all=of))
            self._line.show_share(min(1.0, done / of))

    def end(self) -> None:
        """It is over, well or badly."""
        self._wait.stop()
        self.hide()

    def text(self) -> str:
        return self._label.text()

    def _say(self, text: str) -> None:
        self._label.setText(text)
        self.setAccessibleName(text)
