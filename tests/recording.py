"""Recording made short: what a test puts into a record before it looks at it."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pathway_app.changes import Changes
from pathway_app.derived import derive
from pathway_app.domain.course import Course, Ending, Enrolment, Outcome
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Entry
from pathway_app.domain.ids import new_id
from pathway_app.people import Actor, Identity, Patient, Role, Sex
from pathway_app.ports import Record, UnitOfWork
from tests.domain.course_dicts import entry_of, moment
from tests.oracle.course_generator import random_course

ADMIN = Actor("demo.administrator", "Ann Admin", Role.ADMINISTRATOR)
COORDINATOR = Actor("demo.coordinator", "Cor Dinator", Role.COORDINATOR)
PATHWAY = "intramedullary-tumour"
BRUSSELS = ZoneInfo("Europe/Brussels")


@contextmanager
def writing(record: Record, command: str = "Test", actor: Actor = COORDINATOR) -> Iterator[UnitOfWork]:
    """A unit of work under a new command id, committed at the end."""
    command_id = new_id()
    with record.unit_of_work() as work:
        assert work.begin(actor, command_id, command) is None
        yield work
        work.commit(Changes(command_id))


def install(record: Record, definition: PathwayDefinition, body: str) -> None:
    with writing(record, "InstallDefinition", ADMIN) as work:
        work.add_definition(definition.id, definition.version, body)


def person(mrn: str, family_name: str = "Voorbeeld", given_name: str = "Demo", **more: Any) -> Patient:
    """An invented patient with a new id."""
    identity = Identity(mrn, family_name, given_name, date(1974, 3, 14), Sex.FEMALE)
    return Patient(new_id(), replace(identity, **more))


def new_course(patient: Patient, at: datetime, *, version: str = "1") -> Course:
    return Course(new_id(), patient.id, PATHWAY, version, Enrolment(at, COORDINATOR.name, at))


def enrol(work: UnitOfWork, patient: Patient, course: Course) -> Course:
    """Add the patient, where new, and the course without entries, with its derived rows."""
    if work.patient(patient.id) is None:
        work.add_patient(patient)
    begun = replace(course, entries=(), endings=())
    work.add_course(begun)
    store(work, None, begun)
    return begun


def store(work: UnitOfWork, before: Course | None, after: Course) -> None:
    definition = work.definition(after.pathway, after.version)
    known = None if before is None else derive(definition, before, BRUSSELS)
    work.store_derived(known, derive(definition, after, BRUSSELS))


def enter(work: UnitOfWork, course: Course, entry: Entry) -> Course:
    """Append the entry and keep the derived rows true."""
    work.append_entry(course, entry)
    after = replace(course, entries=(*course.entries, entry))
    store(work, course, after)
    return after


def end(work: UnitOfWork, course: Course, ending: Ending) -> Course:
    work.append_ending(course, ending)
    after = replace(course, endings=(*course.endings, ending))
    store(work, course, after)
    return after


def generated(seed: int, *, mrn: str | None = None, steps: int | None = None) -> tuple[Patient, Course]:
    """A random patient with a random legal course, complete."""
    made = random_course(random.Random(seed), mrn=mrn or f"9{seed:06d}", steps=steps)
    told = made["patient"]
    patient = Patient(
        new_id(),
        Identity(**{**told, "birth_date": date.fromisoformat(told["birth_date"]), "sex": Sex(told["sex"])}),
    )
    began, over = made["enrolled"], made["ended"]
    enrolment = Enrolment(moment(began["at"]), began["by"], moment(began["recorded_at"]))
    # The generator's ids follow from its seed: two databases may hold the same, one may not.
    entries = tuple(map(entry_of, made["entries"]))
    endings = () if over is None else (_ending(over),)
    return patient, Course(new_id(), patient.id, PATHWAY, "1", enrolment, entries, endings)


def _ending(told: dict[str, Any]) -> Ending:
    return Ending(
        moment(told["at"]), moment(told["recorded_at"]), told["by"], Outcome(told["outcome"]), told["reason"]
    )


def record_all(record: Record, patient: Patient, course: Course) -> None:
    """Put a complete course into the record, an entry at a time, in one transaction."""
    with writing(record, "ImportCourses") as work:
        growing = enrol(work, patient, course)
        for entry in course.entries:
            growing = enter(work, growing, entry)
        for ending in course.endings:
            growing = end(work, growing, ending)
