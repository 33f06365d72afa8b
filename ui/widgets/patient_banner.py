"""Who this is about: the banner that never scrolls away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel

_MARGIN, _GAP = 20, 16


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled fact about a patient."""

    label: str
    value: str


class PatientBanner(QFrame):
    """Name and identifying facts, never shortened; in a narrow window the facts stand beneath name and buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "patientBar")
        self._name = ""
        self._shown: tuple[Fact, ...] = ()
        self._beneath = False
        self._laying = False
        self._one_line = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        column.setSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        column.addLayout(row)
        self._flow = FlowBox(gap=18, line_gap=6, to_bottom=True)
        row.addWidget(self._flow, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        row.addLayout(self._buttons)
        row.setAlignment(self._buttons, Qt.AlignmentFlag.AlignVCenter)
        self._below = FlowBox(gap=18, line_gap=6)
        self._below.hide()
        column.addWidget(self._below)

    def show_patient(self, family_name: str, given_name: str, facts: Sequence[Fact]) -> None:
        """Show another patient, or the same one's changed facts."""
        self._name = f"{family_name.upper()}, {given_name}" if given_name else family_name.upper()
        self._shown = tuple(facts)
        said = [self._name, *(f"{fact.label} {fact.value}" for fact in facts)]
        self.setAccessibleName(", ".join(said))
        self._lay_out(beneath=False)
        self._one_line = self._flow.sizeHint().width()
        self.fit()

    def add_button(self, button: QWidget) -> None:
        """Put a button at the right end."""
        self._buttons.addWidget(button)

    def lacks_room(self) -> bool:
        """Whether name, facts and buttons do not fit on one line."""
        self._buttons.invalidate()  # a caption may just have been changed
        room = self.width() - 2 * _MARGIN - _GAP - self._buttons.sizeHint().width()
        return self._one_line > room

    def fit(self) -> None:
        """Put the facts where they have room, after a button's caption was changed."""
        if not self._laying and self.lacks_room() != self._beneath:
            self._lay_out(beneath=not self._beneath)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def _lay_out(self, *, beneath: bool) -> None:
        self._laying = True  # a new height may resize the banner while it is being filled
        self._beneath = beneath
        self._flow.clear()
        self._below.clear()
        label = _Fitting(self._name, "title")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._flow.add(label)
        for fact in self._shown:
            (self._below if beneath else self._flow).add(_fact(fact))
        self._below.setVisible(beneath)
        self._laying = False


class _Fitting(PlainLabel):
    """A label on one line as long as that fits, else on several; nothing is cut off."""

    def __init__(self, text: str, role: str) -> None:
        super().__init__(text, role)
        self.setWordWrap(True)

    def sizeHint(self) -> QSize:
        return self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text())


def _fact(fact: Fact) -> QWidget:
    box = QWidget()
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(1)
    column.addWidget(PlainLabel(fact.label, "small"))
    value: QLabel = PlainLabel(fact.value, "strong")
    value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    value.setAccessibleName(f"{fact.label}: {fact.value}")
    column.addWidget(value)
    return box
