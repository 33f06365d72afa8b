"""Role × command, as the ward agreed on it; the service refuses, whatever asks."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pathway_app import commands as c
from pathway_app.accesses import Access
from pathway_app.domain.course import Outcome
from pathway_app.domain.entries import Variance, VarianceClass
from pathway_app.domain.errors import Refused
from pathway_app.people import Actor, Identity, Role, Sex
from pathway_app.permissions import ALLOWED
from pathway_app.services import Service
from pathway_app.services.entering import ENTERED
from pathway_app.services.service import HANDLERS
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.conftest import OpenRecord

C, N, P, A = Role.COORDINATOR, Role.NURSE, Role.PHYSICIAN, Role.ADMINISTRATOR
AGREED = {
    c.EnrolPatient: {C, N, P},
    c.BeginCourse: {C, P},
    c.CompleteCheckpoint: {C, N, P},
    c.SkipCheckpoint: {C, N, P},
    c.MarkNotApplicable: {C, N, P},
    c.CorrectEntry: {C, N, P},
    c.RetractEntry: {C, N, P},
    c.CloseVariance: {C, P},
    c.AddNote: {C, N, P},
    c.EndCourse: {C, P},
    c.ReopenCourse: {C, P},
    c.MoveCourse: {C, P},
    c.CorrectIdentity: {C, N, P},
    c.PlanMeeting: {C, P},
    c.ChangeMeeting: {C, P},
    c.ImportCourses: {C, A},
    c.InstallDefinition: {A},
    c.AddAccount: {A},
    c.ChangeSite: {A},
    c.IssueSheets: set(Role),
    c.ReportFailedPrint: set(Role),
    c.NoteAccess: set(Role),
}
AT = datetime(2026, 3, 1, 9, tzinfo=UTC)
SOMEONE = Identity("9000001", "Voorbeeld", "Demo", date(1974, 3, 14), Sex.FEMALE)
COMMANDS: tuple[c.Command, ...] = (
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
    c.InstallDefinition(pathway="x", version="1", body="{}"),
    c.AddAccount(name="x", full_name="X", role=Role.NURSE),
    c.ChangeSite(settings={"ward": "3B"}),
    c.IssueSheets(pack=Pack.WARD, shown=(Shown(Sheet.WARD),), language="nl", to=Destination.PRINTER),
    c.ReportFailedPrint(issue=1),
    c.NoteAccess(what=Access.COURSE_READ),
)


def test_the_table_is_as_agreed() -> None:
    assert {command: set(roles) for command, roles in ALLOWED.items()} == AGREED


def test_every_command_is_carried_out_by_something_and_nobody_audits_in_writing() -> None:
    """An auditor prints what can be read: that is logged, and changes no patient's record."""
    assert set(HANDLERS) | set(ENTERED) == set(ALLOWED)
    auditing = {command for command, roles in ALLOWED.items() if Role.AUDITOR in roles}
    assert auditing == {c.IssueSheets, c.ReportFailedPrint, c.NoteAccess}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: type(command).__name__)
def test_the_service_refuses_before_it_looks(
    opened: OpenRecord, sqlite_file: Path, command: c.Command, role: Role
) -> None:
    actor = Actor("x", "X", role)
    codes: set[str] = set()
    try:
        Service(opened(str(sqlite_file))).execute(command, actor)
    except Refused as refused:
        codes = {reason.code for reason in refused.reasons}
    assert ("not-allowed" in codes) == (role not in AGREED[type(command)])
