"""What the fields of every form say, in the reader's language, and how a typed day or moment is read."""

from __future__ import annotations

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
        },
        now=lambda: wall(clock.now(), words.zone),
        now_button=_("Now"),
        not_a_moment=_("This is not understood; type it as 22-11-2026 09:30, or as 9:30 for today."),
    )


def _moment_words(words: Words) -> MomentWords:
    """Month names are understood in every language of the program: some write `mrt`, others `mar`."""
    _ = words.gettext
    shown = MONTHS[words.language]
    known = {name.casefold() for name in shown}
    others = {
        name: number
        for names in MONTHS.values()
        for number, name in enumerate(names, start=1)
        if name.casefold() not in known
    }
    days = {
        _("today").casefold(): 0,
        _("yesterday").casefold(): -1,
        _("the day before yesterday").casefold(): -2,
    }
    return MomentWords(
        months=shown,
        other_months=others,
        days=days,
        now=frozenset({_("Now").casefold(), _("now").casefold()}),
    )
