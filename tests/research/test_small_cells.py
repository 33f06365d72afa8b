"""The rule for small cells and rare codes, over random cohorts, checked from what is told alone."""

from __future__ import annotations

import random
from collections import defaultdict

import pytest

from pathway_app.research.small_cells import Cell, Codes, FewPatients, Shown, generalised

FEWEST = 5


def _cohort(rng: random.Random) -> list[tuple[Cell, int]]:
    """(cell, patient) of courses; some patients have two."""
    count = rng.choice((5, 6, 9, 14, 30, 60, 200))
    years, ages, groups = rng.randint(1, 6), rng.randint(1, 18), rng.randint(1, 6)
    return [
        (
            Cell(
                rng.choice((None, *range(2020, 2020 + years))),
                rng.choice(("female", "male", "other")[: rng.randint(1, 3)]),
                5 * rng.randrange(ages),
                rng.choice(("", "a", "b", "c", "d", "e")[:groups]),
            ),
            number if rng.random() < 0.9 else rng.randrange(5),
        )
        for number in range(count)
    ]


def _fits(cell: Cell, shown: Shown) -> bool:
    """Whether what is told is true of the cell."""
    band = shown.age_band
    if band == "withheld":
        in_band = True
    elif band.endswith("+"):
        in_band = cell.age >= int(band[:-1])
    else:
        first, last = map(int, band.split(" to "))
        in_band = first <= cell.age and cell.age + 4 <= last
    return (
        in_band
        and shown.year in ("all", str(cell.year))
        and shown.sex in ("withheld", cell.sex)
        and shown.group in ("withheld", cell.group)
    )


@pytest.mark.parametrize("seed", range(300))
def test_five_patients_share_whatever_is_told(seed: int) -> None:
    courses = _cohort(random.Random(seed))
    cells: dict[Cell, FewPatients] = {}
    for cell, patient in courses:
        cells.setdefault(cell, FewPatients()).add(patient)
    told = generalised(cells)
    together = defaultdict(set)
    for cell, patient in courses:
        shown, _ = told[cell]
        assert _fits(cell, shown)
        together[shown].add(patient)
    patients = {patient for _, patient in courses}
    assert min(map(len, together.values())) >= min(FEWEST, len(patients))


def test_those_of_whom_nothing_is_told_count_for_the_last_class_and_get_company() -> None:
    plenty, few = Cell(2024, "female", 50, "a"), Cell(2024, "male", 20, "b")
    cells = {plenty: FewPatients(range(5)), few: FewPatients([7, 8])}
    nothing = (Shown("all", "withheld", "withheld", "withheld"), 6)
    assert generalised(cells, FewPatients([11, 12, 13])) == {
        plenty: (Shown("2024", "female", "50 to 54", "a"), 0),
        few: nothing,
    }
    assert generalised(cells, FewPatients([11])) == {plenty: nothing, few: nothing}
    assert generalised({plenty: FewPatients(range(5))}, FewPatients([11])) == {plenty: nothing}


def test_what_enough_share_is_told_whole() -> None:
    plenty, few = Cell(2024, "female", 50, "a"), Cell(2024, "male", 85, "b")
    told = generalised({plenty: FewPatients(range(5)), few: FewPatients(range(5, 10))})
    assert told == {
        plenty: (Shown("2024", "female", "50 to 54", "a"), 0),
        few: (Shown("2024", "male", "85+", "b"), 0),
    }


def test_the_last_few_get_company() -> None:
    plenty, few = Cell(2024, "female", 50, "a"), Cell(2024, "male", 20, "b")
    told = generalised({plenty: FewPatients(range(5)), few: FewPatients(range(5, 9))})
    assert {shown for shown, _ in told.values()} == {Shown("all", "withheld", "withheld", "withheld")}


def test_the_steps_in_order() -> None:
    """Two cells that differ in one thing only share what is told after the step that leaves it out."""
    alone = Cell(2024, "female", 50, "a")
    for other, shown in (
        (alone._replace(year=2023), Shown("all", "female", "50 to 54", "a")),
        (alone._replace(age=55), Shown("all", "female", "50 to 59", "a")),
        (alone._replace(age=40), Shown("all", "female", "40 to 59", "a")),
        (alone._replace(age=20), Shown("all", "female", "withheld", "a")),
        (alone._replace(sex="male"), Shown("all", "withheld", "withheld", "a")),
        (alone._replace(group="b"), Shown("all", "withheld", "withheld", "withheld")),
    ):
        told = generalised({alone: FewPatients(range(3)), other: FewPatients(range(3, 6))})
        assert {each for each, _ in told.values()} == {shown}


@pytest.mark.parametrize(
    ("given", "possible", "told"),
    [
        ({"yes": 5, "no": 9}, {"yes", "no"}, {"yes", "no"}),
        ({"yes": 4, "no": 9}, {"yes", "no"}, set()),
        ({"a": 4, "b": 9, "c": 6}, {"a", "b", "c"}, {"b"}),
        ({"a": 4, "b": 9, "c": 6}, {"a", "b", "c", "d"}, {"b", "c"}),
        ({"a": 4, "b": 9, "c": 2}, {"a", "b", "c"}, {"b"}),
        ({"b": 9, "c": 6}, {"a", "b", "c"}, {"b", "c"}),
        ({"3": 9, "6": 4}, None, {"3"}),
    ],
)
def test_rare_codes(given: dict[str, int], possible: set[str] | None, told: set[str]) -> None:
    codes = Codes()
    for code, count in given.items():
        for patient in range(count):
            codes.add(code, patient)
    assert codes.told(possible) == told


def test_many_answers_of_few_patients_are_rare() -> None:
    codes = Codes()
    for number in range(100):
        codes.add("a", number % 4)
    assert codes.told({"a", "b", "c"}) == frozenset()
