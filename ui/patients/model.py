"""What the list of patients shows, worked out beside the window."""

from __future__ import annotations

from dataclasses import dataclass

from pathway_app import wording
from pathway_app.i18n import Words
from pathway_app.ports import Queries
from pathway_app.queries import PatientRow
from ui.search import phase_title
from ui.widgets.table_rows import Cell, TableRow

PAGE = 200
MOST_FOUND = 200
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class PatientPage:
    """Rows, where the next ones begin (None: there are no more), and how many patients there are in all.

    `text` is what was looked for; `certain` says that it finds one patient only, or is the first one's record number.
    """

    rows: tuple[TableRow, ...]
    next: str | None
    total: int
    text: str = ""
    certain: bool = False


def page(
    queries: Queries, words: Words, *, text: str = "", after: str | None = None, least: int = PAGE
) -> PatientPage:
    """Patients by name from `after` on, at least `least` where there are as many; with `text` those it finds."""
    total = queries.patient_count()
    if text:
        found = queries.search(text, limit=MOST_FOUND)
        certain = len(found) == 1 or (bool(found) and found[0].patient.identity.mrn == text)
        return PatientPage(tuple(_row(queries, row, words) for row in found), None, total, text, certain)
    rows: list[TableRow] = []
    while True:
        part = queries.patients(after=after, limit=PAGE)
        rows.extend(_row(queries, row, words) for row in part.rows)
        after = part.next
        if after is None or len(rows) >= least:
            return PatientPage(tuple(rows), after, total)


def _row(queries: Queries, row: PatientRow, words: Words) -> TableRow:
    identity = row.patient.identity
    definition = queries.definition(row.pathway, row.version)
    return TableRow(
        row.course_id,
        (
            Cell(identity.display_name, strong=True),
            Cell(words.day(identity.birth_date)),
            Cell(wording.sex_letter(identity.sex, words)),
            Cell(identity.mrn),
            Cell(identity.bed or NOTHING, muted=not identity.bed),
            Cell(identity.surgeon or NOTHING, muted=not identity.surgeon),
            Cell(phase_title(queries, row, words), sub=definition.short_title[words.language]),
        ),
    )
