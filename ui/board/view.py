"""The tumour board: the meeting's list, and beside it the chosen case with its decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from pathway_app.changes import Changes
from pathway_app.commands import AddNote, ChangeMeeting, Command, PlanMeeting
from pathway_app.domain.calendar import local_date
from pathway_app.ports import Queries
from pathway_app.sheets import Pack
from ui.actions import Action
from ui.board.acts import MeetingActs
from ui.board.agenda import Agenda, Progress, agenda
from ui.board.board_form import BoardForm
from ui.board.board_keys import board_actions
from ui.board.case import BoardCase, board_case_of
from ui.board.case_pane import CasePane
from ui.board.case_table import CaseTable
from ui.board.deciding import Deciding
from ui.board.listing import Listing
from ui.board.meeting_bar import MeetingBar
from ui.bridge import Bridge
from ui.course.drafts import Drafts
from ui.course.local_time import to_minute
from ui.course.rows import row_key
from ui.screen import Heading, Screen
from ui.widgets.checklist_content import RowContent
from ui.widgets.grouped_table import TablePanel
from ui.widgets.notices import Banner, EmptyState
from ui.widgets.plain import make_button, set_tooltip

_LIST_SHARE, _LEAST_LIST, _MOST_LIST = 0.41, 296, 520
_COMPACT_BELOW = 400
"""pixels of the list, below which the findings stand beneath the name"""


class BoardView(Screen):
    """Reads meeting and case again when it is shown, after each commit, and when a minute has passed."""

    place = "board"

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        self._wanted: str | None = None
        self._case: BoardCase | None = None
        self._told_of: tuple[BoardCase, int, bool] | None = None
        self._to_form = ""
        self._drafts = Drafts(bridge.drafts)
        self._names: dict[str, str] = {}
        self.listing = Listing(bridge)
        self.deciding = Deciding(bridge, self._drafts, self._prepare, self)
        self.acts = MeetingActs(self, bridge, self.listing, self.deciding)
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.timeout.connect(self.refresh)
        self._build()
        self._connect()

    # What the shell asks

    def heading(self) -> Heading:
        _ = self._words.gettext
        shown = self.listing.agenda
        if shown is None:
            return Heading(_("Tumour board"))
        number = shown.number_to_discuss()
        return Heading(
            _("Tumour board"), self._words.ngettext("{n} patient", "{n} patients", number).format(n=number)
        )

    def buttons(self) -> Sequence[QPushButton]:
        return (self.plan_button, self.print_button)

    def screen_actions(self) -> Sequence[Action]:
        return board_actions(self, self._words)

    def refresh(self) -> None:
        now, wanted = self._bridge.clock.now(), self._wanted
        language, by = self._words.language, self._bridge.actor.full_name
        self._minute.start((60 - now.second) * 1000 + 20)

        def question(queries: Queries) -> Agenda | None:
            from pathway_app.issuing import edition

            return agenda(queries, wanted, edition(queries, language, now, by))

        self._bridge.ask(self, question, self._show_agenda, topic="agenda")

    def focus_first(self) -> None:
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def print_sheet(self) -> None:
        """The pack of the meeting: its list, and a page for each case that is discussed."""
        shown = self.listing.agenda
        courses = self._to_print()
        if shown is None or not courses:
            return
        from ui.printing.choices import Choices, usual_folder
        from ui.sheets.dialog import open_sheets

        day = local_date(shown.meeting.at, self._bridge.zone) if shown.meeting is not None else None
        open_sheets(self._bridge, self.window(), courses, Pack.BOARD, Choices(usual_folder()), day=day)

    def unsaved(self) -> str:
        typed = self.deciding.course if self.deciding.is_touched() else ""
        kept = (name for course, name in self._names.items() if course == typed or self._drafts.rows(course))
        return " · ".join(kept)

    # What the user asks

    def chosen(self) -> str:
        """The chosen course, on the list or among those who wait."""
        return self.table.chosen()

    def waits(self) -> bool:
        """Whether the chosen course waits for its diagnosis and is not on the list."""
        shown = self.listing.agenda
        return shown is not None and any(each.course_id == self.chosen() for each in shown.waiting)

    def may(self, command: type[Command]) -> bool:
        return self._bridge.may(command)

    def who(self) -> str:
        """Name and identifiers of the chosen case."""
        return f"{self._case.name} · {self._case.identifiers}" if self._case is not None else ""

    def tell(self, sentence: str) -> None:
        """Say above the list why something was not done."""
        self._told.show_fault(sentence, can_retry=False)

    def save(self) -> None:
        """Enter what the forms of the case hold, or say why that cannot be."""
        if self._progress() is Progress.POSTPONED:
            self.tell(self.why_not_save())
        else:
            self.deciding.save()

    def why_not_save(self) -> str:
        """Why nothing can be entered for the chosen case, in words; empty where it can."""
        if self._progress() is Progress.POSTPONED:
            return self._words.gettext(
                "The case is postponed: discuss it after all, then enter its decision."
            )
        return self.deciding.why_not()

    def why_not_postpone(self) -> str:
        """Why the chosen case cannot be postponed, in words; empty where it can."""
        return self.acts.why_not_postpone(self.chosen())

    def postpone(self) -> None:
        """The chosen case: not at this meeting, or after all."""
        self.acts.postpone(self.chosen(), self.who())

    def note(self) -> None:
        """A note to the chosen case."""
        self.acts.note(self.who())

    def _progress(self) -> Progress | None:
        shown = self.listing.agenda
        case = shown.case(self.chosen()) if shown is not None else None
        return case.progress if case is not None else None

    def to_form(self) -> None:
        """Give the keys to the first question of the chosen case."""
        for at in (0, 1):
            form = self.deciding.form(at)
            if form is not None:
                form.focus_first()
                return

    def to_meeting(self, step: int) -> None:
        """Show the meeting before (−1) or after (+1)."""
        shown = self.listing.agenda
        if shown is None or not 0 <= shown.at + step < len(shown.order):
            return
        self._wanted = shown.order[shown.at + step]
        self.refresh()

    def open_course(self) -> None:
        if self.chosen():
            self.deciding.keep()
            self.course_wanted.emit(self.chosen(), "", 1)

    # Events

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()
        self.deciding.keep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = max(_LEAST_LIST, min(_MOST_LIST, int((event.size().width() - 52) * _LIST_SHARE)))
        self._list.setFixedWidth(wide)
        if self.table.is_compact != (wide < _COMPACT_BELOW):
            self.table.is_compact = wide < _COMPACT_BELOW
            self.bar.set_compact(self.table.is_compact)
            self._show_list()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not self.table.hasFocus():
            self.focus_first()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        enter = (
            event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and _is_ctrl_enter(event)
        )
        if enter and watched in (self._form_of(0), self._form_of(1)):
            self.save()
            return True
        return super().eventFilter(watched, event)

    # Making

    def _build(self) -> None:
        _ = self._words.gettext
        self.plan_button = make_button(_("New meeting…"))
        self.print_button = make_button(_("Print the pack"), role="primary")
        set_tooltip(self.print_button, "Ctrl+P")
        self.bar = MeetingBar(self._words)
        self._told = Banner("")
        self.table = CaseTable(self._words)
        self.pane = CasePane(self._words)
        self._list = TablePanel(self.table)
        self.empty = EmptyState(
            _("No pathway has a tumour board"),
            _("Here stands who comes before the tumour board, once a pathway with one is installed."),
        )
        ward = QWidget()
        row = QHBoxLayout(ward)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._list)
        row.addWidget(self.pane, 1)
        self._pages = QStackedWidget()
        self._pages.addWidget(ward)
        self._pages.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 10, 20, 14)
        column.setSpacing(8)
        for part in (self.bar, self._told):
            column.addWidget(part)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self.plan_button.clicked.connect(self.acts.plan)
        self.print_button.clicked.connect(self.print_sheet)
        self.bar.moved.connect(self.to_meeting)
        self.bar.change_button.clicked.connect(self.acts.change)
        self.bar.cancel_button.clicked.connect(self.acts.cancel)
        self.bar.hold_button.clicked.connect(self.acts.hold)
        self.table.row_chosen.connect(self._choose)
        self.table.opened.connect(lambda _course: self.to_form())
        self.table.moved.connect(self.listing.move)
        self.table.discuss_wanted.connect(self.acts.discuss)
        self.pane.save_wanted.connect(self.save)
        self.pane.postpone_wanted.connect(self.postpone)
        self.pane.note_wanted.connect(self.note)
        self.pane.course_wanted.connect(self.open_course)
        self.pane.discuss_wanted.connect(lambda: self.acts.discuss(self.chosen()))
        self.acts.told.connect(self.tell)
        self.acts.planned.connect(self.show_meeting)
        self.acts.listed.connect(self.table.choose)
        self.listing.changed.connect(self._show_list)
        self.listing.told.connect(self.tell)
        self.listing.stale.connect(self.refresh)
        self.deciding.forms_changed.connect(self._show_steps)
        self.deciding.decided.connect(self._decided)
        self.deciding.stale.connect(self._ask_case)
        self.deciding.told.connect(self.tell)
        self.deciding.left.connect(self.focus_first)
        self._bridge.committed.connect(self._committed)
        self._bridge.drafts.changed.connect(self._draft_changed)
        self._bridge.leaving.connect(self.deciding.keep)
        self._bridge.actor_changed.connect(self._actor_changed)
        QApplication.instance().focusObjectChanged.connect(self._focused)  # type: ignore[union-attr]

    # Showing

    def _show_agenda(self, shown: Agenda | None) -> None:
        self._pages.setCurrentIndex(1 if shown is None else 0)
        self.listing.agenda = shown
        self.bar.setVisible(shown is not None)
        self._show_list()
        if shown is not None and not self.table.chosen() and not self.table.choose_first():
            self._show_nobody(shown)
        self._ask_case()

    def _draft_changed(self, _key: str) -> None:
        self._show_list()

    def _show_list(self) -> None:
        shown = self.listing.agenda
        may_plan = self.may(PlanMeeting) and shown is not None
        self.plan_button.setEnabled(may_plan)
        role = self._words.gettext("Your role may not change meetings.")
        set_tooltip(self.plan_button, "" if self.may(PlanMeeting) else role)
        self.bar.show_agenda(shown, may_change=self.may(ChangeMeeting), why_not=role)
        if shown is not None:
            self._names.update({each.course_id: each.name for each in (*shown.cases, *shown.waiting)})
            drafts = frozenset(course for course in self._names if self._drafts.rows(course))
            fixed = self.listing.why_not()
            self.table.show_agenda(shown, drafts, may_order=not fixed, may_list=not fixed)
        self._show_print()
        self.heading_changed.emit()
        self._keep_keys()

    def _keep_keys(self) -> None:
        """A button that was pressed and is there no more leaves the keys to the list."""
        window = self.window()
        if self.isVisible() and window.isActiveWindow() and window.focusWidget() in (None, window):
            self.focus_first()

    def _show_print(self) -> None:
        count = len(self._to_print())
        caption = self._words.gettext("Print the pack")
        self.print_button.setText(f"{caption} ({count})" if count else caption)
        self.print_button.setEnabled(bool(count))

    def _to_print(self) -> tuple[str, ...]:
        shown = self.listing.agenda
        cases = shown.cases if shown is not None else ()
        return tuple(each.course_id for each in cases if each.progress is not Progress.POSTPONED)

    def _show_nobody(self, shown: Agenda) -> None:
        _ = self._words.gettext
        self.deciding.leave()
        self._case = self._told_of = None
        if shown.meeting is None or not (shown.is_past or shown.meeting.cancelled):
            text = _("Whoever has a diagnosis and is ready to be discussed comes on the list by itself.")
        else:
            text = _("Nobody stands on the list of this meeting.")
        self.pane.show_nothing(_("Nobody is ready to be discussed"), text)

    def _choose(self, course: str) -> None:
        if course != self.deciding.course:
            self.deciding.leave()
            self._show_list()
        self._ask_case()

    def _ask_case(self) -> None:
        course, meeting = self.chosen(), self.listing.meeting
        now, language, by = self._bridge.clock.now(), self._words.language, self._bridge.actor.full_name
        if not course:
            return

        def question(queries: Queries) -> BoardCase | None:
            from pathway_app.issuing import edition

            record = queries.course(course)
            if record is None:
                return None
            return board_case_of(record, edition(queries, language, now, by), meeting)

        self._bridge.ask(self, question, self._show_case, topic="case")

    def _show_case(self, case: BoardCase | None) -> None:
        shown = self.listing.agenda
        if case is None or shown is None or case.record.course.id != self.chosen():
            return
        other = self._case is None or self._case.record.course.id != case.record.course.id
        row = shown.case(case.record.course.id)
        told = (case, row.number if row is not None else 0, self.waits())
        if told != self._told_of:
            self._case, self._told_of = case, told
            self.pane.show_case(case, told[1], self._said(case), waits=told[2])
        self.deciding.show(case.record, case.round, self._moment())
        self._show_steps()
        if other:
            self.pane.to_top()
        if self._to_form == case.record.course.id:
            self._to_form = ""
            self.to_form()

    def _said(self, case: BoardCase) -> str:
        _ = self._words.gettext
        if self.waits():
            return _("Not on the list: waiting for the diagnosis.")
        if case.record.course.ended() is not None:
            return _("This course has ended; nothing can be entered.")
        return ""

    def _show_steps(self) -> None:
        waits = self.waits()
        steps = [None if waits else self._step(at) for at in (0, 1)]
        self.pane.show_steps(steps[0], steps[1], waits=waits)
        for at in (0, 1):
            form = self._form_of(at)
            if form is not None:
                form.removeEventFilter(self)
                form.installEventFilter(self)
        fixed = self.listing.why_not()
        _ = self._words.gettext
        postponed = self._progress() is Progress.POSTPONED
        self.pane.postpone_button.setText(_("Discuss it after all") if postponed else _("Postpone…"))
        self.pane.note_button.setEnabled(self.may(AddNote))
        for button, why_not in (
            (self.pane.discuss_button, fixed),
            (self.pane.postpone_button, self.why_not_postpone()),
            (self.pane.save_button, self.why_not_save()),
        ):
            button.setEnabled(not why_not)
            set_tooltip(button, why_not)

    def _step(self, at: int) -> BoardForm | RowContent | None:
        form, page, place = self.deciding.form(at), self.deciding.page, self.deciding.place(at)
        if form is not None or page is None or place is None:
            return form
        key = row_key(*place)
        rows = (row for section in page.sections for row in section.rows)
        return next((row for row in rows if row.key == key), None)

    def _form_of(self, at: int) -> QWidget | None:
        form = self.deciding.form(at)
        return form.form if form is not None else None

    def _moment(self) -> datetime:
        """When what is entered occurred, as filled in at first: at the meeting, unless that is still to come."""
        now, meeting = self._bridge.clock.now(), self.listing.meeting
        return to_minute(meeting.at if meeting is not None and meeting.at <= now else now)

    # What follows

    def _prepare(self, course: str, then: object) -> None:
        assert callable(then)
        self.listing.write_down(course, then, self.deciding.give_up)

    def _decided(self, course: str) -> None:
        """To the next case that is still to be decided, from this one on and then from the top."""
        self._told.clear()
        shown = self.listing.agenda
        if shown is None or course != self.chosen():
            return
        ids = [each.course_id for each in shown.cases]
        at = ids.index(course) if course in ids else -1
        following = (*shown.cases[at + 1 :], *shown.cases[: max(at, 0)])
        after = next((each.course_id for each in following if each.is_to_do), None)
        if after is None:
            self.notice.emit(self._words.gettext("Every case of this meeting is decided."))
            self.focus_first()
            return
        self._to_form = after
        self.table.choose(after)

    def show_meeting(self, meeting_id: str) -> None:
        """Show that meeting."""
        self._wanted = meeting_id
        self.refresh()

    def _committed(self, _changes: Changes) -> None:
        if self.isVisible():
            self.refresh()

    def _actor_changed(self) -> None:
        self.deciding.forget()
        self._case = self._told_of = None
        if self.isVisible():
            self.refresh()

    def _focused(self, focused: QObject | None) -> None:
        if isinstance(focused, QWidget) and self.isVisible():
            self.pane.reveal(focused)


def _is_ctrl_enter(event: QKeyEvent) -> bool:
    enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
    return enter and bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
