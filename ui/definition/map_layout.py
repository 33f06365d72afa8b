"""Where everything of a map stands: boxes in columns, and lines that keep to the gutters between them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect

from ui import theme
from ui.definition.graph import Box, Column, Line, Link
from ui.theme import Size, Status

GUTTER = 18
"""pixels between two columns, and at both ends: room for the tracks of lines"""
GAP = 8
PAD = 6
SIGN = 9
"""a sign's side, pixels"""
INDENT = SIGN + 4
_TRACK = 3
_WIDEST = 190
_MOST_NEEDED = 108
"""pixels: nine phases fit beside the rail of a window of 1366; longer words are divided"""
_LANES = 3 * len(Link) * 2 + 4
"""above the boxes: room for lines that go to a phase farther away"""

Measure = Callable[[str], int]


def broken(text: str, measure: Measure, width: int, indent: int = 0) -> tuple[str, ...]:
    """`text` in lines of at most `width`, the first of them shorter by `indent`.

    It breaks between words and after hyphens; within a word only where that is wider than a whole line.
    """
    lines: list[str] = []
    line, room = "", width - indent
    for word in _words(text):
        if measure((line + word).rstrip()) <= room:
            line += word
            continue
        if line or (not lines and indent and measure(word.rstrip()) <= width):
            lines.append(line.rstrip())
            line, room = "", width
        while len(word) > 1 and measure(word.rstrip()) > room:
            cut = next((n for n in range(len(word) - 1, 0, -1) if measure(f"{word[:n]}-") <= room), 1)
            lines.append(f"{word[:cut]}-")
            word, room = word[cut:], width
        line = word
    return (*lines, line.rstrip())


def _words(text: str) -> Iterable[str]:
    for word in text.split(" "):
        parts = word.replace("-", "-\0").split("\0")
        yield from parts[:-1]
        yield parts[-1] + " "


@dataclass(frozen=True, slots=True)
class BoxTexts:
    """A box's texts, broken over lines."""

    title: tuple[str, ...]
    word: tuple[str, ...]
    notes: tuple[tuple[str, ...], ...]
    sign_at_word: bool = False
    """the status's sign stands before its word, where the title has no room for it"""

    @property
    def lines(self) -> int:
        return len(self.title) + len(self.word) + sum(map(len, self.notes))


def line_height() -> int:
    return theme.metrics(Size.SMALL).height()


def is_heavy(box: Box) -> bool:
    """Whether its title is in bold type: what is overdue."""
    return box.standing is not None and box.standing.status is Status.OVERDUE


def texts(box: Box, width: int) -> BoxTexts:
    """A box's texts in lines as they are painted in a box of that width."""
    strong = theme.metrics(Size.SMALL, strong=is_heavy(box)).horizontalAdvance
    small = theme.metrics(Size.SMALL).horizontalAdvance
    room = width - 2 * PAD - 1
    first = next(iter(_words(box.title))).strip()
    beside = box.standing is not None and strong(first) <= room - INDENT
    at_word = box.standing is not None and not beside
    return BoxTexts(
        title=broken(box.title, strong, room, INDENT if beside else 0),
        word=broken(box.standing.word, small, room, INDENT if at_word else 0) if box.standing else (),
        notes=tuple(broken(note.text, small, room, INDENT) for note in box.notes),
        sign_at_word=at_word,
    )


@dataclass(frozen=True, slots=True)
class MapLayout:
    """`heads` are the phases' headings by key, `boxes` the checkpoints'; `lanes` is where the lanes begin."""

    width: int
    height: int
    heads: Mapping[str, QRect]
    boxes: Mapping[str, QRect]
    column_of: Mapping[str, int]
    lefts: tuple[int, ...]
    column_width: int
    lanes: int

    def path(self, line: Line, chosen: str) -> tuple[QPoint, ...]:
        """The corners of a line; those of one kind that begin or end at `chosen` share their way."""
        source, target = self.boxes[line.source], self.boxes[line.target]
        track = _track(line, chosen)
        off = {Link.GATE: -4, Link.CONDITION: 1, Link.ROUND: 6}[line.link]
        start_y, end_y = source.center().y() + off, target.center().y() + off
        start, end = self.column_of[line.source], self.column_of[line.target]
        into = self.lefts[end] - GUTTER + 2 + track * _TRACK
        if start == end:
            return (
                QPoint(source.left(), start_y), QPoint(into, start_y),
                QPoint(into, end_y), QPoint(target.left(), end_y),
            )  # fmt: skip
        if start + 1 == end:
            return (
                QPoint(source.right(), start_y), QPoint(into, start_y),
                QPoint(into, end_y), QPoint(target.left(), end_y),
            )  # fmt: skip
        out = self.lefts[start] + self.column_width + 2 + track * _TRACK
        lane = self.lanes + 2 + track * _TRACK
        return (
            QPoint(source.right(), start_y), QPoint(out, start_y), QPoint(out, lane),
            QPoint(into, lane), QPoint(into, end_y), QPoint(target.left(), end_y),
        )  # fmt: skip


def _track(line: Line, chosen: str) -> int:
    """Lines of different kinds or directions lie beside each other."""
    return list(Link).index(line.link) + (0 if line.source == chosen else len(Link))


def least_column(columns: Sequence[Column]) -> int:
    """Pixels: titles are broken within a word only where that is very long."""
    small = theme.metrics(Size.SMALL).horizontalAdvance
    titles = [box.title for column in columns for box in column.boxes]
    longest = max((small(word.strip()) for title in titles for word in _words(title)), default=0)
    return max(88, min(longest + 2 * PAD + 2, _MOST_NEEDED))


def head_width(column: int) -> int:
    """Pixels that a phase's title has: most of the gutter too."""
    return column + GUTTER - 6


def least_width(columns: Sequence[Column]) -> int:
    """Pixels that the whole map needs."""
    return len(columns) * (least_column(columns) + GUTTER) + GUTTER


def lay_out(columns: Sequence[Column], room: int) -> MapLayout:
    """The map, as wide as `room` where that suffices."""
    count = max(1, len(columns))
    wide = max(least_column(columns), min(_WIDEST, (room - GUTTER) // count - GUTTER))
    lefts = tuple(GUTTER + at * (wide + GUTTER) for at in range(count))
    strong = theme.metrics(Size.SMALL, strong=True)
    titles = [len(broken(column.title, strong.horizontalAdvance, head_width(wide))) for column in columns]
    head = max(titles, default=1) * strong.height() + 6
    heads, boxes, column_of = {}, {}, {}
    lowest = head
    for at, (left, column) in enumerate(zip(lefts, columns, strict=False)):
        heads[column.key] = QRect(left, 0, wide, head)
        top = head + _LANES
        for box in column.boxes:
            high = max(30, texts(box, wide).lines * line_height() + 2 * 5 + 2)
            boxes[box.key] = QRect(left, top, wide, high)
            column_of[box.key] = at
            top += high + GAP
        lowest = max(lowest, top)
    return MapLayout(
        width=lefts[-1] + wide + GUTTER,
        height=lowest + 2,
        heads=heads,
        boxes=boxes,
        column_of=column_of,
        lefts=lefts,
        column_width=wide,
        lanes=head,
    )
