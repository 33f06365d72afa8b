"""Today, as a user meets it: the list, the panel beside it, ticks, refusals, and what others enter meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.changes import Changes
from pathway_app.commands import SkipCheckpoint
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Action, Variance, VarianceClass
from pathway_app.languages import LANGUAGES
from pathway_app.ports import Record
from pathway_app.queries import CourseRecord, WorklistGroup
from tests.clocks import NOW, HandClock
from tests.conftest import OpenRecord
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.small_ward import AUDITOR, BEFORE_SURGERY, COORDINATOR, NURSE, SmallWard
from tests.ui.ward import unguarded
from ui import theme
from ui.rail_foot import foot_lines
from ui.today.listing import Wanted
from ui.widgets.checklist_content import Tick
from ui.widgets.confirm_reason import REASON, ConfirmReason
from ui.widgets.table_paint import PAD


@pytest.fixture
def other(ward_file: Path, opened: OpenRecord, clock: HandClock) -> SmallWard:
    """The same record, as someone at another place changes it."""
    return SmallWard(opened(str(ward_file)), clock)


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user


def course_of(record: Record, mrn: str) -> CourseRecord:
    with record.queries() as queries:
        found = queries.course_of(mrn)
    assert found is not None
    return found


def key_of(other: SmallWard, mrn: str) -> str:
    return course_of(other.record, mrn).course.id


def test_the_list_answers_who_needs_what_now(user: AtWindow, other: SmallWard) -> None:
    assert user.titles() == [
        "Overdue · 1",
        "DE SMET, Annelies",
        "Running now · 2",
        "JANSSENS, Pieter",
        "O'NEILL, Ciarán",
        "Today · 1",
        "VAN DEN BROECK, Luc",
        "Blocked · 2",
        *sorted(["MAES, Jonas", "WILLEMS, Greta"], key=_place(user)),
        "Later · 1",
        "ŁUKASZEWICZ-VANDENBROUCKE, Maria-Antoinette",
    ]
    assert user.words_of(key_of(other, "4471029")) == [
        "DE SMET, Annelies · 14-Mar-1974\u00a0· 4471029",
        "312-2",
        "4 of 8 phases finished",
        "Definitive tissue diagnosis",
        "Pathologist",
        "2 d late · 20-Nov",
    ]
    assert user.words_of(key_of(other, "4473310"))[3:] == [
        "48 h of bed rest completed", "Nursing", "17 h 21 left · until 23-Nov 03:02",
    ]  # fmt: skip
    assert user.words_of(key_of(other, "4474077"))[3] == "Spinal canal opened · waits for: MEP +1"
    assert user.inside.top_bar.title() == "Today"
    assert user.inside.top_bar.subtitle() == "Sunday 22 November 2026 · 7 active patients"


def _place(user: AtWindow) -> Callable[[str], int]:
    """Within a group without deadlines the order is that of the course ids, which are random."""
    return user.titles().index


def test_the_panel_says_what_can_be_done_for_the_chosen_patient(user: AtWindow) -> None:
    assert user.today.chosen(), "the first patient is chosen"
    panel = user.today.panel.summary()
    assert panel is not None
    assert panel.name == "DE SMET, Annelies"
    assert (
        panel.facts == "Born\u00a014-Mar-1974\u00a0(52\u00a0y)\u00a0· F\u00a0· 4471029\u00a0· bed\u00a0312-2"
    )
    assert panel.about.replace("\u00a0", " ").startswith("Day 16 after surgery · Region: cervical · C4–C6 · ")
    assert user.steps() == ["Definitive tissue diagnosis", "Discussed at the tumour board"]
    late, waiting = (row.content() for row in user.today.panel.rows())
    assert (late.tick, late.tag, late.aside) == (Tick.OPEN, "2 d late", "20-Nov")
    assert late.details[0].text.startswith("Asks: tumour type")
    assert (waiting.tick, waiting.tag) == (Tick.BLOCKED, "waits for: definitive diagnosis")


def test_arrows_pass_over_headings_and_the_panel_follows(user: AtWindow) -> None:
    for name in ("JANSSENS, Pieter", "O'NEILL, Ciarán", "VAN DEN BROECK, Luc"):
        user.press(Key.Key_Down)
        summary = user.today.panel.summary()
        assert summary is not None
        assert summary.name == name
    user.press(Key.Key_Up)
    assert user.today.panel.summary().name == "O'NEILL, Ciarán"  # type: ignore[union-attr]


def test_space_ticks_the_step_that_the_row_names_and_the_record_says_now(
    user: AtWindow, other: SmallWard
) -> None:
    course = key_of(other, "4474077")
    for checkpoint in ("mep-baseline", "ssep-baseline"):
        other.do(course, checkpoint, NOW - timedelta(days=2), {"result": "obtained"})
    user.press(Key.Key_F5)
    user.choose("4474077")
    assert user.words_of(course)[3] == "Spinal canal opened"
    assert not any("Saved" in text for text in foot(user))
    user.press(Key.Key_Space)
    entry = course_of(other.record, "4474077").course.entries[-1]
    assert (entry.action, entry.checkpoint, entry.occurred_at, entry.by) == (
        Action.COMPLETE, "canal-opened", NOW, "m.peeters",
    )  # fmt: skip
    assert "Spinal canal opened" not in user.steps()
    assert user.today.chosen() == course, "the patient stays chosen"
    assert "Saved 09:41" in foot(user)
    assert "MAES, Jonas · Spinal canal opened" in user.inside.toast.text()


def test_space_ticks_nothing_that_the_row_does_not_name(user: AtWindow, other: SmallWard) -> None:
    user.choose("4474021")
    course = key_of(other, "4474021")
    assert user.words_of(course)[3].startswith("Spinal canal opened · waits for: ")
    assert user.steps()[0] == "Surgery discussed with the patient"
    before = course_of(other.record, "4474021").course.revision
    user.press(Key.Key_Space)
    assert course_of(other.record, "4474021").course.revision == before
    assert user.course.course_id() == course
    assert user.course._row == "canal-opened#1"


def test_space_opens_the_form_of_a_named_step_that_asks_something(user: AtWindow, other: SmallWard) -> None:
    user.press(Key.Key_Space)
    assert user.course.course_id() == key_of(other, "4471029")
    assert user.course.entering.form() is not None
    assert len(course_of(other.record, "4471029").course.entries) == 17, "nothing was entered"


def test_space_pressed_before_the_panel_follows_is_for_the_chosen_patient(
    user: AtWindow, other: SmallWard
) -> None:
    course = key_of(other, "4474077")
    for checkpoint in ("mep-baseline", "ssep-baseline"):
        other.do(course, checkpoint, NOW - timedelta(days=2), {"result": "obtained"})
    user.press(Key.Key_F5)
    user.today.table.choose(course)
    user.press(Key.Key_Space)
    user.settle()
    assert course_of(other.record, "4474077").course.entries[-1].checkpoint == "canal-opened"
    assert user.today.isVisible(), "the patient before had no form opened"


def test_a_click_on_the_box_ticks(user: AtWindow, other: SmallWard) -> None:
    user.choose("4474021")
    user.click(user.today.panel.rows()[0].box())
    assert course_of(other.record, "4474021").course.entries[-1].checkpoint == "patient-counselled"


def test_the_keys_go_into_the_panel_and_back(user: AtWindow) -> None:
    user.choose("4474021")
    user.press(Key.Key_Right)
    assert user.today.panel.rows()[0].box().hasFocus()
    user.press(Key.Key_Down)
    assert user.today.panel.rows()[1].box().hasFocus()
    user.press(Key.Key_Escape)
    assert user.today.table.hasFocus()


def test_after_a_tick_the_next_step_has_the_keys(user: AtWindow) -> None:
    user.choose("4474021")
    user.press(Key.Key_Right)
    user.press(Key.Key_Space)
    assert user.today.panel.rows()[0].box().hasFocus()
    assert user.steps()[0] != "Surgery discussed with the patient"


def test_a_step_that_asks_something_opens_its_form(user: AtWindow, other: SmallWard) -> None:
    user.press(Key.Key_Right)
    user.press(Key.Key_Space)
    assert user.course.course_id() == key_of(other, "4471029")
    assert user.course.entering.form() is not None, "the form of the diagnosis is open"
    assert len(course_of(other.record, "4471029").course.entries) == 17, "nothing was entered"


def test_bed_rest_is_not_ticked_in_passing(user: AtWindow, other: SmallWard) -> None:
    user.choose("4473555")
    before = course_of(other.record, "4473555").course.revision
    rows = {row.content().title: row for row in user.today.panel.rows()}
    running = rows["48 h of bed rest completed"]
    assert running.content().tick is Tick.RUNNING
    user.click(running.box())
    assert user.course.entering.form() is not None
    assert course_of(other.record, "4473555").course.revision == before


def test_enter_opens_the_course_and_escape_comes_back(user: AtWindow, other: SmallWard) -> None:
    user.press(Key.Key_Down)
    user.press(Key.Key_Return)
    assert user.course.course_id() == key_of(other, "4473310")
    assert user.inside.rail.place() == "patients"
    user.press(Key.Key_Escape)
    assert user.today.chosen() == key_of(other, "4473310")
    assert user.today.table.hasFocus()


def test_the_clock_of_the_bed_rest_runs(user: AtWindow, other: SmallWard, clock: HandClock) -> None:
    clock.forward(minutes=61)
    user.press(Key.Key_F5)
    assert user.words_of(key_of(other, "4473310"))[-1] == "16 h 20 left · until 23-Nov 03:02"
    clock.forward(hours=17)
    user.press(Key.Key_F5)
    assert not any(title.startswith("Running now") for title in user.titles()), (
        "one is over, one is late elsewhere"
    )
    assert user.words_of(key_of(other, "4473310"))[-1] == "tomorrow 03:02 · 24-Nov"


def test_what_others_enter_is_shown_after_f5_and_the_choice_stays(user: AtWindow, other: SmallWard) -> None:
    user.choose("4468113")
    course = key_of(other, "4468113")
    values = {"tumour_type": "ependymoma", "malignant_features": "no"}
    other.do(course, "definitive-diagnosis", NOW - timedelta(days=9), values)
    user.press(Key.Key_F5)
    assert user.titles()[0] == "Overdue · 2", "its board is late now"
    assert user.today.chosen() == course
    assert user.words_of(course)[3:] == [
        "Discussed at the tumour board",
        "Neuro-oncology",
        "2 d late · 20-Nov",
    ]
    assert user.steps()[0] == "Discussed at the tumour board"


def test_a_commit_elsewhere_in_the_program_is_noticed(user: AtWindow, other: SmallWard) -> None:
    course = key_of(other, "4471029")
    user.inside.go("patients")
    user.settle()
    values = {"tumour_type": "ependymoma", "malignant_features": "no"}
    other.do(course, "definitive-diagnosis", NOW, values)
    user.bridge.committed.emit(Changes("elsewhere", frozenset({course})))
    user.inside.go("today")
    user.settle()
    assert user.titles()[0] == "Running now · 2"


def test_nobody_overwrites_what_someone_else_entered_meanwhile(user: AtWindow, other: SmallWard) -> None:
    user.choose("4474021")
    course = key_of(other, "4474021")
    other.do(course, "patient-counselled", NOW - timedelta(minutes=5))
    user.press(Key.Key_Right)
    user.press(Key.Key_Space)
    assert refusal(user).startswith("M. Peeters entered this checkpoint")
    assert course_of(other.record, "4474021").course.revision == 5, "not entered twice"
    assert "Surgery discussed with the patient" not in user.steps(), "the panel shows what is now"


def test_who_may_not_enter_is_told_so(user: AtWindow, other: SmallWard) -> None:
    user.choose("4474021")
    user.bridge.become(AUDITOR)
    user.press(Key.Key_Right)
    user.press(Key.Key_Space)
    assert "auditor" in refusal(user)
    assert course_of(other.record, "4474021").course.revision == 4
    assert not user.today.new_button.isEnabled()
    user.bridge.become(NURSE)
    assert refusal(user) == ""
    user.press(Key.Key_Space)
    assert course_of(other.record, "4474021").course.entries[-1].by == "v.nys"


def test_a_chip_narrows_the_list_and_lets_go_again(user: AtWindow) -> None:
    chip = user.today.chips.chip(Wanted(WorklistGroup.RUNNING))
    assert chip.caption() == "2 running"
    user.click(chip)
    assert user.titles() == ["Running now · 2", "JANSSENS, Pieter", "O'NEILL, Ciarán"]
    user.click(chip)
    assert len(user.titles()) == 12


def test_the_chip_of_variances_finds_them(user: AtWindow, other: SmallWard) -> None:
    chip = user.today.chips.chip(Wanted(open_variance=True))
    assert not chip.isVisible(), "nothing is counted, nothing is shown"
    skip = SkipCheckpoint(
        course_id=key_of(other, "4474077"),
        checkpoint="ssep-baseline",
        occurred_at=NOW,
        variance=Variance(VarianceClass.PATIENT, "claustrophobic"),
    )
    other.service.execute(skip, COORDINATOR)
    user.press(Key.Key_F5)
    assert chip.caption() == "1 open variance"
    user.click(chip)
    assert user.titles() == ["Blocked", "MAES, Jonas"]


def test_ctrl_z_takes_back_the_tick_with_a_reason(user: AtWindow, other: SmallWard) -> None:
    user.choose("4474021")
    user.press(Key.Key_Right)
    user.press(Key.Key_Space)
    user.press(Key.Key_Z, CTRL)
    dialog = user.dialog(ConfirmReason)
    user.qtbot.waitUntil(dialog.isActiveWindow)
    assert not dialog.ok_button.isEnabled(), "a reason is asked"
    dialog.field(REASON).set_value("wrong patient")
    user.click(dialog.ok_button)
    entry = course_of(other.record, "4474021").course.entries[-1]
    assert (entry.action, entry.reason) == (Action.RETRACT, "wrong patient")
    assert user.steps()[0] == "Surgery discussed with the patient"
    assert user.no_dialog()


def test_ctrl_z_before_anything_was_entered_says_so(user: AtWindow) -> None:
    user.press(Key.Key_Z, CTRL)
    assert user.no_dialog()
    assert user.inside.toast.text() == "You have entered nothing yet that could be taken back."


def test_an_empty_ward_offers_the_next_step(qtbot: QtBot, sqlite_file: Path, clock: HandClock) -> None:
    record = DatabaseRecords(clock).open(str(sqlite_file))
    SmallWard(record, clock).open_for_work(demo=False)
    record.close()
    with at_window(qtbot, unguarded(sqlite_file, clock), clock, user=COORDINATOR.name) as user:
        assert user.today.empty.isVisible()
        assert user.today.empty.button.hasFocus()
        asked: list[bool] = []
        user.today.new_patient_wanted.connect(lambda: asked.append(True))
        user.press(Key.Key_Space)
        assert asked
        user.press(Key.Key_Escape)


def test_a_long_list_comes_in_pages(qtbot: QtBot, sqlite_file: Path, clock: HandClock) -> None:
    record = DatabaseRecords(clock).open(str(sqlite_file))
    ward = SmallWard(record, clock)
    ward.open_for_work()
    for number in range(450):
        course = ward.enrol(f"8{number:06}", f"Persoon {number:03}", "Test", born=date(1960, 1, 1))
        if number % 3 == 0:
            ward.do_all(course, BEFORE_SURGERY[1:4], NOW - timedelta(days=3), timedelta(hours=1))
    record.close()
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(sqlite_file)), clock) as user:
        assert len(user.titles()) == 352, "150 that are blocked, and a page of the 300 for later"
        for _page in range(4):
            user.today.table.scrollToBottom()
            user.settle()
        titles = user.titles()
        assert len(titles) == 452
        assert len(set(titles)) == 452, "everyone once"
        user.press(Key.Key_F5)
        assert user.titles() == titles
        assert user.today.table.verticalScrollBar().value() > 0, "reading again does not jump to the top"


def sees(user: AtWindow, key: str) -> bool:
    """Whether that course's row stands within the list's view."""
    table = user.today.table
    box = table.visualRect(table.rows().index(table.rows().row_of(key), 0))
    return table.viewport().rect().contains(box)


@pytest.fixture
def low(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    """The user at a window too low for the whole list."""
    with at_window(
        qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock, size=(911, 512)
    ) as user:
        yield user


def test_nothing_is_done_for_a_patient_who_is_out_of_sight(low: AtWindow, other: SmallWard) -> None:
    course = key_of(other, "4474077")
    for checkpoint in ("mep-baseline", "ssep-baseline"):
        other.do(course, checkpoint, NOW - timedelta(days=2), {"result": "obtained"})
    low.press(Key.Key_F5)
    low.choose("4474077")
    before = course_of(other.record, "4474077").course.revision
    for key in (Key.Key_Space, Key.Key_Return):
        low.today.table.verticalScrollBar().setValue(0)
        assert not sees(low, course)
        low.press(key)
        assert sees(low, course), "the first press only shows whom it would be for"
        assert course_of(other.record, "4474077").course.revision == before
    low.press(Key.Key_Space)
    assert course_of(other.record, "4474077").course.entries[-1].checkpoint == "canal-opened"


def test_the_chosen_patient_is_in_view_on_coming_back(low: AtWindow, other: SmallWard) -> None:
    course = key_of(other, "4474077")
    low.choose("4474077")
    table = low.today.table
    low.press(Key.Key_Return)
    low.course.back_wanted.emit()
    table.verticalScrollBar().setValue(0)
    low.settle()
    assert sees(low, course)
    low.inside.go("patients")
    table.verticalScrollBar().setValue(0)
    low.inside.go("today")
    low.settle()
    assert sees(low, course)


def test_a_chosen_patient_who_moves_in_the_list_stays_in_view(low: AtWindow, other: SmallWard) -> None:
    course = key_of(other, "4474099")
    low.press(Key.Key_End)
    assert low.today.chosen() == course
    low.today.table.scrollToBottom()
    other.recovered(course, NOW - timedelta(days=16))
    low.press(Key.Key_F5)
    assert low.titles()[0] == "Overdue · 2", "from the list's end to its beginning"
    assert sees(low, course)


@pytest.mark.parametrize("size", [(1366, 768), (911, 512)], ids=["100 %", "150 %"])
def test_what_is_told_hides_nothing(
    qtbot: QtBot, ward_file: Path, clock: HandClock, size: tuple[int, int]
) -> None:
    def connect() -> Record:
        return DatabaseRecords(clock).open(str(ward_file))

    with at_window(qtbot, connect, clock, size=size, language="nl") as user:
        user.choose("4474021")
        user.press(Key.Key_Right)
        user.press(Key.Key_Space)
        toast, inside = user.inside.toast, user.inside
        assert "WILLEMS, Greta" in toast.text()
        screen = QRect(user.today.mapTo(inside, QPoint()), user.today.size())
        assert not toast.geometry().intersects(screen)
        for widget in (*inside.rail._buttons, inside.demo_mark, *inside.rail.findChildren(QLabel)):
            if widget.isVisible():
                assert not toast.geometry().intersects(QRect(widget.mapTo(inside, QPoint()), widget.size()))
        label = toast.findChildren(QLabel)[0]
        assert label.heightForWidth(label.width()) <= label.height() + 1, "its words are not cut off"


def test_home_end_and_pages_go_through_the_list(low: AtWindow) -> None:
    table = low.today.table
    patients = [row for row in low.titles() if ", " in row]

    def at() -> int:
        return patients.index(table.rows().row_at(table.currentIndex().row()).cells[0].text)

    low.press(Key.Key_End)
    assert at() == len(patients) - 1
    low.press(Key.Key_Home)
    assert at() == 0
    assert table.verticalScrollBar().value() == 0, "the first heading is seen too"
    low.press(Key.Key_PageDown)
    assert 1 < at() < len(patients)
    for _page in range(4):
        low.press(Key.Key_PageDown)
    assert at() == len(patients) - 1
    low.press(Key.Key_PageUp)
    assert 0 < at() < len(patients) - 1
    for _page in range(4):
        low.press(Key.Key_PageUp)
    assert at() == 0


def refusal(user: AtWindow) -> str:
    return user.today.panel.refusal()


def foot(user: AtWindow) -> list[str]:
    """The lines at the rail's foot."""
    return [line.text for line in foot_lines(user.bridge)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_whoever_is_to_act_is_written_without_breaking_a_word(
    qtbot: QtBot, ward_file: Path, clock: HandClock, definition: PathwayDefinition, language: str
) -> None:
    def connect() -> Record:
        return DatabaseRecords(clock).open(str(ward_file))

    with at_window(qtbot, connect, clock, language=language) as user:
        room = user.today.table.columnWidth(4) - PAD - 4
        small = theme.metrics(theme.Size.SMALL)
        words = {word for each in definition.by_id.values() for word in each.who[language].split()}
        assert len(words) > 5
        assert {
            word: small.horizontalAdvance(word) for word in words if small.horizontalAdvance(word) > room
        } == {}
