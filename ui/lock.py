"""Hides everything about patients while nobody sits at the screen (Ctrl+L)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QVBoxLayout, QWidget
from shiboken6 import isValid

from pathway_app.i18n import Words
from ui.widgets.plain import PlainLabel, make_button

_NAME = "lock"


class Cover(QWidget):
    """Takes the place of what the window shows, keys included; that is hidden, and stays as it was left.

    Dialogs over the window are hidden too, not closed: what is typed there is there again.
    Accounts have no password yet, so that whoever sits there can go on, and the cover says so.
    """

    left = Signal()

    def __init__(self, beneath: QWidget, words: Words, who: str) -> None:
        window = beneath.window()
        super().__init__(window)
        self._beneath = beneath
        _ = words.gettext
        self._title = window.windowTitle()
        self._back = window.focusWidget()
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setProperty("ground", "canvas")
        self.button = make_button(_("Go on"), role="primary")
        self.button.clicked.connect(self.leave)
        column = QVBoxLayout(self)
        column.setSpacing(8)
        column.addStretch(2)
        for text, role in (
            (_("Zorgpad is locked"), "title"),
            (who, "strong"),
            (_("What was typed is kept."), "muted"),
            (_("Accounts have no password yet: whoever sits here can go on."), "muted"),
        ):
            label = PlainLabel(text, role)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        self.setAccessibleName(_("Zorgpad is locked"))
        window.installEventFilter(self)
        window.setWindowTitle("Zorgpad")
        self.setGeometry(window.rect())
        self._dialogs = [each for each in window.findChildren(QDialog) if each.isVisible()]
        self._backs = [each.focusWidget() for each in self._dialogs]
        for dialog in reversed(self._dialogs):  # the uppermost first
            dialog.hide()
        beneath.hide()
        self.show()
        self.raise_()
        if self._dialogs:
            window.activateWindow()
        self.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def leave(self) -> None:
        """Show the window again, with the keys where they were."""
        window = self.window()
        window.removeEventFilter(self)
        window.setWindowTitle(self._title)
        self._beneath.show()
        self.hide()
        if self._back is not None and self._back.isVisible():
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
        for dialog, back in zip(self._dialogs, self._backs, strict=True):
            if isValid(dialog):
                _show_again(dialog, back)
        self.left.emit()
        self.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, _forward: bool) -> bool:
        """Tab does not lead beneath the cover."""
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        event.accept()


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
