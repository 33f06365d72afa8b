"""The numbers of one of the audit's tables, and the Qt model that holds them. Look-ups only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from ui.widgets.plain import literal_tooltip

Index = QModelIndex | QPersistentModelIndex
PAD, NARROW_PAD = 8, 4
"""pixels beside a number, with and without room"""


@dataclass(frozen=True, slots=True)
class Number:
    """One cell: `key` names the figure that it opens, empty where it counts nobody. `share` is the percentage."""

    text: str
    key: str = ""
    share: str = ""

    def lines(self, narrow: bool) -> tuple[str, ...]:
        """As it is painted: the percentage behind the number, or beneath it."""
        parts = tuple(part for part in (self.text, self.share) if part)
        return parts if narrow else (" · ".join(parts),)


@dataclass(frozen=True, slots=True)
class Line:
    """One row: `depth` 0 is a heading's or the whole's."""

    title: str
    numbers: tuple[Number, ...]
    depth: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it is shown; `columns` are the titles above the numbers."""

    columns: tuple[str, ...]
    lines: tuple[Line, ...]


class FigureModel(QAbstractTableModel):
    """The first column holds the titles; in a narrow view each line takes two rows and the first holds its title."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet((), ())
        self.narrow = False

    def show_sheet(self, sheet: Sheet) -> None:
        self.beginResetModel()
        self.sheet = sheet
        self.endResetModel()

    def set_narrow(self, narrow: bool) -> None:
        if narrow != self.narrow:
            self.beginResetModel()
            self.narrow = narrow
            self.endResetModel()

    def heads(self) -> tuple[str, ...]:
        return self.sheet.columns if self.narrow else ("", *self.sheet.columns)

    def pad(self) -> int:
        """Pixels beside a number."""
        return NARROW_PAD if self.narrow else PAD

    def is_title(self, row: int) -> bool:
        return self.narrow and row % 2 == 0

    def line_at(self, row: int) -> Line:
        return self.sheet.lines[row // 2 if self.narrow else row]

    def title_at(self, row: int) -> tuple[str, int] | None:
        """The title that stands in this row, and how far it is indented."""
        if self.narrow and row % 2:
            return None
        line = self.line_at(row)
        return line.title, line.depth

    def number_at(self, index: Index) -> Number | None:
        if not index.isValid() or self.is_title(index.row()):
            return None
        column = index.column() - (not self.narrow)
        return self.line_at(index.row()).numbers[column] if column >= 0 else None

    def place(self, index: Index) -> tuple[int, int]:
        if not index.isValid():
            return -1, -1
        return index.row() // 2 if self.narrow else index.row(), index.column() - (not self.narrow)

    def index_of(self, line: int, number: int) -> QModelIndex:
        if not 0 <= line < len(self.sheet.lines):
            return QModelIndex()
        return self.index(2 * line + 1, number) if self.narrow else self.index(line, number + 1)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.sheet.lines) * (2 if self.narrow else 1)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() or not self.sheet.columns else len(self.heads())

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.is_title(index.row()):
            return Qt.ItemFlag.ItemIsEnabled
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self.heads()[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        number = self.number_at(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return number.lines(False)[0] if number is not None else self.line_at(index.row()).title
        if role == Qt.ItemDataRole.AccessibleTextRole and number is not None:
            line, column = self.place(index)
            return f"{self.sheet.lines[line].title}, {self.sheet.columns[column]}: {number.lines(False)[0]}"
        if role == Qt.ItemDataRole.ToolTipRole and number is None:
            return literal_tooltip(self.line_at(index.row()).title)
        return None
