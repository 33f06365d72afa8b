"""The text that runs on SQLite is what SQLAlchemy makes of the statements, and reading needs no SQLAlchemy."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import fields
from pathlib import Path

from db import sql, statements, write_sql
from db.link import Statement, Statements
from db.sqlite import dialect
from db.tables import course_current
from pathway_app.derived import CourseCurrent

ROOT = Path(__file__).parents[2]

READING = """
import sys
from datetime import UTC, datetime
from db.engine import DatabaseRecords
from pathway_app.queries import WorklistGroup
from pathway_app.sheets import Sheet

NOW = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
with DatabaseRecords(None).open(sys.argv[1]).queries() as queries:
    queries.site(), queries.accounts(), queries.pathways(), queries.log_head()
    for group in WorklistGroup:
        queries.worklist(group, NOW)
    queries.worklist_counts(NOW), queries.search("vo de"), queries.patients(), queries.patient_count()
    queries.course("x"), queries.course_of("x"), list(queries.newest_courses())
    list(queries.all_courses()), queries.open_courses(), queries.courses_ready_at("x", "y")
    queries.issue(1), queries.issue_of("x"), queries.newest_copy(Sheet.WARD, "")
print("sqlalchemy" in sys.modules)
"""


def test_the_written_text_is_that_of_the_statements() -> None:
    assert write_sql.WRITTEN.read_text("utf-8") == write_sql.text(), "run python -m db.write_sql"


def test_each_statement_runs_as_sqlalchemy_makes_it() -> None:
    live = Statements(dialect)
    written = {name: each for name, each in vars(sql).items() if isinstance(each, Statement)}
    assert set(written) == set(write_sql.names())
    for name, each in written.items():
        assert each.name == name
        made, found = live.prepared(statements.statement(name, "sqlite")), each.written
        assert (made.sql.split(), made.order, made.constants) == (
            found.sql.split(),
            found.order,
            found.constants,
        )


def test_rows_of_the_worklist_are_read_in_the_order_of_the_table() -> None:
    assert [field.name for field in fields(CourseCurrent)] == list(course_current.c.keys())


def test_reading_needs_no_sqlalchemy(sqlite_file: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", READING, str(sqlite_file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.stdout.strip(), ran.stderr) == ("False", "")
