"""Patients are found by the beginnings of their names and numbers."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from pathway_app.domain.course import Ending, Outcome
from pathway_app.folding import fold, words
from pathway_app.people import Identity, Patient
from pathway_app.ports import Record
from pathway_app.queries import PatientRow
from tests.contract.conftest import Sound
from tests.recording import COORDINATOR, PATHWAY, end, enrol, new_course, person, writing

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FAMILY = (
    "De Smet",
    "Van den Broeck",
    "O'Neill",
    "D’Hoòghe",
    "Janssens",
    "Jansen",
    "Ąžuolas",
    "Åse",
    "Nguyễn",
)
GIVEN = ("An", "Annelies", "Jan", "Jean-Noël", "Łukasz", "Zoë", "Maria del Carmen", "Ömer")


def enrolled(record: Record, *people: Patient) -> None:
    with writing(record) as work:
        for patient in people:
            enrol(work, patient, new_course(patient, NOW))


def found(record: Record, text: str, limit: int = 1000) -> list[str]:
    with record.queries() as queries:
        return [row.patient.identity.mrn for row in queries.search(text, limit)]


BY_NAME = (
    "annelies",
    "ANNELIES",
    "ann",
    "smet",
    "de smet",
    "smet ann",
    "annelies de s",
    "desmet",
    " de  smet , an",
)
BY_NUMBER = ("9.000.001", "9000001", "90000", "74.03.14-001.95", "74031400195", "740314", "9000001 smet")


@pytest.mark.parametrize("text", [*BY_NAME, *BY_NUMBER])
def test_one_is_found_by(record: Record, text: str) -> None:
    enrolled(
        record,
        person("9000001", "De Smet", "Annelies", national_number="74031400195"),
        person("8000001", "Peeters", "Jan", national_number="80010100155"),
    )
    assert found(record, text) == ["9000001"]


@pytest.mark.parametrize("text", ["", "  ", "-", "x", "smet jan", "nnelies", "%", "_", "' OR 1=1"])
def test_nobody_is_found_by(record: Record, text: str) -> None:
    enrolled(record, person("9000001", "De Smet", "Annelies"), person("8000001", "Peeters", "Jan"))
    assert found(record, text) == []


@pytest.mark.parametrize(
    ("family_name", "text"),
    [
        ("O'Neill", "oneill"),
        ("O'Neill", "o’neill"),
        ("O'Neill", "neill"),
        ("O'Neill", "o neill"),
        ("D’Hoòghe", "dhooghe"),
        ("D’Hoòghe", "hooghe"),
        ("Åse", "åse"),
        ("Åse", "ÅSE"),
        ("Åse", "ase"),
        ("Ąžuolas", "azuolas"),
        ("Łukasz", "lukasz"),
        ("Straße", "strasse"),
        ("Van den Broeck", "vandenbroeck"),
        ("Vandenbroeck", "van den broeck"),
        ("Peeters-Maes", "maes"),
        ("Peeters-Maes", "peetersmaes"),
        ("R&D <b>Test</b>", "r&d"),
    ],
)
def test_signs_in_names_do_not_matter(record: Record, family_name: str, text: str) -> None:
    enrolled(record, person("1", family_name), person("2", "Iemand", "Anders"))
    assert found(record, text) == ["1"]


def test_the_exact_record_number_comes_first(record: Record) -> None:
    enrolled(
        record, *(person(number, "Aerts") for number in ("12", "123", "1.2.34", "1234", "12-34", "12345"))
    )
    assert found(record, "1.234") == ["1.2.34", "12-34", "1234", "12345"]
    assert found(record, "1234") == ["1234", "1.2.34", "12-34", "12345"]
    assert found(record, "12", limit=1) == ["12"]
    assert set(found(record, "12")) == {"12", "123", "1.2.34", "1234", "12-34", "12345"}


def model(people: list[Patient], text: str) -> set[str]:
    """Everybody whose folded words begin with every word asked for, or with all of them written as one."""
    wanted = words(text)

    def of(identity: Identity) -> set[str]:
        texts = (identity.family_name, identity.given_name, identity.mrn, identity.national_number or "")
        plain = {word for name in texts for word in words(name)}
        apart = {word for name in texts for word in words(name.replace("'", " ").replace("’", " "))}
        return plain | apart | {fold(name).replace(" ", "") for name in texts}

    def fits(identity: Identity) -> bool:
        own = of(identity)
        each = all(any(word.startswith(wish) for word in own) for wish in wanted)
        return each or any(word.startswith("".join(wanted)) for word in own)

    return {each.identity.mrn for each in people if fits(each.identity)} if wanted else set()


def test_it_finds_whom_a_plain_look_at_everybody_finds(record: Record, sound: Sound) -> None:
    rng = random.Random(7)
    people = [
        person(
            f"{n * 7919 % 9973:04d}", rng.choice(FAMILY) + rng.choice(("", "s", "-Maes")), rng.choice(GIVEN)
        )
        for n in range(300)
    ]
    enrolled(record, *people)
    asked = [
        "j",
        "ja",
        "jan",
        "jan an",
        "an",
        "an jan",
        "de",
        "de an",
        "van den",
        "12",
        "o n",
        "maria c",
        "noel jan",
    ]
    for _ in range(60):
        someone = rng.choice(people).identity
        parts = rng.sample(words(someone.display_name + " " + someone.mrn), rng.randint(1, 2))
        asked.append(" ".join(part[: rng.randint(1, 5)] for part in parts))
    for text in asked:
        everybody = found(record, text)
        assert len(everybody) == len(set(everybody))
        assert set(everybody) == model(people, text), text
        for limit in (1, 7, 20):
            assert found(record, text, limit) == everybody[:limit]
    sound()


def test_everybody_by_name(record: Record) -> None:
    rng = random.Random(3)
    people = [person(f"{n:03d}", rng.choice(FAMILY), rng.choice(GIVEN)) for n in range(120)]
    enrolled(record, *people)
    rows: list[PatientRow] = []
    with record.queries() as queries:
        assert queries.patient_count() == 120
        after = None
        while True:
            page = queries.patients(after=after, limit=16)
            rows.extend(page.rows)
            after = page.next
            if after is None:
                break
        assert queries.patients(limit=120).next is None
        assert queries.patients(limit=119).next is not None

    def key(patient: Patient) -> tuple[list[str], list[str], str]:
        identity = patient.identity
        return [fold(identity.family_name)], [fold(identity.given_name)], identity.mrn

    assert [row.patient for row in rows] == sorted(people, key=key)


def test_a_patient_is_shown_with_the_newest_course(record: Record) -> None:
    patient = person("1")
    ended, newest = new_course(patient, NOW), new_course(patient, NOW.replace(day=21))
    with writing(record) as work:
        second = enrol(work, patient, newest)
        first = enrol(work, patient, ended)
        end(work, first, Ending(NOW, NOW, COORDINATOR.name, Outcome.CONTINUED, "opnieuw"))
    expected = PatientRow(
        patient, second.id, PATHWAY, "1", "diagnosis", None, newest.enrolment.at, "complaints-recorded", 1
    )
    with record.queries() as queries:
        assert queries.search("voorbeeld") == (expected,)
        assert queries.patients().rows == (expected,)
    with writing(record) as work:
        end(work, second, Ending(NOW, NOW, COORDINATOR.name, Outcome.DECEASED, "…"))
    with record.queries() as queries:
        (row,) = queries.search("voorbeeld")
        assert row.ended == "deceased"
