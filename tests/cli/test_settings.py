"""`settings` and `migrate`, as an administrator gives them."""

from __future__ import annotations

from pathlib import Path

import pytest

from db import places
from db.stamp import SCHEMA_NUMBER
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.definitions.loader import load_definition
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.people import Role
from tests.cli.zorgpad import InProcess, zorgpad
from tests.conftest import PATHWAY
from tests.older import make_older
from tests.postgresql import PostgresqlServer
from tests.recording import ADMIN

UNTOUCHED = """\
hospital
ward
zone  Europe/Brussels
language  nl
contact_ordinary
contact_urgent
shift_starts  07:00 15:00 23:00
downtime_folder
downtime_every_hours  4
downtime_keep  12
backup_folder
second_backup_folder
backup_every_hours  4
backup_keep  14
lock_after_minutes  5
"""


def test_settings_are_listed_and_changed(empty: InProcess) -> None:
    assert empty("settings").out == UNTOUCHED
    changed = empty("settings", "contact_urgent", "  02 555 12 12, dag en nacht ", "--user", "chief")
    assert (changed.code, changed.out, changed.error) == (0, "", "")
    told = UNTOUCHED.replace("contact_urgent", "contact_urgent  02 555 12 12, dag en nacht")
    assert empty("settings").out == told
    assert empty("settings", "contact_urgent").out == "contact_urgent  02 555 12 12, dag en nacht\n"
    assert empty("settings", "contact_urgent", "", "--user", "chief").code == 0
    assert empty("settings").out == UNTOUCHED
    assert empty("verify").code == 0


def test_what_cannot_be_set_is_refused(empty: InProcess) -> None:
    empty.person("an", Role.COORDINATOR)
    for arguments, sentence in (
        (("downtime_keep", "0", "--user", "chief"), "downtime_keep must be a whole number from 1 to 200."),
        (("demo", "yes", "--user", "chief"), "There is no setting demo."),
        (("colour",), "There is no setting colour."),
        (("ward", "3B", "--user", "an"), "Your role (coordinator) may not do this."),
        (("ward", "3B", "--user", "who"), "Name or password is not right, or the account is disabled."),
    ):
        answer = empty("settings", *arguments)
        assert (answer.code, answer.out, answer.reasons) == (1, "", [sentence])
    assert empty("settings", "a", "b", "c").code == 2
    assert empty("settings").out == UNTOUCHED


@pytest.fixture(scope="module")
def shipped() -> PathwayDefinition:
    return load_definition(PATHWAY)


@pytest.fixture
def older(
    tmp_path: Path,
    shipped: PathwayDefinition,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> InProcess:
    """A database as the first Zorgpad left it, with the login of its administrator."""
    monkeypatch.setenv("LOGNAME", ADMIN.name)
    path = tmp_path / "ward.db"
    make_older(str(path), shipped, definition_to_json(shipped))
    return InProcess(path, capsys)


def test_an_older_database_names_the_command_that_helps(older: InProcess) -> None:
    for command in (("worklist",), ("settings",), ("verify",)):
        answer = older(*command)
        assert (answer.code, answer.out) == (1, "")
        assert answer.reasons == [
            f"The database {older.database} was made by an older Zorgpad; bring it up to date with “migrate”."
        ]
    answer = older("migrate")
    assert (answer.code, answer.error) == (0, "")
    assert answer.out.splitlines()[:3] == [
        f"From now on people log in here, and a file is encrypted. {ADMIN.name} gets a password.",
        f"Brought {older.database} from schema 1 to schema {SCHEMA_NUMBER}.",
        "What was not encrypted is overwritten and removed, its copy too; a disk may keep traces of it.",
    ]
    assert "Recovery phrase: " in answer.out
    assert not places.is_plain(older.database)
    assert older("verify").code == 0
    assert older("settings").out == UNTOUCHED.replace("hospital", "hospital  UZ").replace("ward", "ward  3B")
    again = older("migrate")
    assert (again.code, again.out) == (0, f"{older.database} is up to date; nothing was changed.\n")


def test_migrate_refuses_what_it_cannot_do(older: InProcess) -> None:
    backup = Path(f"{older.database}.schema-1")
    backup.write_text("x")
    answer = older("migrate")
    assert answer.reasons == [f"There is something at {backup} already; nothing was changed."]
    assert (answer.code, backup.read_text()) == (1, "x")
    missing = older("migrate", "--database", str(older.database.with_name("other.db")))
    assert (missing.code, len(missing.reasons)) == (1, 1)


def test_migrate_as_its_own_process(older: InProcess) -> None:
    name = older.database.name
    answer = zorgpad("migrate", "--database", name, "--user", ADMIN.name, folder=older.database.parent)
    assert (answer.code, answer.error) == (0, "")
    assert sorted(path.name for path in older.database.parent.iterdir()) == ["ward.db", "ward.db.keys"]


def test_migrate_on_a_server(
    monkeypatch: pytest.MonkeyPatch,
    postgresql_server: PostgresqlServer,
    shipped: PathwayDefinition,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
) -> None:
    with postgresql_server.database() as name:
        url = postgresql_server.url(name)
        make_older(url, shipped, definition_to_json(shipped))
        server = InProcess(tmp_path / "none", capsys, address=url)
        monkeypatch.setenv("LOGNAME", ADMIN.name)
        assert "“migrate”" in server("worklist").error
        answer = server("migrate")
        assert (answer.code, answer.error) == (0, "")
        assert f"from schema 1 to schema {SCHEMA_NUMBER}" in answer.out
        assert "overwritten" not in answer.out
        assert server("verify").code == 0
        assert "up to date" in server("migrate").out


def test_an_older_demonstration_is_made_again(
    tmp_path: Path, shipped: PathwayDefinition, capsys: pytest.CaptureFixture[str], older: InProcess
) -> None:
    assert older("demo", DISPLAY=":0").reasons == [
        f"{older.database} is no demonstration; it was not replaced."
    ]
    path = tmp_path / "demo.db"
    make_older(str(path), shipped, definition_to_json(shipped), demo="yes")
    demo = InProcess(path, capsys)
    assert demo("demo", DISPLAY=":0").code == 0
    assert len(demo("worklist", "--json").out.splitlines()) == 14
