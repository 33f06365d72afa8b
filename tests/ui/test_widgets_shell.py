"""Rail, search, banner, ribbon and chips: where to go and who this is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.painted import painted_texts
from tests.ui.windows import focused, show_active
from ui.theme import Status
from ui.widgets.chip import CountChip
from ui.widgets.flow import FlowBox
from ui.widgets.patient_banner import Fact, PatientBanner
from ui.widgets.plain import make_button, unbroken
from ui.widgets.rail import FootLine
from ui.widgets.ribbon import PhaseRibbon
from ui.widgets.search import SearchField, SearchHit
from ui.widgets.sharing import share_width

LEFT = Qt.MouseButton.LeftButton
HITS = (
    SearchHit("1", "DE SMET, Annelies", "14-mrt-1974 · 4471029"),
    SearchHit("2", "DE SMEDT, Jan", "02-jan-1959 · 4468113"),
    SearchHit("3", "DESMET, Rik", "01-feb-1960 · 4468114"),
)


def test_the_rail_goes_by_mouse_and_by_keys(qtbot: QtBot) -> None:
    rail = samples.rail()
    show_active(qtbot, rail, 184, 768)
    chosen: list[str] = []
    rail.chosen.connect(chosen.append)
    rail.show_place("today")
    assert chosen == []
    places = rail.findChildren(QAbstractButton)
    places[0].setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Down)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    QTest.mouseClick(places[4], LEFT)
    assert chosen == ["patients", "audit"]
    assert rail.place() == "audit"
    assert places[0].accessibleName() == "Vandaag, 3 te laat"
    rail.show_count("today", 0)
    assert places[0].accessibleName() == "Vandaag"


def test_the_foot_can_be_shown_again_and_again(qtbot: QtBot) -> None:
    rail = samples.rail()
    show_active(qtbot, rail, 184, 768)
    for minute in (4, 3, 2):
        rail.show_foot((FootLine("M. Peeters", strong=True), FootLine(f"Vergrendelt over {minute} min")))
    qtbot.waitUntil(lambda: len(rail.findChildren(QLabel)) == 4)
    shown = [label.text() for label in rail.findChildren(QLabel) if not label.isHidden()]
    assert shown[1:] == ["M. Peeters", "Vergrendelt over 2 min"]


@pytest.fixture
def search(qtbot: QtBot) -> SearchField:
    window = QWidget()
    field = SearchField("Zoek", "Ctrl+K", "Niets gevonden", pause_ms=20)
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addStretch(1)
    show_active(qtbot, window, 600, 500)
    field.setFocus()
    window.setProperty("field", field)
    _KEPT.append(window)
    return field


_KEPT: list[QWidget] = []


@pytest.fixture(autouse=True)
def _let_go() -> None:
    _KEPT.clear()


def test_the_first_letter_is_asked_at_once_and_the_rest_together(qtbot: QtBot, search: SearchField) -> None:
    asked: list[str] = []
    search.query_changed.connect(asked.append)
    QTest.keyClicks(search, "de smet")
    assert asked == ["d"]
    qtbot.waitUntil(lambda: asked == ["d", "de smet"])


def test_arrows_choose_and_enter_opens(qtbot: QtBot, search: SearchField) -> None:
    opened: list[str] = []
    search.activated.connect(opened.append)
    QTest.keyClicks(search, "de")
    search.show_hits("de", HITS)
    QTest.keyClick(search, Qt.Key.Key_Down)
    assert search.accessibleDescription() == "DE SMEDT, Jan, 02-jan-1959 · 4468113"
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert opened == ["2"]
    assert search.text() == ""
    assert search.hits_shown() == ()


def test_a_click_opens_what_was_clicked(qtbot: QtBot, search: SearchField) -> None:
    QTest.keyClicks(search, "de")
    search.show_hits("de", HITS)
    popup = search._popup()
    with qtbot.waitSignal(search.activated) as heard:
        QTest.mouseClick(popup, LEFT, pos=QPoint(40, 4 + 2 * 44 + 10))
    assert heard.args == ["3"]


def test_a_stale_answer_is_not_shown(search: SearchField) -> None:
    QTest.keyClicks(search, "de s")
    search.show_hits("de", HITS)
    assert search.hits_shown() == ()
    search.show_hits("de s", HITS[:1])
    assert search.hits_shown() == HITS[:1]


def test_a_scanner_s_enter_opens_the_only_answer_when_it_comes(qtbot: QtBot, search: SearchField) -> None:
    opened: list[str] = []
    search.activated.connect(opened.append)
    QTest.keyClicks(search, "4471029")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert opened == []
    search.show_hits("4471029", HITS[:1])
    assert opened == ["1"]


def test_enter_before_several_answers_opens_none(search: SearchField) -> None:
    opened: list[str] = []
    search.activated.connect(opened.append)
    QTest.keyClicks(search, "de")
    QTest.keyClick(search, Qt.Key.Key_Return)
    search.show_hits("de", HITS)
    assert opened == []
    assert len(search.hits_shown()) == 3


def test_enter_on_an_older_answer_waits_for_the_newer(search: SearchField) -> None:
    opened: list[str] = []
    search.activated.connect(opened.append)
    QTest.keyClicks(search, "de")
    search.show_hits("de", HITS)
    QTest.keyClicks(search, "smet")
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert opened == []
    search.show_hits("desmet", HITS[2:])
    assert opened == ["3"]


def test_escape_closes_the_list_and_empties_the_field(search: SearchField) -> None:
    QTest.keyClicks(search, "de")
    search.show_hits("de", HITS)
    QTest.keyClick(search, Qt.Key.Key_Escape)
    assert search.hits_shown() == ()
    assert search.text() == ""  # a sheet scanned next is not typed behind what stood there


def test_nothing_found_is_said(search: SearchField) -> None:
    QTest.keyClicks(search, "xx")
    search.show_hits("xx", ())
    assert search.accessibleDescription() == "Niets gevonden"
    assert search._popup().isVisible()


@pytest.mark.parametrize("width", [1180, 700, 480])
def test_the_banner_shows_every_fact_whole_at_any_width(qtbot: QtBot, width: int) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    column.setContentsMargins(0, 0, 0, 0)
    banner = PatientBanner()
    banner.show_patient("van der Eecken-Vandenbroucke", "Marie-Christine", samples.FACTS)
    banner.add_button(make_button("Overdracht"))
    column.addWidget(banner)
    column.addStretch(1)
    show_active(qtbot, window, width, 500)
    labels = banner.findChildren(QLabel)
    assert labels[0].text() == "VAN DER EECKEN-VANDENBROUCKE, Marie-Christine"
    assert len(labels) == 1 + 2 * len(samples.FACTS)
    for label in labels:
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= needed, label.text()
        assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
        corner = label.mapTo(banner, QPoint(label.width(), label.height()))
        assert banner.rect().contains(corner - QPoint(1, 1)), label.text()


def test_the_banner_can_be_told_apart_by_ear_and_shows_text_as_it_is(qtbot: QtBot) -> None:
    banner = PatientBanner()
    qtbot.addWidget(banner)
    banner.show_patient("o'neill <b>", "R&D", (Fact("Bed", "3<i>2"),))
    banner.show_patient("o'neill <b>", "R&D", (Fact("Bed", "312-2"),))
    assert banner.accessibleName() == "O'NEILL <B>, R&D, Bed 312-2"
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in banner.findChildren(QLabel))


@pytest.fixture
def ribbon(qtbot: QtBot) -> PhaseRibbon:
    made = PhaseRibbon("Fasen")
    made.show_phases(samples.PHASES, "pathology")
    show_active(qtbot, made, 1150, 44)
    return made


def test_the_ribbon_goes_by_mouse_and_by_keys(qtbot: QtBot, ribbon: PhaseRibbon) -> None:
    chosen: list[str] = []
    ribbon.chosen.connect(chosen.append)
    segments = ribbon.findChildren(QAbstractButton)
    assert ribbon.current() == "pathology"
    QTest.mouseClick(segments[2], LEFT)
    QTest.keyClick(focused(), Qt.Key.Key_Right)
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    assert chosen == ["surgery", "bed-rest"]
    assert ribbon.current() == "bed-rest"
    assert segments[4].accessibleName() == "5 Weefselonderzoek, te laat, 1 van 2"


def test_the_ribbon_fills_its_width_and_says_what_it_shortens(qtbot: QtBot, ribbon: PhaseRibbon) -> None:
    segments = ribbon.findChildren(QAbstractButton)
    assert segments[-1].geometry().right() == ribbon.width() - 1
    assert not any(segment.toolTip() for segment in segments)
    narrow = ribbon.sizeHint().width() - 64
    ribbon.resize(narrow, ribbon.heightForWidth(narrow))
    assert segments[-1].geometry().right() == ribbon.width() - 1
    assert len({segment.y() for segment in segments}) == 1
    assert any(segment.toolTip() for segment in segments)


def test_the_ribbon_takes_two_lines_where_titles_would_be_cut(qtbot: QtBot, ribbon: PhaseRibbon) -> None:
    narrow = 700
    assert ribbon.heightForWidth(narrow) > ribbon.heightForWidth(1150)
    ribbon.resize(narrow, ribbon.heightForWidth(narrow))
    segments = ribbon.findChildren(QAbstractButton)
    assert len({segment.y() for segment in segments}) == 2
    assert all(ribbon.rect().contains(segment.geometry()) for segment in segments)


def test_the_ribbon_shows_another_course(ribbon: PhaseRibbon, qtbot: QtBot) -> None:
    ribbon.show_phases(samples.PHASES[:3], "surgery")
    qtbot.waitUntil(lambda: len(ribbon.findChildren(QAbstractButton)) == 3)
    assert ribbon.current() == "surgery"


@pytest.mark.parametrize(
    ("wanted", "total", "shared"),
    [([10, 20], 40, [15, 25]), ([10, 20, 90], 60, [10, 20, 30]), ([50, 50], 20, [10, 10]), ([], 10, [])],
)
def test_width_is_taken_from_the_widest(wanted: list[int], total: int, shared: list[int]) -> None:
    assert share_width(wanted, total) == shared


def test_a_chip_is_a_button_that_stays_pressed(qtbot: QtBot) -> None:
    chip = CountChip(Status.OVERDUE, "3 te laat")
    show_active(qtbot, chip)
    with qtbot.waitSignal(chip.toggled):
        QTest.mouseClick(chip, LEFT)
    assert chip.isChecked()
    QTest.keyClick(chip, Qt.Key.Key_Space)
    assert not chip.isChecked()
    narrow = chip.sizeHint().width()
    chip.show_text("12 te laat en nog wat")
    assert chip.sizeHint().width() > narrow
    assert chip.accessibleName() == "12 te laat en nog wat"


def test_what_does_not_fit_goes_on_below(qtbot: QtBot) -> None:
    flow = FlowBox(gap=8, line_gap=8)
    for name in ("een", "twee", "drie"):
        flow.add(make_button(f"Knop {name}"))
    show_active(qtbot, flow, 1000, 200)
    one_line = flow.heightForWidth(1000)
    assert flow.heightForWidth(120) == 3 * one_line + 2 * 8
    flow.resize(120, 300)
    tops = [widget.y() for widget in flow.widgets()]
    assert tops == [0, one_line + 8, 2 * (one_line + 8)]
    flow.widgets()[0].hide()
    assert flow.heightForWidth(120) == 2 * one_line + 8


def test_a_hit_without_room_keeps_what_tells_people_apart(search: SearchField) -> None:
    search.window().resize(360, 500)
    QTest.keyClicks(search, "de smet")
    facts = "14-mrt-1974 · 4471029 · bed 312-2 · Aanvullende behandeling en begeleiding thuis na ontslag"
    search.show_hits("de smet", (SearchHit("1", "DE SMET, Annelies", facts),))
    written = [each.text for each in painted_texts(search._popup())]
    assert any(text.startswith("14-mrt-1974 · 4471029 · bed 312-2") for text in written), written
    assert any(text.endswith("…") for text in written), "the window is too wide to tell"


def test_a_day_stays_on_one_line() -> None:
    told = "DUBOIS-PEETERS, Zoé · 02-Jan-1959 (67 J.) · bed 12-3 · 3-févr · Th8-Th10"
    kept = unbroken(told)
    assert [at for at, sign in enumerate(told) if sign != kept[at]] == [
        told.index("-Jan"), told.index("-1959"), told.index("-févr"),
    ]  # fmt: skip
    assert kept.replace("\u2011", "-") == told
