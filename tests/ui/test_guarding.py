"""The window looks after the record: one writes, backups are made, what is wrong around it is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.record import DatabaseRecord
from db.sqlite import SqliteStore, connect
from pathway_app import guards
from pathway_app.backups import database_file, newest
from pathway_app.commands import AddNote, ChangeSite
from pathway_app.ports import Queries, Record
from pathway_app.services import Service
from tests.clocks import HandClock
from tests.recording import ADMIN, writing
from tests.ui.at_window import AtWindow, at_window
from tests.ui.small_ward import NURSE, SmallWard
from ui.rail_foot import foot_lines
from ui.theme_status import Status


def own(path: Path, clock: HandClock) -> DatabaseRecord:
    return DatabaseRecord(SqliteStore(path, clock, patience=0.5))


@contextmanager
def window(qtbot: QtBot, path: Path, clock: HandClock) -> Iterator[AtWindow]:
    def opened() -> Record:
        return own(path, clock)

    with at_window(qtbot, opened, clock, user=NURSE.name) as user:
        yield user


@pytest.fixture
def file(sqlite_file: Path, clock: HandClock) -> Path:
    """A real record, of which backups are made."""
    record = own(sqlite_file, clock)
    SmallWard(record, clock).open_for_work(demo=False)
    record.close()
    return sqlite_file


@pytest.fixture
def user(qtbot: QtBot, file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with window(qtbot, file, clock) as user:
        yield user


def done(user: AtWindow, *deeds: str) -> None:
    """Have the window look, or make a backup, or verify, and wait."""
    guarding = user.inside.guarding
    for deed in deeds or ("look",):
        getattr(guarding, deed)()
        user.qtbot.waitUntil(lambda: not guarding.is_under_way(), timeout=60_000)
    user.settle()


def foot(user: AtWindow) -> list[tuple[str, Status | None]]:
    return [(line.text, line.status) for line in foot_lines(user.bridge)[3:]]


def kinds(path: Path) -> list[str]:
    connection = connect(path)
    found = [kind for (kind,) in connection.execute("SELECT kind FROM log_event ORDER BY seq").fetchall()]
    connection.close()
    return found


def set_site(path: Path, clock: HandClock, **settings: str) -> None:
    record = own(path, clock)
    Service(record).execute(ChangeSite(settings=settings), ADMIN)
    record.close()


def test_the_second_window_reads_says_who_writes_and_writes_after_it(
    qtbot: QtBot, file: Path, clock: HandClock
) -> None:
    first = own(file, clock)
    assert first.claim() is None
    with window(qtbot, file, clock) as user:
        done(user)
        told = user.inside.warnings.text()
        assert told.startswith("This window only reads: ")
        assert user.inside.warnings.isVisible()
        assert ("Reading only: nothing can be saved here", Status.BLOCKED) in foot(user)
        faults: list[object] = []
        user.bridge.execute(
            AddNote(course_id="x", text="x"), done=faults.append, refused=faults.append, failed=faults.append
        )
        user.settle()
        assert [getattr(each, "code", "") for each in faults] == ["open-elsewhere"]
        assert "has the record open on" in user.inside.banner.text()
        first.close()
        done(user)
        assert not user.inside.warnings.isVisible()
        assert user.bridge.reading_only is None
        user.bridge.execute(
            AddNote(course_id="x", text="x"), done=faults.append, refused=faults.append, failed=faults.append
        )
        user.settle()
        assert str(faults[-1]) == "unknown-course"


def test_a_backup_is_made_when_one_is_due_and_its_age_is_told(
    user: AtWindow, file: Path, clock: HandClock
) -> None:
    done(user)
    assert foot(user) == [("No backup yet", Status.BLOCKED)]
    done(user, "back_up", "back_up")
    made = newest(file, clock.now())
    assert made is not None
    assert [each.name for each in (file.parent / "backups").iterdir()] == [made.path.name]
    assert kinds(file)[-1] == "backed-up"
    assert foot(user) == [("Backup 09:41", Status.DONE)]
    clock.forward(hours=7)
    done(user)
    assert foot(user) == [("Backup 09:41", Status.DONE)]
    clock.forward(hours=2)
    done(user)
    assert foot(user) == [("! Backup 09:41", Status.OVERDUE)]
    clock.forward(days=1)
    done(user)
    assert foot(user) == [("! Backup 1 day ago", Status.OVERDUE)]
    done(user, "back_up")
    assert foot(user) == [("Backup 18:41", Status.DONE)]
    copy = own(newest(file, clock.now()).path, clock)  # type: ignore[union-attr]
    with copy.queries() as queries:
        assert queries.verify().sound
    copy.close()


def test_a_folder_that_is_not_there_is_told_until_it_is(user: AtWindow, file: Path, clock: HandClock) -> None:
    folder = file.parent / "elsewhere"
    set_site(file, clock, backup_folder=str(folder))
    done(user, "look", "back_up")
    told = user.inside.warnings.text()
    assert told.startswith("No backup could be made. The folder ")
    assert user.inside.warnings.isVisible()
    assert kinds(file)[-1] == "backup-failed"
    folder.mkdir()
    done(user, "back_up")
    assert not user.inside.warnings.isVisible()
    assert len(list(folder.iterdir())) == 1
    set_site(file, clock, second_backup_folder=str(file.parent / "unplugged"))
    clock.forward(hours=5)
    done(user, "back_up")
    assert user.inside.warnings.text().startswith("The newest backup is not in the second folder. ")
    assert len(list(folder.iterdir())) == 2


def test_nobody_waits_for_a_backup(user: AtWindow, file: Path) -> None:
    """What is done at the window is answered while the copy is being made."""
    record = own(file, user.bridge.clock)  # type: ignore[arg-type]
    for number in range(40):
        with writing(record) as work:
            work.add_definition("big", str(number), '{"text":"' + "x" * 200_000 + '"}')
    record.close()
    guarding = user.inside.guarding
    guarding.back_up()
    answered = 0
    while guarding.is_under_way():
        counted: list[int] = []
        user.bridge.ask(user.shell, lambda queries: queries.patient_count(), counted.append)
        while not counted:
            user.qtbot.wait(5)
        answered += 1
    assert answered > 5
    assert newest(file, user.bridge.clock.now()) is not None


def test_no_backup_is_made_of_a_demonstration(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    with at_window(qtbot, lambda: own(ward_file, clock), clock) as user:
        done(user)
        assert user.bridge.backup is None
        assert not (ward_file.parent / "backups").exists()


def test_a_clock_that_was_set_back_is_told_and_put_on_record_once(
    user: AtWindow, file: Path, clock: HandClock
) -> None:
    done(user)
    assert not user.inside.warnings.isVisible()
    clock.forward(hours=-2)
    done(user, "look", "look")
    assert user.inside.warnings.text().startswith(
        "This computer's clock is behind the newest event of 22-Nov-2026 09:41"
    )
    assert kinds(file).count("clock-behind") == 1
    clock.forward(days=-2)
    done(user, "look", "look")
    assert "more than a day ahead" in user.inside.warnings.text()
    assert kinds(file).count("clock-jumped") == 1
    clock.forward(days=3)
    done(user)
    assert not user.inside.warnings.isVisible()


def test_a_disk_that_is_nearly_full_is_told(user: AtWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guards, "LEAST_ROOM", 10**18)
    done(user)
    assert user.inside.warnings.text().startswith("The disk is nearly full: ")


def test_a_log_that_does_not_hold_is_told_and_the_record_only_read(
    qtbot: QtBot, file: Path, clock: HandClock
) -> None:
    with window(qtbot, file, clock) as user:
        done(user, "verify")
        assert not user.inside.warnings.isVisible()
        assert kinds(file)[-1] == "verified"
        connection = connect(file)
        for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE log_event SET actor = 'nobody' WHERE seq = 2")
        connection.close()
        done(user, "back_up")  # which meets it, and has all of it verified
        done(user)
        assert "the first bad event is 2 " in user.inside.warnings.text()
        assert user.bridge.reading_only == "unsound"
        assert newest(file, clock.now()) is None, "what does not hold is no backup"
    with window(qtbot, file, clock) as user:
        done(user)
        assert "the first bad event is 2 " in user.inside.warnings.text()
        assert ("Reading only: nothing can be saved here", Status.BLOCKED) in foot(user)


def test_a_row_that_cannot_be_read_is_damage_and_the_window_only_reads(user: AtWindow, file: Path) -> None:
    """Somebody wrote in it while the window was open: no defect of the program is told."""
    connection = connect(file)
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("UPDATE account SET role = 'king'")
    connection.close()
    told: list[str] = []

    def question(queries: Queries) -> object:
        return queries.accounts()

    user.bridge.ask(user.inside, question, lambda _rows: told.append("rows"))
    user.settle()
    done(user)
    assert told == []
    assert user.bridge.reading_only == "unsound"


def test_a_server_has_its_own_backups() -> None:
    assert database_file("postgresql://an@server/zorgpad") is None
    assert database_file("sqlite:////srv/a.db") == Path("/srv/a.db")


def test_settings_changed_elsewhere_reach_an_open_window(
    user: AtWindow, file: Path, clock: HandClock
) -> None:
    done(user)
    assert user.bridge.site.lock_after_minutes == "5"
    told: list[str] = []
    user.bridge.standing_changed.connect(lambda: told.append(user.bridge.site.lock_after_minutes))
    set_site(file, clock, lock_after_minutes="1")
    done(user)
    assert told == ["1"]
    done(user)
    assert told == ["1"]


def test_a_backup_from_the_future_is_no_measure_of_age(user: AtWindow, file: Path, clock: HandClock) -> None:
    done(user, "look", "back_up")
    clock.forward(days=3650, hours=1)
    done(user, "back_up")
    clock.forward(days=-3650)
    done(user)
    assert foot(user) == [("Backup 09:41", Status.DONE)]
    clock.forward(hours=9)
    done(user)
    assert foot(user) == [("! Backup 09:41", Status.OVERDUE)]
