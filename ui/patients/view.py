"""The list of all patients: whom it shows, in which order, with which columns, as each account left it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from pathway_app.changes import Changes
from pathway_app.commands import EnrolPatient
from pathway_app.ports import Queries
from ui import theme
from ui.actions import Action
from ui.bridge import Bridge
from ui.listed import append_fresh
from ui.patients.arrangement import COLUMNS, SORTS, Arrangements, Col
from ui.patients.deeds import PatientDeeds, deed_actions, deed_menu
from ui.patients.filter_bar import FilterBar
from ui.patients.model import PAGE, Filters, PatientPage, filters, page
from ui.patients.row_marks import RowMarks
from ui.screen import Heading, Screen
from ui.widgets.adjustable_table import AdjustableTable
from ui.widgets.notices import EmptyState
from ui.widgets.plain import make_button, set_tooltip
from ui.widgets.search import typed_sign
from ui.widgets.table_and_panel import TableAndPanel
from ui.widgets.table_paint import PAD
from ui.widgets.table_rows import Column

_COMPACT_BELOW = 900
_COMPACT = frozenset({Col.SEX, Col.SURGEON, Col.DUE, Col.BEGUN})
"""columns left out in a narrow window, but the one by which the list is sorted"""
_SHARES = {Col.NAME: (180, 5), Col.BORN: (104, 0), Col.SEX: (64, 0), Col.MRN: (118, 1), Col.BED: (66, 0),
           Col.SURGEON: (110, 2), Col.PHASE: (150, 3), Col.DUE: (110, 1), Col.BEGUN: (104, 0)}  # fmt: skip
"""least width in pixels, and share of what is left over"""
_REMEMBER_AFTER_MS = 400


class PatientsView(Screen):
    """Everyone on record; the search field narrows the list, Enter opens the newest course."""

    place = "patients"

    typed = Signal(str)
    """a letter or figure with the keys in the list: somebody types a name, or scans a label or sheet"""

    def __init__(self, bridge: Bridge, arrangements: Arrangements | None = None) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        self._arrangements = arrangements or Arrangements(None)
        self._text = ""
        self._next: str | None = None
        self._total: int | None = None
        self._stale = True
        self._shown: str | None = None
        self._open_certain = False
        self._choose_first = False
        self._compact = False
        self.deeds = PatientDeeds(bridge, self)
        self.deeds.course_wanted.connect(lambda course: self.course_wanted.emit(course, "", 1))
        self.deeds.told.connect(self.notice)
        self._build()
        self._minute = self._timer(0, self.refresh)
        self._remember_soon = self._timer(_REMEMBER_AFTER_MS, self._remember)
        bridge.committed.connect(self._committed)
        bridge.actor_changed.connect(self._actor_changed)
        bridge.drafts.changed.connect(self._draft_changed)
        self._recall()

    def heading(self) -> Heading:
        words, title, total = self._words, self._words.gettext("Patients"), self._total
        if total is None:
            return Heading(title)
        if not (self._shown or self.bar.arranged().is_narrow):
            return Heading(title, words.ngettext("{n} patient", "{n} patients", total))
        shown = self.table.rows().rowCount()
        told = words.gettext("{n} of {all} patients")
        if self._next is not None:
            told = words.gettext("more than {n} of {all} patients")
        return Heading(title, told.format(n=shown, all=total))

    def buttons(self) -> Sequence[QPushButton]:
        return (self.new_button,)

    def screen_actions(self) -> Sequence[Action]:
        _, chosen = self._words.gettext, self.table.chosen()
        return (
            Action("patients.move", _("Choose a patient"), "Up Down"),
            Action(
                "patients.open",
                _("Open the chosen patient's course"),
                "Return",
                lambda: self.course_wanted.emit(self.table.chosen(), "", 1),
                bool(chosen),
                _("No patient is chosen."),
            ),
            *deed_actions("patients", self.deeds, chosen, self._marks.has_ended(chosen)),
            Action(
                "patients.menu",
                _("All that can be done with the patient"),
                "Menu",
                self._show_menu,
                bool(chosen),
                _("No patient is chosen."),
            ),
            *self.bar.actions_here(),
        )

    def refresh(self) -> None:
        self._marks.look_again()
        self._read()

    def _read(self) -> None:
        text, words, arranged, now = self._text, self._words, self.bar.arranged(), self._bridge.clock.now()
        least = max(PAGE, self.table.rows().rowCount())
        self._stale = False
        self._minute.start((60 - now.second) * 1000 + 20)
        self._bridge.forget(self, "more")

        def question(queries: Queries) -> tuple[PatientPage, Filters]:
            return page(queries, words, now, arranged, text=text, least=least), filters(queries, words)

        self._bridge.ask(self, question, self._answered, topic="list")

    def narrow(self, text: str) -> None:
        """Show those whom `text` finds; everyone for an empty one."""
        if text != self._text:
            self._text = text
            self._open_certain = False
            self._choose_first = True
            self._read()

    def enter_list(self, text: str, enter: bool) -> None:
        """Go on in the list from the search field; with `enter` open whom the text finds.

        What the list shows is opened as it is chosen there. Where its answer is still awaited (a scanner sends
        Enter at once) only one who is certain is opened: the only one found, or that record number's, also one
        whom the filters leave out.
        """
        if enter and text == self._shown and self.table.chosen():
            self.course_wanted.emit(self.table.chosen(), "", 1)
        elif enter:
            self._text, self._choose_first, self._open_certain = text, True, True
            self._read()
        elif self.table.chosen() or self.table.choose_first():
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first(self) -> None:
        if self._total and not self.table.rows().rowCount():
            self.bar.phase_button.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            (self.table if self._total else self.empty.button).setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> object:
        return self.table.chosen()

    def take_over(self, kept: object) -> None:
        self._to_choose = str(kept)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale or not self._minute.isActive():
            self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()
        if self._remember_soon.isActive():
            self._remember()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        compact = event.size().width() < _COMPACT_BELOW
        if compact != self._compact:
            self._compact = compact
            self._show_columns()
        self._marks.look_soon()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at = self.table.viewport().mapFromGlobal(event.globalPos())
        index = self.table.indexAt(at)
        if index.isValid():
            self.table.setCurrentIndex(index)
            self._show_menu(event.globalPos())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.table and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            sign = typed_sign(event)
            if sign:
                self.typed.emit(sign)
                return True
            if event.key() == Qt.Key.Key_Menu:
                self._show_menu()
                return True
        return super().eventFilter(watched, event)

    def _build(self) -> None:
        _ = self._words.gettext
        self._to_choose = ""
        self.new_button = make_button(_("New patient"), role="primary")
        self.new_button.clicked.connect(self.new_patient_wanted)
        self.bar = FilterBar(self._words)
        self.bar.changed.connect(self._arranged_otherwise)
        columns = [self._column(col) for col in COLUMNS]
        self.table = AdjustableTable(columns, _("Patients"))
        self.table.opened.connect(lambda course: self.course_wanted.emit(course, "", 1))
        self.table.wants_more.connect(self._ask_more)
        self.table.heading_clicked.connect(self._sort_by_heading)
        self.table.width_changed.connect(self._pulled)
        self._marks = RowMarks(self._bridge, self.table)
        self.table.installEventFilter(self)
        self.empty = EmptyState(
            _("No patients yet"),
            _("Everyone who is or was on a pathway stands here, by name."),
            _("New patient"),
        )
        self.empty.asked.connect(self.new_patient_wanted)
        self.nobody = EmptyState(
            _("Nobody is found by that"),
            _("Names in any order, with or without accents, a record number or a birth date."),
        )
        self.filtered_out = EmptyState(
            _("Nobody is found among those"),
            _("The filters above leave out everybody who would stand here."),
            _("Show everyone"),
        )
        self.filtered_out.asked.connect(self.bar.show_everyone)
        self._listed = TableAndPanel(self.table, empty=(self.empty, self.nobody, self.filtered_out))
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 8, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.bar)
        column.addWidget(self._listed, 1)
        self._show_permissions()

    def _column(self, col: Col) -> Column:
        """Days stand on one line, whatever their month is called."""
        least, share = _SHARES[col]
        if col in (Col.BORN, Col.BEGUN):
            days = (self._words.day(date(2000, month, 28)) for month in range(1, 13))
            least = max(least, max(map(theme.metrics().horizontalAdvance, days)) + 2 * PAD)
        return Column(self.bar.title(col), least, share)

    def _timer(self, milliseconds: int, do: object) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(milliseconds)
        timer.timeout.connect(do)
        return timer

    # How it is arranged

    def _recall(self) -> None:
        """As the present account left it."""
        self.bar.arrange(self._arrangements.of(self._bridge.actor.name))
        self._show_columns()

    def _remember(self) -> None:
        self._remember_soon.stop()
        self._arrangements.remember(self._bridge.actor.name, self.bar.arranged())

    def _arranged_otherwise(self) -> None:
        self._remember_soon.start()
        self._show_columns()
        self.table.verticalScrollBar().setValue(0)
        self.table.show_rows(())
        self._choose_first = True
        if self.isVisible():
            self.refresh()
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_columns(self) -> None:
        arranged = self.bar.arranged()
        sort = arranged.sort
        mark = "▼" if sort.descending else "▲"
        titles = [
            f"{self.bar.title(col)} {mark}" if SORTS.get(col) is sort.by else self.bar.title(col)
            for col in COLUMNS
        ]
        self.table.wish_widths({COLUMNS.index(col): wide for col, wide in arranged.widths.items()})
        self.table.show_titles(titles)
        for at, col in enumerate(COLUMNS):
            left_out = self._compact and col in _COMPACT and SORTS.get(col) is not sort.by
            hidden = col in arranged.hidden or left_out
            if hidden != self.table.isColumnHidden(at):
                self.table.hide_column(at, hidden)

    def _sort_by_heading(self, at: int) -> None:
        by, sort = SORTS.get(COLUMNS[at]), self.bar.arranged().sort
        if by is None:
            _ = self._words.gettext
            told = _("The list is sorted by name, bed, what is due first, or the beginning of the course.")
            self.notice.emit(told)
        elif by is sort.by:
            self.bar.turn()
        else:
            self.bar.sort(by)

    def _pulled(self, at: int, wide: int) -> None:
        self.bar.widen(COLUMNS[at], wide)
        self._remember_soon.start()

    def _actor_changed(self) -> None:
        self._show_permissions()
        before = self.bar.arranged()
        self._recall()
        if self.bar.arranged() != before:
            self._choose_first = True
            if self.isVisible():
                self.refresh()
            else:
                self._stale = True

    # What it shows

    def _show_permissions(self) -> None:
        may = self._bridge.may(EnrolPatient)
        why = "" if may else self._words.gettext("Your role may not enter patients.")
        for button in (self.new_button, self.empty.button):
            button.setEnabled(may)
            set_tooltip(button, why)

    def _answered(self, answer: tuple[PatientPage, Filters]) -> None:
        self.bar.offer(answer[1])
        self._show_page(answer[0])

    def _show_page(self, answer: PatientPage) -> None:
        first_time = self._total is None
        self._total, self._next, self._shown = answer.total, answer.next, answer.text
        self._marks.know(answer)
        rows = tuple(map(self._marks.marked, answer.rows))
        model = self.table.rows()
        shown = tuple(model.row_at(at) for at in range(model.rowCount()))
        if shown != rows:
            self.table.show_rows(rows, more=answer.next is not None)
        else:
            self.table.append_rows((), more=answer.next is not None)
        to_choose, self._to_choose = self._to_choose, ""
        if to_choose:
            self.table.choose(to_choose)
        elif self._choose_first or not self.table.chosen():
            self.table.choose_first()
        self._choose_first = False
        nobody = self.filtered_out if answer.elsewhere else self.nobody
        instead = nobody if answer.total else self.empty
        self._listed.show_instead(None if answer.rows else instead)
        self.heading_changed.emit()
        if first_time and self.isVisible() and not self._text:
            self.focus_first()
        if self._open_certain:
            self._open_certain = False
            if answer.certain:
                self.course_wanted.emit(answer.certain, "", 1)
            elif answer.rows:
                self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._marks.look_soon()

    def _ask_more(self) -> None:
        after, words, text = self._next, self._words, self._text
        arranged, now = self.bar.arranged(), self._bridge.clock.now()
        if after is None:
            return
        self._bridge.ask(
            self,
            lambda queries: page(queries, words, now, arranged, text=text, after=after),
            self._append,
            topic="more",
        )

    def _append(self, answer: PatientPage) -> None:
        self._next = answer.next
        self._marks.know(answer, further=True)
        append_fresh(self.table, list(map(self._marks.marked, answer.rows)), more=answer.next is not None)
        self.heading_changed.emit()

    def _draft_changed(self, _key: str) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def _committed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()
        else:
            self._stale = True

    def _show_menu(self, at: QPoint | None = None) -> None:
        chosen = self.table.chosen()
        if not chosen:
            return
        if at is None:
            box = self.table.visualRect(self.table.currentIndex())
            at = self.table.viewport().mapToGlobal(QPoint(box.left() + 24, box.bottom()))
        deed_menu(self, deed_actions("patients", self.deeds, chosen, self._marks.has_ended(chosen)), at)
