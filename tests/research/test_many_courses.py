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
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.people import Patient, Site
from pathway_app.queries import CourseRecord, LogHead
from pathway_app.research.gathering import Gathered, Question
from pathway_app.research.key import SiteKey
from pathway_app.research.reading import site_folder
from pathway_app.research.site_figures import SiteFigures
from pathway_app.research.site_files import folder_for, write_site_files
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
    folder_for(folder)
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
