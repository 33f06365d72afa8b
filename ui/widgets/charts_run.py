"""A run chart to read and to open: times in their order, with median, limits, and what chance does not explain."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from math import ceil, floor, log10

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from pathway_app.audit.charts import RunChart
from pathway_app.audit.text import number
from pathway_app.domain.calendar import local_date
from pathway_app.i18n import Words
from ui import theme
from ui.theme import Size, Status
from ui.widgets.charts_paint import diamond
from ui.widgets.plain import set_tooltip

_LEAST_APART = 9
"""pixels from point to point; of more points than fit a part is shown"""
_POINT = 3.6
_REACH = 9
"""pixels around a point that take a click"""
_TOP = 10
_GAP = 8
_LEAST_HEIGHT = 150
_FLAGS = int(Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip | Qt.AlignmentFlag.AlignVCenter)


class RunChartView(QAbstractButton):
    """← → Home End go from point to point, also to those that are not in view; Enter or a click opens its patient."""

    opened = Signal(str)
    """the course id of a point"""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._chart: RunChart | None = None
        self._at = 0
        self._first = 0
        self._places: list[QPointF] = []
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._tell()

    def show_chart(self, chart: RunChart) -> None:
        """Show these times; the same point keeps the keys, in another chart the last one has them."""
        before = self._chart
        same = before is not None and before.pair == chart.pair and len(before.points) == len(chart.points)
        self._chart = chart
        if not same:
            self._at = max(0, chart.n - 1)
            self._first = chart.n
        self._tell()
        self.update()

    def at(self) -> int:
        """The index of the point that has the keys."""
        return self._at

    def sizeHint(self) -> QSize:
        return QSize(400, max(_LEAST_HEIGHT, self.minimumHeight()))

    def minimumSizeHint(self) -> QSize:
        return QSize(260, _LEAST_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        n = self._chart.n if self._chart is not None else 0
        to = {
            Qt.Key.Key_Left: self._at - 1,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: n - 1,
        }
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if n and plain and event.key() in to:
            self._go(max(0, min(n - 1, to[Qt.Key(event.key())])))
        elif n and plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self._at)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self.point_near(event.position().toPoint())
        if at is not None:
            self._go(at)
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = self.point_near(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at is not None:
            self._open(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self.point_near(event.position().toPoint())
        self.setCursor(Qt.CursorShape.ArrowCursor if at is None else Qt.CursorShape.PointingHandCursor)
        set_tooltip(self, "" if at is None else self.said(at))
        super().mouseMoveEvent(event)

    def point_near(self, spot: QPoint) -> int | None:
        """The index of the point that a click there means."""
        near = [
            ((place - QPointF(spot)).manhattanLength(), self._first + at)
            for at, place in enumerate(self._places)
        ]
        distance, at = min(near, default=(_REACH + 1, 0))
        return at if distance <= _REACH else None

    def place_of(self, at: int) -> QPoint:
        """Where a point that is in view was painted."""
        return self._places[at - self._first].toPoint()

    def said(self, at: int) -> str:
        """A point in words: its number, time and day, and what is said of it."""
        chart, words = self._chart, self._words
        assert chart is not None
        point = chart.points[at]
        told = words.gettext("{number} of {n}: {days} days, from {day}").format(
            number=at + 1, n=chart.n, days=number(point.days, words), day=_day(point.began, words)
        )
        return " · ".join([told, *self._signals_of(at)])

    def paintEvent(self, _event: QPaintEvent) -> None:
        chart = self._chart
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._places = []
        if chart is not None and chart.n:
            _Plot(painter, self.rect(), chart, self._words, self).paint()
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(theme.colours().focus), 2))
            if self._places:
                place = self._places[self._at - self._first]
                painter.drawEllipse(place, 8, 8)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 4, 4)

    def in_view(self, room: float) -> range:
        """The points that are shown in so many pixels, with the one that has the keys among them."""
        assert self._chart is not None
        n = self._chart.n
        shown = max(2, min(n, int(room / _LEAST_APART)))
        self._first = max(0, min(self._first, self._at, n - shown))
        self._first = max(self._first, self._at - shown + 1)
        return range(self._first, min(n, self._first + shown))

    def put_places(self, places: list[QPointF]) -> None:
        self._places = places

    def _go(self, at: int) -> None:
        if at != self._at:
            self._at = at
            self._tell()
            self.update()

    def _open(self, at: int) -> None:
        assert self._chart is not None
        self.opened.emit(self._chart.points[at].course_id)

    def _signals_of(self, at: int) -> Iterator[str]:
        assert self._chart is not None
        _, signals = self._words.gettext, self._chart.signals
        if at in signals.beyond:
            yield _("beyond the limits")
        if at in signals.shift:
            yield _("in a shift")

    def _tell(self) -> None:
        chart = self._chart
        if chart is None:
            self.setAccessibleName("–")
            return
        at = f": {self.said(self._at)}" if chart.n else ""
        self.setAccessibleName(f"{chart.title}{at}")
        self.setAccessibleDescription(" ".join((chart.summary, *chart.told)))


class _Shape(Enum):
    """How a point looks; what it stands for has a word of its own."""

    PLAIN = "plain"
    SHIFT = "shift"
    BEYOND = "beyond"


class _Plot:
    """One painting of a chart that has points."""

    def __init__(
        self, painter: QPainter, box: QRect, chart: RunChart, words: Words, view: RunChartView
    ) -> None:
        self._painter, self._chart, self._words, self._view = painter, chart, words, view
        self._measures = theme.metrics(Size.SMALL)
        low, high = chart.span
        self._step = _nice_step(high - low)
        self._low = floor(low / self._step) * self._step
        self._high = max(ceil(high / self._step) * self._step, self._low + self._step)
        line = self._measures.height()
        ticks = [number(each, words) for each in self._ticks()]
        left = max(map(self._measures.horizontalAdvance, ticks)) + _GAP + 4
        labels = [text for _value, text, _style in self._lines()]
        right = max(map(self._measures.horizontalAdvance, labels), default=0) + _GAP + 4
        below = (3 if chart.signals.shift or chart.signals.beyond else 2) * line + 8
        wide = max(60, box.width() - left - right)
        self._plot = QRectF(left, _TOP, wide, box.height() - _TOP - below)

    def paint(self) -> None:
        c, painter = theme.colours(), self._painter
        painter.setFont(theme.font(Size.SMALL))
        for value in self._ticks():
            y = self._y(value)
            painter.setPen(QPen(theme.colour(c.line_soft), 1))
            painter.drawLine(QPointF(self._plot.left(), y), QPointF(self._plot.right(), y))
            painter.setPen(theme.colour(c.muted))
            box = QRectF(0, y - 10, self._plot.left() - _GAP, 20)
            painter.drawText(
                box, _FLAGS | int(Qt.AlignmentFlag.AlignRight), _tick(value, self._step, self._words)
            )
        self._paint_lines()
        shown = self._view.in_view(self._plot.width())
        places = [QPointF(self._x(at, shown), self._y(self._days(at))) for at in shown]
        painter.setPen(QPen(theme.colour(c.edge), 1))
        painter.drawPolyline(places)
        for at, place in zip(shown, places, strict=True):
            self._paint_point(at, place)
        self._paint_below(shown)
        self._view.put_places(places)

    def _days(self, at: int) -> float:
        days = self._chart.points[at].days
        assert days is not None
        return days

    def _ticks(self) -> list[float]:
        count = round((self._high - self._low) / self._step)
        return [self._low + at * self._step for at in range(count + 1)]

    def _y(self, value: float) -> float:
        share = (value - self._low) / (self._high - self._low)
        return self._plot.bottom() - share * self._plot.height()

    def _x(self, at: int, shown: range) -> float:
        room = self._plot.width() - 2 * _POINT - 8
        return self._plot.left() + _POINT + 4 + (at - shown.start) * room / max(1, len(shown) - 1)

    def _lines(self) -> list[tuple[float, str, Qt.PenStyle]]:
        """Median and limits, each with its word and its stroke."""
        _, chart, found = self._words.gettext, self._chart, []
        if chart.median is not None:
            told = _("median {days}").format(days=number(chart.median, self._words))
            found.append((chart.median, told, Qt.PenStyle.SolidLine))
        if chart.limits is not None:
            for value, told in (
                (chart.limits.upper, _("upper limit {days}")),
                (chart.limits.lower, _("lower limit {days}")),
            ):
                found.append((value, told.format(days=number(value, self._words)), Qt.PenStyle.DashLine))
        return found

    def _paint_lines(self) -> None:
        c, painter, high = theme.colours(), self._painter, self._measures.height()
        least = self._plot.top() - high / 2
        for value, text, style in sorted(self._lines(), key=lambda each: -each[0]):
            ink = c.tone(Status.RUNNING if style is Qt.PenStyle.SolidLine else Status.OVERDUE).ink
            y = self._y(value)
            painter.setPen(QPen(theme.colour(ink), 1.6, style))
            painter.drawLine(QPointF(self._plot.left(), y), QPointF(self._plot.right(), y))
            top = max(y - high / 2, least)
            least = top + high
            painter.setPen(theme.colour(ink))
            painter.drawText(QRectF(self._plot.right() + _GAP, top, 400, high), _FLAGS, text)

    def _paint_point(self, at: int, place: QPointF) -> None:
        signals = self._chart.signals
        shape = (
            _Shape.BEYOND if at in signals.beyond else _Shape.SHIFT if at in signals.shift else _Shape.PLAIN
        )
        self._paint_shape(shape, place)

    def _paint_shape(self, shape: _Shape, place: QPointF) -> None:
        """A circle; in a shift a square; beyond the limits a large diamond."""
        c, painter = theme.colours(), self._painter
        painter.setPen(QPen(theme.colour(c.surface), 1))
        if shape is _Shape.BEYOND:
            painter.setBrush(theme.colour(c.tone(Status.OVERDUE).fill))
            painter.drawPolygon(diamond(place, 7))
        elif shape is _Shape.SHIFT:
            painter.setBrush(theme.colour(c.tone(Status.DUE_TODAY).fill))
            painter.drawRect(QRectF(place.x() - 4, place.y() - 4, 8, 8))
        else:
            painter.setBrush(theme.colour(c.tone(Status.RUNNING).fill))
            painter.drawEllipse(place, _POINT, _POINT)

    def _paint_below(self, shown: range) -> None:
        """Beneath the points their numbers in the row, and the days of the first and last one shown."""
        c, painter, high = theme.colours(), self._painter, self._measures.height()
        painter.setPen(theme.colour(c.muted))
        top = self._plot.bottom() + 4
        wide = self._measures.horizontalAdvance(str(shown.stop)) + 8
        apart = (self._plot.width() - 12) / max(1, len(shown) - 1)
        every = next(each for each in (1, 2, 5, 10, 20, 50, 100, 1000) if each * apart >= wide)
        for at in shown:
            if (at + 1) % every == 0 or (every > 1 and at == 0 and apart * (every - 1) >= wide):
                box = QRectF(self._x(at, shown) - wide / 2, top, wide, high)
                painter.drawText(box, _FLAGS | int(Qt.AlignmentFlag.AlignHCenter), str(at + 1))
        words, points = self._words, self._chart.points
        ends = [_day(points[at].began, words) for at in (shown.start, shown.stop - 1)]
        line = QRectF(self._plot.left(), top + high, self._plot.width(), high)
        painter.drawText(line, _FLAGS, ends[0])
        both = sum(map(self._measures.horizontalAdvance, ends)) + _GAP
        if len(shown) > 1 and both <= line.width():
            painter.drawText(line, _FLAGS | int(Qt.AlignmentFlag.AlignRight), ends[1])
        self._paint_legend(QRectF(0, top + 2 * high, 2 * self._plot.width(), high))

    def _paint_legend(self, line: QRectF) -> None:
        """What the shapes stand for that are there."""
        _, signals, left = self._words.gettext, self._chart.signals, self._plot.left() + 5
        for points, shape, word in (
            (signals.shift, _Shape.SHIFT, _("in a shift")),
            (signals.beyond, _Shape.BEYOND, _("beyond the limits")),
        ):
            if points:
                self._paint_shape(shape, QPointF(left, line.center().y()))
                self._painter.setPen(theme.colour(theme.colours().muted))
                box = QRectF(left + 10, line.top(), line.width(), line.height())
                self._painter.drawText(box, _FLAGS, word)
                left += 10 + self._measures.horizontalAdvance(word) + 22


def _nice_step(span: float) -> float:
    """1, 2 or 5 times a power of ten, so that some four steps fill the height."""
    rough = max(span, 0.04) / 4
    power = 10.0 ** floor(log10(rough))
    return next(each * power for each in (1, 2, 5, 10) if each * power >= rough)


def _tick(value: float, step: float, words: Words) -> str:
    return number(value, words) if step < 1 else number(round(value), words)


def _day(instant: datetime, words: Words) -> str:
    return words.day(local_date(instant, words.zone))
