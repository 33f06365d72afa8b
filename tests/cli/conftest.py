"""A demonstration ward that many tests look at."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pathway_app.founding import Foundation, found, shipped_definitions
from pathway_app.people import Actor, Role
from tests.cli.zorgpad import InProcess, zorgpad
from tests.guarded import PASSWORD, PHRASE, cheap_records


@pytest.fixture(scope="session")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a demonstration ward in `ward.db`; changed by no test."""
    folder = tmp_path_factory.mktemp("ward")
    answer = zorgpad("init", "--demo", "--database", "ward.db", "--admin", "chief", folder=folder)
    assert (answer.code, answer.error) == (0, "")
    return folder


@pytest.fixture
def on_ward(ward: Path, capsys: pytest.CaptureFixture[str]) -> InProcess:
    return InProcess(ward / "ward.db", capsys)


class _LongAgo:
    def now(self) -> datetime:
        return datetime(2020, 1, 1, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real database, whose administrator is `chief`, to be copied."""
    path = tmp_path_factory.mktemp("founded") / "zorgpad.db"
    administrator = Actor("chief", "chief", Role.ADMINISTRATOR)
    foundation = Foundation(
        administrator=administrator, password=PASSWORD, recovery=PHRASE, definitions=shipped_definitions()
    )
    found(cheap_records(_LongAgo()), str(path), foundation)
    return path


@pytest.fixture
def empty(
    founded: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> InProcess:
    """A new real database, whose administrator is `chief`; so is the login of the desktop."""
    for ending in ("", ".keys"):
        shutil.copyfile(f"{founded}{ending}", tmp_path / f"zorgpad.db{ending}")
    monkeypatch.setenv("LOGNAME", "chief")
    return InProcess(tmp_path / "zorgpad.db", capsys)
