"""Places charts: bars with patterns and their numbers, and values in a row with lines across. Black on white."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import ceil, floor, log10

from pathway_app.documents.flow import Flow
from pathway_app.documents.model import Bar, BarChart, Dot, LineChart, Pattern, Stroke, plain
from pathway_app.documents.placed import Art, Box, Polygon, Rule

TITLE_SHARE, BAR_SHARE = 0.31, 0.44
"""of the width; what is left is for the numbers behind the bar"""
BAR_HEIGHT = 9.0
SWATCH = 16.0
LINE_CHART_HEIGHT = 150.0
_AXIS, _LABELS = 34.0, 150.0
"""left and right of a line chart, for the scale and the names of the lines"""
_DOT = 2.1
_TICKS = 5
_HATCH = 3.0
"""between the strokes of a pattern, in points"""
_FILLS = {Pattern.SOLID: 0.2, Pattern.SHADED: 0.86}
_DASHES = {Stroke.SOLID: (0.0, 0.0), Stroke.DASHED: (5.0, 3.0), Stroke.DOTTED: (1.2, 2.2)}


class PlacedBars:
    """One chart of bars, which goes on on the next page between two bars."""

    def __init__(self, chart: BarChart, flow: Flow) -> None:
        self.chart = chart
        self.flow = flow
        self.style = flow.density.cell
        self.row = max(self.style.leading, BAR_HEIGHT) + 2.4
        self.bar_left = flow.left + flow.width * TITLE_SHARE
        self.bar_width = flow.width * BAR_SHARE
        self.told_left = self.bar_left + self.bar_width + 7

    def least(self) -> float:
        """Legend and first bars: what should stand below a heading on the same page."""
        return 4 * self.row

    def place(self) -> None:
        flow = self.flow
        flow.y -= 2
        self._begin(self.least() if self.chart.bars else self.row)
        for bar in self.chart.bars:
            height = self._height(bar)
            if flow.y - height - (self.row if bar.heads else 0) < flow.floor:
                flow.continue_on_new_page()
                self._legend()
            self._bar(bar, height)
        flow.y -= flow.density.gap

    def _begin(self, least: float) -> None:
        if self.flow.y < self.flow.section_top and self.flow.y - least < self.flow.floor:
            self.flow.continue_on_new_page()
        self._legend()

    def _legend(self) -> None:
        flow, x = self.flow, self.flow.left + 2
        if not self.chart.legend:
            return
        for pattern, told in self.chart.legend:
            [line] = flow.broken(told, 10_000, self.style)[:1]
            width = sum(flow.widths[bold][text] for _, text, bold in line) * self.style.size
            if x + SWATCH + width > flow.right and x > flow.left + 2:
                x = flow.left + 2
                flow.y -= self.row
            fill(flow.art, pattern, x, flow.y - self.style.leading + 1.5, SWATCH, self.style.size)
            flow.write(flow.art, [line], x + SWATCH + 4, flow.y, self.style)
            x += SWATCH + width + 16
        flow.y -= self.row + 1

    def _height(self, bar: Bar) -> float:
        lines = max(len(self._title(bar)), len(self._told(bar)), 1)
        return max(self.row, lines * self.style.leading + 1)

    def _title(self, bar: Bar) -> Sequence[tuple[tuple[float, str, bool], ...]]:
        width = self.flow.width if bar.heads else self.bar_left - self.flow.left - 8
        return self.flow.broken(bar.title, width - 4, self.style)

    def _told(self, bar: Bar) -> Sequence[tuple[tuple[float, str, bool], ...]]:
        return self.flow.broken(bar.told, self.flow.right - self.told_left, self.style) if bar.told else ()

    def _bar(self, bar: Bar, height: float) -> None:
        flow, top = self.flow, self.flow.y
        flow.write(flow.art, self._title(bar), flow.left + 2, top, self.style)
        if not bar.heads:
            flow.write(flow.art, self._told(bar), self.told_left, top, self.style)
            bottom = top - self.style.leading + (self.style.leading - BAR_HEIGHT) / 2
            flow.art.rules.append(
                Rule(self.bar_left, bottom - 0.7, self.bar_left, bottom + BAR_HEIGHT + 0.7, 0.6)
            )
            self._parts(bar, bottom)
        flow.y = top - height

    def _parts(self, bar: Bar, bottom: float) -> None:
        x = self.bar_left
        for part in bar.parts:
            width = self.bar_width * part.count / bar.whole
            fill(self.flow.art, part.pattern, x, bottom, width, BAR_HEIGHT)
            self._number(part.pattern, part.count, x, bottom, width)
            x += width

    def _number(self, pattern: Pattern, count: int, x: float, bottom: float, width: float) -> None:
        """How many, in the middle of its part; left out where it would not fit."""
        flow, size = self.flow, self.style.size - 0.5
        text = str(count)
        wide = flow.widths[True][text] * size
        if wide + 5 > width:
            return
        left = x + (width - wide) / 2
        white = pattern is Pattern.SOLID
        if not white and pattern is not Pattern.EMPTY:
            low, high = bottom + 0.9, bottom + BAR_HEIGHT - 0.9
            corners = (
                (left - 1.5, low),
                (left + wide + 1.5, low),
                (left + wide + 1.5, high),
                (left - 1.5, high),
            )
            flow.art.polygons.append(Polygon(corners, fill=1.0))
        baseline = bottom + (BAR_HEIGHT - size * 0.72) / 2
        flow.art.texts.append((left, baseline, text, True, size, white))


def fill(art: Art, pattern: Pattern, x: float, y: float, width: float, height: float) -> None:
    """A bordered rectangle in a pattern; x and y of its lower left corner."""
    art.boxes.append(Box(x, y, width, height, _FILLS.get(pattern, 1.0), 0.6))
    slope = {Pattern.DIAGONAL: (1,), Pattern.CROSSED: (1, -1)}.get(pattern, ())
    for each in slope:
        art.rules += list(_hatch(x, y, width, height, each))
    if pattern is Pattern.SHADED:  # a bad copier makes white of the grey, and leaves the strokes
        art.rules += [Rule(x, y + height * part, x + width, y + height * part, 0.5) for part in (0.33, 0.67)]
    if pattern is Pattern.UPRIGHT:
        count = int(width / (_HATCH * 0.7))
        art.rules += [
            Rule(x + i * _HATCH * 0.7, y, x + i * _HATCH * 0.7, y + height, 0.7) for i in range(1, count + 1)
        ]
    if pattern is Pattern.DOTTED:
        art.boxes += list(_dots(x, y, width, height))


def _hatch(x: float, y: float, width: float, height: float, slope: int) -> Iterator[Rule]:
    """Slanting strokes, cut at the rectangle's edges."""
    reach = _HATCH
    while reach < width + height:
        left, right = max(0.0, reach - height), min(reach, width)
        low, high = reach - right, reach - left
        if slope > 0:
            yield Rule(x + left, y + height - high, x + right, y + height - low, 0.45)
        else:
            yield Rule(x + left, y + high, x + right, y + low, 0.45)
        reach += _HATCH


def _dots(x: float, y: float, width: float, height: float) -> Iterator[Box]:
    side = 0.9
    for row in range(int(height / 2.6)):
        place = x + 1.3 + (row % 2) * 1.3
        while place + side < x + width:
            yield Box(place, y + 1.2 + row * 2.6, side, side, fill=0.0)
            place += 2.6


class PlacedLine:
    """One chart of values in a row, whole on one page."""

    def __init__(self, chart: LineChart, flow: Flow) -> None:
        self.chart = chart
        self.flow = flow
        self.style = flow.density.cell
        self.left, self.right = flow.left + _AXIS, flow.right - _LABELS
        steps = _scale(chart.lowest, chart.highest)
        self.ticks = steps
        self.low, self.high = steps[0], steps[-1]
        self.top = self.bottom = 0.0

    def least(self) -> float:
        return LINE_CHART_HEIGHT

    def place(self) -> None:
        flow = self.flow
        if flow.y < flow.section_top and flow.y - LINE_CHART_HEIGHT < flow.floor:
            flow.continue_on_new_page()
        top = flow.y
        self._legend(top)
        self.top = top - 2 * self.style.leading
        self.bottom = top - LINE_CHART_HEIGHT + 2 * self.style.leading
        self._axes()
        self._levels()
        self._row_of_values()
        flow.y = top - LINE_CHART_HEIGHT - flow.density.gap

    def _y(self, value: float) -> float:
        return self.bottom + (value - self.low) / (self.high - self.low) * (self.top - self.bottom)

    def _x(self, index: int) -> float:
        count = len(self.chart.values)
        return self.left + (self.right - self.left) * (index + 0.5) / count

    def _legend(self, top: float) -> None:
        flow, x = self.flow, self.left
        flow.write(
            flow.art, flow.broken(self.chart.unit, _AXIS, self.style)[:1], flow.left + 2, top, self.style
        )
        for dot, told in self.chart.legend:
            [line] = flow.broken(told, 10_000, self.style)[:1]
            _draw_dot(flow.art, dot, x + 3, top - self.style.leading / 2)
            flow.write(flow.art, [line], x + 10, top, self.style)
            x += 26 + sum(flow.widths[bold][text] for _, text, bold in line) * self.style.size

    def _axes(self) -> None:
        flow = self.flow
        for tick in self.ticks:
            y = self._y(tick)
            text = plain(f"{tick:g}".replace("-", "−"))
            [line] = flow.broken(text, _AXIS, self.style)[:1]
            width = flow.widths[False][text[0].text] * self.style.size
            flow.write(flow.art, [line], self.left - width - 4, y + self.style.leading / 2, self.style)
            flow.art.rules.append(Rule(self.left - 3, y, self.left, y, 0.5))
        nought = self._y(max(self.low, 0.0))
        flow.art.rules.append(Rule(self.left, self.bottom, self.left, self.top, 0.6))
        flow.art.rules.append(Rule(self.left, nought, self.right, nought, 0.3))
        count = len(self.chart.values)
        step = max(1, ceil(count / 12))
        for index in range(0, count, step):
            text = plain(str(index + self.chart.first))
            [line] = flow.broken(text, 40, self.style)[:1]
            width = flow.widths[False][text[0].text] * self.style.size
            flow.write(flow.art, [line], self._x(index) - width / 2, self.bottom - 2, self.style)
        below = flow.broken(self.chart.below, self.right - self.left, self.style)[:1]
        flow.write(flow.art, below, self.left, self.bottom - 2 - self.style.leading, self.style)

    def _levels(self) -> None:
        """The lines across; their names beside them, moved apart where they would meet."""
        flow, leading = self.flow, self.style.leading
        wanted = sorted(self.chart.levels, key=lambda level: level.value, reverse=True)
        above = self.top + 3 * leading
        for level in wanted:
            y = self._y(level.value)
            flow.art.rules += list(_stroke(self.left, self.right, y, level.stroke))
            place = min(y + leading / 2, above - leading)
            line = flow.broken(level.told, _LABELS - 10, self.style)[:1]
            flow.write(flow.art, line, self.right + 10, place, self.style)
            flow.art.rules.append(Rule(self.right, y, self.right + 8, place - leading / 2, 0.3))
            above = place

    def _row_of_values(self) -> None:
        art = self.flow.art
        places = [(self._x(index), self._y(value)) for index, (value, _) in enumerate(self.chart.values)]
        art.rules += [Rule(x1, y1, x2, y2, 0.5) for (x1, y1), (x2, y2) in pairwise(places)]
        for (x, y), (_, dot) in zip(places, self.chart.values, strict=True):
            _draw_dot(art, dot, x, y)


def _stroke(left: float, right: float, y: float, stroke: Stroke) -> Iterator[Rule]:
    dash, gap = _DASHES[stroke]
    if not dash:
        yield Rule(left, y, right, y, 0.8)
        return
    x = left
    while x < right:
        yield Rule(x, y, min(x + dash, right), y, 0.9)
        x += dash + gap


def _draw_dot(art: Art, dot: Dot, x: float, y: float) -> None:
    """A small black one; white and larger in a shift; a black diamond beyond the limits."""
    if dot is Dot.BEYOND:
        side = _DOT * 2
        art.polygons.append(Polygon(((x, y + side), (x + side, y), (x, y - side), (x - side, y)), fill=0.0))
        return
    radius = _DOT if dot is Dot.PLAIN else _DOT * 1.5
    corner = radius * 0.414
    around = ((radius, corner), (corner, radius), (-corner, radius), (-radius, corner))
    corners = tuple((x + dx, y + dy) for dx, dy in (*around, *((-dx, -dy) for dx, dy in around)))
    white = dot is Dot.SHIFTED
    art.polygons.append(Polygon(corners, fill=1.0 if white else 0.0, border=0.9 if white else 0.0))


def _scale(lowest: float, highest: float) -> list[float]:
    """Round numbers from below the lowest to above the highest."""
    span = (highest - lowest) or 1.0
    rough = span / _TICKS
    unit = 10.0 ** floor(log10(rough))
    step = next(unit * each for each in (1, 2, 5, 10) if unit * each >= rough)
    first, last = floor(lowest / step), ceil(highest / step)
    if last == first:
        last += 1
    return [round(number * step, 10) for number in range(first, last + 1)]
