"""The migrations make the tables that the program uses, and lead there and back with data in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2
from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.pool import NullPool

from db.engine import DatabaseRecords
from db.migrate import migrate, stored_number
from db.stamp import APPLICATION_ID, SCHEMA_NUMBER
from db.tables import metadata
from pathway_app.commands import (
    ChangeMeeting,
    CorrectIdentity,
    IssueSheets,
    PlanMeeting,
    ReportFailedPrint,
)
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.meetings import MeetingCase
from pathway_app.services import Service
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.clocks import NOW, HandClock
from tests.older import make_older
from tests.postgresql import PostgresqlServer
from tests.recording import COORDINATOR, PATHWAY, generated, install, record_all

MEETING = NOW + timedelta(days=3)
CATALOGUE_SQLITE = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
CATALOGUE_POSTGRESQL = (
    "SELECT table_name, column_name, data_type, is_nullable, collation_name, column_default"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace",
    "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
)
LEFT_SQLITE = "SELECT name FROM sqlite_schema"
LEFT_POSTGRESQL = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    " UNION ALL SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
)


@dataclass
class Place:
    """An empty database: its engine, and its address as the program is given it."""

    engine: Engine
    address: str

    @property
    def is_sqlite(self) -> bool:
        return self.engine.dialect.name == "sqlite"

    def catalogue(self) -> set[tuple[Any, ...]]:
        """Every table, column, constraint and index, but those of the migrations' own table and the triggers."""
        with self.engine.connect() as connection:
            if self.is_sqlite:
                rows = [
                    (kind, name, *sorted(_lines(sql)))
                    for kind, name, sql in connection.exec_driver_sql(CATALOGUE_SQLITE)
                    if kind != "trigger"
                ]
            else:
                rows = [
                    tuple(row) for query in CATALOGUE_POSTGRESQL for row in connection.exec_driver_sql(query)
                ]
        return {row for row in rows if "alembic_version" not in " ".join(map(str, row[:2]))}

    def everything(self) -> set[str]:
        with self.engine.connect() as connection:
            query = LEFT_SQLITE if self.is_sqlite else LEFT_POSTGRESQL
            return set(connection.exec_driver_sql(query).scalars())


def _lines(sql: str) -> list[str]:
    return [line.strip().rstrip(",") for line in sql.splitlines()]


@pytest.fixture(params=["sqlite", "postgresql"])
def places(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[Place]]:
    """Two empty databases of one kind."""
    made = [_place(request, tmp_path, number) for number in range(2)]
    yield made
    for place in made:
        place.engine.dispose()


def _place(request: pytest.FixtureRequest, tmp_path: Path, number: int) -> Place:
    if request.param == "sqlite":
        path = tmp_path / f"{number}.db"

        def connect() -> Any:
            return sqlcipher3.dbapi2.connect(str(path), isolation_level=None)

        engine = create_engine("sqlite://", module=sqlcipher3.dbapi2, creator=connect, poolclass=NullPool)
        return Place(engine, f"sqlite:///{path}")
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    url = server.url(server.new_database())
    return Place(create_engine(url.replace("://", "+psycopg://"), poolclass=NullPool), url)


def _go(connection: Connection, target: str) -> int:
    migrate(connection, target)
    return stored_number(connection)


def test_head_equals_the_tables(places: list[Place]) -> None:
    migrated, made = places
    with migrated.engine.connect() as connection:
        assert _go(connection, "head") == SCHEMA_NUMBER
    metadata.create_all(made.engine)
    assert migrated.catalogue() == made.catalogue()
    assert len(made.catalogue()) > 15


def test_the_catalogue_tells_a_check_and_a_condition_apart(places: list[Place]) -> None:
    """The comparison above sees what Alembic's own does not."""
    plain, other = places
    for place in places:
        metadata.create_all(place.engine)
    with other.engine.connect() as connection:
        connection.exec_driver_sql("DROP INDEX ix_course_current_blocked")
        connection.exec_driver_sql("CREATE INDEX ix_course_current_blocked ON course_current (course_id)")
        connection.commit()
    assert plain.catalogue() != other.catalogue()


def test_up_down_up_with_data(
    places: list[Place], definition: PathwayDefinition, definition_body: str
) -> None:
    place, _ = places
    _make(place)
    for number in range(SCHEMA_NUMBER, 0, -1):
        _fill(place, definition, definition_body)
        issued = _issued(place)
        with place.engine.connect() as connection:
            assert _go(connection, f"{number - 1:04d}" if number > 1 else "base") == number - 1
            assert _go(connection, "head") == SCHEMA_NUMBER
        # Without the log, that is before the first migration, nothing is left; after it the log tells all.
        assert _issued(place) == (issued if number > 1 else [])
        if number > 1:
            _check(place)
    with place.engine.connect() as connection:
        assert _go(connection, "base") == 0
    assert {name for name in place.everything() if "alembic_version" not in name} == set()
    with place.engine.connect() as connection:
        assert _go(connection, "head") == SCHEMA_NUMBER
    _fill(place, definition, definition_body)


def _make(place: Place) -> None:
    DatabaseRecords(HandClock()).create(place.address).close()


def _fill(place: Place, definition: PathwayDefinition, body: str) -> None:
    record = DatabaseRecords(HandClock()).open(place.address)
    with record.queries() as queries:
        number = queries.patient_count()
        if not queries.pathways():
            install(record, definition, body)
    patient, course = generated(2 + number)
    record_all(record, patient, course)
    shown = (Shown(Sheet.WARD), Shown(Sheet.HANDOVER, course.id))
    for failing in (True, False):
        issue = IssueSheets(pack=Pack.WARD, shown=shown, language="nl", to=Destination.PRINTER)
        Service(record).execute(issue, COORDINATOR)
        if failing:
            with record.queries() as queries:
                failed = ReportFailedPrint(issue=queries.log_head().number)
            Service(record).execute(failed, COORDINATOR)
    plan = PlanMeeting(at=MEETING + timedelta(days=number), pathway=PATHWAY, cases=(MeetingCase(course.id),))
    if not course.endings:
        (meeting_id,) = Service(record).execute(plan, COORDINATOR).meetings
        cancel = ChangeMeeting(meeting_id=meeting_id, seen_revision=0, cancelled=True)
        Service(record).execute(cancel, COORDINATOR)
    record.close()
    _check(place)


def test_former_identities_are_not_thrown_away(
    places: list[Place], definition: PathwayDefinition, definition_body: str
) -> None:
    """They stand nowhere but in their table."""
    place, _ = places
    _make(place)
    _fill(place, definition, definition_body)
    record = DatabaseRecords(HandClock()).open(place.address)
    with record.queries() as queries:
        (someone,) = (row.patient for row in queries.patients().rows)
    identity = replace(someone.identity, given_name="Anders")
    correct = CorrectIdentity(patient_id=someone.id, identity=identity, reason="verkeerd", seen=0)
    Service(record).execute(correct, COORDINATOR)
    record.close()
    with place.engine.connect() as connection:
        with pytest.raises(RuntimeError, match="would be lost"):
            migrate(connection, "0002")
        assert stored_number(connection) == SCHEMA_NUMBER
    _check(place)


def test_what_the_older_program_left_is_listed(
    places: list[Place], definition: PathwayDefinition, definition_body: str
) -> None:
    place, _ = places
    make_older(place.address, definition, definition_body, demo="yes")
    DatabaseRecords(HandClock()).migrate(place.address)
    record = DatabaseRecords(HandClock()).open(place.address)
    with record.queries() as queries:
        assert len(queries.patients().rows) == queries.patient_count() == 2
        for row in queries.patients().rows:
            identity = row.patient.identity
            assert queries.look_alikes(identity, exclude="nobody")[0].patient.id == row.patient.id
    record.close()
    _check(place)


def _check(place: Place) -> None:
    record = DatabaseRecords(HandClock()).open(place.address)
    with record.queries() as queries:
        verification = queries.verify()
    record.close()
    assert verification.sound, verification.problems


def _issued(place: Place) -> list[tuple[Any, ...]]:
    with place.engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT * FROM issued_sheet ORDER BY sheet, course_id, copy")
        return [tuple(row) for row in rows]


def test_an_sqlite_file_says_what_it_is(tmp_path: Path) -> None:
    """At fixed places of the header, where it is seen without opening the database."""
    path = tmp_path / "record.db"
    DatabaseRecords(HandClock()).create(str(path)).close()
    header = path.read_bytes()[:100]
    assert int.from_bytes(header[68:72], "big") == APPLICATION_ID
    assert int.from_bytes(header[60:64], "big") == SCHEMA_NUMBER
    assert header[18:20] == b"\x02\x02"  # write-ahead log
