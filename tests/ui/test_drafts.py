"""What is typed and not entered: kept in the record for who typed it, shown where it was left, gone once entered."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from db.drafts import DatabaseDrafts
from db.record import DatabaseRecord
from db.sqlite import SqliteStore
from pathway_app import commands as c
from pathway_app.people import Site
from tests.clocks import HandClock
from tests.ui.at_window import AtWindow, at_window
from tests.ui.desk import CTRL, Desk, Key, type_text
from tests.ui.ward import (
    ANNELIES,
    CLAES,
    MARTA,
    PATIENCE,
    SHIPPED,
    VIC,
    Ward,
    local,
    new_ward,
    patient_of_the_drawing,
)
from tests.ui.windows import focused
from ui.course import plans
from ui.course.plans import VALUE, Mode
from ui.patients.new_patient import NewPatientDialog
from ui.widgets.confirm_reason import ConfirmReason

DIAGNOSIS = "definitive-diagnosis"
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def ward(tmp_path: Path, clock: HandClock) -> Iterator[Ward]:
    ward = new_ward(tmp_path / "record.db", clock, pathways=(SHIPPED,))
    yield ward
    ward.record.close()


@pytest.fixture
def course(ward: Ward) -> str:
    return patient_of_the_drawing(ward)


class Program:
    """Started again and again on one record, by different people."""

    def __init__(self, qtbot: QtBot, path: Path, ward: Ward) -> None:
        self.qtbot, self.path, self.ward = qtbot, path, ward

    def started(self, user: str = MARTA.name) -> AbstractContextManager[AtWindow]:
        return at_window(self.qtbot, self.record, self.ward.clock, user=user)

    def record(self) -> DatabaseRecord:
        """As `DatabaseRecords` opens a file that people log in to, without that."""
        return DatabaseRecord(SqliteStore(self.path, self.ward.clock, patience=PATIENCE))

    def desk(self, window: AtWindow, course: str) -> Desk:
        window.inside.open_course(course)
        window.settle()
        return Desk(self.qtbot, self.ward, window.bridge, window.course)

    def kept(self, account: str = MARTA.name) -> list[str]:
        """What the record keeps, read by a program of its own."""
        other = self.record()
        try:
            return [draft.content for draft in other.drafts(account).all()]
        finally:
            other.close()


@pytest.fixture
def program(qtbot: QtBot, tmp_path: Path, ward: Ward) -> Program:
    return Program(qtbot, tmp_path / "record.db", ward)


def type_a_diagnosis(desk: Desk) -> None:
    desk.walk_to(DIAGNOSIS)
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "tumour_type", "astrocytoma")
    desk.choose(VALUE + "malignant_features", "yes")


def corrected(course: str, entry: str) -> c.CorrectEntry:
    """The decision was not to operate after all."""
    return c.CorrectEntry(
        course_id=course, supersedes=entry, occurred_at=local("2026-10-19 09:40"), reason="herzien",
        values={"decision": "no-operation"},
    )  # fmt: skip


def retracted(course: str, entry: str) -> c.RetractEntry:
    return c.RetractEntry(course_id=course, supersedes=entry, reason="fout")


def other_patient(ward: Ward) -> str:
    return ward.enrol(replace(ANNELIES, mrn="9000002", national_number=None), at=ward.clock.moment)


def test_typing_is_written_within_half_a_second_and_not_at_every_letter(
    program: Program, course: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    saved: list[str] = []
    save = DatabaseDrafts.save

    def counted(self: DatabaseDrafts, key: str, content: str) -> None:
        saved.append(content)
        save(self, key, content)

    monkeypatch.setattr(DatabaseDrafts, "save", counted)
    with program.started() as window:
        desk = program.desk(window, course)
        desk.view.begin_form(desk.view.row(), Mode.NOTE)
        desk.settle()
        type_text("rustige nacht, geen pijn")
        assert not saved, "within the half second"
        program.qtbot.waitUntil(lambda: bool(saved), timeout=1500)
        assert len(saved) == 1
        assert "rustige nacht, geen pijn" in saved[0]
        assert "✎ draft kept" in desk.row_by_key(desk.view.row()).content().aside
        desk.settle()
        assert len(program.kept()) == 1


FORMS = {
    Mode.TICK: (DIAGNOSIS, VALUE + "other_type", "schwannoom"),
    Mode.SKIP: (DIAGNOSIS, plans.VARIANCE_REASON, "geen weefsel"),
    Mode.NOT_APPLICABLE: (DIAGNOSIS, plans.REASON, "elders onderzocht"),
    Mode.NOTE: (DIAGNOSIS, plans.TEXT, "tweede lezing gevraagd"),
    Mode.CORRECT: ("mri-contrast", plans.REASON, "verkeerd niveau"),
    Mode.RETRACT: ("mri-contrast", plans.REASON, "verkeerde patiënt"),
    Mode.CLOSE_VARIANCE: ("bed-rest-completed", plans.REASON, "gezien"),
}


@pytest.mark.parametrize("mode", FORMS)
def test_every_form_is_there_again_for_who_typed_it_and_nobody_else(
    program: Program, course: str, mode: Mode
) -> None:
    checkpoint, key, text = FORMS[mode]
    other = other_patient(program.ward)
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to(checkpoint)
        desk.view.begin_form(f"{checkpoint}#1", mode)
        desk.settle()
        if mode is Mode.TICK:
            desk.choose(VALUE + "tumour_type", "other")
        desk.fill(key, text)
        window.press(Key.Key_1, CTRL)  # to Today, with the form open
        assert [words for words in window.titles() if "SMET" in words]
        assert "✎\u00a0draft\u00a0kept" in window.words_of(course)[0]
        assert "draft" not in window.words_of(other)[0]
    with program.started(VIC.name) as window:
        desk = program.desk(window, course)
        assert "draft" not in desk.row(checkpoint).content().aside
        desk.view.begin_form(f"{checkpoint}#1", mode)
        assert desk.form.draft() is None
    with program.started() as window:
        desk = program.desk(window, other)
        assert "draft" not in desk.row(checkpoint).content().aside
        desk = program.desk(window, course)
        assert "✎ draft kept" in desk.row(checkpoint).content().aside
        desk.walk_to(checkpoint)
        desk.press(Key.Key_Return)
        assert desk.form.mode is mode
        assert desk.field(key).value() == text


def test_what_is_typed_waits_while_one_looks_at_another_patient(program: Program, course: str) -> None:
    other = other_patient(program.ward)
    with program.started() as window:
        desk = program.desk(window, course)
        desk.view.begin_form(f"{DIAGNOSIS}#1", Mode.NOTE)
        type_text("rustig")
        desk = program.desk(window, other)
        desk.view.begin_form(f"{DIAGNOSIS}#1", Mode.NOTE)
        assert desk.form.draft() is None
        desk = program.desk(window, course)
        desk.view.begin_form(f"{DIAGNOSIS}#1", Mode.NOTE)
        assert desk.form.content().text == "rustig"


def test_the_moment_stays_that_at_which_it_was_typed(program: Program, course: str) -> None:
    with program.started() as window:
        type_a_diagnosis(program.desk(window, course))
    program.ward.clock.forward(hours=3)
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to(DIAGNOSIS)
        desk.press(Key.Key_Return)
        desk.save()
    assert program.ward.newest(course).occurred_at == local("2026-11-22 09:41")


def test_once_entered_it_is_gone_also_where_the_window_closes_at_once(program: Program, course: str) -> None:
    with program.started() as window:
        desk = program.desk(window, course)
        type_a_diagnosis(desk)
        window.bridge.drafts.flush()
        desk.settle()
        assert len(program.kept()) == 1
        desk.form.form.try_save()
        window.shell.leave()
    assert program.ward.newest(course).values["tumour_type"] == "astrocytoma"
    assert not program.kept()


def test_emptied_again_or_discarded_it_is_gone(program: Program, course: str) -> None:
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to("mri-contrast")
        desk.press(Key.Key_F2)
        desk.fill(plans.REASON, "verkeerd")
        desk.fill(VALUE + "levels", "C7")
        desk.press(Key.Key_Escape)
        desk.press(Key.Key_F2)
        desk.fill(plans.REASON, "")
        desk.press(Key.Key_Delete)
        desk.press(Key.Key_Escape)
        desk.press(Key.Key_F2)
        assert desk.field(plans.REASON).value() in (None, ""), "what was emptied stays empty"
        assert desk.field(VALUE + "levels").value() == "C7"
        desk.tab_to(desk.form.form.action_buttons["discard"])
        desk.press(Key.Key_Space)
        assert not desk.has_form
        assert "draft" not in desk.row("mri-contrast").content().aside
        desk.settle()
        assert not program.kept()


def test_what_somebody_else_entered_meanwhile_stands_beside_it(program: Program, course: str) -> None:
    with program.started() as window:
        type_a_diagnosis(program.desk(window, course))
    program.ward.done(
        course, DIAGNOSIS, "2026-11-22 09:00", CLAES, tumour_type="ependymoma", malignant_features="no"
    )
    theirs = program.ward.newest(course)
    with program.started() as window:
        desk = program.desk(window, course)
        assert "✎ draft kept" in desk.row(DIAGNOSIS).content().aside
        desk.walk_to(DIAGNOSIS)
        desk.press(Key.Key_Return)
        card = desk.form.conflict()
        assert card is not None
        said = " ".join((card.story.sentence, *card.story.theirs, *card.story.mine))
        for word in ("dr. Claes", "Ependymoma", "Astrocytoma"):
            assert word in said
        desk.press(Key.Key_Escape)
        assert program.kept(), "nothing is decided by leaving"
        desk.press(Key.Key_Return)
        card = desk.form.conflict()
        assert card is not None
        desk.tab_to(card.mine_button)
        desk.press(Key.Key_Space)
        assert desk.form.mode is Mode.CORRECT
        assert desk.form.conflict() is None
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to(DIAGNOSIS)
        desk.press(Key.Key_Return)
        assert desk.form.mode is Mode.CORRECT, "what was decided is not asked again"
        desk.fill(plans.REASON, "verslag zegt astrocytoom")
        desk.save()
        assert not program.kept()
    entry = program.ward.newest(course)
    assert (entry.supersedes, entry.values["tumour_type"]) == (theirs.id, "astrocytoma")


def test_theirs_can_be_kept_and_mine_is_gone_then(program: Program, course: str) -> None:
    with program.started() as window:
        type_a_diagnosis(program.desk(window, course))
    program.ward.done(
        course, DIAGNOSIS, "2026-11-22 09:00", CLAES, tumour_type="ependymoma", malignant_features="no"
    )
    count = len(program.ward.entries(course))
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to(DIAGNOSIS)
        desk.press(Key.Key_Return)
        card = desk.form.conflict()
        assert card is not None
        desk.tab_to(card.keep_button)
        desk.press(Key.Key_Space)
        desk.settle()
        assert not program.kept()
    assert len(program.ward.entries(course)) == count


def test_what_was_entered_before_the_draft_could_be_dropped_is_no_conflict(
    program: Program, course: str
) -> None:
    with program.started() as window:
        desk = program.desk(window, course)
        type_a_diagnosis(desk)
        window.bridge.drafts.flush()
        desk.settle()
        other = program.record()
        [left] = other.drafts(MARTA.name).all()
        desk.save()
        other.drafts(MARTA.name).save(left.key, left.content)  # as after a power cut between the two
        other.close()
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to(DIAGNOSIS)
        desk.press(Key.Key_Return)
        assert not desk.has_form, "what can be done with the step"
        desk.settle()
        assert not program.kept()


def test_a_step_that_does_not_apply_any_more_still_shows_what_was_typed(program: Program) -> None:
    ward = program.ward
    course = ward.enrol(at=local("2026-10-19 09:00"))
    ward.done(course, "complaints-recorded", "2026-10-19 09:10", complaints=("none",))
    ward.done(course, "mri-contrast", "2026-10-19 09:30", region=("cervical",), suspected_type="ependymoma")
    ward.done(course, "neuro-status-preop", "2026-10-19 09:35", gait="normal", sensation="normal",
              bladder_bowel="normal", mccormick="I")  # fmt: skip
    ward.done(course, "treatment-decision", "2026-10-19 09:40", decision="operate")
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to("mep-baseline")
        desk.press(Key.Key_Return)
        desk.choose(VALUE + "result", "obtained")
    decision = ward.newest(course)
    ward.clock.forward(minutes=5)
    ward.give(corrected(course, decision.id), CLAES)
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to("mep-baseline")
        desk.press(Key.Key_Return)
        assert desk.form.content().values == {"result": "obtained"}
        assert not desk.form.form.save_button.isEnabled()
        assert "does not apply" in desk.form.form.message()
        assert focused() is desk.form.form.action_buttons["discard"]
        desk.press(Key.Key_Return)
        desk.settle()
        assert not program.kept()


def test_what_is_typed_over_from_paper_is_from_paper_the_next_time_too(program: Program, course: str) -> None:
    with program.started() as window:
        desk = program.desk(window, course)
        window.press(Key.Key_F, CTRL | SHIFT)
        type_a_diagnosis(desk)
    with program.started() as window:
        desk = program.desk(window, course)
        assert not desk.view.paper.is_on()
        desk.walk_to(DIAGNOSIS)
        desk.press(Key.Key_Return)
        assert desk.view.paper.is_on() and desk.view.paper.strip.isVisible()
        assert desk.form.content().occurred_at is None
        desk.fill(plans.OCCURRED_AT, "21-11 10:00")
        desk.save()
    assert program.ward.newest(course).from_paper


def test_a_plain_tick_opens_what_was_typed_instead(program: Program, course: str) -> None:
    ward = program.ward
    entry = next(e for e in ward.entries(course) if e.checkpoint == "tissue-sent")
    ward.give(retracted(course, entry.id), CLAES)
    count = len(ward.entries(course))
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to("tissue-sent")
        desk.press(Key.Key_Return)
        desk.fill(plans.OCCURRED_AT, "6-11-2026 14:00")
        desk.press(Key.Key_Escape)
        window.press(Key.Key_Escape)
        row = next(row for row in window.today.panel.rows() if "sent" in row.content().title)
        row.box().setFocus()
        window.press(Key.Key_Space)
        desk = Desk(program.qtbot, ward, window.bridge, window.course)
        assert desk.form.content().occurred_at == local("2026-11-06 14:00")
    assert len(ward.entries(course)) == count


def test_a_half_filled_new_patient_is_there_again_for_who_typed_it(program: Program) -> None:
    with program.started() as window:
        window.press(Key.Key_N, CTRL)
        dialog = window.dialog(NewPatientDialog)
        program.qtbot.waitUntil(lambda: dialog.form is not None and dialog.isActiveWindow())
        type_text("4475001")
        window.press(Key.Key_Return)
        type_text("Wouters")
        program.qtbot.waitUntil(lambda: "Wouters" in "".join(program.kept()), timeout=2000)
        # and the window goes, with the dialog open
    for user, family in ((VIC.name, ""), (MARTA.name, "Wouters")):
        with program.started(user) as window:
            window.press(Key.Key_N, CTRL)
            dialog = window.dialog(NewPatientDialog)
            program.qtbot.waitUntil(lambda now=dialog: now.form is not None)  # type: ignore[misc]
            assert dialog.form is not None
            assert dialog.form.field("family_name").draft() == family
            dialog.reject()


def test_another_takes_over_and_nobody_sees_what_the_one_before_typed(program: Program, course: str) -> None:
    with program.started() as window:
        window.bridge.site = Site(demo=True)
        type_a_diagnosis(program.desk(window, course))
        window.bridge.become(CLAES)
        window.settle()
        desk = Desk(program.qtbot, program.ward, window.bridge, window.course)
        assert "draft" not in desk.row(DIAGNOSIS).content().aside
        desk.view.begin_form(f"{DIAGNOSIS}#1", Mode.TICK)
        assert not desk.form.content().values
        desk.choose(VALUE + "tumour_type", "lymphoma")
        window.bridge.become(MARTA)
        window.settle()
        assert "✎ draft kept" in desk.row(DIAGNOSIS).content().aside
        desk.view.begin_form(f"{DIAGNOSIS}#1", Mode.TICK)
        assert desk.form.content().values["tumour_type"] == "astrocytoma"
    assert "lymphoma" in "".join(program.kept(CLAES.name))
    assert "lymphoma" not in "".join(program.kept())


def test_what_cannot_be_written_is_told_and_closing_says_that_it_would_be_lost(
    program: Program, course: str
) -> None:
    with program.started() as window:
        desk = program.desk(window, course)
        desk.view.begin_form(f"{DIAGNOSIS}#1", Mode.NOTE)
        desk.settle()
        with program.ward.record.unit_of_work():  # somebody else holds the database
            type_text("rustig")
            with program.qtbot.waitSignal(window.bridge.drafts.not_kept):
                window.bridge.drafts.flush()
            assert "What you type cannot be kept now: " in window.inside.toast.text()
            window.shell.close()
            window.settle()
            box = window.dialog(QMessageBox)
            assert "DE SMET, Annelies is neither entered nor kept" in box.text()
            window.press(Key.Key_Escape)
        window.settle()
        window.shell.close()
        window.settle()
        box = window.dialog(QMessageBox)
        assert "It is kept" in box.text()
        window.press(Key.Key_Escape)
        assert "rustig" in program.kept()[0]


def test_ctrl_z_in_a_text_is_the_texts_own(program: Program, course: str) -> None:
    with program.started() as window:
        desk = program.desk(window, course)
        desk.walk_to("mri-contrast")
        desk.press(Key.Key_F2)
        for key in (VALUE + "levels", plans.REASON):  # one line, and several
            field = desk.field(key)
            before = field.value()
            desk.tab_to(field.control())
            type_text("C9")
            assert field.value() != before
            for _letter in range(2):
                window.press(Key.Key_Z, CTRL)
            assert field.value() == before
            window.press(Key.Key_Z, CTRL)  # nothing is left to undo: still nothing is retracted
            assert window.no_dialog()
        window.press(Key.Key_Escape)
        window.press(Key.Key_Z, CTRL)
        asked: QObject = window.dialog(ConfirmReason)
        assert isinstance(asked, ConfirmReason)
        asked.reject()
