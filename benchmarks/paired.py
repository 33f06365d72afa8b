"""Two ways of doing one thing, timed in turn (A B A B …), so that a machine that drifts drifts under both."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Doing = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table. `ours` and `floor` are medians in `unit`; `budget` bounds the ratio, or ours itself."""

    what: str
    ours: float
    floor: float | None
    unit: str
    budget: float
    against: str = ""

    @property
    def figure(self) -> float:
        return self.ours / self.floor if self.floor else self.ours

    @property
    def kept(self) -> bool:
        return self.figure <= self.budget


def seconds(doing: Doing) -> float:
    """How long one run takes, without the collector stepping in."""
    gc.collect()
    gc.disable()
    try:
        begin = time.perf_counter()
        doing()
        return time.perf_counter() - begin
    finally:
        gc.enable()


def paired(
    what: str, ours: Doing, floor: Doing, *, budget: float, against: str, rounds: int = 9, repeat: int = 1
) -> Row:
    """Medians of `rounds` runs of each, in turn after one of each to warm up; milliseconds a single one.

    `repeat` says how many single ones a run holds.
    """
    seconds(ours), seconds(floor)
    pairs = [(seconds(ours), seconds(floor)) for _ in range(rounds)]
    factor = 1000 / repeat
    median_ours = statistics.median(a for a, _ in pairs) * factor
    ratio = statistics.median(a / b for a, b in pairs)
    return Row(what, median_ours, median_ours / ratio, "ms", budget, against)


def alone(what: str, ours: Doing, *, budget: float, rounds: int = 9, repeat: int = 1) -> Row:
    """The median of `rounds` runs, where the budget is a time in milliseconds on this machine."""
    seconds(ours)
    times = [seconds(ours) for _ in range(rounds)]
    return Row(what, statistics.median(times) * 1000 / repeat, None, "ms", budget)


def table(rows: Sequence[Row]) -> str:
    """The rows as text: ours, floor, ratio, budget."""
    lines = [f"{'what':58} {'ours':>10} {'floor':>10} {'ratio':>7} {'budget':>8}"]
    for row in rows:
        floor = f"{row.floor:10.3f}" if row.floor else f"{'–':>10}"
        ratio = f"{row.figure:6.2f}×" if row.floor else f"{'–':>7}"
        budget = f"≤{row.budget:6.2f}×" if row.floor else f"≤{row.budget:5.1f}{row.unit}"
        kept = "" if row.kept else "  over"
        against = f"  against {row.against}" if row.against else ""
        lines.append(f"{row.what:58} {row.ours:10.3f} {floor} {ratio} {budget}{kept}{against}")
    return "\n".join(lines)
