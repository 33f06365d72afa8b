"""The list of all patients, by name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout

from pathway_app.commands import Changes, EnrolPatient
from pathway_app.ports import Queries
from ui.actions import Action
from ui.bridge import Bridge
from ui.patients.model import PAGE, PatientPage, page
from ui.screen import Heading, Screen
from ui.widgets.grouped_table import GroupedTable, TablePanel
from ui.widgets.notices import EmptyState
from ui.widgets.plain import make_button, set_tooltip
from ui.widgets.table_rows import Column

_COMPACT_BELOW = 900
_SEX, _SURGEON = 2, 5


class PatientsView(Screen):
    """Everyone on record; the search field narrows the list, Enter opens the newest course."""

    place = "patients"

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        self._text = ""
        self._next: str | None = None
        self._total: int | None = None
        self._stale = True
        self._shown: str | None = None
        self._open_certain = False
        self._choose_first = False
        self._build()
        bridge.committed.connect(self._committed)
        bridge.actor_changed.connect(self._show_permissions)

    def heading(self) -> Heading:
        title = self._words.gettext("Patients")
        if self._total is None:
            return Heading(title)
        return Heading(title, self._words.ngettext("{n} patient", "{n} patients", self._total))

    def buttons(self) -> Sequence[QPushButton]:
        return (self.new_button,)

    def screen_actions(self) -> Sequence[Action]:
        _ = self._words.gettext
        return (
            Action("patients.move", _("Choose a patient"), "Up Down"),
            Action(
                "patients.open",
                _("Open the chosen patient's course"),
                "Return",
                lambda: self.course_wanted.emit(self.table.chosen(), "", 1),
                bool(self.table.chosen()),
                _("No patient is chosen."),
            ),
        )

    def refresh(self) -> None:
        text, words = self._text, self._words
        least = max(PAGE, self.table.rows().rowCount())
        self._stale = False
        self._bridge.forget(self, "more")

        def question(queries: Queries) -> PatientPage:
            return page(queries, words, text=text, least=least)

        self._bridge.ask(self, question, self._show_page, topic="list")

    def narrow(self, text: str) -> None:
        """Show those whom `text` finds; everyone for an empty one."""
        if text != self._text:
            self._text = text
            self._open_certain = False
            self._choose_first = True
            self.refresh()

    def enter_list(self, text: str, enter: bool) -> None:
        """Go on in the list from the search field; with `enter` open whom the text finds.

        What the list shows is opened as it is chosen there. Where its answer is still awaited (a scanner sends
        Enter at once) only one who is certain is opened: the only one found, or that record number's.
        """
        if enter and text == self._shown and self.table.chosen():
            self.course_wanted.emit(self.table.chosen(), "", 1)
        elif enter:
            self._text, self._choose_first, self._open_certain = text, True, True
            self.refresh()
        elif self.table.chosen() or self.table.choose_first():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        (self.table if self._total else self.empty.button).setFocus(Qt.FocusReason.OtherFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for column in (_SEX, _SURGEON):
            self.table.hide_column(column, event.size().width() < _COMPACT_BELOW)

    def _build(self) -> None:
        _ = self._words.gettext
        self.new_button = make_button(_("New patient"), role="primary")
        self.new_button.clicked.connect(self.new_patient_wanted)
        columns = (
            Column(_("Patient"), 180, 5),
            Column(_("Born"), 104),
            Column(_("Sex"), 84),
            Column(_("Record number"), 118, 1),
            Column(_("Bed"), 66),
            Column(_("Surgeon"), 120, 2),
            Column(_("Phase"), 150, 3),
        )
        self.table = GroupedTable(columns, _("Patients"))
        self.table.opened.connect(lambda course: self.course_wanted.emit(course, "", 1))
        self.table.wants_more.connect(self._ask_more)
        self.empty = EmptyState(
            _("No patients yet"),
            _("Everyone who is or was on a pathway stands here, by name."),
            _("New patient"),
        )
        self.empty.asked.connect(self.new_patient_wanted)
        self.nobody = EmptyState(
            _("Nobody is found by that"),
            _("Names in any order, with or without accents, or a record number."),
        )
        self._pages = QStackedWidget()
        for each in (TablePanel(self.table), self.empty, self.nobody):
            self._pages.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.addWidget(self._pages)
        self._show_permissions()

    def _show_permissions(self) -> None:
        may = self._bridge.may(EnrolPatient)
        why = "" if may else self._words.gettext("Your role may not enter patients.")
        for button in (self.new_button, self.empty.button):
            button.setEnabled(may)
            set_tooltip(button, why)

    def _show_page(self, answer: PatientPage) -> None:
        first_time = self._total is None
        self._total, self._next, self._shown = answer.total, answer.next, answer.text
        model = self.table.rows()
        shown = tuple(model.row_at(at) for at in range(model.rowCount()))
        if shown != answer.rows:
            self.table.show_rows(answer.rows, more=answer.next is not None)
        else:
            self.table.append_rows((), more=answer.next is not None)
        if self._choose_first or not self.table.chosen():
            self._choose_first = False
            self.table.choose_first()
        self._pages.setCurrentIndex(0 if answer.rows else 1 if not answer.total else 2)
        self.heading_changed.emit()
        if first_time and self.isVisible() and not self._text:
            self.focus_first()
        if self._open_certain:
            self._open_certain = False
            if answer.certain:
                self.course_wanted.emit(answer.rows[0].key, "", 1)
            elif answer.rows:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_more(self) -> None:
        after, words = self._next, self._words
        if after is None:
            return
        self._bridge.ask(self, lambda queries: page(queries, words, after=after), self._append, topic="more")

    def _append(self, answer: PatientPage) -> None:
        self._next = answer.next
        self.table.append_rows(answer.rows, more=answer.next is not None)

    def _committed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True
