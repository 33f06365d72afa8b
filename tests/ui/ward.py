"""A ward on a real record for the screens' tests: invented people, a patient on the way, a bridge to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from db.record import DatabaseRecord
from db.sqlite import SqliteStore
from pathway_app import commands as c
from pathway_app.changes import Changes
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.course import Course
from pathway_app.domain.entries import Entry, Variance, VarianceClass
from pathway_app.people import Actor, Identity, Role, Sex
from pathway_app.ports import Record
from pathway_app.services import Service
from tests.clocks import HandClock
from ui.bridge import Bridge

BRUSSELS = ZoneInfo("Europe/Brussels")
ADMIN = Actor("demo.administrator", "A. Admin", Role.ADMINISTRATOR)
MARTA = Actor("m.peeters", "M. Peeters", Role.COORDINATOR)
VIC = Actor("v.nys", "V. Nys", Role.NURSE)
CLAES = Actor("dr.claes", "dr. Claes", Role.PHYSICIAN)
AUDITOR = Actor("a.audit", "A. Audit", Role.AUDITOR)
PEOPLE = (ADMIN, MARTA, VIC, CLAES, AUDITOR)
PATHWAY = "intramedullary-tumour"
SHIPPED = Path(__file__).parents[2] / "resources" / "pathways" / "intramedullary-tumour.yaml"
KNEE = Path(__file__).parents[1] / "pathways" / "knee-replacement.yaml"

PATIENCE = 0.5
"""seconds that the window's writer waits for another one: a test does not wait for ten"""

ANNELIES = Identity(
    "4471029", "de Smet", "Annelies", date(1974, 3, 14), Sex.FEMALE,
    national_number="74031499662", bed="312-2", surgeon="dr. Claes",
)  # fmt: skip


def local(text: str) -> datetime:
    """`2026-11-11 13:05` on the ward's clock, as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=BRUSSELS).astimezone(UTC)


@dataclass
class Ward:
    """The record with its service, and the clock that both go by."""

    record: Record
    clock: HandClock
    service: Service = field(init=False)

    def __post_init__(self) -> None:
        self.service = Service(self.record)

    def give(self, command: c.Command, actor: Actor = MARTA) -> Changes:
        return self.service.execute(command, actor)

    def enrol(self, identity: Identity = ANNELIES, *, at: datetime, pathway: str = PATHWAY) -> str:
        """The new course's id; the clock stands at `at` afterwards."""
        self.clock.moment = at
        (course,) = self.give(c.EnrolPatient(identity=identity, pathway=pathway, at=at)).courses
        return course

    def done(
        self,
        course: str,
        checkpoint: str,
        at: str,
        actor: Actor = MARTA,
        *,
        round_: int = 1,
        later: timedelta = timedelta(minutes=2),
        variance: Variance | None = None,
        **values: Any,
    ) -> str:
        """The checkpoint is done at a local time and recorded `later`; the entry's id."""
        occurred_at = local(at)
        self.clock.moment = max(self.clock.moment, occurred_at + later)
        command = c.CompleteCheckpoint(
            course_id=course, checkpoint=checkpoint, round=round_, occurred_at=occurred_at,
            values={key.rstrip("_"): value for key, value in values.items()}, variance=variance,
        )  # fmt: skip
        return self.give(command, actor).entries[0]

    def course(self, course_id: str) -> Course:
        with self.record.queries() as queries:
            found = queries.course(course_id)
        assert found is not None
        return found.course

    def entries(self, course_id: str) -> tuple[Entry, ...]:
        return self.course(course_id).entries

    def newest(self, course_id: str) -> Entry:
        return self.entries(course_id)[-1]


@cache
def _pathway(path: Path) -> tuple[str, str, str]:
    """Id, version and canonical form of a pathway file."""
    definition = load_definition(path)
    return definition.id, definition.version, definition_to_json(definition)


def new_ward(path: Path, clock: HandClock, *, pathways: tuple[Path, ...] = (SHIPPED,)) -> Ward:
    """A new database with these pathways and the people; the clock stands before the first patient."""
    clock.moment = local("2026-10-19 08:00")
    path.write_bytes(_empty_ward(pathways))
    return Ward(DatabaseRecord(SqliteStore(path, clock)), clock)


@cache
def _empty_ward(pathways: tuple[Path, ...]) -> bytes:
    """The file of such a database: made once, to be copied."""
    clock = HandClock()
    clock.moment = local("2026-10-19 08:00")
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.db"
        ward = Ward(DatabaseRecords(clock).create(str(path)), clock)
        for person in PEOPLE:
            ward.give(c.AddAccount(name=person.name, full_name=person.full_name, role=person.role), ADMIN)
        for pathway in pathways:
            name, version, body = _pathway(pathway)
            ward.give(c.InstallDefinition(pathway=name, version=version, body=body), ADMIN)
        ward.record.close()
        return path.read_bytes()


_NEURO = {"bladder_bowel": "normal", "mccormick": "II"}
_BEFORE_BED_REST: tuple[tuple[str, str, Actor, Mapping[str, Any]], ...] = (
    (
        "complaints-recorded", "2026-10-19 09:20", MARTA,
        {"complaints": ("spinal-pain", "sensory-loss"), "since": "voorjaar 2026"},
    ),
    (
        "mri-contrast", "2026-10-21 10:30", MARTA,
        {"region": ("cervical",), "levels": "C4–C6", "suspected_type": "ependymoma"},
    ),
    ("neuro-status-preop", "2026-10-22 14:00", CLAES, {**_NEURO, "gait": "normal", "sensation": "impaired"}),
    ("treatment-decision", "2026-10-23 11:00", CLAES, {"decision": "operate"}),
    ("patient-counselled", "2026-10-23 11:30", CLAES, {}),
    ("mep-baseline", "2026-10-28 09:10", MARTA, {"result": "obtained"}),
    ("ssep-baseline", "2026-10-28 09:40", MARTA, {"result": "obtained"}),
    ("canal-opened", "2026-11-06 08:50", CLAES, {}),
    ("dura-opened", "2026-11-06 09:10", CLAES, {}),
    ("cord-opened", "2026-11-06 09:30", CLAES, {}),
    ("neuromonitoring-running", "2026-11-06 08:30", CLAES, {"modalities": ("mep", "ssep", "d-wave")}),
    ("tissue-obtained", "2026-11-06 10:05", CLAES, {}),
    (
        "resection-ended", "2026-11-06 11:40", CLAES,
        {"plane": "clear", "extent": "complete", "signals": "changed-recovered"},
    ),
    ("wound-closed", "2026-11-06 12:58", CLAES, {}),
    ("tissue-sent", "2026-11-06 13:20", CLAES, {}),
    (
        "neuro-status-postop", "2026-11-07 09:00", CLAES,
        {**_NEURO, "gait": "impaired", "sensation": "impaired", "increased_deficit": "yes"},
    ),
)  # fmt: skip


def patient_of_the_drawing(ward: Ward) -> str:
    """Annelies de Smet eleven days after surgery: mobilised early, her tissue diagnosis two days late."""
    course = ward.enrol(at=local("2026-10-19 09:00"))
    for checkpoint, at, actor, values in _BEFORE_BED_REST:
        ward.done(course, checkpoint, at, actor, **values)
    early = Variance(VarianceClass.CLINICIAN, "liquorlek uitgesloten", "drain eruit", "dr. Claes")
    ward.done(course, "bed-rest-completed", "2026-11-08 06:15", VIC, variance=early)
    ward.done(
        course, "rehabilitation-assessed", "2026-11-14 10:00", MARTA,
        indicated="yes", disciplines=("rehabilitation-physician", "physiotherapist"),
    )  # fmt: skip
    ward.clock.moment = local("2026-11-22 09:41")
    return course


def unguarded(path: Path, clock: HandClock) -> Callable[[], Record]:
    """Opens a ward of `new_ward` for the window: a real one, except that nobody has to log in."""
    return lambda: DatabaseRecord(SqliteStore(path, clock, patience=PATIENCE))


@contextmanager
def connected(
    qtbot: QtBot, path: Path, clock: HandClock, *, user: str = MARTA.name, language: str = "nl"
) -> Iterator[Bridge]:
    """A bridge to the database; it fails the test where a question ends in a defect."""
    defects: list[BaseException] = []
    bridge = Bridge(unguarded(path, clock), clock, user=user, language=language, defect=defects.append)
    with qtbot.waitSignal(bridge.connected):
        bridge.open()
    yield bridge
    qtbot.waitUntil(lambda: not bridge.is_busy())
    assert bridge.close()
    assert not defects, defects


def settled(qtbot: QtBot, bridge: Bridge) -> None:
    """Wait until nothing is asked any more."""
    qtbot.waitUntil(lambda: not bridge.is_busy())
