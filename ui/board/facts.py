"""What was found, a fact a line: its name, and beside it the answers with their weight."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from pathway_app.documents.model import Text
from ui import theme
from ui.board.case import Fact
from ui.theme import Size
from ui.widgets.plain import escaped, unbroken, wrapping_label

_LABELS = 100


class RunsLabel(QLabel):
    """A paragraph with bold parts; whatever was typed is shown as it is."""

    def __init__(self, text: Text) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(theme.font(Size.SMALL))
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setText("".join(_marked(run.text, run.bold) for run in text))
        self.setAccessibleName("".join(run.text for run in text))


class FactGrid(QWidget):
    """Shows facts beneath each other."""

    def __init__(self) -> None:
        super().__init__()
        self._shown: list[QWidget] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(5)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, _LABELS)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these, in place of those before."""
        for widget in self._shown:
            self._grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown.clear()
        words = (word for fact in facts for word in fact.label.split())
        longest = max((theme.metrics(Size.SMALL).horizontalAdvance(word) for word in words), default=0)
        self._grid.setColumnMinimumWidth(0, max(_LABELS, longest + 2))
        for at, fact in enumerate(facts):
            label = wrapping_label(fact.label, "small")
            self._grid.addWidget(label, at, 0, Qt.AlignmentFlag.AlignTop)
            value = RunsLabel(fact.value)
            self._grid.addWidget(value, at, 1)
            self._shown += [label, value]


def _marked(text: str, bold: bool) -> str:
    shown = unbroken(escaped(text)).replace("\n", "<br>")
    return f"<b>{shown}</b>" if bold else shown
