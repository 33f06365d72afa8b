"""Whose clock says when something was recorded."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pathway_app.ports import Record
from tests.clocks import HandClock
from tests.contract.bare import Bare
from tests.recording import person, writing

LATER = "2099-01-01T00:00:00+00:00"


def test_a_server_uses_its_own_clock_a_file_that_of_the_computer(
    record: Record, database: Bare, clock: HandClock
) -> None:
    """A client whose clock is wrong cannot put wrong times into the ward's record."""
    clock.moment = datetime(2031, 5, 6, 7, 8, 9, 999999, tzinfo=UTC)
    with writing(record) as work:
        now = work.now()
        work.add_patient(person("1"))
    if database.address.startswith("sqlite"):
        assert now == datetime(2031, 5, 6, 7, 8, 9, tzinfo=UTC)
    else:
        assert abs(now - datetime.now(UTC)) < timedelta(minutes=1)
    assert (now.microsecond, now.tzinfo) == (0, UTC)
    ((logged_at,),) = database.run("SELECT logged_at FROM log_event ORDER BY seq DESC LIMIT 1")
    assert datetime.fromisoformat(logged_at) == now


def test_time_does_not_go_back_behind_the_newest_event(record: Record, database: Bare) -> None:
    database.run(
        f"INSERT INTO log_event SELECT 2, 'x', kind, course_id, actor, command_id, command, '{LATER}', body, hash"
        " FROM log_event"
    )
    with record.unit_of_work() as work:
        assert work.now() == datetime.fromisoformat(LATER)
