"""What is known of one course in follow-up beside its row in the list: its MRIs, and since when it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from pathway_app.domain.course import CheckpointState, CourseState, State, settled_state
from pathway_app.domain.definition import FollowUp, PathwayDefinition
from pathway_app.domain.entries import Standings
from pathway_app.i18n import Words
from pathway_app.queries import CourseRecord
from ui.followup.year import Done


@dataclass(frozen=True, slots=True)
class Details:
    """What of a course is not in the list's row: when its days are counted from, and every MRI that is done."""

    counted_from: datetime | None
    done: tuple[Done, ...]


def details(record: CourseRecord) -> Details:
    """Every follow-up MRI that is done, by its round, with the deadline that it had."""
    outline = record.definition.outline.follow_up
    state = settled(record)
    if outline is None:
        return Details(counted_from(record.definition, state), ())
    found = (_done(row, outline) for row in state.checkpoints if row.checkpoint == outline.repeats)
    return Details(counted_from(record.definition, state), tuple(each for each in found if each is not None))


def drift_words(days: int | None, words: Words) -> str:
    """How far from its plan it was made: `9 d later than planned`; empty where nothing was planned."""
    _ = words.gettext
    if days is None:
        return ""
    if days == 0:
        return _("as planned")
    if days > 0:
        return _("{n} d later than planned").format(n=days)
    return _("{n} d earlier than planned").format(n=-days)


def settled(record: CourseRecord) -> CourseState:
    """As the list's rows were derived: whatever is in the record counts, also where this PC's clock is slow."""
    return settled_state(record.definition, Standings(record.course.entries), zone=ZoneInfo(record.site.zone))


def counted_from(definition: PathwayDefinition, state: CourseState) -> datetime | None:
    """When the step was done from which the pathway counts its days: the operation."""
    counted = definition.outline.day_count
    row = state.of(counted.after) if counted else None
    return row.entry.occurred_at if row and row.state is State.DONE and row.entry else None


def _done(row: CheckpointState, outline: FollowUp) -> Done | None:
    entry = row.entry
    if row.state is not State.DONE or entry is None or entry.occurred_at is None:
        return None
    result = entry.values.get(outline.result)
    return Done(entry.occurred_at, row.deadline, result if isinstance(result, str) else None)
