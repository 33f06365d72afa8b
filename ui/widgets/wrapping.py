"""Measuring and breaking painted text: between words, and inside a word only where it must."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

_HIGH = 10_000
_WORD = re.compile(r"(?:[^\s-]|\u00a0)+-*")
_LEFT_TOP = (Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop).value
_ON_ONE_LINE = _LEFT_TOP | (Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip).value
_BETWEEN_WORDS = _LEFT_TOP | Qt.TextFlag.TextWordWrap.value
_ANYWHERE = Qt.TextFlag.TextWrapAnywhere.value


def wrap_flags(measures: QFontMetrics, width: int, text: str) -> int:
    """The flags to paint `text` with so that it stays within `width` pixels.

    What is measured to fit on one line is painted on one: on a scaled screen letters can be a
    fraction of a pixel wider than measured, and the last word must not vanish for that.
    """
    if _fits(measures, width, text):
        return _ON_ONE_LINE
    broken = any(measures.horizontalAdvance(word) > width for word in _WORD.findall(text))
    return _BETWEEN_WORDS | _ANYWHERE if broken else _BETWEEN_WORDS


def wrapped_height(measures: QFontMetrics, width: int, text: str) -> int:
    """Pixels that `text` takes in `width` pixels, painted with `wrap_flags`."""
    return wrapped(measures, width, text)[1]


def wrapped(measures: QFontMetrics, width: int, text: str) -> tuple[int, int]:
    """Both of them: the flags and the pixels."""
    flags = wrap_flags(measures, width, text)
    if flags == _ON_ONE_LINE:
        return flags, measures.height()
    return flags, measures.boundingRect(QRect(0, 0, max(1, width), _HIGH), flags, text).height()


def longest_word(measures: QFontMetrics, text: str) -> int:
    """Pixels that `text` needs so that no word of it is broken."""
    return max((measures.horizontalAdvance(word) for word in _WORD.findall(text)), default=0)


def _fits(measures: QFontMetrics, width: int, text: str) -> bool:
    return "\n" not in text and measures.horizontalAdvance(text) <= width
