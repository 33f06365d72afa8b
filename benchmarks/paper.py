"""Handover sheets: at most 1.8 times a bare reportlab canvas that draws the same at places known beforehand."""

from __future__ import annotations

import pickle
import statistics
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from benchmarks.bare_canvas import BareSheet, draw
from benchmarks.paired import Row, paired
from pathway_app.documents import pdf
from pathway_app.documents.handover import handover
from pathway_app.documents.layout import lay_out
from pathway_app.documents.model import Document
from pathway_app.documents.placed import LaidPage
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Copy, Destination, Issue, Pack, Sheet
from tests.documents import records

BUDGET = 1.8
ROUNDS = 7
AGAINST = "bare canvas drawing the same"


def measure() -> list[Row]:
    courses = [_course(number) for number in range(300)]
    sheets = [_bare(course) for course in courses]
    return [
        _first(courses[0], sheets[0]),
        *(
            paired(
                f"{count} handover sheets in one file, a sheet",
                lambda n=count: pdf.render(map(_document, courses[:n])),  # type: ignore[misc]
                lambda n=count: draw(sheets[:n]),  # type: ignore[misc]
                budget=BUDGET,
                against=AGAINST,
                rounds=ROUNDS,
                repeat=count,
            )
            for count in (30, 300)
        ),
    ]


def _course(number: int) -> CourseRecord:
    """Invented people on the same ward: some in bed, some waiting for their diagnosis."""
    identity = replace(
        records.ANNELIES, mrn=f"9{number:06}", family_name=f"Voorbeeld {number}", bed=f"31{number}"
    )
    entries = (records.mid_pathway, records.in_bed, records.before_surgery)[number % 3]()
    return records.record(entries, identity=identity)


def _document(course: CourseRecord) -> Document:
    return handover(course, records.edition(), _previous(course))


def _previous(course: CourseRecord) -> Issue:
    """The sheet of the shift before the last three entries, so that there is something to tell as changed."""
    entries = course.course.entries
    copy = Copy(Sheet.HANDOVER, course.course.id, 1, len(entries) - 3)
    at = entries[-4].recorded_at
    return Issue(records.HEAD, at, "an", Pack.WARD, "en", Destination.PRINTER, (copy,))


def _bare(course: CourseRecord) -> BareSheet:
    """What our sheet holds, in plain tuples, so that the floor draws the very same."""
    document = _document(course)
    pages = lay_out(document, pdf.font_widths())
    return BareSheet(
        code=document.code,
        head=([tuple(each) for each in pages[0].head.texts], [tuple(each) for each in pages[0].head.rules]),
        pages=[
            (
                [tuple(each) for art in (page.frame, page.body) for each in art.texts],
                [tuple(each) for art in (page.frame, page.body) for each in art.rules],
                [tuple(each) for art in (page.frame, page.body) for each in art.boxes],
                tuple(page.code or ()),
            )
            for page in pages
        ],
    )


def _place_of_code(page: LaidPage) -> tuple[float, ...]:
    assert page.code is not None, "a handover sheet has one on each page"
    return tuple(page.code)


_OURS = """
import pickle, sys, time
record, previous, site, now, head = pickle.load(open(sys.argv[1], "rb"))
begin = time.perf_counter()
from pathway_app.documents import pdf
from pathway_app.documents.edition import Edition
from pathway_app.documents.handover import handover
from pathway_app.i18n import Words
pdf.render([handover(record, Edition(Words("en"), site, now, now, "M. Peeters", head), previous)])
print(time.perf_counter() - begin)
"""
_FLOOR = """
import pickle, sys, time
parts = pickle.load(open(sys.argv[1], "rb"))
begin = time.perf_counter()
from benchmarks.bare_canvas import BareSheet, draw
draw([BareSheet(**parts)])
print(time.perf_counter() - begin)
"""


def _first(course: CourseRecord, sheet: BareSheet) -> Row:
    """The first sheet of a fresh process, with the imports and fonts that only paper needs."""
    with tempfile.TemporaryDirectory() as folder:
        ours, floor = Path(folder, "ours"), Path(folder, "floor")
        ours.write_bytes(pickle.dumps((course, _previous(course), records.SITE, records.NOW, records.HEAD)))
        floor.write_bytes(pickle.dumps(vars(sheet)))
        _fresh(_OURS, ours), _fresh(_FLOOR, floor)
        pairs = [(_fresh(_OURS, ours), _fresh(_FLOOR, floor)) for _ in range(ROUNDS)]
    median = statistics.median(a for a, _ in pairs) * 1000
    ratio = statistics.median(a / b for a, b in pairs)
    return Row("first handover sheet, imports included", median, median / ratio, "ms", BUDGET, AGAINST)


def _fresh(program: str, given: Path) -> float:
    done = subprocess.run(
        [sys.executable, "-c", program, str(given)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
    )
    return float(done.stdout)
