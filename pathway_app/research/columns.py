"""The three tables of research files: their columns, and what a cell of each may look like."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

COURSES, CHECKPOINTS, ANSWERS = "courses.csv", "checkpoints.csv", "answers.csv"
DICTIONARY, MANIFEST = "dictionary.csv", "manifest.json"
WITHHELD = "withheld"
"""stands where a value would tell too much"""
ALL_YEARS = "all"
MOST_DAYS = 40_000
"""before or after the enrolment: nobody lives longer"""

_CODE = r"[A-Za-z0-9][A-Za-z0-9._-]{0,199}"
_FORMS = {
    "pseudonym": r"[0-9a-f]{32}",
    "pseudonym or withheld": rf"([0-9a-f]{{32}}|{WITHHELD})?",
    "year": rf"\d{{4}}|{ALL_YEARS}",
    "age band": rf"\d{{1,2}} to \d{{1,2}}|\d\d\+|{WITHHELD}",
    "code": _CODE,
    "code or empty": f"({_CODE})?",
    "code or number": rf"-?\d{{1,15}}|{_CODE}",
    "whole number": r"[1-9]\d{0,6}",
    "days": rf"(-?\d{{1,6}}\.\d{{3}}|{WITHHELD})?",
    "yes or no": rf"[01]|{WITHHELD}",
}
_PATTERNS = {name: re.compile(form, re.ASCII) for name, form in _FORMS.items()}


@dataclass(frozen=True, slots=True)
class Column:
    """`form` is one of a few kinds of cell; `codes`, where given, are all that may stand in it."""

    name: str
    form: str
    codes: tuple[str, ...] = ()

    def holds(self, cell: str) -> bool:
        """Whether such a cell may stand in this column."""
        if self.codes:
            return cell in self.codes
        if _PATTERNS[self.form].fullmatch(cell) is None:
            return False
        return self.form != "days" or cell in ("", WITHHELD) or abs(float(cell)) <= MOST_DAYS


_SEXES = ("female", "male", "other", "unknown", WITHHELD)
STATES = ("done", "skipped", "not-applicable", "undecided", "open", WITHHELD)
KEPT = ("", "on-time", "late", WITHHELD)
_CLASSES = ("", "patient", "clinician", "organisation", "unspecified", WITHHELD)

COLUMNS: dict[str, tuple[Column, ...]] = {
    COURSES: (
        Column("course", "pseudonym"),
        Column("patient", "pseudonym"),
        Column("year", "year"),
        Column("sex", "code", _SEXES),
        Column("age_band", "age band"),
        Column("group", "code or empty"),
        Column("version", "code"),
        Column("surgeon", "pseudonym or withheld"),
        Column("ended_days", "days"),
        Column("outcome", "code or empty"),
    ),
    CHECKPOINTS: (
        Column("course", "pseudonym"),
        Column("checkpoint", "code"),
        Column("round", "whole number"),
        Column("state", "code", STATES),
        Column("occurred_days", "days"),
        Column("recorded_days", "days"),
        Column("deadline_days", "days"),
        Column("deadline_kept", "code", KEPT),
        Column("overdue", "yes or no"),
        Column("variance_class", "code", _CLASSES),
        Column("variance_open", "yes or no"),
    ),
    ANSWERS: (
        Column("course", "pseudonym"),
        Column("checkpoint", "code"),
        Column("round", "whole number"),
        Column("field", "code"),
        Column("value", "code or number"),
    ),
}
DICTIONARY_COLUMNS = (
    *("file", "column", "checkpoint", "field", "code"),
    *("meaning", "type", "unit", "origin"),
)


def head(name: str) -> Sequence[str]:
    return [column.name for column in COLUMNS[name]]
