"""What cannot be a whole database of this program is refused, and stays as it was to the last byte."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlcipher3.dbapi2

from db.engine import DatabaseRecords
from db.stamp import APPLICATION_ID, SCHEMA_NUMBER
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.ports import Record
from tests.clocks import HandClock
from tests.conftest import OpenRecord
from tests.postgresql import PostgresqlServer
from tests.recording import generated, person, record_all, writing

ROOT = Path(__file__).parents[2]


def records() -> DatabaseRecords:
    return DatabaseRecords(HandClock(), patience=0.2)


def code_of(act: Callable[[], object]) -> str:
    """The one reason for which `act` is refused."""
    with pytest.raises(Refused) as refused:
        act()
    (reason,) = refused.value.reasons
    return reason.code


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def bare(path: Path, *statements: str) -> None:
    connection = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def stays(folder: Path, act: Callable[[], object]) -> str:
    """The code of the refusal, after which the folder is as it was."""
    before = contents(folder)
    code = code_of(act)
    assert contents(folder) == before
    return code


def test_nothing_there(tmp_path: Path) -> None:
    assert stays(tmp_path, lambda: records().open(str(tmp_path / "a.db"))) == "database-missing"
    assert stays(tmp_path, lambda: records().open(str(tmp_path / "no" / "a.db"))) == "database-missing"


@pytest.mark.parametrize("number", [SCHEMA_NUMBER + 1, 2**31 - 1])
def test_made_by_a_newer_program(sqlite_file: Path, number: int) -> None:
    bare(sqlite_file, f"PRAGMA user_version = {number}")
    assert stays(sqlite_file.parent, lambda: records().open(str(sqlite_file))) == "database-newer"


def test_made_by_a_newer_program_that_crashed(sqlite_file: Path) -> None:
    """The new number stands only in the log beside the file."""
    holder = sqlcipher3.dbapi2.connect(str(sqlite_file), isolation_level=None)
    holder.execute("PRAGMA wal_autocheckpoint = 0")
    holder.execute(f"PRAGMA user_version = {SCHEMA_NUMBER + 1}")
    assert int.from_bytes(sqlite_file.read_bytes()[60:64], "big") == SCHEMA_NUMBER
    assert code_of(lambda: records().open(str(sqlite_file))) == "database-newer"
    holder.close()


def test_made_by_an_older_program(sqlite_file: Path) -> None:
    bare(sqlite_file, f"PRAGMA user_version = {SCHEMA_NUMBER - 1}")
    assert stays(sqlite_file.parent, lambda: records().open(str(sqlite_file))) == "database-older"


def test_made_by_another_program(tmp_path: Path) -> None:
    path = tmp_path / "other.db"
    bare(path, "CREATE TABLE log_event (seq)", "PRAGMA application_id = 1")
    assert stays(tmp_path, lambda: records().open(str(path))) == "database-foreign"
    bare(path, "PRAGMA application_id = 0", "PRAGMA journal_mode = WAL")
    assert stays(tmp_path, lambda: records().open(str(path))) == "database-foreign"
    assert stays(tmp_path, lambda: records().open(str(tmp_path))) == "database-foreign"


@pytest.mark.parametrize(
    "content",
    [b"", b"x", b"SQLite format 3\x00", b"format: zorgpad-course/1\n" * 50, os.urandom(8191), bytes(4096)],
    ids=["empty", "short", "header-only", "text", "noise", "zeros"],
)
def test_not_a_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.db"
    path.write_bytes(content)
    assert stays(tmp_path, lambda: records().open(str(path))) == "database-damaged"


def test_what_may_be_encrypted_lacks_its_keys(tmp_path: Path) -> None:
    """Whole pages of noise: a record whose keys were left elsewhere looks like that."""
    path = tmp_path / "a.db"
    path.write_bytes(os.urandom(8192))
    assert stays(tmp_path, lambda: records().open(str(path))) == "database-keyless"


@pytest.mark.parametrize("kept", [0.02, 0.3, 0.9, 0.99])
def test_cut_off(sqlite_file: Path, kept: float) -> None:
    content = sqlite_file.read_bytes()
    sqlite_file.write_bytes(content[: int(len(content) * kept)])
    assert stays(sqlite_file.parent, lambda: records().open(str(sqlite_file))) == "database-damaged"


def test_with_a_damaged_beginning(sqlite_file: Path) -> None:
    content = bytearray(sqlite_file.read_bytes())
    content[100:4096] = bytes(3996)
    sqlite_file.write_bytes(content)
    assert stays(sqlite_file.parent, lambda: records().open(str(sqlite_file))) == "database-damaged"


def test_our_number_on_an_empty_database(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    bare(path, f"PRAGMA application_id = {APPLICATION_ID}", f"PRAGMA user_version = {SCHEMA_NUMBER}")
    assert stays(tmp_path, lambda: records().open(str(path))) == "database-damaged"


def test_damage_within_is_found_when_it_is_met(sqlite_file: Path, opened: OpenRecord) -> None:
    """Opening cannot look at everything; reading fails in words, and verify names the damage."""
    record = opened(str(sqlite_file))
    record_all(record, *generated(1))
    record.close()
    content = bytearray(sqlite_file.read_bytes())
    for page in range(4096 * 2, len(content), 4096):
        content[page : page + 8] = b"\xff" * 8
    sqlite_file.write_bytes(content)
    with pytest.raises((Refused, EnvironmentFault), match="database-damaged"):
        read_all(opened(str(sqlite_file)))


def read_all(record: Record) -> None:
    with record.queries() as queries:
        list(queries.newest_courses())


def problems(path: Path) -> set[str]:
    """What verify finds, or opening."""
    try:
        record = records().open(str(path))
    except Refused as refused:
        return {reason.code for reason in refused.reasons}
    with record.queries() as queries:
        found = {problem.code for problem in queries.verify().problems}
    record.close()
    return found


def test_changed_bytes_are_found(sqlite_file: Path, opened: OpenRecord) -> None:
    record = opened(str(sqlite_file))
    record_all(record, *generated(1))
    record.close()
    content = sqlite_file.read_bytes()
    sqlite_file.write_bytes(content.replace(b'"action":"complete"', b'"Action":"complete"'))
    assert {"event-changed", "course-unreadable"} <= problems(sqlite_file)


def test_a_page_of_noise_is_found_wherever_it_is(sqlite_file: Path, opened: OpenRecord) -> None:
    record = opened(str(sqlite_file))
    for seed in range(3):
        record_all(record, *generated(seed))
    record.close()
    content = sqlite_file.read_bytes()
    pages = range(4096, len(content), 4096)
    for at in pages[:: len(pages) // 12]:
        sqlite_file.write_bytes(content[:at] + os.urandom(4096) + content[at + 4096 :])
        assert problems(sqlite_file), at


def test_something_is_there_already(sqlite_file: Path, tmp_path: Path) -> None:
    assert stays(tmp_path, lambda: records().create(str(sqlite_file))) == "database-exists"
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    assert stays(tmp_path, lambda: records().create(str(tmp_path / "dangling"))) == "database-exists"
    assert stays(tmp_path, lambda: records().create(str(tmp_path))) == "database-exists"


def test_of_several_who_make_it_one_does(tmp_path: Path) -> None:
    def make(_: int) -> str:
        try:
            records().create(str(tmp_path / "a.db")).close()
        except Refused as refused:
            return refused.reasons[0].code
        return "made"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(make, range(4))) == ["database-exists"] * 3 + ["made"]
    assert [path.name for path in tmp_path.iterdir()] == ["a.db"]


def test_made_with_its_folder_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new" / "föl der" / "a%20b?#.db"
    record = records().create(str(path))
    assert record.url == f"sqlite:///{path}"
    with writing(record) as work:
        work.add_patient(person("1"))
    record.close()
    assert list(path.parent.iterdir()) == [path]
    reopened = records().open(str(path))
    with reopened.queries() as queries:
        assert queries.patient_count() == 1
    reopened.close()
    assert list(path.parent.iterdir()) == [path]


def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    assert stays(tmp_path, lambda: records().create(str(tmp_path / "file" / "a.db"))) == "database-folder"


def test_locked_by_another_program(sqlite_file: Path) -> None:
    holder = sqlcipher3.dbapi2.connect(str(sqlite_file), isolation_level=None)
    holder.execute("PRAGMA locking_mode = EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(EnvironmentFault, match="database-locked"):
        records().open(str(sqlite_file))
    holder.close()
    records().open(str(sqlite_file)).close()


LOOK = """
import sys
from db.engine import DatabaseRecords
from tests.clocks import HandClock
record = DatabaseRecords(HandClock()).open(sys.argv[1])
with record.queries() as queries:
    queries.patients()
record.close()
print(*sorted(set(sys.modules) & {"alembic", "psycopg", "pydantic", "ruamel.yaml", "sqlalchemy.orm", "sqlite3"}))
"""


def run(program: str, path: Path) -> str:
    command = [sys.executable, "-W", "error", "-c", program, str(path)]
    return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()


def test_opening_imports_nothing_that_it_does_not_need(sqlite_file: Path) -> None:
    assert run(LOOK, sqlite_file) == ""


def test_opening_it_twice_keeps_the_locks_of_the_first(sqlite_file: Path, opened: OpenRecord) -> None:
    """Whoever closes a file lets go of all locks of the process on it: another one would drop the log."""
    first = opened(str(sqlite_file))
    with writing(first) as work:
        work.add_patient(person("1"))
    opened(str(sqlite_file)).close()
    run(LOOK, sqlite_file)
    assert Path(f"{sqlite_file}-wal").exists()
    with writing(first) as work:
        work.add_patient(person("2"))
    assert count(opened(str(sqlite_file))) == 2


def count(record: Record) -> int:
    with record.queries() as queries:
        return queries.patient_count()


def test_a_server_database_is_refused_likewise(postgresql_server: PostgresqlServer) -> None:
    server = postgresql_server
    url = server.url(server.new_database())
    assert code_of(lambda: records().open(url)) == "database-missing"
    assert code_of(lambda: records().open(server.url("nowhere"))) == "database-missing"
    assert code_of(lambda: records().create(server.url("nowhere"))) == "database-missing"
    assert code_of(lambda: records().open(url.replace("postgres@", "nobody@"))) == "database-login"
    records().create(url).close()
    assert code_of(lambda: records().create(url)) == "database-exists"
    name = url.partition("@/")[2].partition("?")[0]
    for number, code in ((SCHEMA_NUMBER + 1, "database-newer"), (0, "database-older")):
        with server.connect(name) as connection:
            connection.execute("UPDATE alembic_version SET version_num = %s", [f"{number:04d}"])
        assert code_of(lambda: records().open(url)) == code
    other = server.new_database()
    with server.connect(other) as connection:
        connection.execute("CREATE TABLE something (x int)")
    assert code_of(lambda: records().open(server.url(other))) == "database-foreign"
    assert code_of(lambda: records().create(server.url(other))) == "database-foreign"


def test_an_address_is_shown_without_its_password(postgresql_server: PostgresqlServer) -> None:
    name = postgresql_server.new_database()
    url = postgresql_server.url(name).replace("postgres@", "postgres:geheim@")
    record = records().create(url)
    assert "geheim" not in record.url
    assert name in record.url
    record.close()
