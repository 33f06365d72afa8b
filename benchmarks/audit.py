"""The audit of very many courses on SQLite: completion and medians from what is kept, against raw SQL over the rows."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import sqlcipher3.dbapi2

from benchmarks.large_record import NOW, PATHWAY, StillClock, large_record
from benchmarks.paired import Row, paired
from db.audit_rows import CourseRow
from db.engine import DatabaseRecords
from pathway_app.audit.cohort import Cohort, Period
from pathway_app.audit.kept import Month, packed_moments
from pathway_app.audit.measuring import completion_only, measured
from pathway_app.audit.packing import packing_of
from pathway_app.definitions.loader import load_definition

COURSES = 100_000
MOST_MEMORY = 150
"""megabytes"""
ALWAYS = Period(date(2000, 1, 1), date(2030, 12, 31))
COHORT = Cohort(period=ALWAYS, pathway="intramedullary-tumour")

_COMPLETION = """
SELECT checkpoint, sum(state = 'done'), sum(state = 'done' AND occurred_at <= deadline),
       sum(state = 'done' AND occurred_at > deadline), sum(state = 'done' AND variance), sum(state = 'skipped'),
       sum(state IN ('blocked', 'ready')), sum(state IN ('blocked', 'ready') AND deadline < ?),
       sum(state = 'undecided'), sum(state = 'not-applicable')
FROM checkpoint_current GROUP BY checkpoint
"""
_MEDIAN = """
WITH days AS (
  SELECT julianday(b.occurred_at) - julianday(a.occurred_at) AS n
  FROM checkpoint_current a JOIN checkpoint_current b
    ON b.course_id = a.course_id AND b.checkpoint = ? AND b.round = 1 AND b.state = 'done'
  WHERE a.checkpoint = ? AND a.round = 1 AND a.state = 'done'
)
SELECT n FROM days ORDER BY n LIMIT 1 OFFSET (SELECT count(*) / 2 FROM days)
"""
_ALONE = """
import sys
from pathlib import Path
from benchmarks.audit import whole
whole(sys.argv[1])
[most] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")]
print(most.split()[1])
"""


def measure() -> list[Row]:
    with full_record(COURSES) as path:
        return list(_rows(path))


def whole(path: str) -> None:
    record = DatabaseRecords(StillClock()).open(f"sqlite:///{path}")
    with record.queries() as queries:
        assert measured(queries, COHORT, NOW, present=True).courses == COURSES
    record.close()


def _rows(path: Path) -> Iterator[Row]:
    record = DatabaseRecords(StillClock()).open(f"sqlite:///{path}")
    bare = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    pairs = load_definition(PATHWAY).intervals
    rows = bare.execute("SELECT count(*) FROM checkpoint_current").fetchone()[0]
    what = f"{COURSES} courses, {rows} rows"

    def completion() -> None:
        with record.queries() as queries:
            assert completion_only(queries, COHORT, NOW)

    def scan() -> None:
        bare.execute(_COMPLETION, (NOW.isoformat(),)).fetchall()
        # Whoever reads the file next pays for what the scan has left in the system's cache: that is the scan itself.
        bare.execute("SELECT max(counts) FROM audit_month").fetchall()

    def all_measures() -> None:
        with record.queries() as queries:
            measured(queries, COHORT, NOW, present=True)

    def medians() -> None:
        for first, second in pairs:
            bare.execute(_MEDIAN, (second, first)).fetchone()

    yield paired(f"completion, {what}", completion, scan, budget=0.01, against="one scan in SQL", rounds=5)
    yield paired(
        f"all measures with medians, {what}",
        all_measures,
        medians,
        budget=1,
        against="the medians alone in SQL",
        rounds=3,
    )
    bare.close()
    record.close()
    child = subprocess.run(
        [sys.executable, "-c", _ALONE, str(path)], capture_output=True, text=True, check=True
    )
    yield Row(f"memory for the whole audit, {what}", int(child.stdout) / 1024, None, "MB", MOST_MEMORY)


@contextmanager
def full_record(courses: int) -> Iterator[Path]:
    """A large record in which every course has all its rows, and what an audit keeps of them."""
    with large_record(courses) as path:
        bare = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
        bare.execute("PRAGMA synchronous = OFF")
        true = [row[0] for row in bare.execute("SELECT id FROM course WHERE seq < 10000000 ORDER BY id")]
        copies = [row[0] for row in bare.execute("SELECT id FROM course WHERE seq >= 10000000 ORDER BY id")]
        bare.execute("BEGIN")
        _copy_checkpoints(bare, copies, true)
        bare.execute("COMMIT")
        bare.close()
        record = DatabaseRecords(StillClock()).open(f"sqlite:///{path}")
        with record.queries() as queries, queries.audit_rows() as rows:
            assert rows.current
        record.close()
        bare = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
        bare.execute("PRAGMA synchronous = OFF")
        bare.execute("BEGIN")
        _copy_kept(bare, copies, true)
        bare.execute("COMMIT")
        bare.execute("ANALYZE")
        bare.close()
        yield path


def _copy_checkpoints(bare: Any, copies: list[str], true: list[str]) -> None:
    bare.execute("DELETE FROM checkpoint_current WHERE course_id >= 'c0' AND course_id < 'd'")
    names = [row[1] for row in bare.execute("PRAGMA table_info(checkpoint_current)")]
    others = ", ".join(name for name in names if name != "course_id")
    insert = f"INSERT INTO checkpoint_current SELECT ?, {others} FROM checkpoint_current WHERE course_id = ?"
    enrolled = dict(bare.execute("SELECT id, enrolled_at FROM course WHERE seq < 10000000"))
    for number, copy in enumerate(copies):
        original = true[number % len(true)]
        bare.execute(insert, (copy, original))
        bare.execute("UPDATE course SET enrolled_at = ? WHERE id = ?", (enrolled[original], copy))


def _copy_kept(bare: Any, copies: list[str], true: list[str]) -> None:
    """A copy is the only course of a patient of its own."""
    packing = packing_of(load_definition(PATHWAY))
    kept = {row[0]: CourseRow(*row) for row in bare.execute("SELECT * FROM audit_course")}
    months: dict[tuple[str, str, str], Month] = {}
    insert = f"INSERT INTO audit_course VALUES ({', '.join('?' * len(CourseRow._fields))})"
    for number, copy in enumerate([*true, *copies]):
        row = kept[true[number % len(true)]]
        if number >= len(true):
            row = kept[true[(number - len(true)) % len(true)]]
            bare.execute(insert, row._replace(course_id=copy, patient_id=f"p{copy[1:]}", is_first=1))
        month = months.setdefault(row.month_key, Month(packing))
        month.change(packing.numbers(row.content), 1, first=True)
    bare.execute("DELETE FROM audit_month")
    bare.execute("DELETE FROM audit_moments")
    for key, month in months.items():
        bare.execute("INSERT INTO audit_month VALUES (?, ?, ?, ?)", (*key, month.text()))
        bare.executemany(
            "INSERT INTO audit_moments VALUES (?, ?, ?, ?, ?, ?)",
            [(*key, *place, packed_moments(each)) for place, each in month.moments.items() if each],
        )
    assert json.loads(next(iter(months.values())).text())[0][0]
