"""When the surroundings fail nothing is changed, and the work goes on once they are well again."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile, rmtree

import pytest
import sqlcipher3.dbapi2

from db.engine import DatabaseRecords
from db.record import DatabaseRecord
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.ports import Record
from tests.clocks import HandClock
from tests.conftest import OpenRecord
from tests.postgresql import NOBODY, PostgresqlServer
from tests.recording import generated, install, person, record_all, writing


def add_patient(record: Record, mrn: str) -> None:
    with writing(record) as work:
        work.add_patient(person(mrn))


def count(record: Record) -> int:
    with record.queries() as queries:
        return queries.patient_count()


def fault_of(record: Record, mrn: str = "fails") -> str:
    """Try to add a patient, which must fail and leave nothing behind."""
    before = count(record)
    with pytest.raises(EnvironmentFault) as fault:
        add_patient(record, mrn)
    assert count(record) == before
    return fault.value.code


def goes_on(record: Record) -> None:
    add_patient(record, "goes on")
    with record.queries() as queries:
        assert queries.verify().sound


# A full disk


def test_a_database_that_may_not_grow(sqlite_file: Path, opened: OpenRecord) -> None:
    record = opened(str(sqlite_file))
    assert isinstance(record, DatabaseRecord)
    limit(record, 1)
    codes = []
    for number in range(200):
        try:
            add_patient(record, str(number))
        except EnvironmentFault as fault:
            codes.append(fault.code)
            break
    assert codes == ["disk-full"]
    assert count(record) == number
    limit(record, 10**6)
    goes_on(record)


def limit(record: DatabaseRecord, pages: int) -> None:
    """Let the one connection of the pool grow the file to so many pages, or as many as it has."""
    connection = record._store._pool.take()  # type: ignore[attr-defined]
    connection.cursor().execute(f"PRAGMA max_page_count = {pages}").fetchall()
    connection.close()


@contextmanager
def longest_file(size: int) -> Iterator[None]:
    """Let this process write no file longer than `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_file_that_may_not_grow(sqlite_file: Path, opened: OpenRecord) -> None:
    record = opened(str(sqlite_file))
    add_patient(record, "1")
    with longest_file(Path(f"{sqlite_file}-wal").stat().st_size + 5000):
        assert fault_of(record) == "input-output"
    goes_on(record)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own with two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", folder], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk; the two tests before this one do not need it")
    yield folder
    subprocess.run(["umount", folder], check=True)


def fill(folder: Path) -> Path:
    """Fill the disk to its last byte; returns the file that does."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 4096, 1):
            try:
                while True:
                    file.write(bytes(size))
            except OSError:
                continue
    return filler


def test_a_full_disk(small_disk: Path, sqlite_template: Path, opened: OpenRecord) -> None:
    path = small_disk / "record.db"
    copyfile(sqlite_template, path)
    record = opened(str(path))
    add_patient(record, "1")
    filler = fill(small_disk)
    assert fault_of(record) == "disk-full"
    assert count(record) == 1
    filler.unlink()
    goes_on(record)
    record.close()
    assert [each.name for each in small_disk.iterdir()] == ["record.db"]


def test_a_disk_that_fills_up_in_the_middle_of_much(
    small_disk: Path, sqlite_template: Path, opened: OpenRecord
) -> None:
    path = small_disk / "record.db"
    copyfile(sqlite_template, path)
    record = opened(str(path))
    codes = set()
    for seed in range(100):
        try:
            record_all(record, *generated(seed))
        except EnvironmentFault as fault:
            codes.add(fault.code)
            break
    assert codes == {"disk-full"}
    assert count(record) == seed
    with record.queries() as queries:
        assert queries.verify().sound


def test_a_database_made_on_a_full_disk(small_disk: Path) -> None:
    filler = fill(small_disk)
    with pytest.raises(EnvironmentFault) as fault:
        DatabaseRecords(HandClock()).create(str(small_disk / "a.db"))
    assert fault.value.code == "disk-full"
    assert list(small_disk.iterdir()) == [filler]


def test_a_database_opened_on_a_full_disk(small_disk: Path, sqlite_template: Path) -> None:
    path = small_disk / "record.db"
    copyfile(sqlite_template, path)
    filler = fill(small_disk)
    before = path.read_bytes()
    record = DatabaseRecords(HandClock()).open(str(path))
    with record.queries() as queries:
        assert queries.verify().sound
    assert fault_of(record) == "disk-full"
    record.close()
    assert path.read_bytes() == before
    assert sorted(small_disk.iterdir()) == sorted((filler, path))


# What may not be written


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that everybody may look into."""
    folder = Path(tempfile.mkdtemp(prefix="zorgpad-test-"))
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    rmtree(folder)


@contextmanager
def somebody_else() -> Iterator[None]:
    """Act without root's power to write everything."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.parametrize("writable", ["nothing", "the folder", "the file"])
def test_read_only(public_folder: Path, sqlite_template: Path, writable: str) -> None:
    path = public_folder / "record.db"
    copyfile(sqlite_template, path)
    path.chmod(0o666 if writable == "the file" else 0o444)
    public_folder.chmod(0o777 if writable == "the folder" else 0o555)
    with somebody_else():
        record = DatabaseRecords(HandClock()).open(str(path))
        with record.queries() as queries:
            assert queries.verify().sound
        assert fault_of(record) == "read-only"
        record.close()
        assert list(public_folder.iterdir()) == [path]


WRITER = """
import sys
from tests.db.test_faults import DatabaseRecords, HandClock, add_patient
record = DatabaseRecords(HandClock()).open(sys.argv[1])
for mrn in sys.stdin:
    add_patient(record, mrn.strip())
    print("added", flush=True)
record.close()
"""


@contextmanager
def another_program(path: Path) -> Iterator[Callable[[str], None]]:
    """Another process with the database open, which adds the patients that it is told to."""
    command = [sys.executable, "-W", "error", "-c", WRITER, str(path)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(
        command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def add(mrn: str) -> None:
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(f"{mrn}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "added\n"

        yield add
    assert process.returncode == 0


def test_read_only_while_another_program_writes(public_folder: Path, sqlite_template: Path) -> None:
    path = public_folder / "record.db"
    copyfile(sqlite_template, path)
    path.chmod(0o644)
    with another_program(path) as add:
        add("1")
        with somebody_else():
            record = DatabaseRecords(HandClock()).open(str(path))
            assert count(record) == 1
        add("2")
        with somebody_else():
            assert count(record) == 2
            assert fault_of(record) == "read-only"
            record.close()
        add("3")
    with somebody_else():
        record = DatabaseRecords(HandClock()).open(str(path))
        assert count(record) == 3
        record.close()
    assert list(public_folder.iterdir()) == [path]


def test_opened_only_to_read(sqlite_file: Path) -> None:
    record = DatabaseRecords(HandClock()).open(str(sqlite_file), read_only=True)
    assert fault_of(record) == "read-only"
    record.close()


def test_no_database_is_made_where_nothing_may_be_written(public_folder: Path) -> None:
    public_folder.chmod(0o555)
    for path in (public_folder / "a.db", public_folder / "new" / "a.db"):
        with somebody_else(), pytest.raises(Refused) as refused:
            DatabaseRecords(HandClock()).create(str(path))
        assert [reason.code for reason in refused.value.reasons] == ["database-folder"]
    assert list(public_folder.iterdir()) == []


# Others who write


def test_locked_by_another_program(sqlite_file: Path) -> None:
    record = DatabaseRecords(HandClock(), patience=0.2).open(str(sqlite_file))
    holder = sqlcipher3.dbapi2.connect(str(sqlite_file), isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert fault_of(record) == "database-locked"
    holder.execute("ROLLBACK")
    holder.close()
    goes_on(record)
    record.close()


def test_a_writer_of_this_program_that_does_not_end(sqlite_file: Path) -> None:
    record = DatabaseRecords(HandClock(), patience=0.2).open(str(sqlite_file))
    with record.unit_of_work():
        assert fault_of(record) == "database-locked"
    goes_on(record)
    record.close()


# A server


def test_a_writer_on_the_server_that_does_not_end(
    postgresql_server: PostgresqlServer, postgresql_template: str
) -> None:
    url = postgresql_server.url(postgresql_server.new_database(postgresql_template))
    record, other = (DatabaseRecords(HandClock(), patience=0.2).open(url) for _ in range(2))
    with record.unit_of_work():
        assert fault_of(other) == "database-locked"
    goes_on(other)
    record.close()
    other.close()


@pytest.fixture
def own_server() -> Iterator[PostgresqlServer]:
    server = PostgresqlServer()
    yield server
    server.remove()


def halt_while_writing(server: PostgresqlServer, record: Record) -> None:
    with writing(record) as work:
        work.add_patient(person("1"))
        server.halt()


def test_a_server_that_goes_and_comes_back(
    own_server: PostgresqlServer, definition_body: str, definition: PathwayDefinition
) -> None:
    url = own_server.url(own_server.new_database())
    records = DatabaseRecords(HandClock(), patience=1)
    record = records.create(url)
    install(record, definition, definition_body)
    with pytest.raises(EnvironmentFault) as fault:
        halt_while_writing(own_server, record)
    assert fault.value.code == "server-gone"
    for act in (lambda: count(record), lambda: add_patient(record, "2"), lambda: records.open(url)):
        with pytest.raises(EnvironmentFault) as fault:
            act()
        assert fault.value.code == "server-gone"
    own_server.restart()
    assert count(record) == 0
    goes_on(record)
    own_server.halt()
    own_server.restart()
    # The connections that were open are dead, and nobody notices.
    assert count(record) == 1
    record.close()
