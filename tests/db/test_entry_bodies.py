"""What the log holds of an entry: what was written before stays as it was, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from db.mappers import entry_body, entry_of
from pathway_app.domain.entries import Action, Entry

ENTRY = Entry(
    "e",
    Action.COMPLETE,
    "an",
    datetime(2026, 3, 4, 10, 0, tzinfo=UTC),
    checkpoint="mri-contrast",
    occurred_at=datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
    values={"region": ("cervical",)},
)
BODY = (
    '{"action":"complete","by":"an","recorded_at":"2026-03-04T10:00:00+00:00","checkpoint":"mri-contrast",'
    '"occurred_at":"2026-03-04T09:30:00+00:00","values":{"region":["cervical"]}}'
)


def test_an_entry_that_is_not_from_paper_says_nothing_about_it() -> None:
    assert entry_body(ENTRY) == BODY
    assert entry_of("e", BODY) == ENTRY


def test_an_entry_from_paper_comes_back_as_one() -> None:
    typed_over = replace(ENTRY, from_paper=True)
    assert entry_body(typed_over) == BODY[:-1] + ',"from_paper":true}'
    assert entry_of("e", entry_body(typed_over)) == typed_over != ENTRY


def test_the_ids_of_imported_entries_without_one_stay_as_they_were() -> None:
    """Importing makes them from this text: another one, and the same file would be taken over twice."""
    assert repr(replace(ENTRY, values={})) == (
        "Entry(id='e', action=<Action.COMPLETE: 'complete'>, by='an', recorded_at=datetime.datetime(2026, 3, 4, "
        "10, 0, tzinfo=datetime.timezone.utc), checkpoint='mri-contrast', round=1, occurred_at=datetime.datetime("
        "2026, 3, 4, 9, 30, tzinfo=datetime.timezone.utc), values={}, variance=None, supersedes=None, reason='', "
        "text='')"
    )
