"""Whatever is typed is printed unchanged: every fact of the sheet is found in the text of its PDF."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import example, given, settings
from hypothesis import strategies as st

from pathway_app.documents import pdf
from pathway_app.documents.breaking import break_lines
from pathway_app.documents.handover import handover
from pathway_app.documents.model import Run
from pathway_app.domain.entries import Variance, VarianceClass

from . import records
from .reading import bodies, in_parts, missing, pages, squashed
from .records import ANNELIES, correction, done, note, record

MARKUP = (
    "<b>",
    "</b>",
    "&amp;",
    "R&D",
    "<img src='file:///etc/passwd'/>",
    "NIL BY MOUTH <from midnight>",
    "Łukasz Ąžuolas",
    "{title}",
    "%s",
    "(",
    ")",
    "\\",
    "\\n",
    "ZP:1:2",
    "W" * 90,
    "≠ ☐ ✓ ! ◷",
)
printable = st.characters(min_codepoint=32, max_codepoint=0x24F, exclude_categories=("Cc", "Cf", "Zl", "Zp"))
words = st.one_of(st.sampled_from(MARKUP), st.text(printable, min_size=1, max_size=30))
texts = st.lists(words, min_size=1, max_size=12).map(" ".join).filter(str.strip)
lines = st.lists(texts, min_size=1, max_size=3).map("\n".join)
names = st.lists(words, min_size=1, max_size=3).map(lambda parts: " ".join(parts)[:120]).filter(str.strip)


@settings(max_examples=200, deadline=None)
@given(names, names, texts, lines, texts, texts, texts)
@example("<b>", "R&D", "NIL BY MOUTH <from midnight>", "Łukasz Ąžuolas", "a", "b", "c")
def test_every_fact_is_found_in_the_pdf(
    family: str, given_name: str, answer: str, noted: str, reason: str, action: str, why: str
) -> None:
    identity = replace(ANNELIES, family_name=family, given_name=given_name, surgeon=family)
    complaints = done("complaints-recorded", -400, {"complaints": ("bowel",), "since": answer})
    early = done(
        "bed-rest-completed", 30, variance=Variance(VarianceClass.PATIENT, reason, action, given_name)
    )
    entries = [
        complaints,
        correction(complaints, -390, why, values={"complaints": ("bowel",), "since": noted}),
        *records.surgery(),
        early,
        note(noted, 60),
        note(noted, 61, "wound-closed", late=True),
    ]
    document = handover(record(entries, identity=identity), records.edition(printed_by=family))
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    told = bodies(drawn)
    for typed in (answer, noted, reason, action, why, given_name):
        assert in_parts(squashed(typed), told)
    for page in pages(drawn):
        shown = squashed(page)
        assert squashed(identity.display_name) in shown
        assert "14-Mar-1974" in shown
        assert "4471029" in shown


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
