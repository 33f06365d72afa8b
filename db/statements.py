"""The statements of every day, in SQLAlchemy's expressions; each public name in capitals is one.

`python -m db.write_sql` writes their text for SQLite into `db/sql.py`, which is what runs there: importing
SQLAlchemy takes longer than opening the record and filling Today. On PostgreSQL they are made into text when used.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Select,
    Subquery,
    Table,
    and_,
    bindparam,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal_column,
    or_,
    select,
    text,
    true,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.expression import ClauseElement

from db import tables as t
from db.stretches import COURSES_AT_A_TIME, NEWEST_AT_A_TIME
from db.tables import (
    checkpoint_current,
    course,
    course_current,
    issued_sheet,
    log_event,
    patient,
    patient_word,
)

patient_columns = tuple(patient.c)[:9]


def statement(name: str, dialect: str) -> ClauseElement:
    """The one that `db.sql` has under that name."""
    stem, _, number = name.rpartition("_")
    if stem == "HAVING_WORDS":
        return having_words(int(number))
    if stem == "PUT":
        return _put(t.metadata.tables[f"{number.lower()}_current"], dialect)
    found: ClauseElement = globals()[name]
    return found


def _put(table: Table, dialect: str) -> ClauseElement:
    """Insert the row, or put it in the place of the one with its key."""
    rows = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    changing = {column.name: column for column in rows.excluded if not table.c[column.name].primary_key}
    return rows.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=changing)


# The log and its courses

APPEND = insert(log_event)
NEWEST = (
    select(log_event.c.seq, log_event.c.hash, log_event.c.logged_at)
    .order_by(log_event.c.seq.desc())
    .limit(literal_column("1"))
)
KNOWN_ENTRY = select(log_event.c.kind, log_event.c.course_id).where(log_event.c.id == bindparam("id"))
EVENTS = (
    select(log_event.c.seq, log_event.c.kind, log_event.c.id, log_event.c.body)
    .where(log_event.c.course_id == bindparam("course_id"), log_event.c.seq >= bindparam("since"))
    .order_by(log_event.c.seq)
)
EVENTS_OF_SOME = (
    select(log_event.c.course_id, log_event.c.kind, log_event.c.id, log_event.c.body)
    .where(log_event.c.course_id.in_([bindparam(f"course{number}") for number in range(NEWEST_AT_A_TIME)]))
    .order_by(log_event.c.course_id, log_event.c.seq)
)
NEXT_COURSES = (
    select(log_event.c.course_id)
    .distinct()
    .where(log_event.c.course_id > bindparam("after"))
    .order_by(log_event.c.course_id)
    .limit(literal_column(str(COURSES_AT_A_TIME)))
)
EVENTS_BETWEEN = (
    select(log_event.c.course_id, log_event.c.seq, log_event.c.kind, log_event.c.id, log_event.c.body)
    .where(log_event.c.course_id > bindparam("after"), log_event.c.course_id <= bindparam("last"))
    .order_by(log_event.c.course_id, log_event.c.seq)
)
DROP_CHECKPOINT = delete(checkpoint_current).where(
    checkpoint_current.c.course_id == bindparam("course_id"),
    checkpoint_current.c.checkpoint == bindparam("checkpoint"),
    checkpoint_current.c.round == bindparam("round"),
)
DROP_CHECKPOINTS = delete(checkpoint_current).where(checkpoint_current.c.course_id == bindparam("course_id"))
ADD_COURSE = insert(course)
COURSES_OF = (
    select(course.c.id)
    .where(course.c.patient_id == bindparam("patient_id"))
    .order_by(course.c.enrolled_at, course.c.seq)
)

# Settings, accounts, definitions, commands

SETTINGS = select(t.site_setting.c.name, t.site_setting.c.value)
DROP_SETTINGS = delete(t.site_setting)
ADD_SETTING = insert(t.site_setting)
ACCOUNTS = select(t.account.c.name, t.account.c.full_name, t.account.c.role).order_by(t.account.c.seq)
ACCOUNT = select(t.account.c.name, t.account.c.full_name, t.account.c.role).where(
    t.account.c.name == bindparam("name")
)
ADD_ACCOUNT = insert(t.account)
PATHWAYS = select(t.definition.c.pathway, t.definition.c.version).order_by(t.definition.c.seq)
BODY = select(t.definition.c.body).where(
    t.definition.c.pathway == bindparam("pathway"), t.definition.c.version == bindparam("version")
)
NEWEST_VERSION = (
    select(t.definition.c.version)
    .where(t.definition.c.pathway == bindparam("pathway"))
    .order_by(t.definition.c.seq.desc())
)
ADD_DEFINITION = insert(t.definition)
EARLIER = select(t.command.c.changes).where(t.command.c.id == bindparam("id"))
ADD_COMMAND = insert(t.command)

# Patients, and the courses of each

PATIENT = select(*patient_columns).where(patient.c.id == bindparam("id"))
PATIENT_BY_MRN = select(*patient_columns).where(patient.c.mrn == bindparam("mrn"))
PATIENT_BY_NATIONAL_NUMBER = (
    select(*patient_columns)
    .join(patient_word, patient_word.c.patient_id == patient.c.id)
    .where(
        patient_word.c.word == bindparam("national_number"),
        patient.c.national_number == bindparam("national_number"),
    )
)
ADD_PATIENT = insert(patient)
ADD_WORD = insert(patient_word)
COUNT = select(func.count()).select_from(patient)
_PATIENT_AND_COURSES = select(*patient_columns, course.c.id).join(course, course.c.patient_id == patient.c.id)
_IN_ORDER = (course.c.enrolled_at, course.c.seq)
BY_ID = _PATIENT_AND_COURSES.where(patient.c.id == bindparam("patient_id")).order_by(*_IN_ORDER)
BY_MRN = _PATIENT_AND_COURSES.where(patient.c.mrn == bindparam("mrn")).order_by(*_IN_ORDER)
BETWEEN = _PATIENT_AND_COURSES.where(
    patient.c.mrn >= bindparam("first"), patient.c.mrn <= bindparam("last")
).order_by(patient.c.mrn, *_IN_ORDER)
NEXT_PATIENTS = (
    select(patient.c.mrn)
    .where(patient.c.mrn > bindparam("after"))
    .order_by(patient.c.mrn)
    .limit(literal_column(str(NEWEST_AT_A_TIME)))
)


def _with_newest_course(found: Subquery) -> Select[Any]:
    """The patients of `found`, each with the course that was begun last."""
    own = course.alias()
    newest = (
        select(own.c.id)
        .where(own.c.patient_id == found.c.id)
        .order_by(own.c.enrolled_at.desc(), own.c.seq.desc())
        .limit(literal_column("1"))
        .scalar_subquery()
    )
    return (
        select(
            *(found.c[column.name] for column in patient_columns),
            course.c.id,
            course.c.pathway,
            course.c.version,
            course_current.c.phase,
            course_current.c.ended,
        )
        .select_from(found)
        .join(course, course.c.id == newest)
        .join(course_current, course_current.c.course_id == course.c.id)
    )


def having_words(more: int) -> Select[Any]:
    """Patients with a word from `low` up to `high` and `more` other words, in the order of the word found."""
    found = (
        select(patient_word.c.word, patient_word.c.sort_key.label("found_key"), *patient_columns)
        .join(patient, patient.c.id == patient_word.c.patient_id)
        .where(patient_word.c.word >= bindparam("low"), patient_word.c.word < bindparam("high"))
        .where(*(patient.c.words.like(bindparam(f"word{number}")) for number in range(more)))
        .order_by(patient_word.c.word, patient_word.c.sort_key, patient_word.c.patient_id)
        .limit(bindparam("limit"))
        .subquery()
    )
    return _with_newest_course(found).order_by(found.c.word, found.c.found_key, found.c.id)


def _directory() -> Select[Any]:
    place = tuple_(patient.c.sort_key, patient.c.mrn)
    found = (
        select(*patient_columns, patient.c.sort_key)
        .where(place > tuple_(bindparam("sort_key"), bindparam("mrn")))
        .order_by(patient.c.sort_key, patient.c.mrn)
        .limit(bindparam("limit"))
        .subquery()
    )
    return _with_newest_course(found).order_by(found.c.sort_key, found.c.mrn)


DIRECTORY = _directory()

# The worklist

_current = course_current.c
_not_running = or_(_current.clock_until.is_(None), _current.clock_until <= bindparam("now"))
_not_overdue = or_(_current.next_due.is_(None), _current.next_due >= bindparam("now"))


def _between(moment: ColumnElement[Any]) -> ColumnElement[bool]:
    place = tuple_(moment, _current.course_id)
    low = tuple_(bindparam("low"), bindparam("low_id"))
    high = tuple_(bindparam("high"), bindparam("high_id"))
    return and_(place > low, place < high)


def _stretch(condition: ColumnElement[bool], *order: Column[Any]) -> Select[Any]:
    """One page of a stretch. The inner select goes along the index, the joins come after."""
    found = select(*_current).where(condition).order_by(*order).limit(bindparam("limit")).subquery()
    return (
        select(*found.c, *patient_columns, course.c.pathway, course.c.version)
        .select_from(found)
        .join(course, course.c.id == found.c.course_id)
        .join(patient, patient.c.id == course.c.patient_id)
        .order_by(*(found.c[column.name] for column in order))
    )


def _undated(where: str) -> Select[Any]:
    return _stretch(
        and_(text(where), _current.course_id > bindparam("low_id"), _not_running), _current.course_id
    )


_DUE = (_current.next_due, _current.course_id)
OVERDUE = _stretch(and_(text(t.HAS_DUE), _between(_current.next_due)), *_DUE)
DATED = _stretch(and_(text(t.HAS_DUE), _between(_current.next_due), _not_running), *_DUE)
RUNNING = _stretch(
    and_(text(t.HAS_CLOCK), _between(_current.clock_until), _not_overdue),
    _current.clock_until,
    _current.course_id,
)
BLOCKED = _undated(t.IS_BLOCKED)
UNDATED = _undated(t.IS_UNDATED)


# Counting: the stretches of the index on the deadlines are counted whole, and then what runs is taken off.


def _count(*where: Any) -> Any:
    return select(func.count()).select_from(course_current).where(*where).scalar_subquery()


def _due(*where: Any) -> Any:
    return _count(text(t.HAS_DUE), *where)


_due_until: ColumnElement[Any] = _current.next_due
_now: ColumnElement[Any] = bindparam("now")
OF_ALL = select(
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


OF_RUNNING = select(
    _number(and_(_due_until >= _now, _due_until <= bindparam("today"))),
    _number(and_(_due_until > bindparam("today"), _due_until <= bindparam("week"))),
    _number(_due_until > bindparam("week")),
    _number(and_(_due_until.is_(None), _current.held_up_by > 0)),
    _number(and_(_due_until.is_(None), _current.held_up_by == 0)),
).where(text(t.HAS_CLOCK), _current.clock_until > _now)

# Open courses

OPEN_COURSES = union_all(
    *(select(_current.course_id).where(text(where)) for where in (t.HAS_DUE, t.IS_BLOCKED, t.IS_UNDATED))
)
REVISION = select(_current.revision).where(_current.course_id == bindparam("course_id"))


def _ready_at(dated: ColumnElement[bool], *order: Column[Any]) -> Select[Any]:
    """Along the index of what is ready, as far as the limit."""
    row = checkpoint_current.c
    return (
        select(row.course_id)
        .join(course, course.c.id == row.course_id)
        .join(course_current, _current.course_id == row.course_id)
        .where(
            text(t.IS_READY),
            row.checkpoint == bindparam("checkpoint"),
            dated,
            course.c.pathway == bindparam("pathway"),
            _current.ended.is_(None),
        )
        .order_by(*order)
        .limit(bindparam("limit"))
    )


_deadline = checkpoint_current.c.deadline
READY_DATED = _ready_at(_deadline.is_not(None), _deadline, checkpoint_current.c.course_id)
READY_UNDATED = _ready_at(_deadline.is_(None), checkpoint_current.c.course_id)

# What was issued

ADD_COPY = insert(issued_sheet)
_of_kind = and_(
    issued_sheet.c.sheet == bindparam("sheet"), issued_sheet.c.course_id == bindparam("course_id")
)
NEWEST_NUMBER = select(func.max(issued_sheet.c.copy)).where(_of_kind)
NEWEST_COPY = (
    select(issued_sheet.c.seq)
    .where(_of_kind, issued_sheet.c.failed == false(), issued_sheet.c.seq < bindparam("before"))
    .order_by(issued_sheet.c.copy.desc())
    .limit(literal_column("1"))
)
FAIL_COPIES = update(issued_sheet).where(issued_sheet.c.seq == bindparam("number")).values(failed=true())
_failed = exists().where(issued_sheet.c.seq == log_event.c.seq, issued_sheet.c.failed == true())
_ISSUES = select(
    log_event.c.seq, log_event.c.hash, log_event.c.logged_at, log_event.c.actor, log_event.c.body, _failed
).where(log_event.c.kind == literal_column("'sheets-issued'"))
ISSUE = _ISSUES.where(log_event.c.seq == bindparam("number"))
ISSUE_OF = _ISSUES.join(t.command, t.command.c.last_seq == log_event.c.seq).where(
    t.command.c.id == bindparam("command_id"), log_event.c.command_id == t.command.c.id
)
