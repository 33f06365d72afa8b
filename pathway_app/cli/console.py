"""The terminal: UTF-8 whatever the surroundings say, never a traceback, and what is typed there unseen."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable
from typing import TextIO


class OutputLost(Exception):
    """Standard output takes no more; nobody reads it where `reader_gone`."""

    def __init__(self, error: OSError) -> None:
        super().__init__(str(error))
        self.reader_gone = isinstance(error, BrokenPipeError)


class Console:
    """Where the command line writes; a stream that is closed swallows what is written to it."""

    def __init__(self) -> None:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")

    def write(self, text: str) -> None:
        """Raises OutputLost where the output cannot be written (the reader is gone, the disk is full)."""
        try:
            if sys.stdout is not None:
                sys.stdout.write(text)
        except OSError as error:
            raise OutputLost(error) from None

    def say(self, line: str) -> None:
        self.write(f"{line}\n")

    def complain(self, lines: Iterable[str]) -> None:
        """One line a reason on standard error."""
        if sys.stderr is None:
            return
        try:
            for line in lines:
                sys.stderr.write(" ".join(line.split()) + "\n")
            sys.stderr.flush()
        except OSError:
            _to_nowhere(sys.stderr)

    def flush(self) -> None:
        """Raises OutputLost where something was written that did not arrive."""
        try:
            if sys.stdout is not None:
                sys.stdout.flush()
        except OSError as error:
            raise OutputLost(error) from None

    def abandon(self) -> None:
        """Give the output up, so that Python does not complain about it at its end."""
        if sys.stdout is not None:
            _to_nowhere(sys.stdout)


def _to_nowhere(stream: TextIO) -> None:
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass


def ask_at_terminal(prompt: str) -> str | None:
    """What somebody types, without an echo; None where nobody sits at a terminal."""
    if sys.stdin is None or not sys.stdin.isatty():
        return None
    from getpass import getpass

    try:
        return getpass(prompt)
    except EOFError:
        return None
