"""Administration of a real record, which is encrypted: passwords for one log-in, backups, a backup restored."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from pathway_app.backups import newest
from pathway_app.commands import AddAccount
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.people import Role
from pathway_app.restoring import Loss, Standing, loss_told
from pathway_app.services import Service
from tests.clocks import HandClock
from tests.documents.reading import pages
from tests.guarded import CHIEF, PASSWORD, PEOPLE, bare, cheap_records, found_guarded, shown
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.test_admin import administration, at_window_again, choose, tab
from tests.ui.windows import focused
from ui.admin.account_dialogs import FULL_NAME, NAME, ROLE
from ui.admin.one_time import OneTimeDialog, note_pdf
from ui.admin.restore_dialog import RestoreDialog
from ui.admin.restoring import RestoringPage
from ui.admin.view import AdminView
from ui.board.form_dialog import FormDialog

NURSE = PEOPLE[Role.NURSE]


@pytest.fixture
def file(tmp_path: Path, clock: HandClock) -> Path:
    path = tmp_path / "ward" / "record.db"
    path.parent.mkdir()
    found_guarded(path, clock, Role.NURSE)
    return path


@pytest.fixture
def user(qtbot: QtBot, file: Path, clock: HandClock) -> Iterator[AtWindow]:
    """The administrator, logged in."""
    records = cheap_records(clock)
    with at_window(qtbot, lambda: records.open(str(file), credentials=shown(CHIEF.name)), clock) as someone:
        yield someone


def logged_in(file: Path, clock: HandClock, name: str, password: str) -> bool:
    try:
        cheap_records(clock).open(str(file), credentials=shown(name, password)).close()
    except Refused:
        return False
    return True


def log_of(file: Path) -> list[tuple[str, str]]:
    connection = bare(file)
    try:
        return list(connection.execute("SELECT kind, body FROM log_event ORDER BY seq"))
    finally:
        connection.close()


def backed_up(user: AtWindow) -> AdminView:
    """A backup is made by its key."""
    view = tab(user, 2)
    user.qtbot.waitUntil(lambda: bool(view.backups.places.text()))
    rows = view.backups.table.rows()
    before = rows.rowCount()
    user.press(Key.Key_F6)
    user.qtbot.waitUntil(lambda: not view.backups.is_making(), timeout=20_000)
    user.qtbot.waitUntil(lambda: rows.rowCount() > before, timeout=20_000)
    return view


def add_account(file: Path, clock: HandClock, name: str) -> None:
    record = cheap_records(clock).open(str(file), credentials=shown(CHIEF.name))
    Service(record).execute(AddAccount(name=name, full_name=name, role=Role.NURSE), CHIEF)
    record.close()


def test_a_new_account_gets_a_password_that_is_shown_once(
    user: AtWindow, file: Path, clock: HandClock
) -> None:
    view = administration(user)
    user.press(Key.Key_F6)
    form = user.dialog(FormDialog).form
    for key, value in ((FULL_NAME, "Jana Maes"), (NAME, "j.maes"), (ROLE, "physician")):
        form.field(key).set_value(value)
    user.press(Key.Key_Return, CTRL)
    dialog = user.dialog(OneTimeDialog)
    password = dialog.field.text()
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "Jana Maes" in said and "j.maes" in said and "chooses another one" in said
    QTest.keyClick(focused(), Key.Key_Escape)
    assert dialog.isVisible(), "a key hit by mistake does not take it away"
    user.click(dialog.copy_button)
    assert QGuiApplication.clipboard().text() == password
    user.click(dialog.close_button)
    assert user.no_dialog()
    at_window_again(user)
    rows = view.people.table.rows()
    assert rows.row_at(rows.row_of("j.maes")).cells[2].words() == "must change the password"
    assert logged_in(file, clock, "j.maes", password)
    assert all(password not in body for _kind, body in log_of(file))


def test_the_password_is_printed_and_in_no_file_of_ours(
    user: AtWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed, script = tmp_path / "printed.pdf", tmp_path / "printer.py"
    script.write_text(f"import sys; open({str(printed)!r}, 'wb').write(sys.stdin.buffer.read())")
    monkeypatch.setenv("ZORGPAD_PRINT_COMMAND", f"{sys.executable} {script}")
    view = administration(user)
    choose(user, view, NURSE.name)
    user.press(Key.Key_F8)
    user.press(Key.Key_Return, CTRL)
    dialog = user.dialog(OneTimeDialog)
    user.click(dialog.print_button)
    panel = dialog.print_panel
    assert panel is not None
    assert not panel.save_button.isVisible()
    user.qtbot.waitUntil(panel.print_button.isEnabled)
    user.click(panel.print_button)
    user.qtbot.waitUntil(lambda: panel.said.text() == "Printed.", timeout=20_000)
    [page] = pages(printed.read_bytes())
    assert dialog.field.text() in str(page)
    user.click(dialog.close_button)


def test_a_forgotten_password_is_replaced(user: AtWindow, file: Path, clock: HandClock) -> None:
    view = administration(user)
    choose(user, view, NURSE.name)
    user.press(Key.Key_F8)
    assert logged_in(file, clock, NURSE.name, PASSWORD), "nothing yet"
    user.press(Key.Key_Return, CTRL)
    dialog = user.dialog(OneTimeDialog)
    password = dialog.field.text()
    user.click(dialog.close_button)
    assert not logged_in(file, clock, NURSE.name, PASSWORD)
    clock.forward(minutes=10)
    assert logged_in(file, clock, NURSE.name, password)


def test_the_last_log_in_is_listed_and_nobody_resets_the_own_password(user: AtWindow) -> None:
    view = administration(user)
    rows = view.people.table.rows()
    assert rows.row_at(rows.row_of(CHIEF.name)).cells[3].text != "–"
    assert rows.row_at(rows.row_of(NURSE.name)).cells[3].text == "–"
    choose(user, view, CHIEF.name)
    assert not view.people.reset_button.isEnabled()
    assert "foot of the rail" in view.people.reset_button.accessibleDescription()


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_the_page_for_whoever_gets_it(user: AtWindow, file: Path, clock: HandClock, language: str) -> None:
    record = cheap_records(clock).open(str(file), credentials=shown(CHIEF.name))
    pdf = note_pdf(record, NURSE, "k7mp-3xqd-wwz4-9hta", clock.now(), language, CHIEF.full_name)
    record.close()
    [page] = pages(pdf)
    for told in (NURSE.full_name, NURSE.name, "k7mp-3xqd-wwz4-9hta", CHIEF.full_name):
        assert told in str(page)


def test_a_backup_is_made_and_listed(user: AtWindow, file: Path) -> None:
    view = backed_up(user)
    made = newest(file, user.bridge.clock.now())
    assert made is not None
    rows = view.backups.table.rows()
    [row] = [rows.row_at(at) for at in range(rows.rowCount())]
    assert row.key == str(made.path)
    assert row.cells[1].text == "first folder"
    assert row.cells[3].words() == f"event {made.head.number} · {made.head.reference}"
    assert str(file.parent / "backups") in view.backups.places.text()
    assert "Made and sound" in view.backups.said.text()
    assert not view.backups.restore_button.isEnabled()
    assert "command line" in view.backups.restore_button.accessibleDescription(), "no means were given"


def restoring(user: AtWindow, clock: HandClock) -> RestoreDialog:
    """The dialog for the backup that was just made."""
    view = backed_up(user)
    view.backups.records = cheap_records(clock)
    view.backups.table.choose_first()
    user.press(Key.Key_F7)
    return user.dialog(RestoreDialog)


def look(user: AtWindow, dialog: RestoreDialog, password: str = PASSWORD) -> None:
    dialog.card.password.setFocus()
    user.type(password)
    user.press(Key.Key_Return)
    user.qtbot.waitUntil(lambda: dialog._pages.currentIndex() != 1, timeout=20_000)
    user.settle()


def test_a_backup_is_restored_into_a_new_file(user: AtWindow, file: Path, clock: HandClock) -> None:
    dialog = restoring(user, clock)
    look(user, dialog)
    assert dialog.card.said.text() == "Choose where to.", "nothing is chosen beforehand"
    dialog.card.into_new.click()
    dialog.card.file.setText(str(file))
    look(user, dialog, "")
    assert "already" in dialog.card.error_of(dialog.card.file)
    target = file.parent / "look.db"
    dialog.card.file.setText(str(target))
    dialog.card.password.clear()
    look(user, dialog, "wrong password")
    assert dialog.card.error_of(dialog.card.password)
    assert dialog.card.password.text() == ""
    look(user, dialog)
    assert "The present record stays as it is." in dialog.told.text()
    assert not target.exists()
    user.click(dialog.go_button)
    user.qtbot.waitUntil(user.no_dialog, timeout=20_000)
    assert target.exists()
    assert logged_in(target, clock, CHIEF.name, PASSWORD)
    assert "restored" in [kind for kind, _body in log_of(target)]
    assert not [each for each in file.parent.iterdir() if each.name.endswith(".restored")]
    assert user.bridge.is_connected


def test_in_place_of_the_record_only_after_the_word(user: AtWindow, file: Path, clock: HandClock) -> None:
    dialog = restoring(user, clock)
    add_account(file, clock, "somebody.new")
    before = log_of(file)
    dialog.card.in_place.click()
    look(user, dialog)
    assert "would be lost" in dialog.told.text()
    assert "kept beside it" in dialog.told.text()
    assert not dialog.go_button.isEnabled()
    user.type("restor")
    user.press(Key.Key_Return)
    assert dialog.isVisible()
    assert log_of(file)[: len(before)] == before
    user.type("e")
    assert dialog.go_button.isEnabled()
    QTest.keyClick(focused(), Key.Key_Return)
    user.qtbot.waitUntil(lambda: isinstance(user.shell.centralWidget(), RestoringPage), timeout=20_000)
    page = user.shell.centralWidget()
    assert isinstance(page, RestoringPage)
    user.qtbot.waitUntil(page.quit_button.isEnabled, timeout=20_000)
    assert page.title.text() == "Restored", page.told.text()
    aside = next(
        each for each in file.parent.iterdir() if ".before-restore-" in each.name and each.suffix != ".keys"
    )
    assert str(aside) in page.told.text()
    names = [json.loads(body).get("account", {}) for kind, body in log_of(file) if kind == "account-added"]
    assert "somebody.new" not in json.dumps(names)
    assert "somebody.new" in json.dumps([body for _kind, body in log_of(aside)])
    [told] = [json.loads(body)["details"] for kind, body in log_of(file) if kind == "restored"]
    assert told["standing"] == "earlier" and int(told["lost"]) > 0
    page.quit_button.click()
    user.qtbot.waitUntil(lambda: not user.shell.isVisible())


def test_called_off_it_leaves_nothing_behind(user: AtWindow, file: Path, clock: HandClock) -> None:
    dialog = restoring(user, clock)
    before = sorted(each.name for each in file.parent.iterdir())
    dialog.card.in_place.click()
    look(user, dialog)
    user.press(Key.Key_Escape)
    assert user.no_dialog()
    user.settle()
    assert sorted(each.name for each in file.parent.iterdir()) == before
    assert user.bridge.is_connected


def test_who_is_no_administrator_of_the_backup_restores_nothing(
    user: AtWindow, file: Path, clock: HandClock
) -> None:
    dialog = restoring(user, clock)
    dialog.card.in_place.click()
    dialog.card.account.setText(NURSE.name)
    look(user, dialog)
    assert dialog.card.said.text() == "Only an administrator may restore a backup."


@pytest.mark.parametrize(
    ("lost", "sentence"),
    [
        (Loss(Standing.SAME), "Nothing is lost: the record has no event after the backup's newest."),
        (Loss(Standing.EARLIER, 1), "1 event after the backup's newest would be lost."),
        (Loss(Standing.EARLIER, 7), "7 events after the backup's newest would be lost."),
        (
            Loss(Standing.OTHER, 9),
            "The backup is of another record: all 9 events of the present one would be lost.",
        ),
    ],
)
def test_what_would_be_lost_in_words(lost: Loss, sentence: str) -> None:
    assert loss_told(lost, Words("en")) == sentence
