"""A row of answers that exclude each other."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.widgets.answer_buttons import AnswerRadio


class Choice(QWidget):
    """One of `titles` (by key) is always chosen; arrow keys go on to the next."""

    changed = Signal(str)

    def __init__(self, titles: Mapping[str, str], chosen: str, spoken: str) -> None:
        super().__init__()
        self.setAccessibleName(spoken)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.buttons = {key: AnswerRadio(title) for key, title in titles.items()}
        for key, button in self.buttons.items():
            button.setChecked(key == chosen)
            button.clicked.connect(lambda _on=False, key=key: self._chosen(key))
            button.asked_step.connect(self._step)
            row.addWidget(button)
        row.addStretch(1)
        self._key = chosen

    def key(self) -> str:
        return self._key

    def choose(self, key: str) -> None:
        """Sends no signal."""
        self._key = key
        self.buttons[key].setChecked(True)

    def focus(self) -> None:
        self.buttons[self._key].setFocus(Qt.FocusReason.OtherFocusReason)

    def _chosen(self, key: str) -> None:
        if key != self._key:
            self._key = key
            self.changed.emit(key)

    def _step(self, step: int) -> None:
        keys = list(self.buttons)
        at = keys.index(self._key) + step
        if 0 <= at < len(keys):
            self.choose(keys[at])
            self.focus()
            self.changed.emit(keys[at])
