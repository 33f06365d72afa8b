"""A disk that is really full: what was typed stays in its form, and is saved once there is room."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.clocks import HandClock
from tests.ui.desk import Desk, at_desk
from tests.ui.ward import patient_of_the_drawing
from ui.course.plans import VALUE

ROOT = Path(__file__).parents[2]
DISK = "ZORGPAD_TEST_DISK"
"""names a small disk to the test that fills it"""


def fill(disk: Path) -> Path:
    """A file that leaves no room for anything."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for piece in (65536, 4096, 1):
            try:
                while True:
                    file.write(b"x" * piece)
            except OSError:
                continue
    return ballast


def type_a_diagnosis(desk: Desk) -> None:
    desk.walk_to("definitive-diagnosis")
    desk.press(Qt.Key.Key_Return)
    desk.choose(VALUE + "tumour_type", "astrocytoma")
    desk.choose(VALUE + "malignant_features", "yes")


@pytest.mark.skipif(DISK not in os.environ, reason="the test below runs it on a small disk")
def test_on_the_small_disk(qtbot: QtBot, clock: HandClock) -> None:
    disk = Path(os.environ[DISK])
    with at_desk(qtbot, disk / "record.db", clock, language="en") as desk:
        course = patient_of_the_drawing(desk.ward)
        desk.show(course)
        type_a_diagnosis(desk)
        count = len(desk.ward.entries(course))
        ballast = fill(disk)
        with qtbot.waitSignal(desk.bridge.fault):
            desk.save()
        assert "The disk is full; nothing was saved." in desk.form.form.message()
        assert desk.bridge.saved_at is None
        assert desk.bridge.unsaved_fault is not None
        assert desk.bridge.unsaved_fault.code == "disk-full"
        assert desk.form.content().values["tumour_type"] == "astrocytoma"
        assert len(desk.ward.entries(course)) == count
        ballast.unlink()
        desk.save()
        assert desk.ward.newest(course).values["tumour_type"] == "astrocytoma"
        assert len(desk.ward.entries(course)) == count + 1
        assert not desk.has_form
        with desk.ward.record.queries() as queries:
            assert queries.verify().sound


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may mount a disk")
def test_a_full_disk_loses_nothing_that_was_typed(tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    program = (
        f'mount -t tmpfs -o size=4m tmpfs {disk} && {DISK}={disk} "$0" -m pytest -q -p no:cacheprovider -n 0 '
        "tests/ui/test_disk_full.py::test_on_the_small_disk"
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", program, sys.executable],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    if "mount:" in done.stderr or "unshare:" in done.stderr:
        pytest.skip("no disk can be mounted here")
    assert (done.returncode, done.stdout[:1]) == (0, "."), done.stdout + done.stderr
