"""What the definition says at the chosen checkpoint: beside the map, or beneath it in columns."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.definition.detail import Detail, Part, Said
from ui.widgets.plain import PlainLabel, wrapping_label
from ui.widgets.tag import StatusTag

BESIDE, NARROW = 316, 250
_SHARES = (3, 4, 4, 5)
"""how wide the groups are beneath the map, in relation to each other"""


class DetailPanel(QFrame):
    """Shows one `Detail` at a time; the arrow keys scroll it where it has the focus."""

    def __init__(self, spoken: str) -> None:
        super().__init__()
        self.setProperty("role", "panel")
        self._shown: Detail | None = None
        self._beneath = False
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._scroll.setAccessibleName(spoken)
        around = QVBoxLayout(self)
        around.setContentsMargins(1, 1, 1, 1)
        around.addWidget(self._scroll)

    def show_detail(self, shown: Detail) -> None:
        """Show another checkpoint, from its beginning."""
        if shown != self._shown:
            self._shown = shown
            self._fill()

    def detail(self) -> Detail | None:
        return self._shown

    def stop(self) -> QWidget:
        """What Tab stops at."""
        return self._scroll

    def set_beneath(self, beneath: bool) -> None:
        """Groups beside each other, or beneath each other."""
        if beneath != self._beneath:
            self._beneath = beneath
            self._fill()

    def _fill(self) -> None:
        shown = self._shown
        if shown is None:
            return
        body = QWidget()
        body.setProperty("ground", "none")
        body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        direction = QBoxLayout.Direction.LeftToRight if self._beneath else QBoxLayout.Direction.TopToBottom
        row = QBoxLayout(direction, body)
        row.setContentsMargins(14, 12, 14, 12)
        row.setSpacing(22 if self._beneath else 10)
        for at, group in enumerate(shown.groups):
            column = self._group(shown if at == 0 else None, group)
            row.addWidget(column, _SHARES[at] if self._beneath else 0, Qt.AlignmentFlag.AlignTop)
        if not self._beneath:
            row.addStretch(1)
        self._scroll.setWidget(body)

    def _group(self, head: Detail | None, parts: Iterable[Part]) -> QWidget:
        group = QWidget()
        group.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(group)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(5)
        if head is not None:
            column.addWidget(wrapping_label(head.title, "strong"))
            if head.standing:
                column.addWidget(wrapping_label(head.standing, "smallStrong"))
            column.addWidget(wrapping_label(head.phase, "small"))
            column.addWidget(_selectable(wrapping_label(head.explanation, "small")))
        for part in parts:
            column.addWidget(wrapping_label(part.title, "smallStrong"))
            for line in part.lines:
                column.addWidget(_line(line))
        return group


def _line(said: Said) -> QWidget:
    if not said.tag and not said.below:
        return _selectable(wrapping_label(said.text, "small"))
    row = QWidget()
    grid = QGridLayout(row)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(6)
    grid.setVerticalSpacing(1)
    grid.setColumnStretch(1, 1)
    if said.tag:
        grid.addWidget(StatusTag(None, said.tag), 0, 0, Qt.AlignmentFlag.AlignTop)
    left = 1 if said.tag else 0
    grid.addWidget(_selectable(wrapping_label(said.text, "small")), 0, left, 1, 2 - left)
    if said.below:
        grid.addWidget(_selectable(wrapping_label(said.below, "small")), 1, left, 1, 2 - left)
    return row


def _selectable(label: PlainLabel) -> PlainLabel:
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return label
