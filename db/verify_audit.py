"""What is kept for the audit, compared with what follows from the events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from zoneinfo import ZoneInfo

from sqlalchemy import BindParameter, bindparam, exists, select

from db import tables as t
from db.audit_rows import CourseRow, MonthKey, course_row, position
from db.definitions import Definitions
from db.link import Link, Row
from pathway_app.audit.cohort import settled
from pathway_app.audit.kept import Month, packed_moments
from pathway_app.audit.packing import packing_of
from pathway_app.domain.course import Course
from pathway_app.domain.definition import PathwayDefinition

Report = Callable[[str, object, int | None], None]

_kept, _other = t.audit_course.c, t.course.alias()
_in_stretch: tuple[BindParameter[str], BindParameter[str]] = (bindparam("after"), bindparam("last"))
_ROWS = select(*_kept).where(_kept.course_id > _in_stretch[0], _kept.course_id <= _in_stretch[1])
_FIRSTS = select(t.course.c.id).where(
    t.course.c.id > _in_stretch[0],
    t.course.c.id <= _in_stretch[1],
    ~exists().where(_other.c.patient_id == t.course.c.patient_id, _other.c.seq < t.course.c.seq),
)
_month, _moments = t.audit_month.c, t.audit_moments.c
_MONTHS = select(_month.pathway, _month.month, _month.version, _month.counts)
_MOMENTS = select(
    _moments.pathway, _moments.month, _moments.version, _moments.kind, _moments.number, _moments.packed
)
_BROKEN = (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError)


class AuditCheck:
    """Goes through the courses beside whoever verifies them, and compares the sums at the end.

    A course with events behind the position in the log may lag behind; its month holds its row as it is.
    """

    def __init__(self, link: Link, definitions: Definitions, zone: ZoneInfo, report: Report) -> None:
        self._link, self._definitions, self._zone, self._report = link, definitions, zone, report
        self._since = position(link)
        self._months: dict[MonthKey, Month] = {}
        self._rows: dict[str, CourseRow] = {}
        self._firsts: frozenset[str] = frozenset()

    @property
    def looks(self) -> bool:
        """Whether anything is kept that this program would use."""
        return bool(self._since)

    def begin(self, stretch: Mapping[str, str]) -> None:
        """Take the rows of a stretch of courses."""
        if self.looks:
            self._rows = {row[0]: CourseRow(*row) for row in self._link.rows(_ROWS, stretch)}
            self._firsts = frozenset(course_id for (course_id,) in self._link.rows(_FIRSTS, stretch))

    def check(self, course: Course, definition: PathwayDefinition, newest: int) -> None:
        """`newest` is the number of the course's newest event."""
        if not self.looks:
            return
        row = self._rows.pop(course.id, None)
        if row is not None:
            self._sum(row)
        if row is None or row.seq < newest:
            lags = self._since is not None and newest > self._since
        else:
            made = settled(course, definition, self._zone)
            lags = row == course_row(made, newest, is_first=course.id in self._firsts)
        if not lags:
            self._report("audit-course-differs", course.id, None)

    def end(self) -> None:
        """What is left of the stretch belongs to no course."""
        for course_id in self._rows:
            self._report("audit-course-differs", course_id, None)
        self._rows = {}

    def _sum(self, row: CourseRow) -> None:
        try:
            month = self._months.get(row.month_key)
            if month is None:
                definition = self._definitions.get(self._link, row.pathway, row.version)
                month = self._months[row.month_key] = Month(packing_of(definition))
            month.change(month.packing.numbers(row.content), 1, first=bool(row.is_first))
        except _BROKEN:
            self._report("audit-course-differs", row.course_id, None)

    def finish(self) -> None:
        if not self.looks:
            return
        found: dict[MonthKey, str] = {_key(row): row[3] for row in self._link.rows(_MONTHS)}
        moments: dict[MonthKey, dict[tuple[str, int], bytes]] = {}
        for row in self._link.rows(_MOMENTS):
            moments.setdefault(_key(row), {})[row[3], row[4]] = bytes(row[5])
        for key in sorted(self._months.keys() | found.keys() | moments.keys()):
            month = self._months.get(key)
            wanted = (month.text(), _packed(month)) if month is not None else None
            if wanted != (found.get(key), moments.get(key, {})):
                self._report("audit-month-differs", " ".join(key), None)


def _packed(month: Month) -> dict[tuple[str, int], bytes]:
    return {place: packed_moments(each) for place, each in month.moments.items() if each}


def _key(row: Row) -> MonthKey:
    return row[0], row[1], row[2]
