"""`backup` and `restore`, as their user gives them."""

from __future__ import annotations

import os
import shutil
import stat
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from db.record import DatabaseRecord
from db.sqlite import SqliteStore, connect
from pathway_app import backups
from pathway_app.accesses import Access
from pathway_app.people import Site
from tests.cli.zorgpad import InProcess, zorgpad
from tests.clocks import HandClock


@pytest.fixture
def on_copy(ward: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> InProcess:
    """The demonstration ward, to be changed; later than everything in it."""
    shutil.copyfile(ward / "ward.db", tmp_path / "ward.db")
    clock = HandClock()
    clock.forward(days=1000)
    return InProcess(tmp_path / "ward.db", capsys, clock=clock)


@pytest.fixture
def second(tmp_path: Path) -> Path:
    made = tmp_path / "second"
    made.mkdir()
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def kinds(path: Path) -> list[tuple[str, str]]:
    """What the log says of accesses: kind and details."""
    connection = connect(path)
    found = connection.execute("SELECT kind, body FROM log_event ORDER BY seq").fetchall()
    connection.close()
    return [(kind, body) for kind, body in found if kind in set(Access)]


def events(path: Path) -> int:
    record = DatabaseRecord(SqliteStore(path, HandClock()))
    try:
        with record.queries() as queries:
            assert queries.verify().sound
            return queries.log_head().number
    finally:
        record.close()


def test_a_copy_where_one_wants_it(on_copy: InProcess, tmp_path: Path) -> None:
    before, noted = events(on_copy.database), len(kinds(on_copy.database))
    answer = on_copy("backup", str(tmp_path / "copy.db"))
    assert (answer.code, answer.error) == (0, "")
    written, sound = answer.out.splitlines()
    assert written == f"Written: {tmp_path / 'copy.db'}"
    assert sound.startswith(f"Sound. Events: {before}. Log: ")
    assert events(tmp_path / "copy.db") == before
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    kind, body = kinds(on_copy.database)[-1]
    assert kind == "backed-up"
    assert f'"number":"{before}"' in body
    assert "copy" not in body, "no path goes into the log"
    again = on_copy("backup", str(tmp_path / "copy.db"))
    assert again.reasons == [f"There is something at {tmp_path / 'copy.db'} already; nothing was changed."]
    nowhere = on_copy("backup", str(tmp_path / "nowhere" / "copy.db"))
    assert nowhere.reasons == [
        f"The folder {tmp_path / 'nowhere'} does not exist or cannot be written; no backup is there."
    ]
    assert len(kinds(on_copy.database)) == noted + 1


def test_the_settings_say_where_and_how_many(on_copy: InProcess, tmp_path: Path, second: Path) -> None:
    for setting in (("second_backup_folder", str(second)), ("backup_keep", "2")):
        assert on_copy("settings", *setting, "--user", "chief").error == ""
    folder = tmp_path / "backups"
    others = ["notes.db", "other-backup-2020-01-01-000000Z.db", "ward-backup-2020-01-01.db"]
    for _ in range(4):
        assert on_copy("backup").code == 0
        assert isinstance(on_copy.clock, HandClock)
        on_copy.clock.forward(hours=4)
        for other in others:
            (folder / other).write_text("mine")
    kept = ["ward-backup-2029-08-18-164100Z.db", "ward-backup-2029-08-18-204100Z.db"]
    assert names(folder) == sorted([*others, *kept])
    assert names(second) == kept
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for name in kept:
        assert (folder / name).read_bytes() == (second / name).read_bytes()
        assert stat.S_IMODE((second / name).stat().st_mode) == 0o600
    newest = backups.newest(on_copy.database, on_copy.clock.now())
    assert newest is not None
    assert newest.path == folder / kept[-1]
    assert newest.head.number == events(newest.path)
    newest.path.unlink()
    in_second = backups.newest(on_copy.database, on_copy.clock.now())
    assert in_second is not None
    assert in_second.path == second / kept[-1]


def test_what_a_crash_left_behind_is_removed_a_day_later(on_copy: InProcess, tmp_path: Path) -> None:
    assert on_copy("backup").code == 0
    folder = tmp_path / "backups"
    left = [
        ".ward-backup-2029-08-01-000000Z.db.0b0f0000-0000-4000-8000-000000000001",
        ".ward-backup-2029-08-01-000000Z.db.keys.0b.part",
    ]
    mine = [".other-backup-2029-08-01-000000Z.db.0b", "ward-backup-2029-08-01-000000Z.db.mine"]
    for each in (*left, *mine):
        (folder / each).write_text("x")
    assert isinstance(on_copy.clock, HandClock)
    on_copy.clock.forward(hours=1)
    assert on_copy("backup").code == 0
    assert {*left, *mine} < set(names(folder)), "somebody may be writing them"
    for each in (*left, *mine):
        before = (folder / each).stat().st_mtime - 90_000
        os.utime(folder / each, (before, before))
    on_copy.clock.forward(hours=1)
    assert on_copy("backup").code == 0
    assert set(names(folder)) & {*left, *mine} == set(mine)


def test_a_second_folder_that_is_not_there_is_told_and_the_first_has_it(
    on_copy: InProcess, tmp_path: Path
) -> None:
    gone = tmp_path / "unplugged"
    assert on_copy("settings", "second_backup_folder", str(gone), "--user", "chief").error == ""
    answer = on_copy("backup")
    assert answer.code == 1
    assert answer.reasons == [f"The folder {gone} does not exist or cannot be written; no backup is there."]
    assert len(names(tmp_path / "backups")) == 1
    assert not gone.exists(), "a folder on a disk that is away is not made on this one"


def test_a_book_that_somebody_wrote_into_tells_nothing(on_copy: InProcess) -> None:
    assert on_copy("backup").code == 0
    book = Path(f"{on_copy.database}.backups")
    assert backups.newest(on_copy.database, on_copy.clock.now()) is not None
    for content in ("", "{", "[]", '{"made": [1]}', '{"made": [{"path": "/etc/passwd"}]}', "[" * 5000):
        book.write_text(content)
        assert backups.newest(on_copy.database, on_copy.clock.now()) is None
        assert on_copy("backup").code in (0, 1)


@pytest.fixture
def backup(on_copy: InProcess, tmp_path: Path) -> Path:
    """A backup, after which two things were recorded (itself, and a setting)."""
    assert on_copy("backup", str(tmp_path / "copy.db")).code == 0
    assert isinstance(on_copy.clock, HandClock)
    on_copy.clock.forward(hours=1)
    assert on_copy("settings", "ward", "3C", "--user", "chief").error == ""
    return tmp_path / "copy.db"


LOST = "2 events after the backup's newest would be lost. The last was recorded at 18-Aug-2029 11:41."


def test_nothing_is_restored_unless_somebody_says_so(on_copy: InProcess, backup: Path) -> None:
    before = on_copy.database.read_bytes()
    answer = on_copy("restore", str(backup))
    assert (answer.code, answer.out.strip()) == (1, LOST)
    assert answer.reasons == ["Nothing was restored: say --yes, or answer the question with “restore”."]
    assert on_copy.database.read_bytes() == before
    assert names(backup.parent) == sorted(["copy.db", "ward.db", "ward.db.backups"])


def test_restored_in_the_place_of_the_record_which_is_kept(on_copy: InProcess, backup: Path) -> None:
    before = events(on_copy.database)
    taken = events(backup)
    answer = on_copy("restore", str(backup), "--yes")
    assert (answer.code, answer.error) == (0, "")
    lost, kept, restored = answer.out.splitlines()
    aside = f"{on_copy.database}.before-restore-2029-08-18-094100Z"
    assert lost == LOST
    assert kept == f"What was there is kept in {aside}."
    assert restored.startswith(f"Restored: {on_copy.database}, up to event {taken} (log ")
    assert events(Path(aside)) == before
    assert events(on_copy.database) == taken + 1
    kind, body = kinds(on_copy.database)[-1]
    assert kind == "restored"
    assert '"lost":"2"' in body
    assert events(backup) == taken, "the backup itself stays as it was"
    assert "3C" not in on_copy("settings", "ward").out


def test_to_a_new_file(on_copy: InProcess, backup: Path, tmp_path: Path) -> None:
    before = on_copy.database.read_bytes()
    answer = on_copy("restore", str(backup), "--to", str(tmp_path / "new.db"))
    assert answer.code == 0
    assert answer.out.startswith("Nothing is lost: there is no record there yet.")
    assert on_copy.database.read_bytes() == before
    assert events(tmp_path / "new.db") == events(backup) + 1
    again = on_copy("restore", str(backup), "--to", str(tmp_path / "new.db"), "--yes")
    assert again.reasons == [f"There is something at {tmp_path / 'new.db'} already; nothing was changed."]
    itself = on_copy("restore", str(on_copy.database), "--yes")
    assert itself.reasons == [f"{on_copy.database} is the database itself."]


def test_what_is_not_sound_is_not_restored(on_copy: InProcess, backup: Path) -> None:
    connection = connect(backup)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE log_event SET actor = 'nobody' WHERE seq = 7")
    connection.close()
    before = on_copy.database.read_bytes()
    answer = on_copy("restore", str(backup), "--yes")
    assert answer.code == 1
    assert any(reason.startswith("Event 7: ") for reason in answer.reasons)
    assert answer.reasons[-1] == f"{backup} is not sound; it was not restored. See “verify”."
    assert on_copy.database.read_bytes() == before


def test_another_records_backup_says_that_all_is_lost(
    on_copy: InProcess, backup: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.db"
    elsewhere = InProcess(other, on_copy.capsys, clock=on_copy.clock)
    assert elsewhere("init", "--demo", "--empty", "--admin", "chief").code == 0
    answer = on_copy("restore", str(other))
    assert answer.out.startswith("The backup is of another record: all ")
    assert answer.code == 1


def test_a_copy_that_went_another_way_is_compared_where_they_parted(on_copy: InProcess, backup: Path) -> None:
    elsewhere = InProcess(backup, on_copy.capsys, clock=on_copy.clock)
    for ward in ("9Y", "9Z"):
        assert elsewhere("settings", "ward", ward, "--user", "chief").code == 0
    assert on_copy("restore", str(backup)).out.strip() == LOST


def test_over_a_record_that_cannot_be_read(on_copy: InProcess, backup: Path) -> None:
    on_copy.database.write_bytes(b"x" * 9000)
    answer = on_copy("restore", str(backup), "--yes", "--user", "chief")
    assert answer.code == 0, answer.error
    assert answer.out.startswith("The present record cannot be read")
    assert "is damaged" in answer.error
    assert events(on_copy.database) == events(backup) + 1


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    pty = pytest.importorskip("pty", reason="no such terminals here")
    first, second = pty.openpty()
    yield first, second
    for each in (first, second):
        os.close(each)


def test_at_a_terminal_the_word_is_typed(
    on_copy: InProcess, backup: Path, terminal: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = terminal
    with os.fdopen(os.dup(second), "r") as keys:
        monkeypatch.setattr("sys.stdin", keys)
        os.write(first, b"yes\n")
        assert on_copy("restore", str(backup)).code == 1
        os.write(first, b"Restore\n")
        assert on_copy("restore", str(backup)).code == 0


def test_as_a_process_beside_a_window_that_has_it_open(ward: Path, tmp_path: Path) -> None:
    shutil.copyfile(ward / "ward.db", tmp_path / "ward.db")
    window = DatabaseRecord(SqliteStore(tmp_path / "ward.db", HandClock()))
    assert window.claim() is None
    copy = str(tmp_path / "copy.db")
    assert zorgpad("--database", "ward.db", "backup", copy, folder=tmp_path).code == 0
    answer = zorgpad("--database", "ward.db", "restore", copy, "--yes", folder=tmp_path)
    assert answer.code == 1
    assert "is open in a window of" in answer.error
    window.close()
    assert zorgpad("--database", "ward.db", "restore", copy, "--yes", folder=tmp_path).code == 0


def test_verify_puts_down_what_it_finds_and_takes_it_back(on_copy: InProcess) -> None:
    sound = on_copy.database.read_bytes()
    assert on_copy("verify", "--no-log").code == 0
    mark = Path(f"{on_copy.database}.checked")
    assert not mark.exists()
    connection = connect(on_copy.database)
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("UPDATE log_event SET actor = 'nobody' WHERE seq = 7")
    connection.close()
    assert on_copy("verify").code == 1
    assert mark.exists()
    answer = on_copy("settings", "ward", "3C", "--user", "chief")
    assert answer.reasons[0].startswith("The record does not hold (event 7, found ")
    on_copy.database.write_bytes(sound)
    assert on_copy("settings", "ward", "3C", "--user", "chief").code == 1, "until verify has seen it"
    assert on_copy("verify", "--no-log").code == 0
    assert on_copy("settings", "ward", "3C", "--user", "chief").error == ""


def test_one_made_while_a_clock_was_ahead_measures_nothing_and_pushes_out_nothing(
    on_copy: InProcess, tmp_path: Path
) -> None:
    assert isinstance(on_copy.clock, HandClock)
    assert on_copy("settings", "backup_keep", "2", "--user", "chief").error == ""
    assert on_copy("backup").code == 0
    before, right = names(tmp_path / "backups"), on_copy.clock.now()
    on_copy.clock.forward(days=3650)
    assert on_copy("backup").code == 0
    [ahead] = set(names(tmp_path / "backups")) - set(before)
    on_copy.clock.moment = right + timedelta(minutes=1)
    site = Site()
    found = backups.newest(on_copy.database, on_copy.clock.now())
    assert found is not None
    assert found.path.name == before[0]
    assert not backups.is_due(found, site, on_copy.clock.now())
    assert backups.is_old(found, site, on_copy.clock.now() + timedelta(hours=9))
    (tmp_path / "backups" / before[0]).rename(tmp_path / "away")
    assert backups.newest(on_copy.database, on_copy.clock.now()) is None
    last = backups.newest(on_copy.database, on_copy.clock.now(), or_later=True)
    assert last is not None
    assert last.path.name == ahead
    (tmp_path / "away").rename(tmp_path / "backups" / before[0])
    for _ in range(2):
        on_copy.clock.forward(hours=4)
        assert on_copy("backup").code == 0
    kept = names(tmp_path / "backups")
    assert len(kept) == 3
    assert ahead in kept
    assert before[0] not in kept


def test_a_clock_behind_the_log_is_told_and_on_record(on_copy: InProcess) -> None:
    assert isinstance(on_copy.clock, HandClock)
    right = on_copy.clock.now()
    assert on_copy("settings", "ward", "3C", "--user", "chief").error == ""
    for back, told, kind in (
        (timedelta(minutes=4), "", None),
        (timedelta(minutes=6), "is behind the newest event", "clock-behind"),
        (timedelta(days=30), "more than a day ahead", "clock-jumped"),
    ):
        on_copy.clock.moment = right - back
        before = len(kinds(on_copy.database))
        answer = on_copy("settings", "ward", f"ward {before}", "--user", "chief")
        assert (answer.code, len(answer.reasons)) == (0, 0 if kind is None else 1)
        assert told in answer.error
        added = [each for each, _ in kinds(on_copy.database)[before:]]
        assert added.count(str(kind)) == (kind is not None)


@pytest.mark.parametrize("folder", ["Dropbox", "Mijn Drive"])
def test_a_target_that_is_kept_the_same_elsewhere_is_named_itself(
    on_copy: InProcess, backup: Path, tmp_path: Path, folder: str
) -> None:
    (tmp_path / folder).mkdir()
    target = tmp_path / folder / "new.db"
    answer = on_copy("restore", str(backup), "--to", str(target))
    assert answer.code == 1
    [said] = answer.reasons
    assert said.startswith(f"{target} lies in a folder that ")
    assert not list((tmp_path / folder).iterdir())
