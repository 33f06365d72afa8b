"""The log in the window, as auditor and others meet it: seen by two roles, read, narrowed, saved, verified."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from db.sqlite import driver
from pathway_app.commands import IssueSheets
from pathway_app.logbook.events import LogGroup
from pathway_app.people import Actor, Role
from pathway_app.services import Service
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.clocks import HandClock
from tests.contract.bare import BareSqlite
from tests.documents.reading import pages
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.windows import focused
from ui.log.days_dialog import FROM, TO, DaysDialog
from ui.log.reading import Days
from ui.log.verifying import VerifyDialog
from ui.log.view import LogView

MRN = "4474021"
AUDITOR, NURSE = "a.auditor", "v.nys"


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    """An auditor at the window."""
    with at_window(
        qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock, user=AUDITOR
    ) as someone:
        yield someone


def become(user: AtWindow, name: str) -> None:
    user.bridge.become(next(each for each in user.bridge.accounts if each.name == name))
    user.settle()


def log(user: AtWindow) -> LogView:
    """Go to the log by its place in the rail."""
    places = [place.key for place in user.inside.places.rail]
    user.press(Key(Key.Key_1.value + places.index("log")), CTRL)
    screen = user.inside.current()
    assert isinstance(screen, LogView)
    return screen


def numbers(view: LogView) -> list[int]:
    rows = view.table.rows()
    return [int(rows.row_at(at).key) for at in range(rows.rowCount())]


def kinds(ward_file: Path, view: LogView) -> set[str]:
    listed = ", ".join(map(str, numbers(view)))
    return {kind for (kind,) in bare(ward_file, f"SELECT kind FROM log_event WHERE seq IN ({listed})")}


def bare(path: Path, sql: str) -> list[Any]:
    return BareSqlite(path).run(sql)


def forged(path: Path, sql: str) -> None:
    connection = driver.connect(str(path))
    for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.executescript(sql)
    connection.close()


def newest(path: Path) -> tuple[str, dict[str, Any]]:
    [(kind, body)] = bare(path, "SELECT kind, body FROM log_event ORDER BY seq DESC LIMIT 1")
    return kind, json.loads(body)


@pytest.mark.parametrize("role", list(Role))
def test_two_roles_see_it_in_the_rail_and_by_keys(user: AtWindow, role: Role) -> None:
    places = [place.key for place in user.inside.places.rail]
    user.bridge.become(Actor("x", "X", role))
    user.settle()
    shown = [button.key for button in user.inside.rail._buttons if not button.isHidden()]
    may = role in (Role.AUDITOR, Role.ADMINISTRATOR)
    assert ("log" in shown) is may
    user.press(Key(Key.Key_1.value + places.index("log")), CTRL)
    assert isinstance(user.inside.current(), LogView) is may
    user.press(Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)
    user.type("Log")
    assert ("window.to-log" in palette(user)) is may
    user.press(Key.Key_Escape)


def palette(user: AtWindow) -> list[str]:
    from ui.everywhere import everywhere

    return [each.id for each in everywhere(user.inside)]


def test_the_newest_stands_first_and_its_details_beside(user: AtWindow, ward_file: Path) -> None:
    view = log(user)
    [(head,)] = bare(ward_file, "SELECT max(seq) FROM log_event")
    assert numbers(view)[0] in (head, head - 1), "that it was looked at is the newest itself"
    assert numbers(view) == sorted(numbers(view), reverse=True)
    assert view.table.chosen() == str(numbers(view)[0])
    entry = next(n for n in numbers(view) if n in {seq for (seq,) in bare(ward_file, ENTRIES)})
    while view.table.chosen() != str(entry):
        user.press(Key.Key_Down)
    told = "\n".join(view.panel.said)
    [(link,)] = bare(ward_file, f"SELECT hash FROM log_event WHERE seq = {entry}")
    assert link in told.replace(" ", "")
    assert "Patient: " in told
    assert f"Event: {entry}" in told
    user.press(Key.Key_Return)
    assert user.course.course_id()
    user.press(Key.Key_Escape)
    assert user.inside.current() is view


ENTRIES = "SELECT seq FROM log_event WHERE kind = 'entry'"


def test_looking_is_on_record_once_each_time(user: AtWindow, ward_file: Path) -> None:
    count = "SELECT count(*) FROM log_event WHERE kind = 'audited'"
    view = log(user)
    assert bare(ward_file, count) == [(1,)]
    user.press(Key.Key_F5)
    user.press(Key.Key_Down)
    user.bridge.speak("nl")
    user.settle()
    assert bare(ward_file, count) == [(1,)]
    assert newest(ward_file)[1]["details"] == {"what": "log"}
    user.press(Key.Key_1, CTRL)
    log(user)
    assert bare(ward_file, count) == [(2,)]
    assert view is not None


def test_the_filters_by_keys(user: AtWindow, ward_file: Path) -> None:
    view = log(user)
    everything = numbers(view)
    user.press(Key.Key_F4)
    pick(user, view.bar.kind_button, LogGroup.ENTRIES.value)
    assert kinds(ward_file, view) == {"entry"}
    view.bar.account_button.choose("m.peeters")
    user.settle()
    assert 0 < len(numbers(view)) < len(everything)
    user.press(Key.Key_F7)
    assert numbers(view) == []
    assert view.nothing.isVisible()
    user.click(view.nothing.button)
    assert numbers(view)[-1] == everything[-1]
    assert not view.bar.all_button.isVisible()


def pick(user: AtWindow, button: Any, value: str) -> None:
    """From the open menu, by arrows and Enter."""
    menu = button.menu_shown()
    assert menu.isVisible()
    for _time in range(20):
        active = menu.activeAction()
        if active is not None and active.data() == value:
            break
        QTest.keyClick(menu, Key.Key_Down)
    QTest.keyClick(menu, Key.Key_Return)
    user.settle()


def test_what_concerns_one_patient(user: AtWindow, ward_file: Path) -> None:
    view = log(user)
    user.press(Key.Key_F8)
    user.type(MRN)
    user.press(Key.Key_Return)
    assert numbers(view)
    assert kinds(ward_file, view) >= {"patient-added", "enrolled", "entry"}
    rows = view.table.rows()
    assert all(MRN in rows.row_at(at).cells[3].sub for at in range(rows.rowCount()))
    user.press(Key.Key_F8)
    view.bar.patient_line.selectAll()
    user.type("nobody")
    user.press(Key.Key_Return)
    assert view.nobody.isVisible()


def test_other_days_are_typed(user: AtWindow, clock: HandClock) -> None:
    view = log(user)
    everything = numbers(view)
    view.bar.days_button.choose(Days.OTHER.value)
    user.settle()
    dialog = user.dialog(DaysDialog)
    for key, text in ((FROM, "1-1-2020"), (TO, "1-1-2019")):
        dialog.form.field(key).control().setFocus()
        QTest.keyClicks(focused(), text)
    user.press(Key.Key_Return, CTRL)
    assert dialog.isVisible(), "the period ends before it begins"
    dialog.form.field(TO).control().setFocus()
    view_field = focused()
    QTest.keyClick(view_field, Key.Key_A, CTRL)
    QTest.keyClicks(view_field, "31-12-2020")
    user.press(Key.Key_Return, CTRL)
    assert user.no_dialog()
    assert numbers(view) == []
    assert "2020" in view.bar.days_button.text()
    view.bar.days_button.choose(Days.TODAY.value)
    user.settle()
    assert set(numbers(view)) <= set(everything) | {max(everything) + 1}


def test_a_paper_is_found_back(user: AtWindow, ward_file: Path, clock: HandClock) -> None:
    record = DatabaseRecords(clock).open(str(ward_file))
    with record.queries() as queries:
        found = queries.course_of(MRN)
    assert found is not None
    shown = (Shown(Sheet.HANDOVER, found.course.id),)
    command = IssueSheets(pack=Pack.HANDOVER, shown=shown, language="nl", to=Destination.PRINTER)
    Service(record).execute(command, Actor(NURSE, "V. Nys", Role.NURSE))
    with record.queries() as queries:
        issue = queries.issue_of(command.command_id)
    record.close()
    assert issue is not None
    view = log(user)
    user.press(Key.Key_F9)
    user.type(issue.head.reference.lower())
    user.press(Key.Key_Return)
    told = "\n".join(view.panel.said)
    assert told.startswith(f"Paper {issue.head.reference}")
    assert f"Event {issue.head.number}, " in told
    assert "Handover sheet, copy 1 of" in told
    assert "the newest, nothing was entered since" in told
    assert "The log holds up to there" in told
    user.press(Key.Key_Escape)
    assert "Hash: " in "\n".join(view.panel.said)
    for wrong, sentence in (("0000-0000", "No event of this log"), ("rubbish", "is not a reference")):
        view.bar.reference_line.setFocus()
        view.bar.reference_line.selectAll()
        user.type(wrong)
        user.press(Key.Key_Return)
        assert sentence in "\n".join(view.panel.said)


def test_the_filtered_log_is_saved(user: AtWindow, ward_file: Path, tmp_path: Path) -> None:
    view = log(user)
    view.bar.kind_button.choose(LogGroup.ENTRIES.value)
    user.settle()
    user.press(Key.Key_E, CTRL)
    dialog = user.dialog(QFileDialog)
    assert dialog.objectName() == "save-log"
    dialog.fileSelected.emit(str(tmp_path / "log.csv"))
    dialog.close()
    user.settle()
    with (tmp_path / "log.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [int(row["number"]) for row in rows] == [
        seq for (seq,) in bare(ward_file, f"{ENTRIES} ORDER BY seq DESC")
    ]
    kind, body = newest(ward_file)
    assert (kind, body["details"]) == ("exported", {"format": "csv", "what": "log"})


def test_what_cannot_be_written_is_told_and_was_noted(
    user: AtWindow, ward_file: Path, tmp_path: Path
) -> None:
    """Whoever asked for the log is in it, also where no file came of it."""
    view = log(user)
    view.export(tmp_path / "nowhere" / "log.csv")
    user.settle()
    assert "cannot be written" in view.trouble.text()
    assert newest(ward_file) == ("exported", {"details": {"format": "csv", "what": "log"}})


def test_no_certificate_leaves_that_the_log_does_not_know_of(
    user: AtWindow, ward_file: Path, tmp_path: Path
) -> None:
    log(user)
    user.press(Key.Key_P, CTRL)
    dialog = user.dialog(VerifyDialog)
    user.qtbot.waitUntil(lambda: dialog.found() is not None)
    dialog.write(tmp_path / "nowhere" / "certificate.pdf")
    user.settle()
    assert "cannot be written" in dialog.trouble.text()
    assert newest(ward_file) == ("exported", {"details": {"format": "pdf", "what": "certificate"}})
    user.press(Key.Key_Escape)
    assert user.no_dialog()


def test_the_log_of_a_record_that_can_only_be_read_is_saved(
    qtbot: QtBot, ward_file: Path, clock: HandClock, tmp_path: Path
) -> None:
    """Nothing can be noted there, and nobody waits for it."""
    before = newest(ward_file)
    with at_window(
        qtbot, lambda: DatabaseRecords(clock).open(str(ward_file), read_only=True), clock, user=AUDITOR
    ) as user:
        log(user).export(tmp_path / "log.csv")
        user.settle()
        assert (tmp_path / "log.csv").stat().st_size > 1000
    assert newest(ward_file) == before


def test_verified_with_a_certificate(user: AtWindow, ward_file: Path, tmp_path: Path) -> None:
    log(user)
    user.press(Key.Key_P, CTRL)
    dialog = user.dialog(VerifyDialog)
    user.qtbot.waitUntil(lambda: dialog.found() is not None)
    user.settle()
    found = dialog.found()
    assert found is not None
    assert found.sound
    assert dialog.title.text() == "The record holds."
    assert newest(ward_file) == (
        "verified",
        {"details": {"events": str(found.head.number), "result": "sound"}},
    )
    user.click(dialog.certificate_button)
    save = user.dialog(QFileDialog)
    save.fileSelected.emit(str(tmp_path / "certificate.pdf"))
    save.close()
    user.settle()
    told = " ".join("\n".join(pages((tmp_path / "certificate.pdf").read_bytes())).split())
    assert found.head.hash in told.replace(" ", "")
    assert "The record holds." in told
    assert "ward.db" in told
    user.click(dialog.close_button)
    assert user.no_dialog()


def test_what_does_not_hold_is_named(user: AtWindow, ward_file: Path) -> None:
    log(user)
    forged(ward_file, "UPDATE log_event SET actor = 'somebody' WHERE seq = 12")
    user.press(Key.Key_P, CTRL)
    dialog = user.dialog(VerifyDialog)
    user.qtbot.waitUntil(lambda: dialog.found() is not None)
    assert dialog.title.text() == "The record does not hold."
    assert "Event 12: It was changed" in dialog.label.text()
    user.press(Key.Key_Escape)


def test_called_off_it_says_nothing(user: AtWindow, ward_file: Path) -> None:
    """Something else is being read at length meanwhile."""
    view = log(user)
    before, over = newest(ward_file), Event()
    user.bridge.at_length(
        view, lambda _record, _ticket: over.wait(20), lambda _done: None, lambda _error: None
    )
    QTest.keyClick(focused(), Key.Key_P, CTRL)
    dialog = user.dialog(VerifyDialog)
    QTest.keyClick(dialog, Key.Key_Escape)
    over.set()
    user.settle()
    assert user.no_dialog()
    assert dialog.found() is None
    assert newest(ward_file) == before


def test_nothing_stays_for_who_may_not_see_it(user: AtWindow) -> None:
    view = log(user)
    assert numbers(view)
    become(user, NURSE)
    assert not isinstance(user.inside.current(), LogView)
    assert numbers(view) == []
    assert not view.panel.said
