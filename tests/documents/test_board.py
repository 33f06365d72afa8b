"""The tumour board's pack: whom it shows, the meeting's list, and each patient's page, read back from the PDF."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from pathway_app.definitions.canonical import definition_to_json
from pathway_app.documents import pdf
from pathway_app.documents.board_case import board_case
from pathway_app.documents.board_cases import board_cases
from pathway_app.documents.board_list import board_list
from pathway_app.documents.board_question import BoardQuestion
from pathway_app.documents.model import ColumnKind, Document, Heading, Shape, Table, runs_of
from pathway_app.documents.patient_sheet import patient_sheet
from pathway_app.domain.course import Ending, Outcome
from pathway_app.domain.definition import Outline
from pathway_app.domain.entries import Action, Entry, Variance, VarianceClass
from pathway_app.domain.errors import Refused
from pathway_app.i18n import LANGUAGES, Words
from pathway_app.messages import Sentences
from pathway_app.people import Patient
from pathway_app.ports import Record
from pathway_app.queries import CourseRecord
from tests.conftest import OpenRecord
from tests.demo.test_ward import courses
from tests.recording import install, new_course, person, record_all

from . import records
from .invented_pathway import bread
from .reading import missing, pages, squashed
from .records import ANNELIES, NOW, done, edition, note, record
from .test_hostile_text import lines, names, texts

FOUR = ("neurosurgery", "pathology", "radiotherapy", "oncology")
ASTROCYTOMA = {"tumour_type": "astrocytoma", "malignant_features": "no"}
EPENDYMOMA = {"tumour_type": "ependymoma", "malignant_features": "no"}


def diagnosed(values: dict[str, str] = EPENDYMOMA) -> list[Entry]:
    return [*records.mid_pathway(), done("definitive-diagnosis", 100, values)]


def discussed() -> list[Entry]:
    return [*diagnosed(), done("board-discussed", 110, {"disciplines": FOUR})]


def told(document: Document) -> str:
    """The PDF read back, without white space; nothing of the document may lack."""
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    return squashed("".join(pages(drawn)))


def case(entries: Iterable[Entry], language: str = "en") -> Document:
    return board_case(record(entries), edition(language), 3)


def shows(document: Document, *expected: str) -> None:
    text = told(document)
    assert [each for each in expected if squashed(each) not in text] == []


# whom the board meets about


@pytest.fixture
def ward(opened: OpenRecord, sqlite_file: Path) -> Record:
    return opened(str(sqlite_file))


def enter(ward: Record, mrn: str, entries: Iterable[Entry]) -> str:
    patient = person(mrn)
    course = new_course(patient, NOW)
    named = tuple(_named(mrn, entry) for entry in entries)
    record_all(ward, patient, replace(course, entries=named))
    return course.id


def _named(mrn: str, entry: Entry) -> Entry:
    supersedes = f"{mrn}-{entry.supersedes}" if entry.supersedes else None
    return replace(entry, id=f"{mrn}-{entry.id}", supersedes=supersedes)


def test_who_is_ready_and_who_waits_for_the_diagnosis(ward: Record) -> None:
    enter(ward, "1", records.before_surgery())
    enter(ward, "2", [done("complaints-recorded", -400, {"complaints": ("bowel",)})])
    enter(ward, "3", records.surgery()[:-1])
    waiting = enter(ward, "4", records.mid_pathway())
    again = enter(ward, "5", records.in_follow_up())
    to_discuss = enter(ward, "6", diagnosed())
    to_decide = enter(ward, "7", discussed())
    enter(ward, "8", [*discussed(), done("board-decision", 111, {"decision": "regular-mri"})])
    with ward.queries() as queries:
        cases, waits = board_cases(queries, ())
        assert waits == (waiting,)
        # by deadline: the decision on the day of the discussion, the discussion 7 days after diagnosis, or progression
        assert cases == (to_decide, to_discuss, again)


def test_a_wanted_course_is_a_case_whatever_its_state(ward: Record) -> None:
    first = enter(ward, "1", records.mid_pathway())
    second = enter(ward, "2", discussed())
    with ward.queries() as queries:
        assert board_cases(queries, (second, first)) == ((second, first), ())
        with pytest.raises(Refused) as raised:
            board_cases(queries, (first, "unknown"))
        assert [reason.code for reason in raised.value.reasons] == ["unknown-course"]


def test_a_version_without_a_tumour_board_has_no_cases(ward: Record) -> None:
    older = replace(records.definition(), version="0", outline=Outline())
    install(ward, older, definition_to_json(older))
    patient = person("1")
    course = new_course(patient, NOW, version="0")
    record_all(ward, patient, replace(course, entries=tuple(discussed())))
    with ward.queries() as queries:
        assert board_cases(queries, ()) == ((), ())
        with pytest.raises(Refused, match="no-board"):
            board_cases(queries, (course.id,))


def test_without_a_tumour_board_in_any_pathway_it_is_said() -> None:
    class NoBoard:
        def pathways(self) -> tuple[tuple[str, str], ...]:
            return ()

    with pytest.raises(Refused) as raised:
        board_cases(NoBoard(), ())  # type: ignore[arg-type]
    assert Sentences(Words("en")).refused(raised.value) == (
        "There is no tumour board to print for: the pathway names none.",
    )
    with pytest.raises(Refused, match="no-board"):
        board_case(record([], pathway=bread()), edition("nl"), 1)


# the meeting's list


def demonstration_ward() -> list[CourseRecord]:
    return [
        CourseRecord(Patient(each.name, each.identity), each.course, records.definition(), records.SITE)
        for each in courses(records.definition(), NOW)
    ]


def listed(entries: Iterable[Entry], waiting: Iterable[Entry] | None = None) -> Document:
    other = replace(ANNELIES, mrn="5550001", family_name="Peeters", given_name="Jan")
    waits = [record(waiting, identity=other)] if waiting is not None else []
    return board_list([record(entries)], waits, edition("en"), date(2026, 11, 25))


def test_the_list_tells_who_what_and_by_when_with_room_to_write() -> None:
    document = listed(diagnosed(ASTROCYTOMA), records.mid_pathway())
    assert document.shape is Shape.ACROSS
    shows(
        document,
        "Tumour board list — Wednesday 25 November 2026",
        "1 DE SMET, Annelies 14-Mar-1974 · 4471029 52 y · F",
        "Region: Cervical",
        "C4–C6",
        "Suspected type: Ependymoma",
        "Extent of resection: Complete",
        "15-Nov 16:58 · Tumour type: Astrocytoma",
        "To discuss and to decide",
        "◷ today",
        "Present",
        "Decision",
        "Initials",
        # who waits, since when, until when
        "PEETERS, Jan",
        "5550001",
        "11-Nov 13:28",
        "in 3 d (25-Nov)",
    )
    table = next(block for block in document.blocks if isinstance(block, Table))
    assert all(row[-3:] == ((), (), ()) for row in table.rows)
    assert table.row_height >= 40


def test_the_list_tells_the_question() -> None:
    shows(listed(discussed()), "To decide; discussed on 16-Nov 02:58")
    shows(
        listed(records.mid_pathway()),
        "Discussed without diagnosis",
        "“Definitive tissue diagnosis” is not known",
    )
    again = listed(records.in_follow_up())
    shows(again, "Round 2, after Follow-up MRI · round 2 on 19-Nov 20:58: Result: Progression")
    shows(listed([]), "Whether the tumour board applies is not decided yet")
    refused = [done("treatment-decision", -240, {"decision": "no-operation"})]
    shows(listed(refused), "By the answers given, the tumour board does not apply")
    decided = [*discussed(), done("board-decision", 111, {"decision": "regular-mri"})]
    shows(listed(decided), "Nothing is open for the tumour board")


def test_an_ended_course_asks_nothing() -> None:
    over = Ending(NOW, NOW, "demo.nurse", Outcome.TRANSFERRED, "naar huis dichterbij")
    ended = record(discussed(), endings=(over,))
    shows(board_list([ended], [], edition("en"), None), "The course has ended")
    shows(board_case(ended, edition("en"), 1), "The course has ended", "naar huis dichterbij")


def test_a_list_without_anyone_says_so() -> None:
    shows(board_list([], [], edition("en"), None), "Tumour board list", "Nobody is ready to be discussed.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_ward_stands_on_the_list_and_on_pages(language: str) -> None:
    ward = demonstration_ward()
    document = board_list(ward[:8], ward[8:], edition(language), date(2026, 11, 25))
    text = told(document)
    for each in ward:
        identity = each.patient.identity
        assert squashed(identity.display_name) in text
        assert squashed(identity.mrn) in text
    for number, each in enumerate(ward, 1):
        page = board_case(each, edition(language), number)
        drawn = pdf.render([page])
        assert missing(page, drawn) == []
        ready = BoardQuestion(each, edition(language)).ready
        assert len(pages(drawn)) <= (1 if ready else 2), each.patient.identity.display_name


# a patient's page


def test_the_ordinary_case_fits_one_page_that_tells_everything() -> None:
    document = case(diagnosed())
    assert len(pages(pdf.render([document]))) == 1
    shows(
        document,
        "Complaints: Sensory loss, Loss of dexterity · Since when: ± 2 jaar",
        "Region: Cervical · Levels: C4–C6 · Suspected type: Ependymoma",
        "verkeerd niveau",
        "Plane between tumour and cord: Clear · Extent of resection: Complete",
        "Changed, recovered",
        "MEP, SSEP",
        "Before surgery · 28-Oct 19:58",
        "III – moderate deficit, walks with an aid",
        "Tumour type: Ependymoma · Signs of malignant or aggressive growth: No",
        "claustrofobie, weigert",
        "wonde 2× per dag nakijken",
        "Spreekt Pools: Łukasz Ąžuolas tolkt.",
        "To discuss and to decide",
    )


def test_the_route_is_told_with_its_place_and_only_in_the_first_round() -> None:
    document = case(diagnosed())
    shows(document, "regular MRI and nothing further", "R1; Section Verdere behandeling, bullet 1")
    assert "advice" not in told(document).replace(squashed(document.foot.notice), "").lower()
    shows(case(diagnosed(ASTROCYTOMA)), "The document gives no route for these findings.")
    shows(case(records.mid_pathway()), "Not known yet")
    again = told(case(records.in_follow_up()))
    assert squashed("What the document says") not in again
    assert "R1" not in again


def test_earlier_rounds_and_follow_up_are_told() -> None:
    shows(
        case(records.in_follow_up()),
        "Round 2, after Follow-up MRI · round 2",
        "Disciplines present: Neurosurgery, Pathology, Radiotherapy, Oncology",
        "Decision: Other · Rationale: leeftijd & toestand <zie verslag>",
        "Result: Stable · New time between two MRIs: 1 month",
        "Result: Progression",
        "Rehabilitation indicated: Yes",
    )


def after(document: Document, title: str) -> list[Table]:
    """The tables under a heading."""
    begun, found = False, []
    for block in document.blocks:
        if isinstance(block, Heading):
            begun = block.title == title
        elif begun and isinstance(block, Table):
            found.append(block)
    return found


def test_boxes_are_empty_and_what_was_recorded_is_told_in_words() -> None:
    without_oncology = done(
        "board-discussed",
        110,
        {"disciplines": FOUR[:3]},
        variance=Variance(VarianceClass.ORGANISATION, "oncoloog ziek"),
    )
    document = case([*diagnosed(), without_oncology])
    shows(document, "Disciplines present: Neurosurgery, Pathology, Radiotherapy", "oncoloog ziek")
    facts, boxes = after(document, "Disciplines present")
    assert len(facts.rows) == 1
    titles = ["Neurosurgery", "Pathology", "Radiotherapy", "Oncology"]
    assert [row[1][0][0].text for row in boxes.rows] == titles
    options, signing = after(document, "Decision of the tumour board")
    assert {row[n][0][0].text for row in options.rows for n in (1, 3)} == {
        "Nothing further, regular MRI",
        "Radiotherapy",
        "Radiotherapy and chemotherapy",
        "Other",
    }
    assert {row[0] for table in (boxes, options) for row in table.rows} == {()}
    assert [column.kind for column in options.columns] == [ColumnKind.TICK, ColumnKind.TEXT] * 2
    assert {row[2:] for row in boxes.rows} == {((), ())}
    assert [cell[0][0].text for cell in signing.rows[0]] == ["Date:", "Name:", "Signature:"]
    assert told(document).count(squashed("Disciplines present: ")) == 1


def test_what_people_typed_stands_on_the_page_wherever_they_typed_it() -> None:
    not_needed = Entry(
        "na",
        Action.NOT_APPLICABLE,
        "demo.nurse",
        NOW,
        "rehabilitation-assessed",
        occurred_at=NOW,
        reason="naar andere zorg",
    )
    retracted = [
        done("follow-up-planned", 105, {"clinic": "neurosurgery", "interval_months": 3}),
        Entry(
            "r",
            Action.RETRACT,
            "demo.nurse",
            NOW,
            supersedes="follow-up-planned-1",
            reason="verkeerde patiënt",
        ),
    ]
    shows(case([*diagnosed(), *retracted, not_needed]), "naar andere zorg", "verkeerde patiënt")


@settings(max_examples=100, deadline=None)
@given(names, lines, texts, texts)
def test_whatever_was_typed_is_printed_unchanged(name: str, noted: str, reason: str, rationale: str) -> None:
    identity = replace(ANNELIES, family_name=name, given_name=name)
    entries = [
        *diagnosed()[1:],
        done("complaints-recorded", -400, {"complaints": ("bowel",), "since": noted}),
        done(
            "board-discussed",
            110,
            {"disciplines": FOUR[:2]},
            variance=Variance(VarianceClass.PATIENT, reason, rationale, name),
        ),
        done("board-decision", 111, {"decision": "other", "rationale": rationale}),
        note(noted, 120),
    ]
    course = record(entries, identity=identity)
    for document in (
        board_case(course, edition("nl"), 1),
        board_list([course], [course], edition("nl"), None),
        patient_sheet(course, edition("nl", site=replace(records.SITE, contact_urgent=reason))),
    ):
        assert missing(document, pdf.render([document])) == []
    written = {run.text for run in runs_of(board_case(course, edition("nl"), 1))}
    assert {noted, reason, rationale, name} <= written


def test_another_pathway_has_its_own_board() -> None:
    from pathway_app.definitions.loader import load_definition
    from tests.definitions.pathway_files import KNEE

    knee = load_definition(KNEE)
    entries = [done("referral-received", 1, {"letter": "mank links"})]
    document = board_case(record(entries, pathway=knee), edition("fr"), 1)
    shows(document, "mank links", "Gauche", "Nouveau genou", "Attendre")
