"""How far the audit has got is told on a terminal only, and only where it takes a while."""

from __future__ import annotations

import os
import pty
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from select import select

import pytest

from pathway_app.cli.progress import told_on_terminal

SENTENCE = "{done} of {all} courses"


@contextmanager
def _terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Standard error is a terminal; the end from which to read what is written to it."""
    reading, writing = pty.openpty()
    with os.fdopen(writing, "w") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        yield reading
    os.close(reading)


def _shown(terminal: int, length: int, patience: float = 5.0) -> str:
    """What the terminal was sent, up to `length`: each writing arrives on its own, within `patience` seconds."""
    shown = b""
    while len(shown) < length and select([terminal], [], [], patience)[0]:
        shown += os.read(terminal, 10_000)
    return shown.decode()


def test_what_is_quick_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with _terminal(monkeypatch) as terminal:
        with told_on_terminal(SENTENCE) as tell:
            assert tell is not None
            for done in range(5):
                tell(done, 5)
        assert _shown(terminal, 1, patience=0.2) == ""


def test_what_takes_a_while_is_told_and_wiped(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter((0.0, 2.0, 2.1, 2.3))
    monkeypatch.setattr("pathway_app.cli.progress.time.monotonic", lambda: next(times))
    with _terminal(monkeypatch) as terminal:
        with suppress(KeyboardInterrupt), told_on_terminal(SENTENCE) as tell:
            assert tell is not None
            tell(1, 200)
            tell(2, 200)
            tell(150, 200)
            raise KeyboardInterrupt
        told = "\r1 of 200 courses\r150 of 200 courses\r" + " " * 18 + "\r"
        assert _shown(terminal, len(told)) == told


def test_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    with Path(os.devnull).open("w") as stream, monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        with told_on_terminal(SENTENCE) as tell:
            assert tell is None
