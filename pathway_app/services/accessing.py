"""Reads, exports, log-ins and the like are put on record."""

from __future__ import annotations

from pathway_app.accesses import Access
from pathway_app.changes import Changes
from pathway_app.commands import NoteAccess
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.people import Actor
from pathway_app.ports import UnitOfWork


def note_access(work: UnitOfWork, actor: Actor, command: NoteAccess) -> Changes:
    """One event, and no change that a screen would show. Refused where a course is not known.

    Raises ValueError for the begin of an emergency: only `BeginEmergency` gives the rights that such an event tells of.
    """
    if command.what is Access.EMERGENCY_BEGUN:
        raise ValueError("an emergency begins by a command of its own")
    courses = tuple(dict.fromkeys(command.courses))
    if any(work.revision(course_id) is None for course_id in courses):
        raise Refused(Refusal("unknown-course", "course_id"))
    work.add_access(command.what, courses, command.details)
    return Changes(command.command_id)
