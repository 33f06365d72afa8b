"""What a problem is about, as people know it: a course or a patient by the record number."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import bindparam, select

from db import sql
from db import tables as t
from db.faults import UNREADABLE
from db.link import Link
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.queries import LogProblem

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_OF_COURSE = select(t.course.c.patient_id).where(t.course.c.id == bindparam("id"))
_OF_EVENT = select(t.log_event.c.course_id).where(t.log_event.c.id == bindparam("id"))
_MRN = 1
"""the column of the record number after the patient's id"""


def named(link: Link, problem: LogProblem) -> LogProblem:
    """With the record number in the place of a course's, a patient's or an entry's id: `4730021`, or `4730021/2` for
    the second of several courses. What belongs to nobody keeps its id."""
    try:
        told = _ID.sub(lambda found: _number(link, found[0]) or found[0], problem.subject)
    except (*UNREADABLE, EnvironmentFault):
        return problem
    return replace(problem, subject=told)


def _number(link: Link, known: str) -> str:
    of_event = link.row(_OF_EVENT, {"id": known})
    course_id = known if of_event is None else of_event[0]
    of_course = link.row(_OF_COURSE, {"id": course_id}) if course_id is not None else None
    patient_id = known if of_course is None else of_course[0]
    patient = link.row(sql.PATIENT, {"id": patient_id})
    if patient is None:
        return ""
    mrn = str(patient[_MRN])
    courses = [row[0] for row in link.rows(sql.COURSES_OF, {"patient_id": patient_id})]
    return f"{mrn}/{courses.index(course_id) + 1}" if course_id in courses and len(courses) > 1 else mrn
