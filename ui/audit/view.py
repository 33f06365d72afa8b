"""The audit: what can be proved over a cohort, in charts and tables; every number opens its patients."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from pathway_app.audit.charts import Pair, RunChart
from pathway_app.audit.measuring import Figure
from pathway_app.changes import Changes
from pathway_app.ports import Record
from ui.actions import Action
from ui.audit.asking import Asked, Offer, cohort_told
from ui.audit.bar import AuditBar
from ui.audit.charts_page import ChartsPage
from ui.audit.exporting import Exporting, Format
from ui.audit.filter_dialog import FilterDialog
from ui.audit.measuring_strip import MeasuringStrip, Relay
from ui.audit.people import PeopleDialog, failure
from ui.audit.reading import Answer, Measured, Told, answer, interval_chart
from ui.audit.tables_page import TablesPage
from ui.bridge import Bridge
from ui.screen import Heading, Screen
from ui.tasks import Ticket
from ui.widgets.charts_bars import Stop
from ui.widgets.notices import Banner, EmptyState

_PREFERENCE = "audit.cohort"
_SETTLES_MS = 400
"""after a change, so that a row of ticks is measured once"""
_OLD_AFTER_S = 60
"""figures older than this are read again when the screen is shown: deadlines pass"""


class AuditView(Screen):
    """Measures when it is shown, when another cohort is asked for, and after what changes a course.

    It is read on a thread of its own; a stale answer is dropped. Called off, the figures before stay.
    """

    place = "audit"
    own_bar = True

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        self._asked: Asked | None = None  # what the account chose the last time
        self._pair: Pair | None = None
        self._offers: tuple[Offer, ...] = ()
        self._measured: Measured | None = None
        self._ticket: Ticket | None = None
        self._pair_ticket: Ticket | None = None
        self._stale = True
        self._as_table = False
        self._relay = Relay(self)
        self._settles = QTimer(self)
        self._settles.setSingleShot(True)
        self._settles.setInterval(_SETTLES_MS)
        self._settles.timeout.connect(self.refresh)
        self.exporting = Exporting(bridge, self, self._relay)
        self._build()
        self._connect()

    def heading(self) -> Heading:
        return Heading(self._words.gettext("Audit"), self.bar.told.text())

    def screen_actions(self) -> Sequence[Action]:
        _ = self._words.gettext
        there, nothing = self._measured is not None, _("Nothing has been measured yet.")
        other = _("Show charts") if self._as_table else _("Show tables")
        choose = _("Choose the table") if self._as_table else _("Choose the interval")
        return (
            Action("audit.move", _("To another bar, point or number"), "Up Down Left Right"),
            Action("audit.open", _("Open the patients behind the number"), "Return"),
            Action("audit.filter", _("Which courses"), "F4", self.ask_filter, bool(self._offers), nothing),
            Action("audit.choose", choose, "F6", self._choose, there, nothing),
            Action("audit.tables", other, "F8", self.switch, there, nothing),
            Action("audit.export", _("Save as CSV or XLSX"), "Ctrl+E", self._show_formats, there, nothing),
            Action(
                "audit.report", _("Save the audit report (PDF)"), "Ctrl+P", self.print_sheet, there, nothing
            ),
        )

    def refresh(self) -> None:
        """Measure, in place of whatever is being measured."""
        if self._ticket is not None:
            self._ticket.drop()
        asked, pair, words, now = self._asked, self._pair, self._words, self._bridge.clock.now()
        relay, account = self._relay, self._bridge.actor.name
        self._settles.stop()
        self._stale = False

        def work(record: Record, ticket: Ticket) -> Answer:
            wanted = asked or Asked.found_again(record.preferences(account).load(_PREFERENCE))
            with record.queries() as queries:
                return answer(queries, wanted, pair, now, words, Told(ticket, relay.told.emit))

        self.strip.begin()
        self._ticket = self._bridge.at_length(self, work, self._show, self._failed)

    def focus_first(self) -> None:
        page = self._pages.currentWidget()
        if isinstance(page, ChartsPage | TablesPage):
            page.focus_first()
        elif page is self.empty:
            self.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.bar.filter_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_sheet(self) -> None:
        """Save the report."""
        self._export(Format.PDF)

    def keep(self) -> object:
        return self._asked, self._pair, self._as_table, self.tables.table_button.choice()

    def take_over(self, kept: object) -> None:
        assert isinstance(kept, tuple)
        self._asked, self._pair, self._as_table, table = kept
        self.tables.table_button.choose(table)

    def asked(self) -> Asked:
        """What was asked for."""
        return self._asked or Asked()

    def measured(self) -> Measured | None:
        """What shows."""
        return self._measured

    def ask_filter(self) -> FilterDialog:
        """Ask which courses."""
        dialog = FilterDialog(self._bridge, self, self._offers, self.asked())
        dialog.chosen.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def shows_tables(self) -> bool:
        """Whether the tables show, not the charts."""
        return self._as_table

    def switch(self) -> None:
        """From charts to tables, or back."""
        self._as_table = not self._as_table
        self._show_page()
        self.focus_first()

    def open_people(self, of: Figure | Stop, course: str = "") -> None:
        """Show the patients behind a number; `course` is chosen among them."""
        if self._measured is None:
            return
        stop = of if isinstance(of, Stop) else Stop(None, 0, of)
        dialog = PeopleDialog(self._bridge, self, self._measured, stop, course)
        dialog.course_wanted.connect(self.course_wanted)
        dialog.open()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale or self._is_old():
            self.refresh()

    def _build(self) -> None:
        _ = self._words.gettext
        self.bar = AuditBar(self._words, demo=self._bridge.site.demo)
        self.strip = MeasuringStrip(self._words)
        self.said = Banner(_("Try again"))
        self.charts = ChartsPage(self._words)
        self.tables = TablesPage(self._words)
        self.empty = EmptyState(
            _("No course in this cohort"),
            _("These days and filters leave nobody. Choose a longer period, or fewer filters."),
            _("Which courses…"),
        )
        self.none_yet = EmptyState(
            _("No course yet"),
            _("Here stands what can be proved about the pathway, as soon as a patient has been enrolled."),
        )
        self.called_off = EmptyState(_("Called off"), _("Nothing has been measured."), _("Measure again"))
        self._formats = QMenu(self)
        self._formats.addAction(_("Workbook (XLSX)…")).triggered.connect(lambda: self._export(Format.XLSX))
        self._formats.addAction(_("CSV files into a folder…")).triggered.connect(
            lambda: self._export(Format.CSV)
        )
        self._blank = QWidget()
        self._pages = QStackedWidget()
        for each in (self._blank, self.charts, self.tables, self.empty, self.none_yet, self.called_off):
            self._pages.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        above = QVBoxLayout()
        above.setContentsMargins(20, 0, 20, 0)
        above.setSpacing(6)
        above.addWidget(self.said)
        above.addWidget(self.strip)
        column.addLayout(above)
        column.addWidget(self._pages, 1)
        self._enable()

    def _connect(self) -> None:
        self.bar.filter_button.clicked.connect(self.ask_filter)
        self.bar.view_button.clicked.connect(self.switch)
        self.bar.table_button.clicked.connect(self._show_formats)
        self.bar.report_button.clicked.connect(self.print_sheet)
        self.strip.cancelled.connect(self._cancel)
        self._relay.told.connect(self.strip.show_progress)
        self.said.retry.connect(self._again)
        self.charts.opened.connect(self.open_people)
        self.charts.point_opened.connect(self.open_people)
        self.charts.pair_chosen.connect(self._show_pair)
        self.tables.opened.connect(self.open_people)
        self.empty.asked.connect(self.ask_filter)
        self.called_off.asked.connect(self.refresh)
        self.exporting.said.connect(self.notice)
        self.exporting.failed.connect(lambda told: self.said.show_fault(told, can_retry=False))
        self.exporting.begun.connect(self.strip.begin)
        self.exporting.over.connect(self.strip.end)
        self._bridge.committed.connect(self._committed)
        self._bridge.actor_changed.connect(self._follow_account)

    def _show(self, answer: Answer) -> None:
        first_time = self._measured is None
        self._ticket, self._offers, self._asked = None, answer.offers, answer.asked
        self._end_strip()
        self.said.clear()
        of = self._measured = answer.measured
        if of is not None:
            self._pair = of.run.pair if of.run is not None else None
            self.bar.show_cohort(cohort_told(of.asked, of.cohort, of.offer, self._words))
            if of.audit.courses:
                self.charts.show_measured(of)
                self.tables.show_measured(of)
        self._show_page()
        self._enable()
        self.heading_changed.emit()
        if first_time and self.isVisible() and self.window().isActiveWindow():
            self.focus_first()

    def _show_page(self) -> None:
        of = self._measured
        page: QWidget = self._blank
        if of is None:
            page = self.none_yet if not self._offers and not self._stale else self._blank
        elif of.audit.courses:
            page = self.tables if self._as_table else self.charts
        else:
            page = self.empty if of.offer.choices.first is not None else self.none_yet
        self._pages.setCurrentWidget(page)
        self.bar.show_as_table(self._as_table)

    def _failed(self, error: BaseException) -> None:
        self._ticket = None
        self._stale = True
        self._end_strip()
        self.said.show_fault(failure(error, self._words))

    def _again(self) -> None:
        self.said.clear()
        self.refresh()

    def _cancel(self) -> None:
        """The figures before stay, with the cohort that they are of."""
        if self.exporting.is_under_way():
            self.exporting.cancel()
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
            self._end_strip()
            if self._measured is None:
                self._pages.setCurrentWidget(self.called_off)
                self.called_off.button.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                self._asked = self._measured.asked
                self.notice.emit(self._words.gettext("Called off. The figures before still stand here."))
                self.focus_first()

    def _end_strip(self) -> None:
        if not self.exporting.is_under_way():
            self.strip.end()

    def _take(self, asked: Asked) -> None:
        self._asked = asked
        self.refresh()
        account, kept = self._bridge.actor.name, asked.kept()
        if self._bridge.reading_only is None:
            self._bridge.beside(
                self,
                lambda record: record.preferences(account).save(_PREFERENCE, kept),
                lambda _nothing: None,
                lambda _fault: None,  # it is a convenience
            )

    def _follow_account(self) -> None:
        """Somebody else works now, who chose another cohort, or none."""
        self._asked = None
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def _show_pair(self, first: str, second: str) -> None:
        of, words = self._measured, self._words
        self._pair = (first, second)
        if of is None:
            return
        if self._pair_ticket is not None:
            self._pair_ticket.drop()

        def work(record: Record, _ticket: Ticket) -> RunChart | None:
            with record.queries() as queries:
                return interval_chart(
                    queries, of.audit, of.cohort, of.now, (first, second), words, present=of.present
                )

        def show(chart: RunChart | None) -> None:
            self._pair_ticket = None
            if of is self._measured:
                self.charts.show_run(chart)

        self._pair_ticket = self._bridge.at_length(self, work, show, self._failed)

    def _choose(self) -> None:
        (self.tables.table_button if self._as_table else self.charts.pair_button).open()

    def _show_formats(self) -> None:
        button = self.bar.table_button
        self._formats.popup(button.mapToGlobal(button.rect().bottomLeft()))

    def formats_shown(self) -> QMenu:
        """The menu of what can be saved."""
        return self._formats

    def _export(self, format_: Format) -> None:
        if self._measured is not None:
            self.exporting.ask_where(self._measured, format_)

    def _committed(self, changes: Changes) -> None:
        """Of what was changed only courses and patients count; at a moment in the past nothing changes any more."""
        if self.asked().as_of is not None or not (changes.courses or changes.patients or changes.settings):
            return
        if self.isVisible():
            self._settles.start()
        else:
            self._stale = True

    def _is_old(self) -> bool:
        of = self._measured
        if of is None or not of.present:
            return False
        return (self._bridge.clock.now() - of.now).total_seconds() > _OLD_AFTER_S

    def _enable(self) -> None:
        self.bar.filter_button.setEnabled(bool(self._offers))
        for button in (self.bar.table_button, self.bar.report_button, self.bar.view_button):
            button.setEnabled(self._measured is not None)
