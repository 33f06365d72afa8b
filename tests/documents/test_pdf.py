"""The PDF itself: identity and page numbers, fonts, what cannot be printed, the same bytes."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
import segno
from pypdf.generic import Destination, DictionaryObject

from pathway_app.documents import making, pdf
from pathway_app.documents.handover import handover
from pathway_app.documents.model import Document
from pathway_app.documents.scan_code import scan_code, scanned
from pathway_app.documents.ward import ward
from pathway_app.domain.entries import Entry
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from pathway_app.people import Identity
from pathway_app.queries import LogHead
from pathway_app.sheets import Ordering, Pack, Sheet, SheetOrder

from . import records
from .reading import body, missing, pages, reader, squashed
from .records import ANNELIES, HEAD, NOW, note

ROOT = Path(__file__).parents[2]


def sheet(entries: list[Entry], identity: Identity = ANNELIES, language: str = "en") -> Document:
    course = records.record(entries, identity=identity)
    return handover(course, records.edition(language))


def many_pages() -> list[Entry]:
    notes = [note(f"nota {number} " + "woord " * 300, 60 + number) for number in range(12)]
    return [*records.in_follow_up(), *notes]


def test_each_page_says_whose_it_is_of_when_and_which_page_it_is() -> None:
    shown = pages(pdf.render([sheet(many_pages())]))
    assert len(shown) > 2
    for number, page in enumerate(shown, 1):
        for each in (
            "DE SMET, Annelies",
            "14-Mar-1974",
            "4471029",
            "State as of 22-Nov-2026 09:41",
            "Printed 22-Nov-2026 09:41 by M. Peeters",
            "DEMO — not a real patient",
            "Check 7F3A-91C2 · event 23",
            "the program is the truth",
            "gives no advice",
            f"Page {number} of {len(shown)}",
        ):
            assert each in page


def test_a_real_ward_s_sheet_has_no_mark() -> None:
    site = replace(records.SITE, demo=False)
    document = handover(records.record([]), records.edition(site=site))
    assert "DEMO" not in "".join(pages(pdf.render([document])))


def test_what_goes_on_on_the_next_page_has_its_heading_again() -> None:
    shown = pages(pdf.render([sheet(many_pages())]))
    assert "Notes (continued)" in shown[1]


def test_a_table_that_goes_on_repeats_its_head() -> None:
    entries = [*records.before_surgery()]
    entries += [records.done("follow-up-planned", 1, {"clinic": "neurosurgery", "interval_months": 1})]
    skips = [
        replace(records.before_surgery()[-1], id=f"s{n}", checkpoint="follow-up-mri", round=n)
        for n in range(1, 90)
    ]
    shown = pages(pdf.render([sheet([*entries, *skips])]))
    continued = [page for page in shown if "Variances (continued)" in page]
    assert continued
    for page in continued:
        assert squashed("Step Variance Reason") in squashed(page)


def test_no_row_and_no_word_is_lost_over_pages() -> None:
    numbered = " ".join(f"woord{number}" for number in range(2500))
    document = sheet([*records.in_follow_up(), note(numbered, 70), note("kort", 71)])
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    for page in pages(drawn):
        assert page.count("demo.physician") <= 3


def test_patients_in_one_file_have_pages_of_their_own_numbering_and_a_bookmark_each() -> None:
    second = replace(ANNELIES, family_name="Ąžuolas", given_name="Łukasz", mrn="9000002")
    drawn = pdf.render([sheet(many_pages()), sheet(records.in_bed(), second)])
    shown = pages(drawn)
    assert "Page 1 of 1" in shown[-1]
    assert f"Page {len(shown) - 1} of {len(shown) - 1}" in shown[-2]
    assert "4471029" not in shown[-1]
    assert "9000002" not in "".join(shown[:-1])
    titles = [str(entry["/Title"]) for entry in reader(drawn).outline if isinstance(entry, Destination)]
    assert titles == ["DE SMET, Annelies", "ĄŽUOLAS, Łukasz"]


def test_every_font_is_embedded_and_subset() -> None:
    for page in reader(pdf.render([sheet(records.mid_pathway())])).pages:
        fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]  # type: ignore[index]
        assert len(fonts) == 2
        for font in fonts:
            assert isinstance(font, DictionaryObject)
            assert "+DejaVuSans" in str(font["/BaseFont"])
            descriptor = font["/FontDescriptor"]
            assert isinstance(descriptor, DictionaryObject)
            assert "/FontFile2" in descriptor


def test_nothing_is_printed_as_a_box() -> None:
    entries = [*records.in_follow_up(), note("Łukasz Ąžuolas ≠ ÅSE “Ω” Þór Čapek Ğ ø ŵ Đặng Ελένη Жанна", 70)]
    document = sheet(entries)
    drawn = pdf.render([document])
    assert "■" not in "".join(pages(drawn))
    assert missing(document, drawn) == []


def test_more_signs_than_one_part_of_a_font_holds() -> None:
    signs = "".join(
        chr(number)
        for number in (*range(0xC0, 0x250), *range(0x391, 0x3CA), *range(0x410, 0x450))
        if chr(number).isalpha()
    )
    drawn = pdf.render([sheet([note(signs, 70)])])
    assert squashed(signs) in body(drawn)


@pytest.mark.parametrize(
    ("text", "character"),
    [
        ("漢字", "字 (U+5B57), 漢 (U+6F22)"),
        ("🙂", "🙂 (U+1F642)"),
        ("שש", "ש (U+05E9)"),
        ("😀", "😀 (U+1F600)"),
        (
            "甲乙丙丁戊己庚辛壬",
            "丁 (U+4E01), 丙 (U+4E19), 乙 (U+4E59), 壬 (U+58EC), 己 (U+5DF1), 庚 (U+5E9A), "
            "戊 (U+620A), 甲 (U+7532) …",
        ),
        ("bel\x07", "U+0007"),
        ("\x9b", "U+009B"),
    ],
)
def test_a_sign_that_cannot_be_printed_is_refused_with_its_place(text: str, character: str) -> None:
    with pytest.raises(Refused) as refused:
        pdf.render([sheet([note(text, 70, "mri-contrast")])])
    expected = {"characters": character, "place": "MRI with contrast: Note (4471029)"}
    assert refused.value.reasons == (Refusal("font-lacks", "text", expected),)
    sentence = Sentences(Words("en")).refusal(Refusal("font-lacks", "text", expected))
    assert (
        sentence == f"MRI with contrast: Note (4471029): {character} cannot be printed; write it otherwise."
    )


def test_every_refused_sign_is_named_at_once() -> None:
    stranger = replace(ANNELIES, family_name="漢", surgeon="字")
    with pytest.raises(Refused) as refused:
        pdf.render([sheet([note("🙂", 70)], stranger)])
    assert {reason.field for reason in refused.value.reasons} == {"family_name", "surgeon", "text"}


def test_the_name_is_named_as_such_once_whatever_its_weight() -> None:
    stranger = replace(ANNELIES, given_name="漢")
    with pytest.raises(Refused) as refused:
        pdf.render([sheet([], stranger)])
    expected = {"characters": "漢 (U+6F22)", "place": "Name (4471029)"}
    assert refused.value.reasons == (Refusal("font-lacks", "family_name", expected),)


def test_what_can_be_printed_of_a_text_is() -> None:
    text = "allergie voor 青霉素, niet geven 😀"
    stranger = replace(ANNELIES, surgeon="青 霉")
    document = pdf.without_unprintable(sheet([note(text, 70)], stranger))
    told = body(pdf.render([document]))
    assert squashed("allergie voor [?], niet geven [?] [? = cannot be printed: see the screen]") in told
    (first,) = pages(pdf.render([document]))
    assert squashed("Surgeon [cannot be printed: read it on the screen]") in squashed(first)
    assert told.count(squashed("[? = cannot be printed: see the screen]")) == 1
    assert pdf.lacking(document) == []


def test_the_head_stops_no_sheet_and_the_place_is_named() -> None:
    site = replace(records.SITE, hospital="病院 Noord")
    course = records.record([note("gewoon", 70)], site=site)
    edition = records.edition(site=site, printed_by="漢 Peeters")
    edition = replace(edition, names={"demo.physician": "李 An"})
    order = SheetOrder(Pack.HANDOVER, "en", ("course-1",))
    made = making.rendered(order, [handover(course, edition)])
    assert [str(each.params["place"]) for each in made.unprintable] == [
        "Setting hospital (4471029)",
        "Name of an account (4471029)",
    ]
    told = "".join(pages(made.pdf))
    assert "[?] Noord" in told
    assert "by [?] Peeters" in told
    assert "[?] An" in told
    with pytest.raises(Refused) as refused:
        making.rendered(order, [sheet([note("漢", 70)])])
    assert [each.field for each in refused.value.reasons] == ["text"]


def test_a_row_of_a_list_is_named_by_its_patient() -> None:
    stranger = replace(ANNELIES, given_name="漢", mrn="9000002")
    course = records.record(records.in_bed(), identity=stranger)
    listed = ward([records.record(records.in_bed()), course], records.edition(), Ordering.BED)
    assert [each.params["place"] for each in pdf.lacking(listed)] == ["Name (9000002)"]


def test_without_a_copy_number_the_head_says_why() -> None:
    edition = replace(records.edition(), is_recorded=False)
    told = pages(pdf.render([handover(records.record([]), edition)]))[0].replace("\n", " ")
    assert "No copy number: the record could not be written" in told
    assert "Preview" not in told


def test_signs_without_ink_and_other_ways_of_writing_are_no_obstacle() -> None:
    drawn = pdf.render(
        [sheet([note("zo\u00adne\u200b \u2066A\u0301se\u2069\r\nvolgende\tregel\u2028laatste", 70)])]
    )
    assert "zoneÁsevolgenderegellaatste" in body(drawn)


def test_the_same_sheet_is_the_same_bytes() -> None:
    first = pdf.render([sheet(records.mid_pathway())])
    assert pdf.render([sheet(many_pages())]) != first
    assert pdf.render([sheet(records.mid_pathway())]) == first


def test_the_same_bytes_in_another_process() -> None:
    program = (
        "import hashlib; from tests.documents.test_pdf import *; "
        "print(hashlib.sha256(pdf.render([sheet(records.in_follow_up())])).hexdigest())"
    )
    digests = {
        subprocess.run(
            [sys.executable, "-c", program],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(digests) == 1


def test_no_document_is_an_empty_file_that_can_be_read() -> None:
    assert len(reader(pdf.render([])).pages) <= 1


def test_only_drawing_loads_the_paper_library() -> None:
    program = (
        "import sys; import pathway_app.documents.handover, pathway_app.documents.layout; "
        "print({'reportlab', 'segno', 'PIL'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"


def test_the_printed_code_is_the_code_of_record_number_and_log() -> None:
    code = scan_code("4471029", HEAD, Sheet.HANDOVER)
    assert code == "ZP:4471029:7F3A-91C2:23:H0"
    matrix = segno.make_qr(code, error="m", mask=2, boost_error=False).matrix
    drawn = pdf.render([sheet(records.mid_pathway())])
    picture = pypdfium2.PdfDocument(drawn)[0].render(scale=6, grayscale=True).to_pil()
    from pathway_app.documents.flow import CODE_SIZE, MARGIN, QUIET
    from pathway_app.documents.placed import UPRIGHT

    module = CODE_SIZE / len(matrix)
    left, scale = UPRIGHT.width - MARGIN - QUIET - CODE_SIZE, 6
    column = [picture.getpixel((int((left + module / 2) * scale), y)) for y in range(picture.height // 4)]
    # the finder pattern's left edge is the only dark run of seven modules in its column near the top
    runs = [y for y in range(1, len(column)) if column[y] < 128 <= column[y - 1]]
    top = next(y for y in runs if all(column[y + step] < 128 for step in range(int(6.5 * module * scale))))
    for row, line in enumerate(matrix):
        for number, dark in enumerate(line):
            x = int((left + (number + 0.5) * module) * scale)
            y = int(top + (row + 0.5) * module * scale)
            assert (picture.getpixel((x, y)) < 128) == bool(dark)


def test_a_scanned_code_says_whose_sheet_it_is_and_how_new() -> None:
    code = scan_code("A:12", HEAD, Sheet.SUMMARY, 4)
    assert scanned(code) == scanned(code.lower().replace("a:12", "A:12"))
    assert scanned(code) == ("A:12", "7F3A-91C2", 23, Sheet.SUMMARY, 4)
    assert scanned(scan_code("1", LogHead(0, ""), Sheet.HANDOVER)) == ("1", "", 0, Sheet.HANDOVER, 0)
    assert scanned(scan_code("", HEAD, Sheet.WARD, 12)) == ("", "7F3A-91C2", 23, Sheet.WARD, 12)
    for other in ("4471029", "ZP:1:7F3A-91C2:x:H1", "ZP:1:7F3A-91C2:23:X1", "ZP:1:7F3A-91C2:23:H²", "::::"):
        assert scanned(other) is None


def test_a_long_name_stays_whole() -> None:
    name = "Wielożenko-" * 10 + "Ąž"
    long = replace(
        ANNELIES, family_name=name, given_name="Maria " * 19 + "Maria", bed="b" * 20, surgeon="S" * 80
    )
    document = sheet(many_pages(), long)
    drawn = pdf.render([document])
    assert missing(document, drawn) == []
    for page in pages(drawn):
        assert squashed(long.display_name) in squashed(page)


def test_now_is_shown_beside_when_it_was_printed() -> None:
    course = records.record(records.mid_pathway())
    document = handover(course, records.edition(as_of=NOW - timedelta(days=1), printed_by="an"))
    shown = pages(pdf.render([document]))[0]
    assert "State as of 21-Nov-2026 09:41" in shown
    assert "Printed 22-Nov-2026 09:41 by an" in shown


def test_a_head_that_leaves_no_room_still_comes_to_an_end() -> None:
    site = replace(records.SITE, hospital="Ziekenhuis " * 700)
    document = handover(records.record(records.in_bed()), records.edition(site=site))
    assert len(pages(pdf.render([document]))) < 200
