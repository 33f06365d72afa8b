"""A patient enters once: by record number and by national number."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from pathway_app.commands import EndCourse, EnrolPatient
from pathway_app.domain.course import Outcome
from pathway_app.domain.errors import Refused
from pathway_app.people import Identity, Sex
from pathway_app.services import Service
from tests.clocks import NOW
from tests.conftest import OpenRecord
from tests.recording import COORDINATOR, PATHWAY

SOMEONE = Identity(
    "9000001", "De Grote", "Zoë", date(1985, 1, 1), Sex.FEMALE, national_number="85.01.01-123.87"
)


def _enrol(service: Service, identity: Identity) -> None:
    service.execute(EnrolPatient(identity=identity, pathway=PATHWAY, at=NOW), COORDINATOR)


@pytest.mark.parametrize(
    ("second", "code", "field"),
    [
        (replace(SOMEONE, national_number=None), "mrn-exists", "mrn"),
        (replace(SOMEONE, mrn="9000002"), "national-number-exists", "national_number"),
        (
            replace(SOMEONE, mrn="9000002", national_number="85 01 01 123 87"),
            "national-number-exists",
            "national_number",
        ),
    ],
)
def test_a_known_number_is_refused_and_the_patient_named(
    opened: OpenRecord, sqlite_file: Path, second: Identity, code: str, field: str
) -> None:
    record = opened(str(sqlite_file))
    service = Service(record)
    _enrol(service, SOMEONE)
    with pytest.raises(Refused) as refused:
        _enrol(service, second)
    (reason,) = refused.value.reasons
    assert (reason.code, reason.field) == (code, field)
    assert (reason.params["mrn"], reason.params["name"]) == ("9000001", "DE GROTE, Zoë")
    with record.queries() as queries:
        assert queries.patient_count() == 1


def test_people_without_a_national_number_are_not_taken_for_one(
    opened: OpenRecord, sqlite_file: Path
) -> None:
    service = Service(record := opened(str(sqlite_file)))
    _enrol(service, replace(SOMEONE, national_number=None))
    _enrol(service, replace(SOMEONE, mrn="9000002", national_number=None))
    with record.queries() as queries:
        assert queries.patient_count() == 2


def test_a_course_does_not_end_on_a_day_before_it_began(opened: OpenRecord, sqlite_file: Path) -> None:
    service = Service(opened(str(sqlite_file)))
    (course,) = service.execute(EnrolPatient(identity=SOMEONE, pathway=PATHWAY, at=NOW), COORDINATOR).courses
    end = EndCourse(
        course_id=course, at=NOW - timedelta(days=1), outcome=Outcome.TRANSFERRED, reason="verhuisd"
    )
    with pytest.raises(Refused) as refused:
        service.execute(end, COORDINATOR)
    assert [reason.code for reason in refused.value.reasons] == ["ended-before-enrolment"]
    with pytest.raises(Refused) as refused:
        service.execute(replace(end, at=NOW, reason="\u202everhuisd"), COORDINATOR)
    assert [(reason.code, reason.field) for reason in refused.value.reasons] == [("unprintable", "reason")]
    service.execute(replace(end, at=NOW), COORDINATOR)


def test_a_name_typed_in_another_form_is_the_same_name(opened: OpenRecord, sqlite_file: Path) -> None:
    record = opened(str(sqlite_file))
    _enrol(Service(record), replace(SOMEONE, given_name="Zoe\u0308"))
    with record.queries() as queries:
        (found,) = queries.patients().rows
    assert found.patient.identity.given_name == "Zoë"
