"""Ctrl+Shift+P: everything that can be done now, found by any part of its name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from pathway_app.folding import fold
from pathway_app.i18n import Words
from ui import theme
from ui.actions import Action, key_caption
from ui.theme import Size
from ui.widgets.plain import PlainLabel, wrapping_label

_WIDTH, _HEIGHT = 560, 460
_ROW = 44
_PAD = 12
_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
_STEERING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


@dataclass(frozen=True, slots=True)
class _Row:
    """What a row of the list shows: `reason` says why it cannot be done now."""

    action: Action
    place: str
    keys: str
    reason: str

    def under(self) -> str:
        return self.reason or self.place


class CommandPalette(QDialog):
    """Lists actions in groups (a title and what can be done there); Enter does the chosen one, Esc leaves.

    What is done is done once the palette has closed, so that the keys are back where they were.
    """

    def __init__(self, window: QWidget, words: Words, groups: Sequence[tuple[str, Sequence[Action]]]) -> None:
        _ = words.gettext
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("What can be done"))
        self._window = window
        self._rows = tuple(
            _Row(action, place, key_caption(action.keys, words), action.reason())
            for place, actions in groups
            for action in actions
            if action.do is not None
        )
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("Part of what you want to do"))
        self.field.setAccessibleName(_("Part of what you want to do"))
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._narrow)
        self.list = QListWidget()
        self.list.setAccessibleName(self.windowTitle())
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field steers it
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setItemDelegate(_Painter(self.list))
        self.list.currentRowChanged.connect(self._say_current)
        self.list.itemClicked.connect(lambda _item: self._do_chosen())
        self.nothing = PlainLabel(_("Nothing here is called that."), "muted")
        self.nothing.setContentsMargins(_PAD, 8, _PAD, 8)
        self.said = wrapping_label("", "error")
        self._lay_out(window)
        self._narrow("")

    def titles(self) -> list[str]:
        """What the list shows now."""
        return [row.action.title for row in self._shown()]

    def chosen(self) -> Action | None:
        """The action that Enter does."""
        row = self._chosen_row()
        return row.action if row is not None else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = event.key()
            if key in _STEERING:
                self._move(Qt.Key(key))
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._do_chosen()
                return True
        return super().eventFilter(watched, event)

    def _lay_out(self, window: QWidget) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(8)
        for widget in (self.field, self.nothing, self.list, self.said):
            column.addWidget(widget, 1 if widget is self.list else 0)
        self.said.hide()
        room = window.window().size()
        self.resize(min(_WIDTH, room.width() - 40), min(_HEIGHT, room.height() - 60))
        self.field.setFocus()

    def _narrow(self, text: str) -> None:
        wanted = fold(text)
        found = [
            row for row in self._rows if _has_all(fold(f"{row.action.title} {row.keys}"), wanted.split())
        ]
        # As it was typed, in one piece, before what only holds its words somewhere.
        found.sort(key=lambda row: wanted not in fold(row.action.title))
        self.list.clear()
        for row in found:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, row)
            spoken = ", ".join(filter(None, (row.action.title, row.keys, row.under())))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            self.list.addItem(item)
        self.nothing.setVisible(not found)
        self.list.setCurrentRow(0)

    def _shown(self) -> list[_Row]:
        return [self.list.item(at).data(Qt.ItemDataRole.UserRole) for at in range(self.list.count())]

    def _chosen_row(self) -> _Row | None:
        item = self.list.currentItem()
        row: _Row | None = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return row

    def _move(self, key: Qt.Key) -> None:
        page = max(1, self.list.viewport().height() // _ROW)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}[
            key
        ]
        self.list.setCurrentRow(max(0, min(self.list.count() - 1, self.list.currentRow() + step)))

    def _say_current(self, _at: int) -> None:
        row = self._chosen_row()
        self.said.hide()
        told = (row.action.title, row.keys, row.under()) if row is not None else (self.nothing.text(),)
        self.field.setAccessibleDescription(", ".join(filter(None, told)))

    def _do_chosen(self) -> None:
        row = self._chosen_row()
        if row is None:
            return
        if not row.action.can():
            self.said.setText(row.reason)
            self.said.setVisible(bool(row.reason))
            return
        self.accept()
        if row.action.do is not None:
            QTimer.singleShot(0, self._window, row.action.do)


def _has_all(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)


class _Painter(QStyledItemDelegate):
    """A row: what it does and its keys, and below where it belongs or why it cannot be done."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: _Row = index.data(Qt.ItemDataRole.UserRole)
        c, box = theme.colours(), QRect(option.rect)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour(c.selected))
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.colour(c.accent))
        inner = box.adjusted(_PAD, 4, -_PAD, -4)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        lower = upper.translated(0, inner.height() // 2)
        keys = theme.metrics(Size.SMALL).horizontalAdvance(row.keys)
        self._line(painter, upper, row.keys, c.muted, Size.SMALL, right=True)
        title = upper.adjusted(0, 0, -keys - _PAD if keys else 0, 0)
        self._line(painter, title, row.action.title, c.muted if row.reason else c.ink, Size.BASE)
        self._line(painter, lower, row.under(), c.muted, Size.SMALL)

    def _line(
        self, painter: QPainter, box: QRect, text: str, ink: str, size: Size, *, right: bool = False
    ) -> None:
        painter.setFont(theme.font(size))
        painter.setPen(theme.colour(ink))
        shown = theme.metrics(size).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _LINE | Qt.AlignmentFlag.AlignRight if right else _LINE, shown)
