"""A table whose columns can be made wider or narrower with the mouse, and whose headings can be clicked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHeaderView

from ui.widgets.grouped_table import GroupedTable
from ui.widgets.table_rows import Column


class AdjustableTable(GroupedTable):
    """A column that was pulled keeps its width as far as there is room; the others share what is left."""

    heading_clicked = Signal(int)
    """a column's number"""
    width_changed = Signal(int, int)
    """a column's number and the width that it was pulled to, in pixels"""

    def __init__(self, columns: Sequence[Column], spoken: str) -> None:
        self._wished: dict[int, int] = {}
        self._sharing = False
        super().__init__(columns, spoken)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.heading_clicked)
        header.sectionResized.connect(self._pulled)

    def wish_widths(self, widths: Mapping[int, int]) -> None:
        """Give these columns such widths (pixels), and the others what they usually have."""
        self._wished = dict(widths)
        self._share_width()

    def show_titles(self, titles: Sequence[str]) -> None:
        """Say something else above the columns: by which one the rows are sorted, say."""
        self.rows().show_titles(titles)
        self._share_width()

    def _column(self, at: int) -> Column:
        column, wished = super()._column(at), self._wished.get(at)
        if wished is None:
            return column
        return Column(column.title, wished)

    def _share_width(self) -> bool:
        self._sharing = True
        try:
            return super()._share_width()
        finally:
            self._sharing = False

    def _pulled(self, at: int, _before: int, wide: int) -> None:
        if self._sharing or self.isColumnHidden(at) or not wide:
            return
        self._wished[at] = wide
        self._share_width()
        self.width_changed.emit(at, self.columnWidth(at))
