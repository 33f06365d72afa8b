"""What is kept of each patient beside the log: the list of patients, whom a name finds, and former identities."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Select, bindparam, func, literal_column, select

from db import tables as t
from db.identities import alike_rows, changed_fields
from db.link import Link, Row, onward
from db.mappers import course_current_of, patient_of
from db.patient_list import listed_row
from db.statements import patient_columns
from db.stretches import COURSES_AT_A_TIME
from db.verify_courses import Report
from pathway_app.people import Patient

_LAST = "\U0010ffff"
_own = t.course.alias()
_NEWEST = (
    select(_own.c.id)
    .where(_own.c.patient_id == t.patient.c.id)
    .order_by(_own.c.enrolled_at.desc(), _own.c.seq.desc())
    .limit(literal_column("1"))
    .scalar_subquery()
)


def _people(*columns: Any) -> Select[Any]:
    return (
        select(*patient_columns, *columns)
        .where(t.patient.c.id > bindparam("after"))
        .order_by(t.patient.c.id)
        .limit(literal_column(str(COURSES_AT_A_TIME)))
    )


_PEOPLE = (
    _people(t.course.c.id, t.course.c.enrolled_at, *t.course_current.c)
    .select_from(t.patient)
    .outerjoin(t.course, t.course.c.id == _NEWEST)
    .outerjoin(t.course_current, t.course_current.c.course_id == t.course.c.id)
)
_LISTED = select(*t.patient_current.c).where(
    t.patient_current.c.patient_id > bindparam("after"), t.patient_current.c.patient_id <= bindparam("last")
)
_ALIKE: Select[Any] = select(literal_column("1")).where(
    t.patient_alike.c.key == bindparam("key"), t.patient_alike.c.patient_id == bindparam("patient_id")
)
_COUNT_ALIKE = select(func.count()).select_from(t.patient_alike)
_former = t.patient_identity.c
_FORMER = (
    select(
        *(_former[column.name if column.name != "id" else "patient_id"] for column in patient_columns),
        _former.number,
        _former.seq,
        t.log_event.c.body,
    )
    .join(t.log_event, t.log_event.c.seq == _former.seq)
    .where(_former.patient_id > bindparam("after"), _former.patient_id <= bindparam("last"))
    .order_by(_former.patient_id, _former.number)
)


def check_people(link: Link, report: Report) -> None:
    """Compare a piece at a time and report."""
    after, alike = "", 0
    while True:
        people = link.rows(_PEOPLE, {"after": after})
        is_end = len(people) < COURSES_AT_A_TIME
        stretch = {"after": after, "last": _LAST if is_end else people[-1][0]}
        listed = {row[0]: row for row in link.rows(_LISTED, stretch)}
        former: dict[str, list[Row]] = {}
        for row in link.rows(_FORMER, stretch):
            former.setdefault(row[0], []).append(row)
        for row in people:
            someone = patient_of(row)
            _check_listed(row, someone, listed.pop(someone.id, None), report)
            _check_former(someone, former.get(someone.id, []), report)
            alike += _check_alike(link, someone, report)
        for patient_id in sorted(listed):
            report("patient-current-differs", patient_id, None)
        if is_end:
            break
        after = onward(after, people[-1][0])
    counted = link.row(_COUNT_ALIKE)
    if counted is None or counted[0] != alike:
        report("search-differs", "patient_alike", None)


def _check_listed(row: Row, someone: Patient, listed: Row | None, report: Report) -> None:
    course_id, enrolled_at = row[9], row[10]
    wanted = None
    if course_id is not None and row[11] is not None:
        wanted = tuple(listed_row(someone, course_id, enrolled_at, course_current_of(row[11:])).values())
    if listed != wanted:
        report("patient-current-differs", someone.id, None)


def _check_alike(link: Link, someone: Patient, report: Report) -> int:
    """How many keys the patient should have."""
    rows = alike_rows(someone)
    if any(link.row(_ALIKE, row) is None for row in rows):
        report("search-differs", someone.id, None)
    return len(rows)


def _check_former(someone: Patient, former: list[Row], report: Report) -> None:
    """Each correction must change just the fields that the log names."""
    said = [patient_of(row).identity for row in former] + [someone.identity]
    for place, row in enumerate(former):
        number, seq, body = row[9:]
        try:
            told = json.loads(body)["fields"]
        except (ValueError, KeyError, TypeError, RecursionError):
            told = None
        if number != place + 1 or told != list(changed_fields(said[place], said[place + 1])):
            report("identity-corrected-differs", someone.id, seq)
