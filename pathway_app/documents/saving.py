"""Writing a sheet to a file: whole, or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused


def save(pdf: bytes, path: Path) -> None:
    """Write the file; what stood there before stays until the new one is complete and on disk.

    Raises Refused where the folder or file cannot be written, EnvironmentFault where the disk is full or fails.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(pdf)  # a pipe or a device: nothing stood there
        else:
            _replace(target, pdf)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentFault("disk-full") from error
        if error.errno == errno.EIO:
            raise EnvironmentFault("input-output") from error
        raise Refused(Refusal("file-unwritable", params={"path": str(path)})) from error


def _replace(target: Path, pdf: bytes) -> None:
    part = target.with_name(f".{target.name}.part")
    try:
        with part.open("wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
