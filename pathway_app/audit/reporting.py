"""What a report needs beside the audit itself, asked of the record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from pathway_app.accesses import Access
from pathway_app.audit.measures import Audit
from pathway_app.audit.measuring import measured, series
from pathway_app.documents.audit_report import ReportContent, Verified
from pathway_app.i18n import iso_utc
from pathway_app.logbook.events import LogFilter, LogGroup
from pathway_app.ports import Queries
from pathway_app.queries import LogHead

_NEWEST = 50
"""exports among which one that was just logged is looked for"""


def export_details(audit: Audit, format_: str, as_of: datetime) -> dict[str, str]:
    """What the log is told of an audit that leaves the program: which courses, as the record stood when.

    Of a surgeon only that one was chosen, or patients without: names stand apart from the log. An empty group are
    those that have no answer yet.
    """
    cohort = audit.cohort
    told = {
        "what": "audit",
        "format": format_,
        "courses": str(audit.courses),
        "pathway": cohort.pathway,
        "from": cohort.period.first.isoformat(),
        "to": cohort.period.last.isoformat(),
        "as_of": iso_utc(as_of),
        "version": cohort.version,
        "group": cohort.group,
        "outcome": cohort.outcome,
        "surgeon": None if cohort.surgeon is None else "one" if cohort.surgeon else "none",
    }
    return {name: value for name, value in told.items() if value is not None}


def exported_head(queries: Queries, details: Mapping[str, str]) -> LogHead | None:
    """The newest event that tells of this very export: its reference stands on the report."""
    wanted = LogFilter(groups=frozenset({LogGroup.EXPORTS}))
    for event in queries.log(wanted, limit=_NEWEST).rows:
        told = event.content().get("details")
        if event.kind == Access.EXPORTED and isinstance(told, dict) and details.items() <= told.items():
            return event.head
    return None


def report_content(
    queries: Queries, audit: Audit, *, present: bool, verified: Verified | None = None
) -> ReportContent:
    """The content of the audit's report; `present` as for `measured`, within the same `queries`."""
    cohort, now = audit.cohort, audit.now
    return ReportContent(
        audit,
        {
            pair: series(queries, cohort, now, pair, present=present)
            for pair, interval in audit.intervals.items()
            if interval.n
        },
        _without_group(queries, audit, present=present),
        verified,
    )


def _without_group(queries: Queries, audit: Audit, *, present: bool) -> int | None:
    grouped = any(one.outline.group is not None for one in audit.definitions)
    if not grouped or audit.cohort.group is not None:
        return None
    return measured(queries, replace(audit.cohort, group=""), audit.now, present=present).courses
