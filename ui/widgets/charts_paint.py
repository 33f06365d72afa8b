"""The looks of what charts count: each mark has a pattern of its own, so that no colour is needed to read it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from pathway_app.audit.charts import Mark
from pathway_app.documents.model import Pattern
from ui import theme
from ui.theme import Size, Status
from ui.theme_colours import Tone

SWATCH = 14
"""pixels of a mark's pattern beside its word"""
_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
_STATUS = {
    Mark.ON_TIME: Status.DONE,
    Mark.DONE: Status.DONE,
    Mark.LATE: Status.DUE_TODAY,
    Mark.VARIANCE: Status.VARIANCE,
    Mark.SKIPPED: Status.NOT_APPLICABLE,
    Mark.OPEN: Status.LATER,
    Mark.OVERDUE: Status.OVERDUE,
}
_PALE = frozenset({Mark.DONE, Mark.OPEN, Mark.SKIPPED})
"""drawn in ink on the ground of the paper; the others in lines of the paper on their colour"""


def paint_mark(painter: QPainter, box: QRectF, mark: Mark) -> None:
    """Fill `box` with the mark's pattern; the painter is given back as it came."""
    tone = theme.colours().tone(_STATUS[mark])
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(box, ground(mark))
    painter.setPen(QPen(_stroke(mark, tone), 1.6))
    _PATTERNS[mark.pattern](painter, box)
    painter.setOpacity(1)
    painter.setClipRect(box)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour(tone.ink), 1))
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.restore()


def ground(mark: Mark) -> QColor:
    """What a mark's pattern and number stand on."""
    c = theme.colours()
    tone = c.tone(_STATUS[mark])
    if mark is Mark.OPEN:
        return theme.colour(c.surface)
    return theme.colour(tone.tag if mark in _PALE else tone.fill)


def paint_number(painter: QPainter, box: QRectF, mark: Mark, number: int) -> None:
    """Print how many in the middle of its segment, where there is room for that."""
    text, measures = str(number), theme.metrics(Size.SMALL, strong=True)
    wide, high = measures.horizontalAdvance(text) + 6, measures.height()
    if wide + 2 > box.width() or high > box.height() + 2:
        return
    tone = theme.colours().tone(_STATUS[mark])
    plate = QRectF(box.center().x() - wide / 2, box.top() + 1.5, wide, box.height() - 3)
    painter.fillRect(plate, ground(mark))
    painter.setPen(theme.colour(tone.ink if mark in _PALE else tone.on_fill))
    painter.setFont(theme.font(Size.SMALL, strong=True))
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip
    painter.drawText(QRectF(plate.left(), box.center().y() - high / 2, wide, high), int(flags), text)


def _stroke(mark: Mark, tone: Tone) -> QColor:
    return theme.colour(tone.ink if mark in _PALE else tone.on_fill)


def _plain(_painter: QPainter, _box: QRectF) -> None:
    pass


def _rising(painter: QPainter, box: QRectF) -> None:
    _slanted(painter, box, 1)


def _crossed(painter: QPainter, box: QRectF) -> None:
    _slanted(painter, box, 1)
    _slanted(painter, box, -1)


def _slanted(painter: QPainter, box: QRectF, way: int) -> None:
    high = box.height()
    left = box.left() - high
    while left < box.right():
        bottom, top = (box.bottom(), box.top()) if way > 0 else (box.top(), box.bottom())
        painter.drawLine(QPointF(left, bottom), QPointF(left + high, top))
        left += 7


def _upright(painter: QPainter, box: QRectF) -> None:
    at = box.left() + 3
    while at < box.right():
        painter.drawLine(QPointF(at, box.top()), QPointF(at, box.bottom()))
        at += 5


def _level(painter: QPainter, box: QRectF) -> None:
    """Thin: most of what is done is done without a deadline, and stays calm."""
    painter.setPen(QPen(painter.pen().color(), 1))
    painter.setOpacity(0.6)
    at = box.top() + 4.5
    while at < box.bottom():
        painter.drawLine(QPointF(box.left(), at), QPointF(box.right(), at))
        at += 4


def _dotted(painter: QPainter, box: QRectF) -> None:
    painter.setBrush(painter.pen().color())
    at, low = box.left() + 4, False
    while at < box.right():
        middle = box.top() + box.height() * (0.7 if low else 0.3)
        painter.drawEllipse(QPointF(at, middle), 0.9, 0.9)
        at, low = at + 5, not low


_PATTERNS = {
    Pattern.SOLID: _plain,
    Pattern.SHADED: _level,
    Pattern.DIAGONAL: _rising,
    Pattern.CROSSED: _crossed,
    Pattern.DOTTED: _dotted,
    Pattern.EMPTY: _plain,
    Pattern.UPRIGHT: _upright,
}


class MarkWord(QWidget):
    """A mark's pattern with its word: a line of the legend."""

    def __init__(self, mark: Mark, text: str) -> None:
        super().__init__()
        self._mark = mark
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        measures = theme.metrics(Size.SMALL)
        return QSize(SWATCH + 6 + measures.horizontalAdvance(self._text) + 2, max(18, measures.height() + 2))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mark(painter, QRectF(0, (self.height() - SWATCH) / 2, SWATCH, SWATCH), self._mark)
        painter.setFont(theme.font(Size.SMALL))
        painter.setPen(theme.colour(theme.colours().muted))
        painter.drawText(QRect(SWATCH + 6, 0, self.width() - SWATCH - 6, self.height()), _LINE, self._text)


def diamond(at: QPointF, reach: float) -> QPolygonF:
    """The corners of a diamond around a point."""
    return QPolygonF(
        [at + each for each in (QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0))]
    )
