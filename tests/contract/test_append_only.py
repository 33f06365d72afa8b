"""The log, the installed definitions and the issued copies refuse to be changed, whatever the way."""

from __future__ import annotations

import pytest

from pathway_app.ports import Record
from pathway_app.sheets import Copy, Destination, Pack, Sheet
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import generated, record_all, writing


@pytest.fixture(autouse=True)
def _filled(record: Record) -> None:
    record_all(record, *generated(1, steps=3))
    with writing(record) as work:
        work.add_issue(Pack.WARD, "nl", Destination.PRINTER, (Copy(Sheet.WARD, "", 1, 0),))
    with record.queries() as queries:
        failed = queries.log_head().number
    with writing(record) as work:
        work.fail_issue(failed)


CHANGES = (
    "UPDATE log_event SET actor = 'x'",
    "UPDATE log_event SET body = body WHERE seq = 2",
    "UPDATE log_event SET seq = seq + 100",
    "DELETE FROM log_event",
    "DELETE FROM log_event WHERE seq = 3",
    "UPDATE definition SET body = '{}'",
    "DELETE FROM definition",
    "DELETE FROM issued_sheet",
    "UPDATE issued_sheet SET copy = 2",
    "UPDATE issued_sheet SET course_id = 'x'",
    "UPDATE issued_sheet SET sheet = 'x'",
    "UPDATE issued_sheet SET revision = 2",
    "UPDATE issued_sheet SET seq = 2",
    "UPDATE issued_sheet SET failed = (1 = 0)",
)
SQLITE_CHANGES = (
    "REPLACE INTO log_event SELECT seq, id, kind, course_id, 'x', command_id, command, logged_at, body, hash"
    " FROM log_event WHERE seq = 2",
    "INSERT OR REPLACE INTO log_event SELECT 99, id, kind, course_id, actor, command_id, command, logged_at,"
    " body, hash FROM log_event WHERE seq = 2",
    "UPDATE OR REPLACE log_event SET seq = 1 WHERE seq = 2",
    "REPLACE INTO definition SELECT pathway, version, hash, '{}', seq FROM definition",
    "REPLACE INTO issued_sheet SELECT sheet, course_id, copy, 7, seq, failed FROM issued_sheet",
)
POSTGRESQL_CHANGES = (
    "TRUNCATE log_event",
    "TRUNCATE definition CASCADE",
    "TRUNCATE issued_sheet",
    "INSERT INTO definition SELECT pathway, version, hash, '{}', seq FROM definition"
    " ON CONFLICT (pathway, version) DO UPDATE SET body = excluded.body",
)


def test_no_change_is_let_through(database: Bare, sound: Sound) -> None:
    of_its_own = SQLITE_CHANGES if database.address.startswith("sqlite") else POSTGRESQL_CHANGES
    before = everything(database)
    for statement in CHANGES + of_its_own:
        with pytest.raises(Exception, match=r"only grows|never changes"):
            database.run(statement)
    assert before == everything(database)
    sound()


def everything(database: Bare) -> list[object]:
    tables = ("log_event ORDER BY seq", "definition", "issued_sheet")
    return [database.run(f"SELECT * FROM {table}") for table in tables]
