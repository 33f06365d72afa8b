"""What a form asks, as plain values; the words are already in the user's language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from ui.widgets.moment_text import MomentWords, Problem

Value = str | int | tuple[str, ...] | datetime | date | None
"""What a field holds: text or an option's id, a number, several ids, a local moment, a day, nothing."""


class Kind(Enum):
    """How a field is asked."""

    CHOICE = "choice"
    SEVERAL = "several"
    TEXT = "text"
    LONG_TEXT = "long_text"
    INTEGER = "integer"
    MOMENT = "moment"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer. `alone` excludes every other ("none" beside complaints)."""

    key: str
    title: str
    alone: bool = False


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One question. `shown_when` = (other field's key, its answers that bring this field up);
    `least` and `most` bound a number; `hint` stands in an empty field, `unit` behind it;
    `year_needed` refuses a day without a year, `day_needed` a moment without its day; `day_is_enough` takes a day
    without a time for an answer, which then is a date;
    `wide` gives a text the whole line; `stacked` shows every answer of a choice, one beneath another."""

    key: str
    label: str
    kind: Kind
    required: bool = False
    options: tuple[Option, ...] = ()
    hint: str = ""
    unit: str = ""
    least: int | None = None
    most: int | None = None
    max_length: int = 2000
    year_needed: bool = False
    day_needed: bool = False
    day_is_enough: bool = False
    wide: bool = False
    stacked: bool = False
    shown_when: tuple[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class FieldWords:
    """What fields say in the user's language, and the clock they read ("today", a missing year).

    `between` takes `{least}` and `{most}`, `too_long` takes `{over}` (characters). `now` gives the
    ward's local time without a zone.
    `now_button` is the caption of the button that fills in this moment; empty gives none.
    `not_a_moment` is said of a moment that is not understood; empty says the same as of a day.
    """

    required: str
    choose: str
    nothing: str
    not_a_number: str
    between: str
    too_long: str
    moments: MomentWords
    problems: Mapping[Problem, str]
    now: Callable[[], datetime]
    now_button: str = ""
    not_a_moment: str = ""
