"""Whether the record holds: the chain recomputed, and every row beside the log compared with it.

Goes through the log and the courses a piece at a time, so that memory stays bounded however long they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, bindparam, cast, func, literal_column, or_, select

from db import sql
from db import tables as t
from db.definitions import Definitions
from db.definitions import site as read_site
from db.faults import UNREADABLE
from db.link import Link, Row, onward
from db.log import (
    LINE_BREAKS_WITHIN,
    OF_COURSES,
    OF_MEETINGS,
    OF_PAPER,
    Event,
    EventKind,
    Head,
    digest,
    head_of,
)
from db.mappers import patient_of, site_of
from db.search import search_words, sort_key
from db.statements import patient_columns
from db.store import Store
from db.verify_accounts import check_accounts
from db.verify_commands import check_belonging, check_commands
from db.verify_courses import check_courses
from db.verify_identities import check_identities
from db.verify_issues import check_issues
from db.verify_meetings import check_meetings
from db.verify_people import check_people
from db.verify_schema import check_schema
from db.verify_subjects import named
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.queries import LogProblem, Verification

EVENTS_AT_A_TIME = 2000
_NO_END = 2**63 - 1
MOST_PROBLEMS = 100
"""after so many there is no point in naming more"""


class Findings:
    """The problems found so far."""

    def __init__(self) -> None:
        self.problems: list[LogProblem] = []

    def add(self, code: str, subject: object, number: int | None = None) -> None:
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(LogProblem(number, code, str(subject)))


def verify(
    store: Store, link: Link, definitions: Definitions, progress: Callable[[int], None] | None
) -> Verification:
    findings = Findings()
    courses = 0

    def check_the_file() -> None:
        for damage in store.damage(link):
            findings.add("file-damaged", damage)

    def check_the_courses() -> None:
        nonlocal courses
        courses = check_courses(link, definitions, read_site(link), findings.add)

    head = Head()
    with _damage_named(findings, "head"):
        head = head_of(link)
    checks: dict[str, Callable[[], None]] = {
        "file": check_the_file,
        "log": lambda: check_log(link, findings, progress),
        "companions": lambda: _check_companions(link, findings),
        "schema": lambda: check_schema(link, store.dialect, findings.add),
        "commands": lambda: check_commands(link, head.seq, findings.add),
        "belonging": lambda: check_belonging(link, findings.add),
        "words": lambda: _check_words(link, findings),
        "courses": check_the_courses,
        "people": lambda: check_people(link, findings.add),
        "identities": lambda: check_identities(link, findings.add),
        "accounts": lambda: check_accounts(link, findings.add),
        "issues": lambda: check_issues(link, findings.add),
        "meetings": lambda: check_meetings(link, findings.add),
    }
    for what, check in checks.items():
        with _damage_named(findings, what):
            check()
    return Verification(head.shown(), courses, tuple(named(link, each) for each in findings.problems))


@contextmanager
def _damage_named(findings: Findings, what: str) -> Iterator[None]:
    """Where something cannot be read any further, that is a finding, and the next check is made."""
    try:
        yield
    except UNREADABLE as error:
        findings.add("rows-unreadable", f"{what} {type(error).__name__}")
    except EnvironmentFault as fault:
        if fault.code != "database-damaged":
            raise
        findings.add("file-damaged", fault.params.get("path", ""))


# The chain

_seq = t.log_event.c.seq
_line_break: ColumnElement[str] = literal_column("'\n'")


def _lines() -> Any:
    """The event as `db.log.digest` takes it, made by the database: several times faster than column by column."""
    text: ColumnElement[str] = cast(_seq, t.Plain)
    for name in Event._fields[1:]:
        column = t.log_event.c[name]
        text = (
            text + _line_break + (func.coalesce(column, literal_column("''")) if column.nullable else column)
        )
    return text


def _next(*columns: Any) -> Select[Any]:
    return (
        select(*columns)
        .where(_seq > bindparam("after"))
        .order_by(_seq)
        .limit(literal_column(str(EVENTS_AT_A_TIME)))
    )


_LINES = _next(_seq, _lines(), t.log_event.c.hash)
_EVENTS = _next(*(t.log_event.c[name] for name in Event._fields), t.log_event.c.hash)


def check_log(link: Link, findings: Findings, progress: Callable[[int], None] | None = None) -> None:
    """Recompute the chain; where it does not hold, look which event is to blame."""
    previous, last, checked = "", 0, 0
    while lines := link.rows(_LINES, {"after": last}):
        if not _follows(lines, last) or not _holds(lines, previous):
            _name_broken(link.rows(_EVENTS, {"after": last}), previous, last, findings)
        last, previous = onward(last, lines[-1][0]), lines[-1][2]
        checked += len(lines)
        if progress is not None:
            progress(checked)


def _follows(lines: Sequence[Row], last: int) -> bool:
    """Whether no number lacks. Hashes can be made to fit again where events were taken out."""
    return bool(lines[-1][0] == last + len(lines))


def _holds(lines: Iterable[Row], previous: str) -> bool:
    """Whether every hash is that of its event and the hash before."""
    hashed, within = sha256, LINE_BREAKS_WITHIN
    for _, text, stored in lines:
        if (
            text is None
            or hashed(f"{previous}\n{text}".encode()).hexdigest() != stored
            or text.count("\n") != within
        ):
            return False
        previous = stored
    return True


def _name_broken(events: Iterable[Row], previous: str, last: int, findings: Findings) -> None:
    for event in events:
        *columns, stored = event
        seq = columns[0]
        if seq != last + 1:
            # What the hash before a gap was is unknown, so that this event's own cannot be judged.
            findings.add("event-missing", last + 1, last + 1)
        elif _digest(previous, columns) != stored:
            findings.add("event-changed", columns[1], seq)
        previous, last = stored, seq


def _digest(previous: str, columns: Sequence[Any]) -> str:
    try:
        return digest(previous, Event(*columns))
    except (ValueError, TypeError, RecursionError):
        return ""


# Rows that belong to one event each


def _beside(table: Table, *columns: Any) -> Select[Any]:
    return select(table.c.seq, *columns).where(
        table.c.seq >= bindparam("first"), table.c.seq <= bindparam("last")
    )


_PATIENTS = _beside(t.patient, *patient_columns, t.patient.c.sort_key, t.patient.c.words)
_FORMER = _beside(t.patient_identity, t.patient_identity.c.patient_id, t.patient_identity.c.number)
_DEFINITIONS = _beside(
    t.definition, t.definition.c.pathway, t.definition.c.version, t.definition.c.hash, t.definition.c.body
)


def _is_wrong(differs: Callable[[Row, Any], bool], row: Row, body: str) -> bool:
    try:
        return differs(row, json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return True


def _patient_differs(row: Row, body: Any) -> bool:
    patient = patient_of(row)
    derived = (sort_key(patient.identity), " " + " ".join(search_words(patient.identity)))
    is_other = body.keys() - {"seal"} != {"patient"} or body["patient"] != patient.id
    return bool(is_other or row[9:] != derived)


def _former_differs(row: Row, body: Any) -> bool:
    patient_id, number = row
    return bool(
        body.keys() - {"seal"} != _CORRECTED or (body["patient"], body["number"]) != (patient_id, number)
    )


def _definition_differs(row: Row, body: Any) -> bool:
    pathway, version, stored, text = row
    told = {"pathway": pathway, "version": version, "sha256": sha256(text.encode()).hexdigest()}
    return bool(body != told or stored != told["sha256"])


_CORRECTED = {"patient", "number", "fields"}
_COMPANIONS = (
    (_FORMER, EventKind.IDENTITY_CORRECTED, _former_differs),
    (_PATIENTS, EventKind.PATIENT_ADDED, _patient_differs),
    (_DEFINITIONS, EventKind.DEFINITION_INSTALLED, _definition_differs),
)
_SETTING_UP: list[ColumnElement[str]] = [
    literal_column(f"'{kind}'") for kind in EventKind if kind not in OF_COURSES | OF_PAPER | OF_MEETINGS
]
_OTHER_EVENTS = _next(_seq, t.log_event.c.kind, t.log_event.c.body).where(t.log_event.c.kind.in_(_SETTING_UP))


def _check_companions(link: Link, findings: Findings) -> None:
    """Compare the patients, accounts, definitions and settings with the events that brought them."""
    last, site_body = 0, None
    while True:
        events = link.rows(_OTHER_EVENTS, {"after": last})
        is_end = len(events) < EVENTS_AT_A_TIME
        stretch = {"first": last + 1, "last": _NO_END if is_end else events[-1][0]}
        for statement, kind, differs in _COMPANIONS:
            known = {seq: body for seq, its_kind, body in events if its_kind == kind}
            rows = {row[0]: row[1:] for row in link.rows(statement, stretch)}
            _compare(kind, known, rows, differs, findings)
        for _, kind, body in events:
            site_body = body if kind == EventKind.SITE_CHANGED else site_body
        if is_end:
            break
        last = onward(last, events[-1][0])
    _check_site(link, site_body, findings)


def _compare(
    kind: EventKind,
    known: dict[int, str],
    rows: dict[int, Row],
    differs: Callable[[Row, Any], bool],
    findings: Findings,
) -> None:
    for seq in sorted(rows.keys() | known.keys()):
        if seq not in rows:
            findings.add(f"{kind.value}-row-missing", seq, seq)
        elif seq not in known:
            findings.add(f"{kind.value}-event-missing", rows[seq][0], seq)
        elif _is_wrong(differs, rows[seq], known[seq]):
            findings.add(f"{kind.value}-differs", rows[seq][0], seq)


def _check_site(link: Link, body: str | None, findings: Findings) -> None:
    try:
        settings = json.loads(body) if body is not None else {}
        holds = dict(link.rows(sql.SETTINGS)) == settings and site_of(settings) is not None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        holds = False
    if not holds:
        findings.add("site-differs", "site")


# Rows that belong to several

_WORDS = select(func.count()).select_from(t.patient_word)
_blank: ColumnElement[str] = literal_column("' '", t.Plain)
_nothing: ColumnElement[str] = literal_column("''", t.Plain)
_within = t.patient.c.words + _blank
# The word without the sign of a whole record number, which stands among the other words too. Not by LIKE, to which
# capitals are the same on one of the databases.
_bare_word: ColumnElement[str] = func.replace(
    t.patient_word.c.word, literal_column("'='"), _nothing, type_=t.Plain
)
_word = _blank + _bare_word + _blank
_STRAY_WORDS = (
    select(t.patient_word.c.patient_id)
    .select_from(t.patient_word.join(t.patient, t.patient.c.id == t.patient_word.c.patient_id))
    .where(
        or_(
            t.patient_word.c.sort_key != t.patient.c.sort_key,
            func.replace(_within, _word, _nothing) == _within,
        )
    )
)
# Each word has a space before it, and each patient one word more: the whole record number.
_words = t.patient.c.words
_EXPECTED_WORDS = select(
    func.coalesce(
        func.sum(
            func.length(_words)
            - func.length(func.replace(_words, literal_column("' '"), literal_column("''")))
        ),
        0,
    )
    + func.count()
).select_from(t.patient)


def _check_words(link: Link, findings: Findings) -> None:
    for (patient_id,) in link.rows(_STRAY_WORDS)[:MOST_PROBLEMS]:
        findings.add("search-differs", patient_id)
    counted = link.row(_WORDS)
    expected = link.row(_EXPECTED_WORDS)
    if counted is None or expected is None or counted[0] != expected[0]:
        findings.add("search-differs", "patient_word")
