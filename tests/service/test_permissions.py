"""Role × command, cell by cell as the table in docs/administration.md says; the record refuses, whatever asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import pytest

from pathway_app import commands as c
from pathway_app.accesses import Access
from pathway_app.domain.course import Outcome
from pathway_app.domain.entries import Variance, VarianceClass
from pathway_app.domain.errors import Conflict, Refused
from pathway_app.founding import shipped_definitions
from pathway_app.people import Actor, Identity, Role, Sex
from pathway_app.permissions import (
    ALLOWED,
    CommandName,
    may_administer,
    may_back_up,
    may_read_log,
    may_thin_out,
    name_of,
)
from pathway_app.ports import Record
from pathway_app.services import Service
from pathway_app.services.entering import ENTERED
from pathway_app.services.service import HANDLERS
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.clocks import HandClock
from tests.docs.pages import ROOT, tables
from tests.docs.test_tables import DONE_BY_ROLES
from tests.guarded import PEOPLE, found_guarded, shown

AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
SOMEONE = Identity("9000001", "Voorbeeld", "Demo", date(1974, 3, 14), Sex.FEMALE)
COMMANDS: tuple[c.Command, ...] = (
    c.EnrolPatient(identity=SOMEONE, pathway="x", at=AT),
    c.BeginCourse(patient_id="p", pathway="x", at=AT, reason="r"),
    c.CompleteCheckpoint(course_id="k", checkpoint="x", occurred_at=AT),
    c.SkipCheckpoint(
        course_id="k", checkpoint="x", occurred_at=AT, variance=Variance(VarianceClass.UNSPECIFIED)
    ),
    c.MarkNotApplicable(course_id="k", checkpoint="x", occurred_at=AT, reason="r"),
    c.CorrectEntry(course_id="k", supersedes="e", occurred_at=AT, reason="r"),
    c.RetractEntry(course_id="k", supersedes="e", reason="r"),
    c.CloseVariance(course_id="k", supersedes="e", reason="r"),
    c.AddNote(course_id="k", text="t"),
    c.EndCourse(course_id="k", at=AT, outcome=Outcome.DECEASED, reason="r"),
    c.ReopenCourse(course_id="k", reason="r"),
    c.MoveCourse(course_id="k", version="2", reason="r"),
    c.CorrectIdentity(patient_id="p", identity=SOMEONE, reason="r", seen=0),
    c.PlanMeeting(at=AT, pathway="x"),
    c.ChangeMeeting(meeting_id="m", seen_revision=0, cancelled=True),
    c.ImportCourses(courses=()),
    c.InstallDefinition(pathway="intramedullary-tumour", version="1", body="{}"),
    c.AddAccount(name="", full_name="X", role=Role.NURSE),
    c.ChangePassword(old="not the old one", new="a new password"),
    c.ResetPassword(name="nobody", password="a new password"),
    c.DisableAccount(name="nobody"),
    c.EnableAccount(name="nobody"),
    c.ChangeRole(name="nobody", role=Role.NURSE),
    c.BeginEmergency(reason=""),
    c.ChangeSite(settings={"no": "such setting"}),
    c.IssueSheets(pack=Pack.WARD, shown=(Shown(Sheet.WARD),), language="nl", to=Destination.PRINTER),
    c.ReportFailedPrint(issue=1),
    c.NoteAccess(what=Access.COURSE_READ),
)
ALWAYS, IN_EMERGENCY = "✓", "(✓)"


def _agreed() -> dict[tuple[type[c.Command], Role], str]:
    """What the page says of each command and role."""
    [[head, *rows]] = tables(ROOT / "docs" / "administration.md", "## Who may do what")
    return {
        (command, Role(name)): cell
        for row in rows
        for command in DONE_BY_ROLES[row[0]]
        for name, cell in zip(head[1:], row[1:], strict=True)
    }


AGREED = _agreed()


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    """One in which everybody has an account; no command below finds what it names."""
    path: Path = tmp_path_factory.mktemp("matrix") / "ward.db"
    records = found_guarded(path, HandClock(), *Role, definitions=shipped_definitions())
    opened = records.open(str(path), credentials=shown(PEOPLE[Role.ADMINISTRATOR].name))
    yield opened
    opened.close()


def _is_let_through(record: Record, command: c.Command, role: Role) -> bool:
    """Whether the role is not what stops it."""
    try:
        Service(record).execute(command, PEOPLE[role])
    except Conflict:
        return True
    except Refused as refused:
        return "not-allowed" not in {reason.code for reason in refused.reasons}
    return True


def test_the_page_and_these_commands_are_complete() -> None:
    given = {type(command) for command in COMMANDS}
    assert {name_of(command) for command in given} == set(ALLOWED) == set(get_args(CommandName))
    assert given == set(HANDLERS) | set(ENTERED) == {command for command, _ in AGREED}
    assert len(AGREED) == len(given) * len(Role)
    assert set(AGREED.values()) == {ALWAYS, IN_EMERGENCY, ""}


def test_an_auditor_writes_nothing() -> None:
    """It prints what can be read and changes its own password: that changes no patient's record."""
    auditing = {command for command, roles in ALLOWED.items() if Role.AUDITOR in roles}
    assert auditing == {"IssueSheets", "ReportFailedPrint", "NoteAccess", "ChangePassword"}
    assert IN_EMERGENCY not in {cell for (_, role), cell in AGREED.items() if role is Role.AUDITOR}


@pytest.mark.parametrize(
    ("may", "roles"),
    [
        (may_read_log, {Role.AUDITOR, Role.ADMINISTRATOR}),
        (may_back_up, {Role.COORDINATOR, Role.ADMINISTRATOR}),
        (may_thin_out, {Role.COORDINATOR, Role.ADMINISTRATOR}),
        (may_administer, {Role.ADMINISTRATOR}),
    ],
)
def test_what_is_no_command(may: Callable[[Actor], bool], roles: set[Role]) -> None:
    assert {role for role in Role if may(Actor("", "", role))} == roles


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_every_cell_is_as_the_page_says(record: Record, command: c.Command, role: Role) -> None:
    assert _is_let_through(record, command, role) == (AGREED[type(command), role] == ALWAYS)


@pytest.fixture(scope="module")
def in_emergency(record: Record) -> Record:
    """Everybody who may has begun one."""
    for role in Role:
        if AGREED[c.BeginEmergency, role] == ALWAYS:
            Service(record).execute(c.BeginEmergency(reason="nobody else is here"), PEOPLE[role])
    return record


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: f"{type(command).__name__}-in-emergency")
def test_every_cell_in_an_emergency(in_emergency: Record, command: c.Command, role: Role) -> None:
    assert _is_let_through(in_emergency, command, role) == (AGREED[type(command), role] != "")
