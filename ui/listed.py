"""What the lists of several screens do alike when the record answers anew."""

from __future__ import annotations

from collections.abc import Sequence

from ui.widgets.grouped_table import GroupedTable
from ui.widgets.table_rows import TableRow


def show_listed(table: GroupedTable, rows: Sequence[TableRow], *, more: bool) -> None:
    """Change in place what differs; only another order or other rows make the list anew.

    The chosen row stays chosen by its key. Where it is gone, the one that followed it is chosen, else the one
    before; in a list that had none, the first.
    """
    model = table.rows()
    shown = [model.row_at(at) for at in range(model.rowCount())]
    if [row.key for row in shown] == [row.key for row in rows]:
        for old, new in zip(shown, rows, strict=True):
            if old != new:
                table.replace_row(new)
        table.append_rows((), more=more)
    else:
        near = _by_nearness([row.key for row in shown if not row.is_heading], table.chosen())
        table.show_rows(rows, more=more)
        if not table.chosen():
            any(table.choose(key) for key in near)
    if not table.chosen():
        table.choose_first()


def append_fresh(table: GroupedTable, rows: Sequence[TableRow], *, more: bool) -> None:
    """Add the next page, without what moved down the list meanwhile and stands in it already."""
    model = table.rows()
    shown = {model.row_at(at).key for at in range(model.rowCount())}
    table.append_rows([row for row in rows if row.key not in shown], more=more)


def _by_nearness(keys: list[str], chosen: str) -> list[str]:
    """The keys after the chosen one, then those before it, the nearest first."""
    if chosen not in keys:
        return []
    at = keys.index(chosen)
    return [*keys[at + 1 :], *reversed(keys[:at])]
