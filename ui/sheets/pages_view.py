"""Pages beneath each other, as large as wanted; only those in sight are drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QImage, QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea

from ui import theme
from ui.sheets.pages import POINTS_AN_INCH

_SCREEN_INCH = 96.0
_GAP = 16
LEAST, MOST, STEP = 0.25, 4.0, 1.25


class PagesView(QAbstractScrollArea):
    """`wanted` asks for pictures: page numbers and their scale (pixels a point); `moved` says which page is in
    sight and how large it is."""

    wanted = Signal(list, float)
    moved = Signal(int, float)

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self._sizes: Sequence[QSizeF] = ()
        self._images: dict[int, QImage] = {}
        self._asked: set[int] = set()
        self._zoom = 0.0
        self._fits = True
        self.setAccessibleName(spoken)
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.horizontalScrollBar().valueChanged.connect(self._scrolled)

    def show_pages(self, sizes: Sequence[QSizeF], *, stay: bool = False) -> None:
        """Show other pages, of these sizes (points), from the top; `stay` where one looks.

        They are as large as those before, or fitted to the width where those were.
        """
        at = self.verticalScrollBar().value() if stay else 0
        self._sizes = tuple(sizes)
        self._images.clear()
        self._asked.clear()
        if self._fits:
            self.fit_width()
        else:
            self._set_zoom(self._zoom)
        self.verticalScrollBar().setValue(at)

    def show_images(self, images: Mapping[int, QImage], scale: float) -> None:
        """Pictures that were asked for; those of another zoom than the present one are dropped."""
        if abs(scale - self._scale()) > 1e-6:
            return
        for index, image in images.items():
            image.setDevicePixelRatio(self.devicePixelRatioF())
            self._images[index] = image
            self._asked.discard(index)
        self.viewport().update()

    def page_count(self) -> int:
        return len(self._sizes)

    def page_in_sight(self) -> int:
        """The number (from 0) of the page across the upper third of the view."""
        line = self.verticalScrollBar().value() + self.viewport().height() // 3
        boxes = self._boxes()
        return next((at for at, box in enumerate(boxes) if box.bottom() + _GAP >= line), len(boxes) - 1)

    def zoom(self) -> float:
        """1.0 is as large as on paper."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        self._fits = False
        self._set_zoom(zoom)

    def zoom_in(self) -> None:
        self.set_zoom(self._zoom * STEP)

    def zoom_out(self) -> None:
        self.set_zoom(self._zoom / STEP)

    def fit_width(self) -> None:
        """As wide as the view, also when that changes."""
        self._fits = True
        if self._sizes:
            widest = max(size.width() for size in self._sizes) * _SCREEN_INCH / POINTS_AN_INCH
            room = self.width() - 2 * _GAP - self.verticalScrollBar().sizeHint().width()
            self._set_zoom(min(room / widest, 1.5))

    def go_to(self, page: int) -> None:
        """Bring a page (from 0) to the top."""
        boxes = self._boxes()
        if boxes:
            self.verticalScrollBar().setValue(boxes[max(0, min(page, len(boxes) - 1))].top() - _GAP)

    def image(self, page: int) -> QImage | None:
        """The picture of a page, once it is there."""
        return self._images.get(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit_width()
        else:
            self._place()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
        else:
            super().wheelEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), theme.colour(c.canvas))
        for index, box in self._in_sight():
            image = self._images.get(index)
            painter.fillRect(box, Qt.GlobalColor.white)
            if image is not None:
                painter.drawImage(box.topLeft(), image)
            painter.setPen(QPen(theme.colour(c.line), 1))
            painter.drawRect(box.adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.setPen(QPen(theme.colour(c.focus), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        self._ask()

    def _set_zoom(self, zoom: float) -> None:
        zoom = max(LEAST, min(MOST, zoom))
        if abs(zoom - self._zoom) > 1e-6:
            at = self.page_in_sight() if self._sizes and self._zoom else 0
            self._zoom = zoom
            self._images.clear()
            self._asked.clear()
            self._place()
            self.go_to(at)
        else:
            self._place()
        self.viewport().update()
        self.moved.emit(self.page_in_sight(), self._zoom)

    def _scale(self) -> float:
        return self._zoom * _SCREEN_INCH / POINTS_AN_INCH * self.devicePixelRatioF()

    def _boxes(self) -> list[QRect]:
        """Where each page lies, from the top of the first."""
        boxes: list[QRect] = []
        top, factor = _GAP, self._zoom * _SCREEN_INCH / POINTS_AN_INCH
        for size in self._sizes:
            wide, high = round(size.width() * factor), round(size.height() * factor)
            left = max(_GAP, (self.viewport().width() - wide) // 2)
            boxes.append(QRect(left, top, wide, high))
            top += high + _GAP
        return boxes

    def _place(self) -> None:
        boxes, view = self._boxes(), self.viewport().size()
        high = boxes[-1].bottom() + _GAP if boxes else 0
        wide = max((box.right() for box in boxes), default=0) + _GAP
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(40)
        self.verticalScrollBar().setRange(0, max(0, high - view.height()))
        self.horizontalScrollBar().setPageStep(view.width())
        self.horizontalScrollBar().setRange(0, max(0, wide - view.width()))

    def _in_sight(self) -> list[tuple[int, QRect]]:
        by = QPoint(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        moved = ((index, box.translated(by)) for index, box in enumerate(self._boxes()))
        return [(index, box) for index, box in moved if box.intersects(self.viewport().rect())]

    def _ask(self) -> None:
        lacking = [i for i, _box in self._in_sight() if i not in self._images and i not in self._asked]
        if lacking:
            self._asked.update(lacking)
            self.wanted.emit(lacking, self._scale())

    def _scrolled(self) -> None:
        self.viewport().update()
        self.moved.emit(self.page_in_sight(), self._zoom)
