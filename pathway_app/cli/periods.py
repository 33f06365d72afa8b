"""`--from`, `--to` and `--as-of`: the period of enrolment of whatever is told of many courses, and of which moment."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import date, datetime
from typing import TYPE_CHECKING

from pathway_app.cli.session import Session
from pathway_app.domain.calendar import local_date
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.domain.rules import CLOCK_DIFFERENCE
from pathway_app.i18n import Words

if TYPE_CHECKING:
    from pathway_app.audit.cohort import Period

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def add_period(parser: ArgumentParser, words: Words) -> None:
    _ = words.gettext
    parser.add_argument(
        "--from", dest="first", required=True, metavar="D", help=_("the first day of enrolment: 2026-01-01")
    )
    parser.add_argument("--to", dest="last", required=True, metavar="D", help=_("the last day of enrolment"))


def period(session: Session) -> Period:
    """Raises Refused where a day cannot be read, or the last comes before the first."""
    from pathway_app.audit.cohort import Period

    first, last = _day(session.options.first, "from"), _day(session.options.last, "to")
    if last < first:
        raise Refused(Refusal("period-backwards", "to", {"first": first, "last": last}))
    return Period(first, last)


def looked_at(session: Session) -> datetime:
    """The moment of `--as-of`, which is over: what will be on record cannot be told. Today means until now.

    Raises Refused where it lies in the future, beyond what clocks may differ.
    """
    text, now = session.options.as_of, session.wiring.clock.now()
    moment = session.moment(text)
    if moment <= now + CLOCK_DIFFERENCE:
        return moment
    if _DAY.fullmatch(text or "") and local_date(now, session.words.zone).isoformat() == text:
        return now
    raise Refused(Refusal("in-future", "as_of", {"occurred_at": moment}))


def _day(text: str, field: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(Refusal("not-a-day", field, {"value": text}))
