"""Who may do what: one table, role × command, checked in the service.

Commands stand here by the names of their classes, so that the window can ask before it needs a command.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, cast

from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Actor, Role

if TYPE_CHECKING:
    from pathway_app.commands import Command

CommandName = Literal[
    "EnrolPatient", "BeginCourse", "CompleteCheckpoint", "SkipCheckpoint", "MarkNotApplicable",
    "CorrectEntry", "RetractEntry", "CloseVariance", "AddNote", "EndCourse", "ReopenCourse", "MoveCourse",
    "CorrectIdentity", "PlanMeeting", "ChangeMeeting", "ImportCourses", "InstallDefinition", "AddAccount",
    "ResetPassword", "DisableAccount", "EnableAccount", "ChangeRole", "ChangePassword", "BeginEmergency",
    "ChangeSite", "IssueSheets", "ReportFailedPrint", "NoteAccess",
]  # fmt: skip

_CARE = frozenset({Role.COORDINATOR, Role.NURSE, Role.PHYSICIAN})
_COURSE = frozenset({Role.COORDINATOR, Role.PHYSICIAN})
_ADMINISTRATION = frozenset({Role.ADMINISTRATOR})
_EMERGENCY = frozenset({Role.NURSE, Role.PHYSICIAN, Role.ADMINISTRATOR})
"""who may do what a coordinator may in an emergency; a coordinator needs none, an auditor never does"""
# Who may read may print: that is put on record and changes no patient's.
_EVERYONE = frozenset(Role)

ALLOWED: Mapping[CommandName, frozenset[Role]] = {
    "EnrolPatient": _CARE,
    "BeginCourse": _COURSE,
    "CompleteCheckpoint": _CARE,
    "SkipCheckpoint": _CARE,
    "MarkNotApplicable": _CARE,
    "CorrectEntry": _CARE,
    "RetractEntry": _CARE,
    "CloseVariance": _COURSE,
    "AddNote": _CARE,
    "EndCourse": _COURSE,
    "ReopenCourse": _COURSE,
    "MoveCourse": _COURSE,
    "CorrectIdentity": _CARE,
    "PlanMeeting": _COURSE,
    "ChangeMeeting": _COURSE,
    "ImportCourses": frozenset({Role.COORDINATOR, Role.ADMINISTRATOR}),
    "InstallDefinition": _ADMINISTRATION,
    "AddAccount": _ADMINISTRATION,
    "ResetPassword": _ADMINISTRATION,
    "DisableAccount": _ADMINISTRATION,
    "EnableAccount": _ADMINISTRATION,
    "ChangeRole": _ADMINISTRATION,
    "ChangePassword": _EVERYONE,
    "BeginEmergency": _EMERGENCY,
    "ChangeSite": _ADMINISTRATION,
    "IssueSheets": _EVERYONE,
    "ReportFailedPrint": _EVERYONE,
    "NoteAccess": _EVERYONE,
}


_LOG_READERS = frozenset({Role.AUDITOR, Role.ADMINISTRATOR})
_BACKERS_UP = frozenset({Role.COORDINATOR, Role.ADMINISTRATOR})


def may_read_log(actor: Actor) -> bool:
    """Whether the actor's role may see who did and saw what."""
    return actor.role in _LOG_READERS


def may_back_up(actor: Actor) -> bool:
    """Whether the actor's role may have a copy made; a window makes the usual ones whoever has it open."""
    return actor.role in _BACKERS_UP


def may_thin_out(actor: Actor) -> bool:
    """Whether the actor's role may have fewer downtime files kept than the settings say."""
    return actor.role in _BACKERS_UP


def may_administer(actor: Actor) -> bool:
    """Whether the actor's role may see and change who may act here, and how the site is set."""
    return actor.role in _ADMINISTRATION


def name_of(command: CommandName | type[Command]) -> CommandName:
    """As the table has it."""
    return command if isinstance(command, str) else cast(CommandName, command.__name__)


def may(actor: Actor, command: CommandName | type[Command], *, emergency: bool = False) -> bool:
    """`emergency`: the actor has begun one, and it lasts."""
    name = name_of(command)
    return actor.role in ALLOWED[name] or (emergency and may_in_emergency(actor.role, name))


def may_in_emergency(role: Role, command: CommandName | type[Command]) -> bool:
    """Whether the role might give the command once it has begun an emergency."""
    return role in _EMERGENCY and Role.COORDINATOR in ALLOWED[name_of(command)]


def authorise(actor: Actor, command: Command, *, emergency: bool = False) -> None:
    """Raise Refused (`not-allowed`) where the actor's role may not give the command."""
    name = name_of(type(command))
    if not may(actor, name, emergency=emergency):
        raise Refused(Refusal("not-allowed", params={"role": actor.role.value, "command": name}))
