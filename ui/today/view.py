"""Today: the worklist, with the chosen patient's open steps beside it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from pathway_app.changes import Changes
from pathway_app.domain.calendar import local_date
from pathway_app.ports import Queries
from pathway_app.sheets import Pack
from ui.actions import Action
from ui.bridge import Bridge
from ui.screen import Heading, Screen
from ui.today.chips import CountChips
from ui.today.listing import PAGE, Cursor, Listing, ListingQuestion, open_courses
from ui.today.panel import PatientPanel
from ui.today.patient_summary import OpenStep, PatientSummary, summary
from ui.today.previews import PreviewReads
from ui.today.ticking import Ticking
from ui.widgets.grouped_table import GroupedTable, TablePanel
from ui.widgets.notices import EmptyState
from ui.widgets.plain import literal_caption, make_button, set_tooltip
from ui.widgets.search import typed_sign
from ui.widgets.table_rows import Column

_COMPACT_BELOW = 900
_PANEL, _NARROW_PANEL = 292, 226
_BED, _PROGRESS, _WHO = 1, 2, 4


class TodayView(Screen):
    """Asks the record when it is shown, after each commit, and when a minute has passed."""

    place = "today"

    counted = Signal(object)
    """WorklistCounts, each time they were asked"""
    typed = Signal(str)
    """a letter or figure with the keys in the list: somebody types a name, or scans a label or sheet"""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        self._cursor: Cursor | None = None
        self._active: int | None = None
        self._day: date | None = None
        self._long_day = ""
        self._compact = False
        self._stale = True
        self.ticking = Ticking(bridge, self)
        self.ticking.done.connect(self.notice)
        self.ticking.course_wanted.connect(self.course_wanted)
        self.ticking.refused.connect(self._show_refusal)
        self.ticking.conflict.connect(self.refresh)
        self._tick_waits = ""
        self._returned = False
        self._to_choose = ""
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self.refresh)
        self._build()
        bridge.committed.connect(self._committed)
        bridge.actor_changed.connect(self._show_permissions)
        bridge.drafts.changed.connect(self._draft_changed)

    def heading(self) -> Heading:
        _ = self._words.gettext
        if self._active is None or not self._long_day:
            return Heading(_("Today"))
        active = self._words.ngettext("{n} active patient", "{n} active patients", self._active)
        return Heading(_("Today"), f"{self._long_day} · {active}")

    def buttons(self) -> Sequence[QPushButton]:
        return (self.ward_button, self.new_button)

    def screen_actions(self) -> Sequence[Action]:
        _ = self._words.gettext
        patient = bool(self.chosen())
        nobody = _("No patient is chosen.")
        return (
            Action("today.move", _("Choose a patient"), "Up Down"),
            Action(
                "today.open",
                _("Open the chosen patient's course"),
                "Return",
                self._open_chosen,
                patient,
                nobody,
            ),
            Action(
                "today.tick",
                _("Tick the step that the row names, or open its form"),
                "Space",
                self._tick_named,
                patient,
                nobody,
            ),
            Action(
                "today.steps",
                _("To the chosen patient's steps; Esc goes back to the list"),
                "Right",
                self.panel.focus_steps,
                patient,
                nobody,
            ),
            Action("today.ward", _("Handover sheets of the whole ward"), "Ctrl+P", self.print_sheet),
            Action("today.sheet", _("Sheets of the chosen patient"), "", self._want_sheet, patient, nobody),
        )

    def refresh(self) -> None:
        now, words, compact = self._bridge.clock.now(), self._words, self._compact
        wanted, drafts = self.chips.wanted(), self._bridge.drafts.courses()
        least = max(PAGE, self.table.rows().rowCount())
        self._stale = False
        self._minute.start((60 - now.second) * 1000 + 20)
        self._bridge.forget(self, "more")

        def question(queries: Queries) -> Listing:
            asked = ListingQuestion(queries, now, words, compact=compact, drafts=drafts)
            return asked.listing(wanted, least)

        self._bridge.ask(self, question, self._show_listing, topic="list")
        self._ask_summary()

    def focus_first(self) -> None:
        (self.table if self._active else self.empty.button).setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> object:
        return self.chosen()

    def take_over(self, kept: object) -> None:
        self._to_choose = str(kept)

    def print_sheet(self) -> None:
        """Ask for the sheets of all open courses, in the list's order."""
        now = self._bridge.clock.now()
        self._bridge.ask(self, lambda queries: open_courses(queries, now), self._want_sheets, topic="sheets")

    def chosen(self) -> str:
        """The chosen patient's course."""
        return self.table.chosen()

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
            self._fit()
            if self._active is not None:
                self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            sign = typed_sign(event)
            if sign:
                self.typed.emit(sign)
                return True
            if event.key() == Qt.Key.Key_Space and not event.modifiers():
                if self.table.sees_chosen():
                    self._tick_named()
                else:
                    self.table.show_chosen()
                return True
            if event.key() == Qt.Key.Key_Right and not event.modifiers():
                self.panel.focus_steps()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        _ = self._words.gettext
        self.ward_button = make_button(_("Ward handover…"), keys="Ctrl+P")
        self.ward_button.clicked.connect(self.print_sheet)
        self.new_button = make_button(_("New patient"), role="primary")
        self.new_button.clicked.connect(self.new_patient_wanted)
        self.chips = CountChips(self._words)
        self.chips.wanted_changed.connect(self._narrow)
        self.table = self._new_table()
        self.panel = PatientPanel(self._words)
        self._previews = PreviewReads(self._bridge, self.panel)
        self.panel.tick_wanted.connect(self._tick)
        self.panel.step_wanted.connect(self._open_step)
        self.panel.course_wanted.connect(self._open_chosen)
        self.panel.sheet_wanted.connect(self._want_sheet)
        self.panel.left.connect(self._focus_table)
        self.empty = EmptyState(
            _("Nobody is on the pathway"),
            _("Here stands, for each patient on the pathway, who has to do what and by when."),
            _("New patient"),
        )
        self.empty.asked.connect(self._begin_here)
        self._lay_out()
        self._fit()
        self._show_permissions()

    def _new_table(self) -> GroupedTable:
        _ = self._words.gettext
        columns = (
            Column(_("Patient"), 178, 2),
            Column(_("Bed"), 54),
            Column(_("Progress"), 92, 1),
            Column(_("Next step"), 176, 3),
            Column(_("Who"), 147),
            Column(_("Term"), 162, 1),
        )
        table = GroupedTable(columns, _("Worklist"))
        table.row_chosen.connect(self._choose)
        table.opened.connect(self._open_course)
        table.wants_more.connect(self._ask_more)
        table.installEventFilter(self)
        return table

    def _lay_out(self) -> None:
        ward = QWidget()
        row = QHBoxLayout(ward)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(TablePanel(self.table), 1)
        row.addWidget(self.panel)
        self._pages = QStackedWidget()
        self._pages.addWidget(ward)
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.chips)
        column.addWidget(self._pages, 1)

    def _fit(self) -> None:
        caption = self._words.gettext("Ward handover…")
        self.ward_button.setText(caption if self._compact else f"{caption}  Ctrl+P")
        self.panel.setFixedWidth(_NARROW_PANEL if self._compact else _PANEL)
        for column in (_BED, _PROGRESS, _WHO):
            self.table.hide_column(column, self._compact)

    def _show_permissions(self) -> None:
        may = self._bridge.may("EnrolPatient")
        why = "" if may else self._words.gettext("Your role may not enter patients.")
        self.new_button.setEnabled(may)
        set_tooltip(self.new_button, why)
        _ = self._words.gettext
        adds = self._adds_people()
        self.empty.button.setText(literal_caption(_("Add people…") if adds else _("New patient")))
        self.empty.button.setAccessibleName(_("Add people…") if adds else _("New patient"))
        self.empty.button.setEnabled(may or adds)
        set_tooltip(self.empty.button, "" if adds else why)
        self.panel.show_refusal("")

    def _adds_people(self) -> bool:
        """Whether who works lets people in, who then enter the first patient."""
        return self._bridge.may("AddAccount") and not self._bridge.may("EnrolPatient")

    def _begin_here(self) -> None:
        if self._adds_people():
            self.place_wanted.emit("administration")
        else:
            self.new_patient_wanted.emit()

    def _narrow(self, _wanted: object) -> None:
        self.table.verticalScrollBar().setValue(0)
        self._bridge.forget(self, "more")
        self.table.show_rows(())
        self.refresh()

    def _show_listing(self, listing: Listing) -> None:
        first_time = self._active is None
        self._active = listing.counts.active
        self._cursor = listing.next
        self._pages.setCurrentIndex(0 if listing.counts.active else 1)
        self._show_rows(listing)
        kept, self._to_choose = self._to_choose, ""
        if kept:
            self.table.choose(kept)
        if not self.table.chosen() and not self.table.choose_first():
            self.panel.show_summary(None)
            self._previews.show("")
        if self._returned:
            self._returned = False
            self.table.show_chosen()
        self.chips.show_counts(listing.counts)
        self.counted.emit(listing.counts)
        self.heading_changed.emit()
        if first_time and self.isVisible():
            self.focus_first()
        # Only now: the names of days and months are slow to load the first time.
        self._ask_day(self._bridge.clock.now())

    def _show_rows(self, listing: Listing) -> None:
        """Change in place what differs; only another order or other patients make the list anew."""
        model = self.table.rows()
        shown = [model.row_at(at) for at in range(model.rowCount())]
        if [row.key for row in shown] != [row.key for row in listing.rows]:
            self.table.show_rows(listing.rows, more=listing.next is not None)
            return
        for old, new in zip(shown, listing.rows, strict=True):
            if old != new:
                self.table.replace_row(new)
        self.table.append_rows((), more=listing.next is not None)

    def _ask_more(self) -> None:
        cursor, wanted, drafts = self._cursor, self.chips.wanted(), self._bridge.drafts.courses()
        now, words, compact = self._bridge.clock.now(), self._words, self._compact
        if cursor is None:
            self.table.append_rows((), more=False)
            return

        def question(queries: Queries) -> Listing:
            asked = ListingQuestion(queries, now, words, compact=compact, drafts=drafts)
            return asked.listing(wanted, start=cursor)

        self._bridge.ask(self, question, self._append, topic="more")

    def _append(self, listing: Listing) -> None:
        model = self.table.rows()
        shown = {model.row_at(at).key for at in range(model.rowCount())}
        self._cursor = listing.next
        # A course that moved down the list meanwhile stands in it already.
        fresh = [row for row in listing.rows if row.key not in shown]
        self.table.append_rows(fresh, more=listing.next is not None)

    def _choose(self, _course: str) -> None:
        self._tick_waits = ""
        self._ask_summary()

    def _ask_summary(self) -> None:
        course, now, words = self.chosen(), self._bridge.clock.now(), self._words
        if not course:
            return

        def question(queries: Queries) -> PatientSummary | None:
            record = queries.course(course)
            return summary(record, now, words) if record is not None else None

        self._bridge.ask(self, question, self._show_summary, topic="summary")

    def _ask_day(self, now: datetime) -> None:
        day = local_date(now, self._bridge.zone)
        if day != self._day:
            self._day = day
            self._long_day = self._words.long_day(day)
            self.heading_changed.emit()

    def _committed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def _draft_changed(self, _key: str) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def _tick_named(self) -> None:
        """Tick the step that the chosen row names; where that takes more than a tick, open it in its course."""
        course = self.chosen()
        model = self.table.rows()
        named = model.row_at(model.row_of(course)).step if course else ""
        if not named:
            return
        patient = self.panel.summary()
        if patient is None or patient.course_id != course:
            self._tick_waits = course  # the panel still shows the patient before
            return
        step = patient.step(named)
        if step is not None and step.simple:
            self._tick(step)
        else:
            checkpoint, _colon, round_ = named.rpartition(":")
            self.course_wanted.emit(course, checkpoint, int(round_))

    def _show_summary(self, patient: PatientSummary | None) -> None:
        self.panel.show_summary(patient)
        self._previews.show("" if patient is None else patient.course_id)
        waits, self._tick_waits = self._tick_waits, ""
        if patient is not None and waits == patient.course_id == self.chosen():
            self._tick_named()

    def _tick(self, step: OpenStep) -> None:
        patient = self.panel.summary()
        if patient is None:
            return
        from ui.course.rows import row_key

        row = row_key(step.checkpoint, step.round)
        if row in self._bridge.drafts.rows(patient.course_id).values():
            self.course_wanted.emit(
                patient.course_id, step.checkpoint, step.round
            )  # something is typed for it
        elif self.ticking.tick(patient, step):
            self.panel.show_refusal("")

    def _show_refusal(self, course: str, why: str) -> None:
        if self.chosen() == course:
            self.panel.show_refusal(why)

    def _open_step(self, step: OpenStep) -> None:
        if self.chosen():
            self.course_wanted.emit(self.chosen(), step.checkpoint, step.round)

    def _open_chosen(self) -> None:
        if self.chosen():
            self._open_course(self.chosen())

    def _open_course(self, course: str) -> None:
        self.course_wanted.emit(course, "", 1)

    def _want_sheet(self) -> None:
        if self.chosen():
            self.sheet_wanted.emit((self.chosen(),), Pack.HANDOVER.value)

    def _want_sheets(self, courses: tuple[str, ...]) -> None:
        if courses:
            self.sheet_wanted.emit(courses, Pack.WARD.value)

    def _focus_table(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
