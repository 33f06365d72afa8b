"""The charts' data: the same numbers as the tables, signals in words, few patients without percentages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pathway_app.audit.charts import (
    Mark,
    RunChart,
    completion_chart,
    run_chart,
    tiles,
    usual_pair,
    variance_chart,
)
from pathway_app.audit.measures import Audit
from pathway_app.audit.measuring import Point
from pathway_app.audit.tables import Table, tables
from pathway_app.audit.text import told_cells
from pathway_app.definitions.loader import load_definition
from pathway_app.i18n import LANGUAGES, Words
from tests.audit.courses import random_courses
from tests.audit.records import measured
from tests.cli.zorgpad import ROOT
from tests.oracle.examples import OPERATE, VARIANCE, closed, course, mri, planned

DEFINITION = load_definition(ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml")
PAIR = ("wound-closed", "definitive-diagnosis")
EN = Words("en")


@pytest.fixture(scope="module")
def many() -> Audit:
    return measured(random_courses(60, "charts"), DEFINITION)


@pytest.fixture(scope="module")
def nobody() -> Audit:
    return measured([], DEFINITION)


def _table(audit: Audit, name: str) -> Table:
    return next(table for table in tables(audit, EN) if table.name == name)


def _cells(table: Table) -> dict[tuple[tuple[str, ...], str], object]:
    return {
        (row.ids, column.key): cell
        for row in table.rows
        for column, cell in zip(table.columns, row.cells, strict=True)
    }


def _points(days: Sequence[float | None]) -> list[Point]:
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    return [
        Point(str(number), str(number), begin + timedelta(days=number), each, 3.0 if each is None else None)
        for number, each in enumerate(days)
    ]


def _chart(audit: Audit, days: Sequence[float | None]) -> RunChart:
    return run_chart(audit, PAIR, _points(days), EN)


def test_each_bar_holds_what_applies(many: Audit) -> None:
    """Its parts are disjoint, and each is the table's number or lies within it."""
    cells = _cells(_table(many, "completion"))
    chart = completion_chart(many, EN)
    assert len(chart.bars) == len(DEFINITION.checkpoints)
    used = set()
    for bar in chart.bars:
        assert sum(part.count for part in bar.segments) == bar.total == bar.whole
        assert cells[bar.figure.ids, "applicable"] == bar.total
        for part in bar.segments:
            used.add(part.mark)
            cell = cells[part.figure.ids, part.figure.column]
            assert isinstance(cell, int)
            within = part.mark in (Mark.DONE, Mark.OPEN)
            assert part.count <= cell if within else part.count == cell
        assert bar.told.startswith(f"{cells[bar.figure.ids, 'done']}\u00a0/\u00a0") or not bar.total
    assert used == set(chart.legend) == set(Mark) - {Mark.VARIANCE}
    assert [bar.group for bar in chart.bars] == [
        DEFINITION.phase_by_id[each.phase].title["en"] for each in DEFINITION.checkpoints
    ]


def test_variances_by_class_are_those_of_the_table(many: Audit) -> None:
    cells = _cells(_table(many, "variances"))
    chart = variance_chart(many, EN)
    for bar in chart.bars:
        assert cells[bar.figure.ids, bar.figure.column] == bar.total == sum(p.count for p in bar.segments)
        assert bar.whole == many.all_variances.variances  # not the longest: a bar's length is its share
    *classes, without = chart.bars
    assert sum(bar.total for bar in classes) == many.all_variances.variances > 0
    assert without.figure.column == "without_reason"


def test_no_two_marks_look_alike() -> None:
    assert len({mark.sign for mark in Mark}) == len({mark.pattern for mark in Mark}) == len(Mark)
    for language in LANGUAGES:
        assert len({mark.word(Words(language)) for mark in Mark}) == len(Mark)


def test_percentages_only_from_five_patients(many: Audit) -> None:
    for count in (0, 1, 4, 5):
        courses = [each for each in random_courses(60, "few") if each["pathway"]["version"] == "1"]
        patients = list(dict.fromkeys(each["patient"]["mrn"] for each in courses))[:count]
        audit = measured([each for each in courses if each["patient"]["mrn"] in patients], DEFINITION)
        told = [bar.told for chart in (completion_chart, variance_chart) for bar in chart(audit, EN).bars]
        told += [part for tile in tiles(audit, EN) for part in (tile.value, tile.beside, tile.detail)]
        assert any("%" in each for each in told) == (count == 5)
    assert "%" in "".join(tile.value for tile in tiles(many, EN))


def _of(number: int, *steps: dict[str, Any]) -> dict[str, Any]:
    made = course(*OPERATE, *steps)
    return made | {"patient": {**made["patient"], "mrn": str(number)}}


@pytest.mark.parametrize("count", [4, 5])
def test_percentages_only_where_the_denominator_is_of_five_patients(count: int) -> None:
    """Of eight patients so many have a step with a deadline, variances, and a step with a gate."""
    at = "2026-10-11T10:00:00+02:00"
    steps = (planned("2026-10-10T10:00:00+02:00", 1) | {"variance": VARIANCE}, mri(1, at), mri(2, at))
    more = (*steps, closed("2026-10-05T13:00:00+02:00"))
    audit = measured([_of(n, *(more if n < count else ())) for n in range(8)], DEFINITION)
    assert audit.whole.on_time + audit.whole.late >= 2 * count
    assert not audit.whole.few and not audit.all_variances.few
    on_time = next(tile for tile in tiles(audit, EN) if tile.name == "on-time")
    told = [on_time.value, *(bar.told for bar in variance_chart(audit, EN).bars)]
    assert ["%" in each for each in told] == [count == 5] * len(told)
    table = _table(audit, "order")
    shares = {row.ids[0]: "%" in "".join(told_cells(row, table.columns, EN)) for row in table.rows}
    assert shares["treatment-decision"]
    assert shares["wound-closed"] == (count == 5)


@pytest.mark.parametrize("count", [1, 4, 5])
def test_medians_only_from_five_patients(count: int) -> None:
    """Who is open still is none of them; below five the values themselves stand there."""
    pair = ("wound-closed", "follow-up-planned")
    open_too = [_of(n, closed("2026-10-05T13:00:00+02:00")) for n in range(10, 16)]
    done = [
        _of(n, closed(f"2026-10-0{4 + n}T10:00:00+02:00"), planned("2026-10-10T10:00:00+02:00", 1))
        for n in range(count)
    ]
    definition = replace(DEFINITION, intervals=(pair,))
    audit = measured([*done, *open_too], definition)
    chart = run_chart(audit, pair, _points([float(6 - n) for n in range(count)]), EN)
    tile = next(tile for tile in tiles(audit, EN, pair) if tile.name == "interval")
    if count == 5:
        assert (tile.value, tile.beside) == ("4.0 d", "(3.0–5.0)")
        assert (chart.median, chart.q1, chart.q3) == (4.0, 3.0, 5.0)
        return
    assert (tile.value, tile.beside) == (str(count), "")
    assert tile.detail == "both steps done; too few patients for a median · 6 open"
    assert (chart.median, chart.q1, chart.q3) == (None, None, None)
    values = {1: "6.0", 4: "3.0, 4.0, 5.0, 6.0"}[count]
    assert f"6 open · too few patients for a median; the values: {values} ·" in chart.summary


def test_five_key_figures(many: Audit) -> None:
    courses, completion, on_time, interval, variances = tiles(many, EN, PAIR)
    assert courses.value == "60"
    assert courses.detail == f"{many.ended} ended · {60 - many.ended} running"
    whole = many.whole
    assert completion.value == f"{100 * whole.done / whole.applicable:.1f}\u00a0%"
    assert on_time.value == f"{100 * whole.on_time / (whole.on_time + whole.late):.1f}\u00a0%"
    of = many.intervals[PAIR]
    assert interval.value == f"{of.median_days:.1f} d"
    assert interval.detail == f"median and quartiles of {of.n} · {of.open} open"
    assert variances.value == str(many.all_variances.variances)
    cells = {**_cells(_table(many, "completion")), **_cells(_table(many, "variances"))}
    for tile in (completion, on_time, variances):
        assert tile.figure is not None
        assert (tile.figure.ids, tile.figure.column) in cells


def test_nobody(nobody: Audit) -> None:
    assert [tile.value for tile in tiles(nobody, EN)] == ["0", "–", "–", "–", "0"]
    assert {bar.told for bar in completion_chart(nobody, EN).bars} == {"–"}
    chart = _chart(nobody, [])
    assert (chart.n, chart.limits, chart.told) == (0, None, ("No course has reached the second step.",))
    assert usual_pair(nobody) in nobody.intervals


def test_a_run_chart_with_signals(many: Audit) -> None:
    """Nine on each side, then one far off; those still open stand beside the row."""
    chart = _chart(many, [2.0, 3.0] * 4 + [2.5, None, 7.0] + [8.0, 9.0] * 4 + [90.0])
    assert (chart.n, len(chart.open_points), len(chart.values)) == (19, 1, 19)
    assert chart.signals.shift == (*range(9), *range(10, 19))
    assert chart.signals.beyond == (18,)
    assert chart.signals.too_few_crossings
    assert chart.told == (
        "Shift: 9 in a row on one side of the median; chance explains 7 at most.",
        "Few crossings of the median: 1; by chance 5 or more.",
        "Beyond the limits: 1 (number 19 in the row).",
    )
    assert chart.limits is not None
    low, high = chart.span
    assert low <= 0 and high >= 90
    assert chart.figure.ids == chart.open_figure.ids == PAIR


def test_a_steady_run_chart(many: Audit) -> None:
    chart = _chart(many, [3.0, 5.0, 6.0, 2.0] * 4)
    assert not chart.signals
    assert chart.told == (
        "No shift: at most 2 in a row on one side of the median; chance explains 7.",
        "Crossings as expected: 8; by chance 4 or more.",
        "No value lies beyond the limits.",
    )
    few = _chart(many, [3.0, 5.0])
    assert few.limits is None
    assert few.told == (
        "Shift and crossings are judged from 10 courses that do not lie on the median; here there are 2.",
    )


def test_the_figures_of_a_run_chart_are_those_of_the_table(many: Audit) -> None:
    cells = _cells(_table(many, "intervals"))
    chart = _chart(many, [1.0] * 12)
    assert [chart.median, chart.q1, chart.q3] == [cells[PAIR, f"{k}_days"] for k in ("median", "q1", "q3")]
    assert chart.summary.startswith(
        f"n\u00a0=\u00a0{cells[PAIR, 'n']} · {cells[PAIR, 'open']} open · median "
    )


def test_of_many_values_beyond_the_limits_the_first_are_named(many: Audit) -> None:
    chart = _chart(many, ([1.0, 2.0] * 20 + [50.0]) * 10)
    assert len(chart.signals.beyond) == 10
    assert (
        chart.told[-1] == "Beyond the limits: 10 (number 41, 82, 123, 164, 205, 246, 287, 328 … in the row)."
    )
