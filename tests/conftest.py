"""What tests of every kind share."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from db.engine import DatabaseRecords
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.ports import Record
from tests.clocks import HandClock
from tests.postgresql import TEMPLATE, PostgresqlServer
from tests.recording import install

PATHWAY = Path(__file__).parents[1] / "resources" / "pathways" / "intramedullary-tumour.yaml"


def pytest_collection_finish() -> None:
    """What is there now stays to the end: no collecting of garbage need go through all of it again."""
    gc.collect()
    gc.freeze()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def definition() -> PathwayDefinition:
    """The shipped pathway."""
    return load_definition(PATHWAY)


@pytest.fixture(scope="session")
def definition_body(definition: PathwayDefinition) -> str:
    """The shipped pathway as it is installed."""
    return definition_to_json(definition)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresqlServer]:
    """Started by the first test that needs it."""
    server = PostgresqlServer()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def sqlite_template(
    tmp_path_factory: pytest.TempPathFactory, definition: PathwayDefinition, definition_body: str
) -> Path:
    """A database with the shipped pathway installed, to be copied."""
    path = tmp_path_factory.mktemp("template") / "record.db"
    record = DatabaseRecords(HandClock()).create(str(path))
    install(record, definition, definition_body)
    record.close()
    return path


@pytest.fixture(scope="session")
def postgresql_template(
    postgresql_server: PostgresqlServer, definition: PathwayDefinition, definition_body: str
) -> str:
    postgresql_server.run(f"CREATE DATABASE {TEMPLATE}")
    record = DatabaseRecords(HandClock()).create(postgresql_server.url(TEMPLATE))
    install(record, definition, definition_body)
    record.close()
    return TEMPLATE


@pytest.fixture
def sqlite_file(sqlite_template: Path, tmp_path: Path) -> Path:
    """A database of one's own with the shipped pathway installed."""
    path = tmp_path / "record.db"
    shutil.copyfile(sqlite_template, path)
    return path


OpenRecord = Callable[[str], Record]


@pytest.fixture
def opened(clock: HandClock) -> Iterator[OpenRecord]:
    """Opens a database by its address and closes it after the test."""
    records: list[Record] = []

    def open_(address: str) -> Record:
        records.append(DatabaseRecords(clock).open(address))
        return records[-1]

    yield open_
    for record in records:
        record.close()
