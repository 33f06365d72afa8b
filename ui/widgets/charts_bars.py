"""Bars to read and to open: each bar is a control of its own, so that keys and screen readers meet it as such."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pathway_app.audit.charts import Bar, BarChart, Mark
from pathway_app.audit.measuring import Figure
from pathway_app.i18n import Words
from ui import theme
from ui.theme import Size
from ui.widgets.charts_paint import paint_mark, paint_number
from ui.widgets.plain import PlainLabel, set_tooltip
from ui.widgets.shaped import draw_line, draw_text, text_height

BAR = 16
"""pixels of a bar's height: low enough to be calm, high enough for its numbers"""
_LEAST_PART = 6
"""pixels of a part that is not nothing"""
_GAP = 12
_APART = {Mark.DONE: (Mark.ON_TIME, Mark.LATE), Mark.OPEN: (Mark.OVERDUE,)}
"""the table's `done` and `open` hold these too; in a bar they are parts of their own"""
_BETWEEN = " · "
_BEFORE_VARIANCE = f"{_BETWEEN}{Mark.VARIANCE.sign}"
_KEYS = frozenset(
    {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End}
    | {Qt.Key.Key_Return, Qt.Key.Key_Enter}
)


@dataclass(frozen=True, slots=True)
class Stop:
    """What can be opened on a bar: a part of it, or its number as a whole (no mark).

    Who is in one of `less` is counted in another part of the bar.
    """

    mark: Mark | None
    count: int
    figure: Figure
    less: tuple[Figure, ...] = ()


def stops_of(bar: Bar) -> tuple[Stop, ...]:
    """From left to right; a bar of nothing has none."""
    parts = tuple(Stop(each.mark, each.count, each.figure, _less(bar, each.mark)) for each in bar.segments)
    numbers = [Stop(None, bar.total, bar.figure)] if bar.total else []
    if _BEFORE_VARIANCE in bar.told:
        count = int(bar.told.rsplit(Mark.VARIANCE.sign, 1)[1])
        numbers.append(Stop(Mark.VARIANCE, count, replace(bar.figure, column="with_variance")))
    return (*parts, *numbers)


def _less(bar: Bar, mark: Mark) -> tuple[Figure, ...]:
    apart = _APART.get(mark, ()) if bar.figure.table == "completion" else ()
    return tuple(each.figure for each in bar.segments if each.mark in apart)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where title, bar and number of every row stand, in pixels."""

    title: int
    bar: int
    told: int

    @property
    def bar_left(self) -> int:
        return self.title + _GAP

    @property
    def told_left(self) -> int:
        return self.bar_left + self.bar + _GAP


class BarRow(QAbstractButton):
    """One bar: ← → go from part to part, Enter or a click opens the one that is framed."""

    opened = Signal(object)
    """the Stop"""

    def __init__(self, parent: QWidget, words: Words) -> None:
        super().__init__(parent)
        self._words = words
        self._columns = Columns(0, 0, 0)
        self._at = 0
        self.bar = Bar("", (), 0, "", 0, Figure("", (), ""))
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._tell()

    def show_bar(self, bar: Bar) -> None:
        if bar != self.bar:
            before, self.bar = self.stop(), bar
            marks = [each.mark for each in stops_of(bar)]
            self._at = marks.index(before.mark) if before is not None and before.mark in marks else 0
        self._tell()
        self.update()

    def fit(self, columns: Columns) -> None:
        self._columns = columns
        self.update()

    def stop(self) -> Stop | None:
        """What Enter would open."""
        found = stops_of(self.bar)
        return found[min(self._at, len(found) - 1)] if found else None

    def go_along(self, step: int) -> None:
        """To the next or previous part."""
        self._at = max(0, min(len(stops_of(self.bar)) - 1, self._at + step))
        self._tell()
        self.update()

    def part_boxes(self) -> tuple[QRectF, ...]:
        """The box of each part of the bar, in pixels of the row."""
        columns, whole = self._columns, self.bar.whole
        top = (self.height() - BAR) / 2
        left, found = float(columns.bar_left), []
        wide = _part_widths([each.count for each in self.bar.segments], whole, columns.bar)
        for each in wide:
            found.append(QRectF(left, top, each, BAR))
            left += each
        return tuple(found)

    def stop_boxes(self) -> tuple[QRectF, ...]:
        """The box of each of `stops_of`."""
        measures = theme.metrics(Size.SMALL)
        left, high, told = self._columns.told_left, measures.height(), self.bar.told
        cut = told.rfind(_BEFORE_VARIANCE)
        spans = [(0, cut if cut >= 0 else len(told)), (cut + len(_BETWEEN), len(told))]
        numbers = stops_of(self.bar)[len(self.bar.segments) :]
        boxes = []
        for (first, last), _stop in zip(spans, numbers, strict=False):
            start, wide = (
                measures.horizontalAdvance(told[:first]),
                measures.horizontalAdvance(told[first:last]),
            )
            boxes.append(QRectF(left + start - 2, (self.height() - high) / 2, wide + 4, high))
        return (*self.part_boxes(), *boxes)

    def height_in(self, title_wide: int) -> int:
        """Pixels that the row takes."""
        return max(theme.ROW_HEIGHT, text_height(self.bar.title, title_wide, Size.SMALL) + 8)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._stop_at(event.position().toPoint())
        if at is not None:
            self._at = at
            self._tell()
            self.update()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        at = self._stop_at(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and at is not None and at == self._at:
            self.opened.emit(stops_of(self.bar)[at])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at = self._stop_at(event.position().toPoint())
        self.setCursor(Qt.CursorShape.ArrowCursor if at is None else Qt.CursorShape.PointingHandCursor)
        set_tooltip(self, "" if at is None else self._said(stops_of(self.bar)[at]))
        super().mouseMoveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, columns = theme.colours(), self._columns
        painter = QPainter(self)
        if self.underMouse() or self.hasFocus():
            painter.fillRect(self.rect(), theme.colour(c.hover))
        high = text_height(self.bar.title, columns.title, Size.SMALL)
        painter.setPen(theme.colour(c.ink))
        title = QRect(4, (self.height() - high) // 2, columns.title, high)
        draw_text(painter, title, self.bar.title, Size.SMALL)
        if not self.bar.whole:
            middle = self.height() // 2
            painter.fillRect(columns.bar_left, middle, columns.bar, 1, theme.colour(c.edge))
        else:
            ground = QRectF(columns.bar_left, (self.height() - BAR) / 2, columns.bar, BAR)
            painter.fillRect(ground, theme.colour(c.empty))
        for box, part in zip(self.part_boxes(), self.bar.segments, strict=True):
            paint_mark(painter, box, part.mark)
            paint_number(painter, box, part.mark, part.count)
        painter.setPen(theme.colour(c.muted))
        measures = theme.metrics(Size.SMALL)
        draw_line(
            painter, columns.told_left, (self.height() - measures.height()) / 2, self.bar.told, Size.SMALL
        )
        if self.hasFocus():
            self._paint_ring(painter)

    def _paint_ring(self, painter: QPainter) -> None:
        boxes = self.stop_boxes()
        box = boxes[min(self._at, len(boxes) - 1)] if boxes else QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour(theme.colours().focus), 2))
        painter.drawRoundedRect(box.adjusted(-2.5, -2.5, 2.5, 2.5), 3, 3)

    def _stop_at(self, point: QPoint) -> int | None:
        for at, box in enumerate(self.stop_boxes()):
            # The whole height of the row takes the click.
            if box.left() <= point.x() <= box.right():
                return at
        return None

    def _tell(self) -> None:
        """For who hears it: the whole bar, and which of its numbers has the keys."""
        parts = ", ".join(f"{each.mark.word(self._words)} {each.count}" for each in self.bar.segments)
        self.setAccessibleName(": ".join(part for part in (self.bar.title, self.bar.told) if part) or "–")
        stop = self.stop()
        at = self._said(stop) if stop is not None else ""
        self.setAccessibleDescription(" · ".join(part for part in (at, parts) if part))

    def _said(self, stop: Stop) -> str:
        if stop.mark is None:
            return f"{self.bar.title}: {self.bar.told}"
        return f"{self.bar.title}: {stop.mark.word(self._words)} {stop.count}"


def _part_widths(counts: Sequence[int], whole: int, room: int) -> list[float]:
    """Pixels of each part: in proportion, and none too small to be seen."""
    if not whole:
        return [0.0] * len(counts)
    wanted = [room * count / whole for count in counts]
    lacking = sum(_LEAST_PART - each for each in wanted if each < _LEAST_PART)
    spare = sum(each - _LEAST_PART for each in wanted if each > _LEAST_PART)
    take = min(1.0, lacking / spare) if spare else 0.0
    return [
        _LEAST_PART if each < _LEAST_PART else each - (each - _LEAST_PART) * take * (sum(counts) >= whole)
        for each in wanted
    ]


class BarChartView(QWidget):
    """The bars beneath each other, with the phases' titles between them; as high as they need.

    ↑ ↓ Home End go from bar to bar; Tab stops at one of them.
    """

    opened = Signal(object)
    """the Stop"""
    moved = Signal(QWidget)
    """the row that has the keys now, to be brought into view"""

    def __init__(self, words: Words, spoken: str) -> None:
        super().__init__()
        self._words = words
        self._rows: list[BarRow] = []
        self._heads: list[PlainLabel] = []
        self._chart: BarChart | None = None
        self.setAccessibleName(spoken)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_chart(self, chart: BarChart) -> None:
        """Show these bars; the one with the keys keeps them."""
        self._chart = chart
        while len(self._rows) > len(chart.bars):
            gone = self._rows.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._rows) < len(chart.bars):
            made = BarRow(self, self._words)
            made.opened.connect(self.opened)
            made.show()
            self._rows.append(made)
        for row, bar in zip(self._rows, chart.bars, strict=True):
            row.show_bar(bar)
        for head in self._heads:
            head.hide()
            head.deleteLater()
        self._heads = []
        for title in self._groups():
            label = PlainLabel(title, "smallStrong", self)
            label.show()
            self._heads.append(label)
        if self._rows and not any(row.focusPolicy() == Qt.FocusPolicy.StrongFocus for row in self._rows):
            self._rows[0].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._place()
        self.updateGeometry()

    def rows(self) -> tuple[BarRow, ...]:
        return tuple(self._rows)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._laid(width)[2]

    def sizeHint(self) -> QSize:
        return QSize(480, self._laid(max(self.width(), 300))[2])

    def minimumSizeHint(self) -> QSize:
        return QSize(300, min(self._laid(max(self.width(), 300))[2], 3 * theme.ROW_HEIGHT))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = next((at for at, row in enumerate(self._rows) if row.hasFocus()), None)
        if at is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
            return
        key, last = event.key(), len(self._rows) - 1
        along = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        to = {Qt.Key.Key_Up: at - 1, Qt.Key.Key_Down: at + 1, Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        if key in along:
            self._rows[at].go_along(along[Qt.Key(key)])
        elif key in to:
            self.go_to(max(0, min(last, to[Qt.Key(key)])))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            stop = self._rows[at].stop()
            if stop is not None:
                self.opened.emit(stop)
        else:
            super().keyPressEvent(event)

    def go_to(self, at: int) -> None:
        """Give the keys to a bar."""
        for row in self._rows:
            row.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._rows[at].setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._rows[at].setFocus(Qt.FocusReason.TabFocusReason)
        self.moved.emit(self._rows[at])

    def _groups(self) -> list[str]:
        """The titles that stand above bars, in order."""
        found: list[str] = []
        for bar in self._chart.bars if self._chart is not None else ():
            if bar.group and (not found or found[-1] != bar.group):
                found.append(bar.group)
        return found

    def _columns(self, width: int) -> Columns:
        bars = self._chart.bars if self._chart is not None else ()
        measures = theme.metrics(Size.SMALL)
        told = max((measures.horizontalAdvance(bar.told) for bar in bars), default=0) + 8
        longest = max((measures.horizontalAdvance(bar.title) for bar in bars), default=0) + 8
        room = width - told - 2 * _GAP
        title = min(longest, max(110, int(room * 0.45)))
        return Columns(title, max(40, room - title), told)

    def _laid(self, width: int) -> tuple[Columns, list[tuple[QWidget, int, int]], int]:
        """Columns, what stands where (top and height), and the height of it all."""
        columns, top, group = self._columns(width), 0, ""
        placed: list[tuple[QWidget, int, int]] = []
        heads = iter(self._heads)
        for row in self._rows:
            if row.bar.group and row.bar.group != group:
                group = row.bar.group
                head = next(heads, None)
                if head is not None:
                    high = theme.metrics(Size.SMALL, strong=True).height() + 10
                    placed.append((head, top, high))
                    top += high
            high = row.height_in(columns.title)
            placed.append((row, top, high))
            top += high
        return columns, placed, top

    def _place(self) -> None:
        columns, placed, _high = self._laid(self.width())
        for widget, top, high in placed:
            widget.setGeometry(0, top, self.width(), high)
            if isinstance(widget, BarRow):
                widget.fit(columns)
