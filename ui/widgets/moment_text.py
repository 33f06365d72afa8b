"""Reading and writing dates and times as people on a ward type them.

Pure: no window, no clock. Everything here is local wall time without a zone; whoever asks turns it
into UTC in the ward's zone.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import Enum


class Problem(Enum):
    """Why a text is not a date or moment."""

    NOT_UNDERSTOOD = "not_understood"
    NO_SUCH_DAY = "no_such_day"
    NO_SUCH_TIME = "no_such_time"
    TIME_MISSING = "time_missing"
    YEAR_MISSING = "year_missing"
    SHORT_YEAR = "short_year"
    DAY_MISSING = "day_missing"


class NotAMoment(ValueError):
    """The text cannot be read; `problem` says why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.value)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class MomentWords:
    """The words of one language: `months` are the twelve as shown ("mrt"), `other_months` further
    spellings by month number, `days` words for a day ("vandaag": 0, "gisteren": −1), `now` for now."""

    months: Sequence[str]
    other_months: Mapping[str, int] = field(default_factory=dict)
    days: Mapping[str, int] = field(default_factory=dict)
    now: frozenset[str] = frozenset()


_ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$")
_NUMBERS = re.compile(r"^(\d{1,2})[-/. ](\d{1,2})(?:[-/. ](\d+))?$")
_NAMED = re.compile(r"^(\d{1,2})[-/. ]*([^\W\d_]+)\.?(?:[-/. ]*(\d+))?$")
_CLOCK = re.compile(r"^(\d{1,2})\s*[:.uh]\s*(\d{2})(?:[:.]\d{2})?$|^(\d{1,2})\s*[uh]$|^(\d{2})(\d{2})$")
_END_CLOCK = re.compile(
    r"^(?P<day>.*?)(?:^|[\s,]+)(?P<clock>\d{1,2}\s*[:uh]\s*\d{2}(?::\d{2})?|\d{1,2}\s*[uh]|\d{1,2}\.\d{2}|\d{4})$"
)


def parse_moment(text: str, words: MomentWords, now: datetime, *, day_needed: bool = False) -> datetime:
    """The local moment that `text` says, to the minute.

    `now` (local, without a zone) gives "today" and a missing year: the last such day up to today,
    since what is recorded has happened. A time alone is today's; with `day_needed` it is refused, and so is
    a word for now. Raises NotAMoment.
    """
    said = _tidy(text)
    if said in words.now and day_needed:
        raise NotAMoment(Problem.DAY_MISSING)
    if said in words.now:
        return now.replace(second=0, microsecond=0)
    found = _END_CLOCK.match(said)
    if found is None or (found["clock"].isdigit() and not _is_whole_day(found["day"], words, now.date())):
        _day(said, words, now.date())
        raise NotAMoment(Problem.TIME_MISSING)
    if day_needed and not found["day"].strip():
        raise NotAMoment(Problem.DAY_MISSING)
    day = _day(found["day"], words, now.date()) if found["day"].strip() else now.date()
    return datetime.combine(day, _clock(found["clock"]))


def parse_date(text: str, words: MomentWords, today: date, *, year_needed: bool = False) -> date:
    """The day that `text` says; with `year_needed` a day without its year is refused.

    A year in two digits is always refused: 26 is a birth year and this year. Raises NotAMoment.
    """
    said = _tidy(text)
    return _day(said, words, today, year_needed=year_needed)


def show_date(day: date, words: MomentWords) -> str:
    """`14-mrt-1974`."""
    return f"{day.day:02d}-{words.months[day.month - 1]}-{day.year:04d}"


def show_moment(moment: datetime, words: MomentWords) -> str:
    """`14-mrt-1974 09:30`."""
    return f"{show_date(moment.date(), words)} {moment:%H:%M}"


def _tidy(text: str) -> str:
    said = " ".join(text.replace("–", "-").replace("‑", "-").split()).casefold()
    if not said:
        raise NotAMoment(Problem.NOT_UNDERSTOOD)
    # ISO 8601 puts a T between day and time; nothing else here has a t between digits.
    return re.sub(r"(?<=\d)t(?=\d)", " ", said)


def _is_whole_day(said: str, words: MomentWords, today: date) -> bool:
    """Whether four digits after `said` can only be a time: in `14 nov 2026` they are the year."""
    try:
        _day(said, words, today, year_needed=True)
    except NotAMoment:
        return False
    return True


def _day(said: str, words: MomentWords, today: date, *, year_needed: bool = False) -> date:
    said = said.strip(" ,")
    if said in words.days:
        return today + timedelta(days=words.days[said])
    if found := _ISO.match(said):
        return _make(int(found[1]), int(found[2]), int(found[3]))
    if found := _NUMBERS.match(said):
        return _with_year(int(found[1]), int(found[2]), found[3], today, year_needed)
    if found := _NAMED.match(said):
        return _with_year(int(found[1]), _month(found[2], words), found[3], today, year_needed)
    raise NotAMoment(Problem.NOT_UNDERSTOOD)


def _month(name: str, words: MomentWords) -> int:
    names = {shown.casefold().rstrip("."): at for at, shown in enumerate(words.months, start=1)}
    names |= {other.casefold().rstrip("."): at for other, at in words.other_months.items()}
    if name in names:
        return names[name]
    begun = {at for known, at in names.items() if len(name) >= 3 and known.startswith(name)}
    if len(begun) != 1:
        raise NotAMoment(Problem.NOT_UNDERSTOOD)
    return begun.pop()


def _with_year(day: int, month: int, year: str | None, today: date, year_needed: bool) -> date:
    if year is None:
        if year_needed:
            raise NotAMoment(Problem.YEAR_MISSING)
        return _latest(day, month, today)
    if len(year) != 4:
        raise NotAMoment(Problem.SHORT_YEAR if len(year) == 2 else Problem.NOT_UNDERSTOOD)
    return _make(int(year), month, day)


def _latest(day: int, month: int, today: date) -> date:
    for year in range(today.year, today.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:  # 29 February exists in some years only
            continue
        if found <= today:
            return found
    raise NotAMoment(Problem.NO_SUCH_DAY)


def _make(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NotAMoment(Problem.NO_SUCH_DAY) from None


def _clock(said: str) -> time:
    found = _CLOCK.match(said.strip())
    if found is None:
        raise NotAMoment(Problem.NOT_UNDERSTOOD)
    hour = found[1] or found[3] or found[4]
    minute = found[2] or found[5] or "0"
    try:
        return time(int(hour), int(minute))
    except ValueError:
        raise NotAMoment(Problem.NO_SUCH_TIME) from None
