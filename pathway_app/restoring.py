"""A backup in the place of the record: what would be lost, and the copy that is given its name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from errno import EDQUOT, EIO, ENOSPC
from pathlib import Path

from pathway_app.backups import KEYS
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.domain.ids import new_id
from pathway_app.ports import Queries

_BESIDE = (KEYS, "-wal")
_LEFT = ("", KEYS, "-wal", "-shm", "-journal", ".attempts", ".writer", ".checked")


class Standing(StrEnum):
    """How a backup stands to the record whose place it is to take."""

    NOTHING_THERE = "nothing-there"
    EARLIER = "earlier"
    """the record went on from where the backup was taken"""
    SAME = "same"
    OTHER = "other"
    """they have no event in common"""
    UNREADABLE = "unreadable"
    """the record cannot be read"""


@dataclass(frozen=True, slots=True)
class Loss:
    """`events` of the record that the backup has not, the newest of them logged at `until` (UTC)."""

    standing: Standing
    events: int = 0
    until: datetime | None = None


def loss(present: Queries, backup: Queries) -> Loss:
    """What the present record holds and the backup does not.

    Whoever logs in to a copy adds to its log, so that the two are compared at the last event they have in common.
    """
    head = present.log_head()
    newest = present.log_event(head.number) if head.number else None
    until = None if newest is None else newest.at
    common = _in_common(present, backup, min(head.number, backup.log_head().number))
    lost = head.number - common
    if lost and not common:
        return Loss(Standing.OTHER, lost, until)
    return Loss(Standing.EARLIER if lost else Standing.SAME, lost, until)


def _in_common(present: Queries, backup: Queries, most: int) -> int:
    """The number of the last event that both have: each hash holds all before it."""
    least = 0
    while least < most:
        middle = (least + most + 1) // 2
        one, other = present.log_event(middle), backup.log_event(middle)
        if one is not None and other is not None and one.head.hash == other.head.hash:
            least = middle
        else:
            most = middle - 1
    return least


@contextmanager
def copied(backup: Path, target: Path) -> Iterator[Path]:
    """A private copy of the backup beside `target`, with its keys; nothing of it is left in the end.

    The backup itself stays as it is, also where whoever restores it has to log in. Raises Refused (`database-missing`,
    `file-unreadable`, `database-folder`) and EnvironmentFault.
    """
    if not backup.is_file():
        raise Refused(Refusal("database-missing", "file", {"path": str(backup)}))
    part = target.with_name(f".{target.name}.{new_id()}.restored")
    try:
        for rest in ("", *_BESIDE):
            with suppress(FileNotFoundError):
                _copy(Path(f"{backup}{rest}"), Path(f"{part}{rest}"))
        yield part
    finally:
        for rest in _LEFT:
            with suppress(OSError):
                Path(f"{part}{rest}").unlink()


def _copy(source: Path, target: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with source.open("rb") as reading:
            try:
                writing = os.fdopen(os.open(target, flags, 0o600), "wb")
            except FileNotFoundError:
                raise PermissionError(target) from None
            with writing:
                shutil.copyfileobj(reading, writing)
                writing.flush()
                os.fsync(writing.fileno())
    except FileNotFoundError:
        raise
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            raise EnvironmentFault("disk-full", path=str(target)) from error
        if error.errno == EIO:
            raise EnvironmentFault("input-output", path=str(target)) from error
        raise Refused(Refusal("database-folder", params={"path": str(target.parent)})) from error
