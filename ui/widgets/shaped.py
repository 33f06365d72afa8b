"""Lines of text whose glyphs are laid out once and painted often: what lists paint again at every step of scrolling."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QStaticText, QTransform

from ui import theme
from ui.theme import Size

_LINE = (Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip).value
_FIRST_RIGHT_TO_LEFT = "\u0590"


def draw_line(
    painter: QPainter, left: float, top: float, text: str, size: Size = Size.BASE, strong: bool = False
) -> None:
    """Paint `text` on one line from its left top corner, in the painter's pen."""
    painter.setFont(theme.font(size, strong))
    shaped = _shaped(text, size, strong)
    if shaped is None:
        measures = theme.metrics(size, strong)
        high = measures.height()
        painter.drawText(QRect(int(left), int(top), measures.horizontalAdvance(text) + 2, high), _LINE, text)
    else:
        painter.drawStaticText(QPointF(left, top), shaped)


@lru_cache(maxsize=4096)
def _shaped(text: str, size: Size, strong: bool) -> QStaticText | None:
    """None where that would lay the text out otherwise than `drawText`."""
    if not text.isprintable() or max(text, default="") >= _FIRST_RIGHT_TO_LEFT:
        return None
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(QTransform(), theme.font(size, strong))
    return made
