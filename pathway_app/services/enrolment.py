"""Patients enter, courses begin and end."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from pathway_app.changes import Changes
from pathway_app.commands import BeginCourse, EndCourse, EnrolPatient, ReopenCourse
from pathway_app.derived import derive
from pathway_app.domain.answers import unprintable
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Course, Ending, Enrolment, Outcome, Reopening
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.domain.ids import new_id
from pathway_app.domain.rules import CLOCK_DIFFERENCE
from pathway_app.people import Actor, Identity, Patient
from pathway_app.ports import UnitOfWork
from pathway_app.services.identity_rules import checked


def enrol_patient(work: UnitOfWork, actor: Actor, command: EnrolPatient) -> Changes:
    """Refused with `mrn-exists` or `national-number-exists`, naming the patient, where the number is known."""
    now, zone = work.now(), ZoneInfo(work.site().zone)
    identity = checked(command.identity, local_date(now, zone))
    refuse_known(work, identity)
    patient = Patient(new_id(), identity)
    version = _newest_version(work, command.pathway)
    check_moment(command.at, now, patient, zone)
    work.add_patient(patient)
    enrolment = Enrolment(command.at, actor.name, now)
    course = Course(new_id(), patient.id, command.pathway, version, enrolment)
    start_course(work, course, zone)
    return Changes(command.command_id, frozenset({course.id}), frozenset({patient.id}))


def refuse_known(work: UnitOfWork, identity: Identity, own: str | None = None) -> None:
    """Raise Refused where a number is another patient's than that with the id `own`."""
    number = identity.national_number
    for known, code, field in (
        (work.patient_by_mrn(identity.mrn), "mrn-exists", "mrn"),
        (
            work.patient_by_national_number(number) if number else None,
            "national-number-exists",
            "national_number",
        ),
    ):
        if known is not None and known.id != own:
            someone = known.identity
            params = {"mrn": someone.mrn, "patient_id": known.id, "name": someone.display_name}
            raise Refused(Refusal(code, field, params))


def begin_course(work: UnitOfWork, actor: Actor, command: BeginCourse) -> Changes:
    now, zone = work.now(), ZoneInfo(work.site().zone)
    patient = work.patient(command.patient_id)
    if patient is None:
        raise Refused(Refusal("unknown-patient"))
    _refuse_reason(command.reason)
    version = _newest_version(work, command.pathway)
    check_moment(command.at, now, patient, zone)
    changed = set()
    for earlier in work.courses_of(patient.id):
        if earlier.pathway == command.pathway and earlier.ended() is None:
            _refuse_before_enrolment(command.at, earlier, zone)
            end = Ending(command.at, not_before(now, earlier), actor.name, Outcome.CONTINUED, command.reason)
            append_ending(work, earlier, end, zone)
            changed.add(earlier.id)
    course = Course(new_id(), patient.id, command.pathway, version, Enrolment(command.at, actor.name, now))
    start_course(work, course, zone)
    return Changes(command.command_id, frozenset(changed | {course.id}), frozenset({patient.id}))


def end_course(work: UnitOfWork, actor: Actor, command: EndCourse) -> Changes:
    now, zone = work.now(), ZoneInfo(work.site().zone)
    course, patient = loaded(work, command.course_id)
    if course.ended() is not None:
        raise Refused(Refusal("course-ended"))
    _refuse_reason(command.reason)
    check_moment(command.at, now, patient, zone)
    _refuse_before_enrolment(command.at, course, zone)
    end = Ending(command.at, not_before(now, course), actor.name, command.outcome, command.reason)
    append_ending(work, course, end, zone)
    return Changes(command.command_id, frozenset({course.id}))


def _refuse_reason(reason: str) -> None:
    refused = (
        [Refusal("reason-missing", "reason")] if not reason.strip() else [*unprintable(reason, "reason")]
    )
    if refused:
        raise Refused(refused)


def _refuse_before_enrolment(at: datetime, course: Course, zone: ZoneInfo) -> None:
    """A course does not end on a day before it was begun."""
    enrolled_on = local_date(course.enrolment.at, zone)
    if local_date(at, zone) < enrolled_on:
        raise Refused(Refusal("ended-before-enrolment", "at", {"enrolled_on": enrolled_on}))


def reopen_course(work: UnitOfWork, actor: Actor, command: ReopenCourse) -> Changes:
    """Refused while the patient has another open course of the pathway."""
    now, zone = work.now(), ZoneInfo(work.site().zone)
    course, patient = loaded(work, command.course_id)
    ending = course.ended()
    if ending is None:
        raise Refused(Refusal("course-not-ended"))
    _refuse_reason(command.reason)
    refuse_second_open(work, patient.id, course.pathway)
    reopened = replace(ending, reopened=Reopening(not_before(now, course), actor.name, command.reason))
    append_reopening(work, course, reopened, zone)
    return Changes(command.command_id, frozenset({course.id}))


def loaded(work: UnitOfWork, course_id: str) -> tuple[Course, Patient]:
    course = work.course(course_id)
    patient = work.patient(course.patient_id) if course else None
    if course is None or patient is None:
        raise Refused(Refusal("unknown-course"))
    return course, patient


def refuse_second_open(work: UnitOfWork, patient_id: str, pathway: str) -> None:
    """A patient has one open course at a time per pathway."""
    if any(each.pathway == pathway and each.ended() is None for each in work.courses_of(patient_id)):
        raise Refused(Refusal("course-open"))


def start_course(work: UnitOfWork, course: Course, zone: ZoneInfo) -> None:
    work.add_course(course)
    work.store_derived(None, derive(work.definition(course.pathway, course.version), course, zone))


def append_ending(work: UnitOfWork, course: Course, ending: Ending, zone: ZoneInfo) -> Course:
    """Append to the log and keep the derived rows true; returns the course as it is then."""
    work.append_ending(course, ending)
    return _store(work, course, replace(course, endings=(*course.endings, ending)), zone)


def append_reopening(work: UnitOfWork, course: Course, ending: Ending, zone: ZoneInfo) -> Course:
    """`ending`, the newest, now holds how it was reopened."""
    work.append_reopening(course, ending)
    return _store(work, course, replace(course, endings=(*course.endings[:-1], ending)), zone)


def _store(work: UnitOfWork, before: Course, after: Course, zone: ZoneInfo) -> Course:
    definition = work.definition(before.pathway, before.version)
    work.store_derived(derive(definition, before, zone), derive(definition, after, zone))
    return after


def check_moment(at: datetime, now: datetime, patient: Patient, zone: ZoneInfo) -> None:
    """Raise Refused where a stated moment lies in the future or before birth."""
    if at > now + CLOCK_DIFFERENCE:
        raise Refused(Refusal("in-future", "at", {"occurred_at": at}))
    if local_date(at, zone) < patient.identity.birth_date:
        raise Refused(Refusal("before-birth", "at", {"birth_date": patient.identity.birth_date}))


def not_before(now: datetime, course: Course) -> datetime:
    """The moment of recording: `now`, but never before what is already recorded of the course."""
    recorded = [now, *(entry.recorded_at for entry in course.entries[-1:])]
    recorded.extend(move.recorded_at for move in course.moves[-1:])
    recorded.extend(
        ending.reopened.recorded_at if ending.reopened else ending.recorded_at
        for ending in course.endings[-1:]
    )
    return max(recorded)


def _newest_version(work: UnitOfWork, pathway: str) -> str:
    version = work.newest_version(pathway)
    if version is None:
        raise Refused(Refusal("unknown-pathway", "pathway", {"pathway": pathway}))
    return version
