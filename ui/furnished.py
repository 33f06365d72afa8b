"""The inside of the window once the record is open: where one is, and what leads elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from pathway_app.commands import EnrolPatient
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.people import Actor
from pathway_app.queries import WorklistCounts, WorklistGroup
from pathway_app.sheets import Pack, Sheet
from ui.bridge import Bridge
from ui.downtime import DowntimeSchedule
from ui.rail_foot import DemoMark, foot_lines
from ui.screen import Screen
from ui.search import PatientSearch, SearchPalette
from ui.toast import Toast
from ui.top_bar import TopBar
from ui.widgets.notices import Banner, BusyLine
from ui.widgets.rail import RAIL_WIDTH, NavigationRail, RailItem

if TYPE_CHECKING:
    from pathway_app.copies import CopyStanding
    from ui.places import CourseScreen, Places
    from ui.undo import UndoLast

_COURSE = "course"


class Furnished(QWidget):
    """Rail, top bar, banner and the screens."""

    def __init__(self, bridge: Bridge, places: Places, window: QWidget) -> None:
        super().__init__(window)
        self._bridge = bridge
        self._places = places
        self._screens: dict[str, Screen] = {}
        self._back = ""
        self._at = ""
        self._of_sheet = False
        words = bridge.words
        self.rail = NavigationRail("Zorgpad", _rail_items(bridge, places), words.gettext("Places"))
        self.top_bar = TopBar(PatientSearch(bridge))
        self.banner = Banner(words.gettext("Try again"))
        self.busy = BusyLine(words.gettext("Reading the record"))
        self.palette_search = SearchPalette(bridge, self)
        # In the rail's empty room: over the screen it would hide rows, perhaps the chosen one.
        self.toast = Toast(self, self.rail.free_box)
        self._stack = QStackedWidget()
        self._undo: UndoLast | None = None
        self._lay_out()
        self._connect()
        self._show_foot()

    def current(self) -> Screen | None:
        """The screen that shows."""
        return self._screens.get(self._at)

    def go(self, place: str) -> None:
        """Show a place of the rail."""
        if place not in self._screens:
            self._add(place, self._places.rail[place](self._bridge))
        self._show(place)

    def open_course(
        self, course: str, checkpoint: str = "", round_: int = 1, *, from_paper: bool = False
    ) -> None:
        """Show a course; Esc leads back to where one was. `from_paper`: to type a filled-in sheet over."""
        if self._at != _COURSE:
            self._back = self._at
        if _COURSE not in self._screens:
            self._add(_COURSE, self._places.course(self._bridge))
        cast("CourseScreen", self._screens[_COURSE]).show_course(
            course, checkpoint, round_, from_paper=from_paper
        )
        self._show(_COURSE)

    def go_back(self) -> None:
        """Leave the course for where one was before."""
        self.go(self._back or next(iter(self._places.rail)))

    def unsaved(self) -> str:
        """The patients for whom text was typed on any screen and not saved, or an empty text."""
        return " · ".join(filter(None, (screen.unsaved() for screen in self._screens.values())))

    def search(self) -> None:
        """Ctrl+K."""
        screen = self.current()
        if screen is not None and screen.own_bar:
            self.palette_search.open()
        else:
            self.top_bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.top_bar.search.selectAll()

    def print_sheet(self) -> None:
        """Ctrl+P."""
        screen = self.current()
        if screen is not None:
            screen.print_sheet()

    def undo(self) -> None:
        """Ctrl+Z."""
        screen = self.current()
        if screen is None or screen.undo():
            return
        if self._undo is None:
            from ui.undo import UndoLast

            self._undo = UndoLast(self._bridge, self, self.toast.say)
        self._undo.begin()

    def refresh(self) -> None:
        """F5."""
        screen = self.current()
        if screen is not None:
            screen.refresh()

    def show_keys(self) -> None:
        """F1."""
        from ui.keys_help import KeysHelp

        screen = self.current()
        if screen is not None:
            title = screen.heading().title
            KeysHelp(self, self._bridge.words, title, screen.keys()).open()

    def new_patient(self) -> None:
        """Open the form of a new patient; its course follows."""
        if not self._bridge.may(EnrolPatient):
            self.toast.say(self._bridge.words.gettext("Your role may not enter patients."))
            return
        self._places.new_patient(self._bridge, self, self.open_course)

    def show_sheets(self, courses: tuple[str, ...], pack: str) -> None:
        """Show sheets of these courses, at first those of this pack."""
        self._places.sheets(self._bridge, self, courses, Pack(pack))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.busy.setGeometry(RAIL_WIDTH, 0, self.width() - RAIL_WIDTH, self.busy.height())
        self.busy.raise_()
        self.toast.place()

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.banner)
        column.addWidget(self._stack, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        # Above everything, so that nothing moves when it comes and goes.
        self.busy.setParent(self)
        if self._bridge.site.demo:
            self.demo_mark = DemoMark(self._bridge)
            self.demo_mark.wanted.connect(self._become)
            self.rail.set_banner(self.demo_mark)

    def _connect(self) -> None:
        bridge = self._bridge
        self.rail.chosen.connect(self.go)
        self.rail.room_changed.connect(self.toast.place)
        self.top_bar.search.found.connect(self.open_course)
        self.top_bar.search.sheet_found.connect(self._open_sheet)
        self.top_bar.search.narrowed.connect(self._narrow)
        self.top_bar.search.list_wanted.connect(self._enter_list)
        self.palette_search.found.connect(self.open_course)
        self.palette_search.sheet_found.connect(self._open_sheet)
        self.banner.retry.connect(self._retry)
        bridge.fault.connect(self._show_fault)
        bridge.recovered.connect(self.banner.clear)
        bridge.committed.connect(self._show_foot)
        bridge.actor_changed.connect(self._show_foot)
        bridge.busy_changed.connect(self._show_busy)
        DowntimeSchedule(bridge, self, self._say_downtime)

    def _add(self, key: str, screen: Screen) -> None:
        screen.course_wanted.connect(self.open_course)
        screen.sheet_wanted.connect(self.show_sheets)
        screen.new_patient_wanted.connect(self.new_patient)
        screen.back_wanted.connect(self.go_back)
        screen.heading_changed.connect(self._show_heading)
        screen.notice.connect(self.toast.say)
        counted = getattr(screen, "counted", None)
        if counted is not None:
            counted.connect(self._show_counts)
        typed = getattr(screen, "typed", None)
        if typed is not None:
            typed.connect(self.top_bar.search.begin)
        self._screens[key] = screen
        self._stack.addWidget(screen)

    def _show(self, key: str) -> None:
        self._at = key
        if self._of_sheet:  # what was told of a scanned sheet belongs to the course that it opened
            self._of_sheet = False
            self.banner.clear()
        screen = self._screens[key]
        place = screen.place or self._back
        self.rail.show_place(place)
        self._stack.setCurrentWidget(screen)
        # Before anything with the keys is hidden: Qt would hand them to whatever comes next, a menu perhaps.
        screen.setFocus(Qt.FocusReason.OtherFocusReason)
        self.top_bar.setVisible(not screen.own_bar)
        self.top_bar.search.set_narrows_list(self._narrower(screen) is not None)
        self.top_bar.show_buttons(screen.buttons())
        self._show_heading()
        screen.focus_first()

    def _become(self, actor: Actor) -> None:
        names = self.unsaved()
        if not names or actor == self._bridge.actor:
            self._bridge.become(actor)
            return
        from ui.unsaved import ask_to_lose

        _ = self._bridge.words.gettext
        question = _(
            "There is unsaved text for {name}. It is lost when someone else takes over. Change anyway?"
        )
        ask_to_lose(
            self,
            self._bridge.words,
            _("Change anyway"),
            question.format(name=names),
            lambda: self._bridge.become(actor),
        )

    def _show_heading(self) -> None:
        screen = self.current()
        if screen is not None:
            heading = screen.heading()
            self.top_bar.show_heading(heading)
            self.window().setWindowTitle(_window_title(heading.title, self._bridge))

    def _narrower(self, screen: Screen | None) -> Callable[[str], None] | None:
        return getattr(screen, "narrow", None)

    def _narrow(self, text: str) -> None:
        narrow = self._narrower(self.current())
        if narrow is not None:
            narrow(text)

    def _open_sheet(self, standing: CopyStanding) -> None:
        """Open the patient of a scanned sheet and say whether it is still the newest."""
        from pathway_app.copies import standing_sentence

        if standing.course_id:
            self.open_course(standing.course_id, from_paper=standing.scanned.sheet is Sheet.BLANK)
        self.banner.show_notice(standing_sentence(standing, self._bridge.words))
        self._of_sheet = True

    def _enter_list(self, text: str, enter: bool) -> None:
        go_on = getattr(self.current(), "enter_list", None)
        if go_on is not None:
            go_on(text, enter)

    def _show_counts(self, counts: WorklistCounts) -> None:
        overdue = counts.groups.get(WorklistGroup.OVERDUE, 0)
        spoken = self._bridge.words.ngettext("{n} overdue", "{n} overdue", overdue) if overdue else ""
        self.rail.show_count("today", overdue, urgent=True, spoken=spoken)

    def _show_foot(self) -> None:
        self.rail.show_foot(foot_lines(self._bridge))

    def _show_busy(self, _busy: bool) -> None:
        self.busy.set_busy(self._bridge.is_busy())

    def _show_fault(self, fault: EnvironmentFault) -> None:
        from pathway_app.messages import Sentences

        self.banner.show_fault(Sentences(self._bridge.words).fault(fault))

    def _say_downtime(self, sentence: str) -> None:
        if sentence:
            self.banner.show_fault(sentence, can_retry=False)
        else:
            self.banner.clear()

    def _retry(self) -> None:
        self.banner.clear()
        self._bridge.retry()


def _rail_items(bridge: Bridge, places: Places) -> list[RailItem]:
    _ = bridge.words.gettext
    titles = {"today": _("Today"), "patients": _("Patients")}
    return [RailItem(place, titles[place]) for place in places.rail]


def _window_title(screen: str, bridge: Bridge) -> str:
    parts = [part for part in (screen, "Zorgpad", "DEMO" if bridge.site.demo else "") if part]
    return " — ".join(parts)
