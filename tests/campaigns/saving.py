"""A process that saves and says after each save that it is done: `python -m tests.campaigns.saving FILE …`.

Whoever starts it cuts the power, kills it or lets the disk fail, and compares what is there with what it said.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from random import Random

import db.sqlite
from pathway_app.commands import Command
from pathway_app.domain.errors import EnvironmentFault
from pathway_app.ports import Record
from pathway_app.services import Service
from tests.campaigns import ward
from tests.recording import COORDINATOR

ATTEMPTS = 3


def tell(out: int, *words: object) -> None:
    """In one write, so that it is said wholly or not at all."""
    os.write(out, (" ".join(map(str, words)) + "\n").encode())


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("file", type=Path)
    parser.add_argument("--saves", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    # What the program never does: to see that the campaign would notice.
    parser.add_argument("--synchronous", default="FULL")
    parser.add_argument("--checkpoint", type=int, help="pages after which the write-ahead log is taken over")
    parser.add_argument("--key", type=bytes.fromhex, help="of an encrypted file")
    options = parser.parse_args()
    others = [each for each in db.sqlite._WRITING if "synchronous" not in each]
    db.sqlite._WRITING = (*others, f"PRAGMA synchronous = {options.synchronous}")  # type: ignore[assignment]
    if options.checkpoint:
        more = f"PRAGMA wal_autocheckpoint = {options.checkpoint}"
        db.sqlite._WRITING = (*db.sqlite._WRITING, more)  # type: ignore[assignment]
    save(options.file, options.seed, options.saves, key=options.key)


def save(path: Path, seed: int, saves: int, out: int = 1, key: bytes | None = None) -> None:
    """Save so often, trying again where the disk fails; says `saved ID`, `fault CODE`, `end`."""
    record = _opened(path, out, key)
    if record is not None:
        service = Service(record)
        tell(out, "begin")
        for command in islice(_commands(record, Random(seed), out), saves):
            if not _saved(service, command, out):
                break
        record.close()
    tell(out, "end")


def _opened(path: Path, out: int, key: bytes | None) -> Record | None:
    for _ in range(ATTEMPTS):
        try:
            return ward.opened(path, key)
        except EnvironmentFault as fault:
            tell(out, "fault", fault.code)
    return None


def _commands(record: Record, random: Random, out: int) -> Iterator[Command]:
    """What to save; where what is there cannot be read, with another patient."""
    for _ in range(ATTEMPTS):
        try:
            yield from ward.commands(record, random)
        except EnvironmentFault as fault:
            tell(out, "fault", fault.code)


def _saved(service: Service, command: Command, out: int) -> bool:
    for _ in range(ATTEMPTS):
        try:
            service.execute(command, COORDINATOR)
        except EnvironmentFault as fault:
            tell(out, "fault", fault.code)
        else:
            tell(out, "saved", command.command_id)
            return True
    return False


def saved_ids(told: Iterable[str]) -> list[str]:
    """The commands that were said to be saved."""
    return [line.split()[1] for line in told if line.startswith("saved ")]


def kept(record: Record, command_id: str) -> bool:
    """Whether the record holds the command."""
    with record.unit_of_work() as work:
        return work.begin(COORDINATOR, command_id, "Look") is not None


if __name__ == "__main__":
    main()
