"""What the log's screen shows, worked out beside the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from pathway_app.domain.calendar import local_date
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.logbook.events import LogFilter, LogGroup
from pathway_app.logbook.paper_words import found_lines, nothing_found
from pathway_app.logbook.papers import find_reference
from pathway_app.logbook.telling import Teller, Told
from pathway_app.messages import Sentences
from pathway_app.ports import Queries
from pathway_app.queries import LogHead
from ui.theme_status import Status
from ui.widgets.table_rows import Cell, TableRow

PAGE = 100
_LONGEST = 160


class Days(StrEnum):
    """A period as one chooses it."""

    ALL = ""
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    OTHER = "other"
    """days that were typed"""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted. `first` and `last` are days of the ward, both included, with `Days.OTHER`.

    `mrn` is as typed: the patient's record number.
    """

    account: str = ""
    group: LogGroup | None = None
    days: Days = Days.ALL
    first: date | None = None
    last: date | None = None
    mrn: str = ""
    failures: bool = False

    @property
    def is_narrow(self) -> bool:
        return self != Asked()

    def period(self, now: datetime, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """From when (included) until when (not included); None: without a bound."""
        today = local_date(now, zone)
        first = {
            Days.TODAY: today,
            Days.WEEK: today - timedelta(days=6),
            Days.MONTH: today - timedelta(days=29),
            Days.YEAR: today.replace(month=1, day=1),
            Days.OTHER: self.first,
        }.get(self.days)
        last = self.last if self.days is Days.OTHER else None
        return _start(first, zone), None if last in (None, date.max) else _start(
            last + timedelta(days=1), zone
        )


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the log; `who_is_missing` where no patient has the record number. `accounts` are all, with names."""

    rows: tuple[TableRow, ...]
    next: str | None
    head: LogHead
    accounts: tuple[tuple[str, str], ...] = ()
    who_is_missing: bool = False


@dataclass(frozen=True, slots=True)
class Detail:
    """One event whole: heading, (title, text) pairs, and the course to open where it is about one."""

    told: Told
    lines: tuple[tuple[str, str], ...]
    course_id: str = ""


def listing(
    queries: Queries,
    asked: Asked,
    now: datetime,
    words: Words,
    *,
    after: str | None = None,
    limit: int = PAGE,
) -> Listing:
    """The events from `after` on, the newest first."""
    teller, head = Teller(queries, words), queries.log_head()
    wanted = log_filter(queries, asked, now, words.zone)
    accounts = () if after else tuple((name, teller.name(name)) for name in queries.log_accounts())
    if wanted is None:
        return Listing((), None, head, accounts, who_is_missing=True)
    page = queries.log(wanted, after=after, limit=limit)
    return Listing(tuple(_row(teller.told(each), words) for each in page.rows), page.next, head, accounts)


def detail(queries: Queries, number: int, words: Words) -> Detail | None:
    event = queries.log_event(number)
    if event is None:
        return None
    told = Teller(queries, words).told(event, with_detail=True)
    _ = words.gettext
    lines = [
        (_("When"), f"{words.moment(event.at)}:{words.local(event.at):%S}"),
        (_("Who"), told.who),
        (_("Kind"), f"{told.kind} ({event.kind})"),
        *told.detail,
        (_("Event"), str(event.number)),
        (_("Reference"), event.reference),
        (_("Hash"), _grouped(event.head.hash)),
        (_("Command"), event.command),
    ]
    courses = event.courses()
    return Detail(told, tuple(lines), courses[0] if len(courses) == 1 else "")


def paper(queries: Queries, reference: str, words: Words) -> tuple[bool, tuple[str, ...]]:
    """Whether the log has that reference and holds up to there, and what is to be said of it."""
    try:
        found = find_reference(queries, reference)
    except Refused as refused:
        return False, Sentences(words).refused(refused)
    if not found:
        return False, (nothing_found(reference, words),)
    teller = Teller(queries, words)
    return all(bool(each.holds) for each in found), tuple(
        line for each in found for line in found_lines(each, teller)
    )


def log_filter(queries: Queries, asked: Asked, now: datetime, zone: ZoneInfo) -> LogFilter | None:
    """None where no patient has that record number."""
    subjects: Sequence[str] = ()
    if asked.mrn:
        record = queries.course_of(asked.mrn) if asked.mrn.isprintable() else None
        if record is None:
            return None
        subjects = (*record.courses, record.patient.id)
    since, until = asked.period(now, zone)
    return LogFilter(
        account=asked.account or None,
        groups=frozenset({asked.group}) if asked.group else frozenset(),
        since=since,
        until=until,
        subjects=tuple(subjects),
        failures=asked.failures,
    )


def _row(told: Told, words: Words) -> TableRow:
    event = told.event
    what = told.what if len(told.what) <= _LONGEST else f"{told.what[:_LONGEST].rstrip()}…"
    full, _bracket, account = told.who.rpartition(" (")
    return TableRow(
        str(event.number),
        (
            Cell(str(event.number), muted=True),
            Cell(words.moment(event.at)),
            Cell(full or told.who, sub=account.rstrip(")") if full else ""),
            Cell(what, sub=told.about, status=Status.OVERDUE if event.failed else None),
            Cell(event.reference, muted=True),
        ),
    )


def _start(day: date | None, zone: ZoneInfo) -> datetime | None:
    if day is None:
        return None
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:  # in UTC it would lie outside the calendar: nothing was ever logged beyond it
        return None


def _grouped(text: str) -> str:
    """In pieces that can be broken over lines and compared by eye."""
    return " ".join(text[at : at + 8] for at in range(0, len(text), 8))
