"""Answers to choose from: a list, buttons side by side, boxes to tick.

None has an answer at the start and none changes by scrolling past it.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QStyledItemDelegate, QWidget

from ui import theme
from ui.widgets.answer_buttons import AnswerBox, AnswerRadio, WholeLineRadio
from ui.widgets.field_spec import FieldSpec, FieldWords, Value
from ui.widgets.flow import FlowBox
from ui.widgets.plain import set_look

_LINE = Qt.TextFlag.TextSingleLine | Qt.AlignmentFlag.AlignVCenter


class ListBox(QComboBox):
    """A list to choose from, drawn as the other fields are. The wheel scrolls the page, never the choice."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(theme.ROW_HEIGHT)
        self.setMaxVisibleItems(14)
        # The box's own delegate knows no style sheet, and so no row height.
        self.setItemDelegate(QStyledItemDelegate(self))
        self._wrong = False

    def mark_wrong(self, wrong: bool) -> None:
        self._wrong = wrong
        self.update()

    def sizeHint(self) -> QSize:
        texts = [self.itemText(at) for at in range(self.count())] + [self.placeholderText()]
        wide = max(theme.metrics().horizontalAdvance(text) for text in texts) + 40
        return QSize(max(150, min(wide, 420)), theme.ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.ROW_HEIGHT)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def paintEvent(self, _event: QPaintEvent) -> None:
        c = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = c.focus if self.hasFocus() else c.overdue.ink if self._wrong else c.edge
        width = 2.0 if self.hasFocus() else 1.0
        painter.setPen(QPen(theme.colour(edge), width))
        painter.setBrush(theme.colour(c.field if self.isEnabled() else c.disabled))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 6, 6)
        empty = self.currentIndex() < 0
        text = self.placeholderText() if empty else self.currentText()
        inner = self.rect().adjusted(10, 0, -26, 0)
        painter.setPen(theme.colour(c.muted if empty else c.ink if self.isEnabled() else c.on_disabled))
        painter.drawText(
            inner, _LINE, theme.metrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        )
        middle, right = self.height() / 2, self.width() - 15.0
        painter.setPen(QPen(theme.colour(c.muted), 1.6))
        painter.drawPolyline(
            [QPointF(right - 4, middle - 2), QPointF(right, middle + 2), QPointF(right + 4, middle - 2)]
        )


class ChoiceBox(ListBox):
    """A list to choose one answer from; empty at first."""

    def __init__(self, spec: FieldSpec, words: FieldWords, changed: Callable[[], None]) -> None:
        super().__init__()
        self._keys: list[str | None] = [option.key for option in spec.options]
        if not spec.required:
            self._keys.insert(0, None)
            self.addItem(words.nothing)
        self.addItems([option.title for option in spec.options])
        self.setCurrentIndex(-1)
        self.setPlaceholderText(words.choose)
        self.currentIndexChanged.connect(lambda _at: changed())

    def value(self) -> Value:
        at = self.currentIndex()
        return self._keys[at] if at >= 0 else None

    def set_value(self, value: Value) -> None:
        self.setCurrentIndex(
            self._keys.index(value) if isinstance(value, str) and value in self._keys else -1
        )

    def draft(self) -> object:
        return self.value()

    def restore(self, draft: object) -> None:
        self.set_value(draft if isinstance(draft, str) else None)

    def problem(self) -> str:
        return ""

    def reading(self) -> str:
        return ""

    def stop(self) -> QWidget:
        return self


class RadioAnswers(FlowBox):
    """A few answers side by side or one beneath another, none chosen at first; Delete takes an answer back."""

    def __init__(self, spec: FieldSpec, changed: Callable[[], None]) -> None:
        super().__init__(gap=10, line_gap=6 if spec.stacked else 0)
        self._keys = [option.key for option in spec.options]
        self._group = QButtonGroup(self)
        self._changed = changed
        for at, option in enumerate(spec.options):
            button = WholeLineRadio(option.title) if spec.stacked else AnswerRadio(option.title)
            button.setAccessibleName(f"{spec.label}: {option.title}")
            button.asked_step.connect(lambda step, at=at: self._step(at + step))
            self._group.addButton(button, at)
            self.add(button)
        self._group.idToggled.connect(self._toggled)
        self._one_stop()

    def value(self) -> Value:
        at = self._group.checkedId()
        return self._keys[at] if at >= 0 else None

    def set_value(self, value: Value) -> None:
        self._clear()
        if isinstance(value, str) and value in self._keys:
            self._group.button(self._keys.index(value)).setChecked(True)
        self._one_stop()

    def draft(self) -> object:
        return self.value()

    def restore(self, draft: object) -> None:
        self.set_value(draft if isinstance(draft, str) else None)

    def problem(self) -> str:
        return ""

    def reading(self) -> str:
        return ""

    def mark_wrong(self, wrong: bool) -> None:
        set_look(self, "wrong", "true" if wrong else "false")

    def stop(self) -> QWidget:
        return self._group.checkedButton() or self._group.button(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._clear()
            self._one_stop()
            self._changed()
        else:
            super().keyPressEvent(event)

    def _step(self, to: int) -> None:
        """Choose the answer before or after; the last is followed by the first."""
        button = self._group.button(to % len(self._keys))
        button.setFocus(Qt.FocusReason.TabFocusReason)
        button.setChecked(True)

    def _clear(self) -> None:
        self._group.setExclusive(False)
        for button in self._group.buttons():
            button.setChecked(False)
        self._group.setExclusive(True)

    def _toggled(self, _at: int, on: bool) -> None:
        if on:
            self._one_stop()
            self._changed()

    def _one_stop(self) -> None:
        """Tab stops once: at the answer that was given, else at the first."""
        for button in self._group.buttons():
            here = button is self.stop()
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if here else Qt.FocusPolicy.ClickFocus)


class SeveralAnswers(FlowBox):
    """Boxes to tick; an answer that stands alone and the others take each other's tick away."""

    def __init__(self, spec: FieldSpec, changed: Callable[[], None]) -> None:
        super().__init__(gap=10, line_gap=0)
        self._changed = changed
        self._boxes: dict[str, AnswerBox] = {}
        self._alone = {option.key for option in spec.options if option.alone}
        for option in spec.options:
            box = AnswerBox(option.title)
            box.setAccessibleName(f"{spec.label}: {option.title}")
            self._boxes[option.key] = box
            self.add(box)
            box.clicked.connect(lambda on, key=option.key: self._clicked(key, on))

    def value(self) -> Value:
        return tuple(key for key, box in self._boxes.items() if box.isChecked())

    def set_value(self, value: Value) -> None:
        chosen = value if isinstance(value, tuple) else ()
        for key, box in self._boxes.items():
            box.setChecked(key in chosen)

    def draft(self) -> object:
        return self.value()

    def restore(self, draft: object) -> None:
        self.set_value(draft if isinstance(draft, tuple) else None)

    def problem(self) -> str:
        return ""

    def reading(self) -> str:
        return ""

    def mark_wrong(self, wrong: bool) -> None:
        set_look(self, "wrong", "true" if wrong else "false")

    def stop(self) -> QWidget:
        return next(iter(self._boxes.values()))

    def _clicked(self, key: str, on: bool) -> None:
        if on:
            for other, box in self._boxes.items():
                if other != key and (key in self._alone or other in self._alone):
                    box.setChecked(False)
        self._changed()
