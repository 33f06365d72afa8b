"""The serial worker: order, threads, stale answers, owners that are gone, errors, the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.tasks import Ticket, Worker


class Refused(Exception):
    """The user can act."""


class Fault(Exception):
    """The surroundings fail."""


class Desk:
    """A worker, and what it said to whom."""

    def __init__(self) -> None:
        self.defects: list[BaseException] = []
        self.heard: list[object] = []
        self.threads: list[int] = []
        self.worker = Worker(self.defects.append, refusals=(Refused,), faults=(Fault,))
        self._gate = threading.Event()
        self._gate.set()

    def hear(self, what: object) -> None:
        self.heard.append(what)
        self.threads.append(threading.get_ident())

    def hold(self) -> None:
        """Keep the worker at its first job until `let_go`."""
        self._gate.clear()
        self.worker.submit(lambda: self._gate.wait(10), lambda _: None)

    def let_go(self) -> None:
        self._gate.set()


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[Desk]:
    made = Desk()
    yield made
    made.let_go()
    assert made.worker.close()


def raising(error: BaseException) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


def test_answers_come_in_order_on_the_window_s_thread(qtbot: QtBot, desk: Desk) -> None:
    worked_on: list[int] = []

    def work(number: int) -> int:
        worked_on.append(threading.get_ident())
        return number

    for number in range(20):
        desk.worker.submit(partial(work, number), desk.hear)
    qtbot.waitUntil(lambda: len(desk.heard) == 20)
    assert desk.heard == list(range(20))
    assert set(desk.threads) == {threading.get_ident()}
    assert len(set(worked_on)) == 1
    assert worked_on[0] != threading.get_ident()


def test_only_the_newest_question_is_answered_and_stale_ones_are_not_even_worked_on(
    qtbot: QtBot, desk: Desk
) -> None:
    owner = QObject()
    asker = desk.worker.asker(owner)
    asked: list[str] = []

    def look_up(text: str) -> str:
        asked.append(text)
        return text

    desk.hold()
    for text in ("d", "de", "de s"):
        asker.ask(partial(look_up, text), desk.hear)
    desk.let_go()
    qtbot.waitUntil(lambda: not desk.worker.is_busy())
    assert desk.heard == ["de s"]
    assert asked == ["de s"]


def test_an_answer_that_became_stale_while_it_was_made_is_dropped(qtbot: QtBot, desk: Desk) -> None:
    asker = desk.worker.asker(QObject())
    begun, go_on = threading.Event(), threading.Event()

    def slow() -> str:
        begun.set()
        go_on.wait(10)
        return "old"

    asker.ask(slow, desk.hear)
    assert begun.wait(10)
    asker.ask(lambda: "new", desk.hear)
    go_on.set()
    qtbot.waitUntil(lambda: not desk.worker.is_busy())
    assert desk.heard == ["new"]


def test_two_askers_do_not_drop_each_other_s_answers(qtbot: QtBot, desk: Desk) -> None:
    one, other = desk.worker.asker(QObject()), desk.worker.asker(QObject())
    desk.hold()
    one.ask(lambda: 1, desk.hear)
    other.ask(lambda: 2, desk.hear)
    desk.let_go()
    qtbot.waitUntil(lambda: not desk.worker.is_busy())
    assert desk.heard == [1, 2]


def test_a_deleted_widget_is_never_called_back_but_the_work_is_done(qtbot: QtBot, desk: Desk) -> None:
    label = QLabel()
    done: list[int] = []
    desk.hold()
    desk.worker.submit(lambda: done.append(1), lambda _: label.setText("late"), owner=label)
    shiboken6.delete(label)
    desk.let_go()
    qtbot.waitUntil(lambda: not desk.worker.is_busy())
    assert done == [1]
    assert not desk.defects


@pytest.mark.parametrize(
    ("error", "heard_by"), [(Refused("x"), "refused"), (Fault("x"), "fault"), (OSError(), "error")]
)
def test_each_kind_of_error_goes_to_its_own_callback(
    qtbot: QtBot, desk: Desk, error: BaseException, heard_by: str
) -> None:
    desk.worker.submit(
        raising(error),
        lambda _: desk.hear("done"),
        on_refused=lambda e: desk.hear(("refused", e)),
        on_fault=lambda e: desk.hear(("fault", e)),
        on_error=lambda e: desk.hear(("error", e)),
    )
    qtbot.waitUntil(lambda: bool(desk.heard))
    assert desk.heard == [(heard_by, error)]


def test_an_error_nobody_hears_is_a_defect_even_of_a_dropped_question(qtbot: QtBot, desk: Desk) -> None:
    begun, go_on = threading.Event(), threading.Event()
    error = ValueError("x")

    def work() -> None:
        begun.set()
        go_on.wait(10)
        raise error

    ticket = desk.worker.submit(work, desk.hear, ticket=Ticket())
    assert begun.wait(10)
    ticket.drop()
    go_on.set()
    qtbot.waitUntil(lambda: not desk.worker.is_busy())
    assert desk.defects == [error]
    assert desk.heard == []


def test_the_worker_goes_on_after_an_error(qtbot: QtBot, desk: Desk) -> None:
    desk.worker.submit(raising(SystemExit(3)), desk.hear)
    desk.worker.submit(lambda: "still here", desk.hear)
    qtbot.waitUntil(lambda: desk.heard == ["still here"])
    assert len(desk.defects) == 1


def test_busy_is_said_once_and_ends_once(qtbot: QtBot, desk: Desk) -> None:
    said: list[bool] = []
    desk.worker.busy_changed.connect(said.append)
    desk.hold()
    desk.worker.submit(lambda: 1, desk.hear)
    desk.let_go()
    qtbot.waitUntil(lambda: not desk.worker.is_busy())
    assert said == [True, False]


def test_closing_finishes_the_work_and_delivers_nothing_more(qtbot: QtBot) -> None:
    worker = Worker(lambda error: pytest.fail(str(error)))
    done: list[int] = []
    heard: list[object] = []
    for number in range(5):
        worker.submit(partial(done.append, number), heard.append)
    assert worker.close()
    qtbot.wait(20)
    assert done == [0, 1, 2, 3, 4]
    assert heard == []
    with pytest.raises(RuntimeError):
        worker.submit(lambda: 1, heard.append)


def test_closing_says_when_something_hangs(qtbot: QtBot) -> None:
    worker = Worker(lambda error: pytest.fail(str(error)))
    go_on = threading.Event()
    worker.submit(lambda: go_on.wait(10), lambda _: None)
    assert not worker.close(timeout=0.05)
    go_on.set()
    assert worker.close()
