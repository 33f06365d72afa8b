"""What the list of open variances shows, worked out beside the window."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from pathway_app import wording
from pathway_app.documents.code_words import variance_class
from pathway_app.domain.calendar import local_date
from pathway_app.domain.entries import VarianceClass
from pathway_app.folding import fold
from pathway_app.i18n import Words
from pathway_app.ports import Queries
from pathway_app.queries import VarianceRow
from ui.theme_status import Status
from ui.widgets.table_rows import Cell, TableRow

PAGE = 200
MOST_READ = 400
"""variances read for one question: others wait for their answers meanwhile"""
MOST_COUNTED = 2000
"""beyond this many they are "more than"; a ward that has so many open looks at the oldest"""
LONGEST = 140
"""characters of a text in the list; the whole stands where the variance is closed, and in its course"""
NOBODY = "\n"
"""the choice of those that nobody follows up; nobody is called that"""
NOTHING = "—"
_MONTHS_FROM_DAYS = 60


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which variances the list shows; None: of every class, whoever follows them up."""

    of_class: VarianceClass | None = None
    follow_up_by: str | None = None

    def lets_through(self, row: VarianceRow) -> bool:
        if self.of_class is not None and row.variance.variance_class is not self.of_class:
            return False
        return self.follow_up_by is None or follower(row) == self.follow_up_by


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows, where the next ones begin (None: there are no more), and how many were read for them.

    `enough` is False where reading stopped early: more that are wanted may follow.
    """

    rows: tuple[TableRow, ...]
    next: str | None
    enough: bool = True


@dataclass(frozen=True, slots=True)
class Census:
    """How many are open, by class and by who follows up, as far as was counted: from `next` on there are more."""

    all: int = 0
    classes: tuple[tuple[VarianceClass, int], ...] = ()
    followers: tuple[tuple[str, str, int], ...] = ()
    """what `follower` gives, as it was written first, and how many; by name, nobody first"""
    next: str | None = None

    @property
    def is_over(self) -> bool:
        """Whether counting ends here."""
        return self.next is None or self.all >= MOST_COUNTED


def follower(row: VarianceRow) -> str:
    """Who follows up, without regard to case and accents; `NOBODY` where nobody is named."""
    return fold(row.variance.follow_up_by).strip() or NOBODY


def row_key(row: VarianceRow) -> str:
    """What names a variance in the list: its place, which stays when somebody corrects the entry."""
    return f"{row.course_id}/{row.checkpoint}:{row.round}"


def place_of(key: str) -> tuple[str, str, int]:
    """Course id, checkpoint and round of a row."""
    course, _slash, step = key.partition("/")
    checkpoint, _colon, round_ = step.rpartition(":")
    return course, checkpoint, int(round_)


def listing(
    queries: Queries,
    now: datetime,
    words: Words,
    wanted: Wanted,
    *,
    least: int = PAGE,
    after: str | None = None,
    compact: bool = False,
) -> Listing:
    """Those wanted from there on, at least `least` where there are as many and not too many others between.

    `compact` puts the action and who follows up beneath the reason.
    """
    rows: list[TableRow] = []
    read = 0
    while True:
        page = queries.open_variances(after=after, limit=PAGE)
        rows.extend(_row(queries, row, now, words, compact) for row in page.rows if wanted.lets_through(row))
        read += len(page.rows)
        after = page.next
        if after is None or len(rows) >= least:
            return Listing(tuple(rows), after)
        if read >= max(MOST_READ, least):
            return Listing(tuple(rows), after, enough=False)


def census(queries: Queries, before: Census | None = None) -> Census:
    """Count on from where `before` ended, the oldest first; at most `MOST_READ` at once."""
    before = before or Census()
    classes = Counter(dict(before.classes))
    followers = Counter({key: n for key, _name, n in before.followers})
    written = {key: name for key, name, _n in before.followers}
    after, read = before.next, 0
    while True:
        page = queries.open_variances(after=after, limit=PAGE)
        for row in page.rows:
            classes[row.variance.variance_class] += 1
            followers[follower(row)] += 1
            written.setdefault(follower(row), " ".join(row.variance.follow_up_by.split()))
        after, read = page.next, read + len(page.rows)
        if after is None or read >= MOST_READ:
            break
    return Census(
        classes.total(),
        tuple((each, classes[each]) for each in VarianceClass if classes[each]),
        tuple((each, written[each], followers[each]) for each in sorted(followers)),
        after,
    )


def _row(queries: Queries, row: VarianceRow, now: datetime, words: Words, compact: bool) -> TableRow:
    identity, variance = row.patient.identity, row.variance
    definition = queries.definition(row.pathway, row.version)
    facts = wording.in_a_row((words.day(identity.birth_date), identity.mrn))
    title = row.checkpoint
    if row.checkpoint in definition.by_id:  # the course may have moved to a version without it
        title = wording.step_title(definition, row.checkpoint, row.round, words).replace(" · ", "\u00a0· ")
    return TableRow(
        row_key(row),
        (
            Cell(identity.display_name, sub=facts, strong=True),
            Cell(title, sub=words.short_moment(row.occurred_at, now)),
            Cell(status=Status.VARIANCE, tag=variance_class(variance.variance_class, words)),
            _typed(variance.reason, *((variance.action, variance.follow_up_by) if compact else ())),
            _typed(variance.action),
            _typed(variance.follow_up_by),
            Cell(open_for(row.occurred_at, now, words), muted=True),
        ),
    )


def open_for(since: datetime, now: datetime, words: Words) -> str:
    """How long it has been open: hours on its first day, then days, after two months whole months."""
    _ = words.gettext
    days = (local_date(now, words.zone) - local_date(since, words.zone)).days
    if now - since < timedelta(days=1):
        return words.duration(now - since)
    if days <= _MONTHS_FROM_DAYS:
        return words.ngettext("{n} day", "{n} days", days)
    began, today = local_date(since, words.zone), local_date(now, words.zone)
    months = (today.year - began.year) * 12 + today.month - began.month - (today.day < began.day)
    return words.ngettext("{n} month", "{n} months", months)


def _typed(text: str, *beneath: str) -> Cell:
    sub = " · ".join(filter(None, map(_shortened, beneath)))
    told = _shortened(text)
    return Cell(told or NOTHING, sub=sub, muted=not told)


def _shortened(text: str) -> str:
    told = " ".join(text.split())
    return told if len(told) <= LONGEST else f"{told[:LONGEST].rstrip()}…"
