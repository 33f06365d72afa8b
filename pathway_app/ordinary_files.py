"""Opening what somebody else may have put there: ordinary files only, so that no pipe holds the program up."""

from __future__ import annotations

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path


class NotOrdinary(OSError):
    """A pipe, a socket or a device stands where a file is looked for."""


def open_ordinary(path: Path) -> BufferedReader:
    """An ordinary file, by whatever links, open for reading bytes.

    Raises OSError: of a pipe or a device NotOrdinary, of a folder IsADirectoryError.
    """
    _refuse_others(path.stat().st_mode, path)
    # A pipe that takes its place meanwhile must not hold the program up either.
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags)
    try:
        _refuse_others(os.fstat(descriptor).st_mode, path)
        return os.fdopen(descriptor, "rb")
    except BaseException:
        os.close(descriptor)
        raise


def _refuse_others(mode: int, path: Path) -> None:
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise NotOrdinary(errno.EINVAL, os.strerror(errno.EINVAL), str(path))
