"""The window as a whole: opening, what cannot be opened, faults, defects, roles, help."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.commands import AddNote
from pathway_app.people import Role
from pathway_app.ports import Record
from tests.clocks import HandClock
from tests.guarded import CHIEF, PEOPLE
from tests.ui.at_door import at_door, log_in, opened
from tests.ui.at_window import AtWindow, Key, at_window
from tests.ui.small_ward import AUDITOR, COORDINATOR, NURSE
from tests.ui.windows import focused, show_active
from ui import pictures
from ui.app import build
from ui.keys_help import KeysHelp
from ui.opening import OpeningFailed
from ui.patients.new_patient import NewPatientDialog
from ui.rail_foot import DemoMark, foot_lines
from ui.shell import Shell, fitting
from ui.widgets.plain import PlainLabel
from ui.widgets.tag import StatusTag

ROOT = Path(__file__).parents[2]
HEAVY = ("sqlalchemy", "pydantic", "ruamel", "reportlab", "alembic", "babel", "psycopg", "segno", "pypdfium2")


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


def failure(shell: Shell) -> OpeningFailed:
    page = shell.centralWidget()
    assert isinstance(page, OpeningFailed)
    return page


START = """
import json, sys
from datetime import UTC, datetime
from ui.app import application, build

class Clock:
    def now(self):
        return datetime(2026, 11, 22, 8, 41, tzinfo=UTC)

app = application()
shell, _defects = build(lambda: 1 / 0, Clock(), language="nl")
shell.first_painted.disconnect()
shell.first_painted.connect(app.quit)
shell.show()
app.exec()
print(json.dumps(sorted(sys.modules)))
"""


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    ran = subprocess.run(
        [sys.executable, "-c", START], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    loaded = set(json.loads(ran.stdout))
    assert "PySide6.QtWidgets" in loaded
    assert not {module for module in loaded if module.split(".")[0] in HEAVY}
    ours = {module for module in loaded if module.split(".")[0] in ("db", "pathway_app")}
    assert ours == {
        "pathway_app",
        "pathway_app.domain",
        "pathway_app.domain.errors",
        "pathway_app.languages",
        "pathway_app.people",
    }


def test_the_window_says_who_works_where_and_that_it_is_a_demonstration(user: AtWindow) -> None:
    assert [line.text for line in foot_lines(user.bridge)] == [
        "M. Peeters",
        "coordinator",
        "Dienst Neurochirurgie",
    ]
    marks = [tag.text() for tag in user.shell.findChildren(StatusTag) if tag.isVisible()]
    assert "DEMO" in marks
    assert user.shell.windowTitle() == "Today — Zorgpad — DEMO"
    user.inside.go("patients")
    assert user.inside.findChildren(DemoMark)[0].isVisible()
    assert user.shell.windowTitle() == "Patients — Zorgpad — DEMO"


def test_a_real_record_is_no_demonstration(qtbot: QtBot, guarded_file: Path, clock: HandClock) -> None:
    nurse = PEOPLE[Role.NURSE]
    with at_door(qtbot, guarded_file, clock) as user:
        log_in(user, nurse.name)
        opened(user)
        assert user.bridge.actor == nurse
        assert not user.inside.findChildren(DemoMark)
        with pytest.raises(RuntimeError):
            user.bridge.become(AUDITOR)


def test_where_nobody_is_yet_an_administrator_adds_people_and_others_a_patient(
    qtbot: QtBot, guarded_file: Path, clock: HandClock
) -> None:
    with at_door(qtbot, guarded_file, clock) as user:
        log_in(user, CHIEF.name)
        opened(user)
        assert user.today.empty.button.text() == "Add people…"
        user.click(user.today.empty.button)
        assert user.inside.rail.place() == "administration"
    with at_door(qtbot, guarded_file, clock) as user:
        log_in(user, PEOPLE[Role.NURSE].name)
        opened(user)
        assert user.today.empty.button.text() == "New patient"
        user.click(user.today.empty.button)
        user.dialog(NewPatientDialog).close()


def test_one_takes_another_place_in_a_demonstration(user: AtWindow) -> None:
    menu = user.inside.demo_mark.menu()
    titles = {action.text(): action for action in menu.actions()}
    assert [title for title, action in titles.items() if action.isChecked()] == ["M. Peeters · coordinator"]
    titles["V. Nys · nurse"].trigger()
    assert user.bridge.actor == NURSE
    assert [line.text for line in foot_lines(user.bridge)][:2] == ["V. Nys", "nurse"]
    menu.deleteLater()


def test_what_one_saved_is_not_said_of_the_next(user: AtWindow) -> None:
    user.choose("4474021")
    user.press(Key.Key_Right)
    user.press(Key.Key_Space)
    assert "Saved 09:41" in [line.text for line in foot_lines(user.bridge)]
    user.bridge.become(NURSE)
    assert not any("Saved" in line.text for line in foot_lines(user.bridge))


def typed_unsaved(user: AtWindow) -> None:
    """A form of De Smet's diagnosis with an answer in it."""
    user.press(Key.Key_Space)
    form = user.course.entering.form()
    assert form is not None
    assert user.inside.unsaved() == "", "an open form holds nothing yet"
    form.form.field("value.malignant_features").set_value("no")
    user.settle()


def test_closing_says_that_what_was_typed_is_kept(user: AtWindow) -> None:
    typed_unsaved(user)
    for closed_form in (False, True):
        if closed_form:
            user.press(Key.Key_Escape)
            user.press(Key.Key_Escape)
            assert user.today.isVisible(), "the draft is kept behind"
        user.shell.close()
        user.settle()
        box = user.dialog(QMessageBox)
        assert "What you typed for DE SMET, Annelies is not entered yet. It is kept" in box.text()
        user.qtbot.waitUntil(box.isActiveWindow)
        user.press(Key.Key_Escape)
        assert user.no_dialog()
        assert user.shell.isVisible(), "Esc stays"
        user.shell.activateWindow()
        user.qtbot.waitUntil(user.shell.isActiveWindow)
    user.shell.close()
    user.settle()
    box = user.dialog(QMessageBox)
    user.qtbot.waitUntil(box.isActiveWindow)
    user.press(Key.Key_Return)
    assert not user.shell.isVisible(), "Enter closes"


def test_changing_places_keeps_what_was_typed_for_who_typed_it(user: AtWindow) -> None:
    typed_unsaved(user)
    menu = user.inside.demo_mark.menu()
    people = {action.text(): action for action in menu.actions()}
    people["V. Nys · nurse"].trigger()
    user.settle()
    assert user.no_dialog()
    assert user.bridge.actor == NURSE
    assert user.inside.unsaved() == ""
    assert "is kept for M. Peeters alone" in user.inside.toast.text()
    menu.deleteLater()


def test_who_is_named_works(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock, user="v.nys") as user:
        assert user.bridge.actor == NURSE


def test_an_account_that_is_not_there_is_named(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock, user="nobody") as user:
        assert failure(user.shell).sentences == ("There is no account nobody.",)


def test_what_cannot_be_opened_is_said_in_the_window_and_tried_again(
    qtbot: QtBot, ward_file: Path, tmp_path: Path, clock: HandClock
) -> None:
    path = tmp_path / "elsewhere.db"
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(path)), clock) as user:
        assert failure(user.shell).sentences == (f"There is no database at {path}; make one with “init”.",)
        assert failure(user.shell).retry_button.hasFocus()
        path.write_text("not a database at all, " * 100)
        user.press(Key.Key_Space)
        qtbot.waitUntil(lambda: isinstance(user.shell.centralWidget(), OpeningFailed))
        assert "elsewhere.db" in failure(user.shell).sentences[0]
        assert "Traceback" not in failure(user.shell).sentences[0]
        path.unlink()
        shutil.copyfile(ward_file, path)
        user.click(failure(user.shell).retry_button)
        qtbot.waitUntil(lambda: user.shell.furnished is not None)
        user.settle()
        assert user.bridge.actor == COORDINATOR


def test_leaving_where_nothing_could_be_opened(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(tmp_path / "none.db")), clock) as user:
        user.click(failure(user.shell).leave_button)
        assert not user.shell.isVisible()


def test_a_locked_record_is_told_in_a_banner_and_the_same_tick_tried_again(
    qtbot: QtBot, ward_file: Path, clock: HandClock
) -> None:
    def connect() -> Record:
        return DatabaseRecords(clock, patience=0.2).open(str(ward_file))

    with at_window(qtbot, connect, clock) as user:
        user.choose("4474021")
        holder = sqlcipher3.dbapi2.connect(str(ward_file), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        user.press(Key.Key_Right)
        user.press(Key.Key_Space)
        assert user.inside.banner.isVisible()
        assert user.inside.banner.text() == "The database is in use elsewhere; nothing was saved. Try again."
        assert user.bridge.saved_at is None
        assert standing(user) == [
            "Not saved 09:41",
            "The database is in use elsewhere; nothing was saved. Try again.",
        ]
        assert user.steps()[0] == "Surgery discussed with the patient"
        holder.execute("ROLLBACK")
        holder.close()
        user.click(user.inside.banner.retry_button)
        assert not user.inside.banner.isVisible()
        assert user.steps()[0] != "Surgery discussed with the patient"
        assert standing(user) == ["Saved 09:41"]


def standing(user: AtWindow) -> list[str]:
    """What the rail's foot shows of what was entered."""
    shown = [label.text() for label in user.inside.rail.findChildren(PlainLabel) if label.isVisible()]
    return shown[shown.index(user.bridge.site.ward) + 1 :]


def test_nothing_is_said_of_saving_before_the_commit_has_returned(user: AtWindow) -> None:
    assert standing(user) == []
    user.choose("4474021")
    user.press(Key.Key_Right)
    QTest.keyClick(focused(), Key.Key_Space)
    assert user.bridge.is_busy()
    assert standing(user) == []
    user.settle()
    assert standing(user) == ["Saved 09:41"]


def test_a_later_fault_takes_the_place_of_saved(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    def connect() -> Record:
        return DatabaseRecords(clock, patience=0.2).open(str(ward_file))

    with at_window(qtbot, connect, clock) as user:
        user.choose("4474021")
        user.press(Key.Key_Right)
        user.press(Key.Key_Space)
        assert standing(user) == ["Saved 09:41"]
        holder = sqlcipher3.dbapi2.connect(str(ward_file), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        course = user.today.chosen()
        told: list[object] = []
        user.bridge.execute(AddNote(course_id=course, text="x"), done=told.append, refused=told.append)
        user.settle()
        holder.execute("ROLLBACK")
        holder.close()
        assert not told
        assert standing(user)[0] == "Not saved 09:41"
        user.bridge.become(NURSE)
        user.settle()
        assert standing(user) == [], "it was said of somebody else"
        assert not user.inside.banner.isVisible()
        user.bridge.retry()
        user.settle()
        assert not told, "nobody gives again what somebody else gave"


@pytest.mark.skipif(
    os.name == "nt" or os.geteuid() == 0, reason="needs an account that may not write everywhere"
)
def test_a_file_that_cannot_be_written_is_said_for_good(
    qtbot: QtBot, ward_file: Path, clock: HandClock
) -> None:
    ward_file.chmod(0o444)
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        assert standing(user) == ["Reading only: nothing can be saved here"]


def test_a_record_opened_for_reading_says_so(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    def connect() -> Record:
        return DatabaseRecords(clock).open(str(ward_file), read_only=True)

    with at_window(qtbot, connect, clock) as user:
        assert standing(user) == ["Reading only: nothing can be saved here"]
        user.choose("4474021")
        user.press(Key.Key_Right)
        user.press(Key.Key_Space)
        assert standing(user) == ["Reading only: nothing can be saved here"]


@pytest.mark.expects_log
@pytest.mark.qt_no_exception_capture
def test_a_defect_is_told_without_patients_and_the_program_goes_on(
    qtbot: QtBot, ward_file: Path, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    shell, defects = build(lambda: DatabaseRecords(clock).open(str(ward_file)), clock, language="en")
    try:
        show_active(qtbot, shell, 1366, 768)
        qtbot.waitUntil(lambda: shell.furnished is not None)
        user = AtWindow(qtbot, shell)
        user.settle()

        def broken(_queries: object) -> None:
            raise ValueError("DE SMET, Annelies")

        shell.bridge.ask(shell, broken, lambda _nothing: None)
        user.settle()
        qtbot.waitUntil(lambda: not user.no_dialog())
        box = user.dialog(QMessageBox)
        assert "went wrong" in box.text()
        assert "ValueError" in box.detailedText()
        assert "DE SMET" not in box.detailedText() + caplog.text
        box.accept()
        shell.activateWindow()  # a desktop does that by itself
        qtbot.waitUntil(shell.isActiveWindow)
        user.press(Key.Key_Down)
        assert user.today.panel.summary().name == "JANSSENS, Pieter"  # type: ignore[union-attr]
    finally:
        shell.close()
        defects.restore()


def test_f1_lists_the_keys_and_says_what_this_is_not(user: AtWindow) -> None:
    user.press(Key.Key_F1)
    help_ = user.dialog(KeysHelp)
    said = " ".join(label.text() for label in help_.findChildren(QLabel))
    for words in ("Ctrl+K", "Ctrl+Z", "Space", "F5", "not a medical device"):
        assert words in said
    user.qtbot.waitUntil(help_.isActiveWindow)
    user.press(Key.Key_Escape)
    assert user.no_dialog()


def test_the_rail_is_reached_and_used_by_keys(user: AtWindow) -> None:
    user.inside.rail.findChildren(type(user.inside.rail._buttons[0]))[0].setFocus()
    user.press(Key.Key_Down)
    user.press(Key.Key_Return)
    assert user.patients.isVisible()
    assert user.patients.table.hasFocus()


def test_pictures_are_drawn_without_a_display(ward_file: Path, tmp_path: Path, clock: HandClock) -> None:
    drawn = pictures.draw(
        lambda: DatabaseRecords(clock).open(str(ward_file)),
        clock,
        tmp_path,
        language="en",
        screens=pictures.SCREENS,
    )
    assert [path.name for path in drawn] == ["today.png", "patients.png", "course.png"]
    for path in drawn:
        image = QImage(str(path))
        assert (image.width(), image.height()) == (1366, 768)
        assert len({image.pixel(x, y) for x in range(0, 1366, 7) for y in range(0, 768, 7)}) > 20, "not blank"


FITTING = """
import json
from ui import pictures
pictures.without_display()
from datetime import UTC, datetime
from ui.app import application, build
from ui.actions import Action
from ui.keys_help import KeysHelp
from pathway_app.i18n import Words

class Clock:
    def now(self):
        return datetime(2026, 11, 22, 8, 41, tzinfo=UTC)

app = application()
shell, _defects = build(lambda: 1 / 0, Clock(), language="nl")
shell.first_painted.disconnect()
shell.show_fitting()
keys = [Action(str(number), "wat deze toets doet", f"F{number + 1}") for number in range(18)]
help_ = KeysHelp(shell, Words("nl"), "Vandaag", keys)
help_.show()
app.processEvents()
room = shell.screen().availableGeometry()
button = help_.close_button
print(json.dumps({
    "room": [room.width(), room.height()],
    "shell": room.contains(shell.frameGeometry()),
    "help": help_.height() <= room.height(),
    "button": help_.rect().contains(button.geometry()),
    "scrolls": help_.text_area.verticalScrollBar().maximum() > 0,
    "keys": help_.focusWidget() is (help_.text_area if room.height() < 600 else button),
}))
"""


@pytest.mark.parametrize(
    ("factor", "room"), [("1", [1366, 768]), ("1.5", [911, 512])], ids=["100 %", "150 %"]
)
def test_window_and_help_fit_the_screen(factor: str, room: list[int]) -> None:
    environment = {**os.environ, "QT_SCALE_FACTOR": factor}
    ran = subprocess.run(
        [sys.executable, "-c", FITTING], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    told = json.loads(ran.stdout)
    assert told == {
        "room": room, "shell": True, "help": True, "button": True, "scrolls": factor != "1", "keys": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("room", "maximised"),
    [((1366, 768), True), ((910, 512), True), ((1400, 780), True), ((1920, 1080), False)],
)
def test_the_window_has_its_usual_size_where_there_is_room(room: tuple[int, int], maximised: bool) -> None:
    size, fills = fitting(QSize(*room))
    assert fills is maximised
    assert size.width() <= room[0]
    assert size.height() <= room[1]
    assert maximised or size == QSize(1366, 768)


@pytest.mark.parametrize("size", [(1366, 768), (911, 512)], ids=["100 %", "150 %"])
def test_nothing_is_cut_off(qtbot: QtBot, ward_file: Path, clock: HandClock, size: tuple[int, int]) -> None:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock, size=size) as user:
        assert cut_off(user) == []
        for _row in range(6):
            user.press(Key.Key_Down)
            assert cut_off(user) == []
        user.inside.go("patients")
        user.settle()
        assert cut_off(user) == []


def cut_off(user: AtWindow) -> list[str]:
    """The visible labels that have not the room their words take."""
    QApplication.processEvents()
    found = []
    for label in user.shell.findChildren(QLabel):
        if not label.isVisible() or not label.text() or label.text() == user.inside.top_bar.subtitle():
            continue
        room = label.contentsRect()
        if label.wordWrap():
            fits = label.heightForWidth(label.width()) <= label.height() + 1
        else:
            fits = label.fontMetrics().horizontalAdvance(label.text()) <= room.width() + 1
        if not fits:
            found.append(label.text())
    return found
