"""Course files are taken over, all or none; importing one again changes nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pathway_app.commands import Changes, ImportCourses, ImportedCourse
from pathway_app.derived import derive
from pathway_app.domain.calendar import local_date
from pathway_app.domain.course import Ending
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import DECIDING, Entry, Standings
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

_SAME_PERSON = ("family_name", "given_name", "birth_date", "sex", "national_number")


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
        self.endings_refused = False

    def run(self) -> None:
        """Take the file over as far as the rules allow; `reasons` tells why the whole must be given up."""
        try:
            definition = self._definition()
        except Refused as refused:
            self._refuse(refused, "pathway")
            return
        patient = self._patient()
        self._open_course(patient)
        self._take_over(definition, patient)

    def _refuse(self, refused: Refused, path: str) -> None:
        """Note the reasons, each with the line of the input that it is about, else with that of `path`."""
        lines = self.imported.lines
        for reason in refused.reasons:
            inputs = (f"{path}.{reason.field}", f"{path}.values.{reason.field}")
            where = next((each for each in inputs if each in lines), path)
            place: dict[str, Any] = {"file": self.imported.name, "line": lines.get(where, 1), "path": where}
            self.reasons.append(replace(reason, params={**reason.params, **place}))

    def _patient(self) -> Patient:
        """The patient in the record, a new one, or where that is refused the one of the file."""
        try:
            identity = checked(self.imported.identity, local_date(self.now, self.zone))
            known = self.work.patient_by_mrn(identity.mrn)
            if known is not None:
                _refuse_other_person(known.identity, identity)
                return known
        except Refused as refused:
            self._refuse(refused, "patient")
            identity = self.imported.identity
            if any(reason.field == "birth_date" for reason in refused.reasons):
                identity = replace(identity, birth_date=date.min)  # nothing else is wrong because of it
            return Patient("", identity)
        patient = Patient(new_id(), identity)
        if not self.reasons:
            self.work.add_patient(patient)
        self.changed = True
        return patient

    def _definition(self) -> PathwayDefinition:
        course = self.imported.course
        try:
            return self.work.definition(course.pathway, course.version)
        except KeyError:
            params = {"pathway": course.pathway, "version": course.version}
            raise Refused(Refusal("unknown-definition", "version", params)) from None

    def _open_course(self, patient: Patient) -> None:
        """Find the course that the file describes, or begin it."""
        wanted = self.imported.course
        for known in self.work.courses_of(patient.id):
            if known.pathway == wanted.pathway and known.enrolment.at == wanted.enrolment.at:
                self.course = known
                return
        try:
            refuse_second_open(self.work, patient.id, wanted.pathway)
            check_moment(wanted.enrolment.at, self.now, patient, self.zone)
            _refuse_recorded_in_future(wanted.enrolment.recorded_at, self.now)
        except Refused as refused:
            self._refuse(refused, "enrolled")
        self.course = replace(wanted, id=new_id(), patient_id=patient.id, entries=(), endings=())
        if not self.reasons:
            self.work.add_course(self.course)
        self.changed = True

    def _take_over(self, definition: PathwayDefinition, patient: Patient) -> None:
        """Append what the record does not hold yet, in the order of recording."""
        known = {entry.id: entry for entry in self.course.entries}
        elsewhere = self.work.known_entries(tuple(e.id for e in self.imported.course.entries if e.id))
        standings = Standings(self.course.entries)
        seen: set[str] = set()
        for position, given in enumerate(self.imported.course.entries):
            if position in self.imported.broken:
                self._assume(definition, standings, given)
                continue
            try:
                entry = self._checked(position, given, known, elsewhere, seen)
                if entry is None:
                    continue
                check_entry(definition, standings, entry, self.course, patient, self.zone)
            except Refused as refused:
                self._refuse(refused, f"entries[{position}]")
                self._assume(definition, standings, given)
                continue
            self._append(entry)
            standings.add(entry)
        self._append_endings(until=None)
        if self.changed and not self.reasons:
            self.work.store_derived(None, derive(definition, self.course, self.zone, standings))

    def _assume(self, definition: PathwayDefinition, standings: Standings, entry: Entry) -> None:
        """Let an entry with an error count for those after it where it can, so that one error is named once."""
        if entry.action in DECIDING:
            checkpoint = definition.by_id.get(entry.checkpoint or "")
            if checkpoint is None or standings.get(checkpoint.id, entry.round) is not None:
                return
            if not Reckoning(definition, standings, self.zone).has_round(checkpoint, entry.round):
                return
        standings.add(entry)

    def _append(self, entry: Entry) -> None:
        if not self.reasons:
            self.work.append_entry(self.course, entry)
        self._grow(entries=(*self.course.entries, entry))
        self.added.append(entry.id)

    def _checked(
        self, position: int, given: Entry, known: dict[str, Entry], elsewhere: dict[str, str], seen: set[str]
    ) -> Entry | None:
        """The entry to append; None where the record holds it already. Endings recorded earlier come first."""
        unrecorded = position in self.imported.unrecorded
        self._append_endings(until=not_before(self.now, self.course) if unrecorded else given.recorded_at)
        entry = self._completed(position, given)
        if entry.id in seen:
            raise Refused(Refusal("entry-id-twice", "id", {"id": entry.id}))
        seen.add(entry.id)
        if entry.id in known:
            self._refuse_other_content(known[entry.id], entry, position)
            return None
        if entry.id in elsewhere:
            raise Refused(Refusal("entry-id-taken", "id", {"id": entry.id}))
        _refuse_recorded_in_future(entry.recorded_at, self.now)
        return entry

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
                newest = position == len(endings) - 1 and given.reopened is None
                self._refuse(refused, "ended" if newest else f"earlier_endings[{position}]")

    def _append_ending(self, position: int, ending: Ending, until: datetime | None) -> bool:
        """Whether the next ending may follow: this one is in the record, and so is how it was reopened."""
        if position == len(self.course.endings):
            if until is not None and ending.recorded_at >= until:
                return False
            self._check_ending(ending)
            ended = replace(ending, reopened=None)
            if not self.reasons:
                self.work.append_ending(self.course, ended)
            self._grow(endings=(*self.course.endings, ended))
        known = self.course.endings[position]
        if (known.at, known.outcome) != (ending.at, ending.outcome):
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

    def _check_ending(self, ending: Ending) -> None:
        if not ending.reason.strip():
            raise Refused(Refusal("reason-missing", "reason"))
        if ending.at > self.now + CLOCK_DIFFERENCE:
            raise Refused(Refusal("in-future", "at", {"occurred_at": ending.at}))
        _refuse_recorded_in_future(ending.recorded_at, self.now)
        if ending.recorded_at < not_before(ending.recorded_at, self.course):
            raise Refused(Refusal("recorded-backwards", "recorded_at"))


def _refuse_recorded_in_future(recorded_at: datetime | None, now: datetime) -> None:
    if recorded_at is not None and recorded_at > now + CLOCK_DIFFERENCE:
        raise Refused(Refusal("recorded-in-future", "recorded_at"))


def _refuse_other_person(known: Identity, given: Identity) -> None:
    differing = [name for name in _SAME_PERSON if getattr(known, name) != getattr(given, name)]
    if differing:
        params = {"mrn": given.mrn, "fields": tuple(differing)}
        raise Refused(Refusal("identity-differs", "mrn", params))
