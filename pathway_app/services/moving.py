"""A course goes over to another version of its pathway."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from pathway_app.changes import Changes
from pathway_app.commands import MoveCourse
from pathway_app.derived import derive
from pathway_app.domain.answers import unprintable
from pathway_app.domain.course import Course, Move
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Standings, places
from pathway_app.domain.errors import Conflict, Refusal, Refused
from pathway_app.domain.fitting import misfits
from pathway_app.domain.reckoning import Reckoning
from pathway_app.people import Actor
from pathway_app.ports import UnitOfWork
from pathway_app.services.enrolment import loaded, not_before


def move_course(work: UnitOfWork, actor: Actor, command: MoveCourse) -> Changes:
    """Refused where the new version does not know what was entered; every such entry is named."""
    zone = ZoneInfo(work.site().zone)
    course, _ = loaded(work, command.course_id)
    _refuse_unseen(course, command.seen_revision)
    if course.ended() is not None:
        raise Refused(Refusal("course-ended"))
    if command.version == course.version:
        raise Refused(Refusal("same-version", "version", {"version": command.version}))
    definition = installed(work, course.pathway, command.version)
    reason = command.reason.strip()
    refused = [] if reason else [Refusal("reason-missing", "reason")]
    refused += [*unprintable(reason, "reason"), *move_refusals(definition, course, zone)]
    if refused:
        raise Refused(refused)
    now = not_before(work.now(), course)
    move = Move(course.version, command.version, now, actor.name, reason, course.revision)
    append_move(work, course, move, zone)
    return Changes(command.command_id, frozenset({course.id}))


def append_move(work: UnitOfWork, course: Course, move: Move, zone: ZoneInfo) -> Course:
    """Append to the log and keep the derived rows true; returns the course as it is then."""
    before, after = (work.definition(course.pathway, version) for version in (move.before, move.after))
    moved = replace(course, version=move.after, moves=(*course.moves, move))
    work.append_move(course, move)
    work.store_derived(derive(before, course, zone), derive(after, moved, zone))
    return moved


def installed(work: UnitOfWork, pathway: str, version: str) -> PathwayDefinition:
    """Raises Refused (`unknown-definition`) where that version is not installed."""
    try:
        return work.definition(pathway, version)
    except KeyError:
        params = {"pathway": pathway, "version": version}
        raise Refused(Refusal("unknown-definition", "version", params)) from None


def move_refusals(definition: PathwayDefinition, course: Course, zone: ZoneInfo) -> Iterator[Refusal]:
    """Why the course cannot follow `definition`: its checkpoints, rounds, and the answers that count.

    Of entries that do not count any more only the checkpoint must be known, by which their history is told.
    """
    for misfit in misfits(course.entries, definition):
        place = {"checkpoint": misfit.checkpoint, "round": misfit.round}
        if misfit.field is not None:
            params = place | {"field": misfit.field, "value": misfit.value}
            yield Refusal("unknown-field" if misfit.value is None else "unknown-value", "version", params)
        elif misfit.checkpoint in definition.by_id:
            yield Refusal("unknown-round", "version", place)
        else:
            yield Refusal("unknown-checkpoint", "version", place)
    standings = Standings(course.entries)
    counting = {entry.id for entry in course.entries if standings.effective(entry.id) is not None}
    counting |= {note.id for note in standings.notes}
    reckoning = Reckoning(definition, standings, zone)
    for entry_id, (checkpoint_id, round_) in places(course.entries).items():
        checkpoint = definition.by_id.get(checkpoint_id)
        place = {"checkpoint": checkpoint_id, "round": round_}
        if checkpoint is None:
            if entry_id not in counting:
                yield Refusal("unknown-checkpoint", "version", place)
        elif entry_id in counting and checkpoint.rounds and not reckoning.has_round(checkpoint, round_):
            yield Refusal("unknown-round", "version", place)


def _refuse_unseen(course: Course, seen_revision: int | None) -> None:
    unseen = course.entries[seen_revision:] if seen_revision is not None else ()
    if unseen:
        newest = unseen[-1]
        raise Conflict(
            by=newest.by, recorded_at=newest.recorded_at, entry_id=newest.id, code="course-changed"
        )
