"""A panel of labelled fields, each with what is wrong about it said below it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QPushButton, QVBoxLayout, QWidget

from pathway_app.i18n import Words
from ui.widgets.plain import PlainLabel, make_button, set_look, wrapping_label

_LONGEST = 200
"""signs, as of a setting of the site"""
_LONGEST_SECRET = 500


class SecretField(QLineEdit):
    """A password, shown as dots. Tells from the letters typed whether Caps Lock is on: Qt itself cannot be asked."""

    caps_lock = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setMaxLength(_LONGEST_SECRET)
        self._caps: bool | None = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_CapsLock:
            if self._caps is not None:
                self._tell(not self._caps)
        elif len(event.text()) == 1 and event.text().isalpha():
            with_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._tell(event.text().isupper() != with_shift)
        super().keyPressEvent(event)

    def _tell(self, caps: bool) -> None:
        if caps != bool(self._caps):
            self.caps_lock.emit(caps)
        self._caps = caps


class FieldCard(QFrame):
    """`submitted` comes when everything that must be there is; `wanted` says what that is. Enter submits."""

    submitted = Signal()
    refused = Signal(QWidget)
    """something is wrong with this field, which has the keys now"""

    def __init__(self, words: Words, title: str = "") -> None:
        super().__init__()
        self.words = words
        self.said = wrapping_label("", "error")
        self.said.hide()
        self._required = words.gettext("This must be filled in.")
        self._caps_told = words.gettext("Caps Lock is on.")
        self._errors: dict[QLineEdit, PlainLabel] = {}
        self._labels: dict[QLineEdit, PlainLabel] = {}
        self.setProperty("role", "panel")
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(16, 14, 16, 16)
        self.rows.setSpacing(6)
        if title:
            self.rows.addWidget(PlainLabel(title, "strong"))

    def field(self, title: str, *, secret: bool = False) -> QLineEdit:
        """One more field, below what there is."""
        field = SecretField() if secret else QLineEdit()
        if not isinstance(field, SecretField):
            field.setMaxLength(_LONGEST)
        field.setAccessibleName(title)
        field.returnPressed.connect(self.submit)
        label = PlainLabel(title, "smallStrong")
        label.setWordWrap(True)
        label.setBuddy(field)
        error = wrapping_label("", "error")
        error.hide()
        field.textEdited.connect(lambda _text: self.accept(field))
        self.rows.addSpacing(4)
        for widget in (label, field, error):
            self.rows.addWidget(widget)
        if isinstance(field, SecretField):
            caps = wrapping_label(self._caps_told, "smallStrong")
            caps.hide()
            field.caps_lock.connect(caps.setVisible)
            self.rows.addWidget(caps)
        self._errors[field], self._labels[field] = error, label
        return field

    def say_below(self, text: str) -> PlainLabel:
        """A sentence that explains, below what there is."""
        label = wrapping_label(text, "small")
        self.rows.addWidget(label)
        return label

    def finish(self, caption: str) -> QPushButton:
        """What is wrong with all of it, and the button that submits."""
        self.rows.addWidget(self.said)
        button = make_button(caption, role="primary", keys="↵")
        button.clicked.connect(self.submit)
        self.rows.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        return button

    def wanted(self) -> Sequence[QLineEdit]:
        """The fields that must be filled in."""
        return tuple(field for field in self._errors if not field.isHidden())

    def submit(self) -> None:
        self.said.hide()
        missing = [field for field in self.wanted() if not field.text().strip()]
        for field in reversed(missing):  # the first one has the keys in the end
            self.refuse(field, self._required)
        if not missing and self.is_right():
            self.submitted.emit()

    def is_right(self) -> bool:
        """Whether what was typed fits together; says what does not."""
        return True

    def show_fields(self, fields: Mapping[QLineEdit, bool]) -> None:
        for field, shown in fields.items():
            self._labels[field].setVisible(shown)
            field.setVisible(shown)
            self.accept(field)

    def error_of(self, field: QLineEdit) -> str:
        """What is said beside a field."""
        label = self._errors[field]
        return label.text() if not label.isHidden() else ""

    def refuse(self, field: QLineEdit, why: str) -> None:
        """Say below the field what is wrong, and put the keys there."""
        set_look(field, "wrong", True)
        self.tell(field, why)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refused.emit(field)

    def tell(self, field: QLineEdit, what: str) -> None:
        """Say something below the field, or nothing more."""
        field.setAccessibleDescription(what)
        self._errors[field].setText(what)
        self._errors[field].setVisible(bool(what))

    def accept(self, field: QLineEdit) -> None:
        """Nothing is wrong with it any more."""
        set_look(field, "wrong", False)
        self.tell(field, "")

    def say(self, sentence: str) -> None:
        """Say what is wrong with all of it."""
        self.said.setText(sentence)
        self.said.setVisible(bool(sentence))
