"""The audit's charts as data, from the same figures as its tables: window and report only draw them.

Nothing is told by colour alone: each mark has a sign, a pattern and a word, and each bar its numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pathway_app.audit.completion import Completion
from pathway_app.audit.departures import Variances
from pathway_app.audit.figures import Figure
from pathway_app.audit.measures import Audit
from pathway_app.audit.measuring import Point
from pathway_app.audit.run_rules import (
    LIMITS_FROM,
    RULES_FROM,
    Limits,
    Runs,
    beyond,
    limits,
    runs,
)
from pathway_app.audit.tables import Row, Table, tables
from pathway_app.audit.text import number
from pathway_app.documents.model import Pattern
from pathway_app.i18n import Words

NO_BREAK = "\u00a0"
_MOST_NAMED = 8
"""of more values beyond the limits the first are named"""
Pair = tuple[str, str]
"""the ids of the two steps of an interval"""


class Mark(StrEnum):
    """What a part of a bar counts. The parts of a step's bar are disjoint: `DONE` is done without a deadline, `OPEN`
    is open and not overdue."""

    ON_TIME = "on-time"
    DONE = "done"
    LATE = "late"
    VARIANCE = "variance"
    SKIPPED = "skipped"
    OPEN = "open"
    OVERDUE = "overdue"

    @property
    def sign(self) -> str:
        return _LOOKS[self][0]

    @property
    def pattern(self) -> Pattern:
        return _LOOKS[self][1]

    def word(self, words: Words) -> str:
        _ = words.gettext
        return {
            Mark.ON_TIME: _("on time"),
            Mark.DONE: _("done, no deadline"),
            Mark.LATE: _("late"),
            Mark.VARIANCE: _("variance"),
            Mark.SKIPPED: _("skipped"),
            Mark.OPEN: _("open"),
            Mark.OVERDUE: _("overdue"),
        }[self]


_LOOKS = {
    Mark.ON_TIME: ("✓", Pattern.SOLID),
    Mark.DONE: ("●", Pattern.SHADED),
    Mark.LATE: ("◐", Pattern.DIAGONAL),
    Mark.VARIANCE: ("≠", Pattern.CROSSED),
    Mark.SKIPPED: ("×", Pattern.DOTTED),
    Mark.OPEN: ("○", Pattern.EMPTY),
    Mark.OVERDUE: ("!", Pattern.UPRIGHT),
}
_OF_A_STEP = (Mark.ON_TIME, Mark.DONE, Mark.LATE, Mark.SKIPPED, Mark.OVERDUE, Mark.OPEN)


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a bar. `figure` names the number of the tables that it is or belongs to, to open the patients behind
    that: of done without a deadline all that are done, of open all that are open."""

    mark: Mark
    count: int
    figure: Figure


@dataclass(frozen=True, slots=True)
class Bar:
    """`told` is its numbers in words (`22 / 22 · 100 %`); the whole width stands for `whole`. `group` is the title
    of the phase."""

    title: str
    segments: tuple[Segment, ...]
    total: int
    told: str
    whole: int
    figure: Figure
    group: str = ""


@dataclass(frozen=True, slots=True)
class BarChart:
    """`note` says what is counted of what."""

    name: str
    title: str
    bars: tuple[Bar, ...]
    legend: tuple[Mark, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Signals:
    """What chance does not explain. `shift` and `beyond` are indexes of points."""

    shift: tuple[int, ...]
    crossings: int
    fewest_expected: int
    too_few_crossings: bool
    beyond: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.shift or self.beyond or self.too_few_crossings)


@dataclass(frozen=True, slots=True)
class RunChart:
    """`points` have reached the second step, in the order of the first; `open_points` have not yet and are in no
    line. Everything is in days. `told` are sentences: what was found, or that nothing was."""

    pair: Pair
    title: str
    unit: str
    points: tuple[Point, ...]
    open_points: tuple[Point, ...]
    median: float | None
    q1: float | None
    q3: float | None
    limits: Limits | None
    signals: Signals
    summary: str
    told: tuple[str, ...]
    figure: Figure
    open_figure: Figure

    @property
    def n(self) -> int:
        return len(self.points)

    @property
    def values(self) -> tuple[float, ...]:
        return tuple(point.days for point in self.points if point.days is not None)

    @property
    def span(self) -> tuple[float, float]:
        """The lowest and highest value to find room for, 0 always among them."""
        values = [0.0, *self.values]
        if self.limits is not None:
            values += (self.limits.lower, self.limits.upper)
        return min(values), max(values)


@dataclass(frozen=True, slots=True)
class Tile:
    """One of the key figures: `value` large, `beside` it small, `detail` beneath. Without `figure` it opens nothing."""

    name: str
    title: str
    value: str
    beside: str
    detail: str
    figure: Figure | None


def completion_chart(audit: Audit, words: Words) -> BarChart:
    """A bar for each step, in the order of the pathway."""
    table = _table("completion", audit, words)
    return BarChart(
        "completion",
        words.gettext("Completion of each step"),
        tuple(_completion_bars(table, audit, words)),
        _OF_A_STEP,
        words.gettext(
            "Counted over rounds: done of those that apply. Behind ≠ how many of the done ones carry a variance."
        ),
    )


def _completion_bars(table: Table, audit: Audit, words: Words) -> Iterator[Bar]:
    group = ""
    for row in table.rows:
        _phase, checkpoint = row.ids[:2]
        if not checkpoint:
            group = row.title
            continue
        of = audit.checkpoints[checkpoint]
        counts = {
            Mark.ON_TIME: (of.on_time, "on_time"),
            Mark.DONE: (of.done - of.on_time - of.late, "done"),
            Mark.LATE: (of.late, "late"),
            Mark.SKIPPED: (of.skipped, "skipped"),
            Mark.OVERDUE: (of.overdue, "overdue"),
            Mark.OPEN: (of.open - of.overdue, "open"),
        }
        segments = tuple(
            Segment(mark, counts[mark][0], Figure("completion", row.ids, counts[mark][1]))
            for mark in _OF_A_STEP
            if counts[mark][0]
        )
        yield Bar(
            row.title,
            segments,
            of.applicable,
            _completion_told(of, words),
            of.applicable,
            Figure("completion", row.ids, "applicable"),
            group,
        )


def _completion_told(of: Completion, words: Words) -> str:
    if not of.applicable:
        return "–"
    parts = [share(of.done, of.applicable, words, few=of.few)]
    if of.with_variance:
        parts.append(f"{Mark.VARIANCE.sign}{NO_BREAK}{of.with_variance}")
    return " · ".join(parts)


def share(count: int, whole: int, words: Words, *, few: bool) -> str:
    """`20 / 22 · 90.9 %`; the percentage only where the patients are not few."""
    told = f"{count}{NO_BREAK}/{NO_BREAK}{whole}"
    return told if few or not whole else f"{told} · {percent(count, whole, words)}"


def percent(count: int, whole: int, words: Words) -> str:
    """`90.9 %`, of a whole that is not 0."""
    return f"{number(100 * count / whole, words)}{NO_BREAK}%"


def variance_chart(audit: Audit, words: Words) -> BarChart:
    """A bar for each class of variance, of the whole pathway."""
    _ = words.gettext
    of = audit.all_variances
    bars = []
    table = _table("variances", audit, words)
    titles = {column.key: column.title for column in table.columns}
    for variance_class, count in of.by_class.items():
        figure = Figure("variances", ("",), variance_class.value)
        bars.append(_variance_bar(titles[variance_class.value], count, figure, of, words))
    without = _("of these without a reason")
    figure = Figure("variances", ("",), "without_reason")
    bars.append(_variance_bar(without, of.without_reason, figure, of, words))
    return BarChart(
        "variances",
        _("Variances by class"),
        tuple(bars),
        (Mark.VARIANCE,),
        _("Share of all variances of the steps that are done or skipped, by the entry that counts."),
    )


def _variance_bar(title: str, count: int, figure: Figure, of: Variances, words: Words) -> Bar:
    """The whole width stands for all variances."""
    whole = of.variances
    told = str(count) if of.few_varied or not whole else f"{count} · {percent(count, whole, words)}"
    segments = (Segment(Mark.VARIANCE, count, figure),) if count else ()
    return Bar(title, segments, count, told, whole, figure)


def run_chart(audit: Audit, pair: Pair, points: Sequence[Point], words: Words) -> RunChart:
    """The times of one interval of the pathway, in the order of its first step."""
    _ = words.gettext
    interval = audit.intervals[pair]
    row = next(row for row in _table("intervals", audit, words).rows if row.ids == pair)
    reached = tuple(point for point in points if point.days is not None)
    values = tuple(point.days for point in reached if point.days is not None)
    within = limits(values)
    found, outside = runs(values), beyond(values, within)
    return RunChart(
        pair=pair,
        title=row.title,
        unit=_("days"),
        points=reached,
        open_points=tuple(point for point in points if point.days is None),
        median=None if interval.few else interval.median_days,
        q1=None if interval.few else interval.q1_days,
        q3=None if interval.few else interval.q3_days,
        limits=within,
        signals=Signals(
            found.shifted, found.crossings, found.fewest_expected, found.too_few_crossings, outside
        ),
        summary=_summary(row, values if interval.few else (), within, words),
        told=tuple(_signals_told(values, found, within, outside, words)),
        figure=Figure("intervals", pair, "n"),
        open_figure=Figure("intervals", pair, "open"),
    )


def _summary(row: Row, few: Sequence[float], within: Limits | None, words: Words) -> str:
    """`n = 19 · 2 open · median 8.0 (6.0–11.0)` and the limits; the values of `few` patients one by one."""
    _ = words.gettext
    n, still_open, median, q1, q3 = row.cells[:5]
    parts = [f"n{NO_BREAK}={NO_BREAK}{n}", words.ngettext("{n} open", "{n} open", int(still_open or 0))]
    if few:
        parts.append(_values_told(few, words))
    elif n:
        quartiles = {"median": number(median, words), "q1": number(q1, words), "q3": number(q3, words)}
        parts.append(_("median {median}, quartiles {q1} and {q3}").format(**quartiles))
    if within is not None:
        told = {"mean": number(within.centre, words), "lower": number(within.lower, words)}
        told["upper"] = number(within.upper, words)
        parts.append(_("mean {mean}, limits (XmR) {lower} and {upper}").format(**told))
    elif n:
        parts.append(_("limits only from {n} courses").format(n=LIMITS_FROM))
    return " · ".join(parts)


def _values_told(few: Sequence[float], words: Words) -> str:
    told = ", ".join(number(each, words) for each in sorted(few)[:_MOST_NAMED])
    more = " …" if len(few) > _MOST_NAMED else ""
    return words.gettext("too few patients for a median; the values: {values}").format(values=told + more)


def _signals_told(
    values: Sequence[float], found: Runs, within: Limits | None, outside: Sequence[int], words: Words
) -> Iterator[str]:
    _ = words.gettext
    if not values:
        yield _("No course has reached the second step.")
        return
    if not found.judged:
        yield _(
            "Shift and crossings are judged from {least} courses that do not lie on the median; here there are {n}."
        ).format(least=RULES_FROM, n=found.useful)
    else:
        run = {"n": found.longest, "most": found.longest_allowed}
        if found.shifted:
            yield _("Shift: {n} in a row on one side of the median; chance explains {most} at most.").format(
                **run
            )
        else:
            yield _(
                "No shift: at most {n} in a row on one side of the median; chance explains {most}."
            ).format(**run)
        told = {"n": found.crossings, "least": found.fewest_expected}
        if found.too_few_crossings:
            yield _("Few crossings of the median: {n}; by chance {least} or more.").format(**told)
        else:
            yield _("Crossings as expected: {n}; by chance {least} or more.").format(**told)
    if outside:
        places = ", ".join(str(index + 1) for index in outside[:_MOST_NAMED])
        more = " …" if len(outside) > _MOST_NAMED else ""
        yield _("Beyond the limits: {n} (number {places} in the row).").format(
            n=len(outside), places=places + more
        )
    elif within is not None:
        yield _("No value lies beyond the limits.")


def usual_pair(audit: Audit) -> Pair | None:
    """The interval that is shown first: the one that most courses have been through; None where none is named."""
    return max(audit.intervals, key=lambda pair: audit.intervals[pair].n, default=None)


def tiles(audit: Audit, words: Words, pair: Pair | None = None) -> tuple[Tile, ...]:
    """The five key figures; the interval is `pair`, else the usual one."""
    chosen = pair or usual_pair(audit)
    return (
        _courses_tile(audit, words),
        _completion_tile(audit, words),
        _on_time_tile(audit, words),
        *((_interval_tile(audit, chosen, words),) if chosen else ()),
        _variances_tile(audit, words),
    )


def _courses_tile(audit: Audit, words: Words) -> Tile:
    _ = words.gettext
    detail = _("{ended} ended · {running} running").format(
        ended=audit.ended, running=audit.courses - audit.ended
    )
    return Tile("courses", _("Courses"), str(audit.courses), "", detail, Figure("cohort", (), "courses"))


def _completion_tile(audit: Audit, words: Words) -> Tile:
    _ = words.gettext
    of = audit.whole
    detail = _("{n} of {whole} that apply").format(n=of.done, whole=of.applicable)
    figure = Figure("completion", ("", "", ""), "done")
    return Tile(
        "completion", _("Steps done"), *_large(of.done, of.applicable, words, few=of.few), detail, figure
    )


def _on_time_tile(audit: Audit, words: Words) -> Tile:
    _ = words.gettext
    of = audit.whole
    whole = of.on_time + of.late
    parts = [_("{n} of {whole} done with a deadline").format(n=of.on_time, whole=whole)]
    if of.overdue:
        parts.append(words.ngettext("{n} overdue", "{n} overdue", of.overdue))
    figure = Figure("completion", ("", "", ""), "on_time")
    return Tile(
        "on-time",
        _("On time"),
        *_large(of.on_time, whole, words, few=of.few_timed),
        " · ".join(parts),
        figure,
    )


def _large(count: int, whole: int, words: Words, *, few: bool) -> tuple[str, str]:
    """The value and what stands beside it."""
    if not whole:
        return "–", ""
    return (str(count), f"/{NO_BREAK}{whole}") if few else (percent(count, whole, words), "")


def _interval_tile(audit: Audit, pair: Pair, words: Words) -> Tile:
    _ = words.gettext
    of = audit.intervals[pair]
    row = next(row for row in _table("intervals", audit, words).rows if row.ids == pair)
    figure = Figure("intervals", pair, "n")
    if of.few and of.n:
        detail = _("both steps done; too few patients for a median · {open} open").format(open=of.open)
        return Tile("interval", row.title, str(of.n), "", detail, figure)
    value = _("{n} d").format(n=number(of.median_days, words)) if of.n else "–"
    beside = f"({number(of.q1_days, words)}–{number(of.q3_days, words)})" if of.n else ""
    detail = _("median and quartiles of {n} · {open} open").format(n=of.n, open=of.open)
    return Tile("interval", row.title, value, beside, detail, figure)


def _variances_tile(audit: Audit, words: Words) -> Tile:
    _ = words.gettext
    of = audit.all_variances
    detail = _("{open} open · {without} without a reason").format(open=of.open, without=of.without_reason)
    figure = Figure("variances", ("",), "variances")
    return Tile("variances", _("Variances"), str(of.variances), "", detail, figure)


def _table(name: str, audit: Audit, words: Words) -> Table:
    return next(table for table in tables(audit, words) if table.name == name)
