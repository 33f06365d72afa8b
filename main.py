"""Zorgpad: brings the parts of the program together and hands over to the window or the command line.

Nothing heavy is imported before it is needed: the window paints before the database is opened.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pathway_app.ports import Clock, Record, Records
    from pathway_app.signing_in import Credentials

_PRINT_JOB = "print-job"
"""what the window starts the program with to print: for itself only, and so not among the commands"""
_VERIFY_JOB = "verify-job"
"""likewise, to verify the record in a process of its own"""


class _Late:
    """Stands for what `make` makes, which happens when something of it is first asked for."""

    def __init__(self, make: Callable[[], object]) -> None:
        self._make = make
        self._made: object | None = None

    def __getattr__(self, name: str) -> Any:
        if self._made is None:
            self._made = self._make()
        return getattr(self._made, name)


def _late_records(clock: Clock) -> Records:
    """Imports the database's side only when a database is made or opened."""

    def make() -> Records:
        from db.engine import DatabaseRecords

        return DatabaseRecords(clock)

    return cast("Records", _Late(make))


def main(arguments: list[str]) -> int:
    """Carry out what the arguments ask for and return the exit code."""
    if arguments[:1] == [_PRINT_JOB]:
        from ui.printing.child import run as run_print_job

        return run_print_job(arguments[1:])

    if arguments == [_VERIFY_JOB]:
        from db.verify_process import run as run_verify_job

        return run_verify_job()

    from pathway_app.cli.window import window_request
    from pathway_app.clock import SystemClock

    clock = SystemClock()
    records = _late_records(clock)

    def open_window(url: str | None, user: str | None, language: str | None) -> int:
        from pathway_app.first_start import FirstStart
        from ui.app import run

        first = FirstStart(records, clock, url)

        def connect() -> Record:
            return records.open(first.address(), read_only=first.only_reads, damaged=first.takes_damage)

        def enter(credentials: Credentials, recovery: str | None) -> Record:
            return records.open(
                first.address(),
                credentials=credentials,
                recovery=recovery,
                read_only=first.only_reads,
                damaged=first.takes_damage,
            )

        return run(connect, clock, enter=enter, user=user, language=language, first_start=first)

    def draw_pictures(url: str, folder: Path, language: str | None) -> tuple[Path, ...]:
        from ui.pictures import draw

        return draw(lambda: records.open(url), clock, folder, language=language)

    request = window_request(arguments, os.environ, sys.platform)
    if request is not None:
        # Where Qt cannot be loaded the command line, tried next, says so in words.
        with suppress(ImportError):
            return open_window(request.database, request.user, request.language)

    from pathway_app.cli.program import run
    from pathway_app.cli.wiring import Wiring

    wiring = Wiring(
        records=records,
        clock=clock,
        environment=os.environ,
        open_window=open_window,
        draw_pictures=draw_pictures,
    )
    return run(arguments, wiring)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(1)
