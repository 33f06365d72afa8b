"""The checklist: it asks and never ticks by itself, keeps its place, opens a form inside a row."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.windows import focused, show_active
from ui.theme import Status
from ui.widgets.checklist import Checklist
from ui.widgets.checklist_content import Detail, RowContent, SectionContent, Tick
from ui.widgets.checklist_row import ChecklistRow
from ui.widgets.tick_box import TickBox

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def checklist(qtbot: QtBot) -> Checklist:
    made = Checklist("Stappen")
    made.show_sections(samples.sections())
    show_active(qtbot, made, 800, 600)
    return made


def row(checklist: Checklist, key: str) -> ChecklistRow:
    found = checklist.row(key)
    assert found is not None
    return found


def test_space_and_a_click_on_the_box_ask_to_tick_and_change_nothing(
    qtbot: QtBot, checklist: Checklist
) -> None:
    checklist.focus_row("diagnosis")
    box = row(checklist, "diagnosis").box()
    asked: list[str] = []
    checklist.asked_tick.connect(asked.append)
    QTest.keyClick(box, Qt.Key.Key_Space)
    QTest.mouseClick(box, LEFT)
    assert asked == ["diagnosis", "diagnosis"]
    assert box.tick() is Tick.OPEN
    assert not box.isChecked()


def test_a_ticked_box_does_not_untick_by_itself(qtbot: QtBot, checklist: Checklist) -> None:
    box = row(checklist, "tissue-sent").box()
    QTest.mouseClick(box, LEFT)
    assert box.isChecked()
    assert box.tick() is Tick.DONE


def test_enter_and_a_click_on_the_words_ask_to_open(qtbot: QtBot, checklist: Checklist) -> None:
    asked: list[str] = []
    checklist.asked_open.connect(asked.append)
    checklist.focus_row("diagnosis")
    QTest.keyClick(focused(), Qt.Key.Key_Return)
    target = row(checklist, "discussed")
    QTest.mouseClick(target, LEFT, pos=QPoint(200, 16))
    assert asked == ["diagnosis", "discussed"]
    assert target.box().hasFocus()


def test_arrows_walk_through_all_rows_and_stop_at_the_ends(qtbot: QtBot, checklist: Checklist) -> None:
    keys = checklist.keys()
    assert len(keys) == 8
    seen: list[str] = []
    checklist.focus_row(keys[-1])
    checklist.row_focused.connect(seen.append)
    checklist.focus_row(keys[0])
    for _ in range(len(keys) + 2):
        QTest.keyClick(focused(), Qt.Key.Key_Down)
    assert seen == list(keys)
    for _ in range(len(keys) + 2):
        QTest.keyClick(focused(), Qt.Key.Key_Up)
    assert seen[-1] == keys[0]


def test_a_row_says_its_state_in_words(checklist: Checklist) -> None:
    said = row(checklist, "diagnosis").box().accessibleName()
    assert said == "Definitieve weefseldiagnose, open, 2 d te laat, patholoog · verwacht 20-nov"
    corrected = row(checklist, "assessed").box().accessibleName()
    assert "Verbeterd door V. Nys" in corrected
    assert ", nee," not in corrected


def test_showing_the_course_again_keeps_rows_focus_and_the_open_form(
    qtbot: QtBot, checklist: Checklist
) -> None:
    form = samples.diagnosis_form()
    checklist.open_form("diagnosis", form)
    form.restore({"occurred_at": "gister"})
    form.field("occurred_at").focus()
    keys = checklist.keys()
    before = {key: row(checklist, key) for key in keys}
    changed = tuple(
        replace(section, rows=tuple(replace(content, meta="nu") for content in section.rows))
        for section in samples.sections()
    )
    checklist.show_sections(changed)
    assert {key: row(checklist, key) for key in keys} == before
    assert checklist.open_key() == "diagnosis"
    assert form.draft()["occurred_at"] == "gister"
    assert form.field("occurred_at").control().hasFocus()
    assert row(checklist, "diagnosis").content().meta == "nu"


def test_rows_come_and_go_in_their_order(qtbot: QtBot, checklist: Checklist) -> None:
    sections = samples.sections()
    extra = RowContent("mri-2", "Controle-MRI (2)", Tick.OPEN, "open")
    follow_up = SectionContent("follow-up", "9 Opvolging", (extra,))
    checklist.show_sections((sections[1], follow_up, sections[0]))
    assert checklist.keys() == ("tissue-sent", "diagnosis", "mri-2", "rest-begun", "rest-done")
    qtbot.waitUntil(lambda: row(checklist, "rest-done").y() > row(checklist, "mri-2").y() > 0)
    keys = checklist.keys()
    tops = [row(checklist, key).mapTo(checklist, QPoint(0, 0)).y() for key in keys]
    assert tops == sorted(tops)
    assert checklist.row("discussed") is None
    qtbot.waitUntil(lambda: len(checklist.findChildren(TickBox)) == 5)


def test_opening_another_form_closes_the_first(qtbot: QtBot, checklist: Checklist) -> None:
    checklist.open_form("diagnosis", samples.diagnosis_form())
    checklist.open_form("discussed", samples.diagnosis_form())
    assert checklist.open_key() == "discussed"
    assert row(checklist, "diagnosis").form() is None
    checklist.close_form()
    assert checklist.open_key() == ""


def test_the_form_stands_within_its_row_and_the_next_row_beneath(qtbot: QtBot, checklist: Checklist) -> None:
    form = samples.diagnosis_form()
    closed = row(checklist, "diagnosis").height()
    checklist.open_form("diagnosis", form)
    qtbot.waitUntil(lambda: row(checklist, "diagnosis").height() > closed)
    opened = row(checklist, "diagnosis")

    def settled() -> None:
        assert form.height() >= form.heightForWidth(form.width())
        assert opened.rect().contains(form.geometry())
        assert row(checklist, "discussed").y() >= opened.geometry().bottom()

    qtbot.waitUntil(settled)
    before = form.height()
    form.show_problems({"occurred_at": "ligt in de toekomst, " * 12})
    qtbot.waitUntil(lambda: form.height() > before)
    qtbot.waitUntil(settled)


def test_closing_a_form_that_had_the_keys_gives_them_to_its_row(qtbot: QtBot, checklist: Checklist) -> None:
    form = samples.diagnosis_form()
    checklist.open_form("diagnosis", form)
    form.field("occurred_at").focus()
    assert isinstance(focused(), QLineEdit)
    checklist.close_form()
    assert focused() is row(checklist, "diagnosis").box()


def test_tab_goes_from_a_row_through_its_form_to_the_next_row(qtbot: QtBot, checklist: Checklist) -> None:
    checklist.open_form("diagnosis", samples.diagnosis_form())
    checklist.focus_row("diagnosis")
    walked = []
    for _ in range(7):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        walked.append(focused().accessibleName())
    assert walked[0] == "Diagnose, verplicht"
    assert walked[-1].startswith("Besproken op MDO")


def test_tab_goes_on_to_the_next_field_after_any_answer(qtbot: QtBot, checklist: Checklist) -> None:
    form = samples.diagnosis_form()
    checklist.open_form("diagnosis", form)
    form.field("malignant").focus()
    for answer in ("no", "yes", "no"):
        QTest.keyClick(focused(), Qt.Key.Key_Right)
        assert form.field("malignant").value() == answer
        chosen = focused()
        walked = []
        for _ in range(3):
            QTest.keyClick(focused(), Qt.Key.Key_Tab)
            walked.append(focused())
        assert walked == [
            form.field("occurred_at").control(),
            form.save_button,
            next(iter(form.action_buttons.values())),
        ]
        for _ in walked:
            QTest.keyClick(focused(), Qt.Key.Key_Backtab)
        assert focused() is chosen


@pytest.mark.parametrize("width", [280, 420, 900])
def test_words_never_run_into_each_other_or_out_of_the_row(qtbot: QtBot, width: int) -> None:
    content = RowContent(
        "k", "Neurologische controle na mobilisatie " * 2, Tick.VARIANCE, "gedaan", Status.OVERDUE, "2 d te laat",
        aside="patholoog · verwacht 20-nov", meta="11-nov 13:05 · V. Nys",
        details=(Detail("Afwijking: " + "liquorlek " * 20, Status.VARIANCE), Detail("Donaudampfschifffahrt" * 6)),
    )  # fmt: skip
    made = ChecklistRow(content)
    show_active(qtbot, made, width, made.heightForWidth(width))
    pieces, high = made._layout(width)
    boxes = [piece.box for piece in pieces]
    assert high == made.heightForWidth(width)
    assert all(box.left() >= 0 and box.right() <= width and box.bottom() <= high for box in boxes)
    overlaps = [(a, b) for at, a in enumerate(boxes) for b in boxes[at + 1 :] if a.intersects(b)]
    assert not overlaps


def test_forty_rows_are_one_widget_and_one_box_each(qtbot: QtBot) -> None:
    rows = tuple(RowContent(f"k{n}", f"Stap {n}", Tick.OPEN, "open") for n in range(40))
    made = Checklist()
    made.show_sections((SectionContent("s", "Alles", rows),))
    show_active(qtbot, made, 800, 600)
    assert sum(len(r.findChildren(TickBox)) + 1 for r in made.findChildren(ChecklistRow)) == 80
