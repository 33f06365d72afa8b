"""The program is killed at any moment while it saves: what it said to be saved is there, whole."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import time
from multiprocessing.context import ForkServerContext
from multiprocessing.reduction import DupFd
from pathlib import Path
from random import Random
from typing import Any

import pytest

from tests.campaigns import ward
from tests.campaigns.saving import kept, save, saved_ids
from tests.campaigns.size import report

A_FILE = 15
"""kills before the next file is begun"""
ENDLESS = 10_000


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """A server that has loaded the program, so that a process is there at once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.campaigns.saving"])
    return context


def kill_one(processes: ForkServerContext, path: Path, random: Random) -> list[str]:
    """Let a process save, kill it after a few saves and a moment; returns what it said."""
    read, write = os.pipe()
    saves, seed = random.randrange(6), random.randrange(10**6)
    with os.fdopen(read) as told:
        process = processes.Process(target=_save, args=(path, seed, DupFd(write)))
        process.start()
        os.close(write)
        lines = [told.readline() for _ in range(saves + 1)]
        time.sleep(random.uniform(0, 0.03))
        process.kill()
        # What it said up to its last moment.
        lines += told.readlines()
    process.join()
    assert process.exitcode == -signal.SIGKILL, lines
    process.close()
    return lines


def _save(path: Path, seed: int, out: Any) -> None:
    save(path, seed, ENDLESS, out.detach())


def campaign(processes: ForkServerContext, template: Path, place: Path, kills: int, seed: int) -> int:
    """Returns how many saves were acknowledged."""
    random = Random(seed)
    acknowledged: list[str] = []
    path = place / "none"
    for number in range(kills):
        if number % A_FILE == 0:
            path = place / f"{number}.db"
            shutil.copyfile(template, path)
            everything: list[str] = []
        everything += saved_ids(kill_one(processes, path, random))
        record = ward.opened(path)
        with record.queries() as queries:
            verification = queries.verify()
        lost = [command for command in everything if not kept(record, command)]
        record.close()
        assert verification.sound, verification.problems
        assert not lost
        acknowledged += everything if (number + 1) % A_FILE == 0 or number + 1 == kills else []
    return len(acknowledged)


def test_killed_while_saving_short(
    processes: ForkServerContext, sqlite_template: Path, tmp_path: Path
) -> None:
    assert campaign(processes, sqlite_template, tmp_path, 12, 1)


@pytest.mark.slow
def test_killed_while_saving(processes: ForkServerContext, sqlite_template: Path, tmp_path: Path) -> None:
    acknowledged = campaign(processes, sqlite_template, tmp_path, 300, 2)
    report("kills", killed=300, acknowledged=acknowledged, lost=0)
    assert acknowledged > 300
