"""What the list of patients shows, worked out beside the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from pathway_app import wording
from pathway_app.documents.code_words import outcome_word
from pathway_app.domain.course import Outcome
from pathway_app.i18n import Words
from pathway_app.people import Patient
from pathway_app.ports import Queries
from pathway_app.queries import PatientFilter, PatientRow
from ui.patients.arrangement import Arrangement
from ui.search import phase_title
from ui.theme_status import Status
from ui.widgets.table_rows import Cell, TableRow

PAGE = 200
NOTHING = "—"


@dataclass(frozen=True, slots=True)
class PatientPage:
    """Rows, where the next ones begin (None: there are no more), and how many patients there are in all.

    `text` is what was looked for; `certain` is the course of the one whom it finds for sure: the only one found, or
    the one with that record number, whatever the filters. `elsewhere` says that without the filters somebody
    would stand here. `people` tells of each row, by its key, whose it is; `ended` are the keys of ended courses.
    """

    rows: tuple[TableRow, ...]
    next: str | None
    total: int
    text: str = ""
    certain: str = ""
    elsewhere: bool = False
    people: Mapping[str, Patient] = field(default_factory=dict)
    ended: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list can be narrowed to: phases by id with their titles, surgeons as written."""

    phases: tuple[tuple[str, str], ...]
    surgeons: tuple[str, ...]


def page(
    queries: Queries,
    words: Words,
    now: datetime,
    arranged: Arrangement,
    *,
    text: str = "",
    after: str | None = None,
    least: int = PAGE,
) -> PatientPage:
    """Patients from `after` on, at least `least` where there are as many; with `text` those whom it finds."""
    total = queries.patient_count()
    filters = replace(arranged.filters, text=text)
    first = after is None
    found: list[PatientRow] = []
    while True:
        part = queries.patients(filters, arranged.sort, after=after, limit=PAGE)
        found.extend(part.rows)
        after = part.next
        if after is None or len(found) >= least:
            break
    elsewhere = False
    if first and not found and arranged.is_narrow:
        elsewhere = bool(queries.patients(PatientFilter(text=text), limit=1).rows)
    return PatientPage(
        tuple(_row(queries, row, now, words) for row in found),
        after,
        total,
        text,
        _certain(queries, text) if text and first else "",
        elsewhere,
        {row.course_id: row.patient for row in found},
        frozenset(row.course_id for row in found if row.ended is not None),
    )


def filters(queries: Queries, words: Words) -> Filters:
    """What the filters offer; phases of several pathways that have one id stand there once."""
    phases = dict(_phases(queries, words))
    return Filters(tuple(phases.items()), queries.surgeons())


def _phases(queries: Queries, words: Words) -> Iterator[tuple[str, str]]:
    for pathway, version in dict(queries.pathways()).items():
        for phase in queries.definition(pathway, version).phases:
            yield phase.id, phase.title[words.language]


def _certain(queries: Queries, text: str) -> str:
    found = queries.search(text, limit=2)
    if len(found) == 1 or (found and found[0].patient.identity.mrn == text.strip()):
        return found[0].course_id
    return ""


def _row(queries: Queries, row: PatientRow, now: datetime, words: Words) -> TableRow:
    identity = row.patient.identity
    begun = words.day(words.local(row.enrolled_at).date()) if row.enrolled_at is not None else NOTHING
    return TableRow(
        row.course_id,
        (
            Cell(identity.display_name, strong=True),
            Cell(words.day(identity.birth_date)),
            Cell(wording.sex_letter(identity.sex, words)),
            Cell(identity.mrn),
            Cell(identity.bed or NOTHING, muted=not identity.bed),
            Cell(identity.surgeon or NOTHING, muted=not identity.surgeon),
            _phase(queries, row, words),
            _due(queries, row, now, words),
            Cell(begun, muted=True),
        ),
    )


def _phase(queries: Queries, row: PatientRow, words: Words) -> Cell:
    title = phase_title(queries, row, words)
    if row.ended is not None:
        how = outcome_word(Outcome(row.ended), words)
        return Cell(status=Status.NOT_APPLICABLE, tag=title, after=how)
    definition = queries.definition(row.pathway, row.version)
    if row.open_variances:
        open_ = words.ngettext("{n} open variance", "{n} open variances", row.open_variances)
        return Cell(title, status=Status.VARIANCE, tag=open_)
    return Cell(title, sub=definition.short_title[words.language])


def _due(queries: Queries, row: PatientRow, now: datetime, words: Words) -> Cell:
    """When something is due next, and in words what; only what is late or due today has a colour."""
    if row.ended is not None or row.next_due is None:
        return Cell(NOTHING, muted=True)
    term = wording.deadline_term(row.next_due, now, words)
    step = ""
    if row.next_checkpoint is not None:
        definition = queries.definition(row.pathway, row.version)
        step = wording.step_title(definition, row.next_checkpoint, row.next_round or 1, words)
    if term.mark in (wording.Mark.OVERDUE, wording.Mark.DUE_TODAY):
        return Cell(status=Status(term.mark.value), tag=term.short, after=term.absolute, spoken=step)
    spoken = (term.short if term.absolute else "", step)
    return Cell(term.absolute or term.short, spoken=" · ".join(part for part in spoken if part))
