"""What the handover sheet tells, read back from the PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pathway_app.documents import pdf
from pathway_app.documents.handover import handover
from pathway_app.documents.model import ColumnKind, Document, Heading, Table, runs_of
from pathway_app.domain.course import Ending, Outcome, Reopening
from pathway_app.domain.entries import Action, Entry, Variance, VarianceClass
from pathway_app.queries import CourseRecord, LogHead

from . import records
from .invented_pathway import bread
from .reading import body, missing, pages, squashed
from .records import ANNELIES, NOW, WOUND_CLOSED, done, record


def sheet(course: CourseRecord, now: datetime = NOW, language: str = "en") -> Document:
    return handover(course, records.edition(language, as_of=now, printed_at=now))


def text(course: CourseRecord, now: datetime = NOW) -> str:
    """The sheet in English, read back from its PDF, without white space."""
    return body(pdf.render([sheet(course, now)]))


def shows(course: CourseRecord, *expected: str, now: datetime = NOW) -> None:
    told = text(course, now)
    assert [each for each in expected if squashed(each) not in told] == []


def titles(document: Document) -> list[str]:
    return [f"{each.letter} {each.title}".strip() for each in document.blocks if isinstance(each, Heading)]


def test_a_patient_in_the_middle_of_the_pathway_fits_one_page() -> None:
    assert len(pages(pdf.render([sheet(record(records.mid_pathway()))]))) == 1


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_text_of_the_document_is_in_the_pdf(language: str) -> None:
    document = sheet(record(records.in_follow_up()), language=language)
    assert missing(document, pdf.render([document])) == []


def test_sections_follow_each_other_in_the_words_of_isbar() -> None:
    assert titles(sheet(record(records.mid_pathway()))) == [
        "S Situation",
        "B Background",
        "A Assessment",
        "R To do",
        "≠ Variances",
        "Notes",
        "Recorded so far",
        "Handed over · notes of the next shift",
    ]


def test_situation_tells_day_phase_and_counts() -> None:
    shows(
        record(records.mid_pathway()),
        "Day 11 after surgery · Phase 5 of 9: Pathology · ! 1 overdue · ≠ 2 open variances",
        "≠ 48 h of bed rest completed, before the time was over: 13-Nov 06:10 (after 41 h 12)",
    )


def test_a_running_clock_has_what_is_left_and_its_absolute_end() -> None:
    now = WOUND_CLOSED + timedelta(hours=30, minutes=40)
    shows(record(records.in_bed()), "▶ 48 h of bed rest completed: 17 h 20 left, until 13-Nov 12:58", now=now)


def test_answers_skips_and_reasons_stand_on_the_sheet() -> None:
    shows(
        record(records.in_follow_up()),
        "Complaints: Sensory loss, Loss of dexterity · Since when: ± 2 jaar",
        "Plane between tumour and cord: Clear · Extent of resection: Complete",
        "SSEP 09-Nov 11:58: will not be done · ≠ see Variances",
        "claustrofobie, weigert",
        "beslissing arts",
        "wonde 2× per dag nakijken",
        "Rationale: leeftijd & toestand <zie verslag>",
        "Time between two MRIs: 1 month",
        "Follow-up MRI · round 2 19-Nov 20:58: Result: Progression",
        "Spreekt Pools: Łukasz Ąžuolas tolkt.",
    )


def test_the_document_s_route_is_told_with_its_place_and_as_the_document_s() -> None:
    shows(
        record(records.in_follow_up()),
        "For an ependymoma removed completely or nearly, the document mentions regular MRI",
        "(R1; Section Verdere behandeling, bullet 1)",
    )


def test_where_the_document_gives_no_route_the_sheet_says_so() -> None:
    lymphoma = done("definitive-diagnosis", 100, {"tumour_type": "lymphoma", "malignant_features": "no"})
    shows(record([*records.mid_pathway(), lymphoma]), "The document gives no route for these findings.")


def test_neurological_status_stands_side_by_side() -> None:
    tables = [each for each in sheet(record(records.mid_pathway())).blocks if isinstance(each, Table)]
    compared = next(each for each in tables if len(each.columns) == 4 and each.grid)
    rows = [[cell[0][0].text if cell and cell[0] else "" for cell in row] for row in compared.rows]
    assert [column.title[0].text if column.title else "" for column in compared.columns] == [
        "",
        "Before surgery · 28-Oct\u00a019:58",
        "After surgery · 12-Nov\u00a008:58",
        "Now · time, initials:",
    ]
    assert rows[0] == ["Gait", "Normal", "Lost", ""]
    assert rows[4] == ["More deficit than before surgery", "–", "Yes", ""]
    assert rows[5][1].startswith("late entry, recorded")
    assert {row[3] for row in rows} == {""}
    assert compared.row_height > 0


def test_after_the_end_nothing_is_left_open_to_fill_in_at_the_bedside() -> None:
    ending = Ending(NOW - timedelta(days=1), NOW - timedelta(days=1), "an", Outcome.TRANSFERRED, "naar UZ")
    assert "Now ·" not in " ".join(
        run.text for run in runs_of(sheet(record(records.mid_pathway(), endings=(ending,))))
    )


def test_monitoring_is_told_in_one_place() -> None:
    shows(
        record(records.mid_pathway()),
        "Monitoring MEP 09-Nov 10:58: Obtained; SSEP 09-Nov 11:58: will not be done · ≠ see Variances; "
        "Monitoring runs 11-Nov 09:34: MEP, SSEP; Signals during resection 11-Nov 11:58: Changed, recovered",
        "Plane between tumour and cord: Clear · Extent of resection: Complete Monitoring",
    )


def test_a_pathway_that_names_no_monitoring_tells_its_answers_with_their_steps() -> None:
    plain = replace(records.definition(), outline=replace(records.definition().outline, monitoring=()))
    told = text(record(records.mid_pathway(), pathway=plain))
    assert "Monitoring" not in told.replace("Neuromonitoring", "")
    assert squashed("Extent of resection: Complete · Signals during resection: Changed, recovered") in told
    assert told.count(squashed("MEP baseline measured 09-Nov 10:58: Result: Obtained")) == 1


def test_a_corrected_monitoring_keeps_its_old_value_and_its_marks() -> None:
    entries = records.mid_pathway()
    mep = next(each for each in entries if each.checkpoint == "mep-baseline")
    by_paper = replace(mep, from_paper=True)
    entries[entries.index(mep)] = by_paper
    entries.append(records.correction(by_paper, 60, "zwak signaal", values={"result": "not-obtainable"}))
    shows(
        record(entries),
        "MEP 09-Nov 10:58: Not obtainable · from paper · corrected",
        "zwak signaal (before: Result: Obtained)",
    )


def test_there_is_room_to_sign_for_giving_and_receiving_and_a_box_for_reading_back() -> None:
    tables = [each for each in sheet(record(records.mid_pathway())).blocks if isinstance(each, Table)]
    labels = [cell[0][0].text for cell in tables[-1].rows[0]]
    assert labels == [
        "Given by:",
        "Time:",
        "Initials:",
        "Received by:",
        "Time:",
        "Initials:",
        "☐\u00a0read back",
    ]
    assert tables[-1].row_height >= 20


def test_a_note_from_paper_is_marked() -> None:
    shows(
        record([*records.in_bed(), replace(records.note("natte wonde", 30), from_paper=True)]),
        "natte wonde from paper",
    )


def test_a_correction_shows_its_reason_and_the_old_value() -> None:
    shows(
        record(records.mid_pathway()),
        "Levels: C4–C6 · Suspected type: Ependymoma corrected 29-Oct 04:58 by demo.nurse: "
        "verkeerd niveau (before: Levels: C3–C5)",
    )


def test_a_corrected_time_shows_the_old_one() -> None:
    moved = done("wound-closed", 0)
    later = moved.occurred_at + timedelta(minutes=30) if moved.occurred_at else None
    entries = [*records.in_bed(), records.correction(moved, 2, "klok fout", occurred_at=later)]
    shows(
        record(entries),
        "Wound closed 11-Nov 13:28: corrected 11-Nov 14:58 by demo.nurse: klok fout (before: 11-Nov 12:58)",
    )


def test_what_was_entered_in_error_is_told_with_the_reason() -> None:
    wrong = done("tissue-sent", 0.5)
    taken_back = Entry(
        "undo",
        Action.RETRACT,
        "demo.nurse",
        WOUND_CLOSED + timedelta(hours=3),
        supersedes=wrong.id,
        reason="andere patiënt",
    )
    shows(
        record([*records.in_bed(), taken_back]),
        "Tissue sent to pathology: entered in error, taken back 11-Nov 15:58 by demo.nurse: andere patiënt",
    )


def test_a_step_not_applicable_by_hand_keeps_its_reason_through_a_correction() -> None:
    at = WOUND_CLOSED - timedelta(hours=238)
    by_hand = Entry(
        "by-hand",
        Action.NOT_APPLICABLE,
        "demo.nurse",
        at,
        "patient-counselled",
        occurred_at=at,
        reason="in coma",
    )
    corrected = records.correction(by_hand, -200, "uur juist gezet", occurred_at=at - timedelta(hours=1))
    entries = [each for each in records.before_surgery() if each.checkpoint != "patient-counselled"]
    shows(record([*entries, by_hand, corrected]), "not applicable: in coma", "uur juist gezet")


def test_a_closed_variance_says_who_closed_it_and_why() -> None:
    closing = Entry(
        "closing",
        Action.CLOSE_VARIANCE,
        "demo.coordinator",
        WOUND_CLOSED + timedelta(hours=5),
        supersedes="ssep-skipped",
        reason="besproken met neurologie",
    )
    shows(
        record([*records.in_bed(), closing]),
        "patient · closed claustrofobie, weigert closed 11-Nov 17:58 by demo.coordinator: besproken met neurologie",
    )


def test_a_variance_without_reason_says_so() -> None:
    early = done("bed-rest-completed", 30, variance=Variance(VarianceClass.UNSPECIFIED))
    shows(record([*records.in_bed(), early]), "unspecified · open no reason given")


def test_open_steps_have_sign_and_word_and_room_for_hour_and_initials() -> None:
    document = sheet(record(records.mid_pathway()))
    tables = (each for each in document.blocks if isinstance(each, Table))
    tasks = next(each for each in tables if any(column.kind is ColumnKind.TICK for column in each.columns))
    rows = [[cell[0][0].text if cell else "" for cell in row] for row in tasks.rows]
    assert [column.title[0].text if column.title else "" for column in tasks.columns][-2:] == [
        "Done at",
        "Initials",
    ]
    assert rows[0] == [
        "",
        "Need for rehabilitation assessed",
        "Rehabilitation physician",
        "! 3 d late (19-Nov)",
        "",
        "",
    ]
    assert tasks.rows[2][1][1][0].text == "waits for: definitive diagnosis"


def test_only_what_was_recorded_by_then_is_told() -> None:
    told = text(record(records.mid_pathway()), WOUND_CLOSED - timedelta(hours=325))
    assert squashed("Levels: C3–C5") in told
    assert "corrected" not in told
    assert "Dochter" not in told
    assert "Dochter" in text(record(records.mid_pathway()))


def test_no_step_is_told_twice() -> None:
    told = text(record(records.in_follow_up()))
    for once in ("Signalsduringresection", "Clinic:", "Moredeficitthanbeforesurgery", "Result:Progression"):
        assert told.count(once) == 1


def test_an_ended_course_says_how_and_asks_nothing_more() -> None:
    ending = Ending(
        NOW - timedelta(days=1), NOW - timedelta(days=1), "an", Outcome.TRANSFERRED, "naar UZ <x>"
    )
    course = record(records.mid_pathway(), endings=(ending,))
    shows(course, "Course ended 21-Nov-2026 09:41: transferred. naar UZ <x>")
    assert "R To do" not in titles(sheet(course))


def test_a_reopened_course_is_open() -> None:
    reopened = Reopening(NOW - timedelta(hours=1), "an", "vergissing")
    ending = Ending(NOW - timedelta(days=1), NOW - timedelta(days=1), "an", Outcome.WITHDRAWN, "?", reopened)
    assert "R To do" in titles(sheet(record(records.mid_pathway(), endings=(ending,))))


def test_a_later_course_says_that_there_are_earlier_ones() -> None:
    shows(replace(record(records.mid_pathway()), number=2), "Course 2 of this patient")


def test_names_take_the_place_of_accounts() -> None:
    edition = replace(records.edition(), names={"demo.physician": "dr. Ann Voorbeeld"})
    document = handover(record(records.mid_pathway()), edition)
    told = body(pdf.render([document]))
    assert "dr.AnnVoorbeeld" in told
    assert "demo.physician" not in told


@pytest.mark.parametrize("entries", [[], records.before_surgery()[:1]])
def test_a_new_patient_has_a_sheet_too(entries: list[Entry]) -> None:
    document = sheet(record(entries))
    assert missing(document, pdf.render([document])) == []


def test_a_made_up_pathway_without_outline_runs_through() -> None:
    at = NOW - timedelta(hours=1)
    entries = [
        Entry(
            "1",
            Action.COMPLETE,
            "an",
            at,
            "kneaded",
            occurred_at=at,
            values={"flour": ("rye", "wheat"), "weight": 500},
        ),
    ]
    course = record(entries, pathway=bread())
    shows(
        course,
        "Phase 1 of 2: Maken · ◷ 1 due today",
        "▶ Gerezen: 2 h 00 left, until 22-Nov 11:41",
        "Meel: Rogge, Tarwe · Gewicht: 500 gram",
        "Geproefd waits for: gerezen",
    )


def test_everything_of_a_made_up_pathway_is_told_once_it_is_more_than_the_latest_findings() -> None:
    start = NOW - timedelta(days=40)
    entries = [
        Entry(
            "1",
            Action.COMPLETE,
            "an",
            start,
            "kneaded",
            occurred_at=start,
            values={"flour": ("rye",), "weight": 1},
        ),
        Entry("2", Action.COMPLETE, "an", start, "risen", occurred_at=start + timedelta(hours=4)),
    ]
    for number in range(1, 8):
        at = start + timedelta(days=number)
        entries.append(
            Entry(
                f"t{number}",
                Action.COMPLETE,
                "an",
                at,
                "tasted",
                number,
                at,
                {"remark": f"smaakt naar {number}"},
            )
        )
    shows(
        record(entries, pathway=bread()),
        *(f"smaakt naar {number}" for number in range(1, 8)),
        "Gewicht: 1 gram",
    )


def test_a_log_without_events_has_no_reference() -> None:
    document = handover(record([]), replace(records.edition(), head=LogHead(0, "")))
    assert "No event in the log yet" in pages(pdf.render([document]))[0]


def test_no_national_number_bed_or_surgeon_leaves_no_empty_words() -> None:
    nobody = replace(ANNELIES, bed=None, surgeon=None, national_number=None)
    shown = pages(pdf.render([sheet(record([], identity=nobody))]))[0]
    assert "Bed" not in shown.replace("Bed rest", "")
    assert "Surgeon" not in shown.split("Situation")[0]
    everything = replace(ANNELIES, national_number="74031400195")
    assert "74.03.14-001.95" in pages(pdf.render([sheet(record([], identity=everything))]))[0]
