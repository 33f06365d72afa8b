"""Every kind of event in words, in every language; what is unreadable or unknown does not stop the list."""

from __future__ import annotations

import json

import pytest

from pathway_app.accesses import Access
from pathway_app.commands import NoteAccess
from pathway_app.i18n import Words
from pathway_app.languages import LANGUAGES
from pathway_app.logbook.events import LogEvent
from pathway_app.logbook.telling import Teller
from pathway_app.people import Actor, Role
from pathway_app.ports import Record
from pathway_app.queries import LogHead
from pathway_app.services import Service
from tests.clocks import NOW
from tests.recording import generated, record_all

AUDITOR = Actor("an.audit", "An Audit", Role.AUDITOR)
DETAILS = {
    "account": "x", "at": "2026-11-22T09:41:00+00:00", "by": "command", "column": "late", "events": "12",
    "figure": "completion", "format": "csv", "log": "7F3A-91C2", "login": "ward3b", "number": "12", "of": "all",
    "problems": "3", "reason": "code", "result": "unsound", "role": "nurse", "what": "log",
}  # fmt: skip


def event(kind: str, body: str, course_id: str | None = None) -> LogEvent:
    return LogEvent(LogHead(7, "7f3a91c2" * 8), "e", kind, course_id, "an.audit", "c", "X", NOW, body)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_access_has_a_sentence(record: Record, language: str) -> None:
    with record.queries() as queries:
        teller = Teller(queries, Words(language))
        told = {
            what: teller.told(event(what, json.dumps({"details": details})))
            for what in Access
            for details in ({}, DETAILS)
        }
    for what, line in told.items():
        assert line.what, what
        assert "{" not in line.what, what
        assert line.what != what.value, what
    assert len({line.what for line in told.values()}) == len(Access)


def test_details_in_the_readers_words(record: Record) -> None:
    with record.queries() as queries:
        teller = Teller(queries, Words("nl"))
        details = {"account": "x", "at": "2026-11-22T09:41:00+00:00", "login": "ward3b"}
        failed = teller.told(event(Access.LOGIN_FAILED, json.dumps({"details": details})))
        verified = teller.told(
            event(Access.VERIFIED, '{"details":{"events":"12","problems":"3","result":"unsound"}}')
        )
    assert failed.what == (
        "Aanmelding mislukt (account x, 22-nov-2026 10:41, op een pc als ward3b) – vastgelegd door an.audit"
    )
    assert failed.who == "x"
    assert verified.what == "Gecontroleerd: het klopt niet, gevonden problemen: 3"
    assert verified.event.failed


KINDS = (
    "entry", "enrolled", "ended", "moved", "identity-corrected", "sheets-issued", "print-failed",
    "meeting-changed", "definition-installed", "account-added", "account-changed", "password-set",
    "site-changed", "course-read", "exported", "verified", "something-newer",
)  # fmt: skip
UNREADABLE = (
    "", "{", "[]", "null", "{}", '{"action":7}', '{"copies":[[1]]}', '{"details":[]}', '{"courses":{}}'
)  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_read_is_told_as_such(record: Record, kind: str) -> None:
    with record.queries() as queries:
        teller = Teller(queries, Words("en"))
        for body in UNREADABLE:
            told = teller.told(event(kind, body), with_detail=True)
            assert told.what
            assert told.about == ""


def test_a_correction_is_told_by_the_step_that_it_is_about(record: Record) -> None:
    patient, course = generated(5)
    record_all(record, patient, course)
    seen = set()
    with record.queries() as queries:
        teller = Teller(queries, Words("en"))
        titles = {each.title["en"] for each in queries.definition(course.pathway, course.version).checkpoints}
        for entry in course.entries:
            found = queries.log_event_by_id(entry.id)
            assert found is not None
            told = teller.told(found, with_detail=True)
            seen.add(entry.action.value)
            assert told.about == f"{patient.identity.display_name} · {patient.identity.mrn}"
            if entry.action.value != "note":
                assert any(told.what.startswith(title) for title in titles), told.what
    assert len(seen) > 2


def test_of_many_patients_the_number_is_told(record: Record) -> None:
    courses = []
    for seed in (1, 2, 3):
        patient, course = generated(seed, steps=2)
        record_all(record, patient, course)
        courses.append(course.id)
    command = NoteAccess(what=Access.AUDITED, courses=tuple(courses), details={"figure": "completion"})
    Service(record).execute(command, AUDITOR)
    with record.queries() as queries:
        told = Teller(queries, Words("en")).told(queries.log(limit=1).rows[0], with_detail=True)
    assert told.about == "3 patients"
    assert [title for title, _text in told.detail] == ["Patient"] * 3


def told_in(record: Record, language: str, what: Access, /, **details: str) -> str:
    """The sentence of such an event about the first course that there is."""
    with record.queries() as queries:
        course = next(iter(queries.newest_courses())).course.id
        body = json.dumps({"courses": [course], "details": details})
        return Teller(queries, Words(language)).told(event(what, body)).what


@pytest.mark.parametrize(
    ("figure", "column", "of", "told"),
    [
        ("completion", "late", "surgery/wound-closed", "Volledigheid · laat · Operatie · Wonde gesloten"),
        ("completion", "open", "surgery", "Volledigheid · open · Operatie"),
        ("completion", "done", "", "Volledigheid · gedaan"),
        ("completion", "done", "surgery/gone", "Volledigheid · gedaan · Operatie · gone"),
        ("intervals", "n", "mri-contrast/wound-closed", "MRI met contrast → Wonde gesloten"),
        ("variances", "closed", "wound-closed", "Afwijkingen · afgesloten · Wonde gesloten"),
        ("order", "gate_open", "wound-closed", "Wonde gesloten"),
        ("routes", "courses", "agrees", "overeen"),
        ("something-newer", "x", "a/b/c/d", "something-newer · x · a/b/c/d"),
    ],
)
def test_a_number_of_the_audit_is_told_by_titles(
    record: Record, figure: str, column: str, of: str, told: str
) -> None:
    record_all(record, *generated(5, steps=2))
    sentence = told_in(record, "nl", Access.AUDITED, figure=figure, column=column, of=of)
    assert told in sentence, sentence
    assert not any(code in sentence for code in ("mri-contrast", "wound-closed", "agrees", "gate_open"))


def test_what_an_export_was_of_is_told_by_titles(record: Record) -> None:
    _patient, course = generated(5, steps=2)
    record_all(record, _patient, course)
    with record.queries() as queries:
        definition = queries.definition(course.pathway, course.version)
    details = {
        "what": "audit", "format": "pdf", "from": "2026-01-01", "to": "2026-02-01",
        "as_of": "2026-11-22T09:41:00+00:00", "pathway": course.pathway, "group": "ependymoma",
    }  # fmt: skip
    sentence = told_in(record, "nl", Access.EXPORTED, **details)
    assert definition.title["nl"] in sentence
    assert "Ependymoom" in sentence
    without = told_in(record, "en", Access.EXPORTED, **(details | {"group": "", "surgeon": "none"}))
    assert "Only courses whose group is not answered yet" in without
    assert "Only patients with no surgeon written down" in without
    unknown = told_in(record, "nl", Access.EXPORTED, **(details | {"pathway": "hip", "group": "x"}))
    assert "hip" in unknown
