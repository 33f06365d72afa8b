"""The records that the campaigns begin with: a plain one, as demonstrations are, and an encrypted one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from db import places, sqlite_files
from pathway_app.domain.definition import PathwayDefinition
from tests.campaigns import ward
from tests.recording import install

KEY = bytes(range(32))


@dataclass(frozen=True)
class Template:
    """A record with the shipped pathway, to be copied; `key` where it is encrypted."""

    path: Path
    key: bytes | None = None


@pytest.fixture(scope="session")
def plain(sqlite_template: Path) -> Template:
    return Template(sqlite_template)


@pytest.fixture(scope="session")
def encrypted(
    tmp_path_factory: pytest.TempPathFactory, definition: PathwayDefinition, definition_body: str
) -> Template:
    path = tmp_path_factory.mktemp("encrypted") / "record.db"
    sqlite_files.create(path, places.mount_table, KEY)
    record = ward.opened(path, KEY)
    install(record, definition, definition_body)
    record.close()
    return Template(path, KEY)


@pytest.fixture(scope="session", params=["plain", "encrypted"])
def template(request: pytest.FixtureRequest) -> Template:
    found: Template = request.getfixturevalue(request.param)
    return found
