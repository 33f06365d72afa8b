"""The dialog that asks why: a variance, a skip, a correction, a retraction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.widgets.field_spec import FieldSpec, FieldWords, Kind, Option, Value
from ui.widgets.form_field import FormField
from ui.widgets.plain import make_button, wrapping_label

REASON = "reason"
CLASS = "class"


@dataclass(frozen=True, slots=True)
class ReasonQuestion:
    """What the dialog asks. With `classes` a class must be chosen; the reason may stay empty only
    with one of `no_reason_for`. `more` are further fields (action, who follows it up)."""

    title: str
    text: str
    reason_label: str
    ok_title: str
    cancel_title: str
    class_label: str = ""
    classes: tuple[Option, ...] = ()
    no_reason_for: frozenset[str] = frozenset()
    more: tuple[FieldSpec, ...] = ()


class ConfirmReason(QDialog):
    """OK stays disabled until the answer is whole; `answered` then carries the values by field key.

    Open it with `open()`; it deletes itself when closed, by whatever way.
    """

    answered = Signal(dict)
    changed = Signal()
    given_up = Signal()
    """the user closed it without an answer; not: the program did"""

    def __init__(self, parent: QWidget, question: ReasonQuestion, words: FieldWords) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(question.title)
        self.setModal(True)
        self.setMinimumWidth(460)
        self._question = question
        self._goes_unasked = False
        column = self._column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        column.addWidget(wrapping_label(question.title, "strong"))
        if question.text:
            column.addWidget(wrapping_label(question.text, "muted"))
        self._fields = {spec.key: FormField(spec, words) for spec in _specs(question)}
        for field in self._fields.values():
            column.addWidget(field)
            field.changed.connect(self._changed)
        column.addStretch(1)
        column.addLayout(self._buttons())
        self._changed("")
        next(iter(self._fields.values())).focus()

    def field(self, key: str) -> FormField:
        """A field by its key: `REASON`, `CLASS` or one of the further ones."""
        return self._fields[key]

    def values(self) -> dict[str, Value]:
        """The answers given so far."""
        return {key: field.value() for key, field in self._fields.items() if not field.is_empty()}

    def draft(self) -> dict[str, object]:
        """Everything as it was put in."""
        return {key: field.draft() for key, field in self._fields.items()}

    def restore(self, draft: Mapping[str, object]) -> None:
        """Put a draft back; fields that are not asked here are passed over."""
        for key, value in draft.items():
            if key in self._fields:
                self._fields[key].restore(value)
        self._changed("")

    def show_restored(self, said: str) -> None:
        """Say above the fields whose text that is."""
        first = next(iter(self._fields.values()))
        self._column.insertWidget(self._column.indexOf(first), wrapping_label(said, "strong"))

    def closeEvent(self, event: QCloseEvent) -> None:
        self._goes_unasked = not event.spontaneous()
        super().closeEvent(event)

    def done(self, result: int) -> None:
        if result == QDialog.DialogCode.Rejected and not self._goes_unasked:
            self.given_up.emit()
        super().done(result)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._ok()
        else:
            super().keyPressEvent(event)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        self.cancel_button = make_button(self._question.cancel_title)
        self.cancel_button.clicked.connect(self.reject)
        self.ok_button = make_button(self._question.ok_title, role="primary", keys="Ctrl+↵")
        self.ok_button.clicked.connect(self._ok)
        row.addWidget(self.cancel_button)
        row.addWidget(self.ok_button)
        return row

    def _changed(self, _key: str) -> None:
        may_be_empty = CLASS in self._fields and self._fields[CLASS].value() in self._question.no_reason_for
        self._fields[REASON].set_required(not may_be_empty)
        self.ok_button.setEnabled(not any(field.problem() for field in self._fields.values()))
        self.changed.emit()

    def _ok(self) -> None:
        if self.ok_button.isEnabled():
            self.answered.emit(self.values())
            self.accept()


def _specs(question: ReasonQuestion) -> Sequence[FieldSpec]:
    asked: list[FieldSpec] = []
    if question.classes:
        asked.append(
            FieldSpec(CLASS, question.class_label, Kind.CHOICE, required=True, options=question.classes)
        )
    asked.append(FieldSpec(REASON, question.reason_label, Kind.LONG_TEXT, required=True))
    return [*asked, *question.more]
