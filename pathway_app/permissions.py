"""Who may do what: one table, role × command, checked in the service."""

from __future__ import annotations

from collections.abc import Mapping

from pathway_app import commands
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Actor, Role

_CARE = frozenset({Role.COORDINATOR, Role.NURSE, Role.PHYSICIAN})
_COURSE = frozenset({Role.COORDINATOR, Role.PHYSICIAN})
_ADMINISTRATION = frozenset({Role.ADMINISTRATOR})
_EMERGENCY = frozenset({Role.NURSE, Role.PHYSICIAN, Role.ADMINISTRATOR})
"""who may do what a coordinator may in an emergency; a coordinator needs none, an auditor never does"""
# Who may read may print: that is put on record and changes no patient's.
_EVERYONE = frozenset(Role)

ALLOWED: Mapping[type[commands.Command], frozenset[Role]] = {
    commands.EnrolPatient: _CARE,
    commands.BeginCourse: _COURSE,
    commands.CompleteCheckpoint: _CARE,
    commands.SkipCheckpoint: _CARE,
    commands.MarkNotApplicable: _CARE,
    commands.CorrectEntry: _CARE,
    commands.RetractEntry: _CARE,
    commands.CloseVariance: _COURSE,
    commands.AddNote: _CARE,
    commands.EndCourse: _COURSE,
    commands.ReopenCourse: _COURSE,
    commands.MoveCourse: _COURSE,
    commands.CorrectIdentity: _CARE,
    commands.PlanMeeting: _COURSE,
    commands.ChangeMeeting: _COURSE,
    commands.ImportCourses: frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    commands.InstallDefinition: _ADMINISTRATION,
    commands.AddAccount: _ADMINISTRATION,
    commands.ResetPassword: _ADMINISTRATION,
    commands.DisableAccount: _ADMINISTRATION,
    commands.EnableAccount: _ADMINISTRATION,
    commands.ChangeRole: _ADMINISTRATION,
    commands.ChangePassword: _EVERYONE,
    commands.BeginEmergency: _EMERGENCY,
    commands.ChangeSite: _ADMINISTRATION,
    commands.IssueSheets: _EVERYONE,
    commands.ReportFailedPrint: _EVERYONE,
    commands.NoteAccess: _EVERYONE,
}


_LOG_READERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
_BACKERS_UP = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


def may_read_log(actor: Actor) -> bool:
    """Whether the actor's role may see who did and saw what."""
    return actor.role in _LOG_READERS


def may_back_up(actor: Actor) -> bool:
    """Whether the actor's role may have a copy made; a window makes the usual ones whoever has it open."""
    return actor.role in _BACKERS_UP


def may_administer(actor: Actor) -> bool:
    """Whether the actor's role may see and change who may act here, and how the site is set."""
    return actor.role in _ADMINISTRATION


def may(actor: Actor, command: type[commands.Command], *, emergency: bool = False) -> bool:
    """`emergency`: the actor has begun one, and it lasts."""
    return actor.role in ALLOWED[command] or (emergency and may_in_emergency(actor.role, command))


def may_in_emergency(role: Role, command: type[commands.Command]) -> bool:
    """Whether the role might give the command once it has begun an emergency."""
    return role in _EMERGENCY and Role.COORDINATOR in ALLOWED[command]


def authorise(actor: Actor, command: commands.Command, *, emergency: bool = False) -> None:
    """Raise Refused (`not-allowed`) where the actor's role may not give the command."""
    if not may(actor, type(command), emergency=emergency):
        raise Refused(
            Refusal("not-allowed", params={"role": actor.role.value, "command": type(command).__name__})
        )
