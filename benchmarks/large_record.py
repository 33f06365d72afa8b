"""A record of very many courses for the benchmarks: some true ones, copied row by row under other names.

The copies have derived rows but no events, so such a record is for reading only and does not verify.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import sqlcipher3.dbapi2

from db.engine import DatabaseRecords
from db.look_alikes import alike_keys
from db.mappers import patient_of
from db.patient_list import bed_key
from pathway_app.changes import Changes
from pathway_app.commands import AddAccount, ImportCourses, ImportedCourse, InstallDefinition
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.course import Course, Enrolment
from pathway_app.domain.ids import new_id
from pathway_app.folding import fold
from pathway_app.people import Actor, Identity, Role, Sex
from pathway_app.ports import Record
from pathway_app.services import Service
from tests.domain.course_dicts import entry_of
from tests.oracle.course_generator import random_course

PATHWAY = Path(__file__).parents[1] / "resources" / "pathways" / "intramedullary-tumour.yaml"
ADMINISTRATOR = Actor("admin", "Admin", Role.ADMINISTRATOR)
COORDINATOR = Actor("an", "An", Role.COORDINATOR)
TRUE_COURSES = 50
NOW = datetime(2026, 6, 1, 9, tzinfo=UTC)
_FAMILIES = (
    "Ångström",
    "Bakker",
    "De Smet",
    "El Amrani",
    "Janssens",
    "Łukasz",
    "Maes",
    "O'Neill",
    "Van den Broeck",
)
_GIVEN = ("An", "Bert", "Chloë", "Dirk", "Eva", "Fatima", "Greta", "Hugo", "Ines", "Jef", "Karel", "Lies")


class StillClock:
    """A clock that stands at `NOW`."""

    def now(self) -> datetime:
        return NOW


def imported(random: Random, mrn: str, steps: int | None = None) -> ImportedCourse:
    """A random course that has not ended, as if read from a file."""
    return as_if_read(random_course(random, mrn=mrn, steps=steps))


def as_if_read(given: dict[str, Any]) -> ImportedCourse:
    """A course file's content, but for its end."""
    mrn = given["patient"]["mrn"]
    at = datetime.fromisoformat(given["enrolled"]["at"])
    identity = Identity(
        mrn, f"Voorbeeld {mrn}", "Demo", date.fromisoformat(given["patient"]["birth_date"]), Sex.FEMALE
    )
    course = Course(
        id="",
        patient_id="",
        pathway=given["pathway"]["id"],
        version=given["pathway"]["version"],
        enrolment=Enrolment(at, given["enrolled"]["by"]),
        entries=tuple(entry_of(entry) for entry in given["entries"]),
    )
    return ImportedCourse(name=mrn, identity=identity, course=course)


def furnish(service: Service) -> None:
    """The administrator and the definition, which every record needs."""
    service.execute(AddAccount(name="admin", full_name="Admin", role=Role.ADMINISTRATOR), ADMINISTRATOR)
    definition = load_definition(PATHWAY)
    body = definition_to_json(definition)
    install = InstallDefinition(pathway=definition.id, version=definition.version, body=body)
    service.execute(install, ADMINISTRATOR)


def _for_demonstration(record: Record) -> None:
    """Its file is opened again without a log-in."""
    with record.unit_of_work() as work:
        command_id = new_id()
        work.begin(ADMINISTRATOR, command_id, "benchmark")
        work.change_site(replace(work.site(), demo=True))
        work.commit(Changes(command_id))


@contextmanager
def large_record(courses: int) -> Iterator[Path]:
    """The path of an SQLite record with so many courses; it is gone afterwards."""
    with TemporaryDirectory(prefix="zorgpad-bench-") as folder:
        path = Path(folder) / "large.db"
        random = Random(7)
        record = DatabaseRecords(StillClock()).create(f"sqlite:///{path}")
        service = Service(record)
        _for_demonstration(record)
        furnish(service)
        true = tuple(imported(random, f"1{n:06}") for n in range(min(TRUE_COURSES, courses)))
        service.execute(ImportCourses(courses=true), ADMINISTRATOR)
        record.close()
        _copy(path, courses - len(true), random)
        yield path


def _copy(path: Path, copies: int, random: Random) -> None:
    connection = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    originals = connection.execute("SELECT id, patient_id FROM course").fetchall()
    for number in range(copies):
        course_id, patient_id = originals[number % len(originals)]
        _copy_patient(connection, patient_id, number, random)
        connection.execute(
            "INSERT INTO course SELECT ?, ?, pathway, version, enrolled_at, enrolled_by, recorded_at, ? "
            "FROM course WHERE id = ?",
            (f"c{number:07}", f"p{number:07}", 10_000_000 + number, course_id),
        )
        _copy_row(connection, "course_current", "course_id", f"c{number:07}", course_id)
        _copy_row(connection, "follow_up_current", "course_id", f"c{number:07}", course_id)
        _copy_open_variances(connection, f"c{number:07}", course_id)
        _list(connection, f"p{number:07}", f"c{number:07}", patient_id)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.close()


def _copy_open_variances(connection: sqlcipher3.dbapi2.Connection, new: str, old: str) -> None:
    """Of the checkpoints only those with an open variance: the rest is not read in lists."""
    names = [row[1] for row in connection.execute("PRAGMA table_info(checkpoint_current)")]
    others = ", ".join("?" if name == "course_id" else name for name in names)
    connection.execute(
        f"INSERT INTO checkpoint_current SELECT {others} FROM checkpoint_current "
        "WHERE course_id = ? AND variance_open",
        (new, old),
    )


def _list(
    connection: sqlcipher3.dbapi2.Connection, patient_id: str, course_id: str, original_id: str
) -> None:
    """The row of the list of patients, and the keys by which look-alikes are found."""
    row = connection.execute(
        "SELECT id, mrn, family_name, given_name, birth_date, sex, national_number, bed, surgeon, sort_key "
        "FROM patient WHERE id = ?",
        (patient_id,),
    ).fetchone()
    someone = patient_of(row)
    connection.execute(
        "INSERT INTO patient_current SELECT ?, ?, ?, ?, ?, ?, enrolled_at, due_key, phase, ended, "
        "has_open_variance FROM patient_current WHERE patient_id = ?",
        (
            patient_id,
            someone.identity.mrn,
            row[-1],
            bed_key(someone.identity),
            someone.identity.surgeon or "",
            course_id,
            original_id,
        ),
    )
    connection.executemany(
        "INSERT INTO patient_alike (key, patient_id) VALUES (?, ?)",
        [(key, patient_id) for key in alike_keys(someone.identity)],
    )


def _copy_row(connection: sqlcipher3.dbapi2.Connection, table: str, key: str, new: str, old: str) -> None:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    others = ", ".join("?" if name == key else name for name in names)
    connection.execute(f"INSERT INTO {table} SELECT {others} FROM {table} WHERE {key} = ?", (new, old))


def _copy_patient(
    connection: sqlcipher3.dbapi2.Connection, patient_id: str, number: int, random: Random
) -> None:
    family = f"{random.choice(_FAMILIES)}-{random.choice(_FAMILIES)}"
    given = random.choice(_GIVEN)
    mrn = f"2{number:06}"
    sort_key = f"{fold(family)}\t{fold(given)}"
    born = date(1930, 1, 1) + timedelta(days=random.randrange(34_000))
    bed = (
        f"{random.randrange(1, 9)}{random.choice('ABC')}-{random.randrange(1, 40)}"
        if number % 50 == 0
        else None
    )
    surgeon = f"dr. {random.choice(_FAMILIES)}"
    words = (*fold(family).split(), *fold(given).split(), mrn)
    connection.execute(
        "INSERT INTO patient SELECT ?, ?, ?, ?, ?, sex, NULL, ?, ?, ?, ?, ? FROM patient WHERE id = ?",
        (
            *(f"p{number:07}", mrn, family, given, born.isoformat(), bed, surgeon, sort_key),
            *(" " + " ".join(words), 10_000_000 + number, patient_id),
        ),
    )
    connection.executemany(
        "INSERT OR IGNORE INTO patient_word (word, sort_key, patient_id) VALUES (?, ?, ?)",
        [(word, sort_key, f"p{number:07}") for word in words],
    )
