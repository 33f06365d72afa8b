"""From an order to its sheets: whom they show, the documents, and one PDF of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pathway_app.documents.edition import Edition
from pathway_app.documents.model import Document
from pathway_app.domain.course import Outcome
from pathway_app.domain.errors import EnvironmentFault, Refusal, Refused
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Issue, Pack, Sheet, SheetOrder, Shown

_SHEETS = {
    Pack.HANDOVER: Sheet.HANDOVER,
    Pack.SUMMARY: Sheet.SUMMARY,
    Pack.PATIENT: Sheet.PATIENT,
    Pack.BLANK: Sheet.BLANK,
}
"""the packs that hold one sheet a patient"""
_OF_A_WARD = frozenset({Pack.WARD, Pack.DOWNTIME})
_OF_PATHWAYS = frozenset({Pack.BLANK, Pack.PATHWAY, Pack.DOWNTIME})
_WITHOUT_READER = {
    Outcome.DECEASED: "patient-sheet-deceased",
    Outcome.ENTERED_IN_ERROR: "patient-sheet-in-error",
}
"""courses without a sheet for the patient, and why they have none"""


@dataclass(frozen=True, slots=True)
class Made:
    """A file of sheets. `unprintable` names, with its place, what stands on them only as a reference to the screen;
    `issue` is None where they are only looked at, and where the record could not be written: `unrecorded` says why."""

    pdf: bytes
    unprintable: tuple[Refusal, ...] = ()
    issue: Issue | None = None
    unrecorded: EnvironmentFault | None = None


def shown(order: SheetOrder, queries: Queries) -> tuple[Shown, ...]:
    """Which sheets the order means, and whom each of them shows.

    Raises Refused: `no-open-courses`; `no-pathways` where the pathways' own sheets would be empty;
    `patient-sheet-deceased` and `patient-sheet-in-error`.
    """
    if (order.pack in _OF_PATHWAYS and not order.courses) and not queries.pathways():
        raise Refused(Refusal("no-pathways"))
    if order.pack is Pack.BOARD:
        cases, waiting = _on_the_list(order, queries)
        listed = [Shown(Sheet.BOARD_LIST, course) for course in ("", *cases, *waiting)]
        return (*listed, *(Shown(Sheet.BOARD_CASE, course) for course in cases))
    if order.pack is Pack.BLANK and not order.courses:
        return (Shown(Sheet.BLANK),)
    if order.pack is Pack.PATHWAY:
        return (Shown(Sheet.PATHWAY),)
    courses = order.courses
    if order.pack in _OF_A_WARD and not courses:
        courses = tuple(record.course.id for record in queries.open_courses())
        if not courses and order.pack is Pack.WARD:
            raise Refused(Refusal("no-open-courses"))
    if order.pack is Pack.PATIENT:
        _refuse_without_reader(courses, queries)
    if order.pack not in _OF_A_WARD:
        return tuple(Shown(_SHEETS[order.pack], course) for course in courses)
    found = [Shown(Sheet.WARD, course) for course in ("", *courses)]
    if order.pack is Pack.DOWNTIME or order.with_patients:
        found += [Shown(Sheet.HANDOVER, course) for course in courses]
    if order.pack is Pack.DOWNTIME:
        found += [Shown(Sheet.BLANK, course) for course in ("", *courses)]
    return tuple(found)


def _refuse_without_reader(courses: Iterable[str], queries: Queries) -> None:
    """Nobody reads a patient's own sheet who has died, or who never had this course."""
    records = filter(None, (queries.course(course) for course in courses))
    endings = ((record.patient.identity.mrn, record.course.ended()) for record in records)
    reasons = [
        Refusal(_WITHOUT_READER[ending.outcome], "patient", {"mrn": mrn})
        for mrn, ending in endings
        if ending is not None and ending.outcome in _WITHOUT_READER
    ]
    if reasons:
        raise Refused(reasons)


def documents(order: SheetOrder, queries: Queries, edition: Edition) -> tuple[Document, ...]:
    """The sheets of the order as the record shows them; of an issue those that it names.

    Raises Refused where there is nobody to make a sheet of, or no pathway holds a tumour board.
    """
    named = edition.issue.copies if edition.issue else shown(order, queries)
    about: dict[Sheet, list[str]] = {}
    for each in named:
        about.setdefault(each.sheet, []).append(each.course_id)
    return tuple(_Making(order, queries, edition).of(about))


def rendered(order: SheetOrder, made: Sequence[Document]) -> Made:
    """The documents as one PDF. It does not read the record, so that it may be done elsewhere.

    A sheet of one patient is refused where a fact about them cannot be printed (Refused, naming each place). Among the
    sheets of many, and in what is no fact about a patient, marks instead send the reader to the screen.
    """
    from pathway_app.documents import pdf

    facts = order.pack in _OF_A_WARD or order.pack is Pack.BOARD or len(made) != 1
    told: list[Refusal] = []
    return Made(pdf.render(_printable(made, told, facts=facts)), tuple(told))


def _printable(made: Iterable[Document], told: list[Refusal], *, facts: bool) -> Iterator[Document]:
    from pathway_app.documents import pdf

    for document in made:
        lacking = pdf.lacking(document)
        told += [each for each in lacking if each not in told]
        yield pdf.without_unprintable(document, facts=facts) if lacking else document


def _on_the_list(order: SheetOrder, queries: Queries) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The courses to discuss, and those that wait for their diagnosis. Raises Refused (`no-board`)."""
    from pathway_app.documents.board_cases import board_cases

    return board_cases(queries, order.courses)


class _Making:
    def __init__(self, order: SheetOrder, queries: Queries, edition: Edition) -> None:
        self.order = order
        self.queries = queries
        self.edition = edition
        self._known: dict[str, CourseRecord] = {}

    def of(self, about: dict[Sheet, list[str]]) -> Iterator[Document]:
        if Sheet.WARD in about:
            yield from self._ward(about)
        elif Sheet.BOARD_LIST in about:
            yield from self._board(about)
        elif Sheet.PATHWAY in about:
            yield from self._pathways()
        else:
            for sheet, courses in about.items():
                for course in courses:
                    yield from self._blank_pathways() if not course else (self._sheet(sheet, course),)

    def _ward(self, about: dict[Sheet, list[str]]) -> Iterator[Document]:
        """The list, then the pages in its order."""
        from pathway_app.documents.ward import ordered, ward

        records = ordered(self._records(about[Sheet.WARD]), self.order.ordering, self.edition)
        yield ward(records, self.edition, self.order.ordering)
        for sheet in (Sheet.HANDOVER, Sheet.BLANK):
            wanted = about.get(sheet, ())
            if "" in wanted:
                yield from self._blank_pathways()
            for record in records:
                if record.course.id in wanted:
                    yield self._sheet(sheet, record.course.id)

    def _board(self, about: dict[Sheet, list[str]]) -> Iterator[Document]:
        from pathway_app.documents.board_case import board_case
        from pathway_app.documents.board_list import board_list

        cases = self._records(about.get(Sheet.BOARD_CASE, ()))
        discussed = {record.course.id for record in cases}
        waiting = self._records(course for course in about[Sheet.BOARD_LIST] if course not in discussed)
        yield board_list(cases, waiting, self.edition, self.order.day)
        for number, record in enumerate(cases, 1):
            yield board_case(record, self.edition, number)

    def _blank_pathways(self) -> Iterator[Document]:
        """One of each pathway in its newest version."""
        from pathway_app.documents.blank import blank_pathway

        for pathway, version in dict(self.queries.pathways()).items():
            yield blank_pathway(self.queries.definition(pathway, version), self.edition)

    def _pathways(self) -> Iterator[Document]:
        """The definition that is ordered, else the newest of each pathway."""
        from pathway_app.documents.pathway_sheet import pathway_sheet

        wanted = self.order.definition
        for pathway, version in (wanted,) if wanted else dict(self.queries.pathways()).items():
            yield pathway_sheet(self.queries.definition(pathway, version), self.edition)

    def _sheet(self, sheet: Sheet, course: str) -> Document:
        record, edition = self._record(course), self.edition
        if sheet is Sheet.HANDOVER:
            from pathway_app.copies import newest_for_use
            from pathway_app.documents.handover import handover

            before = edition.issue.head.number if edition.issue else None
            previous = newest_for_use(self.queries, sheet, course, before=before)
            return handover(record, edition, previous)
        if sheet is Sheet.SUMMARY:
            from pathway_app.documents.summary import summary

            return summary(record, edition)
        if sheet is Sheet.PATIENT:
            from pathway_app.documents.patient_sheet import patient_sheet

            return patient_sheet(record, edition)
        from pathway_app.documents.blank import blank

        return blank(record, edition)

    def _records(self, courses: Iterable[str]) -> list[CourseRecord]:
        return [self._record(course) for course in courses if course]

    def _record(self, course: str) -> CourseRecord:
        if course not in self._known:
            found = self.queries.course(course)
            if found is None:
                raise Refused(Refusal("unknown-course", "course", {"course": course}))
            self._known[course] = found
        return self._known[course]
