"""Dates in full are worded as Babel words them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from babel.dates import format_date

from pathway_app.i18n import MONTHS, Words


@pytest.mark.parametrize("language", sorted(MONTHS))
def test_days_in_full(language: str) -> None:
    first, words = date(2024, 1, 1), Words(language)
    pattern = "EEEE, d. MMMM y" if language == "de" else "EEEE d MMMM y"
    for day in (first + timedelta(days=days) for days in range(366)):
        assert words.long_day(day) == format_date(day, format=pattern, locale=language)
