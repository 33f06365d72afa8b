"""Many courses go through in the memory of few, those of one pathway at a time."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from pathway_app.audit.cohort import Period
from pathway_app.definitions.loader import load_definition
from pathway_app.documents.saving import make_folder
from pathway_app.domain.course import Course
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.people import Patient, Site
from pathway_app.queries import CourseRecord, LogHead
from pathway_app.research.gathering import Gathered, Question
from pathway_app.research.key import SiteKey
from pathway_app.research.reading import site_folder
from pathway_app.research.site_figures import SiteFigures
from pathway_app.research.site_files import write_site_files
from tests.cli.zorgpad import ROOT
from tests.recording import generated

NOW = datetime(2026, 11, 22, tzinfo=UTC)
QUESTION = Question(pathway=None, period=Period(date(2010, 1, 1), date(2026, 12, 31)), now=NOW)
BYTES_A_COURSE = 1000
"""what may be remembered of each course; its rows are some 6 000 bytes"""


DEFINITION = load_definition(ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml")


def _records(count: int) -> Iterator[CourseRecord]:
    patient, course = generated(1, steps=12)
    for number in range(count):
        each = Patient(
            f"patient {number}", replace(patient.identity, birth_date=date(1940 + number % 3, 1, 1))
        )
        yield CourseRecord(
            each, replace(course, id=f"course {number}", patient_id=each.id), DEFINITION, Site()
        )


def _peak(count: int, folder: Path) -> int:
    """Bytes that were taken at most, by writing a site's files and by reading them."""
    key = SiteKey(b"key")
    make_folder(folder, private=True)
    tracemalloc.start()
    try:
        with Gathered(folder) as gathered:
            gathered.take(_records(count), QUESTION, key)
            told = write_site_files(
                gathered,
                QUESTION,
                key,
                folder,
                Words("en"),
                log=LogHead(0, ""),
                demonstration=True,
                newest_first=["1"],
            )
            assert len(list(told)) == 5
        figures = SiteFigures(())
        for course in site_folder(folder).courses():
            figures.add(course, 1)
        assert figures.courses == count
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_hardly_grows(tmp_path: Path) -> None:
    _peak(5, tmp_path / "first")  # what is loaded once
    few, many = _peak(20, tmp_path / "few"), _peak(220, tmp_path / "many")
    assert (many - few) / 200 < BYTES_A_COURSE, (few, many)


def test_of_several_pathways_one_must_be_chosen(tmp_path: Path) -> None:
    def both() -> Iterator[CourseRecord]:
        for record in _records(6):
            yield record
            yield replace(record, course=replace(record.course, pathway="hip"))

    with Gathered(tmp_path) as gathered, pytest.raises(Refused) as refused:
        gathered.take(both(), QUESTION, SiteKey(b"key"))
    [reason] = refused.value.reasons
    assert (reason.code, reason.params) == ("several-pathways", {"pathways": f"hip, {DEFINITION.id}"})
    with Gathered(tmp_path) as gathered:
        gathered.take(both(), replace(QUESTION, pathway=DEFINITION.id), SiteKey(b"key"))
        assert (gathered.pathway, gathered.courses) == (DEFINITION.id, 6)


def _diagnosed() -> Course:
    """A course whose group is known."""
    for seed in range(100):
        _patient, course = generated(seed, steps=35)
        if any(entry.values.get("tumour_type") for entry in course.entries):
            return course
    raise AssertionError("no seed has one")


def test_the_answer_that_makes_a_withheld_group_is_withheld_though_it_is_common(tmp_path: Path) -> None:
    """Six patients have two courses, of whom the group is withheld; six have one, whose group is told."""
    course, identity = _diagnosed(), generated(1, steps=1)[0].identity

    def records() -> Iterator[CourseRecord]:
        for number in range(18):
            patient = Patient(f"patient {number % 12}", identity)
            own = replace(course, id=f"course {number}", patient_id=patient.id)
            yield CourseRecord(patient, own, DEFINITION, Site())

    with Gathered(tmp_path) as gathered:
        gathered.take(records(), QUESTION, SiteKey(b"key"))
        told = list(gathered.told())
    groups = [each.course[5] for each in told]
    types = [{row[4] for row in each.answers if row[3] == "tumour_type"} for each in told]
    assert sorted(groups) == sorted(["withheld"] * 12 + [max(set(groups) - {"withheld"})] * 6)
    assert all(found == {group} for found, group in zip(types, groups, strict=True))
