"""What stands beneath a name in the list of patients: who is like it, once that is known, and a draft of one's own."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, QTimer

from pathway_app.people import Patient
from pathway_app.ports import Queries
from ui.bridge import Bridge
from ui.drafts import draft_mark
from ui.patients.look_alikes import MOST, SIGN, short_sentence, to_flag
from ui.patients.model import PatientPage
from ui.widgets.grouped_table import GroupedTable
from ui.widgets.table_rows import TableRow

_AFTER_MS = 120


class RowMarks(QObject):
    """Looks for the look-alikes of those in view only, each once, after the list was still for a moment."""

    def __init__(self, bridge: Bridge, table: GroupedTable) -> None:
        super().__init__(table)
        self._bridge, self._table = bridge, table
        self._people: dict[str, Patient] = {}
        self._ended: set[str] = set()
        self._alike: dict[str, str] = {}
        """what is said of the look-alikes of each row's patient, as far as that was answered"""
        self._looked_up: set[str] = set()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_AFTER_MS)
        self._soon.timeout.connect(self._ask)
        table.verticalScrollBar().valueChanged.connect(lambda _at: self.look_soon())

    def look_soon(self) -> None:
        """Others may be in view."""
        self._soon.start()

    def look_again(self) -> None:
        """What was found may be so no more; it stays until it is answered anew."""
        self._looked_up.clear()
        self._bridge.forget(self, "alike")

    def know(self, page: PatientPage, *, further: bool = False) -> None:
        """Who the rows are; `further`: beside those before."""
        if not further:
            self._people.clear()
            self._ended.clear()
        self._people.update(page.people)
        self._ended |= page.ended

    def has_ended(self, course: str) -> bool:
        """Whether that row's course has ended."""
        return course in self._ended

    def marked(self, row: TableRow) -> TableRow:
        """The row with its marks."""
        said = self._alike.get(row.key, "")
        marks = [draft_mark(self._bridge.words)] if row.key in self._bridge.drafts.courses() else []
        if said:
            marks.append(f"{SIGN} {said}")
        name, *others = row.cells
        return replace(row, cells=(replace(name, sub=" · ".join(marks)), *others))

    def _ask(self) -> None:
        model, viewport = self._table.rows(), self._table.viewport()
        if not self._table.isVisible() or not model.rowCount():
            return
        first, last = self._table.rowAt(0), self._table.rowAt(viewport.height() - 1)
        last = last if last >= 0 else model.rowCount() - 1
        keys = [model.row_at(at).key for at in range(max(0, first), last + 1)]
        people = {
            key: self._people[key] for key in keys if key in self._people and key not in self._looked_up
        }
        words, ended = self._bridge.words, frozenset(self._ended)
        if not people:
            return

        def question(queries: Queries) -> dict[str, str]:
            said = {}
            for key, someone in people.items():
                alike = queries.look_alikes(someone.identity, exclude=someone.id, limit=MOST)
                likely = to_flag(alike, someone.identity, ended=key in ended)
                said[key] = short_sentence(likely, someone.identity, words)
            return said

        self._bridge.ask(self, question, self._show, topic="alike")

    def _show(self, said: dict[str, str]) -> None:
        self._alike.update(said)
        self._looked_up.update(said)
        model = self._table.rows()
        for key in said:
            at = model.row_of(key)
            if at >= 0 and (marked := self.marked(model.row_at(at))) != model.row_at(at):
                self._table.replace_row(marked)
