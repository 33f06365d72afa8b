"""Courses of invented patients for the sheets, without a database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from pathway_app.definitions.loader import load_definition
from pathway_app.documents.edition import Edition
from pathway_app.domain.course import Course, Ending, Enrolment
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Action, Entry, Value, Variance, VarianceClass
from pathway_app.i18n import Words
from pathway_app.people import Identity, Patient, Sex, Site
from pathway_app.queries import CourseRecord, LogHead

PATHWAY = Path(__file__).parents[2] / "resources" / "pathways" / "intramedullary-tumour.yaml"
NOW = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
HEAD = LogHead(23, "7f3a91c2" + "0" * 56)
SITE = Site(hospital="Dienst Neurochirurgie", ward="verpleegafdeling 3B", demo=True)
ANNELIES = Identity(
    mrn="4471029",
    family_name="De Smet",
    given_name="Annelies",
    birth_date=date(1974, 3, 14),
    sex=Sex.FEMALE,
    bed="312-2",
    surgeon="dr. Claes",
)
WOUND_CLOSED = datetime(2026, 11, 11, 11, 58, tzinfo=UTC)
NEURO = {"gait": "impaired", "sensation": "impaired", "bladder_bowel": "normal"}


@cache
def definition() -> PathwayDefinition:
    """The shipped pathway."""
    return load_definition(PATHWAY)


def record(
    entries: Iterable[Entry],
    *,
    identity: Identity = ANNELIES,
    pathway: PathwayDefinition | None = None,
    site: Site = SITE,
    endings: tuple[Ending, ...] = (),
) -> CourseRecord:
    """A course with these entries."""
    pathway = pathway or definition()
    enrolment = Enrolment(NOW - timedelta(days=33), "demo.coordinator")
    course = Course("course-1", "patient-1", pathway.id, pathway.version, enrolment, tuple(entries), endings)
    return CourseRecord(Patient("patient-1", identity), course, pathway, site)


def edition(
    language: str = "en",
    *,
    as_of: datetime = NOW,
    printed_at: datetime = NOW,
    printed_by: str = "M. Peeters",
    site: Site = SITE,
) -> Edition:
    """A look at what would be printed."""
    return Edition(Words(language), site, as_of, printed_at, printed_by, HEAD)


def done(
    checkpoint: str,
    hours: float,
    values: Mapping[str, Value] | None = None,
    *,
    variance: Variance | None = None,
    round_: int = 1,
    recorded_after: float = 0.25,
) -> Entry:
    """A checkpoint done `hours` after the wound was closed (before: negative), recorded a while after."""
    at = WOUND_CLOSED + timedelta(hours=hours)
    return Entry(
        id=f"{checkpoint}-{round_}",
        action=Action.COMPLETE,
        by="demo.nurse",
        recorded_at=at + timedelta(hours=recorded_after),
        checkpoint=checkpoint,
        round=round_,
        occurred_at=at,
        values=values or {},
        variance=variance,
    )


def correction(of: Entry, hours: float, reason: str, **changes: object) -> Entry:
    """A correction of an entry, recorded `hours` after the wound was closed."""
    return replace(
        of,
        id=f"{of.id}-corrected",
        action=Action.CORRECT,
        supersedes=of.id,
        reason=reason,
        recorded_at=WOUND_CLOSED + timedelta(hours=hours),
        **changes,  # type: ignore[arg-type]
    )


def note(text: str, hours: float, checkpoint: str | None = None, *, late: bool = False) -> Entry:
    """A note written `hours` after the wound was closed, or (late) about two days before."""
    at = WOUND_CLOSED + timedelta(hours=hours)
    occurred = at - timedelta(hours=48) if late else at
    return Entry(
        f"note-{hours}", Action.NOTE, "demo.physician", at, checkpoint, occurred_at=occurred, text=text
    )


def before_surgery() -> list[Entry]:
    """From the complaints to the baselines."""
    mri = done(
        "mri-contrast",
        -330,
        {"region": ("cervical",), "levels": "C3–C5", "suspected_type": "ependymoma"},
    )
    return [
        done(
            "complaints-recorded",
            -340,
            {"complaints": ("sensory-loss", "loss-of-dexterity"), "since": "± 2 jaar"},
        ),
        mri,
        done("neuro-status-preop", -329, {**NEURO, "gait": "normal", "mccormick": "II"}, recorded_after=30),
        correction(
            mri,
            -320,
            "verkeerd niveau",
            values={"region": ("cervical",), "levels": "C4–C6", "suspected_type": "ependymoma"},
        ),
        done("treatment-decision", -240, {"decision": "operate"}),
        done("patient-counselled", -239),
        done("mep-baseline", -50, {"result": "obtained"}),
        Entry(
            "ssep-skipped",
            Action.SKIP,
            "demo.nurse",
            WOUND_CLOSED - timedelta(hours=48),
            "ssep-baseline",
            occurred_at=WOUND_CLOSED - timedelta(hours=49),
            variance=Variance(VarianceClass.PATIENT, "claustrofobie, weigert"),
        ),
    ]


def surgery() -> list[Entry]:
    """The day of surgery."""
    return [
        done("canal-opened", -4.5),
        done("dura-opened", -4),
        done("cord-opened", -3.5),
        done("neuromonitoring-running", -3.4, {"modalities": ("mep", "ssep")}),
        done("tissue-obtained", -2),
        done(
            "resection-ended",
            -1,
            {"plane": "clear", "extent": "complete", "signals": "changed-recovered"},
        ),
        done("wound-closed", 0),
        done("tissue-sent", 0.5),
    ]


def mid_pathway() -> list[Entry]:
    """Eleven days after surgery, waiting for the tissue diagnosis: the drawn sheet's patient."""
    early = Variance(VarianceClass.CLINICIAN, "beslissing arts", "wonde 2× per dag nakijken", "dr. Claes")
    return [
        *before_surgery(),
        *surgery(),
        done(
            "neuro-status-postop",
            20,
            {**NEURO, "gait": "lost", "mccormick": "III", "increased_deficit": "yes"},
        ),
        done("bed-rest-completed", 41.2, variance=early),
        note("Dochter belt elke avond.\nSpreekt Pools: Łukasz Ąžuolas tolkt.", 60),
    ]


def in_bed() -> list[Entry]:
    """One day after surgery, the clock running."""
    return [*before_surgery(), *surgery()]


def in_follow_up() -> list[Entry]:
    """With two follow-up MRIs, the second with progression."""
    board = ("neurosurgery", "pathology", "radiotherapy", "oncology")
    return [
        *mid_pathway(),
        done("definitive-diagnosis", 100, {"tumour_type": "ependymoma", "malignant_features": "no"}),
        done("board-discussed", 110, {"disciplines": board}),
        done("board-decision", 111, {"decision": "other", "rationale": "leeftijd & toestand <zie verslag>"}),
        done("rehabilitation-assessed", 112, {"indicated": "yes", "disciplines": ("physiotherapist",)}),
        done("rehabilitation-arranged", 113, {"setting": "home"}),
        done("follow-up-planned", 120, {"clinic": "neurosurgery", "interval_months": 1}),
        done("follow-up-mri", 160, {"result": "stable", "next_interval_months": 1}),
        done("follow-up-mri", 200, {"result": "progression"}, round_=2),
    ]
