"""Runs the program as its user does, or the same command line within this process where it is asked often."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pathway_app.cli.program import run
from pathway_app.cli.wiring import Wiring
from pathway_app.clock import SystemClock
from pathway_app.exchange.course_file import write_course_file
from pathway_app.people import Actor, Role
from pathway_app.ports import Clock
from tests.guarded import CHIEF, PASSWORD, add_person, cheap_records, shown

ROOT = Path(__file__).parents[2]
PATIENCE = 120
"""seconds that a command may take on a slow machine"""
PATIENCE_OF_WRITERS = 15.0
NO_PATIENCE = 0.2
"""seconds, where a test holds the record and lets go of it only after the command"""


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
    return kept | {"LANG": "en_GB.UTF-8", "ZORGPAD_PASSWORD": PASSWORD} | more


def command(*arguments: str) -> list[str]:
    """`python main.py …`, with every warning an error."""
    return [sys.executable, "-W", "error", str(ROOT / "main.py"), *arguments]


def zorgpad(*arguments: str, folder: Path, **more: str) -> Answer:
    """`python main.py …` in `folder`; `more` goes into the environment."""
    done = subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(HOME=str(folder), XDG_DATA_HOME=str(folder / "data"), **more),
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    answer = Answer(done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8"))
    assert "Traceback" not in answer.error, answer.error
    assert "Warning" not in answer.error, answer.error
    return answer


@dataclass
class InProcess:
    """The command line within this process, on one database."""

    database: Path
    """a file, unless `address` names a server's"""
    capsys: pytest.CaptureFixture[str]
    clock: Clock = field(default_factory=SystemClock)
    windows: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    """what windows were opened on: address, user, language"""
    address: str = ""
    patience: float = PATIENCE_OF_WRITERS
    """seconds that a writer waits for another one"""

    def __call__(self, *arguments: str, **variables: str) -> Answer:
        wiring = Wiring(
            records=cheap_records(self.clock, self.patience),
            clock=self.clock,
            environment={"LANG": "en", "ZORGPAD_PASSWORD": PASSWORD} | variables,
            open_window=self._open_window,
            draw_pictures=lambda *_: (),
        )
        self.capsys.readouterr()
        code = run(["--database", self.address or str(self.database), *arguments], wiring)
        written = self.capsys.readouterr()
        return Answer(code, written.out, written.err)

    def course_files(self, wanted: Iterable[tuple[str, int | None]]) -> list[str]:
        """What `export` would write of these courses as JSON, by record number and which; the record is opened once."""
        record = cheap_records(self.clock).open(str(self.database), credentials=shown(CHIEF.name))
        try:
            with record.queries() as queries:
                found = [queries.course_of(*each) for each in wanted]
            return [write_course_file(each, "json") for each in found if each is not None]
        finally:
            record.close()

    def person(self, name: str, role: Role, full_name: str = "") -> None:
        """An account more, which logs in with the same password as everybody."""
        add_person(self.address or self.database, self.clock, Actor(name, full_name or name, role))

    def _open_window(self, url: str, user: str | None, language: str | None) -> int:
        self.windows.append((url, user, language))
        return 0
