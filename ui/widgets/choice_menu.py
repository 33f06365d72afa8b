"""A button that shows one choice of several and opens them all: `Clinic: all`."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeyEvent
from PySide6.QtWidgets import QMenu

from ui.widgets.plain import PlainButton, literal_caption

_OPENS = (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ChoiceMenu(PlainButton):
    """↓, Space, Enter or a click opens the choices; the first one is taken where none was.

    `chosen` is sent when the user takes another one.
    """

    chosen = Signal(str)

    def __init__(self, title: str, keys: str = "", caption: str = "{title}: {choice}") -> None:
        """`caption` holds `{title}` and `{choice}`, with what the language puts between them."""
        super().__init__()
        self._caption = caption
        self._title = title
        self._choices: tuple[tuple[str, str], ...] = ()
        self._choice = ""
        self._menu = QMenu(self)
        self._group = QActionGroup(self._menu)
        self.setAutoDefault(False)
        if keys:
            self.setAccessibleDescription(keys)
        self.clicked.connect(self.open)

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer these, each with its value and its words; a choice that is no longer among them stays shown."""
        if tuple(choices) != self._choices:
            self._choices = tuple(choices)
            self._fill()
        self._show_caption()

    def choice(self) -> str:
        """The value of what is chosen."""
        return self._choice

    def choose(self, value: str) -> None:
        """Choose as the user does."""
        if value != self._choice:
            self._choice = value
            self._show_caption()
            self.chosen.emit(value)

    def menu_shown(self) -> QMenu:
        """The menu with the choices."""
        return self._menu

    def open(self) -> None:
        """Show the choices beneath the button, the chosen one first to hand."""
        for action in self._group.actions():
            action.setChecked(action.data() == self._choice)
            if action.isChecked():
                self._menu.setActiveAction(action)
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in _OPENS and not event.modifiers():
            self.open()
        else:
            super().keyPressEvent(event)

    def _fill(self) -> None:
        self._menu.clear()
        for action in self._group.actions():
            self._group.removeAction(action)
        for value, words in self._choices:
            action = QAction(literal_caption(words), self._menu)
            action.setData(value)
            action.setCheckable(True)
            action.triggered.connect(lambda _on=False, value=value: self.choose(value))
            self._group.addAction(action)
            self._menu.addAction(action)

    def _show_caption(self) -> None:
        words = next((words for value, words in self._choices if value == self._choice), self._choice)
        caption = self._caption.format(title=self._title, choice=words)
        self.setText(literal_caption(f"{caption}  ▾"))
        self.setAccessibleName(caption)
