"""Invented patients in follow-up, as the drawing shows them: on time, late, after progression, and without a plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from pathway_app.commands import CompleteCheckpoint, EnrolPatient
from pathway_app.domain.entries import Value
from pathway_app.people import Identity, Sex
from tests.recording import PATHWAY
from tests.ui.small_ward import COORDINATOR, SmallWard

_ZONE = ZoneInfo("Europe/Brussels")
_DECIDED: tuple[tuple[str, Mapping[str, Value]], ...] = (
    ("definitive-diagnosis", {"tumour_type": "ependymoma", "malignant_features": "no"}),
    ("board-discussed", {"disciplines": ("neurosurgery", "pathology", "radiotherapy", "oncology")}),
    ("board-decision", {"decision": "regular-mri"}),
)


def day(text: str) -> datetime:
    """Nine in the morning on the ward."""
    return datetime.fromisoformat(f"{text} 09:00").replace(tzinfo=_ZONE).astimezone(UTC)


class FollowUpWard(SmallWard):
    """Everything is recorded at the clock's present, long after it occurred."""

    def decided(self, mrn: str, family: str, given: str, born: date, operated: str) -> str:
        """A patient for whom the tumour board has decided, three weeks after the operation; the course's id."""
        wound_closed = day(operated)
        identity = Identity(mrn, family, given, born, Sex.FEMALE)
        enrolled = EnrolPatient(identity=identity, pathway=PATHWAY, at=wound_closed - timedelta(days=60))
        (course,) = self.service.execute(enrolled, COORDINATOR).courses
        self.recovered(course, wound_closed)
        for number, (checkpoint, values) in enumerate(_DECIDED):
            self.enter(course, checkpoint, wound_closed + timedelta(days=14 + number), values)
        return course

    def enter(
        self, course: str, checkpoint: str, at: datetime, values: Mapping[str, Value], round_: int = 1
    ) -> None:
        command = CompleteCheckpoint(
            course_id=course, checkpoint=checkpoint, round=round_, occurred_at=at, values=values
        )
        self.service.execute(command, COORDINATOR)

    def planned(self, course: str, at: str, clinic: str, months: int) -> None:
        self.enter(course, "follow-up-planned", day(at), {"clinic": clinic, "interval_months": months})

    def mris(self, course: str, *made: tuple[str, str]) -> None:
        """The follow-up MRIs, the first round first: day and result."""
        for round_, (at, result) in enumerate(made, 1):
            self.enter(course, "follow-up-mri", day(at), {"result": result}, round_)


def fill(ward: FollowUpWard) -> dict[str, str]:
    """Seven patients; course ids by family name."""
    surgery, oncology = "neurosurgery", "neuro-oncology"
    ids: dict[str, str] = {}

    def patient(mrn: str, family: str, given: str, born: date, operated: str) -> str:
        ids[family] = ward.decided(mrn, family, given, born, operated)
        return ids[family]

    course = patient("4455002", "El Amrani", "Yasmina", date(1988, 7, 30), "2024-10-10")
    ward.planned(course, "2024-11-16", oncology, 6)
    ward.mris(course, ("2025-05-14", "stable"), ("2025-11-20", "stable"), ("2026-05-16", "progression"))
    course = patient("4431870", "Lambert", "Émile", date(1964, 4, 21), "2022-04-02")
    ward.planned(course, "2022-05-19", surgery, 6)
    ward.mris(course, ("2022-11-19", "stable"))
    course = patient("4462210", "Łukasik", "Ewa", date(1979, 2, 3), "2025-12-15")
    ward.planned(course, "2026-05-12", surgery, 3)
    ward.mris(course, ("2026-08-24", "no-tumour-visible"))
    course = patient("4440981", "Wouters", "Hilde", date(1957, 6, 12), "2023-11-20")
    ward.planned(course, "2025-12-11", surgery, 6)
    ward.mris(course, ("2026-06-11", "stable"))
    course = patient("4466743", "Öztürk", "Kemal", date(1990, 9, 29), "2026-03-20")
    ward.planned(course, "2026-06-15", oncology, 3)
    ward.mris(course, ("2026-09-15", "stable"))
    course = patient("4402217", "Dubois", "Marc", date(1948, 1, 18), "2019-09-10")
    ward.planned(course, "2025-03-20", surgery, 12)
    ward.mris(course, ("2026-03-20", "no-tumour-visible"))
    patient("4470310", "Claes", "Nora", date(1969, 5, 5), "2026-11-02")
    return ids
