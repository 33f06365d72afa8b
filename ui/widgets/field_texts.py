"""Answers to type: text, whole numbers, days and moments.

What was typed stays as typed; how a day or moment is understood is said beside it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPlainTextEdit, QSizePolicy, QWidget

from ui import theme
from ui.widgets.field_spec import FieldSpec, FieldWords, Value
from ui.widgets.moment_text import NotAMoment, Problem, parse_date, parse_moment, show_date, show_moment
from ui.widgets.plain import make_button, set_look


class TextLine(QLineEdit):
    """One line of text. Outer spaces are not part of the answer, but stay as typed."""

    def __init__(self, spec: FieldSpec, changed: Callable[[], None]) -> None:
        super().__init__()
        self.spec = spec
        self.setMaxLength(spec.max_length)
        self.setPlaceholderText(spec.hint)
        self.textChanged.connect(lambda _text: changed())

    def value(self) -> Value:
        return self.text().strip() or None

    def set_value(self, value: Value) -> None:
        self.setText("" if value is None else str(value))

    def draft(self) -> object:
        return self.text()

    def restore(self, draft: object) -> None:
        self.setText(str(draft))

    def problem(self) -> str:
        return ""

    def reading(self) -> str:
        return ""

    def mark_wrong(self, wrong: bool) -> None:
        set_look(self, "wrong", "true" if wrong else "false")

    def stop(self) -> QWidget:
        return self

    def sizeHint(self) -> QSize:
        return QSize(560 if self.spec.wide else 190, super().sizeHint().height())


class NumberLine(TextLine):
    """A whole number, typed; no arrows and no wheel, so it cannot change by accident."""

    def __init__(self, spec: FieldSpec, words: FieldWords, changed: Callable[[], None]) -> None:
        super().__init__(spec, changed)
        self._words = words

    def value(self) -> Value:
        typed = self.text().strip()
        return None if self.problem() or not typed else int(typed)

    def problem(self) -> str:
        typed = self.text().strip()
        if not typed:
            return ""
        if not (typed.removeprefix("-").isascii() and typed.removeprefix("-").isdigit()) or len(typed) > 9:
            return self._words.not_a_number
        number, spec = int(typed), self.spec
        low = spec.least is not None and number < spec.least
        high = spec.most is not None and number > spec.most
        return self._words.between.format(least=spec.least, most=spec.most) if low or high else ""

    def sizeHint(self) -> QSize:
        return QSize(96, super().sizeHint().height())


class DayLine(TextLine):
    """A day, typed as people do; how it is understood stands beneath."""

    def __init__(self, spec: FieldSpec, words: FieldWords, changed: Callable[[], None]) -> None:
        super().__init__(spec, changed)
        self._words = words

    def value(self) -> Value:
        try:
            return self._read()
        except NotAMoment:
            return None

    def set_value(self, value: Value) -> None:
        self.setText(show_date(value, self._words.moments) if isinstance(value, date) else "")

    def problem(self) -> str:
        try:
            self._read()
        except NotAMoment as wrong:
            return self._words.problems[wrong.problem] if self.text().strip() else ""
        return ""

    def reading(self) -> str:
        try:
            shown = show_date(self._read(), self._words.moments)
        except NotAMoment:
            return ""
        return "" if shown == self.text().strip() else f"= {shown}"

    def sizeHint(self) -> QSize:
        return QSize(theme.metrics().horizontalAdvance("00-mmm-0000") + 28, super().sizeHint().height())

    def _read(self) -> date:
        today = self._words.now().date()
        return parse_date(self.text(), self._words.moments, today, year_needed=self.spec.year_needed)


class MomentEditor(QWidget):
    """A day and time, typed as people do, with a button for this very moment where asked for.

    Where the day is needed no such button is there: what happened then did not happen now.
    """

    def __init__(self, spec: FieldSpec, words: FieldWords, changed: Callable[[], None]) -> None:
        super().__init__()
        self._words = words
        self.line = TextLine(spec, changed)
        self.line.setAccessibleName(spec.label)
        self.line.setMinimumWidth(theme.metrics().horizontalAdvance("00-mmm-0000 00:00") + 28)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if words.now_button and not spec.day_needed:
            button = make_button(words.now_button)
            button.setAccessibleName(f"{spec.label}: {words.now_button}")
            button.clicked.connect(self._fill_now)
            row.addWidget(button)

    def value(self) -> Value:
        try:
            return self._read()
        except NotAMoment:
            return None

    def set_value(self, value: Value) -> None:
        self.line.setText(self._shown(value) if isinstance(value, date) else "")

    def draft(self) -> object:
        return self.line.text()

    def restore(self, draft: object) -> None:
        self.line.setText(str(draft))

    def problem(self) -> str:
        try:
            self._read()
        except NotAMoment as wrong:
            if not self.line.text().strip():
                return ""
            not_understood = wrong.problem is Problem.NOT_UNDERSTOOD
            if not_understood and self.line.spec.day_needed:
                return self._words.problems[Problem.DAY_MISSING]
            return (not_understood and self._words.not_a_moment) or self._words.problems[wrong.problem]
        return ""

    def reading(self) -> str:
        try:
            shown = self._shown(self._read())
        except NotAMoment:
            return ""
        return "" if shown == self.line.text().strip() else f"= {shown}"

    def mark_wrong(self, wrong: bool) -> None:
        self.line.mark_wrong(wrong)

    def stop(self) -> QWidget:
        return self.line

    def _fill_now(self) -> None:
        self.set_value(self._words.now())
        self.line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read(self) -> date:
        """A moment; where a day is enough perhaps that alone."""
        spec, moments, now = self.line.spec, self._words.moments, self._words.now()
        try:
            return parse_moment(self.line.text(), moments, now, day_needed=spec.day_needed)
        except NotAMoment as wrong:
            if wrong.problem is not Problem.TIME_MISSING or not spec.day_is_enough:
                raise
        return parse_date(self.line.text(), moments, now.date())

    def _shown(self, value: date) -> str:
        if isinstance(value, datetime):
            return show_moment(value, self._words.moments)
        return show_date(value, self._words.moments)


class LongText(QPlainTextEdit):
    """A few lines of text; Tab goes on to the next field. Too long a text is said, never cut."""

    def __init__(self, spec: FieldSpec, words: FieldWords, changed: Callable[[], None]) -> None:
        super().__init__()
        self._most = spec.max_length
        self._too_long = words.too_long
        self.setPlaceholderText(spec.hint)
        self.setTabChangesFocus(True)
        self.setMinimumHeight(72)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.textChanged.connect(changed)

    def value(self) -> Value:
        return self.toPlainText().strip() or None

    def set_value(self, value: Value) -> None:
        self.setPlainText("" if value is None else str(value))

    def draft(self) -> object:
        return self.toPlainText()

    def restore(self, draft: object) -> None:
        self.setPlainText(str(draft))

    def problem(self) -> str:
        over = len(self.toPlainText()) - self._most
        return self._too_long.format(over=over) if over > 0 else ""

    def reading(self) -> str:
        return ""

    def mark_wrong(self, wrong: bool) -> None:
        set_look(self, "wrong", "true" if wrong else "false")

    def stop(self) -> QWidget:
        return self

    def sizeHint(self) -> QSize:
        return QSize(560, 72)
