"""Periods as months and moments, what is kept as text, and the estimate of Kaplan and Meier against another's."""

from __future__ import annotations

import random
import warnings
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pathway_app.audit.cohort import Period, settled
from pathway_app.audit.contribution import Contribution, microseconds, moment_of
from pathway_app.audit.intervals import kaplan_meier_median
from pathway_app.audit.kept import (
    KeptMonth,
    Month,
    Span,
    Sums,
    month_of,
    packed_moments,
    text_of,
    whole_months,
)
from pathway_app.audit.measures import contribution
from pathway_app.audit.packing import FORM, packing_of
from pathway_app.audit.totals import Totals
from pathway_app.definitions.canonical import definition_hash
from pathway_app.domain.definition import PathwayDefinition
from tests.audit.courses import random_courses
from tests.audit.records import record_of

BRUSSELS = ZoneInfo("Europe/Brussels")
DAYS = st.dates(date(2019, 11, 1), date(2022, 3, 5))
ZONES = st.sampled_from(["Europe/Brussels", "America/Sao_Paulo", "Asia/Tokyo", "Pacific/Apia", "UTC"])


def moments(first: int, last: int) -> st.SearchStrategy[datetime]:
    """In UTC, from one year to another."""
    seconds = int((datetime(last, 6, 1, tzinfo=UTC) - datetime(first, 1, 1, tzinfo=UTC)).total_seconds())
    begin = datetime(first, 1, 1, tzinfo=UTC)
    return st.integers(0, seconds).map(lambda passed: begin + timedelta(seconds=passed))


NOW = microseconds(datetime(2025, 1, 1, tzinfo=UTC))


@given(DAYS, DAYS)
def test_a_period_is_its_months_and_the_days_beside_them(one: date, other: date) -> None:
    period = Period(min(one, other), max(one, other))
    months, beside = whole_months(period)
    day = period.first - timedelta(days=40)
    while day <= period.last + timedelta(days=40):
        in_months = months is not None and months[0] <= month_of(day) <= months[1]
        times = in_months + sum(each.first <= day <= each.last for each in beside)
        assert times == (period.first <= day <= period.last), day
        day += timedelta(days=1)


@pytest.mark.parametrize("period", [Period(date.min, date.max), Period(date(2020, 1, 1), date.max)])
def test_a_period_without_an_end(period: Period) -> None:
    months, beside = whole_months(period)
    assert months is not None and months[0] == month_of(period.first)
    assert all(each.first <= each.last for each in beside)
    span = Span.of(period, BRUSSELS)
    assert span.first < text_of(datetime(2026, 1, 1, tzinfo=UTC)) < span.end


@given(DAYS, st.integers(0, 60), ZONES, moments(2019, 2022))
def test_a_span_holds_what_its_period_holds(first: date, days: int, name: str, at: datetime) -> None:
    zone = ZoneInfo(name)
    period = Period(first, first + timedelta(days=days))
    span = Span.of(period, zone)
    assert (span.first <= text_of(at) < span.end) == period.holds(at, zone)


@given(moments(1900, 2200))
def test_a_moment_as_a_number(at: datetime) -> None:
    assert moment_of(microseconds(at)) == at


@pytest.fixture(scope="module")
def contributions(definition: PathwayDefinition) -> list[Contribution]:
    records = [record_of(each, definition) for each in random_courses(40, "packed")]
    return [contribution(settled(each.course, definition, BRUSSELS)) for each in records]


def test_what_is_packed_says_the_same(
    contributions: list[Contribution], definition: PathwayDefinition
) -> None:
    packing = packing_of(definition)
    assert packing_of(definition) is packing
    for made in contributions:
        made.add(("answers", "definitive-diagnosis", "tumour_type", "of another version"), "chosen", n=2)
        again = packing.unpacked(packing.packed(made))
        assert again.counts == made.counts
        assert sorted(map(repr, again.dues)) == sorted(map(repr, made.dues))
        assert again.times == made.times
        assert packing.packed(again) == packing.packed(made)


def test_sums_are_those_of_contributions(
    contributions: list[Contribution], definition: PathwayDefinition
) -> None:
    """By month, one by one, or both; and a month out of which courses were taken is one without them."""
    packing = packing_of(definition)
    packed = [packing.numbers(packing.packed(made)) for made in contributions]
    rng = random.Random(1)
    for now in (NOW, microseconds(datetime(2018, 1, 1, tzinfo=UTC))):
        plain, sums, month, gone = Totals(now), Sums(packing, now), Month(packing), Month(packing)
        for number, (made, each) in enumerate(zip(contributions, packed, strict=True)):
            plain.add(made, str(number))
            if rng.random() < 0.5:
                month.change(each, 1, first=True)
            else:
                sums.add_course(each, str(number))
        for each in packed:
            gone.change(each, 1, first=True)
        for each in rng.sample(packed, len(packed)):
            gone.change(each, -1, first=True)
        assert (gone.text(), gone.is_empty) == (Month(packing).text(), True)
        assert not any(gone.moments.values())
        moments = {place: packed_moments(each) for place, each in month.moments.items()}
        sums.add_month(Month.read(packing, KeptMonth("1", "2020-01", month.text(), moments)))
        totals = Totals(now)
        sums.pour(totals)
        assert totals.counts == plain.counts
        for pair, times in plain.times.items():
            assert sorted(totals.times[pair].done) == sorted(times.done)
            assert sorted(totals.times[pair].began) == sorted(times.began)
        unsure = totals.unsure()
        assert all(totals.few(row) == plain.few(row) or row in unsure for row, _ in plain.counts)
        assert not any(plain.few(row) and not totals.few(row) for row, _ in plain.counts)
        with pytest.raises(ValueError, match="not there"):
            gone.change(next(each for each in packed if each.times), -1, first=True)


def test_another_form_has_another_number(definition: PathwayDefinition) -> None:
    """Rows that an older program kept must be told from this one's: raise FORM where this fails."""
    packing = packing_of(definition)
    columns = dict.fromkeys((row[0], column) for row, column in (*packing.keys, *packing.dues))
    digest = definition_hash(repr(list(columns)))[:12]
    assert (FORM, digest) == (2, "c5e9df61f791")


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=40),
)
def test_the_estimate_is_that_of_another_library(times: list[tuple[int, bool]]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from lifelines import KaplanMeierFitter

    done = [time for time, is_done in times if is_done]
    still_open = [time for time, is_done in times if not is_done]
    ours = kaplan_meier_median(done, still_open)
    fitter = KaplanMeierFitter().fit([time for time, _ in times], [is_done for _, is_done in times])
    theirs = fitter.median_survival_time_
    if theirs != (float("inf") if ours is None else ours):
        # Exactly a half: the library's products may come out a last digit above it.
        assert ours is not None and fitter.predict(ours) == pytest.approx(0.5, abs=1e-9)
