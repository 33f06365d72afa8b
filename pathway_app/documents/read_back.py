"""Room in which whoever hands over and whoever takes over sign that it was read back."""

from __future__ import annotations

from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.model import Cell, Column, Table, plain
from pathway_app.i18n import Words

TO_SIGN_IN = 23.0
"""the least height, in points, of a row whose cells hold a label and room to write below it"""


def read_back(words: Words) -> Table:
    """One line: who gives and who receives, each with time and initials, and a box for having read it back."""
    _ = words.gettext
    time, initials, said_again = _("Time"), _("Initials"), _("read back")
    labels = (_("Given by"), time, initials, _("Received by"), time, initials)
    columns = (*(Column((), share) for share in (31, 11, 12, 31, 11, 12)), Column((), 16))
    row: tuple[Cell, ...] = tuple((plain(f"{label}:"),) for label in labels)
    return Table(columns, ((*row, (plain(f"☐{NO_BREAK}{said_again}"),)),), row_height=TO_SIGN_IN)
