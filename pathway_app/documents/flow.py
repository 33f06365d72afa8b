"""Pages one after another, each with head, identity and foot, and where on the last one there is room left."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from pathway_app.documents.breaking import Line, Widths, break_lines
from pathway_app.documents.model import Document, Heading, IdentityBlock, Run, Shape
from pathway_app.documents.placed import ACROSS, UPRIGHT, Art, Box, Code, LaidPage, Rule, Style

MARGIN = 34.0
TOP_MARGIN, BOTTOM = 25.0, 22.0

TITLE = Style(14, 17)
NAME = Style(15, 18)
SHORT_NAME = Style(9, 12)
FRAME = Style(8, 10.8)
SMALL = Style(6.8, 9)

TO_IDENTIFY_IN = 28.0
"""the height of a line to write who it is about in, its label included"""
CODE_SIZE, SHORT_CODE_SIZE = 46.0, 38.0
QUIET = 7.0
"""the white that a code needs around it to be read"""


class Density(NamedTuple):
    """How large the text of the blocks is and how close it stands; `cell_pad` above and below it in a cell,
    `gap` after a block; `tick` is the side of a box to tick."""

    section: Style
    body: Style
    cell: Style
    cell_pad: float
    gap: float
    tick: float = 7.0


class Flow:
    """Fills pages downwards. `y` is where the next block begins, `floor` where the foot begins."""

    def __init__(self, document: Document, widths: Widths, density: Density) -> None:
        self.document = document
        self.widths = widths
        self.density = density
        self.paper = ACROSS if document.shape is Shape.ACROSS else UPRIGHT
        self.left, self.right = MARGIN, self.paper.width - MARGIN
        self.width = self.right - self.left
        self.art = Art()
        self.y = self.section_top = self._top = 0.0
        self.heading: Heading | None = None
        self._head = Art()
        self._head_bottom = self._draw_head()
        self._foot_lines = self.broken(document.foot.identity, self.width * 0.7, SMALL)
        self._foot_lines += self.broken([Run(document.foot.notice)], self.width * 0.7, SMALL)
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

    def write_to_the_right(
        self, art: Art, lines: Iterable[Line], right: float, y: float, style: Style
    ) -> None:
        """Lines below each other that end at `right`."""
        for line in lines:
            width = sum(self.widths[bold][text] for _, text, bold in line) * style.size
            y = self.write(art, [line], right - width, y, style)

    def new_page(self) -> None:
        """Begin a page below its head and identity."""
        frame, self.art = Art(), Art()
        identity = self.document.identity
        code: Code | None
        if identity is not None:
            self.y, code = self._draw_identity(identity, frame, whole=not self._pages)
        else:
            self.y = self._head_bottom
            code = self._head_code() if self.document.code else None
            if self.document.to_identify:
                self.y = self._draw_room_to_identify(frame)
        self._top = self.section_top = self.y
        self._pages.append(LaidPage(self.paper, self._head, frame, self.art, code))

    def begin_section(self, heading: Heading, least: float) -> None:
        """The heading, on a page with at least that much room below it, if any page has it."""
        if self.y < self._top and self.y - self.density.section.leading - 4 - least < self.floor:
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
        style = self.density.section
        x, y, height = self.left, self.y - 2, style.leading
        if letter:
            self.art.boxes.append(Box(x, y - height, height, height, fill=0.0))
            middle = x + (height - self.widths[True][letter] * style.size) / 2
            self.art.texts.append((middle, y - style.drop, letter, True, style.size, True))
            x += height + 5
        bottom = self.write(self.art, self.broken([Run(title, True)], self.right - x, style), x, y, style)
        self.art.rules.append(Rule(self.left, bottom, self.right, bottom, 0.9))
        self.y = bottom - 2

    def _draw_head(self) -> float:
        """Title and place on the left, what stands for the moment on the right; where it ends.

        A sheet about no single patient has its code there too.
        """
        head, art, top = self.document.head, self._head, self.paper.height - TOP_MARGIN
        alone = self.document.identity is None and bool(self.document.code)
        edge = self._head_code().x - 2 * QUIET if alone else self.right
        wide = edge - self.left
        title = self.broken([Run(head.title, True)], wide * 0.62, TITLE)
        left = self.write(art, title, self.left, top, TITLE)
        if head.subtitle:
            left = self.write(art, self.broken(head.subtitle, wide * 0.62, FRAME), self.left, left, FRAME)
        right = top
        marks = ((Run(head.mark, True),),) if head.mark else ()
        for text in (*head.circumstances, *marks):
            lines = self.broken(text, wide * 0.36, FRAME)
            self.write_to_the_right(art, lines, edge, right, FRAME)
            right -= len(lines) * FRAME.leading
        bottom = min(left, right) - 4
        if alone:
            bottom = min(bottom, self._head_code().y - QUIET)
        art.rules.append(Rule(self.left, bottom, self.right, bottom, 1.4))
        return bottom - 7

    def _head_code(self) -> Code:
        """The place of the code of a sheet about no single patient."""
        top = self.paper.height - TOP_MARGIN
        return Code(self.right - SHORT_CODE_SIZE, top - SHORT_CODE_SIZE, SHORT_CODE_SIZE)

    def _draw_identity(self, identity: IdentityBlock, frame: Art, *, whole: bool) -> tuple[float, Code]:
        """The box that says who it is about; where it ends, and the place of its code."""
        top = self._head_bottom
        side = CODE_SIZE if whole else SHORT_CODE_SIZE
        width, x = self.width - side - 3 * QUIET, self.left + 8
        style = NAME if whole else SHORT_NAME
        y = self.write(frame, self.broken([identity.name], width, style), x, top - 5, style)
        for text in identity.paragraphs if whole else (identity.short,):
            y = self.write(frame, self.broken(text, width, FRAME), x, y, FRAME)
        bottom = min(y - 5, top - side - 2 * QUIET)
        frame.boxes.append(Box(self.left, bottom, self.width, top - bottom, border=0.9))
        return bottom - 4, Code(self.right - side - QUIET, top - side - QUIET, side)

    def _draw_room_to_identify(self, frame: Art) -> float:
        """The box in which whoever fills the sheet in writes who it is about; where it ends."""
        top = y = self._head_bottom
        for labels in self.document.to_identify:
            wide = self.width / len(labels)
            for index, label in enumerate(labels):
                x = self.left + index * wide
                self.write(frame, self.broken(label, wide - 8, SMALL), x + 4, y - 2, SMALL)
                if index:
                    frame.rules.append(Rule(x, y, x, y - TO_IDENTIFY_IN))
            y -= TO_IDENTIFY_IN
            frame.rules.append(Rule(self.left, y, self.right, y))
        frame.boxes.append(Box(self.left, y, self.width, top - y, border=0.9))
        return y - 4

    def _draw_foot(self, frame: Art, number: int) -> None:
        foot = self.document.foot
        top = self.floor - 6
        frame.rules.append(Rule(self.left, top + 2, self.right, top + 2, 0.7))
        self.write(frame, self._foot_lines, self.left, top, SMALL)
        label = foot.page.format(page=number, pages=len(self._pages))
        for text, bold in ((foot.reference, False), (label, True)):
            width = self.widths[bold][text] * SMALL.size
            frame.texts.append((self.right - width, top - SMALL.drop, text, bold, SMALL.size, False))
            top -= SMALL.leading
