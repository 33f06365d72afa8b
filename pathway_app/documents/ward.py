"""The ward's handover: every patient in a row, and room to write beside each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

from pathway_app import wording
from pathway_app.derived import derive
from pathway_app.documents import frame
from pathway_app.documents.breaking import NO_BREAK
from pathway_app.documents.code_words import variance_class
from pathway_app.documents.edition import Edition
from pathway_app.documents.look import Look
from pathway_app.documents.model import (
    Block,
    Cell,
    Column,
    Document,
    Lines,
    Place,
    Run,
    Shape,
    Table,
    Text,
    compose,
    joined,
    plain,
)
from pathway_app.documents.read_back import read_back
from pathway_app.documents.recorded import Step
from pathway_app.documents.situation import Situation, signed
from pathway_app.documents.tasks import due
from pathway_app.domain.course import State, Timing
from pathway_app.folding import fold
from pathway_app.i18n import Words
from pathway_app.messages import INPUTS
from pathway_app.queries import CourseRecord, Horizon, WorklistRow, worklist_order
from pathway_app.sheets import Ordering, Sheet
from pathway_app.wording import Mark

LATELY = timedelta(hours=24)
"""how long a variance is told with its reason after it was recorded"""
NAMED = 4
"""more steps than these are counted, not named"""
LONGEST_REASON = 300
"""characters; a longer reason would make a page of a row, and stands on the patient's handover sheet"""
_ROW_HEIGHT = 40.0
"""room for a line or two by hand"""
_EMPTY: Cell = ()


def ordered(records: Iterable[CourseRecord], ordering: Ordering, edition: Edition) -> list[CourseRecord]:
    """By bed as people count them (9 before 10, those without one last, by name), or as on the worklist."""
    by_bed = sorted(records, key=_bed_key)
    return by_bed if ordering is Ordering.BED else _by_urgency(by_bed, edition)


def ward(records: Sequence[CourseRecord], edition: Edition, ordering: Ordering) -> Document:
    """The courses in the order in which they come; `ordering` says in words which one that is."""
    title = edition.words.gettext("Ward handover")
    blocks = tuple(_blocks(records, edition, ordering))
    return frame.of_ward(Sheet.WARD, title, edition, blocks, shape=Shape.ACROSS)


def _blocks(records: Sequence[CourseRecord], edition: Edition, ordering: Ordering) -> Iterator[Block]:
    _ = edition.words.gettext
    if not records:
        yield Lines((plain(_("There are no patients with an open course."), bold=True),))
        return
    rows = [_Row(record, edition) for record in records]
    yield Lines((_counts(rows, edition.words, ordering),))
    several = len({record.course.pathway for record in records}) > 1
    columns = (
        Column(plain(_("Bed")), 15),
        Column(plain(_("Patient")), 43),
        Column(plain(_("Where it stands")), 45),
        Column(plain(_("Open steps")), 72),
        Column(plain(_("Variances")), 42),
        Column(plain(_("Notes")), 54),
    )
    cells = tuple(row.cells(with_pathway=several) for row in rows)
    yield Table(columns, cells, row_height=_ROW_HEIGHT, row_heads=2)
    yield read_back(edition.words)


def _counts(rows: Sequence[_Row], words: Words, ordering: Ordering) -> Text:
    """How many patients, how many of them with something overdue, how many clocks run, and the order."""
    patients = len({row.record.patient.id for row in rows})
    overdue = sum(row.is_overdue for row in rows)
    clocks = sum(len(row.clocks) for row in rows)
    _, ngettext = words.gettext, words.ngettext
    late = ngettext("{n} with a step overdue", "{n} with a step overdue", overdue)
    running = ngettext("{n} running clock", "{n} running clocks", clocks)
    order = _("in the order of the beds") if ordering is Ordering.BED else _("the most urgent first")
    parts = (
        plain(ngettext("{n} patient", "{n} patients", patients), bold=True),
        signed(Mark.OVERDUE, late) if overdue else plain(_("nothing overdue")),
        signed(Mark.RUNNING, running) if clocks else plain(_("no running clock")),
        plain(order),
    )
    return joined(" · ", parts)


class _Row:
    """One course."""

    def __init__(self, record: CourseRecord, edition: Edition) -> None:
        self.record = record
        self.words = edition.words
        self.now = edition.as_of
        self.look = Look(record, edition)
        self.situation = Situation(self.look)
        self.recorded = self.look.recorded
        self.steps = self.recorded.steps
        self.clocks = [step for step in self.steps if step.state.state is State.RUNNING]

    @property
    def is_overdue(self) -> bool:
        return any(step.state.timing is Timing.OVERDUE for step in self.steps)

    def cells(self, *, with_pathway: bool) -> tuple[Cell, ...]:
        who = frame.identifiers(self.record.patient.identity, self.words)
        stands = tuple(self._stands(with_pathway))
        return self._bed(), who, stands, tuple(self._open()), tuple(self._variances()), _EMPTY

    def _bed(self) -> Cell:
        bed = self.record.patient.identity.bed
        if not bed:
            return (plain("–"),)
        return ((Run(bed, True, Place("bed", self.words.gettext(INPUTS["bed"]))),),)

    def _stands(self, with_pathway: bool) -> Iterator[Text]:
        situation = self.situation
        if day := situation.day_count():
            yield plain(day, bold=True)
        yield plain(situation.phase())
        if with_pathway:
            yield plain(self.record.definition.short_title[self.words.language])
        if self.look.ending is not None:
            yield situation.ended()
        for step in self.clocks:
            place = step.checkpoint.id, step.state.round
            title = wording.step_title(self.record.definition, *place, self.words, short=True)
            yield situation.clock(step, title)

    def _open(self) -> Iterator[Text]:
        """The overdue steps, those due today, then what can be done; the rest is counted."""
        open_steps = [step for step in self.steps if step.state.is_open and step not in self.clocks]
        if self.look.ending is not None:
            return
        near = sorted((step for step in open_steps if _is_near(step)), key=_pressing)
        pressing = sum(_pressing(step)[0] < _CAN_BE_DONE for step in near)
        named = near[: max(pressing, NAMED)]
        yield from map(self._step, named)
        rest = self._rest(len(near) - len(named), len(open_steps) - len(near))
        if rest:
            yield plain(rest)
        elif not named:
            yield plain(self.words.gettext("nothing open"))

    def _step(self, step: Step) -> Text:
        """`! Definitive diagnosis: 2 d late (20-Nov)`: the sign stands first, where the eye looks for it."""
        state = step.state
        mark = wording.mark_of(state, self.now)
        if mark is Mark.BLOCKED:
            mark = Mark.DUE_TODAY if state.timing is Timing.DUE_TODAY else Mark.LATER
        told = due(state, self.now, self.words)
        sign = f"{mark.sign}{NO_BREAK}"
        return (Run(sign, bool(told) and told[0].bold), Run(self.recorded.title(step)), *_without_sign(told))

    def _rest(self, ready: int, waiting: int) -> str:
        ngettext = self.words.ngettext
        parts = []
        if ready:
            parts.append(ngettext("{n} more can be done now", "{n} more can be done now", ready))
        if waiting:
            parts.append(ngettext("{n} step waits", "{n} steps wait", waiting))
        return ", ".join(parts)

    def _variances(self) -> Iterator[Text]:
        """Those of the last 24 hours with class and reason; then how many are open."""
        for step in self.steps:
            if step.state.variance and step.entry and step.entry.recorded_at > self.now - LATELY:
                yield self._variance(step)
        count = sum(step.state.variance_open for step in self.steps)
        if count:
            told = self.words.ngettext("{n} open variance", "{n} open variances", count)
            yield signed(Mark.VARIANCE, told)

    def _variance(self, step: Step) -> Text:
        assert step.entry is not None and step.entry.variance is not None
        variance, _ = step.entry.variance, self.words.gettext
        reason = variance.reason.strip()
        told = self.recorded.typed(reason, "variance.reason", step.checkpoint)
        if not reason:
            told = Run(_("no reason given"))
        elif len(reason) > LONGEST_REASON:
            told = Run(_("a long reason: read it on the patient's handover sheet"))
        kind = variance_class(variance.variance_class, self.words)
        begin = compose(
            f"{{sign}}{NO_BREAK}{{title}} {{moment}}: ",
            sign=Mark.VARIANCE.sign,
            title=self.recorded.title(step),
            moment=self.recorded.moment(step.entry),
        )
        return (*begin, Run(kind, bold=True), Run(" · "), told)


_CAN_BE_DONE = 2


def _is_near(step: Step) -> bool:
    """Overdue, due today, or nothing in the way."""
    state = step.state
    return state.timing in (Timing.OVERDUE, Timing.DUE_TODAY) or state.state in (State.READY, State.RUNNING)


def _pressing(step: Step) -> tuple[int, bool, float]:
    state = step.state
    rank = {Timing.OVERDUE: 0, Timing.DUE_TODAY: 1}.get(state.timing, _CAN_BE_DONE)
    return rank, state.due is None, state.due.timestamp() if state.due else 0.0


def _without_sign(told: Text) -> Text:
    """The term as it follows a title: its sign stands before that."""
    if not told:
        return ()
    (term,) = told
    return (Run(": "), term._replace(text=term.text.partition(" ")[2]))


def _by_urgency(records: Sequence[CourseRecord], edition: Edition) -> list[CourseRecord]:
    """The worklist's order; what has ended stands last."""
    now, zone = edition.as_of, edition.words.zone
    horizon = Horizon.at(now, zone)
    rows: list[WorklistRow] = []
    for record in records:
        then = record.at(now)
        current = derive(then.definition, then.course, zone).course
        group = horizon.group(current)
        if group is not None:
            rows.append(WorklistRow(group, record.patient, then.course.pathway, then.course.version, current))
    known = {record.course.id: record for record in records}
    open_courses = [known.pop(row.current.course_id) for row in worklist_order(rows)]
    return [*open_courses, *known.values()]


def _bed_key(record: CourseRecord) -> tuple[bool, list[str | int], str, str, str]:
    """Numbers within a bed's name by their value; letters without regard to case."""
    identity = record.patient.identity
    bed = (identity.bed or "").strip()
    parts = re.split(r"(\d+)", bed.casefold())
    natural = [int(part) if index % 2 else part for index, part in enumerate(parts)]
    name = f"{fold(identity.family_name)}\n{fold(identity.given_name)}"
    return not bed, natural, name, identity.mrn, record.course.id
