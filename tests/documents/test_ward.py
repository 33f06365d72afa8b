"""The ward's handover, read back from its PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pathway_app.documents import pdf
from pathway_app.documents.model import Document, Table
from pathway_app.documents.ward import LONGEST_REASON, NAMED, ordered, ward
from pathway_app.domain.course import Ending, Outcome
from pathway_app.domain.entries import Entry, Variance, VarianceClass
from pathway_app.i18n import LANGUAGES
from pathway_app.people import Identity, Patient, Sex
from pathway_app.queries import CourseRecord
from pathway_app.sheets import Ordering
from tests.demo.test_ward import courses

from . import records
from .invented_pathway import bread
from .reading import body, missing, pages, reader, squashed
from .records import ANNELIES, NOW, SITE, WOUND_CLOSED, definition, done, edition
from .test_hostile_text import lines, names, texts


def patient(
    entries: list[Entry], bed: str | None = "312-2", family: str = "De Smet", **more: object
) -> CourseRecord:
    """A course with an id of its own, the bed's and the family name's."""
    identity = replace(ANNELIES, bed=bed, family_name=family)
    of = records.record(entries, identity=identity, **more)  # type: ignore[arg-type]
    key = f"{bed} {family}"
    return replace(of, course=replace(of.course, id=key), patient=Patient(key, identity))


def sheet(
    *of: CourseRecord, ordering: Ordering = Ordering.BED, now: datetime = NOW, language: str = "en"
) -> Document:
    at = edition(language, as_of=now, printed_at=now)
    return ward(ordered(of, ordering, at), at, ordering)


def text(*of: CourseRecord, now: datetime = NOW) -> str:
    document = sheet(*of, now=now)
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    return body(drawn)


def demonstration() -> list[CourseRecord]:
    found = (
        CourseRecord(
            Patient(each.name, each.identity), replace(each.course, id=each.name), definition(), SITE
        )
        for each in courses(definition(), NOW)
    )
    return [each for each in found if not each.course.endings]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("ordering", Ordering)
def test_the_demonstration_ward_is_told_whole_on_two_pages_across(language: str, ordering: Ordering) -> None:
    document = sheet(*demonstration(), ordering=ordering, language=language)
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    assert [page.mediabox.width > page.mediabox.height for page in reader(drawn).pages] == [True, True]
    assert not any("■" in page for page in pages(drawn))
    for each in demonstration():
        identity = each.patient.identity
        of_them = [page for page in map(squashed, pages(drawn)) if squashed(identity.display_name) in page]
        assert len(of_them) == 1
        assert identity.mrn in of_them[0]


def test_a_row_tells_bed_patient_day_phase_steps_and_open_variances() -> None:
    told = text(patient(records.mid_pathway()))
    for expected in (
        "312-2",
        "DE SMET, Annelies",
        "14-Mar-1974 · 4471029",
        "Day 11 after surgery",
        "Phase 5 of 9: Pathology",
        "! ",
        "○ Definitive tissue diagnosis: in 3 d (25-Nov)",
        "≠ 2 open variances",
        "patient · ! 1 with a step overdue · no running clock · in the order of the beds",
        "Given by",
        "Received by",
    ):
        assert squashed(expected) in told, expected


def test_a_running_clock_has_its_absolute_end() -> None:
    told = text(patient(records.in_bed()), now=WOUND_CLOSED + timedelta(hours=30, minutes=40))
    assert squashed("▶ 48 h bed rest: 17 h 20 left, until 13-Nov 12:58") in told
    assert squashed("patient · ! 1 with a step overdue · ▶ 1 running clock") in told


def test_overdue_steps_stand_first_and_all_of_them_the_rest_is_counted() -> None:
    now = WOUND_CLOSED + timedelta(days=40)
    of = patient([*records.before_surgery(), *records.surgery()])
    (table, *_) = [block for block in sheet(of, now=now).blocks if isinstance(block, Table)]
    steps = ["".join(run.text for run in line) for line in table.rows[0][3]]
    assert [line[0] for line in steps[:3]] == ["!", "!", "!"]
    assert all(not line.startswith("!") for line in steps[3:])
    assert "wait" in steps[-1]
    early = patient([])
    (table, *_) = [block for block in sheet(early).blocks if isinstance(block, Table)]
    steps = ["".join(run.text for run in line) for line in table.rows[0][3]]
    assert len(steps) <= NAMED + 1
    assert steps[-1].split()[0].isdigit()


def test_variances_of_the_last_day_have_class_and_reason_older_ones_are_counted() -> None:
    recorded = WOUND_CLOSED + timedelta(hours=41.5)
    of = patient(records.mid_pathway())
    reason = squashed("48 h of bed rest completed 13-Nov 06:10: clinician · beslissing arts")
    assert reason in text(of, now=recorded + timedelta(hours=23))
    later = text(of, now=recorded + timedelta(hours=25))
    assert squashed("beslissing arts") not in later
    assert squashed("≠ 2 open variances") in later


def test_a_very_long_reason_is_not_cut_but_told_to_stand_elsewhere() -> None:
    long = "a" * (LONGEST_REASON + 1)
    early = done("bed-rest-completed", 41, variance=Variance(VarianceClass.PATIENT, long))
    told = text(patient([*records.in_bed(), early]), now=WOUND_CLOSED + timedelta(hours=42))
    assert "aaaa" not in told
    assert squashed("patient · a long reason: read it on the patient's handover sheet") in told


def test_an_empty_ward_says_so() -> None:
    assert squashed("There are no patients with an open course.") in text()


def test_a_course_that_has_ended_says_how() -> None:
    ending = Ending(NOW - timedelta(days=1), NOW - timedelta(days=1), "x", Outcome.TRANSFERRED, "naar Gent")
    told = text(patient(records.mid_pathway(), endings=(ending,)))
    assert squashed("Course ended 21-Nov-2026 09:41: transferred. naar Gent") in told
    assert "wait" not in told


def test_with_two_pathways_each_row_names_its_own() -> None:
    other = patient([], "1", pathway=bread())
    assert "Brood" not in text(other)
    told = text(other, patient(records.mid_pathway()))
    assert "Brood" in told
    assert squashed(definition().short_title["en"]) in told


@pytest.mark.parametrize("ordering", Ordering)
def test_by_bed_as_people_count_or_by_urgency_as_the_worklist(ordering: Ordering) -> None:
    of = [
        patient(records.mid_pathway(), "10"),
        patient(records.in_follow_up(), None, "Zeebroek"),
        patient([], "312-2"),
        patient([], "312-1"),
        patient(records.in_follow_up(), "9"),
        patient([], None, "Abeels"),
    ]
    found = [
        each.patient.identity.bed or each.patient.identity.family_name
        for each in ordered(of, ordering, edition())
    ]
    if ordering is Ordering.BED:
        assert found == ["9", "10", "312-1", "312-2", "Abeels", "Zeebroek"]
    else:
        assert set(found[:3]) == {"9", "10", "Zeebroek"}  # overdue
        assert sorted(found) == sorted(["9", "10", "312-1", "312-2", "Abeels", "Zeebroek"])


beds = st.one_of(st.none(), st.text("0123456789-ab ²٣", max_size=8))


@settings(max_examples=200, deadline=None)
@given(st.lists(beds, max_size=8))
def test_any_beds_have_an_order_that_does_not_depend_on_how_they_came(of: list[str | None]) -> None:
    people = [patient([], bed, f"N{n}") for n, bed in enumerate(of)]
    one = ordered(people, Ordering.BED, edition())
    assert one == ordered(reversed(people), Ordering.BED, edition())
    without = [not (each.patient.identity.bed or "").strip() for each in one]
    assert without == sorted(without)
    numbers = [
        int(bed) for each in one if (bed := each.patient.identity.bed or "").isascii() and bed.isdigit()
    ]
    assert numbers == sorted(numbers)


@settings(max_examples=100, deadline=None)
@given(names, names, names, texts, lines)
@example("A" * 120, "b", "c", "d", "e")
def test_every_fact_of_every_row_is_found(family: str, first: str, bed: str, mrn: str, reason: str) -> None:
    identity = Identity(mrn[:40].replace("\n", " "), family, first, date(1974, 3, 14), Sex.FEMALE, bed=bed)
    early = done("bed-rest-completed", 41, variance=Variance(VarianceClass.PATIENT, reason))
    of = records.record([*records.in_bed(), early], identity=identity)
    people = [replace(of, course=replace(of.course, id=str(n))) for n in range(4)]
    document = sheet(*people, now=WOUND_CLOSED + timedelta(hours=42))
    assert missing(document, pdf.render([document])) == []


def test_a_row_that_goes_on_on_the_next_page_tells_again_who_it_is() -> None:
    reason = "\n".join(f"r{n}" for n in range(70))
    early = done("bed-rest-completed", 41, variance=Variance(VarianceClass.PATIENT, reason))
    now = WOUND_CLOSED + timedelta(hours=42)
    document = sheet(patient([*records.in_bed(), early]), now=now)
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    assert len(pages(drawn)) > 1
    going_on = [page for page in map(squashed, pages(drawn)) if squashed("r30") in page or "r69" in page]
    assert going_on
    for page in going_on:
        assert squashed("DE SMET, Annelies") in page
        assert "4471029" in page
        assert squashed("Open steps") in page
