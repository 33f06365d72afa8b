"""What the campaigns save: a small ward's commands, given through the service to a real record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from random import Random

from db import sqlite_files
from db.engine import DatabaseRecords
from db.record import DatabaseRecord
from db.sqlite import SqliteStore
from pathway_app import commands as c
from pathway_app.domain.course import Outcome
from pathway_app.domain.entries import Variance, VarianceClass
from pathway_app.meetings import MeetingCase
from pathway_app.people import Identity, Role, Sex
from pathway_app.ports import Record
from pathway_app.services import Service
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.clocks import NOW, HandClock
from tests.recording import ADMIN, COORDINATOR, PATHWAY, writing

NAMES = ("De Smet", "Maes", "Øst", "Van den Broeck", "El Amrani", "Ångström")


PATIENCE = 2
"""seconds that a writer waits for another one"""


def opened(path: Path, key: bytes | None = None) -> Record:
    """As the program opens it; one that is encrypted by its key, as it does once a password has told it."""
    if key is None:
        return DatabaseRecords(HandClock(), patience=PATIENCE).open(str(path))
    sqlite_files.refuse_unreadable(path, "rw", PATIENCE, older=False, key=key)
    return DatabaseRecord(SqliteStore(path, HandClock(), patience=PATIENCE, key=key))


def identity(number: int, random: Random) -> Identity:
    """An invented patient."""
    return Identity(
        f"5{number:06}", f"{random.choice(NAMES)} {number}", "Demo", date(1950, 1, 1) + timedelta(days=number),
        Sex.FEMALE, bed=f"31{number % 10}-1", surgeon="dr. Claes",
    )  # fmt: skip


def commands(record: Record, random: Random, first: int = 0) -> Iterator[c.Command]:
    """What one saves, without end: patients with their first steps and notes, short and longer than a page.

    Each is to be given before the next is asked for.
    """
    at = NOW - timedelta(hours=2)
    while record_number_taken(record, first):
        first += 1
    for number in count(first):
        someone = identity(number, random)
        yield c.EnrolPatient(identity=someone, pathway=PATHWAY, at=at)
        course = newest_course(record, someone.mrn)
        late = Variance(VarianceClass.UNSPECIFIED)
        yield c.CompleteCheckpoint(
            course_id=course, checkpoint="mri-contrast", occurred_at=at + timedelta(minutes=5), variance=late,
            values={"region": ("cervical",), "suspected_type": "ependymoma"},
        )  # fmt: skip
        for _ in range(random.randrange(4)):
            yield c.AddNote(course_id=course, text="n" * random.choice((20, 300, 1900)))
        yield c.CompleteCheckpoint(
            course_id=course, checkpoint="treatment-decision", occurred_at=at + timedelta(minutes=9),
            values={"decision": "operate"}, variance=late,
        )  # fmt: skip


def record_number_taken(record: Record, number: int) -> bool:
    with record.queries() as queries:
        return bool(queries.search(f"5{number:06}"))


def newest_course(record: Record, mrn: str) -> str:
    with record.queries() as queries:
        (row,) = queries.search(mrn)
    assert row.course_id is not None
    return row.course_id


def fill(record: Record, random: Random, patients: int = 6, first: int = 0) -> None:
    """A ward with something of every kind: former identities, a meeting, issued sheets, a failed print, endings."""
    service = Service(record)
    if not first:
        # Others that people work with are encrypted.
        with writing(record, "Found", ADMIN) as work:
            work.change_site(replace(work.site(), demo=True))
        add = c.AddAccount(name="demo.administrator", full_name="Ann Admin", role=Role.ADMINISTRATOR)
        service.execute(add, ADMIN)
        service.execute(c.AddAccount(name="demo.coordinator", full_name="Cor", role=Role.COORDINATOR), ADMIN)
    settings = {"hospital": f"UZ Voorbeeld {first}", "ward": "3B"}
    service.execute(c.ChangeSite(settings=settings), ADMIN)
    for command in commands(record, random, first):
        if isinstance(command, c.EnrolPatient) and command.identity.mrn == f"5{first + patients:06}":
            break
        service.execute(command, COORDINATOR)
    numbers = [f"5{number:06}" for number in range(first, first + patients)]
    courses = [newest_course(record, mrn) for mrn in numbers]
    for mrn in numbers[1::2]:
        _correct(service, record, mrn, random)
    case = MeetingCase(courses[0])
    when = datetime(2026, 11, 25, 14, tzinfo=UTC) + timedelta(hours=first)
    service.execute(c.PlanMeeting(at=when, pathway=PATHWAY, cases=(case,)), COORDINATOR)
    shown = (Shown(Sheet.WARD), Shown(Sheet.HANDOVER, courses[0]), Shown(Sheet.HANDOVER, courses[1]))
    for _ in range(2):
        issue = c.IssueSheets(pack=Pack.WARD, shown=shown, language="nl", to=Destination.PRINTER)
        service.execute(issue, COORDINATOR)
    with record.queries() as queries:
        issued = queries.log_head().number
    service.execute(c.ReportFailedPrint(issue=issued), COORDINATOR)
    end = c.EndCourse(course_id=courses[-1], at=NOW, outcome=Outcome.TRANSFERRED, reason="elders")
    service.execute(end, COORDINATOR)
    service.execute(c.ReopenCourse(course_id=courses[-1], reason="toch niet"), COORDINATOR)


def _correct(service: Service, record: Record, mrn: str, random: Random) -> None:
    with record.queries() as queries:
        (row,) = queries.search(mrn)
    for seen, given in enumerate(("Demi", "Démi")):
        changed = replace(row.patient.identity, given_name=given, bed=f"30{random.randrange(9)}-2")
        command = c.CorrectIdentity(
            patient_id=row.patient.id, identity=changed, reason="verkeerd gehoord", seen=seen
        )
        service.execute(command, COORDINATOR)
