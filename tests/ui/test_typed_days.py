"""Days and months as typed in each language of the program, with the words that the program has for them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pathway_app.day_names import LONG_MONTHS
from pathway_app.folding import fold
from pathway_app.i18n import MONTHS, Words
from tests.clocks import HandClock
from tests.ui.samples import NOW, NOW_UTC
from ui.field_words import field_words
from ui.widgets.moment_text import MomentWords, parse_date, parse_moment


def _moments(language: str) -> MomentWords:
    return field_words(Words(language), HandClock(NOW_UTC)).moments


@pytest.mark.parametrize("names", [*MONTHS.values(), *LONG_MONTHS.values()], ids=lambda names: names[1])
@pytest.mark.parametrize("language", sorted(MONTHS))
def test_months_of_every_language_are_read(language: str, names: tuple[str, ...]) -> None:
    moments = _moments(language)
    for number, name in enumerate(names, start=1):
        for typed in (name, name.upper(), fold(name)):
            assert parse_date(f"14 {typed} 2026", moments, NOW.date()) == date(2026, number, 14), typed


@pytest.mark.parametrize(
    ("typed", "back"),
    [("aujourd'hui 9h30", 0), ("Aujourd’hui 9:30", 0), ("hier 09:30", 1), ("avant-hier 9h30", 2)],
)
def test_days_in_french_words(typed: str, back: int) -> None:
    read = parse_moment(typed, _moments("fr"), NOW)
    assert read == NOW.replace(hour=9, minute=30) - timedelta(days=back)
