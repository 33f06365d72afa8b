"""Who a patient is, corrected: both are kept, everything finds the new one, and the log names fields only."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from pathway_app.changes import Changes
from pathway_app.commands import CorrectIdentity
from pathway_app.domain.errors import Conflict, Refused
from pathway_app.people import Actor, Identity, Patient, Role
from pathway_app.ports import Record
from pathway_app.queries import PatientFilter
from pathway_app.services import Service
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import COORDINATOR, enrol, new_course, person, writing

ENROLLED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
NURSE = Actor("ver.pleeg", "Ver Pleeg", Role.NURSE)


@pytest.fixture
def service(record: Record) -> Service:
    return Service(record)


@pytest.fixture
def someone(record: Record) -> Patient:
    patient = person("9000001", "De Smet", "Annelies", national_number="74031400187", bed="3B-12")
    with writing(record) as work:
        enrol(work, patient, new_course(patient, ENROLLED))
    return patient


def correcting(
    patient: Patient, identity: Identity, *, reason: str = "verkeerd gelezen", seen: int = 0
) -> CorrectIdentity:
    return CorrectIdentity(patient_id=patient.id, identity=identity, reason=reason, seen=seen)


def found(record: Record, text: str) -> list[Identity]:
    with record.queries() as queries:
        hits = [row.patient.identity for row in queries.search(text)]
        assert [row.patient.identity for row in queries.patients(PatientFilter(text)).rows] == hits
        return hits


def test_both_are_kept_and_the_new_one_is_found(
    record: Record, service: Service, someone: Patient, sound: Sound
) -> None:
    new = replace(
        someone.identity,
        mrn="9000007",
        family_name="De Smedt",
        birth_date=date(1974, 3, 4),
        national_number=None,
    )
    changes = service.execute(correcting(someone, new), NURSE)
    with record.queries() as queries:
        course = queries.course_of("9000007")
        assert course is not None
        assert changes == Changes(changes.command_id, frozenset({course.course.id}), frozenset({someone.id}))
        assert course.patient == Patient(someone.id, new)
        assert queries.course_of("9000001") is None
        (former,) = queries.identity_history(someone.id)
        assert (former.number, former.identity, former.by) == (1, someone.identity, NURSE.name)
        assert former.reason == "verkeerd gelezen"
        assert [row.patient.identity for row in queries.patients().rows] == [new]
    for text in ("smedt", "9000007", "4/3/1974", "annelies"):
        assert found(record, text) == [new]
    for text in ("smet", "9000001", "14/3/1974", "74031400187"):
        assert found(record, text) == []
    back = service.execute(correcting(someone, someone.identity, reason="toch niet", seen=1), COORDINATOR)
    assert back.patients == {someone.id}
    assert found(record, "smet") == [someone.identity]
    with record.queries() as queries:
        assert [each.identity for each in queries.identity_history(someone.id)] == [someone.identity, new]
    sound()


def test_the_log_names_the_fields_and_nothing_of_the_person(
    record: Record, service: Service, someone: Patient, database: Bare
) -> None:
    new = replace(someone.identity, given_name="Anneliese", surgeon="dr. Snijders")
    service.execute(correcting(someone, new, reason="heet Anneliese"), NURSE)
    ((body,),) = database.run("SELECT body FROM log_event WHERE kind = 'identity-corrected'")
    sealed = json.loads(body)["seal"]
    assert body == (
        f'{{"patient":"{someone.id}","number":1,"fields":["given_name","surgeon"],"seal":"{sealed}"}}'
    )
    everything = "".join(str(row) for row in database.run("SELECT * FROM log_event, command"))
    assert not any(told in everything for told in ("Anneliese", "Snijders", "De Smet"))


def test_a_bed_needs_no_reason_and_a_name_does(
    record: Record, service: Service, someone: Patient, sound: Sound
) -> None:
    moved = replace(someone.identity, bed="3B-14", surgeon="dr. Snijders")
    service.execute(correcting(someone, moved, reason=" "), NURSE)
    with record.queries() as queries:
        assert queries.surgeons() == ("dr. Snijders",)
    with pytest.raises(Refused, match="reason-missing"):
        service.execute(correcting(someone, replace(moved, given_name="Anna"), reason=" ", seen=1), NURSE)
    nothing = service.execute(correcting(someone, replace(moved, mrn=" 9000001 "), seen=1), NURSE)
    assert nothing.patients == frozenset()
    with record.queries() as queries:
        assert len(queries.identity_history(someone.id)) == 1
    sound()


def test_two_who_correct_at_once(record: Record, service: Service, someone: Patient) -> None:
    service.execute(correcting(someone, replace(someone.identity, given_name="Anna")), NURSE)
    with pytest.raises(Conflict) as conflict:
        service.execute(correcting(someone, replace(someone.identity, given_name="Anne")), COORDINATOR)
    assert (conflict.value.by, conflict.value.reasons[0].code) == (NURSE.name, "identity-changed")
    with pytest.raises(Conflict):
        service.execute(correcting(someone, someone.identity, seen=2), COORDINATOR)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"mrn": "9000002"}, "mrn-exists", "mrn"),
        ({"national_number": "80010100107"}, "national-number-exists", "national_number"),
        ({"national_number": "80010100100"}, "national-number", "national_number"),
        ({"family_name": " "}, "field-missing", "family_name"),
        ({"birth_date": date(2026, 11, 3)}, "born-after-entries", "birth_date"),
        ({"birth_date": date(1874, 3, 14)}, "birth-too-early", "birth_date"),
        ({"bed": "x\ny"}, "unprintable", "bed"),
        ({"family_name": "\u202eevil\u202c"}, "unprintable", "family_name"),
        ({"surgeon": "dr. \u200fX"}, "unprintable", "surgeon"),
    ],
)
def test_the_rules_of_enrolment_hold(
    record: Record,
    service: Service,
    someone: Patient,
    change: dict[str, object],
    code: str,
    field: str,
    sound: Sound,
) -> None:
    other = person("9000002", national_number="80010100107")
    with writing(record) as work:
        enrol(work, other, new_course(other, ENROLLED))
    with pytest.raises(Refused) as refused:
        service.execute(
            correcting(someone, replace(someone.identity, **change)),  # type: ignore[arg-type]
            COORDINATOR,
        )
    assert (code, field) in [(reason.code, reason.field) for reason in refused.value.reasons]
    with record.queries() as queries:
        assert queries.identity_history(someone.id) == ()
    with pytest.raises(Refused, match="unknown-patient"):
        service.execute(replace(correcting(someone, someone.identity), patient_id="none"), COORDINATOR)
    sound()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("UPDATE patient_identity SET family_name = 'Anders'", "identity-corrected-differs"),
        ("UPDATE patient_identity SET number = 2", "identity-corrected-differs"),
        ("DELETE FROM patient_identity", "identity-corrected-row-missing"),
        ("UPDATE patient_identity SET seq = 1", "identity-corrected-event-missing"),
        ("UPDATE patient_current SET bed_key = 'x'", "patient-current-differs"),
        ("DELETE FROM patient_current", "patient-current-differs"),
        ("DELETE FROM patient_alike", "search-differs"),
        ("INSERT INTO patient_alike SELECT 'x', id FROM patient", "search-differs"),
        ("UPDATE patient SET given_name = 'Anna', sort_key = 'de smet\tanna'", "patient-added-differs"),
    ],
)
def test_what_is_changed_beside_the_log_is_found(
    record: Record, service: Service, someone: Patient, database: Bare, change: str, code: str
) -> None:
    service.execute(correcting(someone, replace(someone.identity, given_name="Anneliese")), NURSE)
    database.run(change)
    with record.queries() as queries:
        assert code in {problem.code for problem in queries.verify().problems}
