"""What is recorded comes back as it was, all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pathway_app.changes import Changes
from pathway_app.derived import derive
from pathway_app.domain.course import Course, Enrolment, Reopening
from pathway_app.domain.entries import Action, Entry, Variance, VarianceClass
from pathway_app.domain.ids import new_id
from pathway_app.people import Patient, Site
from pathway_app.ports import Record
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import (
    BRUSSELS,
    COORDINATOR,
    PATHWAY,
    end,
    enrol,
    enter,
    generated,
    new_course,
    person,
    record_all,
    store,
    writing,
)

MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def note(text: str = "gebeld", at: datetime = MORNING) -> Entry:
    return Entry(new_id(), Action.NOTE, COORDINATOR.name, at, text=text)


@pytest.mark.parametrize("seed", range(6))
def test_a_course_comes_back_as_it_was_recorded(record: Record, sound: Sound, seed: int) -> None:
    patient, course = generated(seed)
    record_all(record, patient, course)
    with record.unit_of_work() as work:
        assert work.course(course.id) == course
        assert work.courses_of(patient.id) == (course,)
        assert work.patient(patient.id) == patient
        assert work.patient_by_mrn(patient.identity.mrn) == patient
    with record.queries() as queries:
        found = queries.course(course.id)
        assert found is not None
        assert (found.patient, found.course, found.number) == (patient, course, 1)
    sound()


def test_every_part_of_an_entry_is_kept(record: Record) -> None:
    patient = person("9000001")
    course = new_course(patient, MORNING)
    variance = Variance(VarianceClass.CLINICIAN, "R&D <b>ü</b>\n\t“x”", "bellen", "dr. Łukasz", open=False)
    instant = MORNING.replace(microsecond=250000)
    entries = (
        Entry(
            "not-a-uuid \\ 'quoted'",
            Action.COMPLETE,
            "a.b",
            instant,
            "follow-up-mri",
            7,
            instant,
            {"several": ("b", "a"), "number": 12, "text": "NIL BY MOUTH <from midnight>\u2028"},
            variance,
        ),
        replace(note(), supersedes="not-a-uuid \\ 'quoted'", reason="verkeerd", action=Action.RETRACT),
    )
    with writing(record) as work:
        begun = enrol(work, patient, course)
        work.append_entry(begun, entries[0])
        work.append_entry(replace(begun, entries=entries[:1]), entries[1])
    with record.unit_of_work() as work:
        found = work.course(course.id)
    assert found is not None
    assert found.entries == entries
    assert list(found.entries[0].values) == ["several", "number", "text"]


def test_instants_of_any_zone_are_the_same_instant(record: Record) -> None:
    patient = person("9000001")
    at = datetime(2026, 10, 25, 2, 30, tzinfo=BRUSSELS, fold=1)
    course = replace(new_course(patient, MORNING), enrolment=Enrolment(at, "x", None))
    with writing(record) as work:
        enrol(work, patient, course)
    with record.unit_of_work() as work:
        found = work.course(course.id)
    assert found is not None
    assert found.enrolment == Enrolment(datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "x", None)


def test_an_instant_without_zone_is_refused(record: Record) -> None:
    patient = person("9000001")
    naive = MORNING.replace(tzinfo=None)
    course = replace(new_course(patient, MORNING), enrolment=Enrolment(naive, "x", MORNING))
    with pytest.raises(ValueError, match="zone"):
        _begin(record, patient, course)
    with record.queries() as queries:
        assert queries.patient_count() == 0


def _begin(record: Record, patient: Patient, course: Course) -> None:
    with writing(record) as work:
        work.add_patient(patient)
        work.add_course(course)


def test_nothing_is_kept_without_commit(record: Record) -> None:
    with record.queries() as queries:
        before = queries.log_head()
    with record.unit_of_work() as work:
        work.begin(COORDINATOR, new_id(), "Test")
        work.add_patient(person("9000001"))
    with pytest.raises(ZeroDivisionError):
        _fail_after_writing(record)
    with record.queries() as queries:
        assert queries.patient_count() == 0
        assert queries.log_head() == before


def _fail_after_writing(record: Record) -> None:
    with writing(record) as work:
        work.add_patient(person("9000002"))
        raise ZeroDivisionError


def test_nothing_is_written_by_nobody(record: Record) -> None:
    with record.unit_of_work() as work, pytest.raises(RuntimeError, match="who acts"):
        work.add_patient(person("9000001"))


def test_a_unit_that_is_over_is_over(record: Record) -> None:
    with record.unit_of_work() as work:
        pass
    with pytest.raises(RuntimeError, match="over"):
        work.site()


def test_a_command_given_again_is_answered_with_what_it_changed(record: Record) -> None:
    patient = person("9000001")
    changes = Changes("c-1", frozenset({"x", "y"}), frozenset({patient.id}), ("e2", "e1"), settings=True)
    with record.unit_of_work() as work:
        assert work.begin(COORDINATOR, "c-1", "Test") is None
        work.add_patient(patient)
        work.commit(changes)
    with record.unit_of_work() as work:
        assert work.begin(COORDINATOR, "c-1", "Test") == replace(changes, repeated=True)
        assert work.begin(COORDINATOR, "c-2", "Test") is None


def test_a_command_that_changes_nothing_leaves_nothing(record: Record, database: Bare) -> None:
    with writing(record):
        pass
    assert database.run("SELECT count(*) FROM command") == [(1,)]  # the pathway's


def test_the_log_holds_no_identity(record: Record, database: Bare) -> None:
    patient = person("81234567", "Geheimnaam", "Onbekend", national_number="74031400195", bed="312-2")
    with writing(record) as work:
        enrol(work, patient, new_course(patient, MORNING))
    text = "\n".join(str(row) for row in database.run("SELECT * FROM log_event WHERE seq > 1"))
    assert patient.id in text
    for part in ("81234567", "Geheimnaam", "Onbekend", "74031400195", "1974", "312-2"):
        assert part not in text


def test_known_entries_are_found_with_their_course(record: Record) -> None:
    patient = person("9000001")
    course = new_course(patient, MORNING)
    first, second = note(), note()
    with writing(record) as work:
        begun = enrol(work, patient, course)
        enter(work, begun, first)
    with record.unit_of_work() as work:
        assert work.known_entries((first.id, second.id)) == {first.id: course.id}
        assert work.known_entries(()) == {}


def test_courses_stand_in_the_order_of_enrolment(record: Record) -> None:
    patient = person("9000001")
    late, early = new_course(patient, MORNING), new_course(patient, MORNING - timedelta(days=900))
    with writing(record) as work:
        for course in (late, early):
            enrol(work, patient, course)
    with record.unit_of_work() as work:
        assert [course.id for course in work.courses_of(patient.id)] == [early.id, late.id]
    with record.queries() as queries:
        found = queries.course(early.id), queries.course_of("9000001"), queries.course_of("9000001", 1)
        numbers = [(each.course.id, each.number, each.courses) for each in found if each]
        ids = (early.id, late.id)
        assert numbers == [(early.id, 1, ids), (late.id, 2, ids), (early.id, 1, ids)]
        assert [each.course.id for each in queries.newest_courses()] == [late.id]
        assert queries.course_of("9000001", 3) is None
        assert queries.course_of("9000001", 0) is None
        assert queries.course_of("unknown") is None
        assert queries.course("unknown") is None


def test_an_ending_is_reopened_where_it_stands(record: Record, sound: Sound) -> None:
    patient, course = generated(3, steps=4)
    ending = generated(_ended_seed())[1].endings[0]
    second = replace(ending, recorded_at=ending.recorded_at + timedelta(days=2))
    with writing(record) as work:
        growing = end(work, enrol(work, patient, course), ending)
        reopened = replace(ending, reopened=Reopening(ending.recorded_at + timedelta(days=1), "x", "toch"))
        work.append_reopening(growing, reopened)
        after = replace(growing, endings=(reopened,))
        store(work, growing, after)
        ended = end(work, after, second)
    with record.unit_of_work() as work:
        assert work.course(course.id) == ended
    sound()


def _ended_seed() -> int:
    return next(seed for seed in range(100) if generated(seed)[1].endings)


def test_rows_written_without_knowing_the_old_ones_take_their_place(record: Record, sound: Sound) -> None:
    patient, course = generated(11)
    with writing(record) as work:
        growing = enrol(work, patient, course)
        for entry in course.entries:
            work.append_entry(growing, entry)
            growing = replace(growing, entries=(*growing.entries, entry))
        work.store_derived(None, derive(work.definition(PATHWAY, "1"), growing, BRUSSELS))
    sound()


def test_another_zone_makes_every_derived_row_anew(record: Record, sound: Sound, database: Bare) -> None:
    for seed in (1, 2, 3):
        record_all(record, *generated(seed))
    read = "SELECT deadline FROM checkpoint_current WHERE deadline IS NOT NULL ORDER BY course_id, checkpoint, round"
    before = database.run(read)
    with writing(record) as work:
        work.change_site(replace(work.site(), zone="America/New_York", hospital="UZ", demo=True))
    assert database.run(read) != before
    with record.queries() as queries:
        assert queries.site() == Site("UZ", "", "America/New_York", "nl", demo=True)
    sound()


def test_accounts_and_definitions_are_found_again(record: Record, definition_body: str, sound: Sound) -> None:
    with writing(record) as work:
        assert work.account(COORDINATOR.name) is None
        work.add_account(COORDINATOR)
        work.add_definition(PATHWAY, "1.10", definition_body)
        work.add_definition(PATHWAY, "1.9", definition_body)
    with record.unit_of_work() as work:
        account = work.account(COORDINATOR.name)
        assert account is not None
        assert account.actor == COORDINATOR
        assert work.newest_version(PATHWAY) == "1.9"
        assert work.newest_version("unknown") is None
        assert work.definition_body(PATHWAY, "1") == definition_body
        assert work.definition_body(PATHWAY, "3") is None
        with pytest.raises(KeyError):
            work.definition(PATHWAY, "3")
    with record.queries() as queries:
        assert queries.accounts() == (COORDINATOR,)
        assert queries.pathways() == ((PATHWAY, "1"), (PATHWAY, "1.10"), (PATHWAY, "1.9"))
    sound()


def test_newest_courses_come_by_record_number_however_many(record: Record) -> None:
    numbers = [f"{n * 37 % 251:04d}" for n in range(251)]
    with writing(record) as work:
        for mrn in numbers:
            patient = person(mrn)
            enrol(work, patient, new_course(patient, MORNING))
    with record.queries() as queries:
        assert [each.patient.identity.mrn for each in queries.newest_courses()] == sorted(numbers)


def test_all_courses_come_by_record_number_and_their_own_however_many(record: Record) -> None:
    """Whole: entries, endings, who it is and which of the patient's courses; a stretch holds a hundred patients."""
    with_entries = [generated(seed, mrn=f"A{seed}", steps=12) for seed in range(3)]
    for patient, course in with_entries:
        record_all(record, patient, course)
    expected: list[tuple[Course, int, tuple[str, ...]]]
    expected = [(course, 1, (course.id,)) for _, course in with_entries]
    with writing(record) as work:
        for number in range(103):
            patient = person(f"{number:04d}")
            courses = [new_course(patient, MORNING + timedelta(days=day)) for day in range(1 + number % 3)]
            begun = [enrol(work, patient, course) for course in reversed(courses)][::-1]
            ids = tuple(course.id for course in begun)
            expected += [(course, place, ids) for place, course in enumerate(begun, 1)]
    with record.queries() as queries:
        found = list(queries.all_courses())
    places = [(each.patient.identity.mrn, each.number) for each in found]
    assert places == sorted(places)
    told = {each.course.id: (each.course, each.number, each.courses) for each in found}
    assert len(found) == len(told) == len(expected)
    assert told == {course.id: (course, number, ids) for course, number, ids in expected}
    assert all(each.patient.id == each.course.patient_id for each in found)


def test_a_reader_sees_one_moment(record: Record) -> None:
    patient = person("9000001")
    course = new_course(patient, MORNING)
    with writing(record) as work:
        begun = enrol(work, patient, course)
    with record.queries() as queries:
        before = queries.log_head()
        with writing(record) as work:
            enter(work, begun, note())
        found = queries.course(course.id)
        assert found is not None
        assert found.course.entries == ()
        assert queries.log_head() == before
    with record.queries() as queries:
        assert queries.log_head().number == before.number + 1


def test_a_course_begun_is_bare(record: Record) -> None:
    patient, course = generated(5)
    with writing(record) as work:
        work.add_patient(patient)
        work.add_course(course)
    with record.unit_of_work() as work:
        found = work.course(course.id)
    assert found == Course(course.id, patient.id, PATHWAY, "1", course.enrolment)
