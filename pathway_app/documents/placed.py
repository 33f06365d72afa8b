"""What stands where on a page: texts, rules, boxes and codes, in points from the lower left corner."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Paper(NamedTuple):
    """The size of a page."""

    width: float
    height: float


UPRIGHT = Paper(595.28, 841.89)
"""A4"""
ACROSS = Paper(UPRIGHT.height, UPRIGHT.width)


class Style(NamedTuple):
    """Font size and distance between lines."""

    size: float
    leading: float

    @property
    def drop(self) -> float:
        """From the top of a line to its baseline."""
        return (self.leading + self.size * 0.72) / 2


Glyphs = tuple[float, float, str, bool, float, bool]
"""a text: x and y of its baseline, what, whether bold, size, whether white (on a black square)"""


class Rule(NamedTuple):
    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.45


class Box(NamedTuple):
    """`fill` is a grey (0 black, 1 white) or None; `border` the width of its outline, 0 for none."""

    x: float
    y: float
    width: float
    height: float
    fill: float | None = None
    border: float = 0.0


class Polygon(NamedTuple):
    """`fill` and `border` as of a box."""

    points: tuple[tuple[float, float], ...]
    fill: float | None = None
    border: float = 0.0


class Code(NamedTuple):
    """A square to scan, lower left corner and side."""

    x: float
    y: float
    side: float


@dataclass(slots=True)
class Art:
    """What is drawn in one place: boxes, then rules, polygons and texts."""

    texts: list[Glyphs] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    polygons: list[Polygon] = field(default_factory=list)


@dataclass(slots=True)
class LaidPage:
    """`head` is the same object on every page of a document; `frame` is identity and foot."""

    paper: Paper
    head: Art
    frame: Art
    body: Art
    code: Code | None
