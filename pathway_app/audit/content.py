"""The object of `audit --json`; its keys and their meaning are fixed."""

from __future__ import annotations

from typing import Any

from pathway_app.audit.completion import Completion
from pathway_app.audit.intervals import Interval
from pathway_app.audit.measures import Audit
from pathway_app.i18n import iso_utc

COMPLETION_KEYS = (
    *("applicable", "done", "on_time", "late", "with_variance", "skipped"),
    *("open", "overdue", "undecided", "not_applicable"),
)
INTERVAL_KEYS = ("n", "open", "median_days", "q1_days", "q3_days")


def audit_content(audit: Audit) -> dict[str, Any]:
    return {
        "from": audit.period.first.isoformat(),
        "to": audit.period.last.isoformat(),
        "as_of": iso_utc(audit.now),
        "courses": audit.courses,
        "checkpoints": {name: _figures(each, COMPLETION_KEYS) for name, each in audit.checkpoints.items()},
        "intervals": {
            f"{first}→{second}": _figures(each, INTERVAL_KEYS)
            for (first, second), each in audit.intervals.items()
        },
    }


def _figures(of: Completion | Interval, keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: getattr(of, key) for key in keys}
