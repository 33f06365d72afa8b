"""Drafts and preferences are an account's own, outlive the program, and leave no trace in the log."""

from __future__ import annotations

from pathway_app.ports import Record
from tests.conftest import OpenRecord
from tests.contract.bare import Bare
from tests.contract.conftest import Sound

HOSTILE = "R&D <b>Łukasz</b> ' \" \\ \n\t — " + "é" * 5000


def test_a_draft_is_kept_for_whoever_typed_it(
    record: Record, opened: OpenRecord, database: Bare, sound: Sound
) -> None:
    with record.queries() as queries:
        before = queries.log_head()
    record.drafts("an").save("k1", "eerste")
    record.drafts("an").save("k1", HOSTILE)
    record.drafts("an").save("k2", "")
    record.drafts("bo").save("k1", "van Bo")
    again = opened(database.address)
    mine = again.drafts("an")
    kept = mine.load("k1")
    assert kept is not None
    assert (kept.key, kept.content, kept.saved_at.tzinfo is not None) == ("k1", HOSTILE, True)
    assert [draft.key for draft in mine.all()] == ["k1", "k2"]
    mine.drop("k1")
    mine.drop("k1")
    assert mine.load("k1") is None
    assert [draft.content for draft in again.drafts("bo").all()] == ["van Bo"]
    assert again.drafts("nobody").all() == ()
    with record.queries() as queries:
        assert queries.log_head() == before
    sound()


def test_preferences_are_kept_by_name(record: Record, opened: OpenRecord, database: Bare) -> None:
    record.preferences("an").save("language", "nl")
    record.preferences("an").save("language", "fr")
    record.preferences("an").save("theme", "dark")
    record.preferences("bo").save("theme", "light")
    mine = opened(database.address).preferences("an")
    assert mine.all() == {"language": "fr", "theme": "dark"}
    assert (mine.load("theme"), mine.load("unknown")) == ("dark", None)
    mine.drop("theme")
    assert mine.all() == {"language": "fr"}
