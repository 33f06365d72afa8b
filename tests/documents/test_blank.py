"""Checklists to fill in by hand, read back from their PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pathway_app import wording
from pathway_app.documents import pdf
from pathway_app.documents.blank import blank, blank_pathway
from pathway_app.documents.layout import lay_out
from pathway_app.documents.model import TO_WRITE_IN, Document, Table, Text, ToFill
from pathway_app.domain.course import FINISHED_STATES, Ending, Outcome, course_state
from pathway_app.domain.definition import FieldKind, LocalText, PathwayDefinition
from pathway_app.i18n import LANGUAGES, Words
from pathway_app.queries import CourseRecord

from . import records
from .invented_pathway import bread
from .reading import missing, pages, squashed
from .records import ANNELIES, NOW, WOUND_CLOSED, definition, edition, record
from .test_hostile_text import names, words
from .test_ward import demonstration


def sheet(of: CourseRecord, language: str = "en", hours: float | None = None) -> Document:
    now = NOW if hours is None else WOUND_CLOSED + timedelta(hours=hours)
    return blank(of, edition(language, as_of=now, printed_at=now))


def text(document: Document) -> str:
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    return "".join(map(squashed, pages(drawn)))


def rows(document: Document) -> Iterator[tuple[Text, ...]]:
    """The paragraphs of each step to fill in."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield from (row[1] for row in block.rows)


def written(line: Text) -> str:
    return "".join(run.text for run in line).replace("\u00a0", " ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_checklists_of_the_ward_have_at_most_three_pages_and_everything_on_them(language: str) -> None:
    for each in demonstration():
        document = sheet(each, language)
        drawn = pdf.render([document])
        assert missing(document, drawn) == []
        assert len(pages(drawn)) <= 3, document.bookmark
        for page in map(squashed, pages(drawn)):
            assert squashed(each.patient.identity.display_name) in page
            assert each.patient.identity.mrn in page
            assert "■" not in page


@pytest.mark.parametrize("entries", [records.before_surgery(), records.mid_pathway(), records.in_follow_up()])
def test_every_step_that_is_not_finished_stands_on_it_in_the_order_of_the_screen(entries: list) -> None:  # type: ignore[type-arg]
    of = record(entries)
    state = course_state(of.definition, of.course.entries, NOW)
    expected = [
        of.definition.by_id[each.checkpoint].title["en"]
        + (f" · round {each.round}" if each.round > 1 else "")
        for each in state.checkpoints
        if each.state not in FINISHED_STATES
    ]
    assert [lines[0][0].text for lines in rows(sheet(of))] == expected


def test_every_question_has_all_its_answers_or_a_line_to_write_on() -> None:
    document = blank_pathway(definition(), edition("en"))
    steps = list(rows(document))
    assert len(steps) == len(definition().checkpoints)
    for checkpoint, lines in zip(definition().checkpoints, steps, strict=True):
        for field in checkpoint.fields:
            asked = field.title["en"]
            (line,) = [each for each in lines[1:] if written(each).startswith((f"{asked}:", f"{asked} ("))]
            if field.kind in (FieldKind.TEXT, FieldKind.INTEGER):
                assert isinstance(line, ToFill)
                assert wording.unit(field, Words("en")) in written(line)
            else:
                for option in field.options:
                    assert f"☐ {option.title['en']}" in written(line)
            assert ("more than one may apply" in written(line)) is (field.kind is FieldKind.SEVERAL)
        assert isinstance(lines[-1], ToFill)
        for kind in ("patient", "clinician", "organisation"):
            assert f"☐ {kind}" in written(lines[-1])


def test_finished_steps_are_ticked_on_a_line_of_their_phase() -> None:
    told = text(sheet(record(records.mid_pathway())))
    assert squashed("1 Diagnosis ✓ Complaints ✓ MRI") in told
    assert squashed("≠ SSEP") in told
    assert squashed("≠ 48 h bed rest") in told


def test_what_a_step_waits_for_and_until_when_is_said_without_counting_from_now() -> None:
    told = text(sheet(record(records.in_bed()), hours=30.5))
    assert squashed("▶ until 13-Nov 12:58") in told
    assert squashed("Day and time: First mobilised") in told
    assert squashed("! by 12-Nov 12:58") in told
    assert squashed("waits for: definitive diagnosis") in told
    assert squashed("Not decided yet whether it applies: “") in told
    assert squashed("left") not in told.replace(squashed("may be left empty"), "")


def test_a_later_round_is_named() -> None:
    assert squashed("Follow-up MRI · round 3") in text(sheet(record(records.in_follow_up())))


def test_a_course_that_has_ended_has_nothing_to_fill_in() -> None:
    ending = Ending(NOW, NOW, "x", Outcome.DECEASED, "thuis")
    document = sheet(record(records.mid_pathway(), endings=(ending,)))
    assert list(rows(document)) == []
    assert squashed("Course ended 22-Nov-2026 09:41: deceased. thuis") in text(document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pathways_checklist_has_room_on_every_page_to_write_who_it_is(language: str) -> None:
    at = edition(language)
    document = blank_pathway(definition(), at)
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    assert 2 < len(pages(drawn)) <= 6
    labels = [squashed(written(label)) for line in document.to_identify for label in line]
    assert len(labels) == 6
    for page in map(squashed, pages(drawn)):
        assert [label for label in labels if label not in page] == []
        assert "■" not in page


@pytest.mark.parametrize("of", [bread(), definition()])
def test_every_line_and_row_is_high_enough_to_write_in(of: PathwayDefinition) -> None:
    document = blank_pathway(of, edition("nl"))
    found = 0
    for page in lay_out(document, pdf.font_widths()):
        lines = sorted({y for _, y, _, _, _, _ in page.body.texts})
        for x, y, told, _, _, _ in page.body.texts:
            if told.startswith("____"):
                found += 1
                above = min((each for each in lines if each > y + 1), default=page.paper.height)
                assert above - y >= TO_WRITE_IN
                assert len(told) >= 20
                assert x > page.paper.width * 0.05
    fields = [field for each in of.checkpoints for field in each.fields]
    assert found >= len(of.checkpoints) + sum(not field.options for field in fields)


def test_a_made_up_pathway_in_one_language() -> None:
    told = text(blank_pathway(bread(), edition("nl")))
    for expected in ("Gekneed", "☐ Rogge", "☐ Tarwe", "Gewicht (gram)", "Gerezen", "Geproefd"):
        assert squashed(expected) in told
    assert squashed("Geproefd") in text(sheet(record([], pathway=bread()), "nl"))


@settings(max_examples=100, deadline=None)
@given(names, names, st.lists(words, min_size=1, max_size=20))
@example("<b>", "R&D", ["W" * 90])
def test_hostile_names_and_titles_are_printed_unchanged(
    family: str, given_name: str, titles: list[str]
) -> None:
    identity = replace(ANNELIES, family_name=family, given_name=given_name)
    checkpoints = definition().phases[0].checkpoints
    changed = tuple(
        replace(each, title=LocalText({"en": title}))
        for each, title in zip(checkpoints, titles, strict=False)
    )
    phase = replace(definition().phases[0], checkpoints=changed + checkpoints[len(changed) :])
    pathway = replace(definition(), phases=(phase, *definition().phases[1:]))
    document = sheet(record([], identity=identity, pathway=pathway))
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    for page in map(squashed, pages(drawn)):
        assert squashed(identity.display_name) in page
