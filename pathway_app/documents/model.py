"""A document as blocks of text, before it has pages; knows nothing of PDF.

A text is a tuple of runs and makes one paragraph; line breaks inside a run are kept. There is no markup
anywhere, so nothing that was typed can be mistaken for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from string import Formatter
from typing import NamedTuple


class Place(NamedTuple):
    """Where a text comes from, to name it when it cannot be printed.

    `field` is the input's id (None: no single input); `words` say it in the reader's language.
    """

    field: str | None
    words: str

    @property
    def is_of_patient(self) -> bool:
        """False for what stands on every sheet alike: the site's settings and the names of accounts."""
        return self.field not in (ACCOUNT, *SETTINGS)


ACCOUNT = "account"
SETTINGS = ("hospital", "ward")
"""the settings that stand on every sheet"""


class Run(NamedTuple):
    """Some text in one weight; `place` is given for what people typed."""

    text: str
    bold: bool = False
    place: Place | None = None


Text = tuple[Run, ...]
"""one paragraph"""


class ToFill(tuple[Run, ...]):
    """A paragraph in a cell that stands before a line to write on, which is as long as the cell has room for."""

    __slots__ = ()


Cell = tuple[Text, ...]
"""the paragraphs of one cell of a table"""


class ColumnKind(StrEnum):
    TEXT = "text"
    TICK = "tick"
    """an empty box to tick by hand; its cells hold nothing"""
    NUMBER = "number"
    """text that ends at the right"""


@dataclass(frozen=True, slots=True)
class Column:
    """`share` is the column's part of the table's width, in relation to the other columns' shares."""

    title: Text
    share: float
    kind: ColumnKind = ColumnKind.TEXT


@dataclass(frozen=True, slots=True)
class Heading:
    """Begins a section; `letter` stands in a black square before it (the S of SBAR)."""

    title: str
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    paragraphs: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. `grid` draws every border, otherwise thin rules between the rows; a table whose columns
    have no titles has no head. Rows are at least `row_height` points high: room to write in by hand. Where a row
    goes on on the next page its first `row_heads` cells are told again. One that is `together` begins on a new page
    rather than going on on one, with the heading above it. The rows at the places `kept` never end a page: the row
    below each stands on the same one."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    grid: bool = True
    row_height: float = 0.0
    row_heads: int = 0
    together: bool = False
    kept: frozenset[int] = frozenset()


TO_WRITE_IN = 18.0
"""the least height, in points, of a row to write in"""


@dataclass(frozen=True, slots=True)
class WritingRoom:
    """Ruled empty space to the foot of the page, at least `least` points high."""

    least: float = 44


class Pattern(StrEnum):
    """How a surface is filled, so that a bad copier cannot make two of them look alike."""

    SOLID = "solid"
    SHADED = "shaded"
    DIAGONAL = "diagonal"
    CROSSED = "crossed"
    DOTTED = "dotted"
    EMPTY = "empty"
    UPRIGHT = "upright"


@dataclass(frozen=True, slots=True)
class BarPart:
    """`count` of the bar's whole; it is printed where there is room for it."""

    pattern: Pattern
    count: int


@dataclass(frozen=True, slots=True)
class Bar:
    """The whole width stands for `whole`; `told` behind it says its numbers. Without `whole` and parts it is a title
    above the bars that follow."""

    title: Text
    told: Text = ()
    parts: tuple[BarPart, ...] = ()
    whole: int = 0
    heads: bool = False


@dataclass(frozen=True, slots=True)
class BarChart:
    """Bars below each other; the legend stands above them, on each page again."""

    bars: tuple[Bar, ...]
    legend: tuple[tuple[Pattern, Text], ...]


class Dot(StrEnum):
    """How a value of a line is drawn."""

    PLAIN = "plain"
    SHIFTED = "shifted"
    BEYOND = "beyond"


class Stroke(StrEnum):
    SOLID = "solid"
    DASHED = "dashed"
    DOTTED = "dotted"


class LevelLine(NamedTuple):
    """A line across a chart at that value, with its name at the end."""

    value: float
    stroke: Stroke
    told: Text


@dataclass(frozen=True, slots=True)
class LineChart:
    """Values in a row, numbered from `first` on, with lines across. `lowest` and `highest` have room; `below` stands
    under the row of numbers."""

    values: tuple[tuple[float, Dot], ...]
    levels: tuple[LevelLine, ...]
    lowest: float
    highest: float
    unit: Text
    below: Text
    legend: tuple[tuple[Dot, Text], ...]
    first: int = 1


Block = Heading | Lines | Table | WritingRoom | BarChart | LineChart


@dataclass(frozen=True, slots=True)
class Head:
    """The top of each page: title and place on the left, state and printing on the right, a mark (`DEMO`)."""

    title: str
    subtitle: Text
    circumstances: tuple[Text, ...]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class IdentityBlock:
    """Who it is about: whole on the first page, in one paragraph (`short`) on the others."""

    name: Run
    paragraphs: tuple[Text, ...]
    short: Text


@dataclass(frozen=True, slots=True)
class Foot:
    """The bottom of each page: whom it is about (else what it is), a notice, the log's reference.

    `page` holds `{page}` and `{pages}`, counted within the document.
    """

    identity: Text
    notice: str
    reference: str
    page: str


class Shape(StrEnum):
    """How the page (A4) is turned."""

    UPRIGHT = "upright"
    ACROSS = "across"


class TypeSize(StrEnum):
    USUAL = "usual"
    LARGE = "large"
    """for patients, who may read it without glasses"""
    FORM = "form"
    """to be filled in by hand"""


@dataclass(frozen=True, slots=True)
class Document:
    """One sheet, about one patient or (without `identity`) about several.

    `subject` (the record number, else the ward) tells documents in one file apart; `code` is for scanning, empty where
    there is nothing to scan;
    `continued` holds `{title}`, for a section that goes on on the next page. `to_identify` are lines of labels, on
    every page under the head, each with room to write: for a sheet that will be about a patient, once it is filled in.
    """

    language: str
    subject: str
    head: Head
    identity: IdentityBlock | None
    blocks: tuple[Block, ...]
    foot: Foot
    continued: str
    code: str
    shape: Shape = Shape.UPRIGHT
    type_size: TypeSize = TypeSize.USUAL
    to_identify: tuple[tuple[Text, ...], ...] = ()

    @property
    def bookmark(self) -> str:
        """What a reader of the file finds it by."""
        return self.identity.name.text if self.identity else self.head.title


def plain(text: str, *, bold: bool = False) -> Text:
    """A paragraph of one run."""
    return (Run(text, bold),)


def compose(template: str, **parts: Run | Text | str) -> Text:
    """The translated `template` with `{name}` replaced by runs: `compose("Born {date}", date=Run(…, bold=True))`."""
    runs: list[Run] = []
    for literal, name, _, _ in Formatter().parse(template):
        if literal:
            runs.append(Run(literal))
        if name is not None:
            runs.extend(_runs(parts[name]))
    return tuple(runs)


def joined(separator: str, texts: Iterable[Text]) -> Text:
    """The non-empty texts in one paragraph, with `separator` between them."""
    runs: list[Run] = []
    for text in texts:
        if text and runs:
            runs.append(Run(separator))
        runs.extend(text)
    return tuple(runs)


def runs_of(document: Document) -> Iterator[Run]:
    """Every run that the document prints, page numbers aside."""
    head, identity, foot = document.head, document.identity, document.foot
    yield from (Run(head.title, True), Run(head.mark, True))
    yield from _flat((head.subtitle, *head.circumstances))
    if identity is not None:
        yield identity.name
        yield from _flat((*identity.paragraphs, identity.short))
    for labels in document.to_identify:
        yield from _flat(labels)
    yield from foot.identity
    yield from (Run(foot.notice), Run(foot.reference), Run(foot.page))
    for block in document.blocks:
        yield from _block_runs(block)


def mapped(document: Document, change: Callable[[Run], Run]) -> Document:
    """The document with each run that people's words may stand in changed."""

    def text(of: Text) -> Text:
        return type(of)(map(change, of))

    def block(of: Block) -> Block:
        match of:
            case Heading():
                return replace(of, title=change(Run(of.title, True)).text)
            case Lines():
                return replace(of, paragraphs=tuple(map(text, of.paragraphs)))
            case Table():
                rows = tuple(tuple(tuple(map(text, cell)) for cell in row) for row in of.rows)
                return replace(of, rows=rows)
            case BarChart():
                bars = tuple(replace(bar, title=text(bar.title), told=text(bar.told)) for bar in of.bars)
                return replace(of, bars=bars)
            case LineChart():
                return replace(of, below=text(of.below))
            case _:
                return of

    identity = document.identity
    if identity is not None:
        paragraphs = tuple(map(text, identity.paragraphs))
        identity = IdentityBlock(change(identity.name), paragraphs, text(identity.short))
    head = replace(
        document.head,
        title=change(Run(document.head.title, True)).text,
        subtitle=text(document.head.subtitle),
        circumstances=tuple(map(text, document.head.circumstances)),
    )
    return replace(
        document,
        head=head,
        identity=identity,
        blocks=tuple(map(block, document.blocks)),
        foot=replace(document.foot, identity=text(document.foot.identity)),
    )


def _block_runs(block: Block) -> Iterator[Run]:
    match block:
        case Heading():
            yield from (Run(block.letter, True), Run(block.title, True))
        case Lines():
            yield from _flat(block.paragraphs)
        case Table():
            yield from (run._replace(bold=True) for column in block.columns for run in column.title)
            yield from (run for row in block.rows for cell in row for text in cell for run in text)
        case BarChart():
            yield from _flat(told for _, told in block.legend)
            yield from _flat(text for bar in block.bars for text in (bar.title, bar.told))
        case LineChart():
            yield from _flat(told for _, told in block.legend)
            yield from _flat((*(level.told for level in block.levels), block.unit, block.below))
        case WritingRoom():
            pass


def _flat(texts: Iterable[Text]) -> Iterator[Run]:
    return (run for text in texts for run in text)


def _runs(part: Run | Text | str) -> Text:
    if isinstance(part, Run):
        return (part,)
    return (Run(part),) if isinstance(part, str) else part
