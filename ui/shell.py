"""The window: rail, top bar and one screen at a time. Navigation only; each screen does its own work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QMainWindow

from pathway_app.domain.errors import EnvironmentFault, Refused
from ui.bridge import Bridge
from ui.looks import Looks
from ui.opening import OpeningFrame, failure_page
from ui.places import Places
from ui.preferences import Preferences
from ui.screen import Screen

if TYPE_CHECKING:
    from pathway_app.first_start import FirstStart
    from pathway_app.i18n import Words
    from pathway_app.signing_in import Credentials
    from ui.furnished import Furnished
    from ui.lock import Lock
    from ui.sign_in.door import Door

NAME = "Zorgpad"
WIDTH, HEIGHT = 1366, 768
BAR_HEIGHT = 57
_LEAST_WIDTH, _LEAST_HEIGHT = 860, 440
"""fits 1366×768 at 150 % (910×512), also with a title bar and a task bar"""
_FRAME_WIDTH, _FRAME_HEIGHT = 16, 40
"""what a desktop's frame takes at most; it is known only once the window shows"""

_WRITTEN_WITHIN_MS = 5_000
"""after which a record that does not answer is told of as the window closes"""


def fitting(room: QSize) -> tuple[QSize, bool]:
    """The window's size in a screen with that room (logical pixels), and whether it is to be maximised there."""
    within = room - QSize(_FRAME_WIDTH, _FRAME_HEIGHT)
    wanted = QSize(WIDTH, HEIGHT)
    return wanted.boundedTo(within), wanted != wanted.boundedTo(within)


class Shell(QMainWindow):
    """Opens as a bare frame; the record is opened once that is painted, and the frame is furnished after.

    `ready` comes when the first screen is there. The bridge belongs to the window and is closed with it.
    """

    first_painted = Signal()
    ready = Signal()

    def __init__(
        self, bridge: Bridge, places: Callable[[Words], Places], preferences: Preferences | None = None
    ) -> None:
        super().__init__()
        self._preferences = preferences or Preferences(None)
        self.looks = Looks(bridge, self._preferences, self)
        self.bridge = bridge
        self.furnished: Furnished | None = None
        self._places = places
        self._painted = False
        self._leaving = False
        self._telling = False
        self._first_start: FirstStart | None = None
        self._door: Door | None = None
        self.lock: Lock | None = None
        bridge.setParent(self)
        self.setWindowTitle(NAME)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.resize(WIDTH, HEIGHT)
        self.setCentralWidget(OpeningFrame(NAME, BAR_HEIGHT))
        bridge.connected.connect(self._opened)
        bridge.sign_in_wanted.connect(self._ask_who)
        bridge.words_changed.connect(self._furnish_again)
        bridge.failed.connect(self._show_failure)

    def begin(self, first_start: FirstStart | None = None) -> None:
        """Open the record; where there is none yet, ask what is to be there."""
        self._first_start = first_start
        if first_start is None or not first_start.is_needed():
            self.bridge.open()
            return
        from ui.first_start.view import FirstStartView

        view = FirstStartView(self.bridge, first_start, self.looks)
        view.began.connect(self._begun)
        self.setCentralWidget(view)
        view.focus_first()

    def screen_shown(self) -> Screen | None:
        """The screen that shows now; None while opening."""
        return self.furnished.current() if self.furnished is not None else None

    def show_fitting(self) -> None:
        """Show the window in its usual size, or over the whole of a screen that has no room for that."""
        size, maximised = fitting(self.screen().availableGeometry().size())
        self.resize(size)
        if maximised:
            self.showMaximized()
        else:
            self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.first_painted.emit)

    def leave(self) -> None:
        """Close the window without a word about what is typed; it is kept as far as that can be."""
        self._leaving = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        is_locked = self.lock is not None and self.lock.cover is not None  # a box would name patients
        if self.furnished is not None and not self._leaving and not is_locked:
            self.bridge.leaving.emit()
            names = self.furnished.unsaved()
            if names or self.bridge.drafts.others_unwritten():
                event.ignore()
                self._keep_and_tell(names)
                return
        self.bridge.close()
        super().closeEvent(event)

    def _keep_and_tell(self, names: str) -> None:
        """Ask before the window closes: once what was typed is written, or cannot be, or does not get there."""
        if self._telling:
            return
        self._telling = True
        waits = QTimer(self)
        waits.setSingleShot(True)

        def tell(not_kept: str | None) -> None:
            from ui.unsaved import tell_as_it_closes

            if not self._telling:
                return
            self._telling = False
            waits.stop()
            waits.deleteLater()
            others = self._others_unwritten()
            if names or (others and not_kept is not None):
                tell_as_it_closes(self, self.bridge.words, names, not_kept, self.leave, others)
            else:
                self.leave()

        def written(fault: EnvironmentFault | None) -> None:
            from pathway_app.messages import Sentences

            tell(None if fault is None else Sentences(self.bridge.words).fault(fault))

        def never() -> None:
            tell(self.bridge.words.gettext("The record does not answer."))

        waits.timeout.connect(never)
        waits.start(_WRITTEN_WITHIN_MS)
        self.bridge.put_drafts_away(written)

    def _others_unwritten(self) -> list[str]:
        """Who typed something here before that could not be kept."""
        names = {each.name: each.full_name for each in self.bridge.accounts}
        return [names.get(each, each) for each in self.bridge.drafts.others_unwritten()]

    def _begun(self, credentials: Credentials | None) -> None:
        """At the first start the password has just been chosen."""
        self.setCentralWidget(OpeningFrame(NAME, BAR_HEIGHT))
        if credentials is None:
            self.bridge.open()
        else:
            self._doorkeeper().enter(credentials)

    def _doorkeeper(self) -> Door:
        from ui.sign_in.door import Door

        if self._door is None:
            self._door = Door(self.bridge, self._preferences, self, self.setCentralWidget)
        return self._door

    def _ask_who(self, error: Refused) -> None:
        self._doorkeeper().ask(error)

    def _opened(self) -> None:
        if self._door is None:
            self._furnish()
        else:
            self._door.opened(self._furnish)

    def _furnish(self) -> None:

        self.looks.begin()
        self._make_inside().go_first()
        self.ready.emit()

    def _make_inside(self) -> Furnished:
        """Made anew for who works, in the present words; what was before goes, with its screens."""
        from ui.furnished import Furnished
        from ui.lock import Lock

        if self.lock is None:
            self.lock = Lock(self, self.bridge, self._preferences)
            self.lock.taken_over.connect(self._furnish_for_another)
            self.bridge.turned_out.connect(self.lock.turn_out)
        self.furnished = Furnished(self.bridge, self._places(self.bridge.words), self.looks, self)
        self.furnished.lock_wanted.connect(self.lock.lock)
        self.furnished.switch_wanted.connect(self.lock.switch)
        self.lock.counted.connect(self.furnished.show_lock)
        self.furnished.show_lock(self.lock.told())
        self.setCentralWidget(self.furnished)
        self.lock.keep_beneath(self.furnished)
        return self.furnished

    def _furnish_for_another(self) -> None:
        """Somebody else works now, who begins where everybody begins: nothing of the one before is left."""
        self._make_inside().go_first()

    def _furnish_again(self) -> None:
        """Everything in other words; the user is where they were, and what was typed is there."""
        before = self.furnished
        if before is None:
            return
        kept = before.keep()
        self._make_inside().take_over(*kept)

    def _show_failure(self, error: Refused | EnvironmentFault) -> None:
        if self._door is not None:
            self._door.forget_page()
        words = self.bridge.words
        failed = failure_page(words, error)
        failed.retry.connect(self._try_again)
        failed.leave.connect(self.close)
        if isinstance(error, Refused) and self._first_start is not None:
            from ui.damaged import offer_to_read

            offer_to_read(failed, words, error, self._first_start, self._try_again)
        self.setCentralWidget(failed)
        failed.retry_button.setFocus()

    def _try_again(self) -> None:
        self.setCentralWidget(OpeningFrame(NAME, BAR_HEIGHT))
        self.bridge.open()
