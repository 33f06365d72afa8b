"""The print panel, and what a computer remembers about printing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QSpinBox
from pytestqt.qtbot import QtBot

from pathway_app.domain.errors import EnvironmentFault
from pathway_app.i18n import Words
from pathway_app.sheets import Pack, Sheet
from tests.ui import fake_printers as fake
from tests.ui.fake_printers import PATIENT, SOON, none_left
from tests.ui.windows import focused, show_active
from ui import theme
from ui.printing.answers import Trouble
from ui.printing.choices import COMMAND_FILE_NAME, FILE_NAME, Choices
from ui.printing.command import VARIABLE
from ui.printing.print_panel import PrintPanel
from ui.printing.process import Limits
from ui.printing.words import printing_failed

TWO = (
    'import json; print(json.dumps({"say": "printers", "printers": ['
    '{"name": "ward3b", "description": "Laser & <b>3B</b>", "is_default": True},'
    '{"name": "office", "description": "office", "is_default": False}]}))'
)
NONE = 'print(\'{"say": "printers", "printers": []}\')'

Show = Callable[..., PrintPanel]


@pytest.fixture
def show(qtbot: QtBot, tmp_path: Path) -> Show:
    """A panel on a computer with those printers, shown."""

    def show(
        code: str = TWO, *, limits: Limits = PATIENT, settle: bool = True, command: str = ""
    ) -> PrintPanel:
        choices = Choices(tmp_path, {VARIABLE: command})
        panel = PrintPanel(Words("en"), choices, limits=limits, program=fake.program(code))
        show_active(qtbot, panel, 980, 90)
        if settle:
            none_left(qtbot)
        return panel

    return show


def titles(panel: PrintPanel) -> list[str]:
    return [panel.printer.itemText(at) for at in range(panel.printer.count())]


def test_it_looks_for_printers_while_one_goes_on(qtbot: QtBot, show: Show) -> None:
    panel = show(fake.HANGS, settle=False)
    assert panel.printer.placeholderText() == "Looking for printers…"
    assert not panel.print_button.isEnabled()
    assert panel.save_button.isEnabled()
    panel.close()
    panel.deleteLater()
    none_left(qtbot)


def test_the_usual_printer_is_chosen_first(qtbot: QtBot, show: Show) -> None:
    panel = show()
    assert titles(panel) == ["Laser & <b>3B</b> (ward3b)", "office"]
    assert panel.printer.currentIndex() == 0
    with qtbot.waitSignal(panel.print_wanted) as wanted:
        QTest.mouseClick(panel.print_button, Qt.MouseButton.LeftButton)
    assert wanted.args == ["ward3b", 1]


def test_the_printer_that_this_kind_of_sheet_had_last_comes_back(show: Show, tmp_path: Path) -> None:
    choices = Choices(tmp_path, {})
    choices.remember_printer(Pack.BOARD, "office")
    choices.remember_printer(Pack.PATIENT, "thrown away")
    panel = show()
    for kind, expected in ((Pack.BOARD, "office"), (Pack.PATIENT, "Laser & <b>3B</b> (ward3b)")):
        panel.choose_for(kind)
        assert panel.printer.currentText() == expected


def test_copies_by_keys_and_mouse_stay_within_reason(qtbot: QtBot, show: Show) -> None:
    panel = show()
    QTest.mouseClick(panel.fewer, Qt.MouseButton.LeftButton)
    assert panel.copies.value() == 1
    QTest.mouseClick(panel.more, Qt.MouseButton.LeftButton)
    assert panel.copies.value() == 2
    panel.copies.setFocus()
    panel.copies.selectAll()
    QTest.keyClicks(panel.copies, "99")
    panel.copies.clearFocus()
    assert panel.copies.value() <= 20
    panel.copies.setValue(21)
    with qtbot.waitSignal(panel.print_wanted) as wanted:
        panel.print_button.click()
    assert wanted.args == ["ward3b", 20]


def test_a_print_command_takes_the_place_of_printers(qtbot: QtBot, show: Show) -> None:
    panel = show(command="/usr/bin/lp -d ward3b -n {copies}")
    assert titles(panel) == ["Print command: lp"]
    with qtbot.waitSignal(panel.print_wanted) as wanted:
        panel.print_button.click()
    assert wanted.args == ["", 1]


def test_without_a_printer_saving_is_offered(qtbot: QtBot, show: Show) -> None:
    panel = show(NONE)
    assert panel.said.text() == "This computer has no printer. Save the sheet and print it elsewhere."
    assert not panel.print_button.isEnabled()
    with qtbot.waitSignal(panel.save_wanted):
        QTest.mouseClick(panel.save_button, Qt.MouseButton.LeftButton)
    panel._printers._program = fake.program(TWO)  # a printer was plugged in
    QTest.mouseClick(panel.again_button, Qt.MouseButton.LeftButton)
    assert panel.said.text() == ""
    none_left(qtbot)
    assert panel.print_button.isEnabled()
    assert not panel.again_button.isVisible()


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (fake.HANGS, "Looking for printers took too long and was stopped. You can still save the sheet."),
        (
            "import os; os.abort()",
            "The printers of this computer could not be listed. You can still save the sheet.",
        ),
    ],
)
def test_a_driver_that_breaks_the_list_is_said(qtbot: QtBot, show: Show, code: str, said: str) -> None:
    panel = show(code, limits=SOON)
    assert panel.said.text() == said
    assert panel.save_button.isEnabled() and panel.again_button.isVisible()
    assert not panel.print_button.isEnabled()


def test_while_a_job_runs_one_can_stop_and_save_but_not_print(qtbot: QtBot, show: Show) -> None:
    panel = show()
    panel.print_button.setFocus()
    panel.show_running("Printing page 1 of 3…")
    assert panel.is_running()
    assert panel.progress.text() == "Printing page 1 of 3…"
    assert not panel.print_button.isEnabled() and not panel.copies.isEnabled()
    assert panel.save_button.isEnabled()
    assert focused() is panel.stop_button
    with qtbot.waitSignal(panel.stop_wanted):
        QTest.keyClick(focused(), Qt.Key.Key_Return)
    panel.show_idle()
    assert focused() is panel.print_button
    assert panel.print_button.isEnabled() and not panel.stop_button.isVisible()
    assert panel.progress.text() == ""


def test_without_a_sheet_nothing_can_be_printed_or_saved(show: Show) -> None:
    panel = show()
    panel.set_ready(False)
    assert not panel.print_button.isEnabled() and not panel.save_button.isEnabled()
    panel.set_ready(True)
    assert panel.print_button.isEnabled() and panel.save_button.isEnabled()


def test_a_fault_is_said_and_one_can_print_again(show: Show) -> None:
    panel = show()
    panel.show_running("Printing…")
    panel.show_idle()
    panel.show_fault(printing_failed(Words("en"), EnvironmentFault("printer", trouble=Trouble.DIED)))
    assert panel.said.text() == "The printer's driver broke off. Look at the printer before you print again."
    assert panel.print_button.isEnabled()
    panel.show_notice("Sent")
    assert panel.said.text() == "Sent"


def test_it_looks_as_the_rest_does(show: Show) -> None:
    panel = show()
    panel.show_running("Printing…")
    controls = [w for kind in (QAbstractButton, QComboBox, QSpinBox) for w in panel.findChildren(kind)]
    shown = [w for w in controls if w.isVisible()]
    assert len(shown) >= 7
    assert not [w for w in shown if w.height() < theme.ROW_HEIGHT]
    assert not [w for w in shown if not w.accessibleName()]
    assert {label.textFormat() for label in panel.findChildren(QLabel)} == {Qt.TextFormat.PlainText}
    line = panel.copies.lineEdit()
    assert line.width() >= 40, "the number is cut off"


def test_what_is_remembered_names_no_patient(tmp_path: Path) -> None:
    folder = tmp_path / "not made yet"
    choices = Choices(folder, {})
    assert choices.printer(Pack.WARD) == ""
    assert not folder.exists(), "looking writes nothing"
    choices.remember_printer(Pack.WARD, "Ward 3B, left; “é”=%")
    choices.remember_printer(Sheet.PATIENT, "office")
    assert Choices(folder, {}).printer(Pack.WARD) == "Ward 3B, left; “é”=%"
    choices.remember_printer(Sheet.PATIENT, "")
    assert choices.printer(Sheet.PATIENT) == choices.printer(Pack.PATIENT) == "office"
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]
    lines = (folder / FILE_NAME).read_text("utf-8").splitlines()
    assert [line.partition("=")[0] for line in lines if "=" in line] == ["patient", "ward"]


def test_the_environment_s_print_command_goes_before_the_file_s(tmp_path: Path) -> None:
    written = "lp -d 'ward 3b' -o a=1,2 -n {copies}"
    (tmp_path / COMMAND_FILE_NAME).write_text(f"# the ward's printer\n\n  {written}\nlp -d other\n", "utf-8")
    assert Choices(tmp_path, {}).print_command() == written
    assert Choices(tmp_path, {VARIABLE: " lp -d third "}).print_command() == "lp -d third"


@pytest.mark.parametrize("how", ["a folder in its place", "garbage", "a folder that cannot be made"])
def test_settings_that_cannot_be_kept_hinder_nothing(qtbot: QtBot, tmp_path: Path, how: str) -> None:
    folder = tmp_path / "config"
    if how == "a folder that cannot be made":
        folder.write_text("a file")
    else:
        folder.mkdir()
        if how == "garbage":
            for name in (FILE_NAME, COMMAND_FILE_NAME):
                (folder / name).write_bytes(b"\x00[[=\xff\n" * 50)
        else:
            for name in (FILE_NAME, COMMAND_FILE_NAME):
                (folder / name).mkdir()
    choices = Choices(folder, {})
    assert choices.printer(Pack.WARD) == ""
    assert choices.print_command() == ""
    choices.remember_printer(Pack.WARD, "office")
    assert choices.printer(Pack.WARD) in ("", "office")
