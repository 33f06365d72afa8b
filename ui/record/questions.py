"""What the screens ask of the record, and what is asked again once the surroundings let it through."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from pathway_app.domain.errors import EnvironmentFault, Refused
from ui.record.admission import TurnedOut, is_disabled, refuse_turned_out
from ui.record.threads import Threads
from ui.tasks import Ticket

if TYPE_CHECKING:
    from pathway_app.people import Actor
    from pathway_app.ports import Queries, Record

T = TypeVar("T")


class Questions(Threads):
    """The newest question of each asker counts; what failed is kept to be tried again."""

    fault = Signal(object)
    """EnvironmentFault of a command or a question; `retry` does what failed again"""
    recovered = Signal()
    """the first answer or commit after a fault"""
    turned_out = Signal(object)
    """Refused (`account-disabled`, `role-changed`): the present actor may look at nothing more without logging in"""

    actor: Actor

    def __init__(self, defect: Callable[[BaseException], None]) -> None:
        super().__init__(defect)
        self.guarded = False
        """whether people log in here: not in a demonstration"""
        self.reading_only: str | None = None
        """the code of the fault that says why nothing can be saved here"""
        self.present_fault: EnvironmentFault | None = None
        """what the surroundings lack, until something succeeds again"""
        self._tickets: WeakKeyDictionary[QObject, dict[str, Ticket]] = WeakKeyDictionary()
        self._failed: dict[object, Callable[[], None]] = {}
        self._faulty = False

    def ask(
        self,
        asker: QObject,
        question: Callable[[Queries], T],
        answered: Callable[[T], None],
        *,
        topic: str = "",
    ) -> None:
        """Have `question` answered from the record; `answered` is called on this thread.

        A newer question of the same asker and topic takes its place; nothing is called once the asker is
        deleted. Where the surroundings fail, `fault` is sent and `retry` asks again. Whose account does not stand
        as it did at the log-in gets no answer; `turned_out` is sent.
        """
        topics = self._tickets.setdefault(asker, {})
        if topic in topics:
            topics[topic].drop()
        key = (id(asker), topic)
        self._failed.pop(key, None)

        visitor = self.visitor()

        def work() -> T:
            assert self._record is not None
            with self._record.queries() as queries:
                if visitor is not None:
                    refuse_turned_out(queries, visitor)
                return question(queries)

        def done(answer: T) -> None:
            self._well()
            answered(answer)

        def again() -> None:
            self.ask(asker, question, answered, topic=topic)

        def refused(error: BaseException) -> None:
            if not isinstance(error, TurnedOut):
                self._defect(error)
            elif visitor is not None:
                self.turn_out(error, visitor)

        topics[topic] = self._worker.submit(
            work,
            done,
            owner=asker,
            on_refused=refused,
            on_fault=lambda fault: self._on_fault(fault, key, again),
        )

    def at_length(
        self,
        asker: QObject,
        work: Callable[[Record, Ticket], T],
        answered: Callable[[T], None],
        failed: Callable[[BaseException], None],
    ) -> Ticket:
        visitor = self.visitor()

        def admitted(record: Record, ticket: Ticket) -> T:
            if visitor is not None:
                with record.queries() as queries:
                    refuse_turned_out(queries, visitor)
            return work(record, ticket)

        def went_wrong(error: BaseException) -> None:
            failed(error)
            if visitor is not None:
                self.turn_out(error, visitor)

        return super().at_length(asker, admitted, answered, went_wrong)

    def visitor(self) -> Actor | None:
        """Whose account is looked at before anything is read; None where nobody logs in, or nothing tells."""
        return self.actor if self.guarded and self.reading_only != "damaged" else None

    def turn_out(self, error: BaseException, actor: Actor) -> None:
        """`error` is what `actor` was refused; where that is the account itself, and nobody else is there by now,
        `turned_out` is sent."""
        if actor == self.actor and (isinstance(error, TurnedOut) or is_disabled(error)):
            assert isinstance(error, Refused)
            self.turned_out.emit(error)

    def forget(self, asker: QObject, topic: str = "") -> None:
        """The answer to that question is no longer wanted."""
        ticket = self._tickets.get(asker, {}).pop(topic, None)
        if ticket is not None:
            ticket.drop()
        self._failed.pop((id(asker), topic), None)

    def retry(self) -> None:
        """Ask and do again what failed."""
        again = list(self._failed.values())
        self._failed.clear()
        for attempt in again:
            attempt()

    def _forget_failed(self) -> None:
        """Whoever works from now on neither did nor asked what failed before."""
        self._failed.clear()
        self._well()

    def _on_fault(self, fault: BaseException, key: object, again: Callable[[], None]) -> None:
        self._failed[key] = again
        assert isinstance(fault, EnvironmentFault)
        self._faulty, self.present_fault = True, fault
        self.fault.emit(fault)

    def _well(self) -> None:
        if self._faulty and not self._failed:
            self._faulty, self.present_fault = False, None
            self.recovered.emit()
