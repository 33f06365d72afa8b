"""Which number of the audit was looked into, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathway_app.audit.heads import completion_heads, interval_heads
from pathway_app.domain.entries import VarianceClass
from pathway_app.i18n import Words


def figure_words(told: Mapping[str, Any], words: Words) -> str:
    """`Completion · done · surgery/wound-closed`: table, column, and what the row is of by its codes."""
    table, column = str(told.get("figure", "")), str(told.get("column", ""))
    parts = (
        _tables(words).get(table, table),
        _columns(table, words).get(column, column),
        str(told.get("of", "")),
    )
    return " · ".join(part for part in parts if part)


def _tables(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "cohort": _("Courses"),
        "completion": _("Completion"),
        "intervals": _("Times between steps, in days"),
        "order": _("Order of the steps"),
        "variances": _("Variances"),
        "answers": _("Answers"),
        "routes": _("Decision and documented route"),
        "follow-up": _("Missing follow-up"),
        "recording": _("How it was recorded"),
    }


def _columns(table: str, words: Words) -> dict[str, str]:
    from pathway_app.documents.code_words import variance_class

    _ = words.gettext
    of_table: dict[str, dict[str, str]] = {
        "cohort": {"courses": "", "ended": _("ended")},
        "completion": completion_heads(words),
        "intervals": interval_heads(words),
        "order": {
            "with_gates": _("with a gate"),
            "before_gate": _("before a gate"),
            "gate_open": _("gate still open"),
            "with_clock": _("with a clock"),
            "clock_short": _("before its end"),
        },
        "variances": {
            "entered": _("done or skipped"),
            "variances": _("with variance"),
            **{each.value: variance_class(each, words) for each in VarianceClass},
            "open": _("open"),
            "closed": _("closed"),
            "without_reason": _("no reason given"),
        },
        "answers": {"n": _("answered"), "chosen": _("chosen")},
        "routes": {"decided": _("decided"), "courses": _("courses")},
        "follow-up": {"expected": _("expected"), "courses": _("courses")},
        "recording": {"entries": _("entries"), "found": _("found")},
    }
    return of_table.get(table, {})
