"""Somebody with the file and every tool changes the log: `verify` and a printed head tell, and name the event."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from db.log import Event, digest
from pathway_app.queries import LogHead
from tests.campaigns import ward
from tests.campaigns.size import report
from tests.contract.bare import BareSqlite

COLUMNS = (*Event._fields, "hash")
SEQ, ID, COURSE, COMMAND_ID, LOGGED_AT, HASH = (
    COLUMNS.index(name) for name in ("seq", "id", "course_id", "command_id", "logged_at", "hash")
)
TEXTS = [place for place, name in enumerate(COLUMNS) if name != "seq"]


@dataclass
class Log:
    """What the tables hold, to be changed at will and written back."""

    events: list[list[Any]]
    commands: dict[str, int]
    """each one's newest event"""

    def chain(self, start: int = 0) -> None:
        """Make numbers and hashes fit again from that place on, as somebody would who knows how they are made."""
        previous = self.events[start - 1][HASH] if start else ""
        for place in range(start, len(self.events)):
            event = self.events[place]
            event[SEQ] = place + 1
            event[HASH] = previous = digest(previous, Event(*event[:HASH]))

    def settle(self) -> None:
        """Make the commands fit the events."""
        self.commands = {event[COMMAND_ID]: event[SEQ] for event in self.events}


Mutation = Callable[[Log, Random], int | None]
"""changes the log; returns the event that has to be named, None where only the head that was printed can tell"""


def _other(random: Random, old: str | None, log: Log, place: int) -> str | None:
    """Another text in the place of `old`: a little different, or that of another event."""
    text = old or ""
    ways: list[str | None] = [
        text + " ",
        text + "\n",
        text[:-1],
        text.swapcase(),
        text[::-1],
        "",
        text.replace("0", "1", 1),
        random.choice(log.events)[place],
    ]
    if text:
        at = random.randrange(len(text))
        ways += [text[:at] + chr((ord(text[at]) + 1) % 0x110) + text[at + 1 :]] * 6
    return random.choice([way for way in ways if (way or "") != text])


def edit(log: Log, random: Random) -> int:
    event, place = random.choice(log.events), random.choice(TEXTS)
    old = event[place]
    new = _other(random, old, log, place)
    if place == COURSE:
        # No course is told from the empty one by the table itself, and by the chain only as far as that.
        new = new or ("x" if old is None else None)
    elif place == ID or new is None:
        new = f"{old}x"
    elif place == HASH and len(new) != len(old):
        new = old[1:] + old[:1]
    event[place] = new
    return int(event[SEQ])


def renumber(log: Log, random: Random) -> int:
    event = random.choice(log.events)
    number, event[SEQ] = int(event[SEQ]), len(log.events) + random.randrange(2, 1000)
    return number


def delete(log: Log, random: Random) -> int:
    place = random.randrange(len(log.events) - 1)
    many = random.choice((1, 1, 2, 5))
    del log.events[place : min(place + many, len(log.events) - 1)]
    return place + 1


def swap(log: Log, random: Random) -> int:
    one, other = sorted(random.sample(range(len(log.events)), 2))
    log.events[one][SEQ], log.events[other][SEQ] = other + 1, one + 1
    return one + 1


def reorder(log: Log, random: Random) -> int:
    first = random.randrange(len(log.events) - 4)
    piece = log.events[first : first + random.randrange(3, 9)]
    numbers = [event[SEQ] for event in piece]
    for event, number in zip(piece, [*numbers[1:], numbers[0]], strict=True):
        event[SEQ] = number
    return first + 1


def put_in(log: Log, random: Random) -> int:
    event = list(random.choice(log.events))
    event[SEQ], event[ID] = len(log.events) + 1, "new"
    log.events.append(event)
    return len(log.events)


def delete_and_fit_hashes(log: Log, random: Random) -> int:
    """The numbers stay as they are, so that one lacks."""
    place = random.randrange(1, len(log.events) - 1)
    number = log.events.pop(place)[SEQ]
    previous = log.events[place - 1][HASH]
    for event in log.events[place:]:
        event[HASH] = previous = digest(previous, Event(*event[:HASH]))
    return int(number)


def cut(log: Log, random: Random) -> int:
    del log.events[-random.randrange(1, 20) :]
    return len(log.events) + 1


def cut_with_its_commands(log: Log, random: Random) -> None:
    cut(log, random)
    log.settle()


def edit_and_fit(log: Log, random: Random) -> None:
    event = random.choice(log.events)
    place = random.choice([each for each in TEXTS if each not in (ID, HASH, COURSE)])
    changed = _other(random, event[place], log, place)
    event[place] = (changed or "x").replace("\n", " ").replace("\r", "")
    event[place] += " " if event[place] == "" else ""
    log.chain(event[SEQ] - 1)
    log.settle()


def delete_and_fit(log: Log, random: Random) -> None:
    place = random.randrange(len(log.events))
    del log.events[place]
    log.chain(place)
    log.settle()


def forge_the_end(log: Log, random: Random) -> None:
    """Other events in the place of the last, as many and more."""
    gone = random.randrange(1, 12)
    del log.events[-gone:]
    first = len(log.events)
    for number in range(gone + random.randrange(3)):
        event = list(log.events[first - 1])
        event[ID], event[COMMAND_ID] = f"forged-{number}", f"forged-{number}"
        log.events.append(event)
    log.chain(first)
    log.settle()


MUTATIONS: tuple[tuple[Mutation, int], ...] = (
    (edit, 6),
    (renumber, 1),
    (delete, 2),
    (swap, 2),
    (reorder, 1),
    (put_in, 1),
    (delete_and_fit_hashes, 1),
    (cut, 1),
    (cut_with_its_commands, 2),
    (edit_and_fit, 2),
    (delete_and_fit, 1),
    (forge_the_end, 2),
)
"""each with how often it comes"""


@dataclass
class Kept:
    """A record, older copies of it, and the head that was printed last."""

    path: Path
    older: list[Path]
    head: LogHead
    found: Counter[str] = field(default_factory=Counter)


@pytest.fixture(scope="module")
def kept(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Kept:
    place = tmp_path_factory.mktemp("mutations")
    path = place / "record.db"
    shutil.copyfile(sqlite_template, path)
    older = []
    for number in range(5):
        record = ward.opened(path)
        ward.fill(record, Random(number), 2, first=number * 10)
        with record.queries() as queries:
            head = queries.log_head()
        record.close()
        if number < 4:
            older.append(Path(shutil.copyfile(path, place / f"{number}.db")))
    return Kept(path, older, head)


def read(path: Path) -> Log:
    bare = BareSqlite(path)
    events = bare.run(f"SELECT {', '.join(COLUMNS)} FROM log_event ORDER BY seq")
    return Log([list(event) for event in events], dict(bare.run("SELECT id, last_seq FROM command")))


def write_back(path: Path, before: Log, after: Log) -> None:
    """The triggers out of the way and back again, as somebody would who does not want to be noticed."""
    import sqlcipher3.dbapi2

    connection = sqlcipher3.dbapi2.connect(str(path), isolation_level=None)
    triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    connection.execute("BEGIN")
    for name, _ in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    untouched = {tuple(event) for event in before.events} & {tuple(event) for event in after.events}
    gone = [(event[SEQ],) for event in before.events if tuple(event) not in untouched]
    connection.executemany("DELETE FROM log_event WHERE seq = ?", gone)
    new = [tuple(event) for event in after.events if tuple(event) not in untouched]
    marks = ", ".join("?" * len(COLUMNS))
    connection.executemany(f"INSERT INTO log_event ({', '.join(COLUMNS)}) VALUES ({marks})", new)
    for command in before.commands.keys() - after.commands.keys():
        connection.execute("DELETE FROM command WHERE id = ?", (command,))
    changes = '{"courses":[],"patients":[],"entries":[],"settings":false}'
    for command, last in after.commands.items():
        if command not in before.commands:
            connection.execute("INSERT INTO command VALUES (?, ?, ?)", (command, last, changes))
        elif before.commands[command] != last:
            connection.execute("UPDATE command SET last_seq = ? WHERE id = ?", (last, command))
    for _, sql in triggers:
        connection.execute(sql)
    connection.execute("COMMIT")
    connection.close()


def wrong_with(kept: Kept, path: Path, named: int | None) -> str | None:
    """None where it was found: by `verify`, which names the event, or by the head that was printed."""
    record = ward.opened(path)
    try:
        with record.queries() as queries:
            problems = queries.verify().problems
            of_log = [each.number for each in problems if each.code in ("event-changed", "event-missing")]
            if named is not None:
                return None if of_log and of_log[0] == named else f"event {named} is not named: {problems}"
            if of_log:
                return f"made to fit, and yet found by the chain: {problems}"
            event = queries.log_event(kept.head.number)
            is_there = event is not None and event.head.reference == kept.head.reference
            kept.found["by the printed head alone"] += not problems
            return "the printed head is in the log" if is_there else None
    finally:
        record.close()


def campaign(kept: Kept, place: Path, mutations: int, seed: int) -> Counter[str]:
    random = Random(seed)
    before = read(kept.path)
    weighted = [mutation for mutation, weight in MUTATIONS for _ in range(weight)]
    path = place / "changed.db"
    done: Counter[str] = Counter()
    for number in range(mutations):
        if number % 20 == 19:
            name, named = "replay of an older file", None
            shutil.copyfile(random.choice(kept.older), path)
        else:
            shutil.copyfile(kept.path, path)
            mutation = random.choice(weighted)
            after = Log([list(event) for event in before.events], dict(before.commands))
            name, named = mutation.__name__.replace("_", " "), mutation(after, random)
            write_back(path, before, after)
        wrong = wrong_with(kept, path, named)
        assert wrong is None, (number, name, wrong)
        done[name] += 1
    return done


def test_every_change_of_the_log_is_found_short(kept: Kept, tmp_path: Path) -> None:
    record = ward.opened(kept.path)
    with record.queries() as queries:
        assert queries.verify().sound
    record.close()
    assert len(campaign(kept, tmp_path, 40, 1)) > 8


@pytest.mark.slow
def test_every_change_of_the_log_is_found(kept: Kept, tmp_path: Path) -> None:
    done = campaign(kept, tmp_path, 1000, 2)
    report("changes of the log", **done, **kept.found, all_found=sum(done.values()))
    assert len(done) == len(MUTATIONS) + 1
