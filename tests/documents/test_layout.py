"""What stands on one page together, wherever on the page a section happens to begin."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pathway_app.documents import pdf
from pathway_app.documents.frame import of_report
from pathway_app.documents.layout import lay_out
from pathway_app.documents.model import (
    Block,
    Column,
    Document,
    Dot,
    Heading,
    LineChart,
    Lines,
    Table,
    TypeSize,
    plain,
)
from pathway_app.documents.placed import LaidPage

from .records import edition

PLACES = range(28, 48)
"""so many lines above a section that its head comes to lie about the foot of a page of a form"""


def _table(rows: int, *, kept: frozenset[int] = frozenset(), together: bool = False) -> Table:
    told = tuple(((plain(f"row {number}"),), (plain("1"),)) for number in range(rows))
    return Table(
        (Column(plain("what"), 3), Column(plain("n"), 1)), told, grid=False, kept=kept, together=together
    )


def _pages(lines: int, *blocks: Block) -> list[list[str]]:
    """The texts of each page, below so many lines, in a size that is never laid out closer."""
    above = Lines(tuple(plain(f"line {number}") for number in range(lines)))
    document = replace(of_report("Layout", edition(), (above, *blocks)), type_size=TypeSize.FORM)
    return [_texts(page) for page in lay_out(document, pdf.font_widths())]


def _texts(page: LaidPage) -> list[str]:
    return [text for _x, _y, text, _bold, _size, _white in page.body.texts]


def _with(pages: list[list[str]], text: str) -> list[str]:
    [found] = [page for page in pages if text in page]
    return found


def test_a_heading_and_its_sentence_stay_with_the_table() -> None:
    on = set()
    for lines in PLACES:
        shown = _pages(lines, Heading("Section"), Lines((plain("What it tells."),)), _table(30))
        page = _with(shown, "Section")
        assert {"What it tells.", "what", "row 0"} <= set(page), lines
        on.add(shown.index(page))
        assert not any(each == ["Section (continued)"] for each in shown)
    assert on == {0, 1}, "the places are about the foot of the page"


def test_a_table_that_stays_together_does_so_below_its_sentence() -> None:
    for lines in PLACES:
        shown = _pages(lines, Heading("Section"), Lines((plain("What it tells."),)), _table(9, together=True))
        page = _with(shown, "Section")
        assert {"What it tells.", *(f"row {number}" for number in range(9))} <= set(page), lines


def test_what_stays_together_does_so_in_the_middle_of_a_section() -> None:
    on = set()
    for lines in PLACES:
        shown = _pages(lines - 8, Heading("Section"), _table(2), _table(9, together=True))
        page = _with(shown, "row 8")
        assert {f"row {number}" for number in range(9)} <= set(page), lines
        on.add(shown.index(page))
    assert on == {0, 1}


def test_a_long_text_may_be_parted_from_the_table_below() -> None:
    told = Lines(tuple(plain(f"sentence {number}") for number in range(40)))
    shown = _pages(20, Heading("Section"), told, _table(3))
    assert "sentence 0" in shown[0], "no page is left half empty for it"


def test_a_chart_keeps_what_is_said_of_it() -> None:
    values = tuple((float(number), Dot.PLAIN) for number in range(5))
    chart = LineChart(values, (), 0.0, 5.0, plain("days"), plain("below"), ())
    on = set()
    for lines in range(18, 46, 2):
        shown = _pages(lines, Heading("Section"), chart, Lines((plain("One."),)), Lines((plain("Two."),)))
        page = _with(shown, "Section")
        assert {"below", "One.", "Two."} <= set(page), lines
        on.add(shown.index(page))
    assert on == {0, 1}


@pytest.mark.parametrize("kept", [(4,), (4, 5), (7, 8, 9)])
def test_a_row_stays_with_those_below_it(kept: tuple[int, ...]) -> None:
    ends = set()
    for lines in PLACES:
        shown = _pages(lines - 8, Heading("Section"), _table(30, kept=frozenset(kept)))
        page = _with(shown, f"row {kept[0]}")
        assert {f"row {number}" for number in range(kept[0], kept[-1] + 2)} <= set(page), lines
        rows = [text for text in shown[0] if text.startswith("row ")]
        ends.add(rows[-1] if rows else "")
    assert f"row {kept[0] - 1}" in ends, "there it would have ended the page"
    assert not {f"row {number}" for number in kept} & ends


def test_rows_that_no_page_can_hold_together_are_parted() -> None:
    shown = _pages(0, Heading("Section"), _table(200, kept=frozenset(range(199))))
    told = [text for page in shown for text in page if text.startswith("row ")]
    assert told == [f"row {number}" for number in range(200)]
    assert all(len(page) > 3 for page in shown)


def test_what_is_higher_than_a_page_leaves_no_page_empty() -> None:
    document: Document = of_report(
        "Layout", edition(), (Heading("Section"), Lines((plain("Told."),)), _table(200, together=True))
    )
    shown = [_texts(page) for page in lay_out(document, pdf.font_widths())]
    assert {"Section", "Told.", "row 0"} <= set(shown[0])
