"""Files that must not stay readable."""

from __future__ import annotations

import os
from pathlib import Path

from pathway_app.domain.errors import EnvironmentFault

_BLOCK = 1024 * 1024


def overwrite(path: Path) -> None:
    """Write zeros over what was not encrypted, and remove it. A disk may keep what stood there all the same."""
    try:
        with path.open("r+b") as file:
            left = file.seek(0, os.SEEK_END)
            file.seek(0)
            while left > 0:
                left -= file.write(bytes(min(left, _BLOCK)))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return
    except OSError as error:
        raise EnvironmentFault("input-output", path=str(path)) from error
