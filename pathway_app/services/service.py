"""The one door through which the record is changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from pathway_app import commands
from pathway_app.changes import Changes
from pathway_app.commands import Command
from pathway_app.people import Actor
from pathway_app.ports import Record, UnitOfWork
from pathway_app.services import (
    accessing,
    accounts,
    administration,
    correcting_identity,
    enrolment,
    entering,
    importing,
    issuing,
    meeting,
    moving,
)
from pathway_app.services.authorising import authorised
from pathway_app.services.derivation import Derivations

Handler = Callable[[UnitOfWork, Actor, Any], Changes]

HANDLERS: Mapping[type[Command], Handler] = {
    commands.EnrolPatient: enrolment.enrol_patient,
    commands.BeginCourse: enrolment.begin_course,
    commands.EndCourse: enrolment.end_course,
    commands.ReopenCourse: enrolment.reopen_course,
    commands.MoveCourse: moving.move_course,
    commands.CorrectIdentity: correcting_identity.correct_identity,
    commands.PlanMeeting: meeting.plan_meeting,
    commands.ChangeMeeting: meeting.change_meeting,
    commands.ImportCourses: importing.import_courses,
    commands.InstallDefinition: administration.install_definition,
    commands.AddAccount: accounts.add_account,
    commands.ChangePassword: accounts.change_password,
    commands.ResetPassword: accounts.reset_password,
    commands.DisableAccount: accounts.disable_account,
    commands.EnableAccount: accounts.enable_account,
    commands.ChangeRole: accounts.change_role,
    commands.BeginEmergency: accounts.begin_emergency,
    commands.ChangeSite: administration.change_site,
    commands.IssueSheets: issuing.issue_sheets,
    commands.ReportFailedPrint: issuing.report_failed_print,
    commands.NoteAccess: accessing.note_access,
}

BESIDE = (commands.NoteAccess, commands.IssueSheets, commands.ReportFailedPrint)
"""what a window puts on record also while another one has the file and it only reads: who read, what left on paper"""


class Service:
    """Carries out commands against a record, each in one transaction."""

    def __init__(self, record: Record) -> None:
        self._record = record
        enter = partial(entering.enter, Derivations())
        self._handlers: Mapping[type[Command], Handler] = {
            **HANDLERS,
            **dict.fromkeys(entering.ENTERED, enter),
        }

    def execute(self, command: Command, actor: Actor) -> Changes:
        """Carry out `command` and return what changed, once that is durable.

        A command given again changes nothing and returns the same changes. Raises Refused (nothing changed;
        every reason named), Conflict (someone else changed the same checkpoint) or EnvironmentFault.
        """
        with self._record.unit_of_work(beside=isinstance(command, BESIDE)) as work:
            earlier = work.begin(actor, command.command_id, type(command).__name__)
            if earlier is not None:
                return earlier
            present = authorised(work, actor, command)
            changes = self._handlers[type(command)](work, present, command)
            work.commit(changes)
            return changes
