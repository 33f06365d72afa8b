"""Charts on paper: inside their room, labels apart, patterns that differ without colour."""

from __future__ import annotations

from itertools import pairwise

import pytest

from pathway_app.documents import pdf
from pathway_app.documents.chart_drawing import fill
from pathway_app.documents.layout import lay_out
from pathway_app.documents.model import (
    Bar,
    BarChart,
    BarPart,
    Block,
    Document,
    Dot,
    Heading,
    LevelLine,
    LineChart,
    Pattern,
    Stroke,
    plain,
)
from pathway_app.documents.placed import Art, LaidPage

from .reading import missing, pages
from .records import edition


def _document(*blocks: Block) -> Document:
    from pathway_app.documents.frame import of_report

    return of_report("Charts", edition(), blocks)


def _laid(*blocks: Block) -> tuple[LaidPage, ...]:
    return lay_out(_document(*blocks), pdf.font_widths())


def _bars(count: int, parts: tuple[BarPart, ...], whole: int) -> BarChart:
    bars = tuple(
        Bar(plain(f"Step {number}"), plain(f"told {number}"), parts, whole) for number in range(count)
    )
    return BarChart(bars, tuple((pattern, plain(pattern.value)) for pattern in Pattern))


def _line(values: list[float], *levels: float) -> LineChart:
    return LineChart(
        tuple((value, Dot.PLAIN) for value in values),
        tuple(LevelLine(level, Stroke.DASHED, plain(f"level {level}")) for level in levels),
        min([0.0, *values]),
        max([0.0, *values]),
        plain("days"),
        plain("below"),
        ((Dot.SHIFTED, plain("in a shift")),),
    )


@pytest.mark.parametrize("pattern", Pattern)
def test_a_pattern_stays_within_its_rectangle(pattern: Pattern) -> None:
    for width in (0.0, 0.4, 3.0, 7.3, 250.0):
        art = Art()
        fill(art, pattern, 100, 50, width, 9)
        for box in art.boxes:
            assert 99.9 <= box.x <= box.x + box.width <= 100 + width + 0.1
            assert 49.9 <= box.y <= box.y + box.height <= 59.1
        for rule in art.rules:
            assert 99.9 <= min(rule.x1, rule.x2) <= max(rule.x1, rule.x2) <= 100 + width + 0.1
            assert 49.9 <= min(rule.y1, rule.y2) <= max(rule.y1, rule.y2) <= 59.1


def test_no_two_patterns_are_drawn_alike() -> None:
    """Not even by a copier that makes black or white of every grey."""
    drawn = set()
    for pattern in Pattern:
        art = Art()
        fill(art, pattern, 0, 0, 40, 9)
        boxes = tuple(
            box._replace(fill=0.0 if box.fill is not None and box.fill < 0.5 else 1.0) for box in art.boxes
        )
        drawn.add((boxes, tuple(art.rules)))
    assert len(drawn) == len(Pattern)


def test_bars_fill_their_width_and_tell_their_numbers() -> None:
    chart = _bars(
        1, (BarPart(Pattern.SOLID, 30), BarPart(Pattern.DIAGONAL, 9), BarPart(Pattern.EMPTY, 1)), 40
    )
    [page] = _laid(chart)
    solid = next(box for box in page.body.boxes if box.fill == 0.2 and box.width > 20)
    parts = [box for box in page.body.boxes if box.y == solid.y]
    first, second, third = sorted(parts)[:3]
    assert (first.x + first.width, second.x + second.width) == pytest.approx((second.x, third.x))
    assert (second.width / first.width, third.width / first.width) == pytest.approx((9 / 30, 1 / 30))
    told = [text for _, _, text, bold, _, _ in page.body.texts if bold and text.isdigit()]
    assert told == ["30", "9"] or told == ["30", "9", "1"]
    assert [white for _, _, text, _, _, white in page.body.texts if text == "30"] == [True]


def test_many_bars_go_on_under_heading_and_legend() -> None:
    document = _document(Heading("Completion"), _bars(90, (BarPart(Pattern.DOTTED, 2),), 2))
    drawn = pdf.render([document])
    shown = pages(drawn)
    assert len(shown) > 2
    assert missing(document, drawn) == []
    for page in shown:
        assert "Completion" in page
        assert all(pattern.value in page for pattern in Pattern)
    assert "".join(shown).count("told ") == 90


@pytest.mark.parametrize("values", [[0.0], [5.0] * 3, [-3.0, -1.0], [0.001, 0.002], [1.0, 90_000.0]])
def test_any_values_find_their_place(values: list[float]) -> None:
    document = _document(Heading("Times"), _line(values, min(values), max(values)))
    [page] = lay_out(document, pdf.font_widths())
    assert missing(document, pdf.render([document])) == []
    heights = [y for polygon in page.body.polygons for _, y in polygon.points]  # the first is the legend's
    ticks = [rule.y1 for rule in page.body.rules if rule.x2 - rule.x1 == pytest.approx(3)]
    assert len(ticks) > 1
    assert min(ticks) - 4 <= min(heights[8:]) <= max(heights[8:]) <= max(ticks) + 4


def test_the_names_of_near_levels_stand_apart() -> None:
    [page] = _laid(_line([3.0, 30.0], 5.0, 5.1, 5.2, 29.0))
    places = sorted(y for _, y, text, *_ in page.body.texts if text.startswith("level"))
    assert len(places) == 4
    assert all(upper - lower >= 8.3 for lower, upper in pairwise(places))
