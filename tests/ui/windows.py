"""Showing a window so that keys reach it."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot


def show_active(qtbot: QtBot, window: QWidget, width: int = 0, height: int = 0) -> None:
    """Show a window and wait until it has the keys; it is closed after the test."""
    qtbot.addWidget(window)
    if width:
        window.resize(width, height)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)


def focused() -> QWidget:
    """The widget that has the keys now."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keys"
    return widget
