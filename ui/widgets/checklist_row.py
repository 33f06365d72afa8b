"""One row of the checklist: box, title, tag, lines beneath, when and who; its form opens inside it.

The words are painted, so that a course of forty rows opens in a few milliseconds.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFont,
    QFontMetrics,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme
from ui.theme import Size
from ui.widgets.checklist_content import Detail, RowContent, Tick
from ui.widgets.shaped import draw_text, text_height
from ui.widgets.tag import paint_tag, tag_height, tag_width
from ui.widgets.tick_box import TickBox
from ui.widgets.wrapping import wrap_flags

INDENT = 42
_RIGHT = 14
_TOP = 9
_GAP = 6
_FLUSH_INDENT = 28


@dataclass(frozen=True, slots=True)
class _Piece:
    """A laid-out piece of text; without a size it is the tag."""

    box: QRect
    text: str
    size: Size | None
    ink: str
    strong: bool = False
    struck: bool = False


class ChecklistRow(QWidget):
    """Signals carry the row's key. The row changes only through `show_content`.

    `flush` starts at the very left, for a panel that has margins of its own; `opened` says in a word that the
    form is open, for who cannot see it.
    """

    asked_tick = Signal(str)
    asked_open = Signal(str)
    asked_move = Signal(str, int)
    focused = Signal(str)

    def __init__(self, content: RowContent, *, flush: bool = False, opened: str = "") -> None:
        super().__init__()
        self._opened = opened
        self._content = content
        self._left = _FLUSH_INDENT if flush else INDENT
        self._right = 2 if flush else _RIGHT
        self._form: QWidget | None = None
        self._laid: dict[int, tuple[list[_Piece], int]] = {}
        self._box = TickBox(self)
        self._box.move(-6 if flush else (INDENT - self._box.width()) // 2 + 2, 2)
        self._box.asked_tick.connect(self._tick)
        self._box.asked_open.connect(self._open)
        self._box.asked_move.connect(self._move)
        self._box.focus_changed.connect(self._focus_changed)
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.show_content(content)

    def content(self) -> RowContent:
        return self._content

    def show_content(self, content: RowContent) -> None:
        """Show the row as it is now; an open form stays as it is."""
        self._content = content
        self._laid.clear()
        self._box.show_tick(content.tick, _spoken(content))
        self.updateGeometry()
        self.update()

    def form(self) -> QWidget | None:
        """The open form, if any."""
        return self._form

    def open_form(self, form: QWidget) -> None:
        """Show `form` inside the row; it belongs to the row from now on."""
        self.close_form()
        self._form = form
        self.installEventFilter(self)
        form.setParent(self)
        form.show()
        self._box.setAccessibleDescription(self._opened)
        self._place_form()
        self.updateGeometry()
        self.update()

    def close_form(self) -> None:
        """Take the form away and delete it; the box takes the focus if the form had it."""
        if self._form is None:
            return
        had_focus = self._form.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        self._form.hide()
        self._form.deleteLater()
        self._form = None
        self.removeEventFilter(self)
        self._box.setAccessibleDescription("")
        if had_focus:
            self._box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.updateGeometry()
        self.update()

    def box(self) -> TickBox:
        return self._box

    def is_in_use(self) -> bool:
        """Whether it holds a form or the keys."""
        return self._form is not None or self._box.hasFocus()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        high = self._layout(width)[1]
        if self._form is not None:
            high += self._form_height(width) + 12
        return high

    def sizeHint(self) -> QSize:
        # Layouts ask heightForWidth; a height for a width that nobody gives would be work for nothing.
        high = next((high for _pieces, high in self._laid.values()), theme.ROW_HEIGHT + 4)
        return QSize(480, high)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, theme.ROW_HEIGHT + 4)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Its own events while a form is open: the form may have become higher."""
        if watched is self and event.type() == QEvent.Type.LayoutRequest and self._form is not None:
            self._place_form()
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_form()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._over_words(event.position().toPoint()):
            self._box.setFocus(Qt.FocusReason.MouseFocusReason)
            self._open()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        if self._form is not None:
            painter.fillRect(self.rect(), theme.colour(c.opened))
            painter.fillRect(0, 0, 3, self.height(), theme.colour(c.accent))
        elif self.underMouse():
            painter.fillRect(self.rect(), theme.colour(c.hover))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour(c.line_soft))
        for piece in self._layout(self.width())[0]:
            if piece.size is None:
                paint_tag(painter, piece.box, self._content.status, piece.text)
                continue
            painter.setPen(theme.colour(_ink(piece.ink)))
            if piece.struck:
                _draw_struck(painter, piece.box, piece.text)
            else:
                draw_text(painter, piece.box, piece.text, piece.size, piece.strong)
        if self._box.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour(c.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(2, 2, -2, -3), 4, 4)

    def _layout(self, width: int) -> tuple[list[_Piece], int]:
        laid = self._laid.get(width)
        if laid is None:
            if len(self._laid) > 4:
                self._laid.clear()
            laid = self._laid[width] = _lay_out(self._content, self._left, width - self._right)
        return laid

    def _form_height(self, width: int) -> int:
        assert self._form is not None
        inner = width - self._left - self._right
        if self._form.hasHeightForWidth():
            return self._form.heightForWidth(inner)
        return self._form.sizeHint().height()

    def _place_form(self) -> None:
        if self._form is not None:
            top = self._layout(self.width())[1]
            inner = self.width() - self._left - self._right
            self._form.setGeometry(self._left, top, inner, self._form_height(self.width()))

    def _over_words(self, point: QPoint) -> bool:
        return point.y() < self._layout(self.width())[1]

    def _tick(self) -> None:
        self.asked_tick.emit(self._content.key)

    def _open(self) -> None:
        self.asked_open.emit(self._content.key)

    def _move(self, step: int) -> None:
        self.asked_move.emit(self._content.key, step)

    def _focus_changed(self) -> None:
        self.update()
        if self._box.hasFocus():
            self.focused.emit(self._content.key)


def _spoken(content: RowContent) -> str:
    said = [content.title, content.spoken, content.tag, content.aside, content.meta]
    said += [detail.text for detail in content.details if not detail.struck]
    return ", ".join(part for part in said if part)


def _ink(name: str) -> str:
    value: str = getattr(theme.colours(), name, "") or theme.colours().ink
    return value if isinstance(value, str) else value.ink


def _lay_out(content: RowContent, left: int, right: int) -> tuple[list[_Piece], int]:
    """Place the words between `left` and `right`; the meta keeps the right end, the rest wraps before it."""
    small, strong = theme.metrics(Size.SMALL), theme.metrics(Size.BASE, strong=True)
    pieces: list[_Piece] = []
    title_right = right
    if content.meta:
        wide = min(small.horizontalAdvance(content.meta) + 2, (right - left) // 2)
        high = text_height(content.meta, wide, Size.SMALL)
        box = QRect(right - wide, _TOP + (strong.height() - small.height()) // 2, wide, high)
        pieces.append(_Piece(box, content.meta, Size.SMALL, "muted"))
        title_right = right - wide - 2 * _GAP
    bottom = _title_line(content, left, title_right, pieces)
    if content.meta:
        bottom = max(bottom, pieces[0].box.bottom() + 1)
    for detail in content.details:
        high = text_height(detail.text, right - left, Size.SMALL)
        box = QRect(left, bottom + 2, right - left, high)
        pieces.append(_Piece(box, detail.text, Size.SMALL, _detail_ink(detail), struck=detail.struck))
        bottom += high + 2
    return pieces, max(bottom + _TOP, theme.ROW_HEIGHT + 4)


def _title_line(content: RowContent, start: int, right: int, pieces: list[_Piece]) -> int:
    """Title, tag and aside behind each other where they fit, else on lines of their own."""
    strong, small = theme.metrics(Size.BASE, strong=True), theme.metrics(Size.SMALL)
    wide = min(strong.horizontalAdvance(content.title) + 2, right - start)
    line = text_height(content.title, wide, Size.BASE, strong=True)
    ink = "muted" if content.tick in (Tick.NOT_APPLICABLE, Tick.UNDECIDED) else "ink"
    pieces.append(_Piece(QRect(start, _TOP, wide, line), content.title, Size.BASE, ink, strong=True))
    left, top = start + wide + _GAP, _TOP
    if content.tag:
        wide = tag_width(content.status, content.tag)
        if left + wide > right:
            left, top, line = start, top + line + 3, tag_height()
        if wide > right - start:  # it loses its pill rather than its end
            line = text_height(content.tag, right - start, Size.SMALL)
            ink = content.status.value if content.status is not None else "muted"
            pieces.append(_Piece(QRect(start, top, right - start, line), content.tag, Size.SMALL, ink))
            left = right
        else:
            box = QRect(left, top + (line - tag_height()) // 2, wide, tag_height())
            pieces.append(_Piece(box, content.tag, None, ""))
            left += wide + _GAP
    if content.aside:
        wide = small.horizontalAdvance(content.aside) + 2
        if left + wide > right:
            left, top, line = start, top + line + 3, small.height()
            wide = right - start
        high = text_height(content.aside, wide, Size.SMALL)
        box = QRect(left, top + max(0, (line - high) // 2), wide, high)
        pieces.append(_Piece(box, content.aside, Size.SMALL, "muted"))
        line = max(line, high)
    return top + line


def _draw_struck(painter: QPainter, box: QRect, text: str) -> None:
    struck = QFont(theme.font(Size.SMALL))
    struck.setStrikeOut(True)
    painter.setFont(struck)
    painter.drawText(box, wrap_flags(QFontMetrics(struck), box.width(), text), text)


def _detail_ink(detail: Detail) -> str:
    return detail.status.value if detail.status is not None else "muted"
