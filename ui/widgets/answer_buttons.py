"""Radio button and check box, painted: the same clear mark in every scheme and on every system."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton

from ui import theme
from ui.theme import Status
from ui.widgets.signs import paint_sign
from ui.widgets.wrapping import wrap_flags, wrapped_height

_MARK = 16
_GAP = 7
_PAD = 4
_FRAME_PAD = 10
_WORDS_LEFT = _FRAME_PAD + _MARK + _GAP
_STEPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1}
_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter


class AnswerRadio(QRadioButton):
    """One of several answers that exclude each other; arrow keys ask for the one before or after."""

    asked_step = Signal(int)

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.setAccessibleName(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return _size(self.title)

    def minimumSizeHint(self) -> QSize:
        return _size(self.title)

    def hitButton(self, point: QPoint) -> bool:
        return self.rect().contains(point)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            self.asked_step.emit(step)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = _paint_frame(self, painter, self.title)
        _paint_dot(painter, box, self)


class WholeLineRadio(AnswerRadio):
    """An answer in a frame over the whole width; a long title takes more lines."""

    def sizeHint(self) -> QSize:
        return QSize(4000, self.heightForWidth(4000))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.ROW_HEIGHT)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words = wrapped_height(theme.metrics(), width - _WORDS_LEFT - _FRAME_PAD, self.title)
        return max(theme.ROW_HEIGHT + 2, words + 12)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        c = theme.colours()
        ring = self.hasFocus()
        edge = c.focus if ring else c.accent if self.isChecked() else c.line
        painter.setPen(QPen(theme.colour(edge), 2 if ring else 1))
        painter.setBrush(theme.colour(c.hover if self.underMouse() and self.isEnabled() else c.surface))
        inset = 1.0 if ring else 0.5
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        _paint_dot(
            painter, QRectF(_FRAME_PAD + 0.5, (self.height() - _MARK) / 2 + 0.5, _MARK - 1, _MARK - 1), self
        )
        painter.setPen(theme.colour(c.ink if self.isEnabled() else c.on_disabled))
        painter.setFont(theme.font())
        wide = self.width() - _WORDS_LEFT - _FRAME_PAD
        high = wrapped_height(theme.metrics(), wide, self.title)
        box = QRect(_WORDS_LEFT, (self.height() - high) // 2, wide, high)
        painter.drawText(box, wrap_flags(theme.metrics(), wide, self.title), self.title)


class AnswerBox(QCheckBox):
    """One of several answers that can go together."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.setAccessibleName(title)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        return _size(self.title)

    def minimumSizeHint(self) -> QSize:
        return _size(self.title)

    def hitButton(self, point: QPoint) -> bool:
        return self.rect().contains(point)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        box = _paint_frame(self, painter, self.title)
        c = theme.colours()
        painter.setPen(QPen(theme.colour(c.accent if self.isChecked() else c.edge), 1.4))
        painter.setBrush(theme.colour(c.accent if self.isChecked() else c.field))
        painter.drawRoundedRect(box, 3, 3)
        if self.isChecked():
            paint_sign(painter, box.adjusted(3, 3, -3, -3), Status.DONE, theme.colour(c.on_accent))


def _paint_dot(painter: QPainter, box: QRectF, button: QAbstractButton) -> None:
    """The round mark, filled where the answer is given."""
    c = theme.colours()
    painter.setPen(QPen(theme.colour(c.accent if button.isChecked() else c.edge), 1.4))
    painter.setBrush(theme.colour(c.field))
    painter.drawEllipse(box)
    if button.isChecked():
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(c.accent))
        painter.drawEllipse(box.adjusted(3.5, 3.5, -3.5, -3.5))


def _size(title: str) -> QSize:
    return QSize(_PAD + _MARK + _GAP + theme.metrics().horizontalAdvance(title) + _PAD + 4, theme.ROW_HEIGHT)


def _paint_frame(button: QAbstractButton, painter: QPainter, title: str) -> QRectF:
    """Paint title and focus ring; gives the square of the mark."""
    c = theme.colours()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(theme.colour(c.ink if button.isEnabled() else c.on_disabled))
    painter.setFont(theme.font())
    left = _PAD + _MARK + _GAP
    inner = QRect(left, 0, button.width() - left - 2, button.height())
    painter.drawText(
        inner, _LINE, theme.metrics().elidedText(title, Qt.TextElideMode.ElideRight, inner.width())
    )
    if button.hasFocus():
        painter.setPen(QPen(theme.colour(c.focus), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(button.rect()).adjusted(1, 2, -1, -2), 5, 5)
    return QRectF(_PAD + 0.5, (button.height() - _MARK) / 2 + 0.5, _MARK - 1, _MARK - 1)
