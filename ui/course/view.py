"""The screen of one course: who it is about, the phases, the checklist with its forms, and the panel beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from pathway_app.accesses import Access
from pathway_app.changes import Changes
from pathway_app.commands import CorrectEntry, RetractEntry
from pathway_app.domain.course import State
from pathway_app.domain.errors import Refused
from pathway_app.messages import ROLES
from pathway_app.people import Identity
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Pack
from ui.actions import Action
from ui.bridge import Bridge
from ui.course.checking import refused_sentences
from ui.course.course_keys import course_actions, is_ctrl_enter, is_menu_key
from ui.course.entering import StepEntering
from ui.course.paper import PaperMode
from ui.course.plans import Mode
from ui.course.presenter import CoursePage, CoursePresenter
from ui.course.rows import place_of_key, row_key
from ui.course.step_panel import StepPanel
from ui.course.undoing import ask_undo
from ui.patients.of_course import PatientOfCourse
from ui.screen import Screen
from ui.widgets.checklist import Checklist
from ui.widgets.checklist_row import ChecklistRow
from ui.widgets.notices import Banner
from ui.widgets.patient_banner import Fact, PatientBanner
from ui.widgets.plain import literal_caption, make_button, set_tooltip
from ui.widgets.ribbon import Phase, PhaseRibbon
from ui.widgets.tag import StatusTag


@dataclass(frozen=True, slots=True)
class _Kept:
    """Where one was on the screen, for the same screen in another language."""

    course_id: str
    row: str
    open_row: str
    from_paper: bool


class CourseView(Screen):
    """Shows the course that `show_course` names, and reads it again when something of it changes."""

    place = "patients"
    own_bar = True

    shown = Signal(str)
    """the id of the course that is now on the screen"""
    pathway_wanted = Signal(str, str)
    """course id and checkpoint ("" for none), to be shown on the map of the pathway"""

    def __init__(self, bridge: Bridge) -> None:
        super().__init__()
        self._bridge = bridge
        self._words = bridge.words
        self._course_id = ""
        self._wanted = ""
        self._begins = False
        self._begins_from_paper = False
        self._to_note = False
        self._presenter: CoursePresenter | None = None
        self._page: CoursePage | None = None
        self._identity: tuple[Identity, tuple[tuple[str, str], ...]] | None = None
        self._row = ""
        self._build()
        self.entering = StepEntering(bridge, self.checklist)
        self.entering.stale.connect(self.refresh)
        self.entering.told.connect(self._tell)
        self.entering.drafts_changed.connect(self._show_now)
        self.entering.paper_wanted.connect(self.paper.begin)
        self.paper.changed.connect(self._from_paper_changed)
        self.paper.told.connect(self._tell)
        self._minute = QTimer(self)
        self._minute.setSingleShot(True)
        self._minute.setTimerType(Qt.TimerType.PreciseTimer)
        self._minute.timeout.connect(self._show_now)
        self._panel_waits = QTimer(self)
        self._panel_waits.setSingleShot(True)
        self._panel_waits.setInterval(20)
        self._panel_waits.timeout.connect(self._show_step)
        for keys, step in (("Ctrl+Down", 1), ("Ctrl+Up", -1)):  # the list would scroll
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(lambda step=step: self.to_possible(step))
        bridge.committed.connect(self._committed)
        bridge.actor_changed.connect(self.paper.end)
        bridge.actor_changed.connect(self._show_now)

    def show_course(
        self, course_id: str, checkpoint: str | None = None, round_: int = 1, *, from_paper: bool = False
    ) -> None:
        """Show a course; with a checkpoint its form opens, else the row where work goes on has the focus.

        `from_paper`: a sheet filled in by hand is going to be typed over.
        """
        if course_id != self._course_id:
            self.entering.leave_course()
            self.paper.end()
            self.panel.forget()
            self.patient.forget()
            self._told.clear()
            self._presenter = self._page = None
            self._course_id, self._row = course_id, ""
        elif not self.isVisible():  # work may have gone on elsewhere
            self._row = self.checklist.open_key()
        self._wanted = row_key(checkpoint, round_) if checkpoint else ""
        self._begins, self._begins_from_paper = True, from_paper
        self._to_note = self._to_note or not self.isVisible() or self._presenter is None
        self._ask()

    def show_pathway(self) -> None:
        """Show where the course is on the map of its pathway, at the row where the user is."""
        if self._course_id:
            self.pathway_wanted.emit(self._course_id, place_of_key(self._row)[0] if self._row else "")

    def course_id(self) -> str:
        return self._course_id

    def refresh(self) -> None:
        if self._course_id:
            self._ask()

    def focus_first(self) -> None:
        if self._row:
            self.checklist.focus_row(self._row)

    def keep(self) -> object:
        open_row = self.checklist.open_key()
        self.entering.leave_course()
        return _Kept(self._course_id, self._row, open_row, self.paper.is_on())

    def take_over(self, kept: object) -> None:
        assert isinstance(kept, _Kept)
        self._course_id, self._row, self._wanted = kept.course_id, kept.row, kept.open_row
        self._begins, self._begins_from_paper = True, kept.from_paper
        self.refresh()

    def print_sheet(self) -> None:
        if self._course_id:
            self.sheet_wanted.emit((self._course_id,), Pack.HANDOVER.value)

    def row(self) -> str:
        """The key of the step where the user is; empty where none is."""
        return self._row if self._page is not None and self._page.row(self._row) is not None else ""

    def to_possible(self, step: int) -> None:
        """Go to the next step (1), or the one before (-1), that can be done now and waits for nothing."""
        page, keys = self._page, self.checklist.keys()
        if page is None or self._row not in keys:
            return
        at = keys.index(self._row)
        for key in keys[at + 1 :] if step > 0 else reversed(keys[:at]):
            state = page.row(key)
            if state is not None and state.is_open and state.state is not State.BLOCKED:
                self.checklist.focus_row(key)
                return
        _ = self._words.gettext
        self.notice.emit(
            _("No later step can be done now.") if step > 0 else _("No earlier step can be done now.")
        )

    def leave(self) -> None:
        """Close the open form, else stop entering from paper, else go back."""
        if not self.entering.close() and not self.paper.end():
            self.back_wanted.emit()

    def begin_form(self, key: str, mode: Mode) -> None:
        """Open that form of the step, if it has it."""
        if any(each is mode for each, *_rest in self.entering.actions(key)):
            self.entering.open(key, mode)

    def show_menu(self, key: str) -> None:
        """Show what can be done with the step, below its box."""
        row = self.checklist.row(key)
        assert row is not None
        self._menu(key, row.box().mapToGlobal(QPoint(0, row.box().height())))

    def undo(self) -> bool:
        presenter = self._presenter
        if presenter is None:
            return True
        undo = presenter.undo(self._bridge.actor.name)
        why_not = self.entering.why_not(Mode.RETRACT)
        if undo is None or why_not:
            nothing = self._words.gettext("Nothing that you entered on this course can be undone.")
            self._tell(why_not or nothing)
            return True
        identity = presenter.record.patient.identity
        ask_undo(self, undo, identity, self._course_id, presenter.revision, self._bridge, self._undo)
        return True

    def screen_actions(self) -> Sequence[Action]:
        return course_actions(self, self._words)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, key_of_row = event.key(), self._focused_row()
        if key == Qt.Key.Key_Escape:
            self.leave()
        elif is_ctrl_enter(event) and key_of_row and key_of_row == self.checklist.open_key():
            self.entering.save()
        elif key == Qt.Key.Key_F2 and key_of_row:
            self.begin_form(key_of_row, Mode.CORRECT)
        elif key == Qt.Key.Key_Delete and key_of_row:
            self.begin_form(key_of_row, Mode.RETRACT)
        elif is_menu_key(event) and key_of_row:
            self.show_menu(key_of_row)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        at: QWidget | None = QApplication.widgetAt(event.globalPos()) or self.childAt(event.pos())
        while at is not None and not isinstance(at, ChecklistRow):
            at = at.parentWidget()
        if isinstance(at, ChecklistRow):
            self._menu(at.content().key, event.globalPos())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_banner()
        self.panel.fit(self.width())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_now()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minute.stop()

    def _fit_banner(self) -> None:
        """Where the banner would need a second line, a shorter caption may spare it."""
        print_, patient = self._print_captions, self.patient.captions
        for captions in ((print_[0], patient[0]), (print_[1], patient[0]), (print_[1], patient[1])):
            for button, caption in zip((self.print_button, self.patient.button), captions, strict=True):
                if button.text() != caption:
                    button.setText(caption)
            if not self.banner.lacks_room():
                break
        self.banner.fit()

    def _build(self) -> None:
        _ = self._words.gettext
        self._print_captions = (_("Print handover"), _("Handover"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.banner = PatientBanner()
        self._demo = StatusTag(None, "DEMO")
        self._demo.setVisible(False)
        self.undo_button = make_button(_("Undo"))
        set_tooltip(self.undo_button, "Ctrl+Z")
        self.undo_button.clicked.connect(self.undo)
        self.print_button = make_button(self._print_captions[0], role="primary")
        set_tooltip(self.print_button, "Ctrl+P")
        self.print_button.clicked.connect(self.print_sheet)
        self.patient = PatientOfCourse(self._bridge, self)
        for button in (self._demo, self.patient.button, self.undo_button, self.print_button):
            self.banner.add_button(button)
        column.addWidget(self.banner)
        body = QVBoxLayout()
        body.setContentsMargins(20, 12, 20, 14)
        body.setSpacing(12)
        column.addLayout(body, 1)
        self.patient.deeds.course_wanted.connect(lambda course: self.course_wanted.emit(course, "", 1))
        self.patient.deeds.told.connect(self.notice)
        self.patient.changed.connect(self._patient_told)
        body.addWidget(self.patient.strip)
        self.ribbon = PhaseRibbon(_("Phases"))
        self.ribbon.chosen.connect(self._to_phase)
        body.addWidget(self.ribbon)
        self.standing_notice = Banner("")
        self._told = Banner("")
        body.addWidget(self.standing_notice)
        body.addWidget(self._told)
        self.paper = PaperMode(self._words, self)
        body.addWidget(self.paper.strip)
        low = QHBoxLayout()
        low.setSpacing(12)
        self.checklist = Checklist(_("Steps"), _("form is open"))
        self.checklist.row_focused.connect(self._focused)
        low.addWidget(self.checklist, 1)
        self.panel = StepPanel(self._words)
        self.panel.asked_course.connect(lambda course: self.course_wanted.emit(course, "", 1))
        self.panel.add_button(self.paper.button)
        self.pathway_button = make_button(_("On the pathway…"))
        set_tooltip(self.pathway_button, "Ctrl+M")
        self.pathway_button.clicked.connect(self.show_pathway)
        self.panel.add_button(self.pathway_button)
        low.addWidget(self.panel)
        body.addLayout(low, 1)

    def _ask(self) -> None:
        course_id = self._course_id

        def answered(record: CourseRecord | None) -> None:
            if course_id == self._course_id:
                self._answered(record)

        self._bridge.ask(self, lambda queries: queries.course(course_id), answered, topic="course")

    def _answered(self, record: CourseRecord | None) -> None:
        if record is None:
            self._tell(self._words.gettext("This course is no longer there."))
            return
        names = {account.name: account.full_name for account in self._bridge.accounts}
        opens = self._presenter is None
        self._presenter = CoursePresenter(record, self._words, names)
        self._show_identity()
        self.patient.show_record(record)
        self._show_page()
        self.shown.emit(self._course_id)
        if self._begins:
            self._begins = False
            self._begin()
        self._panel_waits.stop()
        if opens:  # who it is and what stands where is painted first
            self.panel.empty()
            QTimer.singleShot(0, self, self._show_beside)
        else:
            self._show_beside()
        if self._to_note:
            self._to_note = False
            QTimer.singleShot(0, self, partial(self._bridge.note, Access.COURSE_READ, (record.course.id,)))

    def _begin(self) -> None:
        """Bring the row into view where work goes on, or open the form that was asked for."""
        assert self._presenter is not None
        first = self._presenter.first_to_do(self._bridge.clock.now())
        begins = self._row or first or next(iter(self.checklist.keys()), "")
        if self._begins_from_paper:
            self.paper.begin()
            begins = self.entering.first_open() or begins  # where the sheet begins
        key = self._wanted or begins
        if not key:
            return
        self.checklist.focus_row(key)
        self._focused(key)
        if self._wanted:
            self.entering.open(key)
            self._wanted = ""
        self.checklist.show_section_top(self._phase_of(key))
        self.checklist.reveal(key)

    def _show_identity(self) -> None:
        assert self._presenter is not None
        identity = self._presenter.record.patient.identity
        facts = self._presenter.facts(self._bridge.clock.now())
        if (identity, facts) != self._identity:
            self._identity = (identity, facts)
            self.banner.show_patient(
                identity.family_name, identity.given_name, [Fact(label, value) for label, value in facts]
            )
        self._demo.setVisible(self._presenter.record.site.demo)
        self._fit_banner()

    def _show_now(self) -> None:
        """Show the course as it stands at this moment; nothing is read."""
        self._show_page()
        self._show_step()

    def _show_page(self) -> None:
        """All but what stands beside the steps."""
        presenter = self._presenter
        if presenter is None:
            return
        now = self._bridge.clock.now()
        page = self._page = presenter.page(now, self.entering.drafts(self._course_id))
        keys = {row.key for section in page.sections for row in section.rows}
        if self.checklist.open_key() not in keys:
            self.entering.close()
        self.checklist.show_sections(page.sections)
        self.ribbon.show_phases(
            [Phase(s.key, s.title, s.status, s.note, s.spoken) for s in page.segments],
            self._phase_of(self._row),
        )
        self.entering.show_course(presenter, page)
        self._order_tabs()
        self._show_standing(page)
        if self.isVisible():
            self._minute.start(_until_next_minute(now, page.clock_end))

    def _order_tabs(self) -> None:
        """Tab goes in reading order: buttons, phases, steps, then what stands beside them."""
        buttons = (self.patient.button, self.undo_button, self.print_button)
        links = self.patient.alike.links()
        stops = (*buttons, *links, *self.ribbon.stops(), self.paper.strip.stop_button)
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
        self.checklist.order_tabs(stops[-1])

    def _show_standing(self, page: CoursePage) -> None:
        """Why nothing can be entered, as long as that is so."""
        if page.ended:
            self.standing_notice.show_notice(page.ended)
        elif self.entering.why_not(Mode.TICK):
            role = self._words.gettext(ROLES[self._bridge.actor.role.value])
            only = self._words.gettext("As {role} you can look at this course; nothing can be entered.")
            self.standing_notice.show_notice(only.format(role=role))
        else:
            self.standing_notice.clear()
        self.paper.allow(self.entering.why_not(Mode.TICK))
        self.undo_button.setEnabled(not self.entering.why_not(Mode.RETRACT))
        set_tooltip(self.undo_button, self.entering.why_not(Mode.RETRACT) or "Ctrl+Z")

    def _show_beside(self) -> None:
        """The panel, and what is told of the patient."""
        self._show_step()
        self.patient.look_up()

    def _show_step(self) -> None:
        presenter, page = self._presenter, self._page
        if presenter is None or page is None:
            return
        told = presenter.explanation(page, self._row) if self._row and page.row(self._row) else None
        history = presenter.history(page.now, self.patient.corrections(page.now))
        self.panel.show_step(told, history, self.patient.other_courses())

    def _patient_told(self) -> None:
        """What is told of the patient beside the course is known now."""
        set_tooltip(self.banner, self.patient.tooltip())
        if self.patient.alike.links():
            self._order_tabs()
        self._show_step()

    def _focused(self, key: str) -> None:
        if key == self._row or self._begins:  # the keys may rest on a row of the course before
            return
        self._row = key
        self.ribbon.show_current(self._phase_of(key))
        self._panel_waits.start()

    def _phase_of(self, key: str) -> str:
        if self._page is None:
            return ""
        return next((s.key for s in self._page.sections if any(row.key == key for row in s.rows)), "")

    def _to_phase(self, phase: str) -> None:
        if self._page is None:
            return
        section = next(each for each in self._page.sections if each.key == phase)
        self.checklist.show_section_top(phase)
        if section.rows:
            self.checklist.focus_row(section.rows[0].key)

    def _committed(self, changes: Changes) -> None:
        if self._course_id and self._course_id in changes.courses:
            self._told.clear()
            self.refresh()

    def _from_paper_changed(self, on: bool) -> None:
        self.entering.enter_from_paper(on)
        if not self.checklist.open_key():
            self.focus_first()

    def _undo(self, command: RetractEntry | CorrectEntry, draft: str) -> None:
        self._bridge.execute(
            command, done=lambda _changes: None, refused=self._undo_refused, asker=self, draft=draft
        )

    def _undo_refused(self, refused: Refused) -> None:
        assert self._presenter is not None
        self._tell(refused_sentences(self._presenter, refused))
        self.refresh()

    def _tell(self, sentence: str) -> None:
        self._told.show_fault(sentence, can_retry=False)

    def _focused_row(self) -> str:
        row = self.checklist.row(self._row)
        return self._row if row is not None and row.box().hasFocus() else ""

    def _menu(self, key: str, at: QPoint) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for mode, title, keys in self.entering.actions(key):
            caption = f"{literal_caption(title)}\t{keys}" if keys else literal_caption(title)
            action = menu.addAction(caption)
            action.setData(mode.value)
            action.setEnabled(not self.entering.why_not(mode))
            action.triggered.connect(lambda _on=False, chosen=mode: self.entering.open(key, chosen))
        self.menu = menu
        menu.popup(at)


def _until_next_minute(now: datetime, clock_end: datetime | None) -> int:
    """Milliseconds until what is shown may change: the next whole minute, or the end of a clock before it."""
    until = (now + timedelta(minutes=1)).replace(second=0, microsecond=0) - now
    if clock_end is not None and now < clock_end:
        until = min(until, clock_end - now)
    return max(200, int(until / timedelta(milliseconds=1)) + 20)
