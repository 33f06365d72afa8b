"""The narrow rail on the left: where to go, what waits there, and who is here at its foot."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QFrame, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.theme import Size, Status
from ui.widgets.plain import PlainLabel, rule, wrapping_label

RAIL_WIDTH = 184
_PAD = 10
_LOW = 600
"""pixels of a window in which everything stands closer"""
_RAIL_KEYS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)
_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class RailItem:
    """One place to go: `key` comes back in `NavigationRail.chosen`."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class FootLine:
    """A line at the rail's foot, perhaps with a coloured dot (its word says the same).

    A `spare` one gives way where the rail is too low for all.
    """

    text: str
    strong: bool = False
    status: Status | None = None
    spare: bool = False


class _RailButton(QAbstractButton):
    """One place; checked where the user is now."""

    def __init__(self, item: RailItem) -> None:
        super().__init__()
        self.key = item.key
        self._title = item.title
        self._count = 0
        self._urgent = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(item.title)

    def show_count(self, count: int, urgent: bool, spoken: str) -> None:
        self._count, self._urgent = count, urgent
        self.setAccessibleName(f"{self._title}, {spoken}" if spoken else self._title)
        self.update()

    def nextCheckState(self) -> None:
        """The rail marks the place, also when the user is taken there another way."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _RAIL_KEYS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(RAIL_WIDTH - 16, theme.ROW_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(c.selected if self.isChecked() else c.hover))
            painter.drawRoundedRect(self.rect(), 6, 6)
        if self.isChecked():  # a bar too: not by colour alone
            painter.setBrush(theme.colour(c.accent))
            painter.drawRoundedRect(QRectF(0, 7, 3, self.height() - 14), 1.5, 1.5)
        right = self._paint_count(painter) if self._count else self.width() - _PAD
        painter.setFont(theme.font(strong=self.isChecked()))
        painter.setPen(theme.colour(c.link if self.isChecked() else c.muted))
        inner = QRect(_PAD, 0, right - _PAD - 4, self.height())
        title = theme.metrics(strong=self.isChecked()).elidedText(
            self._title, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, _LINE, title)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour(c.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 6, 6)

    def _paint_count(self, painter: QPainter) -> int:
        c = theme.colours()
        text = str(self._count) if self._count < 1000 else "999+"
        painter.setFont(theme.font(Size.SMALL, strong=True))
        wide = max(22, theme.metrics(Size.SMALL, strong=True).horizontalAdvance(text) + 12)
        box = QRect(self.width() - _PAD - wide + 4, (self.height() - 18) // 2, wide, 18)
        if self._urgent:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour(c.overdue.tag))
            painter.drawRoundedRect(QRectF(box), 9, 9)
        painter.setPen(theme.colour(c.overdue.ink if self._urgent else c.muted))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return box.left()


class _Dot(QWidget):
    """A small coloured dot before a foot line."""

    def __init__(self, status: Status) -> None:
        super().__init__()
        self._status = status
        self.setFixedSize(8, 8)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.colours().tone(self._status).fill))
        painter.drawEllipse(self.rect())


class NavigationRail(QFrame):
    """Places from top to bottom; ↑ ↓ move among them, Enter or Space goes there."""

    chosen = Signal(str)
    room_changed = Signal()
    """`free_box` is another one"""

    def __init__(self, title: str, items: Sequence[RailItem], spoken: str = "") -> None:
        super().__init__()
        self.setProperty("role", "rail")
        self.setFixedWidth(RAIL_WIDTH)
        self.setAccessibleName(spoken or title)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(2)
        name = self._name = PlainLabel(title, "strong")
        self._leave_room(low=False)
        column.addWidget(name)
        self._buttons = [_RailButton(item) for item in items]
        for button in self._buttons:
            button.clicked.connect(self._clicked)
            column.addWidget(button)
        column.addStretch(1)
        self._above_foot = QVBoxLayout()
        column.addLayout(self._above_foot)
        self._rule = rule()
        self._rule.installEventFilter(self)
        column.addWidget(self._rule)
        self._spare: list[QWidget] = []
        self._foot = QVBoxLayout()
        self._foot.setContentsMargins(_PAD, 10, 0, 0)
        self._foot.setSpacing(3)
        column.addLayout(self._foot)
        self._below = wrapping_label("", "small")
        self._below.setContentsMargins(_PAD, 3, 0, 0)
        self._below.hide()
        column.addWidget(self._below)

    def show_place(self, key: str) -> None:
        """Mark where the user is; sends no signal."""
        for button in self._buttons:
            button.setChecked(button.key == key)

    def show_only(self, keys: Collection[str]) -> None:
        """Leave the other places out."""
        for button in self._buttons:
            button.setVisible(button.key in keys)

    def place(self) -> str:
        """The key of the marked place, or an empty text."""
        return next((button.key for button in self._buttons if button.isChecked()), "")

    def show_count(self, key: str, count: int, *, urgent: bool = False, spoken: str = "") -> None:
        """Show how many wait at a place; 0 shows nothing."""
        for button in self._buttons:
            if button.key == key:
                button.show_count(count, urgent, spoken)

    def show_foot(self, lines: Sequence[FootLine]) -> None:
        """Replace the lines at the foot."""
        while (item := self._foot.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._spare = []
        for line in lines:
            widget = self._foot_line(line)
            self._foot.addWidget(widget)
            if line.spare:
                self._spare.append(widget)
        self._fit()

    def show_below(self, text: str) -> None:
        """A line below the foot that changes by itself; an empty text takes it away."""
        self._below.setText(text)
        self._below.setVisible(bool(text))

    def minimumSizeHint(self) -> QSize:
        """Without the spare lines: those go rather than make the window higher than its screen."""
        hint = super().minimumSizeHint()
        shown = sum(self._high(each) for each in self._spare if not each.isHidden())
        return QSize(hint.width(), hint.height() - shown)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._leave_room(low=event.size().height() < _LOW)
        self._fit()

    def free_box(self) -> QRect:
        """The empty room between the places and what stands at the foot, in the rail's pixels."""
        shown = (button for button in self._buttons if not button.isHidden())
        top = max((button.geometry().bottom() for button in shown), default=0) + 8
        item = self._above_foot.itemAt(0)
        first = item.widget() if item is not None else None
        foot = first.y() if first is not None else self._rule.y()
        return QRect(8, top, self.width() - 16, max(0, foot - 8 - top))

    def set_banner(self, banner: QWidget) -> None:
        """Put a widget (a fault, say) above the foot, below what stands there already."""
        self._above_foot.addWidget(banner)

    def _leave_room(self, *, low: bool) -> None:
        """Around what stands in it: nine places and the foot go into 512 pixels."""
        around = 6 if low else 16
        self._column.setContentsMargins(8, around, 8, around)
        self._name.setContentsMargins(_PAD, 0, 0, 4 if low else 12)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._rule and event.type() == QEvent.Type.Move:
            self.room_changed.emit()
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        shown = [button for button in self._buttons if not button.isHidden()]
        focused = next((at for at, button in enumerate(shown) if button.hasFocus()), None)
        if focused is not None and step is not None:
            shown[(focused + step) % len(shown)].setFocus(Qt.FocusReason.TabFocusReason)
        elif focused is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shown[focused].click()
        else:
            super().keyPressEvent(event)

    def _clicked(self) -> None:
        button = self.sender()
        if isinstance(button, _RailButton):
            self.show_place(button.key)
            self.chosen.emit(button.key)

    def _fit(self) -> None:
        if not self._spare:
            return
        needed = self.minimumSizeHint().height() + sum(self._high(each) for each in self._spare)
        for each in self._spare:
            each.setVisible(self.height() >= needed)

    def _high(self, line: QWidget) -> int:
        """With the gap below it."""
        wide = self.width() - 16 - _PAD
        high = line.heightForWidth(wide) if line.hasHeightForWidth() else line.sizeHint().height()
        return high + self._foot.spacing()

    def _foot_line(self, line: FootLine) -> QWidget:
        label = wrapping_label(line.text, "smallStrong" if line.strong else "small")
        if line.status is None:
            return label
        return _Dotted(_Dot(line.status), label)


class _Dotted(QWidget):
    """A dot and a label that wraps beside it."""

    def __init__(self, dot: QWidget, label: PlainLabel) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 0, 0, 0)
        column.addWidget(label)
        dot.setParent(self)
        dot.move(0, max(0, (theme.metrics(Size.SMALL).height() - dot.height()) // 2))
