"""Zorgpad: brings the parts of the program together and hands over to the window or the command line.

Nothing heavy is imported before it is needed: the window paints before the database is opened.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathway_app.ports import Clock, Record


class _LateRecords:
    """`pathway_app.ports.Records`; imports the database's side only when a database is made or opened."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def create(self, url: str) -> Record:
        from db.engine import DatabaseRecords

        return DatabaseRecords(self._clock).create(url)

    def open(self, url: str, *, read_only: bool = False) -> Record:
        from db.engine import DatabaseRecords

        return DatabaseRecords(self._clock).open(url, read_only=read_only)


def main() -> int:
    """Carry out what the arguments ask for and return the exit code."""
    from pathway_app.cli.program import run
    from pathway_app.cli.wiring import Wiring
    from pathway_app.clock import SystemClock

    clock = SystemClock()
    records = _LateRecords(clock)

    def open_window(url: str, user: str | None, language: str | None) -> int:
        from ui.app import run as run_window

        return run_window(lambda: records.open(url), clock, user=user, language=language)

    def draw_pictures(url: str, folder: Path, language: str | None) -> tuple[Path, ...]:
        from ui.pictures import draw

        return draw(lambda: records.open(url), clock, folder, language=language)

    wiring = Wiring(
        records=records,
        clock=clock,
        environment=os.environ,
        open_window=open_window,
        draw_pictures=draw_pictures,
    )
    return run(sys.argv[1:], wiring)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(1)
