"""Entering on the course screen, as a user does: ticks, forms, variances, refusals, corrections."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pathway_app.domain.entries import Action, VarianceClass
from tests.clocks import HandClock
from tests.ui.desk import Desk, Key, at_desk
from tests.ui.ward import ANNELIES, local, patient_of_the_drawing
from tests.ui.windows import focused
from ui.course import plans
from ui.course.plans import VALUE
from ui.widgets.checklist_content import Tick


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock) as desk:
        yield desk


@pytest.fixture
def course(desk: Desk) -> str:
    course = patient_of_the_drawing(desk.ward)
    desk.show(course)
    return course


def fresh(desk: Desk) -> str:
    """A patient with nothing entered yet."""
    course = desk.ward.enrol(at=local("2026-10-19 09:00"))
    desk.ward.clock.moment = local("2026-10-19 09:30")
    desk.show(course)
    return course


def test_work_goes_on_at_what_is_late(desk: Desk, course: str) -> None:
    row = desk.row("definitive-diagnosis")
    assert row.box().hasFocus()
    assert row.content().tag == desk.bridge.words.gettext("{n} d late").format(n=2)
    assert not desk.has_form


def test_space_ticks_a_step_that_asks_nothing(desk: Desk) -> None:
    course = fresh(desk)
    desk.ward.done(
        course, "mri-contrast", "2026-10-19 09:30", region=("cervical",), suspected_type="ependymoma"
    )
    desk.ward.done(course, "treatment-decision", "2026-10-19 09:40", decision="operate")
    desk.ward.clock.moment = local("2026-10-19 09:50") + timedelta(seconds=42)
    desk.view.refresh()
    desk.settle()
    desk.walk_to("patient-counselled")
    desk.press(Key.Key_Space)
    entry = desk.ward.newest(course)
    assert (entry.action, entry.checkpoint, entry.by) == (Action.COMPLETE, "patient-counselled", "m.peeters")
    assert entry.occurred_at == local("2026-10-19 09:50")
    assert desk.row("patient-counselled").content().tick is Tick.DONE
    assert desk.row("patient-counselled").box().hasFocus()


def test_space_opens_a_step_that_asks_something(desk: Desk) -> None:
    course = fresh(desk)
    desk.walk_to("mri-contrast")
    desk.press(Key.Key_Space)
    assert desk.form.mode is plans.Mode.TICK
    assert desk.ward.entries(course) == ()


def test_nothing_is_preselected(desk: Desk) -> None:
    fresh(desk)
    definition = desk.view._presenter.record.definition  # type: ignore[union-attr]
    for checkpoint in definition.checkpoints:
        if desk.row(checkpoint.id).content().tick not in (Tick.OPEN, Tick.BLOCKED):
            continue
        desk.view.entering.open(f"{checkpoint.id}#1")
        assert dict(desk.form.content().values) == {}
        assert desk.form.content().variance is None
        assert desk.form.draft() is None


def test_a_form_by_keys(desk: Desk) -> None:
    course = fresh(desk)
    desk.walk_to("mri-contrast")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "region", "cervical", "thoracic")
    desk.fill(VALUE + "levels", "C6–Th2 <b>")
    desk.choose(VALUE + "suspected_type", "astrocytoma")
    desk.fill(plans.OCCURRED_AT, f"{desk.bridge.words.gettext('today')} 9:05")
    desk.save()
    entry = desk.ward.newest(course)
    assert entry.values == {
        "region": ("cervical", "thoracic"), "levels": "C6–Th2 <b>", "suspected_type": "astrocytoma",
    }  # fmt: skip
    assert entry.occurred_at == local("2026-10-19 09:05")
    assert entry.recorded_at == local("2026-10-19 09:30")
    assert not desk.has_form
    assert desk.row("mri-contrast").box().hasFocus()
    assert "C6–Th2 <b>" in " ".join(d.text for d in desk.row("mri-contrast").content().details)


def test_what_lacks_is_said_beside_its_field_and_what_was_typed_stays(desk: Desk) -> None:
    course = fresh(desk)
    desk.walk_to("mri-contrast")
    desk.press(Key.Key_Return)
    desk.fill(VALUE + "levels", "C4")
    desk.save()
    assert desk.field(VALUE + "region").error()
    assert desk.field(VALUE + "suspected_type").error()
    assert desk.field(VALUE + "region").isAncestorOf(focused())
    assert desk.field(VALUE + "levels").value() == "C4"
    assert desk.ward.entries(course) == ()


def test_a_moment_in_the_future_is_refused_beside_its_field(desk: Desk) -> None:
    course = fresh(desk)
    desk.walk_to("complaints-recorded")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "complaints", "none")
    desk.fill(plans.OCCURRED_AT, "19-10-2026 10:00")
    desk.save()
    assert desk.ward.entries(course) == ()
    assert desk.field(plans.OCCURRED_AT).error()
    assert focused() is desk.field(plans.OCCURRED_AT).control()
    assert desk.field(VALUE + "complaints").value() == ("none",)
    desk.fill(plans.OCCURRED_AT, "13-3-1974 10:00")
    desk.save()
    assert "14-mrt-1974" in desk.field(plans.OCCURRED_AT).error()
    desk.fill(plans.OCCURRED_AT, "19-10-2026 9:15")
    desk.save()
    assert desk.ward.newest(course).occurred_at == local("2026-10-19 09:15")


def test_a_blocked_step_wants_a_variance_from_the_start(desk: Desk, course: str) -> None:
    desk.walk_to("board-discussed")
    desk.press(Key.Key_Space)
    assert desk.form.form.is_shown(plans.VARIANCE_CLASS)
    desk.choose(VALUE + "disciplines", "neurosurgery", "pathology", "radiotherapy", "oncology")
    desk.choose(plans.VARIANCE_CLASS, "organisation")
    desk.fill(plans.VARIANCE_REASON, "weefsel nog niet klaar")
    desk.fill(plans.FOLLOW_UP_BY, "dr. Claes")
    desk.save()
    entry = desk.ward.newest(course)
    assert entry.variance is not None
    assert entry.variance.variance_class is VarianceClass.ORGANISATION
    assert (entry.variance.reason, entry.variance.follow_up_by) == ("weefsel nog niet klaar", "dr. Claes")
    assert desk.row("board-discussed").content().tick is Tick.VARIANCE


def test_the_variance_part_follows_the_answers(desk: Desk) -> None:
    course = fresh(desk)
    desk.ward.done(
        course, "mri-contrast", "2026-10-19 09:30", region=("cervical",), suspected_type="ependymoma"
    )
    desk.ward.done(course, "treatment-decision", "2026-10-19 09:40", decision="operate")
    desk.show(course, "mep-baseline")
    assert not desk.form.form.is_shown(plans.VARIANCE_CLASS)
    desk.choose(VALUE + "result", "not-obtainable")
    assert desk.form.form.is_shown(plans.VARIANCE_CLASS)
    desk.choose(VALUE + "result", "obtained")
    assert not desk.form.form.is_shown(plans.VARIANCE_CLASS)
    desk.fill(plans.OCCURRED_AT, "19-10-2026 9:35")
    assert desk.form.form.is_shown(plans.VARIANCE_CLASS)
    desk.fill(plans.OCCURRED_AT, "19-10-2026 9:42")
    desk.save()
    assert desk.ward.newest(course).variance is None


def test_an_unspecified_variance_needs_no_reason(desk: Desk, course: str) -> None:
    desk.walk_to("board-discussed")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "disciplines", "neurosurgery")
    desk.choose(plans.VARIANCE_CLASS, "unspecified")
    desk.save()
    entry = desk.ward.newest(course)
    assert entry.variance is not None and entry.variance.reason == ""


def test_not_applicable_by_hand(desk: Desk, course: str) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    desk.tab_to(desk.form.form.action_buttons["not-applicable"])
    desk.press(Key.Key_Space)
    assert desk.form.mode is plans.Mode.NOT_APPLICABLE
    desk.save()
    assert desk.field(plans.REASON).error()
    desk.fill(plans.REASON, "geen weefsel bruikbaar")
    desk.save()
    entry = desk.ward.newest(course)
    assert (entry.action, entry.reason) == (Action.NOT_APPLICABLE, "geen weefsel bruikbaar")
    content = desk.row("definitive-diagnosis").content()
    assert content.tick is Tick.NOT_APPLICABLE
    assert "geen weefsel bruikbaar" in content.details[0].text


def test_skip_with_its_variance(desk: Desk, course: str) -> None:
    desk.walk_to("rehabilitation-arranged")
    desk.press(Key.Key_Return)
    desk.tab_to(desk.form.form.action_buttons["skip"])
    desk.press(Key.Key_Space)
    desk.choose(plans.VARIANCE_CLASS, "patient")
    desk.fill(plans.VARIANCE_REASON, "wil niet")
    desk.fill(plans.VARIANCE_ACTION, "huisarts verwittigd")
    desk.save()
    entry = desk.ward.newest(course)
    assert entry.action is Action.SKIP and entry.variance is not None
    assert (entry.variance.reason, entry.variance.action) == ("wil niet", "huisarts verwittigd")
    assert desk.row("rehabilitation-arranged").content().tick is Tick.SKIPPED


def test_typing_moves_along_to_another_form_of_the_step(desk: Desk, course: str) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "tumour_type", "astrocytoma")
    desk.fill(plans.OCCURRED_AT, "21-11-2026 10:00")
    desk.tab_to(desk.form.form.action_buttons["skip"])
    desk.press(Key.Key_Space)
    assert desk.form.content().occurred_at == local("2026-11-21 10:00")
    desk.fill(plans.VARIANCE_REASON, "zoek")
    desk.tab_to(desk.form.form.action_buttons["tick"])
    desk.press(Key.Key_Space)
    assert desk.form.mode is plans.Mode.TICK
    assert desk.form.content().values == {"tumour_type": "astrocytoma"}
    assert desk.form.content().occurred_at == local("2026-11-21 10:00")


def test_esc_keeps_what_was_typed(desk: Desk, course: str) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "tumour_type", "other")
    desk.fill(VALUE + "other_type", "schwannoom")
    desk.press(Key.Key_Escape)
    assert not desk.has_form
    assert desk.row("definitive-diagnosis").box().hasFocus()
    draft = desk.bridge.words.gettext("draft kept")
    assert draft in desk.row("definitive-diagnosis").content().aside
    other = desk.ward.enrol(replace(ANNELIES, mrn="9000002", national_number=None), at=desk.ward.clock.moment)
    desk.show(other)
    assert draft not in desk.row("definitive-diagnosis").content().aside
    desk.show(course)
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    assert desk.form.content().values == {"tumour_type": "other", "other_type": "schwannoom"}
    desk.choose(VALUE + "malignant_features", "no")
    desk.save()
    assert desk.ward.newest(course).values["other_type"] == "schwannoom"
    assert draft not in desk.row("definitive-diagnosis").content().aside


def test_a_prefilled_moment_is_no_typing(desk: Desk, course: str) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Escape)
    assert not desk.view.entering.drafts(course)
    desk.ward.clock.forward(hours=1)
    desk.press(Key.Key_Return)
    assert desk.form.content().occurred_at == local("2026-11-22 10:41")


def test_correct_a_step(desk: Desk, course: str) -> None:
    desk.walk_to("mri-contrast")
    desk.press(Key.Key_F2)
    assert desk.form.mode is plans.Mode.CORRECT
    old = desk.ward.entries(course)[1]
    assert dict(desk.form.content().values) == dict(old.values)
    assert desk.form.content().occurred_at == old.occurred_at
    desk.fill(VALUE + "levels", "C5–C7")
    desk.save()
    assert desk.field(plans.REASON).error()
    desk.fill(plans.REASON, "verkeerd niveau")
    desk.save()
    entry = desk.ward.newest(course)
    assert (entry.action, entry.supersedes, entry.reason) == (Action.CORRECT, old.id, "verkeerd niveau")
    assert entry.values["levels"] == "C5–C7"
    assert entry.occurred_at == old.occurred_at
    details = desk.row("mri-contrast").content().details
    assert any(detail.struck and "C4–C6" in detail.text for detail in details)
    assert any("verkeerd niveau" in d.text and "M. Peeters" in d.text for d in details if not d.struck)


def test_a_correction_keeps_the_variance_unless_it_is_taken_away(desk: Desk, course: str) -> None:
    desk.walk_to("bed-rest-completed")
    desk.press(Key.Key_F2)
    assert desk.form.form.is_shown(plans.VARIANCE_REASON)
    assert desk.field(plans.VARIANCE_REASON).value() == "liquorlek uitgesloten"
    desk.fill(plans.OCCURRED_AT, "8-11-2026 13:00")  # after the 48 hours: no variance is needed any more
    button = desk.form.form.action_buttons["add-variance"]
    assert button.isVisible()
    desk.tab_to(button)
    desk.press(Key.Key_Space)
    assert not desk.form.form.is_shown(plans.VARIANCE_REASON)
    desk.fill(plans.REASON, "verkeerd uur")
    desk.save()
    entry = desk.ward.newest(course)
    assert entry.variance is None
    assert entry.occurred_at == local("2026-11-08 13:00")


def test_retract_a_step(desk: Desk, course: str) -> None:
    desk.walk_to("tissue-sent")
    desk.press(Key.Key_Delete)
    assert desk.form.mode is plans.Mode.RETRACT
    desk.type("verkeerde patiënt")
    desk.save()
    assert desk.ward.newest(course).action is Action.RETRACT
    assert desk.row("tissue-sent").content().tick is Tick.OPEN
    assert desk.row("definitive-diagnosis").content().tick is Tick.BLOCKED


def test_close_a_variance_from_the_step_s_actions(desk: Desk, course: str) -> None:
    desk.walk_to("bed-rest-completed")
    desk.press(Key.Key_Return)
    button = desk.row("bed-rest-completed").form().buttons[plans.Mode.CLOSE_VARIANCE]  # type: ignore[union-attr]
    desk.tab_to(button)
    desk.press(Key.Key_Return)
    desk.type("nagekeken")
    desk.save()
    entry = desk.ward.newest(course)
    assert (entry.action, entry.reason) == (Action.CLOSE_VARIANCE, "nagekeken")
    assert any("nagekeken" in d.text for d in desk.row("bed-rest-completed").content().details)
    desk.press(Key.Key_Return)
    assert plans.Mode.CLOSE_VARIANCE not in desk.row("bed-rest-completed").form().buttons  # type: ignore[union-attr]


def test_a_note_from_the_menu(desk: Desk, course: str) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Menu)
    desk.qtbot.waitUntil(desk.view.menu.isVisible)
    for _ in range(4):
        QTest.keyClick(desk.view.menu, Key.Key_Down)
    QTest.keyClick(desk.view.menu, Key.Key_Return)
    desk.settle()
    assert desk.form.mode is plans.Mode.NOTE
    desk.type("labo gebeld & wacht")
    desk.save()
    entry = desk.ward.newest(course)
    assert (entry.action, entry.text, entry.checkpoint) == (
        Action.NOTE,
        "labo gebeld & wacht",
        "definitive-diagnosis",
    )
    assert any("labo gebeld & wacht" in d.text for d in desk.row("definitive-diagnosis").content().details)


def test_nothing_can_be_entered_where_it_is_not_decided(desk: Desk) -> None:
    course = fresh(desk)
    desk.walk_to("canal-opened")
    assert desk.row("canal-opened").content().tick is Tick.UNDECIDED
    for key in (Key.Key_Space, Key.Key_Escape, Key.Key_Return):
        desk.press(key)
    bar = desk.row("canal-opened").form()
    assert list(bar.buttons) == [plans.Mode.NOTE]  # type: ignore[union-attr]
    assert desk.ward.entries(course) == ()


def test_ctrl_enter_in_every_kind_of_field_saves(desk: Desk, course: str) -> None:
    desk.walk_to("board-decision")
    desk.press(Key.Key_Return)
    for key in (VALUE + "rationale", VALUE + "decision", plans.VARIANCE_CLASS, plans.VARIANCE_ACTION):
        desk.tab_to(desk.field(key).control())
        desk.form.form.show_problems({})
        desk.press(Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        assert desk.field(VALUE + "decision").error(), key
    assert desk.field(VALUE + "rationale").value() is None


def test_ctrl_enter_on_the_row_saves_its_open_form(desk: Desk, course: str) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "tumour_type", "astrocytoma")
    desk.choose(VALUE + "malignant_features", "yes")
    desk.view.checklist.focus_row("tissue-sent#1")
    desk.save()
    assert desk.has_form, "the keys are on another step"
    desk.view.checklist.focus_row("definitive-diagnosis#1")
    desk.save()
    assert desk.ward.newest(course).values["tumour_type"] == "astrocytoma"
    assert not desk.has_form


def test_tab_stays_within_the_form_after_a_finding_that_is_not_normal(desk: Desk, course: str) -> None:
    desk.walk_to("mep-baseline")
    desk.press(Key.Key_F2)
    desk.choose(VALUE + "result", "not-obtainable")
    assert desk.form.form.is_shown(plans.VARIANCE_REASON)
    stops = []
    while focused() is not desk.row("ssep-baseline").box():
        stops.append(focused())
        assert desk.form.isAncestorOf(focused()), focused()
        QTest.keyClick(focused(), Key.Key_Tab)
    wanted = [desk.field(key).control() for key in (plans.OCCURRED_AT, *plans.VARIANCE_FIELDS)]
    assert [stop for stop in stops if stop in wanted] == wanted
    assert stops.index(desk.form.form.save_button) > stops.index(wanted[-1])


def test_a_note_takes_no_kept_answers_along(desk: Desk, course: str) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "tumour_type", "lymphoma")
    desk.press(Key.Key_Escape)
    desk.view.entering.open("definitive-diagnosis#1", plans.Mode.NOTE)
    desk.type("gebeld")
    desk.save()
    assert desk.ward.newest(course).action is Action.NOTE
    desk.press(Key.Key_Return)
    assert desk.form.mode is plans.Mode.TICK
    assert desk.form.content().values == {"tumour_type": "lymphoma"}
