"""A sheet or label under the scanner: its patient opens, and it is said whether that copy is still the newest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.commands import AddNote, IssueSheets, ReportFailedPrint
from pathway_app.documents.scan_code import scan_code
from pathway_app.queries import LogHead
from pathway_app.sheets import Destination, Issue, Pack, Sheet, Shown
from tests.clocks import HandClock
from tests.conftest import OpenRecord
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.small_ward import COORDINATOR, SmallWard
from tests.ui.windows import focused
from ui import sheet_strip
from ui.course.plans import Mode

DE_SMET, JANSSENS = "4471029", "4473310"


@pytest.fixture
def other(ward_file: Path, opened: OpenRecord, clock: HandClock) -> SmallWard:
    """The same record, as someone at another place changes it."""
    return SmallWard(opened(str(ward_file)), clock)


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


@dataclass
class Paper:
    """Sheets are issued at the other place."""

    ward: SmallWard

    def course(self, mrn: str) -> str:
        with self.ward.record.queries() as queries:
            found = queries.course_of(mrn)
        assert found is not None
        return found.course.id

    def issued(self, pack: Pack, *shown: Shown) -> Issue:
        command = IssueSheets(pack=pack, shown=shown, language="en", to=Destination.PRINTER)
        self.ward.service.execute(command, COORDINATOR)
        with self.ward.record.queries() as queries:
            issue = queries.issue_of(command.command_id)
        assert issue is not None
        return issue

    def handover(self, mrn: str = DE_SMET) -> str:
        """A new handover sheet's code."""
        return self.sheet(Sheet.HANDOVER, mrn)

    def sheet(self, sheet: Sheet, mrn: str) -> str:
        course = self.course(mrn)
        issue = self.issued(Pack.HANDOVER, Shown(sheet, course))
        copy = issue.copy(sheet, course)
        assert copy is not None
        return scan_code(mrn, issue.head, sheet, copy.number)

    def of_ward(self, *mrns: str) -> str:
        shown = (Shown(Sheet.WARD), *(Shown(Sheet.WARD, self.course(mrn)) for mrn in mrns))
        issue = self.issued(Pack.WARD, *shown)
        copy = issue.copy(Sheet.WARD)
        assert copy is not None
        return scan_code("", issue.head, Sheet.WARD, copy.number)

    def note(self, mrn: str) -> None:
        note = AddNote(course_id=self.course(mrn), text="seen", checkpoint="wound-closed")
        self.ward.service.execute(note, COORDINATOR)


@pytest.fixture
def paper(other: SmallWard) -> Paper:
    return Paper(other)


def scan(user: AtWindow, code: str) -> None:
    """As a scanner types: sign by sign without a pause, then Enter, to whatever has the keys then."""
    for sign in code:
        QTest.keyClicks(focused(), sign)
    QTest.keyClick(focused(), Key.Key_Return)
    user.qtbot.wait(120)
    user.settle()


def name_shown(user: AtWindow) -> str:
    presenter = user.course._presenter
    assert presenter is not None
    return presenter.record.patient.identity.display_name


def told(user: AtWindow) -> str:
    strip = user.inside.sheet_strip
    assert strip.isVisible() or not strip.text()
    return strip.text()


# Where one can scan


def in_the_list(user: AtWindow) -> QWidget:
    return user.today.table


def on_a_chip(user: AtWindow) -> QWidget:
    return next(chip for chip in user.today.chips.widgets() if chip.isVisible())


def in_the_side_panel(user: AtWindow) -> QWidget:
    return user.today.panel.rows()[0].box()


def on_a_button_of_the_panel(user: AtWindow) -> QWidget:
    return user.today.panel.open_button


def on_the_bar_s_button(user: AtWindow) -> QWidget:
    return user.today.ward_button


def on_the_rail(user: AtWindow) -> QWidget:
    return user.inside.rail._buttons[0]


def in_the_search_field(user: AtWindow) -> QWidget:
    return user.inside.top_bar.search


PLACES = (
    in_the_list, on_a_chip, in_the_side_panel, on_a_button_of_the_panel, on_the_bar_s_button, on_the_rail,
    in_the_search_field,
)  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_anywhere_on_today_a_sheet_opens_its_patient(
    user: AtWindow, paper: Paper, place: Callable[[AtWindow], QWidget]
) -> None:
    code = paper.handover(JANSSENS)
    place(user).setFocus(Qt.FocusReason.TabFocusReason)
    scan(user, code)
    assert name_shown(user) == "JANSSENS, Pieter"
    assert told(user) == "Handover sheet, copy 1 of 22-Nov-2026 09:41: the newest, nothing was entered since."
    assert user.course.isAncestorOf(focused()), "one goes on in the course"


@pytest.mark.parametrize("place", PLACES)
def test_anywhere_on_today_a_label_opens_its_patient(
    user: AtWindow, place: Callable[[AtWindow], QWidget]
) -> None:
    place(user).setFocus(Qt.FocusReason.TabFocusReason)
    scan(user, "4474077")
    assert name_shown(user) == "MAES, Jonas"
    assert told(user) == ""


def test_over_a_course_it_is_scanned_into_the_palette(user: AtWindow, paper: Paper) -> None:
    code = paper.handover(JANSSENS)
    user.press(Key.Key_Return)
    user.press(Key.Key_K, CTRL)
    scan(user, code)
    assert name_shown(user) == "JANSSENS, Pieter"
    assert told(user).startswith("Handover sheet, copy 1")
    assert not user.inside.palette_search.isVisible()


def test_over_a_course_nothing_need_be_opened_for_it(user: AtWindow, paper: Paper) -> None:
    code = paper.handover(JANSSENS)
    user.press(Key.Key_Return)
    assert name_shown(user) == "DE SMET, Annelies"
    assert user.course.isAncestorOf(focused())
    scan(user, code)
    assert name_shown(user) == "JANSSENS, Pieter"
    assert told(user).startswith("Handover sheet, copy 1")
    assert not user.inside.palette_search.isVisible()
    assert not user.course.checklist.open_key(), "its Enter opened nothing"


@pytest.mark.parametrize("place", ["board", "followup", "variances", "patients", "pathway"])
def test_on_every_screen_a_sheet_opens_its_patient(user: AtWindow, paper: Paper, place: str) -> None:
    code = paper.handover(JANSSENS)
    user.inside.go(place)
    user.settle()
    scan(user, code)
    assert name_shown(user) == "JANSSENS, Pieter"
    assert told(user).startswith("Handover sheet, copy 1")


def test_what_is_typed_slowly_over_a_course_is_no_scan(user: AtWindow) -> None:
    user.press(Key.Key_Return)
    for sign in "ZP:":
        QTest.keyClicks(focused(), sign)
        user.qtbot.wait(150)
    assert not user.inside.palette_search.isVisible()


def test_in_a_text_field_a_code_stays_text(user: AtWindow, paper: Paper) -> None:
    code = paper.handover(JANSSENS)
    user.press(Key.Key_Return)
    user.course.begin_form(user.course.row(), Mode.NOTE)
    user.settle()
    field = focused()
    assert isinstance(field, QLineEdit | QPlainTextEdit)
    QTest.keyClicks(field, code)
    assert focused() is field
    assert name_shown(user) == "DE SMET, Annelies"
    user.press(Key.Key_Escape)


@pytest.mark.parametrize("before", ["ja", "ZP:447"])
def test_a_code_typed_behind_other_text_replaces_it(user: AtWindow, paper: Paper, before: str) -> None:
    code = paper.handover(JANSSENS)
    user.press(Key.Key_K, CTRL)
    user.type(before)
    scan(user, code)
    assert name_shown(user) == "JANSSENS, Pieter"


def test_one_escape_empties_the_search(user: AtWindow) -> None:
    user.press(Key.Key_K, CTRL)
    user.type("ja")
    search = user.inside.top_bar.search
    assert search.hits_shown()
    user.press(Key.Key_Escape)
    assert search.text() == "" and not search.hits_shown()
    assert focused() is search


def test_on_the_list_of_patients_too(user: AtWindow, paper: Paper) -> None:
    code = paper.handover(JANSSENS)
    user.inside.go("patients")
    user.settle()
    user.press(Key.Key_K, CTRL)
    scan(user, code)
    assert name_shown(user) == "JANSSENS, Pieter"
    assert told(user).startswith("Handover sheet, copy 1")
    user.press(Key.Key_Escape)
    user.settle()
    assert user.patients.table.rows().rowCount() == 7, "the list is whole again"


def test_a_slow_scanner_is_understood_too(user: AtWindow, paper: Paper) -> None:
    code = paper.handover(JANSSENS)
    user.press(Key.Key_K, CTRL)
    for sign in code:
        user.type(sign)
    hits = user.inside.top_bar.search.hits_shown()
    assert [hit.title for hit in hits] == ["JANSSENS, Pieter"]
    assert hits[0].facts.endswith("the newest, nothing was entered since.")
    user.press(Key.Key_Return)
    assert name_shown(user) == "JANSSENS, Pieter"


def test_letters_go_to_the_search_and_commands_do_not(user: AtWindow) -> None:
    search = user.inside.top_bar.search
    for sign in "ja":
        user.type(sign)
    assert focused() is search
    assert search.text() == "ja"
    assert [hit.title for hit in search.hits_shown()] == ["JANSSENS, Pieter"]
    user.press(Key.Key_Escape)
    user.press(Key.Key_Escape)
    user.today.table.setFocus()
    for key in (Key.Key_Down, Key.Key_F5, Key.Key_Home):
        user.press(key)
        assert user.today.table.hasFocus()
    assert search.text() == ""


# What is told


def test_entries_since_are_counted_and_go_on_being_counted(user: AtWindow, paper: Paper) -> None:
    code = paper.handover()
    paper.note(DE_SMET)
    scan(user, code)
    assert told(user).endswith("the newest, but 1 entry since.")
    user.bridge.execute(
        AddNote(course_id=paper.course(DE_SMET), text="more", checkpoint="wound-closed"),
        done=lambda _changes: None,
        refused=lambda refused: pytest.fail(str(refused)),
    )
    user.settle()
    assert told(user).endswith("the newest, but 2 entries since.")


def test_what_others_enter_is_counted_too(
    user: AtWindow, paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    user.inside.sheet_strip._follow.setInterval(50)
    assert sheet_strip.FOLLOW_MS <= 30_000
    scan(user, paper.handover())
    assert told(user).endswith("nothing was entered since.")
    paper.note(DE_SMET)
    user.qtbot.waitUntil(lambda: told(user).endswith("the newest, but 1 entry since."))
    paper.handover()
    user.qtbot.waitUntil(lambda: "out of date" in told(user))


def test_an_older_copy_is_out_of_date(user: AtWindow, paper: Paper, clock: HandClock) -> None:
    code = paper.handover()
    clock.moment += timedelta(minutes=9)
    paper.handover()
    scan(user, code)
    assert name_shown(user) == "DE SMET, Annelies"
    assert told(user) == (
        "Handover sheet, copy 1 of 22-Nov-2026 09:41: out of date. A newer one was issued 22-Nov-2026 09:50."
    )
    assert user.inside.sheet_strip.property("role") == "fault"
    paper.note(DE_SMET)
    user.inside.sheet_strip._look_again()
    user.settle()
    assert told(user).endswith("A newer one was issued 22-Nov-2026 09:50; 1 entry since.")


def test_a_copy_that_failed_is_said_to_have_failed(user: AtWindow, paper: Paper) -> None:
    code = paper.handover()
    with paper.ward.record.queries() as queries:
        number = queries.log_head().number
    paper.ward.service.execute(ReportFailedPrint(issue=number), COORDINATOR)
    scan(user, code)
    assert told(user) == "Handover sheet, copy 1 of 22-Nov-2026 09:41: reported as not printed."
    assert user.inside.sheet_strip.property("role") == "fault"


def test_a_preview_is_not_to_be_worked_from(user: AtWindow, paper: Paper) -> None:
    with paper.ward.record.queries() as queries:
        head = queries.log_head()
    scan(user, scan_code(DE_SMET, head, Sheet.HANDOVER))
    assert name_shown(user) == "DE SMET, Annelies"
    assert told(user) == "This is a preview that was never issued; do not work from it."
    assert user.inside.sheet_strip.property("role") == "fault"


def test_another_record_s_sheet_is_told_apart(user: AtWindow, paper: Paper) -> None:
    paper.handover()
    with paper.ward.record.queries() as queries:
        head = queries.log_head()
    scan(user, scan_code(DE_SMET, LogHead(head.number, "ab" * 32), Sheet.HANDOVER, 1))
    assert name_shown(user) == "DE SMET, Annelies"
    assert told(user) == "This record did not issue that sheet."


def test_a_sheet_of_somebody_unknown_opens_nobody(user: AtWindow, paper: Paper) -> None:
    scan(user, scan_code("999", LogHead(3, "ab" * 32), Sheet.HANDOVER, 1))
    assert user.today.isVisible()
    assert told(user) == "This record did not issue that sheet."


def test_a_ward_s_sheet_opens_no_course(user: AtWindow, paper: Paper) -> None:
    code = paper.of_ward(DE_SMET, JANSSENS)
    paper.note(JANSSENS)
    scan(user, code)
    assert user.today.isVisible()
    assert told(user) == "Ward handover, copy 1 of 22-Nov-2026 09:41: the newest, but 1 entry since."
    user.choose(JANSSENS)
    user.press(Key.Key_Return)
    assert told(user) == "", "it is not about this course"


def test_a_blank_checklist_opens_the_course_to_type_it_over(user: AtWindow, paper: Paper) -> None:
    code = paper.sheet(Sheet.BLANK, JANSSENS)
    scan(user, code)
    assert name_shown(user) == "JANSSENS, Pieter"
    assert told(user).startswith("Blank checklist, copy 1")
    assert user.course.paper.is_on()
    user.press(Key.Key_Escape)
    user.press(Key.Key_Escape)
    scan(user, paper.handover(JANSSENS))
    assert not user.course.paper.is_on(), "any other sheet is read, not typed over"


def test_what_is_told_ends_with_the_course(user: AtWindow, paper: Paper) -> None:
    scan(user, paper.handover(JANSSENS))
    assert told(user)
    user.press(Key.Key_Escape)
    assert user.today.isVisible()
    assert told(user) == ""
    QApplication.processEvents()
    assert not user.inside.sheet_strip.isVisible()
