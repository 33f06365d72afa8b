"""What the screens ask of the record, and what is asked again once the surroundings let it through."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from PySide6.QtCore import QObject, Signal

from pathway_app.domain.errors import EnvironmentFault
from ui.record.threads import Threads
from ui.tasks import Ticket

if TYPE_CHECKING:
    from pathway_app.ports import Queries

T = TypeVar("T")


class Questions(Threads):
    """The newest question of each asker counts; what failed is kept to be tried again."""

    fault = Signal(object)
    """EnvironmentFault of a command or a question; `retry` does what failed again"""
    recovered = Signal()
    """the first answer or commit after a fault"""

    def __init__(self, defect: Callable[[BaseException], None]) -> None:
        super().__init__(defect)
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
        deleted. Where the surroundings fail, `fault` is sent and `retry` asks again.
        """
        topics = self._tickets.setdefault(asker, {})
        if topic in topics:
            topics[topic].drop()
        key = (id(asker), topic)
        self._failed.pop(key, None)

        def work() -> T:
            assert self._record is not None
            with self._record.queries() as queries:
                return question(queries)

        def done(answer: T) -> None:
            self._well()
            answered(answer)

        def again() -> None:
            self.ask(asker, question, answered, topic=topic)

        topics[topic] = self._worker.submit(
            work, done, owner=asker, on_fault=lambda fault: self._on_fault(fault, key, again)
        )

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

    def _on_fault(self, fault: BaseException, key: object, again: Callable[[], None]) -> None:
        self._failed[key] = again
        assert isinstance(fault, EnvironmentFault)
        self._faulty, self.present_fault = True, fault
        self.fault.emit(fault)

    def _well(self) -> None:
        if self._faulty and not self._failed:
            self._faulty, self.present_fault = False, None
            self.recovered.emit()
