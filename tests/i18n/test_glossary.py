"""The glossary has the words that the catalogues have."""

from __future__ import annotations

import pytest

from tests.docs.pages import ROOT
from tests.i18n.catalogue import messages, read

COLUMNS = {"nl": 2, "fr": 4, "de": 5}
_ENGLISH = 3


def _rows() -> list[list[str]]:
    lines = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in lines if line.startswith("|")]
    return [row for row in rows if row[0] != "term" and not row[0].startswith("---")]


def test_every_line_has_every_column_and_no_term_stands_twice() -> None:
    rows = _rows()
    assert {len(row) for row in rows} == {6}
    terms = [row[0] for row in rows]
    assert sorted(set(terms)) == sorted(terms)


@pytest.mark.parametrize("language", COLUMNS)
def test_a_word_that_is_a_text_by_itself_is_translated_so(language: str) -> None:
    """Cells that wait for their translation are empty."""
    told = {
        message.id.casefold(): str(message.string)
        for message in messages(read(language)).values()
        if isinstance(message.id, str) and not message.context  # with one, a word means something else
    }
    pairs = [(row[_ENGLISH].casefold(), row[COLUMNS[language]]) for row in _rows()]
    known = [(english, word) for english, word in pairs if english in told and word]
    for english, word in known:
        assert told[english].casefold() == word.casefold(), english
    assert len(known) > 20 or not any(word for _, word in pairs)
