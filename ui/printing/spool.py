"""Where the print system's own temporary file lies while it is printed: a folder that goes away, in memory if possible.

Zorgpad writes none itself, but on Linux Qt hands the pages to CUPS as a file. The folder bears the number of the
process that prints, so that whoever comes later can tell what was left by one that was killed.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PREFIX = "zorgpad-print-"


@contextmanager
def private_spool() -> Iterator[None]:
    """Within it, temporary files of this process are made in a folder of its own; it is gone afterwards."""
    if not sys.platform.startswith("linux"):
        yield  # the systems' own spoolers take the pages without a file of this process
        return
    sweep()
    folder = tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=spool_root())
    os.environ["TMPDIR"] = folder
    try:
        yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_spool_of(pid: int) -> None:
    """What a printing process that was killed could not remove itself."""
    if sys.platform.startswith("linux"):
        for folder in spool_root().glob(f"{_PREFIX}{pid}-*"):
            shutil.rmtree(folder, ignore_errors=True)


def sweep() -> None:
    """Remove what processes left that are no more."""
    for folder in spool_root().glob(f"{_PREFIX}*"):
        number = folder.name.removeprefix(_PREFIX).partition("-")[0]
        if number.isdigit() and not Path("/proc", number).exists():
            shutil.rmtree(folder, ignore_errors=True)


def spool_root() -> Path:
    """The user's own folder in memory, else memory, else wherever temporary files are."""
    for candidate in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):
        if candidate and Path(candidate).is_dir() and os.access(candidate, os.W_OK | os.X_OK):
            return Path(candidate)
    return Path(tempfile.gettempdir())
