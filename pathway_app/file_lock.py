"""A lock on an open file, gone with the process, however that ends."""

from __future__ import annotations

import os
import sys

_LOCKED_AT = 1 << 30
"""a byte that nobody writes: Windows lets nobody read what is locked"""

if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Whether the file could be locked: nobody else has."""
        os.lseek(descriptor, _LOCKED_AT, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Whether the file could be locked: nobody else has."""
        # Not a POSIX lock: that is lost as soon as anybody in the process closes the file.
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
