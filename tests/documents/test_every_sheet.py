"""Every kind of sheet of the demonstration ward in every language, issued from a real record and read back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf.generic import DictionaryObject

from db.engine import DatabaseRecords
from pathway_app.cli.sheets import every_order
from pathway_app.commands import IssueSheets
from pathway_app.demonstration import demonstration
from pathway_app.documents import making, pdf
from pathway_app.documents.model import Document
from pathway_app.founding import Foundation, found, shipped_definitions
from pathway_app.i18n import LANGUAGES, Words
from pathway_app.issuing import edition
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from pathway_app.services.service import Service
from pathway_app.sheets import Destination, Pack, SheetOrder
from tests.clocks import HandClock

from .reading import missing, pages, reader, squashed

ADMIN = Actor("demo.administrator", "B. Aerts", Role.ADMINISTRATOR)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Record]:
    path, clock = tmp_path_factory.mktemp("ward") / "ward.db", HandClock()
    records = DatabaseRecords(clock)
    foundation = Foundation(administrator=ADMIN, definitions=shipped_definitions())
    found(records, str(path), demonstration(foundation, clock.now()))
    record = records.open(str(path))
    yield record
    record.close()


def issued(record: Record, pack: Pack, language: str) -> tuple[SheetOrder, tuple[Document, ...]]:
    """The documents of one issue of that pack."""
    with record.queries() as queries:
        order = next(each for each in every_order(queries) if each.pack is pack)
        order = replace(order, language=language)
        shown = making.shown(order, queries)
    command = IssueSheets(pack=pack, shown=shown, language=language, to=Destination.FILE)
    Service(record).execute(command, ADMIN)
    with record.queries() as queries:
        issue = queries.issue_of(command.command_id)
        assert issue is not None
        of = edition(queries, language, issue.at, ADMIN.full_name, issue)
        return order, making.documents(order, queries, of)


def copy_of(document: Document, words: Words) -> int:
    """The copy number in the head."""
    begin = words.gettext("Copy {number}").format(number="")
    runs = [run.text for told in document.head.circumstances for run in told]
    return next(int(text.removeprefix(begin)) for text in runs if text.startswith(begin))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pack", Pack)
def test_every_page_is_whole_and_says_whose_it_is(record: Record, pack: Pack, language: str) -> None:
    order, documents = issued(record, pack, language)
    assert documents
    words = Words(language)
    for document in documents:
        drawn = pdf.render([document])
        assert missing(document, drawn) == []
        shown = pages(drawn)
        for number, page in enumerate(shown, 1):
            text = squashed(page)
            assert "■" not in page
            assert "�" not in page
            assert squashed(document.foot.page.format(page=number, pages=len(shown))) in text
            for told in document.head.circumstances:
                assert squashed("".join(run.text for run in told)) in text
            assert copy_of(document, words) >= 1
            assert "DEMO" in text
            if document.identity is not None:
                assert squashed(document.identity.name.text) in text
                assert squashed(document.subject) in text
                assert squashed("".join(run.text for run in document.foot.identity)) in text
    made = making.rendered(order, documents)
    assert made.unprintable == ()
    assert made.pdf == making.rendered(order, documents).pdf
    for page_of_all in reader(made.pdf).pages:
        for font in page_of_all["/Resources"]["/Font"].values():  # type: ignore[index]
            described = font.get_object()["/FontDescriptor"].get_object()
            assert isinstance(described, DictionaryObject)
            assert "/FontFile2" in described


def test_each_issue_has_the_next_copy_number(record: Record) -> None:
    words = Words("en")
    numbers = [copy_of(issued(record, Pack.SUMMARY, "en")[1][0], words) for _ in range(3)]
    assert numbers == [numbers[0], numbers[0] + 1, numbers[0] + 2]


def test_one_command_writes_them_all(tmp_path: Path, record: Record) -> None:
    from tests.cli.zorgpad import zorgpad

    answer = zorgpad("init", "--demo", "--database", "ward.db", folder=tmp_path)
    assert answer.code == 0
    answer = zorgpad("sheets", "out", "--database", "ward.db", folder=tmp_path)
    assert (answer.code, answer.error) == (0, "")
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {f"{pack.value}-{language}.pdf" for pack in Pack for language in LANGUAGES}
    for path in (tmp_path / "out").iterdir():
        assert len(reader(path.read_bytes()).pages) >= 1
