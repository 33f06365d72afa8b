"""The log looked through: filters against a plain list of all events, pages that neither lose nor repeat one."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from db.log import EventKind
from pathway_app.accesses import Access
from pathway_app.commands import IssueSheets, NoteAccess, ReportFailedPrint
from pathway_app.logbook.events import (
    ATTEMPTS,
    EVERYTHING,
    KINDS,
    LogEvent,
    LogFilter,
    LogGroup,
    reference_digits,
)
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from pathway_app.services import Service
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.contract.bare import Bare
from tests.recording import COORDINATOR, generated, record_all

AUDITOR = Actor("an_audit", "An Audit", Role.AUDITOR)
LIKE = Actor("anXaudit", "An Other", Role.AUDITOR)
LOG_INS = frozenset({LogGroup.LOG_INS})
TRIED, EARLIER = 'tried."é_%', "2026-11-22T09:41:00+00:00"


def fill(record: Record) -> None:
    """Two patients with a course each, sheets, reads, log-ins and failures."""
    people = [generated(1), generated(2)]
    for patient, course in people:
        record_all(record, patient, course)
    service, (first, second) = Service(record), [course.id for _patient, course in people]
    shown = (Shown(Sheet.WARD), Shown(Sheet.WARD, first), Shown(Sheet.HANDOVER, second))
    service.execute(
        IssueSheets(pack=Pack.WARD, shown=shown, language="nl", to=Destination.PRINTER), COORDINATOR
    )
    with record.queries() as queries:
        number = queries.log_head().number
    service.execute(ReportFailedPrint(issue=number), COORDINATOR)
    for what, courses, actor, told in (
        (Access.COURSE_READ, (first,), AUDITOR, {}),
        (Access.COURSE_READ, (second,), LIKE, {}),
        (Access.AUDITED, (first, second), AUDITOR, {"figure": "completion"}),
        (Access.LOGGED_IN, (), AUDITOR, {}),
        (Access.LOGIN_FAILED, (), AUDITOR, {}),
        (Access.LOGIN_FAILED, (), AUDITOR, {"account": TRIED, "at": EARLIER, "login": "ward3b"}),
        (Access.LOGIN_FAILED, (), AUDITOR, {"account": TRIED.upper(), "at": EARLIER}),
        (Access.LOGIN_FAILED, (), AUDITOR, {"at": EARLIER, "login": f'"account":"{TRIED}"'}),
        (Access.UNLOCK_FAILED, (), LIKE, {"account": AUDITOR.name}),
        (Access.VERIFIED, (), AUDITOR, {"result": "sound"}),
        (Access.VERIFIED, (), AUDITOR, {"result": "unsound"}),
    ):
        service.execute(NoteAccess(what=what, courses=courses, details=told), actor)


pytestmark = pytest.mark.filled(by=fill)


@pytest.fixture
def filled(record: Record) -> tuple[str, str, str]:
    """Of a record that was filled so the two courses, and the first's patient."""
    mrns = [generated(seed)[0].identity.mrn for seed in (1, 2)]
    with record.queries() as queries:
        first, second = (queries.course_of(mrn) for mrn in mrns)
    assert first is not None
    assert second is not None
    return first.course.id, second.course.id, first.patient.id


def everything(record: Record, wanted: LogFilter = EVERYTHING, limit: int = 10_000) -> list[LogEvent]:
    found: list[LogEvent] = []
    after = None
    with record.queries() as queries:
        while True:
            page = queries.log(wanted, after=after, limit=limit)
            assert len(page.rows) <= limit
            found += page.rows
            after = page.next
            if after is None:
                return found


def test_all_of_it_the_newest_first(record: Record, filled: tuple[str, str, str], database: Bare) -> None:
    rows = database.run(
        "SELECT seq, hash, id, kind, course_id, actor, command_id, command, logged_at, body FROM log_event"
        " ORDER BY seq DESC"
    )
    told = [
        (
            each.number, each.head.hash, each.id, each.kind, each.course_id, each.account, each.command_id,
            each.command, each.at, each.body,
        )
        for each in everything(record)
    ]  # fmt: skip
    assert told == [(*row[:8], datetime.fromisoformat(row[8]), row[9]) for row in rows]


@pytest.mark.parametrize("limit", [1, 3, 7])
def test_pages_join_without_a_seam(record: Record, filled: tuple[str, str, str], limit: int) -> None:
    wanted = LogFilter(groups=frozenset({LogGroup.READS, LogGroup.SETTINGS, LogGroup.SHEETS}))
    assert everything(record, wanted, limit) == everything(record, wanted)


def test_every_filter_and_pairs_of_them(record: Record, filled: tuple[str, str, str]) -> None:
    first, second, patient = filled
    events = everything(record)
    middle = events[len(events) // 2].at

    def of_group(*groups: LogGroup) -> Callable[[LogEvent], bool]:
        known = {kind for kinds in KINDS.values() for kind in kinds}
        kinds = {kind for group in groups for kind in KINDS.get(group, ())}
        return lambda each: each.kind in kinds or (LogGroup.SETTINGS in groups and each.kind not in known)

    parts: list[tuple[dict[str, object], Callable[[LogEvent], bool]]] = [
        ({"account": AUDITOR.name}, lambda each: each.by == AUDITOR.name),
        ({"account": TRIED}, lambda each: each.by == TRIED),
        ({"account": ""}, lambda each: each.by == ""),
        ({"account": "nobody"}, lambda each: False),
        ({"since": middle}, lambda each: each.at >= middle),
        ({"until": middle}, lambda each: each.at < middle),
        (
            {"subjects": (first, patient)},
            lambda each: first in each.courses() or each.patient_id() == patient,
        ),
        ({"subjects": (second,)}, lambda each: second in each.courses()),
        ({"failures": True}, lambda each: each.failed),
        (
            {"groups": frozenset({LogGroup.READS, LogGroup.SETTINGS})},
            of_group(LogGroup.READS, LogGroup.SETTINGS),
        ),
        ({"groups": frozenset(LogGroup)}, lambda each: True),
    ]
    parts += [({"groups": frozenset({each})}, of_group(each)) for each in LogGroup]
    found = 0
    for (one, is_one), (other, is_other) in itertools.combinations_with_replacement(parts, 2):
        wanted = LogFilter(**{**one, **other})  # type: ignore[arg-type]
        expected = [each for each in events if is_other(each) and (is_one(each) or one.keys() & other.keys())]
        assert everything(record, wanted) == expected, wanted
        found += len(expected)
    assert found > 100


def test_each_kind_of_event_belongs_to_one_group() -> None:
    kinds = [kind for kinds in KINDS.values() for kind in kinds]
    assert len(kinds) == len(set(kinds))
    known = {each.value for each in EventKind} | {each.value for each in Access}
    assert set(kinds) <= known
    assert {each.value for each in Access} <= set(kinds)


def test_failures(record: Record, filled: tuple[str, str, str]) -> None:
    found = everything(record, LogFilter(failures=True))
    assert [each.kind for each in found] == [
        "verified", "unlock-failed", *["login-failed"] * 4, "print-failed"
    ]  # fmt: skip


def test_a_failed_log_in_is_of_the_account_tried(record: Record, filled: tuple[str, str, str]) -> None:
    attempts = [each for each in everything(record, LogFilter(failures=True)) if each.kind in ATTEMPTS]
    assert [(each.by, each.account) for each in attempts] == [
        (AUDITOR.name, LIKE.name), ("", AUDITOR.name), (TRIED.upper(), AUDITOR.name), (TRIED, AUDITOR.name),
        (AUDITOR.name, AUDITOR.name),
    ]  # fmt: skip
    for name, count in ((TRIED, 1), (TRIED.upper(), 1), ("", 1), (AUDITOR.name, 2), (LIKE.name, 0)):
        assert len(everything(record, LogFilter(account=name, failures=True, groups=LOG_INS))) == count, name
    with record.queries() as queries:
        assert TRIED in queries.log_accounts()
        assert "" not in queries.log_accounts()


def test_found_by_the_reference_on_paper(record: Record, filled: tuple[str, str, str]) -> None:
    for event in everything(record)[::7]:
        digits = event.head.hash[:8]
        for text in (event.reference, event.reference.lower(), f" {event.reference} ", digits):
            assert everything(record, LogFilter(reference=text)) == [event]
    for nothing in ("0000-0000", "7F3A", "7F3A-91C2-1", "%", "________"):
        assert everything(record, LogFilter(reference=nothing)) == []


def test_what_is_no_reference() -> None:
    assert reference_digits("7F3A-91c2") == "7f3a91c2"
    assert [reference_digits(each) for each in ("", "7F3A", "7F3A-91CG", "7F3A-91C2-", "٧F3A-91C2")] == [
        None, None, None, "7f3a91c2", None,
    ]  # fmt: skip


def test_one_event_and_whose_courses(record: Record, filled: tuple[str, str, str]) -> None:
    first, _second, patient_id = filled
    with record.queries() as queries:
        newest = queries.log(limit=1).rows[0]
        assert queries.log_event(newest.number) == newest
        assert queries.log_event_by_id(newest.id) == newest
        assert [queries.log_event(each) for each in (0, -1, newest.number + 1, 2**70)] == [None] * 4
        assert queries.log_event_by_id("nothing") is None
        record_of = queries.course(first)
        whose = queries.whose(first)
        assert record_of is not None
        assert whose is not None
        assert (whose.patient, whose.pathway, whose.version) == (
            record_of.patient, record_of.course.pathway, record_of.course.version,
        )  # fmt: skip
        assert queries.patient(patient_id) == record_of.patient
        assert (queries.whose("nobody's"), queries.patient("nobody")) == (None, None)
        assert set(queries.log_accounts()) >= {AUDITOR.name, LIKE.name, COORDINATOR.name}
        assert queries.log_problems() == ()


def test_the_moment_of_nothing(record: Record) -> None:
    far = datetime(2100, 1, 1, tzinfo=UTC)
    assert everything(record, LogFilter(since=far)) == []
