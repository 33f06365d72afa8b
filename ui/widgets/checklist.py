"""The checklist of a course: phases as headings, checkpoints as rows, one form open at a time."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui import theme
from ui.theme import Status
from ui.widgets.checklist_content import RowContent, SectionContent
from ui.widgets.checklist_row import ChecklistRow
from ui.widgets.tag import paint_tag, tag_height, tag_width

_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter


class SectionHeader(QWidget):
    """A phase's heading, with a tag at its right end where something wants to be seen."""

    def __init__(self, title: str, status: Status | None = None, tag: str = "") -> None:
        super().__init__()
        self._title, self._status, self._tag = title, status, tag
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.show_section(title, status, tag)

    def show_section(self, title: str, status: Status | None, tag: str) -> None:
        self._title, self._status, self._tag = title, status, tag
        self.setAccessibleName(f"{title}, {tag}" if tag else title)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(320, max(36, theme.metrics(strong=True).height() + 18))

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.colour(c.panel))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colour(c.line))
        right = self.width() - 14
        if self._tag:
            wide = tag_width(self._status, self._tag)
            top = (self.height() - tag_height()) // 2
            paint_tag(painter, QRect(right - wide, top, wide, tag_height()), self._status, self._tag)
            right -= wide + 8
        painter.setFont(theme.font(strong=True))
        painter.setPen(theme.colour(c.ink))
        title = theme.metrics(strong=True).elidedText(self._title, Qt.TextElideMode.ElideRight, right - 14)
        painter.drawText(QRect(14, 0, right - 14, self.height()), _LINE, title)


class Checklist(QFrame):
    """Rows keep their place, focus and open form when the same course is shown again.

    `asked_tick` and `asked_open` carry the key of a row; `row_focused` says which one the user is on.
    """

    asked_tick = Signal(str)
    asked_open = Signal(str)
    row_focused = Signal(str)

    def __init__(self, spoken: str = "", opened: str = "") -> None:
        """`opened` is spoken with the row whose form is open."""
        super().__init__()
        self._opened = opened
        self.setProperty("role", "panel")
        self.setAccessibleName(spoken)
        self._headers: dict[str, SectionHeader] = {}
        self._rows: dict[str, ChecklistRow] = {}
        self._order: list[str] = []
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        inside = QWidget()
        inside.setProperty("ground", "none")
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(self._scroll)

    def show_sections(self, sections: Sequence[SectionContent]) -> None:
        """Show these phases and rows, in this order."""
        wanted_rows = [row.key for section in sections for row in section.rows]
        if wanted_rows != self._order or [section.key for section in sections] != list(self._headers):
            self._reuse(wanted_rows)
            self._remove_others({section.key for section in sections}, set(wanted_rows))
        at = 0
        self._headers = {section.key: self._header(section) for section in sections}
        for section in sections:
            at = self._put(self._headers[section.key], at)
            for content in section.rows:
                at = self._put(self._row(content), at)
        self._order = wanted_rows
        self.order_tabs()

    def row(self, key: str) -> ChecklistRow | None:
        return self._rows.get(key)

    def keys(self) -> tuple[str, ...]:
        """The keys of the rows, from top to bottom."""
        return tuple(self._order)

    def focus_row(self, key: str) -> None:
        """Give a row the focus and bring it into view."""
        row = self._rows.get(key)
        if row is not None:
            self._settle()
            row.box().setFocus(Qt.FocusReason.OtherFocusReason)
            self._scroll.ensureWidgetVisible(row, 0, 24)

    def reveal(self, key: str) -> None:
        """Bring a row into view, its top where it is higher than the view."""
        row = self._rows.get(key)
        if row is not None:
            self._settle()
            self._scroll.ensureWidgetVisible(row, 0, 8)
            bar = self._scroll.verticalScrollBar()
            bar.setValue(min(bar.value(), row.y()))

    def show_section_top(self, key: str) -> None:
        """Scroll a phase's heading to the top."""
        header = self._headers.get(key)
        if header is not None:
            self._settle()
            self._scroll.verticalScrollBar().setValue(header.y())

    def open_form(self, key: str, form: QWidget) -> None:
        """Open `form` in a row and close any other."""
        row = self._rows[key]
        for other in self._rows.values():
            if other is not row:
                other.close_form()
        row.open_form(form)
        self.order_tabs()
        self.reveal(key)

    def close_form(self) -> None:
        """Close the open form, if any."""
        for row in self._rows.values():
            row.close_form()

    def open_key(self) -> str:
        """The key of the row whose form is open, or an empty text."""
        return next((key for key in self._order if self._rows[key].form() is not None), "")

    def _settle(self) -> None:
        """Give every row its place now: what comes next scrolls to one."""
        QCoreApplication.sendEvent(self._scroll, QEvent(QEvent.Type.LayoutRequest))
        self._column.activate()

    def _header(self, section: SectionContent) -> SectionHeader:
        header = self._headers.get(section.key)
        if header is None:
            return SectionHeader(section.title, section.status, section.tag)
        header.show_section(section.title, section.status, section.tag)
        return header

    def _row(self, content: RowContent) -> ChecklistRow:
        row = self._rows.get(content.key)
        if row is None:
            row = self._rows[content.key] = ChecklistRow(content, opened=self._opened)
            row.asked_tick.connect(self.asked_tick)
            row.asked_open.connect(self.asked_open)
            row.asked_move.connect(self._move)
            row.focused.connect(self._row_focused)
        elif row.content() != content:
            row.show_content(content)
        return row

    def _put(self, widget: QWidget, at: int) -> int:
        item = self._column.itemAt(at)
        if item is None or item.widget() is not widget:
            self._column.insertWidget(at, widget)
            widget.show()  # the layout would do so later, and measure nothing until then
        return at + 1

    def _reuse(self, wanted: Sequence[str]) -> None:
        """Rows that are no longer wanted become those that are missing: making one takes far longer."""
        unused = [key for key in self._order if key in set(self._rows) - set(wanted)]
        free = iter([key for key in unused if not self._rows[key].is_in_use()])
        for key in wanted:
            if key not in self._rows:
                other = next(free, None)
                if other is None:
                    return
                self._rows[key] = self._rows.pop(other)

    def _remove_others(self, sections: set[str], rows: set[str]) -> None:
        gone: list[QWidget] = [self._headers.pop(key) for key in set(self._headers) - sections]
        gone += [self._rows.pop(key) for key in set(self._rows) - rows]
        for widget in gone:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def order_tabs(self, before: QWidget | None = None) -> None:
        """Tab goes from `before` through the rows from top to bottom, through an open form where it stands."""
        for key in self._order:
            row = self._rows[key]
            stops = [row.box(), *_tab_stops(row.form())]
            for stop in stops:
                if before is not None:
                    QWidget.setTabOrder(before, stop)
                before = stop

    def _move(self, key: str, step: int) -> None:
        at = self._order.index(key) + step
        if 0 <= at < len(self._order):
            self.focus_row(self._order[at])

    def _row_focused(self, key: str) -> None:
        self._scroll.ensureWidgetVisible(self._rows[key].box(), 0, 24)
        self.row_focused.emit(key)


def _tab_stops(form: QWidget | None) -> list[QWidget]:
    """The widgets of a form that Tab stops at, now or after another answer, in the order they were put there."""
    if form is None:
        return []
    inside: list[QWidget] = form.findChildren(QWidget)
    # A combo box's list is a window of its own.
    same_window = [widget for widget in inside if widget.window() is form.window()]
    # Of a question's radio buttons only one takes Tab, and which one changes: all stand in the order.
    return [w for w in same_window if w.focusPolicy() is not Qt.FocusPolicy.NoFocus]
