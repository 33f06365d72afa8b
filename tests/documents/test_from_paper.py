"""An entry that was typed over from a sheet says so on every sheet that tells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from pathway_app.documents import pdf
from pathway_app.documents.handover import handover
from pathway_app.domain.entries import Entry

from . import records
from .reading import body, squashed
from .records import NOW, correction, done, note, record

MARK = "frompaper"
DONE = done("tissue-sent", 1)
LATE = done("tissue-sent", 1, recorded_after=40)


def told(*entries: Entry) -> str:
    course = record([*records.in_bed(), *entries])
    return body(pdf.render([handover(course, records.edition("en", as_of=NOW, printed_at=NOW))]))


def typed_over(entry: Entry) -> Entry:
    return replace(entry, from_paper=True)


def later(entry: Entry) -> Entry:
    """Its correction, half an hour earlier than was said first."""
    assert entry.occurred_at is not None
    moved = entry.occurred_at - timedelta(minutes=30)
    return correction(entry, 60, "klok fout", occurred_at=moved, from_paper=False)


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ((DONE,), 0),
        ((typed_over(DONE),), 1),
        ((typed_over(LATE),), 1),
        ((typed_over(DONE), later(DONE)), 1),
        ((DONE, typed_over(later(DONE))), 1),
        ((typed_over(DONE), typed_over(later(DONE))), 2),
        ((typed_over(note("gebeld met de dienst", 3)),), 1),
    ],
)
def test_the_mark_of_each_entry_from_paper(entries: tuple[Entry, ...], expected: int) -> None:
    assert told(*entries).count(MARK) == expected


@pytest.mark.parametrize("change", [typed_over, lambda entry: entry])
def test_a_late_entry_stays_one(change: Callable[[Entry], Entry]) -> None:
    assert squashed("late entry, recorded") in told(change(LATE))


def test_the_correction_says_it_where_it_is_told() -> None:
    assert squashed("by demo.nurse, from paper: klok fout") in told(DONE, typed_over(later(DONE)))
