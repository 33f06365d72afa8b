"""A reference found back: what the paper with `7F3A-91C2` in its foot was, and what has changed since.

The reference is the beginning of the hash of one event of the log: of a copy that was handed out, the event that issued
it; of a preview, the newest event at that moment. A log that was cut off, or replaced by another, no longer has it.
"""

from __future__ import annotations

from dataclasses import dataclass

from pathway_app.copies import CopyStanding, copy_standing
from pathway_app.documents.scan_code import Scanned
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.logbook.events import LogEvent, LogFilter, reference_digits
from pathway_app.people import Patient
from pathway_app.ports import Queries
from pathway_app.queries import LogHead, LogProblem
from pathway_app.sheets import Issue, Sheet

_SHEETS_TOLD = 60
"""sheets of one issue that are looked at one by one"""
_LEAST_HASH = 8


@dataclass(frozen=True, slots=True)
class PaperStanding:
    """One sheet of an issue: whose it is (None: of several, or of nobody), and how it stands now."""

    patient: Patient | None
    standing: CopyStanding


@dataclass(frozen=True, slots=True)
class Found:
    """An event with the reference. `issue` is None where the paper was a preview, or a report of that moment.

    `problems` are where the chain does not hold up to this event (None: not looked at yet); `events_since` counts
    what the log got after it.
    """

    event: LogEvent
    issue: Issue | None
    papers: tuple[PaperStanding, ...]
    more: int
    events_since: int
    problems: tuple[LogProblem, ...] | None = None

    @property
    def holds(self) -> bool | None:
        """Whether the paper says what the log still says; None where that was not looked at."""
        return None if self.problems is None else not self.problems


def find_reference(queries: Queries, reference: str, *, check: bool = True) -> tuple[Found, ...]:
    """The events with that reference, nearly always one or none; `check` recomputes the chain up to there.

    Raises Refused (`not-a-reference`).
    """
    if reference_digits(reference) is None:
        raise Refused(Refusal("not-a-reference", "reference", {"value": reference}))
    events = queries.log(LogFilter(reference=reference), limit=5).rows
    problems = queries.log_problems() if check and events else ()
    newest = queries.log_head().number
    return tuple(_found(queries, event, newest, problems if check else None) for event in events)


def _found(queries: Queries, event: LogEvent, newest: int, problems: tuple[LogProblem, ...] | None) -> Found:
    issue = queries.issue(event.number)
    before = problems
    if problems is not None:
        before = tuple(each for each in problems if each.number is None or each.number <= event.number)
    papers, more = _papers(queries, issue) if issue is not None else ((), 0)
    return Found(event, issue, papers, more, newest - event.number, before)


def _papers(queries: Queries, issue: Issue) -> tuple[tuple[PaperStanding, ...], int]:
    """Each sheet once: of a list that shows many only the list."""
    lists = {copy.sheet for copy in issue.copies if copy.sheet in (Sheet.WARD, Sheet.BOARD_LIST)}
    sheets = [copy for copy in issue.copies if copy.sheet not in lists or not copy.course_id]
    told = []
    for copy in sheets[:_SHEETS_TOLD]:
        record = queries.course(copy.course_id) if copy.course_id else None
        mrn = record.patient.identity.mrn if record else ""
        scanned = Scanned(mrn, issue.head.reference, issue.head.number, copy.sheet, copy.number)
        told.append(PaperStanding(record.patient if record else None, copy_standing(queries, scanned)))
    return tuple(told), len(sheets) - len(told)


def parse_head(text: str) -> tuple[int, str]:
    """`1234:7f3a91c2…` as number and the beginning of the hash (8 to 64 hex digits, `7F3A-91C2` too).

    Raises Refused (`not-a-head`).
    """
    number, _colon, link = text.strip().partition(":")
    digits = link.strip().replace("-", "").lower()
    is_number = number.strip().isascii() and number.strip().isdecimal() and len(number.strip()) <= 18
    is_hash = _LEAST_HASH <= len(digits) <= 64 and all(each in "0123456789abcdef" for each in digits)
    if not (is_number and is_hash):
        raise Refused(Refusal("not-a-head", "head", {"value": text}))
    return int(number), digits


def head_stands(queries: Queries, number: int, begins: str) -> LogHead | None:
    """The event's head where its hash begins so; None where the log has no such event, or another one there."""
    event = queries.log_event(number)
    return event.head if event is not None and event.head.hash.startswith(begins) else None
