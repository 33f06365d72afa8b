"""A course goes over to another version of its pathway: what was entered stays, and is told by what held then."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pathway_app import commands as c
from pathway_app.changes import Changes
from pathway_app.definitions.canonical import definition_from_json, definition_to_json
from pathway_app.domain.course import Course, Outcome
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.errors import Conflict, Refused
from pathway_app.exchange.course_file import read_course_file, write_course_file
from pathway_app.exchange.course_writer import Format
from pathway_app.ports import Record
from pathway_app.queries import CourseRecord
from pathway_app.services import Service
from pathway_app.worklist import worklist_at
from tests.clocks import NOW, HandClock
from tests.conftest import OpenRecord
from tests.recording import ADMIN, COORDINATOR, PATHWAY, person

FIRST, SECOND = "complaints-recorded", "mri-contrast"


class At:
    """A record with a course and the versions 1, 2 (more) and 3 (less)."""

    def __init__(self, record: Record, clock: HandClock, definition: PathwayDefinition) -> None:
        self.record, self.clock, self.service = record, clock, Service(record)
        for version in ("2", "3"):
            self.install(changed(definition, version))
        identity = person("9000001").identity
        enrol = c.EnrolPatient(identity=identity, pathway=PATHWAY, at=NOW)
        (self.course_id,) = self.service.execute(enrol, COORDINATOR).courses
        # The newest version is the one last installed.
        self.move("1")

    def install(self, definition: PathwayDefinition) -> None:
        body = definition_to_json(definition)
        command = c.InstallDefinition(pathway=definition.id, version=definition.version, body=body)
        self.service.execute(command, ADMIN)

    def found(self) -> CourseRecord:
        with self.record.queries() as queries:
            found = queries.course(self.course_id)
            assert found is not None
            return found

    @property
    def course(self) -> Course:
        return self.found().course

    def move(self, version: str, reason: str = "nieuwe versie", **more: Any) -> Changes:
        command = c.MoveCourse(course_id=self.course_id, version=version, reason=reason, **more)
        return self.service.execute(command, COORDINATOR)

    def complete(self, checkpoint: str, **values: Any) -> str:
        self.clock.moment += timedelta(minutes=10)
        command = c.CompleteCheckpoint(
            course_id=self.course_id, checkpoint=checkpoint, occurred_at=self.clock.now(), values=values
        )
        (entry_id,) = self.service.execute(command, COORDINATOR).entries
        return entry_id

    def refusal(self, version: str, **more: Any) -> list[tuple[str, Any]]:
        with pytest.raises(Refused) as refused:
            self.move(version, **more)
        return [(reason.code, reason.params.get("checkpoint")) for reason in refused.value.reasons]

    def verified(self) -> None:
        with self.record.queries() as queries:
            assert queries.verify().problems == ()


def changed(definition: PathwayDefinition, version: str) -> PathwayDefinition:
    """Version 2 asks one thing more at the end of the first phase; version 3 does not know the first checkpoint."""
    body = json.loads(definition_to_json(replace(definition, version=version)))
    first = body["phases"][0]["checkpoints"]
    if version == "2":
        added = json.loads(json.dumps(first[0])) | {"id": "asked-again"}
        first.append(added)
    else:
        first.remove(next(each for each in first if each["id"] == FIRST))
        for phase in body["phases"]:
            for each in phase["checkpoints"]:
                each["needs"] = [gate for gate in each.get("needs", []) if gate != FIRST]
        body["outline"]["background"].remove(FIRST)
    text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return definition_from_json(text)


@pytest.fixture
def at(opened: OpenRecord, sqlite_file: Path, clock: HandClock, definition: PathwayDefinition) -> At:
    return At(opened(str(sqlite_file)), clock, definition)


@pytest.fixture
def other(opened: OpenRecord, sqlite_template: Path, tmp_path: Path, definition: PathwayDefinition) -> Record:
    """Another record that has the same versions."""
    shutil.copyfile(sqlite_template, tmp_path / "other.db")
    record = opened(str(tmp_path / "other.db"))
    for version in ("2", "3"):
        body = definition_to_json(changed(definition, version))
        Service(record).execute(c.InstallDefinition(pathway=PATHWAY, version=version, body=body), ADMIN)
    return record


def answers(definition: PathwayDefinition, checkpoint: str) -> dict[str, Any]:
    from random import Random

    from tests.oracle.invented import findings
    from tests.oracle.record import Record as Plain

    given = findings(Random(1), Plain(), checkpoint, 1)
    return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}


def test_old_entries_stay_and_the_new_version_counts_from_then(at: At, definition: PathwayDefinition) -> None:
    entry_id = at.complete(FIRST, **answers(definition, FIRST))
    before, then = at.course, at.clock.now()
    at.clock.moment += timedelta(hours=2)
    changes = at.move("2", " nieuwe versie ", seen_revision=1)
    assert changes.courses == {at.course_id}
    course = at.course
    move = course.moves[-1]
    assert (move.before, move.after, move.revision, move.by) == ("1", "2", 1, COORDINATOR.name)
    assert (move.reason, move.recorded_at) == ("nieuwe versie", at.clock.now())
    assert replace(course, version="1", moves=before.moves) == before
    assert (course.version_at(then), course.version_at(at.clock.now())) == ("1", "2")
    at.complete("asked-again", **answers(definition, FIRST))
    found = at.found()
    assert (found.definition.version, found.at(then).definition.version) == ("2", "1")
    assert [entry.id for entry in found.at(then).course.entries] == [entry_id]
    assert found.checkpoint("asked-again") is not None
    with at.record.queries() as queries:
        rows = {moment: worklist_at(queries, moment) for moment in (then, at.clock.now())}
    assert [row.version for row in rows[then]] == ["1"]
    assert [row.version for row in rows[at.clock.now()]] == ["2"]
    at.verified()


def test_what_the_new_version_does_not_know_is_named(at: At, definition: PathwayDefinition) -> None:
    entry_id = at.complete(FIRST, **answers(definition, FIRST))
    assert at.refusal("3") == [("unknown-checkpoint", FIRST)]
    at.service.execute(
        c.RetractEntry(course_id=at.course_id, supersedes=entry_id, reason="verkeerd"), COORDINATOR
    )
    # Its history is still told, by the definition.
    assert ("unknown-checkpoint", FIRST) in at.refusal("3")
    at.move("2")
    at.complete("asked-again", **answers(definition, FIRST))
    assert at.refusal("1") == [("unknown-checkpoint", "asked-again")]
    assert at.course.version == "2"
    at.verified()


def test_an_answer_that_the_new_version_does_not_take(at: At, definition: PathwayDefinition) -> None:
    values = answers(definition, FIRST)
    at.complete(FIRST, **values)
    field = next(
        each
        for each in definition.by_id[FIRST].fields
        if isinstance(values.get(each.id), str | tuple) and each.options
    )
    given = values[field.id] if isinstance(values[field.id], tuple) else (values[field.id],)
    body = json.loads(definition_to_json(replace(definition, version="4")))
    (asked,) = (each for each in body["phases"][0]["checkpoints"][0]["fields"] if each["id"] == field.id)
    asked["options"] = [each for each in asked["options"] if each["value"] not in given]
    at.install(definition_from_json(json.dumps(body)))
    assert {code for code, _ in at.refusal("4")} == {"unknown-value"}
    at.verified()


def test_what_cannot_be_is_refused(at: At, definition: PathwayDefinition) -> None:
    assert at.refusal("1") == [("same-version", None)]
    assert at.refusal("9") == [("unknown-definition", None)]
    assert at.refusal("2", reason="  ") == [("reason-missing", None)]
    at.complete(FIRST, **answers(definition, FIRST))
    with pytest.raises(Conflict) as conflict:
        at.move("2", seen_revision=0)
    assert conflict.value.reasons[0].code == "course-changed"
    ended = c.EndCourse(course_id=at.course_id, at=at.clock.now(), outcome=Outcome.WITHDRAWN, reason="…")
    at.service.execute(ended, COORDINATOR)
    assert at.refusal("2") == [("course-ended", None)]
    assert len(at.course.moves) == 1
    at.verified()


@pytest.mark.parametrize("format_", ["json", "yaml"])
def test_a_course_file_keeps_the_moves(
    at: At, definition: PathwayDefinition, other: Record, format_: Format
) -> None:
    at.complete(FIRST, **answers(definition, FIRST))
    at.move("2")
    at.complete("asked-again", **answers(definition, FIRST))
    ending = c.EndCourse(course_id=at.course_id, at=at.clock.now(), outcome=Outcome.WITHDRAWN, reason="…")
    at.service.execute(ending, COORDINATOR)
    at.clock.moment += timedelta(hours=1)
    at.service.execute(c.ReopenCourse(course_id=at.course_id, reason="toch"), COORDINATOR)
    text = write_course_file(at.found(), format_)
    service = Service(other)
    imported = read_course_file(text.encode(), f"x.{format_}")
    for number in range(2):
        changes = service.execute(c.ImportCourses(courses=(imported,)), COORDINATOR)
        assert bool(changes.courses) is (number == 0)
    with other.queries() as queries:
        found = queries.course_of("9000001")
        assert found is not None
        assert found.course.moves == at.course.moves
        assert write_course_file(found, format_) == text
        assert queries.verify().problems == ()


def _take_over(record: Record, text: str) -> None:
    imported = read_course_file(text.encode(), "x.json")
    Service(record).execute(c.ImportCourses(courses=(imported,)), COORDINATOR)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"before": "1"', '"before": "3"', "file-move-apart"),
        ('"version": "2"', '"version": "1"', "file-move-apart"),
        ('"entries": 1', '"entries": 3', "file-move-entries"),
        ('"entries": 1', '"entries": -1', "file-not-number"),
        ('"reason": "nieuwe versie"', '"reason": " "', "reason-missing"),
        ('"after": "2"', '"after": "9"', "file-move-apart"),
    ],
)
def test_moves_that_cannot_be_are_refused_by_their_line(
    at: At, definition: PathwayDefinition, other: Record, old: str, new: str, code: str
) -> None:
    at.complete(FIRST, **answers(definition, FIRST))
    at.move("2")
    text = write_course_file(at.found(), "json")
    assert old in text
    with pytest.raises(Refused) as refused:
        _take_over(other, text.replace(old, new))
    assert code in {reason.code for reason in refused.value.reasons}
    assert all(isinstance(reason.params["line"], int) for reason in refused.value.reasons)
    with other.queries() as queries:
        assert queries.patient_count() == 0
