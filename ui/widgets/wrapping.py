"""Measuring and breaking painted text: between words, and inside a word only where it must."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

_HIGH = 10_000
_WORD = re.compile(r"(?:[^\s-]|\u00a0)+-*")
_LEFT_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def wrap_flags(measures: QFontMetrics, width: int, text: str) -> int:
    """The flags to paint `text` with so that it stays within `width` pixels.

    What is measured to fit on one line is painted on one: on a scaled screen letters can be a
    fraction of a pixel wider than measured, and the last word must not vanish for that.
    """
    if _fits(measures, width, text):
        return _LEFT_TOP.value | Qt.TextFlag.TextSingleLine.value | Qt.TextFlag.TextDontClip.value
    flags = _LEFT_TOP.value | Qt.TextFlag.TextWordWrap.value
    if any(measures.horizontalAdvance(word) > width for word in _WORD.findall(text)):
        flags |= Qt.TextFlag.TextWrapAnywhere.value
    return flags


def wrapped_height(measures: QFontMetrics, width: int, text: str) -> int:
    """Pixels that `text` takes in `width` pixels, painted with `wrap_flags`."""
    if _fits(measures, width, text):
        return measures.height()
    box = QRect(0, 0, max(1, width), _HIGH)
    return measures.boundingRect(box, wrap_flags(measures, width, text), text).height()


def longest_word(measures: QFontMetrics, text: str) -> int:
    """Pixels that `text` needs so that no word of it is broken."""
    return max((measures.horizontalAdvance(word) for word in _WORD.findall(text)), default=0)


def _fits(measures: QFontMetrics, width: int, text: str) -> bool:
    return "\n" not in text and measures.horizontalAdvance(text) <= width
