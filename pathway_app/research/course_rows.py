"""One course as research gets it: pseudonyms, days from enrolment, codes. Nothing else of it goes any further."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import OPEN_STATES, CheckpointState, CourseState, State, Timing, course_state
from pathway_app.domain.definition import Checkpoint, Field, FieldKind, PathwayDefinition
from pathway_app.domain.entries import Value
from pathway_app.queries import CourseRecord
from pathway_app.research.columns import WITHHELD
from pathway_app.research.key import SiteKey
from pathway_app.research.small_cells import Cell, age_band

CODED = (FieldKind.CHOICE, FieldKind.SEVERAL, FieldKind.INTEGER)
Row = tuple[str, ...]
CHECKPOINT_OF_STEP, ROUND_OF_STEP, STATE_OF_STEP = 0, 1, 2
DEADLINE_OF_STEP, KEPT_OF_STEP, OVERDUE_OF_STEP, CLASS_OF_STEP, OPEN_OF_STEP = 5, 6, 7, 8, 9
"""where these stand in a step's row"""


@dataclass(frozen=True, slots=True)
class Answer:
    """One coded answer. `of_group`: it is the answer that makes the group."""

    checkpoint: str
    round: str
    field: str
    code: str
    of_group: bool


@dataclass(frozen=True, slots=True)
class ResearchCourse:
    """`steps` are rows of checkpoints.csv without the course; `ended_days` is empty while it has not ended."""

    course: bytes
    patient: bytes
    surgeon: bytes | None
    cell: Cell
    version: str
    ended_days: str
    outcome: str
    steps: tuple[Row, ...]
    answers: tuple[Answer, ...]


def research_course(
    record: CourseRecord, now: datetime, key: SiteKey, years: frozenset[int]
) -> ResearchCourse:
    """The course as the record stood at `now` (aware). `years` are those that may be told."""
    then, zone = record.at(now), ZoneInfo(record.site.zone)
    course, identity = then.course, record.patient.identity
    ending, began = course.ended(), course.enrolment.at
    state = course_state(then.definition, course.entries, now, ended=ending is not None, zone=zone)
    day = local_date(began, zone)
    surgeon = " ".join((identity.surgeon or "").split()).casefold()
    return ResearchCourse(
        course=key.pseudonym("course", course.id),
        patient=key.pseudonym("patient", course.patient_id),
        surgeon=key.pseudonym("surgeon", surgeon) if surgeon else None,
        cell=Cell(
            day.year if day.year in years else None,
            identity.sex.value,
            age_band(identity.age(day)),
            group(then.definition, state),
        ),
        version=course.version,
        ended_days=_days(ending.at if ending else None, began),
        outcome=ending.outcome.value if ending else "",
        steps=tuple(_step(then.definition, row, began) for row in state.checkpoints),
        answers=_answers(record, then.definition, state),
    )


def group_place(definition: PathwayDefinition) -> tuple[str, str] | None:
    """The (checkpoint, field) whose answer makes the group."""
    return definition.outline.group


def group(definition: PathwayDefinition, state: CourseState) -> str:
    """The newest answer that makes the group, as an audit has it; empty while there is none."""
    place = group_place(definition)
    if place is None:
        return ""
    field = definition.by_id[place[0]].field(place[1])
    for row in reversed(state.checkpoints):
        if row.checkpoint == place[0] and row.state is State.DONE and row.entry is not None:
            value = row.entry.values.get(place[1])
            if isinstance(value, str):
                return value if field is not None and field.option(value) else WITHHELD
    return ""


def _days(moment: datetime | None, began: datetime) -> str:
    """Elapsed days with three decimals."""
    if moment is None:
        return ""
    return f"{round((moment - began) / timedelta(days=1), 3) + 0.0:.3f}"


def _step(definition: PathwayDefinition, row: CheckpointState, began: datetime) -> Row:
    entry, deadline = row.entry, row.deadline
    occurred_at = entry.occurred_at if entry is not None else None
    kept = ""
    if row.state is State.DONE and deadline is not None and occurred_at is not None:
        kept = "late" if occurred_at > deadline else "on-time"
    variance = entry.variance if entry is not None else None
    told = None if _by_months(definition.by_id[row.checkpoint], row.round) else deadline
    return (
        row.checkpoint,
        str(row.round),
        "open" if row.state in OPEN_STATES else row.state.value,
        _days(occurred_at, began),
        _days(entry.recorded_at if entry is not None else None, began),
        _days(told, began),
        kept,
        str(int(row.timing is Timing.OVERDUE)),
        variance.variance_class.value if variance is not None else "",
        str(int(row.variance_open)),
    )


def _by_months(checkpoint: Checkpoint, round_: int) -> bool:
    """Months differ in length: a deadline counted in them would tell the time of the year."""
    later = checkpoint.rounds.later_deadlines if checkpoint.rounds is not None and round_ > 1 else None
    deadlines = checkpoint.deadlines if later is None else later
    return any(each.months is not None for each in deadlines)


def _answers(record: CourseRecord, definition: PathwayDefinition, state: CourseState) -> tuple[Answer, ...]:
    place = group_place(definition)
    found: list[Answer] = []
    for row in state.checkpoints:
        if row.state is not State.DONE or row.entry is None:
            continue
        for name, value in row.entry.values.items():
            field = _field(record, definition, row.checkpoint, name)
            if field is None or field.kind not in CODED:
                continue
            of_group = (row.checkpoint, name) == place
            found.extend(
                Answer(row.checkpoint, str(row.round), name, code, of_group)
                for code in dict.fromkeys(_codes(field, value))
            )
    return tuple(found)


def _field(record: CourseRecord, definition: PathwayDefinition, checkpoint: str, name: str) -> Field | None:
    """As the version followed then has it, else another that the course followed."""
    for each in (definition, record.definition, *record.earlier.values()):
        step = each.by_id.get(checkpoint)
        field = step.field(name) if step is not None else None
        if field is not None:
            return field
    return None


def _codes(field: Field, value: Value) -> list[str]:
    """What is no code of the field, whatever it is, is not told."""
    if field.kind is FieldKind.INTEGER:
        return [str(value) if isinstance(value, int) else WITHHELD]
    values = value if isinstance(value, tuple) else (str(value),)
    return [each if field.option(each) else WITHHELD for each in values]
