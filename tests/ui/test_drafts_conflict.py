"""Somebody else at the same step meanwhile, in every form: both are shown, nothing is overwritten, the user decides."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app import commands as c
from pathway_app.domain.entries import Action
from tests.clocks import HandClock
from tests.ui.at_window import at_window
from tests.ui.desk import Desk, Key, at_desk
from tests.ui.small_ward import NURSE
from tests.ui.ward import CLAES, Ward, patient_of_the_drawing
from ui.course import plans
from ui.course.plans import Mode

MRI, BED_REST, DIAGNOSIS = "mri-contrast", "bed-rest-completed", "definitive-diagnosis"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock, language="en") as desk:
        yield desk


@pytest.fixture
def course(desk: Desk) -> str:
    course = patient_of_the_drawing(desk.ward)
    desk.show(course)
    return course


def they_correct(ward: Ward, course: str, checkpoint: str) -> None:
    entry = next(e for e in ward.entries(course) if e.checkpoint == checkpoint)
    assert entry.occurred_at is not None
    ward.clock.forward(minutes=3)
    ward.give(
        c.CorrectEntry(
            course_id=course, supersedes=entry.id, occurred_at=entry.occurred_at, reason="herlezen",
            values={**entry.values, "levels": "C3"} if checkpoint == MRI else entry.values,
            variance=entry.variance,
        ),
        CLAES,
    )  # fmt: skip


def they_close(ward: Ward, course: str, checkpoint: str) -> None:
    entry = next(e for e in ward.entries(course) if e.checkpoint == checkpoint)
    ward.clock.forward(minutes=3)
    ward.give(c.CloseVariance(course_id=course, supersedes=entry.id, reason="gezien door Claes"), CLAES)


def they_diagnose(ward: Ward, course: str, checkpoint: str) -> None:
    ward.clock.forward(minutes=3)
    ward.done(
        course, checkpoint, "2026-11-22 09:00", CLAES, tumour_type="ependymoma", malignant_features="no"
    )


Theirs = Callable[[Ward, str, str], None]
CASES: dict[str, tuple[Mode, str, Theirs, str, str, Mode | None]] = {
    # my form, the step, what they do, my words, what of theirs is shown, how mine can still be entered
    "correct a correction": (Mode.CORRECT, MRI, they_correct, "mijn reden", "C3", Mode.CORRECT),
    "retract a correction": (Mode.RETRACT, MRI, they_correct, "mijn reden", "C3", Mode.RETRACT),
    "close what is closed": (Mode.CLOSE_VARIANCE, BED_REST, they_close, "mijn reden", "gezien door Claes", None),
    "close what was corrected": (
        Mode.CLOSE_VARIANCE, BED_REST, they_correct, "mijn reden", "herlezen", Mode.CLOSE_VARIANCE,
    ),
    "skip what is done": (Mode.SKIP, DIAGNOSIS, they_diagnose, "mijn reden", "Ependymoma", None),
    "not applicable, done": (Mode.NOT_APPLICABLE, DIAGNOSIS, they_diagnose, "mijn reden", "Ependymoma", None),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_both_are_shown_and_nothing_is_overwritten(desk: Desk, course: str, case: str) -> None:
    mode, checkpoint, theirs, mine, of_theirs, next_mode = CASES[case]
    desk.walk_to(checkpoint)
    desk.view.begin_form(f"{checkpoint}#1", mode)
    desk.settle()
    if mode is Mode.SKIP:
        desk.choose(plans.VARIANCE_CLASS, "patient")
    desk.fill(plans.VARIANCE_REASON if mode is Mode.SKIP else plans.REASON, mine)
    theirs(desk.ward, course, checkpoint)
    count = len(desk.ward.entries(course))
    desk.save()
    assert len(desk.ward.entries(course)) == count
    card = desk.form.conflict()
    assert card is not None
    assert "dr. Claes" in card.story.sentence
    assert of_theirs in " ".join(card.story.theirs)
    assert mine in " ".join(card.story.mine)
    assert card.mine_button.isVisible() is (next_mode is not None)
    if next_mode is None:
        assert "retract theirs first" in card.story.sentence
        desk.tab_to(card.keep_button)
        desk.press(Key.Key_Space)
        assert not desk.has_form
        assert not desk.view.entering.drafts(course)
        assert len(desk.ward.entries(course)) == count
        return
    desk.tab_to(card.mine_button)
    desk.press(Key.Key_Space)
    assert desk.form.mode is next_mode
    assert desk.field(plans.REASON).value() == mine
    desk.save()
    assert len(desk.ward.entries(course)) == count + 1
    entry = desk.ward.newest(course)
    assert (entry.by, entry.reason, entry.action) == ("m.peeters", mine, plans.ACTIONS[next_mode])


def test_a_tick_on_today_that_comes_too_late_says_whose_entry_stands(
    qtbot: QtBot, ward_file: Path, clock: HandClock
) -> None:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        user.choose("4474021")
        course = user.today.chosen()
        user.press(Key.Key_Right)
        step = user.steps()[0]
        other = DatabaseRecords(clock).open(str(ward_file))
        ward = Ward(other, clock)
        clock.forward(minutes=1)
        ward.done(course, "patient-counselled", "2026-11-22 09:40", actor=NURSE)
        count = len(ward.entries(course))
        user.press(Key.Key_Space)
        assert "V. Nys" in user.today.panel.refusal()
        assert step not in user.steps(), "the list shows what holds now"
        assert len(ward.entries(course)) == count
        assert ward.newest(course).action is Action.COMPLETE
        other.close()
