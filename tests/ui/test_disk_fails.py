"""The disk fails as somebody saves: what was typed is still in the form, nothing says saved, and it can go again."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.clocks import HandClock
from tests.ui.desk import Desk, Key, at_desk
from tests.ui.ward import patient_of_the_drawing
from ui.course.plans import VALUE


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock) as desk:
        yield desk


@contextmanager
def full(path: Path) -> Iterator[None]:
    """A disk on which the database and its log can grow no more: the system itself refuses the next page."""
    longest = max(Path(f"{path}{rest}").stat().st_size for rest in ("", "-wal"))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (longest + 5000, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_entry_stays_in_the_form(desk: Desk, tmp_path: Path) -> None:
    course = patient_of_the_drawing(desk.ward)
    desk.show(course)
    desk.walk_to("definitive-diagnosis")
    desk.press(Key.Key_Return)
    desk.choose(VALUE + "tumour_type", "astrocytoma")
    desk.choose(VALUE + "malignant_features", "yes")
    before = desk.ward.entries(course)
    with full(tmp_path / "record.db"), desk.qtbot.waitSignal(desk.bridge.fault):
        desk.save()
    sentence = desk.bridge.words.gettext("The disk gives an error; nothing was saved.")
    assert sentence in desk.form.form.message()
    assert desk.form.content().values["tumour_type"] == "astrocytoma"
    assert desk.ward.entries(course) == before
    desk.save()
    assert len(desk.ward.entries(course)) == len(before) + 1
    assert desk.ward.newest(course).values["tumour_type"] == "astrocytoma"
    assert not desk.has_form
    with desk.ward.record.queries() as queries:
        assert queries.verify().sound
