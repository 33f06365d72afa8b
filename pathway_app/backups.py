"""Backups of the record: where they are put, how many are kept, when the next one is due, which is the newest.

Every backup was checked before it got its name. The files say in their names when they were made, in UTC; only files
with such names are ever removed. A small book beside the database (`<database>.backups`) tells where they are, so that
the newest is known also when the database itself cannot be read.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryFile

from pathway_app.accesses import Access
from pathway_app.commands import NoteAccess
from pathway_app.documents.saving import part_of, save
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.guards import CLOCK_BEHIND
from pathway_app.ordinary_files import open_ordinary
from pathway_app.people import Actor, Role, Site
from pathway_app.ports import Record
from pathway_app.queries import LogHead
from pathway_app.services.service import Service

BOOK = ".backups"
KEYS = ".keys"
"""beside an encrypted file: its key, wrapped for each account"""
_MOMENT = "%Y-%m-%d-%H%M%SZ"
_LONGEST_BOOK = 1_000_000
_LEFT_BEHIND = timedelta(days=1)
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Backup:
    """A sound copy, made at `at` (UTC), whose newest event is `head`."""

    path: Path
    at: datetime
    head: LogHead
    second: Path | None = None
    """the same file in the second folder"""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made. `lacking` is why it is not in the second folder too, where it should be."""

    backup: Backup
    removed: int = 0
    lacking: Refused | EnvironmentFault | None = field(default=None, compare=False)


def database_file(url: str) -> Path | None:
    """The file of a record at `url`; None on a server."""
    path = url.removeprefix("sqlite:///")
    return None if "://" in path else Path(path)


def folder_of(database: Path, site: Site) -> Path:
    return Path(site.backup_folder).expanduser() if site.backup_folder else database.parent / "backups"


def back_up(service: Service, record: Record, actor: Actor, now: datetime, *, gently: bool = False) -> Made:
    """Put a backup of `now` (UTC) into the site's folders, put that on record, and remove what is older than the newest
    of each.

    Raises Refused (`backup-of-server`, `backup-folder`, `log-unsound`, …) or EnvironmentFault; then no backup was made
    and none removed.
    """
    database = _database(record)
    with record.queries() as queries:
        site = queries.site()
    folder = folder_of(database, site)
    _make_folder(folder, own=not site.backup_folder)
    _remove_unfinished(database, folder)
    path = folder / _name(database, now)
    head = record.back_up(str(path), gently=gently)
    second, lacking = None, None
    if site.second_backup_folder:
        second = Path(site.second_backup_folder).expanduser() / path.name
        try:
            _copy(path, second)
        except (Refused, EnvironmentFault) as error:
            second, lacking = None, error
    backup = Backup(path, now, head, second)
    _enter(database, backup)
    keep = int(site.backup_keep)
    removed = _remove_older(database, path, now, keep)
    if second is not None:
        removed += _remove_older(database, second, now, keep)
    note(service, actor, head)
    return Made(backup, removed, lacking)


def back_up_to(service: Service, record: Record, actor: Actor, path: Path, now: datetime) -> Backup:
    """One backup where somebody wants it; nothing there is overwritten. Raises as `back_up`.

    Only an administrator's is remembered, so as to be offered when the record is damaged.
    """
    database = _database(record)
    if not path.parent.is_dir():
        raise Refused(Refusal("backup-folder", "file", {"path": str(path.parent)}))
    backup = Backup(path.absolute(), now, record.back_up(str(path.absolute())))
    with record.queries() as queries:
        demo = queries.site().demo
    if demo or actor.role is Role.ADMINISTRATOR:
        _enter(database, backup)
    note(service, actor, backup.head)
    return backup


def note(service: Service, actor: Actor, head: LogHead) -> None:
    """Put on record which event is the backup's newest; never where it is."""
    details = {"number": str(head.number), "log": head.reference}
    service.execute(NoteAccess(what=Access.BACKED_UP, details=details), actor)


def newest(database: Path, now: datetime, *, or_later: bool = False) -> Backup | None:
    """The newest backup up to `now` (UTC) whose file is still there, in the first folder or else in the second.

    One from the future was made while a clock was wrong: it tells nothing of how old the newest is. `or_later`: it
    will do where there is no other.
    """
    known = [each for each in _book(database) if or_later or not _is_later(each.at, now)]
    for backup in sorted(known, key=lambda each: (not _is_later(each.at, now), each.at), reverse=True):
        for path in (backup.path, backup.second):
            if path is not None and path.is_file():
                return Backup(path, backup.at, backup.head, backup.second)
    return None


class Folder(StrEnum):
    """Where a backup lies."""

    FIRST = "first"
    SECOND = "second"
    ELSEWHERE = "elsewhere"
    """where somebody wanted it once"""


@dataclass(frozen=True, slots=True)
class KeptBackup:
    """A backup that is there. `size` in bytes; `head` is None where nobody put down how far it goes."""

    path: Path
    at: datetime
    size: int
    folder: Folder
    head: LogHead | None = None


def kept_backups(database: Path, site: Site) -> tuple[KeptBackup, ...]:
    """Every backup that is there, in both folders and where the book says, the newest first."""
    heads = {
        path: each.head for each in _book(database) for path in (each.path, each.second) if path is not None
    }
    found = {each.path: each.at for each in _book(database)}
    where: dict[Path, Folder] = {}
    folders = [(folder_of(database, site), Folder.FIRST)]
    if site.second_backup_folder:
        folders.append((Path(site.second_backup_folder).expanduser(), Folder.SECOND))
    for folder, kind in folders:
        with suppress(OSError):
            for at, path in _backups(database, folder):
                found[path], where[path] = at, kind
    told = []
    for path, at in found.items():
        with suppress(OSError):
            size = path.stat().st_size
            told.append(KeptBackup(path, at, size, where.get(path, Folder.ELSEWHERE), heads.get(path)))
    return tuple(sorted(told, key=lambda each: (each.at, str(each.path)), reverse=True))


def is_due(newest_one: Backup | None, site: Site, now: datetime) -> bool:
    """Whether it is time for the next; one that comes from the future does not count."""
    if newest_one is None or _is_later(newest_one.at, now):
        return True
    return now - newest_one.at >= timedelta(hours=int(site.backup_every_hours))


def is_old(newest_one: Backup | None, site: Site, now: datetime) -> bool:
    """Whether to warn: there is none, or it is older than twice the time between two."""
    return (
        newest_one is None
        or _is_later(newest_one.at, now)
        or now - newest_one.at > 2 * timedelta(hours=int(site.backup_every_hours))
    )


def _is_later(at: datetime, now: datetime) -> bool:
    """Further in the future than two clocks differ."""
    return at > now + CLOCK_BEHIND


def _database(record: Record) -> Path:
    database = database_file(record.url)
    if database is None:
        raise Refused(Refusal("backup-of-server", params={"path": record.url}))
    return database


def _name(database: Path, now: datetime) -> str:
    return f"{database.stem}-backup-{now.astimezone(UTC):{_MOMENT}}.db"


def _backups(database: Path, folder: Path) -> Iterator[tuple[datetime, Path]]:
    """The backups of that database in the folder, each with the moment (UTC) in its name."""
    name = re.compile(rf"{re.escape(database.stem)}-backup-(\d{{4}}-\d{{2}}-\d{{2}}-\d{{6}}Z)\.db", re.ASCII)
    for path in folder.iterdir():
        found = name.fullmatch(path.name)
        if found and path.is_file() and not path.is_symlink():
            with suppress(ValueError):
                yield datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC), path


def _remove_older(database: Path, written: Path, now: datetime, keep: int) -> int:
    """How many were removed. Those of the future neither count nor go: whose clock is wrong nobody knows here."""
    removed = 0
    with suppress(OSError):
        others = [
            each
            for each in _backups(database, written.parent)
            if each[1] != written and not _is_later(each[0], now)
        ]
        others.sort(reverse=True)
        for _, path in others[keep - 1 :]:
            with suppress(OSError):
                path.unlink()
                removed += 1
                Path(f"{path}{KEYS}").unlink(missing_ok=True)
    return removed


def _remove_unfinished(database: Path, folder: Path) -> None:
    """What a crash left behind, a day ago or longer, in the folder's own time: another may be making one now."""
    stem = re.escape(f"{database.stem}-backup-")
    name = re.compile(rf"\.{stem}\d{{4}}-\d{{2}}-\d{{2}}-\d{{6}}Z\.db(\.keys)?\..+", re.ASCII)
    with suppress(OSError), TemporaryFile(dir=folder) as file:
        now = os.fstat(file.fileno()).st_mtime
        for path in list(folder.iterdir()):
            if name.fullmatch(path.name) and now - path.lstat().st_mtime > _LEFT_BEHIND.total_seconds():
                path.unlink(missing_ok=True)


def _make_folder(folder: Path, *, own: bool) -> None:
    """Only the usual folder is made: one that somebody chose may be a disk that is not there now."""
    try:
        if own:
            folder.mkdir(mode=0o700, exist_ok=True)
        if folder.is_dir() and os.access(folder, os.W_OK | os.X_OK):
            return
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentFault("disk-full", path=str(folder)) from error
    raise Refused(Refusal("backup-folder", "backup_folder", {"path": str(folder)}))


# The second folder


def _copy(path: Path, second: Path) -> None:
    """The file and its keys, whole and read back, or not at all."""
    _make_folder(second.parent, own=False)
    keys = Path(f"{path}{KEYS}")
    if keys.exists():
        _copy_file(keys, Path(f"{second}{KEYS}"))
    _copy_file(path, second)


def _copy_file(path: Path, target: Path) -> None:
    part = part_of(target)
    try:
        flags = (
            os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
        try:
            with path.open("rb") as source, os.fdopen(os.open(part, flags, 0o600), "wb") as copy:
                shutil.copyfileobj(source, copy, _PIECE)
                copy.flush()
                os.fsync(copy.fileno())
            if _digest(part) != _digest(path):
                raise Refused(Refusal("backup-differs", params={"path": str(target)}))
            part.replace(target)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentFault("disk-full", path=str(target)) from error
        if error.errno == errno.EIO:
            raise EnvironmentFault("input-output", path=str(target)) from error
        raise Refused(Refusal("backup-folder", params={"path": str(target.parent)})) from error


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


# The book


def _book(database: Path) -> list[Backup]:
    """What it tells of; nothing where it cannot be understood."""
    try:
        with open_ordinary(Path(f"{database}{BOOK}")) as file:
            told = json.loads(file.read(_LONGEST_BOOK))
        return [_backup(each) for each in told["made"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return []


def _backup(told: dict[str, object]) -> Backup:
    at, number, second = datetime.fromisoformat(str(told["at"])), told["event"], told.get("second")
    if at.tzinfo is None or type(number) is not int:
        raise ValueError(told)
    return Backup(
        Path(str(told["path"])), at, LogHead(number, str(told["hash"])), Path(str(second)) if second else None
    )


def _enter(database: Path, backup: Backup) -> None:
    """That it cannot be written takes nothing from the backup."""
    there = [
        each for each in _book(database) if each.path.is_file() or (each.second and each.second.is_file())
    ]
    told = [
        {
            "path": str(each.path),
            "at": each.at.isoformat(),
            "event": each.head.number,
            "hash": each.head.hash,
            "second": str(each.second) if each.second else None,
        }
        for each in (backup, *there[:500])
    ]
    book = Path(f"{database}{BOOK}")
    if book.exists() and not book.is_file():
        return  # somebody's pipe would hold it up
    with suppress(Refused, EnvironmentFault):
        save(json.dumps({"made": told}).encode(), book)
