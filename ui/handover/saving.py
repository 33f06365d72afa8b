"""Writing a sheet to a file: whole, or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused


def save(pdf: bytes, path: Path) -> None:
    """Write the file; what stood there before stays until the new one is complete.

    Raises Refused where the folder or file cannot be written, EnvironmentFault where the disk is full or fails.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(pdf)
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentFault("disk-full") from error
        if error.errno == errno.EIO:
            raise EnvironmentFault("input-output") from error
        raise Refused(Refusal("file-unwritable", params={"path": str(path)})) from error
