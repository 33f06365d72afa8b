"""Any sequence of commands: what the plain model accepts is kept, what it refuses changes nothing."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.engine import DatabaseRecords
from pathway_app import commands as c
from pathway_app.accesses import Access
from pathway_app.changes import Changes
from pathway_app.definitions.canonical import definition_to_json
from pathway_app.definitions.loader import load_definition
from pathway_app.derived import derive
from pathway_app.domain.course import course_state
from pathway_app.domain.entries import Variance, VarianceClass
from pathway_app.domain.errors import Conflict, Refused
from pathway_app.meetings import Meeting, MeetingCase
from pathway_app.people import Actor, Identity, Role, Sex
from pathway_app.services import Service
from pathway_app.sheets import Copy, Destination, Pack, Sheet, Shown
from tests.domain.course_dicts import shown
from tests.oracle.entry_rules import Replay
from tests.oracle.invented import findings
from tests.oracle.plain_model import status
from tests.oracle.record import CHECKPOINTS
from tests.recording import install

PATHWAY = Path(__file__).parents[2] / "resources" / "pathways" / "intramedullary-tumour.yaml"
DEFINITION = load_definition(PATHWAY)
VERSIONS = ("1", "2")
BIRTH = date(1974, 3, 14)
START = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
ADMIN = Actor("admin", "Admin", Role.ADMINISTRATOR)
PEOPLE = (Actor("an", "An", Role.COORDINATOR), Actor("bo", "Bo", Role.NURSE))
VARIANCE = Variance(VarianceClass.PATIENT, "eigen keuze")
GIVEN_VARIANCE = {"class": "patient", "reason": "eigen keuze"}


class HandClock:
    """A clock that moves only when the test says so."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment


@cache
def _with_versions() -> bytes:
    """A record with two versions that ask the same: what is accepted does not depend on which one is followed."""
    with tempfile.TemporaryDirectory(prefix="zorgpad-test-") as folder:
        path = Path(folder) / "record.db"
        record = DatabaseRecords(HandClock()).create(str(path))
        for version in VERSIONS:
            definition = replace(DEFINITION, version=version)
            install(record, definition, definition_to_json(definition))
        record.close()
        return path.read_bytes()


class CourseMachine(RuleBasedStateMachine):
    """The record beside a plain list of entries."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="zorgpad-test-"))
        self.clock = HandClock()

    @initialize()
    def enrol(self) -> None:
        path = self.folder / "record.db"
        path.write_bytes(_with_versions())
        self.record = DatabaseRecords(self.clock).open(f"sqlite:///{path}")
        self.service = Service(self.record)
        for person in (ADMIN, *PEOPLE):
            account = c.AddAccount(name=person.name, full_name=person.full_name, role=person.role)
            self.service.execute(account, ADMIN)
        self.identities = [Identity("9000001", "Voorbeeld", "Demo", BIRTH, Sex.FEMALE)]
        enrol = c.EnrolPatient(identity=self.identities[0], pathway=DEFINITION.id, at=self.clock.now())
        changes = self.service.execute(enrol, PEOPLE[0])
        (self.course_id,), (self.patient_id,) = changes.courses, changes.patients
        self.versions: list[tuple[str, int]] = []
        self.meetings: dict[str, Meeting] = {}
        self.entries: list[dict[str, Any]] = []
        self.replay = Replay(BIRTH)
        self.last: tuple[c.Command, Actor] | None = None
        self.issues: list[tuple[int, tuple[Copy, ...]]] = []
        self.failed: set[int] = set()

    def teardown(self) -> None:
        self.record.close()
        shutil.rmtree(self.folder)

    def _attempt(self, command: c.CourseCommand, given: dict[str, Any], actor: Actor) -> None:
        """Give the command; it must be accepted exactly where the plain model accepts the entry."""
        given = {
            "id": "not yet known",
            **{key: value for key, value in given.items() if value is not None},
            "recorded_at": self.clock.now().isoformat(),
            "by": actor.name,
        }
        broken = self.replay.check(given)
        try:
            changes = self.service.execute(command, actor)
        except Refused:
            assert broken, f"refused, but the plain model accepts it: {given}"
            return
        assert not broken, f"accepted, but the plain model says {broken}: {given}"
        (given["id"],) = changes.entries
        self.entries.append(given)
        self.replay.take(given)
        self.last = (command, actor)

    @rule(minutes=st.sampled_from((1, 7, 59, 60 * 23, 60 * 48, 60 * 24 * 15)))
    def time_passes(self, minutes: int) -> None:
        self.clock.moment += timedelta(minutes=minutes)

    @rule(
        random=st.randoms(use_true_random=False),
        forward=st.booleans(),
        round_=st.sampled_from((1, 1, 1, 2, 3)),
        earlier=st.sampled_from((0, 0, 0, 5, 60 * 30)),
        excused=st.booleans(),
        from_paper=st.booleans(),
        actor=st.sampled_from(PEOPLE),
    )
    def complete(
        self,
        random: Random,
        forward: bool,
        round_: int,
        earlier: int,
        excused: bool,
        from_paper: bool,
        actor: Actor,
    ) -> None:
        checkpoint = self._likely(random, round_) if forward else random.choice(tuple(CHECKPOINTS))
        values = findings(random, self.replay.record, checkpoint, round_)
        occurred_at = self.clock.now() - timedelta(minutes=earlier)
        self._attempt(
            c.CompleteCheckpoint(
                course_id=self.course_id,
                checkpoint=checkpoint,
                round=round_,
                occurred_at=occurred_at,
                values={k: tuple(v) if isinstance(v, list) else v for k, v in values.items()},
                variance=VARIANCE if excused else None,
                from_paper=from_paper,
            ),
            {
                "action": "complete",
                "checkpoint": checkpoint,
                "round": round_,
                "occurred_at": occurred_at.isoformat(),
                "values": values,
                "variance": GIVEN_VARIANCE if excused else None,
                "from_paper": from_paper,
            },
            actor,
        )

    def _likely(self, random: Random, round_: int) -> str:
        """A checkpoint that can be entered now, where there is one."""
        now = self.clock.now()
        state = course_state(DEFINITION, self._stored().entries, now)
        ready = [row.checkpoint for row in state.checkpoints if row.is_open and row.round == round_]
        return random.choice(ready or list(CHECKPOINTS))

    @rule(random=st.randoms(use_true_random=False), skip=st.booleans(), actor=st.sampled_from(PEOPLE))
    def set_aside(self, random: Random, skip: bool, actor: Actor) -> None:
        checkpoint, now = random.choice(tuple(CHECKPOINTS)), self.clock.now()
        given: dict[str, Any] = {"checkpoint": checkpoint, "round": 1, "occurred_at": now.isoformat()}
        command: c.CourseCommand
        if skip:
            command = c.SkipCheckpoint(
                course_id=self.course_id, checkpoint=checkpoint, occurred_at=now, variance=VARIANCE
            )
            given |= {"action": "skip", "variance": GIVEN_VARIANCE}
        else:
            command = c.MarkNotApplicable(
                course_id=self.course_id, checkpoint=checkpoint, occurred_at=now, reason="al gebeurd elders"
            )
            given |= {"action": "not-applicable", "reason": "al gebeurd elders"}
        self._attempt(command, given, actor)

    @precondition(lambda self: self.entries)
    @rule(
        random=st.randoms(use_true_random=False),
        actor=st.sampled_from(PEOPLE),
        reason=st.sampled_from(("fout", "")),
    )
    def retract(self, random: Random, actor: Actor, reason: str) -> None:
        named = random.choice(self.entries)["id"]
        self._attempt(
            c.RetractEntry(course_id=self.course_id, supersedes=named, reason=reason),
            {"action": "retract", "supersedes": named, "reason": reason},
            actor,
        )

    @precondition(lambda self: self.entries)
    @rule(random=st.randoms(use_true_random=False), excused=st.booleans())
    def correct(self, random: Random, excused: bool) -> None:
        entry = random.choice(self.entries)
        row = self.replay.record.row_of_entry.get(entry["id"])
        values = findings(random, self.replay.record, *row) if row else {}
        if row and self.replay.record.standing[row].action != "complete":
            values = {}
        now = self.clock.now()
        self._attempt(
            c.CorrectEntry(
                course_id=self.course_id,
                supersedes=entry["id"],
                occurred_at=now,
                reason="verkeerd",
                values={k: tuple(v) if isinstance(v, list) else v for k, v in values.items()},
                variance=VARIANCE if excused else None,
            ),
            {
                "action": "correct",
                "supersedes": entry["id"],
                "occurred_at": now.isoformat(),
                "reason": "verkeerd",
                "values": values,
                "variance": GIVEN_VARIANCE if excused else None,
            },
            PEOPLE[0],
        )

    @precondition(lambda self: self.entries)
    @rule(random=st.randoms(use_true_random=False))
    def close_variance(self, random: Random) -> None:
        named = random.choice(self.entries)["id"]
        self._attempt(
            c.CloseVariance(course_id=self.course_id, supersedes=named, reason="besproken"),
            {"action": "close-variance", "supersedes": named, "reason": "besproken"},
            PEOPLE[0],
        )

    @rule(text=st.sampled_from(("R&D <b> Łukasz", "  ")), from_paper=st.booleans())
    def note(self, text: str, from_paper: bool) -> None:
        self._attempt(
            c.AddNote(course_id=self.course_id, text=text, from_paper=from_paper),
            {"action": "note", "text": text, "from_paper": from_paper},
            PEOPLE[1],
        )

    @precondition(lambda self: self.last is not None)
    @rule()
    def the_same_command_again(self) -> None:
        assert self.last is not None
        changes = self.service.execute(*self.last)
        assert changes.repeated
        assert changes.entries == (self.entries[-1]["id"],)

    @rule(
        sheets=st.lists(st.sampled_from((Sheet.HANDOVER, Sheet.SUMMARY)), min_size=1, unique=True),
        with_ward=st.booleans(),
        actor=st.sampled_from((ADMIN, *PEOPLE)),
    )
    def issue(self, sheets: list[Sheet], with_ward: bool, actor: Actor) -> None:
        shown = [Shown(sheet, self.course_id) for sheet in sheets]
        shown += [Shown(Sheet.WARD)] if with_ward else []
        command = c.IssueSheets(pack=Pack.WARD, shown=tuple(shown), language="nl", to=Destination.PRINTER)
        assert self.service.execute(command, actor).courses == frozenset()
        earlier = [copy[:2] for _, copies in self.issues for copy in copies]
        expected = tuple(
            Copy(*each, earlier.count(each) + 1, len(self.entries) if each.course_id else 0) for each in shown
        )
        with self.record.queries() as queries:
            found = queries.issue_of(command.command_id)
            assert found is not None
            assert found.head == queries.log_head()
        assert (found.by, found.at, found.copies) == (actor.name, self.clock.now(), expected)
        self.issues.append((found.head.number, expected))

    @precondition(lambda self: self.issues)
    @rule(random=st.randoms(use_true_random=False))
    def it_did_not_print(self, random: Random) -> None:
        number, _ = random.choice(self.issues)
        self.service.execute(c.ReportFailedPrint(issue=number), PEOPLE[1])
        self.failed.add(number)

    @rule(
        what=st.sampled_from(sorted(set(Access) - {Access.EMERGENCY_BEGUN})),
        actor=st.sampled_from((ADMIN, *PEOPLE)),
    )
    def somebody_looked(self, what: Access, actor: Actor) -> None:
        """Nothing else in the record moves: the invariants hold it against the entries."""
        command = c.NoteAccess(what=what, courses=(self.course_id,), details={"by": "rule"})
        with self.record.queries() as queries:
            before = queries.log_head().number
        assert self.service.execute(command, actor) == Changes(command.command_id)
        with self.record.queries() as queries:
            assert queries.log_head().number == before + 1

    @precondition(lambda self: len(self.entries) > 1)
    @rule()
    def someone_who_has_not_looked_again(self) -> None:
        """Whoever saw the course before the newest entry can't overwrite that checkpoint unknowingly."""
        newest = self.entries[-1]
        if newest["action"] not in ("complete", "skip", "not-applicable"):
            return
        stale = c.RetractEntry(
            course_id=self.course_id,
            supersedes=newest["id"],
            reason="fout",
            seen_revision=len(self.entries) - 1,
        )
        with contextlib.suppress(Conflict):
            self.service.execute(stale, PEOPLE[1])
            raise AssertionError("a change that the user had not seen was overwritten")

    @rule(version=st.sampled_from(VERSIONS), reason=st.sampled_from(("nieuwe versie", " ")))
    def move(self, version: str, reason: str) -> None:
        now = self.versions[-1][0] if self.versions else VERSIONS[-1]
        command = c.MoveCourse(
            course_id=self.course_id, version=version, reason=reason, seen_revision=len(self.entries)
        )
        try:
            self.service.execute(command, PEOPLE[0])
        except Refused as refused:
            codes = {reason.code for reason in refused.reasons}
            assert codes == {"same-version" if version == now else "reason-missing"}
            return
        assert version != now
        assert reason.strip()
        self.versions.append((version, len(self.entries)))

    @rule(
        given_name=st.sampled_from(("Demo", "Dema", "Łukasz")),
        bed=st.sampled_from((None, "3B-2")),
        reason=st.sampled_from(("verkeerd", "")),
        late=st.booleans(),
    )
    def correct_identity(self, given_name: str, bed: str | None, reason: str, late: bool) -> None:
        before = self.identities[-1]
        after = replace(before, given_name=given_name, bed=bed)
        seen = len(self.identities) - 1
        command = c.CorrectIdentity(
            patient_id=self.patient_id, identity=after, reason=reason, seen=seen - 1 if late else seen
        )
        try:
            changed = self.service.execute(command, PEOPLE[1]).patients
        except Conflict:
            assert late
            return
        except Refused:
            assert before.given_name != given_name
            assert not reason
            return
        assert not late
        assert changed == ({self.patient_id} if before != after else set())
        if changed:
            self.identities.append(after)

    @rule(days=st.integers(0, 3), postponed=st.booleans())
    def plan_meeting(self, days: int, postponed: bool) -> None:
        at = START + timedelta(days=days)
        cases = (MeetingCase(self.course_id, postponed=postponed),)
        command = c.PlanMeeting(at=at, pathway=DEFINITION.id, cases=cases)
        try:
            (meeting_id,) = self.service.execute(command, PEOPLE[0]).meetings
        except Refused:
            assert any(each.at == at and not each.cancelled for each in self.meetings.values())
            return
        self.meetings[meeting_id] = Meeting(
            meeting_id, DEFINITION.id, at, cases, 0, False, PEOPLE[0].name, self.clock.now()
        )

    @precondition(lambda self: self.meetings)
    @rule(random=st.randoms(use_true_random=False), cancelled=st.booleans(), late=st.booleans())
    def change_meeting(self, random: Random, cancelled: bool, late: bool) -> None:
        meeting = self.meetings[random.choice(sorted(self.meetings))]
        command = c.ChangeMeeting(
            meeting_id=meeting.id,
            seen_revision=meeting.revision + late,
            cancelled=cancelled,
        )
        others = [each for each in self.meetings.values() if each is not meeting and not each.cancelled]
        try:
            changed = self.service.execute(command, PEOPLE[0]).meetings
        except Conflict:
            assert late
            return
        except Refused:
            assert meeting.cancelled
            assert not cancelled
            assert any(each.at == meeting.at for each in others)
            return
        assert bool(changed) is (cancelled != meeting.cancelled)
        if changed:
            self.meetings[meeting.id] = replace(
                meeting,
                cancelled=cancelled,
                revision=meeting.revision + 1,
                by=PEOPLE[0].name,
                recorded_at=self.clock.now(),
            )

    @invariant()
    def nothing_of_the_day_is_lost(self) -> None:
        if not hasattr(self, "course_id"):
            return
        with self.record.queries() as queries:
            found = queries.course(self.course_id)
            assert found is not None
            assert found.patient.identity == self.identities[-1]
            history = [each.identity for each in queries.identity_history(self.patient_id)]
            assert history == self.identities[:-1]
            assert [(move.after, move.revision) for move in found.course.moves] == self.versions
            by_time = sorted(self.meetings.values(), key=lambda each: (each.at, each.id))
            assert list(queries.meetings(limit=100)) == by_time
            (row,) = queries.patients().rows
            assert (row.patient, row.version) == (found.patient, found.course.version)
            assert queries.search(self.identities[-1].given_name)[0] == row

    def _stored(self) -> Any:
        with self.record.queries() as queries:
            found = queries.course(self.course_id)
            assert found is not None
            return found.course

    @invariant()
    def the_newest_copy_is_the_last_that_did_not_fail(self) -> None:
        if not hasattr(self, "course_id"):
            return
        with self.record.queries() as queries:
            for sheet, course_id in ((Sheet.HANDOVER, self.course_id), (Sheet.WARD, "")):
                holding = [
                    number
                    for number, copies in self.issues
                    if number not in self.failed and (sheet, course_id) in {copy[:2] for copy in copies}
                ]
                for before in (None, *holding[-1:]):
                    expected = [number for number in holding if before is None or number < before]
                    found = queries.newest_copy(sheet, course_id, before=before)
                    assert (found.head.number if found else None) == (expected[-1] if expected else None)

    @invariant()
    def no_entry_is_lost_and_each_derived_row_is_right(self) -> None:
        if not hasattr(self, "course_id"):
            return
        course = self._stored()
        assert [(entry.id, entry.from_paper) for entry in course.entries] == [
            (entry["id"], entry.get("from_paper", False)) for entry in self.entries
        ]
        now = self.clock.now()
        expected = status(
            {
                "patient": {"mrn": "9000001"},
                "pathway": {"id": DEFINITION.id, "version": VERSIONS[0]},
                "entries": self.entries,
                "ended": None,
            },
            now,
        )
        found = shown(course_state(DEFINITION, course.entries, now))
        assert found == {key: expected[key] for key in found}
        assert derive(DEFINITION, course, ZoneInfo("Europe/Brussels")).course.revision == len(self.entries)
        with self.record.queries() as queries:
            verification = queries.verify()
        assert verification.sound, verification.problems


TestCourse = CourseMachine.TestCase
TestCourse.settings = settings(
    max_examples=25,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
