"""The words that a widget paints, with where they are put and what is left of them: whatever paints them.

A paint device that draws nothing and writes down each run of text, with the clipping in force.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import (
    QFontMetricsF,
    QPaintDevice,
    QPaintEngine,
    QPaintEngineState,
    QRegion,
    QTextItem,
    QTransform,
)
from PySide6.QtWidgets import QWidget

_Dirty = QPaintEngine.DirtyFlag
_CLIPPING = _Dirty.DirtyClipRegion | _Dirty.DirtyClipPath | _Dirty.DirtyClipEnabled
_Metric = QPaintDevice.PaintDeviceMetric


@dataclass(frozen=True, slots=True)
class PaintedText:
    """A run of text in one line: its box, and the box of what is seen of the place (pixels of the widget)."""

    text: str
    box: QRectF
    seen: QRectF

    def lost_across(self) -> float:
        """Pixels that are missing at its left or right."""
        return max(self.seen.left() - self.box.left(), self.box.right() - self.seen.right())

    def lost_in_height(self) -> float:
        """Pixels that are missing above or below."""
        return max(self.seen.top() - self.box.top(), self.box.bottom() - self.seen.bottom())


def painted_texts(widget: QWidget) -> tuple[PaintedText, ...]:
    """What the widget itself (none of its children) writes."""
    device = _device()
    device.begin_with(widget.size())
    widget.render(device, QPoint(), QRegion(), QWidget.RenderFlag(0))
    return tuple(device.engine.found)


@cache
def _device() -> _Device:
    # One for good: Qt holds on to an engine for a while after it has painted.
    return _Device()


class _Engine(QPaintEngine):
    def __init__(self) -> None:
        super().__init__(QPaintEngine.PaintEngineFeature.AllFeatures)
        self.begin_with(QSize())

    def begin_with(self, size: QSize) -> None:
        self.found: list[PaintedText] = []
        self._whole = QRectF(0, 0, size.width(), size.height())
        self._seen = self._whole
        self._transform = QTransform()

    def begin(self, _device: QPaintDevice) -> bool:
        return True

    def end(self) -> bool:
        return True

    def type(self) -> QPaintEngine.Type:
        return QPaintEngine.Type.User

    def updateState(self, state: QPaintEngineState) -> None:
        dirty = state.state()
        if dirty & _Dirty.DirtyTransform:
            self._transform = state.transform()
        if dirty & (_CLIPPING | _Dirty.DirtyTransform):
            painter = state.painter()
            clip = painter.clipBoundingRect() if painter.hasClipping() else self._whole
            self._seen = self._transform.mapRect(clip) if painter.hasClipping() else self._whole

    def drawTextItem(self, at: Any, item: QTextItem) -> None:
        text = item.text().rstrip()
        if not text:
            return
        wide = QFontMetricsF(item.font()).horizontalAdvance(text)
        box = QRectF(at.x(), at.y() - item.ascent(), wide, item.ascent() + item.descent())
        self.found.append(
            PaintedText(text, self._transform.mapRect(box), self._seen.intersected(self._whole))
        )

    def drawPixmap(self, *_: Any) -> None: ...
    def drawImage(self, *_: Any) -> None: ...
    def drawTiledPixmap(self, *_: Any) -> None: ...
    def drawPath(self, _: Any) -> None: ...
    def drawRects(self, *_: Any) -> None: ...
    def drawPolygon(self, *_: Any) -> None: ...
    def drawLines(self, *_: Any) -> None: ...
    def drawEllipse(self, _: Any) -> None: ...
    def drawPoints(self, *_: Any) -> None: ...


class _Device(QPaintDevice):
    def __init__(self) -> None:
        super().__init__()
        self.engine = _Engine()
        self._told: dict[QPaintDevice.PaintDeviceMetric, int] = {}

    def begin_with(self, size: QSize) -> None:
        self.engine.begin_with(size)
        self._told = {
            _Metric.PdmWidth: size.width(), _Metric.PdmHeight: size.height(), _Metric.PdmWidthMM: size.width(),
            _Metric.PdmHeightMM: size.height(), _Metric.PdmNumColors: 1 << 24, _Metric.PdmDepth: 32,
            _Metric.PdmDpiX: 96, _Metric.PdmDpiY: 96, _Metric.PdmPhysicalDpiX: 96, _Metric.PdmPhysicalDpiY: 96,
            _Metric.PdmDevicePixelRatio: 1, _Metric.PdmDevicePixelRatioScaled: 1 << 16,
        }  # fmt: skip

    def paintEngine(self) -> QPaintEngine:
        return self.engine

    def metric(self, which: QPaintDevice.PaintDeviceMetric) -> int:
        return self._told.get(which, 0)
