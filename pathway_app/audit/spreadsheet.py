"""The tables as a workbook (XLSX): numbers are numbers, texts are texts and never formulas. Needs openpyxl."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.writer.excel import ExcelWriter

from pathway_app.audit.csv_files import BEGINS_A_FORMULA, DEFINITIONS, contents
from pathway_app.audit.measures import Audit
from pathway_app.audit.tables import Cell
from pathway_app.i18n import Words

Rows = Sequence[Sequence[Cell]]
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""what no XLSX can hold"""
_LONGEST = 32_767
"""characters of a cell"""
_WIDEST, _NARROWEST = 70, 9
_DAYS = "0.0##"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""the oldest time a ZIP file can tell"""


def workbook(audit: Audit, words: Words) -> bytes:
    """A sheet of definitions, then one a table, with the same rows as the CSV files. The same audit gives the same
    bytes: the file's time is that of the audit."""
    book = Workbook(write_only=True)
    sheets = dict(contents(audit, words))
    for name in (DEFINITIONS, *(each for each in sheets if each != DEFINITIONS)):
        _fill(book, name, sheets[name])
    moment = audit.now.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties.creator = "Zorgpad"
    book.properties.title = audit.definitions[0].title[words.language]
    book.properties.created = book.properties.modified = moment
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        # Workbook.save would write the hour of writing.
        ExcelWriter(book, archive).write_data()
    return _without_times(file)


def _fill(book: Workbook, name: str, rows: Rows) -> None:
    sheet = book.create_sheet(name)
    sheet.freeze_panes = "A2"
    for index, width in enumerate(_widths(rows), 1):
        sheet.column_dimensions[get_column_letter(index)].width = width
    head, *rest = rows
    sheet.append([_cell(sheet, each, bold=True) for each in head])
    for row in rest:
        sheet.append([_cell(sheet, each) for each in row])


def _widths(rows: Rows) -> list[int]:
    longest = [max(len(str(cell or "")) for cell in column) for column in zip(*rows, strict=True)]
    return [min(max(each + 2, _NARROWEST), _WIDEST) for each in longest]


def _cell(sheet: Any, value: Cell, *, bold: bool = False) -> Any:
    if isinstance(value, str) and value:
        text = _FORBIDDEN.sub("", value)[:_LONGEST]
        cell = WriteOnlyCell(sheet, text)
        cell.data_type = "s"  # also where it begins like a formula or an error
        cell.quotePrefix = text.lstrip(" ").startswith(BEGINS_A_FORMULA)
        if len(text) > _WIDEST:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    else:
        cell = WriteOnlyCell(sheet, None if value == "" else value)
        if isinstance(value, float):
            cell.number_format = _DAYS
    if bold:
        cell.font = Font(bold=True)
    return cell


def _without_times(file: BytesIO) -> bytes:
    """The same archive, in which no part tells when it was written."""
    told = BytesIO()
    with ZipFile(file) as archive, ZipFile(told, "w", ZIP_DEFLATED) as copy:
        for part in archive.infolist():
            info = ZipInfo(part.filename, _EPOCH)
            info.compress_type = ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            copy.writestr(info, archive.read(part))
    return told.getvalue()
