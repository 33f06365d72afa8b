"""A birth date is found however it is typed, and what is no birth date is none."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pathway_app.birth_dates import looked_for
from pathway_app.day_names import LONG_MONTHS
from pathway_app.i18n import MONTHS

BORN = date(1974, 3, 14)


@pytest.mark.parametrize(
    "typed",
    [
        "14-3-1974", "14/03/1974", "14.3.1974", "14 3 1974", "14 - 3 - 1974", " 14-03-1974 ", "1974-03-14",
        "1974/3/14", "14031974", "19740314", "14 mrt 1974", "14mrt1974", "14-MRT-1974", "14 maart 1974",
        "14 March 1974", "14. März 1974", "14 Mrz 1974", "14 mars 1974", "14–3–1974",
    ],
)  # fmt: skip
def test_any_common_form(typed: str) -> None:
    assert looked_for(typed) == BORN


@pytest.mark.parametrize(
    "typed",
    ["", "4471029", "14-3-74", "14-3", "mrt 1974", "31-2-1974", "14-13-1974", "14 foo 1974", "99999999",
     "14-3-1974 smet", "447.10.29", "1-1-1850", "140319745"],
)  # fmt: skip
def test_no_birth_date(typed: str) -> None:
    assert looked_for(typed) is None


def test_every_day_in_every_language() -> None:
    day = date(1979, 12, 1)
    while day.year < 1981:
        for language in MONTHS:
            for months in (MONTHS[language], LONG_MONTHS[language]):
                assert looked_for(f"{day.day} {months[day.month - 1]} {day.year}") == day
        assert looked_for(f"{day:%d%m%Y}") == day
        day += timedelta(days=1)
