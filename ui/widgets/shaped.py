"""Text that is measured and laid out once and painted often: at every step of scrolling, in every row of a list."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QPainter, QStaticText, QTransform

from ui import theme
from ui.theme import Size
from ui.widgets.wrapping import wrapped

_SINGLE = Qt.TextFlag.TextSingleLine.value
_LINE = (Qt.TextFlag.TextSingleLine | Qt.TextFlag.TextDontClip).value
_FIRST_RIGHT_TO_LEFT = "\u0590"


def text_height(text: str, width: int, size: Size, strong: bool = False) -> int:
    """Pixels that a text takes over as many lines as it needs in `width` pixels."""
    return _laid(text, width, size is Size.SMALL, strong)[1]


def draw_text(painter: QPainter, box: QRect, text: str, size: Size, strong: bool = False) -> None:
    """Paint words in `box` over as many lines as they need, in the painter's pen."""
    flags = _laid(text, box.width(), size is Size.SMALL, strong)[0]
    if flags & _SINGLE:
        draw_line(painter, box.left(), box.top(), text, size, strong)
    else:
        painter.setFont(theme.font(size, strong))
        painter.drawText(box, flags, text)


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


@lru_cache(maxsize=8192)
def _laid(text: str, width: int, small: bool, strong: bool) -> tuple[int, int]:
    """The flags to paint a text with in `width` pixels, and the pixels it takes."""
    return wrapped(theme.metrics(Size.SMALL if small else Size.BASE, strong), width, text)


@lru_cache(maxsize=4096)
def _shaped(text: str, size: Size, strong: bool) -> QStaticText | None:
    """None where that would lay the text out otherwise than `drawText`."""
    if not text.isprintable() or max(text, default="") >= _FIRST_RIGHT_TO_LEFT:
        return None
    made = QStaticText(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.prepare(QTransform(), theme.font(size, strong))
    return made
