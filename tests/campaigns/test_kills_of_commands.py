"""Commands killed at any of their dealings with files: nothing is lost, and the same command can be given again."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest

from pathway_app.cli.program import run
from pathway_app.cli.wiring import Wiring
from pathway_app.domain.ids import new_id
from pathway_app.founding import Foundation, found, shipped_definitions
from pathway_app.people import Role
from pathway_app.restoring import copied as private_copy
from tests.clocks import NOW, HandClock
from tests.guarded import CHIEF, PASSWORD, PEOPLE, PHRASE, cheap_records, found_guarded, shown
from tests.killing import copied as stay
from tests.killing import every_step

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the process is copied with fork")


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("killed") / "ward.db"
    found_guarded(path, HandClock(), Role.COORDINATOR, definitions=shipped_definitions())
    return path


@pytest.fixture(scope="module")
def course_file(guarded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of a demonstration's patient."""
    folder = tmp_path_factory.mktemp("course")
    assert command(folder / "demo.db", "init", "--demo", user=None)[0] == 0
    code, out, _ = command(folder / "demo.db", "export", "--patient", "4455002", user=None)
    assert code == 0, out
    (folder / "course.json").write_text(out)
    return folder / "course.json"


def command(
    path: Path, *arguments: str, user: str | None = CHIEF.name, now: datetime = NOW
) -> tuple[int, str, str]:
    wiring = Wiring(
        records=cheap_records(HandClock(now)),
        clock=HandClock(now),
        environment={"LANG": "en", "ZORGPAD_PASSWORD": PASSWORD},
        open_window=lambda *_: 0,
        draw_pictures=lambda *_: (),
    )
    out, error = StringIO(), StringIO()
    named = () if user is None else ("--user", user)
    with redirect_stdout(out), redirect_stderr(error):
        code = run(["--database", str(path), *arguments, *named], wiring)
    return code, out.getvalue(), error.getvalue()


def sound(path: Path) -> int:
    """How many patients there are."""
    record = cheap_records(HandClock()).open(str(path), credentials=shown(CHIEF.name))
    try:
        with record.queries() as queries:
            assert queries.verify().sound
            return queries.patient_count()
    finally:
        record.close()


def hidden(path: Path) -> list[str]:
    return [each.name for each in path.parent.iterdir() if each.name.startswith(f".{path.name}.")]


def strides(short: int) -> list[object]:
    """How many steps are passed over between two kills."""
    return [short, pytest.param(1, marks=pytest.mark.slow)]


def every(
    source: Path, folder: Path, act: Callable[[Path], Callable[[], object]], stride: int
) -> Iterator[Path]:
    return every_step(source, folder / "x", act, stride)


@pytest.mark.parametrize("stride", strides(9))
def test_init(tmp_path: Path, stride: int) -> None:
    """A new record is there whole, or can be made: nothing of an earlier attempt is in the way."""
    (tmp_path / "source").mkdir()
    source = tmp_path / "source" / "ward.db"
    (tmp_path / "source" / "else").touch()

    def make(path: Path) -> Callable[[], object]:
        foundation = Foundation(administrator=CHIEF, password=PASSWORD, recovery=PHRASE)
        return lambda: found(cheap_records(HandClock()), str(path), foundation)

    seen = set()
    for path in every(source, tmp_path, make, stride):
        seen.add(path.exists())
        if not path.exists():
            make(path)()
        assert sound(path) == 0
        assert hidden(path) == []
    assert seen == {False, True}


@pytest.mark.parametrize("stride", strides(7))
def test_import(guarded: Path, course_file: Path, tmp_path: Path, stride: int) -> None:
    """All of it or nothing; given again it is there once."""

    def take(path: Path) -> Callable[[], object]:
        return lambda: command(path, "import", str(course_file), user=PEOPLE[Role.COORDINATOR].name)

    seen = set()
    for path in every(guarded, tmp_path, take, stride):
        seen.add(sound(path))
        code, _, error = command(path, "import", str(course_file), user=PEOPLE[Role.COORDINATOR].name)
        assert (code, error) == (0, "")
        assert sound(path) == 1
    assert seen == {0, 1}


@pytest.mark.parametrize("stride", strides(7))
def test_backup(guarded: Path, tmp_path: Path, stride: int) -> None:
    """A copy is whole or not there; the record is as it was, and the same copy can be asked for again."""
    seen = set()
    for path in every(
        guarded,
        tmp_path,
        lambda path: lambda: command(path, "backup", str(path.with_name("copy.db"))),
        stride,
    ):
        copy = path.with_name("copy.db")
        seen.add(copy.exists())
        if not copy.exists():
            code, _, error = command(path, "backup", str(copy))
            assert (code, error) == (0, "")
        assert sound(copy) == sound(path) == 0
        assert hidden(copy) == []
    assert seen == {False, True}


@pytest.mark.parametrize("stride", strides(11))
def test_restore(guarded: Path, course_file: Path, tmp_path: Path, stride: int) -> None:
    """What was there is there or set aside, and whoever opens it in between is told."""
    backup = tmp_path / "backup.db"
    assert command(guarded, "backup", str(backup))[0] == 0
    told = set()
    for path in every(
        guarded, tmp_path, lambda path: lambda: command(path, "restore", str(backup), "--yes"), stride
    ):
        code, _, error = command(path, "verify")
        told.add(code)
        if code:
            assert "putting a backup there was cut off" in error or "keys" in error
            assert command(path, "init", user=None)[0] == 1
            again = command(path, "restore", str(backup), "--yes", now=NOW + timedelta(minutes=1))
            assert again[0] == 0, again
        assert sound(path) == 0
        assert hidden(path) == [], "no copy stays lying once the record was opened to write"
    assert 0 in told


def test_a_copy_that_somebody_looks_at_stays(guarded: Path, tmp_path: Path) -> None:
    """And one that is not goes, whatever it holds; files with other names are nobody's business."""
    path = stay(guarded, tmp_path / "x")
    mine = path.with_name(".ward.db.mine")
    mine.touch()
    backup = tmp_path / "backup.db"
    assert command(path, "backup", str(backup))[0] == 0
    left = path.with_name(f".ward.db.{new_id()}.restored")
    for rest in ("", ".keys", "-wal"):
        Path(f"{left}{rest}").touch()
    with private_copy(backup, path) as part:
        assert sound(path) == 0
        assert part.exists()
        assert not left.exists()
    assert hidden(path) == [mine.name]


def test_where_a_record_was_set_aside_that_is_said(guarded: Path, tmp_path: Path) -> None:
    path = tmp_path / "ward.db"
    Path(f"{path}.before-restore-2026-11-22-084100Z").touch()
    code, _, error = command(path, "verify")
    assert code == 1
    assert error.startswith(f"There is no database at {path}: putting a backup there was cut off.")
    assert f"{path}.before-restore-2026-11-22-084100Z" in error
    assert command(path, "init", user=None)[2] == error


def test_keys_without_their_record_are_kept(guarded: Path, tmp_path: Path) -> None:
    path = tmp_path / "ward.db"
    kept = Path(f"{guarded}.keys").read_bytes()
    Path(f"{path}.keys").write_bytes(kept)
    code, _, error = command(path, "init", user=None)
    assert code == 1
    assert error.startswith(f"{path}.keys holds keys, but the record that they open is not there")
    assert Path(f"{path}.keys").read_bytes() == kept
