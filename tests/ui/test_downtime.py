"""The downtime pack is kept ready while the window is open; a folder that cannot be written is said, once."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from pathway_app.commands import ChangeSite
from pathway_app.services.service import Service
from pathway_app.sheets import Destination, Sheet
from tests.clocks import HandClock
from tests.ui.desk import Desk, at_desk
from tests.ui.ward import ADMIN, patient_of_the_drawing
from ui.downtime import DowntimeSchedule


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock) as desk:
        patient_of_the_drawing(desk.ward)
        yield desk


def set_folder(desk: Desk, folder: Path, **settings: str) -> None:
    settings = {"downtime_folder": str(folder), **settings}
    Service(desk.ward.record).execute(ChangeSite(settings=settings), ADMIN)


def looked(desk: Desk, schedule: DowntimeSchedule) -> None:
    schedule.look()
    desk.qtbot.waitUntil(lambda: not schedule.is_under_way())


def packs(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_pack_is_made_when_one_is_due_and_the_last_ones_are_kept(
    desk: Desk, tmp_path: Path, clock: HandClock
) -> None:
    folder = tmp_path / "downtime"
    folder.mkdir()
    told: list[str] = []
    schedule = DowntimeSchedule(desk.bridge, desk.view, told.append)
    looked(desk, schedule)
    assert packs(folder) == []  # the site wants none yet
    set_folder(desk, folder, downtime_every_hours="2", downtime_keep="2")
    for hours in (0, 1, 1, 2, 2):
        clock.forward(hours=hours)
        looked(desk, schedule)
    assert len(packs(folder)) == 2
    assert told == []
    with desk.ward.record.queries() as queries:
        newest = queries.newest_copy(Sheet.WARD, "")
    assert newest is not None
    assert newest.to is Destination.DOWNTIME
    assert newest.copy(Sheet.WARD) is not None
    text = "".join(page.extract_text() for page in PdfReader(folder / packs(folder)[-1]).pages)
    assert "DE SMET, Annelies" in text


def test_a_folder_that_cannot_be_written_is_said_once_and_its_return_too(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "downtime"
    set_folder(desk, folder)
    told: list[str] = []
    schedule = DowntimeSchedule(desk.bridge, desk.view, told.append)
    looked(desk, schedule)
    looked(desk, schedule)
    assert len(told) == 1
    assert str(folder) in told[0]
    folder.mkdir()
    looked(desk, schedule)
    assert told[1:] == [""]
    assert len(packs(folder)) == 1
    if os.name == "posix":
        assert (folder / packs(folder)[0]).stat().st_mode & 0o077 == 0
