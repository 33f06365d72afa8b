"""Whether times in a row vary by chance: the shift and crossings rules of a run chart, and the limits of an XmR chart.

A run chart's rules: Anhøj and Olesen, Run charts revisited, PLoS ONE 2014;9(11):e113825. The limits: Wheeler,
Understanding variation, 1993. Pure; values are in any one unit, in the order in which they came.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, lgamma, log, log2, sqrt
from statistics import fmean, median

RULES_FROM = 10
"""useful values; of fewer the rules find next to nothing, and their published tables begin here"""
LIMITS_FROM = 12
"""values; limits of fewer move too much with each further one"""
_SCALE = 2.66
"""mean moving range of pairs to three standard deviations: 3 / 1.128"""
_CHANCE = 0.05
_FAR = 20
"""standard deviations; fewer crossings than so far below the mean have no chance that a number could hold"""


@dataclass(frozen=True, slots=True)
class Limits:
    """What values of a steady process stay within: centre is the mean."""

    centre: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Runs:
    """Values against their median; `useful` are those that do not lie on it.

    `longest` is the most useful values in a row on one side, `longest_allowed` the most that chance explains.
    `crossings` is how often the row changes its side, `fewest_expected` the fewest that chance explains. `shifted` are
    the indexes of the values in every run that is too long. Without `judged` there are too few to say anything.
    """

    median: float | None
    useful: int
    longest: int
    longest_allowed: int
    crossings: int
    fewest_expected: int
    shifted: tuple[int, ...]
    judged: bool

    @property
    def too_few_crossings(self) -> bool:
        return self.judged and self.crossings < self.fewest_expected


def runs(values: Sequence[float]) -> Runs:
    """The two rules over the values; a value on the median neither breaks a run nor counts in it."""
    if not values:
        return Runs(None, 0, 0, 0, 0, 0, (), False)
    middle = median(values)
    found = _same_sides(values, middle)
    useful = sum(map(len, found))
    allowed, expected = longest_allowed(useful), fewest_crossings(useful)
    judged = useful >= RULES_FROM
    shifted = tuple(index for run in found if judged and len(run) > allowed for index in run)
    longest = max(map(len, found), default=0)
    crossings = max(len(found) - 1, 0)
    return Runs(middle, useful, longest, allowed, crossings, expected, shifted, judged)


def _same_sides(values: Sequence[float], middle: float) -> list[list[int]]:
    found: list[list[int]] = []
    above: bool | None = None
    for index, value in enumerate(values):
        if value == middle:
            continue
        if above is not (value > middle):
            above = value > middle
            found.append([])
        found[-1].append(index)
    return found


def longest_allowed(useful: int) -> int:
    """The longest run that so many useful values have by chance."""
    return round(log2(useful)) + 3 if useful else 0


def fewest_crossings(useful: int) -> int:
    """The fewest crossings that so many useful values have by chance.

    The lower 5 % limit of the binomial distribution with one try less than there are values, and even chances.
    """
    tries = max(useful - 1, 0)
    crossings = max(0, int(tries / 2 - _FAR * sqrt(tries) / 2))
    ways = lgamma(tries + 1) - lgamma(crossings + 1) - lgamma(tries - crossings + 1)
    chance = exp(ways - tries * log(2))
    cumulated = chance
    while cumulated < _CHANCE:
        chance *= (tries - crossings) / (crossings + 1)
        crossings += 1
        cumulated += chance
    return crossings


def limits(values: Sequence[float]) -> Limits | None:
    """Mean ± 2.66 mean moving ranges; None of fewer than `LIMITS_FROM` values.

    Of durations the lower one is not below 0, unless one of them is itself negative.
    """
    if len(values) < LIMITS_FROM:
        return None
    found = natural_limits(values)
    if min(values) >= 0:
        return Limits(found.centre, max(found.lower, 0.0), found.upper)
    return found


def natural_limits(values: Sequence[float]) -> Limits:
    """As computed, of two values or more."""
    centre = fmean(values)
    reach = _SCALE * fmean(abs(after - before) for before, after in pairwise(values))
    return Limits(centre, centre - reach, centre + reach)


def beyond(values: Sequence[float], within: Limits | None) -> tuple[int, ...]:
    """The indexes of the values outside the limits."""
    if within is None:
        return ()
    return tuple(index for index, value in enumerate(values) if not within.lower <= value <= within.upper)
