"""Entries are made: the rules decide, the log keeps, the derived rows follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from pathway_app import commands
from pathway_app.changes import Changes
from pathway_app.commands import EntryCommand
from pathway_app.derived import Since
from pathway_app.domain.course import Course
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import NAMING, Action, Entry, Place, Standings, places
from pathway_app.domain.errors import Conflict, Refused
from pathway_app.domain.ids import new_id
from pathway_app.domain.rules import Circumstances, refusals
from pathway_app.people import Actor, Patient
from pathway_app.ports import UnitOfWork
from pathway_app.services.derivation import Derivations
from pathway_app.services.enrolment import loaded, not_before

ENTERED: Mapping[type[EntryCommand], Action] = {
    commands.CompleteCheckpoint: Action.COMPLETE,
    commands.SkipCheckpoint: Action.SKIP,
    commands.MarkNotApplicable: Action.NOT_APPLICABLE,
    commands.CorrectEntry: Action.CORRECT,
    commands.RetractEntry: Action.RETRACT,
    commands.CloseVariance: Action.CLOSE_VARIANCE,
    commands.AddNote: Action.NOTE,
}
"""the commands that make an entry, and what it does"""
_CONTENT = (
    *("checkpoint", "round", "occurred_at", "values", "variance", "supersedes", "reason", "text"),
    "from_paper",
)


def enter(derivations: Derivations, work: UnitOfWork, actor: Actor, command: EntryCommand) -> Changes:
    """Append the entry that `command` describes. Raises Conflict before the rules are asked."""
    zone = ZoneInfo(work.site().zone)
    course, patient = loaded(work, command.course_id)
    definition = work.definition(course.pathway, course.version)
    entry = _entry(command, actor.name, not_before(work.now(), course))
    _refuse_conflict(course, entry, command.seen_revision)
    standings = Standings(course.entries)
    before = derivations.of(definition, course, zone, standings)
    check_entry(definition, standings, entry, course, patient, zone)
    since = Since(before, touched(definition, standings, entry))
    work.append_entry(course, entry)
    standings.add(entry)
    grown = replace(course, entries=(*course.entries, entry))
    work.store_derived(before, derivations.of(definition, grown, zone, standings, since))
    return Changes(command.command_id, frozenset({course.id}), entries=(entry.id,))


def touched(definition: PathwayDefinition, standings: Standings, entry: Entry) -> frozenset[str]:
    """The checkpoints that may stand otherwise after the entry, which is not yet among the `standings`."""
    checkpoint = entry.checkpoint
    if entry.supersedes is not None and standings.effective(entry.supersedes) is not None:
        checkpoint, _ = standings.place_of(entry.supersedes)
    return definition.followers[checkpoint] if checkpoint is not None else frozenset()


def check_entry(
    definition: PathwayDefinition,
    standings: Standings,
    entry: Entry,
    course: Course,
    patient: Patient,
    zone: ZoneInfo,
) -> None:
    """Raise Refused with every reason why the entry cannot follow those in `standings`."""
    recorded = [entry.recorded_at for entry in course.entries[-1:]]
    recorded += [move.recorded_at for move in course.moves[-1:]]
    circumstances = Circumstances(
        birth_date=patient.identity.birth_date,
        ended=course.ended(entry.recorded_at) is not None,
        last_recorded_at=max(recorded, default=None),
        zone=zone,
    )
    reasons = refusals(definition, standings, entry, circumstances)
    if reasons:
        raise Refused(reasons)


def _refuse_conflict(course: Course, entry: Entry, seen_revision: int | None) -> None:
    if seen_revision is None or entry.action is Action.NOTE:
        return
    unseen = course.entries[seen_revision:]
    if not unseen:
        return
    place_of = places(course.entries)
    concerned = _concerned(entry, dict(place_of))
    for other in reversed(unseen):
        if other.action is not Action.NOTE and concerned is not None and place_of.get(other.id) == concerned:
            raise Conflict(
                by=other.by,
                recorded_at=other.recorded_at,
                entry_id=other.id,
                checkpoint=concerned[0],
                round_=concerned[1],
            )


def _concerned(entry: Entry, place_of: dict[str, Place]) -> Place | None:
    if entry.action in NAMING:
        return place_of.get(entry.supersedes or "")
    return (entry.checkpoint, entry.round) if entry.checkpoint is not None else None


def _entry(command: EntryCommand, by: str, recorded_at: datetime) -> Entry:
    """The entry that the command describes: what it does not carry has no content."""
    content: dict[str, Any] = {name: getattr(command, name) for name in _CONTENT if hasattr(command, name)}
    return Entry(id=new_id(), action=ENTERED[type(command)], by=by, recorded_at=recorded_at, **content)
