"""Many at once: the chain never forks, nothing is lost, nobody waits in vain."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Barrier, Event, Thread

from pathway_app.domain.course import Course
from pathway_app.domain.entries import Action, Entry
from pathway_app.domain.ids import new_id
from pathway_app.ports import Record
from tests.conftest import OpenRecord
from tests.contract.bare import Bare
from tests.contract.conftest import Sound
from tests.recording import COORDINATOR, enrol, enter, new_course, person, writing

ROOT = Path(__file__).parents[2]
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def begun(record: Record, mrn: str = "1") -> Course:
    patient = person(mrn)
    with writing(record) as work:
        return enrol(work, patient, new_course(patient, NOW))


def add_note(record: Record, course_id: str) -> None:
    with writing(record) as work:
        course = work.course(course_id)
        assert course is not None
        text = str(len(course.entries))
        enter(work, course, Entry(new_id(), Action.NOTE, COORDINATOR.name, work.now(), text=text))


def together(count: int, act: Callable[[int], None]) -> None:
    """Let `count` threads begin at the same moment."""
    barrier = Barrier(count)

    def one(number: int) -> None:
        barrier.wait()
        act(number)

    with ThreadPoolExecutor(count) as pool:
        for done in [pool.submit(one, number) for number in range(count)]:
            done.result()


def texts(record: Record, course_id: str) -> list[str]:
    with record.queries() as queries:
        found = queries.course(course_id)
    assert found is not None
    return [entry.text for entry in found.course.entries]


def test_threads_append_one_after_another(record: Record, sound: Sound) -> None:
    course = begun(record)

    def several(_: int) -> None:
        for _ in range(12):
            add_note(record, course.id)

    together(8, several)
    # Each wrote how many there were before it: a lost update would write a number twice.
    assert texts(record, course.id) == [str(number) for number in range(96)]
    sound()


def test_two_programs_with_the_database_open_append_one_after_another(
    record: Record, database: Bare, opened: OpenRecord, sound: Sound
) -> None:
    course = begun(record)
    records = [record, opened(database.address)]

    def several(number: int) -> None:
        for _ in range(12):
            add_note(records[number % 2], course.id)

    together(4, several)
    assert texts(record, course.id) == [str(number) for number in range(48)]
    sound()


PROGRAM = """
import sys
from db.engine import DatabaseRecords
from tests.clocks import HandClock
from tests.contract.test_concurrency import add_note
record = DatabaseRecords(HandClock()).open(sys.argv[1])
for _ in range(int(sys.argv[3])):
    add_note(record, sys.argv[2])
record.close()
"""


def test_processes_append_one_after_another(record: Record, database: Bare, sound: Sound) -> None:
    course = begun(record)
    command = [sys.executable, "-W", "error", "-c", PROGRAM, database.address, course.id, "12"]
    running = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(2)]
    for _ in range(12):
        add_note(record, course.id)
    for process in running:
        _, errors = process.communicate(timeout=120)
        assert (process.returncode, errors) == (0, b"")
    assert texts(record, course.id) == [str(number) for number in range(36)]
    sound()


def test_readers_go_on_while_someone_writes(record: Record) -> None:
    course = begun(record)
    seen: list[int] = []
    stop = Event()

    def read() -> None:
        while not stop.is_set():
            seen.append(len(texts(record, course.id)))

    readers = [Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for _ in range(40):
        add_note(record, course.id)
    stop.set()
    for reader in readers:
        reader.join()
    assert len(texts(record, course.id)) == 40
    assert set(seen) <= set(range(41))


def test_an_older_view_is_not_shown_a_newer_course(record: Record) -> None:
    """Courses once read are kept, but each transaction sees only what was there when it began."""
    course = begun(record)
    with record.queries() as old:
        assert old.log_head().number
        add_note(record, course.id)
        assert texts(record, course.id) == ["0"]
        found = old.course(course.id)
        assert found is not None
        assert found.course.entries == ()
    assert texts(record, course.id) == ["0"]


def test_what_was_undone_is_not_kept(record: Record, sound: Sound) -> None:
    course = begun(record)
    note = Entry(new_id(), Action.NOTE, COORDINATOR.name, NOW, text="weg")
    with record.unit_of_work() as work:
        work.begin(COORDINATOR, new_id(), "Test")
        work.append_entry(course, note)
        assert work.course(course.id) == replace(course, entries=(note,))
    assert texts(record, course.id) == []
    add_note(record, course.id)
    assert texts(record, course.id) == ["0"]
    sound()
