"""What was acknowledged is on disk; what was not is not there at all."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from db.record import DatabaseRecord
from pathway_app.ports import Record
from tests.clocks import HandClock
from tests.conftest import OpenRecord
from tests.recording import enrol, enter, generated, new_course, person, writing

ROOT = Path(__file__).parents[2]
WAL_HEADER, FRAME_HEADER, PAGE = 32, 24, 4096


def commits(path: Path) -> int:
    """How many commits the write-ahead log holds: frames that give the size of the database after them."""
    log = Path(f"{path}-wal").read_bytes()
    salt, found = log[16:24], 0
    for at in range(WAL_HEADER, len(log), FRAME_HEADER + PAGE):
        header = log[at : at + FRAME_HEADER]
        found += header[8:16] == salt and int.from_bytes(header[4:8], "big") > 0
    return found


def test_each_command_is_one_commit_that_is_waited_for(sqlite_file: Path, opened: OpenRecord) -> None:
    """With a write-ahead log and full synchronisation SQLite syncs once a commit; the benchmark counts it."""
    record = opened(str(sqlite_file))
    patient, course = generated(1)
    with writing(record) as work:
        growing = enrol(work, patient, course)
    before = commits(sqlite_file)
    for entry in course.entries[:12]:
        with writing(record) as work:
            growing = enter(work, growing, entry)
    assert commits(sqlite_file) - before == 12


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("synchronous", 2),
        ("journal_mode", "wal"),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("busy_timeout", 15000),
        ("trusted_schema", 0),
        ("cell_size_check", 1),
    ],
)
def test_a_writing_connection_is_set_up(
    sqlite_file: Path, opened: OpenRecord, pragma: str, value: object
) -> None:
    record = opened(str(sqlite_file))
    assert isinstance(record, DatabaseRecord)
    link = record._store.begin_write()
    link.execute(f"PRAGMA {pragma}")
    assert link.cursor.fetchall() == [(value,)]
    record._store.end(link, writing=True)


DYING = """
import os, signal, sys
from db.engine import DatabaseRecords
from tests.clocks import HandClock
from tests.recording import person, writing
record = DatabaseRecords(HandClock()).open(sys.argv[1])
with writing(record) as work:
    work.add_patient(person("acknowledged"))
with writing(record) as work:
    for number in range(2000):
        work.add_patient(person(str(number)))
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_program_killed_before_the_commit_leaves_what_was_acknowledged(
    sqlite_file: Path, opened: OpenRecord
) -> None:
    died = subprocess.run(
        [sys.executable, "-W", "error", "-c", DYING, str(sqlite_file)], cwd=ROOT, check=False
    )
    assert died.returncode == -signal.SIGKILL
    record = opened(str(sqlite_file))
    with record.queries() as queries:
        assert queries.patient_count() == 1
        assert queries.verify().sound
    add(record, "after")


def test_a_copy_taken_while_it_is_open_holds_every_commit(
    sqlite_file: Path, opened: OpenRecord, tmp_path: Path
) -> None:
    """The file and its log as a power cut would leave them: nothing acknowledged waits in memory."""
    record = opened(str(sqlite_file))
    for number in range(5):
        add(record, str(number))
    for rest in ("", "-wal"):
        (tmp_path / f"cut.db{rest}").write_bytes(Path(f"{sqlite_file}{rest}").read_bytes())
    with opened(str(tmp_path / "cut.db")).queries() as queries:
        assert queries.patient_count() == 5
        assert queries.verify().sound


def add(record: Record, mrn: str) -> None:
    with writing(record) as work:
        patient = person(mrn)
        enrol(work, patient, new_course(patient, work.now()))


def test_recorded_at_never_goes_back(sqlite_file: Path, opened: OpenRecord, clock: HandClock) -> None:
    record = opened(str(sqlite_file))
    clock.forward(hours=3, microseconds=700_000)
    first = clock.moment.replace(microsecond=0)
    with writing(record) as work:
        assert work.now() == first
        work.add_patient(person("1"))
        clock.forward(hours=1)
        assert work.now() == first
    clock.forward(days=-30)
    with writing(record) as work:
        assert work.now() == first
        work.add_patient(person("2"))
    clock.forward(days=60)
    with writing(record) as work:
        assert work.now() == clock.moment.replace(microsecond=0)
