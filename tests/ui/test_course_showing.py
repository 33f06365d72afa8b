"""What the course screen says: answers, corrections, waits, clocks, history, origins, why nothing can be entered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pathway_app import commands as c
from pathway_app.documents.code_words import outcome_word
from pathway_app.domain.course import Outcome
from tests.clocks import HandClock
from tests.ui.desk import Desk, Key, at_desk
from tests.ui.ward import ANNELIES, AUDITOR, CLAES, KNEE, MARTA, Ward, local, patient_of_the_drawing
from tests.ui.windows import focused
from ui.course.plans import VALUE, Mode
from ui.theme import Status
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


def words_in(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget))


def details(desk: Desk, checkpoint: str, round_: int = 1) -> str:
    return "\n".join(detail.text for detail in desk.row(checkpoint, round_).content().details)


def operated(ward: Ward, course: str, wound_closed: str) -> None:
    """From the MRI to the closing of the wound, quickly."""
    ward.done(course, "mri-contrast", "2026-10-19 09:10", region=("cervical",), suspected_type="ependymoma")
    ward.done(course, "treatment-decision", "2026-10-19 09:20", decision="operate")
    ward.done(course, "patient-counselled", "2026-10-19 09:21")
    ward.done(course, "mep-baseline", "2026-10-19 09:22", result="obtained")
    ward.done(course, "ssep-baseline", "2026-10-19 09:23", result="obtained")
    for minute, checkpoint in enumerate(("canal-opened", "dura-opened", "cord-opened"), start=24):
        ward.done(course, checkpoint, f"2026-10-19 09:{minute}")
    ward.done(course, "neuromonitoring-running", "2026-10-19 09:30", modalities=("mep",))
    ward.done(
        course, "resection-ended", "2026-10-19 09:40", plane="clear", extent="complete", signals="stable"
    )
    ward.done(course, "wound-closed", wound_closed)


def test_the_banner_names_the_patient_by_everything_that_tells_people_apart(desk: Desk, course: str) -> None:
    said = words_in(desk.view.banner)
    for part in (
        "DE SMET, Annelies",
        "14-mrt-1974",
        "52",
        "4471029",
        "74.03.14-996.62",
        "312-2",
        "dr. Claes",
    ):
        assert part in said, part
    desk.view.checklist.show_section_top("follow-up")
    assert desk.view.banner.mapTo(desk.view, QPoint(0, 0)).y() == 0


def test_every_phase_and_every_step_is_there(desk: Desk, course: str) -> None:
    presenter = desk.view._presenter
    assert presenter is not None
    definition = presenter.record.definition
    assert [desk.row(checkpoint.id).content().title for checkpoint in definition.checkpoints] == [
        checkpoint.title["nl"] for checkpoint in definition.checkpoints
    ]
    assert len(desk.view.checklist._headers) == len(definition.phases) == len(desk.view.ribbon._chevrons)


def test_a_done_step_shows_who_when_and_answers_in_words(desk: Desk, course: str) -> None:
    assert desk.row("mri-contrast").content().meta == "21-okt 10:30 · M. Peeters"
    assert "Cervicaal" in details(desk, "mri-contrast") and "C4–C6" in details(desk, "mri-contrast")
    assert desk.row("mep-baseline").content().aside == "Verkregen"


def test_a_variance_shows_class_reason_action_and_who_follows_it_up(desk: Desk, course: str) -> None:
    content = desk.row("bed-rest-completed").content()
    assert content.tick is Tick.VARIANCE
    (line,) = (detail for detail in content.details if detail.status is Status.VARIANCE)
    for part in ("liquorlek uitgesloten", "drain eruit", "dr. Claes"):
        assert part in line.text


def test_a_corrected_step_names_who_says_what_stands_there(desk: Desk, course: str) -> None:
    late = desk.ward.done(
        course, "rehabilitation-arranged", "2026-11-15 10:00", setting="home", later=timedelta(days=7)
    )
    desk.ward.give(
        c.CorrectEntry(
            course_id=course, supersedes=late, occurred_at=local("2026-11-15 11:00"),
            values={"setting": "home"}, reason="uur",
        ),
        CLAES,
    )  # fmt: skip
    desk.view.refresh()
    desk.settle()
    _ = desk.bridge.words.gettext
    first = _("first entered by {who}").format(who="M. Peeters")
    assert desk.row("rehabilitation-arranged").content().meta == " · ".join(
        ("15-nov 11:00", "dr. Claes", first, _("entered late, {moment}").format(moment="22-nov 10:00"))
    )


def test_a_late_entry_is_marked(desk: Desk, course: str) -> None:
    desk.ward.done(
        course, "rehabilitation-arranged", "2026-11-15 10:00", setting="home", later=timedelta(days=7)
    )
    desk.view.refresh()
    desk.settle()
    assert "gebeurd 15-nov 10:00" in words_in(desk.view.panel)
    late = desk.bridge.words.gettext("entered late, {moment}").format(moment="22-nov 10:00")
    assert late in desk.row("rehabilitation-arranged").content().meta


def test_what_waits_says_for_what_and_what_is_undecided_which_answer_lacks(desk: Desk, course: str) -> None:
    assert "definitieve diagnose" in desk.row("board-discussed").content().tag
    undecided = desk.row("radiotherapy-completed").content()
    assert undecided.tick is Tick.UNDECIDED
    assert "Beslissing" in undecided.aside and "Beslissing van het tumorboard" in undecided.aside


def test_no_operation_makes_its_steps_not_applicable_with_the_reason(desk: Desk) -> None:
    course = desk.ward.enrol(at=local("2026-10-19 09:00"))
    desk.ward.done(course, "mri-contrast", "2026-10-19 09:10", region=("lumbar",), suspected_type="lymphoma")
    desk.ward.done(course, "treatment-decision", "2026-10-19 09:20", decision="no-operation")
    desk.show(course)
    content = desk.row("canal-opened").content()
    assert content.tick is Tick.NOT_APPLICABLE
    assert "Opereren" in content.aside
    assert desk.row("follow-up-planned").content().tick is Tick.OPEN


def test_a_contradiction_is_shown_and_nothing_disappears(desk: Desk, course: str) -> None:
    entries = desk.ward.entries(course)
    decision = next(entry for entry in entries if entry.checkpoint == "treatment-decision")
    assert decision.occurred_at is not None
    desk.ward.give(
        c.CorrectEntry(
            course_id=course, supersedes=decision.id, occurred_at=decision.occurred_at,
            values={"decision": "no-operation"}, reason="fout genoteerd",
        )
    )  # fmt: skip
    desk.view.refresh()
    desk.settle()
    content = desk.row("canal-opened").content()
    assert content.tick is Tick.DONE
    assert any(detail.status is Status.UNDECIDED for detail in content.details)
    assert desk.row("treatment-decision").content().aside == "Niet opereren"


def test_two_corrections_keep_both_old_values(desk: Desk, course: str) -> None:
    for result, reason in (("changed-persistent", "verslag"), ("stable", "nagekeken")):
        entry = next(
            e
            for e in reversed(desk.ward.entries(course))
            if e.checkpoint == "resection-ended" or e.reason == "verslag"
        )
        assert entry.occurred_at is not None
        desk.ward.give(
            c.CorrectEntry(
                course_id=course, supersedes=entry.id, occurred_at=entry.occurred_at, reason=reason,
                values={**entry.values, "signals": result},
            ),
            CLAES,
        )  # fmt: skip
    desk.view.refresh()
    desk.settle()
    struck = [d.text for d in desk.row("resection-ended").content().details if d.struck]
    assert len(struck) == 2
    assert "Veranderd, hersteld" in struck[0] and "Veranderd, niet hersteld" in struck[1]


def test_the_clock_counts_down_and_ends(desk: Desk, clock: HandClock) -> None:
    course = desk.ward.enrol(at=local("2026-10-19 09:00"))
    operated(desk.ward, course, "2026-10-19 10:00")
    desk.ward.done(
        course, "neuro-status-postop", "2026-10-19 12:00",
        gait="normal", sensation="normal", bladder_bowel="normal", increased_deficit="no",
    )  # fmt: skip
    clock.moment = local("2026-10-20 16:40")
    desk.show(course)
    row = desk.row("bed-rest-completed")
    assert row.content().tick is Tick.RUNNING
    assert "17" in row.content().tag and "20" in row.content().tag
    assert "21-okt 10:00" in row.content().aside
    clock.forward(minutes=10)
    desk.view._show_now()
    assert "17" in row.content().tag and "10" in row.content().tag
    clock.moment = local("2026-10-21 10:00")
    desk.view._show_now()
    assert desk.row("bed-rest-completed").content().tick is Tick.OPEN


def test_time_goes_on_by_itself_while_the_screen_shows(desk: Desk, course: str, clock: HandClock) -> None:
    assert desk.view._minute.isActive()
    assert desk.view._minute.remainingTime() <= 60_100
    desk.view.hide()
    assert not desk.view._minute.isActive()
    clock.forward(days=2)
    desk.view.show()
    assert desk.row("definitive-diagnosis").content().tag == desk.bridge.words.gettext("{n} d late").format(
        n=4
    )


def test_the_panel_explains_the_step_with_its_origin_and_what_follows(desk: Desk, course: str) -> None:
    said = words_in(desk.view.panel)
    for part in (
        "Definitieve weefseldiagnose",
        "Verdere behandeling, alinea 1",
        "Besproken op tumorboard",
        "14",
    ):
        assert part in said, part
    desk.walk_to("bed-rest-completed")
    desk.qtbot.waitUntil(lambda: "48 u bedrust volbracht" in words_in(desk.view.panel))
    said = words_in(desk.view.panel)
    assert "Verloop, laatste alinea" in said and "72" in said


def test_the_history_opens_whole(desk: Desk, course: str) -> None:
    count = len(desk.ward.entries(course)) + 1
    link = next(b for b in desk.view.panel.findChildren(QPushButton) if str(count) in b.text())
    assert "Traject begonnen" not in words_in(desk.view.panel)
    desk.click(link)
    assert "Traject begonnen" in words_in(desk.view.panel)


def test_the_documented_route_stands_beside_the_decision_and_chooses_nothing(desk: Desk, course: str) -> None:
    desk.ward.done(
        course, "definitive-diagnosis", "2026-11-22 09:45", tumour_type="ependymoma", malignant_features="no"
    )
    four = ("neurosurgery", "pathology", "radiotherapy", "oncology")
    desk.ward.done(course, "board-discussed", "2026-11-22 09:50", disciplines=four)
    desk.show(course, "board-decision")
    said = words_in(desk.form)
    assert "Verdere behandeling, punt 1" in said and "geregeld MRI" in said
    assert desk.form.content().values == {}
    rationale = desk.field(VALUE + "rationale")
    assert not rationale.problem()
    desk.choose(VALUE + "decision", "radiotherapy")
    assert rationale.problem()
    desk.save()
    assert rationale.error()
    desk.choose(VALUE + "decision", "radiotherapy-chemotherapy")
    desk.fill(VALUE + "rationale", "agressief beeld")
    desk.save()
    assert desk.ward.newest(course).values["rationale"] == "agressief beeld"


def test_reading_again_moves_neither_the_view_nor_the_focus_nor_the_typing(desk: Desk, course: str) -> None:
    desk.walk_to("board-discussed")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "disciplines", "oncology")
    bar = desk.view.checklist._scroll.verticalScrollBar()
    keys = desk.view.checklist.keys()
    rows = {key: desk.row_by_key(key) for key in keys}
    at, focus = bar.value(), desk.view.focusWidget()
    desk.ward.done(course, "rehabilitation-arranged", "2026-11-22 09:30", setting="home")
    desk.view.refresh()
    desk.settle()
    assert bar.value() == at
    assert desk.view.focusWidget() is focus
    assert desk.form.content().values == {"disciplines": ("oncology",)}
    assert all(desk.row_by_key(key) is row for key, row in rows.items())


def test_an_ended_course_says_so_and_locks(desk: Desk, course: str) -> None:
    at = desk.ward.clock.moment
    desk.ward.give(c.EndCourse(course_id=course, at=at, outcome=Outcome.DECEASED, reason="longembolie"))
    desk.view.refresh()
    desk.settle()
    assert "longembolie" in desk.view.standing_notice.text()
    count = len(desk.ward.entries(course))
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    assert not desk.form.form.save_button.isEnabled()
    assert "longembolie" in desk.form.form.message()
    desk.press(Key.Key_Escape)
    desk.walk_to("tissue-sent")
    desk.press(Key.Key_Return)
    bar = desk.row("tissue-sent").form()
    assert not any(button.isEnabled() for button in bar.buttons.values())  # type: ignore[union-attr]
    assert len(desk.ward.entries(course)) == count


def test_a_later_course_shows_the_earlier_one(desk: Desk, course: str) -> None:
    patient = desk.ward.course(course).patient_id
    at = desk.ward.clock.moment
    begun = desk.ward.give(
        c.BeginCourse(patient_id=patient, pathway="intramedullary-tumour", at=at, reason="tweede operatie")
    )
    later = next(iter(begun.courses - {course}))
    desk.show(later)
    first_day, last_day = "19-okt-2026", desk.bridge.words.day(at.date())
    link = next(
        b for b in desk.view.panel.findChildren(QPushButton) if f"{first_day} – {last_day}" in b.text()
    )
    assert outcome_word(Outcome.CONTINUED, desk.bridge.words) in link.text()
    with desk.qtbot.waitSignal(desk.view.course_wanted) as wanted:
        desk.click(link)
    assert wanted.args == [course, "", 1]


def test_a_second_patient_takes_the_place_of_the_first(desk: Desk, course: str) -> None:
    other = desk.ward.enrol(
        replace(ANNELIES, mrn="1", national_number=None, family_name="O'Neill", given_name="Ciarán"),
        at=local("2026-11-22 09:50"),
    )
    desk.walk_to("board-discussed")
    desk.press(Key.Key_Return)
    desk.show(other)
    assert not desk.has_form
    assert "O'NEILL, Ciarán" in words_in(desk.view.banner)
    assert desk.row("mri-contrast").content().tick is Tick.OPEN
    assert "C4–C6" not in details(desk, "mri-contrast")


@pytest.fixture
def auditor(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock, user=AUDITOR.name) as desk:
        yield desk


def test_who_may_not_enter_sees_why(auditor: Desk) -> None:
    course = patient_of_the_drawing(auditor.ward)
    auditor.show(course)
    count = len(auditor.ward.entries(course))
    assert auditor.view.standing_notice.isVisible() and auditor.view.standing_notice.text()
    assert not auditor.view.undo_button.isEnabled()
    auditor.press(Key.Key_Space)
    assert not auditor.form.form.save_button.isEnabled()
    assert auditor.form.form.message()
    assert not auditor.field(VALUE + "tumour_type").isEnabled()
    auditor.press(Key.Key_Escape)
    auditor.walk_to("tissue-sent")
    auditor.press(Key.Key_Return)
    bar = auditor.row("tissue-sent").form()
    assert not any(button.isEnabled() for button in bar.buttons.values())  # type: ignore[union-attr]
    assert len(auditor.ward.entries(course)) == count


@pytest.fixture
def knees(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock, language="en", pathways=(KNEE,)) as desk:
        yield desk


def test_another_pathway_shows_and_takes_entries_without_a_line_of_python(knees: Desk) -> None:
    identity = replace(ANNELIES, mrn="77", national_number=None)
    course = knees.ward.enrol(identity, at=local("2026-10-19 09:00"), pathway="knee-replacement")
    knees.ward.clock.moment = local("2026-10-19 09:30")
    knees.show(course)
    presenter = knees.view._presenter
    assert presenter is not None
    for checkpoint in presenter.record.definition.checkpoints:
        assert knees.row(checkpoint.id).content().title == checkpoint.title["en"]
        knees.view.entering.open(f"{checkpoint.id}#1")
    knees.view.entering.close()
    knees.walk_to("referral-received")
    knees.press(Key.Key_Return)
    knees.fill(VALUE + "letter", "please see & treat")
    knees.fill(VALUE + "pain_score", "11")
    knees.save()
    assert knees.field(VALUE + "pain_score").error()
    knees.fill(VALUE + "pain_score", "7")
    knees.save()
    assert knees.ward.newest(course).values == {"letter": "please see & treat", "pain_score": 7}
    knees.walk_to("knee-xray")
    knees.press(Key.Key_Return)
    knees.choose(VALUE + "side", "left")
    knees.save()
    assert knees.ward.newest(course).values == {"side": ("left",)}
    assert knees.row("knee-xray").content().aside == "Left"
    assert knees.view.entering.actions("knee-xray#1")[0][0] is Mode.CORRECT
    assert knees.ward.newest(course).by == MARTA.name


def test_tab_goes_round_in_reading_order(desk: Desk, course: str) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    form = desk.form.form
    first, panel = desk.view.patient.button, desk.view.panel
    last = [panel.history_link, desk.view.paper.button, desk.view.pathway_button]
    chevrons = desk.view.ribbon.stops()
    keys = desk.view.checklist.keys()
    at = keys.index("definitive-diagnosis#1") + 1
    boxes: list[QWidget] = [desk.row_by_key(key).box() for key in keys]
    radios: list[QWidget] = [button for _key, button in desk.buttons(VALUE + "malignant_features")]
    in_form = [
        desk.field(VALUE + "tumour_type").control(), radios[0], desk.field("occurred_at").control(),
        form.findChildren(QPushButton)[0], form.save_button,
        *(button for button in form.action_buttons.values() if button.isVisible()),
    ]  # fmt: skip
    buttons = [first, desk.view.undo_button, desk.view.print_button]
    wanted = [*buttons, *chevrons, *boxes[:at], *in_form, *boxes[at:], *last]
    first.setFocus()
    found: list[QWidget] = []
    for _ in range(len(wanted)):
        found.append(focused())
        QTest.keyClick(focused(), Key.Key_Tab)
    assert found == wanted
    assert focused() is first
