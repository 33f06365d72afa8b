"""What the window changes in the record, and what it notes there of reading and exporting."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, Signal

from pathway_app.domain.errors import Conflict, EnvironmentFault, Refused
from ui.drafts import DraftShelf
from ui.record.admission import is_disabled
from ui.record.questions import Questions

if TYPE_CHECKING:
    from pathway_app.accesses import Access
    from pathway_app.changes import Changes
    from pathway_app.commands import Command, NoteAccess
    from pathway_app.documents.making import Made
    from pathway_app.people import Actor
    from pathway_app.permissions import CommandName
    from pathway_app.ports import Clock, Record
    from pathway_app.services.service import Service
    from pathway_app.sheets import Destination, SheetOrder

_OPEN_ELSEWHERE = "open-elsewhere"
"""another window has the file: this one changes nothing, but what is read and printed is put on record"""
_NOTED_LATER = 500
"""so many reads are kept to be noted where the disk is full"""


class Commands(Questions):
    """Gives commands as the present `actor`."""

    committed = Signal(object)
    """Changes, after each command that was carried out"""
    not_saved = Signal()
    """a command met a fault; `unsaved_fault` tells which"""

    accounts: tuple[Actor, ...]

    def __init__(self, clock: Clock, defect: Callable[[BaseException], None]) -> None:
        super().__init__(defect)
        self.clock = clock
        self.saved_at: datetime | None = None
        self.unsaved_fault: EnvironmentFault | None = None
        """why the present actor's newest command was not saved; None once one was"""
        self.not_saved_at: datetime | None = None
        self.changed_last: str | None = None
        """the course that the present actor changed last, since the window was opened"""
        self.emergency_until: datetime | None = None
        """the last moment (UTC) of the wider rights that the present actor took in an emergency"""
        self.drafts = DraftShelf(self.beside, self)
        self._service: Service | None = None
        self._to_note: deque[tuple[Actor, NoteAccess]] = deque(maxlen=_NOTED_LATER)

    def execute(
        self,
        command: Command,
        *,
        done: Callable[[Changes], None],
        refused: Callable[[Refused], None],
        failed: Callable[[EnvironmentFault], None] | None = None,
        asker: QObject | None = None,
        draft: str = "",
    ) -> None:
        """Carry out `command` as the present actor.

        `draft` is the key of what was typed for it, which is dropped in the same moment. `done` follows once the
        change is durable, then `committed`. Conflict comes through `refused`, with the full name of who was
        first. Where the surroundings fail, `fault` is sent after `failed`; `retry` gives the same command again,
        unless another was given or somebody else works here meanwhile. With an `asker` nothing is called back once
        that is deleted.
        """
        actor, record = self.actor, self._record
        told_in_foot = _is_own_change(command)
        self._failed.pop("command", None)
        if draft:
            self.drafts.flush()  # before it, so that nothing brings the draft back after

        def work() -> Changes:
            assert record is not None  # also where the window closes meanwhile
            changes = self._ready_service(record).execute(command, actor)
            if draft:
                _drop_draft(record, actor, draft)
            return changes

        def carried_out(changes: Changes) -> None:
            if draft:
                self.drafts.entered(actor.name, draft)
            if told_in_foot and actor == self.actor:  # the foot says it of who works now
                self.saved_at = self.clock.now()
                self.unsaved_fault = None
            if changes.entries and len(changes.courses) == 1 and actor == self.actor:
                self.changed_last = next(iter(changes.courses))
            self._well()
            if _lives(asker):
                done(changes)
            self.committed.emit(changes)

        def was_refused(error: BaseException) -> None:
            assert isinstance(error, Refused)
            self._well()
            if _lives(asker):
                refused(self._by_full_name(error))
            self.turn_out(error, actor)

        def again() -> None:
            if actor.name != self.actor.name:
                return
            self.execute(command, done=done, refused=refused, failed=failed, asker=asker, draft=draft)

        def went_wrong(fault: BaseException) -> None:
            assert isinstance(fault, EnvironmentFault)
            if told_in_foot and actor == self.actor:
                self.unsaved_fault, self.not_saved_at = fault, self.clock.now()
            if failed is not None and _lives(asker):
                failed(fault)
            if actor.name == self.actor.name:
                self._on_fault(fault, "command", again)
            self.not_saved.emit()

        self._worker.submit(work, carried_out, on_refused=was_refused, on_fault=went_wrong)

    def note(self, what: Access, courses: tuple[str, ...] = (), /, **details: str) -> None:
        """Put on record what the present actor read, exported or verified; nobody waits for it or hears of it.

        What the surroundings do not let through is noted with the next; where nothing can be written, nothing is.
        """
        self._note(what, courses, details, None, _nothing)

    def note_first(self, asker: QObject, then: Callable[[], None], what: Access, /, **details: str) -> None:
        """As `note`, and then `then`: for what leaves the program, which the log knows of before it does.

        It leaves the program all the same where the surroundings do not let that be noted; not where it is refused.
        """
        self._note(what, (), details, asker, lambda _result: then())

    def _note(
        self,
        what: Access,
        courses: tuple[str, ...],
        details: Mapping[str, str],
        asker: QObject | None,
        tried: Callable[[object], None],
    ) -> None:
        from pathway_app.commands import NoteAccess

        record = self._record
        if record is None or self.reading_only not in (None, _OPEN_ELSEWHERE):
            tried(None)
            return
        self._to_note.append((self.actor, NoteAccess(what=what, courses=courses, details=details)))

        def noted(refused: tuple[Refused, Actor] | None) -> None:
            if refused is None:
                tried(None)
            else:
                self.turn_out(*refused)

        self._worker.submit(lambda: self._note_all(record), noted, owner=asker, on_fault=tried)

    def _note_all(self, record: Record) -> tuple[Refused, Actor] | None:
        """On the worker; who is disabled and still reads."""
        out = None
        while self._to_note:
            actor, command = self._to_note.popleft()
            try:
                self._ready_service(record).execute(command, actor)
            except Refused as refused:  # of a course that is not there nothing was read
                if is_disabled(refused):
                    out = refused, actor
            except EnvironmentFault:
                self._to_note.appendleft((actor, command))
                raise
        return out

    def issue(
        self,
        asker: QObject,
        order: SheetOrder,
        to: Destination,
        issued: Callable[[Made], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Issue sheets as the present actor and make them; `failed` gets a Refused or an EnvironmentFault."""
        actor, record, now = self.actor, self._record, self.clock.now()

        def work() -> Made:
            from pathway_app.issuing import issue

            assert record is not None
            return issue(self._ready_service(record), record, order, actor, to, now=now)

        def refused(error: BaseException) -> None:
            failed(error)
            self.turn_out(error, actor)

        self._worker.submit(work, issued, owner=asker, on_refused=refused, on_fault=failed)

    def may(self, command: CommandName | type[Command]) -> bool:
        """Whether the present actor's role may give such a command."""
        from pathway_app.permissions import may

        return may(self.actor, command, emergency=self.in_emergency())

    def in_emergency(self) -> bool:
        """Whether the present actor took wider rights in an emergency, and they last."""
        return self.emergency_until is not None and self.clock.now() <= self.emergency_until

    def _close_record(self) -> None:
        """In its turn, after what was begun; what is still to be noted before it."""
        record, self._record = self._record, None
        if record is not None:
            if self._to_note:
                self._worker.submit(lambda: self._note_all(record), _nothing, on_fault=_nothing)
            self._worker.submit(record.close, _nothing)

    def _by_full_name(self, refused: Refused) -> Refused:
        if not isinstance(refused, Conflict):
            return refused
        by = next((each.full_name for each in self.accounts if each.name == refused.by), refused.by)
        return Conflict(
            by=by, recorded_at=refused.recorded_at, entry_id=refused.entry_id, checkpoint=refused.checkpoint,
            round_=refused.round, code=refused.reasons[0].code,
        )  # fmt: skip

    def _ready_service(self, record: Record) -> Service:
        """Made at the first command, on the worker: reading needs none of it."""
        if self._service is None:
            from pathway_app.services.service import Service

            self._service = Service(record)
        return self._service


def _drop_draft(record: Record, actor: Actor, key: str) -> None:
    """Where that fails the command stands all the same; the window drops it again."""
    with suppress(EnvironmentFault):
        record.drafts(actor.name).drop(key)


def _is_own_change(command: Command) -> bool:
    """Whether somebody wants to know of it that it is saved: not of what is noted by itself."""
    from pathway_app.commands import IssueSheets, NoteAccess, ReportFailedPrint

    return not isinstance(command, IssueSheets | NoteAccess | ReportFailedPrint)


def _lives(asker: QObject | None) -> bool:
    return asker is None or shiboken6.isValid(asker)


def _nothing(_result: Any) -> None:
    pass
