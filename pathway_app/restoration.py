"""Restoring in the window: a backup is looked at first, and takes a record's place only when somebody says so.

The command line goes the same steps (`pathway_app/cli/backups.py`), with its questions in between.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from pathway_app.accesses import Access
from pathway_app.commands import NoteAccess
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.people import Role
from pathway_app.ports import Queries, Record, Records
from pathway_app.queries import LogHead
from pathway_app.restoring import Loss, Standing, copied, loss
from pathway_app.services.service import Service
from pathway_app.signing_in import Credentials

Progress = Callable[[int, int], None]
"""events checked, of how many; may raise to stop"""


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

    def look(self, present: Record, credentials: Credentials, progress: Progress) -> Looked:
        """Verify a private copy of the backup, and tell what `present` holds that it does not.

        `credentials` are those of the time of the backup, of an administrator. Raises Refused (`restore-same`,
        `database-exists`, `database-folder`, `restore-not-sound`, `restore-not-allowed`, those of logging in, …) and
        EnvironmentFault.
        """
        self.drop()
        self._refuse_target()
        part = self._copies.enter_context(copied(self._backup, self._target))
        try:
            with _ByName(part, self._backup):
                record = self._records.open(str(part), credentials=credentials, read_only=True)
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
        return self._looked

    def carry_out(self) -> Restored:
        """Give the copy its place; nobody may have the record that is there open. Raises as `Records.put_back`."""
        assert self._part is not None
        assert self._looked is not None
        assert self._credentials is not None
        aside = self._records.put_back(str(self._part), str(self._target))
        noted = False
        with suppress(Refused, EnvironmentFault):  # it stands in its place all the same
            record = self._records.open(str(self._target), credentials=self._credentials)
            try:
                actor = record.signed_in
                assert actor is not None
                Service(record).execute(_note(self._looked), actor)
                noted = True
            finally:
                record.close()
        return Restored(self._target, self._looked.head, None if aside is None else Path(aside), noted)

    def drop(self) -> None:
        """Take the private copy away, where it is still one."""
        self._copies.close()
        self._part = None

    def _refuse_target(self) -> None:
        target, backup = self._target, self._backup
        if backup.exists() and target.exists() and backup.samefile(target):
            raise Refused(Refusal("restore-same", "file", {"path": str(target)}))
        if not self._in_place and os.path.lexists(target):
            raise Refused(Refusal("database-exists", "to", {"path": str(target)}))
        if not target.parent.is_dir():
            raise Refused(Refusal("database-folder", "to", {"path": str(target.parent)}))

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


def _note(looked: Looked) -> NoteAccess:
    head, lost = looked.head, looked.lost
    details = {"number": str(head.number), "log": head.reference, "standing": lost.standing.value}
    if lost.events:
        details["lost"] = str(lost.events)
    return NoteAccess(what=Access.RESTORED, details=details)


class _ByName:
    """What is refused of the copy is told by the backup's name: of the copy nobody knows."""

    def __init__(self, part: Path, backup: Path) -> None:
        self._part, self._backup = str(part), str(backup)

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if not isinstance(error, Refused):
            return
        raise Refused(
            [
                Refusal(
                    reason.code,
                    reason.field,
                    {
                        name: self._backup if value == self._part else value
                        for name, value in reason.params.items()
                    },
                )
                for reason in error.reasons
            ]
        ) from None
