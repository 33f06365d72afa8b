"""What a report needs beside the audit itself, asked of the record."""

from __future__ import annotations

from dataclasses import replace

from pathway_app.audit.measures import Audit
from pathway_app.audit.measuring import measured, series
from pathway_app.documents.audit_report import ReportContent, Verified
from pathway_app.ports import Queries


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
