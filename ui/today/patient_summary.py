"""What Today's panel shows of one patient, worked out beside the window: who, where in the course, what to do now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pathway_app import wording
from pathway_app.domain.course import CheckpointState, CourseState, State, course_state
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Action, Entry, Standings
from pathway_app.domain.rules import variance_needs
from pathway_app.i18n import Words
from pathway_app.people import Patient
from pathway_app.queries import CourseRecord
from ui.theme_status import Status
from ui.widgets.checklist_content import Detail, RowContent, Tick

_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class OpenStep:
    """One open step. With `simple` a tick is the whole answer; any other is entered in its form."""

    checkpoint: str
    round: int
    simple: bool
    row: RowContent


@dataclass(frozen=True, slots=True)
class PatientSummary:
    """`about` holds the course in a few words; `more` counts the open steps that are not listed."""

    course_id: str
    revision: int
    name: str
    facts: str
    about: str
    steps: tuple[OpenStep, ...]
    more: int
    definition: PathwayDefinition = field(compare=False, repr=False)

    def step(self, key: str) -> OpenStep | None:
        """The open step whose row has that key."""
        return next((step for step in self.steps if step.row.key == key), None)


def step_key(checkpoint: str, round_: int) -> str:
    """What names a step of a course in the list and in the panel."""
    return f"{checkpoint}:{round_}"


def summary(record: CourseRecord, now: datetime, words: Words) -> PatientSummary:
    """The patient's open steps, what is due first first; of the waiting ones only those that come next."""
    zone = ZoneInfo(record.site.zone)
    course, definition = record.course, record.definition
    ended = course.ended(now) is not None
    state = course_state(definition, course.entries, now, ended=ended, zone=zone)
    open_rows = [row for row in state.checkpoints if row.is_open] if not ended else []
    shown = _now(definition, open_rows)
    standings = Standings(course.entries)
    return PatientSummary(
        course_id=course.id,
        revision=course.revision,
        name=record.patient.identity.display_name,
        facts=_facts(record.patient, now, words),
        about=_about(definition, state, now, words),
        steps=tuple(_step(definition, standings, row, now, words) for row in shown),
        more=len(open_rows) - len(shown),
        definition=definition,
    )


def _facts(patient: Patient, now: datetime, words: Words) -> str:
    _, identity = words.gettext, patient.identity
    facts = [
        _("Born {date}").format(date=wording.born(identity, now, words)),
        wording.sex_letter(identity.sex, words),
        identity.mrn,
    ]
    if identity.bed:
        facts.append(_("bed {bed}").format(bed=identity.bed))
    return wording.in_a_row(facts)


def _about(definition: PathwayDefinition, state: CourseState, now: datetime, words: Words) -> str:
    day = wording.day_count(definition, state, now, words)
    return "\u00a0· ".join(part for part in (day, *wording.headline(definition, state, words)) if part)


def _now(definition: PathwayDefinition, rows: Iterable[CheckpointState]) -> list[CheckpointState]:
    rows = list(rows)
    possible = {row.checkpoint for row in rows if row.state is not State.BLOCKED}

    def is_next(row: CheckpointState) -> bool:
        return row.state is not State.BLOCKED or row.due is not None or possible.issuperset(row.waiting_for)

    def order(row: CheckpointState) -> tuple[bool, datetime, int]:
        return row.state is State.BLOCKED, row.due or _NEVER, definition.position[row.checkpoint]

    return sorted((row for row in rows if is_next(row)), key=order)


def _step(
    definition: PathwayDefinition,
    standings: Standings,
    row: CheckpointState,
    now: datetime,
    words: Words,
) -> OpenStep:
    mark = wording.mark_of(row, now)
    term = wording.checkpoint_term(row, now, words)
    blocked = row.state is State.BLOCKED
    waits = wording.waits_for(definition, row.waiting_for, words) if blocked else ""
    tag = term.short if term is not None and not (blocked and mark is wording.Mark.BLOCKED) else waits
    details: list[Detail] = []
    if blocked and tag != waits:
        details.append(Detail(waits, Status.BLOCKED))
    asked = wording.asks(definition, row.checkpoint, words)
    if asked and not blocked:
        details.append(Detail(asked))
    tick = {State.BLOCKED: Tick.BLOCKED, State.RUNNING: Tick.RUNNING}.get(row.state, Tick.OPEN)
    content = RowContent(
        key=step_key(row.checkpoint, row.round),
        title=wording.step_title(definition, row.checkpoint, row.round, words),
        tick=tick,
        spoken=wording.state_word(row, words),
        status=Status(mark.value) if tag else None,
        tag=tag,
        aside=term.absolute if term is not None and tag == term.short else "",
        details=tuple(details),
    )
    return OpenStep(row.checkpoint, row.round, _is_simple(definition, standings, row, now), content)


def _is_simple(
    definition: PathwayDefinition, standings: Standings, row: CheckpointState, now: datetime
) -> bool:
    """Whether "done, just now" says all: nothing is asked, no moment of its own, no variance needed."""
    checkpoint = definition.by_id[row.checkpoint]
    if row.state is not State.READY or checkpoint.fields or checkpoint.clock or checkpoint.occurred_title:
        return False
    entry = Entry("", Action.COMPLETE, "", now, checkpoint=row.checkpoint, round=row.round, occurred_at=now)
    return not variance_needs(definition, standings, entry)
