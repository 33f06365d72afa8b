"""A figure names one number of the audit, as the tables do; here is which of a course's numbers it is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pathway_app.audit import answers, completion, departures, intervals, recording
from pathway_app.audit.contribution import Key, RowKey
from pathway_app.domain.entries import VarianceClass


@dataclass(frozen=True, slots=True)
class Figure:
    """`table`, `ids` and `column` are those of `pathway_app.audit.tables`; also ("cohort", (), "courses" or "ended").

    What stands in `ids` behind a checkpoint (its origin) does not matter.
    """

    table: str
    ids: tuple[str, ...]
    column: str


_DAYS = ("n", "median_days", "q1_days", "q3_days")
_SUMS: Mapping[tuple[str, str], tuple[str, ...]] = {
    (completion.TABLE, "applicable"): ("done", "skipped", "open"),
    (departures.VARIANCES, "variances"): tuple(each.value for each in VarianceClass),
    (intervals.TABLE, "estimated_days"): ("n", "open"),
    **{(intervals.TABLE, column): ("n",) for column in _DAYS},
}


def keys_of(figure: Figure) -> tuple[Key, ...]:
    """The numbers of which the figure is the sum, or from which it is reckoned.

    Raises ValueError where there is no such figure.
    """
    try:
        row, columns = _place(figure)
    except (IndexError, KeyError):
        raise ValueError(f"no such figure: {figure}") from None
    return tuple((row, column) for column in columns)


def _place(figure: Figure) -> tuple[RowKey, tuple[str, ...]]:
    table, ids, column = figure.table, figure.ids, figure.column
    columns = _SUMS.get((table, column), (column,))
    match table:
        case completion.TABLE:
            return completion.place("" if ids[1] else ids[0], ids[1]), columns
        case intervals.TABLE:
            return (table, ids[0], ids[1]), columns
        case departures.VARIANCES | departures.ORDER:
            return (table, ids[0]), columns
        case answers.ANSWERS:
            row = answers.asked(ids[0], ids[1])
            return (row if column == "n" else (*row, ids[2])), columns
        case answers.ROUTES | answers.FOLLOW_UP | recording.TABLE:
            return _of_measure(table, ids[0], column)
        case "cohort":
            return ("cohort",), columns
    raise KeyError(table)


_WHOLE = ("expected", "entries", "decided")


def _of_measure(table: str, measure: str, column: str) -> tuple[RowKey, tuple[str, ...]]:
    return (table, "" if column in _WHOLE else measure), (column,)
