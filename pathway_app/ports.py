"""What the program needs from outside, as protocols: the record, the clock.

`db` keeps the record on SQLite or PostgreSQL; `main.py` brings the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from types import TracebackType
from typing import Protocol, Self

from pathway_app.commands import Changes
from pathway_app.derived import Derived
from pathway_app.domain.course import Course, Ending
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.domain.entries import Entry
from pathway_app.people import Actor, Patient, Site
from pathway_app.queries import (
    CourseRecord,
    LogHead,
    Page,
    PatientRow,
    Verification,
    WorklistCounts,
    WorklistGroup,
    WorklistRow,
)


class Clock(Protocol):
    def now(self) -> datetime:
        """The present moment: aware, UTC, whole seconds."""
        ...


class UnitOfWork(Protocol):
    """One transaction, rolled back unless committed. Writers are serialised from its beginning.

    Environment trouble (disk full, locked, server gone) is raised as EnvironmentFault.
    """

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def begin(self, actor: Actor, command_id: str, command: str) -> Changes | None:
        """Say who acts and by which command (its class name).

        Returns what the command changed where it has been carried out before; nothing more is to be done then.
        """
        ...

    def now(self) -> datetime:
        """The moment of recording: the server's clock on PostgreSQL, else the injected one; UTC, whole seconds."""
        ...

    def site(self) -> Site: ...

    def definition(self, pathway: str, version: str) -> PathwayDefinition:
        """The installed definition. Raises KeyError where it is not installed."""
        ...

    def newest_version(self, pathway: str) -> str | None: ...

    def patient(self, patient_id: str) -> Patient | None: ...

    def patient_by_mrn(self, mrn: str) -> Patient | None: ...

    def patient_by_national_number(self, national_number: str) -> Patient | None: ...

    def courses_of(self, patient_id: str) -> tuple[Course, ...]:
        """The patient's courses in the order of enrolment, with entries and endings."""
        ...

    def course(self, course_id: str) -> Course | None: ...

    def known_entries(self, entry_ids: tuple[str, ...]) -> dict[str, str]:
        """Which of these entry ids the record holds already, each with its course's id."""
        ...

    def add_patient(self, patient: Patient) -> None: ...

    def add_course(self, course: Course) -> None:
        """Begin a course: an event in the log. Entries and endings of `course` are not taken over."""
        ...

    def append_entry(self, course: Course, entry: Entry) -> None:
        """Append the entry to the log; `course` is as it was before."""
        ...

    def append_ending(self, course: Course, ending: Ending) -> None: ...

    def append_reopening(self, course: Course, ending: Ending) -> None:
        """`ending.reopened` says when, by whom and why."""
        ...

    def store_derived(self, before: Derived | None, after: Derived) -> None:
        """Write the derived rows that differ from `before`; with None all of them anew, whatever is there."""
        ...

    def add_definition(self, pathway: str, version: str, body: str) -> None: ...

    def definition_body(self, pathway: str, version: str) -> str | None: ...

    def add_account(self, account: Actor) -> None: ...

    def account(self, name: str) -> Actor | None: ...

    def change_site(self, site: Site) -> None: ...

    def commit(self, changes: Changes) -> None:
        """Make it durable. Returns only after the record is safely on disk."""
        ...


class Queries(Protocol):
    """Reads, in one consistent view of the record."""

    def site(self) -> Site: ...

    def accounts(self) -> tuple[Actor, ...]: ...

    def pathways(self) -> tuple[tuple[str, str], ...]:
        """(pathway, version) of every installed definition; the newest version of each pathway last."""
        ...

    def definition(self, pathway: str, version: str) -> PathwayDefinition: ...

    def worklist(
        self, group: WorklistGroup, now: datetime, *, after: str | None = None, limit: int = 200
    ) -> Page[WorklistRow]:
        """The open courses in one group at `now` (the present), in the order of `worklist_order`.

        `after` is the `next` of the page before.
        """
        ...

    def worklist_counts(self, now: datetime) -> WorklistCounts: ...

    def search(self, text: str, limit: int = 20) -> tuple[PatientRow, ...]:
        """Patients whose names, record number or national number begin with every word of `text`.

        Upper and lower case, accents, apostrophes and the order of the words do not matter; an exact record
        number comes first.
        """
        ...

    def patients(self, *, after: str | None = None, limit: int = 200) -> Page[PatientRow]:
        """All patients by family name, given name, record number."""
        ...

    def patient_count(self) -> int: ...

    def course(self, course_id: str) -> CourseRecord | None: ...

    def course_of(self, mrn: str, number: int | None = None) -> CourseRecord | None:
        """The patient's newest course, or the one with that number (from 1)."""
        ...

    def newest_courses(self) -> Iterator[CourseRecord]:
        """Each patient's newest course, by record number."""
        ...

    def log_head(self) -> LogHead: ...

    def verify(self, progress: Callable[[int], None] | None = None) -> Verification:
        """Recompute the chain and the derived rows; `progress` is told the events checked so far."""
        ...


class Record(Protocol):
    """An open database."""

    @property
    def url(self) -> str:
        """Where it is, without a password."""
        ...

    def unit_of_work(self) -> UnitOfWork: ...

    def queries(self) -> AbstractContextManager[Queries]: ...

    def close(self) -> None: ...


class Records(Protocol):
    """Where databases are made and opened, by their SQLAlchemy URL.

    Raises Refused with one clear reason: no database there, made by a newer program, by another program,
    damaged, on a network folder, already there (create).
    """

    def create(self, url: str) -> Record: ...

    def open(self, url: str, *, read_only: bool = False) -> Record: ...
