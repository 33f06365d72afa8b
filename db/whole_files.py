"""Files made under another name and given their own once they are whole."""

from __future__ import annotations

import os
import re
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from db.faults import refused
from pathway_app.domain.ids import new_id
from pathway_app.file_lock import try_lock

_HOUR = 3600
LOCK = ".lock"
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


def has_abandoned(path: Path) -> bool:
    """Whether copies lie beside the database that a new key or a restoring made, and maybe never finished."""
    try:
        return any(_own_copy(path).fullmatch(each.name) for each in path.parent.iterdir())
    except OSError:
        return False


def remove_abandoned(path: Path) -> None:
    """Take such copies away, with their keys, but for one that somebody is looking at.

    For whoever holds the lock of the one that writes (`alone`), so that none is being made.
    """
    own = _own_copy(path)
    with suppress(OSError):
        found = [
            (each, matched[1]) for each in path.parent.iterdir() if (matched := own.fullmatch(each.name))
        ]
        used = {stem for stem in {stem for _, stem in found} if _is_in_use(path.with_name(f"{stem}{LOCK}"))}
        for each, stem in found:
            is_new = stem.startswith((f".{path.name}.keys.", f".{path.name}.attempts.")) and not _is_old(each)
            if stem not in used and not is_new:
                with suppress(OSError):
                    each.unlink()


def _is_old(path: Path) -> bool:
    """What is written in a moment, and by whoever has the record open, is nobody's any more an hour later."""
    return time.time() - path.lstat().st_mtime > _HOUR


def _own_copy(path: Path) -> re.Pattern[str]:
    """Of a new key `.name.<uuid>`, of a restoring `.name.<uuid>.restored`, what lies beside them; half-written keys."""
    beside = "|".join(map(re.escape, (*_BESIDE, ".checked", LOCK)))
    return re.compile(
        rf"(\.{re.escape(path.name)}(?:\.keys|\.attempts)?\.[0-9a-f]{{8}}(?:-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}(?:\.restored)?)({beside})?",
        re.ASCII,
    )


def _is_in_use(lock: Path) -> bool:
    try:
        descriptor = os.open(lock, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    except FileNotFoundError:
        return False
    except OSError:
        return True
    try:
        return not try_lock(descriptor)
    finally:
        os.close(descriptor)


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
