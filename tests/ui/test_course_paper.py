"""Typing over a sheet that was filled in by hand, as a user does: down the list, each time with its day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app import commands
from pathway_app.domain.course import Outcome
from pathway_app.domain.entries import Action
from tests.clocks import HandClock
from tests.ui.at_window import AtWindow, at_window
from tests.ui.desk import CTRL, Desk, Key, at_desk
from tests.ui.small_ward import NURSE
from tests.ui.ward import ANNELIES, AUDITOR, CLAES, MARTA, local, patient_of_the_drawing
from tests.ui.windows import focused
from ui.course import plans
from ui.course.plans import VALUE
from ui.widgets.checklist_content import Tick
from ui.widgets.confirm_reason import REASON, ConfirmReason

CTRL_SHIFT = CTRL | Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock) as desk:
        yield desk


@pytest.fixture
def course(desk: Desk) -> str:
    course = patient_of_the_drawing(desk.ward)
    desk.show(course)
    return course


@pytest.fixture
def operated(desk: Desk) -> str:
    """Decided yesterday to operate; the sheet is typed over a day later, at ten in the morning."""
    ward = desk.ward
    course = ward.enrol(at=local("2026-10-19 09:00"))
    ward.done(course, "complaints-recorded", "2026-10-19 09:10", complaints=("none",))
    ward.done(course, "mri-contrast", "2026-10-19 09:30", region=("cervical",), suspected_type="ependymoma")
    ward.done(course, "neuro-status-preop", "2026-10-19 09:35", gait="normal", sensation="normal",
              bladder_bowel="normal", mccormick="I")  # fmt: skip
    ward.done(course, "treatment-decision", "2026-10-19 09:40", decision="operate")
    ward.clock.moment = local("2026-10-20 10:00")
    desk.show(course)
    return course


def from_paper(desk: Desk) -> None:
    desk.press(Key.Key_F, CTRL_SHIFT)
    assert desk.view.paper.is_on() and desk.view.paper.strip.isVisible()


def row_with_keys(desk: Desk) -> str:
    return next(key for key in desk.view.checklist.keys() if desk.row_by_key(key).box().hasFocus())  # noqa: SIM118


def word(desk: Desk, english: str) -> str:
    return desk.bridge.words.gettext(english)


def test_down_the_sheet_by_keys(desk: Desk, operated: str) -> None:
    from_paper(desk)
    desk.walk_to("patient-counselled")
    desk.press(Key.Key_Space)  # asks nothing; at any other time it would be ticked as done now
    assert desk.form.mode is plans.Mode.TICK
    assert desk.ward.newest(operated).checkpoint == "treatment-decision"
    assert focused() is desk.field(plans.OCCURRED_AT).control()
    assert desk.form.content().occurred_at is None
    desk.type("19-10-2026 16:05")
    desk.save()
    entry = desk.ward.newest(operated)
    assert (entry.checkpoint, entry.occurred_at) == ("patient-counselled", local("2026-10-19 16:05"))
    assert entry.recorded_at == local("2026-10-20 10:00")
    assert entry.from_paper
    assert row_with_keys(desk) == "mep-baseline#1"
    desk.press(Key.Key_Space)
    desk.choose(VALUE + "result", "obtained")
    desk.fill(plans.OCCURRED_AT, f"{word(desk, 'yesterday')} 16:30")
    desk.save()
    assert desk.ward.newest(operated).occurred_at == local("2026-10-19 16:30")
    assert desk.ward.newest(operated).from_paper
    assert row_with_keys(desk) == "ssep-baseline#1"


def test_what_is_finished_is_passed_over(desk: Desk, operated: str) -> None:
    desk.ward.done(operated, "mep-baseline", "2026-10-20 09:00", result="obtained")
    desk.view.refresh()
    desk.settle()
    from_paper(desk)
    desk.walk_to("patient-counselled")
    desk.press(Key.Key_Space)
    desk.type("19-10-2026 16:05")
    desk.save()
    assert row_with_keys(desk) == "ssep-baseline#1"


def test_after_the_last_step_the_keys_stay(desk: Desk, course: str) -> None:
    from_paper(desk)
    desk.walk_to("follow-up-mri")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "result", "stable")
    desk.fill(plans.OCCURRED_AT, "21-11-2026 09:00")
    desk.choose(plans.VARIANCE_CLASS, "unspecified")
    desk.save()
    assert desk.ward.newest(course).from_paper
    assert row_with_keys(desk) == "follow-up-mri#2"  # the next round, below it
    desk.press(Key.Key_Menu)
    desk.view.menu.close()
    desk.view.entering.open("follow-up-mri#2", plans.Mode.NOTE)
    desk.type("foto's op schijf")
    desk.fill(plans.OCCURRED_AT, "21-11-2026 09:10")
    desk.save()
    assert row_with_keys(desk) == "follow-up-mri#2"  # still open: a note decides nothing


@pytest.mark.parametrize("typed", ["9:30", "0930", "now", ""])
def test_no_time_without_its_day_and_none_by_itself(desk: Desk, operated: str, typed: str) -> None:
    from_paper(desk)
    desk.walk_to("patient-counselled")
    desk.press(Key.Key_Space)
    captions = {button.text() for button in desk.form.findChildren(QPushButton)}
    assert word(desk, "Now") not in captions
    desk.type(word(desk, typed) if typed == "now" else typed)
    desk.save()
    expected = word(desk, "Type the day and the time, as in 22-11-2026 09:30.")
    assert desk.field(plans.OCCURRED_AT).error() == (expected if typed else word(desk, "required"))
    assert desk.ward.newest(operated).checkpoint == "treatment-decision"
    desk.type(f"{word(desk, 'today')} 9:30")
    desk.save()
    assert desk.ward.newest(operated).occurred_at == local("2026-10-20 09:30")


def test_every_form_says_that_it_comes_from_paper(desk: Desk, course: str) -> None:
    from_paper(desk)
    desk.walk_to("bed-rest-completed")
    desk.press(Key.Key_F2)
    assert desk.form.content().occurred_at == local("2026-11-08 06:15")  # what was stated then, not now
    desk.fill(plans.OCCURRED_AT, "8-11-2026 06:45")
    desk.fill(plans.REASON, "op papier staat 6:45")
    desk.save()
    assert (desk.ward.newest(course).action, desk.ward.newest(course).from_paper) == (Action.CORRECT, True)
    told = "\n".join(detail.text for detail in desk.row("bed-rest-completed").content().details)
    template = word(desk, "corrected {moment} by {who}, from paper: {reason}")
    assert template.format(moment="22-nov 09:41", who=MARTA.full_name, reason="op papier staat 6:45") in told
    for mode, field, action in (
        (plans.Mode.CLOSE_VARIANCE, plans.REASON, Action.CLOSE_VARIANCE),
        (plans.Mode.RETRACT, plans.REASON, Action.RETRACT),
        (plans.Mode.NOTE, plans.TEXT, Action.NOTE),
        (plans.Mode.SKIP, plans.VARIANCE_REASON, Action.SKIP),
    ):
        desk.view.entering.open("bed-rest-completed#1", mode)
        if mode in (plans.Mode.NOTE, plans.Mode.SKIP):
            assert desk.form.content().occurred_at is None
            desk.fill(plans.OCCURRED_AT, "8-11-2026 07:00")
        if mode is plans.Mode.SKIP:
            desk.choose(plans.VARIANCE_CLASS, "clinician")
        desk.fill(field, "zoals op papier")
        desk.save()
        entry = desk.ward.newest(course)
        assert (entry.action, entry.from_paper) == (action, True)
    desk.view.entering.open("rehabilitation-arranged#1", plans.Mode.NOT_APPLICABLE)
    assert desk.form.content().occurred_at is None
    desk.fill(plans.REASON, "gaat naar huis")
    desk.fill(plans.OCCURRED_AT, "20-11-2026 11:00")
    desk.save()
    assert (desk.ward.newest(course).action, desk.ward.newest(course).from_paper) == (
        Action.NOT_APPLICABLE,
        True,
    )


def test_it_is_shown_in_the_row_the_history_and_a_note(desk: Desk, operated: str) -> None:
    from_paper(desk)
    desk.walk_to("patient-counselled")
    desk.press(Key.Key_Space)
    desk.type("19-10-2026 09:45")
    desk.save()
    mark = word(desk, "from paper")
    late = word(desk, "entered late, {moment}").format(moment="20-okt 10:00")
    assert desk.row("patient-counselled").content().meta == f"19-okt 09:45 · M. Peeters · {late} · {mark}"
    history = [label.text() for label in desk.view.panel.findChildren(QLabel)]
    assert sum(mark in line and "09:45" in line for line in history) == 1
    desk.view.entering.open("mep-baseline#1", plans.Mode.NOTE)
    desk.type("toestel defect")
    desk.fill(plans.OCCURRED_AT, "19-10-2026 20:15")
    desk.save()
    template = word(desk, "Note {moment}, {who}, from paper: {text}")
    (note,) = desk.row("mep-baseline").content().details
    assert note.text == template.format(moment="19-okt 20:15", who=MARTA.full_name, text="toestel defect")
    assert mark not in desk.row("treatment-decision").content().meta


def test_esc_in_the_list_ends_it_and_then_leads_back(desk: Desk, operated: str) -> None:
    from_paper(desk)
    desk.walk_to("patient-counselled")
    desk.press(Key.Key_Space)
    desk.press(Key.Key_Escape)
    assert not desk.has_form and desk.view.paper.is_on()
    with desk.qtbot.assertNotEmitted(desk.view.back_wanted):
        desk.press(Key.Key_Escape)
    assert not desk.view.paper.is_on() and not desk.view.paper.strip.isVisible()
    assert row_with_keys(desk) == "patient-counselled#1"
    desk.press(Key.Key_Space)
    entry = desk.ward.newest(operated)
    assert (entry.checkpoint, entry.from_paper) == ("patient-counselled", False)
    assert entry.occurred_at == local("2026-10-20 10:00")
    with desk.qtbot.waitSignal(desk.view.back_wanted):
        desk.press(Key.Key_Escape)


def test_by_its_button_and_by_the_strip(desk: Desk, operated: str) -> None:
    button = desk.view.paper.button
    assert button.isVisible() and button.isEnabled()
    desk.tab_to(button)
    desk.press(Key.Key_Return)
    assert desk.view.paper.is_on() and row_with_keys(desk)
    assert button.text() == word(desk, "Stop entering from paper")
    desk.tab_to(desk.view.paper.strip.stop_button)
    desk.press(Key.Key_Escape)
    assert not desk.view.paper.is_on() and row_with_keys(desk)
    desk.click(button)
    assert desk.view.paper.is_on()
    desk.click(desk.view.paper.strip.stop_button)
    assert not desk.view.paper.is_on() and row_with_keys(desk)
    desk.click(button)
    desk.click(button)
    assert not desk.view.paper.is_on()


def test_an_open_form_goes_along_without_the_present_time(desk: Desk, operated: str) -> None:
    desk.walk_to("mep-baseline")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "result", "obtained")
    assert desk.form.content().occurred_at == local("2026-10-20 10:00")
    from_paper(desk)
    assert desk.form.content().values == {"result": "obtained"}
    assert desk.form.content().occurred_at is None
    desk.save()
    assert desk.field(plans.OCCURRED_AT).error()
    desk.fill(plans.OCCURRED_AT, "19-10-2026 17:00")
    desk.press(Key.Key_F, CTRL_SHIFT)
    assert not desk.view.paper.is_on()
    assert desk.form.content().occurred_at == local("2026-10-19 17:00")
    desk.save()
    assert desk.ward.newest(operated).checkpoint == "mep-baseline"
    assert not desk.ward.newest(operated).from_paper


def test_a_kept_draft_is_no_present_time_either(desk: Desk, operated: str) -> None:
    desk.walk_to("mep-baseline")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "result", "obtained")
    desk.press(Key.Key_Escape)
    from_paper(desk)
    desk.press(Key.Key_Space)
    assert desk.form.content().values == {"result": "obtained"}
    assert desk.form.content().occurred_at is None


def test_someone_else_was_there_first(desk: Desk, operated: str) -> None:
    from_paper(desk)
    desk.walk_to("patient-counselled")
    desk.press(Key.Key_Space)
    desk.type("19-10-2026 16:05")
    desk.ward.done(operated, "patient-counselled", "2026-10-20 10:05", CLAES)
    desk.save()
    desk.settle()
    card = desk.form.conflict()
    assert card is not None and word(desk, "from paper") in card.story.mine
    desk.press(Key.Key_F, CTRL_SHIFT)  # what was typed is kept; the form of both sides does not change hands
    assert not desk.has_form
    assert not desk.ward.newest(operated).from_paper


def test_the_night_of_the_clock_change_asks_which_time(desk: Desk, operated: str) -> None:
    desk.ward.clock.moment = local("2026-10-25 12:00")
    desk.view.refresh()
    desk.settle()
    from_paper(desk)
    desk.walk_to("patient-counselled")
    desk.press(Key.Key_Space)
    desk.type("25-10-2026 02:30")
    desk.save()
    assert desk.field(plans.WHICH_TIME).error()
    desk.choose(plans.WHICH_TIME, plans.SECOND_TIME)
    desk.save()
    entry = desk.ward.newest(operated)
    assert entry.occurred_at == local("2026-10-25 02:30") + timedelta(hours=1) and entry.from_paper


def test_another_course_ends_it_and_it_can_be_asked_for(desk: Desk, operated: str) -> None:
    from_paper(desk)
    other = desk.ward.enrol(replace(ANNELIES, mrn="9000002", national_number=None), at=desk.ward.clock.moment)
    desk.show(other)
    assert not desk.view.paper.is_on()
    desk.view.show_course(operated, from_paper=True)
    desk.settle()
    assert desk.view.paper.is_on()
    assert row_with_keys(desk) == "patient-counselled#1"
    desk.walk_to("follow-up-mri")
    desk.view.show_course(operated, from_paper=True)  # the same sheet, scanned again
    desk.settle()
    assert row_with_keys(desk) == "patient-counselled#1"
    desk.view.show_course(other, "mri-contrast", from_paper=True)
    desk.settle()
    assert desk.form.from_paper and desk.form.content().occurred_at is None


def test_undo_is_no_typing_over(desk: Desk, operated: str) -> None:
    from_paper(desk)
    desk.walk_to("patient-counselled")
    desk.press(Key.Key_Space)
    desk.type("19-10-2026 16:05")
    desk.save()
    desk.view.undo()
    (asked,) = desk.view.findChildren(ConfirmReason)
    asked.field(REASON).set_value("verkeerde rij")
    desk.click(asked.ok_button)
    entry = desk.ward.newest(operated)
    assert (entry.action, entry.from_paper) == (Action.RETRACT, False)
    assert desk.row("patient-counselled").content().tick is Tick.OPEN


def test_whoever_may_not_enter_has_no_such_mode(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    with at_desk(qtbot, tmp_path / "record.db", clock, user=AUDITOR.name) as desk:
        course = patient_of_the_drawing(desk.ward)
        desk.view.show_course(course, from_paper=True)
        desk.settle()
        assert not desk.view.paper.is_on()
        assert not desk.view.paper.button.isEnabled()
        desk.press(Key.Key_F, CTRL_SHIFT)
        assert not desk.view.paper.is_on()


def test_an_ended_course_has_no_such_mode(desk: Desk, course: str) -> None:
    from_paper(desk)
    desk.ward.give(
        commands.EndCourse(
            course_id=course,
            at=desk.ward.clock.moment,
            outcome=Outcome.DECEASED,
            reason="overleden",
        )
    )
    desk.view.refresh()
    desk.settle()
    assert not desk.view.paper.is_on()
    assert not desk.view.paper.button.isEnabled()


def test_from_the_whole_window(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    """As whoever scans the code of a filled-in sheet opens it; another course is then opened as always."""
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        first, second = _two_courses(user)
        user.inside.open_course(first, from_paper=True)
        user.settle()
        assert user.course.paper.is_on()
        assert "Ctrl+Shift+F" in {each.keys for each in user.course.screen_actions()}
        user.inside.open_course(second)
        user.settle()
        assert not user.course.paper.is_on()


def test_whoever_takes_over_types_nothing_over(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        user.inside.open_course(_two_courses(user)[0], from_paper=True)
        user.settle()
        assert user.course.paper.is_on()
        user.bridge.become(NURSE)
        user.settle()
        assert not user.course.paper.is_on()


def _two_courses(user: AtWindow) -> list[str]:
    rows = user.today.table.rows()
    keys = [rows.row_at(at).key for at in range(rows.rowCount()) if not rows.row_at(at).is_heading]
    return keys[:2]
