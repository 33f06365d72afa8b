"""Room in which whoever hands over and whoever takes over sign that it was read back."""

from __future__ import annotations

from pathway_app.documents.model import Cell, Column, Table, plain
from pathway_app.i18n import Words

_ROW_HEIGHT = 22.0
_EMPTY: Cell = ()


def read_back(words: Words) -> Table:
    """A line to give and a line to receive: name, time, initials."""
    _ = words.gettext
    columns = (
        Column(plain(_("Read back")), 22),
        Column(plain(_("Name")), 60),
        Column(plain(_("Time")), 22),
        Column(plain(_("Initials")), 22),
    )
    lines = (_("Given by"), _("Received by"))
    rows = tuple(((plain(line, bold=True),), _EMPTY, _EMPTY, _EMPTY) for line in lines)
    return Table(columns, rows, row_height=_ROW_HEIGHT)
