"""What changed since the previous handover sheet stands high up, shortly, with time, who and what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from pathway_app.documents import pdf
from pathway_app.documents.changes import BEGINNING, ROWS
from pathway_app.documents.handover import handover
from pathway_app.documents.model import Document, Lines, Table, runs_of
from pathway_app.domain.course import Ending, Outcome, Reopening
from pathway_app.domain.entries import Action, Entry, Variance, VarianceClass
from pathway_app.queries import CourseRecord, LogHead
from pathway_app.sheets import Copy, Destination, Issue, Pack, Sheet

from . import records
from .reading import body, missing, squashed
from .records import NOW, WOUND_CLOSED, correction, done, note, record


def issued(course: CourseRecord, hours: float, revision: int | None = None, number: int = 2) -> Issue:
    """The course's sheet issued so many hours after the wound was closed, with what was recorded by then."""
    at = WOUND_CLOSED + timedelta(hours=hours)
    known = sum(each.recorded_at <= at for each in course.course.entries) if revision is None else revision
    copies = (Copy(Sheet.HANDOVER, "other", 9, 0), Copy(Sheet.HANDOVER, course.course.id, number, known))
    return Issue(LogHead(20, "ab" * 32), at, "demo.nurse", Pack.WARD, "nl", Destination.PRINTER, copies)


def sheet(course: CourseRecord, previous: Issue | None, hours: float | None = None) -> Document:
    now = NOW if hours is None else WOUND_CLOSED + timedelta(hours=hours)
    return handover(course, records.edition(as_of=now, printed_at=now), previous)


def told(document: Document) -> list[list[str]]:
    """The rows of what changed from the last one up, so in the order of time: when, who, what."""
    blocks = list(document.blocks)
    table = blocks[2] if isinstance(blocks[2], Table) else None
    rows = table.rows if table else ()
    return [
        [" ".join("".join(run.text for run in text) for text in cell).replace("\u00a0", " ") for cell in row]
        for row in reversed(rows)
    ]


def line(document: Document) -> str:
    """What the situation says last: that it is the first sheet, that nothing changed, or since when."""
    lines = document.blocks[1]
    assert isinstance(lines, Lines)
    return "".join(run.text for run in lines.paragraphs[-1]).replace("\u00a0", " ")


def test_a_first_sheet_says_that_it_is_the_first() -> None:
    document = sheet(record(records.mid_pathway()), None)
    assert line(document) == "First handover sheet of this course."
    assert told(document) == []


def test_an_issue_that_does_not_show_this_course_is_no_previous_sheet() -> None:
    course = record(records.mid_pathway())
    other = replace(issued(course, 30), copies=(Copy(Sheet.SUMMARY, course.course.id, 3, 1),))
    assert line(sheet(course, other)) == "First handover sheet of this course."


def test_nothing_is_said_plainly() -> None:
    course = record(records.before_surgery())
    document = sheet(course, issued(course, -40), -30)
    assert line(document) == "Changed since the previous sheet (copy 2, 09-Nov 20:58): nothing"
    assert told(document) == []


def test_every_kind_of_entry_since_then_is_told_with_time_who_and_what() -> None:
    mri = next(each for each in records.before_surgery() if each.action is Action.CORRECT)
    wrong = done("tissue-sent", 0.5)
    since = [
        replace(
            done("neuro-status-postop", 20, {**records.NEURO, "increased_deficit": "no"}),
            from_paper=True,
            by="demo.physician",
        ),
        replace(
            correction(mri, 21, "herlezen", values={**mri.values, "levels": "C5–C6"}),
            id="again",
            by="demo.physician",
        ),
        Entry(
            "undo",
            Action.RETRACT,
            "demo.nurse",
            WOUND_CLOSED + timedelta(hours=22),
            supersedes=wrong.id,
            reason="fout",
        ),
        Entry(
            "close",
            Action.CLOSE_VARIANCE,
            "demo.coordinator",
            WOUND_CLOSED + timedelta(hours=23),
            supersedes="ssep-skipped",
            reason="besproken",
        ),
        note("dochter belt", 24),
        note("late nota", 25, "wound-closed", late=True),
        done("bed-rest-completed", 26, variance=Variance(VarianceClass.PATIENT, "stond op")),
    ]
    course = record([*records.in_bed(), *since])
    document = sheet(course, issued(course, 19), 27)
    assert line(document) == "Changed since the previous sheet (copy 2, 12-Nov 07:58):"
    assert told(document) == [
        [
            "12-Nov 09:13",
            "demo.physician",
            "✓ Neurological status after surgery 12-Nov 08:58: Gait: Impaired · Sensation: Impaired · "
            "Bladder and bowel: Normal · More deficit than before surgery: No · from paper",
        ],
        [
            "12-Nov 09:58",
            "demo.physician",
            "MRI with contrast 28-Oct 18:58: Levels: C5–C6 · before: Levels: C4–C6 · corrected: herlezen",
        ],
        ["12-Nov 10:58", "demo.nurse", "Tissue sent to pathology: entered in error, taken back: fout"],
        ["12-Nov 11:58", "demo.coordinator", "SSEP baseline measured: variance closed: besproken"],
        ["12-Nov 12:58", "demo.physician", "Note: dochter belt"],
        ["12-Nov 13:58", "demo.physician", "Note · Wound closed: late nota · late entry"],
        [
            "12-Nov 15:13",
            "demo.nurse",
            "≠ 48 h of bed rest completed 12-Nov 14:58: variance (patient)",
        ],
    ]


def test_a_note_that_is_taken_back_is_told_as_a_note() -> None:
    loose, about = note("los", 20), note("bij de wonde", 21, "wound-closed")
    at = WOUND_CLOSED + timedelta(hours=22)
    undone = [
        Entry(f"undo-{each.id}", Action.RETRACT, "demo.nurse", at, supersedes=each.id, reason="fout")
        for each in (loose, about)
    ]
    course = record([*records.in_bed(), loose, about, *undone])
    document = sheet(course, issued(course, 21.5), 23)
    assert [row[2] for row in told(document)] == [
        "Note: entered in error, taken back: fout",
        "Note · Wound closed: entered in error, taken back: fout",
    ]
    assert squashed(
        "Note · Wound closed: entered in error, taken back 12-Nov 10:58 by demo.nurse: fout"
    ) in body(pdf.render([document]))


def test_what_was_skipped_or_does_not_apply_is_told() -> None:
    at = WOUND_CLOSED + timedelta(hours=30)
    skipped = Entry(
        "s",
        Action.SKIP,
        "demo.nurse",
        at,
        "neuro-status-postop",
        occurred_at=at,
        variance=Variance(VarianceClass.ORGANISATION, "geen tijd"),
    )
    not_applicable = Entry(
        "n", Action.NOT_APPLICABLE, "demo.nurse", at, "definitive-diagnosis", occurred_at=at, reason="weigert"
    )
    course = record([*records.in_bed(), skipped, not_applicable])
    rows = [row[2] for row in told(sheet(course, issued(course, 29), 31))]
    assert rows == [
        "≠ Neurological status after surgery 12-Nov 18:58: will not be done · variance (organisation)",
        "– Definitive tissue diagnosis 12-Nov 18:58: not applicable: weigert",
    ]


def test_what_became_overdue_since_and_which_clock_ran_out_stand_in_the_order_of_time() -> None:
    course = record(records.in_bed())
    document = sheet(course, issued(course, 23), 80)
    assert told(document) == [
        ["12-Nov 12:58", "", "! became overdue: Neurological status after surgery"],
        ["13-Nov 12:58", "", "the time is over: 48 h of bed rest completed"],
        ["14-Nov 12:58", "", "! became overdue: 48 h of bed rest completed"],
    ]


def test_what_was_overdue_then_already_is_no_change_and_what_was_done_in_time_neither() -> None:
    up = done("bed-rest-completed", 47, variance=Variance(VarianceClass.PATIENT, "stond op"))
    course = record([*records.in_bed(), up])
    rows = told(sheet(course, issued(course, 75), 80))
    assert rows == []
    rows = told(sheet(course, issued(course, 46), 80))
    assert [row[2] for row in rows] == ["≠ 48 h of bed rest completed 13-Nov 11:58: variance (patient)"]


def test_a_step_that_an_entry_of_today_made_overdue_days_ago_is_told() -> None:
    found = {**records.NEURO, "increased_deficit": "yes"}
    late = done("neuro-status-postop", 20, found, recorded_after=24 * 12)
    course = record([*records.in_bed(), late])
    rows = told(sheet(course, issued(course, 24 * 12), 24 * 13))
    assert [(row[0], row[2]) for row in rows if "overdue" in row[2]] == [
        ("19-Nov", "! became overdue: Need for rehabilitation assessed")
    ]


def test_end_and_reopening_since_then_are_told() -> None:
    at = WOUND_CLOSED + timedelta(hours=50)
    reopened = Reopening(at + timedelta(hours=2), "demo.physician", "vergissing")
    ending = Ending(at, at, "demo.coordinator", Outcome.TRANSFERRED, "naar UZ", reopened)
    course = record(records.in_bed(), endings=(ending,))
    rows = told(sheet(course, issued(course, 49), 53))
    assert rows == [
        ["13-Nov 14:58", "demo.coordinator", "Course ended: transferred (naar UZ)"],
        ["13-Nov 16:58", "demo.physician", "Course reopened: vergissing"],
    ]
    assert told(sheet(course, issued(course, 52.5), 53)) == []


def test_an_older_look_says_that_the_previous_sheet_shows_more() -> None:
    course = record(records.mid_pathway())
    document = sheet(course, issued(course, 30), 29)
    assert line(document).endswith("that sheet shows a later state than this one")
    assert told(document) == []


def test_entries_of_the_second_in_which_it_was_issued_are_told_by_their_place() -> None:
    course = record([*records.in_bed(), note("net erna", 10)])
    previous = issued(course, 10, revision=len(records.in_bed()))
    assert [row[2] for row in told(sheet(course, previous, 11))] == ["Note: net erna"]


def test_a_long_text_is_told_by_its_beginning_and_stands_whole_below() -> None:
    long = " ".join(f"woord{number}" for number in range(2000))
    course = record([*records.in_bed(), note(long, 30)])
    document = sheet(course, issued(course, 29), 31)
    (row,) = told(document)
    assert row[2].endswith(" …")
    assert len(row[2]) < BEGINNING + 10
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    assert squashed(long[-500:]) in body(drawn)


def test_of_many_changes_the_newest_have_a_row_and_none_is_left_out() -> None:
    many = [note(f"nota{number:03}", 20 + number / 10) for number in range(300)]
    course = record([*records.in_bed(), *many])
    document = sheet(course, issued(course, 19.9), 70)
    rows = told(document)
    assert len(rows) == ROWS + 1
    assert rows[0][0] == "besides"
    assert [row[2] for row in rows[1:]] == [
        "! became overdue: Neurological status after surgery",
        "the time is over: 48 h of bed rest completed",
        *(f"Note: nota{number:03}" for number in range(294, 300)),
    ]
    changes = " ".join(row[2] for row in rows)
    assert [each for each in range(300) if f"nota{each:03}" not in changes] == []
    assert missing(document, pdf.render([document])) == []


def test_among_many_changes_what_no_longer_holds_is_told_before_notes() -> None:
    mri = next(each for each in records.before_surgery() if each.action is Action.CORRECT)
    ended = WOUND_CLOSED + timedelta(hours=24)
    since = [
        replace(correction(mri, 20, "herlezen", values={**mri.values, "levels": "C5–C6"}), id="again"),
        *(note(f"nota{number}", 21 + number / 10) for number in range(12)),
        Entry(
            "undo",
            Action.RETRACT,
            "demo.nurse",
            WOUND_CLOSED + timedelta(hours=23),
            supersedes="tissue-sent-1",
        ),
    ]
    ending = Ending(ended, ended, "demo.coordinator", Outcome.TRANSFERRED, "naar UZ")
    course = record([*records.in_bed(), *since], endings=(ending,))
    rows = told(sheet(course, issued(course, 19), 25))[::-1]
    assert rows[0][2] == "Course ended: transferred (naar UZ)"
    assert rows[1][2].startswith("Tissue sent to pathology: entered in error")
    assert [row[2] for row in rows[2:7]] == [f"Note: nota{number}" for number in (11, 10, 9, 8, 7)]
    assert rows[7][2].endswith("corrected: herlezen"), "older than every note, and told all the same"
    assert rows[8][0] == "besides"
    assert "nota0" in rows[8][2]


def test_names_take_the_place_of_accounts_there_too() -> None:
    course = record([*records.in_bed(), note("x", 30)])
    edition = records.edition(as_of=NOW, printed_at=NOW)
    named = replace(edition, names={"demo.physician": "dr. Ann Voorbeeld"})
    document = handover(course, named, issued(course, 29))
    assert "demo.physician" not in {run.text for run in runs_of(document)}
    assert ["12-Nov 18:58", "dr. Ann Voorbeeld", "Note: x"] in told(document)


def test_an_issue_of_last_year_tells_its_year() -> None:
    course = record(records.mid_pathway())
    previous = replace(issued(course, 0, revision=0), at=datetime(2025, 12, 31, 9, tzinfo=NOW.tzinfo))
    assert "(copy 2, 31-Dec-2025 10:00)" in line(sheet(course, previous))
