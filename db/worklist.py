"""The worklist in SQL: what `Horizon.group` and `worklist_order` say, as ranges of the indexes on open courses.

Each group is one or two stretches of an index; a page begins where the one before ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Select, and_, bindparam, case, func, or_, select, text, tuple_

from db import tables as t
from db.link import Link, Row
from db.mappers import course_current_of, instant_text, json_text, patient_of
from db.search import PATIENT_COLUMNS
from pathway_app.queries import Horizon, Page, WorklistCounts, WorklistGroup, WorklistRow

_FIRST, _LAST = "", "\U0010ffff"  # before and after every course id
_END_OF_TIME = "9999-12-31T23:59:59.999999+00:00"

_current = t.course_current.c
_columns = list(t.course_current.c)

_not_running = or_(_current.clock_until.is_(None), _current.clock_until <= bindparam("now"))
_not_overdue = or_(_current.next_due.is_(None), _current.next_due >= bindparam("now"))


def _between(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    place = tuple_(moment, _current.course_id)
    low = tuple_(bindparam("low"), bindparam("low_id"))
    high = tuple_(bindparam("high"), bindparam("high_id"))
    return and_(place > low, place < high)


def _stretch(condition: ColumnElement[bool], *order: Column[Any]) -> Select[Any]:
    """One page of a stretch. The inner select goes along the index, the joins come after."""
    found = select(*_columns).where(condition).order_by(*order).limit(bindparam("limit")).subquery()
    return (
        select(*found.c, *PATIENT_COLUMNS, t.course.c.pathway, t.course.c.version)
        .select_from(found)
        .join(t.course, t.course.c.id == found.c.course_id)
        .join(t.patient, t.patient.c.id == t.course.c.patient_id)
        .order_by(*(found.c[column.name] for column in order))
    )


def _undated(where: str) -> Select[Any]:
    return _stretch(
        and_(text(where), _current.course_id > bindparam("low_id"), _not_running), _current.course_id
    )


_DUE = (_current.next_due, _current.course_id)
_OVERDUE = _stretch(and_(text(t.HAS_DUE), _between(_current.next_due)), *_DUE)
_DATED = _stretch(and_(text(t.HAS_DUE), _between(_current.next_due), _not_running), *_DUE)
_RUNNING = _stretch(
    and_(text(t.HAS_CLOCK), _between(_current.clock_until), _not_overdue),
    _current.clock_until,
    _current.course_id,
)
_BLOCKED = _undated(t.IS_BLOCKED)
_UNDATED = _undated(t.IS_UNDATED)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A statement and the (moment, course id) between which it looks, both ends excluded."""

    statement: Select[Any]
    low: tuple[str, str]
    high: tuple[str, str] = (_END_OF_TIME, _LAST)


def _stretches(group: WorklistGroup, horizon: Horizon) -> tuple[_Stretch, ...]:
    now, today, week = (instant_text(each) for each in (horizon.now, horizon.end_of_day, horizon.end_of_week))
    match group:
        case WorklistGroup.OVERDUE:
            return (_Stretch(_OVERDUE, (_FIRST, _FIRST), (now, _FIRST)),)
        case WorklistGroup.RUNNING:
            return (_Stretch(_RUNNING, (now, _LAST)),)
        case WorklistGroup.DUE_TODAY:
            return (_Stretch(_DATED, (now, _FIRST), (today, _LAST)),)
        case WorklistGroup.THIS_WEEK:
            return (_Stretch(_DATED, (today, _LAST), (week, _LAST)),)
        case WorklistGroup.BLOCKED:
            return (_Stretch(_BLOCKED, (_FIRST, _FIRST)),)
        case WorklistGroup.LATER:
            return (_Stretch(_DATED, (week, _LAST)), _Stretch(_UNDATED, (_FIRST, _FIRST)))


def worklist(
    link: Link, group: WorklistGroup, horizon: Horizon, after: str | None, limit: int
) -> Page[WorklistRow]:
    stretches = _stretches(group, horizon)
    number, *low = json.loads(after) if after is not None else (0, *stretches[0].low)
    rows: list[tuple[int, Row]] = []
    for place in range(number, len(stretches)):
        stretch = stretches[place]
        start = low if place == number else stretch.low
        params = {
            "now": instant_text(horizon.now),
            "low": start[0],
            "low_id": start[1],
            "high": stretch.high[0],
            "high_id": stretch.high[1],
            "limit": limit + 1 - len(rows),
        }
        rows.extend((place, row) for row in link.rows(stretch.statement, params))
        if len(rows) > limit:
            break
    page = rows[:limit]
    following = _cursor(group, *page[-1]) if len(rows) > limit else None
    return Page(tuple(_worklist_row(group, row) for _, row in page), following)


_DUE_AT, _UNTIL_AT = _columns.index(_current.next_due), _columns.index(_current.clock_until)


def _cursor(group: WorklistGroup, place: int, row: Row) -> str:
    moment = row[_UNTIL_AT] if group is WorklistGroup.RUNNING else row[_DUE_AT]
    return json_text([place, moment or _FIRST, row[0]])


def _worklist_row(group: WorklistGroup, row: Row) -> WorklistRow:
    width = len(_columns)
    patient = patient_of(row[width : width + 9])
    return WorklistRow(group, patient, row[-2], row[-1], course_current_of(row))


# Counting: the stretches of the index on the deadlines are counted whole, and then what runs is taken off.


def _count(*where: Any) -> Any:
    return select(func.count()).select_from(t.course_current).where(*where).scalar_subquery()


def _due(*where: Any) -> Any:
    return _count(text(t.HAS_DUE), *where)


_due_until: ColumnElement[Any] = _current.next_due
_now: ColumnElement[Any] = bindparam("now")
_OF_ALL = select(
    _due(_due_until < _now),
    _due(_due_until >= _now, _due_until <= bindparam("today")),
    _due(_due_until > bindparam("today"), _due_until <= bindparam("week")),
    _due(_due_until > bindparam("week")),
    _count(text(t.IS_BLOCKED)),
    _count(text(t.IS_UNDATED)),
    _count(text(t.HAS_OPEN_VARIANCE)),
)


def _number(condition: ColumnElement[bool]) -> Any:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


_OF_RUNNING = select(
    _number(and_(_due_until >= _now, _due_until <= bindparam("today"))),
    _number(and_(_due_until > bindparam("today"), _due_until <= bindparam("week"))),
    _number(_due_until > bindparam("week")),
    _number(and_(_due_until.is_(None), _current.held_up_by > 0)),
    _number(and_(_due_until.is_(None), _current.held_up_by == 0)),
).where(text(t.HAS_CLOCK), _current.clock_until > _now)


def counts(link: Link, horizon: Horizon) -> WorklistCounts:
    params = {
        "now": instant_text(horizon.now),
        "today": instant_text(horizon.end_of_day),
        "week": instant_text(horizon.end_of_week),
    }
    everything, running = link.row(_OF_ALL, params), link.row(_OF_RUNNING, params)
    assert everything is not None and running is not None
    overdue, *rest, with_open_variance = everything
    today, week, dated, blocked, undated = _less(rest, running)
    groups = {
        WorklistGroup.OVERDUE: int(overdue),
        WorklistGroup.RUNNING: sum(map(int, running)),
        WorklistGroup.DUE_TODAY: today,
        WorklistGroup.THIS_WEEK: week,
        WorklistGroup.BLOCKED: blocked,
        WorklistGroup.LATER: dated + undated,
    }
    return WorklistCounts(groups, sum(groups.values()), int(with_open_variance))


def _less(all_: list[Any], running: Row) -> Iterator[int]:
    return (int(each) - int(less) for each, less in zip(all_, running, strict=True))
