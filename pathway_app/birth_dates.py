"""A birth date as somebody looks for it: in any common form, in any of the program's languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from pathway_app.day_names import LONG_MONTHS
from pathway_app.folding import fold
from pathway_app.i18n import MONTHS

_APART = r"\s*[-–‑./ ]\s*"
_NUMBERS = re.compile(rf"(\d{{1,2}}){_APART}(\d{{1,2}}){_APART}(\d{{4}})", re.ASCII)
_ISO = re.compile(rf"(\d{{4}}){_APART}(\d{{1,2}}){_APART}(\d{{1,2}})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})[-–‑./ ]*([^\W\d_]+)[-–‑./ ]*(\d{4})")
_JOINED = re.compile(r"\d{8}", re.ASCII)


def looked_for(text: str) -> date | None:
    """The day that the whole of `text` is: 14-3-1974, 14/03/1974, 14 mrt 1974, 1974-03-14, 14031974 or 19740314.

    The day stands before the month, and the year has four digits. None where it is no day.
    """
    said = text.strip()
    return next((day for day in _readings(said) if day is not None), None)


def _readings(said: str) -> Iterator[date | None]:
    if found := _ISO.fullmatch(said):
        yield _day(found[1], found[2], found[3])
    if found := _NUMBERS.fullmatch(said):
        yield _day(found[3], found[2], found[1])
    if found := _NAMED.fullmatch(said):
        month = _months().get(fold(found[2]))
        yield _day(found[3], month, found[1]) if month else None
    if _JOINED.fullmatch(said):
        yield _day(said[4:], said[2:4], said[:2])
        yield _day(said[:4], said[4:6], said[6:])


def _day(year: str, month: str | int, day: str) -> date | None:
    """None also for a year in which nobody was born whom a ward may have."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return None
    return found if 1900 <= found.year <= 2200 else None


@cache
def _months() -> dict[str, int]:
    every_year = (*MONTHS.values(), *LONG_MONTHS.values())
    return {fold(name): number for year in every_year for number, name in enumerate(year, start=1)}
