"""Backups of records that people log in to: encrypted like their source, restored by an administrator."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pathway_app.backups import newest
from pathway_app.clock import SystemClock
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.people import Role
from pathway_app.queries import Verification
from tests.cli.zorgpad import InProcess
from tests.clocks import HandClock
from tests.guarded import PASSWORD, bare, cheap_records, shown

ROOT = Path(__file__).parents[2]
SENTINEL = "Sint-Sentinelziekenhuis"


@pytest.fixture
def real(empty: InProcess, tmp_path: Path) -> InProcess:
    """A real record with a hospital of its own and a nurse."""
    assert empty("settings", "hospital", SENTINEL).error == ""
    empty.person("an", Role.NURSE)
    return empty


def looked_into(path: Path) -> tuple[Verification, str]:
    record = cheap_records(HandClock()).open(str(path), credentials=shown("chief"))
    try:
        with record.queries() as queries:
            return queries.verify(), queries.site().hospital
    finally:
        record.close()


def test_a_backup_is_encrypted_like_its_source_and_has_its_keys(real: InProcess, tmp_path: Path) -> None:
    second = tmp_path / "second"
    second.mkdir()
    assert real("settings", "second_backup_folder", str(second)).error == ""
    assert real("backup").error == ""
    files = [*(tmp_path / "backups").iterdir(), *second.iterdir()]
    assert len(files) == 4
    assert sorted(path.suffix for path in files) == [".db", ".db", ".keys", ".keys"]
    for path in files:
        content = path.read_bytes()
        assert SENTINEL.encode() not in content
        assert not content.startswith(b"SQLite")
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for path in files:
        if path.suffix == ".db":
            found, hospital = looked_into(path)
            assert found.sound
            assert hospital == SENTINEL


def test_older_keys_go_with_their_backups(real: InProcess, tmp_path: Path) -> None:
    assert real("settings", "backup_keep", "1").error == ""
    clock = HandClock()
    clock.forward(days=10_000)
    timed = InProcess(real.database, real.capsys, clock=clock)
    for _ in range(2):
        assert timed("backup").error == ""
        clock.forward(hours=1)
    assert len(list((tmp_path / "backups").iterdir())) == 2


def test_who_has_a_copy_made_and_whose_is_remembered(real: InProcess, tmp_path: Path) -> None:
    real.person("co", Role.COORDINATOR)
    elsewhere = str(tmp_path / "copy.db")
    for more in ((), (elsewhere,)):
        refused = real("backup", *more, "--user", "an")
        assert (refused.code, refused.reasons) == (1, ["Your role (nurse) may not do this."])
    assert not Path(elsewhere).exists()
    assert real("backup", elsewhere, "--user", "co").error == ""
    assert newest(real.database, real.clock.now()) is None
    assert real("backup", str(tmp_path / "chief.db")).error == ""
    found = newest(real.database, real.clock.now())
    assert found is not None
    assert found.path == tmp_path / "chief.db"


def test_only_an_administrator_restores(real: InProcess, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    assert real("backup", copy).error == ""
    before = real.database.read_bytes()
    for more in ((), ("--to", str(tmp_path / "new.db"))):
        answer = real("restore", copy, "--yes", "--user", "an", *more)
        assert answer.reasons == ["Only an administrator may restore a backup."]
    stranger = real("restore", copy, "--yes", ZORGPAD_PASSWORD="not the right one")
    assert stranger.code == 1
    assert not (tmp_path / "new.db").exists()
    assert len(real.database.read_bytes()) == len(before)
    assert real("restore", copy, "--yes").error == ""
    found, hospital = looked_into(real.database)
    assert found.sound
    assert hospital == SENTINEL
    left = [each for each in tmp_path.iterdir() if each.name.startswith(".") or "restored" in each.name]
    assert left == [], "nothing of what was in between stays"


def test_without_its_keys_a_backup_is_nothing(real: InProcess, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert real("backup", str(copy)).error == ""
    Path(f"{copy}.keys").unlink()
    before = (real.database.read_bytes(), Path(f"{real.database}.keys").read_bytes())
    assert real("restore", str(copy), "--yes").code == 1
    assert (real.database.read_bytes(), Path(f"{real.database}.keys").read_bytes()) == before


def test_over_a_record_that_is_damaged(real: InProcess, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    assert real("backup", str(copy)).error == ""
    content = bytearray(real.database.read_bytes())
    content[: 4096 * 3] = os.urandom(4096 * 3)
    real.database.write_bytes(content)
    told = real("settings")
    assert told.code == 1
    answer = real("restore", str(copy), "--yes")
    assert answer.code == 0, answer.error
    assert "cannot be read" in answer.out
    assert looked_into(real.database)[0].sound


def test_what_does_not_hold_can_be_looked_at_by_who_logs_in(real: InProcess) -> None:
    mark = Path(f"{real.database}.checked")
    mark.write_text(
        '{"at": "2026-11-22T10:00:00+00:00", "problems": [{"event": 3, "code": "event-changed"}]}'
    )
    assert real("settings", "hospital").out == f"hospital  {SENTINEL}\n"
    refused = real("settings", "ward", "3C")
    assert refused.reasons[0].startswith("The record does not hold (event 3, ")
    assert real("verify", "--no-log").code == 0
    assert real("settings", "ward", "3C").error == ""


def test_another_process_verifies_it_with_the_key_that_nobody_sees(real: InProcess) -> None:
    record = cheap_records(HandClock()).open(str(real.database), credentials=shown("chief"))
    found = record.verify_apart()
    assert found is not None
    assert found.sound
    with record.queries() as queries:
        assert found.head == queries.log_head()
    record.close()


def test_nobody_writes_an_encrypted_record_while_it_is_replaced(real: InProcess, tmp_path: Path) -> None:
    records = cheap_records(HandClock(), patience=0.05)
    present = records.open(str(real.database), credentials=shown("chief"))
    present.back_up(str(tmp_path / "copy.db"))
    present.close()
    writer = bare(real.database)
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(EnvironmentFault) as fault:
        records.put_back(str(tmp_path / "copy.db"), str(real.database), present=present)
    assert fault.value.code == "database-locked"
    writer.execute("ROLLBACK")
    writer.close()
    assert looked_into(real.database)[0].sound
    assert records.put_back(str(tmp_path / "copy.db"), str(real.database), present=present) is not None
    assert looked_into(real.database)[0].sound


KILLED = """
import os, sys
from pathlib import Path
from db import restore
left = int(sys.argv[3])
def step(*_):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
real_rename, real_replace, real_link = Path.rename, Path.replace, os.link
def counted(real):
    def act(*arguments, **more):
        step()
        return real(*arguments, **more)
    return act
Path.rename, Path.replace, os.link = counted(real_rename), counted(real_replace), counted(real_link)
from db.engine import DatabaseRecords
from tests.clocks import HandClock
DatabaseRecords(HandClock()).put_back(sys.argv[1], sys.argv[2])
"""


@pytest.mark.parametrize("steps", range(8))
def test_killed_between_any_two_steps_both_files_are_whole(
    real: InProcess, tmp_path: Path, steps: int
) -> None:
    copy = tmp_path / "copy.db"
    assert real("backup", str(copy)).error == ""
    events = looked_into(real.database)[0].head.number
    kept = tmp_path / "kept.db"
    for ending in ("", ".keys"):
        shutil.copyfile(f"{copy}{ending}", f"{kept}{ending}")
    command = [sys.executable, "-c", KILLED, str(copy), str(real.database), str(steps)]
    done = subprocess.run(command, cwd=ROOT, check=False, timeout=60)
    assert done.returncode in (0, -9)
    # Whoever finds it so gives the same command again, with the backup that is still there.
    if not real.database.exists() or done.returncode:
        answer = real("restore", str(kept), "--yes")
        assert answer.code == 0, answer.error
    assert looked_into(real.database)[0].sound
    asides = [each for each in tmp_path.iterdir() if "before-restore" in each.name and each.suffix != ".keys"]
    found = [
        looked_into(each) for each in asides if Path(f"{each}.keys").exists() and each.stat().st_size > 9000
    ]
    assert any(each.sound and each.head.number >= events for each, _ in found), [each.name for each in asides]


def test_wrong_passwords_of_a_backup_slow_down_and_are_kept_beside_it(
    real: InProcess, tmp_path: Path
) -> None:
    copy, target = tmp_path / "copy.db", str(tmp_path / "look.db")
    assert real("backup", str(copy)).error == ""
    nowhere = InProcess(tmp_path / "nowhere.db", real.capsys)
    for _ in range(3):
        wrong = nowhere("restore", str(copy), "--to", target, ZORGPAD_PASSWORD="not the right one")
        assert wrong.reasons == ["Name or password is not right, or the account is disabled."]
    for password in ("not the right one", PASSWORD):
        waiting = nowhere("restore", str(copy), "--to", target, ZORGPAD_PASSWORD=password)
        assert waiting.code == 1
        assert waiting.error.startswith("Too many wrong passwords; ")
    assert len(Path(f"{copy}.attempts").read_text().splitlines()) == 3
    later = HandClock(SystemClock().now())
    later.forward(seconds=30)
    assert (
        InProcess(tmp_path / "nowhere.db", real.capsys, later)("restore", str(copy), "--to", target).error
        == ""
    )
    assert not list(tmp_path.glob(".*"))
