"""The report of several sites: every figure per site and together, as a table of figures and as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pathway_app.audit.content import COMPLETION_KEYS, INTERVAL_KEYS
from pathway_app.audit.heads import column_heads, table_titles
from pathway_app.audit.text import number
from pathway_app.i18n import Words
from pathway_app.research.columns import WITHHELD
from pathway_app.research.site_figures import Pair, SiteFigures, Told
from pathway_app.research.small_cells import FEWEST

REPORT_COLUMNS = ("table", "checkpoint", "from", "to", "site", "figure", "value")
TOGETHER = "together"
_TIMES = ("median_days", "q1_days", "q3_days")
_NOT_TOLD = "×"


@dataclass(frozen=True)
class Report:
    """`title` names the pathway, `titles` the steps; `labels` are the numbers of the sites, or withheld."""

    title: str
    demonstration: bool
    sites: tuple[SiteFigures, ...]
    together: SiteFigures
    labels: tuple[str, ...]
    pairs: tuple[Pair, ...]
    titles: Mapping[str, str]

    @property
    def checkpoints(self) -> tuple[str, ...]:
        """In the order of the pathway, as the dictionaries have it."""
        there = self.together.checkpoints
        return tuple(dict.fromkeys((*(each for each in self.titles if each in there), *there)))

    @property
    def told(self) -> tuple[tuple[str, SiteFigures], ...]:
        """The sites that are told, then all together."""
        sites = (
            (label, site) for label, site in zip(self.labels, self.sites, strict=True) if label != WITHHELD
        )
        return (*sites, (TOGETHER, self.together))

    @property
    def withheld(self) -> int:
        return self.labels.count(WITHHELD)


def report_rows(report: Report) -> Iterator[Sequence[str]]:
    """A row a figure; times of fewer than five patients are withheld, what there is none of is empty."""
    for label, site in report.told:
        for figure, value in (("courses", site.courses), ("patients", site.patients)):
            yield ("cohort", "", "", "", label, figure, str(value))
    for checkpoint in report.checkpoints:
        for label, site in report.told:
            for figure, cell in _cells(site.completion(checkpoint)):
                yield ("completion", checkpoint, "", "", label, figure, cell)
    for pair in report.pairs:
        for label, site in report.told:
            for figure, cell in _cells(site.interval(pair)):
                yield ("intervals", "", *pair, label, figure, cell)
    if report.withheld:
        yield ("cohort", "", "", "", WITHHELD, "sites", str(report.withheld))


def _cells(told: Told) -> Iterator[tuple[str, str]]:
    for figure, value in told.figures.items():
        if value is None:
            yield figure, ""
        else:
            yield figure, WITHHELD if told.few and figure in _TIMES else str(value)


@dataclass(frozen=True, slots=True)
class Group:
    """The figures of one step or pair: of each site that is told, then together."""

    title: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """`heads` stand over the cells behind the first, which names the site."""

    title: str
    heads: tuple[str, ...]
    groups: tuple[Group, ...]


def report_tables(report: Report, words: Words) -> tuple[ReportTable, ...]:
    _ = words.gettext
    completion = tuple(column_heads("completion", words)[key] for key in COMPLETION_KEYS)
    intervals = tuple(column_heads("intervals", words)[key] for key in INTERVAL_KEYS)
    titles = table_titles(words)
    return (
        _table(report, words, titles["completion"], completion, _completion_lines(report)),
        _table(report, words, titles["intervals"], intervals, _interval_lines(report)),
    )


def report_heading(report: Report, words: Words) -> Iterator[str]:
    """What is told, of how many, and what is not."""
    _ = words.gettext
    yield _("{pathway}: {sites} sites, {courses} courses, {patients} patients").format(
        pathway=report.title,
        sites=len(report.sites),
        courses=report.together.courses,
        patients=report.together.patients,
    )
    yield _("Times of fewer than {n} patients are withheld ({sign}).").format(n=FEWEST, sign=_NOT_TOLD)
    if report.together.withheld_steps:
        yield _("Steps of which nothing may be told are counted nowhere: {n}").format(
            n=report.together.withheld_steps
        )
    if report.withheld:
        yield _("Sites withheld, for too few patients or because one alone would be known: {n}").format(
            n=report.withheld
        )
    for label, site in report.told[:-1]:
        yield _("Site {number}: {courses} courses, {patients} patients").format(
            number=label, courses=site.courses, patients=site.patients
        )


def report_text(report: Report, words: Words) -> Iterator[str]:
    """The report for a terminal or an editor."""
    if report.demonstration:
        yield words.gettext("DEMO — not real patients")
    yield from report_heading(report, words)
    for table in report_tables(report, words):
        rows = [("", *table.heads), *(row for group in table.groups for row in group.rows)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        yield from ("", table.title, _line(rows[0], widths))
        for group in table.groups:
            yield f"  {group.title}"
            yield from (_line(row, widths) for row in group.rows)


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = row
    told = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
    return "    " + "  ".join((first.ljust(widths[0]), *told)).rstrip()


_Lines = Iterator[tuple[str, Callable[[SiteFigures], Told]]]


def _completion_lines(report: Report) -> _Lines:
    for checkpoint in report.checkpoints:
        yield report.titles.get(checkpoint, checkpoint), _completion_of(checkpoint)


def _completion_of(checkpoint: str) -> Callable[[SiteFigures], Told]:
    return lambda site: site.completion(checkpoint)


def _interval_lines(report: Report) -> _Lines:
    for pair in report.pairs:
        yield " → ".join(report.titles.get(each, each) for each in pair), _interval_of(pair)


def _interval_of(pair: Pair) -> Callable[[SiteFigures], Told]:
    return lambda site: site.interval(pair)


def _table(report: Report, words: Words, title: str, heads: tuple[str, ...], lines: _Lines) -> ReportTable:
    _ = words.gettext
    groups = []
    for name, figures in lines:
        rows = []
        for label, site in report.told:
            shown = _("together") if label == TOGETHER else _("site {number}").format(number=label)
            rows.append((shown, *_shown(figures(site), words)))
        groups.append(Group(name, tuple(rows)))
    return ReportTable(title, heads, tuple(groups))


def _shown(told: Told, words: Words) -> Iterator[str]:
    for figure, value in told.figures.items():
        if told.few and figure in _TIMES and value is not None:
            yield _NOT_TOLD
        elif figure == "done" and not told.few and told.figures["applicable"]:
            share = 100 * (value or 0) / (told.figures["applicable"] or 1)
            yield f"{value} ({number(share, words)}\u00a0%)"
        else:
            yield number(value, words)
