"""The keys of the course screen: what F1 tells of them, and how those with several spellings are known."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pathway_app.i18n import Words
from ui.course.paper import KEYS as PAPER_KEYS


def course_keys(words: Words) -> Sequence[tuple[str, str]]:
    """(keys, what they do), for F1."""
    _ = words.gettext
    return (
        ("↑ ↓", _("to another step")),
        (_("Space"), _("tick")),
        (_("Enter"), _("open the form, or what can be done with the step")),
        ("Ctrl+Enter", _("save the form")),
        ("Esc", _("close the form (what was typed is kept), then back")),
        ("F2", _("correct the step")),
        (_("Del"), _("retract the step")),
        (_("Menu key"), _("all that can be done with the step")),
        (PAPER_KEYS, _("enter from paper: begin, stop")),
        ("Ctrl+Z", _("undo what I entered last")),
        ("Ctrl+P", _("handover sheet")),
    )


def is_menu_key(event: QKeyEvent) -> bool:
    """The key with the menu on it, or Shift+F10."""
    shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
    return event.key() == Qt.Key.Key_Menu or (event.key() == Qt.Key.Key_F10 and shifted)


def is_ctrl_enter(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
