"""A small ward of invented patients on a real record, entered through the service as a user would."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from pathway_app.commands import AddAccount, CompleteCheckpoint, EnrolPatient
from pathway_app.domain.entries import Value
from pathway_app.people import Actor, Identity, Role, Sex, Site
from pathway_app.ports import Record
from pathway_app.services.service import Service
from tests.clocks import HandClock
from tests.recording import ADMIN, PATHWAY, writing

COORDINATOR = Actor("m.peeters", "M. Peeters", Role.COORDINATOR)
NURSE = Actor("v.nys", "V. Nys", Role.NURSE)
AUDITOR = Actor("a.auditor", "A. Auditor", Role.AUDITOR)

Steps = tuple[tuple[str, Mapping[str, Value]], ...]

NEURO: Mapping[str, Value] = {"gait": "impaired", "sensation": "impaired", "bladder_bowel": "normal"}
BEFORE_SURGERY: Steps = (
    ("complaints-recorded", {"complaints": ("spinal-pain", "sensory-loss")}),
    ("mri-contrast", {"region": ("cervical",), "levels": "C4–C6", "suspected_type": "ependymoma"}),
    ("neuro-status-preop", NEURO),
    ("treatment-decision", {"decision": "operate"}),
    ("patient-counselled", {}),
    ("mep-baseline", {"result": "obtained"}),
    ("ssep-baseline", {"result": "obtained"}),
)
SURGERY: Steps = (
    ("canal-opened", {}),
    ("dura-opened", {}),
    ("cord-opened", {}),
    ("neuromonitoring-running", {"modalities": ("mep", "ssep")}),
    ("resection-ended", {"plane": "clear", "extent": "complete", "signals": "stable"}),
    ("tissue-obtained", {}),
    ("wound-closed", {}),
)


@dataclass
class SmallWard:
    """Enters patients and steps; everything is recorded at the clock's present."""

    record: Record
    clock: HandClock

    def __post_init__(self) -> None:
        self.service = Service(self.record)

    def open_for_work(self, *, demo: bool = True, language: str = "nl") -> None:
        """Accounts and settings."""
        for actor in (COORDINATOR, NURSE, AUDITOR):
            added = AddAccount(name=actor.name, full_name=actor.full_name, role=actor.role)
            self.service.execute(added, ADMIN)
        with writing(self.record, "Init", ADMIN) as work:
            work.change_site(Site(ward="Dienst Neurochirurgie", language=language, demo=demo))

    def enrol(self, mrn: str, family: str, given: str, **more: Any) -> str:
        """A new patient; the course's id."""
        born, sex = more.pop("born", date(1974, 3, 14)), more.pop("sex", Sex.FEMALE)
        identity = Identity(mrn, family, given, born, sex, **more)
        at = self.clock.now() - timedelta(days=60)
        changes = self.service.execute(EnrolPatient(identity=identity, pathway=PATHWAY, at=at), COORDINATOR)
        return next(iter(changes.courses))

    def do(
        self, course: str, checkpoint: str, at: datetime, values: Mapping[str, Value] | None = None
    ) -> None:
        """A step done at `at`."""
        command = CompleteCheckpoint(
            course_id=course, checkpoint=checkpoint, occurred_at=at, values=values or {}
        )
        self.service.execute(command, COORDINATOR)

    def do_all(self, course: str, steps: Steps, at: datetime, apart: timedelta) -> None:
        """These steps one after another, the first at `at`."""
        for checkpoint, values in steps:
            self.do(course, checkpoint, at, values)
            at += apart

    def operated(self, course: str, wound_closed: datetime) -> None:
        """Everything up to the closing of the wound at that moment."""
        self.do_all(course, BEFORE_SURGERY, wound_closed - timedelta(days=14), timedelta(hours=6))
        step = timedelta(minutes=40)
        self.do_all(course, SURGERY, wound_closed - step * (len(SURGERY) - 1), step)

    def recovered(self, course: str, wound_closed: datetime) -> None:
        """Everything up to the end of a bed rest of 50 hours; the tissue is sent."""
        self.operated(course, wound_closed)
        self.do(course, "tissue-sent", wound_closed + timedelta(hours=2))
        self.do(
            course,
            "neuro-status-postop",
            wound_closed + timedelta(hours=8),
            {**NEURO, "increased_deficit": "no"},
        )
        self.do(course, "bed-rest-completed", wound_closed + timedelta(hours=50))


def fill(ward: SmallWard) -> dict[str, str]:
    """Seven patients in different trouble; course ids by family name."""
    now, day, hour = ward.clock.now(), timedelta(days=1), timedelta(hours=1)
    ids: dict[str, str] = {}

    def enrol(mrn: str, family: str, given: str, **more: Any) -> str:
        ids[family] = ward.enrol(mrn, family, given, **more)
        return ids[family]

    ward.recovered(enrol("4471029", "De Smet", "Annelies", bed="312-2", surgeon="dr. Claes"), now - 16 * day)
    janssens = enrol("4473310", "Janssens", "Pieter", bed="308-1", sex=Sex.MALE)
    ward.operated(janssens, now - 30.65 * hour)
    ward.do(janssens, "neuro-status-postop", now - 20 * hour, {**NEURO, "increased_deficit": "no"})
    ward.operated(enrol("4473555", "O'Neill", "Ciarán", bed="310-1", sex=Sex.MALE), now - 6.9 * hour)
    willems = enrol("4474021", "Willems", "Greta", bed="305-2", born=date(1949, 11, 11))
    ward.do_all(willems, BEFORE_SURGERY[:4], now - 5 * day, hour)
    maes = enrol("4474077", "Maes", "Jonas", bed="301-1", sex=Sex.MALE, born=date(1992, 2, 23))
    ward.do_all(maes, BEFORE_SURGERY[:5], now - 6 * day, hour)
    ward.recovered(
        enrol("4468113", "Van den Broeck", "Luc", sex=Sex.MALE, born=date(1959, 1, 2)), now - 14 * day
    )
    enrol("4474099", "Łukaszewicz-Vandenbroucke", "Maria-Antoinette", born=date(1988, 7, 30))
    return ids
