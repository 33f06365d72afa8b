"""The list of patients, whatever it is filtered and sorted by, against a plain look at everybody."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest

from db import patient_list
from pathway_app.commands import BeginCourse
from pathway_app.domain.course import Ending, Outcome
from pathway_app.folding import fold
from pathway_app.people import Patient
from pathway_app.ports import Queries, Record
from pathway_app.queries import PatientFilter, PatientRow, PatientSort, SortBy
from pathway_app.services import Service
from tests.contract.conftest import Sound
from tests.recording import (
    COORDINATOR,
    PATHWAY,
    end,
    enrol,
    generated,
    new_course,
    person,
    record_all,
    writing,
)

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FAMILY = ("De Smet", "Ångström", "Janssens", "Jansen", "O'Neill", "Van den Broeck")
GIVEN = ("An", "Jan", "Jean-Noël", "Łukasz", "Zoë")
BEDS = (None, "9", "10", "3B-2", "3B-10", "3b-2", "Ωμέγα 1")
SURGEONS = (None, "dr. Snijders", "dr. Åse")
EVERYBODY = 60


@pytest.fixture
def rows(record: Record) -> list[PatientRow]:
    """Everybody as the list shows them, from courses at every stage."""
    rng = random.Random(5)
    for seed in range(EVERYBODY):
        patient, course = generated(seed, mrn=f"{seed * 37 % 101:03d}", steps=rng.randint(0, 14))
        identity = replace(
            patient.identity,
            family_name=rng.choice(FAMILY),
            given_name=rng.choice(GIVEN),
            birth_date=date(1950 + seed % 5, 3, 14),
            national_number=None,
            bed=rng.choice(BEDS),
            surgeon=rng.choice(SURGEONS),
        )
        record_all(record, Patient(patient.id, identity), course)
    with record.queries() as queries:
        return list(queries.patients(limit=1000).rows)


def all_pages(
    queries: Queries, filters: PatientFilter, sort: PatientSort, limit: int
) -> Iterator[PatientRow]:
    after = None
    while True:
        page = queries.patients(filters, sort, after=after, limit=limit)
        assert len(page.rows) <= limit
        yield from page.rows
        after = page.next
        if after is None:
            return
        assert len(page.rows) == limit


def _natural(bed: str | None) -> list[str]:
    parts = re.split(r"(\d+)", fold(bed or ""))
    return [part.zfill(12) if index % 2 else part for index, part in enumerate(parts)]


def expected(rows: list[PatientRow], filters: PatientFilter, sort: PatientSort) -> list[str]:
    def passes(row: PatientRow) -> bool:
        identity = row.patient.identity
        text = " ".join((identity.family_name, identity.given_name, identity.mrn))
        own = [*fold(text).split(), *fold(text.replace("'", " ")).split()]
        return (
            all(any(word.startswith(wish) for word in own) for wish in fold(filters.text).split())
            and filters.phase in (None, row.phase)
            and filters.surgeon in (None, identity.surgeon)
            and filters.ended in (None, row.ended is not None)
            and filters.open_variance in (None, row.open_variances > 0)
        )

    def name(row: PatientRow) -> str:
        return f"{fold(row.patient.identity.family_name)}\t{fold(row.patient.identity.given_name)}"

    def key(row: PatientRow) -> tuple[object, ...]:
        identity = row.patient.identity
        keys: dict[SortBy, tuple[object, ...]] = {
            SortBy.NAME: (name(row),),
            SortBy.BED: ("".join(_natural(identity.bed)) + "\t" + name(row),),
            SortBy.NEXT_DUE: (row.next_due or NOW,),
            SortBy.ENROLLED: (row.enrolled_at,),
        }
        return (*keys[sort.by], identity.mrn)

    def lacks(row: PatientRow) -> bool:
        if sort.by is SortBy.BED:
            return row.patient.identity.bed is None
        return sort.by is SortBy.NEXT_DUE and (row.next_due is None or row.ended is not None)

    passing = [row for row in rows if passes(row)]
    order = []
    for lacking in (False, True):
        part = [row for row in passing if lacks(row) is lacking]
        if lacking and sort.by is SortBy.NEXT_DUE:
            part.sort(key=lambda row: row.patient.identity.mrn, reverse=sort.descending)
        else:
            part.sort(key=key, reverse=sort.descending)
        order += part
    return [row.patient.identity.mrn for row in order]


@pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
def test_any_filter_in_any_order(
    record: Record, rows: list[PatientRow], many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ways of looking for a text: `many` makes every text one that finds too many."""
    if many:
        monkeypatch.setattr(patient_list, "_FEW", 0)
    assert len(rows) == EVERYBODY
    phases = (None, *sorted({row.phase for row in rows if row.phase})[:2])
    filters = [
        PatientFilter(text, phase, surgeon, variance, ended)
        for text, phase, surgeon, variance, ended in product(
            ("", "jan", "de an", "o neill"), phases, SURGEONS, (None, True, False), (None, True, False)
        )
    ]
    rng = random.Random(3)
    found = 0
    with record.queries() as queries:
        for chosen in [PatientFilter(), PatientFilter("jan"), *rng.sample(filters, 60)]:
            for by, descending in product(SortBy, (False, True)):
                sort = PatientSort(by, descending)
                limit = rng.choice((1, 3, 7, 200))
                shown = [row.patient.identity.mrn for row in all_pages(queries, chosen, sort, limit)]
                assert shown == expected(rows, chosen, sort), (chosen, sort, limit)
                found += len(shown)
    assert found > 1000


def test_a_text_of_many_words_and_a_birth_date(record: Record) -> None:
    with writing(record) as work:
        for mrn, name, born in (
            ("1", "Van de Velde den Ouden Heer", date(1974, 3, 4)),
            ("2", "Van de Velde den Ouden", date(1974, 4, 3)),
        ):
            patient = person(mrn, name, "Jan", birth_date=born)
            enrol(work, patient, new_course(patient, NOW))
    with record.queries() as queries:
        for text, mrns in (
            ("van de velde den ouden heer jan", ["1"]),
            ("van de velde den ouden jan", ["1", "2"]),
            ("4/3/1974", ["1"]),
            ("04.03.1974", ["1"]),
            ("3-4-1974", ["2"]),
            ("1974-04-03", ["2"]),
            ("31/2/1974", []),
            ("-", []),
            ("%", []),
        ):
            found = [row.patient.identity.mrn for row in queries.patients(PatientFilter(text)).rows]
            assert sorted(found) == mrns, text
            searched = [row.patient.identity.mrn for row in queries.search(text)]
            assert sorted(searched) == mrns, text


def test_the_row_follows_the_newest_course(record: Record, sound: Sound) -> None:
    patient = person("1", surgeon="dr. Snijders")
    begun = new_course(patient, NOW - timedelta(days=400))
    with writing(record) as work:
        enrol(work, patient, begun)
        older = new_course(patient, NOW - timedelta(days=900))
        first = enrol(work, patient, older)
        end(work, first, Ending(NOW, NOW, COORDINATOR.name, Outcome.CONTINUED, "opnieuw"))
    with record.queries() as queries:
        assert queries.patients(PatientFilter(ended=True)).rows == ()
        (row,) = queries.patients(PatientFilter(ended=False, phase="diagnosis")).rows
        assert (row.course_id, row.enrolled_at) == (begun.id, begun.enrolment.at)
        assert queries.surgeons() == ("dr. Snijders",)
    again = BeginCourse(patient_id=patient.id, pathway=PATHWAY, at=NOW, reason="tweede operatie")
    (newest,) = Service(record).execute(again, COORDINATOR).courses - {begun.id}
    with record.queries() as queries:
        (row,) = queries.patients(PatientFilter(surgeon="dr. Snijders")).rows
        assert row.course_id == newest
    sound()
