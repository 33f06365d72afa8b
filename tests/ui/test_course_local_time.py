"""Stated moments on the two nights when the ward's clock is changed, and everywhere else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from tests.clocks import HandClock
from tests.ui.desk import Desk, Key, at_desk
from tests.ui.ward import BRUSSELS, local
from ui.course import plans
from ui.course.input import Content, content_of, form_values
from ui.course.local_time import Passing, instant, offsets, passing, wall
from ui.course.plans import VALUE

TWICE = datetime.fromisoformat("2026-10-25T02:30")
NEVER = datetime.fromisoformat("2026-03-29T02:30")


def test_how_often_a_time_passes() -> None:
    assert passing(TWICE, BRUSSELS) is Passing.TWICE
    assert passing(NEVER, BRUSSELS) is Passing.NEVER
    assert passing(datetime.fromisoformat("2026-10-25T03:00"), BRUSSELS) is Passing.ONCE
    assert passing(datetime.fromisoformat("2026-10-25T01:59"), BRUSSELS) is Passing.ONCE
    assert offsets(TWICE, BRUSSELS) == ("+02:00", "+01:00")


def test_the_two_instants_of_a_doubled_time_are_an_hour_apart() -> None:
    assert instant(TWICE, BRUSSELS) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert instant(TWICE, BRUSSELS, second_time=True) == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    with pytest.raises(ValueError, match="never"):
        instant(NEVER, BRUSSELS)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001  # local times have no zone
    st.sampled_from(("Europe/Brussels", "America/St_Johns", "Australia/Lord_Howe", "UTC")),
)
def test_what_a_form_shows_of_an_instant_gives_that_instant_back(moment: datetime, zone_name: str) -> None:
    zone = ZoneInfo(zone_name)
    at = moment.replace(microsecond=0, tzinfo=UTC)
    shown = form_values(Content(occurred_at=at), zone)
    assert content_of(shown, zone, at).occurred_at == at
    assert content_of(shown, zone).occurred_at == at.replace(second=0)
    assert passing(wall(at, zone), zone) is not Passing.NEVER


def test_the_presenter_needs_no_window() -> None:
    modules = "presenter, checking, input, plans, local_time, undo, ledger, rows"
    code = f"from ui.course import {modules}; import sys; print([m for m in sys.modules if 'PySide6' in m])"
    told = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert told.stdout.strip() == "[]"


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, clock: HandClock) -> Iterator[Desk]:
    with at_desk(qtbot, tmp_path / "record.db", clock) as desk:
        yield desk


def test_the_form_asks_which_of_the_two_is_meant(desk: Desk) -> None:
    course = desk.ward.enrol(at=local("2026-10-19 09:00"))
    desk.ward.clock.moment = local("2026-10-26 09:00")
    desk.show(course, "complaints-recorded")
    desk.choose(VALUE + "complaints", "none")
    assert not desk.form.form.is_shown(plans.WHICH_TIME)
    desk.fill(plans.OCCURRED_AT, "25-10-2026 2:30")
    assert desk.form.form.is_shown(plans.WHICH_TIME)
    desk.save()
    assert desk.field(plans.WHICH_TIME).error()
    desk.choose(plans.WHICH_TIME, plans.SECOND_TIME)
    desk.save()
    assert desk.ward.newest(course).occurred_at == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)


def test_a_time_that_the_clock_skips_is_refused_beside_its_field(desk: Desk) -> None:
    course = desk.ward.enrol(at=local("2026-10-19 09:00"))
    desk.show(course, "complaints-recorded")
    desk.choose(VALUE + "complaints", "none")
    desk.fill(plans.OCCURRED_AT, "29-3-2026 2:30")
    desk.save()
    assert desk.field(plans.OCCURRED_AT).error()
    assert desk.ward.entries(course) == ()
    desk.press(Key.Key_Escape)


def test_in_the_doubled_hour_now_is_known(desk: Desk) -> None:
    course = desk.ward.enrol(at=local("2026-10-19 09:00"))
    desk.ward.clock.moment = datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    desk.show(course, "complaints-recorded")
    assert desk.form.content().occurred_at == datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
    desk.choose(VALUE + "complaints", "none")
    desk.save()
    assert desk.ward.newest(course).occurred_at == datetime(2026, 10, 25, 1, 10, tzinfo=UTC)
