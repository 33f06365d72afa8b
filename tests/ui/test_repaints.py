"""Painting for a whole shift leaks nothing: some PySide6 releases lose a reference to None at every
call that returns nothing, and abort after some thousands."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui import samples
from tests.ui.windows import show_active
from ui.theme import Status
from ui.widgets.checklist_row import ChecklistRow
from ui.widgets.plain import PlainLabel
from ui.widgets.tag import StatusTag


def _drift(widget: QWidget, times: int) -> int:
    widget.repaint()
    before = sys.getrefcount(None)
    for _ in range(times):
        widget.repaint()
    return abs(sys.getrefcount(None) - before)


def test_five_thousand_repaints_keep_every_reference(qtbot: QtBot) -> None:
    tag = StatusTag(Status.OVERDUE, "2 d te laat")
    show_active(qtbot, tag)
    assert _drift(tag, 5000) < 50


def test_a_row_s_repaints_and_a_label_s_texts_keep_every_reference(qtbot: QtBot) -> None:
    row = ChecklistRow(samples.sections()[1].rows[1])
    show_active(qtbot, row, 700, 40)
    assert _drift(row, 500) < 50
    label = PlainLabel("")
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for number in range(5000):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) < 50
