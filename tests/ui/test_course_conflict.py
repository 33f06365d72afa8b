"""Someone else at the same step, taking back one's own, a disk that is full: nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app import commands as c
from pathway_app.domain.entries import Action, Variance, VarianceClass
from pathway_app.people import Site
from tests.clocks import HandClock
from tests.ui.at_window import at_window
from tests.ui.desk import CTRL, Desk, Key, at_desk
from tests.ui.ward import CLAES, MARTA, VIC, local, patient_of_the_drawing
from tests.ui.windows import focused
from ui.course import plans
from ui.course.plans import VALUE, Mode
from ui.widgets.checklist_content import Tick
from ui.widgets.confirm_reason import REASON, ConfirmReason


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock) as desk:
        yield desk


@pytest.fixture
def course(desk: Desk) -> str:
    course = patient_of_the_drawing(desk.ward)
    desk.show(course)
    return course


def words_in(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel))


def dialog() -> ConfirmReason:
    found = [w for w in QApplication.topLevelWidgets() if isinstance(w, ConfirmReason) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def diagnosed_by_claes(desk: Desk, course: str) -> None:
    desk.ward.clock.forward(minutes=3)
    desk.ward.done(
        course, "definitive-diagnosis", "2026-11-22 09:00", CLAES,
        tumour_type="ependymoma", malignant_features="no",
    )  # fmt: skip


def type_a_diagnosis(desk: Desk) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "tumour_type", "astrocytoma")
    desk.choose(VALUE + "malignant_features", "yes")


def test_both_contents_are_shown_and_theirs_can_be_kept(desk: Desk, course: str) -> None:
    type_a_diagnosis(desk)
    diagnosed_by_claes(desk, course)
    count = len(desk.ward.entries(course))
    desk.save()
    card = desk.form.conflict()
    assert card is not None
    said = words_in(card)
    for word in ("dr. Claes", "Ependymoom", "Astrocytoom", "09:44"):
        assert word in said, word
    assert len(desk.ward.entries(course)) == count
    desk.press(Key.Key_Return)  # on its way already: it decides nothing
    desk.press(Key.Key_Space)
    assert desk.form.conflict() is card
    assert desk.form.content().values["tumour_type"] == "astrocytoma"
    desk.view._show_now()
    assert desk.form.conflict() is card and focused() is card
    desk.press(Key.Key_Tab)
    assert focused() is card.keep_button
    desk.press(Key.Key_Return)
    assert not desk.has_form
    assert not desk.view.entering.drafts(course)
    assert desk.row("definitive-diagnosis").content().tick is Tick.DONE
    assert len(desk.ward.entries(course)) == count


def test_mine_can_be_entered_as_a_correction_of_theirs(desk: Desk, course: str) -> None:
    type_a_diagnosis(desk)
    diagnosed_by_claes(desk, course)
    theirs = desk.ward.newest(course)
    desk.save()
    card = desk.form.conflict()
    assert card is not None
    desk.tab_to(card.mine_button)
    desk.press(Key.Key_Space)
    assert desk.form.mode is Mode.CORRECT
    assert desk.form.content().values == {"tumour_type": "astrocytoma", "malignant_features": "yes"}
    assert desk.form.content().occurred_at == theirs.occurred_at
    assert focused() is desk.field(plans.REASON).control()
    desk.type("verslag zegt astrocytoom")
    desk.save()
    entry = desk.ward.newest(course)
    assert (entry.action, entry.supersedes, entry.by) == (Action.CORRECT, theirs.id, "m.peeters")
    assert entry.values["tumour_type"] == "astrocytoma"


def test_a_conflict_shows_as_soon_as_the_course_is_read_again(desk: Desk, course: str) -> None:
    type_a_diagnosis(desk)
    diagnosed_by_claes(desk, course)
    desk.view.refresh()
    desk.settle()
    assert desk.form.conflict() is not None
    assert desk.form.content().values["tumour_type"] == "astrocytoma"


def test_another_step_changed_meanwhile_is_no_conflict(desk: Desk, course: str) -> None:
    type_a_diagnosis(desk)
    desk.ward.done(course, "rehabilitation-arranged", "2026-11-22 09:30", VIC, setting="home")
    desk.view.refresh()
    desk.settle()
    assert desk.form.conflict() is None
    desk.save()
    assert desk.ward.newest(course).values["tumour_type"] == "astrocytoma"


def test_what_they_retracted_can_be_entered_again(desk: Desk, course: str) -> None:
    diagnosed_by_claes(desk, course)
    desk.view.refresh()
    desk.settle()
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_F2)
    desk.choose(VALUE + "tumour_type", "lymphoma")
    desk.fill(plans.REASON, "herzien")
    theirs = desk.ward.newest(course)
    desk.ward.give(c.RetractEntry(course_id=course, supersedes=theirs.id, reason="verkeerde patiënt"), CLAES)
    desk.save()
    card = desk.form.conflict()
    assert card is not None
    desk.click(card.mine_button)
    assert desk.form.mode is Mode.TICK
    assert desk.form.content().values["tumour_type"] == "lymphoma"
    desk.choose(VALUE + "malignant_features", "no")
    desk.save()
    assert (desk.ward.newest(course).action, desk.ward.newest(course).values["tumour_type"]) == (
        Action.COMPLETE,
        "lymphoma",
    )


def test_a_plain_tick_that_comes_too_late_says_who_was_first(desk: Desk, course: str) -> None:
    entry = next(e for e in desk.ward.entries(course) if e.checkpoint == "tissue-sent")
    desk.ward.give(c.RetractEntry(course_id=course, supersedes=entry.id, reason="fout"), CLAES)
    desk.view.refresh()
    desk.settle()
    desk.ward.done(course, "tissue-sent", "2026-11-22 09:00", CLAES)
    count = len(desk.ward.entries(course))
    desk.walk_to("tissue-sent")
    desk.press(Key.Key_Space)
    assert len(desk.ward.entries(course)) == count
    assert "dr. Claes" in desk.view._told.text()
    assert desk.row("tissue-sent").content().tick is Tick.DONE


def test_undo_says_what_it_takes_back_and_wants_a_reason(desk: Desk, course: str) -> None:
    type_a_diagnosis(desk)
    desk.save()
    mine = desk.ward.newest(course)
    desk.ward.done(course, "rehabilitation-arranged", "2026-11-22 09:30", VIC, setting="home")
    desk.view.undo()
    asked = dialog()
    desk.qtbot.waitUntil(asked.isActiveWindow)
    text = words_in(asked)
    for part in ("Astrocytoom", "Definitieve", "DE SMET, Annelies", "14-mrt-1974", "4471029"):
        assert part in text, part
    assert "M. Peeters, 22-nov-2026 09:41" in text
    assert not asked.ok_button.isEnabled()
    desk.type("verkeerd dossier")
    desk.press(Key.Key_Return, CTRL)
    entry = desk.ward.newest(course)
    assert (entry.action, entry.supersedes, entry.reason) == (Action.RETRACT, mine.id, "verkeerd dossier")
    assert desk.row("definitive-diagnosis").content().tick is Tick.OPEN


def test_undo_of_what_somebody_corrected_meanwhile_is_refused(desk: Desk, course: str) -> None:
    type_a_diagnosis(desk)
    desk.save()
    mine = desk.ward.newest(course)
    assert mine.occurred_at is not None
    desk.view.undo()
    desk.ward.give(
        c.CorrectEntry(
            course_id=course, supersedes=mine.id, occurred_at=mine.occurred_at, reason="herzien",
            values={"tumour_type": "lymphoma", "malignant_features": "no"},
        ),
        CLAES,
    )  # fmt: skip
    dialog().field(REASON).set_value("toch niet")
    desk.click(dialog().ok_button)
    assert desk.ward.newest(course).action is Action.CORRECT
    assert desk.view._told.text()
    assert "Lymfoom" in " ".join(d.text for d in desk.row("definitive-diagnosis").content().details)


def test_undo_of_my_correction_puts_back_what_my_colleague_entered(desk: Desk, course: str) -> None:
    fit = Variance(VarianceClass.PATIENT, "thuis niet klaar", "uitgesteld", "dr. Claes")
    theirs = desk.ward.done(
        course, "rehabilitation-arranged", "2026-11-22 09:30", CLAES, setting="home", variance=fit
    )
    desk.ward.give(
        c.CorrectEntry(
            course_id=course, supersedes=theirs, occurred_at=local("2026-11-22 09:35"), reason="per telefoon",
            values={"setting": "centre"},
        )
    )  # fmt: skip
    mine = desk.ward.newest(course)
    desk.view.refresh()
    desk.settle()
    desk.view.undo()
    text = words_in(dialog())
    for part in ("per telefoon", "M. Peeters", "dr. Claes", "thuis niet klaar"):
        assert part in text, part
    desk.qtbot.waitUntil(dialog().isActiveWindow)
    desk.type("toch thuis")
    desk.press(Key.Key_Return, CTRL)
    entry = desk.ward.newest(course)
    assert (entry.action, entry.supersedes, entry.reason) == (Action.CORRECT, mine.id, "toch thuis")
    assert (entry.values, entry.variance) == ({"setting": "home"}, fit)
    assert entry.occurred_at == local("2026-11-22 09:30")
    assert desk.row("rehabilitation-arranged").content().tick is Tick.VARIANCE, "it is not open again"


def test_undo_with_nothing_of_mine_says_so(desk: Desk, qtbot: QtBot) -> None:
    course = desk.ward.enrol(at=local("2026-10-19 09:00"))
    desk.show(course)
    desk.click(desk.view.undo_button)
    assert desk.view._told.isVisible() and desk.view._told.text()


def test_a_locked_database_keeps_the_form_and_the_same_command_goes_again(desk: Desk, course: str) -> None:
    type_a_diagnosis(desk)
    with desk.ward.record.unit_of_work(), desk.qtbot.waitSignal(desk.bridge.fault):
        desk.save()
    sentence = desk.form.form.message()
    assert (
        desk.bridge.words.gettext("The database is in use elsewhere; nothing was saved. Try again.")
        in sentence
    )
    assert desk.form.content().values["tumour_type"] == "astrocytoma"
    count = len(desk.ward.entries(course))
    desk.save()
    assert desk.ward.newest(course).values["tumour_type"] == "astrocytoma"
    assert len(desk.ward.entries(course)) == count + 1
    assert not desk.has_form


def test_what_failed_goes_again_from_the_banner_too(desk: Desk, course: str) -> None:
    type_a_diagnosis(desk)
    with desk.ward.record.unit_of_work(), desk.qtbot.waitSignal(desk.bridge.fault):
        desk.save()
    desk.bridge.retry()
    desk.settle()
    assert desk.ward.newest(course).values["tumour_type"] == "astrocytoma"
    assert not desk.has_form


def test_what_another_typed_is_not_mine(desk: Desk, course: str) -> None:
    type_a_diagnosis(desk)
    desk.press(Key.Key_Escape)
    assert desk.view.entering.drafts(course)
    desk.bridge.site = Site(demo=True)
    desk.bridge.become(CLAES)
    desk.settle()
    assert not desk.view.entering.drafts(course)
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    assert not desk.form.content().values
    desk.press(Key.Key_Escape)
    desk.bridge.become(MARTA)
    desk.settle()
    desk.press(Key.Key_Return)
    assert desk.form.content().values["tumour_type"] == "astrocytoma"


def test_undo_from_today_says_whose_entry_it_is_and_when_it_was_made(
    qtbot: QtBot, ward_file: Path, clock: HandClock
) -> None:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        user.choose("4474021")
        user.press(Key.Key_Right)
        user.press(Key.Key_Space)
        user.press(Key.Key_Z, CTRL)
        asked = user.dialog(ConfirmReason)
        text = words_in(asked)
        for part in (
            "WILLEMS, Greta",
            "11-Nov-1949",
            "4474021",
            "22-Nov-2026 09:41",
            "discussed with the patient",
        ):
            assert part in text, part
        asked.reject()
