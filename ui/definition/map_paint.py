"""How the lines of a map are drawn: each kind with a stroke and a colour of its own, for screen and legend."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from ui import theme
from ui.definition.graph import Link

_RADIUS = 4.0
_HEAD = 5.0


def ink(link: Link) -> QColor:
    """Not by colour alone: the strokes differ too."""
    c = theme.colours()
    return theme.colour(
        {
            Link.GATE: c.accent if not c.dark else c.link,
            Link.CONDITION: c.variance.ink,
            Link.ROUND: c.due_today.ink,
        }[link]
    )


def pen(link: Link) -> QPen:
    """Gates are solid, conditions dashed, what comes back is dotted."""
    made = QPen(ink(link), 1.6)
    made.setCapStyle(Qt.PenCapStyle.FlatCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if link is Link.CONDITION:
        made.setDashPattern([4, 2.5])
    elif link is Link.ROUND:
        made.setDashPattern([1.2, 1.8])
    return made


def paint_line(painter: QPainter, link: Link, corners: Sequence[QPoint]) -> None:
    """Rounded corners, and an arrow where it ends."""
    points = [QPointF(corner) + QPointF(0.5, 0.5) for corner in corners]
    painter.setPen(pen(link))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(_rounded(points))
    _arrow(painter, link, points[-1])


def paint_lines(painter: QPainter, link: Link, paths: Sequence[Sequence[QPoint]]) -> None:
    """Lines that share their way, each stretch drawn once: dashes over dashes would fill each other's gaps."""
    if len(paths) == 1:
        paint_line(painter, link, paths[0])
        return
    painter.setPen(pen(link))
    for start, end in stretches(paths):
        painter.drawLine(QPointF(start) + QPointF(0.5, 0.5), QPointF(end) + QPointF(0.5, 0.5))
    for path in paths:
        _arrow(painter, link, QPointF(path[-1]) + QPointF(0.5, 0.5))


def stretches(paths: Sequence[Sequence[QPoint]]) -> list[tuple[QPoint, QPoint]]:
    """The straight stretches of these paths along the axes, those that lie over each other made one."""
    across: dict[int, list[tuple[int, int]]] = {}
    down: dict[int, list[tuple[int, int]]] = {}
    for path in paths:
        for one, other in pairwise(path):
            if one.y() == other.y():
                across.setdefault(one.y(), []).append((min(one.x(), other.x()), max(one.x(), other.x())))
            else:
                down.setdefault(one.x(), []).append((min(one.y(), other.y()), max(one.y(), other.y())))
    found = [(QPoint(a, y), QPoint(b, y)) for y, spans in across.items() for a, b in _joined(spans)]
    return found + [(QPoint(x, a), QPoint(x, b)) for x, spans in down.items() for a, b in _joined(spans)]


def _joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for low, high in sorted(spans):
        if joined and low <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(high, joined[-1][1]))
        else:
            joined.append((low, high))
    return joined


def _arrow(painter: QPainter, link: Link, end: QPointF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink(link))
    painter.drawPolygon(
        QPolygonF([end, end + QPointF(-_HEAD, -_HEAD * 0.6), end + QPointF(-_HEAD, _HEAD * 0.6)])
    )


def paint_note_sign(painter: QPainter, box: QRectF, link: Link) -> None:
    """What stands before a note: a diamond where an answer decides, an arrow round where steps come back."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(ink(link), 1.2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    middle, half = box.center(), box.width() / 2
    if link is Link.ROUND:
        painter.drawArc(box.adjusted(1, 1, -1, -1), 60 * 16, -290 * 16)
        tip = QPointF(middle.x() + half * 0.25, box.top() + 1)
        painter.drawPolyline([tip + QPointF(3, -1.5), tip + QPointF(2.4, 2), tip + QPointF(-1, 1.6)])
    else:
        painter.drawPolygon(
            QPolygonF(
                [
                    middle + QPointF(0, -half),
                    middle + QPointF(half, 0),
                    middle + QPointF(0, half),
                    middle + QPointF(-half, 0),
                ]
            )
        )
    painter.restore()


def _rounded(points: Sequence[QPointF]) -> QPainterPath:
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.lineTo(_toward(corner, before))
        path.quadTo(corner, _toward(corner, after))
    path.lineTo(points[-1])
    return path


def _toward(corner: QPointF, other: QPointF) -> QPointF:
    away = other - corner
    length = abs(away.x()) + abs(away.y())  # lines go along the axes
    return corner + away * (min(_RADIUS, length / 2) / length) if length else corner
