"""The ward's wall time and the instant it means, also on the two days a year when the clock is changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import Enum
from zoneinfo import ZoneInfo


class Passing(Enum):
    """How often the ward's clock shows a wall time on that day."""

    ONCE = "once"
    TWICE = "twice"
    NEVER = "never"


def passing(local: datetime, zone: ZoneInfo) -> Passing:
    """How often the ward's clock shows `local` (a wall time without a zone)."""
    first, second = _instant(local, zone, 0), _instant(local, zone, 1)
    if first == second:
        return Passing.ONCE
    shown = first.astimezone(zone).replace(tzinfo=None, fold=0)
    return Passing.TWICE if shown == local.replace(fold=0) else Passing.NEVER


def instant(local: datetime, zone: ZoneInfo, *, second_time: bool = False) -> datetime:
    """The UTC instant of a wall time. Raises ValueError for one that the clock skips."""
    if passing(local, zone) is Passing.NEVER:
        raise ValueError(f"the clock in {zone.key} never shows this time")
    return _instant(local, zone, 1 if second_time else 0)


def wall(moment: datetime, zone: ZoneInfo) -> datetime:
    """What the ward's clock shows at `moment`, to the minute, without a zone."""
    return moment.astimezone(zone).replace(second=0, microsecond=0, tzinfo=None, fold=0)


def is_second_time(moment: datetime, zone: ZoneInfo) -> bool:
    """Whether the clock shows this time for the second time that day."""
    return moment.astimezone(zone).fold == 1


def to_minute(moment: datetime) -> datetime:
    """The beginning of the minute: nobody states the second at which something occurred."""
    return moment.astimezone(UTC).replace(second=0, microsecond=0)


def offsets(local: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """`+02:00` and `+01:00`: the two times that a doubled wall time can mean."""
    first, second = (_offset(local, zone, fold) for fold in (0, 1))
    return first, second


def _instant(local: datetime, zone: ZoneInfo, fold: int) -> datetime:
    return local.replace(tzinfo=zone, fold=fold).astimezone(UTC)


def _offset(local: datetime, zone: ZoneInfo, fold: int) -> str:
    minutes = int((local.replace(tzinfo=zone, fold=fold).utcoffset() or timedelta()).total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"{sign}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
