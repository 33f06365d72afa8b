"""A backup in the place of the record: looked at first, and given its name only when somebody says so.

The window goes the steps with `Restoration`, the command line (`pathway_app/cli/backups.py`) by itself, with its
questions in between.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from errno import EDQUOT, EIO, ENOSPC
from pathlib import Path

from pathway_app.accesses import Access
from pathway_app.backups import KEYS
from pathway_app.commands import NoteAccess
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.domain.ids import new_id
from pathway_app.file_lock import try_lock
from pathway_app.i18n import Words
from pathway_app.ordinary_files import open_ordinary
from pathway_app.people import Role
from pathway_app.ports import Queries, Record, Records
from pathway_app.queries import LogHead
from pathway_app.services.service import Service
from pathway_app.signing_in import Credentials

Progress = Callable[[int, int], None]
"""events checked, of how many; may raise to stop"""

_BESIDE = (KEYS, "-wal")
_OF_THE_FOLDER = ("database-in-cloud", "database-on-network")
LOCK = ".lock"
"""beside a private copy of a backup: locked while that is in use"""
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
    lock = _locked(Path(f"{part}{LOCK}"))
    try:
        for rest in ("", *_BESIDE):
            with suppress(FileNotFoundError):
                _copy(Path(f"{backup}{rest}"), Path(f"{part}{rest}"))
        yield part
    finally:
        for rest in _LEFT:
            with suppress(OSError):
                Path(f"{part}{rest}").unlink()
        if lock is not None:
            os.close(lock)
            with suppress(OSError):
                Path(f"{part}{LOCK}").unlink()


def _locked(path: Path) -> int | None:
    """Tells others, for as long as it is open, that the copy is in use; what a crash left is removed by the next."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    except OSError:
        return None  # copying says why
    try_lock(descriptor)
    return descriptor


def _copy(source: Path, target: Path) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    try:
        with open_ordinary(source) as reading:
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


def refuse_target(backup: Path, target: Path, *, in_place: bool) -> None:
    """Raise Refused (`restore-same`, `database-exists`, `database-folder`) where the backup cannot be put there.

    `in_place`: the target is the record that is there; else a file that is not there yet.
    """
    if backup.exists() and target.exists() and backup.samefile(target):
        raise Refused(Refusal("restore-same", "file", {"path": str(target)}))
    if not in_place and os.path.lexists(target):
        raise Refused(Refusal("database-exists", "to", {"path": str(target)}))
    if not target.parent.is_dir():
        raise Refused(Refusal("database-folder", "to", {"path": str(target.parent)}))


@contextmanager
def told_by_name(part: Path, backup: Path, target: Path) -> Iterator[None]:
    """What is refused of the private copy is told by the backup's name: of the copy nobody knows.

    What is refused of its folder, that of the target, is told by the target's.
    """
    try:
        yield
    except Refused as refused:
        raise Refused(
            [
                Refusal(
                    reason.code,
                    reason.field,
                    {
                        name: str(target if reason.code in _OF_THE_FOLDER else backup)
                        if value == str(part)
                        else value
                        for name, value in reason.params.items()
                    },
                )
                for reason in refused.reasons
            ]
        ) from None


def restored_note(head: LogHead, lost: Loss) -> NoteAccess:
    """What the log of the record that is there now says of it."""
    details = {"number": str(head.number), "log": head.reference, "standing": lost.standing.value}
    if lost.events:
        details["lost"] = str(lost.events)
    return NoteAccess(what=Access.RESTORED, details=details)


def loss_told(lost: Loss, words: Words) -> str:
    """What would be lost, in words."""
    _ = words.gettext
    if lost.standing is Standing.NOTHING_THERE:
        return _("Nothing is lost: there is no record there yet.")
    if lost.standing is Standing.SAME:
        return _("Nothing is lost: the record has no event after the backup's newest.")
    if lost.standing is Standing.UNREADABLE:
        return _("The present record cannot be read: what it holds after the backup's newest event is lost.")
    if lost.standing is Standing.EARLIER:
        told = words.ngettext(
            "{n} event after the backup's newest would be lost.",
            "{n} events after the backup's newest would be lost.",
            lost.events,
        )
    else:
        told = words.ngettext(
            "The backup is of another record: {n} event of the present one would be lost.",
            "The backup is of another record: all {n} events of the present one would be lost.",
            lost.events,
        )
    if lost.until is None:
        return told
    until = _("The last was recorded at {until}.").format(until=words.moment(lost.until))
    return f"{told} {until}"


@dataclass(frozen=True, slots=True)
class Looked:
    """The backup holds from end to end up to `head`; `lost` is what would not be there any more."""

    head: LogHead
    lost: Loss


@dataclass(frozen=True, slots=True)
class Restored:
    """`aside` is the name under which the record that was there is kept; None where nothing was.

    `noted` says whether the restoring is in the log of what is there now.
    """

    target: Path
    head: LogHead
    aside: Path | None
    noted: bool


class Restoration:
    """One backup on its way to `target`. `drop` it in the end, whatever came of it."""

    def __init__(self, records: Records, backup: Path, target: Path, *, in_place: bool) -> None:
        """`in_place`: the target is the record that is there; else a file that is not there yet."""
        self._records = records
        self._backup, self._target, self._in_place = backup, target, in_place
        self._copies = ExitStack()
        self._part: Path | None = None
        self._looked: Looked | None = None
        self._credentials: Credentials | None = None
        self._present: Record | None = None

    def look(self, present: Record, credentials: Credentials, progress: Progress) -> Looked:
        """Verify a private copy of the backup, and tell what `present` holds that it does not.

        `credentials` are those of the time of the backup, of an administrator. Raises Refused (`restore-same`,
        `database-exists`, `database-folder`, `restore-not-sound`, `restore-not-allowed`, those of logging in, …) and
        EnvironmentFault.
        """
        self.drop()
        refuse_target(self._backup, self._target, in_place=self._in_place)
        part = self._copies.enter_context(copied(self._backup, self._target))
        try:
            with told_by_name(part, self._backup, self._target):
                record = self._records.open(
                    str(part), credentials=credentials, read_only=True, tried_on=str(self._backup)
                )
        except BaseException:
            self.drop()
            raise
        try:
            with record.queries() as queries:
                self._looked = Looked(
                    _verified(queries, self._backup, progress), self._loss(present, queries)
                )
                if record.signed_in is None or record.signed_in.role is not Role.ADMINISTRATOR:
                    raise Refused(Refusal("restore-not-allowed"))
        except BaseException:
            record.close()
            self.drop()
            raise
        record.close()
        self._part, self._credentials = part, credentials
        self._present = present if self._in_place else None
        return self._looked

    def carry_out(self) -> Restored:
        """Give the copy its place; nobody may have the record that is there open. Raises as `Records.put_back`."""
        assert self._part is not None
        assert self._looked is not None
        assert self._credentials is not None
        aside = self._records.put_back(str(self._part), str(self._target), present=self._present)
        noted = False
        with suppress(Refused, EnvironmentFault):  # it stands in its place all the same
            record = self._records.open(str(self._target), credentials=self._credentials)
            try:
                actor = record.signed_in
                assert actor is not None
                Service(record).execute(restored_note(self._looked.head, self._looked.lost), actor)
                noted = True
            finally:
                record.close()
        return Restored(self._target, self._looked.head, None if aside is None else Path(aside), noted)

    def drop(self) -> None:
        """Take the private copy away, where it is still one."""
        self._copies.close()
        self._part = None

    def _loss(self, present: Record, backup: Queries) -> Loss:
        if not self._in_place:
            return Loss(Standing.NOTHING_THERE)
        with present.queries() as queries:
            return loss(queries, backup)


def _verified(queries: Queries, backup: Path, progress: Progress) -> LogHead:
    events = queries.log_head().number
    found = queries.verify(lambda checked: progress(checked, events))
    if not found.sound:
        raise Refused(Refusal("restore-not-sound", "file", {"path": str(backup)}))
    return found.head
