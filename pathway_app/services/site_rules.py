"""What a site's settings must be like."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from functools import partial
from itertools import pairwise
from unicodedata import normalize
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pathway_app.domain.answers import unprintable
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.languages import LANGUAGES
from pathway_app.people import Site

LONGEST = 200
"""characters in a setting"""
MOST_SHIFTS = 6

SETTINGS = tuple(field.name for field in fields(Site) if field.name != "demo")
"""those that can be changed: whether it is a demonstration is decided when the database is made"""

_TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
_NUMBER = re.compile(r"[1-9]\d{0,3}", re.ASCII)


def checked(settings: Mapping[str, str]) -> dict[str, str]:
    """The settings without surrounding space, accents composed. Raises Refused with every reason."""
    tidy = {name: normalize("NFC", value.strip()) for name, value in settings.items()}
    if "shift_starts" in tidy:
        tidy["shift_starts"] = " ".join(tidy["shift_starts"].split())
    reasons = [reason for name, value in tidy.items() for reason in _refusals(name, value)]
    if reasons:
        raise Refused(reasons)
    return tidy


def _refusals(name: str, value: str) -> Iterator[Refusal]:
    if name not in SETTINGS:
        yield Refusal("unknown-setting", name, {"setting": name})
    elif name in _CHECKS:
        yield from _CHECKS[name](name, value)
    elif (
        len(value) > LONGEST or len(value.splitlines()) > 1 or "\t" in value or any(unprintable(value, name))
    ):
        yield Refusal("setting-text", name, {"setting": name, "longest": LONGEST})


def _zone(name: str, value: str) -> Iterator[Refusal]:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield Refusal("unknown-zone", name, {"zone": value})


def _language(name: str, value: str) -> Iterator[Refusal]:
    if value not in LANGUAGES:
        yield Refusal("unknown-language", name, {"language": value, "allowed": ", ".join(LANGUAGES)})


def _shift_starts(name: str, value: str) -> Iterator[Refusal]:
    times = value.split(" ")
    ascending = all(one < following for one, following in pairwise(times))
    if len(times) > MOST_SHIFTS or not ascending or not all(map(_TIME.fullmatch, times)):
        yield Refusal("setting-shift-starts", name, {"setting": name})


def _number(most: int, name: str, value: str) -> Iterator[Refusal]:
    if _NUMBER.fullmatch(value) is None or int(value) > most:
        yield Refusal("setting-number", name, {"setting": name, "minimum": 1, "maximum": most})


_CHECKS: Mapping[str, Callable[[str, str], Iterator[Refusal]]] = {
    "zone": _zone,
    "language": _language,
    "shift_starts": _shift_starts,
    "downtime_every_hours": partial(_number, 24),
    "downtime_keep": partial(_number, 200),
    "backup_every_hours": partial(_number, 24),
    "backup_keep": partial(_number, 500),
    "lock_after_minutes": partial(_number, 60),
}
