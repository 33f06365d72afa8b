"""The kinds of sheets, what is asked for when some are wanted, and the copies that were issued.

A sheet that leaves the program, on paper or as a file, is *issued*: the log says who did that, whom it shows and
which copy it is. What is looked at on screen only is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from pathway_app.queries import LogHead


class Sheet(StrEnum):
    """One kind of sheet."""

    WARD = "ward"
    """the ward's handover: a row a patient"""
    HANDOVER = "handover"
    """the handover of one patient"""
    SUMMARY = "summary"
    """everything that was recorded in one course"""
    PATIENT = "patient"
    """the patient's own sheet, in plain language"""
    BOARD_LIST = "board-list"
    """the list of a tumour board meeting"""
    BOARD_CASE = "board-case"
    """one patient's page for the tumour board"""
    BLANK = "blank"
    """a checklist to fill in by hand"""
    PATHWAY = "pathway"
    """a pathway's definition: what it asks of whom and when, and where that comes from"""


class Pack(StrEnum):
    """What can be asked for: one or more kinds of sheets, in one file."""

    WARD = "ward"
    """the ward's handover and, if wanted, the handover of each patient"""
    HANDOVER = "handover"
    SUMMARY = "summary"
    PATIENT = "patient"
    BOARD = "board"
    """the list of a tumour board meeting and a page for each patient on it"""
    BLANK = "blank"
    """a blank checklist of each patient; without patients, of the pathway"""
    PATHWAY = "pathway"
    """the definition of a pathway, or of each"""
    DOWNTIME = "downtime"
    """what the ward goes on with while no computer works: the handovers of ward and patients, blank checklists"""


class Ordering(StrEnum):
    """In which order the patients of a ward stand."""

    BED = "bed"
    URGENCY = "urgency"


class Destination(StrEnum):
    """Where an issued sheet went."""

    PRINTER = "printer"
    FILE = "file"
    DOWNTIME = "downtime"
    """to the folder kept ready for when no computer works"""
    SAMPLES = "samples"
    """to a folder with one of every kind, to be looked at"""


@dataclass(frozen=True, slots=True)
class SheetOrder:
    """What is wanted. `courses` are ids; for a whole-ward pack empty means every open course.

    `with_patients` adds each patient's own pages to the ward's handover; `day` is that of the meeting;
    `definition` is the (pathway, version) of a definition's sheet, None for the newest version of each pathway.
    """

    pack: Pack
    language: str
    courses: tuple[str, ...] = ()
    ordering: Ordering = Ordering.BED
    with_patients: bool = True
    day: date | None = None
    definition: tuple[str, str] | None = None


class Shown(NamedTuple):
    """That a sheet of this kind shows this course; with an empty id, the sheet about no single patient."""

    sheet: Sheet
    course_id: str = ""


class Copy(NamedTuple):
    """The copy with this number (from 1) of a kind of sheet about a course.

    `revision` is the course's then; what was entered since are its entries from that place on.
    """

    sheet: Sheet
    course_id: str
    number: int
    revision: int


@dataclass(frozen=True, slots=True)
class Issue:
    """One time that sheets were issued: an event of the log. `at` is UTC, `by` the account.

    `failed` where the printer later turned out not to have printed: such copies do not count as handed out.
    """

    head: LogHead
    at: datetime
    by: str
    pack: Pack
    language: str
    to: Destination
    copies: tuple[Copy, ...]
    failed: bool = False

    @property
    def is_for_use(self) -> bool:
        """Whether somebody took the sheets along; those that lie ready, and samples, are nobody's."""
        return self.to in (Destination.PRINTER, Destination.FILE)

    def copy(self, sheet: Sheet, course_id: str = "") -> Copy | None:
        """The copy that shows this course."""
        found = (copy for copy in self.copies if copy.sheet is sheet and copy.course_id == course_id)
        return next(found, None)
