"""Who writes a file, whether it held when it was last looked at, and what its surroundings have wrong."""

from __future__ import annotations

import getpass
import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from db.engine import DatabaseRecords
from db.places import cloud_service
from db.record import DatabaseRecord
from db.sqlite import SqliteStore, connect
from db.writer_lock import WriterLock
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.guards import ClockTrouble, Room, clock_trouble
from pathway_app.queries import Verification
from tests.clocks import NOW, HandClock
from tests.conftest import OpenRecord
from tests.recording import person, writing

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024

HOLD = """
import sys
from pathlib import Path
from db.record import DatabaseRecord
from db.sqlite import SqliteStore
from tests.clocks import HandClock
record = DatabaseRecord(SqliteStore(Path(sys.argv[1]), HandClock()))
assert record.claim() is None
print("held", record.ended_uncleanly, flush=True)
sys.stdin.readline()
record.close()
"""


@contextmanager
def another_window(path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that has the record claimed until it is told to go or killed."""
    command = [sys.executable, "-W", "error", "-c", HOLD, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().startswith("held")
        try:
            yield process
        finally:
            process.kill()


def write(record: DatabaseRecord, mrn: str) -> None:
    with writing(record) as work:
        work.add_patient(person(mrn))


def own(path: Path) -> DatabaseRecord:
    return DatabaseRecord(SqliteStore(path, HandClock()))


def test_a_second_window_reads_and_says_who_writes(sqlite_file: Path) -> None:
    with another_window(sqlite_file):
        second = own(sqlite_file)
        holder = second.claim()
        assert holder is not None
        assert (holder.login, holder.computer, holder.since) == (getpass.getuser(), platform.node(), NOW)
        assert second.reading_only == "open-elsewhere"
        assert second.reading_only_because["login"] == getpass.getuser()
        with pytest.raises(EnvironmentFault, match="open-elsewhere"):
            write(second, "1")
        with second.queries() as queries:
            assert queries.patient_count() == 0
        second.close()


def test_it_writes_once_the_first_is_closed(sqlite_file: Path) -> None:
    with another_window(sqlite_file) as first:
        second = own(sqlite_file)
        assert second.claim() is not None
        first.communicate("\n")
        assert first.returncode == 0
        assert second.claim() is None
        assert second.reading_only is None
        assert not second.ended_uncleanly
        write(second, "1")
        second.close()
    assert not Path(f"{sqlite_file}.writer").exists()


def test_a_killed_window_holds_nothing_and_its_end_is_seen(sqlite_file: Path) -> None:
    with another_window(sqlite_file) as first:
        first.kill()
        first.wait()
    second = own(sqlite_file)
    assert second.claim() is None
    assert second.ended_uncleanly
    write(second, "1")
    second.close()
    third = own(sqlite_file)
    assert third.claim() is None
    assert not third.ended_uncleanly
    third.close()


def test_within_one_process_too(sqlite_file: Path) -> None:
    first, second = own(sqlite_file), own(sqlite_file)
    assert first.claim() is None
    assert first.claim() is None
    assert second.claim() is not None
    first.close()
    assert second.claim() is None
    second.close()


def test_a_command_writes_beside_a_window(sqlite_file: Path) -> None:
    with another_window(sqlite_file):
        command = own(sqlite_file)
        write(command, "1")
        command.close()


def test_what_somebody_wrote_into_the_lock_is_not_trusted(sqlite_file: Path) -> None:
    with another_window(sqlite_file):
        for content in (
            "",
            "{",
            '{"login": 1}',
            '{"login": "a", "computer": "b", "since": "2026-01-01"}',
            "[" * 9000,
        ):
            Path(f"{sqlite_file}.writer").write_text(content)
            second = own(sqlite_file)
            holder = second.claim()
            assert holder is not None
            assert holder.login == "?"
            second.close()


# Whether it holds


def verified(record: DatabaseRecord) -> Verification:
    with record.queries() as queries:
        return queries.verify()


def tamper(path: Path, text: str) -> None:
    connection = connect(path)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE log_event SET body = ? WHERE seq = 1", (text,))
    connection.close()


def test_what_does_not_hold_is_only_read_until_it_is_found_sound(sqlite_file: Path, clock: HandClock) -> None:
    record = own(sqlite_file)
    write(record, "1")
    record.close()
    sound = sqlite_file.read_bytes()
    tamper(sqlite_file, "{}")
    record = own(sqlite_file)
    write(record, "2")  # nobody has looked yet
    found = verified(record)
    assert not found.sound
    record.mark_checked(found)
    with pytest.raises(EnvironmentFault, match="unsound"):
        write(record, "3")
    record.close()
    again = own(sqlite_file)
    assert again.reading_only == "unsound"
    assert again.reading_only_because["number"] == 1
    assert again.claim() is None
    assert again.reading_only == "unsound", "to be its only window does not help"
    again.close()
    assert "body" not in Path(f"{sqlite_file}.checked").read_text()
    sqlite_file.write_bytes(sound)
    mended = own(sqlite_file)
    mended.mark_checked(verified(mended))
    write(mended, "3")
    mended.close()
    checked = own(sqlite_file)
    assert checked.reading_only is None
    checked.close()


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"at": "2026-11-22"}', '{"at": 1, "problems": []}', "\0" * 500]
)
def test_a_mark_that_cannot_be_understood_says_that_it_is_not_sound(sqlite_file: Path, content: str) -> None:
    Path(f"{sqlite_file}.checked").write_text(content)
    record = own(sqlite_file)
    assert record.reading_only == "unsound"
    record.close()


def test_it_is_verified_by_another_process(sqlite_file: Path) -> None:
    record = own(sqlite_file)
    write(record, "1")
    found = record.verify_apart()
    assert found == verified(record)
    assert found is not None
    assert found.sound
    record.close()
    assert record.verify_apart() is None
    tamper(sqlite_file, "{}")
    record = own(sqlite_file)
    assert record.verify_apart() == verified(record)
    record.close()


# Places, the clock, the disk


@pytest.mark.parametrize(
    ("folder", "service"),
    [
        ("OneDrive", "OneDrive"),
        ("OneDrive - UZ Voorbeeld/Zorgpad", "OneDrive"),
        ("Library/CloudStorage/OneDrive-UZ", "OneDrive"),
        ("Dropbox/a/b", "Dropbox"),
        ("Dropbox (Personal)", "Dropbox"),
        ("Google Drive", "Google Drive"),
        ("Library/CloudStorage/GoogleDrive-an@uz.be/My Drive", "Google Drive"),
        ("Library/Mobile Documents/com~apple~CloudDocs", "iCloud"),
        ("iCloudDrive", "iCloud"),
        ("Nextcloud", "Nextcloud"),
        ("ownCloud/x", "Nextcloud"),
        ("Nextcloud-zh", "Nextcloud"),
        ("Nextcloud2 (an)", "Nextcloud"),
        ("My Drive", "Google Drive"),
        ("mijn drive/ward", "Google Drive"),
        ("pCloud Drive", "pCloud"),
        ("pCloudDrive", "pCloud"),
        ("Nextclouds", ""),
        ("My Drives", ""),
        ("Documents", ""),
        ("Dropboxes", ""),
        ("my OneDrive notes", ""),
    ],
)
def test_folders_that_are_kept_the_same_elsewhere(tmp_path: Path, folder: str, service: str) -> None:
    assert cloud_service(tmp_path / folder / "zorgpad.db", {}) == service


@pytest.mark.parametrize(
    ("mark", "is_folder", "service"),
    [
        (".dropbox", False, "Dropbox"),
        (".dropbox", True, ""),
        (".dropbox.cache", True, "Dropbox"),
        (".nextcloudsync.log", False, "Nextcloud"),
        (".tmp.drivedownload", True, "Google Drive"),
        (".shortcut-targets-by-id", True, "Google Drive"),
        (".sync_0a1b2c3d4e5f.db", False, "Nextcloud"),
        ("._sync_0a1b2c3d.db", False, "Nextcloud"),
        (".letter.pdf.icloud", False, "iCloud"),
        (".stfolder", True, "Syncthing"),
        ("sync_1.db", False, ""),
    ],
)
def test_what_their_programs_leave_in_them(tmp_path: Path, mark: str, is_folder: bool, service: str) -> None:
    below = tmp_path / "Documents" / "ward"
    below.mkdir(parents=True)
    if is_folder:
        (tmp_path / mark).mkdir()
    else:
        (tmp_path / mark).write_text("")
    assert cloud_service(below / "zorgpad.db", {}) == service


def test_a_variable_names_the_folder_and_a_link_leads_there(tmp_path: Path) -> None:
    root = tmp_path / "Cloud of the hospital"
    root.mkdir()
    (tmp_path / "shortcut").symlink_to(root)
    environment: Mapping[str, str] = {"OneDriveCommercial": str(root)}
    assert cloud_service(root / "a.db", environment) == "OneDrive"
    assert cloud_service(tmp_path / "shortcut" / "a.db", environment) == "OneDrive"
    assert cloud_service(tmp_path / "a.db", environment) == ""


def test_a_database_is_neither_made_nor_opened_there(sqlite_file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox"
    folder.mkdir()
    records = DatabaseRecords(HandClock())
    with pytest.raises(Refused, match="database-in-cloud"):
        records.create(str(folder / "a.db"))
    assert list(folder.iterdir()) == []
    moved = sqlite_file.rename(folder / "a.db")
    with pytest.raises(Refused, match="database-in-cloud"):
        records.open(str(moved))


def test_the_clock_against_the_newest_event() -> None:
    minute = timedelta(minutes=1)
    assert clock_trouble(None, NOW) is None
    assert clock_trouble(NOW - 9000 * minute, NOW) is None
    assert clock_trouble(NOW + 5 * minute, NOW) is None
    assert clock_trouble(NOW + 6 * minute, NOW) is ClockTrouble.BEHIND
    assert clock_trouble(NOW + 1440 * minute, NOW) is ClockTrouble.BEHIND
    assert clock_trouble(NOW + 1441 * minute, NOW) is ClockTrouble.JUMPED


def test_the_newest_event_tells_its_moment_and_what_follows_is_never_before_it(
    sqlite_file: Path, opened: OpenRecord, clock: HandClock
) -> None:
    record = opened(str(sqlite_file))
    clock.forward(hours=1)
    with writing(record) as work:
        work.add_patient(person("1"))
    with record.queries() as queries:
        assert queries.log_head().logged_at == clock.now()
    clock.forward(hours=-1)
    with writing(record) as work:
        assert work.now() == clock.now() + timedelta(hours=1)


def test_when_the_disk_is_scarce() -> None:
    assert Room(199 * MEGABYTE, MEGABYTE).is_scarce
    assert not Room(201 * MEGABYTE, MEGABYTE).is_scarce
    assert Room(499 * MEGABYTE, 100 * MEGABYTE).is_scarce
    assert not Room(501 * MEGABYTE, 100 * MEGABYTE).is_scarce


def test_the_room_is_that_of_the_files_disk(sqlite_file: Path) -> None:
    record = own(sqlite_file)
    room = record.room()
    assert room is not None
    assert room.size >= sqlite_file.stat().st_size
    assert room.free > 0
    record.close()


@pytest.mark.skipif(os.name == "nt", reason="sizes of files cannot be bounded there")
def test_where_nothing_can_be_written_the_lock_is_taken_all_the_same_and_nothing_stays(
    tmp_path: Path,
) -> None:
    """As on a full disk, where the command itself is to say what is wrong."""
    import resource

    lock, bounds = WriterLock(tmp_path / "a.db"), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, bounds[1]))
    try:
        assert lock.take(NOW) is None
        assert lock.is_held
        assert WriterLock(tmp_path / "a.db").take(NOW) is not None
        lock.release()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, bounds)
    assert list(tmp_path.iterdir()) == []
