"""The charts' widgets by themselves: what they draw, tell and open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pathway_app.audit.charts import Bar, BarChart, Mark, RunChart, Segment, Signals
from pathway_app.audit.measuring import Figure, Point
from pathway_app.audit.run_rules import Limits
from pathway_app.i18n import Words
from tests.clocks import NOW
from tests.ui.looking import whatever_is_wrong
from tests.ui.windows import show_active
from ui import theme
from ui.theme import Scheme
from ui.widgets.charts_bars import BarChartView, stops_of
from ui.widgets.charts_paint import paint_mark
from ui.widgets.charts_run import RunChartView

EN = Words("en")
Key = Qt.Key
PAIR = ("from", "to")
NOTHING = Signals((), 0, 0, False, ())


def run_chart(days: Sequence[float], signals: Signals = NOTHING, limits: Limits | None = None) -> RunChart:
    points = tuple(
        Point(f"course-{at}", f"patient-{at}", NOW + timedelta(days=at), each) for at, each in enumerate(days)
    )
    middle = sorted(days)[len(days) // 2] if days else None
    return RunChart(
        PAIR, "Surgery → diagnosis", "days", points, (), middle, middle, middle, limits, signals,
        "n = many", ("Nothing found.",), Figure("intervals", PAIR, "n"), Figure("intervals", PAIR, "open"),
    )  # fmt: skip


def bar(title: str, *counts: tuple[Mark, int], whole: int = 0) -> Bar:
    figure = Figure("completion", ("phase", title, ""), "applicable")
    parts = tuple(Segment(mark, n, replace(figure, column=mark.value)) for mark, n in counts)
    total = sum(n for _mark, n in counts)
    return Bar(title, parts, total, f"{total} / {total}", whole or total, figure, "Phase")


@pytest.fixture
def bars(qtbot: QtBot) -> BarChartView:
    view = BarChartView(EN, "Completion")
    shown = (
        bar("Ten of one kind", (Mark.ON_TIME, 10)),
        bar("One late of 10 000", (Mark.ON_TIME, 9_999), (Mark.LATE, 1)),
        bar("Nobody"),
        bar("All kinds", *((mark, 3) for mark in Mark)),
    )
    view.show_chart(BarChart("completion", "Completion", shown, tuple(Mark), ""))
    show_active(qtbot, view, 600, view.heightForWidth(600))
    return view


def picture(mark: Mark) -> QImage:
    image = QImage(60, 16, QImage.Format.Format_Grayscale8)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    paint_mark(painter, QRectF(0, 0, 60, 16), mark)
    painter.end()
    return image


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST, Scheme.CONTRAST_DARK])
def test_no_two_marks_look_alike_in_grey(qtbot: QtBot, scheme: Scheme) -> None:
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, scheme)
    seen = [picture(mark) for mark in Mark]
    for at, one in enumerate(seen):
        for other in seen[at + 1 :]:
            differing = sum(
                abs(one.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > 40
                for x in range(one.width())
                for y in range(one.height())
            )
            assert differing > 60


def test_bars_are_as_long_as_what_they_count(bars: BarChartView) -> None:
    ten, one_late, nobody, all_kinds = bars.rows()
    (whole,) = ten.part_boxes()
    many, one = one_late.part_boxes()
    assert one.width() >= 6, "one in ten thousand is seen"
    assert many.width() + one.width() == pytest.approx(whole.width())
    assert nobody.part_boxes() == () and stops_of(nobody.bar) == ()
    widths = [box.width() for box in all_kinds.part_boxes()]
    assert widths == pytest.approx([whole.width() / len(Mark)] * len(Mark))
    assert list(whatever_is_wrong(bars)) == []


def test_a_bar_of_nobody_opens_nothing(qtbot: QtBot, bars: BarChartView) -> None:
    opened: list[object] = []
    bars.opened.connect(opened.append)
    bars.go_to(2)
    QTest.keyClick(bars.rows()[2], Key.Key_Return)
    QTest.keyClick(bars.rows()[2], Key.Key_Right)
    QTest.keyClick(bars.rows()[2], Key.Key_Return)
    QTest.mouseClick(bars.rows()[2], Qt.MouseButton.LeftButton)
    assert opened == []


def test_what_is_late_or_overdue_is_apart(qtbot: QtBot, bars: BarChartView) -> None:
    stops = {stop.mark: stop for stop in stops_of(bars.rows()[3].bar)}
    assert [each.column for each in stops[Mark.OPEN].less] == ["overdue"]
    assert [each.column for each in stops[Mark.DONE].less] == ["on-time", "late"]
    assert stops[Mark.LATE].less == () == stops[None].less


def test_the_keys_stay_where_they_are_when_other_numbers_come(qtbot: QtBot, bars: BarChartView) -> None:
    bars.go_to(3)
    row = bars.rows()[3]
    QTest.keyClick(row, Key.Key_Right)
    QTest.keyClick(row, Key.Key_Right)
    stop = row.stop()
    assert stop is not None and stop.mark is Mark.LATE
    shown = bars.rows()[:3]
    fewer = bar("All kinds", (Mark.LATE, 5), (Mark.OPEN, 2))
    again = (*(each.bar for each in shown), fewer)
    bars.show_chart(BarChart("completion", "Completion", again, tuple(Mark), ""))
    after = bars.rows()[3].stop()
    assert row.hasFocus() and after is not None and (after.mark, after.count) == (Mark.LATE, 5)


@pytest.fixture
def run(qtbot: QtBot) -> RunChartView:
    view = RunChartView(EN)
    show_active(qtbot, view, 500, 220)
    return view


def test_of_many_points_a_part_is_shown_and_the_keys_reach_them_all(run: RunChartView) -> None:
    run.show_chart(run_chart([float(at % 30) for at in range(300)]))
    run.setFocus()
    run.grab()
    assert run.at() == 299
    assert run.point_near(run.place_of(299)) == 299
    shown = [at for at in range(300) if at >= 299 and run.place_of(at)]
    assert shown == [299]
    QTest.keyClick(run, Key.Key_Home)
    run.grab()
    assert run.at() == 0 and run.point_near(run.place_of(0)) == 0
    opened: list[str] = []
    run.opened.connect(opened.append)
    QTest.keyClick(run, Key.Key_Right)
    QTest.keyClick(run, Key.Key_Return)
    assert opened == ["course-1"]
    assert list(whatever_is_wrong(run)) == []


def test_signals_are_told_with_their_point(run: RunChartView) -> None:
    signals = Signals((0, 1, 2), 3, 8, True, (3,))
    run.show_chart(run_chart([4, 5, 4.5, 40, 12, 14], signals, Limits(12.0, 0.0, 30.5)))
    assert run.said(0).endswith("in a shift")
    assert run.said(3).startswith("4 of 6: 40 days") and run.said(3).endswith("beyond the limits")
    assert run.said(4).startswith("5 of 6: 12 days, from 26-Nov-2026") and "·" not in run.said(4)
    run.grab()
    assert list(whatever_is_wrong(run)) == []


@pytest.mark.parametrize("days", [[], [0.0], [3.0, 3.0], [-2.0, 0.004], [0.001, 0.002], [9e5, 1.0]])
def test_any_times_can_be_drawn(run: RunChartView, days: list[float]) -> None:
    run.show_chart(run_chart(days))
    run.setFocus()
    run.grab()
    for key in (Key.Key_Left, Key.Key_Right, Key.Key_Home, Key.Key_End, Key.Key_Return):
        QTest.keyClick(run, key)
    run.grab()
    assert list(whatever_is_wrong(run)) == []
    assert run.accessibleName().startswith("Surgery → diagnosis")
