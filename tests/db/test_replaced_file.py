"""A file that is replaced, removed or robbed of a table: nothing is lost unseen, nothing ends in a traceback."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from db.sqlite import connect
from pathway_app.domain.errors import EnvironmentFault
from tests.conftest import OpenRecord
from tests.recording import writing


@pytest.mark.parametrize("replaced", [True, False], ids=["replaced", "removed"])
def test_nothing_goes_into_a_file_that_is_gone(opened: OpenRecord, sqlite_file: Path, replaced: bool) -> None:
    record = opened(str(sqlite_file))
    with record.queries() as queries:
        head = queries.log_head()
    other = sqlite_file.with_name("other.db")
    shutil.copyfile(sqlite_file, other)
    if replaced:
        other.replace(sqlite_file)
    else:
        sqlite_file.unlink()
    with pytest.raises(EnvironmentFault) as writes, writing(record):
        raise AssertionError("a change was begun")
    assert writes.value.code == "database-replaced"
    with pytest.raises(EnvironmentFault) as reads, record.queries():
        raise AssertionError("a look was begun")
    assert reads.value.code == "database-replaced"
    if replaced:
        with opened(str(sqlite_file)).queries() as queries:
            assert queries.log_head() == head


def test_a_table_that_was_taken_away_is_damage_not_a_defect(opened: OpenRecord, sqlite_file: Path) -> None:
    connection = connect(sqlite_file)
    connection.execute("DROP TABLE patient_word")
    connection.close()
    with opened(str(sqlite_file)).queries() as queries:
        found = queries.verify()
    assert "file-damaged" in {problem.code for problem in found.problems}
