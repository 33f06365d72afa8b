"""The sheets of the demonstration ward, as a ward prints them in the morning."""

from __future__ import annotations

import pytest

from pathway_app.documents import pdf
from pathway_app.documents.handover import handover
from pathway_app.documents.model import Document
from pathway_app.i18n import LANGUAGES
from pathway_app.people import Patient
from pathway_app.queries import CourseRecord
from tests.demo.test_ward import courses

from .reading import missing, pages
from .records import NOW, SITE, definition, edition


def sheets(language: str) -> list[Document]:
    records = (
        CourseRecord(Patient(each.name, each.identity), each.course, definition(), SITE)
        for each in courses(definition(), NOW)
    )
    return [handover(each, edition(language)) for each in records]


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_patient_of_the_ward_fits_one_page_that_tells_everything(language: str) -> None:
    documents = sheets(language)
    assert len(documents) >= 14
    for document in documents:
        drawn = pdf.render([document])
        assert len(pages(drawn)) == 1, document.bookmark
        assert missing(document, drawn) == []
