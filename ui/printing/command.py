"""A print command of the site in place of the printers that Qt knows: it gets the PDF on its standard input.

Needs the standard library only, and no shell: what stands in the command is a program and its arguments.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from typing import IO

from pathway_app.domain.errors import EnvironmentFault
from ui.printing.answers import Trouble

VARIABLE = "ZORGPAD_PRINT_COMMAND"
_COPIES, _TITLE = "{copies}", "{title}"
_LONGEST_TEXT = 200
_KEPT_BYTES = 2_000


def program_of(command: str) -> str:
    """The program's name without its folder, for people; the whole text where it cannot be read."""
    try:
        words = _words(command)
    except ValueError:
        return command
    return os.path.basename(words[0]) if words else command  # noqa: PTH119 (either system's separators)


def print_with(command: str, pdf: bytes, *, copies: int, title: str, limit: float) -> None:
    """Have the command print; without `{copies}` among its arguments it is run once a copy.

    `limit` is in seconds, for each run. Raises EnvironmentFault (`printer`) where it cannot be run, ends with
    anything but 0, has not read all of the PDF, or takes too long (it is killed then).
    """
    try:
        words = _words(command)
    except ValueError as error:
        raise EnvironmentFault("printer", trouble=Trouble.COMMAND_UNREADABLE) from error
    if not words:
        raise EnvironmentFault("printer", trouble=Trouble.COMMAND_UNREADABLE)
    runs = 1 if any(_COPIES in word for word in words) else copies
    filled = [word.replace(_COPIES, str(copies)).replace(_TITLE, title) for word in words]
    for _run in range(runs):
        _Run(filled, pdf, limit).finish()


class _Run:
    """One run of the command. Its standard input is a pipe whose reading end is kept, to see what was not read."""

    def __init__(self, words: list[str], pdf: bytes, limit: float) -> None:
        self._limit = limit
        self._program = words[0]
        self._reading, self._writing = os.pipe()
        self._told = bytearray()
        try:
            self._process = subprocess.Popen(
                words,
                stdin=self._reading,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_surroundings(os.environ),
            )
        except (OSError, ValueError) as error:
            os.close(self._reading)
            os.close(self._writing)
            raise EnvironmentFault(
                "printer", trouble=Trouble.COMMAND_MISSING, program=self._program
            ) from error
        self._feeder = threading.Thread(target=self._feed, args=(pdf,), daemon=True)
        assert self._process.stderr is not None
        self._listener = threading.Thread(target=self._listen, args=(self._process.stderr,), daemon=True)
        self._feeder.start()
        self._listener.start()

    def finish(self) -> None:
        try:
            code = self._process.wait(self._limit)
        except subprocess.TimeoutExpired as error:
            self._process.kill()
            raise EnvironmentFault("printer", trouble=Trouble.SILENT, seconds=round(self._limit)) from error
        # What the command left running may hold its streams: nobody waits for that.
        self._listener.join(0.5)
        self._feeder.join(0.5)
        read_all = not self._feeder.is_alive() and not _unread(self._reading)
        os.close(self._reading)
        if code < 0:
            raise EnvironmentFault("printer", trouble=Trouble.COMMAND_KILLED, signal=-code)
        if code:
            text = _plain(bytes(self._told))
            raise EnvironmentFault("printer", trouble=Trouble.COMMAND_FAILED, status=code, text=text)
        if not read_all:
            raise EnvironmentFault("printer", trouble=Trouble.COMMAND_DEAF)

    def _feed(self, pdf: bytes) -> None:
        left = memoryview(pdf)
        with suppress(OSError):  # ended before it read everything; `finish` sees that
            while left:
                left = left[os.write(self._writing, left) :]
        os.close(self._writing)

    def _listen(self, stream: IO[bytes]) -> None:
        while part := os.read(stream.fileno(), 65_536):
            self._told += part
            del self._told[:-_KEPT_BYTES]


def _words(command: str) -> list[str]:
    if sys.platform == "win32":  # there a backslash stands in paths
        return [word.strip('"') for word in shlex.split(command, posix=False)]
    return shlex.split(command)


def _unread(pipe: int) -> int:
    """How many bytes wait in the pipe; 0 where the system does not tell."""
    if sys.platform == "win32":
        return 0
    import array
    import fcntl
    import termios

    count = array.array("i", [0])
    fcntl.ioctl(pipe, termios.FIONREAD, count)
    return count[0]


def _plain(told: bytes) -> str:
    """The end of what was said, on one line, without signs that steer a terminal."""
    text = told.decode("utf-8", "replace")
    shown = "".join(sign if sign.isprintable() else " " for sign in text)
    return " ".join(shown.split())[-_LONGEST_TEXT:]


def _surroundings(variables: Mapping[str, str]) -> dict[str, str]:
    """What a program of the system may inherit: not the libraries of a packed Zorgpad."""
    kept = dict(variables)
    if getattr(sys, "frozen", False):
        for name in ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"):
            kept.pop(name, None)
            if f"{name}_ORIG" in kept:
                kept[name] = kept[f"{name}_ORIG"]
    return kept
