"""The rules of run chart and XmR chart against worked examples from the literature.

* Anhøj, Olesen. Run charts revisited. PLoS ONE 2014;9(11):e113825, and its critical values as published since, among
  others in Anhøj, Mohammed, Mastering statistical process control charts in healthcare, appendix on runs limits.
* Mohammed, Worthington, Woodall. Plotting basic control charts: tutorial notes for healthcare practitioners. Qual Saf
  Health Care 2008;17:137-145: systolic blood pressure of one patient on 26 mornings; its runs are counted in Anhøj,
  Mohammed, chapter on first charts.
* Wheeler, Understanding variation (1993): in-process inventory, as worked out by Chin, How to plot an XmR chart.
"""

from __future__ import annotations

import random
from math import comb

import pytest

from pathway_app.audit.run_rules import (
    Limits,
    beyond,
    fewest_crossings,
    limits,
    longest_allowed,
    natural_limits,
    runs,
)

SYSTOLIC = (
    *(169, 172, 175, 174, 161, 142, 174, 171, 168, 174, 180, 194, 161),
    *(181, 175, 176, 186, 166, 157, 183, 177, 171, 185, 176, 181, 174),
)
INVENTORY = (
    *(19, 27, 20, 16, 18, 25, 22, 24, 17, 25, 15, 17),
    *(20, 22, 19, 16, 22, 19, 25, 22, 18, 20, 16, 17),
    *(20, 15, 27, 25, 17, 19, 28),
)
CRITICAL = (
    *((10, 6, 2), (11, 6, 2), (12, 7, 3), (13, 7, 3), (14, 7, 4), (15, 7, 4), (16, 7, 4), (17, 7, 5)),
    *((18, 7, 5), (19, 7, 6), (20, 7, 6), (21, 7, 6), (22, 7, 7), (23, 8, 7), (24, 8, 8), (25, 8, 8)),
    *((26, 8, 8), (27, 8, 9), (28, 8, 9), (29, 8, 10), (30, 8, 10), (45, 8, 17), (46, 9, 17), (60, 9, 23)),
)
"""useful values: the longest run and the fewest crossings that are no signal"""


def test_the_blood_pressure_of_26_mornings() -> None:
    """Four values lie on the median of 174; 22 are useful, at most 4 in a row, 9 crossings: no signal."""
    found = runs(SYSTOLIC)
    assert (found.median, found.useful, found.longest, found.crossings) == (174, 22, 4, 9)
    assert (found.longest_allowed, found.fewest_expected) == (7, 7)
    assert (found.judged, found.shifted, found.too_few_crossings) == (True, (), False)
    within = limits(SYSTOLIC)
    assert within is not None
    assert beyond(SYSTOLIC, within) == (5,)  # the sixth, 142 mm Hg, below the lower limit


def test_wheelers_inventory() -> None:
    within = limits(INVENTORY)
    assert within is not None
    assert (round(within.centre, 2), round(within.upper, 2)) == (20.39, 32.89)
    assert within.lower == pytest.approx(20.387 - 2.66 * 4.7, abs=0.001)
    assert beyond(INVENTORY, within) == ()


@pytest.mark.parametrize(("useful", "longest", "crossings"), CRITICAL)
def test_critical_values(useful: int, longest: int, crossings: int) -> None:
    assert (longest_allowed(useful), fewest_crossings(useful)) == (longest, crossings)


def test_24_useful_values() -> None:
    """More than eight in a row or fewer than eight crossings suggest a shift: eight and eight do not."""
    eight = runs(_alternating(8, 8, 1, 2, 1, 1, 1, 1, 1))
    assert (eight.useful, eight.longest, eight.crossings) == (24, 8, 8)
    assert not eight.shifted and not eight.too_few_crossings
    nine = runs(_alternating(4, 9, 2, 1, 2, 1, 2, 1, 2))
    assert (nine.useful, nine.longest, nine.crossings) == (24, 9, 8)
    assert (nine.shifted, nine.too_few_crossings) == (tuple(range(4, 13)), False)
    seven = runs(_alternating(*[3] * 8))
    assert (seven.useful, seven.crossings, seven.shifted, seven.too_few_crossings) == (24, 7, (), True)


def _alternating(*lengths: int) -> list[float]:
    """Runs of these lengths, high and low in turn, as many values of each."""
    values = [float(index % 2) for index, length in enumerate(lengths) for _ in range(length)]
    assert sum(values) * 2 == len(values)
    return values


def test_values_on_the_median_neither_break_a_run_nor_count() -> None:
    values = [9.0, 9, 5, 9, 9, 9, 9, 9, 9, 9, 5, 1, 1, 1, 1, 1, 1, 1, 1, 1]
    found = runs(values)
    assert (found.median, found.useful, found.longest, found.crossings) == (5, 18, 9, 1)
    assert found.shifted == (0, 1, 3, 4, 5, 6, 7, 8, 9, *range(11, 20))


def test_few_values_are_not_judged() -> None:
    assert runs(()).median is None
    assert not runs([1, 1, 1, 1, 9, 9, 9, 9]).judged
    assert limits([3.0] * 11) is None
    assert limits([3.0] * 12) == Limits(3, 3, 3)
    assert beyond([1.0, 2.0], None) == ()
    assert runs([4.0] * 30).useful == 0


def test_durations_have_no_negative_limit() -> None:
    durations = [0.5, 9.0] * 6
    assert natural_limits(durations).lower < 0
    told, with_negative = limits(durations), limits([-0.5, *durations])
    assert told is not None and told.lower == 0
    assert with_negative is not None and with_negative.lower == natural_limits([-0.5, *durations]).lower < 0


def test_chance_seldom_signals() -> None:
    """About one in twenty, whatever the number of values: what the rules were made for."""
    rng = random.Random("steady")
    for count in (24, 60, 120):
        signals = 0
        for _ in range(1000):
            found = runs([rng.random() for _ in range(count)])
            signals += bool(found.shifted) or found.too_few_crossings
        assert 10 < signals < 110


def test_fewest_crossings_against_the_distribution() -> None:
    """Counted over every row of heads and tails, not by a formula."""
    for useful in range(1, 13):
        crossings = sorted((row ^ row >> 1).bit_count() for row in range(2 ** (useful - 1)))
        assert len(crossings) == 2 ** (useful - 1)
        place = -(-len(crossings) // 20) - 1
        assert fewest_crossings(useful) == crossings[place]


def test_fewest_crossings_of_many() -> None:
    """In whole numbers, without rounding."""
    for useful in (*range(1, 200), 1001):
        wanted, cumulated, crossings = 2 ** (useful - 1), 0, -1
        while cumulated * 20 < wanted:
            crossings += 1
            cumulated += comb(useful - 1, crossings)
        assert fewest_crossings(useful) == crossings
    assert fewest_crossings(100_000) == 49_739
