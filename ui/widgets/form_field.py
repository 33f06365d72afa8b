"""One question of a form: label, control, and beneath it what is wrong or how it is understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from ui.widgets.field_choices import ChoiceBox, RadioAnswers, SeveralAnswers
from ui.widgets.field_spec import FieldSpec, FieldWords, Kind, Value
from ui.widgets.field_texts import DayLine, LongText, MomentEditor, NumberLine, TextLine
from ui.widgets.plain import PlainLabel, set_role

_MOST_SIDE_BY_SIDE = 4
_MOST_LETTERS_SIDE_BY_SIDE = 48


class Editor(Protocol):
    """What a form field needs of the control inside it."""

    def value(self) -> Value:
        """The answer, or None where there is none or it cannot be read."""

    def set_value(self, value: Value) -> None:
        """Show an answer that was given before."""

    def draft(self) -> object:
        """What the user has put in, readable or not, to be given back to `restore`."""

    def restore(self, draft: object) -> None: ...

    def problem(self) -> str:
        """What is wrong with what was put in (in words), or an empty text; emptiness is not wrong."""

    def reading(self) -> str:
        """How a typed text is understood, where that is not the text itself."""

    def mark_wrong(self, wrong: bool) -> None: ...

    def stop(self) -> QWidget:
        """The widget that takes the focus."""


class FormField(QWidget):
    """A labelled control. `changed` comes at every change; an error goes away when the answer changes."""

    changed = Signal(str)

    def __init__(self, spec: FieldSpec, words: FieldWords) -> None:
        super().__init__()
        self.spec = spec
        self._words = words
        self._required = spec.required
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self._label = PlainLabel("", "small")
        column.addWidget(self._label)
        self._editor, control = _make_editor(spec, words, self._changed)
        column.addWidget(control)
        self._below = PlainLabel("", "small")
        self._below.setWordWrap(True)
        self._below.hide()
        column.addWidget(self._below)
        self._control = control
        whole_line = spec.wide or spec.stacked or spec.kind in (Kind.LONG_TEXT, Kind.SEVERAL)
        across = QSizePolicy.Policy.Expanding if whole_line else QSizePolicy.Policy.Maximum
        policy = QSizePolicy(across, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.set_required(spec.required)

    def value(self) -> Value:
        """The answer, or None where there is none or it cannot be read."""
        return self._editor.value()

    def set_value(self, value: Value) -> None:
        """Show an answer that was recorded before (to correct it, say)."""
        self._editor.set_value(value)

    def draft(self) -> object:
        """What was put in, as it stands."""
        return self._editor.draft()

    def restore(self, draft: object) -> None:
        """Put a draft back."""
        self._editor.restore(draft)

    def set_required(self, required: bool) -> None:
        """Whether an answer is needed; shown with a star and said in words."""
        self._required = required
        self._label.setText(f"{self.spec.label} *" if required else self.spec.label)
        self._name_control()

    def is_empty(self) -> bool:
        return self._editor.value() in (None, ()) and not self._editor.problem()

    def problem(self) -> str:
        """What keeps this answer from being saved, in words, or an empty text."""
        if self.is_empty():
            return self._words.required if self._required else ""
        return self._editor.problem()

    def show_error(self, text: str) -> None:
        """Show an error beneath the control; an empty text takes it away. What was typed stays."""
        self._editor.mark_wrong(bool(text))
        self._show_below(f"! {text}" if text else self._editor.reading(), "error" if text else "small")
        self._editor.stop().setAccessibleDescription(text)

    def error(self) -> str:
        """The error that is shown, or an empty text."""
        return self._below.text().removeprefix("! ") if self._below.property("role") == "error" else ""

    def focus(self) -> None:
        """Give the control the focus."""
        self._editor.stop().setFocus()

    def focus_to_replace(self) -> None:
        """Give the control the focus; a moment that stands there is replaced by what is typed."""
        self.focus()
        stop = self._editor.stop()
        if self.spec.kind is Kind.MOMENT and isinstance(stop, TextLine):
            stop.selectAll()

    def control(self) -> QWidget:
        """The widget that takes the focus; for tests and tab order."""
        return self._editor.stop()

    def _changed(self) -> None:
        self._editor.mark_wrong(False)
        self._show_below(self._editor.reading(), "small")
        self._editor.stop().setAccessibleDescription(self._below.text())
        self.changed.emit(self.spec.key)

    def _show_below(self, text: str, role: str) -> None:
        set_role(self._below, role)
        self._below.setText(text)
        self._below.setVisible(bool(text))
        self.updateGeometry()

    def _name_control(self) -> None:
        required = f", {self._words.required}" if self._required else ""
        self._control.setAccessibleName(self.spec.label + required)
        if self.spec.kind is Kind.MOMENT:
            self._editor.stop().setAccessibleName(self.spec.label + required)


def _make_editor(spec: FieldSpec, words: FieldWords, changed: Callable[[], None]) -> tuple[Editor, QWidget]:
    made: ChoiceBox | RadioAnswers | SeveralAnswers | TextLine | LongText | MomentEditor
    if spec.kind is Kind.CHOICE:
        made = RadioAnswers(spec, changed) if _all_in_view(spec) else ChoiceBox(spec, words, changed)
    elif spec.kind is Kind.SEVERAL:
        made = SeveralAnswers(spec, changed)
    elif spec.kind is Kind.LONG_TEXT:
        made = LongText(spec, words, changed)
    elif spec.kind is Kind.INTEGER:
        made = NumberLine(spec, words, changed)
    elif spec.kind is Kind.DATE:
        made = DayLine(spec, words, changed)
    elif spec.kind is Kind.MOMENT:
        made = MomentEditor(spec, words, changed)
    else:
        made = TextLine(spec, changed)
    return made, made


def _all_in_view(spec: FieldSpec) -> bool:
    if spec.stacked:
        return True
    letters = sum(len(option.title) for option in spec.options)
    return len(spec.options) <= _MOST_SIDE_BY_SIDE and letters <= _MOST_LETTERS_SIDE_BY_SIDE
