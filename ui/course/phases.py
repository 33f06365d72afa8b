"""The phases of a course: sections of the checklist and segments of the ribbon. Knows no window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pathway_app.domain.course import FINISHED_STATES, CheckpointState, CourseState, State, Timing
from pathway_app.domain.definition import Phase
from ui.course.course_words import CourseWords
from ui.course.rows import RowTeller
from ui.theme_status import Status
from ui.widgets.checklist_content import SectionContent


@dataclass(frozen=True, slots=True)
class Segment:
    """One phase in the ribbon: `note` stands behind the sign, `spoken` is all of it in words."""

    key: str
    title: str
    status: Status
    note: str
    spoken: str


def sections(told: CourseWords, state: CourseState, rows: RowTeller) -> tuple[SectionContent, ...]:
    """Every phase with its rows, in the definition's order."""
    return tuple(
        _section(told, number, phase, of_phase, rows)
        for number, (phase, of_phase) in enumerate(_by_phase(told, state), start=1)
    )


def segments(told: CourseWords, state: CourseState) -> tuple[Segment, ...]:
    return tuple(
        _segment(told, number, phase, of_phase)
        for number, (phase, of_phase) in enumerate(_by_phase(told, state), start=1)
    )


def _by_phase(told: CourseWords, state: CourseState) -> list[tuple[Phase, list[CheckpointState]]]:
    rows: dict[str, list[CheckpointState]] = {phase.id: [] for phase in told.definition.phases}
    for row in state.checkpoints:
        rows[told.definition.by_id[row.checkpoint].phase].append(row)
    return [(phase, rows[phase.id]) for phase in told.definition.phases]


def _section(
    told: CourseWords, number: int, phase: Phase, states: Sequence[CheckpointState], rows: RowTeller
) -> SectionContent:
    status, tag = _section_tag(told, states)
    return SectionContent(
        key=phase.id,
        title=f"{number} {phase.title[told.words.language]}",
        rows=tuple(rows.row(state) for state in states),
        status=status,
        tag=tag,
    )


def _section_tag(told: CourseWords, states: Sequence[CheckpointState]) -> tuple[Status | None, str]:
    """The one thing in the phase that most wants to be seen."""
    words = told.words
    overdue = sum(state.timing is Timing.OVERDUE for state in states)
    if overdue:
        return Status.OVERDUE, words.ngettext("{n} overdue", "{n} overdue", overdue)
    today = sum(state.timing is Timing.DUE_TODAY for state in states)
    if today:
        return Status.DUE_TODAY, words.ngettext("{n} due today", "{n} due today", today)
    if any(state.state is State.RUNNING for state in states):
        return Status.RUNNING, words.gettext("running")
    variances = sum(state.variance for state in states)
    if variances:
        return Status.VARIANCE, words.ngettext("{n} variance", "{n} variances", variances)
    return None, ""


def _segment(told: CourseWords, number: int, phase: Phase, states: Sequence[CheckpointState]) -> Segment:
    title = f"{number} {(phase.short_title or phase.title)[told.words.language]}"
    status, word = _segment_status(told, states)
    if status is Status.NOT_APPLICABLE:
        return Segment(phase.id, title, status, told.words.gettext("n/a"), f"{title}, {word}")
    count = _count(told, states)
    shown = status in (Status.OVERDUE, Status.DUE_TODAY, Status.VARIANCE)
    return Segment(
        phase.id, title, status, f"{count} · {word}" if shown else count, f"{title}, {count}, {word}"
    )


def _count(told: CourseWords, states: Sequence[CheckpointState]) -> str:
    """`1/3` finished of those that apply or may apply; `1/…` where rounds come back without end."""
    counted = [state for state in states if state.state is not State.NOT_APPLICABLE]
    finished = sum(state.state in FINISHED_STATES for state in counted)
    endless = any(told.definition.by_id[state.checkpoint].repeats_itself for state in counted)
    return f"{finished}/…" if endless else f"{finished}/{len(counted)}"


def _segment_status(told: CourseWords, states: Sequence[CheckpointState]) -> tuple[Status, str]:
    _ = told.words.gettext
    timings = {state.timing for state in states}
    found = {state.state for state in states}
    if Timing.OVERDUE in timings:
        return Status.OVERDUE, _("overdue")
    if Timing.DUE_TODAY in timings:
        return Status.DUE_TODAY, _("due today")
    if found <= {State.NOT_APPLICABLE}:
        return Status.NOT_APPLICABLE, _("not applicable")
    if found <= FINISHED_STATES:
        if any(state.variance for state in states):
            return Status.VARIANCE, _("variance")
        return Status.DONE, _("done")
    if found & {State.READY, State.RUNNING}:
        return Status.RUNNING, _("under way")
    if State.BLOCKED in found:
        return Status.BLOCKED, _("waits")
    return Status.LATER, _("later")
