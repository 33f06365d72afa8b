"""Measuring and breaking painted text: between words, and inside a word only where it must."""

from __future__ import annotations

import re

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics

_HIGH = 10_000
_WORD = re.compile(r"[^\s-]+-*")
_LEFT_TOP = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


def wrap_flags(measures: QFontMetrics, width: int, text: str) -> int:
    """The flags to paint `text` with so that it stays within `width` pixels."""
    flags = _LEFT_TOP.value | Qt.TextFlag.TextWordWrap.value
    if any(measures.horizontalAdvance(word) > width for word in _WORD.findall(text)):
        flags |= Qt.TextFlag.TextWrapAnywhere.value
    return flags


def wrapped_height(measures: QFontMetrics, width: int, text: str) -> int:
    """Pixels that `text` takes in `width` pixels, painted with `wrap_flags`."""
    if "\n" not in text and measures.horizontalAdvance(text) <= width:
        return measures.height()
    box = QRect(0, 0, max(1, width), _HIGH)
    return measures.boundingRect(box, wrap_flags(measures, width, text), text).height()
