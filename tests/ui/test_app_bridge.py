"""The bridge between the screens and a real record: stale answers, deleted askers, repeated commands."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from db.engine import DatabaseRecords
from pathway_app.changes import Changes
from pathway_app.commands import (
    AddNote,
    ChangeSite,
    Command,
    EndCourse,
    IssueSheets,
    ReportFailedPrint,
)
from pathway_app.domain.errors import Refused
from pathway_app.ports import Queries
from pathway_app.sheets import Destination, Pack, Sheet, Shown
from tests.clocks import NOW, HandClock
from tests.ui.small_ward import AUDITOR, COORDINATOR
from ui.bridge import Bridge


@pytest.fixture
def defects() -> list[BaseException]:
    return []


@pytest.fixture
def bridge(qtbot: QtBot, ward_file: Path, clock: HandClock, defects: list[BaseException]) -> Iterator[Bridge]:
    made = Bridge(
        lambda: DatabaseRecords(clock).open(str(ward_file)), clock, language="en", defect=defects.append
    )
    with qtbot.waitSignal(made.connected):
        made.open()
    yield made
    assert made.close()


def settle(qtbot: QtBot, bridge: Bridge) -> None:
    qtbot.waitUntil(lambda: not bridge.is_busy())


def a_course(qtbot: QtBot, bridge: Bridge, mrn: str = "4471029") -> str:
    found: list[str] = []
    asker = QObject()

    def question(queries: Queries) -> str:
        record = queries.course_of(mrn)
        assert record is not None
        return record.course.id

    bridge.ask(asker, question, found.append)
    settle(qtbot, bridge)
    return found[0]


def test_questions_are_answered_on_another_thread_and_told_on_this(qtbot: QtBot, bridge: Bridge) -> None:
    asker, asked, told = QObject(), [], []

    def question(queries: Queries) -> int:
        asked.append(threading.current_thread())
        return queries.patient_count()

    def answered(count: int) -> None:
        told.append((count, threading.current_thread()))

    bridge.ask(asker, question, answered)
    settle(qtbot, bridge)
    assert told == [(7, threading.main_thread())]
    assert asked[0] is not threading.main_thread()


def test_a_newer_question_makes_the_older_answer_stale(qtbot: QtBot, bridge: Bridge) -> None:
    asker = QObject()
    answers: list[object] = []
    for number in range(5):
        bridge.ask(asker, lambda _queries, number=number: number, answers.append)  # type: ignore[misc]
    bridge.ask(asker, lambda _queries: "other", answers.append, topic="other")
    settle(qtbot, bridge)
    assert answers == [4, "other"], "the newest of each topic"


def test_nobody_is_called_who_is_gone(qtbot: QtBot, bridge: Bridge) -> None:
    import shiboken6

    asker = QObject()
    answers: list[object] = []
    bridge.ask(asker, lambda queries: queries.patient_count(), answers.append)
    bridge.execute(AddNote(course_id=a_course(qtbot, bridge), text="n"), done=answers.append, refused=answers.append,
                   asker=asker)  # fmt: skip
    bridge.ask(asker, lambda queries: queries.patient_count(), answers.append)
    shiboken6.delete(asker)
    settle(qtbot, bridge)
    assert [answer for answer in answers if answer != 7] == []


def test_a_forgotten_question_is_not_answered(qtbot: QtBot, bridge: Bridge) -> None:
    asker = QObject()
    answers: list[object] = []
    bridge.ask(asker, lambda queries: queries.patient_count(), answers.append, topic="a")
    bridge.forget(asker, "a")
    settle(qtbot, bridge)
    assert answers == []


def test_a_command_tells_what_changed_once_it_is_kept(qtbot: QtBot, bridge: Bridge, ward_file: Path) -> None:
    course = a_course(qtbot, bridge)
    order: list[object] = []
    bridge.committed.connect(lambda changes: order.append(("committed", changes.courses)))
    command = AddNote(course_id=course, text="asked twice")
    for _time in range(2):
        bridge.execute(
            command, done=lambda changes: order.append(("done", changes.courses)), refused=order.append
        )
    settle(qtbot, bridge)
    assert order == [("done", {course}), ("committed", {course})] * 2
    record = DatabaseRecords(HandClock()).open(str(ward_file))
    with record.queries() as queries:
        kept = queries.course(course)
    record.close()
    assert kept is not None
    assert [entry.text for entry in kept.course.entries if entry.text] == ["asked twice"], (
        "once, for all that"
    )
    assert bridge.saved_at == NOW
    assert bridge.changed_last == course


def test_a_refusal_comes_back_with_its_reasons(qtbot: QtBot, bridge: Bridge) -> None:
    refused: list[Refused] = []
    done: list[Changes] = []
    assert not bridge.may(ChangeSite)
    bridge.execute(ChangeSite(settings={"ward": "x"}), done=done.append, refused=refused.append)
    settle(qtbot, bridge)
    assert [reason.code for reason in refused[0].reasons] == ["not-allowed"]
    assert not done
    assert bridge.saved_at is None


def test_whoever_acts_is_who_acted_when_the_command_was_given(qtbot: QtBot, bridge: Bridge) -> None:
    assert bridge.actor == COORDINATOR
    assert bridge.may(EndCourse)
    done: list[Changes] = []
    refused: list[Refused] = []
    note = AddNote(course_id=a_course(qtbot, bridge), text="n")
    bridge.execute(note, done=done.append, refused=refused.append)
    bridge.become(AUDITOR)
    assert not bridge.may(AddNote)
    settle(qtbot, bridge)
    assert len(done) == 1
    assert not refused
    assert bridge.changed_last is None, "what another person changed is not the auditor's to take back"


def test_other_slow_work_does_not_hold_up_the_record(qtbot: QtBot, bridge: Bridge) -> None:
    asker, go_on, order = QObject(), threading.Event(), []
    bridge.run(asker, lambda: go_on.wait(5), lambda _waited: order.append("sheet"))
    bridge.ask(asker, lambda queries: queries.patient_count(), lambda _count: order.append("record"))
    qtbot.waitUntil(lambda: order == ["record"])
    assert bridge.is_busy()
    go_on.set()
    settle(qtbot, bridge)
    assert order == ["record", "sheet"]


def test_a_defect_in_a_question_is_no_answer(
    qtbot: QtBot, bridge: Bridge, defects: list[BaseException]
) -> None:
    asker = QObject()
    answers: list[object] = []
    bridge.ask(asker, lambda _queries: 1 // 0, answers.append)
    settle(qtbot, bridge)
    assert answers == []
    assert [type(defect) for defect in defects] == [ZeroDivisionError]


def test_what_cannot_be_opened_leaves_nothing_open(qtbot: QtBot, ward_file: Path, clock: HandClock) -> None:
    bridge = Bridge(
        lambda: DatabaseRecords(clock).open(str(ward_file)),
        clock,
        user="nobody",
        language="en",
        defect=lambda _error: None,
    )
    with qtbot.waitSignal(bridge.failed) as failed:
        bridge.open()
    assert isinstance(failed.args[0], Refused)
    assert not ward_file.with_name(f"{ward_file.name}-wal").exists(), "the last connection is closed"
    assert bridge.close()


def test_a_failed_print_is_nothing_that_was_saved(qtbot: QtBot, bridge: Bridge) -> None:
    course, number = a_course(qtbot, bridge), [0]

    def carry_out(command: Command) -> None:
        done: list[Changes] = []
        bridge.execute(command, done=done.append, refused=lambda refused: pytest.fail(str(refused)))
        settle(qtbot, bridge)
        assert done

    shown = (Shown(Sheet.HANDOVER, course),)
    carry_out(IssueSheets(pack=Pack.HANDOVER, shown=shown, language="en", to=Destination.PRINTER))
    asker = QObject()
    bridge.ask(asker, lambda queries: queries.log_head().number, number.append)
    settle(qtbot, bridge)
    carry_out(ReportFailedPrint(issue=number[-1]))
    assert bridge.saved_at is None
    carry_out(AddNote(course_id=course, text="seen", checkpoint="wound-closed"))
    assert bridge.saved_at == NOW
