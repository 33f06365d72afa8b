"""A long day at one window costs no memory: dialogs opened again and again, patient after patient."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.clocks import HandClock
from tests.ui.soaking import courses, growth
from tests.ui.tour import STOPS, Tour, settle
from tests.ui.touring import touring

DIALOGS = tuple(
    stop
    for stop in STOPS
    if stop in {"sheets", "new-patient", "palette", "help", "identity", "end-course", "ward-sheets", "search"}
)
MOST_MEGABYTES = 15
WARM = 12
"""openings after which fonts, caches and the database's pages are there"""


def open_again_and_again(tour: Tour, stop: str, times: int) -> float:
    def once(_at: int) -> None:
        tour.show(stop)
        tour.leave()

    return growth(once, times, WARM)


def from_patient_to_patient(tour: Tour, times: int) -> float:
    everyone = courses(tour)

    def next_one(at: int) -> None:
        tour.inside.open_course(everyone[at % len(everyone)])
        settle(tour.shell)

    return growth(next_one, times, WARM * 4)


@pytest.mark.parametrize("stop", DIALOGS)
def test_a_dialog_opened_again_leaves_nothing_behind(
    qtbot: QtBot, tour_file: Path, clock: HandClock, stop: str
) -> None:
    with touring(tour_file, clock) as tour:
        before = tour.dialog()
        assert open_again_and_again(tour, stop, 20) <= MOST_MEGABYTES
        assert tour.dialog() is before is None


def test_going_through_patients_leaves_nothing_behind(
    qtbot: QtBot, tour_file: Path, clock: HandClock
) -> None:
    with touring(tour_file, clock) as tour:
        assert from_patient_to_patient(tour, 100) <= MOST_MEGABYTES


@pytest.mark.slow
@pytest.mark.parametrize("stop", DIALOGS)
def test_500_openings(qtbot: QtBot, tour_file: Path, clock: HandClock, stop: str) -> None:
    with touring(tour_file, clock) as tour:
        grown = open_again_and_again(tour, stop, 500)
        print(f"{stop}: {grown:.1f} MB after 500 openings")  # noqa: T201
        assert grown <= MOST_MEGABYTES


@pytest.mark.slow
def test_2000_patients(qtbot: QtBot, tour_file: Path, clock: HandClock) -> None:
    with touring(tour_file, clock) as tour:
        grown = from_patient_to_patient(tour, 2000)
        print(f"{grown:.1f} MB after 2000 patients")  # noqa: T201
        assert grown <= MOST_MEGABYTES
