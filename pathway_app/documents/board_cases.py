"""Whom the tumour board meets about: the courses that are ready for it, and those that wait for their diagnosis."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from pathway_app.domain.course import State, settled_state
from pathway_app.domain.definition import Board
from pathway_app.domain.entries import Standings
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord

_NEVER = datetime.max.replace(tzinfo=UTC)


def board_cases(queries: Queries, courses: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The ids of the courses to discuss, and of those that wait for their diagnosis, each by deadline.

    Ready is a course in which any round of the discussion or of the decision can be done now. With `courses` these
    are the cases, in their order and whatever their state. Raises Refused: `no-board` where no installed pathway,
    or not that of a wanted course, has a tumour board; `unknown-course`.
    """
    if courses:
        for course in courses:
            _with_board(queries, course)
        return tuple(dict.fromkeys(courses)), ()
    boards = _boards(queries)
    if not boards:
        raise Refused(Refusal("no-board"))
    cases = _by_deadline(queries, boards, ("discussed", "decision"))
    waiting = _by_deadline(queries, boards, ("diagnosis",))
    return cases, tuple(course for course in waiting if course not in cases)


def board_of(record: CourseRecord) -> Board:
    """The tumour board of the version with which the course began. Raises Refused (`no-board`)."""
    board = record.definition.outline.board
    if board is None:
        raise Refused(Refusal("no-board"))
    return board


def _with_board(queries: Queries, course: str) -> None:
    record = queries.course(course)
    if record is None:
        raise Refused(Refusal("unknown-course", "course", {"course": course}))
    board_of(record)


def _boards(queries: Queries) -> dict[tuple[str, str], Board]:
    """(pathway, version) → its tumour board."""
    found = ((each, queries.definition(*each).outline.board) for each in queries.pathways())
    return {each: board for each, board in found if board is not None}


def _by_deadline(
    queries: Queries, boards: dict[tuple[str, str], Board], parts: tuple[str, ...]
) -> tuple[str, ...]:
    """The courses in which one of these parts of their board is ready, the earliest deadline first."""
    due: dict[str, datetime] = {}
    for (pathway, version), board in boards.items():
        checkpoints = tuple(getattr(board, part) for part in parts)
        for checkpoint in dict.fromkeys(checkpoints):
            for course in queries.courses_ready_at(checkpoint, pathway):
                record = queries.course(course)
                if course not in due and record is not None and record.course.version == version:
                    due[course] = min(_deadlines(record, checkpoints), default=_NEVER)
    return tuple(sorted(due, key=lambda course: (due[course], course)))


def _deadlines(record: CourseRecord, checkpoints: tuple[str, ...]) -> Iterator[datetime]:
    """Of the rounds that are ready."""
    zone = ZoneInfo(record.site.zone)
    state = settled_state(record.definition, Standings(record.course.entries), zone=zone)
    for row in state.checkpoints:
        if row.checkpoint in checkpoints and row.state is State.READY and row.deadline is not None:
            yield row.deadline
