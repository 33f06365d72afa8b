"""Zorgpad: brings the parts of the program together and hands over to the window or the command line.

Nothing heavy is imported before it is needed: the window paints before the database is opened.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pathway_app.ports import Clock, Migration, Record
    from pathway_app.signing_in import Credentials

_PRINT_JOB = "print-job"
"""what the window starts the program with to print: for itself only, and so not among the commands"""
_VERIFY_JOB = "verify-job"
"""likewise, to verify the record in a process of its own"""


class _LateRecords:
    """`pathway_app.ports.Records`; imports the database's side only when a database is made or opened."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def create(self, url: str, *, recovery: str | None = None) -> Record:
        from db.engine import DatabaseRecords

        return DatabaseRecords(self._clock).create(url, recovery=recovery)

    def needs_sign_in(self, url: str) -> bool:
        from db.engine import DatabaseRecords

        return DatabaseRecords(self._clock).needs_sign_in(url)

    def open(
        self,
        url: str,
        *,
        credentials: Credentials | None = None,
        recovery: str | None = None,
        read_only: bool = False,
        older: bool = False,
        damaged: bool = False,
    ) -> Record:
        from db.engine import DatabaseRecords

        return DatabaseRecords(self._clock).open(
            url,
            credentials=credentials,
            recovery=recovery,
            read_only=read_only,
            older=older,
            damaged=damaged,
        )

    def put_back(self, copy: str, url: str) -> str | None:
        from db.engine import DatabaseRecords

        return DatabaseRecords(self._clock).put_back(copy, url)

    def needs_protection(self, url: str) -> bool:
        from db.engine import DatabaseRecords

        return DatabaseRecords(self._clock).needs_protection(url)

    def protect(self, url: str, credentials: Credentials, recovery: str) -> dict[str, str]:
        from db.engine import DatabaseRecords

        return DatabaseRecords(self._clock).protect(url, credentials, recovery)

    def rekey(self, url: str, credentials: Credentials, *, recovery: str | None = None) -> None:
        from db.engine import DatabaseRecords

        DatabaseRecords(self._clock).rekey(url, credentials, recovery=recovery)

    def migrate(self, url: str, *, credentials: Credentials | None = None) -> Migration:
        from db.engine import DatabaseRecords

        return DatabaseRecords(self._clock).migrate(url, credentials=credentials)


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
    records = _LateRecords(clock)

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
