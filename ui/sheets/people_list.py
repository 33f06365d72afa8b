"""Those whom a ward's sheet can show, each with a box to tick."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from ui import theme
from ui.theme import Size, Status
from ui.widgets.plain import set_tooltip
from ui.widgets.signs import paint_sign

_HEIGHT = 40
_BOX = 16
_PAD = 5
_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
_COURSE = Qt.ItemDataRole.UserRole
_PERSON = Qt.ItemDataRole.UserRole + 1
_CUT = Qt.TextElideMode.ElideRight
_CHECK = Qt.ItemDataRole.CheckStateRole

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Person:
    """Someone whom a ward's sheet can show: course, name, bed, and what tells apart those of one name."""

    course_id: str
    name: str
    bed: str
    facts: str


class PeopleList(QListWidget):
    """Space or a click ticks; `itemChanged` comes with each tick."""

    entered_by_keys = Signal()

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self.setAccessibleName(spoken)
        self.setItemDelegate(_PersonDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(2 * _HEIGHT)
        self.setUniformItemSizes(True)

    def show_people(self, people: Sequence[Person]) -> None:
        """All of them, ticked; without a signal."""
        self.blockSignals(True)
        self.clear()
        for person in people:
            item = QListWidgetItem(" ".join(filter(None, (person.name, person.bed, person.facts))))  # spoken
            item.setData(_COURSE, person.course_id)
            item.setData(_PERSON, person)
            set_tooltip(item, f"{person.name}\n{person.facts}")
            item.setFlags(
                Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
            )
            item.setCheckState(Qt.CheckState.Checked)
            self.addItem(item)
        self.setCurrentRow(0)
        self.blockSignals(False)

    def tick_all(self, ticked: bool) -> None:
        """Everybody or nobody; without a signal."""
        self.blockSignals(True)
        for at in range(self.count()):
            self.item(at).setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.viewport().update()

    def ticked(self) -> tuple[str, ...]:
        """The courses of those who are ticked."""
        items = (self.item(at) for at in range(self.count()))
        return tuple(item.data(_COURSE) for item in items if item.checkState() is Qt.CheckState.Checked)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # Later: who gave the keys scrolls too, to the chosen row only.
        QTimer.singleShot(0, self, self.entered_by_keys.emit)


class _PersonDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(0, _HEIGHT)

    def editorEvent(
        self, event: QEvent, model: QAbstractItemModel, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        if event.type() == QEvent.Type.MouseButtonRelease:  # anywhere in the row
            ticked = Qt.CheckState(index.data(_CHECK)) is Qt.CheckState.Checked
            state = Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked
            return model.setData(index, state.value, _CHECK)
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick):
            return False
        return super().editorEvent(event, model, option, index)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        c = theme.colours()
        row, state = option.rect, option.state
        ticked = Qt.CheckState(index.data(_CHECK)) is Qt.CheckState.Checked
        is_on = bool(state & QStyle.StateFlag.State_Enabled)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(row.left() + _PAD, row.top() + 5.5, _BOX - 1, _BOX - 1)
        painter.setPen(QPen(theme.colour(c.accent if ticked and is_on else c.edge), 1.4))
        painter.setBrush(theme.colour(c.accent if ticked and is_on else c.field))
        painter.drawRoundedRect(box, 3, 3)
        if ticked:
            ink = c.on_accent if is_on else c.on_disabled
            paint_sign(painter, box.adjusted(3, 3, -3, -3), Status.DONE, theme.colour(ink))
        inner = row.adjusted(_PAD + _BOX + 7, 3, -4, -3)
        person: Person = index.data(_PERSON)
        low = inner.adjusted(0, inner.height() // 2, 0, 0)
        small = theme.metrics(Size.SMALL)
        painter.setFont(theme.font(Size.SMALL))
        painter.setPen(theme.colour(c.muted if is_on else c.on_disabled))
        low.setHeight(small.height())
        painter.drawText(low, _LINE, small.elidedText(person.facts, _CUT, low.width()))
        high = QRect(inner)
        high.setHeight(theme.metrics().height())
        painter.drawText(high, _LINE | Qt.AlignmentFlag.AlignRight, person.bed)
        high.setRight(high.right() - small.horizontalAdvance(person.bed) - 6)
        painter.setFont(theme.font())
        painter.setPen(theme.colour(c.ink if is_on else c.on_disabled))
        painter.drawText(high, _LINE, theme.metrics().elidedText(person.name, _CUT, high.width()))
        if state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour(c.focus), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(row).adjusted(1, 1, -1, -1), 5, 5)
        painter.restore()
