"""Instants, local days and calendar months. Instants are timezone-aware and compared as UTC."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

DEFAULT_ZONE = ZoneInfo("Europe/Brussels")
LAST_SECOND = time(23, 59, 59)


def in_zone(instant: datetime, zone: tzinfo) -> datetime:
    """`instant` as a clock in `zone` tells it; as it stands where that lies outside the calendar."""
    try:
        return instant.astimezone(zone)
    except OverflowError:
        return instant


def local_date(instant: datetime, zone: ZoneInfo) -> date:
    """The ward's calendar date at `instant`."""
    return in_zone(instant, zone).date()


def end_of_local_day(day: date, zone: ZoneInfo) -> datetime:
    """23:59:59 of the ward's `day`, as a UTC instant."""
    return datetime.combine(day, LAST_SECOND, zone).astimezone(UTC)


def add_months(day: date, months: int) -> date:
    """`day` that many calendar months later; where the month lacks that day, its last.

    31 January + 1 month is 28 or 29 February.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_hours(instant: datetime, hours: int) -> datetime:
    """`hours` elapsed hours later, across a clock change too (adding in a local zone would gain or lose one)."""
    return instant.astimezone(UTC) + timedelta(hours=hours)
