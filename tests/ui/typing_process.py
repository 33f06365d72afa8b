"""A window in a process of its own that types until it is killed, or looks what is there; for `test_drafts_crash`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from db.engine import DatabaseRecords
from tests.ui.desk import type_text
from tests.ui.offscreen import use_offscreen
from ui.app import application, build
from ui.course.view import CourseView
from ui.screen import Screen
from ui.shell import Shell
from ui.today.view import TodayView

TEXT = "a schwannoma they say " * 50
EVERY_MS = 40


class _Clock:
    def now(self) -> datetime:
        return datetime(2026, 11, 22, 8, 41, tzinfo=UTC)


def main(database: str, mrn: str, what: str) -> None:
    use_offscreen()
    app = application()
    shell, _defects = build(
        lambda: DatabaseRecords(_Clock()).open(database), _Clock(), user="m.peeters", language="en"
    )
    shell.show()
    shell.activateWindow()

    def until(holds: Callable[[], bool]) -> None:
        patience = time.monotonic() + 40
        while not holds() or shell.bridge.is_busy():
            assert time.monotonic() < patience
            app.processEvents()
            QTest.qWait(5)

    def keys(*pressed: Qt.Key) -> None:
        for key in pressed:
            widget = QApplication.focusWidget()
            assert widget is not None
            QTest.keyClick(widget, key)

    until(lambda: shell.screen_shown() is not None and QApplication.focusWidget() is not None)
    marked = [words for words in _names_on_today(shell.screen_shown()) if "draft" in words]
    type_text(mrn)
    keys(Qt.Key.Key_Return)
    until(lambda: isinstance(shell.screen_shown(), CourseView) and bool(_view(shell).row()))
    keys(Qt.Key.Key_Return)  # the form of the step where work goes on
    form = _view(shell).entering.form()
    assert form is not None
    if what == "look":
        row = _view(shell).checklist.row(_view(shell).row())
        assert row is not None
        told = {"values": dict(form.content().values), "aside": row.content().aside, "today": marked}
        sys.stdout.write(json.dumps(told) + "\n")
        shell.leave()
        return
    form.form.field("value.tumour_type").control().setFocus()
    keys(Qt.Key.Key_End, Qt.Key.Key_Tab)  # another type, and its name
    letters = iter(TEXT)
    typed = 0

    def type_one() -> None:
        nonlocal typed
        type_text(next(letters))
        typed += 1
        sys.stdout.write(f"{typed}\n")
        sys.stdout.flush()

    hand = QTimer()
    hand.timeout.connect(type_one)
    hand.start(EVERY_MS)
    app.exec()


def _view(shell: Shell) -> CourseView:
    screen = shell.screen_shown()
    assert isinstance(screen, CourseView)
    return screen


def _names_on_today(screen: Screen | None) -> list[str]:
    assert isinstance(screen, TodayView)
    model = screen.table.rows()
    rows = [model.row_at(at) for at in range(model.rowCount())]
    return [row.cells[0].words().replace("\u00a0", " ") for row in rows if not row.is_heading]


if __name__ == "__main__":
    main(*sys.argv[1:])
