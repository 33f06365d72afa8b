"""What stands above the columns of the measures, in words, by the column's name."""

from __future__ import annotations

from pathway_app.i18n import Words


def completion_heads(words: Words) -> dict[str, str]:
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


def interval_heads(words: Words) -> dict[str, str]:
    _ = words.gettext
    return {
        "n": _("both done"),
        "open": _("open"),
        "median_days": _("median"),
        "q1_days": _("first quartile"),
        "q3_days": _("third quartile"),
        "estimated_days": _("median with the open ones"),
    }
