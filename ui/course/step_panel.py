"""The panel beside the checklist: what the step is, where it comes from, what follows, the course's history."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from pathway_app.i18n import Words
from ui.course.explanation import Explanation
from ui.course.history import HistoryLine
from ui.widgets.plain import make_button
from ui.widgets.side_panel import EventLine, SidePanel

_FEW = 6


class StepPanel(SidePanel):
    """`asked_course` carries the id of another course of the patient."""

    asked_course = Signal(str)

    def __init__(self, words: Words) -> None:
        super().__init__(words.gettext("About this step"))
        self._words = words
        self._whole_history = False
        self._shown: tuple[object, ...] = ()
        self._links: list[QWidget] = []
        self._buttons: list[QWidget] = []
        self.add_foot_text(words.gettext("What was entered earlier is always kept."))

    def show_step(
        self,
        told: Explanation | None,
        history: Sequence[HistoryLine],
        other_courses: Sequence[tuple[str, str]] = (),
    ) -> None:
        """Show a step beside the history; `other_courses` are (title, id) of the patient's others."""
        shown = (told, tuple(history), tuple(other_courses), self._whole_history)
        if shown == self._shown:
            return
        self._shown = shown
        self._links = []
        self.clear()
        _ = self._words.gettext
        if told is not None:
            self._show_explanation(told)
        if other_courses:
            self.add_part(_("Other courses of this patient"))
            for title, course_id in other_courses:
                link = make_button(title, role="link")
                link.clicked.connect(lambda _on=False, wanted=course_id: self.asked_course.emit(wanted))
                self._add_link(link)
        self._show_history(history)
        for before, after in pairwise((*self._links, *self._buttons)):
            self.setTabOrder(before, after)

    def add_button(self, button: QWidget) -> None:
        super().add_button(button)
        self._buttons.append(button)

    def _add_link(self, link: QWidget) -> None:
        self.add_widget(link)
        self._links.append(link)

    def empty(self) -> None:
        """Another course shows, and nothing of it here yet."""
        self._shown = ()
        self._links = []
        self.clear()

    def forget(self) -> None:
        """Another course follows: its history begins folded."""
        self._whole_history = False

    def _show_explanation(self, told: Explanation) -> None:
        _ = self._words.gettext
        self.add_heading(told.title)
        self.add_text(told.text)
        for origin in told.origins:
            self.add_tagged(_("Local") if origin.local else _("Source"), origin.text)
        if told.route is not None:
            self.add_part(_("What the document says"))
            if told.route.citation:
                self.add_tagged(_("Source"), told.route.citation)
            self.add_text(told.route.text)
        self.add_part(_("After this step"))
        for line in told.follows or (_("Nothing waits for this step."),):
            self.add_text(line)

    def _show_history(self, history: Sequence[HistoryLine]) -> None:
        _ = self._words.gettext
        self.add_part(_("History of this course"))
        few = history if self._whole_history else history[:_FEW]
        self.add_history([EventLine(line.when, line.what, line.note, line.struck) for line in few])
        if len(history) > _FEW:
            folded = self._words.ngettext("All {n} events…", "All {n} events…", len(history))
            link = make_button(_("Fewer") if self._whole_history else folded, role="link")
            link.clicked.connect(lambda: self._fold(history))
            self._add_link(link)
            self.history_link = link

    def _fold(self, history: Sequence[HistoryLine]) -> None:
        self._whole_history = not self._whole_history
        told, _history, others, _whole = self._shown
        self.show_step(told, history, others)  # type: ignore[arg-type]
        self.history_link.setFocus()
