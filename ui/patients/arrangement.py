"""How the list of patients is arranged: filters, order, columns. Each account has its own on this computer.

One small file in the user's configuration folder; nothing about a patient. Where it cannot be read or written,
the list begins as usual.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import quote

from PySide6.QtCore import QSettings

from pathway_app.queries import PatientFilter, PatientSort, SortBy

FILE_NAME = "lists.ini"
_LONGEST = 10_000
"""characters of an arrangement"""
_WIDEST = 2000


class Col(StrEnum):
    """The columns of the list, from left to right."""

    NAME = "name"
    BORN = "born"
    SEX = "sex"
    MRN = "mrn"
    BED = "bed"
    SURGEON = "surgeon"
    PHASE = "phase"
    DUE = "due"
    BEGUN = "begun"


COLUMNS = tuple(Col)
ALWAYS = frozenset({Col.NAME, Col.BORN, Col.MRN})
"""by these a patient is known for sure"""
SORTS = {Col.NAME: SortBy.NAME, Col.BED: SortBy.BED, Col.DUE: SortBy.NEXT_DUE, Col.BEGUN: SortBy.ENROLLED}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`hidden` are columns left out, `widths` (pixels) those that were made wider or narrower."""

    filters: PatientFilter = field(default_factory=PatientFilter)
    sort: PatientSort = field(default_factory=PatientSort)
    hidden: frozenset[Col] = frozenset({Col.BEGUN})
    widths: Mapping[Col, int] = field(default_factory=dict)

    @property
    def is_narrow(self) -> bool:
        """Whether anybody may be left out."""
        return self.filters != PatientFilter()


USUAL = Arrangement()


class Arrangements:
    """The file in `folder`; without a folder nothing is remembered. `account` is an account's name."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder

    def of(self, account: str) -> Arrangement:
        """As it was left; the usual one where it never was, or cannot be read."""
        if self._folder is None:
            return USUAL
        told = self._settings(self._folder).value(_key(account), "")
        try:
            return _read(json.loads(str(told)[:_LONGEST]))
        except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
            return USUAL

    def remember(self, account: str, arrangement: Arrangement) -> None:
        if self._folder is None:
            return
        settings = self._settings(self._folder)
        settings.setValue(_key(account), _written(arrangement))
        settings.sync()

    def _settings(self, folder: Path) -> QSettings:
        return QSettings(str(folder / FILE_NAME), QSettings.Format.IniFormat)


def _key(account: str) -> str:
    return f"patients/of-{quote(account, safe='')}"


def _written(arrangement: Arrangement) -> str:
    filters, sort = arrangement.filters, arrangement.sort
    return json.dumps(
        {
            "phase": filters.phase,
            "surgeon": filters.surgeon,
            "open_variance": filters.open_variance,
            "ended": filters.ended,
            "sort": sort.by.value,
            "descending": sort.descending,
            "hidden": sorted(arrangement.hidden),
            "widths": dict(arrangement.widths),
        }
    )


def _read(told: Mapping[str, object]) -> Arrangement:
    """Raises ValueError, TypeError or AttributeError for what was not written here."""
    hidden, widths = told.get("hidden", ()), told.get("widths") or {}
    if not isinstance(hidden, list | tuple) or not isinstance(widths, dict):
        raise TypeError("columns")
    return Arrangement(
        PatientFilter(
            phase=_text(told.get("phase")),
            surgeon=_text(told.get("surgeon")),
            open_variance=True if told.get("open_variance") is True else None,
            ended=_flag(told.get("ended")),
        ),
        PatientSort(SortBy(str(told.get("sort", SortBy.NAME.value))), told.get("descending") is True),
        frozenset(Col(each) for each in hidden) - ALWAYS,
        {Col(col): min(_WIDEST, max(1, int(wide))) for col, wide in widths.items()},
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None
