"""Labels, tooltips and buttons that show text exactly as it is.

Qt guesses rich text in labels and tooltips and takes `&` for a shortcut in buttons; a name such as
`R&D <b>` must come out unchanged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QSizePolicy, QWidget

if TYPE_CHECKING:
    from PySide6.QtGui import QAction
    from PySide6.QtWidgets import QListWidgetItem, QMessageBox

_HYPHEN, _HYPHEN_THAT_HOLDS = "-", "\u2011"
_DAY = re.compile(r"\b\d{1,2}-[^\W\d_]{3,4}(?:-\d{4})?\b")


class PlainLabel(QLabel):
    """A label that never interprets what it shows; `role` picks its look from the style sheet."""

    def __init__(self, text: str = "", role: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        if role:
            self.setProperty("role", role)


def wrapping_label(text: str = "", role: str = "") -> PlainLabel:
    """A label that breaks its text over lines rather than asking for width."""
    label = PlainLabel(text, role)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return label


def set_role(widget: QWidget, role: str) -> None:
    """Change the look of a widget that is already shown."""
    set_look(widget, "role", role)


def set_look(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet asks for, and let the widget look it up again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def set_tooltip(widget: QWidget | QListWidgetItem | QAction, text: str) -> None:
    """Give a tooltip that shows `text` literally, and no tooltip for an empty one."""
    widget.setToolTip(literal_tooltip(text))


def literal_tooltip(text: str) -> str:
    """What to hand Qt as a tooltip so that `text` is shown as it is."""
    return f"<p style='white-space:pre-wrap'>{escaped(text)}</p>" if text else ""


def escaped(text: str) -> str:
    """`text` for a place that reads marks: there it is shown as it is."""
    # The standard library's html brings a table of all entities along, at start-up.
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def literal_caption(text: str) -> str:
    """What to hand a button, check box or action so that `&` is shown as `&`."""
    return text.replace("&", "&&")


class PlainButton(QPushButton):
    """A push button that Enter presses too, where it has the focus."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)


def make_button(text: str, *, role: str = "", keys: str = "") -> QPushButton:
    """A push button; `keys` is the key combination shown behind its text."""
    button = PlainButton(literal_caption(f"{text}  {keys}" if keys else text))
    button.setAccessibleName(text)
    button.setAutoDefault(False)
    if role:
        button.setProperty("role", role)
    if keys:
        button.setAccessibleDescription(keys)
    return button


def rule() -> QFrame:
    """A thin horizontal line between parts."""
    line = QFrame()
    line.setProperty("role", "line")
    return line


def message_box(parent: QWidget, title: str, text: str) -> QMessageBox:
    """A message box that shows `text` literally and goes away when closed; call its `open`."""
    from PySide6.QtWidgets import QMessageBox

    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setWindowTitle(title)
    box.setText(text)
    return box


def unbroken(text: str) -> str:
    """The text with every day (02-Jan-1959) on one line, where lines are broken."""
    return _DAY.sub(lambda day: day[0].replace(_HYPHEN, _HYPHEN_THAT_HOLDS), text)
