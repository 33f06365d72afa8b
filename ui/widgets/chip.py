"""The count chip above a list: how many rows carry a status; a click asks for those only."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.theme import Status
from ui.widgets.tag import paint_tag, tag_width


class CountChip(QAbstractButton):
    """A rounded button with sign, count and words; checkable, so that a list can be narrowed to it."""

    def __init__(self, status: Status, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = status
        self._caption = text
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def show_text(self, text: str) -> None:
        """Show another count, such as "3 overdue"."""
        self._caption = text
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def caption(self) -> str:
        return self._caption

    def status(self) -> Status:
        return self._status

    def sizeHint(self) -> QSize:
        return QSize(tag_width(self._status, self._caption) + 8, theme.ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        # The whole row height takes the click; the pill is drawn lower, as calm as a tag.
        pill = self.rect().adjusted(0, 4, 0, -4)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        radius = pill.height() / 2
        paint_tag(painter, pill, self._status, self._caption, radius)
        c = theme.colours()
        tone = c.tone(self._status)
        if self.hasFocus():
            edge, width = c.focus, 2.0
        elif self.isChecked():
            edge, width = tone.ink, 1.5
        elif self.underMouse():
            edge, width = tone.ink, 1.0
        else:
            return
        painter.setPen(QPen(theme.colour(edge), width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(pill).adjusted(1, 1, -1, -1), radius - 1, radius - 1)
