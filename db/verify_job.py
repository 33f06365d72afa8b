"""Verifying in a process of its own, of the lowest priority: whoever works at the window does not notice.

Here is the side that asks; the process itself is `db/verify_process.py`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Lock

from db.sqlite import SqliteStore
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.queries import LogHead, LogProblem, Verification

COMMAND = "verify-job"
_LONGEST_ANSWER = 10_000_000
_BELOW_NORMAL, _NO_WINDOW = 0x00004000, 0x08000000


def own_program() -> list[str]:
    """How this program is started anew, packed by PyInstaller or not."""
    if getattr(sys, "frozen", False):
        return [sys.executable]
    return [sys.executable, str(Path(__file__).parents[1] / "main.py")]


class VerifyJob:
    """At most one process at a time, of one open file."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = Lock()
        self._closed = False

    def verify(self) -> Verification | None:
        """Waits for the process. None where it was stopped or did not end well: then nothing is known.

        Raises EnvironmentFault where it cannot be started.
        """
        key: bytes | None = getattr(self._store, "key", None)
        asked = {"path": str(self._store.path), "key": key.hex() if key is not None else None}
        flags = _BELOW_NORMAL | _NO_WINDOW if sys.platform == "win32" else 0
        with self._lock:
            if self._closed or self._process is not None:
                return None
            try:
                self._process = subprocess.Popen(
                    [*own_program(), COMMAND],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.DEVNULL,
                    creationflags=flags,
                )
            except OSError as error:
                raise EnvironmentFault("input-output", path=str(self._store.path)) from error
        try:
            answer, _ = self._process.communicate(json.dumps(asked).encode())
            return _read(answer) if self._process.returncode == 0 else None
        except (OSError, ValueError):
            return None
        finally:
            with self._lock:
                self._process = None

    def close(self) -> None:
        """Stop it; what it found so far is not wanted."""
        with self._lock:
            self._closed = True
            if self._process is not None:
                with suppress(OSError):
                    self._process.kill()


def _read(answer: bytes) -> Verification | None:
    try:
        told = json.loads(answer[:_LONGEST_ANSWER])
        problems = tuple(LogProblem(number, code, subject) for number, code, subject in told["problems"])
        return Verification(LogHead(told["number"], told["hash"]), told["courses"], problems)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
