"""What the sheets that are made at one time have in common, and until when they hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pathway_app.i18n import Words
from pathway_app.people import Site
from pathway_app.queries import LogHead
from pathway_app.sheets import Copy, Issue, Sheet


@dataclass(frozen=True, slots=True)
class Edition:
    """One printing, or one look at what would be printed (without `issue`). Instants are aware.

    A printing without `issue` that is not `is_recorded` has no copy number: the record could not be written.
    `words` are in the sheets' language; `names` gives the full name of an account.
    """

    words: Words
    site: Site
    as_of: datetime
    printed_at: datetime
    printed_by: str
    head: LogHead
    names: Mapping[str, str] = field(default_factory=dict)
    issue: Issue | None = None
    is_recorded: bool = True

    def copy(self, sheet: Sheet, course_id: str = "") -> Copy | None:
        """Which copy of that sheet this is; None where it is only looked at."""
        return self.issue.copy(sheet, course_id) if self.issue is not None else None

    @property
    def valid_until(self) -> datetime | None:
        """The end of the next shift; None where the site tells no shifts."""
        return end_of_next_shift(self.printed_at, shift_starts(self.site.shift_starts), self.words.zone)


def shift_starts(told: str) -> tuple[time, ...]:
    """`07:00 15:00 23:00` as times of the ward's day, the earliest first. Raises ValueError."""
    return tuple(sorted(time.fromisoformat(each) for each in told.split()))


def end_of_next_shift(now: datetime, starts: tuple[time, ...], zone: ZoneInfo) -> datetime | None:
    """When the shift after the present one ends (aware, in `zone`): the second start of a shift from `now` on."""
    if not starts:
        return None
    today = now.astimezone(zone).date()
    days: tuple[date, ...] = tuple(today + timedelta(days=n) for n in range(3))
    coming = (datetime.combine(day, start, zone) for day in days for start in starts)
    later = [moment for moment in coming if moment > now]
    return later[1]
