"""Breaks paragraphs into lines: at spaces only, inside a word only where the word is wider than the line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pathway_app.documents.model import Run

Measure = Callable[[str, bool], float]
"""the width of a text in a weight, in points at size 1"""


class Piece(NamedTuple):
    """Part of a line: how far from its left edge (points), what, in which weight."""

    x: float
    text: str
    bold: bool


Line = tuple[Piece, ...]

_Glyphs = tuple[str, bool, float]
"""(text, weight, width) of what is not broken"""

_TOKEN = re.compile(r"\n| +|[^ \n]+")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_EMPTY: Line = ()


def clean(text: str) -> str:
    """The text as it is printed: composed (NFC), one kind of line end, tabs as spaces, without invisible signs.

    Invisible format signs (zero-width spaces, direction marks, soft hyphens) have no ink and are left out.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " ")
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def break_lines(runs: Iterable[Run], width: float, size: float, measure: Measure) -> tuple[Line, ...]:
    """The lines of one paragraph, none wider than `width` (points) at font size `size`; at least one line."""
    runs = tuple(runs)
    if len(runs) == 1:
        text, bold = clean(runs[0].text), runs[0].bold
        if "\n" not in text and measure(text, bold) * size <= width:
            return ((Piece(0.0, text, bold),),)
    return tuple(_placed(line, size) for line in _filled(runs, width / size, measure))


def _filled(runs: Iterable[Run], width: float, measure: Measure) -> Iterator[list[_Glyphs]]:
    """Lines as unbroken parts with the spaces between them; widths at size 1."""
    line: list[_Glyphs] = []
    used, space = 0.0, 0.0
    spaces: list[_Glyphs] = []
    for word in _words(runs, measure):
        if not word:
            yield line
            line, used, spaces, space = [], 0.0, [], 0.0
        elif word[0][0][0] == " ":
            spaces.append(word[0])
            space += word[0][2]
        else:
            wide = sum(part[2] for part in word)
            if line and used + space + wide <= width:
                line += spaces + word
                used += space + wide
            else:
                if line:
                    yield line
                *whole, line = _pieces_of(word, width, measure) if wide > width else [word]
                yield from whole
                used = sum(part[2] for part in line)
            spaces, space = [], 0.0
    yield line


def _words(runs: Iterable[Run], measure: Measure) -> Iterator[list[_Glyphs]]:
    """Words (perhaps of several weights), spaces, and an empty list for each line end."""
    word: list[_Glyphs] = []
    for text, bold, _ in runs:
        for token in _TOKEN.findall(clean(text)):
            if token[0] not in " \n":
                word.append((token, bold, measure(token, bold)))
                continue
            if word:
                yield word
                word = []
            yield [] if token == "\n" else [(token, bold, measure(token, bold))]
    if word:
        yield word


def _pieces_of(word: list[_Glyphs], width: float, measure: Measure) -> list[list[_Glyphs]]:
    """A word that is wider than a line, cut where the line is full; a sign keeps its accents."""
    lines: list[list[_Glyphs]] = []
    line: list[_Glyphs] = []
    used = 0.0
    for text, bold, _ in word:
        start, begun_at = 0, used
        for index, sign in enumerate(text):
            wide = measure(sign, bold)
            if used + wide > width and (line or index > start) and not unicodedata.combining(sign):
                if index > start:
                    line.append((text[start:index], bold, used - begun_at))
                lines.append(line)
                line, start, used, begun_at = [], index, 0.0, 0.0
            used += wide
        line.append((text[start:], bold, used - begun_at))
    return [*lines, line]


def _placed(line: list[_Glyphs], size: float) -> Line:
    """The line's parts, those of the same weight joined, with their distance from the left edge."""
    if not line:
        return _EMPTY
    pieces: list[Piece] = []
    texts: list[str] = []
    x, start, weight = 0.0, 0.0, line[0][1]
    for text, bold, wide in line:
        if bold is not weight:
            pieces.append(Piece(start * size, "".join(texts), weight))
            start, texts, weight = x, [], bold
        texts.append(text)
        x += wide
    pieces.append(Piece(start * size, "".join(texts), weight))
    return tuple(pieces)
