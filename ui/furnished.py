"""The inside of the window once the record is open: where one is, and what leads elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from pathway_app.documents.scan_code import CODE_BEGINS
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.people import Actor
from pathway_app.sheets import Pack, Sheet
from ui.actions import Action, sequences
from ui.bridge import Bridge
from ui.clipboard import forget_copied
from ui.everywhere import LOCK_KEYS, everywhere, own_actions
from ui.guarding import Guarding
from ui.lock import COVERED, LockOverDialogs
from ui.looks import Looks
from ui.rail_counts import RailCounts
from ui.rail_foot import DemoMark, LooksButton, foot_lines
from ui.scanning import ScanBurst
from ui.screen import Screen
from ui.screen_stack import Kept, ScreenStack
from ui.search import PatientSearch, SearchPalette
from ui.strips import Strips
from ui.toast import Toast
from ui.top_bar import TopBar, window_title
from ui.widgets.notices import BusyLine
from ui.widgets.rail import RAIL_WIDTH, NavigationRail, RailItem
from ui.widgets.search import typed_sign

if TYPE_CHECKING:
    from pathway_app.copies import CopyStanding
    from ui.guard_words import Warned
    from ui.places import Places
    from ui.undo import UndoLast


class Furnished(QWidget):
    """Rail, top bar, banner and the screens."""

    lock_wanted = Signal()
    switch_wanted = Signal()
    """somebody else wants to log in here"""

    def __init__(self, bridge: Bridge, places: Places, looks: Looks, window: QWidget) -> None:
        super().__init__(window)
        self.bridge = bridge
        self.looks = looks
        self.places = places
        words = bridge.words
        self.rail = NavigationRail(
            "Zorgpad", [RailItem(each.key, each.title) for each in places.rail], words.gettext("Places")
        )
        self.top_bar = TopBar(PatientSearch(bridge))
        self.strips = Strips(bridge, self, self._say)
        self.banner, self.warnings = self.strips.fault, self.strips.warnings
        self.emergency, self.sheet_strip = self.strips.emergency, self.strips.sheet
        self.busy = BusyLine(words.gettext("Reading the record"))
        self.palette_search = SearchPalette(bridge, self)
        # In the rail's empty room: over the screen it would hide rows, perhaps the chosen one.
        self.toast = Toast(self, self.rail.free_box)
        self.screens = ScreenStack(bridge, places)
        self._undo: UndoLast | None = None
        self._burst = ScanBurst(self)
        LockOverDialogs(self, LOCK_KEYS, self.lock)
        self._lay_out()
        self._connect()
        for action in everywhere(self, whoever=True):
            if action.do is not None:
                self._take_keys(action.id, action.keys)
        self._show_places()
        self._show_foot()

    def keep(self) -> tuple[Kept, str]:
        """Where the user is and what stands in the search field, for the same window in another language."""
        return self.screens.keep(), self.top_bar.search.text()

    def take_over(self, kept: Kept, search: str) -> None:
        """Go on where the window was left."""
        self.screens.take_over(kept)
        if search:
            self.top_bar.search.begin(search)
        if self.bridge.present_fault is not None:
            self.strips.show_fault(self.bridge.present_fault)
        self.rail_counts.ask()

    def current(self) -> Screen | None:
        """The screen that shows."""
        return self.screens.current()

    def go(self, place: str) -> None:
        """Show a place of the rail."""
        self.screens.go(place)

    def go_first(self) -> None:
        """Show the first place of the rail."""
        self.screens.go_first()

    def open_course(
        self, course: str, checkpoint: str = "", round_: int = 1, *, from_paper: bool = False
    ) -> None:
        """Show a course; Esc leads back to where one was. `from_paper`: to type a filled-in sheet over."""
        self.screens.open_course(course, checkpoint, round_, from_paper=from_paper)

    def open_pathway(self, course: str, checkpoint: str = "") -> None:
        """Show where a course is on its pathway; from there Esc leads back to it."""
        self.screens.open_pathway(course, checkpoint)

    def warn(self, warned: tuple[Warned, ...]) -> None:
        """Say what is wrong around the record now."""
        self.strips.warn(warned)

    def _show_places(self) -> None:
        """Those that the present actor may see; whoever may not see where the window is goes to the first."""
        seen = [each.key for each in self.places.rail if each.may_see(self.bridge.actor)]
        self.rail.show_only(seen)
        self.screens.keep_to(seen)

    def unsaved(self) -> str:
        """The patients for whom text was typed here and is not entered, or an empty text."""
        return self.bridge.drafts.typed_now()

    def search(self) -> None:
        """Ctrl+K."""
        screen = self.current()
        if screen is not None and screen.own_bar:
            self.palette_search.open()
        else:
            self.top_bar.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.top_bar.search.selectAll()

    def undo(self) -> None:
        """Ctrl+Z."""
        screen = self.current()
        if screen is None or screen.undo():
            return
        if self._undo is None:
            from ui.undo import UndoLast

            self._undo = UndoLast(self.bridge, self, self.toast.say)
        self._undo.begin()

    def refresh(self) -> None:
        """F5."""
        screen = self.current()
        if screen is not None:
            screen.refresh()

    def lock(self) -> None:
        """Ctrl+L."""
        self.lock_wanted.emit()

    def switch(self) -> None:
        """Somebody else wants to log in here."""
        self.switch_wanted.emit()

    def change_password(self) -> None:
        """One's own."""
        from ui.sign_in.own_password import OwnPasswordDialog

        OwnPasswordDialog(self.bridge, self, self.toast.say).open()

    def _own_actions(self) -> Sequence[Action]:
        """What the menu at the rail's foot offers besides language and colours."""
        return own_actions(self)

    def _say(self, sentence: str) -> None:
        self.toast.say(sentence)

    def show_lock(self, told: str) -> None:
        """When the window is going to be locked, in words."""
        self.rail.show_below(told)

    def show_keys(self) -> None:
        """F1."""
        from ui.keys_help import KeysHelp

        screen = self.current()
        if screen is not None:
            words, actions = self.bridge.words, everywhere(self)
            KeysHelp(self, words, self._title_here(), screen.screen_actions(), actions).open()

    def show_palette(self) -> None:
        """Ctrl+Shift+P."""
        from ui.palette import CommandPalette

        screen = self.current()
        if screen is not None:
            _ = self.bridge.words.gettext
            groups = ((self._title_here(), screen.screen_actions()), (_("Everywhere"), everywhere(self)))
            CommandPalette(self, self.bridge.words, groups).open()

    def do(self, action: Action) -> None:
        """Carry out an action that was asked for by its keys; where that cannot be, say why."""
        if not action.can():
            self.toast.say(action.reason())
        elif action.do is not None:
            action.do()

    def event(self, event: QEvent) -> bool:
        """A code that is scanned where nobody types goes into the search field, Enter included.

        Seen before any widget has the key: a text field keeps what it writes for itself.
        """
        is_sign = event.type() == QEvent.Type.ShortcutOverride
        if is_sign and self._burst.begins(cast(QKeyEvent, event)):
            self.search()
            field = self.top_bar.search if self.top_bar.isVisible() else self.palette_search.field
            field.begin(CODE_BEGINS)
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no widget has taken: keys of the present screen, and signs of a name, a label or a sheet's code."""
        screen = self.current()
        sign = typed_sign(event)
        if sign and screen is not None and not screen.own_bar:
            self.top_bar.search.begin(sign)
            return
        pressed = QKeySequence(event.keyCombination())
        found = (
            (each for each in screen.screen_actions() if pressed in sequences(each.keys))
            if screen
            else iter(())
        )
        action = next(found, None) if _is_command(event) else None
        if action is None:
            super().keyPressEvent(event)
        else:
            self.do(action)

    def new_patient(self) -> None:
        """Open the form of a new patient; its course follows."""
        if not self.bridge.may("EnrolPatient"):
            self.toast.say(self.bridge.words.gettext("Your role may not enter patients."))
            return
        self.places.new_patient(self.bridge, self, self.open_course)

    def show_sheets(self, courses: tuple[str, ...], pack: str) -> None:
        """Show sheets of these courses, at first those of this pack."""
        self.places.sheets(self.bridge, self, courses, Pack(pack))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.busy.setGeometry(RAIL_WIDTH, 0, self.width() - RAIL_WIDTH, self.busy.height())
        self.busy.raise_()
        self.toast.place()

    def _take_keys(self, name: str, keys: str) -> None:
        def act() -> None:
            action = next((each for each in everywhere(self) if each.id == name), None)
            if action is not None:
                self.do(action)

        for sequence in sequences(keys):
            shortcut = QShortcut(sequence, self)
            shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
            shortcut.activated.connect(act)

    def _title_here(self) -> str:
        """The present screen's name; a course's is nobody's."""
        screen = self.current()
        title = screen.heading().title if screen is not None else ""
        return title or self.bridge.words.gettext("Course")

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.top_bar)
        column.addWidget(self.strips)
        column.addWidget(self.screens, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addLayout(column, 1)
        # Above everything, so that nothing moves when it comes and goes.
        self.busy.setParent(self)
        self.looks_button = LooksButton(
            self.looks, self.bridge.words, self._own_actions, has_account=self.bridge.guarded
        )
        self.rail.set_banner(self.looks_button)
        if self.bridge.site.demo:
            self.demo_mark = DemoMark(self.bridge)
            self.demo_mark.wanted.connect(self._become)
            self.rail.set_banner(self.demo_mark)

    def _connect(self) -> None:
        bridge = self.bridge
        self.screens.made.connect(self._meet)
        self.screens.shown.connect(self._show_around)
        self.rail.chosen.connect(self.go)
        self.rail.room_changed.connect(self.toast.place)
        self.top_bar.search.found.connect(self.open_course)
        self.top_bar.search.sheet_found.connect(self._open_sheet)
        self.top_bar.search.narrowed.connect(self._narrow)
        self.top_bar.search.list_wanted.connect(self._enter_list)
        self.palette_search.found.connect(self.open_course)
        self.palette_search.sheet_found.connect(self._open_sheet)
        bridge.committed.connect(self._show_foot)
        bridge.not_saved.connect(self._show_foot)
        bridge.actor_changed.connect(self._show_foot)
        bridge.actor_changed.connect(self._show_places)
        bridge.drafts.not_kept.connect(self._say_not_kept)
        bridge.busy_changed.connect(self._show_busy)
        bridge.standing_changed.connect(self._show_foot)
        self.guarding = Guarding(bridge, self, self.warn)
        self.rail_counts = RailCounts(bridge, self.rail)

    def _meet(self, screen: Screen) -> None:
        """A screen that was made a moment ago: what it asks for, and its buttons."""
        screen.course_wanted.connect(self.open_course)
        screen.sheet_wanted.connect(self.show_sheets)
        screen.new_patient_wanted.connect(self.new_patient)
        screen.place_wanted.connect(self.screens.go_where_seen)
        screen.back_wanted.connect(self.screens.go_back)
        screen.heading_changed.connect(self.show_heading)
        screen.notice.connect(self.toast.say)
        counted = getattr(screen, "counted", None)
        if counted is not None:
            counted.connect(self.rail_counts.follow)
        on_pathway = getattr(screen, "pathway_wanted", None)
        if on_pathway is not None:
            on_pathway.connect(self.open_pathway)
        typed = getattr(screen, "typed", None)
        if typed is not None:
            typed.connect(self.top_bar.search.begin)
        for button in screen.buttons():  # until the bar shows them they are the screen's, and go with it
            button.setParent(screen)
            button.hide()

    def _show_around(self, screen: Screen) -> None:
        """What stands around the screen that shows from now on."""
        self.sheet_strip.clear()  # it belongs to the screen that the sheet opened
        self.rail.show_place(screen.place or self.screens.back)
        self.top_bar.setVisible(not screen.own_bar)
        self.top_bar.search.set_narrows_list(self._narrower(screen) is not None)
        self.top_bar.show_buttons(screen.buttons())
        self.show_heading()
        screen.focus_first()

    def _become(self, actor: Actor) -> None:
        names, before = self.unsaved(), self.bridge.actor
        asks_again = self.bridge.present_fault is not None
        self.bridge.become(actor)
        if actor != before:
            forget_copied()
            if asks_again:  # what failed was asked by the one before; the screen is still there
                self.refresh()
        if names and actor != before:
            kept = self.bridge.words.gettext("What {user} typed for {name} is kept for {user} alone.")
            self.toast.say(kept.format(user=before.full_name, name=names))

    def _say_not_kept(self, fault: EnvironmentFault) -> None:
        from pathway_app.messages import Sentences

        why = Sentences(self.bridge.words).fault(fault)
        told = self.bridge.words.gettext("What you type cannot be kept now: {why}")
        self.toast.say(told.format(why=why))

    def show_heading(self) -> None:
        """Of the present screen; the window's title only where the window is not locked."""
        screen = self.current()
        if screen is not None:
            heading = screen.heading()
            self.top_bar.show_heading(heading)
            if not self.property(COVERED):
                self.window().setWindowTitle(window_title(heading.title, demo=self.bridge.site.demo))

    def _narrower(self, screen: Screen | None) -> Callable[[str], None] | None:
        return getattr(screen, "narrow", None)

    def _narrow(self, text: str) -> None:
        narrow = self._narrower(self.current())
        if narrow is not None:
            narrow(text)

    def _open_sheet(self, standing: CopyStanding) -> None:
        """Open the patient of a scanned sheet and say whether it is still the newest."""
        if standing.course_id:
            self.open_course(standing.course_id, from_paper=standing.scanned.sheet is Sheet.BLANK)
        elif (screen := self.current()) is not None:
            screen.focus_first()
        self.sheet_strip.show_standing(standing)

    def _enter_list(self, text: str, enter: bool) -> None:
        go_on = getattr(self.current(), "enter_list", None)
        if go_on is not None:
            go_on(text, enter)

    def _show_foot(self) -> None:
        self.rail.show_foot(foot_lines(self.bridge))

    def _show_busy(self, _busy: bool) -> None:
        self.busy.set_busy(self.bridge.is_busy())


def _is_command(event: QKeyEvent) -> bool:
    """With Ctrl or Alt, or a function key: letters and arrows belong to what has the focus."""
    held = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
    return bool(held) or Qt.Key.Key_F1 <= event.key() <= Qt.Key.Key_F35
