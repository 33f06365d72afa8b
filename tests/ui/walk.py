"""One patient's whole way, from enrolment and MRI to the second follow-up MRI, for whoever's hands do it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pathway_app.domain.entries import Action, Entry, VarianceClass
from pathway_app.people import Sex
from tests.clocks import HandClock
from tests.ui.ward import Ward, local
from ui.course import plans
from ui.course.plans import VALUE, Mode

Answers = Mapping[str, tuple[str, ...] | str]


class Hands(Protocol):
    """How the user does it: by keys, or by mouse (letters are typed either way)."""

    def enrol(self, texts: Mapping[str, str], sex: Sex) -> str:
        """Enter a new patient; the course's id."""

    def time_has_passed(self) -> None:
        """Let the screen show the time that it is now."""

    def tick(self, checkpoint: str, round_: int) -> None:
        """Tick the box of a step."""

    def open(self, checkpoint: str, round_: int) -> None:
        """Open the form of a step, or what can be done with it."""

    def other_form(self, mode: Mode) -> None:
        """Go on to another form of the open step."""

    def choose(self, key: str, *answers: str) -> None: ...

    def write(self, key: str, text: str) -> None: ...

    def save(self) -> None: ...

    def undo(self, reason: str) -> None:
        """Take back what was entered last."""

    def look_at_the_sheet(self) -> None:
        """Open the handover sheet and close it again."""


@dataclass(frozen=True)
class Step:
    """One step, at a local time, with its answers; `tick` by the box alone."""

    at: str
    checkpoint: str
    answers: Answers = field(default_factory=dict)
    round: int = 1
    mode: Mode = Mode.TICK
    occurred: str = ""

    @property
    def is_plain(self) -> bool:
        return not self.answers and not self.occurred and self.mode is Mode.TICK


FOUR = ("neurosurgery", "pathology", "radiotherapy", "oncology")
STATUS = {
    VALUE + "gait": ("normal",),
    VALUE + "sensation": ("impaired",),
    VALUE + "bladder_bowel": ("normal",),
}

WAY = (
    Step("2026-10-19 09:10", "complaints-recorded", {VALUE + "complaints": ("spinal-pain", "balance-gait")}),
    Step(
        "2026-10-21 10:40",
        "mri-contrast",
        {
            VALUE + "region": ("cervical",),
            VALUE + "levels": "C4-C6",
            VALUE + "suspected_type": ("ependymoma",),
        },
        occurred="21-10-2026 10:30",
    ),
    Step("2026-10-22 14:00", "neuro-status-preop", STATUS),
    Step("2026-10-23 11:00", "treatment-decision", {VALUE + "decision": ("operate",)}),
    Step("2026-10-23 11:30", "patient-counselled"),
    Step("2026-10-28 09:10", "mep-baseline", {VALUE + "result": ("obtained",)}),
    Step(
        "2026-10-28 09:40",
        "ssep-baseline",
        {plans.VARIANCE_CLASS: ("patient",), plans.VARIANCE_REASON: "claustrofobie"},
        mode=Mode.SKIP,
    ),
    Step("2026-11-06 08:30", "neuromonitoring-running", {VALUE + "modalities": ("mep", "d-wave")}),
    Step("2026-11-06 08:50", "canal-opened"),
    Step("2026-11-06 09:10", "dura-opened"),
    Step("2026-11-06 09:30", "cord-opened"),
    Step("2026-11-06 10:05", "tissue-obtained"),
    Step(
        "2026-11-06 11:40",
        "resection-ended",
        {VALUE + "plane": ("clear",), VALUE + "extent": ("complete",), VALUE + "signals": ("stable",)},
    ),
    Step("2026-11-06 12:58", "wound-closed"),
    Step("2026-11-06 13:20", "tissue-sent"),
    Step("2026-11-07 09:00", "neuro-status-postop", {**STATUS, VALUE + "increased_deficit": ("yes",)}),
    Step(
        "2026-11-08 07:00",
        "bed-rest-completed",
        {plans.VARIANCE_CLASS: ("clinician",), plans.VARIANCE_REASON: "liquorlek uitgesloten"},
        occurred="8-11-2026 6:15",
    ),
    Step(
        "2026-11-13 10:00",
        "rehabilitation-assessed",
        {VALUE + "indicated": ("yes",), VALUE + "disciplines": ("physiotherapist",)},
    ),
    Step(
        "2026-11-13 10:05",
        "rehabilitation-arranged",
        {plans.REASON: "gaat naar het buitenland"},
        mode=Mode.NOT_APPLICABLE,
    ),
    Step("2026-11-13 10:10", "rehabilitation-completed"),
    Step(
        "2026-11-18 15:00",
        "definitive-diagnosis",
        {VALUE + "tumour_type": ("ependymoma",), VALUE + "malignant_features": ("no",)},
    ),
    Step("2026-11-20 16:00", "board-discussed", {VALUE + "disciplines": FOUR}),
    Step(
        "2026-11-20 16:20",
        "board-decision",
        {VALUE + "decision": ("regular-mri",)},
    ),
    Step(
        "2026-11-24 10:00",
        "follow-up-planned",
        {VALUE + "clinic": ("neuro-oncology",), VALUE + "interval_months": "6"},
    ),
    Step("2027-05-20 10:00", "follow-up-mri", {VALUE + "result": ("stable",)}),
    Step("2027-11-18 10:00", "follow-up-mri", {VALUE + "result": ("no-tumour-visible",)}, round=2),
)

PATIENT = {
    "mrn": "4471029", "family_name": "de Smet", "given_name": "Annelies", "birth_date": "14-3-1974",
    "national_number": "74.03.14-996.62", "bed": "312-2", "surgeon": "dr. Claes",
}  # fmt: skip


def walk(hands: Hands, ward: Ward, clock: HandClock) -> str:
    """Take the patient the whole way; the course's id."""
    clock.moment = local("2026-10-19 09:00")
    course = hands.enrol(PATIENT, Sex.FEMALE)
    for step in WAY:
        clock.moment = local(step.at)
        hands.time_has_passed()
        if step.checkpoint == "patient-counselled":
            _tick_by_mistake_and_undo(hands, ward, course)
        before = len(ward.entries(course))
        _do(hands, step)
        assert len(ward.entries(course)) == before + 1, f"{step.checkpoint} was not entered"
        if step.checkpoint == "definitive-diagnosis":
            _correct(hands)
    hands.look_at_the_sheet()
    return course


def _do(hands: Hands, step: Step) -> None:
    if step.is_plain:
        hands.tick(step.checkpoint, step.round)
        return
    hands.open(step.checkpoint, step.round)
    if step.mode is not Mode.TICK:
        hands.other_form(step.mode)
    # When comes before what depends on it: an early time brings up the variance.
    if step.occurred:
        hands.write(plans.OCCURRED_AT, step.occurred)
    for key, answer in step.answers.items():
        if isinstance(answer, str):
            hands.write(key, answer)
        else:
            hands.choose(key, *answer)
    hands.save()


def _tick_by_mistake_and_undo(hands: Hands, ward: Ward, course: str) -> None:
    hands.tick("patient-counselled", 1)
    mistake = ward.newest(course)
    hands.undo("te vroeg aangevinkt")
    undone = ward.newest(course)
    assert (undone.action, undone.supersedes, undone.reason) == (
        Action.RETRACT,
        mistake.id,
        "te vroeg aangevinkt",
    )


def _correct(hands: Hands) -> None:
    hands.open("definitive-diagnosis", 1)
    hands.other_form(Mode.CORRECT)
    hands.choose(VALUE + "malignant_features", "yes")
    hands.write(plans.REASON, "aanvullend verslag")
    hands.save()
    hands.open("definitive-diagnosis", 1)
    hands.other_form(Mode.CORRECT)
    hands.choose(VALUE + "malignant_features", "no")
    hands.write(plans.REASON, "toch niet")
    hands.save()


def check_entries(entries: tuple[Entry, ...]) -> None:
    """The record holds exactly what was done, by whom and when."""
    by_place = {
        (e.checkpoint, e.round): e
        for e in entries
        if e.checkpoint is not None and e.action is not Action.NOTE
    }
    for step in WAY:
        entry = by_place[step.checkpoint, step.round]
        assert entry.by == "m.peeters"
        assert entry.recorded_at == local(step.at)
        assert entry.occurred_at == local(iso(step.occurred) if step.occurred else step.at), step.checkpoint
        assert dict(entry.values) == entered_values(step), step.checkpoint
    skipped = by_place["ssep-baseline", 1]
    assert skipped.action is Action.SKIP and skipped.variance is not None
    assert (skipped.variance.variance_class, skipped.variance.reason) == (
        VarianceClass.PATIENT,
        "claustrofobie",
    )
    early = by_place["bed-rest-completed", 1]
    assert early.variance is not None and early.variance.reason == "liquorlek uitgesloten"
    not_applicable = by_place["rehabilitation-arranged", 1]
    assert (not_applicable.action, not_applicable.reason) == (
        Action.NOT_APPLICABLE,
        "gaat naar het buitenland",
    )
    corrections = [e for e in entries if e.action is Action.CORRECT]
    assert [e.values["malignant_features"] for e in corrections] == ["yes", "no"]
    assert sum(e.action is Action.RETRACT for e in entries) == 1
    assert len(entries) == len(WAY) + 4


def iso(typed: str) -> str:
    """A moment as the way writes it, for `local`."""
    return datetime.strptime(typed, "%d-%m-%Y %H:%M").strftime("%Y-%m-%d %H:%M")  # noqa: DTZ007  # local times


def entered_values(step: Step) -> dict[str, Any]:
    """The step's answers as they stand in the record."""
    found: dict[str, Any] = {}
    several = {"complaints", "region", "modalities", "disciplines"}
    for key, answer in step.answers.items():
        if not key.startswith(VALUE):
            continue
        name = key.removeprefix(VALUE)
        if isinstance(answer, str):
            found[name] = int(answer) if name == "interval_months" else answer
        else:
            found[name] = answer if name in several else answer[0]
    return found
