"""What stands over and beside the numbers of the measures, in words: tables, columns, and rows that are no steps.

The tables and the log, which tells the number that somebody looked into, both read it here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pathway_app.domain.entries import VarianceClass
from pathway_app.i18n import Words


def table_titles(words: Words) -> Mapping[str, str]:
    """By the table's name. `cohort` is no table: the courses themselves."""
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


def column_heads(table: str, words: Words) -> Mapping[str, str]:
    """By the column's name, in the order of the table; empty where there is no such table."""
    heads = _HEADS.get(table)
    return heads(words) if heads is not None else {}


def measure_titles(table: str, words: Words) -> Mapping[str, str]:
    """The rows of a table whose rows are measures, by the measure's name, in order; else empty."""
    titles = _MEASURES.get(table)
    return titles(words) if titles is not None else {}


def _completion(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "applicable": _("applies"),
        "done": _("done"),
        "on_time": _("on time"),
        "late": _("late"),
        "with_variance": _("with variance"),
        "skipped": _("skipped"),
        "open": _("open"),
        "overdue": _("overdue"),
        "undecided": _("not decided yet"),
        "not_applicable": _("does not apply"),
    }


def _intervals(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "n": _("both done"),
        "open": _("open"),
        "median_days": _("median"),
        "q1_days": _("first quartile"),
        "q3_days": _("third quartile"),
        "estimated_days": _("median with the open ones"),
    }


def _order(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "with_gates": _("with a gate"),
        "before_gate": _("before a gate"),
        "gate_open": _("gate still open"),
        "with_clock": _("with a clock"),
        "clock_short": _("before its end"),
    }


def _variances(words: Words) -> dict[str, str]:
    from pathway_app.documents.code_words import variance_class

    _ = words.gettext
    return {
        "entered": _("done or skipped"),
        "variances": _("with variance"),
        **{each.value: variance_class(each, words) for each in VarianceClass},
        "open": _("open"),
        "closed": _("closed"),
        "without_reason": _("no reason given"),
    }


_HEADS: Mapping[str, Callable[[Words], dict[str, str]]] = {
    "cohort": lambda words: {"courses": "", "ended": words.gettext("ended")},
    "completion": _completion,
    "intervals": _intervals,
    "order": _order,
    "variances": _variances,
    "answers": lambda words: {"n": words.gettext("answered"), "chosen": words.gettext("chosen")},
    "routes": lambda words: {"decided": words.gettext("decided"), "courses": words.gettext("courses")},
    "follow-up": lambda words: {"expected": words.gettext("expected"), "courses": words.gettext("courses")},
    "recording": lambda words: {"entries": words.gettext("entries"), "found": words.gettext("found")},
}


def _routes(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "agrees": _("agrees with the documented route"),
        "differs_with_rationale": _("differs, with a rationale"),
        "differs_without_rationale": _("differs, without a rationale"),
        "no_route": _("the document gives no route"),
        "unknown": _("the route is not known"),
        "awaited": _("no decision yet"),
    }


def _follow_up(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "unplanned": _("the plan is overdue"),
        "overdue": _("a planned one is overdue"),
        "undated": _("planned, without a deadline"),
    }


def _recording(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "late": _("recorded more than 24 h after it occurred"),
        "from_paper": _("from paper"),
        "in_bursts": _("ticked in a burst"),
        "bursts": _("bursts"),
        "phases_at_once": _("phases entered afterwards in one go"),
        "corrections": _("corrections"),
        "retractions": _("retractions"),
    }


_MEASURES: Mapping[str, Callable[[Words], dict[str, str]]] = {
    "routes": _routes,
    "follow-up": _follow_up,
    "recording": _recording,
}
