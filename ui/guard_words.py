"""What is wrong around the record, in sentences, and how old the newest backup is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pathway_app.clock_words import clock_told
from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.i18n import Words
from ui.theme_status import Status
from ui.widgets.rail import FootLine

if TYPE_CHECKING:
    from datetime import datetime

    from pathway_app.guards import BackupSeen, Seen

_MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Warned:
    """One sentence; `is_fault` where somebody has to do something."""

    text: str
    is_fault: bool = True


def standing_warnings(
    words: Words,
    seen: Seen,
    backup_trouble: Refused | EnvironmentFault | None,
    second_trouble: Refused | EnvironmentFault | None,
) -> tuple[Warned, ...]:
    """The weightiest first."""
    _ = words.gettext
    told = [*_reading_only(words, seen), *_clock(words, seen)]
    if seen.room is not None and seen.room.is_scarce:
        scarce = _(
            "The disk is nearly full: {free} MB are free. Make room before nothing can be saved any more."
        )
        told.append(Warned(scarce.format(free=seen.room.free // _MEGABYTE)))
    if backup_trouble is not None:
        told.append(
            Warned(_("No backup could be made. {reason}").format(reason=_reason(words, backup_trouble)))
        )
    if second_trouble is not None:
        lacks = _("The newest backup is not in the second folder. {reason}")
        told.append(Warned(lacks.format(reason=_reason(words, second_trouble))))
    return tuple(told)


def backup_line(words: Words, seen: BackupSeen, now: datetime) -> FootLine:
    """For the rail's foot: when the newest backup was made."""
    _ = words.gettext
    if seen.at is None:
        return FootLine(_("No backup yet"), status=Status.BLOCKED)
    days = (words.local(now).date() - words.local(seen.at).date()).days
    if days <= 0:
        told = _("Backup {time}").format(time=words.time(seen.at))
    else:
        told = words.ngettext("Backup {n} day ago", "Backup {n} days ago", days)
    if seen.is_old:
        return FootLine(f"! {told}", strong=True, status=Status.OVERDUE)
    return FootLine(told, status=Status.DONE)


def _reading_only(words: Words, seen: Seen) -> list[Warned]:
    _, because = words.gettext, seen.because
    if seen.reading_only == "open-elsewhere":
        told = _(
            "This window only reads: {login} has the record open on {computer}, since {since}. It can save once that "
            "window is closed."
        )
        since = because.get("since")
        return [
            Warned(
                told.format(
                    login=because.get("login"), computer=because.get("computer"), since=_moment(words, since)
                ),
                is_fault=False,
            )
        ]
    if seen.reading_only == "damaged":
        return [Warned(_("The database is damaged: what can still be read is shown. Restore a backup."))]
    if seen.reading_only == "unsound":
        told = _(
            "The record does not hold: the first bad event is {number} (found {found_at}). It is only read until "
            "“verify” finds it sound or a backup is restored."
        )
        found_at = _moment(words, because.get("found_at"))
        return [Warned(told.format(number=because.get("number"), found_at=found_at))]
    return []


def _clock(words: Words, seen: Seen) -> list[Warned]:
    if seen.clock is None or seen.newest is None:
        return []
    return [Warned(clock_told(words, seen.clock, seen.newest))]


def _moment(words: Words, moment: object) -> str:
    from datetime import datetime

    return words.moment(moment) if isinstance(moment, datetime) else "–"


def _reason(words: Words, error: Refused | EnvironmentFault) -> str:
    from pathway_app.messages import Sentences

    sentences = Sentences(words)
    return " ".join(sentences.refused(error)) if isinstance(error, Refused) else sentences.fault(error)
