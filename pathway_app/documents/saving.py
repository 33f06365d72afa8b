"""Writing a sheet to a file: whole, or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused


def part_of(path: Path) -> Path:
    """Where a file is written before it takes its place; a crash may leave it behind."""
    return path.with_name(f".{path.name}.part")


def save(pdf: bytes, path: Path, *, private: bool = False) -> None:
    """Write the file; what stood there before stays until the new one is complete and on disk.

    One that is `private` only its owner may read.
    Raises Refused where the folder or file cannot be written, EnvironmentFault where the disk is full or fails.
    """
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            target.write_bytes(pdf)  # a pipe or a device: nothing stood there
        else:
            _replace(target, pdf, 0o600 if private else 0o666)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentFault("disk-full") from error
        if error.errno == errno.EIO:
            raise EnvironmentFault("input-output") from error
        raise Refused(Refusal("file-unwritable", params={"path": str(path)})) from error


def _replace(target: Path, pdf: bytes, mode: int) -> None:
    part = part_of(target)
    try:
        with open(part, "wb", opener=lambda name, flags: os.open(name, flags, mode)) as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
