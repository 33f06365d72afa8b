"""Nothing is cut off: every screen and dialog of the demonstration ward, in every language, wide and narrow.

What each widget writes is measured as it is painted (`painted.py`), and where it stands as it is laid out.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from pathway_app.languages import LANGUAGES
from tests.clocks import HandClock
from tests.ui.looking import whatever_is_wrong
from tests.ui.tour import STOPS, settle
from tests.ui.touring import touring

SIZES = ((1366, 768), (910, 512))
"""a ward's screen, and what is left of it at 150 %"""
MAY_BE_CUT: frozenset[tuple[str, str]] = frozenset()
"""(stop, beginning of what is said of it): places with a tooltip where something long is shortened"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_cut_off(qtbot: QtBot, tour_file: Path, clock: HandClock, language: str) -> None:
    wrong: dict[str, list[str]] = {}
    with touring(tour_file, clock, language=language) as tour:
        for width, height in SIZES:
            tour.shell.resize(width, height)
            settle(tour.shell)
            for stop in STOPS:
                for told in whatever_is_wrong(tour.show(stop)):
                    if not any(stop == at and told.startswith(what) for at, what in MAY_BE_CUT):
                        wrong.setdefault(told, []).append(f"{stop} {width}×{height}")
                tour.leave()
    assert not wrong, "\n".join(f"{told} ({', '.join(where)})" for told, where in wrong.items())


def scene(*widgets: QWidget) -> QWidget:
    """A window of 200×60 with these in a row."""
    window = QWidget()
    row = QHBoxLayout(window)
    for widget in widgets:
        row.addWidget(widget)
    window.setFixedSize(200, 60)
    return window


def told_of(qtbot: QtBot, window: QWidget) -> list[str]:
    qtbot.addWidget(window)
    window.show()
    return list(whatever_is_wrong(window))


def test_what_fits_is_let_pass(qtbot: QtBot) -> None:
    assert told_of(qtbot, scene(QLabel("Bed"), QPushButton("Open"))) == []


@pytest.mark.parametrize("kind", [QLabel, QPushButton])
def test_words_that_are_cut_are_seen(qtbot: QtBot, kind: type[QLabel | QPushButton]) -> None:
    narrow = kind("Definitieve weefseldiagnose")
    narrow.setFixedWidth(60)
    assert any("Definitieve" in told and "of its width" in told for told in told_of(qtbot, scene(narrow)))


def test_words_that_are_too_low_are_seen(qtbot: QtBot) -> None:
    low = QLabel("Definitieve weefseldiagnose")
    low.setFixedSize(190, 6)
    assert any("of its height" in told for told in told_of(qtbot, scene(low)))


def test_three_dots_are_seen_unless_the_program_writes_them(qtbot: QtBot) -> None:
    assert told_of(qtbot, scene(QLabel("Note…"))) == []
    assert any("elided" in told for told in told_of(qtbot, scene(QLabel("Definitieve weefs…"))))


def test_widgets_over_each_other_and_out_of_their_place_are_seen(qtbot: QtBot) -> None:
    window = scene(QLabel("a"))
    for left in (120, 130, 190):
        QLabel("b", window).setGeometry(left, 0, 20, 12)
    told = told_of(qtbot, window)
    assert any("lies over" in each for each in told)
    assert any("sticks out" in each for each in told)
