"""The examples of the pages, run in the order in which they stand, in a folder of their own."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

from db.engine import DatabaseRecords
from pathway_app.cli.program import run
from pathway_app.cli.wiring import Wiring
from pathway_app.clock import SystemClock
from tests.docs.pages import PAGES, Given, blocks, session

WITH_EXAMPLES = [page for page in PAGES if any(block.language == "console" for block in blocks(page))]
_OTHER_PROGRAMS = ("cp ", "sed ")


class Reader:
    """Types what a page tells in `folder`; the program itself runs within this process."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self.capsys = capsys
        self.variables = {"LANG": "en_GB.UTF-8", "HOME": str(folder)}
        self.code = 0

    def type(self, command: str) -> str:
        """What stands in the terminal after `command`."""
        if command == "echo $?":
            return f"{self.code}\n"
        if command.startswith("export "):
            name, _, value = command.removeprefix("export ").partition("=")
            self.variables[name] = value
            return ""
        if command.startswith(_OTHER_PROGRAMS):
            return self._other(command)
        before, _, file = command.partition(" > ")
        python, main, *arguments = shlex.split(before)
        assert (Path(python).name, main) == ("python", "main.py"), command
        written = self._program(arguments)
        if not file:
            return written
        (self.folder / file).write_text(written, encoding="utf-8")
        return ""

    def _other(self, command: str) -> str:
        done = subprocess.run(
            command,
            shell=True,
            cwd=self.folder,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            capture_output=True,
            check=False,
        )
        self.code = done.returncode
        return (done.stdout + done.stderr).decode("utf-8")

    def _program(self, arguments: list[str]) -> str:
        clock = SystemClock()
        wiring = Wiring(
            records=DatabaseRecords(clock),
            clock=clock,
            environment=self.variables,
            open_window=lambda *_: 0,
            draw_pictures=lambda *_: (),
        )
        self.capsys.readouterr()
        self.code = run(arguments, wiring)
        written = self.capsys.readouterr()
        return written.out + written.err


def _matches(told: str, written: str) -> bool:
    """Whether `written` is what the page tells; `…` stands for anything."""
    pattern = ".*".join(re.escape(part) for part in told.split("…"))
    return re.fullmatch(pattern, written, re.DOTALL) is not None


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.name)
def test_examples_write_what_the_page_tells(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    reader = Reader(tmp_path, capsys)
    for block in blocks(page):
        if block.name:
            (tmp_path / block.name).write_text(block.text, encoding="utf-8")
        for given in session(block) if block.language == "console" else ():
            _try(reader, given)


def _try(reader: Reader, given: Given) -> None:
    written = reader.type(given.command)
    assert _matches(given.output, written), f"{given.command}\n{written}"
