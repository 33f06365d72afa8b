"""What one card on an otherwise empty window looks like, before anything of the record is shown."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.field_card import FieldCard
from ui.widgets.notices import BusyLine
from ui.widgets.plain import PlainLabel, wrapping_label

_WIDEST = 460


class CardPage(QWidget):
    """A title and a card in the middle; `spoken` is said of the line that moves while something is being done."""

    def __init__(self, title: str, card: QFrame, spoken: str = "", *, told: str = "") -> None:
        super().__init__()
        self.card = card
        self.setAccessibleName(title)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "canvas")
        inner = QWidget()
        inner.setProperty("ground", "none")
        inner.setMaximumWidth(_WIDEST)
        self.column = QVBoxLayout(inner)
        self.column.setContentsMargins(24, 20, 24, 20)
        self.column.setSpacing(12)
        self.column.addStretch(2)
        label = PlainLabel(title, "title")
        label.setWordWrap(True)
        self.column.addWidget(label)
        self._told = wrapping_label(told)
        if not told:
            self._told.hide()
        self.column.addWidget(self._told)
        self.column.addWidget(card)
        self._spoken = spoken
        self.said = PlainLabel(" ", "muted")  # its line is always there, so that nothing moves
        self.column.addWidget(self.said)
        self.below = QVBoxLayout()
        self.column.addLayout(self.below)
        self.column.addStretch(3)
        holder = QWidget()
        holder.setProperty("ground", "none")
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(inner, 100)
        row.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        if isinstance(card, FieldCard):
            card.refused.connect(lambda field: area.ensureWidgetVisible(field, 0, 60))
        self.busy = BusyLine(spoken)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.busy)
        whole.addWidget(area, 1)

    def tell(self, told: str) -> None:
        """Something else above the card."""
        self._told.setText(told)
        self._told.setVisible(bool(told))

    def wait(self, waits: bool) -> None:
        """One thing at a time; what is typed stays to be seen."""
        self.busy.set_busy(waits)
        self.said.setText(self._spoken if waits else " ")
        self.card.setEnabled(not waits)
