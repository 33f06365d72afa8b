"""Every list goes along an index: no scan of what grows, no sorting of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlcipher3.dbapi2

from db import patient_list
from db.record import DatabaseRecord
from pathway_app.domain.ids import new_id
from pathway_app.meetings import Meeting, MeetingCase
from pathway_app.people import Patient
from pathway_app.queries import FormerIdentity, PatientFilter, PatientSort, SortBy, WorklistGroup
from pathway_app.sheets import Copy, Destination, Pack, Sheet
from tests.conftest import OpenRecord
from tests.recording import (
    PATHWAY,
    enrol,
    enter,
    generated,
    new_course,
    person,
    record_all,
    writing,
)

NOW = datetime(2026, 11, 22, 8, 41, tzinfo=UTC)
SMALL = ("site_setting", "account", "definition", "anon_1", "CONSTANT")
"""tables with a handful of rows, and the page that was just found"""


def exercise(record: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    patient, course = generated(1, steps=3)
    record_all(record, patient, course)
    with writing(record) as work:
        work.courses_of(patient.id)
        work.patient_by_mrn("x")
        work.known_entries(("x",))
        work.add_issue(Pack.SUMMARY, "nl", Destination.FILE, (Copy(Sheet.SUMMARY, course.id, 1, 3),))
        work.newest_number(Sheet.SUMMARY, course.id)
        work.revision(course.id)
        work.fail_issue(1)
        someone = person("12")
        enter(work, enrol(work, someone, new_course(someone, NOW)), generated(2)[1].entries[0])
        planned = Meeting(new_id(), PATHWAY, NOW, (MeetingCase(course.id),), 0, False, "x", NOW)
        work.add_meeting(planned)
        work.change_meeting(planned, replace(planned, cancelled=True, revision=1))
        work.meetings_at(PATHWAY, NOW)
        former = FormerIdentity(1, someone.identity, NOW, "x", "")
        corrected = replace(someone.identity, given_name="Anders")
        work.correct_identity(Patient(someone.id, corrected), former, ("given_name",))
    record.drafts("an").save("k", "x")
    record.drafts("an").load("k")
    record.drafts("an").all()
    record.drafts("an").drop("k")
    record.preferences("an").save("k", "x")
    record.preferences("an").all()
    record.preferences("an").drop("k")
    with record.queries() as queries:
        for group in WorklistGroup:
            queries.worklist(group, NOW)
        queries.worklist_counts(NOW)
        for text in ("vo", "vo de", "vo de 9"):
            queries.search(text)
        for by, descending in product(SortBy, (False, True)):
            queries.patients(PatientFilter(phase="diagnosis"), PatientSort(by, descending))
            monkeypatch.setattr(patient_list, "_FEW", 0)
            queries.patients(PatientFilter("vo", ended=False), PatientSort(by, descending))
            monkeypatch.undo()
        queries.patients(PatientFilter("14/3/1974"))
        queries.surgeons()
        queries.look_alikes(someone.identity)
        queries.identity_history(someone.id)
        queries.open_variances()
        for clinic in (None, "neurosurgery"):
            queries.follow_ups(clinic)
            queries.follow_up_counts(NOW, clinic)
        queries.meeting("x")
        queries.meetings()
        queries.meetings(newest_first=True)
        queries.course(course.id)
        queries.course_of(patient.identity.mrn)
        list(queries.newest_courses())
        queries.open_courses()
        queries.courses_ready_at("mri-contrast", "intramedullary-tumour")
        queries.newest_copy(Sheet.SUMMARY, course.id)
        queries.issue_of("x")
        queries.log_head()


NEWEST_EVENT = "ORDER BY log_event.seq DESC"
"""goes back from the end of the log, and stops at the first"""


def test_lists_go_along_indexes(
    sqlite_file: Path, opened: OpenRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = opened(str(sqlite_file))
    exercise(record, monkeypatch)
    assert isinstance(record, DatabaseRecord)
    connection = sqlcipher3.dbapi2.connect(str(sqlite_file))
    checked = 0
    for prepared in list(record._store.statements._prepared.values()):
        plan = connection.execute(
            f"EXPLAIN QUERY PLAN {prepared.sql}", [None] * len(prepared.order or ())
        ).fetchall()
        steps = [str(row[3]) for row in plan if NEWEST_EVENT not in prepared.sql]
        for step in steps:
            checked += 1
            assert not scans(step), (step, prepared.sql)
        if "LIMIT" in prepared.sql:
            assert "USE TEMP B-TREE FOR ORDER BY" not in steps, prepared.sql
    connection.close()
    assert checked > 50


def scans(step: str) -> bool:
    """Whether a step of a plan goes through a table that grows; counting goes through an index of just what counts."""
    if not step.startswith("SCAN ") or step.split()[1] in SMALL:
        return False
    return "USING COVERING INDEX ix_" not in step
