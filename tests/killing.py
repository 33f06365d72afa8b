"""A process that is killed at any of its dealings with files, to see what it leaves."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from db.link import Link
from db.sqlite import SqliteStore

_STEPS = frozenset({"open", "os.rename", "os.remove", "os.link", "os.chmod"})
_SURVIVED = 7


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Do it in a process that ends at once before its `step`th dealing with files; whether it came so far."""
    child = os.fork()
    if child == 0:
        try:
            _die_at(step)
            act()
            os._exit(_SURVIVED)
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (-9, _SURVIVED), code
    return code == -9


def _die_at(step: int) -> None:
    left = step

    def pass_by() -> None:
        nonlocal left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)

    def watch(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _STEPS and not str(arguments[0]).endswith((".py", ".pyc", ".so")):
            pass_by()

    real_sync, real_commit = os.fsync, SqliteStore.commit

    def sync(fd: Any) -> None:
        pass_by()
        real_sync(fd)

    def commit(self: SqliteStore, link: Link) -> None:
        pass_by()
        real_commit(self, link)
        pass_by()

    os.fsync = sync
    SqliteStore.commit = commit  # type: ignore[method-assign]
    sys.addaudithook(watch)


def copied(source: Path, folder: Path) -> Path:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for each in source.parent.iterdir():
        shutil.copy(each, folder / each.name)
    return folder / source.name


def every_step(
    source: Path, folder: Path, act: Callable[[Path], Callable[[], object]], stride: int = 1
) -> Iterator[Path]:
    """The record after each kill at every `stride`th step, and once after none."""
    step = 1
    while True:
        path = copied(source, folder)
        was_killed = killed_at(step, act(path))
        yield path
        if not was_killed:
            assert step > 10, "the steps are seen"
            return
        step += stride
