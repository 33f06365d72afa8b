"""Course files are taken over, all or none; importing one again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast
from unicodedata import normalize
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pathway_app.changes import Changes
from pathway_app.commands import ImportCourses, ImportedCourse
from pathway_app.derived import derive
from pathway_app.domain.answers import answer_refusals
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Course, Ending, Move
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import DECIDING, Action, Entry, Standings
from pathway_app.domain.errors import Refusal, Refused
from pathway_app.domain.ids import new_id
from pathway_app.domain.reckoning import Reckoning
from pathway_app.domain.rules import CLOCK_DIFFERENCE
from pathway_app.people import Actor, Identity, Patient
from pathway_app.ports import UnitOfWork
from pathway_app.services.enrolment import (
    check_moment,
    not_before,
    refuse_second_open,
)
from pathway_app.services.entering import check_entry
from pathway_app.services.identity_rules import checked
from pathway_app.services.moving import installed, move_refusals

_SAME_PERSON = ("family_name", "given_name", "birth_date", "sex", "national_number")
_IDENTITY = ("mrn", *_SAME_PERSON, "bed", "surgeon")
_PLACING = ("action", "checkpoint", "round", "supersedes")
"""what says at which place an entry counts"""
_HIDING = {"already-entered", "undecided", "not-applicable", "unknown-round", "not-effective"}
"""after these the rules do not look at the answers"""


def import_courses(work: UnitOfWork, actor: Actor, command: ImportCourses) -> Changes:
    """Raises Refused with every reason of every file; each names the file, the line and the path in it."""
    reasons: list[Refusal] = list(command.unreadable)
    courses: set[str] = set()
    patients: set[str] = set()
    entries: list[str] = []
    for imported in command.courses:
        taking = _Import(work, imported)
        taking.run()
        reasons.extend(taking.reasons)
        if taking.changed:
            courses.add(taking.course.id)
            patients.add(taking.course.patient_id)
            entries.extend(taking.added)
    if reasons:
        raise Refused(reasons)
    return Changes(command.command_id, frozenset(courses), frozenset(patients), tuple(entries))


class _Import:
    """One course file on its way into the record.

    What is wrong is noted and the rest is judged all the same, so that every error is named; from the first error
    on nothing more is written, since the whole is given up.
    """

    def __init__(self, work: UnitOfWork, imported: ImportedCourse) -> None:
        self.work = work
        self.imported = imported
        self.reasons: list[Refusal] = list(imported.errors)
        self.added: list[str] = []
        self.changed = False
        self.now = work.now()
        self.zone = ZoneInfo(work.site().zone)
        self.course = imported.course
        self.definition: PathwayDefinition | None = None
        """the version that the course follows so far; None where the file does not name one that is installed"""
        self.endings_refused = False
        self.moves_refused = False
        self.faulty = {_faulty_path(error) for error in imported.errors}
        self.doubtful_course = False
        """whether the file may be about another course than it says"""
        self.some_unplaced = False
        """whether an entry with an error does not count for those after it"""
        self.doubtful_entries: list[Entry] = []
        """those with an error: what follows may be refused only because of them"""

    def run(self) -> None:
        """Take the file over as far as the rules allow; `reasons` tells why the whole must be given up."""
        self.definition = self._first_definition()
        patient = self._patient()
        self._open_course(patient)
        self._refuse_end_before_entries()
        self._take_over(patient)
        self.reasons.sort(key=_line)

    def _is_faulty(self, path: str) -> bool:
        """Whether the file's own errors are about what stands at `path` or about something that holds it."""
        while path and path not in self.faulty:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return bool(path)

    def _refuse(self, refused: Refused, path: str, only_given: bool = False) -> None:
        """Note the reasons, each with the line of the input that it is about, else with that of `path`.

        What an error of form is about is not named again; with `only_given`, only what stands in the file is.
        """
        lines = self.imported.lines
        for reason in refused.reasons:
            inputs = (f"{path}.{reason.field}", f"{path}.values.{reason.field}")
            where = next((each for each in inputs if each in lines), path)
            if any(self._is_faulty(each) for each in (inputs if reason.field else (path,))):
                continue
            if only_given and where == path:
                continue
            place: dict[str, Any] = {"file": self.imported.name, "line": lines.get(where, 1), "path": where}
            self.reasons.append(replace(reason, params={**reason.params, **place}))

    def _patient(self) -> Patient:
        """The patient in the record, a new one, or where that is refused the one of the file."""
        identity = self.imported.identity
        wrong = {name for name in _IDENTITY if self._is_faulty(f"patient.{name}")}
        try:
            identity = checked(identity, local_date(self.now, self.zone))
        except Refused as refused:
            self._refuse(refused, "patient")
            wrong |= {reason.field or "" for reason in refused.reasons}
        if "birth_date" in wrong:
            identity = replace(identity, birth_date=date.min)  # nothing else is wrong because of it
        known = None if "mrn" in wrong else self.work.patient_by_mrn(identity.mrn.strip())
        if known is not None:
            try:
                _refuse_other_person(known.identity, identity, wrong)
                return known
            except Refused as refused:
                self._refuse(refused, "patient")
                wrong.add("mrn")
        if wrong:
            self.doubtful_course = True
            return Patient("", identity)
        patient = Patient(new_id(), identity)
        if not self.reasons:
            self.work.add_patient(patient)
        self.changed = True
        return patient

    def _first_definition(self) -> PathwayDefinition | None:
        """The version with which the course was begun."""
        course = self.imported.course
        doubtful = any(path.startswith("moves") for path in self.faulty)
        if doubtful or any(self._is_faulty(path) for path in ("pathway.id", "pathway.version")):
            self.doubtful_course = True
            return None
        return self._installed(course.first_version, "moves[0]" if course.moves else "pathway")

    def _installed(self, version: str, path: str) -> PathwayDefinition | None:
        try:
            return installed(self.work, self.imported.course.pathway, version)
        except Refused as refused:
            self._refuse(refused, path)
            return None

    def _open_course(self, patient: Patient) -> None:
        """Find the course that the file describes, or begin it."""
        wanted = self.imported.course
        for known in self.work.courses_of(patient.id):
            if known.pathway == wanted.pathway and known.enrolment.at == wanted.enrolment.at:
                self.course = known
                self._follow_known_versions(known)
                return
        if self._is_faulty("enrolled.at"):
            self.doubtful_course = True
        else:
            try:
                refuse_second_open(self.work, patient.id, wanted.pathway)
                check_moment(wanted.enrolment.at, self.now, patient, self.zone)
            except Refused as refused:
                self.doubtful_course = True
                self._refuse(refused, "enrolled")
        try:
            _refuse_recorded_in_future(wanted.enrolment.recorded_at, self.now)
        except Refused as refused:
            self._refuse(refused, "enrolled")
        self.course = replace(
            wanted,
            id=new_id(),
            patient_id=patient.id,
            version=wanted.first_version,
            entries=(),
            endings=(),
            moves=(),
        )
        if not self.reasons:
            self.work.add_course(self.course)
        self.changed = True

    def _follow_known_versions(self, known: Course) -> None:
        """The file and the record must tell of the same versions, as far as both go."""
        wanted = self.imported.course
        if self.definition is None:
            return
        if wanted.first_version != known.first_version:
            self.moves_refused = True
            self._refuse(Refused(Refusal("version-differs", "version")), "pathway")
            return
        for index, (one, other) in enumerate(zip(wanted.moves, known.moves, strict=False)):
            if replace(one, revision=other.revision) != other:
                self.moves_refused = True
                self._refuse(Refused(Refusal("version-differs", "after")), f"moves[{index}]")
                return
        self.definition = self._installed(known.version, "pathway")

    def _append_moves(self, position: int) -> None:
        """Append the moves before the entry at `position` that the record does not know yet."""
        moves = self.imported.course.moves
        while len(self.course.moves) < len(moves) and not self.moves_refused and self.definition is not None:
            index = len(self.course.moves)
            move, path = moves[index], f"moves[{index}]"
            if move.revision > position:
                return
            self._append_endings(until=move.recorded_at)
            after = self._installed(move.after, path)
            refused = [] if after is None else list(self._move_refusals(move, after))
            if refused:
                self._refuse(Refused(refused), path)
            self.moves_refused = after is None or bool(refused)
            if after is None:
                return
            if not self.reasons:
                self.work.append_move(self.course, move)
            self.definition = after
            told = replace(move, revision=self.course.revision)
            self._grow(version=move.after, moves=(*self.course.moves, told))

    def _move_refusals(self, move: Move, after: PathwayDefinition) -> Iterator[Refusal]:
        if not move.reason.strip():
            yield Refusal("reason-missing", "reason")
        if move.recorded_at > self.now + CLOCK_DIFFERENCE:
            yield Refusal("recorded-in-future", "recorded_at")
        if move.recorded_at < not_before(move.recorded_at, self.course):
            yield Refusal("recorded-backwards", "recorded_at")
        yield from move_refusals(after, self.course, self.zone)

    def _refuse_end_before_entries(self) -> None:
        """Refuse an end recorded before entries that are recorded only now, and let it not end the course."""
        endings = self.imported.course.endings
        if not endings or endings[-1].reopened or len(endings) <= len(self.course.endings):
            return
        if self.imported.ending_unrecorded or endings[-1].recorded_at >= self.now:
            return
        known = {entry.id for entry in self.course.entries}
        new = (
            position
            for position in self.imported.unrecorded
            if not self._is_faulty(f"entries[{position}].recorded_at")
            and self._completed(position, self.imported.course.entries[position]).id not in known
        )
        if next(new, None) is not None:
            self.endings_refused = True
            reason = Refusal("ended-before-entries", "recorded_at", {"recorded_at": endings[-1].recorded_at})
            self._refuse(Refused(reason), "ended")

    def _take_over(self, patient: Patient) -> None:
        """Append what the record does not hold yet, in the order of recording."""
        known = {entry.id: entry for entry in self.course.entries}
        ids = () if self.doubtful_course else tuple(e.id for e in self.imported.course.entries if e.id)
        elsewhere = self.work.known_entries(ids)
        standings = Standings(self.course.entries)
        seen: set[str] = set()
        for position, given in enumerate(self.imported.course.entries):
            self._append_moves(position)
            path, definition = f"entries[{position}]", self.definition
            reasons_before = len(self.reasons)
            entry, is_new = given, True
            try:
                entry, is_new = self._checked(position, given, known, elsewhere, seen)
                repeated = False
            except Refused as refused:
                self._refuse(refused, path)
                repeated = given.id in seen
                if given.id in known:
                    self._refuse_answers(definition, given, path)
                    continue
            if not is_new:
                continue
            self._judge(position, entry, definition, standings, patient, repeated)
            if len(self.reasons) > reasons_before or position in self.imported.broken:
                self.doubtful_entries.append(given)
                if definition is not None:
                    self._assume(definition, standings, given, path)
                continue
            self._append(entry)
            standings.add(entry)
        self._append_moves(len(self.imported.course.entries))
        self._append_endings(until=None)
        if self.definition is not None and self.changed and not self.reasons:
            self.work.store_derived(None, derive(self.definition, self.course, self.zone, standings))

    def _judge(
        self,
        position: int,
        entry: Entry,
        definition: PathwayDefinition | None,
        standings: Standings,
        patient: Patient,
        repeated: bool,
    ) -> None:
        """Note what the rules say against the entry, but not what an error noted already brings with it."""
        path = f"entries[{position}]"
        doubtful = any(self._is_faulty(f"{path}.{name}") for name in _PLACING)
        if definition is None:  # what a note is asked can be asked without a pathway
            if entry.occurred_at is None and (entry.action in DECIDING or entry.action is Action.CORRECT):
                self._refuse(Refused(Refusal("occurred-at-missing", "occurred_at")), path)
            entry = replace(entry, action=Action.NOTE, checkpoint=None, text=entry.text or "-")
        elif self._is_faulty(f"{path}.action"):
            entry = replace(entry, action=_likely_action(entry))
        if self._is_faulty(f"{path}.recorded_at"):
            entry = replace(entry, recorded_at=not_before(self.now, self.course))
        pathway = cast(PathwayDefinition, definition)
        reasons = list(self._reasons(pathway, standings, entry, self.course, patient))
        codes = {reason.code for reason in reasons}
        if "course-ended" in codes:
            reasons += self._reasons(pathway, standings, entry, replace(self.course, endings=()), patient)
            codes = {reason.code for reason in reasons}
        checkpoint = definition.by_id.get(entry.checkpoint or "") if definition is not None else None
        if checkpoint is not None and codes & _HIDING:
            if entry.action is Action.COMPLETE:
                reasons += answer_refusals(checkpoint, entry.values)
            elif entry.action is Action.CORRECT:
                self._refuse_answers(definition, entry, path)
        if entry.recorded_at > self.now + CLOCK_DIFFERENCE:
            reasons.append(Refusal("recorded-in-future", "recorded_at"))
        if repeated:
            reasons = [reason for reason in reasons if reason.code != "already-entered"]
        reasons = [reason for reason in reasons if not self._follows(reason, path, entry)]
        self._refuse(Refused(reasons), path, only_given=doubtful)

    def _refuse_answers(self, definition: PathwayDefinition | None, entry: Entry, path: str) -> None:
        """Note the answers given that the checkpoint does not take; of those missing nothing is said."""
        checkpoint = definition.by_id.get(entry.checkpoint or "") if definition is not None else None
        if checkpoint is not None and entry.values:
            self._refuse(Refused(list(answer_refusals(checkpoint, entry.values))), path, only_given=True)

    def _reasons(
        self,
        definition: PathwayDefinition,
        standings: Standings,
        entry: Entry,
        course: Course,
        patient: Patient,
    ) -> tuple[Refusal, ...]:
        try:
            check_entry(definition, standings, entry, course, patient, self.zone)
        except Refused as refused:
            return refused.reasons
        return ()

    def _follows(self, reason: Refusal, path: str, entry: Entry) -> bool:
        """Whether the reason may hold only because of an error that is named already."""
        if reason.code == "only-with":
            return any(each.startswith(f"{path}.values") for each in self.faulty)
        if reason.code == "course-ended":
            return self.endings_refused or any(each.startswith("earlier_endings") for each in self.faulty)
        doubtful = self.doubtful_entries
        if reason.code == "undecided":
            return self.some_unplaced or any(
                each.checkpoint == reason.params["asked_checkpoint"] for each in doubtful
            )
        if reason.code == "variance-required" and self.some_unplaced:
            return reason.params["needs"] == ("blocked",)
        if reason.code in ("not-effective", "no-open-variance"):
            return any(each.id and entry.supersedes in (each.id, each.supersedes) for each in doubtful)
        return reason.code in ("not-applicable", "unknown-round") and any(
            each.action is not Action.NOTE for each in doubtful
        )

    def _assume(self, definition: PathwayDefinition, standings: Standings, entry: Entry, path: str) -> None:
        """Let an entry with an error count for those after it where it can, so that one error is named once."""
        if self._is_faulty(f"{path}.action"):
            entry = replace(entry, action=_likely_action(entry))
            self.some_unplaced |= entry.action is Action.NOTE
        if entry.action in DECIDING:
            checkpoint = definition.by_id.get(entry.checkpoint or "")
            if (
                checkpoint is None
                or self._is_faulty(f"{path}.round")
                or standings.get(checkpoint.id, entry.round) is not None
                or not Reckoning(definition, standings, self.zone).has_round(checkpoint, entry.round)
            ):
                self.some_unplaced = True
                return
        standings.add(entry)

    def _append(self, entry: Entry) -> None:
        if not self.reasons:
            self.work.append_entry(self.course, entry)
        self._grow(entries=(*self.course.entries, entry))
        self.added.append(entry.id)

    def _checked(
        self, position: int, given: Entry, known: dict[str, Entry], elsewhere: dict[str, str], seen: set[str]
    ) -> tuple[Entry, bool]:
        """The entry, and whether it is new to the record. Endings recorded earlier come first."""
        unrecorded = position in self.imported.unrecorded
        if not self._is_faulty(f"entries[{position}].recorded_at"):
            self._append_endings(until=not_before(self.now, self.course) if unrecorded else given.recorded_at)
        entry = self._completed(position, given)
        if entry.id in seen:
            raise Refused(Refusal("entry-id-twice", "id", {"id": entry.id}))
        seen.add(entry.id)
        if entry.id in known:
            self._refuse_other_content(known[entry.id], entry, position)
            return entry, False
        if entry.id in elsewhere:
            raise Refused(Refusal("entry-id-taken", "id", {"id": entry.id}))
        return entry, True

    def _completed(self, position: int, given: Entry) -> Entry:
        """The entry with the id and the recorded-at that the file may leave out.

        An id is made from the course and the content, so that the same file gives the same id again.
        """
        entry = given
        if position in self.imported.unrecorded:
            entry = replace(entry, recorded_at=not_before(self.now, self.course))
        if not entry.id:
            content = f"{position} {replace(entry, recorded_at=self.course.enrolment.at)!r}"
            entry = replace(entry, id=str(uuid5(UUID(self.course.id), content)))
        return entry

    def _refuse_other_content(self, known: Entry, entry: Entry, position: int) -> None:
        if position in self.imported.unrecorded:
            entry = replace(entry, recorded_at=known.recorded_at)
        if known != entry:
            raise Refused(Refusal("entry-differs", "id", {"id": entry.id}))

    def _append_endings(self, until: datetime | None) -> None:
        """Append the file's endings and reopenings recorded before `until` (None: all) that are not known yet.

        Of what was recorded in the same second an entry comes first.
        """
        endings = self.imported.course.endings
        for position, given in enumerate(endings):
            if self.endings_refused:
                return
            try:
                if not self._append_ending(position, self._completed_ending(position, given), until):
                    return
            except Refused as refused:
                self.endings_refused = True
                self._refuse(refused, self._ending_path(position))

    def _ending_path(self, position: int) -> str:
        endings = self.imported.course.endings
        newest = position == len(endings) - 1 and endings[position].reopened is None
        return "ended" if newest else f"earlier_endings[{position}]"

    def _append_ending(self, position: int, ending: Ending, until: datetime | None) -> bool:
        """Whether the next ending may follow: this one is in the record, and so is how it was reopened."""
        path = self._ending_path(position)
        if position == len(self.course.endings):
            if until is not None and ending.recorded_at >= until:
                return False
            self._check_ending(ending, path)
            ended = replace(ending, reopened=None)
            if not self.reasons:
                self.work.append_ending(self.course, ended)
            self._grow(endings=(*self.course.endings, ended))
        known = self.course.endings[position]
        unsure = any(self._is_faulty(f"{path}.{name}") for name in ("at", "outcome"))
        if not unsure and (known.at, known.outcome) != (ending.at, ending.outcome):
            raise Refused(Refusal("ending-differs", "outcome"))
        reopened = ending.reopened
        if reopened is None or known.reopened is not None:
            return True
        if until is not None and reopened.recorded_at >= until:
            return False
        _refuse_recorded_in_future(reopened.recorded_at, self.now)
        if not self.reasons:
            self.work.append_reopening(self.course, ending)
        before, after = self.course.endings[:position], self.course.endings[position + 1 :]
        self._grow(endings=(*before, ending, *after))
        return True

    def _grow(self, **grown: Any) -> None:
        self.course = replace(self.course, **grown)
        self.changed = True

    def _completed_ending(self, position: int, given: Ending) -> Ending:
        newest = position == len(self.imported.course.endings) - 1
        if self.imported.ending_unrecorded and newest:
            return replace(given, recorded_at=not_before(self.now, self.course))
        return given

    def _check_ending(self, ending: Ending, path: str) -> None:
        reasons: list[Refusal] = []
        enrolled_at = self.course.enrolment.at
        if not ending.reason.strip():
            reasons.append(Refusal("reason-missing", "reason"))
        if ending.at > self.now + CLOCK_DIFFERENCE:
            reasons.append(Refusal("in-future", "at", {"occurred_at": ending.at}))
        elif not self._is_faulty(f"{path}.at") and not self._is_faulty("enrolled.at"):
            enrolled_on = local_date(enrolled_at, self.zone)
            if local_date(ending.at, self.zone) < enrolled_on:
                reasons.append(Refusal("ended-before-enrolment", "at", {"enrolled_on": enrolled_on}))
        if ending.recorded_at > self.now + CLOCK_DIFFERENCE:
            reasons.append(Refusal("recorded-in-future", "recorded_at"))
        if ending.recorded_at < not_before(ending.recorded_at, self.course):
            reasons.append(Refusal("recorded-backwards", "recorded_at"))
        if reasons:
            raise Refused(reasons)


def _faulty_path(error: Refusal) -> str:
    """What an error of the file is about: a missing key is where it would stand."""
    path = str(error.params.get("path", ""))
    if error.code != "file-key-missing":
        return path
    return f"{path}.{error.params['key']}" if path else str(error.params["key"])


def _line(reason: Refusal) -> int:
    line = reason.params.get("line")
    return line if isinstance(line, int) else 1


def _likely_action(entry: Entry) -> Action:
    """What an entry whose action cannot be read most likely does, so that what it gives can be judged."""
    if entry.supersedes:
        return Action.CORRECT
    return Action.COMPLETE if entry.checkpoint and not entry.text else Action.NOTE


def _refuse_recorded_in_future(recorded_at: datetime | None, now: datetime) -> None:
    if recorded_at is not None and recorded_at > now + CLOCK_DIFFERENCE:
        raise Refused(Refusal("recorded-in-future", "recorded_at"))


def _refuse_other_person(known: Identity, given: Identity, wrong: set[str]) -> None:
    """Compare all but what is wrong already."""
    compared = [name for name in _SAME_PERSON if name not in wrong]
    differing = [name for name in compared if _composed(known, name) != _composed(given, name)]
    if differing:
        params = {"mrn": given.mrn, "fields": tuple(differing)}
        raise Refused(Refusal("identity-differs", "mrn", params))


def _composed(identity: Identity, name: str) -> object:
    """What is compared: the same name in composed and decomposed signs is the same."""
    value = getattr(identity, name)
    return normalize("NFC", value) if isinstance(value, str) else value
