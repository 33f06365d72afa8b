"""How many keys the commonest work takes: the table in docs/using.md, pressed key by key as it stands there."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app import commands as c
from pathway_app.domain.entries import Action, Entry, Variance, VarianceClass
from tests.clocks import HandClock
from tests.docs.pages import ROOT, tables
from tests.ui import fake_printers as fake
from tests.ui.at_window import CTRL, NO_MODIFIER, AtWindow, at_window
from tests.ui.desk import Desk, type_text
from tests.ui.fake_printers import none_left
from tests.ui.walk import WAY, Step, entered_values, iso
from tests.ui.ward import ANNELIES, MARTA, Ward, local, new_ward, unguarded
from tests.ui.windows import focused
from ui.course import plans
from ui.course.plans import Mode
from ui.printing.command import VARIABLE
from ui.sheets.dialog import SheetsDialog

KEYS = {
    "Enter": Qt.Key.Key_Return, "Space": Qt.Key.Key_Space, "Tab": Qt.Key.Key_Tab, "Esc": Qt.Key.Key_Escape,
    "Menu": Qt.Key.Key_Menu, "↓": Qt.Key.Key_Down, "↑": Qt.Key.Key_Up, "→": Qt.Key.Key_Right,
}  # fmt: skip
FREE_TEXT = {"reason": "geen weefsel"}
"""what people write in their own words, which nobody counts"""
BEDSIDE = 3
"""keys that a plain tick takes at most, once the patient is found"""


def told() -> dict[str, tuple[list[str], int]]:
    """By what is done: the keys, one a press, and how many the page says they are."""
    [[_head, *rows]] = tables(ROOT / "docs" / "using.md", "## How many keys")
    found = {}
    for what, keys, number in rows:
        found[what] = (re.findall(r"`[^`]+`|\*\w+\*", keys), int(number))
    return found


class Counter(QObject):
    """Counts what is pressed, as the window sees it."""

    def __init__(self) -> None:
        super().__init__()
        self.mouse = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.mouse += event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.Wheel)
        return False


def press(user: AtWindow, tokens: list[str]) -> int:
    """Press them one after another; how many keys that were, words of one's own left out."""
    number = 0
    for token in tokens:
        if token.startswith("*"):
            type_text(FREE_TEXT[token.strip("*")])
            continue
        number += 1
        name = token.strip("`")
        *held, name = name.split("+")
        modifiers = (
            Qt.KeyboardModifier.ControlModifier if held == ["Ctrl"] else Qt.KeyboardModifier.NoModifier
        )
        if name in KEYS or held:
            key = KEYS.get(name) or getattr(Qt.Key, f"Key_{name}")
            QTest.keyClick(QApplication.activePopupWidget() or focused(), key, modifiers)
        else:
            type_text(name)
        user.qtbot.wait(70)  # nobody types faster than the search field gathers
        user.settle()
    return number


def entered(user: AtWindow, path: Path, clock: HandClock, course: str) -> tuple[Entry, ...]:
    record = DatabaseRecords(clock).open(str(path))
    entries = Ward(record, clock).entries(course)
    record.close()
    return entries


@pytest.fixture
def user(qtbot: QtBot, qapp: QApplication, ward_file: Path, clock: HandClock) -> Iterator[AtWindow]:
    counter = Counter()
    qapp.installEventFilter(counter)
    with at_window(qtbot, lambda: DatabaseRecords(clock).open(str(ward_file)), clock) as user:
        yield user
    qapp.removeEventFilter(counter)
    assert not counter.mouse


def test_the_table_counts_rightly() -> None:
    rows = told()
    assert list(rows) == [
        "find a patient",
        "a plain tick, the patient found",
        "a form with two questions, the patient found",
        "a step skipped with a variance, the patient found",
        "print the handover, the patient found",
    ]
    for what, (keys, number) in rows.items():
        assert len([key for key in keys if key.startswith("`")]) == number, what
    assert rows["a plain tick, the patient found"][1] <= BEDSIDE


def test_find_a_patient(user: AtWindow) -> None:
    keys, number = told()["find a patient"]
    assert press(user, keys) == number
    assert user.course.banner.accessibleName().startswith("JANSSENS, Pieter")
    assert user.course.row(), "the keys are where work goes on"


def found(user: AtWindow, mrn: str) -> str:
    """The patient's course, by its record number; the course's id."""
    type_text(mrn)
    user.press(Qt.Key.Key_Return)
    user.settle()
    return user.course.course_id()


def test_a_plain_tick(user: AtWindow, ward_file: Path, clock: HandClock) -> None:
    course = found(user, "4474021")
    before = entered(user, ward_file, clock, course)
    keys, number = told()["a plain tick, the patient found"]
    assert press(user, keys) == number
    [entry] = entered(user, ward_file, clock, course)[len(before) :]
    assert (entry.action, entry.checkpoint) == (Action.COMPLETE, "patient-counselled")


def test_a_form_with_two_questions(user: AtWindow, ward_file: Path, clock: HandClock) -> None:
    course = found(user, "4471029")
    before = entered(user, ward_file, clock, course)
    keys, number = told()["a form with two questions, the patient found"]
    assert press(user, keys) == number
    [entry] = entered(user, ward_file, clock, course)[len(before) :]
    assert (entry.action, entry.checkpoint) == (Action.COMPLETE, "definitive-diagnosis")
    assert set(entry.values) == {"tumour_type", "malignant_features"}


def test_a_variance(user: AtWindow, ward_file: Path, clock: HandClock) -> None:
    course = found(user, "4471029")
    before = entered(user, ward_file, clock, course)
    keys, number = told()["a step skipped with a variance, the patient found"]
    assert press(user, keys) == number
    [entry] = entered(user, ward_file, clock, course)[len(before) :]
    assert entry.action is Action.SKIP
    assert entry.variance is not None
    assert entry.variance.reason == FREE_TEXT["reason"]


@pytest.mark.skipif(sys.platform == "win32", reason="the fake printer is a shell's")
def test_print_the_handover(user: AtWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, fake.command(fake.WELL))
    found(user, "4471029")
    keys, number = told()["print the handover, the patient found"]
    counted = press(user, keys[:1])
    sheets = user.dialog(SheetsDialog)
    user.qtbot.waitUntil(sheets.panel.print_button.isEnabled, timeout=30_000)
    user.qtbot.waitUntil(lambda: bool(sheets.pdf()) and sheets.isActiveWindow(), timeout=30_000)
    assert counted + press(user, keys[1:]) == number
    user.qtbot.waitUntil(lambda: "Sent to the printer" in sheets.panel.said.text(), timeout=30_000)
    none_left(user.qtbot)
    sheets.reject()
    user.settle()


def enter(ward: Ward, course: str, step: Step) -> None:
    """A step of the way as it was entered there, straight into the record."""
    at = local(step.at)
    ward.clock.moment = at
    variance = None
    if plans.VARIANCE_CLASS in step.answers:
        reason = str(step.answers[plans.VARIANCE_REASON])
        variance = Variance(VarianceClass(step.answers[plans.VARIANCE_CLASS][0]), reason)
    place: dict[str, Any] = {"course_id": course, "checkpoint": step.checkpoint, "round": step.round}
    occurred = local(iso(step.occurred)) if step.occurred else at
    if step.mode is Mode.SKIP:
        assert variance is not None
        ward.give(c.SkipCheckpoint(**place, occurred_at=occurred, variance=variance))
    elif step.mode is Mode.NOT_APPLICABLE:
        reason = str(step.answers[plans.REASON])
        ward.give(c.MarkNotApplicable(**place, occurred_at=occurred, reason=reason))
    else:
        ward.give(
            c.CompleteCheckpoint(
                **place, occurred_at=occurred, values=entered_values(step), variance=variance
            )
        )


@pytest.mark.parametrize("step", [step for step in WAY if step.is_plain], ids=lambda step: step.checkpoint)
def test_a_plain_tick_takes_three_keys_at_most(
    qtbot: QtBot, tmp_path: Path, clock: HandClock, step: Step
) -> None:
    """The patient has just been found; every plain step of the whole way, at the moment when it is to be done."""
    path = tmp_path / "record.db"
    ward = new_ward(path, clock)
    course = ward.enrol(replace(ANNELIES), at=local("2026-10-19 09:00"))
    for earlier in WAY[: WAY.index(step)]:
        enter(ward, course, earlier)
    clock.moment = local(step.at)
    count = len(ward.entries(course))
    with at_window(qtbot, unguarded(path, clock), clock, user=MARTA.name) as user:
        found(user, ANNELIES.mrn)
        desk = Desk(qtbot, ward, user.bridge, user.course)
        keys = desk.view.checklist.keys()
        wanted = f"{step.checkpoint}#{step.round}"
        apart = keys.index(wanted) - keys.index(desk.view.row())
        arrow = Qt.Key.Key_Down if apart > 0 else Qt.Key.Key_Up
        held = CTRL if abs(apart) > BEDSIDE - 1 else NO_MODIFIER
        number = 1
        while not desk.row(step.checkpoint, step.round).box().hasFocus():
            assert number < BEDSIDE
            QTest.keyClick(focused(), arrow, held)
            number += 1
        user.press(Qt.Key.Key_Space)
        assert ward.newest(course).checkpoint == step.checkpoint
        assert len(ward.entries(course)) == count + 1
    ward.record.close()
