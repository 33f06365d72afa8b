"""The meetings of the tumour board by keys and clicks: planned, moved, called off; the list, its order, its pack."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from pathway_app import commands as c
from pathway_app.domain.entries import Action
from pathway_app.meetings import MeetingCase
from pathway_app.sheets import Pack
from tests.clocks import HandClock
from tests.ui.board_ward import FOUR, MEETING, NOW, AtBoard, Board, at_board, board_ward
from tests.ui.desk import type_text
from tests.ui.test_board import (
    ALT,
    CTRL,
    DECISION,
    Key,
    answers,
    decide,
    newest,
    tab_to,
    tick_disciplines,
    words_in,
)
from tests.ui.ward import CLAES, KNEE, MARTA, local, new_ward
from tests.ui.windows import focused
from ui import theme
from ui.board.form_dialog import FormDialog
from ui.board.meeting_dialogs import AT, NOT_PLANNED, TEXT, TO, WHY
from ui.course import plans
from ui.sheets.dialog import SheetsDialog
from ui.widgets.answer_buttons import AnswerBox, AnswerRadio, WholeLineRadio


@pytest.fixture
def board(tmp_path: Path, clock: HandClock) -> Iterator[Board]:
    board = board_ward(tmp_path / "record.db", clock)
    yield board
    board.ward.record.close()


@pytest.fixture
def there(qtbot: QtBot, tmp_path: Path, clock: HandClock, board: Board) -> Iterator[AtBoard]:
    with at_board(qtbot, tmp_path / "record.db", clock, board) as there:
        yield there


def again(there: AtBoard) -> None:
    there.press(Key.Key_F5)


def type_moment(dialog: FormDialog, text: str) -> None:
    tab_to(dialog.form.field(AT).control())
    QTest.keyClick(focused(), Key.Key_A, CTRL)
    type_text(text)


def test_without_a_meeting_the_list_shows_and_one_is_planned_by_keys(there: AtBoard, board: Board) -> None:
    assert there.rows()[1:4] == ["VAN DEN BROECK, Luc", "HENDRICKX, Rosa", "EL AMRANI, Yasmina"]
    assert not there.view.bar.change_button.isVisible()
    assert not there.view.pane.postpone_button.isEnabled()
    there.desk.click(there.view.plan_button)
    dialog = there.dialog(FormDialog)
    assert focused() is dialog.form.field(AT).control()
    there.press(Key.Key_Return, CTRL)
    assert dialog.form.field(AT).error(), "a meeting has a moment"
    type_moment(dialog, "morgen ergens")
    there.press(Key.Key_Return, CTRL)
    assert dialog.form.field(AT).error() and focused() is dialog.form.field(AT).control()
    type_moment(dialog, "25-11-2026 16:00")
    there.press(Key.Key_Return, CTRL)
    assert there.desk.no_dialog()
    assert there.view.bar.day.text() == "woensdag 25 november 2026 · 16:00"
    meeting = there.view.listing.meeting
    assert meeting is not None and board.meeting(meeting.id).at == local(MEETING)
    assert there.rows()[1:4] == ["VAN DEN BROECK, Luc", "HENDRICKX, Rosa", "EL AMRANI, Yasmina"]


def test_the_same_meeting_twice_is_refused_beside_its_field(there: AtBoard, board: Board) -> None:
    board.plan(MEETING)
    again(there)
    there.desk.click(there.view.plan_button)
    dialog = there.dialog(FormDialog)
    type_moment(dialog, "25-11-2026 16:00")
    there.press(Key.Key_Return, CTRL)
    assert "16:00" in dialog.form.field(AT).error()
    assert focused() is dialog.form.field(AT).control()
    there.press(Key.Key_Escape)
    assert there.desk.no_dialog()


def test_a_meeting_in_the_past_is_asked_about_and_then_offers_who_is_ready(
    there: AtBoard, board: Board
) -> None:
    there.desk.click(there.view.plan_button)
    dialog = there.dialog(FormDialog)
    type_moment(dialog, "18-11-2026 16:00")
    there.press(Key.Key_Return, CTRL)
    assert dialog.form.field(AT).error()
    there.press(Key.Key_Return, CTRL)
    assert there.desk.no_dialog()
    meeting = there.view.listing.meeting
    assert meeting is not None and meeting.at == local("2026-11-18 16:00")
    assert there.rows()[1:4] == ["VAN DEN BROECK, Luc", "HENDRICKX, Rosa", "EL AMRANI, Yasmina"]
    there.choose("Broeck")
    tick_disciplines(there, *FOUR)
    decide(there, "radiotherapy")
    there.press(Key.Key_Return, CTRL)
    assert "Broeck" in board.order(meeting.id)
    decided = newest(board, "Broeck")[-1]
    assert decided.action is Action.COMPLETE


def test_a_meeting_in_the_past_is_asked_about_again_when_another_is_typed(there: AtBoard) -> None:
    there.desk.click(there.view.plan_button)
    dialog = there.dialog(FormDialog)
    for typed in ("18-11-2026 16:00", "17-11-2026 16:00"):
        type_moment(dialog, typed)
        there.press(Key.Key_Return, CTRL)
        assert dialog.form.field(AT).error() and there.view.listing.meeting is None
    there.press(Key.Key_Escape)
    assert there.desk.no_dialog()


def test_a_meeting_is_moved_and_called_off_and_held_after_all(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck")
    again(there)
    there.desk.click(there.view.bar.change_button)
    dialog = there.dialog(FormDialog)
    type_moment(dialog, "26-11-2026 14:30")
    there.press(Key.Key_Return, CTRL)
    assert board.meeting(meeting).at == local("2026-11-26 14:30")
    assert "14:30" in there.view.bar.day.text()
    there.desk.click(there.view.bar.cancel_button)
    there.dialog(QMessageBox)
    there.press(Key.Key_Return)  # stays
    assert not board.meeting(meeting).cancelled
    there.desk.click(there.view.bar.cancel_button)
    box = there.dialog(QMessageBox)
    button = next(
        each for each in box.buttons() if box.buttonRole(each) is QMessageBox.ButtonRole.DestructiveRole
    )
    there.desk.click(button)
    there.settle()
    assert board.meeting(meeting).cancelled
    assert there.view.listing.meeting is None, "the next one is not planned"
    assert "VAN DEN BROECK, Luc" in there.rows(), "who was on it comes on the list of the next"
    there.press(Key.Key_Left, ALT)
    assert there.view.bar.hold_button.isVisible() and not there.view.bar.cancel_button.isVisible()
    there.desk.click(there.view.bar.hold_button)
    there.settle()
    assert not board.meeting(meeting).cancelled


def test_alt_and_arrows_go_through_the_meetings(there: AtBoard, board: Board) -> None:
    board.plan("2026-12-02 16:00", "Amrani")
    board.plan(MEETING)
    board.plan("2026-11-18 16:00", "Hendrickx")
    again(there)
    assert "25 november" in there.view.bar.day.text(), "the next one to be held"
    assert "EL AMRANI, Yasmina" not in there.rows(), "she is on the list of a later one"
    there.press(Key.Key_Right, ALT)
    assert "2 december" in there.view.bar.day.text() and there.rows()[1] == "EL AMRANI, Yasmina"
    assert "VAN DEN BROECK, Luc" not in there.rows()
    there.press(Key.Key_Right, ALT)
    assert "2 december" in there.view.bar.day.text(), "there is no later one"
    assert not there.view.bar.next_button.isEnabled()
    there.press(Key.Key_Left, ALT)
    there.desk.click(there.view.bar.previous_button)
    there.settle()
    assert "18 november" in there.view.bar.day.text() and there.rows()[1:] == ["HENDRICKX, Rosa"]


def test_keys_put_the_list_in_order(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck", "Hendrickx")
    again(there)
    there.choose("Amrani")
    there.press(Key.Key_Up, ALT)
    there.press(Key.Key_Up, ALT)
    there.press(Key.Key_Up, ALT)  # first already
    assert there.rows()[1:4] == ["EL AMRANI, Yasmina", "VAN DEN BROECK, Luc", "HENDRICKX, Rosa"]
    assert there.view.chosen() == board.courses["Amrani"] and there.words_of("Amrani").startswith("1 |")
    assert board.order(meeting) == ["Amrani", "Broeck", "Hendrickx"]
    there.press(Key.Key_Down, ALT)
    assert board.order(meeting) == ["Broeck", "Amrani", "Hendrickx"]
    assert there.view._told.text() == ""


def test_quick_keys_lose_no_step(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck", "Hendrickx", "Amrani")
    again(there)
    there.choose("Broeck")
    QTest.keyClick(there.view.table, Key.Key_Down, ALT)
    QTest.keyClick(there.view.table, Key.Key_Down, ALT)
    there.settle()
    assert board.order(meeting) == ["Hendrickx", "Amrani", "Broeck"]
    assert there.view._told.text() == ""


def drag(there: AtBoard, name: str, to: QPoint) -> None:
    table, port = there.view.table, there.view.table.viewport()
    row = table.rows().row_of(there.board.courses[name])
    begin = QPoint(60, table.rowViewportPosition(row) + table.rowHeight(row) // 2)
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=begin)
    QTest.mouseMove(port, begin + (to - begin) / 2)
    QTest.mouseMove(port, to)
    QApplication.processEvents()
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=to)
    there.settle()


def test_dragging_puts_the_list_in_order(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck", "Hendrickx", "Amrani")
    again(there)
    table = there.view.table
    high = table.rowViewportPosition(table.rows().row_of(board.courses["Amrani"]))
    drag(there, "Broeck", QPoint(60, high + table.rowHeight(3) - 3))
    assert board.order(meeting) == ["Hendrickx", "Amrani", "Broeck"]
    drag(there, "Amrani", QPoint(60, 2))
    assert board.order(meeting) == ["Amrani", "Hendrickx", "Broeck"]
    count = board.meeting(meeting).revision
    drag(there, "Claeys", QPoint(60, 2))
    drag(there, "Amrani", QPoint(64, table.rowViewportPosition(1) + 20))
    assert board.meeting(meeting).revision == count, "who waits has no place; a click moves nothing"


def test_without_diagnosis_all_the_same(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck")
    again(there)
    there.choose("Claeys")
    assert there.view.pane.discuss_button.isVisible() and not there.view.pane.save_button.isVisible()
    assert "Claeys".upper() in there.view.pane.name.text()
    tab_to(there.view.pane.discuss_button)
    there.press(Key.Key_Return)
    assert board.order(meeting)[-1] == "Claeys" and board.meeting(meeting).cases[-1].without_diagnosis
    assert there.view.chosen() == board.courses["Claeys"]
    there.press(Key.Key_Return) if focused() is there.view.table else there.view.to_form()
    tick_disciplines(there, *FOUR)
    assert there.discussed.form.is_shown(plans.VARIANCE_CLASS), "a gate is not finished"
    decide(there, "other")
    assert not there.field(1, "value.rationale").problem()
    tab_to(answers(there.discussed, plans.VARIANCE_CLASS)["patient"])
    QTest.keyClick(focused(), Key.Key_Space)
    tab_to(there.field(0, plans.VARIANCE_REASON).control())
    type_text("spoed")
    there.press(Key.Key_Return, CTRL)
    discussed, decided = newest(board, "Claeys")
    assert discussed.variance is not None and discussed.variance.reason == "spoed"
    assert decided.checkpoint == "board-decision" and decided.variance is None


def test_the_mouse_brings_a_waiting_one_on_the_list_from_its_row(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING)
    again(there)
    buttons = [each for each in there.view.table.viewport().findChildren(QPushButton) if each.isVisible()]
    (of_annelies,) = [each for each in buttons if "DE SMET" in each.accessibleName()]
    there.desk.click(of_annelies)
    there.settle()
    assert board.order(meeting)[-1] == "Smet"
    assert there.view.chosen() == board.courses["Smet"]


def test_postponed_to_a_later_meeting_with_its_reason(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck", "Hendrickx")
    later = board.plan("2026-12-02 16:00")
    again(there)
    there.choose("Broeck")
    there.desk.click(there.view.pane.postpone_button)
    dialog = there.dialog(FormDialog)
    there.press(Key.Key_Return, CTRL)
    assert dialog.form.field(TO).error(), "nothing is preset"
    QTest.keyClick(focused(), Key.Key_Space)
    assert dialog.form.field(TO).value() == later
    tab_to(dialog.form.field(WHY).control())
    type_text("wacht op genetica")
    there.press(Key.Key_Return, CTRL)
    assert there.desk.no_dialog()
    case = board.meeting(meeting).cases[0]
    assert case == MeetingCase(board.courses["Broeck"], postponed=True)
    assert board.order(later) == ["Broeck"]
    note = newest(board, "Broeck", 1)[0]
    assert (note.action, note.text) == (Action.NOTE, "wacht op genetica")
    assert there.words_of("Broeck").startswith("– |") and there.words_of("Hendrickx").startswith("1 |")
    assert there.view.print_button.text().endswith("(2)"), "who is postponed has no page"
    there.choose("Broeck")
    assert not there.view.pane.save_button.isEnabled(), "who is not discussed is not decided about"
    there.press(Key.Key_Return, CTRL)
    assert not there.field(1, DECISION).error()
    there.view.save()
    assert not there.field(1, DECISION).error() and there.view._told.isVisible(), "it is said why"
    there.desk.click(there.view.pane.postpone_button)
    there.settle()
    assert not board.meeting(meeting).cases[0].postponed, "after all"
    assert there.view.pane.save_button.isEnabled()


def test_a_decided_case_is_not_postponed(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck", "Hendrickx")
    board.discussed("Broeck", NOW)
    board.decided("Broeck", NOW, "regular-mri", rationale="zoals besproken")
    again(there)
    there.choose("Broeck")
    assert there.view.why_not_postpone() and not there.view.pane.postpone_button.isEnabled()
    there.view.postpone()
    assert there.desk.no_dialog() and not board.meeting(meeting).cases[0].postponed
    there.choose("Hendrickx")
    assert there.view.pane.postpone_button.isEnabled()


def test_postponed_to_no_meeting_yet(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck")
    again(there)
    there.choose("Broeck")
    there.view.postpone()
    dialog = there.dialog(FormDialog)
    assert [option.key for option in dialog.form.field(TO).spec.options] == [NOT_PLANNED]
    QTest.keyClick(focused(), Key.Key_Space)
    there.press(Key.Key_Return, CTRL)
    assert board.meeting(meeting).cases[0].postponed
    next_one = board.plan("2026-12-02 16:00")
    there.ward.clock.moment = local("2026-11-26 08:00")
    there.view._wanted = None
    again(there)
    assert there.view.listing.meeting is not None and there.view.listing.meeting.id == next_one
    assert "VAN DEN BROECK, Luc" in there.rows(), "ready as before: nobody is lost"


def test_a_note_to_the_case(there: AtBoard, board: Board) -> None:
    there.desk.click(there.view.pane.note_button)
    dialog = there.dialog(FormDialog)
    there.press(Key.Key_Return, CTRL)
    assert dialog.form.field(TEXT).error()
    type_text("beelden van elders <b>opgevraagd</b>")
    there.press(Key.Key_Return, CTRL)
    note = newest(board, "Broeck", 1)[0]
    assert (note.action, note.checkpoint) == (Action.NOTE, "board-discussed")
    assert "beelden van elders <b>opgevraagd</b>" in words_in(there.view.pane), "shown as it was typed"


def test_someone_else_changed_the_list(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck", "Hendrickx")
    again(there)
    cases = tuple(MeetingCase(board.courses[name]) for name in ("Amrani", "Hendrickx", "Broeck"))
    board.ward.give(c.ChangeMeeting(meeting_id=meeting, seen_revision=0, cases=cases), CLAES)
    there.choose("Broeck")
    there.press(Key.Key_Down, ALT)
    assert board.order(meeting) == ["Amrani", "Hendrickx", "Broeck"], "theirs stays"
    assert "dr. Claes" in there.view._told.text()
    assert there.rows()[1:4] == ["EL AMRANI, Yasmina", "HENDRICKX, Rosa", "VAN DEN BROECK, Luc"]


def test_a_decision_is_not_held_up_by_a_list_that_changed(there: AtBoard, board: Board) -> None:
    meeting = board.plan(MEETING, "Broeck")
    again(there)
    there.choose("Hendrickx")
    there.press(Key.Key_Return)
    tick_disciplines(there, *FOUR)
    decide(there, "regular-mri")
    cases = (MeetingCase(board.courses["Amrani"]), MeetingCase(board.courses["Broeck"]))
    board.ward.give(c.ChangeMeeting(meeting_id=meeting, seen_revision=0, cases=cases), CLAES)
    there.press(Key.Key_Return, CTRL)
    assert newest(board, "Hendrickx")[1].values == {"decision": "regular-mri"}
    assert board.order(meeting) == ["Amrani", "Broeck", "Hendrickx"], "theirs, and what lacked in it"


def test_the_pack_is_that_of_the_meeting(there: AtBoard, board: Board) -> None:
    board.plan(MEETING, "Amrani", "Broeck")
    again(there)
    there.press(Key.Key_P, CTRL)
    dialog = there.dialog(SheetsDialog)
    there.desk.qtbot.waitUntil(lambda: bool(dialog.pdf()) and not dialog.is_busy(), timeout=20_000)
    order = dialog.choices.order()
    assert order.pack is Pack.BOARD and order.day == date(2026, 11, 25)
    assert order.courses == tuple(board.courses[name] for name in ("Amrani", "Broeck", "Hendrickx"))
    there.press(Key.Key_Escape)
    assert there.desk.no_dialog()


def test_a_pathway_without_board_says_so(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> None:
    ward = new_ward(tmp_path / "knee.db", clock, pathways=(KNEE,))
    with ward.record.queries() as queries:
        has_board = any(queries.definition(*each).outline.board for each in queries.pathways())
    with at_board(qtbot, tmp_path / "knee.db", clock, Board(ward, {})) as there:
        assert there.view.empty.isVisible() is not has_board
        assert not there.view.print_button.isEnabled()
        if not has_board:
            assert not there.view.plan_button.isEnabled()
    ward.record.close()


def test_f1_tells_the_keys(there: AtBoard) -> None:
    actions = there.view.screen_actions()
    assert len({each.id for each in actions}) == len(actions)
    for keys in ("Ctrl+Return", "Alt+Up", "Alt+Down", "Alt+Left", "Alt+Right", "Ctrl+P", "Return"):
        assert any(each.keys == keys for each in actions), keys
    for action in actions:
        assert action.can() or action.reason(), action.id


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
@pytest.mark.parametrize("size", [(1366, 768), (911, 512)])
def test_nothing_is_cut_off(
    qtbot: QtBot, tmp_path: Path, clock: HandClock, board: Board, language: str, size: tuple[int, int]
) -> None:
    board.plan(MEETING, "Broeck")
    with at_board(qtbot, tmp_path / "record.db", clock, board, language=language, size=size) as there:
        tick_disciplines(there, "neurosurgery")
        pane = there.view.pane
        for label in pane.findChildren(QLabel):
            if label.isVisible() and label.wordWrap():
                longest = max((label.fontMetrics().horizontalAdvance(w) for w in _words(label)), default=0)
                assert longest <= label.width() + 1, (label.text(), label.width())
                assert label.heightForWidth(label.width()) <= label.height() + 1, label.text()
        for button in pane.findChildren(QAbstractButton):
            if button.isVisible() and isinstance(button, AnswerBox | AnswerRadio):
                needed = button.heightForWidth(button.width()) if isinstance(button, WholeLineRadio) else 0
                assert button.height() >= needed
                if not isinstance(button, WholeLineRadio):
                    assert button.width() >= button.sizeHint().width(), button.title
        for button in (*there.view.bar.findChildren(QPushButton), *pane.findChildren(QPushButton)):
            if button.isVisible():
                assert theme.metrics().horizontalAdvance(button.text()) <= button.width(), button.text()
                assert button.width() <= pane.width() or button.parent() is there.view.bar
        _tags_fit(there)


def _words(label: QLabel) -> list[str]:
    return (label.accessibleName() or label.text()).replace("-", " ").split(" ")


def _tags_fit(there: AtBoard) -> None:
    from ui.widgets.tag import tag_width

    table = there.view.table
    for at in range(table.rows().rowCount()):
        row = table.rows().row_at(at)
        for column, cell in enumerate(row.cells):
            if cell.tag and not table.isColumnHidden(column):
                assert tag_width(cell.status, cell.tag) <= table.columnWidth(column) - 14, cell.tag


def test_what_is_typed_stays_where_the_disk_is_full(there: AtBoard, board: Board) -> None:
    """The record refuses to be written: a second writer holds it."""
    there.press(Key.Key_Return)
    tick_disciplines(there, *FOUR)
    decide(there, "radiotherapy")
    count = len(board.ward.entries(board.courses["Broeck"]))
    from tests.recording import writing

    with writing(board.ward.record, "Hold", MARTA):
        QTest.keyClick(focused(), Key.Key_Return, CTRL)
        there.desk.qtbot.waitUntil(lambda: bool(there.discussed.form.message()), timeout=10_000)
    assert there.decision.content().values == {"decision": "radiotherapy"}
    assert len(board.ward.entries(board.courses["Broeck"])) == count
    there.press(Key.Key_Return, CTRL)
    assert newest(board, "Broeck")[1].values == {"decision": "radiotherapy"}
