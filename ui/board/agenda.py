"""Which meeting is shown, whom it discusses and who waits: read from the record, beside the window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from pathway_app import wording
from pathway_app.documents.board_cases import board_cases
from pathway_app.documents.board_question import BoardQuestion
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import CheckpointState
from pathway_app.domain.errors import Refused
from pathway_app.meetings import Meeting, MeetingCase
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord
from ui.theme_status import Status

if TYPE_CHECKING:
    from pathway_app.documents.edition import Edition

_MOST_PAST, _MOST_COMING = 60, 60
UNPLANNED = ""
"""stands for the meeting that is not planned yet"""


class Progress(Enum):
    """How far a case has come."""

    OPEN = "open"
    DISCUSSED = "discussed"
    DECIDED = "decided"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class Listed:
    """One course on the list, or among those who wait. `number` is 0 where it has none."""

    course_id: str
    number: int
    name: str
    facts: str
    findings: str
    detail: str
    status: Status | None
    term: str
    progress: Progress = Progress.OPEN
    without_diagnosis: bool = False

    @property
    def is_to_do(self) -> bool:
        """Whether a decision is still to be entered."""
        return self.progress in (Progress.OPEN, Progress.DISCUSSED)


@dataclass(frozen=True, slots=True)
class Pathway:
    """A pathway with a tumour board, for whoever plans a meeting."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """What the screen shows of one meeting; `meeting` is None for the one that is not planned yet.

    `order` are the meetings by time with `UNPLANNED` at its place; `kept` is what the record's list would be if it
    were written down now.
    """

    pathways: tuple[Pathway, ...]
    meeting: Meeting | None
    order: tuple[str, ...]
    meetings: tuple[Meeting, ...]
    cases: tuple[Listed, ...]
    waiting: tuple[Listed, ...]
    kept: tuple[MeetingCase, ...]
    is_past: bool = False

    @property
    def at(self) -> int:
        """The place of the shown meeting among `order`."""
        return self.order.index(self.meeting.id if self.meeting is not None else UNPLANNED)

    def later(self) -> tuple[Meeting, ...]:
        """The meetings after this one that are held."""
        at = self.meeting.at if self.meeting is not None else datetime.max.replace(tzinfo=UTC)
        return tuple(each for each in self.meetings if each.at > at and not each.cancelled)

    def case(self, course: str) -> Listed | None:
        """The course on the list or among those who wait."""
        return next((each for each in (*self.cases, *self.waiting) if each.course_id == course), None)

    def number_to_discuss(self) -> int:
        """How many courses are discussed at the meeting: postponed ones are not."""
        return sum(each.progress is not Progress.POSTPONED for each in self.cases)


def agenda(queries: Queries, wanted: str | None, edition: Edition) -> Agenda | None:
    """The meeting with that id, else the next one to be held; None where no installed pathway has a tumour board."""
    return _Reading(queries, edition).agenda(wanted)


class _Reading:
    def __init__(self, queries: Queries, edition: Edition) -> None:
        self.queries, self.edition = queries, edition
        self.words, self.now = edition.words, edition.as_of
        self.today = local_date(self.now, self.words.zone)
        self._known: dict[str, CourseRecord | None] = {}

    def agenda(self, wanted: str | None) -> Agenda | None:
        pathways = tuple(self._pathways())
        try:
            ready, waiting = board_cases(self.queries, ())
        except Refused:
            return None
        meetings = self._meetings()
        coming = [each for each in meetings if not self._is_past(each) and not each.cancelled]
        order = [each.id for each in meetings]
        if not coming:
            order.append(UNPLANNED)
        shown = wanted if wanted in order else (coming[0].id if coming else UNPLANNED)
        meeting = next((each for each in meetings if each.id == shown), None)
        is_past = meeting is not None and self._is_past(meeting)
        kept = list(meeting.cases) if meeting is not None else []
        if meeting is None or meeting == next(iter(coming), None) or self._is_written_up(meeting, meetings):
            kept += self._joining(ready, meeting, kept, coming)
        on_the_list = {each.course_id for each in kept}
        who_waits: Sequence[str] = ()
        if not is_past and (meeting is None or not meeting.cancelled):
            who_waits = [each for each in waiting if each not in on_the_list and self._belongs(each, meeting)]
        return Agenda(
            pathways=pathways, meeting=meeting, order=tuple(order), meetings=meetings,
            cases=tuple(self._cases(kept, meeting)),
            waiting=tuple(each for course in who_waits if (each := self._waiter(course)) is not None),
            kept=tuple(kept), is_past=is_past,
        )  # fmt: skip

    def _joining(
        self,
        ready: Iterable[str],
        meeting: Meeting | None,
        kept: Iterable[MeetingCase],
        coming: Iterable[Meeting],
    ) -> Iterator[MeetingCase]:
        """Who is ready and stands on no list yet: they come on the list of the next meeting by themselves."""
        elsewhere = {case.course_id for each in coming for case in each.cases if not case.postponed}
        placed = elsewhere | {each.course_id for each in kept}
        for course in ready:
            if course not in placed and self._belongs(course, meeting):
                yield MeetingCase(course)

    def _pathways(self) -> Iterator[Pathway]:
        for pathway, version in dict(self.queries.pathways()).items():
            definition = self.queries.definition(pathway, version)
            if definition.outline.board is not None:
                yield Pathway(pathway, definition.title[self.words.language])

    def _meetings(self) -> tuple[Meeting, ...]:
        """The last ones and the coming ones, by time."""
        begin = self._begin_of_today()
        past = self.queries.meetings(before=begin, newest_first=True, limit=_MOST_PAST)
        return (*reversed(past), *self.queries.meetings(after=begin, limit=_MOST_COMING))

    def _begin_of_today(self) -> datetime:
        midnight = datetime.combine(self.today, datetime.min.time(), self.words.zone)
        return midnight.astimezone(UTC)

    def _is_past(self, meeting: Meeting) -> bool:
        return local_date(meeting.at, self.words.zone) < self.today

    def _is_written_up(self, meeting: Meeting, meetings: Iterable[Meeting]) -> bool:
        """Whether it is the last one held and has no list yet: planned afterwards, to record what was decided."""
        held = (each for each in meetings if self._is_past(each) and not each.cancelled)
        return not meeting.cases and meeting == max(held, key=lambda each: each.at, default=None)

    def _belongs(self, course: str, meeting: Meeting | None) -> bool:
        record = self._record(course)
        return record is not None and (meeting is None or record.course.pathway == meeting.pathway)

    def _record(self, course: str) -> CourseRecord | None:
        if course not in self._known:
            self._known[course] = self.queries.course(course)
        return self._known[course]

    def _cases(self, kept: Iterable[MeetingCase], meeting: Meeting | None) -> Iterator[Listed]:
        number = 0
        for case in kept:
            record = self._record(case.course_id)
            if record is None or record.definition.outline.board is None:
                continue
            number += not case.postponed
            yield self._case(record, case, 0 if case.postponed else number, meeting)

    def _case(self, record: CourseRecord, case: MeetingCase, number: int, meeting: Meeting | None) -> Listed:
        question = BoardQuestion(record, self.edition)
        round_ = round_before(question, meeting)
        progress = Progress.POSTPONED if case.postponed else progress_of(question, round_)
        status, term = self._term(self._open_steps(question, round_))
        findings, detail = self._findings(question, round_)
        return Listed(
            record.course.id, number, record.patient.identity.display_name, self._facts(record),
            findings, detail, status, term, progress, case.without_diagnosis,
        )  # fmt: skip

    def _waiter(self, course: str) -> Listed | None:
        record = self._record(course)
        if record is None or record.definition.outline.board is None:
            return None
        question = BoardQuestion(record, self.edition)
        step = question.step(question.board.diagnosis, 1)
        status, term = self._term([step.state])
        findings, detail = self._findings(question, 1)
        return Listed(
            record.course.id, 0, record.patient.identity.display_name, self._facts(record),
            findings, detail, status, term,
        )  # fmt: skip

    def _facts(self, record: CourseRecord) -> str:
        identity = record.patient.identity
        return wording.in_a_row((self.words.day(identity.birth_date), identity.mrn))

    def _open_steps(self, question: BoardQuestion, round_: int) -> list[CheckpointState]:
        return [step.state for step in question.own if step.state.round == round_ and step.state.is_open]

    def _term(self, states: Sequence[CheckpointState]) -> tuple[Status | None, str]:
        """When the first of them is due."""
        due = sorted((state for state in states if state.due is not None), key=lambda state: state.due)  # type: ignore[arg-type,return-value]
        term = wording.checkpoint_term(due[0], self.now, self.words) if due else None
        if term is None:
            return None, ""
        status = Status(term.mark.value)
        return status, term.absolute or term.short if status is Status.LATER else term.short

    def _findings(self, question: BoardQuestion, round_: int) -> tuple[str, str]:
        """What the case is about in a word or two, and a smaller line: the diagnosis, or what brought it back."""
        if round_ > 1:
            return self._came_back(question, round_)
        diagnosis = question.board.diagnosis
        first: list[str] = []
        others: list[str] = []
        for checkpoint, field in question.look.definition.outline.headline:
            told = self._answer(question, checkpoint, field)
            if told:
                (first if checkpoint == diagnosis else others).append(told)
        if not first:
            return " · ".join(others[:-1]) or " · ".join(others), others[-1] if len(others) > 1 else ""
        return " · ".join(first), others[-1] if others else ""

    def _came_back(self, question: BoardQuestion, round_: int) -> tuple[str, str]:
        again = self.words.gettext("round {round}").format(round=round_)
        rounds = question.look.definition.by_id[question.board.discussed].rounds
        trigger = rounds.trigger if rounds is not None else None
        if trigger is None:
            return again, ""
        asked = question.look.definition.by_id[trigger.checkpoint].short_title[self.words.language]
        told = self._answer(question, trigger.checkpoint, trigger.field)
        return told or asked, wording.in_a_row((asked, again))

    def _answer(self, question: BoardQuestion, checkpoint: str, field_id: str) -> str:
        field = question.look.definition.by_id[checkpoint].field(field_id)
        value = wording.newest_answer(question.look.state, checkpoint, field_id)
        return wording.answer(field, value, self.words) if field is not None and value is not None else ""


def round_before(question: BoardQuestion, meeting: Meeting | None) -> int:
    """The round that the meeting is about: one that was entered as of its day, else the one before the board now."""
    zone = question.words.zone
    if meeting is not None:
        day = local_date(meeting.at, zone)
        for step in question.own:
            at = step.entry.occurred_at if step.entry is not None else None
            if at is not None and abs(local_date(at, zone) - day) < timedelta(days=1):
                return step.state.round
    return question.round


def progress_of(question: BoardQuestion, round_: int) -> Progress:
    """How far that round has come."""
    if not question.step(question.board.decision, round_).state.is_open:
        return Progress.DECIDED if question.step(question.board.decision, round_).entry else Progress.OPEN
    if question.step(question.board.discussed, round_).entry is not None:
        return Progress.DISCUSSED
    return Progress.OPEN
