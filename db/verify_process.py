"""The process that verifies a record for a window: see `db/verify_job.py`, which starts it.

It reads one line of JSON from standard input (the file and its key, which no list of processes shows) and writes one
with what was found.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from db.sqlite import SqliteStore
from pathway_app.clock import SystemClock
from pathway_app.domain.errors import EnvironmentFault, Refused


def run() -> int:
    """The process itself."""
    if hasattr(os, "nice"):
        with suppress(OSError):
            os.nice(19)
    from db.record import DatabaseRecord  # not before: what it brings along takes a while too

    try:
        asked = json.loads(sys.stdin.buffer.readline())
        path = Path(asked["path"])
        given: dict[str, Any] = {"key": bytes.fromhex(asked["key"])} if asked["key"] else {}
    except (ValueError, KeyError, TypeError):
        return 2  # nobody but the window asks it
    try:
        store = SqliteStore(path, SystemClock(), "rw", refusing="read-only", **given)
        record = DatabaseRecord(store)
        try:
            with record.queries() as queries:
                found = queries.verify()
        finally:
            record.close()
    except (EnvironmentFault, Refused):
        return 1
    told = {
        "number": found.head.number,
        "hash": found.head.hash,
        "courses": found.courses,
        "problems": [[each.number, each.code, each.subject] for each in found.problems],
    }
    sys.stdout.write(json.dumps(told))
    return 0
