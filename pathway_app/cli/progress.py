"""How far something has got, told on a terminal where it takes a while."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

AFTER = 2.0
"""seconds after which there is something to tell"""
_EVERY = 0.2
"""seconds between two tellings"""


@contextmanager
def told_on_terminal(sentence: str) -> Iterator[Callable[[int, int], None] | None]:
    """What is to be called with how many are done, and of how many; None where nobody looks at standard error.

    `sentence` holds `{done}` and `{all}`. The line is gone at the end, also after Ctrl+C.
    """
    if sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    line = _Line(sentence)
    try:
        yield line.tell
    finally:
        line.wipe()


class _Line:
    def __init__(self, sentence: str) -> None:
        self._sentence = sentence
        self._next = time.monotonic() + AFTER
        self._width = 0

    def tell(self, done: int, count: int) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + _EVERY
        text = self._sentence.format(done=done, all=count)
        self._write(f"\r{text.ljust(self._width)}")
        self._width = max(self._width, len(text))

    def wipe(self) -> None:
        if self._width:
            self._write(f"\r{' ' * self._width}\r")

    def _write(self, text: str) -> None:
        try:
            sys.stderr.write(text)
            sys.stderr.flush()
        except OSError:
            self._next = float("inf")  # the terminal is gone; what is asked for may still be wanted
