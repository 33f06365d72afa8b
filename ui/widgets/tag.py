"""The status tag: a small pill with sign and word, as a widget and as a painting for lists."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import Size, Status
from ui.widgets.signs import paint_sign

_PAD = 7
_GAP = 4
_PLAIN = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter


def tag_height() -> int:
    """Pixels, for the font in force."""
    return theme.metrics(Size.SMALL, strong=True).height() + 5


def tag_width(status: Status | None, text: str) -> int:
    """Pixels the whole pill takes."""
    return _width(status is not None, text)


@lru_cache(maxsize=2048)
def _width(with_sign: bool, text: str) -> int:
    measures = theme.metrics(Size.SMALL, strong=True)
    sign = _sign_side() + _GAP if with_sign else 0
    return 2 * _PAD + sign + measures.horizontalAdvance(text) + 2


def _sign_side() -> int:
    return max(8, theme.metrics(Size.SMALL).ascent() - 2)


def paint_tag(painter: QPainter, box: QRect, status: Status | None, text: str, radius: float = 4) -> None:
    """Draw a pill filling `box`; without a status it is a neutral grey one without a sign.

    Text that does not fit is elided: give it the width of `tag_width`, or a tooltip.
    """
    tone = theme.colours().tone(status or Status.LATER)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(tone.tag))
    painter.drawRoundedRect(QRectF(box), radius, radius)
    over = box.width() - tag_width(status, text)
    left = box.left() + _PAD + max(0, over // 2)
    if status is not None:
        side = _sign_side()
        top = box.top() + (box.height() - side) / 2
        paint_sign(painter, QRectF(left, top, side, side), status, theme.colour(tone.ink))
        left += side + _GAP
    painter.setFont(theme.font(Size.SMALL, strong=True))
    painter.setPen(theme.colour(tone.ink))
    inner = QRect(left, box.top(), box.right() - _PAD - left + 1, box.height())
    shown = text
    if over < 0:
        measures = theme.metrics(Size.SMALL, strong=True)
        shown = measures.elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
    painter.drawText(inner, _PLAIN, shown)
    painter.restore()


class StatusTag(QWidget):
    """A pill with sign, word and colour of one status (or a neutral one with a word only)."""

    def __init__(self, status: Status | None = None, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._status = status
        self._text = text
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(text)

    def status(self) -> Status | None:
        return self._status

    def text(self) -> str:
        return self._text

    def sizeHint(self) -> QSize:
        return QSize(tag_width(self._status, self._text), tag_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(min(tag_width(self._status, self._text), 48), tag_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_tag(QPainter(self), self.rect(), self._status, self._text)
