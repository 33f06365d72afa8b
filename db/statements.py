"""The statements of every day, in SQLAlchemy's expressions; each public name in capitals is one.

`python -m db.write_sql` writes their text for SQLite into `db/sql.py`, which is what runs there: importing
SQLAlchemy takes longer than opening the record and filling Today. On PostgreSQL they are made into text when used.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
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

from db import audit_statements
from db import tables as t
from db.stretches import COURSES_AT_A_TIME, NEWEST_AT_A_TIME
from db.tables import (
    checkpoint_current,
    course,
    course_current,
    follow_up_current,
    issued_sheet,
    log_event,
    meeting,
    patient,
    patient_alike,
    patient_current,
    patient_word,
)

patient_columns = tuple(patient.c)[:9]


PUT = {
    "PUT_COURSE": t.course_current,
    "PUT_CHECKPOINT": t.checkpoint_current,
    "PUT_FOLLOW_UP": t.follow_up_current,
    "PUT_PATIENT": t.patient_current,
    "PUT_DRAFT": t.draft,
    "PUT_PREFERENCE": t.preference,
    "PUT_PASSWORD": t.password,
    "PUT_WRONG_PASSWORD": t.wrong_password,
}
"""the statements that insert a row or put it in the place of the one with its key, each with its table"""


def statement(name: str, dialect: str) -> ClauseElement:
    """The one that `db.sql` has under that name."""
    stem, _, number = name.rpartition("_")
    if stem == "HAVING_WORDS":
        return having_words(int(number))
    if name in PUT:
        return _put(PUT[name], dialect)
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
MOVE_COURSE = (
    update(course).where(course.c.id == bindparam("course_id")).values(version=bindparam("new_version"))
)
COURSES_OF = (
    select(course.c.id)
    .where(course.c.patient_id == bindparam("patient_id"))
    .order_by(course.c.enrolled_at, course.c.seq)
)

# Settings, accounts, definitions, commands

SETTINGS = select(t.site_setting.c.name, t.site_setting.c.value)
DROP_SETTINGS = delete(t.site_setting)
ADD_SETTING = insert(t.site_setting)
_account_columns = tuple(t.account.c)
ACCOUNTS = select(*_account_columns).order_by(t.account.c.seq)
ACCOUNT = select(*_account_columns).where(t.account.c.name == bindparam("name"))
CHANGE_ACCOUNT = (
    update(t.account)
    .where(t.account.c.name == bindparam("of_name"))
    .values({name: bindparam(name) for name in ("role", "disabled", "must_change", "slot")})
)
ADD_EMERGENCY = insert(t.emergency)
NEWEST_EMERGENCY = (
    select(*t.emergency.c)
    .where(t.emergency.c.account == bindparam("account"))
    .order_by(t.emergency.c.seq.desc())
    .limit(literal_column("1"))
)
EMERGENCIES = select(*t.emergency.c).order_by(t.emergency.c.seq.desc())
EVENTS_OF_ACTOR = (
    select(log_event.c.seq, log_event.c.logged_at, log_event.c.command, log_event.c.course_id)
    .where(
        log_event.c.seq > bindparam("after"),
        log_event.c.actor == bindparam("actor"),
        log_event.c.logged_at <= bindparam("until"),
    )
    .order_by(log_event.c.seq)
    .limit(literal_column("1000"))
)
PASSWORD = select(t.password.c.slot, t.password.c.hash).where(t.password.c.account == bindparam("account"))
PASSWORD_SLOTS = select(t.password.c.account, t.password.c.slot)
DROP_PASSWORD = delete(t.password).where(t.password.c.account == bindparam("account"))
WRONG_PASSWORD = select(t.wrong_password.c.count, t.wrong_password.c.last_at).where(
    t.wrong_password.c.account == bindparam("account")
)
DROP_WRONG_PASSWORD = delete(t.wrong_password).where(t.wrong_password.c.account == bindparam("account"))
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


_newest_columns = (
    course.c.id,
    course.c.pathway,
    course.c.version,
    course_current.c.phase,
    course_current.c.ended,
    course.c.enrolled_at,
    course_current.c.next_checkpoint,
    course_current.c.next_round,
    course_current.c.next_due,
    course_current.c.open_variances,
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
            *_newest_columns,
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


# The list of patients. Each way of sorting goes along the index that holds its key and all that is filtered by.

_listed = patient_current.c
LISTED_KEYS = {"NAME": "name_key", "BED": "bed_key", "DUE": "due_key", "ENROLLED": "enrolled_at"}


def _either(given: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """That the column holds what is given; an empty text lets everything through."""
    return or_(bindparam(given, type_=t.Plain) == literal_column("''"), column == bindparam(given))


def _flag(given: str, column: ColumnElement[Any]) -> ColumnElement[bool]:
    """That the column is as given; below nought lets everything through."""
    return or_(bindparam(given, type_=Integer) < literal_column("0"), column == bindparam(given))


_lets_through = and_(
    _either("phase", _listed.phase),
    _either("surgeon", _listed.surgeon),
    _flag("ended", _listed.ended),
    _flag("has_open_variance", _listed.has_open_variance),
)
_with_words = exists().where(
    patient.c.id == _listed.patient_id,
    or_(
        and_(*(patient.c.words.like(bindparam(f"word{number}")) for number in range(4))),
        patient.c.words.like(bindparam("joined")),
        patient.c.birth_date == bindparam("birth_date"),
    ),
)


def listed(key: str, *, descending: bool, with_words: bool) -> Select[Any]:
    """One page of the list of patients, sorted by `key`, between two places of that index."""
    column = _listed[LISTED_KEYS[key]]
    place = tuple_(column, _listed.mrn)
    low = tuple_(bindparam("low"), bindparam("low_mrn"))
    high = tuple_(bindparam("high"), bindparam("high_mrn"))
    order = (column.desc(), _listed.mrn.desc()) if descending else (column, _listed.mrn)
    inner = select(_listed.patient_id, column.label("listed_key"), _listed.mrn.label("listed_mrn")).where(
        place > low, place < high, _lets_through
    )
    found = (
        (inner.where(_with_words) if with_words else inner)
        .order_by(*order)
        .limit(bindparam("limit"))
        .subquery()
    )
    key_of, mrn_of = found.c.listed_key, found.c.listed_mrn
    return (
        select(*patient_columns, *_newest_columns, key_of, patient.c.words)
        .select_from(found)
        .join(patient, patient.c.id == found.c.patient_id)
        .join(patient_current, _listed.patient_id == found.c.patient_id)
        .join(course, course.c.id == _listed.course_id)
        .join(course_current, course_current.c.course_id == course.c.id)
        .order_by(*((key_of.desc(), mrn_of.desc()) if descending else (key_of, mrn_of)))
    )


# The few whom a text finds are sorted and filtered by whoever asked.
_found_columns = (
    _listed.patient_id,
    _listed.mrn,
    *(_listed[key] for key in LISTED_KEYS.values()),
    _listed.phase,
    _listed.surgeon,
    _listed.ended,
    _listed.has_open_variance,
    patient.c.words,
)
FOUND_BY_WORD = (
    select(*_found_columns)
    .select_from(patient_word)
    .join(patient, patient.c.id == patient_word.c.patient_id)
    .join(patient_current, _listed.patient_id == patient_word.c.patient_id)
    .where(patient_word.c.word >= bindparam("low"), patient_word.c.word < bindparam("high"))
    .limit(bindparam("limit"))
)
FOUND_BY_BIRTH = (
    select(*_found_columns)
    .select_from(patient)
    .join(patient_current, _listed.patient_id == patient.c.id)
    .where(patient.c.birth_date == bindparam("birth_date"))
    .limit(bindparam("limit"))
)
FOUND_BY_VARIANCE = (
    select(*_found_columns)
    .select_from(patient_current)
    .join(patient, patient.c.id == _listed.patient_id)
    .where(text(t.HAS_VARIANCE))
    .limit(bindparam("limit"))
)
NEXT_SURGEON = select(func.min(_listed.surgeon)).where(_listed.surgeon > bindparam("after"))
BORN_ON = (
    select(patient.c.id)
    .where(patient.c.birth_date == bindparam("birth_date"))
    .order_by(patient.c.birth_date, patient.c.sort_key)
    .limit(bindparam("limit"))
)
ALIKE = (
    select(patient.c.id, patient.c.family_name, patient.c.given_name, patient.c.birth_date)
    .join(patient_alike, patient_alike.c.patient_id == patient.c.id)
    .where(patient_alike.c.key >= bindparam("low"), patient_alike.c.key < bindparam("high"))
    .limit(bindparam("limit"))
)
PATIENT_ROW = (
    select(*patient_columns, *_newest_columns)
    .select_from(patient_current)
    .join(patient, patient.c.id == _listed.patient_id)
    .join(course, course.c.id == _listed.course_id)
    .join(course_current, course_current.c.course_id == course.c.id)
    .where(_listed.patient_id == bindparam("patient_id"))
)
ADD_ALIKE = insert(patient_alike)
DROP_ALIKE = delete(patient_alike).where(
    patient_alike.c.key == bindparam("old_key"), patient_alike.c.patient_id == bindparam("patient_id")
)
_own_patient = select(course.c.patient_id).where(course.c.id == bindparam("course_id")).scalar_subquery()
NEWEST_OF_PATIENT = (
    select(course.c.id, course.c.enrolled_at)
    .where(course.c.patient_id == _own_patient)
    .order_by(course.c.enrolled_at.desc(), course.c.seq.desc())
    .limit(literal_column("1"))
)
PATIENT_OF_COURSE = select(*patient_columns).where(patient.c.id == _own_patient)
FOLLOW_COURSE = (
    update(patient_current)
    .where(_listed.patient_id == _own_patient, _listed.course_id == bindparam("course_id"))
    .values(
        due_key=bindparam("due"),
        phase=bindparam("new_phase"),
        ended=bindparam("new_ended"),
        has_open_variance=bindparam("variance"),
    )
)
RENAME_LISTED = (
    update(patient_current)
    .where(_listed.patient_id == bindparam("id"))
    .values(
        mrn=bindparam("new_mrn"),
        name_key=bindparam("new_name_key"),
        bed_key=bindparam("new_bed_key"),
        surgeon=bindparam("new_surgeon"),
    )
)
CHANGE_PATIENT = (
    update(patient)
    .where(patient.c.id == bindparam("patient_id"))
    .values(
        {
            column.name: bindparam(f"new_{column.name}")
            for column in patient.c
            if column.name not in ("id", "seq")
        }
    )
)
DROP_WORD = delete(patient_word).where(
    patient_word.c.word == bindparam("old_word"),
    patient_word.c.sort_key == bindparam("old_key"),
    patient_word.c.patient_id == bindparam("patient_id"),
)
_former = t.patient_identity.c
FORMER = (
    select(*(column for column in t.patient_identity.c if column.name not in ("patient_id", "seq")))
    .where(_former.patient_id == bindparam("patient_id"))
    .order_by(_former.number)
)
ADD_FORMER = insert(t.patient_identity)

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

# Open variances and follow-up

_row = checkpoint_current.c
_VARIANCE_PLACE = (_row.occurred_at, _row.course_id, _row.checkpoint, _row.round)
OPEN_VARIANCES = (
    select(
        *patient_columns,
        course.c.id,
        course.c.pathway,
        course.c.version,
        _row.checkpoint,
        _row.round,
        _row.entry_id,
        log_event.c.body,
    )
    .select_from(checkpoint_current)
    .join(course, course.c.id == _row.course_id)
    .join(patient, patient.c.id == course.c.patient_id)
    .join(log_event, log_event.c.id == _row.entry_id)
    .where(
        text(t.VARIANCE_IS_OPEN),
        tuple_(*_VARIANCE_PLACE)
        > tuple_(
            bindparam("after"), bindparam("after_id"), bindparam("after_checkpoint"), bindparam("after_round")
        ),
        # Asked row by row: a join would first go through all courses, to save looking at a few.
        exists().where(_current.course_id == _row.course_id, _current.ended.is_(None)),
    )
    .order_by(*_VARIANCE_PLACE)
    .limit(bindparam("limit"))
)
DROP_FOLLOW_UP = delete(follow_up_current).where(follow_up_current.c.course_id == bindparam("course_id"))
_follow = follow_up_current.c


def _follow_ups(*clinic: ColumnElement[bool]) -> Select[Any]:
    place = tuple_(_follow.due_key, _follow.course_id)
    found = (
        select(*_follow)
        .where(*clinic, place > tuple_(bindparam("low"), bindparam("low_id")))
        .order_by(_follow.due_key, _follow.course_id)
        .limit(bindparam("limit"))
        .subquery()
    )
    return (
        select(*found.c, *patient_columns, course.c.pathway, course.c.version)
        .select_from(found)
        .join(course, course.c.id == found.c.course_id)
        .join(patient, patient.c.id == course.c.patient_id)
        .order_by(found.c.due_key, found.c.course_id)
    )


def _follow_up_counts(*clinic: ColumnElement[bool]) -> Select[Any]:
    def counted(*where: ColumnElement[bool]) -> Any:
        return select(func.count()).select_from(follow_up_current).where(*clinic, *where).scalar_subquery()

    due = _follow.due_key
    return select(
        counted(due < bindparam("now")),
        counted(due >= bindparam("now"), due <= bindparam("soon")),
        counted(due > bindparam("soon"), due < bindparam("undated")),
        counted(due >= bindparam("undated")),
    )


_of_clinic = _follow.clinic == bindparam("clinic")
FOLLOW_UPS = _follow_ups()
FOLLOW_UPS_OF_CLINIC = _follow_ups(_of_clinic)
FOLLOW_UP_COUNTS = _follow_up_counts()
FOLLOW_UP_COUNTS_OF_CLINIC = _follow_up_counts(_of_clinic)

# Meetings of the tumour board

_meeting = (*meeting.c, log_event.c.actor, log_event.c.logged_at)
_MEETINGS = select(*_meeting).join(log_event, log_event.c.seq == meeting.c.seq)
MEETING = _MEETINGS.where(meeting.c.id == bindparam("id"))
MEETINGS_AT = _MEETINGS.where(meeting.c.at == bindparam("at")).order_by(meeting.c.id)
_between_meetings = and_(meeting.c.at >= bindparam("low"), meeting.c.at < bindparam("high"))
MEETINGS = _MEETINGS.where(_between_meetings).order_by(meeting.c.at, meeting.c.id).limit(bindparam("limit"))
MEETINGS_DOWN = (
    _MEETINGS.where(_between_meetings)
    .order_by(meeting.c.at.desc(), meeting.c.id.desc())
    .limit(bindparam("limit"))
)
ADD_MEETING = insert(meeting)
CHANGE_MEETING = (
    update(meeting)
    .where(meeting.c.id == bindparam("meeting_id"))
    .values(
        at=bindparam("new_at"),
        cases=bindparam("new_cases"),
        revision=bindparam("new_revision"),
        cancelled=bindparam("new_cancelled"),
        seq=bindparam("new_seq"),
    )
)

MEETING_EVENTS = (
    select(log_event.c.seq, log_event.c.body)
    .where(
        log_event.c.seq > bindparam("after"),
        log_event.c.kind.in_([literal_column("'meeting-planned'"), literal_column("'meeting-changed'")]),
    )
    .order_by(log_event.c.seq)
    .limit(literal_column(str(COURSES_AT_A_TIME)))
)

# Making the rows beside the log anew

DROP_LISTED = delete(patient_current)
DROP_FOLLOW_UPS = delete(follow_up_current)
DROP_EVERY_ALIKE = delete(patient_alike)
DROP_MEETINGS = delete(meeting)
NEXT_PEOPLE = (
    select(*patient_columns)
    .where(patient.c.mrn > bindparam("after"))
    .order_by(patient.c.mrn)
    .limit(literal_column(str(COURSES_AT_A_TIME)))
)

# Drafts and preferences

_draft, _preference = t.draft.c, t.preference.c
_draft_of = _draft.account == bindparam("account")
DRAFT = select(_draft.key, _draft.saved_at, _draft.content).where(_draft_of, _draft.key == bindparam("key"))
DRAFTS = (
    select(_draft.key, _draft.saved_at, _draft.content).where(_draft_of).order_by(_draft.saved_at, _draft.key)
)
DROP_DRAFT = delete(t.draft).where(_draft_of, _draft.key == bindparam("key"))
_preference_of = _preference.account == bindparam("account")
PREFERENCES = select(_preference.name, _preference.value).where(_preference_of).order_by(_preference.name)
DROP_PREFERENCE = delete(t.preference).where(_preference_of, _preference.name == bindparam("name"))

for _key in LISTED_KEYS:
    for _down in (False, True):
        for _found in (False, True):
            _name = f"LISTED_{_key}{'_DOWN' if _down else ''}{'_WITH_WORDS' if _found else ''}"
            globals()[_name] = listed(_key, descending=_down, with_words=_found)

for _name, _found in vars(audit_statements).items():
    if _name.isupper() and isinstance(_found, ClauseElement):
        globals()[f"AUDIT_{_name}"] = _found
