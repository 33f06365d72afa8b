"""A table of the audit as cells: every number that counts something can be opened, by keys and by mouse."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QCursor, QFont, QKeyEvent, QMouseEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from ui import theme
from ui.audit.figure_model import NARROW_PAD, PAD, FigureModel, Index, Number, Sheet
from ui.theme import Size
from ui.widgets.shaped import draw_text, text_height
from ui.widgets.wrapping import longest_word

_INDENT = 14
_FLAGS = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip
_LEAST_TITLE = 200
_MOST_TITLE = 420


class FigureTable(QTableView):
    """Arrows go from number to number; Enter, or a click on a number that can be opened, opens it.

    Where there is no room for the titles beside the numbers, each row's title stands on a line above them.
    """

    opened = Signal(str)
    """the key of a number"""
    column_chosen = Signal(int)
    """the column that has the keys, −1 on a title"""

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self._model = FigureModel()
        self.setModel(self._model)
        self.setAccessibleName(spoken)
        self.setItemDelegate(_CellDelegate(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        head = _Head()
        self.setHorizontalHeader(head)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.selectionModel().currentChanged.connect(
            lambda _now, _before: self.column_chosen.emit(self.place()[1])
        )

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another table, or the same one with other numbers: the chosen number stays chosen."""
        line, number = self.place()
        same = len(sheet.lines) == len(self._model.sheet.lines) and len(sheet.columns) == len(
            self._model.sheet.columns
        )
        top = self.verticalScrollBar().value() if same else 0
        self._model.show_sheet(sheet)
        self._arrange()
        self.choose(line, number) if same and line >= 0 else self.choose_first()
        self.verticalScrollBar().setValue(top)

    def sheet(self) -> Sheet:
        return self._model.sheet

    def place(self) -> tuple[int, int]:
        """The line and the column of the chosen number; −1 where a title, or nothing, is chosen."""
        return self._model.place(self.currentIndex())

    def chosen(self) -> Number | None:
        """The number that has the keys."""
        return self._model.number_at(self.currentIndex())

    def choose(self, line: int, number: int) -> None:
        """Put the keys on a number."""
        self.setCurrentIndex(self._model.index_of(line, max(0, number)))

    def choose_first(self) -> None:
        """Put the keys on the first number that can be opened."""
        for at, line in enumerate(self._model.sheet.lines):
            for column, number in enumerate(line.numbers):
                if number.key:
                    self.choose(at, column)
                    return
        if self._model.sheet.lines:
            self.choose(0, 0)

    def is_narrow(self) -> bool:
        """Whether the titles stand above the numbers."""
        return self._model.narrow

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self._open(self.chosen())
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Up and down stay in the column and pass over the lines that hold titles only."""
        found = super().moveCursor(action, modifiers)
        at = self.currentIndex()
        if not self._model.narrow or not found.isValid() or not self._model.is_title(found.row()):
            return found
        up = found.row() < at.row()
        row = found.row() - 1 if up and found.row() > 0 else found.row() + 1
        return self._model.index(row, at.column()) if at.isValid() else found

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index == self.currentIndex():
            self._open(self._model.number_at(index))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        number = self._model.number_at(self.indexAt(event.position().toPoint()))
        hand = number is not None and bool(number.key)
        self.viewport().setCursor(
            QCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)
        )
        super().mouseMoveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._arrange()

    def _open(self, number: Number | None) -> None:
        if number is not None and number.key:
            self.opened.emit(number.key)

    def _arrange(self) -> None:
        """Share the width out, and give each line the height that its words take."""
        sheet = self._model.sheet
        if not sheet.lines:
            return
        place = self.place()
        wanted = [
            max(longest_word(theme.metrics(Size.SMALL, strong=True), title), *texts) + 2 * PAD
            for title, texts in zip(sheet.columns, _widths(sheet, narrow=False), strict=True)
        ]
        room = self.viewport().width()
        narrow = sum(wanted) + _LEAST_TITLE > room
        if narrow:
            wanted = [
                max(longest_word(theme.metrics(Size.SMALL), title), *texts) + 2 * NARROW_PAD
                for title, texts in zip(sheet.columns, _widths(sheet, narrow=True), strict=True)
            ]
            if sum(wanted) > room:  # words are broken rather than cut off
                wanted = [each * room // sum(wanted) for each in wanted]
        self.clearSpans()
        self._model.set_narrow(narrow)
        if narrow:
            spare = max(0, room - sum(wanted)) // len(wanted)
            widths = [each + spare for each in wanted]
        else:
            longest = max(
                theme.metrics().horizontalAdvance(line.title) + line.depth * _INDENT for line in sheet.lines
            )
            first = min(max(_LEAST_TITLE, longest + 2 * PAD), _MOST_TITLE, room - sum(wanted))
            spare = (room - first - sum(wanted)) // len(wanted)
            widths = [first, *(each + min(spare, 40) for each in wanted)]
        for column, wide in enumerate(widths):
            self.setColumnWidth(column, wide)
        head = self.horizontalHeader()
        assert isinstance(head, _Head)
        head.fit(self._model.heads(), widths, self._model.pad())
        for row in range(self._model.rowCount()):
            if self._model.is_title(row):
                self.setSpan(row, 0, 1, self._model.columnCount())
            self.setRowHeight(row, self._row_height(row, widths))
        if place[0] >= 0:
            self.choose(*place)

    def _row_height(self, row: int, widths: Sequence[int]) -> int:
        title = self._model.title_at(row)
        if title is None:
            shared = any(number.share for number in self._model.line_at(row).numbers)
            return theme.ROW_HEIGHT + (theme.metrics(Size.SMALL).height() if shared else 0)
        text, depth = title
        across = sum(widths) if self._model.narrow else widths[0]
        high = text_height(text, across - 2 * PAD - depth * _INDENT, Size.BASE, depth == 0)
        return high + 6 if self._model.narrow else max(theme.ROW_HEIGHT, high + 10)


def _widths(sheet: Sheet, *, narrow: bool) -> list[list[int]]:
    measures = theme.metrics(strong=True)
    return [
        [
            measures.horizontalAdvance(text)
            for line in sheet.lines
            for text in line.numbers[column].lines(narrow)
        ]
        for column in range(len(sheet.columns))
    ]


class _Head(QHeaderView):
    """Titles over as many lines as they need."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._high = theme.ROW_HEIGHT
        self._heads: tuple[str, ...] = ()
        self._pad = PAD
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setMinimumSectionSize(20)
        self.setSectionsClickable(False)

    def fit(self, heads: Sequence[str], widths: Sequence[int], pad: int) -> None:
        self._heads, self._pad = tuple(heads), pad
        high = max(
            text_height(text, wide - 2 * pad + 2, Size.SMALL, self._is_strong())
            for text, wide in zip(heads, widths, strict=True)
        )
        self._high = max(theme.ROW_HEIGHT, high + 8)
        self.updateGeometries()
        parent = self.parentWidget()
        if isinstance(parent, QTableView):
            parent.updateGeometries()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._high)

    def paintSection(self, painter: QPainter, rect: Any, section: int) -> None:
        c = theme.colours()
        painter.save()
        painter.fillRect(rect, theme.colour(c.panel))
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colour(c.line))
        painter.setPen(theme.colour(c.muted))
        text = self._heads[section] if section < len(self._heads) else ""
        inner = rect.adjusted(self._pad - 1, 4, -self._pad + 1, -4)
        high = text_height(text, inner.width(), Size.SMALL, self._is_strong())
        inner.setTop(inner.bottom() - high)
        draw_text(painter, inner, text, Size.SMALL, self._is_strong())
        painter.restore()

    def _is_strong(self) -> bool:
        """Where there is little room the letters are narrower."""
        return self._pad == PAD


class _CellDelegate(QStyledItemDelegate):
    """Paints titles over several lines, numbers to be opened as links, and a ring around the one with the keys."""

    def __init__(self, table: QWidget) -> None:
        super().__init__(table)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        assert isinstance(model, FigureModel)
        c, box = theme.colours(), option.rect
        number, line = model.number_at(index), model.line_at(index.row())
        painter.save()
        if line.depth == 0:
            painter.fillRect(box, theme.colour(c.panel))
        if not model.is_title(index.row()):
            painter.fillRect(box.left(), box.bottom(), box.width(), 1, theme.colour(c.line_soft))
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        if number is None:
            inner = box.adjusted(PAD + line.depth * _INDENT, 0, -PAD, 0)
            high = text_height(line.title, inner.width(), Size.BASE, line.depth == 0)
            inner.setTop(inner.top() + (inner.height() - high) // 2)
            painter.setPen(theme.colour(c.ink))
            draw_text(painter, inner, line.title, Size.BASE, line.depth == 0)
        else:
            if current:
                painter.fillRect(box.adjusted(0, 0, 0, -1), theme.colour(c.selected))
            inner = box.adjusted(model.pad() - 1, 0, 0, 0)
            self._paint_number(painter, inner, number.lines(model.narrow), bool(number.key), line.depth == 0)
        if current and bool(option.state & QStyle.StateFlag.State_HasFocus):
            painter.setPen(QPen(theme.colour(c.focus), 2))
            painter.drawRect(box.adjusted(1, 1, -1, -2))
        painter.restore()

    def _paint_number(
        self, painter: QPainter, box: QRect, lines: Sequence[str], opens: bool, strong: bool
    ) -> None:
        c = theme.colours()
        font = QFont(theme.font(Size.BASE, strong))
        font.setUnderline(opens)
        painter.setPen(theme.colour(c.link if opens else c.muted))
        high = theme.metrics(Size.BASE, strong).height()
        low = theme.metrics(Size.SMALL).height()
        top = box.top() + (box.height() - high - low * (len(lines) - 1)) // 2
        for at, text in enumerate(lines):
            painter.setFont(font if at == 0 else theme.font(Size.SMALL))
            each = high if at == 0 else low
            painter.drawText(QRect(box.left(), top, box.width(), each), _FLAGS, text)
            top += each
