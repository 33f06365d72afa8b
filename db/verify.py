"""Whether the record holds: the chain recomputed, and every row beside the log compared with it.

Goes through the log and the courses a piece at a time, so that memory stays bounded however long they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from typing import Any

from sqlalchemy import Select, Table, bindparam, func, literal_column, select

from db import tables as t
from db.definitions import SETTINGS, Definitions
from db.definitions import site as read_site
from db.link import Link, Row
from db.log import Event, EventKind, Head, digest, head_of
from db.mappers import patient_of, site_of
from db.search import PATIENT_COLUMNS, search_words, sort_key
from db.store import Store
from db.verify_courses import check_courses
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.queries import LogProblem, Verification

EVENTS_AT_A_TIME = 2000
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
    with _damage_named(findings):
        head = head_of(link)
    for check in (
        check_the_file,
        lambda: check_log(link, findings, progress),
        lambda: _check_commands(link, head.seq, findings),
        lambda: _check_words(link, findings),
        check_the_courses,
    ):
        with _damage_named(findings):
            check()
    return Verification(head.shown(), courses, tuple(findings.problems))


@contextmanager
def _damage_named(findings: Findings) -> Iterator[None]:
    """Where the file cannot be read any further, that is a finding, and the next check is made."""
    try:
        yield
    except EnvironmentFault as fault:
        if fault.code != "database-damaged":
            raise
        findings.add("file-damaged", fault.params.get("path", ""))


# The chain

_EVENTS = (
    select(*(t.log_event.c[name] for name in Event._fields), t.log_event.c.hash)
    .where(t.log_event.c.seq > bindparam("after"))
    .order_by(t.log_event.c.seq)
    .limit(literal_column(str(EVENTS_AT_A_TIME)))
)


def check_log(link: Link, findings: Findings, progress: Callable[[int], None] | None = None) -> None:
    """The chain, and what is kept beside the log of single events."""
    previous, last, checked = "", 0, 0
    site_body: str | None = None
    while events := link.rows(_EVENTS, {"after": last}):
        previous = _check_chain(events, previous, last, findings)
        first, last = last + 1, events[-1][0]
        _check_companions(link, events, first, last, findings)
        for event in events:
            if event[2] == EventKind.SITE_CHANGED:
                site_body = event[8]
        checked += len(events)
        if progress is not None:
            progress(checked)
    _check_site(link, site_body, findings)


def _check_chain(events: Iterable[Row], previous: str, last: int, findings: Findings) -> str:
    """Compare each event's hash with its content and the hash before it; returns the last hash."""
    for event in events:
        *columns, stored = event
        seq = columns[0]
        if seq != last + 1:
            # What the hash before a gap was is unknown, so that this event's own cannot be judged.
            findings.add("event-missing", last + 1, last + 1)
        elif _digest(previous, columns) != stored:
            findings.add("event-changed", columns[1], seq)
        previous, last = stored, seq
    return previous


def _digest(previous: str, columns: Sequence[Any]) -> str:
    try:
        return digest(previous, Event(*columns))
    except (ValueError, TypeError):
        return ""


# Rows that belong to one event each


def _beside(table: Table, *columns: Any) -> Select[Any]:
    return select(table.c.seq, *columns).where(
        table.c.seq >= bindparam("first"), table.c.seq <= bindparam("last")
    )


_PATIENTS = _beside(t.patient, *PATIENT_COLUMNS, t.patient.c.sort_key, t.patient.c.words)
_ACCOUNTS = _beside(t.account, t.account.c.name, t.account.c.full_name, t.account.c.role)
_DEFINITIONS = _beside(
    t.definition, t.definition.c.pathway, t.definition.c.version, t.definition.c.hash, t.definition.c.body
)


def _check_companions(link: Link, events: Sequence[Row], first: int, last: int, findings: Findings) -> None:
    """Compare the patients, accounts and definitions with the events that brought them."""
    stretch = {"first": first, "last": last}
    bodies: dict[str, dict[int, str]] = {kind.value: {} for kind in EventKind}
    for event in events:
        bodies.setdefault(event[2], {})[event[0]] = event[8]
    for statement, kind, differs in (
        (_PATIENTS, EventKind.PATIENT_ADDED, _patient_differs),
        (_ACCOUNTS, EventKind.ACCOUNT_ADDED, _account_differs),
        (_DEFINITIONS, EventKind.DEFINITION_INSTALLED, _definition_differs),
    ):
        rows = {row[0]: row[1:] for row in link.rows(statement, stretch)}
        known = bodies[kind.value]
        for seq in sorted(rows.keys() | known.keys()):
            if seq not in rows:
                findings.add(f"{kind.value}-row-missing", seq, seq)
            elif seq not in known:
                findings.add(f"{kind.value}-event-missing", rows[seq][0], seq)
            elif _is_wrong(differs, rows[seq], known[seq]):
                findings.add(f"{kind.value}-differs", rows[seq][0], seq)


def _is_wrong(differs: Callable[[Row, Any], bool], row: Row, body: str) -> bool:
    try:
        return differs(row, json.loads(body))
    except (ValueError, KeyError, TypeError, AttributeError):
        return True


def _patient_differs(row: Row, body: Any) -> bool:
    patient = patient_of(row)
    derived = (sort_key(patient.identity), " " + " ".join(search_words(patient.identity)))
    return bool(body != {"patient": patient.id} or row[9:] != derived)


def _account_differs(row: Row, body: Any) -> bool:
    return bool(body != dict(zip(("name", "full_name", "role"), row, strict=True)))


def _definition_differs(row: Row, body: Any) -> bool:
    pathway, version, stored, text = row
    told = {"pathway": pathway, "version": version, "sha256": sha256(text.encode()).hexdigest()}
    return bool(body != told or stored != told["sha256"])


def _check_site(link: Link, body: str | None, findings: Findings) -> None:
    try:
        settings = json.loads(body) if body is not None else {}
        holds = dict(link.rows(SETTINGS)) == settings and site_of(settings) is not None
    except (ValueError, TypeError, AttributeError):
        holds = False
    if not holds:
        findings.add("site-differs", "site")


# Rows that belong to several

_NEWEST_COMMAND = select(t.command.c.last_seq, t.command.c.id).order_by(t.command.c.last_seq.desc())
_WORDS = select(func.count()).select_from(t.patient_word)
_STRAY_WORDS = (
    select(t.patient_word.c.patient_id)
    .select_from(t.patient_word.join(t.patient, t.patient.c.id == t.patient_word.c.patient_id))
    .where(
        t.patient_word.c.word.not_like(literal_column("'=%'")),
        (t.patient.c.words + literal_column("' '")).not_like(
            literal_column("'% '") + t.patient_word.c.word + literal_column("' %'")
        ),
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


def _check_commands(link: Link, head: int, findings: Findings) -> None:
    """A log that was cut off at its end still has a sound chain; the commands tell how far it went."""
    newest = link.row(_NEWEST_COMMAND)
    if newest is not None and newest[0] > head:
        findings.add("event-missing", newest[1], head + 1)


def _check_words(link: Link, findings: Findings) -> None:
    for (patient_id,) in link.rows(_STRAY_WORDS)[:MOST_PROBLEMS]:
        findings.add("search-differs", patient_id)
    counted = link.row(_WORDS)
    expected = link.row(_EXPECTED_WORDS)
    if counted is None or expected is None or counted[0] != expected[0]:
        findings.add("search-differs", "patient_word")
