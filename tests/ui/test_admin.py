"""Administration in the window of a demonstration: who sees it, people, settings, the log checked, emergencies."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from db.stamp import SCHEMA_NUMBER
from pathway_app import __version__
from pathway_app.accounts import Account
from pathway_app.commands import AddAccount, BeginEmergency, EndCourse
from pathway_app.domain.course import Outcome
from pathway_app.people import Actor, Role, Site
from pathway_app.services import Service
from pathway_app.services.site_rules import SETTINGS
from tests.clocks import HandClock
from tests.contract.bare import BareSqlite
from tests.recording import ADMIN
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.windows import focused
from ui.admin.account_dialogs import FULL_NAME, NAME, ROLE
from ui.admin.view import AdminView
from ui.board.form_dialog import FormDialog
from ui.log.verifying import VerifyDialog
from ui.theme_status import Status
from ui.widgets.plain import PlainLabel

ADMINISTRATOR = "k.wouters"
MRN = "4474021"


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    """An administrator at the window."""
    record = DatabaseRecords(clock).open(str(ward_file))
    adding = AddAccount(name=ADMINISTRATOR, full_name="K. Wouters", role=Role.ADMINISTRATOR)
    Service(record).execute(adding, ADMIN)
    record.close()
    with at_window(
        qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock, user=ADMINISTRATOR
    ) as someone:
        yield someone


def accounts(path: Path, clock: HandClock) -> tuple[Account, ...]:
    record = DatabaseRecords(clock).open(str(path))
    try:
        with record.queries() as queries:
            return queries.all_accounts()
    finally:
        record.close()


def site(path: Path, clock: HandClock) -> Site:
    record = DatabaseRecords(clock).open(str(path))
    try:
        with record.queries() as queries:
            return queries.site()
    finally:
        record.close()


def administration(user: AtWindow) -> AdminView:
    """Go there by its place in the rail."""
    places = [place.key for place in user.inside.places.rail]
    user.press(Key(Key.Key_1.value + places.index("administration")), CTRL)
    screen = user.inside.current()
    assert isinstance(screen, AdminView)
    return screen


def tab(user: AtWindow, number: int) -> AdminView:
    view = administration(user)
    user.press(Key(Key.Key_0.value + number), Qt.KeyboardModifier.AltModifier)
    return view


def names(view: AdminView) -> list[str]:
    rows = view.people.table.rows()
    return [rows.row_at(at).key for at in range(rows.rowCount())]


def choose(user: AtWindow, view: AdminView, name: str) -> None:
    """By the arrow keys."""
    view.people.table.setFocus()
    user.press(Key.Key_Home)
    for _row in names(view):
        if view.people.table.chosen() == name:
            return
        user.press(Key.Key_Down)
    raise AssertionError(f"{name} is not listed")


def cell(view: AdminView, name: str, column: int) -> str:
    rows = view.people.table.rows()
    return rows.row_at(rows.row_of(name)).cells[column].words()


@pytest.mark.parametrize("role", list(Role))
def test_only_an_administrator_sees_it(user: AtWindow, role: Role) -> None:
    places = [place.key for place in user.inside.places.rail]
    assert places[-1] == "administration"
    user.bridge.become(Actor("x", "X", role))
    user.settle()
    shown = [button.key for button in user.inside.rail._buttons if not button.isHidden()]
    may = role is Role.ADMINISTRATOR
    assert ("administration" in shown) is may
    user.press(Key(Key.Key_1.value + places.index("administration")), CTRL)
    assert isinstance(user.inside.current(), AdminView) is may


def test_nothing_stays_for_the_next_who_may_not_see_it(user: AtWindow) -> None:
    view = administration(user)
    assert names(view)
    nurse = next(each for each in user.bridge.accounts if each.role is Role.NURSE)
    user.bridge.become(nurse)
    user.settle()
    assert user.inside.current() is not view
    assert names(view) == []


def test_every_tab_by_its_keys_and_f1_tells_them(user: AtWindow) -> None:
    view = administration(user)
    shown = []
    for number in range(1, 7):
        user.press(Key(Key.Key_0.value + number), Qt.KeyboardModifier.AltModifier)
        shown.append(view.section().key)
        ids = [action.id for action in view.screen_actions()]
        assert len(set(ids)) == len(ids)
        keys = [key for action in view.screen_actions() for key in action.keys.split()]
        assert len(set(keys)) == len(keys), "one key, one thing"
    assert shown == ["people", "backups", "log-check", "settings", "emergencies", "about"]
    view.tabs.setFocus()
    user.press(Key.Key_Left)
    assert view.section().key == "emergencies"


def test_somebody_is_added_and_stands_in_the_list(user: AtWindow, ward_file: Path, clock: HandClock) -> None:
    view = administration(user)
    before = names(view)
    user.press(Key.Key_F6)
    dialog = user.dialog(FormDialog)
    QTest.keyClicks(focused(), "Jana Maes")
    user.press(Key.Key_Tab)
    QTest.keyClicks(focused(), "two words")
    user.press(Key.Key_Return, CTRL)
    assert dialog.form.field(ROLE).error()
    dialog.form.field(ROLE).set_value(Role.NURSE.value)
    user.press(Key.Key_Return, CTRL)
    assert dialog.form.field(NAME).error() == (
        "An account name begins with a letter or a digit; at most 60 letters, digits and the signs . _ - @."
    )
    assert dialog.form.values()[FULL_NAME] == "Jana Maes", "what was typed stays"
    dialog.form.field(NAME).set_value("j.maes")
    dialog.form.field(NAME).focus()
    user.press(Key.Key_Return, CTRL)
    assert user.no_dialog(), "there are no passwords in a demonstration"
    assert set(names(view)) - set(before) == {"j.maes"}
    assert view.people.table.chosen() == "j.maes"
    added = next(each for each in accounts(ward_file, clock) if each.name == "j.maes")
    assert (added.full_name, added.role) == ("Jana Maes", Role.NURSE)
    assert "Jana Maes" in [each.full_name for each in user.bridge.accounts], "other screens know the name"


def test_a_role_is_changed_by_keys(user: AtWindow, ward_file: Path, clock: HandClock) -> None:
    view = administration(user)
    nurse = next(each.name for each in accounts(ward_file, clock) if each.role is Role.NURSE)
    choose(user, view, nurse)
    user.press(Key.Key_F7)
    dialog = user.dialog(FormDialog)
    assert dialog.form.values() == {ROLE: "nurse"}
    dialog.form.field(ROLE).set_value("auditor")
    user.press(Key.Key_Return, CTRL)
    assert user.no_dialog()
    assert cell(view, nurse, 1) == "auditor"
    assert next(each.role for each in accounts(ward_file, clock) if each.name == nurse) is Role.AUDITOR


def test_the_last_administrator_stays_one_and_it_says_why(
    user: AtWindow, ward_file: Path, clock: HandClock
) -> None:
    view = administration(user)
    own = user.bridge.actor.name
    choose(user, view, own)
    user.press(Key.Key_F7)
    dialog = user.dialog(FormDialog)
    dialog.form.field(ROLE).set_value("nurse")
    user.press(Key.Key_Return, CTRL)
    assert "is the last administrator" in dialog.form.message()
    user.press(Key.Key_Escape)
    at_window_again(user)
    user.press(Key.Key_F9)
    answer(user, "Disable")
    assert "is the last administrator" in view.people.trouble.text()
    assert not next(each for each in accounts(ward_file, clock) if each.name == own).disabled


def answer(user: AtWindow, caption: str) -> None:
    """In the box that asks."""
    box = user.dialog(QMessageBox)
    user.click(next(each for each in box.buttons() if each.text() == caption))
    at_window_again(user)


def at_window_again(user: AtWindow) -> None:
    """Without a display nobody gives the keys back once a dialog is closed."""
    user.shell.activateWindow()
    user.qtbot.waitUntil(user.shell.isActiveWindow)


def test_disabled_and_enabled_again(user: AtWindow, ward_file: Path, clock: HandClock) -> None:
    view = administration(user)
    nurse = next(each.name for each in accounts(ward_file, clock) if each.role is Role.NURSE)
    choose(user, view, nurse)
    user.press(Key.Key_F9)
    user.press(Key.Key_Return)
    at_window_again(user)
    assert not next(each for each in accounts(ward_file, clock) if each.name == nurse).disabled, (
        "Enter keeps it"
    )
    user.press(Key.Key_F9)
    answer(user, "Disable")
    assert next(each for each in accounts(ward_file, clock) if each.name == nurse).disabled
    assert cell(view, nurse, 2) == "disabled"
    assert names(view)[-1] == nurse, "below those who may act"
    assert view.people.state_button.text() == "Enable"
    user.press(Key.Key_F9)
    assert not next(each for each in accounts(ward_file, clock) if each.name == nurse).disabled


def test_a_demonstration_has_no_passwords_and_is_not_restored(user: AtWindow) -> None:
    view = administration(user)
    assert not view.people.reset_button.isEnabled()
    assert "no passwords" in view.people.reset_button.accessibleDescription()
    user.press(Key.Key_F8)
    assert user.no_dialog()
    tab(user, 2)
    user.qtbot.waitUntil(lambda: bool(view.backups.places.text()))
    assert not view.backups.restore_button.isEnabled()
    assert "made again" in view.backups.restore_button.accessibleDescription()


def test_every_setting_has_its_question_and_is_saved(
    user: AtWindow, ward_file: Path, clock: HandClock
) -> None:
    view = tab(user, 4)
    form = view.settings.form
    assert set(form.draft()) == set(SETTINGS)
    told = site(ward_file, clock)
    assert {name: str(value or "") for name, value in form.draft().items()} == {
        name: getattr(told, name) for name in SETTINGS
    }
    form.field("ward").control().setFocus()
    user.press(Key.Key_A, CTRL)
    user.type("Neuro 3")
    form.field("backup_keep").set_value(30)
    assert form.message() == ""
    user.press(Key.Key_Return, CTRL)
    assert form.message().startswith("✓ Saved ")
    now = site(ward_file, clock)
    assert (now.ward, now.backup_keep) == ("Neuro 3", "30")
    assert user.bridge.site == now
    user.press(Key.Key_Return, CTRL)
    assert form.message() == "Nothing is changed."


def test_what_is_wrong_is_said_at_the_field_and_what_was_typed_stays(
    user: AtWindow, ward_file: Path, clock: HandClock
) -> None:
    view = tab(user, 4)
    before, form = site(ward_file, clock), view.settings.form
    form.field("shift_starts").set_value("15:00 07:00")
    form.field("zone").set_value("Europe/Nowhere")
    form.field("hospital").set_value("Sint-Jan")
    form.field("lock_after_minutes").control().setFocus()
    user.press(Key.Key_A, CTRL)
    user.type("61")
    user.press(Key.Key_Return, CTRL)
    assert "60" in form.field("lock_after_minutes").error()
    form.field("lock_after_minutes").set_value(10)
    form.try_save()
    user.settle()
    assert "is not a time zone" in form.field("zone").error()
    assert form.field("shift_starts").error().startswith("When shifts begin")
    assert focused() is form.field("zone").control()
    assert form.field("hospital").value() == "Sint-Jan"
    assert site(ward_file, clock) == before
    user.press(Key.Key_F5)
    tab(user, 1)
    tab(user, 4)
    assert form.field("hospital").value() == "Sint-Jan", "what was typed stays until it is saved"
    user.bridge.speak("nl")
    user.settle()
    anew = user.inside.current()
    assert isinstance(anew, AdminView)
    assert anew.settings.form.field("hospital").value() == "Sint-Jan"
    anew.settings.put_back()
    assert (anew.settings.form.field("hospital").value() or "") == before.hospital


def test_a_folder_that_is_not_there_is_told(user: AtWindow, tmp_path: Path) -> None:
    view = tab(user, 4)
    view.settings.form.field("second_backup_folder").set_value(str(tmp_path / "gone"))
    view.settings.form.try_save()
    user.settle()
    assert f"There is no folder {tmp_path / 'gone'} now." in view.settings.form.message()


def test_the_record_is_verified_and_that_is_listed(user: AtWindow) -> None:
    view = tab(user, 3)
    assert view.log_check.tag.text() == "never verified"
    assert view.log_check.nothing.isVisible()
    user.press(Key.Key_F6)
    dialog = user.dialog(VerifyDialog)
    user.qtbot.waitUntil(lambda: dialog.found() is not None)
    user.press(Key.Key_Escape)
    user.settle()
    assert (view.log_check.tag.status(), view.log_check.tag.text()) == (Status.DONE, "sound")
    rows = view.log_check.table.rows()
    assert rows.rowCount() == 1
    assert rows.row_at(0).cells[1].text == user.bridge.actor.full_name
    assert "Last verified" in view.log_check.told.text()


def test_emergencies_with_their_deeds_and_as_csv(
    user: AtWindow, ward_file: Path, clock: HandClock, tmp_path: Path
) -> None:
    view = tab(user, 5)
    assert view.emergencies.nothing.isVisible()
    assert not view.emergencies.export_button.isEnabled()
    record = DatabaseRecords(clock).open(str(ward_file))
    with record.queries() as queries:
        nurse = next(each for each in queries.accounts() if each.role is Role.NURSE)
        told = queries.course_of(MRN)
    assert told is not None
    service = Service(record)
    service.execute(BeginEmergency(reason="=Nobody of the coordinators can be reached"), nurse)
    ending = EndCourse(
        course_id=told.course.id, at=clock.now(), outcome=Outcome.TRANSFERRED, reason="to another hospital"
    )
    service.execute(ending, nurse)
    record.close()
    user.press(Key.Key_F5)
    rows = view.emergencies.table.rows()
    assert rows.rowCount() == 1
    row = rows.row_at(0)
    assert row.cells[1].text == nurse.full_name
    assert row.cells[2].sub == "lasts"
    assert row.cells[3].text == "=Nobody of the coordinators can be reached"
    said = [label.text() for label in view.emergencies.panel.findChildren(PlainLabel)]
    at = said.index("What the role alone does not allow")
    assert "ended" in " ".join(said[at + 1 : at + 5]).casefold()
    path = tmp_path / "emergencies.csv"
    user.press(Key.Key_E, CTRL)
    dialog = user.dialog(QFileDialog)
    dialog.fileSelected.emit(str(path))
    dialog.close()
    user.settle()
    lines = list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))
    assert [line["command"] for line in lines] == ["EndCourse"]
    assert lines[0]["beyond_role"] == "yes"
    assert lines[0]["account"] == nurse.name
    assert lines[0]["reason"].startswith("'="), "no cell is taken for a formula"
    view.emergencies.export(tmp_path / "nowhere" / "emergencies.csv")
    user.settle()
    assert "cannot be written" in view.emergencies.trouble.text()
    [(kinds,)] = BareSqlite(ward_file).run(
        "SELECT group_concat(kind || json_extract(body, '$.details.what')) FROM "
        "(SELECT kind, body FROM log_event ORDER BY seq DESC LIMIT 2)"
    )
    assert kinds == "exportedemergencies,exportedemergencies", "noted before it is tried"


def test_about_tells_and_is_copied(user: AtWindow, ward_file: Path) -> None:
    view = tab(user, 6)
    user.press(Key.Key_F6)
    copied = QGuiApplication.clipboard().text()
    for told in (
        f"Zorgpad {__version__}",
        f"Schema: {SCHEMA_NUMBER}",
        str(ward_file),
        "PySide6 6.",
        "LGPL-3.0",
        "Deutsch",
    ):
        assert told in copied
    assert copied == view.about.said()
