"""The audit's screen, as a user meets it: read, narrowed, opened to the patients behind a number, taken along."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.accesses import Access
from pathway_app.audit.charts import Mark
from pathway_app.audit.cohort import Period
from pathway_app.audit.figures import keys_of
from pathway_app.audit.measuring import Cancelled, Figure
from pathway_app.commands import CompleteCheckpoint
from pathway_app.i18n import Words
from pathway_app.logbook.telling import Teller
from pathway_app.ports import Queries, Record
from tests.clocks import NOW, HandClock
from tests.conftest import OpenRecord
from tests.documents.reading import pages
from tests.ui.at_window import CTRL, AtWindow, Key, at_window
from tests.ui.follow_up_ward import FollowUpWard
from tests.ui.small_ward import AUDITOR, SmallWard
from tests.ui.windows import focused
from ui.audit.asking import Asked
from ui.audit.exporting import Format
from ui.audit.figure_model import Number
from ui.audit.filter_dialog import AS_OF, FROM, GROUP, SURGEON, TO, FilterDialog
from ui.audit.people import PeopleDialog, is_over_steps
from ui.audit.reading import Measured, Told, people_behind
from ui.audit.view import AuditView
from ui.course.view import CourseView
from ui.tasks import Ticket
from ui.widgets.charts_bars import BarRow, Stop, stops_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def other(ward_file: Path, opened: OpenRecord, clock: HandClock) -> SmallWard:
    """The record, as someone at another place changes it."""
    return SmallWard(opened(str(ward_file)), clock)


@pytest.fixture
def user(qtbot: QtBot, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        go(user)
        yield user


def go(user: AtWindow) -> None:
    user.inside.go("audit")
    user.settle()


def view(user: AtWindow) -> AuditView:
    screen = user.shell.screen_shown()
    assert isinstance(screen, AuditView)
    return screen


def measured(user: AtWindow) -> Measured:
    found = view(user).measured()
    assert found is not None
    return found


def people(user: AtWindow) -> PeopleDialog:
    user.settle()
    dialog = user.dialog(PeopleDialog)
    assert not dialog.is_waiting()
    return dialog


def listed(dialog: PeopleDialog) -> list[list[str]]:
    model = dialog.table.rows()
    return [[cell.words() for cell in model.row_at(at).cells] for at in range(model.rowCount())]


def activate(user: AtWindow) -> None:
    """As a desktop does once a dialog is closed."""
    user.shell.activateWindow()
    user.qtbot.waitUntil(user.shell.isActiveWindow)


def bar(user: AtWindow, title: str) -> BarRow:
    return next(row for row in view(user).charts.completion.rows() if row.bar.title == title)


def noted(ward: SmallWard, what: Access) -> list[dict[str, Any]]:
    with ward.record.queries() as queries:
        events = [queries.log_event(n) for n in range(1, queries.log_head().number + 1)]
    return [each.content() for each in events if each is not None and each.kind == what.value]


def newest_told(ward: SmallWard, what: Access, language: str) -> str:
    """The newest event of that kind, as the log tells it."""
    with ward.record.queries() as queries:
        newest = next(each for each in queries.log(limit=20).rows if each.kind == what)
        return Teller(queries, Words(language)).told(newest).what


# What shows


def test_the_whole_record_is_measured_at_first_and_said_in_words(user: AtWindow) -> None:
    there = measured(user)
    assert there.cohort.period == Period(date(2026, 1, 1), date(2026, 11, 22))
    said = view(user).heading()
    assert said.title == "Audit"
    assert said.subtitle == "Enrolled 01-Jan-2026 to 22-Nov-2026 · version 1 · Tumour type: all"
    assert there.audit.courses == 7
    tiles = view(user).charts.tiles.buttons()
    assert [each.tile.name for each in tiles] == ["courses", "completion", "on-time", "interval", "variances"]
    assert tiles[0].accessibleName() == "Courses: 7"
    assert isinstance(focused(), BarRow), "the keys are where work begins"


def test_a_place_of_the_rail_with_its_number(user: AtWindow) -> None:
    user.press(Key.Key_1, CTRL)
    user.press(Key.Key_6, CTRL)
    assert view(user).isVisible()


def test_every_step_has_its_bar_and_the_bar_has_all_its_rows(user: AtWindow) -> None:
    there = measured(user)
    rows = view(user).charts.completion.rows()
    assert len(rows) == len(there.audit.checkpoints)
    by_step = {row.bar.figure.ids[1]: row.bar for row in rows}
    for step, figures in there.audit.checkpoints.items():
        shown = by_step[step]
        assert sum(part.count for part in shown.segments) == figures.applicable == shown.total
        assert str(figures.done) in shown.told or not figures.applicable


def test_the_parts_of_a_bar_fill_what_they_stand_for(user: AtWindow) -> None:
    row = bar(user, "Complaints")
    boxes, counts = row.part_boxes(), [part.count for part in row.bar.segments]
    assert len(boxes) == len(counts) > 0
    whole = row.stop_boxes()[len(boxes)].left() - row.part_boxes()[0].left()
    assert all(left.right() == pytest.approx(right.left()) for left, right in pairwise(boxes))
    assert sum(box.width() for box in boxes) < whole
    if len(set(counts)) > 1:
        widths = dict(sorted(zip(counts, (box.width() for box in boxes), strict=True)))
        assert list(widths.values()) == sorted(widths.values())


def test_nothing_is_told_by_colour_alone(user: AtWindow) -> None:
    words = user.bridge.words
    marks = {part.mark for row in view(user).charts.completion.rows() for part in row.bar.segments}
    assert len({mark.pattern for mark in marks}) == len(marks) > 2
    legend = {each.accessibleName() for each in view(user).charts.legend.widgets()}
    assert {mark.word(words) for mark in marks} <= legend
    row = next(row for row in view(user).charts.completion.rows() if len(row.bar.segments) > 1)
    for part in row.bar.segments:
        assert f"{part.mark.word(words)} {part.count}" in row.accessibleDescription()


# By keys, to the patients


def test_from_a_bar_by_keys_to_its_patients_and_to_the_course(user: AtWindow, other: SmallWard) -> None:
    first = focused()
    user.press(Key.Key_Down)
    row = focused()
    assert isinstance(row, BarRow) and row is not first
    assert row.bar.title == "MRI with contrast"
    stop = row.stop()
    assert stop is not None and stop.mark is Mark.DONE
    assert f"{row.bar.title}: done, no deadline {stop.count}" in row.accessibleDescription()
    user.press(Key.Key_Return)
    dialog = people(user)
    assert dialog.windowTitle() == "MRI with contrast · done, no deadline"
    rows = listed(dialog)
    assert len(rows) == stop.count == 6
    assert sum(int(row[-1]) for row in rows) == stop.count
    assert dialog.told.text() == "6 courses"
    assert "DE SMET, Annelies · 14-Mar-1974\u00a0· 4471029" in [row[0] for row in rows]
    assert focused() is dialog.table
    user.press(Key.Key_Down)
    chosen = dialog.table.chosen()
    user.press(Key.Key_Return)
    user.settle()
    course = user.shell.screen_shown()
    assert isinstance(course, CourseView)
    assert course.course_id() == chosen
    assert course.row().startswith("mri-contrast"), "at the step that the number is of"
    (told,) = noted(other, Access.AUDITED)
    assert chosen in told["courses"] and len(told["courses"]) == 6
    assert "4471029" not in str(told) and "SMET" not in str(told)
    in_the_log = {language: newest_told(other, Access.AUDITED, language) for language in ("en", "nl")}
    assert in_the_log["en"] == (
        "Patients behind a figure of the audit looked at (Completion · done · Diagnosis · MRI with contrast)"
    )
    assert "(Volledigheid · gedaan · Diagnose · MRI met contrast)" in in_the_log["nl"]


def test_escape_leads_back_to_the_number(user: AtWindow) -> None:
    user.press(Key.Key_Down)
    row = focused()
    user.press(Key.Key_Return)
    people(user)
    user.press(Key.Key_Escape)
    activate(user)
    assert user.no_dialog()
    user.qtbot.waitUntil(lambda: focused() is row)


def test_left_and_right_go_from_part_to_part(user: AtWindow) -> None:
    at = next(at for at, row in enumerate(view(user).charts.completion.rows()) if len(row.bar.segments) > 1)
    for _each in range(at):
        user.press(Key.Key_Down)
    row = focused()
    assert isinstance(row, BarRow)
    stops = stops_of(row.bar)
    assert row.stop() == stops[0]
    for stop in stops[1:]:
        user.press(Key.Key_Right)
        assert row.stop() == stop
    user.press(Key.Key_Right)
    assert row.stop() == stops[-1], "there it ends"
    user.press(Key.Key_Left)
    assert row.stop() == stops[-2]
    user.press(Key.Key_End)
    assert focused() is view(user).charts.completion.rows()[-1]
    user.press(Key.Key_Home)
    assert focused() is view(user).charts.completion.rows()[0]


def test_a_click_on_a_part_opens_that_part(user: AtWindow) -> None:
    row = next(
        row
        for row in view(user).charts.completion.rows()
        if {Mark.OPEN, Mark.OVERDUE} <= {part.mark for part in row.bar.segments}
    )
    view(user).charts.bring_into_view(row)
    stops = stops_of(row.bar)
    for at, stop in enumerate(stops):
        if stop.mark in (Mark.OPEN, Mark.OVERDUE):
            QTest.mouseClick(row, LEFT, pos=row.stop_boxes()[at].center().toPoint())
            dialog = people(user)
            assert len(listed(dialog)) == stop.count, "who is overdue is not among the open ones of the bar"
            dialog.reject()
            activate(user)


def test_every_number_of_every_table_opens_as_many_as_it_says(user: AtWindow, other: SmallWard) -> None:
    there = measured(user)
    opened = over_steps = 0
    with other.record.queries() as queries:
        for table in there.tables:
            for row in table.rows:
                for column, cell in zip(table.columns, row.cells, strict=True):
                    figure = Figure(table.name, row.ids, column.key)
                    if not isinstance(cell, int) or not cell:
                        continue
                    keys_of(figure)
                    found = people_behind(queries, there, Stop(None, cell, figure), None, lambda *_of: None)
                    assert found.rows, figure
                    assert sum(each.count for each in found.rows) == cell, figure
                    if table.name == "completion" and row.ids[1]:
                        rounds = sum(len(each.detail.split(",")) for each in found.rows)
                        assert rounds == cell, figure
                    of_steps = [len(rounds) for each in found.rows for _step, rounds in each.steps]
                    assert sum(of_steps) == (cell if is_over_steps(figure) else 0), figure
                    over_steps += is_over_steps(figure)
                    opened += 1
    assert opened > 100
    assert over_steps > 20


def test_a_number_of_a_phase_says_which_steps_it_counts(user: AtWindow) -> None:
    user.press(Key.Key_F8)
    table = view(user).tables.table
    titles = [line.title for line in table.sheet().lines]
    table.choose(titles.index("Diagnosis"), table.sheet().columns.index("done"))
    user.press(Key.Key_Return)
    dialog = people(user)
    de_smet = next(at for at, row in enumerate(listed(dialog)) if "DE SMET" in row[0])
    steps, counted = listed(dialog)[de_smet][-2:]
    assert steps == f"Complaints, MRI with contrast, and {int(counted) - 2} more"
    dialog.table.choose(dialog.table.rows().row_at(de_smet).key)
    assert dialog.steps_told.isVisible()
    all_of_them = dialog.steps_told.text().removeprefix("Counted: ").split(", ")
    assert all_of_them[:3] == ["Complaints", "MRI with contrast", "Neuro before"]
    assert len(all_of_them) == int(counted)
    user.press(Key.Key_Return)
    user.settle()
    course = user.shell.screen_shown()
    assert isinstance(course, CourseView)
    assert course.row().startswith("complaints-recorded"), "at the first step that is counted"


def test_a_number_of_a_later_round_opens_that_round(
    user: AtWindow, ward_file: Path, opened: OpenRecord, clock: HandClock
) -> None:
    ward = FollowUpWard(opened(str(ward_file)), clock)
    course = ward.decided("4455002", "El Amrani", "Yasmina", date(1988, 7, 30), "2024-10-10")
    ward.planned(course, "2024-11-16", "neuro-oncology", 6)
    ward.mris(course, ("2025-05-14", "stable"))
    view(user).refresh()
    user.settle()
    view(user).open_people(Figure("completion", ("follow-up", "follow-up-mri", ""), "overdue"))
    assert [row[-2:] for row in listed(people(user))] == [["2", "1"]]
    user.press(Key.Key_Return)
    user.settle()
    shown = user.shell.screen_shown()
    assert isinstance(shown, CourseView)
    assert shown.row() == "follow-up-mri#2"


def test_of_few_patients_there_is_no_median(user: AtWindow) -> None:
    user.press(Key.Key_F8)
    page = view(user).tables
    page.table_button.choose("intervals")
    assert all(0 < each.n < 5 for each in measured(user).audit.intervals.values() if each.n)
    at = page.table.sheet().columns.index("median")
    assert {line.numbers[at] for line in page.table.sheet().lines} == {Number("–")}


def test_a_median_opens_the_patients_that_it_is_of(user: AtWindow) -> None:
    user.press(Key.Key_F8)
    page, there = view(user).tables, measured(user)
    page.table_button.choose("intervals")
    (intervals,) = [each for each in there.tables if each.name == "intervals"]
    of_many = replace(intervals, rows=tuple(replace(row, few=False) for row in intervals.rows))
    page.show_measured(replace(there, tables=(of_many,)))
    line, of = next((at, each) for at, each in enumerate(there.audit.intervals.values()) if each.n)
    page.table.choose(line, page.table.sheet().columns.index("median"))
    assert page.meaning.text() == "median: Half of the courses with both done took no longer."
    user.press(Key.Key_Return)
    assert len(listed(people(user))) == of.n


def test_days_are_told_as_the_reader_writes_numbers(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock, language="nl") as user:
        go(user)
        pair = next(pair for pair, each in measured(user).audit.intervals.items() if each.n)
        view(user).open_people(Figure("intervals", pair, "n"))
        days = [row[-2] for row in listed(people(user))]
        assert days
        assert all("," in each and "." not in each for each in days)


def test_tables_by_keys(user: AtWindow) -> None:
    user.press(Key.Key_F8)
    table = view(user).tables.table
    assert table.isVisible() and focused() is table
    there = measured(user)
    (completion,) = [each for each in there.tables if each.name == "completion"]
    assert [line.title for line in table.sheet().lines] == [row.title for row in completion.rows]
    user.press(Key.Key_Down)
    user.press(Key.Key_Right)
    chosen = table.chosen()
    assert chosen is not None and table.place() == (1, 1)
    figure = view(user).tables.figure(1, 1)
    assert figure is not None and figure.column == "done"
    done = there.audit.checkpoints[figure.ids[1]].done
    assert chosen.text == str(done) and chosen.share.endswith("\u00a0%")
    user.press(Key.Key_Return)
    assert len(listed(people(user))) == done
    user.press(Key.Key_Escape)
    activate(user)
    user.press(Key.Key_F8)
    assert view(user).charts.isVisible()


def test_a_number_of_nobody_opens_nothing(user: AtWindow) -> None:
    user.press(Key.Key_F8)
    table = view(user).tables.table
    line, column = next(
        (at, column)
        for at, line in enumerate(table.sheet().lines)
        for column, number in enumerate(line.numbers)
        if number.text == "0"
    )
    table.choose(line, column)
    user.press(Key.Key_Return)
    assert user.no_dialog()


def test_in_a_narrow_window_the_titles_stand_above_the_numbers(user: AtWindow) -> None:
    user.press(Key.Key_F8)
    table = view(user).tables.table
    assert not table.is_narrow()
    user.press(Key.Key_Down)
    user.press(Key.Key_Right)
    user.shell.resize(910, 512)
    user.settle()
    assert table.is_narrow()
    assert table.place() == (1, 1), "the same number has the keys"
    user.press(Key.Key_Down)
    assert table.place() == (2, 1)
    user.press(Key.Key_Up)
    user.press(Key.Key_Up)
    assert table.place() == (0, 1)


def test_another_table_by_keys(user: AtWindow) -> None:
    user.press(Key.Key_F8)
    user.press(Key.Key_F6)
    button = view(user).tables.table_button
    assert button.menu_shown().isVisible()
    QTest.keyClick(button.menu_shown(), Key.Key_Down)
    QTest.keyClick(button.menu_shown(), Key.Key_Return)
    user.settle()
    assert button.choice() == "intervals"
    assert "Kaplan" in view(user).tables.told.text()
    before = view(user).tables.table.sheet()
    view(user).refresh()
    user.settle()
    assert view(user).tables.table.sheet() == before, "the table stays chosen"


# The run chart


def test_points_by_keys_each_opens_its_patient(user: AtWindow) -> None:
    run, chart = view(user).charts.run, measured(user).run
    assert chart is not None and chart.n >= 3
    run.setFocus()
    assert run.at() == chart.n - 1, "the newest one first"
    assert f"{chart.n} of {chart.n}: " in run.accessibleName()
    user.press(Key.Key_Home)
    assert run.at() == 0
    assert chart.title in run.accessibleName() and "1 of" in run.accessibleName()
    assert all(sentence in run.accessibleDescription() for sentence in chart.told)
    user.press(Key.Key_Right)
    user.press(Key.Key_Return)
    dialog = people(user)
    assert dialog.table.chosen() == chart.points[1].course_id
    assert len(listed(dialog)) == chart.n


def test_a_click_on_a_point(user: AtWindow) -> None:
    run, chart = view(user).charts.run, measured(user).run
    assert chart is not None
    user.shell.grab()
    QTest.mouseClick(run, LEFT, pos=run.place_of(0))
    assert people(user).table.chosen() == chart.points[0].course_id


def test_another_interval(user: AtWindow) -> None:
    chart = measured(user).run
    assert chart is not None
    pairs = list(measured(user).audit.intervals)
    other_pair = next(pair for pair in pairs if pair != chart.pair)
    view(user).charts.pair_button.choose("\n".join(other_pair))
    user.settle()
    titles = {row.ids: row.title for table in measured(user).tables for row in table.rows}
    assert view(user).charts.run_title() == f"{titles[other_pair]} (days)"
    view(user).refresh()
    user.settle()
    again = measured(user).run
    assert again is not None and again.pair == other_pair, "it stays chosen"


# Another cohort


def ask(user: AtWindow) -> FilterDialog:
    user.press(Key.Key_F4)
    return user.dialog(FilterDialog)


def show(user: AtWindow, dialog: FilterDialog) -> None:
    dialog.form.save_button.click()
    user.settle()
    assert user.no_dialog(), "nothing was wrong with it"
    activate(user)


def test_a_cohort_by_surgeon_has_few_and_so_no_percentages(user: AtWindow) -> None:
    dialog = ask(user)
    dialog.form.field(SURGEON).set_value("=dr. Claes")
    show(user, dialog)
    there = measured(user)
    assert there.audit.courses == 1
    assert "Surgeon: dr. Claes" in view(user).heading().subtitle
    told = [row.bar.told for row in view(user).charts.completion.rows()]
    assert not any("%" in each for each in told)
    view(user).switch()
    lines = view(user).tables.table.sheet().lines
    assert not any(number.share for line in lines for number in line.numbers)
    dialog = ask(user)
    assert dialog.form.field(SURGEON).value() == "=dr. Claes", "what was chosen stands there"
    dialog.form.action_buttons["usual"].click()
    show(user, dialog)
    assert measured(user).audit.courses == 7 and view(user).asked() == Asked(pathway=there.cohort.pathway)


def test_who_has_no_diagnosis_yet_is_a_group_too(user: AtWindow) -> None:
    dialog = ask(user)
    dialog.form.field(GROUP).set_value("=")
    show(user, dialog)
    assert measured(user).audit.courses == 7
    assert "Tumour type: not answered yet" in view(user).heading().subtitle


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        (TO, "31-12-2025", "before it begins"),
        (FROM, "ergens", "not understood"),
        (FROM, "", "required"),
        (AS_OF, "23-11-2026 09:00", "future"),
        (AS_OF, "29-3-2026 02:30", "never shows this time"),
        (AS_OF, "9:30", "Type the day"),
        (AS_OF, "24-11-2026", "future"),
        (AS_OF, "31-2-2026", "no such day"),
    ],
)
def test_what_cannot_be_is_said_at_its_field_and_stays(
    user: AtWindow, field: str, typed: str, said: str
) -> None:
    before = measured(user)
    dialog = ask(user)
    dialog.form.restore({field: typed})
    dialog.form.save_button.click()
    user.settle()
    assert dialog.isVisible()
    assert said in dialog.form.field(field).error()
    assert dialog.form.field(field).draft() == typed
    dialog.reject()
    user.settle()
    assert measured(user) is before


def test_the_dialog_by_keys(user: AtWindow) -> None:
    ask(user)
    user.type("1-10-2026")
    user.press(Key.Key_Return, CTRL)
    user.settle()
    assert measured(user).cohort.period == Period(date(2026, 10, 1), date(2026, 11, 22))
    assert "01-Oct-2026 to 22-Nov-2026" in view(user).heading().subtitle


def test_a_cohort_of_nobody_says_what_to_do(user: AtWindow) -> None:
    dialog = ask(user)
    dialog.form.restore({FROM: "1-1-2020", TO: "31-12-2020"})
    show(user, dialog)
    assert view(user).empty.isVisible()
    assert focused() is not None
    view(user).empty.button.click()
    user.settle()
    again = user.dialog(FilterDialog)
    assert again.form.field(FROM).value() == date(2020, 1, 1)


def test_a_record_without_courses_says_what_belongs_here(
    qtbot: QtBot, sqlite_template: Path, tmp_path: Path, clock: HandClock
) -> None:
    path = tmp_path / "empty.db"
    path.write_bytes(sqlite_template.read_bytes())
    record = DatabaseRecords(clock).open(str(path))
    SmallWard(record, clock).open_for_work()
    record.close()
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(path)), clock) as user:
        go(user)
        assert view(user).none_yet.isVisible()


def test_the_record_as_it_stood(user: AtWindow, other: SmallWard, clock: HandClock) -> None:
    steps = measured(user).audit.whole.done
    clock.forward(hours=2)
    willems = course_of(other, "4474021")
    other.do(willems, "patient-counselled", NOW + timedelta(hours=1))
    view(user).refresh()
    user.settle()
    assert measured(user).audit.whole.done == steps + 1
    dialog = ask(user)
    dialog.form.restore({AS_OF: "22-11-2026 10:00"})
    show(user, dialog)
    assert measured(user).audit.whole.done == steps
    assert "as the record stood on 22-Nov-2026 10:00" in view(user).heading().subtitle


def test_a_day_alone_means_its_last_second(user: AtWindow) -> None:
    dialog = ask(user)
    dialog.form.restore({AS_OF: "21 nov 2026"})
    assert dialog.form.field(AS_OF).value() == date(2026, 11, 21)
    show(user, dialog)
    end = datetime(2026, 11, 21, 22, 59, 59, tzinfo=UTC)
    assert (view(user).asked().as_of, measured(user).now, measured(user).present) == (end, end, False)
    assert "as the record stood on 21-Nov-2026 23:59" in view(user).heading().subtitle
    dialog = ask(user)
    assert dialog.form.field(AS_OF).draft() == "21-Nov-2026", "it stands there as it was meant"
    dialog.form.restore({AS_OF: "21-11-2026 23:59"})
    show(user, dialog)
    assert view(user).asked().as_of == end.replace(second=0)


def test_today_alone_means_until_now(user: AtWindow) -> None:
    dialog = ask(user)
    dialog.form.restore({AS_OF: "today"})
    show(user, dialog)
    assert view(user).asked().as_of is None
    assert measured(user).present


def test_an_account_finds_its_cohort_again_but_not_the_moment(
    qtbot: QtBot, user: AtWindow, ward_file: Path, clock: HandClock
) -> None:
    dialog = ask(user)
    dialog.form.field(SURGEON).set_value("=dr. Claes")
    dialog.form.restore({FROM: "1-2-2026", AS_OF: "22-11-2026 09:30"})
    show(user, dialog)
    user.bridge.become(AUDITOR)
    user.settle()
    assert measured(user).audit.courses == 7, "somebody else chose nothing"
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as later:
        go(later)
        chosen = view(later).asked()
        assert chosen.surgeon == "dr. Claes" and chosen.as_of is None
        assert chosen.period == Period(date(2026, 2, 1), date(2026, 11, 22))
        assert measured(later).audit.courses == 1


@pytest.mark.parametrize("text", [None, "", "nothing", "[]", "3", '{"period": ["x"]}', '{"surgeon": 3}'])
def test_what_was_kept_and_cannot_be_read_is_everything(text: str | None) -> None:
    assert Asked.found_again(text) == Asked()


def course_of(ward: SmallWard, mrn: str) -> str:
    with ward.record.queries() as queries:
        found = queries.course_of(mrn)
    assert found is not None
    return found.course.id


# What changes meanwhile


def tick(user: AtWindow, ward: SmallWard, mrn: str, checkpoint: str) -> None:
    command = CompleteCheckpoint(
        course_id=course_of(ward, mrn), checkpoint=checkpoint, occurred_at=NOW - timedelta(hours=1), values={}
    )
    user.bridge.execute(
        command, done=lambda _changes: None, refused=lambda refused: pytest.fail(str(refused))
    )
    user.settle()


def test_a_change_is_measured_once_it_is_quiet(user: AtWindow, other: SmallWard) -> None:
    before = measured(user)
    tick(user, other, "4474021", "patient-counselled")
    user.qtbot.waitUntil(lambda: measured(user) is not before)
    assert measured(user).audit.whole.done == before.audit.whole.done + 1


def test_nothing_is_measured_for_what_changes_no_course(user: AtWindow) -> None:
    before = measured(user)
    user.bridge.note(Access.EXPORTED, what="audit")
    user.settle()
    user.qtbot.wait(600)
    user.settle()
    assert measured(user) is before


def test_unseen_it_waits_until_it_is_shown(user: AtWindow, other: SmallWard) -> None:
    before, there = measured(user), view(user)
    user.press(Key.Key_1, CTRL)
    tick(user, other, "4474021", "patient-counselled")
    user.qtbot.wait(600)
    assert there.measured() is before
    go(user)
    assert measured(user).audit.whole.done == before.audit.whole.done + 1


def test_old_figures_are_read_again_when_shown(user: AtWindow, clock: HandClock) -> None:
    before = measured(user)
    user.press(Key.Key_1, CTRL)
    go(user)
    assert measured(user) is before
    user.press(Key.Key_1, CTRL)
    clock.forward(minutes=5)
    go(user)
    assert measured(user) is not before


def test_in_another_language_the_same_cohort(user: AtWindow) -> None:
    dialog = ask(user)
    dialog.form.field(SURGEON).set_value("=dr. Claes")
    show(user, dialog)
    view(user).switch()
    view(user).tables.table_button.choose("variances")
    user.inside.looks.speak("nl")
    user.qtbot.waitUntil(lambda: user.bridge.words.language == "nl")
    user.settle()
    assert "Neurochirurg: dr. Claes" in view(user).heading().subtitle
    assert view(user).shows_tables()
    assert view(user).tables.table_button.choice() == "variances"


# What takes long


class Slow:
    """A record whose long readings wait until they are let go on."""

    def __init__(self, record: Record) -> None:
        self._record = record
        self.go_on = threading.Event()
        self.go_on.set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._record, name)

    @contextmanager
    def queries(self) -> Iterator[Queries]:
        if threading.current_thread().name == "at length":
            self.go_on.wait(20)
        with self._record.queries() as queries:
            yield queries


def test_what_takes_long_is_told_called_off_and_holds_nobody_up(
    qtbot: QtBot, ward_file: Path, clock: HandClock
) -> None:
    made: list[Slow] = []

    def connect() -> Record:
        made.append(Slow(DatabaseRecords(clock).open(str(ward_file))))
        return cast(Record, made[0])

    with at_window(qtbot, connect, clock) as user:
        made[0].go_on.clear()
        user.inside.go("audit")
        there = view(user)
        qtbot.waitUntil(there.strip.isVisible)
        assert "Reading the record" in there.strip.text()
        heard: list[int] = []
        user.bridge.ask(there, lambda queries: queries.patient_count(), heard.append, topic="beside")
        qtbot.waitUntil(lambda: heard == [7])
        there.strip.cancel_button.click()
        assert there.called_off.isVisible() and not there.strip.isVisible()
        made[0].go_on.set()
        user.settle()
        assert there.measured() is None, "an answer that nobody waits for is dropped"
        there.called_off.button.click()
        user.settle()
        before = measured(user)
        assert before.audit.courses == 7
        made[0].go_on.clear()
        there.refresh()
        qtbot.waitUntil(there.strip.isVisible)
        there.strip.cancel_button.click()
        made[0].go_on.set()
        user.settle()
        assert there.measured() is before
        assert "figures before" in user.inside.toast.text()


def test_how_far_it_is() -> None:
    told: list[tuple[int, int]] = []
    ticket = Ticket()
    progress = Told(ticket, lambda done, of: told.append((done, of)))
    progress(1, 9)
    threading.Event().wait(0.12)
    progress(2, 9)
    progress(3, 9)
    assert told == [(2, 9)], "not more often than anybody can read"
    ticket.drop()
    with pytest.raises(Cancelled):
        progress(4, 9)


# Taken along


def save(user: AtWindow, format_: Format, path: Path) -> None:
    there = view(user)
    if format_ is Format.PDF:
        user.press(Key.Key_P, CTRL)
    else:
        user.press(Key.Key_E, CTRL)
        menu = there.formats_shown()
        assert menu.isVisible()
        at = 0 if format_ is Format.XLSX else 1
        menu.actions()[at].trigger()
        menu.close()
    user.settle()
    (files,) = there.findChildren(QFileDialog)
    if format_ is not Format.CSV:
        assert Path(files.selectedFiles()[0]).name == f"audit.{format_.value}"
    files.fileSelected.emit(str(path))
    files.reject()
    user.qtbot.waitUntil(lambda: not there.exporting.is_under_way(), timeout=20_000)
    user.settle()
    activate(user)


def test_csv_files_and_a_workbook_of_what_shows(user: AtWindow, other: SmallWard, tmp_path: Path) -> None:
    save(user, Format.CSV, tmp_path / "folder")
    names = {each.name for each in (tmp_path / "folder").iterdir()}
    assert {"completion.csv", "definitions.csv", "variances.csv"} <= names
    assert user.inside.toast.text() == f"Saved: {tmp_path / 'folder'}"
    save(user, Format.XLSX, tmp_path / "audit.xlsx")
    book = openpyxl.load_workbook(tmp_path / "audit.xlsx")
    rows = {row[1].value: row for row in book["completion"].iter_rows(min_row=2) if row[1].value}
    figures = measured(user).audit.checkpoints["mri-contrast"]
    assert figures.done in [cell.value for cell in rows["mri-contrast"]]
    assert [each["details"]["format"] for each in noted(other, Access.EXPORTED)] == ["csv", "xlsx"]


def test_the_report(user: AtWindow, other: SmallWard, tmp_path: Path) -> None:
    save(user, Format.PDF, tmp_path / "audit.pdf")
    text = " ".join("\n".join(pages((tmp_path / "audit.pdf").read_bytes())).split())
    assert "Audit report" in text
    assert "the log holds up to event" in text
    assert "SMET" not in text and "4471029" not in text
    assert next(iter(noted(other, Access.EXPORTED)))["details"]["what"] == "audit"


def test_no_file_is_there_before_the_log_knows_of_it(
    user: AtWindow, other: SmallWard, tmp_path: Path
) -> None:
    """Somebody else writes in the record just then: the file waits until that is over."""
    folder, before = tmp_path / "audit", len(noted(other, Access.EXPORTED))
    with other.record.unit_of_work():
        view(user).exporting.write(measured(user), Format.CSV, folder)
        QTest.qWait(400)
        assert not folder.exists()
    user.qtbot.waitUntil(lambda: not view(user).exporting.is_under_way())
    assert list(folder.iterdir())
    assert len(noted(other, Access.EXPORTED)) == before + 1


def test_what_cannot_be_saved_is_said(user: AtWindow, other: SmallWard, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    save(user, Format.XLSX, tmp_path / "file" / "audit.xlsx")
    assert "cannot be written" in view(user).said.text()
    assert len(noted(other, Access.EXPORTED)) == 1, "noted before it is written, as sheets are"
    save(user, Format.CSV, tmp_path / "file" / "folder")
    assert "cannot be written" in view(user).said.text()
