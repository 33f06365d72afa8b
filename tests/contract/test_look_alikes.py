"""Patients who may be taken for each other are named, and others are not."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime

import pytest

from pathway_app.folding import fold
from pathway_app.people import Identity, Patient, Sex
from pathway_app.ports import Record
from tests.contract.conftest import Sound
from tests.recording import enrol, new_course, person, writing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
BORN, OTHER_DAY = date(1974, 3, 14), date(1951, 7, 2)


def enrolled(record: Record, *people: Patient) -> None:
    with writing(record) as work:
        for patient in people:
            enrol(work, patient, new_course(patient, NOW))


def named(family_name: str, given_name: str, born: date = OTHER_DAY) -> Identity:
    return Identity("new", family_name, given_name, born, Sex.FEMALE)


def alike(record: Record, identity: Identity, **more: object) -> list[str]:
    with record.queries() as queries:
        rows = queries.look_alikes(identity, **more)  # type: ignore[arg-type]
        return [row.patient.identity.mrn for row in rows]


@pytest.mark.parametrize(
    ("known", "new"),
    [
        (("De Smet", "Annelies"), ("DE SMET", "annelies")),
        (("De Smet", "Annelies"), ("De Smedt", "Annelies")),
        (("De Smet", "Annelies"), ("De Smet", "Anneliese")),
        (("De Smet", "Annelies"), ("De Smet", "Annelis")),
        (("De Smet", "Annelies"), ("Te Smet", "Annelies")),
        (("De Smet", "Annelies"), ("De Smte", "Annelies")),
        (("De Smet", "Annelies"), ("Desmet", "Annelies")),
        (("De Smet", "Annelies"), ("Annelies", "De Smet")),
        (("De Smet", "Annelies"), ("Annelies", "De Smedt")),
        (("Peeters-Maes", "Jan"), ("Peeters", "Jan")),
        (("Peeters", "Jan"), ("Peeters-Maes", "Jan")),
        (("Peeters", "Jan"), ("Maes-Peeters", "Jan")),
        (("Janssens", "Maria del Carmen"), ("Janssens", "Maria")),
        (("Janssens", "Maria"), ("Janssens", "Maria Carmen")),
        (("O'Neill", "Zoë"), ("ONeil", "Zoe")),
        (("Åse", "Łukasz"), ("Ase", "Lukas")),
        (("Wu", "An"), ("Wu", "Ann")),
    ],
)
def test_nearly_the_same_name(record: Record, known: tuple[str, str], new: tuple[str, str]) -> None:
    enrolled(record, person("1", *known), person("2", "Iemand", "Anders"))
    assert alike(record, named(*new)) == ["1"]


@pytest.mark.parametrize(
    "new",
    [
        ("De Smet", "Anna"),
        ("De Smedts", "Annelies"),
        ("De Smedt", "Anneliese"),
        ("Smit", "Annelies"),
        ("De Wit", "Annelies"),
        ("De", "Annelies"),
        ("", ""),
        ("De Smet", ""),
    ],
)
def test_another_name(record: Record, new: tuple[str, str]) -> None:
    enrolled(record, person("1", "De Smet", "Annelies"))
    assert alike(record, named(*new)) == []


def test_the_likest_come_first(record: Record) -> None:
    enrolled(
        record,
        person("born", "Janssens", "Piet", birth_date=BORN),
        person("both", "De Smedt", "Annelies", birth_date=BORN),
        person("named", "De Smet", "Annelies", birth_date=OTHER_DAY),
        person("near", "De Smedt", "Annelies", birth_date=OTHER_DAY),
        person("nobody", "Janssens", "Piet", birth_date=OTHER_DAY),
    )
    new = named("De Smet", "Annelies", BORN)
    order = ["both", "named", "near", "born"]
    assert alike(record, new) == order
    assert alike(record, new, limit=2) == order[:2]
    with record.queries() as queries:
        (themselves,) = (row.patient.id for row in queries.search("both"))
    assert alike(record, new, exclude=themselves) == order[1:]


def _letters(one: str, other: str) -> int:
    """Letters added, left out, other, or two neighbours changed about."""
    table = [[max(i, j) if not i or not j else 0 for j in range(len(other) + 1)] for i in range(len(one) + 1)]
    for i in range(1, len(one) + 1):
        for j in range(1, len(other) + 1):
            same = one[i - 1] == other[j - 1]
            table[i][j] = min(
                table[i - 1][j] + 1, table[i][j - 1] + 1, table[i - 1][j - 1] + (0 if same else 1)
            )
            if i > 1 and j > 1 and one[i - 1] == other[j - 2] and one[i - 2] == other[j - 1]:
                table[i][j] = min(table[i][j], table[i - 2][j - 2] + 1)
    return table[-1][-1]


def test_it_finds_whom_a_plain_look_at_everybody_finds(record: Record, sound: Sound) -> None:
    rng = random.Random(11)

    def name(longest: int) -> str:
        return "".join(rng.choice("abc") for _ in range(rng.randint(3, longest)))

    people = [person(f"{number:03d}", name(6), name(4), birth_date=OTHER_DAY) for number in range(250)]
    enrolled(record, *people)
    seen = 0
    for _ in range(60):
        new = named(name(6), name(4), BORN)
        one = (fold(new.family_name), fold(new.given_name))
        expected = set()
        for patient in people:
            family, given = fold(patient.identity.family_name), fold(patient.identity.given_name)
            for other in ((family, given), (given, family)):
                if sum(map(_letters, one, other)) <= 1:
                    expected.add(patient.identity.mrn)
        assert set(alike(record, new, limit=1000)) == expected, new
        seen += len(expected)
    assert seen > 30
    sound()
