"""The sheets' dialog: chosen, looked at, printed, saved; what leaves is in the log, what fails is told."""

from __future__ import annotations

import gc
import io
import sys
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlcipher3.dbapi2
from pypdf import PdfReader
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.commands import AddNote
from pathway_app.ports import Record
from pathway_app.sheets import Destination, Issue, Ordering, Pack, Sheet
from tests.clocks import HandClock
from tests.conftest import OpenRecord
from tests.ui import fake_printers as fake
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.fake_printers import none_left, stays_responsive
from tests.ui.small_ward import COORDINATOR, SmallWard
from tests.ui.windows import focused
from ui.printing.command import VARIABLE
from ui.printing.process import running
from ui.sheets import dialog as dialog_module
from ui.sheets.dialog import SheetsDialog

LEFT = Qt.MouseButton.LeftButton
DE_SMET, JANSSENS = "4471029", "4473310"
posix_only = pytest.mark.skipif(sys.platform == "win32", reason="the fake printers die by signals")


@pytest.fixture
def other(ward_file: Path, opened: OpenRecord, clock: HandClock) -> SmallWard:
    """The same record, as someone at another place changes it."""
    return SmallWard(opened(str(ward_file)), clock)


@pytest.fixture
def user(
    qtbot: QtBot, ward_file: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[AtWindow]:
    monkeypatch.setenv(VARIABLE, fake.command(fake.WELL))
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


class Sheets:
    """What a user does in the dialog."""

    def __init__(self, user: AtWindow) -> None:
        self.user, self.qtbot = user, user.qtbot
        self.dialog = user.dialog(SheetsDialog)
        self.ready()
        self.qtbot.waitUntil(self.dialog.isActiveWindow)

    def ready(self) -> None:
        self.qtbot.waitUntil(lambda: not self.dialog.is_busy(), timeout=20_000)
        self.user.settle()

    def text(self) -> str:
        """What the preview says."""
        return text_of(self.dialog.pdf())

    def label(self) -> str:
        """The name of what has the keys."""
        return focused().accessibleName()

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(focused(), key, modifiers)
        self.ready()

    def click(self, widget: QWidget, at: QPoint | None = None) -> None:
        QTest.mouseClick(widget, LEFT, pos=at or widget.rect().center())
        self.ready()

    def tab_to(self, wanted: QWidget) -> None:
        for _ in range(30):
            if focused() is wanted:
                return
            QTest.keyClick(focused(), Key.Key_Tab)
        raise AssertionError(f"Tab never reaches {wanted.accessibleName()!r}")

    def print(self) -> str:
        """Print; what is said then."""
        QTest.keyClick(focused(), Key.Key_P, CTRL)
        with stays_responsive():
            self.qtbot.waitUntil(lambda: bool(self.dialog.panel.said.text()), timeout=20_000)
        self.ready()
        none_left(self.qtbot)
        return self.dialog.panel.said.text()

    def save(self, path: Path) -> str:
        """Save; what is said then."""
        self.dialog.save_to(path)
        self.qtbot.waitUntil(lambda: bool(self.dialog.panel.said.text()), timeout=20_000)
        self.ready()
        return self.dialog.panel.said.text()

    def close(self) -> None:
        self.ready()
        QTest.keyClick(self.dialog, Key.Key_Escape)
        self.qtbot.waitUntil(lambda: not self.user.shell.findChildren(SheetsDialog))
        self.user.settle()
        # Without a window manager nothing gives the keys back by itself.
        self.user.shell.activateWindow()
        self.qtbot.waitUntil(self.user.shell.isActiveWindow)


@contextmanager
def ward_sheets(user: AtWindow) -> Iterator[Sheets]:
    """The dialog opened from Today by Ctrl+P."""
    user.press(Key.Key_P, CTRL)
    sheets = Sheets(user)
    yield sheets
    sheets.close()


@contextmanager
def course_sheets(user: AtWindow, mrn: str = DE_SMET) -> Iterator[Sheets]:
    """The dialog opened from a course by Ctrl+P."""
    user.choose(mrn)
    user.press(Key.Key_Return)
    user.press(Key.Key_P, CTRL)
    sheets = Sheets(user)
    yield sheets
    sheets.close()


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def key_of(other: SmallWard, mrn: str) -> str:
    with other.record.queries() as queries:
        found = queries.course_of(mrn)
    assert found is not None
    return found.course.id


def newest(other: SmallWard, sheet: Sheet, course: str = "") -> Issue | None:
    with other.record.queries() as queries:
        return queries.newest_copy(sheet, course)


def issues(other: SmallWard) -> list[Issue]:
    """Everything that was issued, from the first."""
    with other.record.queries() as queries:
        found = [queries.issue(number) for number in range(1, queries.log_head().number + 1)]
    return [each for each in found if each is not None]


# Choosing


def test_from_today_the_ward_s_handover_is_shown_in_the_order_of_beds(user: AtWindow) -> None:
    with ward_sheets(user) as sheets:
        order = sheets.dialog.choices.order()
        assert (order.pack, order.ordering, order.language) == (Pack.WARD, Ordering.BED, "en")
        assert not order.with_patients
        assert len(order.courses) == 7
        text = sheets.text()
        assert text.startswith("Ward handover")
        assert text.index("MAES, Jonas") < text.index("JANSSENS, Pieter") < text.index("DE SMET, Annelies")
        assert "Preview — not issued" in text
        assert sheets.label() == "Ward handover", "the keys begin at the kind of sheet"


def test_every_choice_by_keys(user: AtWindow) -> None:
    with ward_sheets(user) as sheets:
        choices = sheets.dialog.choices
        sheets.tab_to(choices.with_patients)
        sheets.press(Key.Key_Space)
        assert "Handover sheet" in sheets.text(), "a page for each patient"
        sheets.press(Key.Key_Space)
        assert "Handover sheet" not in sheets.text()
        sheets.press(Key.Key_Tab)
        sheets.press(Key.Key_Right)
        assert choices.order().ordering is Ordering.URGENCY
        text = sheets.text()
        assert text.index("DE SMET, Annelies") < text.index("MAES, Jonas"), "who is late comes first"
        sheets.tab_to(choices.people)
        sheets.press(Key.Key_Down)
        sheets.press(Key.Key_Space)
        assert "JANSSENS, Pieter" not in sheets.text()
        assert len(choices.order().courses) == 6
        sheets.press(Key.Key_Tab)
        sheets.press(Key.Key_Left)
        assert choices.order().language != "en"
        while choices.order().language != "nl":
            sheets.press(Key.Key_Right)
        assert "Patiënt" in sheets.text()
        choices.packs.focus()
        sheets.press(Key.Key_Up)
        assert choices.order().pack is Pack.BLANK
        assert choices.order().courses == ()
        assert not choices.people.isVisible(), "a blank checklist is nobody's"
        assert "MAES, Jonas" not in sheets.text()
        assert sheets.dialog.said.text() == ""


def test_every_choice_by_mouse(user: AtWindow) -> None:
    with ward_sheets(user) as sheets:
        choices = sheets.dialog.choices
        row = choices.people.visualItemRect(choices.people.item(1)).center()
        sheets.click(choices.people.viewport(), row)
        assert len(choices.order().courses) == 6
        assert "JANSSENS, Pieter" not in sheets.text()
        sheets.click(choices.people.viewport(), row)
        assert "JANSSENS, Pieter" in sheets.text()
        sheets.click(choices.with_patients)
        assert choices.order().with_patients
        sheets.click(choices.orderings.buttons[1])
        assert choices.order().ordering is Ordering.URGENCY
        sheets.click(choices.languages.buttons[0])
        assert choices.order().language == "nl"
        assert sheets.text().count("Overdrachtsblad") >= 7
        sheets.click(choices.packs.buttons[1])
        assert choices.order().pack is Pack.BOARD


def test_nobody_ticked_is_nothing_to_print(user: AtWindow) -> None:
    with ward_sheets(user) as sheets:
        sheets.click(sheets.dialog.choices.none_button)
        assert sheets.dialog.said.text() == "Tick at least one patient."
        assert not sheets.dialog.panel.print_button.isEnabled()
        assert not sheets.dialog.panel.save_button.isEnabled()
        assert sheets.dialog.view.page_count() == 0
        sheets.click(sheets.dialog.choices.all_button)
        assert sheets.dialog.said.text() == ""
        assert sheets.dialog.panel.print_button.isEnabled()


PATIENT_PACKS = {
    Pack.HANDOVER: "Handover sheet",
    Pack.SUMMARY: "Summary",
    Pack.PATIENT: "Annelies",
    Pack.BOARD: "Tumour board",
    Pack.BLANK: "DE SMET, Annelies",
}


def test_from_a_course_every_sheet_of_that_patient(user: AtWindow) -> None:
    with course_sheets(user) as sheets:
        seen = []
        for _pack in PATIENT_PACKS:
            pack = sheets.dialog.choices.order().pack
            assert PATIENT_PACKS[pack] in sheets.text()
            assert "4471029" in sheets.text()
            assert sheets.dialog.said.text() == ""
            seen.append(pack)
            sheets.press(Key.Key_Down)
        assert seen == list(PATIENT_PACKS)


def test_a_choice_during_the_making_is_the_one_that_shows(user: AtWindow) -> None:
    with course_sheets(user) as sheets:
        for _time in range(2):
            QTest.keyClick(focused(), Key.Key_Down)
            sheets.qtbot.wait(130)  # the making has begun
        QTest.keyClick(focused(), Key.Key_Up)
        sheets.ready()
        assert sheets.dialog.choices.order().pack is Pack.SUMMARY
        assert sheets.text().startswith("Summary")


# Looking


def test_the_preview_follows_what_others_enter(
    user: AtWindow, other: SmallWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialog_module, "FOLLOW_MS", 100)
    with course_sheets(user) as sheets:
        sheets.dialog.view.set_zoom(2.0)
        sheets.dialog.view.verticalScrollBar().setValue(300)
        sheets.qtbot.waitUntil(lambda: sheets.dialog.view.image(0) is not None)
        note = AddNote(course_id=key_of(other, DE_SMET), text="drain removed", checkpoint="wound-closed")
        other.service.execute(note, COORDINATOR)
        sheets.qtbot.waitUntil(lambda: "drain removed" in sheets.text(), timeout=10_000)
        assert sheets.dialog.view.zoom() == 2.0, "one goes on looking where one looked"
        assert sheets.dialog.view.verticalScrollBar().value() == 300
        sheets.qtbot.waitUntil(lambda: sheets.dialog.view.image(0) is not None)


def test_the_pages_are_drawn_anew_with_each_choice(user: AtWindow) -> None:
    with course_sheets(user) as sheets:
        view = sheets.dialog.view
        sheets.qtbot.waitUntil(lambda: view.image(0) is not None)
        before = view.image(0)
        sheets.press(Key.Key_Down)
        sheets.qtbot.waitUntil(lambda: view.image(0) is not None)
        assert view.image(0) != before
        image = view.image(0)
        assert image is not None
        assert abs(image.width() / image.height() - 210 / 297) < 0.01


def test_zoom_and_pages_by_keys(user: AtWindow) -> None:
    with ward_sheets(user) as sheets:
        sheets.click(sheets.dialog.choices.with_patients)
        view = sheets.dialog.view
        sheets.tab_to(view)
        fitted = view.zoom()
        sheets.press(Key.Key_Plus, CTRL)
        assert view.zoom() == pytest.approx(fitted * 1.25)
        sheets.press(Key.Key_0, CTRL)
        assert view.zoom() == pytest.approx(fitted)
        assert sheets.dialog.place.text().startswith(f"Page 1 of {view.page_count()} · ")
        for _ in range(3):
            sheets.press(Key.Key_PageDown)
        assert view.page_in_sight() >= 1
        assert not sheets.dialog.place.text().startswith("Page 1 ")


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
@pytest.mark.parametrize("place", ["ward", "course"])
def test_at_150_percent_everything_fits_and_has_a_name(
    qtbot: QtBot,
    ward_file: Path,
    clock: HandClock,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    place: str,
) -> None:
    monkeypatch.setenv(VARIABLE, fake.command(fake.WELL))
    with (
        at_window(
            qtbot,
            lambda: DatabaseRecords(clock).open(str(ward_file)),
            clock,
            language=language,
            size=(910, 512),
        ) as user,
        (ward_sheets if place == "ward" else course_sheets)(user) as sheets,
    ):
        dialog = sheets.dialog
        for widget in _by_tab(sheets):
            assert widget.accessibleName(), widget
        # The widest that the row of the printer gets, and the most that stands above it.
        dialog.panel.again_button.show()
        dialog.panel.show_running("…")
        dialog.panel.show_notice("…")
        QApplication.processEvents()
        assert dialog.width() <= 870
        assert dialog.height() <= 472
        for button in dialog.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.width() >= button.sizeHint().width(), button.accessibleName()
        assert dialog.view.viewport().height() >= 250
        dialog.panel.show_idle()


def _by_tab(sheets: Sheets) -> list[QWidget]:
    """What Tab comes to, from the kind of sheet to it again."""
    sheets.dialog.choices.focus_first()
    found = [focused()]
    for _ in range(40):
        QTest.keyClick(focused(), Key.Key_Tab)
        if focused() is found[0]:
            break
        found.append(focused())
    return found


def test_tab_goes_from_the_choices_to_where_it_is_printed(user: AtWindow) -> None:
    with ward_sheets(user) as sheets:
        assert [widget.accessibleName() for widget in _by_tab(sheets)] == [
            "Ward handover", "A page for each patient too", "By bed", "All patients", "No patients",
            "Patients on the sheet", "English", "Sheet", "Printer", "One copy fewer", "Copies", "One copy more",
            "Save as…", "Print", "Smaller", "Larger", "Fit the width", "Close",
        ]  # fmt: skip


def test_the_chosen_patient_is_in_sight_where_there_is_little_room(
    qtbot: QtBot, ward_file: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, fake.command(fake.WELL))
    open_record = lambda: DatabaseRecords(clock).open(str(ward_file))  # noqa: E731
    with at_window(qtbot, open_record, clock, size=(910, 512)) as user, ward_sheets(user) as sheets:
        people = sheets.dialog.choices.people
        sheets.tab_to(people)
        sheets.qtbot.wait(20)
        for _ in range(6):
            sheets.press(Key.Key_Down)
            seen = people.visualItemRect(people.currentItem())
            assert people.viewport().visibleRegion().contains(seen), people.currentRow()


# Printing


def test_each_print_is_in_the_log_and_says_which_copy_it_is(
    user: AtWindow, other: SmallWard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    course = key_of(other, DE_SMET)
    with course_sheets(user) as sheets:
        for number in (1, 2):
            kept = tmp_path / f"{number}.pdf"
            monkeypatch.setenv(VARIABLE, fake.keeps(kept))
            assert sheets.print() == "Sent to the printer: 1 page"
            text = text_of(kept.read_bytes())
            assert f"Copy {number}" in text
            assert "Preview" not in text
            issue = newest(other, Sheet.HANDOVER, course)
            assert issue is not None
            assert (issue.by, issue.to, issue.pack, issue.language, issue.failed) == (
                COORDINATOR.name, Destination.PRINTER, Pack.HANDOVER, "en", False,
            )  # fmt: skip
            assert [copy.number for copy in issue.copies] == [number]
            assert f"{issue.head.reference} · event {issue.head.number}" in text
        assert len(issues(other)) == 2, "looking issues nothing"


def test_a_ward_s_print_names_everyone_on_it(user: AtWindow, other: SmallWard) -> None:
    with ward_sheets(user) as sheets:
        sheets.click(sheets.dialog.choices.people.viewport(), QPoint(20, 20))
        sheets.print()
    (issue,) = issues(other)
    assert [copy.sheet for copy in issue.copies] == [Sheet.WARD] * 7, "the list, and six on it"
    assert key_of(other, DE_SMET) not in {copy.course_id for copy in issue.copies}


@posix_only
@pytest.mark.parametrize(
    ("code", "said"),
    [
        (fake.DIES, "The print command broke off (signal 11)."),
        (fake.FAILS, "The print command failed (1): tray"),
    ],
)
def test_a_failed_print_counts_as_not_handed_out(
    user: AtWindow,
    other: SmallWard,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    code: str,
    said: str,
) -> None:
    course = key_of(other, DE_SMET)
    with course_sheets(user) as sheets:
        monkeypatch.setenv(VARIABLE, fake.command(code))
        assert sheets.print().startswith(said)
        (failed,) = issues(other)
        assert failed.failed
        assert newest(other, Sheet.HANDOVER, course) is None
        kept = tmp_path / "kept.pdf"
        monkeypatch.setenv(VARIABLE, fake.keeps(kept))
        sheets.print()
        assert "Copy 2" in text_of(kept.read_bytes()), "a number is never used twice"
        issue = newest(other, Sheet.HANDOVER, course)
        assert issue is not None
        assert not issue.failed


@posix_only
def test_a_print_that_hangs_is_stopped_by_keys_and_the_log_hears_of_it(
    user: AtWindow, other: SmallWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, fake.command(fake.HANGS))
    with course_sheets(user) as sheets:
        sheets.tab_to(sheets.dialog.panel.print_button)
        QTest.keyClick(focused(), Key.Key_Return)
        assert sheets.label() == "Stop"
        assert not sheets.dialog.choices.isEnabled(), "what is on its way is no longer chosen"
        with stays_responsive():
            sheets.qtbot.waitUntil(lambda: bool(running()), timeout=20_000)
            sheets.qtbot.wait(300)
        QTest.keyClick(focused(), Key.Key_Return)
        sheets.qtbot.waitUntil(lambda: bool(sheets.dialog.panel.said.text()))
        assert sheets.dialog.panel.said.text().startswith("Printing was stopped.")
        sheets.ready()
        assert sheets.label() == "Print", "one can try again"
        assert [each.failed for each in issues(other)] == [True]
        none_left(sheets.qtbot)


def test_stopped_while_it_is_made_nothing_is_printed(
    user: AtWindow, other: SmallWard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.pdf"
    monkeypatch.setenv(VARIABLE, fake.keeps(kept))
    with course_sheets(user) as sheets:
        sheets.dialog.panel.print_button.click()
        sheets.dialog.panel.stop_button.click()
        sheets.ready()
        assert sheets.dialog.panel.said.text().startswith("Printing was stopped.")
        assert [each.failed for each in issues(other)] == [True]
        assert not kept.exists()
        assert not running()


@posix_only
def test_what_fails_after_the_dialog_was_closed_is_told_in_a_box(
    user: AtWindow, other: SmallWard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, fake.command("import time; time.sleep(0.8)\n" + fake.FAILS))
    user.press(Key.Key_P, CTRL)
    sheets = Sheets(user)
    QTest.keyClick(focused(), Key.Key_P, CTRL)
    sheets.qtbot.waitUntil(lambda: bool(running()), timeout=20_000)
    QTest.keyClick(sheets.dialog, Key.Key_Escape)
    user.qtbot.waitUntil(lambda: not user.shell.findChildren(SheetsDialog))
    user.qtbot.waitUntil(lambda: bool(user.shell.findChildren(QMessageBox)), timeout=20_000)
    box = user.dialog(QMessageBox)
    assert box.text().startswith("The print command failed (1): tray")
    box.accept()
    user.settle()
    assert user.no_dialog()
    assert [each.failed for each in issues(other)] == [True]


@posix_only
def test_the_window_closes_while_a_print_fails(
    qtbot: QtBot, ward_file: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, fake.command("import time; time.sleep(0.8)\n" + fake.FAILS))
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        user.press(Key.Key_P, CTRL)
        sheets = Sheets(user)
        sheets.dialog.panel.print_button.click()
        qtbot.waitUntil(lambda: bool(running()), timeout=20_000)
        user.shell.leave()
        none_left(qtbot)
        QApplication.processEvents()
        assert not [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox)]


def test_closed_while_it_is_made_it_is_printed_all_the_same(
    user: AtWindow, other: SmallWard, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.pdf"
    monkeypatch.setenv(VARIABLE, fake.keeps(kept))
    user.press(Key.Key_P, CTRL)
    sheets = Sheets(user)
    sheets.dialog.panel.print_button.click()
    sheets.dialog.close()
    user.qtbot.waitUntil(lambda: (tmp_path / "kept.pdf.copies").exists(), timeout=20_000)
    none_left(user.qtbot)
    assert "Copy 1" in text_of(kept.read_bytes())
    assert [each.failed for each in issues(other)] == [False]
    user.settle()
    assert user.no_dialog()


# Saving


def test_what_is_saved_is_issued(user: AtWindow, other: SmallWard, tmp_path: Path) -> None:
    with course_sheets(user) as sheets:
        sheets.press(Key.Key_S, CTRL)
        (files,) = sheets.dialog.findChildren(QFileDialog)
        suggested = Path(files.selectedFiles()[0]).name
        assert suggested == "handover.pdf", "nobody's name in a folder that others see"
        path = tmp_path / "blad é.pdf"
        files.fileSelected.emit(str(path))
        files.reject()
        sheets.qtbot.waitUntil(lambda: bool(sheets.dialog.panel.said.text()))
        sheets.ready()
        assert sheets.dialog.panel.said.text() == f"Saved: {path}"
        text = text_of(path.read_bytes())
        (issue,) = issues(other)
        assert issue.to is Destination.FILE
        assert "Copy 1" in text
        assert f"{issue.head.reference} · event {issue.head.number}" in text
        assert "DE SMET, Annelies" in text


def test_what_cannot_be_saved_is_said_and_not_counted(
    user: AtWindow, other: SmallWard, tmp_path: Path
) -> None:
    with course_sheets(user) as sheets:
        assert "nowhere" in sheets.save(tmp_path / "nowhere" / "sheet.pdf")
        (tmp_path / "file").write_bytes(b"")
        assert "cannot be written" in sheets.save(tmp_path / "file" / "sheet.pdf")
        assert [each.failed for each in issues(other)] == [True, True]
        assert list(tmp_path.glob("**/*.part")) == []
        assert sheets.dialog.panel.save_button.isEnabled()
        assert "Saved" in sheets.save(tmp_path / "sheet.pdf")


def test_a_folder_without_permission_is_said(user: AtWindow, other: SmallWard) -> None:
    folder = Path("/proc")  # closed to the administrator too
    if not folder.exists():
        pytest.skip("this system has no folder that nobody can write into")
    with course_sheets(user) as sheets:
        assert sheets.save(folder / "sheet.pdf").startswith("/proc/sheet.pdf cannot be written")
        assert [each.failed for each in issues(other)] == [True]
        assert sheets.dialog.panel.save_button.isEnabled()


def test_a_full_disk_is_said(user: AtWindow, other: SmallWard) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("this system has no full device")
    with course_sheets(user) as sheets:
        assert sheets.save(Path("/dev/full")).startswith("The disk is full")
        assert [each.failed for each in issues(other)] == [True]


def test_without_a_record_that_can_be_written_it_is_saved_without_copy_number(
    qtbot: QtBot, clock: HandClock, other: SmallWard, tmp_path: Path, ward_file: Path
) -> None:
    def connect() -> Record:
        return DatabaseRecords(clock, patience=0.2).open(str(ward_file))

    with at_window(qtbot, connect, clock) as user, course_sheets(user) as sheets:
        holder = sqlcipher3.dbapi2.connect(str(ward_file), isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
        try:
            sheets.save(tmp_path / "sheet.pdf")
        finally:
            holder.close()
        told = PdfReader(tmp_path / "sheet.pdf").pages[0].extract_text().replace("\n", " ")
        assert "No copy number: the record could not be written" in told
        sheets.save(Path("/nowhere/sheet.pdf"))
    assert [each.failed for each in issues(other)] == [True], "only what was issued can fail"


# What cannot be printed


def test_a_name_that_cannot_be_printed_is_refused_with_its_place(user: AtWindow, other: SmallWard) -> None:
    other.enrol("4479999", "漢字", "Li", bed="300-1")
    user.press(Key.Key_F5)
    with course_sheets(user, "4479999") as sheets:
        said = sheets.dialog.said.text()
        assert "Name (4479999): 字 (U+5B57), 漢 (U+6F22) cannot be printed" in said
        assert not sheets.dialog.panel.print_button.isEnabled()
        assert not sheets.dialog.panel.save_button.isEnabled()
        assert sheets.dialog.view.page_count() == 0


def test_on_the_ward_s_sheet_such_a_name_is_replaced_and_told(user: AtWindow, other: SmallWard) -> None:
    other.enrol("4479999", "漢字", "Li", bed="300-1")
    user.press(Key.Key_F5)
    with ward_sheets(user) as sheets:
        assert sheets.dialog.said.text().startswith("Not all of it can be printed:\n")
        assert "漢" in sheets.dialog.said.text()
        assert "4479999" in sheets.text(), "the row stays, with what can be printed"
        assert sheets.dialog.panel.print_button.isEnabled()


# Afterwards


def test_nothing_is_left_behind(
    user: AtWindow, ward_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))
    with ward_sheets(user) as sheets:
        sheets.print()
        sheets.save(tmp_path / "sheet.pdf")
    assert list(temporary.iterdir()) == []
    left = {path.name for path in tmp_path.iterdir()} - {"temporary", "sheet.pdf"}
    assert all(name.startswith(ward_file.name) for name in left), left
    assert [w for w in QApplication.topLevelWidgets() if w.isVisible()] == [user.shell]


def test_a_closed_dialog_is_gone(user: AtWindow) -> None:
    gone: list[weakref.ref[object]] = []
    for _time in range(2):
        with ward_sheets(user) as sheets:
            sheets.print()
            gone += [weakref.ref(sheets.dialog), weakref.ref(sheets.dialog.choices)]
        sheets.dialog = None  # type: ignore[assignment]
        del sheets
    gc.collect()
    assert [each() for each in gone] == [None] * 4
