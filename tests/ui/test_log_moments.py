"""The log's screen shows what the record holds, also moments that no calendar has room for in the ward's zone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.record import DatabaseRecord
from pathway_app.changes import Changes
from pathway_app.domain.ids import new_id
from tests.clocks import HandClock
from tests.guarded import CHIEF, cheap_records, shown
from tests.ui.at_window import CTRL, AtWindow, Key
from tests.ui.changing_hands import AUDITOR, NURSE, at
from ui.log.view import LogView

STRANGE = ("9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "yesterday")


def shown_row(view: LogView, row: int) -> str:
    return " ".join(cell.text for cell in view.table.rows().row_at(row).cells)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_it_shows_moments_that_cannot_be(
    qtbot: QtBot, clock: HandClock, guarded_file: Path, language: str
) -> None:
    """As an older program took them over from a file that anybody may write in."""
    record = cheap_records(clock).open(str(guarded_file), credentials=shown(CHIEF.name))
    assert isinstance(record, DatabaseRecord)
    with record.unit_of_work() as work:
        command = new_id()
        work.begin(CHIEF, command, "LogIn")
        for moment in STRANGE:
            work.note_failed_log_in(new_id(), {"at": moment, "login": "x", "account": NURSE.name})
        work.commit(Changes(command))
    record.close()
    with at(qtbot, clock, guarded_file, AUDITOR) as user:
        user.bridge.speak(language)
        user.inside.go("log")
        user.settle()
        _look_at_all(user)


def _look_at_all(user: AtWindow) -> None:
    view = user.shell.screen_shown()
    assert isinstance(view, LogView)
    rows = [shown_row(view, row) for row in range(view.table.rows().rowCount())]
    for moment in ("9999", "0001"):
        assert any(moment in row for row in rows), rows
    view.focus_first()
    for _row in range(len(STRANGE) + 3):
        user.press(Key.Key_Down)
        assert view.panel.isVisible()
    assert user.no_dialog(), "the program told of a defect"


def test_days_at_either_end_of_the_calendar_are_no_bound(
    qtbot: QtBot, clock: HandClock, guarded_file: Path
) -> None:
    with at(qtbot, clock, guarded_file, AUDITOR) as user:
        user.inside.go("log")
        user.settle()
        view = user.shell.screen_shown()
        assert isinstance(view, LogView)
        before = view.table.rows().rowCount()
        view.ask_days()
        user.settle()
        for typed in ("01-01-0001", "31-12-9999"):
            user.type(typed)
            user.press(Key.Key_Tab)
        user.press(Key.Key_Return, CTRL)
        assert user.no_dialog()
        assert view.asked().last == date.max
        assert view.table.rows().rowCount() == before > 0
