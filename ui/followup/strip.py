"""The year strip as it is painted: a line with a mark for each MRI, and today. Shapes tell what colours tell."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui import theme
from ui.followup.year import Mark, Sign
from ui.theme import Status

MARGIN = 8
"""pixels on both sides of the year, so that a mark at its end is whole"""
_RADIUS = 5.5
_ARROW = 5.0


@dataclass(frozen=True, slots=True)
class YearStrip:
    """The marks of one course; `today` is the place of the present day."""

    marks: tuple[Mark, ...]
    today: float

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw the year over the width of `box`, centred in its height."""
        c = theme.colours()
        middle = box.top() + box.height() / 2
        left, wide = box.left() + MARGIN, box.width() - 2 * MARGIN
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour(c.line), 2))
        painter.drawLine(QPointF(left, middle), QPointF(left + wide, middle))
        painter.setPen(QPen(theme.colour(c.accent), 1.5))
        today = left + self.today * wide
        painter.drawLine(QPointF(today, box.top() - 2), QPointF(today, box.bottom() + 2))
        for mark in self.marks:
            at = QPointF(left + min(1.0, max(0.0, mark.at)) * wide, middle)
            if mark.planned is not None:
                _paint_planned(painter, QPointF(left + mark.planned * wide, middle), at)
            paint_mark(painter, at, mark.sign)
            if mark.beyond:
                _paint_arrow(painter, at, mark)
        painter.restore()


def paint_mark(painter: QPainter, at: QPointF, sign: Sign, radius: float = _RADIUS) -> None:
    """A full circle: done; a full diamond: overdue; an open circle: planned. `at` is the middle."""
    c = theme.colours()
    tone = c.tone(_STATUS[sign])
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(tone.fill))
    if sign is Sign.OVERDUE:
        reach = radius + 1.5
        corners = (QPointF(0, -reach), QPointF(reach, 0), QPointF(0, reach), QPointF(-reach, 0))
        painter.drawPolygon(QPolygonF([at + corner for corner in corners]))
        return
    if sign is Sign.PLANNED:
        radius -= 1
        painter.setPen(QPen(theme.colour(c.muted), 2))
        painter.setBrush(theme.colour(c.surface))
    painter.drawEllipse(at, radius, radius)


def _paint_planned(painter: QPainter, planned: QPointF, at: QPointF) -> None:
    """From where it was planned, an upright stroke, to where it was made: how far it drifted."""
    ink = theme.colour(theme.colours().muted)
    painter.fillRect(QRectF(planned.x() - 1, planned.y() - 6, 2, 12), ink)
    between = QRectF(min(planned.x(), at.x()), planned.y() - 1, abs(planned.x() - at.x()), 2)
    painter.fillRect(between, ink)


def _paint_arrow(painter: QPainter, at: QPointF, mark: Mark) -> None:
    """Beside the strip's end: it is further on."""
    painter.setPen(QPen(theme.colour(theme.colours().muted), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    tip = at + QPointF(mark.beyond * (MARGIN + 4.5), 0)
    back = -mark.beyond * _ARROW * 0.6
    painter.drawPolyline([tip + QPointF(back, -_ARROW * 0.7), tip, tip + QPointF(back, _ARROW * 0.7)])


_STATUS = {Sign.DONE: Status.DONE, Sign.OVERDUE: Status.OVERDUE, Sign.PLANNED: Status.LATER}
