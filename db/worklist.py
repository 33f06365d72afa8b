"""The worklist in SQL: what `Horizon.group` and `worklist_order` say, as ranges of the indexes on open courses.

Each group is one or two stretches of an index; a page begins where the one before ended.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from db import sql
from db.link import Link, Row, Statement
from db.mappers import course_current_of, instant_text, json_text, patient_of
from pathway_app.derived import CourseCurrent
from pathway_app.queries import Horizon, Page, WorklistCounts, WorklistGroup, WorklistRow

_FIRST, _LAST = "", "\U0010ffff"  # before and after every course id
_END_OF_TIME = "9999-12-31T23:59:59.999999+00:00"


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A statement and the (moment, course id) between which it looks, both ends excluded."""

    statement: Statement
    low: tuple[str, str]
    high: tuple[str, str] = (_END_OF_TIME, _LAST)


def _stretches(group: WorklistGroup, horizon: Horizon) -> tuple[_Stretch, ...]:
    now, today, week = (instant_text(each) for each in (horizon.now, horizon.end_of_day, horizon.end_of_week))
    match group:
        case WorklistGroup.OVERDUE:
            return (_Stretch(sql.OVERDUE, (_FIRST, _FIRST), (now, _FIRST)),)
        case WorklistGroup.RUNNING:
            return (_Stretch(sql.RUNNING, (now, _LAST)),)
        case WorklistGroup.DUE_TODAY:
            return (_Stretch(sql.DATED, (now, _FIRST), (today, _LAST)),)
        case WorklistGroup.THIS_WEEK:
            return (_Stretch(sql.DATED, (today, _LAST), (week, _LAST)),)
        case WorklistGroup.BLOCKED:
            return (_Stretch(sql.BLOCKED, (_FIRST, _FIRST)),)
        case WorklistGroup.LATER:
            return (_Stretch(sql.DATED, (week, _LAST)), _Stretch(sql.UNDATED, (_FIRST, _FIRST)))


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


_COLUMNS = [field.name for field in fields(CourseCurrent)]
_DUE_AT, _UNTIL_AT = _COLUMNS.index("next_due"), _COLUMNS.index("clock_until")


def _cursor(group: WorklistGroup, place: int, row: Row) -> str:
    moment = row[_UNTIL_AT] if group is WorklistGroup.RUNNING else row[_DUE_AT]
    return json_text([place, moment or _FIRST, row[0]])


def _worklist_row(group: WorklistGroup, row: Row) -> WorklistRow:
    width = len(_COLUMNS)
    patient = patient_of(row[width : width + 9])
    return WorklistRow(group, patient, row[-2], row[-1], course_current_of(row))


def counts(link: Link, horizon: Horizon) -> WorklistCounts:
    params = {
        "now": instant_text(horizon.now),
        "today": instant_text(horizon.end_of_day),
        "week": instant_text(horizon.end_of_week),
    }
    everything, running = link.row(sql.OF_ALL, params), link.row(sql.OF_RUNNING, params)
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
