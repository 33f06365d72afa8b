"""A row of widgets that goes on below where the width ends."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget


class FlowBox(QWidget):
    """Lays its children out from left to right, and on a next line where they don't fit.

    Children keep their preferred width; one that is wider than the whole box gets the box's width.
    """

    def __init__(self, gap: int = 8, line_gap: int = 8, *, to_bottom: bool = False) -> None:
        super().__init__()
        self._gap = gap
        self._line_gap = line_gap
        self._to_bottom = to_bottom
        self._items: list[QWidget] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def add(self, widget: QWidget) -> None:
        """Append a child; Tab goes through them in this order."""
        widget.setParent(self)
        self._items.append(widget)
        widget.show()
        widget.ensurePolished()
        self.updateGeometry()
        self._place(self.width())

    def insert(self, widget: QWidget, before: QWidget) -> None:
        """Put a child before another one."""
        self.add(widget)
        self._items.remove(widget)
        self._items.insert(self._items.index(before), widget)
        self._place(self.width())

    def widgets(self) -> tuple[QWidget, ...]:
        return tuple(self._items)

    def clear(self) -> None:
        """Remove and delete every child."""
        for item in self._items:
            item.hide()
            item.deleteLater()
        self._items.clear()
        self.updateGeometry()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._lines(width)[1]

    def sizeHint(self) -> QSize:
        shown = self._shown()
        width = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        return QSize(width, max((_height(item, item.sizeHint().width()) for item in shown), default=0))

    def minimumSizeHint(self) -> QSize:
        shown = self._shown()
        width = max((item.minimumSizeHint().width() for item in shown), default=0)
        return QSize(width, max((item.minimumSizeHint().height() for item in shown), default=0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place(event.size().width())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
            self._place(self.width())
        return super().event(event)

    def _shown(self) -> list[QWidget]:
        return [item for item in self._items if not item.isHidden()]

    def _lines(self, width: int) -> tuple[list[tuple[QWidget, QRect]], int]:
        placed: list[tuple[QWidget, QRect]] = []
        line: list[tuple[QWidget, int, int]] = []
        top = left = 0
        for item in self._shown():
            wide = min(item.sizeHint().width(), max(width, item.minimumSizeHint().width()))
            if line and left + wide > width:
                top += self._close_line(line, top, placed) + self._line_gap
                line, left = [], 0
            line.append((item, left, wide))
            left += wide + self._gap
        if line:
            top += self._close_line(line, top, placed)
        return placed, top

    def _close_line(
        self, line: list[tuple[QWidget, int, int]], top: int, placed: list[tuple[QWidget, QRect]]
    ) -> int:
        heights = [_height(item, wide) for item, _left, wide in line]
        tallest = max(heights)
        for (item, left, wide), high in zip(line, heights, strict=True):
            down = tallest - high if self._to_bottom else 0
            placed.append((item, QRect(left, top + down, wide, high)))
        return tallest

    def _place(self, width: int) -> None:
        for item, box in self._lines(width)[0]:
            if item.geometry() != box:
                item.setGeometry(box)


def _height(item: QWidget, width: int) -> int:
    if item.hasHeightForWidth():
        return item.heightForWidth(width)
    return max(item.sizeHint().height(), item.minimumHeight())
