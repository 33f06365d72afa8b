"""Breaks paragraphs into lines: at spaces only, inside a word only where the word is wider than the line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pathway_app.documents.model import Run

Widths = tuple[Mapping[str, float], Mapping[str, float]]
"""the widths of texts at size 1, in points: in regular and in bold weight"""


Piece = tuple[float, str, bool]
"""part of a line: how far from its left edge (points), what, in which weight"""

Line = tuple[Piece, ...]

_Glyphs = tuple[str, bool, float]
"""(text, weight, width) of what is not broken"""

NO_BREAK = "\u00a0"
"""a space at which no line ends"""

_TOKEN = re.compile(r"\n| +|[^ \n]+")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")


def clean(text: str) -> str:
    """The text as it is printed: composed (NFC), one kind of line end, tabs as spaces, without invisible signs.

    Invisible format signs (zero-width spaces, direction marks, soft hyphens) have no ink and are left out.
    """
    if text.replace(NO_BREAK, " ").isprintable() and unicodedata.is_normalized("NFC", text):
        return text
    text = _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text)).replace("\t", " ")
    return "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def break_lines(runs: Sequence[Run], width: float, size: float, widths: Widths) -> tuple[Line, ...]:
    """The lines of one paragraph, none wider than `width` (points) at font size `size`; at least one line."""
    whole = _on_one_line(runs, width, size, widths)
    if whole is not None:
        return (whole,)
    return tuple([_placed(line, size) for line in _filled(runs, width / size, widths)])


def _on_one_line(runs: Iterable[Run], width: float, size: float, widths: Widths) -> Line | None:
    """The paragraph without looking for its words, where all of it fits one line; None where it does not."""
    pieces: list[Piece] = []
    x = 0.0
    for text, bold, _ in runs:
        text = clean(text)
        if "\n" in text:
            return None
        if pieces and pieces[-1][2] is bold:
            start, before, _ = pieces[-1]
            pieces[-1] = (start, before + text, bold)
        else:
            pieces.append((x, text, bold))
        x += widths[bold][text] * size
        if x > width:
            return None
    return tuple(pieces)


def _filled(runs: Iterable[Run], width: float, widths: Widths) -> Iterator[list[_Glyphs]]:
    """Lines as unbroken parts with the spaces between them; widths at size 1."""
    line: list[_Glyphs] = []
    spaces: list[_Glyphs] = []
    used = space = 0.0
    for kind, word, wide in _words(runs, widths):
        if kind == " ":
            spaces += word
            space += wide
            continue
        if kind == "\n":
            yield line
            line, used = [], 0.0
        elif line and used + space + wide <= width:
            line += spaces
            line += word
            used += space + wide
        else:
            if line:
                yield line
            line, used = word, wide
            if wide > width:
                *whole, line = _pieces_of(word, width, widths)
                yield from whole
                used = sum(part[2] for part in line)
        spaces, space = [], 0.0
    yield line


def _words(runs: Iterable[Run], widths: Widths) -> Iterator[tuple[str, list[_Glyphs], float]]:
    """Words (perhaps of several weights), spaces and line ends: what it is, its parts, its width."""
    word: list[_Glyphs] = []
    wide = 0.0
    for text, bold, _ in runs:
        known = widths[bold]
        for token in _TOKEN.findall(clean(text)):
            kind = token[0]
            if kind not in " \n":
                width = known[token]
                word.append((token, bold, width))
                wide += width
                continue
            if word:
                yield "", word, wide
                word, wide = [], 0.0
            if kind == "\n":
                yield kind, [], 0.0
            else:
                width = known[token]
                yield kind, [(token, bold, width)], width
    if word:
        yield "", word, wide


def _pieces_of(word: list[_Glyphs], width: float, widths: Widths) -> list[list[_Glyphs]]:
    """A word that is wider than a line, cut where the line is full; a sign keeps its accents."""
    lines: list[list[_Glyphs]] = []
    line: list[_Glyphs] = []
    used = 0.0
    for text, bold, _ in word:
        start, begun_at = 0, used
        for index, sign in enumerate(text):
            wide = widths[bold][sign]
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
        return ()
    pieces: list[Piece] = []
    texts: list[str] = []
    x = start = 0.0
    weight = line[0][1]
    for text, bold, wide in line:
        if bold is not weight:
            pieces.append((start * size, "".join(texts), weight))
            start, texts, weight = x, [], bold
        texts.append(text)
        x += wide
    pieces.append((start * size, "".join(texts), weight))
    return tuple(pieces)
