"""The one search field, with what was found in a list beneath it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from ui import theme
from ui.theme import Size
from ui.widgets.shaped import draw_line

_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter
_HIT_HEIGHT = 44
_FIELD_EDGES = 24
"""pixels of a field that its words cannot have"""


@dataclass(frozen=True, slots=True)
class SearchHit:
    """One thing found: `key` comes back in `SearchField.activated`."""

    key: str
    title: str
    facts: str


class _HitList(QFrame):
    """The list beneath the field: painted, never focused; the field steers it."""

    clicked = Signal(int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setProperty("role", "popup")
        self.setMouseTracking(True)
        self.hits: tuple[SearchHit, ...] = ()
        self.nothing = ""
        self.current = -1
        self.hide()

    def place(self, under: QWidget, most: int) -> None:
        window = self.window()
        corner = under.mapTo(window, QPoint(0, under.height() + 4))
        rows = max(1, min(len(self.hits), most))
        wide = max(under.width(), 360)
        left = max(0, min(corner.x(), window.width() - wide - 8))
        self.setGeometry(left, corner.y(), wide, rows * _HIT_HEIGHT + 8)
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        c = theme.colours()
        painter = QPainter(self)
        if not self.hits:
            painter.setPen(theme.colour(c.muted))
            painter.drawText(self._row(0).adjusted(12, 0, -12, 0), _LINE, self.nothing)
        for at, hit in enumerate(self.hits):
            row = self._row(at)
            if row.bottom() > self.height():
                break
            if at == self.current:
                painter.fillRect(row, theme.colour(c.selected))
                painter.fillRect(QRect(row.left(), row.top(), 3, row.height()), theme.colour(c.accent))
            inner = row.adjusted(12, 4, -12, -4)
            self._paint_line(painter, inner, hit.title, c.ink, Size.BASE, Qt.TextElideMode.ElideMiddle)
            low = inner.adjusted(0, inner.height() // 2, 0, 0)
            # What tells people apart stands first; what lacks room is at the end.
            self._paint_line(painter, low, hit.facts, c.muted, Size.SMALL, Qt.TextElideMode.ElideRight)

    def _paint_line(
        self, painter: QPainter, box: QRect, text: str, ink: str, size: Size, elided: Qt.TextElideMode
    ) -> None:
        strong = size is Size.BASE
        measures = theme.metrics(size, strong)
        painter.setPen(theme.colour(ink))
        said = measures.elidedText(text, elided, box.width())
        draw_line(painter, box.left(), box.top(), said, size, strong)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.current = self._at(event.position().toPoint())
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position().toPoint())
        if at >= 0:
            self.clicked.emit(at)

    def _row(self, at: int) -> QRect:
        return QRect(4, 4 + at * _HIT_HEIGHT, self.width() - 8, _HIT_HEIGHT)

    def _at(self, point: QPoint) -> int:
        return next((at for at in range(len(self.hits)) if self._row(at).contains(point)), -1)


class SearchField(QLineEdit):
    """Type to ask; answers are fed in with `show_hits`; ↑ ↓ choose, Enter opens, Esc leaves.

    `query_changed` comes at once for a first keystroke and then at most every `pause_ms`: a scanned
    label is one question, not twelve. Enter before the answer (a scanner sends it at once) is
    remembered: when the answer holds exactly one, it opens.
    """

    query_changed = Signal(str)
    activated = Signal(str)

    def __init__(
        self, hint: str, keys: str, nothing: str, *, short_hint: str = "", pause_ms: int = 40, most: int = 8
    ) -> None:
        """`short_hint` stands in the field where it has no room for `hint`."""
        super().__init__()
        self._hints = (hint, short_hint or hint)
        self._hits: _HitList | None = None
        self._keys = keys
        self._nothing = nothing
        self._most = most
        self._answered = ""
        self._enter_waits = False
        self._unsent = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(pause_ms)
        self._pause.timeout.connect(self._pause_over)
        self.setPlaceholderText(hint)
        self.setAccessibleName(hint)
        self.setAccessibleDescription(keys)
        self.setMinimumWidth(200)
        self.textEdited.connect(self._edited)

    def show_hits(self, query: str, hits: Sequence[SearchHit]) -> None:
        """Show the answer to `query`; an answer to another text than the present one is dropped."""
        if query != self.query() or not query:
            return
        self._answered = query
        found = tuple(hits)
        if self._enter_waits and len(found) == 1:
            self._open(found[0])
            return
        self._enter_waits = False
        shown = self._popup()
        shown.hits, shown.nothing = found, self._nothing
        shown.current = 0 if found else -1
        shown.place(self, self._most)
        shown.update()
        self._say_current()

    def begin(self, text: str) -> None:
        """Go on from here with what was typed elsewhere, as if it had been typed here."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.setText(text)
        self._edited()

    def query(self) -> str:
        """What is asked now: the text without outer spaces."""
        return self.text().strip()

    def close_hits(self) -> None:
        if self._hits is not None:
            self._hits.hide()
        self._enter_waits = False

    def hits_shown(self) -> tuple[SearchHit, ...]:
        """What the open list shows; empty when it is closed."""
        return self._hits.hits if self._hits is not None and self._hits.isVisible() else ()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.hits_shown():
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Escape and (self.text() or self.hits_shown()):
            self.close_hits()
            self.clear()  # nothing stays for the next scan to be typed behind
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.close_hits()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        whole, short = self._hints
        fits = theme.metrics().horizontalAdvance(whole) + _FIELD_EDGES <= self.width()
        self.setPlaceholderText(whole if fits else short)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.text() or not self._keys:
            return
        hint = theme.metrics().horizontalAdvance(self.placeholderText())
        if hint + theme.metrics(Size.SMALL).horizontalAdvance(self._keys) + 32 > self.width():
            return
        painter = QPainter(self)
        painter.setFont(theme.font(Size.SMALL))
        painter.setPen(theme.colour(theme.colours().muted))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(self.rect().adjusted(10, 0, -10, 0), right, self._keys)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self.close_hits()
        return super().eventFilter(watched, event)

    def _popup(self) -> _HitList:
        if self._hits is None:
            self._hits = _HitList(self.window())
            self._hits.clicked.connect(self._clicked)
            self.window().installEventFilter(self)
        return self._hits

    def _edited(self) -> None:
        self._enter_waits = False
        if not self.query():
            self.close_hits()
        if self._pause.isActive():
            self._unsent = True
        else:
            self._send()

    def _send(self) -> None:
        self._unsent = False
        self._pause.start()
        self.query_changed.emit(self.query())

    def _pause_over(self) -> None:
        if self._unsent:
            self._send()

    def _move(self, step: int) -> None:
        shown = self._popup()
        last = min(len(shown.hits), self._most) - 1
        shown.current = max(0, min(last, shown.current + step))
        shown.update()
        self._say_current()

    def _enter(self) -> None:
        found = self.hits_shown()
        if found and self._answered == self.query() and self._hits is not None and self._hits.current >= 0:
            self._open(found[self._hits.current])
        elif self.query():
            self._enter_waits = True
            self._send()

    def _clicked(self, at: int) -> None:
        self._open(self._popup().hits[at])

    def _open(self, hit: SearchHit) -> None:
        self.close_hits()
        self.clear()
        self.activated.emit(hit.key)

    def _say_current(self) -> None:
        shown = self._popup()
        if shown.hits and shown.current >= 0:
            hit = shown.hits[shown.current]
            self.setAccessibleDescription(f"{hit.title}, {hit.facts}")
        else:
            self.setAccessibleDescription(shown.nothing)


def typed_sign(event: QKeyEvent) -> str:
    """The sign that the key writes, if it writes one that a name, a label or a sheet's code can begin with."""
    shifted = Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    sign = event.text()
    return sign if not event.modifiers() & ~shifted and sign.strip() and sign.isprintable() else ""
