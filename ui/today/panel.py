"""Today's panel: the chosen patient, and the steps that can be done now."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from pathway_app.i18n import Words
from ui.today.patient_summary import OpenStep, PatientSummary
from ui.widgets.checklist_row import ChecklistRow
from ui.widgets.plain import make_button, wrapping_label
from ui.widgets.side_panel import SidePanel


class PatientPanel(SidePanel):
    """Shows a summary and asks: to tick a simple step, to open the course (at a step), for the sheet.

    Steps keep their row, and with it the focus, when the same patient is shown again.
    """

    tick_wanted = Signal(object)
    """OpenStep: a simple one was ticked"""
    step_wanted = Signal(object)
    """OpenStep: any other one, to be entered in its form"""
    course_wanted = Signal()
    sheet_wanted = Signal()
    left = Signal()
    """Esc: back to the list"""

    def __init__(self, words: Words) -> None:
        _ = words.gettext
        super().__init__(_("The chosen patient"))
        self._words = words
        self._summary: PatientSummary | None = None
        self._rows: dict[str, ChecklistRow] = {}
        self._name = wrapping_label("", "strong")
        self._facts = wrapping_label("", "small")
        self._about = wrapping_label("", "small")
        self._refused = wrapping_label("", "error")
        self._nothing = wrapping_label("", "muted")
        self._more = wrapping_label("", "small")
        self._steps = QWidget()
        self._list = QVBoxLayout(self._steps)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        self._build()

    def summary(self) -> PatientSummary | None:
        """What is shown now."""
        return self._summary

    def show_summary(self, summary: PatientSummary | None) -> None:
        """Show a patient, the same one anew, or nobody."""
        other = summary is None or self._summary is None or summary.course_id != self._summary.course_id
        self._summary = summary
        self.setEnabled(summary is not None)
        self._name.setText(summary.name if summary else "")
        self._facts.setText(summary.facts if summary else "")
        self._about.setText(summary.about if summary else "")
        self._about.setVisible(bool(summary and summary.about))
        if other:
            self.show_refusal("")
        self._show_steps(summary.steps if summary else (), other)
        self._show_rest(summary)

    def show_refusal(self, text: str) -> None:
        """Say beneath the steps why a tick was refused; empty takes it away."""
        self._refused.setText(text)
        self._refused.setVisible(bool(text))

    def refusal(self) -> str:
        """Why the last tick was refused, or an empty text."""
        return self._refused.text()

    def focus_steps(self) -> None:
        """Give the focus to the first step."""
        if self._rows:
            next(iter(self._rows.values())).box().setFocus(Qt.FocusReason.TabFocusReason)

    def rows(self) -> tuple[ChecklistRow, ...]:
        """The steps' rows from top to bottom."""
        return tuple(self._rows.values())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        _ = self._words.gettext
        for label in (self._name, self._facts, self._about):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            label.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            self.add_widget(label)
        self.add_part(_("To do now"))
        self.add_widget(self._nothing)
        self.add_widget(self._steps)
        self.add_widget(self._refused)
        self.add_widget(self._more)
        self.open_button = make_button(_("Open course"), role="primary", keys="↵")
        self.open_button.clicked.connect(self.course_wanted)
        self.sheet_button = make_button(_("Handover"))
        self.sheet_button.clicked.connect(self.sheet_wanted)
        self.add_button(self.open_button)
        self.add_button(self.sheet_button)
        self.show_summary(None)

    def _show_steps(self, steps: tuple[OpenStep, ...], other: bool) -> None:
        focused = next((key for key, row in self._rows.items() if row.box().hasFocus()), None)
        before = list(self._rows)
        kept = {} if other else self._rows
        rows = {step.row.key: kept.get(step.row.key) for step in steps}
        for key, row in self._rows.items():
            if rows.get(key) is not row:
                row.hide()
                row.deleteLater()
        self._rows = {}
        for at, step in enumerate(steps):
            row = rows[step.row.key] or self._new_row(step)
            row.show_content(step.row)
            if self._list.indexOf(row) != at:
                self._list.insertWidget(at, row)
            self._rows[step.row.key] = row
        if focused is not None and focused not in self._rows and not other:
            self._focus_near(before.index(focused))

    def _focus_near(self, at: int) -> None:
        rows = self.rows()
        if rows:
            rows[min(at, len(rows) - 1)].box().setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.open_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_row(self, step: OpenStep) -> ChecklistRow:
        row = ChecklistRow(step.row, flush=True)
        row.asked_tick.connect(self._ticked)
        row.asked_open.connect(self._opened)
        row.asked_move.connect(self._moved)
        return row

    def _show_rest(self, summary: PatientSummary | None) -> None:
        _ = self._words.gettext
        nothing = summary is not None and not summary.steps
        self._nothing.setText(_("Nothing is open in this course.") if nothing else "")
        self._nothing.setVisible(nothing)
        more = summary.more if summary else 0
        text = self._words.ngettext(
            "{n} later step is in the course.", "{n} later steps are in the course.", more
        )
        self._more.setText(text)
        self._more.setVisible(more > 0)

    def _step(self, key: str) -> OpenStep | None:
        return self._summary.step(key) if self._summary else None

    def _ticked(self, key: str) -> None:
        step = self._step(key)
        if step is not None:
            (self.tick_wanted if step.simple else self.step_wanted).emit(step)

    def _opened(self, key: str) -> None:
        step = self._step(key)
        if step is not None:
            self.step_wanted.emit(step)

    def _moved(self, key: str, step: int) -> None:
        keys = list(self._rows)
        at = keys.index(key) + step
        if 0 <= at < len(keys):
            self._rows[keys[at]].box().setFocus(Qt.FocusReason.OtherFocusReason)
