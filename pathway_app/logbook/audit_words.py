"""Which number of the audit was looked into, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pathway_app.audit.heads import column_heads, measure_titles, table_titles
from pathway_app.audit.titles import Titles
from pathway_app.i18n import Words

_OF_STEPS = ("order", "variances")


def figure_words(told: Mapping[str, Any], titles: Titles, words: Words) -> str:
    """`Completion · done · Surgery · Wound closed`: table, column, and what the row is of.

    `titles` are those of the pathway; what it does not know keeps its code.
    """
    table, column = str(told.get("figure", "")), str(told.get("column", ""))
    parts = (
        table_titles(words).get(table, table),
        column_heads(table, words).get(column, column),
        _row(table, str(told.get("of", "")), titles, words),
    )
    return " · ".join(part for part in parts if part)


def _row(table: str, codes: str, titles: Titles, words: Words) -> str:
    """Of the codes that name it, with a stroke between them; more or fewer of them than there should be stay so."""
    ids = codes.split("/")
    match table, ids:
        case _, [""]:
            return ""
        case "completion", [phase]:
            return titles.phase(phase)
        case "completion", [phase, checkpoint]:
            return f"{titles.phase(phase)} · {titles.step(checkpoint)}"
        case "intervals", [first, second]:
            return titles.interval(first, second)
        case "answers", [checkpoint, field, value]:
            return titles.answer(checkpoint, field, value)
        case _, [checkpoint] if table in _OF_STEPS:
            return titles.step(checkpoint)
        case _, [measure]:
            return measure_titles(table, words).get(measure, measure)
    return codes
