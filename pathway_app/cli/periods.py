"""`--from` and `--to`: the period of enrolment of whatever is told of many courses."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import date
from typing import TYPE_CHECKING

from pathway_app.cli.session import Session
from pathway_app.domain.errors import Refusal, Refused
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


def _day(text: str, field: str) -> date:
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise Refused(Refusal("not-a-day", field, {"value": text}))
