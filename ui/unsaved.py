"""Asks before text is lost that was typed and not saved."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QMessageBox, QWidget

from pathway_app.i18n import Words
from ui.widgets.plain import message_box


def ask_to_lose(window: QWidget, words: Words, title: str, question: str, go_on: Callable[[], None]) -> None:
    """Show `question`; the button `title` calls `go_on`. Enter and Esc stay."""
    box = message_box(window, title, question)
    stay = box.addButton(words.gettext("Stay"), QMessageBox.ButtonRole.RejectRole)
    leave = box.addButton(title, QMessageBox.ButtonRole.DestructiveRole)
    box.setDefaultButton(stay)
    box.setEscapeButton(stay)
    box.buttonClicked.connect(lambda button: go_on() if button is leave else None)
    box.open()
