"""The status signs as drawings: the same crisp shape on every system, whatever fonts it has."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui.theme_status import Status


def paint_sign(painter: QPainter, box: QRectF, status: Status, ink: QColor) -> None:
    """Draw the sign of `status` in `ink`, filling the square `box` (some 8 to 16 pixels)."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(box.topLeft())
    painter.scale(box.width() / 10, box.height() / 10)
    _DRAWINGS[status](painter, ink)
    painter.restore()


def _stroke(painter: QPainter, ink: QColor, width: float) -> None:
    pen = QPen(ink, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _fill(painter: QPainter, ink: QColor) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink)


def _done(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.8)
    painter.drawPolyline([QPointF(1.4, 5.4), QPointF(4.0, 8.0), QPointF(8.7, 2.4)])


def _variance(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.4)
    painter.drawLine(QPointF(1.6, 3.7), QPointF(8.4, 3.7))
    painter.drawLine(QPointF(1.6, 6.5), QPointF(8.4, 6.5))
    painter.drawLine(QPointF(3.3, 9.1), QPointF(6.7, 1.1))


def _overdue(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.9)
    painter.drawLine(QPointF(5, 1.2), QPointF(5, 5.8))
    _fill(painter, ink)
    painter.drawEllipse(QPointF(5, 8.7), 1.15, 1.15)


def _due_today(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.2)
    painter.drawEllipse(QPointF(5, 5), 4.2, 4.2)
    quarter = QPainterPath(QPointF(5, 5))
    quarter.arcTo(QRectF(0.8, 0.8, 8.4, 8.4), 90, 90)
    quarter.closeSubpath()
    _fill(painter, ink)
    painter.drawPath(quarter)


def _running(painter: QPainter, ink: QColor) -> None:
    _fill(painter, ink)
    painter.drawPolygon(QPolygonF([QPointF(1.6, 0.8), QPointF(9.2, 5), QPointF(1.6, 9.2)]))


def _blocked(painter: QPainter, ink: QColor) -> None:
    _fill(painter, ink)
    painter.drawRect(QRectF(1.3, 1.3, 7.4, 7.4))


def _later(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.2)
    painter.drawEllipse(QPointF(5, 5), 3.8, 3.8)


def _not_applicable(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.6)
    painter.drawLine(QPointF(1.8, 5), QPointF(8.2, 5))


def _undecided(painter: QPainter, ink: QColor) -> None:
    _stroke(painter, ink, 1.6)
    path = QPainterPath(QPointF(2.7, 3.2))
    path.cubicTo(QPointF(2.9, 0.2), QPointF(7.6, 0.2), QPointF(7.4, 3.0))
    path.cubicTo(QPointF(7.3, 4.6), QPointF(5, 4.5), QPointF(5, 6.4))
    painter.drawPath(path)
    _fill(painter, ink)
    painter.drawEllipse(QPointF(5, 9.0), 1.0, 1.0)


_DRAWINGS = {
    Status.DONE: _done,
    Status.VARIANCE: _variance,
    Status.OVERDUE: _overdue,
    Status.DUE_TODAY: _due_today,
    Status.RUNNING: _running,
    Status.BLOCKED: _blocked,
    Status.LATER: _later,
    Status.NOT_APPLICABLE: _not_applicable,
    Status.UNDECIDED: _undecided,
}
