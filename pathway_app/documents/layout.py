"""Lays a document out on A4 pages: what stands where. Pure.

Whatever goes on on a next page has its heading and table head repeated. A document that needs one page more in
the usual density is laid out closer, if that saves the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from pathway_app.documents.breaking import Widths
from pathway_app.documents.chart_drawing import PlacedBars, PlacedLine
from pathway_app.documents.flow import Density, Flow
from pathway_app.documents.model import (
    BarChart,
    Block,
    Document,
    Heading,
    LineChart,
    Lines,
    TypeSize,
    WritingRoom,
)
from pathway_app.documents.placed import LaidPage, Rule, Style
from pathway_app.documents.tables import PlacedTable

_SECTION = Style(9, 12)
USUAL = Density(_SECTION, body=Style(8, 10.8), cell=Style(7.5, 9.3), cell_pad=2.0, gap=5.0)
CLOSE = Density(_SECTION, body=Style(7.4, 9.4), cell=Style(7.0, 8.4), cell_pad=1.0, gap=2.8)
LARGE = Density(Style(15, 20), body=Style(13, 18.5), cell=Style(12.5, 17), cell_pad=4.0, gap=10.0, tick=12.0)
FORM = Density(_SECTION, body=Style(8, 10.8), cell=Style(7.8, 9.4), cell_pad=2.0, gap=3.0, tick=9.0)
WORTH_CLOSING = 0.45
"""how full the last page may be for the close density to have a chance of saving it"""
MOST_KEPT = 12
"""lines that stay with the table or chart that they explain: longer texts may be parted from it"""
RULE_DISTANCE = 20.0
"""between the lines to write on"""

_FIXED = {TypeSize.LARGE: LARGE, TypeSize.FORM: FORM}
"""the sizes that are not laid out closer to save a page"""

_Placed = PlacedTable | PlacedBars | PlacedLine
_Ready = Heading | Lines | WritingRoom | _Placed


def lay_out(document: Document, widths: Widths) -> tuple[LaidPage, ...]:
    """The document's pages."""
    fixed = _FIXED.get(document.type_size)
    if fixed is not None:
        return _laid(document, widths, fixed).pages()
    flow = _laid(document, widths, USUAL)
    if flow.page_count > 1 and flow.filled < WORTH_CLOSING:
        closer = _laid(document, widths, CLOSE)
        if closer.page_count < flow.page_count:
            flow = closer
    return flow.pages()


def _laid(document: Document, widths: Widths, density: Density) -> Flow:
    flow = Flow(document, widths, density)
    blocks = [_ready(block, flow) for block in document.blocks]
    for index, block in enumerate(blocks):
        match block:
            case Heading():
                flow.begin_section(block, _least(blocks[index + 1 :], flow))
            case Lines():
                _lines(block, flow)
            case WritingRoom():
                _writing_room(block, flow)
            case _:
                block.place()
    return flow


def _ready(block: Block, flow: Flow) -> _Ready:
    match block:
        case Heading() | Lines() | WritingRoom():
            return block
        case BarChart():
            return PlacedBars(block, flow)
        case LineChart():
            return PlacedLine(block, flow)
        case _:
            return PlacedTable(block, flow)


def _least(following: Sequence[_Ready], flow: Flow) -> float:
    """The height that should stand below a heading on the same page.

    A few sentences stay with what they explain: with the table or chart below them, or the chart above them.
    """
    match following:
        case [Lines() as lines, (PlacedTable() | PlacedBars() | PlacedLine()) as explained, *_]:
            height = _height(lines, flow)
            if height <= MOST_KEPT * flow.density.body.leading:
                return height + explained.least()
        case [PlacedLine() as chart, *rest]:
            told = takewhile(lambda each: isinstance(each, Lines), rest)
            height = sum(_height(each, flow) for each in told if isinstance(each, Lines))
            kept = height if height <= MOST_KEPT * flow.density.body.leading else 0.0
            return chart.least() + flow.density.gap + kept
        case [(PlacedTable() | PlacedBars()) as block, *_]:
            return block.least()
        case [WritingRoom() as room, *_]:
            return room.least
    return 2 * flow.density.body.leading


def _height(of: Lines, flow: Flow) -> float:
    style = flow.density.body
    lines = sum(len(flow.broken(text, flow.width - 4, style)) for text in of.paragraphs)
    return lines * style.leading + flow.density.gap - 2


def _lines(block: Lines, flow: Flow) -> None:
    style = flow.density.body
    for text in block.paragraphs:
        for line in flow.broken(text, flow.width - 4, style):
            if flow.y - style.leading < flow.floor:
                flow.continue_on_new_page()
            flow.y = flow.write(flow.art, [line], flow.left + 2, flow.y, style)
    flow.y -= flow.density.gap - 2


def _writing_room(room: WritingRoom, flow: Flow) -> None:
    if flow.y - room.least < flow.floor:
        flow.continue_on_new_page()
    y = flow.y - RULE_DISTANCE
    while y >= flow.floor + 2:
        flow.art.rules.append(Rule(flow.left, y, flow.right, y, 0.25))
        y -= RULE_DISTANCE
