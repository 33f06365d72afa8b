"""The key figures at the top of the audit: each opens the patients behind it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from pathway_app.audit.charts import Tile
from ui import theme
from ui.theme import Size
from ui.widgets.shaped import draw_line, draw_text, text_height

_PAD = 12
_GAP = 12
_LEAST_WIDTH = 186
_LINE = 4
"""pixels between the lines of a tile"""


class TileButton(QAbstractButton):
    """Title, the figure large, and what it is of. Enter, Space or a click opens it."""

    opened = Signal(object)
    """the Figure"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.tile = Tile("", "", "", "", "", None)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self._open)

    def show_tile(self, tile: Tile) -> None:
        self.tile = tile
        self.setCursor(
            Qt.CursorShape.PointingHandCursor if tile.figure is not None else Qt.CursorShape.ArrowCursor
        )
        value = " ".join(part for part in (tile.value, tile.beside) if part)
        self.setAccessibleName(f"{tile.title}: {value}")
        self.setAccessibleDescription(tile.detail)
        self.update()

    def height_in(self, width: int) -> int:
        """Pixels that it takes."""
        room = width - 2 * _PAD
        low = text_height(self.tile.title, room, Size.SMALL) + text_height(self.tile.detail, room, Size.SMALL)
        return low + self._value_height(room) + 2 * _LINE + 2 * _PAD - 4

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, tile, painter = theme.colours(), self.tile, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = 2.0 if self.hasFocus() else float(c.border)
        edge = c.focus if self.hasFocus() else c.edge if self.underMouse() else c.line
        painter.setPen(QPen(theme.colour(edge), wide))
        painter.setBrush(theme.colour(c.hover if self.underMouse() else c.surface))
        inset = wide / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 8, 8)
        room, top = self.width() - 2 * _PAD, _PAD - 2
        high = text_height(tile.title, room, Size.SMALL)
        painter.setPen(theme.colour(c.muted))
        draw_text(painter, QRect(_PAD, top, room, high), tile.title, Size.SMALL)
        top += high + _LINE
        painter.setPen(theme.colour(c.ink))
        draw_line(painter, _PAD, top, tile.value, Size.TITLE, strong=True)
        self._paint_beside(painter, room, top)
        top += self._value_height(room) + _LINE
        painter.setPen(theme.colour(c.muted))
        detail = QRect(_PAD, top, room, text_height(tile.detail, room, Size.SMALL))
        draw_text(painter, detail, tile.detail, Size.SMALL)

    def _paint_beside(self, painter: QPainter, room: int, top: int) -> None:
        large, small = theme.metrics(Size.TITLE, strong=True), theme.metrics()
        if self._stands_beside(room):
            left = _PAD + large.horizontalAdvance(self.tile.value) + 6
            draw_line(painter, left, top + large.ascent() - small.ascent(), self.tile.beside)
        else:
            draw_line(painter, _PAD, top + large.height(), self.tile.beside)

    def _stands_beside(self, room: int) -> bool:
        value = theme.metrics(Size.TITLE, strong=True).horizontalAdvance(self.tile.value)
        return value + 6 + theme.metrics().horizontalAdvance(self.tile.beside) <= room

    def _value_height(self, room: int) -> int:
        beneath = 0 if self._stands_beside(room) else theme.metrics().height()
        return theme.metrics(Size.TITLE, strong=True).height() + beneath

    def _open(self) -> None:
        if self.tile.figure is not None:
            self.opened.emit(self.tile.figure)


class TileRow(QWidget):
    """All of them beside each other, or in two lines where they would be too narrow."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._tiles: list[TileButton] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        while len(self._tiles) > len(tiles):
            gone = self._tiles.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._tiles) < len(tiles):
            made = TileButton(self)
            made.opened.connect(self.opened)
            made.show()
            self._tiles.append(made)
        for button, tile in zip(self._tiles, tiles, strict=True):
            button.show_tile(tile)
        self._place()
        self.updateGeometry()

    def buttons(self) -> tuple[TileButton, ...]:
        return tuple(self._tiles)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        placed = self._placed(width)
        return max((box.bottom() + 1 for box in placed), default=0)

    def sizeHint(self) -> QSize:
        return QSize(3 * _LEAST_WIDTH, self.heightForWidth(max(self.width(), 3 * _LEAST_WIDTH)))

    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, self.heightForWidth(max(self.width(), 3 * _LEAST_WIDTH)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def _place(self) -> None:
        for button, box in zip(self._tiles, self._placed(self.width()), strict=True):
            button.setGeometry(box)

    def _placed(self, width: int) -> list[QRect]:
        count = len(self._tiles)
        if not count:
            return []
        in_line = count if count * (_LEAST_WIDTH + _GAP) - _GAP <= width else (count + 1) // 2
        boxes: list[QRect] = []
        top = 0
        for first in range(0, count, in_line):
            line = self._tiles[first : first + in_line]
            wide = (width - _GAP * (len(line) - 1)) / len(line)
            high = max(each.height_in(int(wide)) for each in line)
            boxes += [QRect(round(at * (wide + _GAP)), top, int(wide), high) for at in range(len(line))]
            top += high + _GAP
        return boxes
