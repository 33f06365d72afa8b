"""A pipe, a device or a folder where a file belongs: one sentence, or as if nothing were there, and never a wait."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import pytest

from tests.cli.zorgpad import Answer, InProcess

pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes with names")
PATIENCE = 20


@contextmanager
def _no_wait() -> Iterator[None]:
    def held_up(_signal: int, _frame: FrameType | None) -> None:
        raise AssertionError("held up")

    before = signal.signal(signal.SIGALRM, held_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def put(kind: str, path: Path) -> None:
    if path.exists():
        path.rename(path.with_name(f"was{path.name}"))
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("/dev/zero")


def answer(of: InProcess, *arguments: str) -> Answer:
    with _no_wait():
        return of(*arguments)


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
@pytest.mark.parametrize("beside", [".attempts", ".checked", ".backups", ".writer"])
def test_beside_the_record_it_holds_nothing_up(
    empty: InProcess, kind: str, beside: str, tmp_path: Path
) -> None:
    put(kind, Path(f"{empty.database}{beside}"))
    wrong = empty("settings", ZORGPAD_PASSWORD="not the right one")
    assert wrong.reasons == ["Name or password is not right, or the account is disabled."]
    assert "An error in the program" not in answer(empty, "backup").error
    verified = answer(empty, "verify")
    assert verified.out.startswith("Sound. ")
    changed = answer(empty, "settings", "ward", "3C")
    assert "An error in the program" not in changed.error


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_in_the_place_of_the_keys_or_the_record_it_is_refused_in_one_sentence(
    empty: InProcess, kind: str, tmp_path: Path
) -> None:
    keys = Path(f"{empty.database}.keys")
    put(kind, keys)
    commands: list[tuple[str, ...]]
    commands = [("verify",), ("users", "recover", "chief"), ("users", "rekey"), ("backup",)]
    for command in commands:
        refused = answer(empty, *command)
        assert refused.code == 1
        assert len(refused.reasons) == 1
        assert "An error in the program" not in refused.error
    put(kind, empty.database)
    commands = [("verify",), ("migrate",), ("backup",), ("restore", str(empty.database), "--to", "x.db")]
    for command in commands:
        refused = answer(empty, *command)
        assert (refused.code, len(refused.reasons)) == (1, 1), command
        assert "An error in the program" not in refused.error


@pytest.mark.parametrize("kind", ["pipe", "device", "folder"])
def test_a_file_that_is_read_must_be_one(empty: InProcess, kind: str, tmp_path: Path) -> None:
    given = tmp_path / "given"
    put(kind, given)
    commands: list[tuple[str, ...]] = [
        ("import", str(given)),
        ("check-pathway", str(given)),
        ("restore", str(given), "--to", str(tmp_path / "new.db")),
        ("merge-research", str(tmp_path / "merged"), str(given)),
    ]
    for command in commands:
        refused = answer(empty, *command)
        assert refused.code in (1, 2), command
        assert refused.error
        assert "An error in the program" not in refused.error, command
