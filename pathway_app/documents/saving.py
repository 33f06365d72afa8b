"""Writing a sheet to a file: whole, or not at all."""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused

_LEFT_BEHIND = timedelta(days=1)
_PART = re.compile(r"\.(.+)\.[0-9a-f]{16}\.part", re.ASCII | re.DOTALL)


def part_of(path: Path) -> Path:
    """Where a file is written before it takes its place, another name each time; a crash may leave it behind."""
    return path.with_name(f".{path.name}.{token_hex(8)}.part")


def meant_for(part: Path) -> str | None:
    """The name that the file would have got; None where it is no such part."""
    found = _PART.fullmatch(part.name)
    return found[1] if found else None


def save(pdf: bytes, path: Path, *, private: bool = True) -> None:
    """Write the file; what stood there before stays until the new one is complete and on disk.

    One that is `private` only its owner may read; one that stood there keeps its permissions. What a crash left
    behind of the same file a day ago is removed. Raises Refused where the folder or file cannot be written,
    EnvironmentFault where the disk is full or fails.
    """
    save_in_parts((pdf,), path, private=private)


def save_in_parts(parts: Iterable[bytes], path: Path, *, private: bool = True) -> None:
    """Like `save`, for what is too much to hold at once; what making the parts raises is passed on."""
    try:
        target = path.resolve()
        if target.exists() and not target.is_file():
            with target.open("wb") as file:  # a pipe or a device: nothing stood there
                file.writelines(parts)
        else:
            _replace(target, parts, 0o600 if private else 0o666)
    except OSError as error:
        raise unwritten(path, error) from error


def make_folder(path: Path, *, private: bool = False) -> None:
    """Make the folder, and those above it, where they are missing; one that is `private` is for its owner only.

    Raises as `save` does.
    """
    try:
        path.mkdir(mode=0o700 if private else 0o777, parents=True, exist_ok=True)
    except FileExistsError as error:
        raise Refused(Refusal("file-no-folder", params={"path": str(path)})) from error
    except OSError as error:
        raise unwritten(path, error) from error


def unwritten(path: Path, error: OSError) -> Refused | EnvironmentFault:
    """What to raise where the file or folder could not be written: a disk's fault, else why it is refused."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EnvironmentFault("disk-full")
    if error.errno == errno.EIO:
        return EnvironmentFault("input-output")
    return Refused(unwritable(path, error))


def unwritable(path: Path, error: OSError) -> Refusal:
    """That the file or folder cannot be written, and why where it is one of the usual reasons."""
    code = {
        errno.ENOENT: "file-folder-missing",
        errno.ENOTDIR: "file-folder-missing",
        errno.EACCES: "file-not-permitted",
        errno.EPERM: "file-not-permitted",
        errno.EROFS: "file-not-permitted",
        errno.EISDIR: "file-is-folder",
    }.get(error.errno or 0, "file-unwritable")
    return Refusal(code, params={"path": str(path)})


def _replace(target: Path, parts: Iterable[bytes], mode: int) -> None:
    part = part_of(target)
    # Nothing that stands there already, a link to elsewhere either, is written into.
    descriptor = os.open(
        part,
        os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0),
        mode,
    )
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(parts)
            file.flush()
            os.fsync(file.fileno())
            now = os.fstat(file.fileno()).st_mtime
        with suppress(FileNotFoundError):
            part.chmod(stat.S_IMODE(target.stat().st_mode))
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    with suppress(OSError):
        _remove_left_behind(target, now)


def _remove_left_behind(target: Path, now: float) -> None:
    """`now` in the folder's own time."""
    for each in target.parent.iterdir():
        old = meant_for(each) == target.name and now - each.lstat().st_mtime > _LEFT_BEHIND.total_seconds()
        if old:
            each.unlink(missing_ok=True)
