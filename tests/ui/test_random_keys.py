"""Keys and clicks without sense: no traceback, no warning, no message of Qt, and the record stays sound."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from tests.clocks import HandClock
from tests.ui.soaking import Monkey
from tests.ui.tour import settle
from tests.ui.touring import touring


def hit(file: Path, clock: HandClock, seed: int, times: int) -> int:
    """That many keys and clicks on the demonstration ward; the number of events in its log afterwards."""
    with touring(file, clock) as tour:
        monkey = Monkey(tour, seed)
        for _time in range(times):
            monkey.act()
            assert tour.shell.isVisible(), monkey.done
        settle(tour.shell)
        tour.close_all()
    record = DatabaseRecords(clock).open(str(file))
    try:
        with record.queries() as queries:
            found = queries.verify()
    finally:
        record.close()
    assert found.sound, (monkey.done, found.problems)
    return found.head.number


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_500_random_keys_and_clicks(qtbot: QtBot, tour_file: Path, clock: HandClock, seed: int) -> None:
    assert hit(tour_file, clock, seed, 500) > 0


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 24))
def test_1000_random_keys_and_clicks_twenty_times(
    qtbot: QtBot, tour_file: Path, clock: HandClock, seed: int
) -> None:
    assert hit(tour_file, clock, seed, 1000) > 0
