"""A copy of the record is of one moment, sound, and private; or there is none."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

import pytest

from db import backup as copying
from db.engine import DatabaseRecords
from db.record import DatabaseRecord
from db.sqlite import SqliteStore, connect
from pathway_app.domain.errors import EnvironmentFault, Refused
from tests.clocks import HandClock
from tests.recording import person, writing

ROOT = Path(__file__).parents[2]


def own(path: Path) -> DatabaseRecord:
    return DatabaseRecord(SqliteStore(path, HandClock()))


def fill(record: DatabaseRecord, patients: int, beginning: str = "") -> None:
    for number in range(patients):
        with writing(record) as work:
            work.add_patient(person(f"{beginning}{number}"))


def names(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir()}


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises((Refused, EnvironmentFault)) as error:
        act()
    return str(error.value)


def test_a_copy_is_the_record_as_it_was(sqlite_file: Path, tmp_path: Path) -> None:
    record = own(sqlite_file)
    fill(record, 5)
    copy = tmp_path / "copy.db"
    head = record.back_up(str(copy))
    with record.queries() as queries:
        assert queries.log_head() == head
    fill(record, 1, "later")
    record.close()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    other = own(copy)
    with other.queries() as queries:
        assert (queries.log_head(), queries.patient_count()) == (head, 5)
        assert queries.verify().sound
    other.close()
    assert names(tmp_path) == {"record.db", "copy.db"}


def test_others_write_meanwhile_and_the_copy_is_of_one_moment(
    sqlite_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tick a page: without one view of the database such a copy would never end, or be torn."""
    record = own(sqlite_file)
    fill(record, 20)
    monkeypatch.setattr(copying, "PAGES_AT_A_TIME", 4)
    begun, wrote, over = Event(), Event(), Event()
    written: list[int] = []

    def work_on() -> None:
        writer = own(sqlite_file)
        begun.wait()
        while not over.is_set():
            fill(writer, 1, f"during-{len(written)}-")
            written.append(1)
            wrote.set()
        writer.close()

    thread = Thread(target=work_on)
    thread.start()
    with record.queries() as queries:
        before = queries.log_head()

    def pause() -> None:
        begun.set()
        assert wrote.wait(20), "whoever works meanwhile is kept waiting"

    copied = copying.copy_checked(
        sqlite_file, tmp_path / "copy.db", lambda file, mode: connect(file, mode, looking=True), pause
    )
    head = record.back_up(str(tmp_path / "gentle.db"), gently=True)
    over.set()
    thread.join()
    assert copied.seq == before.number
    assert head.number > before.number
    for name in ("copy.db", "gentle.db"):
        other = own(tmp_path / name)
        with other.queries() as queries:
            assert queries.verify().sound
        other.close()
    record.close()


def test_nothing_is_overwritten(sqlite_file: Path, tmp_path: Path) -> None:
    record = own(sqlite_file)
    copy = tmp_path / "copy.db"
    copy.write_text("mine")
    assert code_of(lambda: record.back_up(str(copy))) == "database-exists"
    assert copy.read_text() == "mine"
    (tmp_path / "link.db").symlink_to(tmp_path / "nowhere")
    assert code_of(lambda: record.back_up(str(tmp_path / "link.db"))) == "database-exists"
    record.close()


def test_of_a_log_that_does_not_hold_there_is_no_copy(sqlite_file: Path, tmp_path: Path) -> None:
    record = own(sqlite_file)
    fill(record, 3)
    record.close()
    connection = connect(sqlite_file)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE log_event SET actor = 'nobody' WHERE seq = 3")
    connection.close()
    record = own(sqlite_file)
    with pytest.raises(Refused) as refused:
        record.back_up(str(tmp_path / "copy.db"))
    (reason,) = refused.value.reasons
    assert (reason.code, reason.params["number"]) == ("log-unsound", 3)
    record.close()
    assert names(tmp_path) == {"record.db"}


def test_of_a_damaged_file_there_is_no_copy(sqlite_file: Path, tmp_path: Path) -> None:
    record = own(sqlite_file)
    fill(record, 30)
    record.close()
    content = bytearray(sqlite_file.read_bytes())
    for page in range(4096 * 40, len(content), 4096):
        content[page : page + 8] = b"\xff" * 8
    sqlite_file.write_bytes(content)
    record = own(sqlite_file)
    assert code_of(lambda: record.back_up(str(tmp_path / "copy.db"))) in ("copy-unsound", "database-damaged")
    record.close()
    assert names(tmp_path) == {"record.db"}


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may mount a disk")
def test_a_full_disk_leaves_no_half_copy(sqlite_file: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from tests.db.test_backup import own\n"
        "from pathway_app.domain.errors import EnvironmentFault\n"
        "record = own(Path(sys.argv[1]))\n"
        "try:\n"
        "    record.back_up(sys.argv[2])\n"
        "except EnvironmentFault as fault:\n"
        "    print(fault.code)\n"
    )
    command = (
        f'mount -t tmpfs -o size=200k tmpfs {disk} && "$0" -c "$1" {sqlite_file} {disk}/copy.db; ls -A {disk}'
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", command, sys.executable, program],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "mount:" in done.stderr or "unshare:" in done.stderr:
        pytest.skip("no disk can be mounted here")
    assert (done.stdout, done.stderr) == ("disk-full\n", "")


def test_put_in_the_place_of_the_record(sqlite_file: Path, tmp_path: Path) -> None:
    record = own(sqlite_file)
    fill(record, 2)
    copy = tmp_path / "copy.db"
    head = record.back_up(str(copy))
    fill(record, 3, "lost")
    sqlite_file.chmod(0o640)
    records = DatabaseRecords(HandClock())
    aside = records.put_back(str(copy), str(sqlite_file))
    with pytest.raises(EnvironmentFault, match="database-replaced"):
        fill(record, 1, "into nothing")
    record.close()
    assert aside == f"{sqlite_file}.before-restore-2026-11-22-084100Z"
    assert names(tmp_path) <= {
        "record.db",
        Path(aside).name,
        f"{Path(aside).name}-wal",
        f"{Path(aside).name}-shm",
    }
    assert stat.S_IMODE(sqlite_file.stat().st_mode) == 0o640
    for path, patients in ((sqlite_file, 2), (Path(aside), 5)):
        there = own(path)
        with there.queries() as queries:
            assert queries.patient_count() == patients
            assert queries.verify().sound
        there.close()
    there = own(sqlite_file)
    with there.queries() as queries:
        assert queries.log_head() == head
    there.close()


def test_not_while_a_window_has_it_open(sqlite_file: Path, tmp_path: Path) -> None:
    window = own(sqlite_file)
    window.claim()
    window.back_up(str(tmp_path / "copy.db"))
    before = sqlite_file.read_bytes()
    records = DatabaseRecords(HandClock())
    assert code_of(lambda: records.put_back(str(tmp_path / "copy.db"), str(sqlite_file))) == "database-open"
    assert sqlite_file.read_bytes() == before
    window.close()
    assert records.put_back(str(tmp_path / "copy.db"), str(sqlite_file)) is not None


def test_a_damaged_record_and_its_log_are_set_aside(sqlite_file: Path, tmp_path: Path) -> None:
    record = own(sqlite_file)
    record.back_up(str(tmp_path / "copy.db"))
    record.close()
    sqlite_file.write_bytes(b"x" * 5000)
    Path(f"{sqlite_file}-wal").write_bytes(b"y" * 5000)
    Path(f"{sqlite_file}.checked").write_text("{")
    aside = DatabaseRecords(HandClock()).put_back(str(tmp_path / "copy.db"), str(sqlite_file))
    assert aside is not None
    assert Path(aside).read_bytes() == b"x" * 5000
    assert Path(f"{aside}-wal").read_bytes() == b"y" * 5000
    there = own(sqlite_file)
    assert there.reading_only is None
    with there.queries() as queries:
        assert queries.verify().sound
    there.close()


def test_what_an_earlier_attempt_left_is_no_part_of_what_is_restored(
    sqlite_file: Path, tmp_path: Path
) -> None:
    record = own(sqlite_file)
    record.back_up(str(tmp_path / "copy.db"))
    fill(record, 3)
    shutil.copyfile(f"{sqlite_file}-wal", tmp_path / "left")
    record.close()
    sqlite_file.unlink()
    (tmp_path / "left").rename(f"{sqlite_file}-wal")  # as if the power went between the two
    DatabaseRecords(HandClock()).put_back(str(tmp_path / "copy.db"), str(sqlite_file))
    there = own(sqlite_file)
    with there.queries() as queries:
        assert queries.patient_count() == 0
        assert queries.verify().sound
    there.close()
