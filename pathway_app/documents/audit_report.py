"""The audit as a report: cohort in words, key figures, charts and tables with their definitions, what is missing, the
state of the log, and room to sign. It names no patient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pathway_app.audit import charts, text
from pathway_app.audit.charts import NO_BREAK, Pair
from pathway_app.audit.meanings import column_meanings
from pathway_app.audit.measures import Audit
from pathway_app.audit.measuring import Point
from pathway_app.audit.run_rules import LIMITS_FROM, RULES_FROM
from pathway_app.audit.tables import Row, Table, tables
from pathway_app.documents import frame, model
from pathway_app.documents.edition import Edition
from pathway_app.documents.model import (
    TO_WRITE_IN,
    Block,
    Column,
    ColumnKind,
    Document,
    Dot,
    Heading,
    LevelLine,
    Lines,
    Place,
    Run,
    Stroke,
    Text,
    plain,
)
from pathway_app.i18n import Words
from pathway_app.messages import INPUTS
from pathway_app.queries import Verification

MOST_DRAWN = 200
"""values of one run chart; of more only the last are drawn, though all are judged"""
_LEAST_DRAWN = 2
_WHOLE, _TITLE_SHARE, _SHARE, _PERCENT_SHARE, _A_LETTER = 220.0, 60.0, 14.0, 20.0, 1.5
"""widths in columns, in relation to each other"""
_SHORT = 8
"""rows: a table of no more goes over to the next page whole"""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a verification found, and when (aware)."""

    at: datetime
    found: Verification


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a report tells. `series` are the points of each interval; `without_group` the courses of the cohort whose
    group is not answered yet, None where the pathway has no groups or the cohort is of one; without `verified` the
    report says that the log was not verified for it."""

    audit: Audit
    series: Mapping[Pair, Sequence[Point]]
    without_group: int | None = None
    verified: Verified | None = None


def audit_report(content: ReportContent, edition: Edition) -> Document:
    """The report in the edition's language; `edition.as_of` is the audit's moment."""
    title = edition.words.gettext("Audit report")
    return frame.of_report(title, edition, _Report(content, edition).blocks())


def report_pdf(content: ReportContent, edition: Edition) -> bytes:
    """The same content gives the same bytes. What the font cannot show is marked where it stands."""
    from pathway_app.documents import pdf

    document = audit_report(content, edition)
    return pdf.render([pdf.without_unprintable(document) if pdf.lacking(document) else document])


class _Report:
    def __init__(self, content: ReportContent, edition: Edition) -> None:
        self.content = content
        self.audit = content.audit
        self.edition = edition
        self.words = edition.words
        self.told = {table.name: table for table in tables(self.audit, self.words)}

    def blocks(self) -> Iterator[Block]:
        yield Lines(tuple(self._cohort()))
        yield self._key_figures()
        for name, table in self.told.items():
            chart = self._chart(name)
            yield Heading(table.title)
            yield Lines((plain(table.definition), *([plain(chart.note)] if chart is not None else ())))
            if chart is not None:
                yield _bars(chart, self.words)
            yield _table(table, self.words)
            if name == "intervals":
                yield from self._run_charts()
        yield from self._definitions()
        yield from self._missing()
        yield from self._log()
        yield from self._signatures()

    def _cohort(self) -> Iterator[Text]:
        surgeon = self.audit.cohort.surgeon
        place = Place("surgeon", self.words.gettext(INPUTS["surgeon"])) if surgeon else None
        for number, line in enumerate(text.heading(self.audit, self.words)):
            yield (Run(line, number == 0, place if surgeon and surgeon in line else None),)

    def _key_figures(self) -> Block:
        cells = tuple(
            (
                plain(tile.title),
                (Run(tile.value, True), Run(f" {tile.beside}"))
                if tile.beside
                else plain(tile.value, bold=True),
                plain(tile.detail),
            )
            for tile in charts.tiles(self.audit, self.words)
        )
        return model.Table(tuple(Column((), 1) for _ in cells), (cells,))

    def _chart(self, name: str) -> charts.BarChart | None:
        if name == "completion":
            return charts.completion_chart(self.audit, self.words)
        if name == "variances" and self.audit.all_variances.variances:
            return charts.variance_chart(self.audit, self.words)
        return None

    def _run_charts(self) -> Iterator[Block]:
        for pair, interval in self.audit.intervals.items():
            if interval.n < _LEAST_DRAWN:
                continue
            chart = charts.run_chart(self.audit, pair, self.content.series[pair], self.words)
            yield Heading(f"{chart.title} ({chart.unit})")
            yield _line_chart(chart, self.words)
            yield Lines((plain(chart.summary), *map(plain, chart.told)))
        if any(interval.n >= _LEAST_DRAWN for interval in self.audit.intervals.values()):
            yield Lines((plain(_signals_defined(self.words)),))

    def _definitions(self) -> Iterator[Block]:
        """Beside the sentence above each table: what each of its columns counts."""
        columns = (Column((), _TITLE_SHARE), Column((), _WHOLE - _TITLE_SHARE))
        rows: list[tuple[model.Cell, ...]] = []
        heads = []
        for name, table in self.told.items():
            heads.append(len(rows))
            rows.append(((plain(table.title, bold=True),), ()))
            meanings = column_meanings(name, self.words)
            rows += [
                ((plain(f"{NO_BREAK * 3}{each.title}"),), (plain(meanings[each.key]),))
                for each in table.columns
            ]
        yield Heading(self.words.gettext("What the columns count"))
        yield model.Table(columns, tuple(rows), grid=False, kept=frozenset(heads))

    def _missing(self) -> Iterator[Block]:
        _ = self.words.gettext
        whole, variances = self.audit.whole, self.audit.all_variances
        routes, follow_up = self.audit.routes, self.audit.follow_up
        steps = whole.applicable + whole.undecided + whole.not_applicable
        rows = [
            (_("steps that are open"), whole.open, whole.applicable),
            (_("of these overdue"), whole.overdue, whole.open),
            (_("steps of which it is not decided whether they apply"), whole.undecided, steps),
            (_("variances that are open"), variances.open, variances.variances),
            (_("variances without a reason"), variances.without_reason, variances.variances),
            (
                _("courses of which the decision is awaited"),
                routes.awaited,
                routes.awaited + routes.decided,
            ),
            (_("courses whose follow-up is not planned"), follow_up.unplanned, follow_up.expected),
            (_("courses with a round of follow-up overdue"), follow_up.overdue, follow_up.expected),
            (
                _("courses with a plan and no date for the next follow-up"),
                follow_up.undated,
                follow_up.expected,
            ),
        ]
        without = self.content.without_group
        if without is not None:
            rows.append((_("courses without a group: not answered yet"), without, self.audit.courses))
        columns = (
            Column((), _TITLE_SHARE + 60),
            Column(plain(_("found")), _PERCENT_SHARE, ColumnKind.NUMBER),
            Column(plain(_("out of")), _PERCENT_SHARE, ColumnKind.NUMBER),
            Column((), 60),
        )
        yield Heading(_("What is missing"))
        yield model.Table(
            columns,
            tuple(((plain(told),), (plain(str(n)),), (plain(str(of)),), ()) for told, n, of in rows),
            grid=False,
            together=True,
        )

    def _log(self) -> Iterator[Block]:
        _ = self.words.gettext
        head, verified = self.edition.head, self.content.verified
        yield Heading(_("The log"))
        told = [
            plain(
                _("Newest event: {number}, reference {reference}.").format(
                    number=head.number, reference=head.reference or "–"
                )
            ),
            plain(_("Its hash: {hash}").format(hash=head.hash or "–")),
        ]
        if verified is None:
            told.append(
                plain(_("The log was not verified for this report; the command verify does that."), bold=True)
            )
        elif verified.found.sound:
            told.append(
                plain(
                    _("Verified {moment}: the log holds up to event {number}.").format(
                        moment=self.words.moment(verified.at), number=verified.found.head.number
                    ),
                    bold=True,
                )
            )
        else:
            told.append(
                plain(
                    _(
                        "Verified {moment}: the log does NOT hold. Problems: {n}. Do not rely on this report."
                    ).format(moment=self.words.moment(verified.at), n=len(verified.found.problems)),
                    bold=True,
                )
            )
        yield Lines(tuple(told))

    def _signatures(self) -> Iterator[Block]:
        _ = self.words.gettext
        columns = tuple(
            Column(plain(title), share)
            for title, share in (("", 30), (_("Name"), 60), (_("Signature"), 60), (_("Date"), 30))
        )
        who = (_("Auditor"), _("Physician"))
        yield Heading(_("Signatures"))
        yield model.Table(
            columns,
            tuple(((plain(each),), (), (), ()) for each in who),
            row_height=2 * TO_WRITE_IN,
            together=True,
        )


def _table(table: Table, words: Words) -> model.Table:
    """With room for the longest word of each head; of few columns none is far from the titles."""
    shares = [_share(column.title, percent=column.of is not None) for column in table.columns]
    wider = [
        max(share, _A_LETTER * len(column.title) / 2 + 5)
        for share, column in zip(shares, table.columns, strict=True)
    ]
    if sum(wider) + _TITLE_SHARE <= _WHOLE:
        shares = wider  # no head needs more than about two lines
    numbers = [
        Column(plain(column.title), share, ColumnKind.NUMBER)
        for column, share in zip(table.columns, shares, strict=True)
    ]
    rest = _WHOLE - _TITLE_SHARE - sum(column.share for column in numbers)
    title, filler = _TITLE_SHARE + max(0, min(rest, _TITLE_SHARE)), max(0, rest - _TITLE_SHARE)
    rows = tuple(_row(row, table, words) for row in table.rows)
    if filler:
        numbers.append(Column((), filler))
        rows = tuple((*row, ()) for row in rows)
    return model.Table(
        (Column((), title), *numbers),
        rows,
        grid=False,
        row_heads=1,
        together=len(rows) <= _SHORT,
        kept=_kept(table.rows),
    )


def _kept(rows: Sequence[Row]) -> frozenset[int]:
    """What stands above others stays with the first two of them, and a row of the whole with the last one above it."""
    heads = [index for index, row in enumerate(rows) if row.depth == 0]
    whole = {len(rows) - 2} if heads and heads[-1] == len(rows) - 1 else set()
    above_two = {index + 1 for index in heads if [row.depth for row in rows[index + 1 : index + 3]] == [1, 1]}
    return frozenset({index for index in heads if index + 1 < len(rows)} | above_two | whole)


def _share(title: str, *, percent: bool) -> float:
    longest = max(map(len, title.split()))
    return max(_PERCENT_SHARE if percent else _SHARE, _A_LETTER * longest + 3)


def _row(row: Row, table: Table, words: Words) -> tuple[model.Cell, ...]:
    """What stands above others in bold, those below it moved in."""
    heads = row.depth == 0
    title = f"{NO_BREAK * 3 * row.depth if _has_heads(table) else ''}{row.title}"
    told = (
        (plain(cell.replace(" ", NO_BREAK), bold=heads),)
        for cell in text.told_cells(row, table.columns, words)
    )
    return ((plain(title, bold=heads),), *told)


def _has_heads(table: Table) -> bool:
    return any(row.depth == 0 for row in table.rows)


def _bars(chart: charts.BarChart, words: Words) -> model.BarChart:
    bars = []
    group = ""
    for bar in chart.bars:
        if bar.group != group:
            group = bar.group
            bars.append(model.Bar(plain(group, bold=True), heads=True))
        parts = tuple(model.BarPart(part.mark.pattern, part.count) for part in bar.segments)
        bars.append(model.Bar(plain(bar.title), plain(bar.told), parts, bar.whole))
    used = {part.mark for bar in chart.bars for part in bar.segments}
    legend = tuple((mark.pattern, plain(mark.word(words))) for mark in chart.legend if mark in used)
    return model.BarChart(tuple(bars), legend if len(chart.legend) > 1 else ())


def _line_chart(chart: charts.RunChart, words: Words) -> model.LineChart:
    _ = words.gettext
    first = max(0, chart.n - MOST_DRAWN)
    shift, outside = set(chart.signals.shift), set(chart.signals.beyond)
    values = tuple(
        (value, Dot.BEYOND if index in outside else Dot.SHIFTED if index in shift else Dot.PLAIN)
        for index, value in enumerate(chart.values)
    )[first:]
    words_of = {Dot.SHIFTED: _("in a shift"), Dot.BEYOND: _("beyond the limits")}
    used = {dot for _value, dot in values}
    below = _("The courses in the order in which this began")
    if first:
        below = _("The last {n} courses in the order in which this began").format(n=MOST_DRAWN)
    lowest, highest = chart.span
    return model.LineChart(
        values,
        tuple(_levels(chart, words)),
        lowest,
        highest,
        plain(chart.unit),
        plain(below),
        tuple((dot, plain(told)) for dot, told in words_of.items() if dot in used),
        first + 1,
    )


def _levels(chart: charts.RunChart, words: Words) -> Iterator[LevelLine]:
    _ = words.gettext
    if chart.median is not None:
        told = _("median {days}").format(days=text.number(chart.median, words))
        yield LevelLine(chart.median, Stroke.SOLID, plain(told, bold=True))
    if chart.limits is not None:
        mean = _("mean {days}").format(days=text.number(chart.limits.centre, words))
        upper = _("upper limit {days}").format(days=text.number(chart.limits.upper, words))
        lower = _("lower limit {days}").format(days=text.number(chart.limits.lower, words))
        yield LevelLine(chart.limits.centre, Stroke.DASHED, plain(mean))
        yield LevelLine(chart.limits.upper, Stroke.DOTTED, plain(upper))
        yield LevelLine(chart.limits.lower, Stroke.DOTTED, plain(lower))


def _signals_defined(words: Words) -> str:
    return words.gettext(
        "Shift and crossings (Anhøj and Olesen 2014) from {rules} courses that do not lie on the median. Limits (XmR, "
        "Wheeler) from {limits} courses: mean ± 2.66 mean moving ranges, of durations not below 0. A signal says that "
        "more than chance is at work, not what."
    ).format(rules=RULES_FROM, limits=LIMITS_FROM)
