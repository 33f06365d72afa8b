"""What the command line reads and exports is put on record, and a file that nobody may write is read all the same."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.cli.unwritable import only_readable
from tests.cli.zorgpad import InProcess
from tests.contract.bare import BareSqlite

MRN = "4471029"


@pytest.fixture
def own_ward(ward: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """A copy of the demonstration ward, to be written into."""
    shutil.copyfile(ward / "ward.db", tmp_path / "own.db")
    return InProcess(tmp_path / "own.db", capsys)


def newest(path: Path, since: int) -> list[tuple[str, str, dict[str, Any]]]:
    rows = BareSqlite(path).run(f"SELECT kind, actor, body FROM log_event WHERE seq > {since} ORDER BY seq")
    return [(kind, actor, json.loads(body)) for kind, actor, body in rows]


def head(path: Path) -> int:
    ((number,),) = BareSqlite(path).run("SELECT max(seq) FROM log_event")
    return int(number)


def test_reading_a_course(own_ward: InProcess) -> None:
    before = head(own_ward.database)
    assert own_ward("status", "--patient", MRN, "--json").code == 0
    [(kind, actor, body)] = newest(own_ward.database, before)
    assert (kind, actor, body["details"]) == ("course-read", "demo.coordinator", {"by": "command"})
    assert len(body["courses"]) == 1


def test_reading_everybody_is_an_export_of_all(own_ward: InProcess) -> None:
    before = head(own_ward.database)
    assert own_ward("status", "--all", "--json", "--user", "demo.nurse").code == 0
    told = {"by": "command", "of": "all", "what": "status"}
    assert newest(own_ward.database, before) == [("exported", "demo.nurse", {"details": told})]


@pytest.mark.parametrize("how", ["text", "json"])
def test_the_wards_day_is_an_export(own_ward: InProcess, how: str) -> None:
    before = head(own_ward.database)
    assert own_ward("worklist", *(["--json"] if how == "json" else []), "--user", "demo.nurse").code == 0
    told = {"by": "command", "format": how, "what": "worklist"}
    assert newest(own_ward.database, before) == [("exported", "demo.nurse", {"details": told})]


def test_exporting_a_course(own_ward: InProcess) -> None:
    before = head(own_ward.database)
    assert own_ward("export", "--patient", MRN, "--format", "yaml").code == 0
    [(kind, _actor, body)] = newest(own_ward.database, before)
    assert (kind, len(body["courses"])) == ("exported", 1)
    assert body["details"] == {"by": "command", "format": "yaml", "what": "course-file"}


@pytest.mark.parametrize("command", ["status", "export"])
def test_nothing_is_noted_of_what_was_refused(own_ward: InProcess, command: str) -> None:
    before = head(own_ward.database)
    assert own_ward(command, "--patient", "nobody").code == 1
    assert own_ward(command, "--patient", MRN, "--user", "nobody").code == 1
    assert head(own_ward.database) == before


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
@pytest.mark.parametrize("command", ["status", "export"])
def test_a_file_that_cannot_be_written_is_read(own_ward: InProcess, command: str) -> None:
    before = head(own_ward.database)
    with only_readable(own_ward):
        answer = own_ward(command, "--patient", MRN)
    assert (answer.code, answer.error) == (0, "")
    assert answer.out
    assert head(own_ward.database) == before
