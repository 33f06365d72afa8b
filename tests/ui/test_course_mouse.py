"""The course screen by mouse: rows, boxes, the menu, the ribbon; and texts that look like something else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from pathway_app import commands as c
from pathway_app.domain.entries import Action
from tests.clocks import HandClock
from tests.ui.desk import Desk, Key, at_desk
from tests.ui.ward import ANNELIES, CLAES, local, patient_of_the_drawing
from ui.course import plans
from ui.course.plans import Mode
from ui.widgets.checklist_content import Tick

HOSTILE = "<b>R&D</b> NIL BY MOUTH <from midnight> Łukasz Ąžuolas"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock) as desk:
        yield desk


@pytest.fixture
def course(desk: Desk) -> str:
    course = patient_of_the_drawing(desk.ward)
    desk.show(course)
    return course


def menu_at(desk: Desk, checkpoint: str) -> None:
    row = desk.row(checkpoint)
    desk.view.checklist.reveal(row.content().key)
    at = row.mapTo(desk.view, QPoint(200, 14))
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, desk.view.mapToGlobal(at))
    QApplication.sendEvent(desk.view, event)
    desk.qtbot.waitUntil(desk.view.menu.isVisible)


def choose(desk: Desk, mode: Mode) -> None:
    menu = desk.view.menu
    action = next(a for a in menu.actions() if a.data() == mode.value)
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    desk.settle()


def test_a_click_on_the_words_opens_and_another_closes(desk: Desk, course: str) -> None:
    desk.click_words("definitive-diagnosis")
    assert desk.form.mode is Mode.TICK
    desk.click_words("definitive-diagnosis")
    assert not desk.has_form
    assert desk.row("definitive-diagnosis").box().hasFocus()


def test_one_form_is_open_at_a_time_and_the_other_keeps_its_typing(desk: Desk, course: str) -> None:
    desk.click_words("definitive-diagnosis")
    desk.choose(plans.VALUE + "tumour_type", "lymphoma")
    desk.click_words("rehabilitation-arranged")
    assert desk.form.target.place == ("rehabilitation-arranged", 1)
    desk.click_words("definitive-diagnosis")
    assert desk.form.content().values == {"tumour_type": "lymphoma"}


def test_a_click_on_the_box_of_a_done_step_takes_nothing_back(desk: Desk, course: str) -> None:
    count = len(desk.ward.entries(course))
    desk.view.checklist.focus_row("tissue-sent#1")
    desk.click(desk.row("tissue-sent").box())
    assert len(desk.ward.entries(course)) == count
    assert desk.row("tissue-sent").content().tick is Tick.DONE
    assert list(desk.row("tissue-sent").form().buttons) == [Mode.CORRECT, Mode.RETRACT, Mode.NOTE]  # type: ignore[union-attr]


def test_two_quick_clicks_tick_once(desk: Desk, course: str) -> None:
    entry = next(e for e in desk.ward.entries(course) if e.checkpoint == "tissue-sent")
    desk.ward.give(c.RetractEntry(course_id=course, supersedes=entry.id, reason="fout"), CLAES)
    desk.show(course)
    desk.view.checklist.focus_row("tissue-sent#1")
    count = len(desk.ward.entries(course))
    for _ in range(3):
        QTest.mouseClick(desk.row("tissue-sent").box(), Qt.MouseButton.LeftButton)
    desk.settle()
    assert len(desk.ward.entries(course)) == count + 1


def test_the_menu_of_a_done_step(desk: Desk, course: str) -> None:
    menu_at(desk, "tissue-sent")
    choose(desk, Mode.RETRACT)
    assert desk.form.mode is Mode.RETRACT
    desk.view.activateWindow()  # a desktop does that by itself when the menu closes
    desk.qtbot.waitUntil(desk.view.isActiveWindow)
    desk.type("verkeerde patiënt")
    desk.click(desk.form.form.save_button)
    assert desk.ward.newest(course).action is Action.RETRACT


def test_the_ribbon_leads_to_a_phase(desk: Desk, course: str) -> None:
    desk.click(desk.view.ribbon.stops()[0])
    assert desk.row("complaints-recorded").box().hasFocus()
    assert desk.view.checklist._scroll.verticalScrollBar().value() == 0
    desk.click(desk.view.ribbon.stops()[3])
    assert desk.row("bed-rest-completed").box().hasFocus()


def test_hostile_text_is_shown_as_it_is(desk: Desk) -> None:
    who = replace(ANNELIES, family_name="R&D <b>", given_name="Ąžuolas", surgeon="<i>dr. & co</i>")
    course = desk.ward.enrol(who, at=local("2026-10-19 09:00"))
    desk.ward.give(c.AddNote(course_id=course, text=HOSTILE, checkpoint="mri-contrast"))
    desk.show(course)
    said = desk.view.banner.findChildren(QLabel)
    assert any(label.text() == "R&D <B>, Ąžuolas" for label in said)
    assert any(label.text() == "<i>dr. & co</i>" for label in said)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in desk.view.findChildren(QLabel))
    assert any(HOSTILE in detail.text for detail in desk.row("mri-contrast").content().details)
    assert any(HOSTILE in label.text() for label in desk.view.panel.findChildren(QLabel))


def test_esc_leads_back_when_nothing_is_open(desk: Desk, course: str) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    with desk.qtbot.assertNotEmitted(desk.view.back_wanted):
        desk.press(Key.Key_Escape)
    with desk.qtbot.waitSignal(desk.view.back_wanted):
        desk.press(Key.Key_Escape)
