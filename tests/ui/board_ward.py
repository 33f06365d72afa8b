"""A tumour board for the screen's tests: invented people who are ready, who wait, and one who comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.record import DatabaseRecord
from db.sqlite import SqliteStore
from pathway_app import commands as c
from pathway_app.meetings import Meeting, MeetingCase
from pathway_app.people import Identity, Sex
from tests.clocks import HandClock
from tests.ui.at_window import Asked, AtWindow, at_window
from tests.ui.ward import (
    _BEFORE_BED_REST,
    CLAES,
    MARTA,
    PATHWAY,
    PATIENCE,
    SHIPPED,
    VIC,
    Ward,
    local,
    new_ward,
)
from ui.board.board_form import BoardForm
from ui.board.view import BoardView
from ui.widgets.form_field import FormField

LUC = Identity("4468113", "van den Broeck", "Luc", date(1959, 1, 2), Sex.MALE, surgeon="dr. Claes")
ROSA = Identity("4470882", "Hendrickx", "Rosa", date(1971, 8, 17), Sex.FEMALE)
BRAM = Identity("4471590", "Claeys", "Bram", date(1983, 12, 9), Sex.MALE)
YASMINA = Identity("4455002", "El Amrani", "Yasmina", date(1988, 7, 30), Sex.FEMALE)
ANNELIES = Identity("4471029", "de Smet", "Annelies", date(1974, 3, 14), Sex.FEMALE)

NOW = "2026-11-24 09:41"
MEETING = "2026-11-25 16:00"
FOUR = ("neurosurgery", "pathology", "radiotherapy", "oncology")


@dataclass
class Board:
    """The people of the drawing, by family name."""

    ward: Ward
    courses: dict[str, str]

    def diagnosed(self, name: str, at: str, tumour: str, malignant: str = "no") -> None:
        self.ward.done(
            self.courses[name], "definitive-diagnosis", at, CLAES,
            tumour_type=tumour, malignant_features=malignant,
        )  # fmt: skip

    def discussed(self, name: str, at: str, *, round_: int = 1, **more: Any) -> None:
        values = {"disciplines": FOUR, **more}
        self.ward.done(self.courses[name], "board-discussed", at, CLAES, round_=round_, **values)

    def decided(self, name: str, at: str, decision: str, *, round_: int = 1, **more: Any) -> None:
        self.ward.done(
            self.courses[name], "board-decision", at, CLAES, round_=round_, decision=decision, **more
        )

    def plan(self, at: str, *names: str) -> str:
        """A meeting with these on its list; its id."""
        cases = tuple(MeetingCase(self.courses[name]) for name in names)
        changes = self.ward.give(c.PlanMeeting(at=local(at), pathway=PATHWAY, cases=cases))
        return next(iter(changes.meetings))

    def meeting(self, meeting_id: str) -> Meeting:
        with self.ward.record.queries() as queries:
            found = queries.meeting(meeting_id)
        assert found is not None
        return found

    def order(self, meeting_id: str) -> list[str]:
        """The family names on the meeting's list, as it is kept."""
        names = {course: name for name, course in self.courses.items()}
        return [names[case.course_id] for case in self.meeting(meeting_id).cases]


def operated(ward: Ward, people: Mapping[str, tuple[Identity, str]]) -> dict[str, str]:
    """Everything up to the bed rest, entered as it happened; the surgery is that of the drawing's patient."""
    begin = local("2026-10-19 09:00")
    courses = {name: ward.enrol(identity, at=begin) for name, (identity, _extent) in people.items()}
    for checkpoint, at, actor, values in sorted(_BEFORE_BED_REST, key=lambda step: step[1]):
        for name, (_identity, extent) in people.items():
            changed = {"extent": extent, "signals": "changed-recovered"} if "extent" in values else {}
            ward.done(courses[name], checkpoint, at, actor, **{**values, **changed})
    for course in courses.values():
        ward.done(course, "bed-rest-completed", "2026-11-08 20:00", VIC)
    return courses


def board_ward(path: Path, clock: HandClock, *, pathways: tuple[Path, ...] = (SHIPPED,)) -> Board:
    """Two are ready for the board, one comes back after progression, two wait; it is the day before the meeting."""
    file, courses = _filled(pathways)
    path.write_bytes(file)
    clock.moment = local(NOW)
    return Board(Ward(DatabaseRecord(SqliteStore(path, clock)), clock), dict(courses))


@cache
def _filled(pathways: tuple[Path, ...]) -> tuple[bytes, dict[str, str]]:
    """The file of such a ward, made once to be copied, and its courses."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.db"
        board = _made(path, HandClock(), pathways)
        board.ward.record.close()
        return path.read_bytes(), board.courses


def _made(path: Path, clock: HandClock, pathways: tuple[Path, ...]) -> Board:
    ward = new_ward(path, clock, pathways=pathways)
    people = {
        "Broeck": (LUC, "partial"), "Hendrickx": (ROSA, "complete"), "Claeys": (BRAM, "near-complete"),
        "Amrani": (YASMINA, "complete"), "Smet": (ANNELIES, "complete"),
    }  # fmt: skip
    board = Board(ward, operated(ward, people))
    board.diagnosed("Amrani", "2026-11-09 10:00", "ependymoma")
    board.discussed("Amrani", "2026-11-10 16:00")
    board.decided("Amrani", "2026-11-10 16:10", "regular-mri")
    ward.done(
        board.courses["Amrani"], "follow-up-planned", "2026-11-11 09:00", MARTA,
        clinic="neurosurgery", interval_months=3,
    )  # fmt: skip
    board.diagnosed("Broeck", "2026-11-16 10:00", "astrocytoma")
    board.diagnosed("Hendrickx", "2026-11-17 10:00", "ependymoma")
    ward.done(board.courses["Amrani"], "follow-up-mri", "2026-11-20 11:00", MARTA, result="progression")
    return board


@contextmanager
def at_board(
    qtbot: QtBot,
    path: Path,
    clock: HandClock,
    board: Board,
    *,
    user: str = MARTA.name,
    language: str = "nl",
    size: tuple[int, int] = (1366, 768),
) -> Iterator[AtBoard]:
    """The whole window with the tumour board in front of `user`."""
    connect = lambda: DatabaseRecord(SqliteStore(path, clock, patience=PATIENCE))  # noqa: E731
    with at_window(qtbot, connect, clock, user=user, language=language, size=size) as desk:
        there = AtBoard(desk, board)
        desk.inside.go("board")
        there.settle()
        yield there


class AtBoard:
    """What one user does at the tumour board."""

    def __init__(self, desk: AtWindow, board: Board) -> None:
        self.desk, self.board, self.ward = desk, board, board.ward

    @property
    def view(self) -> BoardView:
        screen = self.desk.shell.screen_shown()
        assert isinstance(screen, BoardView)
        return screen

    def settle(self) -> None:
        for _round in range(4):
            self.desk.settle()
        shell = self.desk.shell
        if QApplication.activeModalWidget() is None and not shell.isActiveWindow():
            shell.activateWindow()  # a desktop does that by itself
            self.desk.qtbot.waitUntil(shell.isActiveWindow)

    def dialog(self, kind: type[Asked]) -> Asked:
        """The open dialog of that kind, once it has the keys."""
        found = self.desk.dialog(kind)
        self.desk.qtbot.waitUntil(found.isActiveWindow)
        return found

    def press(self, key: Any, modifiers: Any = None) -> None:
        if modifiers is None:
            self.desk.press(key)
        else:
            self.desk.press(key, modifiers)
        self.settle()

    def rows(self) -> list[str]:
        """The list from top to bottom: headings, and patients by their names."""
        model = self.view.table.rows()
        rows = [model.row_at(at) for at in range(model.rowCount())]
        return [row.title if row.is_heading else row.cells[1].text for row in rows]

    def words_of(self, name: str) -> str:
        """What the list says of somebody."""
        model = self.view.table.rows()
        row = model.row_at(model.row_of(self.board.courses[name]))
        return " | ".join(cell.words() for cell in row.cells)

    def choose(self, name: str) -> None:
        """By the arrow keys."""
        self.view.table.setFocus()
        self.press(Qt.Key.Key_Home)
        for _row in range(12):
            if self.view.chosen() == self.board.courses[name]:
                return
            self.press(Qt.Key.Key_Down)
        raise AssertionError(f"{name} is not on the list")

    @property
    def discussed(self) -> BoardForm:
        form = self.view.deciding.form(0)
        assert form is not None, "nothing is asked of the discussion"
        return form

    @property
    def decision(self) -> BoardForm:
        form = self.view.deciding.form(1)
        assert form is not None, "no decision is asked"
        return form

    def field(self, at: int, key: str) -> FormField:
        return (self.discussed, self.decision)[at].form.field(key)
