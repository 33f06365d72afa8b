"""What the list of follow-ups shows, worked out beside the window: who comes when, and who has no plan yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pathway_app import wording
from pathway_app.derived import FollowUpCurrent
from pathway_app.domain.calendar import end_of_local_day, local_date
from pathway_app.domain.definition import FollowUp, PathwayDefinition
from pathway_app.i18n import Words
from pathway_app.people import Identity
from pathway_app.ports import Queries
from pathway_app.queries import WEEK, CourseRecord, FollowUpCounts, FollowUpRow
from ui.followup.details import Details, counted_from, details, drift_words, settled
from ui.followup.strip import YearStrip
from ui.followup.year import Done, Year, marks
from ui.theme_status import Status
from ui.today.patient_summary import step_key
from ui.widgets.table_rows import Cell, TableRow

PAGE = 60
"""courses asked for at once: of each the MRIs that are done are looked up"""
MOST_WITHOUT_PLAN = 200
MOST_SHEETS = 500
NOTHING = "—"
_SOON = timedelta(days=30)


class Group(StrEnum):
    """Under which heading a course stands."""

    NO_PLAN = "no-plan"
    OVERDUE = "overdue"
    SOON = "soon"
    LATER = "later"
    UNDATED = "undated"


Known = dict[str, tuple[FollowUpCurrent, Details]]
"""details by course, with the row they were looked up for: another row means another look"""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the next page begins, and under which heading the last row stood."""

    after: str
    group: Group


@dataclass(frozen=True, slots=True)
class Clinic:
    """A clinic that follows up; `code` is the answer that names it."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows with their headings, where the next ones begin (None: there are no more), and the counts.

    `without_plan` counts those without a plan, `first_without` is the first one's course.
    """

    rows: tuple[TableRow, ...]
    next: Cursor | None
    counts: FollowUpCounts
    clinics: tuple[Clinic, ...]
    without_plan: int = 0
    first_without: str = ""


class ListingQuestion:
    """Asks for pages at `now`, in the reader's words; `compact` puts the clinic beneath the name.

    `known` is filled as it goes and asked before the record is.
    """

    def __init__(
        self, queries: Queries, now: datetime, words: Words, known: Known, *, compact: bool = False
    ) -> None:
        self._queries = queries
        self._now = now
        self._words = words
        self._known = known
        self._compact = compact
        self._zone = words.zone
        self._year = Year.around(local_date(now, words.zone))
        self._end_of_soon = end_of_local_day(self._year.today + _SOON, words.zone)
        self._end_of_week = end_of_local_day(self._year.today + WEEK, words.zone)

    def listing(self, clinic: str | None, least: int = PAGE) -> Listing:
        """From the beginning, at least `least` courses of that clinic (None: of all) where there are as many."""
        counts = self._queries.follow_up_counts(self._now, clinic)
        without = self._without_plan()
        rows = [*without]
        if without:
            more = "+" if len(without) >= MOST_WITHOUT_PLAN else ""
            rows.insert(0, self._heading(Group.NO_PLAN, f"{len(without)}{more}"))
        page, following = self._pages(clinic, None, least, counts)
        first = without[0].key if without else ""
        return Listing((*rows, *page), following, counts, self._clinics(), len(without), first)

    def more(self, clinic: str | None, start: Cursor) -> Listing:
        """The page from there on."""
        counts = self._queries.follow_up_counts(self._now, clinic)
        page, following = self._pages(clinic, start, PAGE, counts)
        return Listing(tuple(page), following, counts, ())

    def _pages(
        self, clinic: str | None, start: Cursor | None, least: int, counts: FollowUpCounts
    ) -> tuple[list[TableRow], Cursor | None]:
        rows: list[TableRow] = []
        courses, headed = 0, start.group if start else None
        after = start.after if start else None
        while True:
            page = self._queries.follow_ups(clinic, after=after, limit=PAGE)
            for row in page.rows:
                group = self._group(row)
                if group is not headed:
                    rows.append(self._heading(group, str(_count(group, counts))))
                    headed = group
                rows.append(self._row(row))
            courses += len(page.rows)
            after = page.next
            if after is None or headed is None:
                return rows, None
            if courses >= least:
                return rows, Cursor(after, headed)

    def _group(self, row: FollowUpRow) -> Group:
        due = row.current.due
        if due is None:
            return Group.UNDATED
        if due < self._now:
            return Group.OVERDUE
        return Group.SOON if due <= self._end_of_soon else Group.LATER

    def _heading(self, group: Group, count: str) -> TableRow:
        _ = self._words.gettext
        title = {
            Group.NO_PLAN: _("No follow-up plan yet"),
            Group.OVERDUE: _("Overdue"),
            Group.SOON: _("Within 30 days"),
            Group.LATER: _("Later"),
            Group.UNDATED: _("No date"),
        }[group]
        return TableRow(f"heading:{group.value}", title=f"{title} · {count}")

    def _row(self, row: FollowUpRow) -> TableRow:
        words, current = self._words, row.current
        definition = self._queries.definition(row.pathway, row.version)
        outline = definition.outline.follow_up
        assert outline is not None
        details = self._details(current)
        clinic = _option(definition, outline.plan, outline.clinic, current.clinic, words)
        last = details.done[-1] if details.done else None
        return TableRow(
            current.course_id,
            (
                self._who(row.patient.identity, clinic),
                Cell(clinic or NOTHING, muted=not clinic),
                Cell(self._since(details.counted_from), muted=True),
                self._last(definition, outline, current, last),
                self._strip(details, current),
                self._next(current),
            ),
            step=step_key(outline.repeats, current.round) if current.round else "",
        )

    def _who(self, identity: Identity, clinic: str = "") -> Cell:
        facts = [self._words.day(identity.birth_date), identity.mrn]
        if self._compact and clinic:
            facts.append(clinic)
        return Cell(identity.display_name, sub=wording.in_a_row(facts), strong=True)

    def _since(self, start: datetime | None) -> str:
        """How long ago, `2 y 1 mo`; under a month in days."""
        if start is None:
            return NOTHING
        _ = self._words.gettext
        began, today = local_date(start, self._zone), self._year.today
        months = (today.year - began.year) * 12 + today.month - began.month - (today.day < began.day)
        years, rest = divmod(months, 12)
        if months <= 0:
            return _("{n} d").format(n=(today - began).days)
        if not years:
            return _("{n} mo").format(n=rest)
        if not rest:
            return _("{n} y").format(n=years)
        return _("{years} y {months} mo").format(years=years, months=rest)

    def _last(
        self, definition: PathwayDefinition, outline: FollowUp, current: FollowUpCurrent, last: Done | None
    ) -> Cell:
        """When, what it showed, and how far from the plan; a new round of the tumour board stands before that."""
        words = self._words
        if last is None:
            return Cell(words.gettext("none yet"), muted=True)
        result = _option(definition, outline.repeats, outline.result, last.result, words, within=True)
        told = (
            f"{words.short_day(last.at, self._now)} · {result}"
            if result
            else words.short_day(last.at, self._now)
        )
        drift = drift_words(last.drift(self._zone), words)
        if current.board_round is None:
            return Cell(told, sub=drift)
        board = words.gettext("Tumour board again: round {round}").format(round=current.board_round)
        return Cell(told, sub=f"{board}\u00a0· {wording.in_a_row((drift,))}" if drift else board)

    def _strip(self, details: Details, current: FollowUpCurrent) -> Cell:
        words = self._words
        found = marks(self._year, details.done, current.due, current.interval, self._now, self._zone)
        told = [
            words.gettext("done on {days}").format(days=", ".join(self._day(each.at) for each in shown))
            for shown in (self._shown(details.done),)
            if shown
        ]
        if current.interval:
            told.append(
                words.ngettext("every {n} month", "every {n} months", current.interval).format(
                    n=current.interval
                )
            )
        return Cell(drawing=YearStrip(found, self._year.place(self._year.today)), spoken=" · ".join(told))

    def _shown(self, done: Iterable[Done]) -> list[Done]:
        return [each for each in done if local_date(each.at, self._zone) >= self._year.first]

    def _day(self, instant: datetime) -> str:
        return self._words.short_day(instant, self._now)

    def _next(self, current: FollowUpCurrent) -> Cell:
        if current.due is None:
            return Cell(self._words.gettext("no date"), muted=True)
        term = wording.deadline_term(current.due, self._now, self._words)
        status = Status(term.mark.value)
        if status is Status.LATER and current.due <= self._end_of_week:
            status = Status.DUE_TODAY
        return Cell(status=status, tag=term.short, after=term.absolute)

    def _details(self, current: FollowUpCurrent) -> Details:
        known = self._known.get(current.course_id)
        if known is not None and known[0] == current:
            return known[1]
        record = self._queries.course(current.course_id)
        found = details(record) if record is not None else Details(None, ())
        self._known[current.course_id] = (current, found)
        return found

    def _without_plan(self) -> list[TableRow]:
        """Everyone whose plan is the next thing to make: the board has decided, or there is no operation."""
        found: list[tuple[datetime | None, TableRow]] = []
        for definition, outline in _with_follow_up(self._queries):
            for course in self._queries.courses_ready_at(outline.plan, definition.id, MOST_WITHOUT_PLAN):
                record = self._queries.course(course)
                if record is not None:
                    found.append(self._planless(record, outline))
        latest = self._now + timedelta(days=36_500)
        found.sort(key=lambda each: (each[0] or latest, each[1].key))
        return [row for _due, row in found[:MOST_WITHOUT_PLAN]]

    def _planless(self, record: CourseRecord, outline: FollowUp) -> tuple[datetime | None, TableRow]:
        state = settled(record)
        plan = next(
            (row for row in state.checkpoints if row.checkpoint == outline.plan and row.is_open), None
        )
        due = plan.deadline if plan else None
        none = Cell(NOTHING, muted=True)
        row = TableRow(
            record.course.id,
            (
                self._who(record.patient.identity),
                none,
                Cell(self._since(counted_from(record.definition, state)), muted=True),
                none,
                Cell(drawing=YearStrip((), self._year.place(self._year.today))),
                self._no_plan_cell(due),
            ),
            step=step_key(outline.plan, plan.round if plan else 1),
        )
        return due, row

    def _no_plan_cell(self, due: datetime | None) -> Cell:
        no_plan = self._words.gettext("no plan yet")
        if due is None:
            return Cell(status=Status.UNDECIDED, tag=no_plan)
        term = wording.deadline_term(due, self._now, self._words)
        after = self._words.gettext("plan {term}").format(term=term.short)
        return Cell(status=Status(term.mark.value), tag=no_plan, after=after)

    def _clinics(self) -> tuple[Clinic, ...]:
        found: dict[str, str] = {}
        for definition, outline in _with_follow_up(self._queries):
            field = definition.by_id[outline.plan].field(outline.clinic)
            for option in field.options if field else ():
                found.setdefault(option.value, option.title[self._words.language])
        return tuple(Clinic(code, title) for code, title in found.items())


def course_ids(queries: Queries, clinic: str | None) -> tuple[str, ...]:
    """The courses of the list, those without a plan first, at most 500."""
    found = [
        course
        for definition, outline in _with_follow_up(queries)
        for course in queries.courses_ready_at(outline.plan, definition.id, MOST_WITHOUT_PLAN)
    ]
    after: str | None = None
    while len(found) < MOST_SHEETS:
        page = queries.follow_ups(clinic, after=after)
        found.extend(row.course_id for row in page.rows)
        after = page.next
        if after is None:
            break
    return tuple(found[:MOST_SHEETS])


def _with_follow_up(queries: Queries) -> Iterator[tuple[PathwayDefinition, FollowUp]]:
    """The newest version of each pathway that knows a follow-up."""
    for pathway, version in dict(queries.pathways()).items():
        definition = queries.definition(pathway, version)
        if definition.outline.follow_up is not None:
            yield definition, definition.outline.follow_up


def _option(
    definition: PathwayDefinition,
    checkpoint: str,
    field_id: str,
    value: str | None,
    words: Words,
    *,
    within: bool = False,
) -> str:
    field = definition.by_id[checkpoint].field(field_id)
    return (
        wording.answer(field, value, words, within=within) if field is not None and value is not None else ""
    )


def _count(group: Group, counts: FollowUpCounts) -> int:
    later = counts.all - counts.overdue - counts.soon - counts.undated
    return {
        Group.OVERDUE: counts.overdue,
        Group.SOON: counts.soon,
        Group.LATER: later,
        Group.UNDATED: counts.undated,
    }.get(group, 0)
