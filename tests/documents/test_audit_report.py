"""The audit report read back from its PDF: every number of every table, charts, what is missing, the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pathway_app.audit.charts import run_chart
from pathway_app.audit.cohort import Cohort
from pathway_app.audit.heads import column_heads, table_titles
from pathway_app.audit.meanings import column_meanings
from pathway_app.audit.measuring import Point
from pathway_app.audit.tables import tables
from pathway_app.audit.text import told_cells
from pathway_app.definitions.loader import load_definition
from pathway_app.documents import pdf
from pathway_app.documents.audit_report import (
    MOST_DRAWN,
    ReportContent,
    Verified,
    audit_report,
    report_pdf,
)
from pathway_app.documents.model import BarChart, LineChart
from pathway_app.i18n import LANGUAGES
from pathway_app.people import Site
from pathway_app.queries import LogProblem, Verification
from tests.audit.courses import random_courses
from tests.audit.records import ALWAYS, content_of

from .reading import bodies, missing, pages, squashed
from .records import HEAD, NOW, PATHWAY, definition, edition

COUNTS = (0, 1, 4, 5, 200)


@pytest.fixture(scope="module")
def many() -> ReportContent:
    return content(40)


def content(patients: int, **asked: str) -> ReportContent:
    """Of the courses of so many invented patients."""
    courses = random_courses(patients + 30, "report")
    known = list(dict.fromkeys(course["patient"]["mrn"] for course in courses))[:patients]
    return content_of(
        [course for course in courses if course["patient"]["mrn"] in known],
        definition(),
        Cohort(period=ALWAYS, pathway=definition().id, **asked),
    )


def told(of: ReportContent, language: str = "en") -> str:
    """The text of all pages without white space."""
    shown = edition(language)
    label = squashed(shown.words.gettext("Page {page} of {pages}"))
    label = label.replace("{page}", "{n}").replace("{pages}", "{n}")
    return "".join(bodies(report_pdf(of, shown), label))


@pytest.mark.parametrize("patients", COUNTS)
def test_every_number_of_every_table(patients: int) -> None:
    of, shown = content(patients), edition()
    document = audit_report(of, shown)
    drawn = report_pdf(of, shown)
    assert missing(document, drawn) == []
    text = told(of)
    for table in tables(of.audit, shown.words):
        assert squashed(table.definition) in text
        for column in table.columns:
            assert squashed(column.title + column_meanings(table.name, shown.words)[column.key]) in text
        for row in table.rows:
            line = "".join([row.title, *told_cells(row, table.columns, shown.words)])
            assert squashed(line) in text, line
            if patients < 5 and table.name == "intervals":
                cells = told_cells(row, table.columns, shown.words)
                assert all(cell.isdigit() or cell == "–" for cell in cells), "no median of few"
    assert ("%" in text) == (patients >= 5)


def test_every_column_has_its_meaning_and_no_two_of_a_table_the_same() -> None:
    words = edition().words
    for table in set(table_titles(words)) - {"cohort"}:
        meanings = column_meanings(table, words)
        assert list(meanings) == list(column_heads(table, words))
        assert len(set(meanings.values())) == len(meanings)


def test_a_sign_of_a_chart_is_explained_beside_it(many: ReportContent) -> None:
    assert squashed("Behind ≠ how many of the done ones carry a variance.") in told(many)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_says_what_it_is(many: ReportContent, language: str) -> None:
    shown = edition(language)
    document, drawn = audit_report(many, shown), report_pdf(many, shown)
    assert missing(document, drawn) == []
    assert drawn == report_pdf(many, shown)
    all_pages = pages(drawn)
    for number, page in enumerate(all_pages, 1):
        text = squashed(page)
        assert squashed(document.foot.page.format(page=number, pages=len(all_pages))) in text
        assert squashed(shown.words.gettext("DEMO — not real patients")) in text
        assert "7F3A-91C2" in page
        assert "■" not in page
        assert "�" not in page
    if language != "en":
        assert squashed(audit_report(many, edition()).head.title) not in squashed(all_pages[0])


@pytest.mark.parametrize("patients", [0, 1, 2, 3, 6, 9, 14, 20])
def test_where_it_is_signed_stays_on_one_page(patients: int) -> None:
    of, shown = content(patients), edition()
    all_pages = list(map(squashed, pages(report_pdf(of, shown))))
    assert squashed("Signatures Name Signature Date Auditor Physician") in all_pages[-1]
    for title in ("Signatures", "What is missing"):
        assert squashed(f"{title} (continued)") not in "".join(all_pages)


def test_no_patient_stands_in_it(many: ReportContent) -> None:
    text = told(many)
    points = [point for row in many.series.values() for point in row]
    assert points
    assert all(point.patient_id not in text for point in points)
    assert "VOORBEELD" not in text.upper()


def test_charts_are_those_of_the_audit(many: ReportContent) -> None:
    document = audit_report(many, edition())
    bars = [block for block in document.blocks if isinstance(block, BarChart)]
    lines = [block for block in document.blocks if isinstance(block, LineChart)]
    completion = [bar for bar in bars[0].bars if not bar.heads]
    assert [bar.whole for bar in completion] == [each.applicable for each in many.audit.checkpoints.values()]
    assert len(bars) == 2
    drawn = [pair for pair, each in many.audit.intervals.items() if each.n > 1]
    assert [len(line.values) for line in lines] == [many.audit.intervals[pair].n for pair in drawn]
    text = told(many)
    for pair in drawn:
        chart = run_chart(many.audit, pair, many.series[pair], edition().words)
        assert all(squashed(each) in text for each in (*chart.told, chart.summary))


def test_what_is_missing(many: ReportContent) -> None:
    text = told(replace(many, without_group=17))
    audit = many.audit
    for line in (
        f"steps that are open {audit.whole.open} {audit.whole.applicable}",
        f"of these overdue {audit.whole.overdue} {audit.whole.open}",
        f"steps of which it is not decided whether they apply {audit.whole.undecided}",
        f"variances without a reason {audit.all_variances.without_reason} {audit.all_variances.variances}",
        f"courses whose follow-up is not planned {audit.follow_up.unplanned} {audit.follow_up.expected}",
        f"courses without a group: not answered yet 17 {audit.courses}",
    ):
        assert squashed(line) in text, line


def test_the_state_of_the_log(many: ReportContent) -> None:
    text = told(many)
    assert squashed(f"Newest event: 23, reference 7F3A-91C2. Its hash: {HEAD.hash}") in text
    assert squashed("was not verified for this report") in text
    sound = Verified(NOW, Verification(HEAD, 3, ()))
    assert squashed("Verified 22-Nov-2026 09:41: the log holds up to event 23.") in told(
        replace(many, verified=sound)
    )
    broken = Verified(NOW, Verification(HEAD, 3, (LogProblem(4, "hash", "x"),)))
    unsound = told(replace(many, verified=broken))
    assert squashed("the log does NOT hold. Problems: 1. Do not rely on this report.") in unsound
    assert squashed("Signatures Name Signature Date Auditor Physician") in unsound


def test_the_filters_stand_on_it_in_words() -> None:
    of = content(30, outcome="running", surgeon="")
    text = told(of)
    assert squashed("Only the outcome still running") in text
    assert squashed("Only patients with no surgeon written down") in text
    assert squashed("Enrolled from 01-Jan-1990 to 01-Jan-2100") in text


@pytest.mark.parametrize("typed", ["=1+1 <b>&amp;{n}%s", "A" * 400, "漢字 \u202e\u0007 dr. Ç", "x\ny\t\r\nz"])
def test_what_people_typed_stands_as_it_was_typed(typed: str) -> None:
    """What the font lacks is marked, and no brace or tag means anything."""
    of = content(6, surgeon=typed)
    shown = edition(site=Site(hospital=typed, ward=typed, demo=True))
    drawn = report_pdf(of, shown)
    text = "".join(map(squashed, pages(drawn)))
    for part in typed.split():
        visible = squashed("".join(sign for sign in part if sign.isprintable()))
        assert visible in text or (not visible.isascii() and "[?]" in text), part
    assert pdf.lacking(audit_report(of, shown)) == [] or "[?" in text


def test_of_many_courses_only_the_last_are_drawn(many: ReportContent) -> None:
    pair = next(iter(many.audit.intervals))
    begin = datetime(2026, 1, 1, tzinfo=NOW.tzinfo)
    row = [Point(str(n), str(n), begin + timedelta(hours=n), float(n % 7 + n // 500)) for n in range(1000)]
    document = audit_report(replace(many, series={**many.series, pair: row}), edition())
    line = next(block for block in document.blocks if isinstance(block, LineChart))
    assert (len(line.values), line.first) == (MOST_DRAWN, 801)
    assert len(pdf.render([document])) < 400_000


def test_what_the_pathway_calls_its_steps_never_hinders_a_report() -> None:
    text = PATHWAY.read_text("utf-8")
    for title in ("Wond gesloten", "Wonde gesloten"):
        text = text.replace(f"nl: {title},", "nl: '傷 ☃ <b>{n}%s',")
    pathway = load_definition(text)
    assert pathway != definition()
    cohort = Cohort(period=ALWAYS, pathway=pathway.id)
    of = content_of(random_courses(20, "signs"), pathway, cohort)
    told_in_nl = "".join(map(squashed, pages(report_pdf(of, edition("nl")))))
    assert squashed("☃ <b>{n}%s") in told_in_nl
    assert told_in_nl.count("[?]") > 3
