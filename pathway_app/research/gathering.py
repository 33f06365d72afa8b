"""The courses of a cohort, gone through once; what is too much for memory waits in a file without a name."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, Self
from zoneinfo import ZoneInfo

from pathway_app.audit.cohort import Period
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Outcome
from pathway_app.domain.definition import FieldKind, PathwayDefinition
from pathway_app.domain.entries import VarianceClass
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.queries import CourseRecord
from pathway_app.research.columns import WITHHELD
from pathway_app.research.course_rows import (
    CHECKPOINT_OF_STEP,
    CLASS_OF_STEP,
    DEADLINE_OF_STEP,
    KEPT_OF_STEP,
    OPEN_OF_STEP,
    OVERDUE_OF_STEP,
    ROUND_OF_STEP,
    STATE_OF_STEP,
    Answer,
    ResearchCourse,
    Row,
    research_course,
)
from pathway_app.research.inferring import Inferring
from pathway_app.research.key import SiteKey
from pathway_app.research.small_cells import (
    FEWEST,
    LAST_STEP,
    NOTHING_TOLD,
    STEPS,
    Cell,
    Codes,
    FewPatients,
    Shown,
    ToldCodes,
    generalised,
)

SHORTEST_PERIOD = 90
"""days: a shorter one would tell when a course was begun"""
SHORTEST_YEAR = 183
"""days that the period and the moment leave of a calendar year, for the year to be told"""
_SURGEON, _VERSION, _OUTCOME = ("", "surgeon"), ("", "version"), ("", "outcome")
_CLASS = ("", "variance_class")
_ENDED = ("", "ended")
_ENDED_CODES = ("running", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Which courses, and as the record stood when. Raises Refused where the period is too short."""

    pathway: str | None
    period: Period
    now: datetime

    def __post_init__(self) -> None:
        if (self.period.last - self.period.first).days + 1 < SHORTEST_PERIOD:
            raise Refused(Refusal("research-period-short", "to", {"days": SHORTEST_PERIOD}))

    def holds(self, record: CourseRecord) -> bool:
        """Whether the course is in the cohort, as an audit has it."""
        enrolment, zone = record.course.enrolment, ZoneInfo(record.site.zone)
        if not self.period.holds(enrolment.at, zone) or (enrolment.recorded_at or enrolment.at) > self.now:
            return False
        return self.pathway in (None, record.course.pathway)

    def years(self, zone: ZoneInfo) -> frozenset[int]:
        """The years that may be told."""
        last = min(self.period.last, local_date(self.now, zone))
        return frozenset(
            year
            for year in range(self.period.first.year, last.year + 1)
            if min(last, date(year, 12, 31)) - max(self.period.first, date(year, 1, 1))
            >= timedelta(days=SHORTEST_YEAR - 1)
        )


@dataclass(frozen=True, slots=True)
class ToldCourse:
    """The rows of one course in the three tables, as they may be told."""

    course: Row
    steps: tuple[Row, ...]
    answers: tuple[Row, ...]


class Gathered(AbstractContextManager["Gathered"]):
    """The cohort, ready to be told. `folder` holds a file without a name meanwhile, gone at the end."""

    def __init__(self, folder: Path) -> None:
        self.definitions: dict[str, PathwayDefinition] = {}
        self.pathway: str | None = None
        self._spool: IO[bytes] = TemporaryFile(dir=folder)  # noqa: SIM115  closed by `close`
        self._places: dict[bytes, int] = {}
        self._numbers: dict[Cell, int] = {}
        self._cell_of = array("L")
        self._offsets = array("Q")
        self._patient_of = array("Q")
        self._patients: set[int] = set()
        self._with_several: set[int] = set()
        self._codes: dict[tuple[str, str], Codes] = {}

    def __enter__(self) -> Self:
        return self

    def close(self) -> None:
        """Let go of what waits."""
        self._spool.close()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def courses(self) -> int:
        return len(self._places)

    @property
    def patients(self) -> int:
        return len(self._patients)

    def take(self, records: Iterable[CourseRecord], question: Question, key: SiteKey) -> None:
        """Go through the record.

        Raises Refused where the period has courses of several pathways and none was chosen, or fewer than five
        patients.
        """
        years: frozenset[int] | None = None
        for record in records:
            if not question.holds(record):
                continue
            if years is None:
                years = question.years(ZoneInfo(record.site.zone))
            self._note_definitions(record)
            self._add(research_course(record, question.now, key, years))
        if self.patients < FEWEST:
            raise Refused(Refusal("research-few", None, {"n": FEWEST}))

    def _note_definitions(self, record: CourseRecord) -> None:
        pathway = record.course.pathway
        if self.pathway not in (None, pathway):
            both = ", ".join(sorted((self.pathway or "", pathway)))
            raise Refused(Refusal("several-pathways", "pathway", {"pathways": both}))
        self.pathway = pathway
        for each in (record.definition, *record.earlier.values()):
            self.definitions.setdefault(each.version, each)

    def _add(self, course: ResearchCourse) -> None:
        patient = int.from_bytes(course.patient[:8], "big")
        if patient in self._patients:
            self._with_several.add(patient)
        self._patients.add(patient)
        self._count(_VERSION, course.version, patient)
        if course.outcome:
            self._count(_OUTCOME, course.outcome, patient)
        self._count(_ENDED, _ENDED_CODES[bool(course.ended_days)], patient)
        self._count(_SURGEON, course.surgeon.hex() if course.surgeon is not None else "", patient)
        for step in course.steps:
            if step[CLASS_OF_STEP]:
                self._count(_CLASS, step[CLASS_OF_STEP], patient)
        for answer in course.answers:
            self._count((answer.checkpoint, answer.field), answer.code, patient)
        self._places[course.course] = len(self._offsets)
        self._cell_of.append(self._numbers.setdefault(course.cell, len(self._numbers)))
        self._patient_of.append(patient)
        self._offsets.append(self._spool.tell())
        self._spool.write(_packed(course))

    def _count(self, place: tuple[str, str], code: str, patient: int) -> None:
        if code != WITHHELD:
            self._codes.setdefault(place, Codes()).add(code, patient)

    def told(self) -> Iterator[ToldCourse]:
        """Every course, in the order of its pseudonym: the order of record numbers would tell something."""
        details, codes = self._details(), self._told_codes()
        for course in sorted(self._places):
            place = self._places[course]
            self._spool.seek(self._offsets[place])
            shown, step = self._detail(place, details)
            packed = json.loads(self._spool.readline())
            definition = self.definitions[packed[0][1]]
            yield _Telling(course.hex(), step, codes, definition, packed[2]).told(shown, packed[0], packed[1])

    def steps(self) -> dict[str, int]:
        """How many courses are told with how much detail."""
        counted, details = dict.fromkeys(STEPS, 0), self._details()
        for place in range(len(self._offsets)):
            counted[STEPS[self._detail(place, details)[1]]] += 1
        return counted

    def _details(self) -> list[tuple[Shown, int]]:
        """What is told of each cell, by its number.

        The courses of one patient tell of each other, so nothing is told of those of a patient with several.
        """
        numbered = list(self._numbers)
        cells = {cell: FewPatients() for cell in numbered}
        for number, patient in zip(self._cell_of, self._patient_of, strict=True):
            if patient not in self._with_several:
                cells[numbered[number]].add(patient)
        alone = {cell: patients for cell, patients in cells.items() if patients.known}
        told = generalised(alone, FewPatients(islice(self._with_several, FEWEST)))
        return [told.get(cell, (NOTHING_TOLD, LAST_STEP)) for cell in numbered]

    def _detail(self, place: int, details: list[tuple[Shown, int]]) -> tuple[Shown, int]:
        if self._patient_of[place] in self._with_several:
            return NOTHING_TOLD, LAST_STEP
        return details[self._cell_of[place]]

    def _told_codes(self) -> ToldCodes:
        return ToldCodes({place: codes.told(self._possible(place)) for place, codes in self._codes.items()})

    def _possible(self, place: tuple[str, str]) -> frozenset[str] | None:
        if place == _VERSION:
            return frozenset(self.definitions)
        if place == _ENDED:
            return frozenset(_ENDED_CODES)
        if place == _OUTCOME:
            return frozenset(Outcome)
        if place == _CLASS:
            return frozenset(VarianceClass)
        options: set[str] = set()
        for definition in self.definitions.values():
            checkpoint = definition.by_id.get(place[0])
            field = checkpoint.field(place[1]) if checkpoint is not None else None
            if field is not None and field.kind is not FieldKind.INTEGER:
                options.update(option.value for option in field.options)
        return frozenset(options) or None


def _packed(course: ResearchCourse) -> bytes:
    """One line; nothing in it names anybody."""
    surgeon = course.surgeon.hex() if course.surgeon is not None else ""
    answers = [[each.checkpoint, each.round, each.field, each.code, each.of_group] for each in course.answers]
    head = [course.patient.hex(), course.version, surgeon, course.ended_days, course.outcome]
    return json.dumps([head, course.steps, answers]).encode("ascii") + b"\n"


class _Telling:
    """One course: what of it may be told, after so many steps of the small cells."""

    def __init__(
        self,
        course: str,
        step: int,
        codes: ToldCodes,
        definition: PathwayDefinition,
        answers: list[list[str]],
    ) -> None:
        self._course = course
        self._codes = codes
        self._definition = definition
        self._answers = [(answer := Answer(*given), self._code(answer, step)) for given in answers]  # type: ignore[arg-type]
        self._inferring = Inferring(
            definition,
            {
                (each.checkpoint, int(each.round), each.field)
                for each, code in self._answers
                if code == WITHHELD
            },
        )

    def told(self, shown: Shown, head: list[str], steps: list[list[str]]) -> ToldCourse:
        patient, version, surgeon, ended_days, outcome = head
        ended = self._codes.shown(_ENDED, _ENDED_CODES[bool(ended_days)]) != WITHHELD
        course = (
            self._course,
            patient,
            *shown,
            self._codes.shown(_VERSION, version),
            self._codes.shown(_SURGEON, surgeon),
            ended_days if ended else WITHHELD,
            (self._codes.shown(_OUTCOME, outcome) if outcome else "") if ended else WITHHELD,
        )
        rows = (self._step(each, ended=ended) for each in steps)
        return ToldCourse(course, tuple(filter(None, rows)), tuple(dict.fromkeys(self._answer_rows())))

    def _code(self, answer: Answer, step: int) -> str:
        if answer.of_group and step == LAST_STEP:
            return WITHHELD
        return self._codes.shown((answer.checkpoint, answer.field), answer.code)

    def _answer_rows(self) -> Iterator[Row]:
        """Left out is what is asked, or done, only with an answer that is withheld."""
        for answer, code in self._answers:
            name, round_, field = answer.checkpoint, int(answer.round), answer.field
            if self._inferring.round(name, round_) or self._inferring.step(name, round_):
                continue
            step = self._definition.by_id.get(name)
            asked = step.field(field) if step is not None else None
            with_ = asked.only_with if asked is not None else None
            if with_ is not None and self._inferring.field(name, round_, with_.field):
                continue
            yield (self._course, name, answer.round, field, code)

    def _step(self, step: list[str], *, ended: bool) -> Row:
        """Empty where the row is left out. `ended`: whether the course has ended is told."""
        name, round_ = step[CHECKPOINT_OF_STEP], int(step[ROUND_OF_STEP])
        is_open, told = step[STATE_OF_STEP] == "open", list(step)
        if self._inferring.round(name, round_) or (
            # Of a course that has ended such a round would be left out.
            is_open and not ended and round_ > 1 and self._definition.by_id[name].repeats_itself
        ):
            return ()
        if self._inferring.step(name, round_):
            told[STATE_OF_STEP:] = [WITHHELD] * (len(told) - STATE_OF_STEP)
            return (self._course, *told)
        if step[CLASS_OF_STEP]:
            told[CLASS_OF_STEP] = self._codes.shown(_CLASS, step[CLASS_OF_STEP])
        if self._inferring.variance(name, round_):
            told[CLASS_OF_STEP] = told[OPEN_OF_STEP] = WITHHELD
        if self._inferring.deadline(name, round_):
            told[DEADLINE_OF_STEP] = told[KEPT_OF_STEP] = told[OVERDUE_OF_STEP] = WITHHELD
        if is_open and not ended:
            told[OVERDUE_OF_STEP] = WITHHELD
        return (self._course, *told)
