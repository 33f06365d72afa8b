"""Banner, busy line, empty pane, ticking clock, side panel, the dialog that asks why, plain text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.samples import QUESTION, WORDS
from tests.ui.windows import show_active
from ui.theme import Status
from ui.widgets.confirm_reason import CLASS, REASON, ConfirmReason, ReasonQuestion
from ui.widgets.notices import Banner, BusyLine, EmptyState
from ui.widgets.plain import PlainLabel, literal_tooltip, make_button, message_box
from ui.widgets.side_panel import EventLine
from ui.widgets.tag import StatusTag
from ui.widgets.ticking import TickingClockLabel

LEFT = Qt.MouseButton.LeftButton
HOSTILE = "NIL BY MOUTH <from midnight> ok <b>R&D</b>"


class Clock:
    def __init__(self) -> None:
        self.at = datetime(2026, 11, 22, 8, 44, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


def test_a_fault_is_said_until_it_is_over_and_can_be_tried_again(qtbot: QtBot) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    banner = Banner("Opnieuw")
    column.addWidget(banner)
    show_active(qtbot, window, 400, 200)
    assert not banner.isVisible()
    banner.show_fault(HOSTILE)
    assert banner.isVisible()
    assert banner.text() == HOSTILE
    assert banner.accessibleName() == HOSTILE
    with qtbot.waitSignal(banner.retry):
        QTest.mouseClick(banner.retry_button, LEFT)
    banner.show_notice("back-up klaar")
    assert not banner.retry_button.isVisible()
    banner.clear()
    assert not banner.isVisible()


def test_a_short_wait_stays_invisible(qtbot: QtBot) -> None:
    line = BusyLine("bezig", after_ms=40)
    show_active(qtbot, line, 300, 3)
    line.set_busy(True)
    assert line.accessibleName() == "bezig"
    line.set_busy(False)
    qtbot.wait(60)
    assert not line.is_moving()
    line.set_busy(True)
    qtbot.waitUntil(line.is_moving)
    line.hide()
    assert not line.is_moving()
    line.show()
    qtbot.waitUntil(line.is_moving)
    line.set_busy(False)
    assert not line.is_moving()
    assert line.accessibleName() == ""


def test_an_empty_pane_offers_one_thing_to_do(qtbot: QtBot) -> None:
    pane = EmptyState("Nog geen patiënten", "Hier komt wie het zorgpad volgt.", "Nieuwe patiënt")
    show_active(qtbot, pane, 500, 400)
    with qtbot.waitSignal(pane.asked):
        QTest.mouseClick(pane.button, LEFT)
    bare = EmptyState("Niets", "Alles is gedaan.")
    show_active(qtbot, bare, 500, 400)
    assert not bare.button.isVisible()


def test_the_clock_counts_down_and_ends_once(qtbot: QtBot) -> None:
    clock = Clock()
    label = TickingClockLabel(clock, samples.remaining)
    show_active(qtbot, label)
    ended: list[int] = []
    label.ended.connect(lambda: ended.append(1))
    label.count_to(clock.at + timedelta(hours=17, minutes=20, seconds=15))
    assert label.text() == "nog 17 u 20"
    assert label.is_ticking()
    assert 14_000 < label._timer.interval() <= 15_001
    clock.at += timedelta(hours=17)
    label.refresh()
    assert label.text() == "nog 0 u 20"
    clock.at += timedelta(hours=30)  # the PC slept
    label.refresh()
    assert label.text() == "nog 0 u 00"
    assert ended == [1]
    label.refresh()
    assert ended == [1]
    assert not label.is_ticking()


def test_the_clock_stands_still_while_hidden_and_is_right_when_seen_again(qtbot: QtBot) -> None:
    clock = Clock()
    label = TickingClockLabel(clock, samples.remaining)
    show_active(qtbot, label)
    label.count_to(clock.at + timedelta(hours=2))
    label.hide()
    assert not label.is_ticking()
    clock.at += timedelta(minutes=30)
    label.show()
    assert label.text() == "nog 1 u 30"
    assert label.is_ticking()
    with pytest.raises(ValueError, match="time zone"):
        label.count_to(samples.NOW)


def test_in_the_last_minutes_it_ticks_by_the_second(qtbot: QtBot) -> None:
    clock = Clock()
    label = TickingClockLabel(clock, lambda left: str(int(left.total_seconds())))
    show_active(qtbot, label)
    label.count_to(clock.at + timedelta(seconds=90))
    assert label._timer.interval() <= 1001


def test_the_panel_shows_one_subject_after_another(qtbot: QtBot) -> None:
    panel = samples.step_panel()
    show_active(qtbot, panel, 316, 600)
    panel.clear()
    panel.add_heading("Iets anders")
    panel.add_tagged("Bron", "alinea 1", Status.DONE)
    panel.add_history((EventLine("14-nov", HOSTILE, "verbeterd", struck=True),))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    texts = [label.text() for label in panel.findChildren(QLabel) if label.text()]
    assert texts == ["Iets anders", "alinea 1", "14-nov", HOSTILE, "verbeterd"]
    struck = [label.text() for label in panel.findChildren(QLabel) if label.font().strikeOut()]
    assert struck == [HOSTILE, "verbeterd"], "its variance no longer counts either"
    assert [tag.text() for tag in panel.findChildren(StatusTag)] == ["Bron"]


def ask(qtbot: QtBot, parent: QWidget, question: ReasonQuestion = QUESTION) -> ConfirmReason:
    dialog = ConfirmReason(parent, question, WORDS)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    return dialog


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    made = QWidget()
    show_active(qtbot, made, 600, 400)
    return made


def test_why_must_be_answered_before_going_on(qtbot: QtBot, parent: QWidget) -> None:
    dialog = ask(qtbot, parent)
    answers: list[dict[str, object]] = []
    dialog.answered.connect(answers.append)
    assert not dialog.ok_button.isEnabled()
    dialog.field(REASON).set_value("   ")
    dialog.field(CLASS).set_value("patient")
    assert not dialog.ok_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert answers == []
    dialog.field(REASON).set_value(" claustrofobie ")
    assert dialog.ok_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert answers == [{"class": "patient", "reason": "claustrofobie"}]


def test_the_reason_may_stay_empty_only_with_the_class_that_allows_it(qtbot: QtBot, parent: QWidget) -> None:
    dialog = ask(qtbot, parent)
    dialog.field(CLASS).set_value("unspecified")
    assert dialog.ok_button.isEnabled()
    dialog.field(CLASS).set_value("clinician")
    assert not dialog.ok_button.isEnabled()
    dialog.reject()


def test_a_plain_reason_needs_no_class(qtbot: QtBot, parent: QWidget) -> None:
    question = ReasonQuestion("Ongedaan maken", "", "Reden", "Terugnemen", "Terug")
    dialog = ask(qtbot, parent, question)
    dialog.field(REASON).set_value("verkeerde patiënt")
    with qtbot.waitSignal(dialog.answered) as heard:
        QTest.mouseClick(dialog.ok_button, LEFT)
    assert heard.args == [{"reason": "verkeerde patiënt"}]


def test_a_closed_dialog_is_gone_however_it_was_closed(qtbot: QtBot, parent: QWidget) -> None:
    for close in (ConfirmReason.reject, ConfirmReason.close, ConfirmReason.accept):
        dialog = ask(qtbot, parent)
        close(dialog)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        assert not shiboken6.isValid(dialog)
    assert not parent.findChildren(ConfirmReason)


def test_labels_buttons_boxes_and_tooltips_show_text_as_it_is(qtbot: QtBot, parent: QWidget) -> None:
    label = PlainLabel(HOSTILE)
    qtbot.addWidget(label)
    assert label.textFormat() is Qt.TextFormat.PlainText
    assert make_button("R&D").text() == "R&&D"
    assert "&lt;from midnight&gt;" in literal_tooltip(HOSTILE)
    assert literal_tooltip("") == ""
    box = message_box(parent, "Titel", HOSTILE)
    box.open()
    assert box.text() == HOSTILE
    assert box.textFormat() is Qt.TextFormat.PlainText
    box.close()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    assert not shiboken6.isValid(box)
