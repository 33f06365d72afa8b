"""Who a patient is, is said otherwise: both are kept."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from zoneinfo import ZoneInfo

from pathway_app.changes import Changes
from pathway_app.commands import CorrectIdentity
from pathway_app.domain.answers import unprintable
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Course
from pathway_app.domain.errors import Conflict, Refusal, Refused
from pathway_app.people import Actor, Identity, Patient
from pathway_app.ports import UnitOfWork
from pathway_app.queries import FormerIdentity
from pathway_app.services.enrolment import refuse_known
from pathway_app.services.identity_rules import checked

_WITHOUT_REASON = {"bed", "surgeon"}
"""where a patient lies and who operates says nothing about who it is"""


def correct_identity(work: UnitOfWork, actor: Actor, command: CorrectIdentity) -> Changes:
    """The rules are those of enrolment; besides, nobody has entries from before the birth.

    What stays as it is is not recorded.
    """
    now, zone = work.now(), ZoneInfo(work.site().zone)
    patient = work.patient(command.patient_id)
    if patient is None:
        raise Refused(Refusal("unknown-patient"))
    history = work.identity_history(patient.id)
    if command.seen != len(history):
        newest = history[-1] if history else None
        raise Conflict(
            by=newest.by if newest else "",
            recorded_at=newest.recorded_at if newest else now,
            code="identity-changed",
        )
    identity = checked(command.identity, local_date(now, zone))
    changed = tuple(
        field.name
        for field in fields(Identity)
        if getattr(identity, field.name) != getattr(patient.identity, field.name)
    )
    if not changed:
        return Changes(command.command_id)
    reason = command.reason.strip()
    if not reason and not _WITHOUT_REASON.issuperset(changed):
        raise Refused(Refusal("reason-missing", "reason"))
    refused = list(unprintable(reason, "reason"))
    if refused:
        raise Refused(refused)
    refuse_known(work, identity, patient.id)
    courses = work.courses_of(patient.id)
    _refuse_born_later(identity.birth_date, courses, zone)
    former = FormerIdentity(len(history) + 1, patient.identity, now, actor.name, reason)
    work.correct_identity(Patient(patient.id, identity), former, changed)
    return Changes(command.command_id, frozenset(course.id for course in courses), frozenset({patient.id}))


def _refuse_born_later(birth_date: date, courses: tuple[Course, ...], zone: ZoneInfo) -> None:
    """What was recorded is refused where it lies before the birth; so is a birth after what was recorded."""
    moments = [course.enrolment.at for course in courses]
    moments += [
        entry.occurred_at for course in courses for entry in course.entries if entry.occurred_at is not None
    ]
    earliest = local_date(min(moments), zone) if moments else None
    if earliest is not None and birth_date > earliest:
        raise Refused(
            Refusal("born-after-entries", "birth_date", {"birth_date": birth_date, "earliest": earliest})
        )
