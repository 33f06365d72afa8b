"""The log: who did and saw what, the newest first, with filters; a paper found back; the record verified."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from pathway_app.accesses import Access
from pathway_app.changes import Changes
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.messages import Sentences
from pathway_app.permissions import may_read_log
from pathway_app.ports import Record
from ui.actions import Action
from ui.bridge import Bridge
from ui.listed import append_fresh, show_listed
from ui.log.bar import LogBar
from ui.log.days_dialog import DaysDialog
from ui.log.detail_panel import DetailPanel
from ui.log.reading import PAGE, Asked, Days, Detail, Listing, detail, listing, log_filter, paper
from ui.log.verifying import VerifyDialog
from ui.saving import ask_file
from ui.screen import Heading, Screen
from ui.tasks import Ticket
from ui.widgets.grouped_table import GroupedTable
from ui.widgets.notices import Banner, EmptyState
from ui.widgets.plain import make_button, set_tooltip
from ui.widgets.table_and_panel import TableAndPanel
from ui.widgets.table_rows import Column

_NARROW_BELOW = 860
_NUMBER, _REFERENCE = 0, 4


class LogView(Screen):
    """Asks the record when it is shown and after each commit; each showing is itself put on record, once."""

    place = "log"

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        self._next: str | None = None
        self._listing: Listing | None = None
        self._to_note = True
        self._first_time = True
        self._to_choose = ""
        self._on_paper = False
        self._build()
        bridge.committed.connect(self._committed)
        bridge.actor_changed.connect(self._another_actor)

    def heading(self) -> Heading:
        _, found = self._words.gettext, self._listing
        if found is None or not found.head.number:
            return Heading(_("Log"))
        told = _("{n} events · reference now {reference}")
        return Heading(_("Log"), told.format(n=found.head.number, reference=found.head.reference))

    def buttons(self) -> Sequence[QPushButton]:
        return (self.export_button, self.verify_button)

    def screen_actions(self) -> Sequence[Action]:
        _ = self._words.gettext
        return (
            Action("log.move", _("Choose an event"), "Up Down"),
            Action(
                "log.open",
                _("Open the course that it is about"),
                "Return",
                self._open_chosen,
                lambda: self.panel.open_button.isVisibleTo(self.panel),
                _("The event is about no single course."),
            ),
            Action("log.kind", _("Show one kind of events, or all"), "F4", self.bar.kind_button.open),
            Action("log.account", _("Show what one account did"), "Shift+F4", self.bar.account_button.open),
            Action("log.days", _("Show some days"), "F6", self.bar.days_button.open),
            Action("log.failures", _("Show only what failed, or all"), "F7", self.bar.failures_chip.click),
            Action("log.patient", _("Show what concerns a patient"), "F8", self.bar.patient_line.setFocus),
            Action(
                "log.reference", _("Find a paper by its reference"), "F9", self.bar.reference_line.setFocus
            ),
            Action("log.export", _("Save as CSV"), "Ctrl+E", self.ask_where),
            Action("log.verify", _("Verify the record"), "Ctrl+P", self.verify),
        )

    def refresh(self) -> None:
        asked, now, words = self.bar.asked(), self._bridge.clock.now(), self._words
        if not may_read_log(self._bridge.actor):
            return
        least = max(PAGE, self.table.rows().rowCount())
        self._bridge.forget(self, "more")
        self._bridge.ask(
            self,
            lambda queries: listing(queries, asked, now, words, limit=least),
            self._show_listing,
            topic="list",
        )

    def focus_first(self) -> None:
        self._listed.focus_table(self.bar.kind_button)

    def keep(self) -> object:
        return self.bar.asked(), self.table.chosen(), self.bar.reference_line.text()

    def take_over(self, kept: object) -> None:
        assert isinstance(kept, tuple)
        asked, self._to_choose, reference = kept
        self._to_note = False
        self.bar.arrange(asked)
        self.bar.reference_line.setText(reference)

    def print_sheet(self) -> None:
        """What one takes along on paper is a certificate."""
        self.verify()

    def verify(self) -> VerifyDialog:
        """Verify the whole record and tell what was found."""
        dialog = VerifyDialog(self._bridge, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def find_paper(self, reference: str) -> None:
        """Find a paper by the reference in its foot."""
        words = self._words
        if not may_read_log(self._bridge.actor):
            return
        self._on_paper = True

        def work(record: Record, _ticket: Ticket) -> tuple[bool, tuple[str, ...]]:
            with record.queries() as queries:
                return paper(queries, reference, words)

        def show(answer: tuple[bool, tuple[str, ...]]) -> None:
            self.trouble.clear()
            self.panel.show_paper(reference, *answer)

        self._bridge.at_length(self, work, show, self._tell)
        self._bridge.note(Access.AUDITED, what="reference")

    def ask_where(self) -> None:
        """Ask for the file of the events that are shown, then write it."""
        ask_file(self, self._words.gettext("Save the log"), "log.csv", self.export)

    def export(self, path: Path) -> None:
        """Write the events that the filters let through, as a table."""
        asked, now, words = self.bar.asked(), self._bridge.clock.now(), self._words
        if not may_read_log(self._bridge.actor):
            return

        def work(record: Record, _ticket: Ticket) -> Path:
            from pathway_app.documents.saving import save
            from pathway_app.logbook import export
            from pathway_app.logbook.telling import Teller

            with record.queries() as queries:
                wanted = log_filter(queries, asked, now, words.zone)
                found = export.events(queries, wanted) if wanted is not None else iter(())
                content = export.csv_of(found, Teller(queries, words))
            save(content, path)
            return path

        def saved(where: Path) -> None:
            self.notice.emit(words.gettext("Saved: {path}").format(path=where))

        def make() -> None:
            self._bridge.at_length(self, work, saved, self._tell)

        self._bridge.note_first(self, make, Access.EXPORTED, what="log", format="csv")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._to_note and may_read_log(self._bridge.actor):
            self._bridge.note(Access.AUDITED, what="log")
        self._to_note = True
        self.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._on_paper:
            self._on_paper = False
            self._show_chosen(self.table.chosen())
            self.focus_first()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        _ = self._words.gettext
        self.verify_button = make_button(_("Verify…"), role="primary")
        set_tooltip(self.verify_button, "Ctrl+P")
        self.verify_button.clicked.connect(self.verify)
        self.export_button = make_button(_("Save as CSV…"))
        set_tooltip(self.export_button, "Ctrl+E")
        self.export_button.clicked.connect(self.ask_where)
        self.bar = LogBar(self._words)
        self.bar.changed.connect(self._narrow)
        self.bar.other_days_wanted.connect(self.ask_days)
        self.bar.reference_wanted.connect(self.find_paper)
        self.trouble = Banner("")
        self.table = GroupedTable(
            (
                Column(_("No."), 56),
                Column(_("When"), 152),
                Column(_("Who"), 130, 2),
                Column(_("What"), 240, 6),
                Column(_("Reference"), 96),
            ),
            _("Log"),
        )
        self.table.row_chosen.connect(self._show_chosen)
        self.table.opened.connect(lambda _key: self._open_chosen())
        self.table.wants_more.connect(self._ask_more)
        self.nothing = EmptyState(
            _("No such event"), _("Choose other filters above, or show everything."), _("Show everything")
        )
        self.nothing.asked.connect(self.bar.show_everything)
        self.nobody = EmptyState(
            _("No such patient"), _("No patient has that record number."), _("Show everything")
        )
        self.nobody.asked.connect(self.bar.show_everything)
        self.panel = DetailPanel(self._words)
        self.panel.course_wanted.connect(lambda course: self.course_wanted.emit(course, "", 1))
        self._listed = TableAndPanel(
            self.table,
            empty=(self.nothing, self.nobody),
            panel=self.panel,
            spared=(_NUMBER, _REFERENCE),
            narrow_below=_NARROW_BELOW,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self.trouble)
        column.addWidget(self._listed, 1)

    def ask_days(self) -> DaysDialog:
        """Ask which days."""
        asked = self.bar.asked()

        def take(first: date, last: date) -> None:
            self.bar.take(replace(self.bar.asked(), days=Days.OTHER, first=first, last=last))

        dialog = DaysDialog(self._bridge, self, asked.first, asked.last)
        dialog.chosen.connect(take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def asked(self) -> Asked:
        return self.bar.asked()

    def _narrow(self) -> None:
        self.table.verticalScrollBar().setValue(0)
        self.table.show_rows(())
        self.refresh()
        self.focus_first()

    def _show_listing(self, answer: Listing) -> None:
        self._listing, self._next = answer, answer.next
        self.bar.offer_accounts(answer.accounts)
        show_listed(self.table, answer.rows, more=answer.next is not None)
        to_choose, self._to_choose = self._to_choose, ""
        if to_choose:
            self.table.choose(to_choose)
        instead = None if answer.rows else self.nothing
        self._listed.show_instead(self.nobody if answer.who_is_missing else instead)
        if not answer.rows and not self._on_paper:
            self.panel.show_event(None)
        self.heading_changed.emit()
        if self._first_time and self.isVisible():
            self._first_time = False
            self.focus_first()

    def _ask_more(self) -> None:
        after, asked = self._next, self.bar.asked()
        now, words = self._bridge.clock.now(), self._words
        if after is None:
            self.table.append_rows((), more=False)
            return
        self._bridge.ask(
            self, lambda queries: listing(queries, asked, now, words, after=after), self._append, topic="more"
        )

    def _append(self, answer: Listing) -> None:
        self._next = answer.next
        append_fresh(self.table, answer.rows, more=answer.next is not None)

    def _show_chosen(self, key: str) -> None:
        if not key:
            return
        self._on_paper = False
        number, words = int(key), self._words

        def show(answer: Detail | None) -> None:
            if not self._on_paper and self.table.chosen() == key:
                self.panel.show_event(answer)

        self._bridge.ask(self, lambda queries: detail(queries, number, words), show, topic="detail")

    def _open_chosen(self) -> None:
        if self.panel.open_button.isVisibleTo(self.panel):
            self.panel.open_button.click()

    def _tell(self, error: BaseException) -> None:
        sentences = Sentences(self._words)
        if isinstance(error, Refused):
            told = "\n".join(sentences.refused(error))
        else:
            assert isinstance(error, EnvironmentFault)
            told = sentences.fault(error)
        self.trouble.show_fault(told, can_retry=False)

    def _committed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()

    def _another_actor(self) -> None:
        """Nothing stays for the next who may not see it."""
        if not may_read_log(self._bridge.actor):
            self.bar.arrange(Asked())
            self.table.show_rows(())
            self.panel.show_event(None)
            self._listing = None
        elif self.isVisible():
            self.refresh()
