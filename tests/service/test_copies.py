"""A sheet held in the hand, asked for by its code: the copy it is, and whether it is still the newest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest

from pathway_app.commands import AddNote, EnrolPatient, IssueSheets, ReportFailedPrint
from pathway_app.copies import CopyStanding, copy_standing, sheet_title, standing_sentence
from pathway_app.documents import making
from pathway_app.documents.model import Document
from pathway_app.documents.scan_code import scanned
from pathway_app.i18n import Words
from pathway_app.issuing import edition
from pathway_app.people import Identity, Sex
from pathway_app.ports import Record
from pathway_app.services import Service
from pathway_app.sheets import Destination, Issue, Pack, Sheet, SheetOrder
from tests.clocks import HandClock
from tests.conftest import OpenRecord
from tests.recording import COORDINATOR, PATHWAY

ODD = "A:7:"
"""a record number with colons in it"""


@dataclass
class Ward:
    record: Record
    clock: HandClock

    def __post_init__(self) -> None:
        self.service = Service(self.record)
        self.courses: dict[str, str] = {}

    def enrol(self, mrn: str) -> str:
        identity = Identity(mrn, "Voorbeeld", "Demo", date(1974, 3, 14), Sex.FEMALE)
        command = EnrolPatient(identity=identity, pathway=PATHWAY, at=self.clock.now())
        (course,) = self.service.execute(command, COORDINATOR).courses
        self.courses[mrn] = course
        return course

    def issue(self, order: SheetOrder, to: Destination = Destination.PRINTER) -> Issue:
        self.clock.moment += timedelta(minutes=1)
        with self.record.queries() as queries:
            shown = making.shown(order, queries)
        command = IssueSheets(pack=order.pack, shown=shown, language="en", to=to)
        self.service.execute(command, COORDINATOR)
        with self.record.queries() as queries:
            issue = queries.issue_of(command.command_id)
        assert issue is not None
        return issue

    def codes(self, order: SheetOrder, to: Destination = Destination.PRINTER) -> list[str]:
        """Issue that; the codes on the sheets, from the first."""
        issue = self.issue(order, to)
        with self.record.queries() as queries:
            of = edition(queries, "en", issue.at, "C. Dinator", issue)
            return [code_of(each) for each in making.documents(order, queries, of)]

    def handover(self, mrn: str) -> str:
        (code,) = self.codes(SheetOrder(Pack.HANDOVER, "en", (self.courses[mrn],)))
        return code

    def of_ward(self, *mrns: str, with_patients: bool = False) -> list[str]:
        courses = tuple(self.courses[mrn] for mrn in mrns)
        return self.codes(SheetOrder(Pack.WARD, "en", courses, with_patients=with_patients))

    def note(self, mrn: str) -> None:
        self.clock.moment += timedelta(minutes=1)
        self.service.execute(AddNote(course_id=self.courses[mrn], text="seen"), COORDINATOR)

    def standing(self, code: str) -> CopyStanding:
        read = scanned(code)
        assert read is not None, code
        with self.record.queries() as queries:
            return copy_standing(queries, read)


def code_of(document: Document) -> str:
    assert document.code
    return document.code


@pytest.fixture
def ward(opened: OpenRecord, sqlite_file: Path, clock: HandClock) -> Ward:
    ward = Ward(opened(str(sqlite_file)), clock)
    for mrn in ("101", "102", "103", ODD):
        ward.enrol(mrn)
    return ward


@pytest.mark.parametrize("mrn", ["101", ODD])
def test_the_newest_copy_knows_what_was_entered_since(ward: Ward, mrn: str) -> None:
    code = ward.handover(mrn)
    standing = ward.standing(code)
    assert (standing.course_id, standing.is_newest, standing.entries_since) == (ward.courses[mrn], True, 0)
    ward.note(mrn)
    ward.note("103")
    standing = ward.standing(code)
    assert (standing.is_newest, standing.may_be_used, standing.entries_since) == (True, True, 1)


def test_a_newer_copy_takes_its_place_unless_it_failed(ward: Ward) -> None:
    first, second = ward.handover("101"), ward.handover("101")
    assert ward.handover("102") != first, "another patient's does not"
    assert not ward.standing(first).may_be_used
    assert ward.standing(second).may_be_used
    newest = ward.standing(first).newest
    assert newest is not None
    ward.service.execute(ReportFailedPrint(issue=newest.head.number), COORDINATOR)
    assert ward.standing(first).may_be_used, "the second never came out"
    assert not ward.standing(second).may_be_used


def test_another_kind_of_sheet_takes_no_place(ward: Ward) -> None:
    code = ward.handover("101")
    ward.codes(SheetOrder(Pack.SUMMARY, "en", (ward.courses["101"],)))
    assert ward.standing(code).is_newest


def test_pages_of_one_issue_are_told_apart(ward: Ward) -> None:
    """All of them are copy 1."""
    codes = ward.of_ward("101", "102", "103", with_patients=True)
    found = [ward.standing(code) for code in codes]
    assert [standing.scanned.copy for standing in found] == [1] * 4
    assert [standing.course_id for standing in found[:1]] == [""]
    assert {standing.course_id for standing in found[1:]} == {
        ward.courses[mrn] for mrn in ("101", "102", "103")
    }
    ward.note("102")
    assert [ward.standing(code).entries_since for code in codes] == [
        1, *(int(standing.course_id == ward.courses["102"]) for standing in found[1:]),
    ]  # fmt: skip


def test_a_ward_s_sheet_is_replaced_by_one_that_shows_any_of_the_same(ward: Ward) -> None:
    (left,) = ward.of_ward("101", "102")
    ward.of_ward("103")
    assert ward.standing(left).is_newest, "one of other patients takes no place"
    ward.of_ward("102", "103")
    assert not ward.standing(left).is_newest


def test_a_blank_checklist_of_the_pathway_is_nobody_s(ward: Ward) -> None:
    codes = ward.codes(SheetOrder(Pack.DOWNTIME, "en", (ward.courses["101"],)))
    blank = next(code for code in codes if code.split(":")[-1].startswith("B") and "101" not in code)
    ward.note("101")
    standing = ward.standing(blank)
    assert (standing.course_id, standing.is_newest, standing.entries_since) == ("", True, 0)


def test_what_this_record_did_not_issue(ward: Ward) -> None:
    code = ward.handover("101")
    mrn, reference, event, copy = code.split(":")[1:]
    foreign = {
        "another check": ("ZP", mrn, "0000-0000", event, copy),
        "another event": ("ZP", mrn, reference, str(int(event) - 1), copy),
        "no such event": ("ZP", mrn, reference, "999999", copy),
        "another number": ("ZP", mrn, reference, event, "H2"),
        "another kind": ("ZP", mrn, reference, event, "S1"),
        "another patient": ("ZP", "102", reference, event, copy),
        "nobody": ("ZP", "", reference, event, copy),
    }
    for why, parts in foreign.items():
        standing = ward.standing(":".join(parts))
        assert standing.issue is None, why
        assert not standing.may_be_used, why
        assert standing.course_id == ward.courses.get(parts[1], ""), why
        assert standing_sentence(standing, Words("en")) == "This record did not issue that sheet."


def test_a_preview_was_never_issued(ward: Ward) -> None:
    order = SheetOrder(Pack.HANDOVER, "en", (ward.courses["101"],))
    with ward.record.queries() as queries:
        (sheet,) = making.documents(order, queries, edition(queries, "en", ward.clock.now(), "C. Dinator"))
    standing = ward.standing(code_of(sheet))
    assert (standing.course_id, standing.issue) == (ward.courses["101"], None)
    assert standing_sentence(standing, Words("en")).startswith("This is a preview")


def test_a_code_typed_in_small_letters_is_the_same(ward: Ward) -> None:
    code = ward.handover("101")
    assert ward.standing(code.lower()).issue == ward.standing(code).issue is not None


@pytest.mark.parametrize(
    "text",
    ["", "4471029", "ZP:1:2:3", "ZP:1:AB:x:H1", "ZP:1:AB:3:H", "ZP:1:AB:3:Q1", "de Smet", "ZP:1:AB:³:H1"],
)
def test_other_texts_are_no_codes(text: str) -> None:
    assert scanned(text) is None


def test_every_kind_of_sheet_has_its_name() -> None:
    names = [sheet_title(sheet, Words("en")) for sheet in Sheet]
    assert len(set(names)) == len(names)


def test_what_lies_ready_or_is_a_sample_takes_no_place_of_what_somebody_took_along(ward: Ward) -> None:
    order = SheetOrder(Pack.HANDOVER, "en", (ward.courses["101"],))
    (taken,) = ward.codes(order)
    (ready,) = ward.codes(order, Destination.DOWNTIME)
    ward.codes(order, Destination.SAMPLES)
    assert ward.standing(taken).may_be_used, "nobody holds the others in their hands"
    assert ward.standing(ready).may_be_used, "newer than what was taken along"
    (readier,) = ward.codes(order, Destination.DOWNTIME)
    assert not ward.standing(ready).may_be_used
    (newest,) = ward.codes(order)
    assert not ward.standing(readier).may_be_used
    assert not ward.standing(taken).may_be_used
    assert ward.standing(newest).may_be_used
