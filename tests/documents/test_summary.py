"""The summary tells everything: what holds, with its origin, and every entry as it was recorded."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pathway_app.documents import pdf
from pathway_app.documents.model import Document, Heading, Lines, Table
from pathway_app.documents.summary import summary
from pathway_app.domain.course import Ending, Outcome, Reopening
from pathway_app.domain.entries import Action, Entry, Value, Variance, VarianceClass
from pathway_app.queries import CourseRecord

from . import records
from .invented_pathway import bread
from .reading import body, missing, pages, squashed
from .records import NOW, WOUND_CLOSED, done, note, record


def sheet(course: CourseRecord, now: datetime = NOW, language: str = "en") -> Document:
    return summary(course, records.edition(language, as_of=now, printed_at=now))


def shows(course: CourseRecord, *expected: str, now: datetime = NOW) -> None:
    told = body(pdf.render([sheet(course, now)]))
    assert [each for each in expected if squashed(each) not in told] == []


def rows_below(document: Document, title: str) -> list[list[str]]:
    """The rows of the first table below that heading; paragraphs of a cell with `|` between them."""
    blocks = list(document.blocks)
    at = next(n for n, each in enumerate(blocks) if isinstance(each, Heading) and each.title == title)
    table = next(each for each in blocks[at:] if isinstance(each, Table))
    return [
        [
            "|".join("".join(run.text for run in text) for text in cell if text).replace("\u00a0", " ")
            for cell in row
        ]
        for row in table.rows
    ]


def titles(document: Document) -> list[str]:
    return [each.title for each in document.blocks if isinstance(each, Heading)]


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_every_text_of_the_document_is_in_the_pdf(language: str) -> None:
    document = sheet(record(records.in_follow_up()), language=language)
    assert missing(document, pdf.render([document])) == []


def test_the_state_stands_first_then_findings_by_phase_then_every_entry() -> None:
    assert titles(sheet(record(records.mid_pathway()))) == [
        "State",
        "Diagnosis",
        "MEP/SSEP",
        "Surgery",
        "Bed rest",
        "Pathology",
        "Variances",
        "Notes",
        "Open",
        "Where it stands in the document",
        "Every entry as recorded",
    ]


def test_the_state_tells_what_it_is_about_how_it_stands_and_where_it_comes_from() -> None:
    shows(
        record(records.in_follow_up()),
        "Region: cervical · C4–C6 · Suspected type: ependymoma",
        "Day 11 after surgery · Phase 6 of 9: Tumour board",
        "For an ependymoma removed completely or nearly, the document mentions regular MRI",
        "Course begun 20-Oct-2026 10:41 by demo.coordinator; pathway “Spinal cord tumour pathway”, version 1.",
        "The pathway follows the document",
    )


def test_a_finding_has_its_moment_who_answers_marks_and_origin() -> None:
    document = sheet(record(records.mid_pathway()))
    assert rows_below(document, "Diagnosis")[1] == [
        "28-Oct-2026 18:58",
        "✓ MRI with contrast|demo.nurse",
        "Region: Cervical · Levels: C4–C6 · Suspected type: Ependymoma|corrected 29-Oct-2026 04:58 by demo.nurse: "
        "verkeerd niveau (before: Levels: C3–C5)",
        "source: S3, S5|Levels: local",
    ]
    assert rows_below(document, "Bed rest")[0][2:] == ["done|≠ see Variances", "source: S17"]


def test_what_is_cited_is_told_with_its_place() -> None:
    document = sheet(record(records.mid_pathway()))
    blocks = list(document.blocks)
    at = titles(document).index("Where it stands in the document")
    heading = [n for n, each in enumerate(blocks) if isinstance(each, Heading)][at]
    lines = blocks[heading + 1]
    assert isinstance(lines, Lines)
    told = "".join(run.text for run in lines.paragraphs[0])
    statements = records.definition().statements
    cited = {each.split(": ")[0] for each in told.split(" · ")}
    named = " ".join(
        cell
        for title in ("Diagnosis", "Surgery", "Open")
        for row in rows_below(document, title)
        for cell in row
    )
    assert {"S3", "S17", "S20"} <= cited
    assert {each for each in statements if f"{each}," in named or f"{each}|" in f"{named}|"} <= cited
    assert f"S17: {statements['S17'].place['en']}" in told


def test_every_entry_is_told_as_it_was_recorded() -> None:
    retraction = Entry(
        "undo",
        Action.RETRACT,
        "demo.nurse",
        WOUND_CLOSED + timedelta(hours=61),
        supersedes="tissue-sent-1",
        reason="andere patiënt",
    )
    closing = Entry(
        "closing",
        Action.CLOSE_VARIANCE,
        "demo.coordinator",
        WOUND_CLOSED + timedelta(hours=62),
        supersedes="ssep-skipped",
        reason="besproken",
    )
    typed_over = replace(note("natte wonde", 63, "wound-closed", late=True), from_paper=True)
    document = sheet(record([*records.mid_pathway(), retraction, closing, typed_over]))
    rows = rows_below(document, "Every entry as recorded")
    assert [row[0] for row in rows] == [str(n) for n in range(1, len(rows) + 1)]
    assert rows[1] == [
        "2",
        "28-Oct-2026 19:13",
        "28-Oct-2026 18:58",
        "demo.nurse",
        "MRI with contrast: done|Region: Cervical · Levels: C3–C5 · Suspected type: Ependymoma"
        "|no longer counts, see no. 4",
    ]
    assert rows[3][4] == (
        "MRI with contrast: corrected|Region: Cervical · Levels: C4–C6 · Suspected type: Ependymoma"
        "|reason: verkeerd niveau|about no. 2"
    )
    assert rows[2][4].endswith("|late entry")
    assert rows[7][4] == "SSEP baseline measured: skipped|variance: patient · claustrofobie, weigert"
    assert rows[15][4] == "Tissue sent to pathology: done|no longer counts, see no. 20"
    assert rows[19] == [
        "20",
        "14-Nov-2026 01:58",
        "",
        "demo.nurse",
        "Tissue sent to pathology: retracted|reason: andere patiënt|about no. 16",
    ]
    assert rows[20][4] == "SSEP baseline measured: variance closed|reason: besproken|about no. 8"
    assert rows[21][4] == "Note · Wound closed|natte wonde|late entry · from paper"
    assert rows[18][4] == "Note|Dochter belt elke avond.\nSpreekt Pools: Łukasz Ąžuolas tolkt."


def test_a_note_that_is_taken_back_says_that_it_was_a_note() -> None:
    loose, about = note("los", 20), note("bij de wonde", 21, "wound-closed")
    at = WOUND_CLOSED + timedelta(hours=22)
    undone = [
        Entry(f"undo-{each.id}", Action.RETRACT, "demo.nurse", at, supersedes=each.id, reason="fout")
        for each in (loose, about)
    ]
    rows = rows_below(sheet(record([loose, about, *undone])), "Every entry as recorded")
    assert [row[4] for row in rows] == [
        "Note|los|no longer counts, see no. 3",
        "Note · Wound closed|bij de wonde|no longer counts, see no. 4",
        "Note: retracted|reason: fout|about no. 1",
        "Note · Wound closed: retracted|reason: fout|about no. 2",
    ]


def test_variances_have_class_reason_action_follow_up_and_are_open_or_closed() -> None:
    early = Variance(VarianceClass.CLINICIAN, "beslissing arts", "wonde nakijken", "dr. Claes")
    document = sheet(record([*records.in_bed(), done("bed-rest-completed", 41, variance=early)]))
    assert rows_below(document, "Variances")[1] == [
        "48 h of bed rest completed 13-Nov-2026 05:58",
        "clinician · open",
        "beslissing arts",
        "wonde nakijken",
        "dr. Claes",
    ]


def test_what_is_open_has_who_when_and_origin_and_all_the_rest_is_named() -> None:
    document = sheet(record(records.mid_pathway()))
    rows = rows_below(document, "Open")
    assert rows[0][:3] == ["Definitive tissue diagnosis", "Pathologist", "○ in 3 d (25-Nov)"]
    assert rows[0][3].startswith("source: S20")
    shows(
        record(records.mid_pathway()),
        "Not decided yet: Radiotherapy completed, Chemotherapy completed",
        "Decision of the tumour board waits for: discussed",
    )
    shows(
        record([done("treatment-decision", -240, {"decision": "no-operation"})]),
        "Does not apply, by the answers given: Surgery discussed with the patient, MEP baseline measured",
    )


def test_an_ended_course_asks_nothing_more_and_tells_its_endings() -> None:
    reopened = Reopening(NOW - timedelta(hours=20), "demo.physician", "vergissing")
    first = Ending(
        NOW - timedelta(days=2), NOW - timedelta(days=1), "an", Outcome.WITHDRAWN, "wil niet meer", reopened
    )
    last = Ending(NOW - timedelta(hours=3), NOW - timedelta(hours=2), "bo", Outcome.TRANSFERRED, "naar UZ")
    later = Ending(
        NOW + timedelta(hours=3), NOW + timedelta(hours=3), "cy", Outcome.DECEASED, "nog niet gekend"
    )
    course = record(records.mid_pathway(), endings=(first, last, later))
    document = sheet(course)
    assert "Open" not in titles(document)
    shows(
        course,
        "20-Nov-2026 09:41 21-Nov-2026 09:41 an withdrawn: wil niet meer",
        "reopened 21-Nov-2026 13:41 by demo.physician: vergissing",
        "22-Nov-2026 06:41 22-Nov-2026 07:41 bo transferred: naar UZ",
    )
    assert "noggekend" not in body(pdf.render([document])).replace("niet", "")


def test_only_what_was_recorded_by_then_is_told() -> None:
    told = body(pdf.render([sheet(record(records.mid_pathway()), WOUND_CLOSED - timedelta(hours=325))]))
    assert "C3–C5" in told
    assert "C4–C6" not in told
    assert "nolongercounts" not in told


@pytest.mark.parametrize("entries", [[], records.before_surgery()[:1]])
def test_a_new_course_has_a_summary_too(entries: list[Entry]) -> None:
    document = sheet(record(entries))
    assert missing(document, pdf.render([document])) == []
    assert ("nothing recorded yet" in str(document.blocks)) is not bool(entries)


def test_a_made_up_pathway_without_source_or_outline_runs_through() -> None:
    at = NOW - timedelta(hours=1)
    values: dict[str, Value] = {"flour": ("rye", "wheat"), "weight": 500}
    entry = Entry("1", Action.COMPLETE, "an", at, "kneaded", occurred_at=at, values=values)
    course = record([entry], pathway=bread())
    shows(course, "Meel: Rogge, Tarwe · Gewicht: 500 gram local", "Gekneed: done")
    assert "Where it stands in the document" not in titles(sheet(course))


def test_three_hundred_entries_and_a_note_of_twenty_thousand_signs_over_pages_that_say_whose_they_are() -> (
    None
):
    start = NOW - timedelta(days=400)
    entries = [
        Entry(f"t{n}", Action.COMPLETE, "an", at, "tasted", n, at, {"remark": f"beet {n:03}"})
        for n in range(1, 300)
        for at in (start + timedelta(days=n),)
    ]
    long = " ".join(f"w{number}" for number in range(4000))[:20000]
    entries.append(Entry("note", Action.NOTE, "an", NOW, occurred_at=NOW, text=long))
    document = sheet(record(entries, pathway=bread()))
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    shown = [squashed(page) for page in pages(drawn)]
    assert len(shown) > 10
    for number, page in enumerate(shown, 1):
        assert "DESMET,Annelies" in page
        assert "4471029" in page
        assert f"Page{number}of{len(shown)}" in page
    continued = [page for page in shown if "Everyentryasrecorded(continued)" in page]
    assert len(continued) > 2
    for page in continued:
        assert squashed("No. Recorded Occurred By What") in page
