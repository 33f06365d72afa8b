"""Follow-up: every course with a plan by when its next MRI is due, and those who have no plan yet."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStackedWidget, QVBoxLayout

from pathway_app.changes import Changes
from pathway_app.domain.calendar import local_date
from pathway_app.ports import Queries
from pathway_app.queries import FollowUpCounts
from pathway_app.sheets import Pack
from ui import theme
from ui.actions import Action
from ui.bridge import Bridge
from ui.followup.listing import PAGE, Clinic, Cursor, Known, Listing, ListingQuestion, course_ids
from ui.followup.scale import MonthScale, SignWord
from ui.followup.year import Sign, Year
from ui.listed import append_fresh, show_listed
from ui.screen import Heading, Screen
from ui.theme_status import Status
from ui.widgets.choice_menu import ChoiceMenu
from ui.widgets.flow import FlowBox
from ui.widgets.grouped_table import GroupedTable, TablePanel
from ui.widgets.notices import EmptyState
from ui.widgets.plain import make_button
from ui.widgets.search import typed_sign
from ui.widgets.table_paint import PAD
from ui.widgets.table_rows import Column
from ui.widgets.tag import tag_width

_COMPACT_BELOW = 900
_CLINIC, _SINCE, _STRIP = 1, 2, 4
_ALL = ""


class FollowUpView(Screen):
    """Asks the record when it is shown, after each commit, and when a minute has passed."""

    place = "followup"

    typed = Signal(str)
    """a letter or figure with the keys in the list: somebody types a name, or scans a label or sheet"""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        self._known: Known = {}
        self._cursor: Cursor | None = None
        self._counts: FollowUpCounts | None = None
        self._without_plan = 0
        self._first_without = ""
        self._compact = False
        self._stale = True
        self._returned = False
        self._to_choose = ""
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self.refresh)
        self._build()
        bridge.committed.connect(self._committed)

    def heading(self) -> Heading:
        _, counts = self._words.gettext, self._counts
        if counts is None:
            return Heading(_("Follow-up"))
        ngettext = self._words.ngettext
        facts = [ngettext("{n} patient", "{n} patients", counts.all)]
        if counts.overdue:
            facts.append(ngettext("{n} overdue", "{n} overdue", counts.overdue))
        if counts.soon:
            facts.append(_("{n} within 30 days").format(n=counts.soon))
        return Heading(_("Follow-up"), " · ".join(facts))

    def buttons(self) -> Sequence[QPushButton]:
        return (self.clinic_button, self.print_button)

    def screen_actions(self) -> Sequence[Action]:
        _ = self._words.gettext
        patient, nobody = bool(self.chosen()), _("No patient is chosen.")
        nothing = _("Nobody is without a follow-up plan.")
        return (
            Action("followup.move", _("Choose a patient"), "Up Down"),
            Action(
                "followup.open",
                _("Open the course at the next MRI, to enter its result"),
                "Return",
                self._open_chosen,
                patient,
                nobody,
            ),
            Action("followup.clinic", _("Show one clinic, or all"), "F4", self.clinic_button.open),
            Action(
                "followup.without-plan",
                _("To those without a follow-up plan"),
                "Ctrl+Home",
                self._show_without_plan,
                bool(self._without_plan),
                nothing,
            ),
            Action("followup.print", _("Print the list"), "Ctrl+P", self.print_sheet),
        )

    def refresh(self) -> None:
        now, words, known, compact = self._bridge.clock.now(), self._words, self._known, self._compact
        clinic = self.clinic_button.choice() or None
        least = max(PAGE, self.table.rows().rowCount())
        self._stale = False
        self._minute.start((60 - now.second) * 1000 + 20)
        self._bridge.forget(self, "more")
        self.scale.show_year(Year.around(local_date(now, words.zone)), words.language)

        def question(queries: Queries) -> Listing:
            return ListingQuestion(queries, now, words, known, compact=compact).listing(clinic, least)

        self._bridge.ask(self, question, self._show_listing, topic="list")

    def focus_first(self) -> None:
        listed = self._pages.currentIndex() == 0
        (self.table if listed else self.clinic_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def print_sheet(self) -> None:
        """Ask for the sheet of those whom the list shows, in its order."""
        clinic = self.clinic_button.choice() or None
        self._bridge.ask(self, lambda queries: course_ids(queries, clinic), self._want_sheets, topic="sheets")

    def chosen(self) -> str:
        """The chosen patient's course."""
        return self.table.chosen()

    def keep(self) -> object:
        return self.clinic_button.choice(), self.chosen()

    def take_over(self, kept: object) -> None:
        assert isinstance(kept, tuple)
        clinic, self._to_choose = kept
        self.clinic_button.choose(clinic)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._returned = True
        self.table.show_chosen()
        if self._stale or not self._minute.isActive():
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = event.size().width() < _COMPACT_BELOW
        if compact != self._compact:
            self._compact = compact
            for column in (_CLINIC, _SINCE):
                self.table.hide_column(column, compact)
            if self._counts is not None:
                self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            sign = typed_sign(event)
            if sign:
                self.typed.emit(sign)
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        _ = self._words.gettext
        self.clinic_button = ChoiceMenu(_("Clinic"), "F4", _("{title}: {choice}"))
        self.clinic_button.show_choices([(_ALL, self._words.pgettext("clinics", "all"))])
        self.clinic_button.chosen.connect(self._narrow)
        self.print_button = make_button(_("Print list"), role="primary", keys="Ctrl+P")
        self.print_button.clicked.connect(self.print_sheet)
        self.table = self._new_table()
        self.scale = MonthScale(self.table.horizontalHeader(), _STRIP)
        self.empty = EmptyState(
            _("Nobody is in follow-up"),
            _("Here stands everyone whose follow-up is planned, with the next MRI, and who has no plan yet."),
        )
        self.nobody = EmptyState(
            _("This clinic follows nobody up"), _("Choose another clinic above, or all of them.")
        )
        self._pages = QStackedWidget()
        for each in (TablePanel(self.table), self.empty, self.nobody):
            self._pages.addWidget(each)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 14, 20, 12)
        column.setSpacing(6)
        column.addWidget(self._pages, 1)
        column.addWidget(self._legend())

    def _new_table(self) -> GroupedTable:
        _ = self._words.gettext
        # The longest tag there is but for somebody eight years late.
        late = tag_width(Status.OVERDUE, _("{n} mo late").format(n=99))
        without_plan = tag_width(Status.LATER, _("no plan yet"))
        columns = (
            Column(_("Patient"), 168),
            Column(_("Clinic"), 122),
            Column(_("Since surgery"), 80),
            Column(_("Last MRI"), 160, 1),
            Column(_("A year of MRIs"), 196, 12),
            Column(_("Next MRI"), max(154, late + PAD + 8, without_plan + PAD + 8)),
        )
        table = GroupedTable(columns, _("Follow-up"))
        table.opened.connect(self._open)
        table.wants_more.connect(self._ask_more)
        table.installEventFilter(self)
        return table

    def _legend(self) -> FlowBox:
        _ = self._words.gettext
        box = FlowBox(gap=14, line_gap=2)
        for sign, text in (
            (Sign.DONE, _("done (the line: since when it was planned)")),
            (Sign.OVERDUE, _("overdue")),
            (Sign.PLANNED, _("planned")),
            (None, _("today")),
        ):
            box.add(SignWord(sign, text))
        self.without_plan_button = make_button("")
        self.without_plan_button.setProperty("role", "link")
        self.without_plan_button.setMinimumHeight(theme.ROW_HEIGHT)
        self.without_plan_button.clicked.connect(self._show_without_plan)
        box.add(self.without_plan_button)
        return box

    def _show_listing(self, listing: Listing) -> None:
        first_time = self._counts is None
        self._counts, self._cursor = listing.counts, listing.next
        self._without_plan, self._first_without = listing.without_plan, listing.first_without
        self._show_clinics(listing.clinics)
        show_listed(self.table, listing.rows, more=listing.next is not None)
        to_choose, self._to_choose = self._to_choose, ""
        if to_choose:
            self.table.choose(to_choose)
        if self._returned:
            self._returned = False
            self.table.show_chosen()
        narrowed = bool(self.clinic_button.choice())
        self._pages.setCurrentIndex(0 if listing.rows else 2 if narrowed else 1)
        self._say_without_plan()
        self.heading_changed.emit()
        if first_time and self.isVisible():
            self.focus_first()

    def _show_clinics(self, clinics: Sequence[Clinic]) -> None:
        choices = [
            (_ALL, self._words.pgettext("clinics", "all")),
            *((each.code, each.title) for each in clinics),
        ]
        self.clinic_button.show_choices(choices)

    def _say_without_plan(self) -> None:
        words, n = self._words, self._without_plan
        text = words.ngettext(
            "{n} patient without a follow-up plan: show", "{n} patients without a follow-up plan: show", n
        )
        self.without_plan_button.setText(text if n else words.gettext("nobody without a follow-up plan"))
        self.without_plan_button.setEnabled(n > 0)
        self.without_plan_button.updateGeometry()

    def _show_without_plan(self) -> None:
        if self._first_without and self.table.choose(self._first_without):
            self.table.show_chosen()
            self.focus_first()

    def _narrow(self, _clinic: str) -> None:
        self.table.verticalScrollBar().setValue(0)
        self.table.show_rows(())
        if self.isVisible():
            self.refresh()
            self.focus_first()

    def _ask_more(self) -> None:
        cursor, known, compact = self._cursor, self._known, self._compact
        now, words, clinic = self._bridge.clock.now(), self._words, self.clinic_button.choice() or None
        if cursor is None:
            self.table.append_rows((), more=False)
            return

        def question(queries: Queries) -> Listing:
            return ListingQuestion(queries, now, words, known, compact=compact).more(clinic, cursor)

        self._bridge.ask(self, question, self._append, topic="more")

    def _append(self, listing: Listing) -> None:
        self._cursor = listing.next
        append_fresh(self.table, listing.rows, more=listing.next is not None)

    def _committed(self, changes: Changes) -> None:
        for course in changes.courses:
            self._known.pop(course, None)
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def _open_chosen(self) -> None:
        if self.chosen():
            self._open(self.chosen())

    def _open(self, course: str) -> None:
        """Open the course at the step that the row names: the next MRI, or the plan that is still to be made."""
        model = self.table.rows()
        checkpoint, _colon, round_ = model.row_at(model.row_of(course)).step.rpartition(":")
        self.course_wanted.emit(course, checkpoint, int(round_ or 1))

    def _want_sheets(self, courses: tuple[str, ...]) -> None:
        if courses:
            self.sheet_wanted.emit(courses, Pack.WARD.value)
        else:
            self.notice.emit(self._words.gettext("There is nobody on the list to print."))
