"""Whatever is typed is printed unchanged: every fact of a sheet is found in the text of its PDF."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from pathway_app.documents import pdf
from pathway_app.documents.breaking import break_lines
from pathway_app.documents.handover import handover
from pathway_app.documents.model import Document, Run
from pathway_app.documents.summary import summary
from pathway_app.domain.course import Ending, Outcome, Reopening
from pathway_app.domain.entries import Action, Entry, Variance, VarianceClass
from pathway_app.people import Identity
from pathway_app.queries import CourseRecord, LogHead
from pathway_app.sheets import Copy, Destination, Issue, Pack, Sheet

from . import records
from .reading import bodies, in_parts, missing, pages, quickly, squashed
from .records import ANNELIES, WOUND_CLOSED, correction, done, note, record

MANY = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""for each of two documents, others in every run"""
STRICT = settings(max_examples=30, deadline=None)
MARKUP = (
    "<b>",
    "</b>",
    "&amp;",
    "R&D",
    "<img src='file:///etc/passwd'/>",
    "NIL BY MOUTH <from midnight>",
    "Łukasz Ąžuolas",
    "{title}",
    "{0}",
    "%s",
    "(",
    ")",
    "\\",
    "\\n",
    "ZP:1:2",
    "W" * 90,
    "≠ ☐ ✓ ! ◷",
    "…",
)
printable = st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=("Cc", "Cf", "Zl", "Zp"))
words = st.one_of(st.sampled_from(MARKUP), st.text(printable, min_size=1, max_size=30))
texts = st.lists(words, min_size=1, max_size=12).map(" ".join).filter(str.strip)
lines = st.lists(texts, min_size=1, max_size=3).map("\n".join)
names = st.lists(words, min_size=1, max_size=3).map(lambda parts: " ".join(parts)[:120]).filter(str.strip)


class Typed(NamedTuple):
    """What people typed into one course."""

    family: str
    given: str
    answer: str
    noted: str
    reason: str
    action: str
    why: str


typed = st.builds(Typed, names, names, texts, lines, texts, texts, texts)
SIMPLE = Typed("<b>", "R&D", "NIL BY MOUTH <from midnight>", "Łukasz Ąžuolas", "a", "b", "c")
TWICE = "<b>\nǕ 0 <img src='file:///etc/passwd'/> 0 0 <b>\nǕ 0 <img src='file:///etc/passwd'/> 0 0 <b>"


def course_of(each: Typed) -> CourseRecord:
    """A course in which everything that can be typed is."""
    complaints = done("complaints-recorded", -400, {"complaints": ("bowel",), "since": each.answer})
    early = done(
        "bed-rest-completed",
        30,
        variance=Variance(VarianceClass.PATIENT, each.reason, each.action, each.given),
    )
    at = WOUND_CLOSED + timedelta(hours=62)
    entries = [
        complaints,
        correction(complaints, -390, each.why, values={"complaints": ("bowel",), "since": each.noted}),
        *records.surgery(),
        early,
        note(each.noted, 60),
        note(each.noted, 61, "wound-closed", late=True),
        Entry("close", Action.CLOSE_VARIANCE, "demo.nurse", at, supersedes=early.id, reason=each.why),
        Entry("undo", Action.RETRACT, "demo.nurse", at, supersedes="tissue-sent-1", reason=each.reason),
    ]
    reopened = Reopening(at + timedelta(hours=2), "an", each.why)
    ending = Ending(at, at, "an", Outcome.TRANSFERRED, each.reason, reopened)
    identity = replace(ANNELIES, family_name=each.family, given_name=each.given, surgeon=each.family)
    return record(entries, identity=identity, endings=(ending,))


def handed_over(course: CourseRecord, by: str) -> Document:
    """The second sheet of the course; the first was issued before the notes."""
    copies = (Copy(Sheet.HANDOVER, course.course.id, 1, 10),)
    at = WOUND_CLOSED + timedelta(hours=59)
    previous = Issue(
        LogHead(20, "ab" * 32), at, "demo.nurse", Pack.HANDOVER, "en", Destination.PRINTER, copies
    )
    return handover(course, records.edition(printed_by=by), previous)


def summed_up(course: CourseRecord, by: str) -> Document:
    return summary(course, records.edition(printed_by=by))


def tells_everything(document: Document, facts: tuple[str, ...], of: Identity) -> None:
    """Every run of the document and each of these texts, whole or from page to page; on each page whose it is."""
    drawn = pdf.render([document])
    told = quickly(drawn)
    if lacking(document, facts, told):
        told = pages(drawn)
        assert lacking(document, facts, told) == []
    for page in map(squashed, told):
        assert squashed(of.display_name) in page
        assert "14-Mar-1974" in page
        assert "4471029" in page


def lacking(document: Document, facts: tuple[str, ...], told: tuple[str, ...]) -> list[str]:
    within = bodies(told)
    return [
        *missing(document, told),
        *(fact for fact in map(squashed, facts) if not in_parts(fact, within)),
    ]


@MANY
@given(typed)
@example(SIMPLE)
@example(SIMPLE._replace(noted=TWICE))
def test_every_fact_of_the_handover_is_found_in_the_pdf(each: Typed) -> None:
    course = course_of(each)
    tells_everything(handed_over(course, each.family), each[1:], course.patient.identity)


@MANY
@given(typed)
@example(SIMPLE)
def test_every_fact_of_the_summary_is_found_in_the_pdf(each: Typed) -> None:
    course = course_of(each)
    tells_everything(summed_up(course, each.family), each[1:], course.patient.identity)


@pytest.mark.parametrize("make", [handed_over, summed_up])
@STRICT
@given(typed)
@example(SIMPLE)
def test_a_strict_reader_finds_the_same(make: object, each: Typed) -> None:
    course = course_of(each)
    document = handed_over(course, each.family) if make is handed_over else summed_up(course, each.family)
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    for page in pages(drawn):
        assert squashed(course.patient.identity.display_name) in squashed(page)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(lines, st.booleans()), min_size=1, max_size=4), st.floats(30, 500))
def test_lines_hold_every_word_whole_and_none_is_too_wide(
    given_runs: list[tuple[str, bool]], width: float
) -> None:
    runs = [Run(text, bold) for text, bold in given_runs]
    widths = pdf.font_widths()
    broken = break_lines(runs, width, 8, widths)
    told = ["".join(text for _, text, _ in line) for line in broken]
    assert squashed("".join(told)) == squashed("".join(text for text, _ in given_runs))
    for line in broken:
        end = max((x + widths[bold][text] * 8 for x, text, bold in line), default=0.0)
        longest = max((widths[bold][sign] * 8 for _, text, bold in line for sign in text), default=0.0)
        assert end <= max(width, longest) + 0.01
    whole = "".join(text for text, _ in given_runs)
    narrow = {
        word
        for word in whole.replace("\n", " ").split(" ")
        if word and sum(widths[True][sign] for sign in word) * 8 <= width
    }
    in_lines = {word for line in told for word in line.split(" ")}
    assert narrow <= in_lines
