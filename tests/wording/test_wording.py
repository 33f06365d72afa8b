"""How a step's state and time are said, at the edges where the words change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pathway_app import wording
from pathway_app.domain.course import CheckpointState, State, Timing, course_state
from pathway_app.domain.definition import Field, FieldKind, LocalText, Origin, PathwayDefinition
from pathway_app.domain.entries import Action, Entry, Standing, Variance, VarianceClass
from pathway_app.i18n import Words
from pathway_app.wording import Mark, Term
from tests.recording import BRUSSELS

NOW = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)  # 09:41 on the ward
EN, NL = Words("en", BRUSSELS), Words("nl", BRUSSELS)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).astimezone(UTC)


@pytest.mark.parametrize(
    ("due", "mark", "short", "absolute"),
    [
        ("2026-11-20 23:59:59", Mark.OVERDUE, "2 d te laat", "20-nov"),
        ("2026-11-21 23:59:59", Mark.OVERDUE, "1 d te laat", "21-nov"),
        ("2026-11-22 09:40:00", Mark.OVERDUE, "0 u 01 te laat", "22-nov 09:40"),
        ("2026-11-21 09:42:00", Mark.OVERDUE, "23 u 59 te laat", "21-nov 09:42"),
        ("2026-11-21 09:41:00", Mark.OVERDUE, "1 d te laat", "21-nov 09:41"),
        ("2026-09-22 23:59:59", Mark.OVERDUE, "2 mnd te laat", "22-sep"),
        ("2025-09-22 23:59:59", Mark.OVERDUE, "14 mnd te laat", "22-sep-2025"),
        ("2026-11-22 09:41:00", Mark.DUE_TODAY, "vandaag 09:41", ""),
        ("2026-11-22 14:00:00", Mark.DUE_TODAY, "vandaag 14:00", ""),
        ("2026-11-22 23:59:59", Mark.DUE_TODAY, "vandaag", ""),
        ("2026-11-23 00:00:00", Mark.LATER, "morgen 00:00", "23-nov"),
        ("2026-11-23 23:59:59", Mark.LATER, "morgen", "23-nov"),
        ("2026-11-24 23:59:59", Mark.LATER, "over 2 d", "24-nov"),
        ("2027-01-21 23:59:59", Mark.LATER, "over 60 d", "21-jan-2027"),
        ("2027-01-22 23:59:59", Mark.LATER, "over 2 mnd", "22-jan-2027"),
        ("2027-02-21 23:59:59", Mark.LATER, "over 2 mnd", "21-feb-2027"),
    ],
)
def test_a_deadline_is_told_relative_and_absolute(due: str, mark: Mark, short: str, absolute: str) -> None:
    term = wording.deadline_term(local(due), NOW, NL)
    assert (term.mark, term.short, term.absolute) == (mark, short, absolute)


def test_a_day_is_the_wards_day_also_where_the_clock_changes() -> None:
    changed = local("2026-10-25 23:59:59")  # this day has 25 hours
    assert wording.deadline_term(changed, local("2026-10-25 00:00:00"), EN).short == "today"
    assert wording.deadline_term(changed, local("2026-10-24 23:59:00"), EN).short == "tomorrow"
    assert wording.deadline_term(changed, local("2026-10-26 00:00:00"), EN).short == "1 d late"


@pytest.mark.parametrize(
    ("left", "short"),
    [
        (timedelta(hours=17, minutes=20), "nog 17 u 20"),
        (timedelta(hours=17, minutes=19, seconds=1), "nog 17 u 20"),
        (timedelta(seconds=1), "nog 0 u 01"),
        (timedelta(hours=48), "nog 48 u 00"),
    ],
)
def test_a_clock_tells_what_is_left_and_never_nothing(left: timedelta, short: str) -> None:
    term = wording.clock_term(NOW + left, NOW, NL)
    assert (term.mark, term.short, term.soon) == (Mark.RUNNING, short, True)
    assert term.absolute.startswith("tot 2")


def test_a_term_on_one_line() -> None:
    assert wording.deadline_term(local("2026-11-20 23:59:59"), NOW, EN).whole == "! 2 d late (20-Nov)"
    assert Term(Mark.DUE_TODAY, "today").whole == "◷ today"


def entered(action: Action, variance: bool = False) -> Standing:
    told = Variance(VarianceClass.PATIENT, "tired") if variance else None
    return Standing(
        action, Entry("e", action, "an", NOW, checkpoint="x", occurred_at=NOW, variance=told), variance
    )


@pytest.mark.parametrize(
    ("row", "mark", "word"),
    [
        (CheckpointState("x", 1, State.DONE, standing=entered(Action.COMPLETE)), Mark.DONE, "done"),
        (
            CheckpointState("x", 1, State.DONE, standing=entered(Action.COMPLETE, variance=True)),
            Mark.VARIANCE,
            "done with a variance",
        ),
        (
            CheckpointState("x", 1, State.SKIPPED, standing=entered(Action.SKIP, variance=True)),
            Mark.VARIANCE,
            "will not be done",
        ),
        (CheckpointState("x", 1, State.NOT_APPLICABLE), Mark.NOT_APPLICABLE, "does not apply"),
        (CheckpointState("x", 1, State.UNDECIDED), Mark.UNDECIDED, "not decided yet"),
        (CheckpointState("x", 1, State.BLOCKED, waiting_for=("y",)), Mark.BLOCKED, "waits"),
        (
            CheckpointState("x", 1, State.BLOCKED, Timing.OVERDUE, NOW - timedelta(1), waiting_for=("y",)),
            Mark.OVERDUE,
            "waits",
        ),
        (
            CheckpointState("x", 1, State.RUNNING, Timing.DUE_TODAY, NOW + timedelta(hours=1)),
            Mark.RUNNING,
            "running",
        ),
        (CheckpointState("x", 1, State.READY), Mark.LATER, "can be done now"),
        (
            CheckpointState("x", 1, State.READY, Timing.DUE_TODAY, NOW + timedelta(hours=1)),
            Mark.DUE_TODAY,
            "can be done now",
        ),
    ],
)
def test_a_step_has_one_mark_and_one_word(row: CheckpointState, mark: Mark, word: str) -> None:
    assert wording.mark_of(row, NOW) is mark
    assert wording.state_word(row, EN) == word


def test_a_finished_step_has_no_term(definition: PathwayDefinition) -> None:
    row = CheckpointState("x", 1, State.DONE, deadline=NOW, standing=entered(Action.COMPLETE))
    assert wording.checkpoint_term(row, NOW, EN) is None
    assert wording.checkpoint_term(CheckpointState("x", 1, State.UNDECIDED), NOW, EN) is None


def test_waiting_and_asking_in_a_sentence(definition: PathwayDefinition) -> None:
    assert wording.waits_for(definition, ("mep-baseline", "ssep-baseline"), NL) == "wacht op: MEP, SSEP"
    gates = ("patient-counselled", "mep-baseline", "ssep-baseline")
    assert wording.waits_for(definition, gates, NL, most=1) == "wacht op: gesprek patiënt +2"
    assert wording.asks(definition, "patient-counselled", NL) == ""
    assert wording.asks(definition, "mep-baseline", NL) == "Vraagt: resultaat"


def test_rounds_are_named_from_the_second_on(definition: PathwayDefinition) -> None:
    assert wording.step_title(definition, "follow-up-mri", 1, EN) == "Follow-up MRI"
    assert wording.step_title(definition, "follow-up-mri", 3, EN) == "Follow-up MRI · round 3"


def test_the_course_in_a_few_words(definition: PathwayDefinition) -> None:
    mri = Entry(
        "1", Action.COMPLETE, "an", NOW, checkpoint="mri-contrast", occurred_at=NOW - timedelta(days=30),
        values={"region": ("cervical", "thoracic"), "levels": "C4–Th2 <b>", "suspected_type": "ependymoma"},
    )  # fmt: skip
    state = course_state(definition, [mri], NOW)
    assert wording.headline(definition, state, EN) == (
        "Region: cervical, thoracic",
        "C4–Th2 <b>",
        "Suspected type: ependymoma",
    )
    assert wording.day_count(definition, state, NOW, EN) == "", "nothing to count from yet"


@pytest.mark.parametrize(
    ("unit", "n", "said"),
    [
        ("maand|maanden", 1, "1 maand"),
        ("maand|maanden", 6, "6 maanden"),
        ("maand|maanden", 0, "0 maanden"),
        ("mg", 1, "1 mg"),
        ("mg", 6, "6 mg"),
        ("", 6, "6"),
    ],
)
def test_a_number_has_the_form_of_its_unit(unit: str, n: int, said: str) -> None:
    texts = LocalText({"nl": unit})
    field = Field("interval", LocalText({"nl": "Tijd"}), FieldKind.INTEGER, Origin(), unit=texts)
    assert wording.answer(field, n, NL) == said
    assert wording.unit(field, NL) == unit.rpartition("|")[2]
