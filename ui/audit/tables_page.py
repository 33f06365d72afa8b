"""The audit as tables: the same figures as the charts, number by number, each to be opened."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from pathway_app.audit.figures import keys_of
from pathway_app.audit.meanings import column_meanings
from pathway_app.audit.measuring import Figure
from pathway_app.audit.tables import Row, Table
from pathway_app.audit.text import number
from pathway_app.i18n import Words
from ui.audit.figure_model import Line, Number, Sheet
from ui.audit.figure_table import FigureTable
from ui.audit.reading import Measured
from ui.widgets.choice_menu import ChoiceMenu
from ui.widgets.flow import FlowBox
from ui.widgets.plain import wrapping_label

_NO_BREAK = "\u00a0"


class TablesPage(QWidget):
    """One table at a time, chosen above it."""

    opened = Signal(object)
    """the Figure of a number"""

    def __init__(self, words: Words) -> None:
        super().__init__()
        self._words = words
        self._tables: tuple[Table, ...] = ()
        self._figures: dict[str, Figure] = {}
        _ = words.gettext
        self.table_button = ChoiceMenu(_("Table"), "F6", _("{title}: {choice}"))
        self.table_button.chosen.connect(lambda _name: self._show())
        self.told = wrapping_label("", "small")
        self.table = FigureTable(_("Table"))
        self.meaning = wrapping_label("", "small")
        self.table.column_chosen.connect(self._tell_meaning)
        self.table.opened.connect(lambda key: self.opened.emit(self._figures[key]))
        panel = QFrame()
        panel.setProperty("role", "panel")
        inner = QVBoxLayout(panel)
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 12, 20, 14)
        column.setSpacing(8)
        choosing = FlowBox()
        choosing.add(self.table_button)
        column.addWidget(choosing)
        column.addWidget(self.told)
        column.addWidget(panel, 1)
        column.addWidget(self.meaning)

    def show_measured(self, of: Measured) -> None:
        """Show these figures; the same table stays chosen."""
        self._tables = of.tables
        self.table_button.show_choices([(each.name, each.title) for each in of.tables])
        if self.table_button.choice() not in {each.name for each in of.tables}:
            self.table_button.blockSignals(True)
            self.table_button.choose(of.tables[0].name)
            self.table_button.blockSignals(False)
        self._show()

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def figure(self, line: int, column: int) -> Figure | None:
        """What a number opens."""
        found = self.table.sheet().lines[line].numbers[column]
        return self._figures.get(found.key)

    def _show(self) -> None:
        table = next((each for each in self._tables if each.name == self.table_button.choice()), None)
        if table is None:
            return
        self.told.setText(table.definition)
        self.table.setAccessibleName(table.title)
        self._figures = {}
        lines = tuple(self._line(table, at, row) for at, row in enumerate(table.rows))
        self.table.show_sheet(Sheet(tuple(each.title for each in table.columns), lines))

    def _tell_meaning(self, column: int) -> None:
        """What the numbers of the chosen column count."""
        table = next((each for each in self._tables if each.name == self.table_button.choice()), None)
        if table is None or not 0 <= column < len(table.columns):
            return
        chosen = table.columns[column]
        told = column_meanings(table.name, self._words)[chosen.key]
        caption = self._words.gettext("{title}: {choice}")
        self.meaning.setText(caption.format(title=chosen.title, choice=told))
        self.table.setAccessibleDescription(self.meaning.text())

    def _line(self, table: Table, at: int, row: Row) -> Line:
        numbers = []
        for column, cell in zip(table.columns, map(row.shown, row.cells), strict=True):
            text, part = number(cell, self._words), row.share(column, table.columns)
            share = "" if part is None else f"{number(part, self._words)}{_NO_BREAK}%"
            figure = Figure(table.name, row.ids, column.key)
            key = ""
            counts = bool(cell) if isinstance(cell, int) else cell is not None
            if counts and _can_be_opened(figure):
                key = f"{at}/{column.key}"
                self._figures[key] = figure
            numbers.append(Number(text, key, share))
        return Line(row.title, tuple(numbers), row.depth)


def _can_be_opened(figure: Figure) -> bool:
    try:
        return bool(keys_of(figure))
    except ValueError:
        return False
