"""The disk fails, or is full, at each single write: nothing is said to be saved that is not, and work goes on."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.campaigns import ward
from tests.campaigns.disk import why_no_strace
from tests.campaigns.saving import kept, saved_ids
from tests.campaigns.size import report

ROOT = Path(__file__).parents[2]
SAVES = 4
ERRORS = {
    "pwrite64": ("EIO", "ENOSPC"),
    "fsync,fdatasync": ("EIO",),
    "ftruncate": ("EIO", "ENOSPC"),
    "unlink": ("EIO",),
}
pytestmark = pytest.mark.skipif(bool(why_no_strace()), reason=why_no_strace())


@dataclass(frozen=True)
class Fault:
    """The call of that kind with this number fails; `lasting`: and all after it."""

    call: str
    error: str
    number: int
    lasting: bool

    def injection(self) -> str:
        return f"inject={self.call}:error={self.error}:when={self.number}{'+' if self.lasting else ''}"


def traced(path: Path, trace: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """A process that saves, under strace, which only looks at the calls on the database's own files."""
    files = [each for rest in ("", "-wal", "-shm", "-journal") for each in ("-P", f"{path}{rest}")]
    saving = [sys.executable, "-W", "error", "-m", "tests.campaigns.saving", str(path), "--saves", str(SAVES)]
    command = ["strace", "-qq", "-o", str(trace), *files, *options, *saving]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def faults(template: Path, place: Path) -> Iterator[Fault]:
    """Every single one that can be: as many as there are calls when nothing fails."""
    path, trace = place / "counted.db", place / "counted"
    shutil.copyfile(template, path)
    done = traced(path, trace, "-e", f"trace={','.join(ERRORS)}")
    assert done.returncode == 0, done.stderr
    counted = Counter(re.findall(r"^(\w+)\(", trace.read_text(), re.MULTILINE))
    for call, errors in ERRORS.items():
        for number in range(1, sum(counted[each] for each in call.split(",")) + 1):
            for error in errors:
                for lasting in (False, True):
                    yield Fault(call, error, number, lasting)


def wrong_with(fault: Fault, template: Path, path: Path) -> tuple[list[str], str | None]:
    """What the process said, and what was wrong with that."""
    shutil.copyfile(template, path)
    trace = path.with_suffix(".trace")
    done = traced(path, trace, "-e", f"trace={fault.call}", "-e", fault.injection())
    told = done.stdout.splitlines()
    if done.returncode or not told or told[-1] != "end":
        return told, f"it ended with {done.returncode}: {done.stderr[-2000:]}"
    if "INJECTED" not in trace.read_text():
        return told, "nothing failed"
    record = ward.opened(path)
    with record.queries() as queries:
        verification = queries.verify()
    acknowledged = saved_ids(told)
    lost = [command for command in acknowledged if not kept(record, command)]
    record.close()
    for left in path.parent.glob(f"{path.name}*"):
        left.unlink()
    if not verification.sound:
        return told, f"not sound: {verification.problems}"
    if lost:
        return told, f"said to be saved and not there: {lost}"
    if not fault.lasting and len(acknowledged) != SAVES:
        return told, "it did not go on after the disk was well again"
    return told, None


def campaign(template: Path, place: Path, every: int) -> Counter[str]:
    outcome: Counter[str] = Counter()
    for number, fault in enumerate(faults(template, place)):
        if number % every:
            continue
        told, wrong = wrong_with(fault, template, place / f"{number}.db")
        assert wrong is None, (fault, told, wrong)
        outcome["faults"] += 1
        outcome["saved"] += len(saved_ids(told))
        for line in told:
            if line.startswith("fault "):
                outcome[line] += 1
    return outcome


def test_each_write_may_fail_short(sqlite_template: Path, tmp_path: Path) -> None:
    outcome = campaign(sqlite_template, tmp_path, every=97)
    assert outcome["faults"] > 4
    assert outcome["fault disk-full"] + outcome["fault input-output"] > 2


@pytest.mark.slow
def test_each_write_may_fail(sqlite_template: Path, tmp_path: Path) -> None:
    outcome = campaign(sqlite_template, tmp_path, every=1)
    report("disk errors", **outcome)
    assert outcome["fault disk-full"] > 50
    assert outcome["fault input-output"] > 50
