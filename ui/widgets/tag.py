"""The status tag: a small pill with sign and word, as a widget and as a painting for lists."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import Size, Status
from ui.widgets.shaped import draw_line
from ui.widgets.signs import paint_sign

_PAD = 7
_GAP = 4


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

    Text that does not fit is elided: give it the width of `tag_width`, or a tooltip. The pen, the font and the
    brush are the painter's no more.
    """
    tone = theme.colours().tone(status or Status.LATER)
    over = box.width() - tag_width(status, text)
    left = _PAD + max(0, over // 2)
    ratio = painter.device().devicePixelRatioF()
    if ratio == int(ratio):
        drawn = _pill(box.width(), box.height(), left, radius, status, tone.tag, tone.ink, int(ratio))
        painter.drawPixmap(box.topLeft(), drawn)
    else:  # its edges lie between the screen's pixels, each time elsewhere
        painter.save()
        painter.translate(box.topLeft())
        _paint_pill(painter, box.size(), left, radius, status, tone.tag, tone.ink)
        painter.restore()
    if status is not None:
        left += _sign_side() + _GAP
    painter.setPen(theme.colour(tone.ink))
    measures = theme.metrics(Size.SMALL, strong=True)
    if over < 0:
        text = measures.elidedText(text, Qt.TextElideMode.ElideRight, box.width() - _PAD - left)
    top = box.top() + (box.height() - measures.height()) / 2
    draw_line(painter, box.left() + left, top, text, Size.SMALL, strong=True)


@lru_cache(maxsize=256)
def _pill(
    wide: int, high: int, left: int, radius: float, status: Status | None, ground: str, ink: str, ratio: int
) -> QPixmap:
    """The pill with its sign, drawn once: lists paint the same ones again and again."""
    drawn = QPixmap(wide * ratio, high * ratio)
    drawn.setDevicePixelRatio(ratio)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    _paint_pill(painter, QSize(wide, high), left, radius, status, ground, ink)
    painter.end()
    return drawn


def _paint_pill(
    painter: QPainter, size: QSize, left: int, radius: float, status: Status | None, ground: str, ink: str
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.colour(ground))
    painter.drawRoundedRect(QRectF(0, 0, size.width(), size.height()), radius, radius)
    if status is not None:
        side = _sign_side()
        paint_sign(painter, QRectF(left, (size.height() - side) / 2, side, side), status, theme.colour(ink))


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
