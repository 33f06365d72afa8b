"""Runs the program as its user does, or the same command line within this process where it is asked often."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from db.engine import DatabaseRecords
from pathway_app.cli.program import run
from pathway_app.cli.wiring import Wiring
from pathway_app.clock import SystemClock
from pathway_app.ports import Clock

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    error: str

    @property
    def reasons(self) -> list[str]:
        return self.error.splitlines()


def environment(**more: str) -> dict[str, str]:
    """Without a display and without anything that says which database or language."""
    dropped = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "ZORGPAD_DATABASE", "LC_ALL", "LC_MESSAGES"}
    kept = {name: value for name, value in os.environ.items() if name not in dropped}
    return kept | {"LANG": "en_GB.UTF-8", "PYTHONWARNINGS": "error"} | more


def zorgpad(*arguments: str, folder: Path, timeout: float = 60, **more: str) -> Answer:
    """`python main.py …` in `folder`; `more` goes into the environment."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), *arguments],
        cwd=folder,
        env=environment(HOME=str(folder), XDG_DATA_HOME=str(folder / "data"), **more),
        capture_output=True,
        timeout=timeout,
        check=False,
    )
    answer = Answer(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in answer.error, answer.error
    assert "Warning" not in answer.error, answer.error
    return answer


class InProcess:
    """The command line within this process, on one database."""

    def __init__(
        self, database: Path, capsys: pytest.CaptureFixture[str], clock: Clock | None = None
    ) -> None:
        self.database = database
        self.capsys = capsys
        self.clock = clock or SystemClock()

    def __call__(self, *arguments: str, variables: Mapping[str, str] | None = None) -> Answer:
        wiring = Wiring(
            records=DatabaseRecords(self.clock),
            clock=self.clock,
            environment={"LANG": "en", **(variables or {})},
            open_window=lambda *_: 99,
            draw_pictures=lambda *_: (),
        )
        self.capsys.readouterr()
        code = run(["--database", str(self.database), *arguments], wiring)
        written = self.capsys.readouterr()
        return Answer(code, written.out, written.err)
