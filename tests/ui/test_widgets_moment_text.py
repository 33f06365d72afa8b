"""Reading days and moments as typed on a ward."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.ui.samples import MOMENTS
from ui.widgets.moment_text import NotAMoment, Problem, parse_date, parse_moment, show_date, show_moment

NOW = datetime.fromisoformat("2026-11-22T09:41:37")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("14-mrt-1974 09:30", "1974-03-14T09:30"),
        ("14-3-1974 9:30", "1974-03-14T09:30"),
        ("  14/3/1974   9u30 ", "1974-03-14T09:30"),
        ("14.3.1974 9.30", "1974-03-14T09:30"),
        ("14 mrt 09:30", "2026-03-14T09:30"),
        ("14 MAART 9h30", "2026-03-14T09:30"),
        ("14maa 9u", "2026-03-14T09:00"),
        ("28 dec 10:00", "2025-12-28T10:00"),
        ("22-11 10:00", "2026-11-22T10:00"),
        ("29 feb 9:00", "2024-02-29T09:00"),
        ("2026-11-20 23:59", "2026-11-20T23:59"),
        ("2026-11-20T23:59:12", "2026-11-20T23:59"),
        ("vandaag 9:30", "2026-11-22T09:30"),
        ("Gisteren 23u05", "2026-11-21T23:05"),
        ("gisteren 0930", "2026-11-21T09:30"),
        ("14-11-2026, 0930", "2026-11-14T09:30"),
        ("9:30", "2026-11-22T09:30"),
        ("0:00", "2026-11-22T00:00"),
        ("nu", "2026-11-22T09:41"),
    ],
)
def test_a_moment_is_read_as_it_was_meant(typed: str, meant: str) -> None:
    assert parse_moment(typed, MOMENTS, NOW) == datetime.fromisoformat(meant)


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("", Problem.NOT_UNDERSTOOD),
        ("morgenvroeg", Problem.NOT_UNDERSTOOD),
        ("14 ju 9:30", Problem.NOT_UNDERSTOOD),
        ("14 ma 9:30", Problem.NOT_UNDERSTOOD),
        ("1974", Problem.NOT_UNDERSTOOD),
        ("14-11-20266 9:30", Problem.NOT_UNDERSTOOD),
        ("31-2-2026 9:00", Problem.NO_SUCH_DAY),
        ("29-2-2025 9:00", Problem.NO_SUCH_DAY),
        ("30 feb 9:00", Problem.NO_SUCH_DAY),
        ("0-1-2026 9:00", Problem.NO_SUCH_DAY),
        ("14-13-2026 9:00", Problem.NO_SUCH_DAY),
        ("vandaag 24:00", Problem.NO_SUCH_TIME),
        ("vandaag 9:60", Problem.NO_SUCH_TIME),
        ("25u", Problem.NO_SUCH_TIME),
        ("14-11-2026", Problem.TIME_MISSING),
        ("14 nov 2026", Problem.TIME_MISSING),
        ("12 11 2026", Problem.TIME_MISSING),
        ("vandaag", Problem.TIME_MISSING),
        ("12-3-26 9:00", Problem.SHORT_YEAR),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_reason(typed: str, problem: Problem) -> None:
    with pytest.raises(NotAMoment) as caught:
        parse_moment(typed, MOMENTS, NOW)
    assert caught.value.problem is problem


def test_a_birth_date_needs_its_whole_year() -> None:
    assert parse_date("14-3-1974", MOMENTS, NOW.date(), year_needed=True) == date(1974, 3, 14)
    for typed, problem in (("14 mrt", Problem.YEAR_MISSING), ("14-3-74", Problem.SHORT_YEAR)):
        with pytest.raises(NotAMoment) as caught:
            parse_date(typed, MOMENTS, NOW.date(), year_needed=True)
        assert caught.value.problem is problem


@given(st.datetimes(min_value=datetime(1900, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_what_is_shown_is_read_back_the_same(moment: datetime) -> None:
    whole = moment.replace(second=0, microsecond=0)
    assert parse_moment(show_moment(whole, MOMENTS), MOMENTS, NOW) == whole
    assert parse_date(show_date(whole.date(), MOMENTS), MOMENTS, NOW.date()) == whole.date()


@given(st.integers(0, 365 * 3))
def test_a_day_without_its_year_never_lies_ahead_and_never_over_a_year_back(back: int) -> None:
    today = NOW.date() + timedelta(days=back)
    now = datetime.combine(today, NOW.time())
    for typed in ("1 jan 9:00", "15-6 9:00", "31 dec 9:00", f"{today.day}-{today.month} 9:00"):
        if typed.startswith("29-2"):
            continue
        age = today - parse_moment(typed, MOMENTS, now).date()
        assert timedelta(0) <= age <= timedelta(days=366)


@given(st.text(max_size=30))
def test_any_text_is_read_or_refused(typed: str) -> None:
    try:
        read = parse_moment(typed, MOMENTS, NOW)
    except NotAMoment:
        return
    assert read.second == 0


@pytest.mark.parametrize("typed", ["9:30", "0:00", "9u30", "nu", " , 9:30"])
def test_where_the_day_is_needed_a_time_alone_is_refused(typed: str) -> None:
    with pytest.raises(NotAMoment) as refused:
        parse_moment(typed, MOMENTS, NOW, day_needed=True)
    assert refused.value.problem is Problem.DAY_MISSING


@pytest.mark.parametrize("typed", ["14-11-2026, 0930", "gisteren 23u05", "vandaag 9:30", "28 dec 10:00"])
def test_a_moment_with_its_day_is_read_the_same(typed: str) -> None:
    assert parse_moment(typed, MOMENTS, NOW, day_needed=True) == parse_moment(typed, MOMENTS, NOW)
