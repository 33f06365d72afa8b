"""Files made under another name and given their own once they are whole."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.faults import refused
from pathway_app.domain.ids import new_id

_BESIDE = ("-wal", "-shm", "-journal", ".keys", ".attempts", ".writer")
"""what SQLite and the program keep beside a database"""


@contextmanager
def unfinished(path: Path) -> Iterator[Path]:
    """A name beside `path` for what is not ready yet; nothing is left there."""
    part = path.with_name(f".{path.name}.{new_id()}")
    try:
        yield part
    finally:
        for rest in ("", *_BESIDE):
            with suppress(OSError):
                Path(f"{part}{rest}").unlink()


def remove_left_behind(backup: Path) -> None:
    """Copies that were never finished, and what is kept beside them."""
    beside = "|".join(map(re.escape, _BESIDE))
    name = re.compile(rf"\.{re.escape(backup.name)}\.[0-9a-f-]{{36}}({beside})?", re.ASCII)
    with suppress(OSError):
        for each in list(backup.parent.iterdir()):
            if name.fullmatch(each.name):
                each.unlink(missing_ok=True)


def make_private(copy: Path, of: Path) -> None:
    """Make the empty file, for nobody to read who may not read the database, from its first moment on."""
    mode = stat.S_IMODE(of.stat().st_mode)
    make_own(copy)
    copy.chmod(mode)


def make_own(path: Path) -> None:
    """Make the empty file, for its owner alone to read."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600))


def put_in_place(part: Path, path: Path) -> None:
    """Give the file its name unless something has that name by now. Raises Refused (`database-exists`)."""
    try:
        try:
            os.link(part, path)
        except FileExistsError:
            raise
        except OSError:
            # A file system without hard links.
            if os.path.lexists(path):
                raise FileExistsError(path) from None
            part.rename(path)
    except FileExistsError:
        raise refused("database-exists", path) from None
    if os.name != "nt":
        sync(path.parent)


def sync(place: Path) -> None:
    """Write a file, or a folder's list of files, through to the disk."""
    descriptor = os.open(place, os.O_RDONLY if place.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
