"""What stands in a log for ever: other names, or another order of columns, would make older records unreadable."""

from __future__ import annotations

import hashlib

import pytest

from db.log import OF_ACCESS, OF_ACCOUNTS, OF_COURSES, OF_MEETINGS, OF_PAPER, Event, EventKind, Head, digest
from pathway_app.accesses import Access
from pathway_app.domain.entries import DECIDING, NAMING, Action, VarianceClass
from tests.clocks import NOW

EVENT = Event(7, "e", "entry", None, "an", "c", "AddNote", "2026-11-22T08:41:00Z", '{"text":"é"}')


def test_the_names_of_events() -> None:
    assert [kind.value for kind in EventKind] == [
        "enrolled", "entry", "ended", "reopened", "patient-added", "definition-installed", "account-added",
        "account-changed", "password-set", "rekeyed", "site-changed", "sheets-issued", "print-failed", "moved",
        "identity-corrected", "meeting-planned", "meeting-changed",
    ]  # fmt: skip


def test_what_events_are_about() -> None:
    assert {"enrolled", "entry", "ended", "reopened", "moved"} == OF_COURSES
    assert {"sheets-issued", "print-failed"} == OF_PAPER
    assert {"meeting-planned", "meeting-changed"} == OF_MEETINGS
    assert {"account-added", "account-changed", "password-set"} == OF_ACCOUNTS
    assert set(Access) == OF_ACCESS


def test_the_names_in_entries() -> None:
    assert [action.value for action in Action] == [
        "complete", "skip", "not-applicable", "correct", "retract", "close-variance", "note",
    ]  # fmt: skip
    assert {"complete", "skip", "not-applicable"} == DECIDING
    assert {"correct", "retract", "close-variance"} == NAMING
    assert [each.value for each in VarianceClass] == ["patient", "clinician", "organisation", "unspecified"]


def test_what_is_hashed_can_be_recomputed_with_common_tools() -> None:
    lines = ["before", "7", "e", "entry", "", "an", "c", "AddNote", "2026-11-22T08:41:00Z", '{"text":"é"}']
    assert digest("before", EVENT) == hashlib.sha256("\n".join(lines).encode()).hexdigest()
    assert digest("before", EVENT._replace(course_id="k")) != digest("before", EVENT)


@pytest.mark.parametrize(
    "column", ["id", "kind", "course_id", "actor", "command_id", "command", "logged_at", "body"]
)
def test_no_column_can_pass_for_two(column: str) -> None:
    with pytest.raises(ValueError, match="a line break within event 7"):
        digest(
            "before",
            Event._make("a\nb" if name == column else told for name, told in EVENT._asdict().items()),
        )


def test_a_log_without_events() -> None:
    assert (Head().seq, Head().hash, Head().logged_at) == (0, "", None)
    head = Head(3, "ab" * 32, NOW).shown()
    assert (head.number, head.hash, head.logged_at) == (3, "ab" * 32, NOW)
