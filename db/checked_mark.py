"""Whether the record held when it was last verified: a small file beside the database, `<database>.checked`.

It stands outside the log, since a log that does not hold is not written any more.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex

from pathway_app.guards import Checked
from pathway_app.ordinary_files import NotOrdinary, open_ordinary
from pathway_app.queries import LogProblem, Verification

SUFFIX = ".checked"
_LONGEST = 100_000
_MOST_PROBLEMS = 10


def read(database: Path) -> Checked | None:
    """None where it never was verified; a mark that cannot be understood says that the record is not sound."""
    path = Path(f"{database}{SUFFIX}")
    try:
        with open_ordinary(path) as file:
            content = file.read(_LONGEST)
    except (NotOrdinary, IsADirectoryError):
        content = b""
    except OSError:
        return None
    try:
        told = json.loads(content)
        at = datetime.fromisoformat(told["at"])
        problems = [(each["event"], str(each["code"])) for each in told["problems"]]
        if at.tzinfo is None or not all(number is None or type(number) is int for number, _ in problems):
            raise ValueError(told)
    except (ValueError, KeyError, TypeError, RecursionError):
        return Checked(_changed_at(path), False)
    number, code = problems[0] if problems else (None, "")
    return Checked(at, not problems, number, code)


def _changed_at(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError:
        return datetime.now(UTC)


def write(database: Path, found: Verification, now: datetime) -> None:
    """Whole, or not at all. What is wrong goes in as codes, nothing of a patient. Raises OSError."""
    told = {
        "at": now.isoformat(),
        "events": found.head.number,
        "log": found.head.reference,
        "problems": [{"event": each.number, "code": each.code} for each in first(found)],
    }
    path = Path(f"{database}{SUFFIX}")
    part = path.with_name(f".{path.name}.{token_hex(8)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(json.dumps(told).encode())
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def first(found: Verification) -> list[LogProblem]:
    """Some problems, those that name an event first, in the order of the log."""
    order = sorted(found.problems, key=lambda each: (each.number is None, each.number or 0))
    return order[:_MOST_PROBLEMS]


def remove(database: Path) -> None:
    """For another file that takes the database's place."""
    with suppress(OSError):
        Path(f"{database}{SUFFIX}").unlink()
