"""Rows of a grouped table, and the Qt model that holds them: frozen values, look-ups only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QPainter

from ui.theme import Status
from ui.widgets.plain import literal_tooltip
from ui.widgets.progress import Segment

Index = QModelIndex | QPersistentModelIndex
_FLAGS_OF_HEADING = Qt.ItemFlag.NoItemFlags
_FLAGS_OF_ROW = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class Drawing(Protocol):
    """What a screen of its own draws in a cell: a frozen value, equal where it looks the same."""

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw it within `box`; the painter is given back as it came."""
        ...


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in one cell: text with a smaller line beneath, or a bar, or a drawing, or a tag with a
    muted text behind it. `spoken` says in words what only the eye sees."""

    text: str = ""
    sub: str = ""
    status: Status | None = None
    tag: str = ""
    after: str = ""
    segments: tuple[Segment, ...] = ()
    strong: bool = False
    muted: bool = False
    spoken: str = ""
    drawing: Drawing | None = None

    def words(self) -> str:
        """The whole cell as one text."""
        return " · ".join(part for part in (self.text, self.spoken, self.sub, self.tag, self.after) if part)


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row with its stable key; a heading has a title and no cells. `step`: the key of the step it names, if any."""

    key: str
    cells: tuple[Cell, ...] = ()
    title: str = ""
    step: str = ""

    @property
    def is_heading(self) -> bool:
        return not self.cells


@dataclass(frozen=True, slots=True)
class Column:
    """A column: least width in pixels, and its share of the width that is left over."""

    title: str
    width: int
    share: int = 0


class GroupedModel(QAbstractTableModel):
    """Holds a tuple of rows. `wants_more` asks for the next page when the end comes into view."""

    wants_more = Signal()

    def __init__(self, columns: Sequence[Column]) -> None:
        super().__init__()
        self.columns = tuple(columns)
        self._rows: list[TableRow] = []
        self._more = False
        self._asked = False

    def set_rows(self, rows: Sequence[TableRow], *, more: bool = False) -> None:
        """Show other rows; `more` says that there are further pages."""
        self.beginResetModel()
        self._rows = list(rows)
        self._more, self._asked = more, False
        self.endResetModel()

    def show_titles(self, titles: Sequence[str]) -> None:
        """Say something else above the columns."""
        self.columns = tuple(
            replace(column, title=title) for column, title in zip(self.columns, titles, strict=True)
        )
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def append_rows(self, rows: Sequence[TableRow], *, more: bool) -> None:
        """Add the page that `wants_more` asked for."""
        self._more, self._asked = more, False
        if rows:
            first = len(self._rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def replace_row(self, row: TableRow) -> bool:
        """Show a row's new values in its place; False where the key is not shown."""
        at = self.row_of(row.key)
        if at < 0:
            return False
        self._rows[at] = row
        self.dataChanged.emit(self.index(at, 0), self.index(at, len(self.columns) - 1))
        return True

    def row_at(self, at: int) -> TableRow:
        return self._rows[at]

    def row_of(self, key: str) -> int:
        """Where the row with this key stands, or −1."""
        return next((at for at, row in enumerate(self._rows) if row.key == key and not row.is_heading), -1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def canFetchMore(self, parent: Index) -> bool:
        return not parent.isValid() and self._more and not self._asked

    def fetchMore(self, parent: Index) -> None:
        if self.canFetchMore(parent):
            self._asked = True
            self.wants_more.emit()

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid() or self._rows[index.row()].is_heading:
            return _FLAGS_OF_HEADING
        return _FLAGS_OF_ROW

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return self.columns[section].title
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if row.is_heading else row.cells[index.column()].text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.title if row.is_heading else row.cells[index.column()].words()
        if role == Qt.ItemDataRole.ToolTipRole and not row.is_heading:
            return literal_tooltip(row.cells[index.column()].words())
        return None
