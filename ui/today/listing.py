"""What Today's list shows, worked out beside the window: pages of the worklist as rows of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from pathway_app import wording
from pathway_app.i18n import Words
from pathway_app.ports import Queries
from pathway_app.queries import Page, WorklistCounts, WorklistGroup, WorklistRow
from ui.drafts import draft_mark
from ui.theme_status import Status
from ui.today.patient_summary import step_key
from ui.widgets.progress import Segment
from ui.widgets.table_rows import Cell, TableRow

_MOST_SHEETS = 500
PAGE = 200
NO_BED = "—"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rows are wanted: those of one group, those with an open variance, or (neither) all."""

    group: WorklistGroup | None = None
    open_variance: bool = False


ALL = Wanted()


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins: in this group, after this place (None: at its beginning)."""

    group: WorklistGroup
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows with their headings, and where the next ones begin (None: there are no more)."""

    rows: tuple[TableRow, ...]
    next: Cursor | None
    counts: WorklistCounts


class ListingQuestion:
    """Asks for pages at `now`, in the reader's words; `compact` puts bed and who beneath other words.

    `drafts` are the courses in which the reader has typed something and not entered it.
    """

    def __init__(
        self,
        queries: Queries,
        now: datetime,
        words: Words,
        *,
        compact: bool = False,
        drafts: frozenset[str] = frozenset(),
    ) -> None:
        self._queries = queries
        self._now = now
        self._words = words
        self._compact = compact
        self._drafts = drafts

    def listing(self, wanted: Wanted, least: int = PAGE, start: Cursor | None = None) -> Listing:
        """At least `least` patients from `start` on (the beginning without), as far as there are that many."""
        counts = self._queries.worklist_counts(self._now)
        rows: list[TableRow] = []
        patients = 0
        following: Cursor | None = None
        # A page that goes on within a group has its heading above it already.
        headed = start.group if start is not None and start.after is not None else None
        for place, page in self._pages(wanted, start):
            found = [row for row in page.rows if not wanted.open_variance or row.current.open_variances]
            if found and place.group is not headed:
                rows.append(self._heading(place.group, counts, wanted))
                headed = place.group
            rows.extend(self.row(row) for row in found)
            patients += len(found)
            following = _following(place, page, wanted)
            if patients >= least:
                break
        return Listing(tuple(rows), following, counts)

    def row(self, row: WorklistRow) -> TableRow:
        """One patient as a row of the table."""
        words, current, identity = self._words, row.current, row.patient.identity
        definition = self._queries.definition(row.pathway, row.version)
        facts = [words.day(identity.birth_date), identity.mrn]
        shown = wording.row_step(row)
        title = who = ""
        if shown is not None:
            title = wording.step_title(definition, *shown, words).replace(" · ", "\u00a0· ")
            who = definition.by_id[shown[0]].who[words.language]
        waits_for = wording.row_waits_for(row)
        waits = wording.waits_for(definition, waits_for, words, most=1) if waits_for else ""
        term = wording.row_term(row, self._now, words)
        if self._compact and identity.bed:
            facts.append(words.gettext("bed {bed}").format(bed=identity.bed))
        if current.course_id in self._drafts:
            facts.insert(0, draft_mark(words))
        step = Cell(
            title,
            sub=who if self._compact else "",
            status=Status.BLOCKED if waits else None,
            tag=waits,
        )
        return TableRow(
            current.course_id,
            (
                Cell(identity.display_name, sub=wording.in_a_row(facts), strong=True),
                Cell(identity.bed or NO_BED, muted=not identity.bed),
                Cell(segments=segments(current.progress), spoken=spoken_progress(current.progress, words)),
                step,
                Cell(sub=who),
                _term_cell(row, term),
            ),
            step=step_key(*shown) if shown is not None else "",
        )

    def _pages(self, wanted: Wanted, start: Cursor | None) -> Iterator[tuple[Cursor, Page[WorklistRow]]]:
        groups = _groups(wanted)
        if start is not None:
            groups = groups[groups.index(start.group) :]
        after = start.after if start is not None else None
        for group in groups:
            while True:
                page = self._queries.worklist(group, self._now, after=after, limit=PAGE)
                yield Cursor(group, after), page
                after = page.next
                if after is None:
                    break

    def _heading(self, group: WorklistGroup, counts: WorklistCounts, wanted: Wanted) -> TableRow:
        title = wording.group_title(group, self._words)
        if not wanted.open_variance:
            title = f"{title} · {counts.groups.get(group, 0)}"
        return TableRow(f"heading:{group.value}", title=title)


def _groups(wanted: Wanted) -> list[WorklistGroup]:
    return [wanted.group] if wanted.group is not None else list(WorklistGroup)


def _following(place: Cursor, page: Page[WorklistRow], wanted: Wanted) -> Cursor | None:
    if page.next is not None:
        return Cursor(place.group, page.next)
    groups = _groups(wanted)
    at = groups.index(place.group) + 1
    return Cursor(groups[at]) if at < len(groups) else None


def _term_cell(row: WorklistRow, term: wording.Term) -> Cell:
    if row.current.next_due is None and row.current.clock_until is None:
        return Cell(term.short, muted=True)
    return Cell(status=Status(term.mark.value), tag=term.short, after=term.absolute)


def segments(progress: Sequence[tuple[int, int]]) -> tuple[Segment, ...]:
    """A course's phases as the segments of its bar."""
    return tuple(Segment(done / all_ if all_ else 0.0, applies=all_ > 0) for done, all_ in progress)


def spoken_progress(progress: Sequence[tuple[int, int]], words: Words) -> str:
    """The bar in words: how many phases are finished."""
    applying = [(done, all_) for done, all_ in progress if all_]
    finished = sum(done == all_ for done, all_ in applying)
    return words.gettext("{finished} of {all} phases finished").format(finished=finished, all=len(applying))


def open_courses(queries: Queries, now: datetime) -> tuple[str, ...]:
    """Every open course in the order of the list, at most 500."""
    found: list[str] = []
    for group in WorklistGroup:
        after: str | None = None
        while len(found) < _MOST_SHEETS:
            page = queries.worklist(group, now, after=after)
            found.extend(row.current.course_id for row in page.rows)
            after = page.next
            if after is None:
                break
    return tuple(found[:_MOST_SHEETS])
