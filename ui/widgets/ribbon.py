"""The phases of a course as a ribbon of chevrons: title, sign and count; a click goes there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from ui import theme
from ui.theme import Size, Status
from ui.widgets.plain import set_tooltip
from ui.widgets.sharing import share_width
from ui.widgets.signs import paint_sign

_POINT = 10
_GAP = 4
_RIBBON_KEYS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Phase:
    """One segment. `note` is what stands behind the sign ("1/2 · overdue"); `spoken` is all in words."""

    key: str
    title: str
    status: Status
    note: str
    spoken: str


class _Chevron(QAbstractButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.phase = Phase("", "", Status.LATER, "", "")
        self.first = self.last = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def nextCheckState(self) -> None:
        """The ribbon marks where the user is."""

    def show_phase(self, phase: Phase, *, first: bool, last: bool) -> None:
        self.phase, self.first, self.last = phase, first, last
        self.setAccessibleName(phase.spoken)
        self.update()

    def wanted_width(self) -> int:
        """Pixels to show title and note whole."""
        title = theme.metrics(Size.SMALL, strong=True).horizontalAdvance(self.phase.title)
        note = theme.metrics(Size.SMALL).horizontalAdvance(self.phase.note) + 14
        return max(title, note) + _POINT + 18

    def title_width(self) -> int:
        """Pixels to show the title whole; the note may be shortened."""
        return theme.metrics(Size.SMALL, strong=True).horizontalAdvance(self.phase.title) + _POINT + 18

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _RIBBON_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def hitButton(self, point: QPoint) -> bool:
        return self._outline().containsPoint(QPointF(point), Qt.FillRule.OddEvenFill)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        tone = c.tone(self.phase.status)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPen(theme.colour(tone.ink), 1) if self.underMouse() else QPen(Qt.PenStyle.NoPen)
        if self.hasFocus():
            edge = QPen(theme.colour(c.focus), 2)
        painter.setPen(edge)
        painter.setBrush(theme.colour(tone.tag))
        painter.drawPolygon(self._outline())
        left = 12 if self.first else _POINT + 8
        inner = QRect(left, 4, self.width() - left - (6 if self.last else _POINT), self.height() - 8)
        self._paint_words(painter, inner, tone.ink)
        if self.isChecked():  # where the user is: a bar beneath, not a colour
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(tone.ink))
            painter.drawRect(QRectF(left, self.height() - 3, inner.width() - 4, 3))

    def _paint_words(self, painter: QPainter, box: QRect, ink: str) -> None:
        half = box.height() // 2
        measures = theme.metrics(Size.SMALL, strong=True)
        painter.setPen(theme.colour(ink))
        painter.setFont(theme.font(Size.SMALL, strong=True))
        title = measures.elidedText(self.phase.title, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(QRect(box.left(), box.top(), box.width(), half), _LINE, title)
        side = 9
        low = QRect(box.left(), box.top() + half, box.width(), half)
        paint_sign(
            painter,
            QRectF(low.left(), low.center().y() - side / 2 + 0.5, side, side),
            self.phase.status,
            theme.colour(ink),
        )
        painter.setFont(theme.font(Size.SMALL))
        painter.setPen(theme.colour(ink))
        note = theme.metrics(Size.SMALL).elidedText(
            self.phase.note, Qt.TextElideMode.ElideRight, low.width() - side - 5
        )
        painter.drawText(low.adjusted(side + 5, 0, 0, 0), _LINE, note)

    def _outline(self) -> QPolygonF:
        wide, high, middle = self.width() - 1.0, self.height() - 1.0, self.height() / 2
        point = 0 if self.last else _POINT
        notch = 0 if self.first else _POINT
        return QPolygonF(
            [
                QPointF(1, 1),
                QPointF(wide - point, 1),
                QPointF(wide, middle),
                QPointF(wide - point, high),
                QPointF(1, high),
                QPointF(1 + notch, middle),
            ]
        )


class PhaseRibbon(QWidget):
    """Chevrons from left to right, as wide as their words need; ← → move, Enter or Space chooses."""

    chosen = Signal(str)

    def __init__(self, spoken: str = "") -> None:
        super().__init__()
        self._chevrons: list[_Chevron] = []
        self.setAccessibleName(spoken)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_phases(self, phases: Sequence[Phase], current: str = "") -> None:
        """Show the phases in order; `current` is the key of the one to mark."""
        while len(self._chevrons) > len(phases):
            gone = self._chevrons.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._chevrons) < len(phases):
            made = _Chevron(self)
            made.clicked.connect(self._clicked)
            made.show()
            self._chevrons.append(made)
        for at, (chevron, phase) in enumerate(zip(self._chevrons, phases, strict=True)):
            chevron.show_phase(phase, first=at == 0, last=at == len(phases) - 1)
        self.show_current(current)
        self.updateGeometry()
        self._place()

    def show_current(self, key: str) -> None:
        """Mark where the user is; sends no signal."""
        for chevron in self._chevrons:
            chevron.setChecked(chevron.phase.key == key)

    def stops(self) -> tuple[QWidget, ...]:
        """What Tab stops at, from left to right."""
        return tuple(self._chevrons)

    def current(self) -> str:
        return next((chevron.phase.key for chevron in self._chevrons if chevron.isChecked()), "")

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        lines = len(self._lines(width))
        return lines * _line_height() + (lines - 1) * _GAP

    def sizeHint(self) -> QSize:
        return QSize(sum(chevron.wanted_width() for chevron in self._chevrons), _line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(24 * len(self._chevrons), _line_height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()))
        focused = next((at for at, chevron in enumerate(self._chevrons) if chevron.hasFocus()), None)
        if focused is not None and step is not None:
            there = max(0, min(len(self._chevrons) - 1, focused + step))
            self._chevrons[there].setFocus(Qt.FocusReason.TabFocusReason)
        elif focused is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._chevrons[focused].click()
        else:
            super().keyPressEvent(event)

    def _clicked(self) -> None:
        chevron = self.sender()
        if isinstance(chevron, _Chevron):
            self.show_current(chevron.phase.key)
            self.chosen.emit(chevron.phase.key)

    def _place(self) -> None:
        top = 0
        for line in self._lines(self.width()):
            widths = share_width([chevron.wanted_width() for chevron in line], self.width() + _laps(line))
            left = 0
            for chevron, wide in zip(line, widths, strict=True):
                chevron.setGeometry(left, top, wide, _line_height())
                short = wide < chevron.wanted_width()
                set_tooltip(chevron, f"{chevron.phase.title}\n{chevron.phase.note}" if short else "")
                left += wide - _POINT + _GAP
            top += _line_height() + _GAP

    def _lines(self, width: int) -> list[list[_Chevron]]:
        """One line, or two where the titles would not be readable on one."""
        if sum(chevron.title_width() for chevron in self._chevrons) <= width + _laps(self._chevrons):
            return [self._chevrons]
        half = (len(self._chevrons) + 1) // 2
        return [self._chevrons[:half], self._chevrons[half:]]


def _line_height() -> int:
    high = theme.metrics(Size.SMALL, strong=True).height() + theme.metrics(Size.SMALL).height() + 14
    return max(high, 44)


def _laps(line: Sequence[_Chevron]) -> int:
    """Pixels by which neighbours overlap, together: each point lies in the next one's notch."""
    return (_POINT - _GAP) * max(0, len(line) - 1)
