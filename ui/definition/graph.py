"""A definition as a map: boxes in columns, the lines between them, and where the keys lead. Knows no window."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pathway_app import wording
from pathway_app.definitions.telling import DefinitionWords
from pathway_app.domain.course import CheckpointState, CourseState, course_state
from pathway_app.domain.definition import Checkpoint, PathwayDefinition, Phase
from pathway_app.queries import CourseRecord
from ui.theme_status import Status

_TIMED = frozenset({Status.OVERDUE, Status.DUE_TODAY, Status.RUNNING})
"""where the time says more than the state"""


class Link(StrEnum):
    """Why a line goes from one checkpoint to another."""

    GATE = "gate"
    """it must be finished first"""
    CONDITION = "condition"
    """its answer decides whether the other applies"""
    ROUND = "round"
    """its answer makes the other come back"""


@dataclass(frozen=True, slots=True)
class Line:
    """`source` comes first, `target` follows it."""

    link: Link
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Note:
    """A small line in a box: a question that decides about others, or what makes steps come back."""

    link: Link
    text: str


@dataclass(frozen=True, slots=True)
class BoxState:
    """Where a patient is at a checkpoint: `status` with its sign, `word`, and all of it in words."""

    status: Status
    word: str
    spoken: str


@dataclass(frozen=True, slots=True)
class Box:
    """One checkpoint. `standing` is None where no patient is shown."""

    key: str
    title: str
    notes: tuple[Note, ...]
    standing: BoxState | None
    spoken: str


@dataclass(frozen=True, slots=True)
class Column:
    """One phase."""

    key: str
    title: str
    boxes: tuple[Box, ...]


def columns(
    told: DefinitionWords, record: CourseRecord | None = None, now: datetime | None = None
) -> tuple[Column, ...]:
    """The map's phases from left to right; with a course, where it stands at `now` (aware)."""
    standings: dict[str, BoxState] = {}
    if record is not None and now is not None:
        standings = _standings(told, record, now)
    return tuple(
        _column(told, number, phase, standings) for number, phase in enumerate(told.definition.phases, 1)
    )


def lines_of(definition: PathwayDefinition, checkpoint: str) -> tuple[Line, ...]:
    """Every line that begins or ends at a checkpoint, those that end there first."""
    found = [line for line in _lines(definition) if line.target == checkpoint]
    found += [line for line in _lines(definition) if line.source == checkpoint and line not in found]
    return tuple(dict.fromkeys(found))


def step_from(definition: PathwayDefinition, checkpoint: str, step: int) -> str:
    """The next (1) or previous (-1) checkpoint in reading order; the same one at an end."""
    at = definition.position[checkpoint] + step
    return definition.checkpoints[max(0, min(at, len(definition.checkpoints) - 1))].id


def along_gate(definition: PathwayDefinition, checkpoint: str, *, forward: bool) -> str:
    """The nearest checkpoint that follows over a line, or (not `forward`) that this one follows."""
    lines = [line for line in lines_of(definition, checkpoint) if line.source != line.target]
    ends = [(line.target if forward else line.source, line.link) for line in lines]
    ends = [end for end in ends if end[0] != checkpoint]
    gates = [end for end, link in ends if link is Link.GATE] or [end for end, _link in ends]
    here = definition.position[checkpoint]
    return min(gates, key=lambda each: abs(definition.position[each] - here), default=checkpoint)


def phase_from(definition: PathwayDefinition, checkpoint: str, step: int) -> str:
    """The first checkpoint of the next (1) or previous (-1) phase that has any; the same one at an end."""
    phases = [phase for phase in definition.phases if phase.checkpoints]
    at = next(i for i, phase in enumerate(phases) if phase.id == definition.by_id[checkpoint].phase) + step
    return phases[at].checkpoints[0].id if 0 <= at < len(phases) else checkpoint


def _lines(definition: PathwayDefinition) -> Iterator[Line]:
    for each in definition.checkpoints:
        yield from (Line(Link.GATE, gate, each.id) for gate in each.needs)
        if each.condition is not None:
            yield Line(Link.CONDITION, each.condition.checkpoint, each.id)
        if each.rounds is not None and each.rounds.trigger is not None:
            yield Line(Link.ROUND, each.rounds.trigger.checkpoint, each.id)


def _column(told: DefinitionWords, number: int, phase: Phase, standings: dict[str, BoxState]) -> Column:
    title = f"{number} {(phase.short_title or phase.title)[told.words.language]}"
    boxes = tuple(_box(told, title, each, standings.get(each.id)) for each in phase.checkpoints)
    return Column(phase.id, title, boxes)


def _box(told: DefinitionWords, phase: str, checkpoint: Checkpoint, standing: BoxState | None) -> Box:
    title = (checkpoint.short_title or checkpoint.title)[told.words.language]
    notes = tuple(_notes(told, checkpoint))
    spoken = [
        told.title(checkpoint.id),
        *([standing.spoken] if standing else []),
        *(n.text for n in notes),
        phase,
    ]
    return Box(checkpoint.id, title, notes, standing, ", ".join(spoken))


def _notes(told: DefinitionWords, checkpoint: Checkpoint) -> Iterator[Note]:
    """The questions that decide about other steps, the documented routes, and what comes back."""
    definition, language = told.definition, told.words.language
    asked: list[str] = []
    for each in definition.checkpoints:
        condition = each.condition
        if condition is not None and condition.checkpoint == checkpoint.id and condition.field not in asked:
            asked.append(condition.field)
    for field_id in asked:
        field = checkpoint.field(field_id)
        if field is not None:
            yield Note(Link.CONDITION, f"{field.title[language]}?")
    routes = told.routes_at(checkpoint)
    if routes:
        ids = sorted(route.id for route in routes)
        yield Note(Link.CONDITION, " · ".join([*ids, told.words.gettext("no route")]))
    if checkpoint.repeats_itself:
        yield Note(Link.ROUND, told.words.gettext("comes back"))
    yield from _triggered(told, checkpoint)


def _triggered(told: DefinitionWords, checkpoint: Checkpoint) -> Iterator[Note]:
    """`Progression → 6`: the answer that makes steps come back, and the phases they stand in."""
    numbers = {phase.id: number for number, phase in enumerate(told.definition.phases, 1)}
    found: dict[str, list[int]] = {}
    for each in told.definition.checkpoints:
        trigger = each.rounds.trigger if each.rounds is not None else None
        if trigger is not None and trigger.checkpoint == checkpoint.id:
            field = checkpoint.field(trigger.field)
            assert field is not None
            answer = " / ".join(wording.answer(field, value, told.words) for value in trigger.values)
            found.setdefault(answer, []).append(numbers[each.phase])
    for answer, phases in found.items():
        yield Note(Link.ROUND, f"{answer} → {', '.join(map(str, dict.fromkeys(phases)))}")


def _standings(told: DefinitionWords, record: CourseRecord, now: datetime) -> dict[str, BoxState]:
    entries = record.course.entries
    now = max([now, *(entry.recorded_at for entry in entries[-1:])])
    ended = record.course.ended() is not None
    state = course_state(told.definition, entries, now, ended=ended, zone=told.words.zone)
    return {each.id: _standing(told, _newest(state, each.id), now) for each in told.definition.checkpoints}


def _newest(state: CourseState, checkpoint: str) -> Sequence[CheckpointState]:
    """The checkpoint's rounds, the last that was reached first: one that only waits for its turn stands behind."""
    rounds = [row for row in state.checkpoints if row.checkpoint == checkpoint]
    return sorted(rounds, key=lambda row: row.round, reverse=True)


def _standing(told: DefinitionWords, rounds: Sequence[CheckpointState], now: datetime) -> BoxState:
    words = told.words
    row = rounds[0]
    status = Status(wording.mark_of(row, now).value)
    state = wording.state_word(row, words)
    term = wording.checkpoint_term(row, now, words)
    word = term.short if term is not None and status in _TIMED else state
    spoken = [state, *([term.short] if term is not None else [])]
    if row.round > 1:
        told_round = words.gettext("round {n}").format(n=row.round)
        word, spoken = f"{told_round} · {word}", [told_round, *spoken]
    return BoxState(status, word, ", ".join(spoken))
