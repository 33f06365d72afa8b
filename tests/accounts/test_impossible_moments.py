"""What somebody wrote beside the record never spoils its log, and a log that holds an impossible moment is shown."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from db.attempts import Attempt, attempts_path
from pathway_app.domain.ids import new_id
from pathway_app.i18n import Words, iso_utc
from pathway_app.logbook.events import LogFilter
from pathway_app.people import Role
from tests.cli.zorgpad import InProcess
from tests.clocks import NOW, HandClock
from tests.guarded import PEOPLE, bare, found_guarded, shown

IMPOSSIBLE = ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59"]
TYPED = "geheim wachtwoord getypt"


def leave(database: Path, **told: Any) -> None:
    attempt = {**asdict(Attempt(new_id(), NOW.isoformat(), "chief", "pc3")), **told}
    with attempts_path(database).open("a") as file:
        file.write(json.dumps(attempt) + "\n")


def failures(database: Path, clock: HandClock) -> list[dict[str, Any]]:
    """The details of the failed log-ins, after another log-in."""
    from tests.guarded import cheap_records

    record = cheap_records(clock).open(str(database), credentials=shown("chief"))
    try:
        with record.queries() as queries:
            assert queries.verify().sound
            return [
                each.content()["details"] for each in queries.log(LogFilter(failures=True), limit=50).rows
            ]
    finally:
        record.close()


@pytest.mark.parametrize(
    "at", [*IMPOSSIBLE, (NOW + timedelta(minutes=6)).isoformat(), (NOW - timedelta(days=400)).isoformat()]
)
def test_a_wrong_password_of_an_impossible_moment_is_never_taken_over(at: str, tmp_path: Path) -> None:
    path, clock = tmp_path / "ward.db", HandClock()
    found_guarded(path, clock)
    leave(path, at=at)
    leave(path, login="honest")
    assert [each["login"] for each in failures(path, clock)] == ["honest"]
    assert not attempts_path(path).exists()


def test_the_log_names_no_account_that_there_is_not(tmp_path: Path) -> None:
    path, clock = tmp_path / "ward.db", HandClock()
    found_guarded(path, clock, Role.NURSE)
    nurse = PEOPLE[Role.NURSE].name
    leave(path, account=TYPED)
    leave(path, account=nurse, login="p\u202ec\u0007")
    [known, unknown] = failures(path, clock)
    assert (known["account"], known["login"]) == (nurse, "p·c·")
    assert "account" not in unknown
    assert TYPED not in json.dumps(unknown)


@pytest.mark.parametrize("at", IMPOSSIBLE)
def test_a_log_that_holds_one_already_is_shown_as_it_stands(
    at: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, clock = tmp_path / "ward.db", HandClock()
    found_guarded(path, clock)
    leave(path, login="pc7")
    failures(path, clock)
    connection = bare(path)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute("UPDATE log_event SET body = replace(body, ?, ?)", (NOW.isoformat(), at))
    connection.commit()
    connection.close()
    ward = InProcess(path, capsys, clock)
    for how in ((), ("--json",), ("--csv", str(tmp_path / "log.csv"))):
        answer = ward("--user", "chief", "log", *how)
        assert (answer.code, answer.error) == (0, ""), how
    shown_at = ward("--user", "chief", "log", "--failures").out
    assert "pc7" in shown_at
    assert at[:4] in shown_at


@pytest.mark.parametrize("at", IMPOSSIBLE)
def test_every_way_to_tell_a_moment_takes_any(at: str) -> None:
    from datetime import datetime

    instant, words = datetime.fromisoformat(at), Words("nl")
    told = [
        words.moment(instant),
        words.time(instant),
        words.short_moment(instant, NOW),
        words.short_day(instant, NOW),
        words.short_moment(NOW, instant),
        iso_utc(instant),
    ]
    assert all(told)
    assert at[:4] in told[0]
