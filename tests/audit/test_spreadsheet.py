"""The workbook read back by another way of openpyxl: types, no formulas, and the numbers of the CSV files."""

from __future__ import annotations

import csv
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from pathway_app.audit.cohort import Cohort
from pathway_app.audit.csv_files import csv_files
from pathway_app.audit.measures import Audit
from pathway_app.audit.spreadsheet import workbook
from pathway_app.definitions.loader import load_definition
from pathway_app.i18n import LANGUAGES, Words
from tests.audit.courses import random_courses
from tests.audit.records import ALWAYS, content_of, measured
from tests.cli.zorgpad import ROOT

PATHWAY = ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml"
HOSTILE = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x","y")',
    "#N/A",
    "TRUE",
    "007",
    "1e5",
    "2026-11-22",
)


@pytest.fixture(scope="module")
def audit() -> Audit:
    return measured(random_courses(30, "workbook"), load_definition(PATHWAY))


def _read(content: bytes) -> Any:
    return load_workbook(BytesIO(content))


def _number(told: object) -> object:
    """5.0 is written as 5 in the one file and as 5.0 in the other."""
    try:
        return float(str(told))
    except ValueError:
        return "" if told is None else told


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_holds_what_the_csv_files_hold(audit: Audit, language: str) -> None:
    words = Words(language)
    book = _read(workbook(audit, words))
    files = {name.removesuffix(".csv"): content for name, content in csv_files(audit, words)}
    assert book.sheetnames[0] == "definitions"
    assert set(book.sheetnames) == set(files)
    for name, content in files.items():
        sheet = book[name]
        rows = list(csv.reader(content.decode("utf-8-sig").splitlines(keepends=True)))
        told = [[_number(cell.value) for cell in row] for row in sheet.iter_rows()]
        assert told == [[_number(each.removeprefix("'")) for each in row] for row in rows]
        assert sheet.freeze_panes == "A2"
        assert all(cell.font.bold for cell in sheet[1])
        assert all(sheet.column_dimensions[cell.column_letter].width >= 9 for cell in sheet[1])


def test_numbers_are_numbers_and_texts_are_texts(audit: Audit) -> None:
    book = _read(workbook(audit, Words("en")))
    found = set()
    for row in book["completion"].iter_rows(min_row=2):
        assert all(isinstance(cell.value, int) for cell in row[4:])
        assert all(cell.value is None or cell.data_type == "s" for cell in row[:4])
    for row in book["intervals"].iter_rows(min_row=2):
        assert all(isinstance(cell.value, int) for cell in row[3:5])
        found |= {type(cell.value) for cell in row[5:]}
        assert all(cell.number_format == "0.0##" for cell in row[5:] if isinstance(cell.value, float))
    assert float in found
    of = next(iter(audit.intervals.values()))
    assert book["intervals"]["F2"].value == of.median_days


@pytest.mark.parametrize("typed", HOSTILE)
def test_no_text_is_a_formula(typed: str, tmp_path: Path) -> None:
    """Neither in the cell nor when somebody edits it again, whatever the pathway calls its steps."""
    text = PATHWAY.read_text("utf-8")
    titled = text.replace("{nl: Klachten, en: Complaints,", f"{{nl: Klachten, en: '{typed}',")
    assert titled != text
    path = tmp_path / "hostile.yaml"
    path.write_text(titled, "utf-8")
    book = _read(workbook(measured(random_courses(3, "h"), load_definition(path)), Words("en")))
    found = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == typed]
    assert found
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    assert all(cell.data_type == "s" for cell in found)
    assert all(cell.quotePrefix == (typed[0] in "=+-@") for cell in found)


def test_what_no_workbook_can_hold_is_left_out() -> None:
    definition = load_definition(PATHWAY)
    cohort = Cohort(period=ALWAYS, pathway=definition.id, surgeon="a\x00\x0bb\ud800\ufffe" + "c" * 40_000)
    audit = content_of([], definition, cohort).audit
    told = _read(workbook(audit, Words("en")))["definitions"]["C2"].value
    assert "Only the surgeon abccc" in told
    assert len(told) == 32_767


def test_the_same_audit_gives_the_same_file(audit: Audit) -> None:
    content = workbook(audit, Words("nl"))
    assert content == workbook(audit, Words("nl"))
    parts = zipfile.ZipFile(BytesIO(content)).infolist()
    assert {part.date_time for part in parts} == {(1980, 1, 1, 0, 0, 0)}
    properties = _read(content).properties
    assert properties.modified == properties.created == audit.now.replace(tzinfo=None)
    assert (properties.creator, properties.lastModifiedBy) == ("Zorgpad", None)
