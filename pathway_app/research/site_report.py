"""The report of several sites: every figure per site and together, as a table of figures and as text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pathway_app.audit.content import COMPLETION_KEYS, INTERVAL_KEYS
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
    """`labels` are the numbers of the sites, or withheld; `titles` tell the steps in words."""

    pathway: str
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


def report_text(report: Report, words: Words) -> Iterator[str]:
    """The same for a terminal or an editor."""
    _ = words.gettext
    if report.demonstration:
        yield "DEMO"
    yield _("Pathway {pathway}: {sites} sites, {courses} courses, {patients} patients").format(
        pathway=report.pathway,
        sites=len(report.sites),
        courses=report.together.courses,
        patients=report.together.patients,
    )
    yield _("Times of fewer than {n} patients are withheld ({sign}).").format(n=FEWEST, sign=_NOT_TOLD)
    if report.withheld:
        yield _("Sites withheld, for too few patients or because one alone would be known: {n}").format(
            n=report.withheld
        )
    for label, site in report.told[:-1]:
        yield _("Site {number}: {courses} courses, {patients} patients").format(
            number=label, courses=site.courses, patients=site.patients
        )
    yield from _table(report, words, _("Completion"), _completion_heads(words), _completion_lines(report))
    yield from _table(
        report, words, _("Times between steps, in days"), _interval_heads(words), _interval_lines(report)
    )


def _completion_heads(words: Words) -> tuple[str, ...]:
    _ = words.gettext
    titles = {
        "applicable": _("applies"),
        "done": _("done"),
        "on_time": _("on time"),
        "late": _("late"),
        "with_variance": _("with variance"),
        "skipped": _("skipped"),
        "open": _("open"),
        "overdue": _("overdue"),
        "undecided": _("not decided yet"),
        "not_applicable": _("does not apply"),
    }
    return tuple(titles[key] for key in COMPLETION_KEYS)


def _interval_heads(words: Words) -> tuple[str, ...]:
    _ = words.gettext
    titles = {
        "n": _("both done"),
        "open": _("open"),
        "median_days": _("median"),
        "q1_days": _("first quartile"),
        "q3_days": _("third quartile"),
    }
    return tuple(titles[key] for key in INTERVAL_KEYS)


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


def _table(report: Report, words: Words, title: str, heads: Sequence[str], lines: _Lines) -> Iterator[str]:
    _ = words.gettext
    rows = [("", ("", *heads))]
    for name, figures in lines:
        rows.append((name, ()))
        for label, site in report.told:
            shown = _("together") if label == TOGETHER else _("site {number}").format(number=label)
            rows.append(("", (shown, *_shown(figures(site), words))))
    cells = [row for _name, row in rows if row]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    yield from ("", title)
    for name, row in rows:
        if name:
            yield f"  {name}"
        else:
            first, *others = (cell.rjust(width) for cell, width in zip(row, widths, strict=True))
            yield "    " + "  ".join((first.strip().ljust(widths[0]), *others)).rstrip()


def _shown(told: Told, words: Words) -> Iterator[str]:
    for figure, value in told.figures.items():
        if told.few and figure in _TIMES and value is not None:
            yield _NOT_TOLD
        elif figure == "done" and not told.few and told.figures["applicable"]:
            share = 100 * (value or 0) / (told.figures["applicable"] or 1)
            yield f"{value} ({number(share, words)}\u00a0%)"
        else:
            yield number(value, words)
