"""Work off the UI thread: one serial worker for everything that touches the record.

The window's thread submits functions; their results come back to it through a Qt signal, so a
callback may touch widgets. Callbacks of an owner that is gone, and answers that a newer question
has made stale, are dropped.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

T = TypeVar("T")

OnError = Callable[[BaseException], None]


class Ticket:
    """Whether an answer is still wanted; shared by the window and the worker."""

    __slots__ = ("_wanted",)

    def __init__(self) -> None:
        self._wanted = True

    def drop(self) -> None:
        """The answer is no longer wanted; not yet begun, the work is not done either."""
        self._wanted = False

    def is_wanted(self) -> bool:
        return self._wanted


class _Job(Generic[T]):
    """One piece of work, whom to tell, and in the end its result or error."""

    def __init__(self, work: Callable[[], T], on_done: Callable[[T], None], ticket: Ticket) -> None:
        self.work = work
        self.on_done = on_done
        self.ticket = ticket
        self.owner: QObject | None = None
        self.on_refused: OnError | None = None
        self.on_fault: OnError | None = None
        self.on_error: OnError | None = None
        self.result: T | None = None
        self.error: BaseException | None = None


class _Post(QObject):
    """Carries finished jobs from the worker's thread to the thread it was made in."""

    finished = Signal(object)


class Worker(QObject):
    """Runs submitted functions one after another on a thread of its own.

    `refusals` are the exceptions that mean "the user can act" (shown in place), `faults` those of
    the surroundings (disk full, server gone: a banner, retry). Any other goes to `on_error`, and
    without one to `defect`. `busy_changed` says whether anything is under way.
    """

    busy_changed = Signal(bool)

    def __init__(
        self,
        defect: OnError,
        *,
        refusals: tuple[type[BaseException], ...] = (),
        faults: tuple[type[BaseException], ...] = (),
        name: str = "record",
    ) -> None:
        super().__init__()
        self._defect = defect
        self._refusals = refusals
        self._faults = faults
        self._jobs: queue.SimpleQueue[_Job[Any] | None] = queue.SimpleQueue()
        self._under_way = 0
        self._closed = False
        self._post = _Post(self)
        self._post.finished.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        # A daemon: a hanging disk must not keep the program from ending.
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        *,
        owner: QObject | None = None,
        on_refused: OnError | None = None,
        on_fault: OnError | None = None,
        on_error: OnError | None = None,
        ticket: Ticket | None = None,
    ) -> Ticket:
        """Have `work` done; exactly one callback follows, on this thread, unless dropped.

        With an `owner` nothing is called back once that object is deleted; the work itself is done
        all the same (a write must not depend on an open window) unless its ticket was dropped first.
        Raises RuntimeError after `close`.
        """
        if self._closed:
            raise RuntimeError("the worker is closed")
        wanted = ticket or Ticket()
        self._under_way += 1
        if self._under_way == 1:
            self.busy_changed.emit(True)
        job = _Job(work, on_done, wanted)
        job.owner = owner
        job.on_refused, job.on_fault, job.on_error = on_refused, on_fault, on_error
        self._jobs.put(job)
        return wanted

    def asker(self, owner: QObject) -> Asker:
        """For a screen that asks again and again and wants the newest answer only."""
        return Asker(self, owner)

    def is_busy(self) -> bool:
        return self._under_way > 0

    def close(self, timeout: float = 10.0) -> bool:
        """Finish what was submitted, deliver nothing more; False when that took over `timeout` seconds."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        self._thread.join(timeout)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._jobs.get()) is not None:
            if job.ticket.is_wanted():
                try:
                    job.result = job.work()
                except BaseException as error:
                    job.error = error
            try:
                self._post.finished.emit(job)
            except RuntimeError:  # the window is gone, and with it whoever asked
                return
            del job

    @Slot(object)
    def _deliver(self, job: _Job[Any]) -> None:
        self._under_way -= 1
        if self._under_way == 0:
            self.busy_changed.emit(False)
        gone = job.owner is not None and not shiboken6.isValid(job.owner)
        if self._closed or gone:
            return
        if job.error is None:
            if job.ticket.is_wanted():
                job.on_done(job.result)
        else:
            self._deliver_error(job, job.error)

    def _deliver_error(self, job: _Job[Any], error: BaseException) -> None:
        special: OnError | None = None
        if isinstance(error, self._refusals):
            special = job.on_refused
        elif isinstance(error, self._faults):
            special = job.on_fault
        handler = special or job.on_error
        if handler is None:
            self._defect(error)
        elif job.ticket.is_wanted():
            handler(error)


class Asker:
    """Asks the worker for one screen; a new question makes the one before it stale.

    A stale question that has not begun is not worked on, and its answer is never delivered.
    """

    def __init__(self, worker: Worker, owner: QObject) -> None:
        self._worker = worker
        self._owner = owner
        self._ticket: Ticket | None = None

    def ask(
        self,
        work: Callable[[], T],
        on_done: Callable[[T], None],
        *,
        on_refused: OnError | None = None,
        on_fault: OnError | None = None,
        on_error: OnError | None = None,
    ) -> None:
        """Have a question answered, in place of any still open; see `Worker.submit`."""
        self.forget()
        self._ticket = self._worker.submit(
            work, on_done, owner=self._owner, on_refused=on_refused, on_fault=on_fault, on_error=on_error
        )

    def forget(self) -> None:
        """No answer is wanted any more."""
        if self._ticket is not None:
            self._ticket.drop()
            self._ticket = None
