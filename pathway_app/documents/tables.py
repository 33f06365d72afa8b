"""Places tables: a row that does not fit goes to the next page whole, under the table's head again.

Only a row higher than half a page, or than a whole one, is divided, between two of its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import ceil
from typing import NamedTuple

from pathway_app.documents.breaking import Line
from pathway_app.documents.flow import Flow
from pathway_app.documents.model import TO_WRITE_IN, Cell, Column, ColumnKind, Table, Text, ToFill
from pathway_app.documents.placed import Box, Rule

PAD = 4.0
"""beside the text in a cell"""
GREY = 0.91
LEAST_LINE = 100.0
"""a shorter line to write on begins below its label"""


class _Row(NamedTuple):
    cells: tuple[tuple[Line, ...], ...]
    height: int
    """in lines: that of the highest cell"""


class PlacedTable:
    """One table whose lines are broken for the flow's width."""

    def __init__(self, table: Table, flow: Flow) -> None:
        self.table = table
        self.flow = flow
        self.leading = flow.density.cell.leading
        self.pads = 2 * flow.density.cell_pad
        whole = sum(column.share for column in table.columns)
        self.edges = [flow.left]
        for column in table.columns:
            self.edges.append(self.edges[-1] + flow.width * column.share / whole)
        widths = [right - left - 2 * PAD for left, right in pairwise(self.edges)]
        self.head: _Row | None = None
        if any(column.title for column in table.columns):
            self.head = self._row([(_bold(column),) for column in table.columns], widths)
        self.rows = [self._row(row, widths) for row in table.rows]
        self.top = 0.0

    def _row(self, cells: Sequence[Cell], widths: Sequence[float]) -> _Row:
        lines = tuple(
            tuple(line for text in cell if text for line in self._lines(text, width))
            for cell, width in zip(cells, widths, strict=True)
        )
        return _Row(lines, max(1, *map(len, lines)))

    def _lines(self, text: Text, width: float) -> Sequence[Line]:
        style = self.flow.density.cell
        lines = self.flow.broken(text, width, style)
        if not isinstance(text, ToFill):
            return lines
        *label, last = lines
        end = max((x + self.flow.widths[bold][told] * style.size for x, told, bold in last), default=0.0) + 3
        if width - end < LEAST_LINE:
            label, last, end = [*label, last], (), 0.0
        one = self.flow.widths[False]["_"] * style.size
        above: list[Line] = [()] * (ceil(TO_WRITE_IN / style.leading) - 1)
        return (*label, *above, (*last, (end, "_" * int((width - end) / one), False)))

    def _height(self, row: _Row) -> float:
        return max(row.height * self.leading + self.pads, self.table.row_height)

    def _head_height(self) -> float:
        return self.head.height * self.leading + self.pads if self.head is not None else 0.0

    def least(self) -> float:
        """What should stand below a heading on the same page: head and first row, where that is not much."""
        if self.table.together:
            return self._head_height() + sum(map(self._height, self.rows))
        first = min(self._height(self.rows[0]), 6 * self.leading) if self.rows else 0.0
        return self._head_height() + max(first, self._kept(0))

    def place(self) -> None:
        """On the flow's page and as many more as it needs."""
        flow = self.flow
        if flow.y < flow.section_top and self._begins_below():
            flow.continue_on_new_page()
        self._begin()
        for index, row in enumerate(self.rows):
            if index and self._kept(index) > flow.y - flow.floor and not self._stands_first:
                self._turn()
            rest: _Row | None = row
            while rest is not None:
                room = flow.y - flow.floor
                if self._height(rest) <= room:
                    self._draw(rest, self._height(rest))
                    rest = None
                else:
                    rest = self._divided(rest, room)
        self._end()
        flow.y -= flow.density.gap

    def _kept(self, index: int) -> float:
        """The height of a row with those that should stand on its page; nought where there are none."""
        if index not in self.table.kept:
            return 0.0
        last = index
        while last in self.table.kept and last + 1 < len(self.rows):
            last += 1
        height = sum(map(self._height, self.rows[index : last + 1]))
        return height if height <= self.flow.paper.height / 2 else 0.0

    def _begins_below(self) -> bool:
        """Whether the head would stand alone at the end of the page, or a part of what stays together."""
        half = self.flow.paper.height / 2
        first = self._height(self.rows[0]) if self.rows else 0.0
        if first > half:
            first = 6 * self.leading
        least = self._head_height() + max(first, self._kept(0))
        if self.table.together and self.least() <= half:
            least = self.least()
        return self.flow.y - least < self.flow.floor

    def _divided(self, row: _Row, room: float) -> _Row | None:
        """Turn the page, after what fits of a row that must be divided; what is left of it.

        Where head and identity leave no room at all, a line a page still gets on, and this ends.
        """
        fitting = int((room - self.pads) / self.leading)
        if (self._height(row) > self.flow.paper.height / 2 and fitting >= 4) or self._stands_first:
            fitting = max(1, min(fitting, row.height))
            self._draw(_part(row, 0, fitting), fitting * self.leading + self.pads)
            if fitting == row.height:
                return None
            row = _rest(row, fitting, self.table.row_heads)
        self._turn()
        return row

    def _turn(self) -> None:
        """Go on on a new page, under the table's head again."""
        self._end()
        self.flow.continue_on_new_page()
        self._begin()

    @property
    def _stands_first(self) -> bool:
        """Whether nothing but headings stands above on this page, so that turning it would gain no room."""
        flow = self.flow
        return self.top >= flow.section_top and flow.y >= self.top - self._head_height() - 0.1

    def _begin(self) -> None:
        self.top = self.flow.y
        if self.head is not None:
            height = self._head_height()
            self.flow.art.boxes.append(
                Box(self.flow.left, self.top - height, self.flow.width, height, fill=GREY)
            )
            self._draw(self.head, height, is_head=True)

    def _draw(self, row: _Row, height: float, *, is_head: bool = False) -> None:
        flow, pad, style = self.flow, self.flow.density.cell_pad, self.flow.density.cell
        art, top = flow.art, flow.y
        for column, lines, (edge, end) in zip(
            self.table.columns, row.cells, pairwise(self.edges), strict=True
        ):
            if column.kind is ColumnKind.TICK and not is_head:
                side = flow.density.tick
                art.boxes.append(Box(edge + PAD, top - pad - 1 - side, side, side, border=0.7))
            elif column.kind is ColumnKind.NUMBER:
                flow.write_to_the_right(art, lines, end - PAD, top - pad, style)
            else:
                flow.write(art, lines, edge + PAD, top - pad, style)
        flow.y = top - height
        art.rules.append(Rule(flow.left, flow.y, flow.right, flow.y, 0.45 if self.table.grid else 0.3))

    def _end(self) -> None:
        """The outline and the borders between the columns of what stands on this page."""
        if self.table.grid:
            art, bottom = self.flow.art, self.flow.y
            art.rules.append(Rule(self.flow.left, self.top, self.flow.right, self.top))
            art.rules += [Rule(x, self.top, x, bottom) for x in self.edges]


def _bold(column: Column) -> Text:
    return tuple(run._replace(bold=True) for run in column.title)


def _rest(row: _Row, start: int, heads: int) -> _Row:
    """What is left of a row from that line on, with its first cells whole as long as the others go on."""
    cells = tuple(lines if index < heads else lines[start:] for index, lines in enumerate(row.cells))
    if not any(cells[heads:]):
        return _part(row, start, row.height)
    return _Row(cells, max(1, *map(len, cells)))


def _part(row: _Row, start: int, end: int) -> _Row:
    cells = tuple(lines[start:end] for lines in row.cells)
    return _Row(cells, max(1, *map(len, cells)))
