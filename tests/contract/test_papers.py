"""A reference found back: what the paper was, and what has changed since."""

from __future__ import annotations

import pytest

from pathway_app.commands import AddNote, IssueSheets, ReportFailedPrint
from pathway_app.domain.errors import Refused
from pathway_app.i18n import Words
from pathway_app.logbook.paper_words import found_lines, nothing_found
from pathway_app.logbook.papers import Found, find_reference, head_stands, parse_head
from pathway_app.logbook.telling import Teller
from pathway_app.ports import Record
from pathway_app.queries import LogHead
from pathway_app.services import Service
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.clocks import NOW
from tests.contract.bare import Bare
from tests.recording import COORDINATOR, enrol, generated, new_course, person, record_all, writing


@pytest.fixture
def course_id(record: Record) -> str:
    """An open course with entries."""
    patient, course = next(
        each for each in (generated(seed) for seed in range(50)) if not each[1].endings and each[1].entries
    )
    record_all(record, patient, course)
    return course.id


def issue(record: Record, *shown: tuple[Sheet, str], to: Destination = Destination.PRINTER) -> LogHead:
    command = IssueSheets(pack=Pack.WARD, shown=tuple(Shown(*each) for each in shown), language="nl", to=to)
    Service(record).execute(command, COORDINATOR)
    with record.queries() as queries:
        found = queries.issue_of(command.command_id)
    assert found is not None
    return found.head


def only(record: Record, head: LogHead) -> Found:
    with record.queries() as queries:
        [found] = find_reference(queries, head.reference.lower())
    assert found.event.head == head
    return found


def lines(record: Record, found: Found) -> list[str]:
    with record.queries() as queries:
        return list(found_lines(found, Teller(queries, Words("en"))))


def test_the_newest_copy_and_nothing_since(record: Record, course_id: str) -> None:
    head = issue(record, (Sheet.HANDOVER, course_id))
    found = only(record, head)
    [paper] = found.papers
    assert paper.standing.may_be_used
    assert paper.patient is not None
    assert (found.holds, found.events_since, paper.standing.entries_since) == (True, 0, 0)
    told = lines(record, found)
    assert told[0].startswith(f"Event {head.number}, ")
    assert paper.patient.identity.mrn in told[1]
    assert told[-1] == "The log holds up to there: what was recorded by then is unchanged."


def test_entries_a_newer_copy_and_a_failure_since(record: Record, course_id: str) -> None:
    head = issue(record, (Sheet.HANDOVER, course_id))
    Service(record).execute(AddNote(course_id=course_id, text="gebeld"), COORDINATOR)
    assert only(record, head).papers[0].standing.entries_since == 1
    newer = issue(record, (Sheet.HANDOVER, course_id))
    found = only(record, head)
    assert found.papers[0].standing.newest is not None
    assert found.papers[0].standing.newest.head == newer
    assert found.events_since == 2
    assert "out of date" in lines(record, found)[1]
    Service(record).execute(ReportFailedPrint(issue=newer.number), COORDINATOR)
    assert "reported as not printed" in lines(record, only(record, newer))[1]
    assert only(record, head).papers[0].standing.is_newest


def test_a_list_is_one_paper_and_each_page_one(record: Record, course_id: str) -> None:
    someone = person("9100000")
    with writing(record) as work:
        other = enrol(work, someone, new_course(someone, NOW)).id
    head = issue(
        record,
        (Sheet.WARD, ""), (Sheet.WARD, course_id), (Sheet.WARD, other),
        (Sheet.HANDOVER, course_id), (Sheet.HANDOVER, other),
    )  # fmt: skip
    found = only(record, head)
    assert [(each.standing.scanned.sheet, each.patient is None) for each in found.papers] == [
        (Sheet.WARD, True), (Sheet.HANDOVER, False), (Sheet.HANDOVER, False),
    ]  # fmt: skip
    assert found.more == 0


def test_a_preview_has_the_reference_of_its_moment(record: Record, course_id: str) -> None:
    with record.queries() as queries:
        head = queries.log_head()
    found = only(record, head)
    assert found.issue is None
    assert found.papers == ()
    assert lines(record, found)[1].startswith("No sheet was issued by it")


def test_only_what_lies_before_the_paper_counts_against_it(
    record: Record, course_id: str, database: Bare
) -> None:
    """What was altered after it does not make the paper wrong; what was altered before it does."""
    early = issue(record, (Sheet.HANDOVER, course_id))
    late = issue(record, (Sheet.HANDOVER, course_id))
    Service(record).execute(AddNote(course_id=course_id, text="gebeld"), COORDINATOR)
    database.tamper(f"UPDATE log_event SET actor = 'somebody' WHERE seq = {late.number}")
    assert only(record, early).holds
    found = only(record, late)
    assert not found.holds
    told = lines(record, found)
    assert "The log does not hold up to there." in told
    assert any(line.startswith(f"Event {late.number}: It was changed") for line in told)


def test_what_no_log_has(record: Record, course_id: str) -> None:
    with record.queries() as queries:
        assert find_reference(queries, "0000-0000") == ()
        for wrong in ("", "7F3A", "rubbish"):
            with pytest.raises(Refused) as refused:
                find_reference(queries, wrong)
            assert [reason.code for reason in refused.value.reasons] == ["not-a-reference"]
    assert "0000-000A" in nothing_found(" 0000-000a ", Words("en"))


def test_a_head_on_paper(record: Record, course_id: str) -> None:
    with record.queries() as queries:
        head = queries.log_head()
        for told in (head.hash, head.hash[:8], head.reference):
            number, begins = parse_head(f" {head.number}:{told} ")
            assert head_stands(queries, number, begins) == head
        other = ("0" if head.hash[0] != "0" else "1") + head.hash[1:]
        assert head_stands(queries, head.number, other) is None
        assert head_stands(queries, head.number + 1, head.hash) is None
        assert head_stands(queries, head.number - 1, head.hash) is None
    for wrong in (
        "",
        "12",
        "12:",
        "12:7f3a",
        "x:7f3a91c2",
        "12:7f3a91cz",
        f"12:{'a' * 65}",
        f"{9**30}:7f3a91c2",
    ):
        with pytest.raises(Refused):
            parse_head(wrong)
