"""The grouped table: headings are passed over, the chosen row stays chosen, pages come when needed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.windows import show_active
from ui import theme
from ui.widgets.grouped_table import GroupedTable, TablePanel
from ui.widgets.table_rows import Cell, Column, GroupedModel, TableRow


@pytest.fixture
def table(qtbot: QtBot) -> GroupedTable:
    made = GroupedTable(samples.COLUMNS, "Vandaag")
    made.show_rows(samples.today_rows())
    panel = TablePanel(made)
    show_active(qtbot, panel, 820, 640)
    made.setFocus()
    _KEPT[:] = [panel]
    return made


_KEPT: list[TablePanel] = []


@pytest.fixture(autouse=True)
def _let_go() -> None:
    _KEPT.clear()


def numbered(first: int, count: int) -> list[TableRow]:
    return [TableRow(f"r{n}", (Cell(f"Rij {n}"), Cell("x"))) for n in range(first, first + count)]


def test_arrows_pass_over_headings(table: GroupedTable) -> None:
    chosen: list[str] = []
    table.row_chosen.connect(chosen.append)
    assert table.choose_first()
    for _ in range(20):
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert chosen == [row.key for row in samples.today_rows() if not row.is_heading]
    for _ in range(20):
        QTest.keyClick(table, Qt.Key.Key_Up)
    assert table.chosen() == "4471029"


def test_enter_and_a_double_click_open_and_a_heading_does_not(qtbot: QtBot, table: GroupedTable) -> None:
    opened: list[str] = []
    table.opened.connect(opened.append)
    table.choose("4473310")
    QTest.keyClick(table, Qt.Key.Key_Return)
    there = table.visualRect(table.rows().index(table.rows().row_of("4474077"), 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=there)
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=there)
    heading = table.visualRect(table.rows().index(0, 0)).center()
    QTest.mouseDClick(table.viewport(), Qt.MouseButton.LeftButton, pos=heading)
    assert opened == ["4473310", "4474077"]


def test_the_chosen_row_stays_chosen_where_it_still_is(table: GroupedTable) -> None:
    table.choose("4474021")
    rows = samples.today_rows()
    table.show_rows(rows[6:] + rows[:6])
    assert table.chosen() == "4474021"
    table.show_rows(rows[:6])
    assert table.chosen() == ""


def test_a_row_is_replaced_in_its_place(table: GroupedTable) -> None:
    table.choose("4474021")
    old = table.rows().row_at(table.rows().row_of("4474021"))
    new = TableRow(old.key, (Cell("WILLEMS, Greta", sub="veranderd", strong=True), *old.cells[1:]))
    assert table.replace_row(new)
    assert table.rows().row_at(table.rows().row_of("4474021")) == new
    assert table.chosen() == "4474021"
    assert not table.replace_row(TableRow("elsewhere", old.cells))


def test_the_whole_name_is_seen_however_long(table: GroupedTable) -> None:
    model = table.rows()
    usual = table.rowHeight(model.row_of("4473310"))
    long = table.rowHeight(model.row_of("4455002"))
    assert usual >= 32
    assert long > usual


@pytest.mark.parametrize("width", [560, 820, 1500])
def test_the_columns_take_exactly_the_width_there_is(table: GroupedTable, width: int) -> None:
    table.window().resize(width, 640)
    widths = [table.columnWidth(at) for at in range(len(samples.COLUMNS))]
    assert abs(sum(widths) - table.viewport().width()) < len(widths)
    assert min(widths) > 40


def test_words_are_given_to_those_who_hear_the_screen(table: GroupedTable) -> None:
    model = table.rows()
    at = model.row_of("4474133")
    heard = [model.data(model.index(at, c), Qt.ItemDataRole.AccessibleTextRole) for c in range(6)]
    assert heard[0] == "PEETERS, R&D <b> · 07-jul-1955 · 4474133"
    assert heard[2] == "fase 2 van 9"
    assert "R&amp;D &lt;b&gt;" in model.data(model.index(at, 0), Qt.ItemDataRole.ToolTipRole)


def test_pages_are_asked_for_once_each_and_only_when_the_end_is_near(qtbot: QtBot) -> None:
    table = GroupedTable((Column("Naam", 200, 1), Column("X", 50)), "Patiënten")
    asked: list[int] = []

    def more() -> None:
        asked.append(table.rows().rowCount())

    table.wants_more.connect(more)
    table.show_rows(numbered(0, 200), more=True)
    show_active(qtbot, table, 500, 400)
    assert asked == []
    table.choose("r5")
    table.scrollToBottom()
    qtbot.waitUntil(lambda: asked == [200])
    table.scrollToBottom()
    assert asked == [200]
    table.append_rows(numbered(200, 200), more=False)
    assert table.rows().rowCount() == 400
    table.scrollToBottom()
    qtbot.wait(10)
    assert asked == [200]
    assert table.chosen() == "r5"


def test_the_model_keeps_qt_s_rules(qapp: QApplication) -> None:
    model = GroupedModel(samples.COLUMNS)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    model.set_rows(samples.today_rows(), more=True)
    model.append_rows([samples.today_rows()[1]], more=False)
    model.replace_row(samples.today_rows()[2])
    assert tester.model() is model
    assert model.rowCount() == len(samples.today_rows()) + 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown])
def test_keys_lead_nowhere_in_an_empty_list(table: GroupedTable, key: Qt.Key) -> None:
    table.show_rows(())
    QTest.keyClick(table, key)
    assert table.chosen() == ""


def test_a_narrow_list_keeps_its_words_whole(qtbot: QtBot) -> None:
    made = GroupedTable((Column("A", 200), Column("B", 200)), "x")
    show_active(qtbot, made, 320, 200)
    made.show_rows(numbered(0, 3))
    alike = made.columnWidth(0) - made.columnWidth(1)
    assert abs(alike) <= 1
    word = "Rehabilitationsbeurteilung"
    made.show_rows([TableRow("r", (Cell("x"), Cell(word)))])
    assert made.columnWidth(1) > theme.metrics().horizontalAdvance(word)
    assert made.columnWidth(0) + made.columnWidth(1) == made.viewport().width()
