"""Locks the window by Ctrl+L, and once nobody touched it for as long as the site's settings say.

Dialogs over the window are hidden with it, not closed: what is typed there is there again for who typed it.
"""

from __future__ import annotations

from collections.abc import Callable
from time import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QWindow
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QToolTip, QWidget
from shiboken6 import isValid

from ui.bridge import Bridge
from ui.clipboard import forget_copied
from ui.preferences import Preferences

if TYPE_CHECKING:
    from pathway_app.domain.errors import Refused
    from ui.cover import Cover

COVERED = "covered"
"""the property of what a locked window shows beneath its cover"""
_NAME = "lock"
_TICK_MS = 1_000
TOLD_FROM_S = 60
"""seconds before locking from which that is told"""
_STEP_S = 10
_TOUCHES = frozenset(
    {
        *(QEvent.Type.KeyPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress, QEvent.Type.Wheel),
        *(QEvent.Type.ShortcutOverride, QEvent.Type.TouchBegin, QEvent.Type.TouchUpdate),
    }
)


class Idle(QObject):
    """How long nobody touched any window of the program: no key, no mouse.

    It looks at what reaches the windows, not at every event of every widget, which would be felt.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._since = QElapsedTimer()
        self._at = 0.0
        self.touch()
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self.watch)
        self.watch(window.windowHandle())

    def watch(self, window: QWindow | None) -> None:
        """Whoever touches that one is there; a second time changes nothing."""
        if window is not None:
            window.installEventFilter(self)

    def touch(self) -> None:
        self._since.start()
        self._at = time()

    def seconds(self) -> float:
        """A computer that slept counts its sleep too, which only the clock on the wall knows."""
        return max(self._since.elapsed() / 1000, time() - self._at)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self.touch()
        return False


class Lock(QObject):
    """Of one window. `inside` gives what the window shows; `unlocked` by whom it was, else `taken_over`."""

    unlocked = Signal()
    taken_over = Signal()
    counted = Signal(str)
    """when the window is going to be locked, in words; changes seldom"""

    def __init__(self, window: QMainWindow, bridge: Bridge, preferences: Preferences) -> None:
        super().__init__(window)
        self._window, self._bridge, self._preferences = window, bridge, preferences
        self.cover: Cover | None = None
        self._back: QWidget | None = None
        self._dialogs: list[tuple[QDialog, QWidget | None]] = []
        self._told = ""
        self.idle = Idle(window)
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look)
        if bridge.guarded:
            self._timer.start()

    def after_s(self) -> int:
        """Seconds without a touch after which the window is locked."""
        minutes = self._bridge.site.lock_after_minutes
        return 60 * (int(minutes) if minutes.isdecimal() else 5)

    def look(self) -> None:
        """Lock the window where nobody touched it long enough; tell when it is going to be."""
        if self.cover is not None:
            return
        popup = QApplication.activePopupWidget()
        if popup is not None:
            self.idle.watch(popup.windowHandle())
        left = self.after_s() - self.idle.seconds()
        if left <= 0:
            self.lock(after_idle=True)
            return
        told = self.words(left)
        if told != self._told:
            self._told = told
            self.counted.emit(told)

    def words(self, left: float) -> str:
        """When it is going to be locked: in minutes of quiet, and in the last minute in tens of seconds."""
        _ = self._bridge.words.gettext
        if left >= TOLD_FROM_S:
            return _("Locks after {count} min").format(count=self.after_s() // 60)
        return _("Locks in {count} s").format(count=max(_STEP_S, round(left / _STEP_S) * _STEP_S))

    def told(self) -> str:
        """As it was counted last; empty where nobody logs in."""
        return self.words(self.after_s()) if self._bridge.guarded else ""

    def turn_out(self, error: Refused) -> None:
        """Hide everything, and say why: who is there may look at nothing more without logging in."""
        self.lock(turned_out=error)
        assert self.cover is not None
        self.cover.turn_out(error)

    def lock(self, *, after_idle: bool = False, turned_out: Refused | None = None) -> None:
        """Hide everything; a second time changes nothing."""
        if self.cover is not None:
            return
        from pathway_app.accesses import Access
        from ui.cover import Cover

        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        QToolTip.hideText()
        bridge, window = self._bridge, self._window
        bridge.leaving.emit()  # what is typed is written down
        bridge.drafts.flush()
        if bridge.guarded:
            bridge.note(Access.LOCKED, **({"idle": str(self.after_s())} if after_idle else {}))
        inside = window.centralWidget()
        self._back = window.focusWidget()
        dialogs = [each for each in window.findChildren(QDialog) if each.isVisible()]
        self._dialogs = [(each, each.focusWidget()) for each in dialogs]
        for dialog in reversed(dialogs):  # the uppermost first
            dialog.hide()
        if inside is not None:
            _cover(inside)
        window.setWindowTitle("Zorgpad")
        forget_copied()
        self.cover = Cover(window, bridge, self._preferences, turned_out)
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        self.cover.unlocked.connect(self._unlocked)
        self.cover.taken_over.connect(self._taken_over)
        if dialogs:
            window.activateWindow()
        self.cover.focus_first()

    def switch(self) -> None:
        """Hide everything, and ask who else is there."""
        self.lock()
        if self.cover is not None and self._bridge.guarded:
            self.cover.ask_somebody()

    def keep_beneath(self, inside: QWidget) -> None:
        """The window shows something new: where it is locked, not before it is unlocked."""
        if self.cover is not None:
            _cover(inside)
            self.cover.raise_()
            self.cover.focus_first()

    def _unlocked(self) -> None:
        self._uncover()
        inside = self._window.centralWidget()
        assert inside is not None
        inside.setProperty(COVERED, False)
        inside.show()
        show_heading = getattr(inside, "show_heading", None)
        if show_heading is not None:
            show_heading()
        if self._back is not None and isValid(self._back) and self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        dialogs, self._dialogs = self._dialogs, []
        for dialog, back in dialogs:
            if isValid(dialog):
                _show_again(dialog, back)
        self.unlocked.emit()

    def _taken_over(self) -> None:
        """Nothing of the one before is to be seen by the next."""
        self._uncover()
        for dialog, _back in reversed(self._dialogs):
            if isValid(dialog):
                dialog.deleteLater()
        self._dialogs, self._back = [], None
        forget_copied()
        self.taken_over.emit()

    def _uncover(self) -> None:
        cover, self.cover = self.cover, None
        app = QApplication.instance()
        assert app is not None
        app.removeEventFilter(self)
        if cover is not None:
            cover.end()
        self.idle.touch()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Only while the window is locked."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog):
            self._dialog_came(watched)
        return False

    def _dialog_came(self, dialog: QDialog) -> None:
        """Something that was under way tells of its end: not while the window is locked."""
        if self.cover is None or self.cover.isAncestorOf(dialog):
            return
        if all(dialog is not each for each, _back in self._dialogs):
            self._dialogs.append((dialog, dialog.focusWidget()))
        QTimer.singleShot(0, dialog, lambda: self._hide(dialog))

    def _hide(self, dialog: QDialog) -> None:
        if self.cover is not None:
            dialog.hide()
            self._window.activateWindow()
            self.cover.focus_first()


def _cover(inside: QWidget) -> None:
    inside.setProperty(COVERED, True)
    inside.hide()


def _show_again(dialog: QDialog, back: QWidget | None) -> None:
    dialog.show()
    dialog.activateWindow()
    if back is not None and isValid(back):
        back.setFocus(Qt.FocusReason.OtherFocusReason)


class LockOverDialogs(QObject):
    """A modal dialog keeps the window's keys from it: each gets the lock's own as it comes."""

    def __init__(self, inside: QWidget, keys: str, lock: Callable[[], None]) -> None:
        super().__init__(inside)
        self._inside, self._keys, self._lock = inside, keys, lock
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusWindowChanged.connect(self._arm)

    def _arm(self) -> None:
        dialog = QApplication.activeModalWidget()
        if not isinstance(dialog, QDialog) or dialog not in self._inside.window().findChildren(QDialog):
            return
        if dialog.findChild(QShortcut, _NAME, Qt.FindChildOption.FindDirectChildrenOnly) is None:
            shortcut = QShortcut(QKeySequence(self._keys), dialog)
            shortcut.setObjectName(_NAME)
            shortcut.activated.connect(self._lock)
