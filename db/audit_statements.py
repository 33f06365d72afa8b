"""The audit's statements; `db/statements.py` takes each of them over as `AUDIT_` and its name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal_column,
    select,
    tuple_,
)

from db import tables as t
from db.stretches import NEWEST_AT_A_TIME

_event, _kept, _course, _patient = t.log_event.c, t.audit_course.c, t.course.c, t.patient.c

POSITION = select(t.audit_position.c.seq, t.audit_position.c.form)
DROP_POSITION = delete(t.audit_position)
ADD_POSITION = t.audit_position.insert()
DROP_MOMENTS_OF_ALL = delete(t.audit_moments)
DROP_MONTHS_OF_ALL = delete(t.audit_month)
DROP_COURSES_OF_ALL = delete(t.audit_course)
HEAD = select(func.max(_event.seq))

_unseen = and_(
    _event.seq > bindparam("since"),
    # So put that no index by course is taken: few events are new, and they stand together.
    func.coalesce(_event.course_id, literal_column("''")) != literal_column("''"),
    ~exists().where(_kept.course_id == _event.course_id, _kept.seq >= _event.seq),
)
UNSEEN = (
    select(_event.seq, _event.course_id).where(_unseen).order_by(_event.seq).limit(literal_column("2000"))
)
STALE = select(_event.course_id).distinct().where(_unseen)
COUNT_COURSES = select(func.count()).select_from(t.course)

_these: list[Any] = [bindparam(f"course{number}") for number in range(NEWEST_AT_A_TIME)]
EVENTS = (
    select(_event.course_id, _event.seq, _event.kind, _event.id, _event.body)
    .where(_event.course_id.in_(_these))
    .order_by(_event.course_id, _event.seq)
)
KEPT = select(
    _kept.course_id, _kept.pathway, _kept.month, _kept.version, _kept.is_first, _kept.content
).where(_kept.course_id.in_(_these))
_other = t.course.alias()
FIRST = select(_course.id).where(
    _course.id.in_(_these),
    ~exists().where(_other.c.patient_id == _course.patient_id, _other.c.seq < _course.seq),
)
DROP_COURSE = delete(t.audit_course).where(_kept.course_id == bindparam("of_course"))
ADD_COURSE = t.audit_course.insert()

_month, _moments = t.audit_month.c, t.audit_moments.c
_key = ("pathway", "month", "version")
MONTH = select(_month.counts).where(*(_month[name] == bindparam(f"of_{name}") for name in _key))
MOMENTS = select(_moments.kind, _moments.number, _moments.packed).where(
    *(_moments[name] == bindparam(f"of_{name}") for name in _key)
)
DROP_MONTH = delete(t.audit_month).where(*(_month[name] == bindparam(f"of_{name}") for name in _key))
ADD_MONTH = t.audit_month.insert()
DROP_MOMENTS = delete(t.audit_moments).where(
    *(_moments[name] == bindparam(f"of_{name}") for name in _key),
    _moments.kind == bindparam("of_kind"),
    _moments.number == bindparam("of_number"),
)
ADD_MOMENTS = t.audit_moments.insert()


def _in_months(columns: Any) -> tuple[Any, ...]:
    return (
        columns.pathway == bindparam("pathway"),
        columns.month >= bindparam("first"),
        columns.month <= bindparam("last"),
    )


MONTHS = (
    select(_month.month, _month.version, _month.counts)
    .where(*_in_months(_month))
    .order_by(_month.month, _month.version)
)
MONTHS_MOMENTS = (
    select(_moments.month, _moments.version, _moments.kind, _moments.number, _moments.packed)
    .where(*_in_months(_moments))
    .order_by(_moments.month, _moments.version)
)
MONTHS_DUES = MONTHS_MOMENTS.where(_moments.kind.in_([literal_column("'due'"), literal_column("'first'")]))

_place = tuple_(_course.enrolled_at, _course.id)
_in_span = (
    _course.pathway == bindparam("pathway"),
    _place > tuple_(bindparam("low"), bindparam("low_id")),
    _course.enrolled_at < bindparam("end"),
)
COURSES = (
    select(
        _course.id,
        _course.patient_id,
        _course.enrolled_at,
        func.coalesce(_patient.surgeon, literal_column("''")),
        _kept.version,
        _kept.group_value,
        _kept.outcome,
        _kept.content,
    )
    .select_from(t.course)
    .join(t.patient, _patient.id == _course.patient_id)
    .outerjoin(t.audit_course, _kept.course_id == _course.id)
    .where(*_in_span)
    .order_by(_course.enrolled_at, _course.id)
    .limit(literal_column(str(NEWEST_AT_A_TIME)))
)
ENROLLED = (
    select(_course.id, _course.enrolled_at, *tuple(t.patient.c)[:9])
    .join(t.patient, _patient.id == _course.patient_id)
    .where(*_in_span)
    .order_by(_course.enrolled_at, _course.id)
    .limit(literal_column(str(NEWEST_AT_A_TIME)))
)
COUNT_ENROLLED = select(func.count()).select_from(t.course).where(*_in_span)
SURGEONS = (
    select(func.coalesce(_patient.surgeon, literal_column("''")))
    .distinct()
    .select_from(t.course)
    .join(t.patient, _patient.id == _course.patient_id)
    .where(_course.pathway == bindparam("pathway"))
)
ENDS = select(func.min(_course.enrolled_at), func.max(_course.enrolled_at)).where(
    _course.pathway == bindparam("pathway")
)
KINDS = (
    select(_kept.version, _kept.group_value, _kept.outcome)
    .distinct()
    .where(_kept.pathway == bindparam("pathway"))
)
PATHWAYS = (
    select(_course.pathway)
    .distinct()
    .where(
        _course.enrolled_at >= bindparam("low"),
        _course.enrolled_at < bindparam("end"),
        func.coalesce(_course.recorded_at, _course.enrolled_at) <= bindparam("now"),
    )
    .order_by(_course.pathway)
)
