"""Pages one after another, each with head, identity and foot, and where on the last one there is room left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pathway_app.documents.breaking import Line, Widths, break_lines
from pathway_app.documents.model import Document, Heading, Run
from pathway_app.documents.placed import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Art,
    Box,
    Code,
    LaidPage,
    Rule,
    Style,
)

MARGIN = 34.0
LEFT, RIGHT = MARGIN, PAGE_WIDTH - MARGIN
WIDTH = RIGHT - LEFT
TOP, BOTTOM = PAGE_HEIGHT - 25.0, 22.0

TITLE = Style(14, 17)
NAME = Style(15, 18)
SHORT_NAME = Style(9, 12)
SECTION = Style(9, 12)
FRAME = Style(8, 10.8)
SMALL = Style(6.8, 9)

CODE_SIZE, SHORT_CODE_SIZE = 46.0, 38.0
QUIET = 7.0
"""the white that a code needs around it to be read"""


class Density(NamedTuple):
    """How close the text of the blocks stands; `cell_pad` above and below it in a cell, `gap` after a block."""

    body: Style
    cell: Style
    cell_pad: float
    gap: float


class Flow:
    """Fills pages downwards. `y` is where the next block begins, `floor` where the foot begins."""

    def __init__(self, document: Document, widths: Widths, density: Density) -> None:
        self.document = document
        self.widths = widths
        self.density = density
        self.art = Art()
        self.y = self.section_top = self._top = 0.0
        self.heading: Heading | None = None
        self._head = Art()
        self._head_bottom = self._draw_head()
        self._foot_lines = self.broken(document.foot.identity, WIDTH * 0.7, SMALL)
        self._foot_lines += self.broken([Run(document.foot.notice)], WIDTH * 0.7, SMALL)
        self.floor = BOTTOM + len(self._foot_lines) * SMALL.leading + 6
        self._pages: list[LaidPage] = []
        self.new_page()

    def pages(self) -> tuple[LaidPage, ...]:
        """The pages, with their numbers in the foot."""
        for number, page in enumerate(self._pages, 1):
            self._draw_foot(page.frame, number)
        return tuple(self._pages)

    @property
    def page_count(self) -> int:
        return len(self._pages)

    @property
    def filled(self) -> float:
        """How much of the last page's room is taken, writing room aside: 0 to 1."""
        return (self._top - self.y) / (self._top - self.floor)

    def broken(self, text: Sequence[Run], width: float, style: Style) -> tuple[Line, ...]:
        return break_lines(text, width, style.size, self.widths)

    def write(self, art: Art, lines: Iterable[Line], x: float, y: float, style: Style) -> float:
        """Lines below each other, the first one's top at `y`; where the next one would begin."""
        size, leading = style.size, style.leading
        baseline = y - style.drop
        for line in lines:
            art.texts += [(x + dx, baseline, text, bold, size, False) for dx, text, bold in line]
            baseline -= leading
        return baseline + style.drop

    def new_page(self) -> None:
        """Begin a page below its head and identity."""
        frame, self.art = Art(), Art()
        self.y, code = self._draw_identity(frame, whole=not self._pages)
        self._top = self.section_top = self.y
        self._pages.append(LaidPage(self._head, frame, self.art, code))

    def begin_section(self, heading: Heading, least: float) -> None:
        """The heading, on a page with at least that much room below it."""
        if self.y - SECTION.leading - 4 - least < self.floor:
            self.new_page()
        self.heading = heading
        self._draw_heading(heading.letter, heading.title)

    def continue_on_new_page(self) -> None:
        """Begin a page that goes on with the section, under its heading."""
        self.new_page()
        if self.heading is not None:
            title = self.document.continued.format(title=self.heading.title)
            self._draw_heading(self.heading.letter, title)
        self.section_top = self.y

    def _draw_heading(self, letter: str, title: str) -> None:
        x, y, height = LEFT, self.y - 2, SECTION.leading
        if letter:
            self.art.boxes.append(Box(x, y - height, height, height, fill=0.0))
            middle = x + (height - self.widths[True][letter] * SECTION.size) / 2
            self.art.texts.append((middle, y - SECTION.drop, letter, True, SECTION.size, True))
            x += height + 5
        bottom = self.write(self.art, self.broken([Run(title, True)], RIGHT - x, SECTION), x, y, SECTION)
        self.art.rules.append(Rule(LEFT, bottom, RIGHT, bottom, 0.9))
        self.y = bottom - 2

    def _draw_head(self) -> float:
        """Title and place on the left, what stands for the moment on the right; where it ends."""
        head, art = self.document.head, self._head
        title = self.broken([Run(head.title, True)], WIDTH * 0.62, TITLE)
        left = self.write(art, title, LEFT, TOP, TITLE)
        if head.subtitle:
            left = self.write(art, self.broken([Run(head.subtitle)], WIDTH * 0.62, FRAME), LEFT, left, FRAME)
        right = TOP
        marks = ((Run(head.mark, True),),) if head.mark else ()
        for text in (*head.circumstances, *marks):
            for line in self.broken(text, WIDTH * 0.36, FRAME):
                width = sum(self.widths[bold][text] for _, text, bold in line) * FRAME.size
                right = self.write(art, [line], RIGHT - width, right, FRAME)
        bottom = min(left, right) - 4
        art.rules.append(Rule(LEFT, bottom, RIGHT, bottom, 1.4))
        return bottom - 7

    def _draw_identity(self, frame: Art, *, whole: bool) -> tuple[float, Code]:
        """The box that says who it is about; where it ends, and the place of its code."""
        identity, top = self.document.identity, self._head_bottom
        side = CODE_SIZE if whole else SHORT_CODE_SIZE
        width, x = WIDTH - side - 3 * QUIET, LEFT + 8
        style = NAME if whole else SHORT_NAME
        y = self.write(frame, self.broken([identity.name], width, style), x, top - 5, style)
        for text in identity.paragraphs if whole else (identity.short,):
            y = self.write(frame, self.broken(text, width, FRAME), x, y, FRAME)
        bottom = min(y - 5, top - side - 2 * QUIET)
        frame.boxes.append(Box(LEFT, bottom, WIDTH, top - bottom, border=0.9))
        return bottom - 4, Code(RIGHT - side - QUIET, top - side - QUIET, side)

    def _draw_foot(self, frame: Art, number: int) -> None:
        foot = self.document.foot
        top = self.floor - 6
        frame.rules.append(Rule(LEFT, top + 2, RIGHT, top + 2, 0.7))
        self.write(frame, self._foot_lines, LEFT, top, SMALL)
        label = foot.page.format(page=number, pages=len(self._pages))
        for text, bold in ((foot.reference, False), (label, True)):
            width = self.widths[bold][text] * SMALL.size
            frame.texts.append((RIGHT - width, top - SMALL.drop, text, bold, SMALL.size, False))
            top -= SMALL.leading
