"""What was read, exported, verified and the like: one event each, which no course and no list notices."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from db.log import EventKind
from pathway_app.accesses import Access
from pathway_app.changes import Changes
from pathway_app.commands import NoteAccess
from pathway_app.domain.errors import Refused
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from pathway_app.services import Service
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import generated, record_all

AUDITOR = Actor("an.audit", "An Audit", Role.AUDITOR)


@pytest.fixture
def course_id(record: Record) -> str:
    patient, course = generated(1)
    record_all(record, patient, course)
    return course.id


@pytest.mark.parametrize("what", [what for what in Access if what is not Access.EMERGENCY_BEGUN])
def test_each_kind_is_one_event_that_says_who_and_when(
    record: Record, course_id: str, database: Bare, what: Access
) -> None:
    with record.queries() as queries:
        before = queries.log_head().number
    command = NoteAccess(what=what, courses=(course_id,), details={"to": "csv", "from": "window"})
    Service(record).execute(command, AUDITOR)
    rows = database.run(
        f"SELECT kind, course_id, actor, command_id, command, logged_at, body FROM log_event WHERE seq > {before}"
    )
    ((kind, of_course, actor, command_id, name, logged_at, body),) = rows
    assert (kind, of_course, actor) == (what.value, None, AUDITOR.name)
    assert (command_id, name) == (command.command_id, "NoteAccess")
    assert datetime.fromisoformat(logged_at).tzinfo == UTC
    assert json.loads(body) == {"courses": [course_id], "details": {"from": "window", "to": "csv"}}


def test_no_course_no_list_and_no_screen_notices(record: Record, course_id: str, sound: Sound) -> None:
    with record.queries() as queries:
        before = queries.course(course_id), queries.patients().rows
    changes = Service(record).execute(NoteAccess(what=Access.COURSE_READ, courses=(course_id,)), AUDITOR)
    assert changes == Changes(changes.command_id)
    with record.queries() as queries:
        assert (queries.course(course_id), queries.patients().rows) == before
    sound()


def test_wider_rights_are_not_noted_by_who_has_not_taken_them(record: Record, sound: Sound) -> None:
    with record.queries() as queries:
        before = queries.log_head()
    with pytest.raises(ValueError, match="a command of its own"):
        Service(record).execute(NoteAccess(what=Access.EMERGENCY_BEGUN), AUDITOR)
    with record.queries() as queries:
        assert queries.log_head() == before
    sound()


def test_nothing_but_a_kind_is_needed(record: Record, database: Bare, sound: Sound) -> None:
    Service(record).execute(NoteAccess(what=Access.LOGGED_IN), AUDITOR)
    ((body,),) = database.run("SELECT body FROM log_event ORDER BY seq DESC LIMIT 1")
    assert body == "{}"
    sound()


def test_noted_again_it_stands_once(record: Record, course_id: str) -> None:
    command = NoteAccess(what=Access.COURSE_READ, courses=(course_id, course_id))
    assert not Service(record).execute(command, AUDITOR).repeated
    with record.queries() as queries:
        head = queries.log_head()
    assert Service(record).execute(command, AUDITOR).repeated
    with record.queries() as queries:
        assert queries.log_head() == head


def test_an_unknown_course_is_refused(record: Record, course_id: str) -> None:
    with record.queries() as queries:
        head = queries.log_head()
    with pytest.raises(Refused) as refused:
        Service(record).execute(NoteAccess(what=Access.COURSE_READ, courses=(course_id, "nobody's")), AUDITOR)
    assert [reason.code for reason in refused.value.reasons] == ["unknown-course"]
    with record.queries() as queries:
        assert queries.log_head() == head


def test_what_is_told_of_an_access_can_be_no_line_of_its_own(record: Record, sound: Sound) -> None:
    """A line break in an event would make its hash ambiguous."""
    Service(record).execute(NoteAccess(what=Access.EXPORTED, details={"to": "a\nb\u2028"}), AUDITOR)
    sound()


def test_the_kinds_are_no_others() -> None:
    assert not {each.value for each in Access} & {each.value for each in EventKind}
