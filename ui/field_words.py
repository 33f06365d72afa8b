"""What the fields of every form say, in the reader's language, and how a typed day or moment is read."""

from __future__ import annotations

from pathway_app.day_names import LONG_MONTHS
from pathway_app.folding import fold
from pathway_app.i18n import MONTHS, Words
from pathway_app.ports import Clock
from ui.course.local_time import wall
from ui.widgets.field_spec import FieldWords
from ui.widgets.moment_text import MomentWords, Problem


def field_words(words: Words, clock: Clock) -> FieldWords:
    """The words of `words`' language; the clock tells what "today" and "now" are on the ward."""
    _ = words.gettext
    return FieldWords(
        required=_("required"),
        choose=_("Choose…"),
        nothing=_("(no answer)"),
        not_a_number=_("This is not a whole number."),
        between=_("Give a whole number from {least} to {most}."),
        too_long=_("This is {over} characters too long."),
        moments=_moment_words(words),
        problems={
            Problem.NOT_UNDERSTOOD: _("This is not understood; type it as 22-11-2026 or 22 nov 2026."),
            Problem.NO_SUCH_DAY: _("There is no such day."),
            Problem.NO_SUCH_TIME: _("There is no such time."),
            Problem.TIME_MISSING: _("The time is missing."),
            Problem.YEAR_MISSING: _("The year is missing."),
            Problem.SHORT_YEAR: _("Type the year in four digits."),
            Problem.DAY_MISSING: _("Type the day and the time, as in 22-11-2026 09:30."),
        },
        now=lambda: wall(clock.now(), words.zone),
        now_button=_("Now"),
        not_a_moment=_("This is not understood; type it as 22-11-2026 09:30, or as 9:30 for today."),
    )


def _moment_words(words: Words) -> MomentWords:
    _ = words.gettext
    days = {_("today"): 0, _("yesterday"): -1, _("the day before yesterday"): -2}
    return MomentWords(
        months=MONTHS[words.language],
        other_months=_month_names(),
        days={said: days[day] for day in days for said in _apostrophes(day.casefold())},
        now=frozenset({_("Now").casefold(), _("now").casefold()}),
    )


def _month_names() -> dict[str, int]:
    """In every language of the program, short and in full, with and without accents: some write `mrt`, others `mar`."""
    every_year = (*MONTHS.values(), *LONG_MONTHS.values())
    names = [(name, number) for year in every_year for number, name in enumerate(year, start=1)]
    return {said: number for name, number in names for said in (name.casefold(), fold(name))}


def _apostrophes(day: str) -> tuple[str, str]:
    """`aujourd'hui` with the sign of the keyboard and with the one that other programs make of it."""
    return day, day.replace("'", "’")
