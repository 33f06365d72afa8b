"""A table with headings among its rows: Today, lists of patients, whatever is grouped."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QVBoxLayout

from ui import theme
from ui.widgets.sharing import share_width
from ui.widgets.table_paint import PAD, RowPainter, heading_height, least_width, row_height
from ui.widgets.table_rows import Column, GroupedModel, TableRow
from ui.widgets.tag import tag_width

_Move = QAbstractItemView.CursorAction
_TELLING = 60
"""rows whose words are measured where the columns lack room"""
_DRAWN = 40
"""pixels that every column gets"""


class GroupedTable(QTableView):
    """↑ ↓ Page Up, Page Down, Home and End pass over headings; Enter or a double click opens.

    Enter that finds the chosen row scrolled away only brings it into view: nothing is opened unseen.
    The chosen row is kept by its key when other rows are shown. `wants_more` asks for the next page.
    """

    row_chosen = Signal(str)
    opened = Signal(str)
    wants_more = Signal()

    def __init__(self, columns: Sequence[Column], spoken: str) -> None:
        super().__init__()
        self._model = GroupedModel(columns)
        self._painter = RowPainter(self._model)
        self._widths: list[int] = []
        self.setModel(self._model)
        self.setAccessibleName(spoken)
        self._model.wants_more.connect(self.wants_more)
        self._model.rowsInserted.connect(self._rows_inserted)
        self._set_up()

    def show_rows(self, rows: Sequence[TableRow], *, more: bool = False) -> None:
        """Show these rows; the chosen one stays chosen where it is still among them."""
        key, top, seen = self.chosen(), self.verticalScrollBar().value(), self.sees_chosen()
        self.clearSpans()
        self._model.set_rows(rows, more=more)
        if not self._share_width():
            self._shape(0, len(rows) - 1)
        if key and self.choose(key):
            self.verticalScrollBar().setValue(top)
            if seen:  # its place among the others may be another one now
                self.show_chosen()

    def append_rows(self, rows: Sequence[TableRow], *, more: bool) -> None:
        """Add the next page."""
        self._model.append_rows(rows, more=more)

    def replace_row(self, row: TableRow) -> bool:
        """Show a row's new values in its place; False where it is not shown."""
        shown = self._model.replace_row(row)
        if shown:
            at = self._model.row_of(row.key)
            self._shape(at, at)
        return shown

    def rows(self) -> GroupedModel:
        """The model with the rows."""
        return self._model

    def chosen(self) -> str:
        """The key of the chosen row, or an empty text."""
        index = self.currentIndex()
        return self._model.row_at(index.row()).key if index.isValid() else ""

    def choose(self, key: str) -> bool:
        """Choose a row; False where it is not shown."""
        at = self._model.row_of(key)
        if at < 0:
            return False
        self.setCurrentIndex(self._model.index(at, 0))
        return True

    def choose_first(self) -> bool:
        """Choose the first row that is not a heading; False where there is none."""
        for at in range(self._model.rowCount()):
            if not self._model.row_at(at).is_heading:
                self.setCurrentIndex(self._model.index(at, 0))
                return True
        return False

    def sees_chosen(self) -> bool:
        """Whether the chosen row is in view, at least its middle."""
        index = self.currentIndex()
        return index.isValid() and self.viewport().rect().contains(self.visualRect(index).center())

    def show_chosen(self) -> None:
        """Bring the chosen row into view, with the heading just above it where there is one."""
        index = self.currentIndex()
        if index.isValid():
            self.scrollTo(index)
            self._show_heading()

    def _show_heading(self) -> None:
        """Show the first patient of a group with the heading above, as far as both have room."""
        index = self.currentIndex()
        if index.row() > 0 and self._model.row_at(index.row() - 1).is_heading:
            self.scrollTo(index.siblingAtRow(index.row() - 1))
            self.scrollTo(index)

    def hide_column(self, at: int, hidden: bool) -> None:
        """Leave a column out, or show it again; the others take its width."""
        self.setColumnHidden(at, hidden)
        self._share_width()

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:  # type: ignore[override]
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid() and current.row() != previous.row():
            self._show_heading()
            self.row_chosen.emit(self._model.row_at(current.row()).key)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Where a key leads: Qt would move within the row, or stop at a heading, for all but the arrows."""
        forward = action in (_Move.MoveHome, _Move.MovePageDown)
        at = self._row_of_move(action)
        if at is None:
            return super().moveCursor(action, modifiers)
        found = self._row_near(at, forward=forward)
        return self._model.index(found, 0) if found >= 0 else self.currentIndex()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if not self.sees_chosen():
                self.show_chosen()
            elif key := self.chosen():
                self.opened.emit(key)
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        if self.indexAt(event.position().toPoint()).flags() & Qt.ItemFlag.ItemIsEnabled:
            self.opened.emit(self.chosen())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        self._hover(self.rowAt(int(event.position().y())))

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._hover(-1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._widths:
            self._shape(0, self._model.rowCount() - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Only what the event names: rows from the first one there to its lower end."""
        painter, wanted = QPainter(self.viewport()), event.rect()
        columns = [
            (at, self.columnViewportPosition(at), self.columnWidth(at))
            for at in range(len(self._model.columns))
            if not self.isColumnHidden(at)
        ]
        left = min((left for _at, left, _wide in columns), default=0)
        across = sum(wide for _at, _left, wide in columns)
        columns = [
            each for each in columns if each[1] <= wanted.right() and each[1] + each[2] > wanted.left()
        ]
        at, current, focused = self.rowAt(wanted.top()), self.currentIndex().row(), self.hasFocus()
        top = self.rowViewportPosition(at)
        while 0 <= at < self._model.rowCount() and top <= wanted.bottom():
            box = QRect(left, top, across, self.rowHeight(at))
            self._painter.paint_row(painter, at, box, columns, current=at == current, focused=focused)
            top += box.height()
            at += 1

    def _set_up(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(24)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(24)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFixedHeight(heading_height())
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def _share_width(self) -> bool:
        """Whether a column has another width than before; the rows have been shaped anew then."""
        shown = [at for at in range(len(self._model.columns)) if not self.isColumnHidden(at)]
        columns = [self._column(at) for at in shown]
        least = [
            max(column.width, _title_width(column), self._widest_tag(at))
            for at, column in zip(shown, columns, strict=True)
        ]
        words = self._longest_words(shown, least) if sum(least) > self.viewport().width() else ()
        widths = share_width(least, self.viewport().width(), spread=False, least=words)
        over = max(0, self.viewport().width() - sum(widths))
        shares = sum(column.share for column in columns) or 1
        for at, wide, column in zip(shown, widths, columns, strict=True):
            self.setColumnWidth(at, wide + over * column.share // shares)
        now = [
            0 if self.isColumnHidden(at) else self.columnWidth(at) for at in range(len(self._model.columns))
        ]
        if now == self._widths:
            return False
        self._widths = now
        self._shape(0, self._model.rowCount() - 1)
        return True

    def _widest_tag(self, at: int) -> int:
        """Pixels that the column needs so that the tags of the first rows keep their pills."""
        rows = map(self._model.row_at, range(min(_TELLING, self._model.rowCount())))
        tags = (row.cells[at] for row in rows if not row.is_heading and row.cells[at].tag)
        return max((tag_width(cell.status, cell.tag) + PAD + 4 for cell in tags if not cell.text), default=0)

    def _longest_words(self, columns: Sequence[int], wanted: Sequence[int]) -> tuple[int, ...]:
        """Pixels that each of these columns needs for its longest word, as far as the first rows tell."""
        rows = [
            row
            for row in map(self._model.row_at, range(min(_TELLING, self._model.rowCount())))
            if not row.is_heading
        ]
        drawn = (min(_DRAWN, wide) for wide in wanted)
        return tuple(
            max((least, _title_width(self._column(at)), *(least_width(row.cells[at]) for row in rows)))
            for at, least in zip(columns, drawn, strict=True)
        )

    def _column(self, at: int) -> Column:
        """What that column wants of the width."""
        return self._model.columns[at]

    def _rows_inserted(self, _parent: QModelIndex, first: int, last: int) -> None:
        self._shape(first, last)

    def _shape(self, first: int, last: int) -> None:
        """Give each row its height; a heading goes across all columns."""
        usual = theme.ROW_HEIGHT + 12
        self.verticalHeader().setDefaultSectionSize(usual)
        for at in range(first, last + 1):
            row = self._model.row_at(at)
            if row.is_heading:
                self.setSpan(at, 0, 1, len(self._model.columns))
                self.setRowHeight(at, heading_height())
                continue
            high = row_height(row.cells, self._widths) if self._widths else usual
            if high != self.rowHeight(at):
                self.setRowHeight(at, high)

    def _row_of_move(self, action: QAbstractItemView.CursorAction) -> int | None:
        """The row, perhaps a heading, at the list's ends or a page away; None for other moves."""
        last, box = self._model.rowCount() - 1, self.visualRect(self.currentIndex())
        page = max(1, self.viewport().height() - box.height())
        if action is _Move.MoveHome:
            return 0
        if action is _Move.MoveEnd:
            return last
        if action is _Move.MovePageUp:
            return max(0, self.rowAt(box.center().y() - page))
        if action is _Move.MovePageDown:
            at = self.rowAt(box.center().y() + page)
            return at if at >= 0 else last
        return None

    def _row_near(self, at: int, *, forward: bool) -> int:
        """The first row from there on that is no heading, else the first one the other way; −1: there is none."""
        count = self._model.rowCount()
        at = max(0, min(at, count - 1))
        after, before = range(at, count), range(min(at, count - 1), -1, -1)
        order = (*after, *before) if forward else (*before, *after)
        return next((each for each in order if not self._model.row_at(each).is_heading), -1)

    def _hover(self, at: int) -> None:
        if at != self._painter.hovered:
            self._painter.hovered = at
            self.viewport().update()


def _title_width(column: Column) -> int:
    """Pixels that the column's title takes with the header's padding."""
    return theme.metrics(strong=True).horizontalAdvance(column.title) + 2 * PAD + 2


class TablePanel(QFrame):
    """A table within the rounded frame of a panel."""

    def __init__(self, table: GroupedTable) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.table = table
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 1, 1, 1)
        column.addWidget(table)
