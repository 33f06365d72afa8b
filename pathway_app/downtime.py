"""The pack for when no computer works: the ward's handover, everyone's own, and blank checklists, in a folder.

The files say in their names when they were made, in the ward's time. Only files with such names are ever removed.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryFile
from zoneinfo import ZoneInfo

from pathway_app.documents.making import Made
from pathway_app.documents.saving import meant_for, save
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.issuing import issue
from pathway_app.people import Actor
from pathway_app.ports import Record
from pathway_app.services.service import Service
from pathway_app.sheets import Destination, Pack, SheetOrder

_MOMENT = "%Y-%m-%d-%H%M"
_WRITING = timedelta(minutes=10)
"""nobody takes longer to write a pack"""
_NAME = re.compile(r"zorgpad-downtime-(\d{4}-\d{2}-\d{2}-\d{4})\.pdf", re.ASCII)


@dataclass(frozen=True, slots=True)
class Kept:
    """A pack that was written, and how many older ones were removed."""

    path: Path
    made: Made
    removed: int


def keep_ready(
    service: Service,
    record: Record,
    actor: Actor,
    folder: Path,
    now: datetime,
    *,
    keep: int,
    language: str = "",
) -> Kept:
    """Write the pack of `now` (aware) into the folder and keep the newest `keep` (from 1), this one among them.

    In the site's language unless another is given. What a crash left unfinished is removed. Raises Refused where the
    folder is none or cannot be written (`downtime-folder`), or EnvironmentFault; then nothing is removed that was
    complete, and nothing counts as issued.
    """
    _remove_unfinished(folder, _refuse_unwritable(folder))
    with record.queries() as queries:
        site = queries.site()
    zone = ZoneInfo(site.zone)
    path = folder / f"zorgpad-downtime-{now.astimezone(zone):{_MOMENT}}.pdf"
    made = issue(
        service,
        record,
        SheetOrder(Pack.DOWNTIME, language or site.language),
        actor,
        Destination.DOWNTIME,
        lambda made: save(made.pdf, path),
        now=now,
    )
    return Kept(path, made, _remove_older(folder, path, now, zone, keep))


def is_due(folder: Path, every_hours: int, now: datetime, zone: ZoneInfo) -> bool:
    """Whether the newest pack in the folder is that old at `now` (aware), or there is none; `zone` is the ward's.

    One that seems to come from the future does not count. A folder that cannot be read is due: writing to it says why.
    """
    with suppress(OSError):
        times = [made for made, _ in _packs(folder, zone) if made <= now]
        return not times or now.astimezone(UTC) - max(times) >= timedelta(hours=every_hours)
    return True


def _packs(folder: Path, zone: ZoneInfo) -> Iterator[tuple[datetime, Path]]:
    """The packs in the folder, each with the moment (UTC) in its name."""
    for path in folder.iterdir():
        found = _NAME.fullmatch(path.name)
        if found and path.is_file() and not path.is_symlink():
            with suppress(ValueError):
                yield datetime.strptime(found[1], _MOMENT).replace(tzinfo=zone).astimezone(UTC), path


def _refuse_unwritable(folder: Path) -> float:
    """Before anything is issued: a number is not spent on what cannot be written. The folder's own time, in seconds."""
    try:
        with TemporaryFile(dir=folder) as file:
            return os.fstat(file.fileno()).st_mtime
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise EnvironmentFault("disk-full") from error
        raise Refused(Refusal("downtime-folder", "folder", {"path": str(folder)})) from error


def _remove_unfinished(folder: Path, now: float) -> None:
    """`now` in the folder's own time: another window may be writing one at this moment."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            meant = meant_for(path)
            if meant and _NAME.fullmatch(meant) and now - path.lstat().st_mtime > _WRITING.total_seconds():
                path.unlink(missing_ok=True)


def _remove_older(folder: Path, written: Path, now: datetime, zone: ZoneInfo, keep: int) -> int:
    """How many were removed. A wrong clock may have dated some in the future: those go first."""
    removed = 0
    with suppress(OSError):
        others = [each for each in _packs(folder, zone) if each[1] != written]
        others.sort(key=lambda each: (each[0] <= now, each[0]), reverse=True)
        for _, path in others[keep - 1 :]:
            with suppress(OSError):
                path.unlink()
                removed += 1
    return removed
