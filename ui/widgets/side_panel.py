"""The panel on the right: a heading, parts beneath each other, and a few buttons at its foot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.theme import Status
from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel, rule, wrapping_label
from ui.widgets.tag import StatusTag
from ui.widgets.wrapping import longest_word

if TYPE_CHECKING:
    from ui.widgets.checklist_row import ChecklistRow

PANEL_WIDTH = 316
_LEAST_WIDTH = 220
"""pixels, in a narrow window"""


@dataclass(frozen=True, slots=True)
class EventLine:
    """A line of the history: when, what, and (smaller) who or why; `struck` was corrected later."""

    when: str
    what: str
    note: str = ""
    struck: bool = False


class SidePanel(QFrame):
    """Parts are added from top to bottom; `clear` empties it for another subject."""

    def __init__(self, spoken: str = "") -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self.setAccessibleName(spoken)
        self.setFixedWidth(PANEL_WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.setSpacing(0)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        outer.addWidget(self._scroll, 1)
        self._foot = FlowBox()
        self._below = QVBoxLayout()
        self._below.setContentsMargins(14, 8, 14, 14)
        self._below.setSpacing(8)
        self._below.addWidget(self._foot)
        outer.addLayout(self._below)
        self._new_body()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.focusChanged.connect(self._bring_into_sight)

    def fit(self, width: int) -> None:
        """Be as wide as goes beside something, where both have `width` pixels."""
        self.setFixedWidth(max(_LEAST_WIDTH, min(PANEL_WIDTH, width * 3 // 10)))

    def clear(self) -> None:
        """Take every part away; the buttons at the foot stay."""
        self._new_body()

    def add_heading(self, text: str) -> None:
        """The panel's subject."""
        self._add(wrapping_label(text, "strong"))

    def add_part(self, title: str) -> None:
        """A line and a heading of the next part."""
        for widget in (PlainLabel(), rule()):
            widget.setFixedHeight(1)
            self._add(widget)
        self._add(wrapping_label(title, "smallStrong"))

    def add_text(self, text: str, role: str = "small") -> PlainLabel:
        """A paragraph."""
        label = wrapping_label(text, role)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._add(label)
        return label

    def add_tagged(self, tag: str, text: str, status: Status | None = None) -> None:
        """A tag with text behind it: where something comes from, say."""
        row = _Pairs(gap=6)
        row.add(StatusTag(status, tag), wrapping_label(text, "small"))
        self._add(row)

    def add_history(self, lines: Sequence[EventLine]) -> None:
        """Lines of the history, newest first as given."""
        block = _Pairs(gap=8)
        for line in lines:
            what = wrapping_label(line.what, "small")
            if line.struck:
                _strike(what)
            block.add(PlainLabel(line.when, "small"), what)
            if line.note:
                note = wrapping_label(line.note, "variance")
                if line.struck:
                    _strike(note)
                block.add(None, note)
        self._add(block)

    def add_row(self, row: ChecklistRow) -> None:
        """A row to tick, made `flush`."""
        self._add(row)

    def add_widget(self, widget: QWidget) -> None:
        """Any other part."""
        self._add(widget)

    def add_button(self, button: QWidget) -> None:
        """A button at the foot."""
        self._foot.add(button)

    def add_foot_text(self, text: str) -> None:
        """A line beneath the buttons that stays in view."""
        self._below.addWidget(wrapping_label(text, "small"))

    @Slot(QWidget, QWidget)
    def _bring_into_sight(self, _before: QWidget | None, now: QWidget | None) -> None:
        """What gets the keys: Qt scrolls to it only where Tab came from within the panel."""
        body = self._scroll.widget()
        if now is not None and body is not None and body.isAncestorOf(now):
            self._scroll.ensureWidgetVisible(now, 0, 8)

    def _add(self, widget: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, widget)

    def _new_body(self) -> None:
        body = QWidget()
        body.setProperty("ground", "none")
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._column = QVBoxLayout(body)
        self._column.setContentsMargins(14, 14, 14, 8)
        self._column.setSpacing(6)
        self._column.addStretch(1)
        # setWidget deletes the body that was shown before.
        self._scroll.setWidget(body)


class _Pairs(QWidget):
    """Something short with text behind it, or beneath it where a word of the text would be cut otherwise."""

    def __init__(self, gap: int) -> None:
        super().__init__()
        self._gap = gap
        self._pairs: list[tuple[QWidget | None, PlainLabel]] = []
        self._beneath = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(gap)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(1, 1)

    def add(self, short: QWidget | None, text: PlainLabel) -> None:
        """A further pair; without `short` the text goes on beneath the one before."""
        self._pairs.append((short, text))
        self._put(len(self._pairs) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beneath = self._lacks_room()
        if beneath != self._beneath:
            self._beneath = beneath
            self._grid.setHorizontalSpacing(0 if beneath else self._gap)
            for at in range(len(self._pairs)):
                self._put(at)

    def _lacks_room(self) -> bool:
        short = max((each.sizeHint().width() for each, _text in self._pairs if each is not None), default=0)
        room = self.width() - short - self._gap
        return any(longest_word(text.fontMetrics(), text.text()) > room for _short, text in self._pairs)

    def _put(self, at: int) -> None:
        short, text = self._pairs[at]
        for widget in (short, text):
            if widget is not None:
                self._grid.removeWidget(widget)
        if self._beneath:
            if short is not None:
                self._grid.addWidget(short, 2 * at, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
            self._grid.addWidget(text, 2 * at + 1, 0, 1, 2)
        else:
            if short is not None:
                self._grid.addWidget(short, 2 * at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(text, 2 * at, 1)


def _strike(label: PlainLabel) -> None:
    struck = label.font()
    struck.setStrikeOut(True)
    label.setFont(struck)
