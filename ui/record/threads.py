"""The threads on which the window has work done, with the record or without."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar, cast

from PySide6.QtCore import QObject, Signal

from pathway_app.domain.errors import EnvironmentFault, Refused
from ui.tasks import Ticket, Worker

if TYPE_CHECKING:
    from pathway_app.ports import Record

T = TypeVar("T")


class Threads(QObject):
    """The record's own thread, where all is done in turn, and others beside it that begin when they are needed.

    Whatever is answered is answered on the window's thread, and only while who asked is there.
    """

    busy_changed = Signal(bool)

    def __init__(self, defect: Callable[[BaseException], None]) -> None:
        super().__init__()
        self._defect = defect
        self._record: Record | None = None
        self._awaited: dict[str, Worker] = {}
        self._unawaited: dict[str, Worker] = {}
        """may never end, and hold nothing that is not written whole"""
        self._worker = self._thread("record", awaited=True)
        self._lengthy: list[Ticket] = []

    def run(
        self,
        asker: QObject,
        work: Callable[[], T],
        answered: Callable[[T], None],
        *,
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        """Have other slow work done (a sheet), beside the record's thread; it must not touch the record.

        `failed` gets a Refused or an EnvironmentFault; without it they are defects.
        """
        other = self._thread("other", awaited=True)
        other.submit(work, answered, owner=asker, on_refused=failed, on_fault=failed)

    def beside(
        self,
        asker: QObject,
        work: Callable[[Record], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Have work done with the record in turn with questions and commands: a draft, a preference.

        `failed` gets an EnvironmentFault.
        """
        record = self._record
        if record is not None:
            self._worker.submit(lambda: work(record), answered, owner=asker, on_fault=failed)

    def aside(
        self,
        asker: QObject,
        work: Callable[[Record], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """Have work done with the record on a thread of its own, which a folder that never answers may hold up.

        `failed` gets a Refused or an EnvironmentFault. It does not count as being busy.
        """
        self.apart("aside", asker, work, answered, failed)

    def apart(
        self,
        thread: str,
        asker: QObject,
        work: Callable[[Record], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> None:
        """As `aside`, on the thread of that name, for what is done in turn and holds up nothing else."""
        record = self._record
        if record is None:
            return
        worker = self._thread(thread, awaited=False)
        worker.submit(lambda: work(record), answered, owner=asker, on_refused=failed, on_fault=failed)

    def at_length(
        self,
        asker: QObject,
        work: Callable[[Record, Ticket], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> Ticket:
        """Have something long read from the record on a thread of its own: questions and commands go on meanwhile.

        `work` looks now and then whether its ticket is still wanted, and may raise anything where it is not: drop it
        to call the work off. `failed` gets a Refused or an EnvironmentFault.
        """
        record = self._record
        ticket = Ticket()
        if record is None:
            return ticket
        worker = self._thread("at length", awaited=True)
        self._lengthy = [*(each for each in self._lengthy if each.is_wanted()), ticket]

        def attempt() -> T | None:
            try:
                return work(record, ticket)
            except BaseException:
                if ticket.is_wanted():
                    raise
                return None  # called off

        def done(answer: T | None) -> None:
            self._lengthy.remove(ticket)
            answered(cast(T, answer))

        def went_wrong(error: BaseException) -> None:
            self._lengthy.remove(ticket)
            failed(error)

        worker.submit(attempt, done, owner=asker, on_refused=went_wrong, on_fault=went_wrong, ticket=ticket)
        return ticket

    def is_busy(self) -> bool:
        """Whether an answer is awaited."""
        return any(worker.is_busy() for worker in self._awaited.values())

    def _call_off(self) -> None:
        """Nobody wants any more what takes long."""
        for ticket in self._lengthy:
            ticket.drop()

    def _close_threads(self, timeout: float) -> bool:
        ended = [worker.close(timeout) for worker in self._awaited.values()]
        for worker in self._unawaited.values():
            worker.close(0.0)
        return all(ended)

    def _thread(self, name: str, *, awaited: bool) -> Worker:
        kept = self._awaited if awaited else self._unawaited
        if name not in kept:
            kept[name] = Worker(self._defect, refusals=(Refused,), faults=(EnvironmentFault,), name=name)
            if awaited:
                kept[name].busy_changed.connect(self.busy_changed)
        return kept[name]
