"""The sheets of the demonstration ward, as a ward prints them in the morning."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from pathway_app.documents import pdf
from pathway_app.documents.handover import handover
from pathway_app.documents.model import Document
from pathway_app.documents.summary import summary
from pathway_app.people import Patient
from pathway_app.queries import CourseRecord, LogHead
from pathway_app.sheets import Copy, Destination, Issue, Pack, Sheet
from tests.demo.test_ward import courses

from .reading import missing, pages
from .records import NOW, SITE, definition, edition

LANGUAGES = ("nl", "en", "fr", "de")
"""sheets can be had in each of them, whatever language the screen has"""
A_SHIFT = timedelta(hours=8)


def ward() -> Iterator[CourseRecord]:
    for each in courses(definition(), NOW):
        yield CourseRecord(Patient(each.name, each.identity), each.course, definition(), SITE)


def issued_before(record: CourseRecord, ago: timedelta) -> Issue:
    """The same patient's sheet, so long before."""
    at = NOW - ago
    revision = sum(entry.recorded_at <= at for entry in record.course.entries)
    copy = Copy(Sheet.HANDOVER, record.course.id, 12, revision)
    return Issue(LogHead(20, "ab" * 32), at, "an", Pack.WARD, "nl", Destination.PRINTER, (copy,))


def is_whole_on_one_page(document: Document) -> bool:
    drawn = pdf.render([document])
    return len(pages(drawn)) == 1 and missing(document, drawn) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_patient_of_the_ward_fits_one_page_that_tells_everything(language: str) -> None:
    documents = [handover(each, edition(language)) for each in ward()]
    assert len(documents) >= 14
    assert [each.bookmark for each in documents if not is_whole_on_one_page(each)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_fits_with_what_changed_in_the_shift_before_too(language: str) -> None:
    documents = [handover(each, edition(language), issued_before(each, A_SHIFT)) for each in ward()]
    assert [each.bookmark for each in documents if not is_whole_on_one_page(each)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_summary_of_the_ward_tells_everything_on_a_few_pages(language: str) -> None:
    for each in ward():
        document = summary(each, edition(language))
        drawn = pdf.render([document])
        assert missing(document, drawn) == []
        assert len(pages(drawn)) <= 4
