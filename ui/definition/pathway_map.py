"""The map of a pathway: phases as columns, checkpoints as boxes, and the lines of the chosen one.

Each box is a button of its own, so that keys and screen readers meet it as such; the map beneath them paints the
phases and the lines.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.definition.graph import Box, Column, Line, Link, Note
from ui.definition.map_layout import (
    INDENT,
    PAD,
    SIGN,
    BoxTexts,
    MapLayout,
    broken,
    head_width,
    is_heavy,
    lay_out,
    least_width,
    line_height,
    texts,
)
from ui.definition.map_paint import ink, paint_line, paint_lines, paint_note_sign
from ui.theme import Size, Status
from ui.widgets.plain import set_tooltip
from ui.widgets.signs import paint_sign

_LINE = Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip | Qt.AlignmentFlag.AlignVCenter
_OURS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
    }
)
_STROKE = 30
_PALE = frozenset({Status.UNDECIDED, Status.NOT_APPLICABLE})


class CheckpointBox(QAbstractButton):
    """One checkpoint on the map; checked is the chosen one."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.box = Box("", "", (), None, "")
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)

    def show_box(self, box: Box, full_title: str) -> None:
        self.box = box
        self.setAccessibleName(box.spoken)
        set_tooltip(self, full_title)
        self.update()

    def broken_texts(self) -> BoxTexts:
        """Its texts in the lines in which they are painted."""
        return texts(self.box, self.width())

    def nextCheckState(self) -> None:
        """The map says which one is chosen."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OURS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        shown, high = self.broken_texts(), line_height()
        top = max(5, (self.height() - shown.lines * high) // 2)
        top = self._paint_title(painter, shown, top)
        standing = self.box.standing
        if standing is not None:
            indent = self._paint_sign(painter, top) if shown.sign_at_word else 0
            painter.setFont(theme.font(Size.SMALL))
            painter.setPen(theme.colour(theme.colours().tone(standing.status).ink))
            top = self._lines(painter, shown.word, top, indent)
        for note, lines in zip(self.box.notes, shown.notes, strict=True):
            top = self._paint_note(painter, note, lines, top)

    def _paint_ground(self, painter: QPainter) -> None:
        c, standing = theme.colours(), self.box.standing
        status = standing.status if standing else None
        ground, edge = c.surface, QPen(theme.colour(c.edge if status is None else c.line), 1)
        if status in (Status.DONE, Status.VARIANCE, Status.RUNNING, Status.OVERDUE, Status.DUE_TODAY):
            tone = c.tone(status)
            ground, edge = (c.surface if c.name == "contrast" else tone.tag), QPen(theme.colour(tone.ink), 1)
        elif status in _PALE:
            ground = c.panel
            edge = QPen(theme.colour(c.edge), 1, Qt.PenStyle.DashLine)
        elif status is not None:
            edge = QPen(theme.colour(c.edge), 1)
        if self.isChecked():
            ground, edge = c.selected, QPen(theme.colour(c.focus), 2)
        painter.setPen(edge)
        painter.setBrush(theme.colour(ground))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 5, 5)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour(c.focus), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3.5, 3.5, -3.5, -3.5), 3, 3)

    def _paint_title(self, painter: QPainter, shown: BoxTexts, top: int) -> int:
        c, standing = theme.colours(), self.box.standing
        beside = standing is not None and not shown.sign_at_word
        indent = self._paint_sign(painter, top) if beside else 0
        pale = standing is not None and standing.status in _PALE
        painter.setFont(theme.font(Size.SMALL, strong=is_heavy(self.box)))
        painter.setPen(theme.colour(c.muted if pale else c.ink))
        return self._lines(painter, shown.title, top, indent)

    def _paint_sign(self, painter: QPainter, top: int) -> int:
        """The status's sign before a line; how far the line moves for it."""
        standing = self.box.standing
        assert standing is not None
        sign = QRectF(PAD, top + (line_height() - SIGN) / 2, SIGN, SIGN)
        paint_sign(painter, sign, standing.status, theme.colour(theme.colours().tone(standing.status).ink))
        return INDENT

    def _paint_note(self, painter: QPainter, note: Note, lines: tuple[str, ...], top: int) -> int:
        sign = QRectF(PAD, top + (line_height() - SIGN) / 2, SIGN, SIGN)
        paint_note_sign(painter, sign, note.link)
        painter.setFont(theme.font(Size.SMALL))
        painter.setPen(ink(note.link))
        return self._lines(painter, lines, top, INDENT)

    def _lines(self, painter: QPainter, lines: tuple[str, ...], top: int, indent: int = 0) -> int:
        for at, line in enumerate(lines):
            left = PAD + (indent if at == 0 else 0)
            painter.drawText(QRect(left, top, self.width() - left, line_height()), _LINE, line)
            top += line_height()
        return top


class PathwayMap(QWidget):
    """Arrows choose: up and down in reading order, left and right along gates; Enter asks for more."""

    chosen = Signal(str)
    """the id of the checkpoint that was chosen"""
    entered = Signal(str)
    """Enter, or a double click, on a checkpoint"""
    asked_step = Signal(int)
    """to the next (1) or previous (-1) checkpoint in reading order; ±2 for the last and the first"""
    asked_along = Signal(bool)
    """along a gate, forward or back"""
    asked_phase = Signal(int)

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self._columns: tuple[Column, ...] = ()
        self._boxes: dict[str, CheckpointBox] = {}
        self._lines: tuple[Line, ...] = ()
        self._chosen = ""
        self._layout = lay_out((), 0)
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_columns(self, columns: Sequence[Column], titles: dict[str, str], room: int) -> None:
        """Show a map as wide as `room`, or as it needs; `titles` are the checkpoints' full titles."""
        self._columns = tuple(columns)
        wanted = [box for column in columns for box in column.boxes]
        for key in set(self._boxes) - {box.key for box in wanted}:
            gone = self._boxes.pop(key)
            gone.hide()
            gone.deleteLater()
        before: CheckpointBox | None = None
        for box in wanted:
            made = self._boxes.get(box.key) or self._new_box(box.key)
            made.show_box(box, titles.get(box.key, box.title))
            if before is not None:
                QWidget.setTabOrder(before, made)
            before = made
        self.fit(room)

    def fit(self, room: int) -> None:
        """Lay the same map out for another width."""
        self._layout = lay_out(self._columns, room)
        for key, box in self._boxes.items():
            box.setGeometry(self._layout.boxes[key])
        self.setFixedSize(self._layout.width, self._layout.height)
        self.update()

    def choose(self, key: str, lines: Sequence[Line]) -> None:
        """Mark a checkpoint and draw its lines; sends no signal."""
        self._chosen, self._lines = key, tuple(lines)
        for each, box in self._boxes.items():
            box.setChecked(each == key)
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus if each == key else Qt.FocusPolicy.ClickFocus)
            box.update()
        self.update()

    def box(self, key: str) -> CheckpointBox:
        return self._boxes[key]

    def steps(self) -> tuple[str, ...]:
        """The checkpoints in reading order."""
        return tuple(box.key for column in self._columns for box in column.boxes)

    def lines(self) -> tuple[Line, ...]:
        """The lines that are drawn."""
        return self._lines

    def layout_now(self) -> MapLayout:
        return self._layout

    def least_width(self) -> int:
        """Pixels below which the map has to be scrolled."""
        return least_width(self._columns)

    def sizeHint(self) -> QSize:
        return QSize(self._layout.width, self._layout.height)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and held:
            self.asked_phase.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self.asked_along.emit(key == Qt.Key.Key_Right)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.asked_step.emit(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.asked_step.emit(2 if key == Qt.Key.Key_End else -2)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._chosen and not event.modifiers():
            self.entered.emit(self._chosen)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for column in self._columns:
            self._paint_head(painter, column)
        known = self._layout.boxes
        paths: dict[tuple[Link, bool], list[tuple[QPoint, ...]]] = {}
        for line in self._lines:
            if line.source in known and line.target in known and line.source != line.target:
                way = line.link, line.source == self._chosen
                paths.setdefault(way, []).append(self._layout.path(line, self._chosen))
        for (link, _outward), found in paths.items():
            paint_lines(painter, link, found)

    def _paint_head(self, painter: QPainter, column: Column) -> None:
        c, head = theme.colours(), self._layout.heads[column.key]
        strong = theme.metrics(Size.SMALL, strong=True)
        wide = head_width(head.width())
        lines = broken(column.title, strong.horizontalAdvance, wide)
        painter.setFont(theme.font(Size.SMALL, strong=True))
        painter.setPen(theme.colour(c.ink))
        top = head.bottom() - 4 - len(lines) * strong.height()
        for line in lines:
            painter.drawText(QRect(head.left(), top, wide, strong.height()), _LINE, line)
            top += strong.height()
        painter.fillRect(QRect(head.left(), head.bottom() - 2, head.width(), 2), theme.colour(c.accent))

    def _new_box(self, key: str) -> CheckpointBox:
        made = CheckpointBox(self)
        made.clicked.connect(lambda _on=False: self.chosen.emit(key))
        made.show()
        self._boxes[key] = made
        return made


class LineLegend(QWidget):
    """Which stroke means what; takes as many lines as its width asks for."""

    def __init__(self, words: Sequence[tuple[Link, str]]) -> None:
        super().__init__()
        self._words = tuple(words)
        self.setAccessibleName(", ".join(text for _link, text in words))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        measures = theme.metrics(Size.SMALL)
        wide = sum(measures.horizontalAdvance(text) + _STROKE + 6 + 16 for _link, text in self._words)
        return QSize(wide, measures.height() + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(Size.SMALL))
        middle, left = self.height() // 2, 0
        for link, text in self._words:
            paint_line(painter, link, (QPoint(left, middle), QPoint(left + _STROKE, middle)))
            left += _STROKE + 6
            painter.setPen(theme.colour(theme.colours().muted))
            wide = theme.metrics(Size.SMALL).horizontalAdvance(text)
            painter.drawText(QRect(left, 0, wide + 2, self.height()), _LINE, text)
            left += wide + 16
