"""The log and the installed definitions refuse to be changed, whatever the way."""

from __future__ import annotations

import pytest

from pathway_app.ports import Record
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import generated, record_all


@pytest.fixture(autouse=True)
def _filled(record: Record) -> None:
    record_all(record, *generated(1, steps=3))


CHANGES = (
    "UPDATE log_event SET actor = 'x'",
    "UPDATE log_event SET body = body WHERE seq = 2",
    "UPDATE log_event SET seq = seq + 100",
    "DELETE FROM log_event",
    "DELETE FROM log_event WHERE seq = 3",
    "UPDATE definition SET body = '{}'",
    "DELETE FROM definition",
)
SQLITE_CHANGES = (
    "REPLACE INTO log_event SELECT seq, id, kind, course_id, 'x', command_id, command, logged_at, body, hash"
    " FROM log_event WHERE seq = 2",
    "INSERT OR REPLACE INTO log_event SELECT 99, id, kind, course_id, actor, command_id, command, logged_at,"
    " body, hash FROM log_event WHERE seq = 2",
    "UPDATE OR REPLACE log_event SET seq = 1 WHERE seq = 2",
    "REPLACE INTO definition SELECT pathway, version, hash, '{}', seq FROM definition",
)
POSTGRESQL_CHANGES = (
    "TRUNCATE log_event",
    "TRUNCATE definition CASCADE",
    "INSERT INTO definition SELECT pathway, version, hash, '{}', seq FROM definition"
    " ON CONFLICT (pathway, version) DO UPDATE SET body = excluded.body",
)


def test_no_change_is_let_through(database: Bare, sound: Sound) -> None:
    of_its_own = SQLITE_CHANGES if database.address.startswith("sqlite") else POSTGRESQL_CHANGES
    before = database.run("SELECT * FROM log_event ORDER BY seq"), database.run("SELECT * FROM definition")
    for statement in CHANGES + of_its_own:
        with pytest.raises(Exception, match=r"only grows|never changes"):
            database.run(statement)
    assert before == (
        database.run("SELECT * FROM log_event ORDER BY seq"),
        database.run("SELECT * FROM definition"),
    )
    sound()
