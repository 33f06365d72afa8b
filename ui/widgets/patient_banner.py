"""Who this is about: the banner that never scrolls away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.widgets.flow import FlowBox
from ui.widgets.plain import PlainLabel


@dataclass(frozen=True, slots=True)
class Fact:
    """A labelled fact about a patient."""

    label: str
    value: str


class PatientBanner(QFrame):
    """Name and identifying facts, never shortened: where the width ends they go on below."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "patientBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 8, 20, 8)
        row.setSpacing(16)
        self._flow = FlowBox(gap=18, line_gap=6, to_bottom=True)
        row.addWidget(self._flow, 1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        row.addLayout(self._buttons)
        row.setAlignment(self._buttons, Qt.AlignmentFlag.AlignVCenter)

    def show_patient(self, family_name: str, given_name: str, facts: Sequence[Fact]) -> None:
        """Show another patient, or the same one's changed facts."""
        name = f"{family_name.upper()}, {given_name}" if given_name else family_name.upper()
        self._flow.clear()
        label = _Fitting(name, "title")
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._flow.add(label)
        for fact in facts:
            self._flow.add(_fact(fact))
        self.setAccessibleName(", ".join([name, *(f"{fact.label} {fact.value}" for fact in facts)]))

    def add_button(self, button: QWidget) -> None:
        """Put a button at the right end."""
        self._buttons.addWidget(button)


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
