"""A half-filled decision of the tumour board through a restart, beside what somebody else entered, on the lists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.clocks import HandClock
from tests.ui.board_ward import MEETING, AtBoard, Board, at_board, board_ward
from tests.ui.desk import CTRL, Desk, Key
from tests.ui.ward import CLAES
from tests.ui.windows import focused
from ui.course.plans import VALUE

DISCIPLINES = VALUE + "disciplines"


@pytest.fixture
def board(tmp_path: Path, clock: HandClock) -> Iterator[Board]:
    board = board_ward(tmp_path / "record.db", clock)
    board.plan(MEETING, "Broeck", "Hendrickx")
    yield board
    board.ward.record.close()


def tick_the_first_discipline(there: AtBoard) -> None:
    there.choose("Broeck")
    there.press(Key.Key_Return)
    assert focused() is there.discussed.form.field(DISCIPLINES).control()
    there.press(Key.Key_Space)
    assert there.discussed.content().values == {"disciplines": ("neurosurgery",)}


def test_half_a_decision_survives_a_restart_for_its_patient_and_its_user(
    qtbot: QtBot, tmp_path: Path, clock: HandClock, board: Board
) -> None:
    path = tmp_path / "record.db"
    with at_board(qtbot, path, clock, board, language="en") as there:
        tick_the_first_discipline(there)
    with at_board(qtbot, path, clock, board, language="en", user=CLAES.name) as there:
        there.choose("Broeck")
        assert not there.discussed.content().values
        assert "draft" not in there.words_of("Broeck")
    with at_board(qtbot, path, clock, board, language="en") as there:
        assert "✎ draft kept" in there.words_of("Broeck").replace("\u00a0", " ")
        assert "draft" not in there.words_of("Hendrickx")
        there.choose("Hendrickx")
        assert not there.discussed.content().values
        there.choose("Broeck")
        assert there.discussed.content().values == {"disciplines": ("neurosurgery",)}
        there.press(Key.Key_2, CTRL)
        rows = there.desk.patients.table.rows()
        names = [rows.row_at(at).cells[0].words() for at in range(rows.rowCount())]
        marked = [name for name in names if "draft" in name]
        assert len(marked) == 1
        assert marked[0].startswith("VAN DEN BROECK, Luc")


def test_what_the_board_decided_elsewhere_meanwhile_stands_beside_the_draft(
    qtbot: QtBot, tmp_path: Path, clock: HandClock, board: Board
) -> None:
    path = tmp_path / "record.db"
    with at_board(qtbot, path, clock, board, language="en") as there:
        tick_the_first_discipline(there)
    board.discussed("Broeck", "2026-11-24 09:40")
    with at_board(qtbot, path, clock, board, language="en") as there:
        there.desk.inside.open_course(board.courses["Broeck"])
        there.settle()
        desk = Desk(qtbot, board.ward, there.desk.bridge, there.desk.course)
        assert "✎ draft kept" in desk.row("board-discussed").content().aside
        desk.walk_to("board-discussed")
        desk.press(Key.Key_Return)
        card = desk.form.conflict()
        assert card is not None
        assert "dr. Claes" in card.story.sentence
