"""What the audit's screen asks of the record, on a thread of its own: figures, charts, tables, people."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from pathway_app.audit.charts import (
    BarChart,
    Pair,
    RunChart,
    Tile,
    completion_chart,
    run_chart,
    tiles,
    usual_pair,
    variance_chart,
)
from pathway_app.audit.cohort import Cohort
from pathway_app.audit.measures import Audit
from pathway_app.audit.measuring import (
    AuditedPatient,
    Cancelled,
    Figure,
    Progress,
    choices,
    measured,
    people,
    series,
)
from pathway_app.audit.tables import Table, tables
from pathway_app.domain.calendar import local_date
from pathway_app.i18n import Words
from pathway_app.ports import Queries
from pathway_app.queries import Page
from ui.audit.asking import Asked, Offer, cohort_of, offer_of
from ui.tasks import Ticket
from ui.widgets.charts_bars import Stop

_PAGE = 200
_EVERYBODY = 1_000_000
_FIRST = "1"
_TOLD_EVERY = 0.1
"""seconds between two reports of how far it is"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything that the screen shows of one cohort; `now` is the moment that was looked at, `present` whether that
    is the record as it stands."""

    asked: Asked
    offer: Offer
    cohort: Cohort
    now: datetime
    present: bool
    audit: Audit
    tiles: tuple[Tile, ...]
    completion: BarChart
    variances: BarChart
    run: RunChart | None
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """`asked` was measured; `offers` are the pathways there are, without any nothing is."""

    asked: Asked
    offers: tuple[Offer, ...]
    measured: Measured | None


class Told:
    """Passes on how far it is, not more often than anybody can read, and stops what nobody waits for any more."""

    def __init__(self, ticket: Ticket, tell: Callable[[int, int], None]) -> None:
        self._ticket = ticket
        self._tell = tell
        self._told_at = monotonic()

    def __call__(self, done: int, of: int) -> None:
        """Raises Cancelled where the ticket was dropped."""
        if not self._ticket.is_wanted():
            raise Cancelled
        now = monotonic()
        if now - self._told_at >= _TOLD_EVERY:
            self._told_at = now
            self._tell(done, of)


def answer(
    queries: Queries, asked: Asked, pair: Pair | None, clock: datetime, words: Words, progress: Progress
) -> Answer:
    """The cohort asked for, measured; `pair` is the interval of the run chart, None the usual one."""
    newest = dict(queries.pathways())
    offers = tuple(
        Offer(queries.definition(pathway, version), choices(queries, pathway))
        for pathway, version in newest.items()
    )
    progress(0, 0)
    offer = offer_of(offers, asked.pathway)
    if offer is None:
        return Answer(asked, offers, None)
    cohort = cohort_of(asked, offer, local_date(clock, words.zone))
    now, present = asked.as_of or clock, asked.as_of is None
    audit = measured(queries, cohort, now, present=present, progress=progress)
    chosen = pair if pair in audit.intervals else usual_pair(audit)
    return Answer(
        asked,
        offers,
        Measured(
            asked,
            offer,
            cohort,
            now,
            present,
            audit,
            tiles(audit, words, chosen),
            completion_chart(audit, words),
            variance_chart(audit, words),
            interval_chart(queries, audit, cohort, now, chosen, words, present=present),
            tables(audit, words),
        ),
    )


def interval_chart(
    queries: Queries,
    audit: Audit,
    cohort: Cohort,
    now: datetime,
    pair: Pair | None,
    words: Words,
    *,
    present: bool,
) -> RunChart | None:
    """The times of one interval; None where the pathway names none."""
    if pair is None:
        return None
    return run_chart(audit, pair, series(queries, cohort, now, pair, present=present), words)


def people_behind(
    queries: Queries, of: Measured, stop: Stop, after: str | None, progress: Progress
) -> Page[AuditedPatient]:
    """Whom a number counts, a page of them."""

    def asked(figure: Figure, after: str | None, limit: int) -> Page[AuditedPatient]:
        return people(
            queries,
            of.cohort,
            of.now,
            figure,
            present=of.present,
            after=after,
            limit=limit,
            progress=progress,
        )

    page = asked(stop.figure, after, _PAGE)
    if not stop.less:
        return page
    elsewhere: dict[str, set[str]] = {}
    for figure in stop.less:
        for each in asked(figure, None, _EVERYBODY).rows:
            elsewhere.setdefault(each.course_id, set()).update(_rounds(each))
    return Page(tuple(_apart(page.rows, elsewhere)), page.next)


def _apart(rows: tuple[AuditedPatient, ...], elsewhere: dict[str, set[str]]) -> Iterator[AuditedPatient]:
    """Those with rounds that are not counted elsewhere, with these rounds."""
    for each in rows:
        rounds = [one for one in _rounds(each) if one not in elsewhere.get(each.course_id, ())]
        if rounds:
            yield replace(each, detail="" if rounds == [_FIRST] else ", ".join(rounds), count=len(rounds))


def _rounds(of: AuditedPatient) -> list[str]:
    return of.detail.split(", ") if of.detail else [_FIRST]


def stop_told(of: Measured, stop: Stop, words: Words) -> str:
    """A number in words: `Definitive diagnosis · late`."""
    told = figure_told(of, stop.figure, words)
    title = told.rsplit(" · ", 1)[0]
    return told if stop.mark is None else f"{title} · {stop.mark.word(words)}"


def figure_told(of: Measured, figure: Figure, words: Words) -> str:
    """A figure of the tables in words."""
    _ = words.gettext
    if figure.table == "cohort":
        return _("Courses")
    table = next((each for each in of.tables if each.name == figure.table), None)
    row = next((each for each in table.rows if each.ids == figure.ids), None) if table is not None else None
    if table is None or row is None:
        return figure.column
    titles = {column.key: column.title for column in table.columns}
    column = titles.get(figure.column, "")
    return " · ".join(part for part in (row.title, column) if part)
