"""A form of several questions with its buttons: inside a checklist row, or a whole page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.field_spec import FieldSpec, FieldWords, Value
from ui.widgets.flow import FlowBox
from ui.widgets.form_field import FormField
from ui.widgets.plain import make_button, set_role, wrapping_label


@dataclass(frozen=True, slots=True)
class FormAction:
    """A button besides saving; `key` comes back in `EntryForm.asked_action`."""

    key: str
    title: str


class EntryForm(QWidget):
    """Ctrl+Enter saves, Esc goes back. Nothing that was typed is ever lost: see `draft`.

    `save` comes only when every shown field holds a readable answer; else each field says what it
    lacks and the first of them gets the focus.
    """

    save = Signal()
    back = Signal()
    asked_action = Signal(str)
    changed = Signal()

    def __init__(
        self,
        fields: Sequence[FieldSpec],
        words: FieldWords,
        save_title: str,
        *,
        save_keys: str = "Ctrl+↵",
        actions: Sequence[FormAction] = (),
    ) -> None:
        super().__init__()
        self._fields = {spec.key: FormField(spec, words) for spec in fields}
        self._hidden_by_caller: set[str] = set()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._flow = FlowBox(gap=16, line_gap=8)
        for field in self._fields.values():
            self._flow.add(field)
            field.changed.connect(self._field_changed)
        column.addWidget(self._flow)
        self._said = wrapping_label("", "error")
        self._said.hide()
        column.addWidget(self._said)
        column.addWidget(self._buttons(save_title, save_keys, actions))
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._show_wanted()

    def values(self) -> dict[str, Value]:
        """The answers of the fields that are shown, unanswered ones left out."""
        shown = {key: field for key, field in self._fields.items() if self.is_shown(key)}
        return {key: field.value() for key, field in shown.items() if not field.is_empty()}

    def set_values(self, values: Mapping[str, Value]) -> None:
        """Show answers that were recorded before, to correct them."""
        for key, value in values.items():
            self._fields[key].set_value(value)
        self._show_wanted()

    def draft(self) -> dict[str, object]:
        """Everything as it was put in, readable or not."""
        return {key: field.draft() for key, field in self._fields.items()}

    def restore(self, draft: Mapping[str, object]) -> None:
        """Put a draft back; fields that no longer exist are passed over."""
        for key, value in draft.items():
            if key in self._fields:
                self._fields[key].restore(value)
        self._show_wanted()

    def insert_before(self, key: str, widget: QWidget) -> None:
        """Put something that is no question (a heading, what a source says) before a field."""
        self._flow.insert(widget, self._fields[key])

    def field(self, key: str) -> FormField:
        return self._fields[key]

    def is_shown(self, key: str) -> bool:
        return not self._fields[key].isHidden()

    def set_shown(self, key: str, shown: bool) -> None:
        """Show or hide a field for a reason that the caller knows."""
        (self._hidden_by_caller.discard if shown else self._hidden_by_caller.add)(key)
        self._show_wanted()

    def problems(self) -> dict[str, str]:
        """What each shown field lacks, in words, by its key."""
        found = {key: field.problem() for key, field in self._fields.items() if self.is_shown(key)}
        return {key: text for key, text in found.items() if text}

    def show_problems(self, by_field: Mapping[str, str], general: str = "") -> None:
        """Say what is wrong beneath each field, and beneath them all; the first wrong one gets the focus."""
        for key, field in self._fields.items():
            field.show_error(by_field.get(key, ""))
        others = [text for key, text in by_field.items() if key not in self._fields]
        self.show_message("\n".join(part for part in (general, *others) if part))
        for key, field in self._fields.items():
            if key in by_field and self.is_shown(key):
                field.focus()
                break

    def show_message(self, text: str, role: str = "error") -> None:
        """Say something above the buttons; an empty text takes it away."""
        set_role(self._said, role)
        self._said.setText(f"! {text}" if text and role == "error" else text)
        self._said.setVisible(bool(text))
        self.updateGeometry()

    def message(self) -> str:
        return self._said.text()

    def set_busy(self, busy: bool) -> None:
        """While saving nothing can be pressed twice; the fields keep what they hold."""
        self.save_button.setEnabled(not busy)
        for button in self.action_buttons.values():
            button.setEnabled(not busy)

    def focus_first(self) -> None:
        """Give the first shown field the focus, or the save button where there is none."""
        for key, field in self._fields.items():
            if self.is_shown(key):
                field.focus_to_replace()
                return
        self.save_button.setFocus()

    def try_save(self) -> None:
        """Emit `save` when every answer can be read and none lacks; else say what lacks."""
        if not self.save_button.isEnabled():
            return
        problems = self.problems()
        self.show_problems(problems)
        if not problems:
            self.save.emit()

    def hasHeightForWidth(self) -> bool:
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.try_save()
        elif event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def _buttons(self, save_title: str, save_keys: str, actions: Sequence[FormAction]) -> QWidget:
        row = FlowBox(gap=8, line_gap=8)
        self.save_button: QPushButton = make_button(save_title, role="primary", keys=save_keys)
        self.save_button.clicked.connect(self.try_save)
        row.add(self.save_button)
        self.action_buttons: dict[str, QPushButton] = {}
        for action in actions:
            button = make_button(action.title)
            button.clicked.connect(lambda _on=False, key=action.key: self.asked_action.emit(key))
            self.action_buttons[action.key] = button
            row.add(button)
        return row

    def _field_changed(self, _key: str) -> None:
        self.show_message("")
        self._show_wanted()
        self.changed.emit()

    def _show_wanted(self) -> None:
        for key, field in self._fields.items():
            field.setVisible(key not in self._hidden_by_caller and self._is_wanted(field.spec))
        self.updateGeometry()

    def _is_wanted(self, spec: FieldSpec) -> bool:
        if spec.shown_when is None:
            return True
        asked, answers = spec.shown_when
        given = self._fields[asked].value() if asked in self._fields else None
        return bool(answers.intersection(given if isinstance(given, tuple) else (given,)))
