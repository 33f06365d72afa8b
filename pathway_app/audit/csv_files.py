"""The tables as CSV files, safe to open in a spreadsheet, with a file of definitions beside them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from pathway_app.audit.meanings import column_meanings
from pathway_app.audit.measures import Audit
from pathway_app.audit.tables import Cell, tables
from pathway_app.audit.text import heading
from pathway_app.i18n import Words

DEFINITIONS = "definitions"
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def csv_files(audit: Audit, words: Words) -> Iterator[tuple[str, bytes]]:
    """(name, content): UTF-8 with its mark, commas, a head line of stable names; what is unknown is empty."""
    for name, rows in contents(audit, words):
        yield f"{name}.csv", written(rows)


def contents(audit: Audit, words: Words) -> Iterator[tuple[str, list[tuple[Cell, ...]]]]:
    """(name, head line and rows) of each table, and of the definitions at the end."""
    shown = tables(audit, words)
    told: list[tuple[Cell, ...]] = [("audit", "", " · ".join(heading(audit, words)))]
    for table in shown:
        told.append((table.name, "", f"{table.title}. {table.definition}"))
        meanings, caption = column_meanings(table.name, words), words.gettext("{title}: {choice}")
        told += [
            (table.name, each.key, caption.format(title=each.title, choice=meanings[each.key]))
            for each in table.columns
        ]
        keys = (*table.id_columns, "title", *(column.key for column in table.columns))
        yield table.name, [keys, *((*row.ids, row.title, *row.cells) for row in table.rows)]
    yield DEFINITIONS, [("table", "column", "definition"), *told]


def written(rows: Iterable[Iterable[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def safe(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula gets an apostrophe in front; a number stays one."""
    if isinstance(cell, str) and cell.lstrip(" ").startswith(BEGINS_A_FORMULA):
        return f"'{cell}"
    return cell
