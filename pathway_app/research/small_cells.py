"""No combination of year, sex, age and group that fewer than five patients have is told.

What is told of a course gets wider step by step until enough patients share it; a rule of its own sees to rare answers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from pathway_app.research.columns import ALL_YEARS, WITHHELD

FEWEST = 5
"""patients that share whatever is told"""
OLDEST_BAND = 85


class Cell(NamedTuple):
    """What of a course, together, might tell whose it is. `year` is None where the period would tell more than a year.

    `age` is the first year of the band of five at enrolment; `group` is empty where that is not answered yet.
    """

    year: int | None
    sex: str
    age: int
    group: str


class Shown(NamedTuple):
    """What is told of it."""

    year: str
    sex: str
    age_band: str
    group: str


STEPS = (
    "year, sex, age in bands of 5 years, group",
    "year: all",
    "age in bands of 10 years, from 80 together",
    "age in bands of 20 years, from 80 together",
    "age withheld",
    "sex withheld",
    "group withheld",
)
"""each with what those before it left out"""
LAST_STEP = len(STEPS) - 1
NOTHING_TOLD = Shown(ALL_YEARS, WITHHELD, WITHHELD, WITHHELD)


def age_band(years: int) -> int:
    """The first year of the band of five."""
    return min(max(years, 0) // 5 * 5, OLDEST_BAND)


def shown(cell: Cell, step: int) -> Shown:
    """The cell as it is told after so many steps."""
    widths = (5, 5, 10, 20)
    return Shown(
        ALL_YEARS if step >= 1 or cell.year is None else str(cell.year),
        WITHHELD if step >= 5 else cell.sex,
        WITHHELD if step >= 4 else _band(cell.age, widths[step]),
        WITHHELD if step >= 6 else cell.group,
    )


def _band(age: int, width: int) -> str:
    top = OLDEST_BAND if width == 5 else 80
    if age >= top:
        return f"{top}+"
    first = age // width * width
    return f"{first} to {first + width - 1}"


class FewPatients:
    """Whose patients are counted only as far as matters: remembers no more than five."""

    __slots__ = ("known",)

    def __init__(self, known: Iterable[int] = ()) -> None:
        self.known = set(known)

    def add(self, patient: int) -> None:
        if len(self.known) < FEWEST:
            self.known.add(patient)

    @property
    def enough(self) -> bool:
        return len(self.known) >= FEWEST


def generalised(
    cells: Mapping[Cell, FewPatients], apart: FewPatients | None = None
) -> dict[Cell, tuple[Shown, int]]:
    """What is told of each cell, and after how many steps: each told is shared by five patients or more.

    A cell takes the first step at which those that are left together are enough. Where too few are left at the end,
    others join them. `apart` are patients in no cell of whom nothing is told in any case. There must be five patients
    in all.
    """
    told: dict[Cell, tuple[Shown, int]] = {}
    left = set(cells)
    for step in range(LAST_STEP + 1):
        for each, members in _alike(left, step).items():
            if step == LAST_STEP or _together(cells, members).enough:
                told.update(dict.fromkeys(members, (each, step)))
                left.difference_update(members)
    _let_others_join(cells, told, apart or FewPatients())
    return told


def _alike(left: Iterable[Cell], step: int) -> dict[Shown, list[Cell]]:
    found: dict[Shown, list[Cell]] = {}
    for cell in left:
        found.setdefault(shown(cell, step), []).append(cell)
    return found


def _together(cells: Mapping[Cell, FewPatients], members: Iterable[Cell]) -> FewPatients:
    return FewPatients(patient for cell in members for patient in cells[cell].known)


def _let_others_join(
    cells: Mapping[Cell, FewPatients], told: dict[Cell, tuple[Shown, int]], apart: FewPatients
) -> None:
    """The last ones get company from those that are told with the least detail already."""
    members = [cell for cell, (_, step) in told.items() if step == LAST_STEP]
    while (members or apart.known) and len(_together(cells, members).known | apart.known) < FEWEST:
        others = sorted(
            {each for each in told.values() if each[1] != LAST_STEP}, key=lambda each: (-each[1], each[0])
        )
        if not others:
            return
        joining = [cell for cell, each in told.items() if each == others[0]]
        told.update({cell: (shown(cell, LAST_STEP), LAST_STEP) for cell in joining})
        members += joining


@dataclass(slots=True)
class _Code:
    patients: FewPatients
    times: int = 0


class Codes:
    """Which codes of one question are given by enough patients to be told."""

    def __init__(self) -> None:
        self._codes: dict[str, _Code] = {}

    def add(self, code: str, patient: int) -> None:
        found = self._codes.setdefault(code, _Code(FewPatients()))
        found.patients.add(patient)
        found.times += 1

    def told(self, possible: Collection[str] | None) -> frozenset[str]:
        """`possible` are all codes that there are (None: numbers without end).

        Where a single code would be the one that is not told, everybody would know which: the rarest of the others is
        not told either.
        """
        enough = {code for code, each in self._codes.items() if each.patients.enough}
        rare = self._codes.keys() - enough
        if rare and enough and possible is not None and len(set(possible) - enough) <= 1:
            enough.remove(min(enough, key=lambda code: (self._codes[code].times, code)))
        return frozenset(enough)


@dataclass(frozen=True, slots=True)
class ToldCodes:
    """The codes that may be told, by (checkpoint, field); the checkpoint is empty for what is asked of the course."""

    by_place: Mapping[tuple[str, str], frozenset[str]]

    def shown(self, place: tuple[str, str], code: str) -> str:
        return code if code in self.by_place.get(place, frozenset()) else WITHHELD
