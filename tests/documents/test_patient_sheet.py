"""The patient's own sheet: plain, large, and without anything that is the hospital's affair."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pathway_app.documents import pdf
from pathway_app.documents.model import Document, Heading, Table, TypeSize, runs_of
from pathway_app.documents.patient_sheet import MOST_TOLD, patient_sheet
from pathway_app.domain.course import Ending, Outcome
from pathway_app.domain.entries import Entry
from pathway_app.i18n import LANGUAGES
from pathway_app.people import Patient, Site
from pathway_app.queries import CourseRecord
from tests.demo.test_ward import courses

from . import records
from .invented_pathway import bread
from .reading import missing, pages, squashed
from .records import NOW, SITE, WOUND_CLOSED, done, edition, record

CALLABLE = replace(SITE, contact_ordinary="secretariaat 02 555 01 23", contact_urgent="wacht 02 555 01 00")
DAY = timedelta(days=1)


def sheet(
    entries: Iterable[Entry], language: str = "en", *, now: datetime = NOW, site: Site = CALLABLE
) -> Document:
    return patient_sheet(record(entries), edition(language, as_of=now, printed_at=now, site=site))


def told(document: Document) -> str:
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    return squashed("".join(pages(drawn)))


def shows(document: Document, *expected: str) -> None:
    text = told(document)
    assert [each for each in expected if squashed(each) not in text] == []


def titles(document: Document) -> list[str]:
    return [block.title for block in document.blocks if isinstance(block, Heading)]


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


def phases(document: Document) -> list[tuple[str, ...]]:
    """Sign, phase and word of each row of the first table."""
    return [tuple(cell[0][0].text for cell in row) for row in tables(document)[0].rows]


def test_where_am_i_what_comes_next_and_whom_do_i_call() -> None:
    document = sheet(records.mid_pathway())
    assert document.type_size is TypeSize.LARGE
    assert titles(document) == ["Where am I?", "What comes next?", "Whom can I call?", "My questions"]
    assert phases(document) == [
        ("✓", "Tests and talks", "done"),
        ("✓", "Getting ready for the operation", "done"),
        ("✓", "The operation", "done"),
        ("✓", "The first days after the operation", "done"),
        ("▶", "Tests in the laboratory", "now"),
        ("○", "A meeting of your doctors", "later"),
        ("○", "Further treatment", "only if needed"),
        ("▶", "Exercise and recovery", "now"),
        ("○", "Check-ups", "later"),
    ]
    shows(
        document,
        "The laboratory examines the tissue that was taken during the operation.",
        "Around Wednesday 25 November 2026",
        "A date can still change; we will tell you in time.",
        "secretariaat 02 555 01 23",
        "wacht 02 555 01 00",
    )


def test_the_bed_rest_says_until_when() -> None:
    document = sheet(records.in_bed(), now=WOUND_CLOSED + DAY)
    shows(document, "At least until Friday 13 November 2026, 12:58", "Today, Thursday 12 November 2026")


def test_nothing_tells_of_lateness() -> None:
    late = sheet(records.mid_pathway(), now=NOW + 9 * DAY)
    text = told(late)
    assert squashed("The laboratory examines the tissue") in text
    assert squashed("Where no date is given, we will tell you when it is.") in text
    for sign in ("25November", "Around", "!", "late:", "overdue", "d late"):
        assert squashed(sign) not in text
    on_time = sheet(records.mid_pathway())
    assert phases(late) == phases(on_time)


FINDINGS = re.compile(
    r"(?i)tumou?r|ependym|épendym|astrocyt|cervi|C4|C6|III|deficit|uitval|variance|afwijking|écart|abweichung"
    r"|claustro|Łukasz|progres|diagnos|resect|McCormick|malign|≠"
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "entries", [records.mid_pathway(), records.in_follow_up()], ids=["ward", "follow-up"]
)
def test_no_finding_no_diagnosis_no_variance(entries: list[Entry], language: str) -> None:
    document = sheet(entries, language)
    texts = [run.text for run in runs_of(document)]
    assert [text for text in texts if FINDINGS.search(text)] == []


def test_a_phase_that_will_not_be_is_left_out() -> None:
    entries = [
        *records.before_surgery()[:4],
        done("treatment-decision", -240, {"decision": "no-operation"}),
    ]
    assert phases(sheet(entries)) == [("✓", "Tests and talks", "done"), ("▶", "Check-ups", "now")]


def test_at_the_start_nothing_is_promised() -> None:
    rows = phases(sheet([]))
    assert rows[0] == ("▶", "Tests and talks", "now")
    assert {row[2] for row in rows[1:-1]} == {"only if needed"}


def test_not_too_much_at_once_and_the_same_words_once() -> None:
    treated = [
        *records.in_follow_up()[:-2],
        done("board-discussed", 210, {"disciplines": ("oncology",)}, round_=2),
    ]
    for entries in ([], records.mid_pathway(), treated):
        following = tables(sheet(entries))[1]
        told_ = [row[0][0][0].text for row in following.rows]
        assert len(told_) == len(set(told_)) <= MOST_TOLD
    both = [
        *records.mid_pathway(),
        done("definitive-diagnosis", 100, {"tumour_type": "astrocytoma", "malignant_features": "yes"}),
        done("board-discussed", 110, {"disciplines": ("oncology",)}),
        done("board-decision", 111, {"decision": "radiotherapy-chemotherapy"}),
    ]
    assert (
        told(sheet(both)).count(squashed("You have the treatment that the doctor has discussed with you."))
        == 1
    )


def test_a_step_that_patients_do_not_know_gets_a_neutral_sentence() -> None:
    patient = record([], pathway=bread())
    document = patient_sheet(patient, edition("nl"))
    neutral = squashed(
        edition("nl").words.gettext("We are preparing the next step. Your care team will tell you more.")
    )
    assert neutral in told(document)
    assert "Gekneed" not in told(document)


def test_an_ended_course_has_no_next() -> None:
    over = Ending(NOW - DAY, NOW - DAY, "demo.nurse", Outcome.TRANSFERRED, "naar huis dichterbij")
    document = patient_sheet(record(records.mid_pathway(), endings=(over,)), edition("en", site=CALLABLE))
    assert titles(document) == ["Where am I?", "Whom can I call?", "My questions"]
    assert {row[2] for row in phases(document)} == {"done"}
    text = told(document)
    assert "laboratory" not in text
    assert "naarhuis" not in text
    before = edition("en", as_of=NOW - 2 * DAY, site=CALLABLE)
    assert "What comes next?" in titles(patient_sheet(record(records.mid_pathway(), endings=(over,)), before))


def test_without_contacts_there_is_a_line_to_write_them_on() -> None:
    contacts = tables(sheet(records.mid_pathway(), site=SITE))[-1]
    assert [row[1] for row in contacts.rows] == [(), ()]
    assert contacts.row_height >= 25


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_patient_of_the_demonstration_ward_gets_one(language: str) -> None:
    for each in courses(records.definition(), NOW):
        patient = CourseRecord(Patient(each.name, each.identity), each.course, records.definition(), SITE)
        document = patient_sheet(patient, edition(language, site=CALLABLE))
        drawn = pdf.render([document])
        assert missing(document, drawn) == []
        assert len(pages(drawn)) <= 2, each.name
