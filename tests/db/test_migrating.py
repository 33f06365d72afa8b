"""A record of an older program becomes one of this program, with all that it holds, or stays as it is."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlcipher3.dbapi2

from db import backup as copying
from db.engine import DatabaseRecords
from db.stamp import SCHEMA_NUMBER
from pathway_app.commands import ChangeSite, IssueSheets
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.people import Site
from pathway_app.ports import Migration
from pathway_app.recovery import new_phrase
from pathway_app.services import Service
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.clocks import HandClock
from tests.guarded import PASSWORD, cheap_records, shown
from tests.older import make_older
from tests.postgresql import PostgresqlServer
from tests.recording import ADMIN

ROOT = Path(__file__).parents[2]


CREDENTIALS = shown(ADMIN.name)


def records() -> DatabaseRecords:
    return cheap_records(HandClock(), 0.2)


@pytest.fixture
def file(tmp_path: Path, definition: PathwayDefinition, definition_body: str) -> Path:
    path = tmp_path / "ward.db"
    make_older(str(path), definition, definition_body)
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def address(
    request: pytest.FixtureRequest, definition: PathwayDefinition, definition_body: str
) -> Iterator[str]:
    """A record of the first schema."""
    if request.param == "sqlite":
        yield f"sqlite:///{request.getfixturevalue('file')}"
        return
    server: PostgresqlServer = request.getfixturevalue("postgresql_server")
    with server.database() as name:
        make_older(server.url(name), definition, definition_body)
        yield server.url(name)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises((Refused, EnvironmentFault)) as error:
        act()
    raised = error.value
    if isinstance(raised, Refused):
        (reason,) = raised.reasons
        return reason.code
    assert isinstance(raised, EnvironmentFault)
    return raised.code


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def stays(folder: Path, act: Callable[[], object]) -> str:
    before = contents(folder)
    code = code_of(act)
    assert contents(folder) == before
    return code


def logged(path: Path) -> list[tuple[object, ...]]:
    connection = sqlcipher3.dbapi2.connect(str(path))
    rows = connection.execute("SELECT * FROM log_event ORDER BY seq").fetchall()
    connection.close()
    return [tuple(row) for row in rows]


def test_an_older_record_is_brought_up_to_date_and_works(address: str) -> None:
    assert code_of(lambda: records().open(address)) == "database-older"
    done = records().migrate(address)
    assert (done.before, done.after) == (1, SCHEMA_NUMBER)
    assert code_of(lambda: records().open(address)) in ("database-unprotected", "server-unprotected")
    assert records().protect(address, CREDENTIALS, new_phrase()) == {}
    record = records().open(address, credentials=CREDENTIALS)
    with record.queries() as queries:
        assert queries.verify().sound
        assert queries.site() == Site("UZ", "3B")
        courses = queries.open_courses()
        head = queries.log_head()
        assert queries.patient_count() == 2
    service = Service(record)
    sheets = (Shown(Sheet.WARD), *(Shown(Sheet.HANDOVER, each.course.id) for each in courses))
    service.execute(IssueSheets(pack=Pack.WARD, shown=sheets, language="nl", to=Destination.PRINTER), ADMIN)
    service.execute(ChangeSite(settings={"downtime_keep": "5"}), ADMIN)
    with record.queries() as queries:
        verification = queries.verify()
        assert verification.sound, verification.problems
        assert queries.log_head().number == head.number + 2
        assert queries.site() == Site("UZ", "3B", downtime_keep="5")
    record.close()


def test_once_is_enough(address: str) -> None:
    records().migrate(address)
    again = records().migrate(address)
    assert (again.before, again.after, again.backup) == (SCHEMA_NUMBER, SCHEMA_NUMBER, None)


def test_what_was_there_is_kept_beside_the_file(file: Path) -> None:
    before = logged(file)
    backup = file.with_name("ward.db.schema-1")
    done = records().migrate(str(file))
    assert done == Migration(f"sqlite:///{file}", 1, SCHEMA_NUMBER, str(backup))
    assert sorted(contents(file.parent)) == ["ward.db", "ward.db.schema-1"]
    assert logged(backup) == logged(file) == before
    assert code_of(lambda: records().open(str(backup))) == "database-older"
    assert records().migrate(str(backup)).backup == f"{backup}.schema-1"


def test_what_stands_only_in_the_log_beside_the_file_is_copied_too(
    tmp_path: Path, definition: PathwayDefinition, definition_body: str
) -> None:
    path = tmp_path / "ward.db"
    make_older(str(path), definition, definition_body)
    holder = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    holder.execute("PRAGMA wal_autocheckpoint = 0")
    holder.execute("UPDATE patient SET bed = 'in the log'")
    assert b"in the log" not in path.read_bytes()
    done = records().migrate(str(path))
    holder.close()
    assert done.backup is not None
    for each in (done.backup, str(path)):
        connection = sqlcipher3.dbapi2.connect(each)
        assert connection.execute("SELECT DISTINCT bed FROM patient").fetchall() == [("in the log",)]
        connection.close()


def test_an_earlier_copy_is_never_overwritten(file: Path) -> None:
    backup = file.with_name("ward.db.schema-1")
    backup.write_text("x")
    assert stays(file.parent, lambda: records().migrate(str(file))) == "database-exists"
    backup.unlink()
    backup.symlink_to("nowhere")
    assert stays(file.parent, lambda: records().migrate(str(file))) == "database-exists"
    backup.unlink()
    assert records().migrate(str(file)).after == SCHEMA_NUMBER


def test_a_migration_that_fails_leaves_everything_as_it_was(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("CREATE TABLE issued_sheet (x)")
    connection.commit()
    connection.close()
    assert stays(file.parent, lambda: records().migrate(str(file))) == "database-damaged"


def test_a_server_database_that_cannot_be_migrated_stays_as_it_was(
    postgresql_server: PostgresqlServer, definition: PathwayDefinition, definition_body: str
) -> None:
    with postgresql_server.database() as name:
        url = postgresql_server.url(name)
        make_older(url, definition, definition_body)
        with postgresql_server.connect(name) as connection:
            connection.execute("CREATE TABLE issued_sheet (x int)")
        with pytest.raises(Exception, match="issued_sheet"):
            records().migrate(url)
        with postgresql_server.connect(name) as connection:
            assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)
            ready = "SELECT 1 FROM pg_indexes WHERE indexname = 'ix_checkpoint_current_ready'"
            assert connection.execute(ready).fetchone() is None
            connection.execute("DROP TABLE issued_sheet")
        assert records().migrate(url).after == SCHEMA_NUMBER


def test_what_cannot_be_migrated_is_refused(tmp_path: Path, file: Path) -> None:
    folder = file.parent
    other = tmp_path / "other.db"
    assert stays(folder, lambda: records().migrate(str(other))) == "database-missing"
    other.write_bytes(b"x" * 500)
    assert stays(folder, lambda: records().migrate(str(other))) == "database-damaged"
    other.unlink()
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE log_event (seq)")
    connection.close()
    assert stays(folder, lambda: records().migrate(str(other))) == "database-foreign"
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {SCHEMA_NUMBER + 1}")
    connection.close()
    assert stays(folder, lambda: records().migrate(str(file))) == "database-newer"
    assert code_of(lambda: records().migrate("mysql://x/y")) == "database-url"


def test_a_server_database_that_is_none_of_ours_is_refused(postgresql_server: PostgresqlServer) -> None:
    server = postgresql_server
    assert code_of(lambda: records().migrate(server.url("nowhere"))) == "database-missing"
    with server.database() as name:
        url = server.url(name)
        assert code_of(lambda: records().migrate(url)) == "database-missing"
        with server.connect(name) as connection:
            connection.execute("CREATE TABLE something (x int)")
        assert code_of(lambda: records().migrate(url)) == "database-foreign"
    with server.database() as name:
        url = server.url(name)
        records().create(url).close()
        with server.connect(name) as connection:
            connection.execute("UPDATE alembic_version SET version_num = '0099'")
        assert code_of(lambda: records().migrate(url)) == "database-newer"


def test_another_writer_is_waited_for(file: Path) -> None:
    holder = sqlcipher3.dbapi2.connect(str(file), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert code_of(lambda: records().migrate(str(file))) == "database-locked"
    holder.execute("ROLLBACK")
    holder.close()
    assert not file.with_name("ward.db.schema-1").exists()
    assert records().migrate(str(file)).after == SCHEMA_NUMBER


def test_a_record_that_is_open_here_is_not_migrated(file: Path) -> None:
    looked_at = records().open(str(file), older=True)
    assert code_of(lambda: records().migrate(str(file))) == "database-locked"
    looked_at.close()
    assert records().migrate(str(file)).after == SCHEMA_NUMBER


def test_of_an_older_record_the_site_can_be_read_and_nothing_written(file: Path) -> None:
    record = records().open(str(file), older=True)
    with record.queries() as queries:
        assert queries.site() == Site("UZ", "3B")
    with pytest.raises(EnvironmentFault, match="read-only"), record.unit_of_work():
        pass
    record.close()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everything")
def test_a_file_that_cannot_be_written_is_not_migrated(file: Path) -> None:
    file.chmod(0o400)
    assert stays(file.parent, lambda: records().migrate(str(file))) == "read-only"


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
def test_the_copy_is_no_easier_to_read_than_the_record(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file.chmod(0o600)
    seen: list[int] = []

    def look(place: Path) -> None:
        seen.append(stat.S_IMODE(place.stat().st_mode))

    monkeypatch.setattr(copying, "sync", look)
    done = records().migrate(str(file))
    assert done.backup is not None
    assert stat.S_IMODE(Path(done.backup).stat().st_mode) == 0o600
    assert seen[0] == 0o600, "while it had another name too"


def test_what_a_killed_one_left_behind_is_removed(file: Path) -> None:
    name = ".ward.db.schema-1.0b0f0000-0000-4000-8000-000000000001"
    others = {".ward.db.schema-1.mine", ".ward.db.schema-12.0b0f0000-0000-4000-8000-000000000001"}
    for each in (name, f"{name}-wal", f"{name}-shm", *others):
        file.with_name(each).write_bytes(b"x")
    records().migrate(str(file))
    assert set(contents(file.parent)) == {"ward.db", "ward.db.schema-1", *others}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may mount a disk")
def test_a_full_disk_is_told_as_such(file: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = file.stat().st_size
    program = (
        f"mount -t tmpfs -o size={size + 200_000} tmpfs {disk} && cp {file} {disk}/ward.db && "
        f"{sys.executable} main.py --database {disk}/ward.db --user {ADMIN.name} migrate --lang en; "
        f"echo $?; ls -A {disk}"
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", program],
        cwd=ROOT,
        env=os.environ | {"ZORGPAD_PASSWORD": PASSWORD},
        capture_output=True,
        text=True,
        check=False,
    )
    if "mount:" in done.stderr or "unshare:" in done.stderr:
        pytest.skip("no disk can be mounted here")
    assert done.stderr == "The disk is full; nothing was saved. Free some space and try again.\n"
    assert done.stdout.splitlines()[-2:] == ["1", "ward.db"]
