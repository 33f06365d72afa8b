"""A table, beside it where there is one a panel about the chosen row, and in its place what says why it is empty."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from ui.widgets.grouped_table import GroupedTable, TablePanel
from ui.widgets.notices import EmptyState
from ui.widgets.side_panel import SidePanel


class TableAndPanel(QWidget):
    """Shows `table` until `show_instead` gives one of `empty`.

    Below `narrow_below` pixels the table does without the columns `spared`.
    """

    def __init__(
        self,
        table: GroupedTable,
        *,
        empty: Sequence[EmptyState] = (),
        panel: SidePanel | None = None,
        spared: Sequence[int] = (),
        narrow_below: int = 0,
    ) -> None:
        super().__init__()
        self.table = table
        self._panel = panel
        self._spared, self._narrow_below = tuple(spared), narrow_below
        self._listed = TablePanel(table)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._listed)
        for each in empty:
            self._pages.addWidget(each)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._pages, 1)
        if panel is not None:
            row.addWidget(panel)

    def show_instead(self, empty: EmptyState | None) -> None:
        """Show that in the place of the table; None: the table."""
        self._pages.setCurrentWidget(self._listed if empty is None else empty)

    def is_listed(self) -> bool:
        """Whether the table shows."""
        return self._pages.currentWidget() is self._listed

    def focus_table(self, otherwise: QWidget | None = None) -> None:
        """Give it the keys; where it does not show, `otherwise`."""
        if self.is_listed() or otherwise is None:
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            otherwise.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < self._narrow_below
        for column in self._spared:
            self.table.hide_column(column, narrow)
        if self._panel is not None:
            self._panel.fit(self.width())
