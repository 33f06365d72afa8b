"""What the sheet dialog asks of the record, and makes of it beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.ports import Queries
from pathway_app.queries import CourseRecord
from pathway_app.sheets import SheetOrder
from ui.sheets.pages import page_sizes
from ui.sheets.people_list import Person

if TYPE_CHECKING:
    from PySide6.QtCore import QSizeF

    from pathway_app.documents.making import Made
    from pathway_app.documents.model import Document


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file of sheets and the sizes of its pages (points)."""

    made: Made
    sizes: tuple[QSizeF, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be issued now, or why it would be refused: that is an answer here, not a defect.

    `head` is the last event of the log that it shows.
    """

    head: int
    told: tuple[Document, ...] | Refused


def preview(queries: Queries, order: SheetOrder, now: datetime, printed_by: str) -> Preview:
    """What would be issued now."""
    from pathway_app.documents.making import documents
    from pathway_app.issuing import edition

    of = edition(queries, order.language, now, printed_by)
    try:
        return Preview(of.head.number, documents(order, queries, of))
    except Refused as refused:
        return Preview(of.head.number, refused)


def render(order: SheetOrder, documents: tuple[Document, ...]) -> Rendered:
    """Raises Refused where a character cannot be printed."""
    from pathway_app.documents.making import rendered

    made = rendered(order, documents)
    return Rendered(made, page_sizes(made.pdf))


def people_of(queries: Queries, courses: Sequence[str], words: Words) -> tuple[Person, ...]:
    """Those whom a ward's sheet can show, in the order given."""
    found = (queries.course(course) for course in courses)
    return tuple(_person(record, words) for record in found if record)


def _person(record: CourseRecord, words: Words) -> Person:
    identity = record.patient.identity
    facts = f"{words.day(identity.birth_date)} · {identity.mrn}"
    return Person(record.course.id, identity.display_name, identity.bed or "", facts)
