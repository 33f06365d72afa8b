"""The tick box of a row: it shows a state and asks; it never changes by itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QCheckBox, QWidget

from ui import theme
from ui.theme import Status
from ui.widgets.checklist_content import Tick
from ui.widgets.signs import paint_sign

_SIDE = 18
_FILLED = {Tick.DONE: Status.DONE, Tick.VARIANCE: Status.VARIANCE, Tick.SKIPPED: Status.VARIANCE}
_LINED = {
    Tick.RUNNING: Status.RUNNING,
    Tick.NOT_APPLICABLE: Status.NOT_APPLICABLE,
    Tick.UNDECIDED: Status.UNDECIDED,
}
_DASHED = (Tick.BLOCKED, Tick.UNDECIDED, Tick.NOT_APPLICABLE)


class TickBox(QCheckBox):
    """Focus of its row. Space or a click asks to tick, Enter asks to open, ↑ ↓ to move on."""

    asked_tick = Signal()
    asked_open = Signal()
    asked_move = Signal(int)
    focus_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tick = Tick.OPEN
        self.setFixedSize(theme.ROW_HEIGHT, theme.ROW_HEIGHT)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._clicked)

    def show_tick(self, tick: Tick, spoken: str) -> None:
        self._tick = tick
        self.setChecked(tick in _FILLED)
        self.setAccessibleName(spoken)
        self.update()

    def tick(self) -> Tick:
        return self._tick

    def nextCheckState(self) -> None:
        """Only the record decides what is ticked."""

    def hitButton(self, point: QPoint) -> bool:
        return self.rect().contains(point)

    def sizeHint(self) -> QSize:
        return QSize(theme.ROW_HEIGHT, theme.ROW_HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and step is not None:
            self.asked_move.emit(step)
        elif plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.asked_open.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.focus_changed.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.focus_changed.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = QRectF((self.width() - _SIDE) / 2, (self.height() - _SIDE) / 2, _SIDE, _SIDE)
        paint_tick(painter, side, self._tick, hovered=self.underMouse())

    def _clicked(self) -> None:
        self.asked_tick.emit()


def paint_tick(painter: QPainter, box: QRectF, tick: Tick, *, hovered: bool = False) -> None:
    """Draw the box of `tick`: filled where something is recorded, dashed where nothing can be yet."""
    c = theme.colours()
    inner = box.adjusted(4, 4, -4, -4)
    if tick in _FILLED:
        tone = c.tone(_FILLED[tick])
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(tone.fill))
        painter.drawRoundedRect(box, 4, 4)
        paint_sign(painter, inner, _FILLED[tick], theme.colour(tone.on_fill))
        return
    edge = c.accent if hovered and tick not in _DASHED else c.edge
    pen = QPen(theme.colour(edge), 1.4)
    if tick in _DASHED:
        pen.setStyle(Qt.PenStyle.DashLine)
        pen.setDashPattern([2.2, 2.0])
    painter.setPen(pen)
    painter.setBrush(theme.colour(c.field) if tick not in _DASHED else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(0.7, 0.7, -0.7, -0.7), 4, 4)
    if tick in _LINED:
        tone = c.tone(_LINED[tick])
        paint_sign(painter, inner.adjusted(0.5, 0.5, -0.5, -0.5), _LINED[tick], theme.colour(tone.ink))
