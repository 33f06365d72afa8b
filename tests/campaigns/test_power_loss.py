"""The power fails at any moment: whatever was said to be saved is there, whole, and the record is sound."""

from __future__ import annotations

import shutil
import sys
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from db.sqlite import connect
from pathway_app.domain.errors import EnvironmentFault, Refused
from tests.campaigns import ward
from tests.campaigns.conftest import Template
from tests.campaigns.disk import Call, Image, images, recorded, why_no_strace
from tests.campaigns.saving import saved_ids
from tests.campaigns.size import report

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(bool(why_no_strace()), reason=why_no_strace())


@dataclass
class Outcome:
    """How many different images were opened, by policy, and what was wrong with them."""

    seen: set[bytes] = field(default_factory=set)
    opened: Counter[str] = field(default_factory=Counter)
    wrong: Counter[tuple[str, str]] = field(default_factory=Counter)

    def told(self, kind: str) -> int:
        return sum(number for (what, _), number in self.wrong.items() if what == kind)


@dataclass(frozen=True)
class Run:
    """What a process did that saved to `folder`, whose files `start` holds as they were before."""

    folder: Path
    start: Path
    calls: list[Call]
    history: dict[int, tuple[str, str]]
    """event → its hash and its command, once all was saved"""
    key: bytes | None


def run(template: Template, place: Path, *more: str) -> Run:
    folder = place / "disk"
    folder.mkdir(parents=True)
    path = folder / "record.db"
    shutil.copyfile(template.path, path)
    start = place / "start"
    shutil.copytree(folder, start)
    command = [sys.executable, "-W", "error", "-m", "tests.campaigns.saving", str(path), *more]
    if template.key is not None:
        command += ["--key", template.key.hex()]
    calls = recorded(command, place / "trace", folder, ROOT)
    (place / "trace").unlink()
    return Run(folder, start, calls, history_of(path, template.key), template.key)


def history_of(path: Path, key: bytes | None) -> dict[int, tuple[str, str]]:
    connection = connect(path, "ro", key=key)
    rows = connection.execute("SELECT seq, hash, command_id FROM log_event").fetchall()
    connection.close()
    return {seq: (digest, command) for seq, digest, command in rows}


def cut_everywhere(run: Run, seed: int, every: int = 1) -> Outcome:
    """Open each image that differs from all before (of those every so manieth)."""
    outcome = Outcome()
    for path in run.folder.iterdir():
        path.unlink()
    for path in run.start.iterdir():
        shutil.copyfile(path, run.folder / path.name)
    place = run.folder.parent / "image"
    for policy, image, told in images(run.folder, run.calls, Random(seed)):
        known = sha256(repr(sorted((name, sha256(data).digest()) for name, data in image.items())).encode())
        if known.digest() in outcome.seen:
            continue
        outcome.seen.add(known.digest())
        if len(outcome.seen) % every:
            continue
        outcome.opened[policy] += 1
        found = wrong_with(image, place, run, saved_ids(told))
        if found is not None:
            outcome.wrong[found, policy] += 1
    return outcome


def wrong_with(image: Image, place: Path, run: Run, acknowledged: list[str]) -> str | None:
    history = run.history
    place.mkdir()
    for name, data in image.items():
        (place / name).write_bytes(data)
    try:
        record = ward.opened(place / "record.db", run.key)
        try:
            with record.queries() as queries:
                verification = queries.verify()
        finally:
            record.close()
    except (Refused, EnvironmentFault):
        return "corrupt"
    finally:
        shutil.rmtree(place)
    head = verification.head.number
    if not verification.sound or history[head][0] != verification.head.hash:
        return "corrupt"
    # The chain holds and ends as it did, so that all before it is as it was.
    kept = {command for number, (_, command) in history.items() if number <= head}
    if not kept.issuperset(acknowledged):
        return "lost"
    following = history.get(head + 1)
    return "torn" if following is not None and following[1] == history[head][1] else None


def test_nothing_acknowledged_is_lost_short(template: Template, tmp_path: Path) -> None:
    outcome = cut_everywhere(run(template, tmp_path, "--saves", "5", "--checkpoint", "40"), 1, every=50)
    assert sum(outcome.opened.values()) > 20
    assert not outcome.wrong


@pytest.mark.parametrize("setting", ["OFF", "NORMAL"])
def test_the_campaign_notices_what_is_not_synchronised(plain: Template, tmp_path: Path, setting: str) -> None:
    """Commits that are not waited for are lost, and the images tell."""
    outcome = cut_everywhere(run(plain, tmp_path, "--saves", "5", "--synchronous", setting), 1, every=50)
    assert outcome.told("lost") > 3


@pytest.mark.slow
def test_nothing_acknowledged_is_lost(template: Template, tmp_path: Path) -> None:
    total: Counter[str] = Counter()
    wrong: Counter[tuple[str, str]] = Counter()
    for seed, more in enumerate((("--saves", "8", "--checkpoint", "40"), ("--saves", "6"))):
        outcome = cut_everywhere(run(template, tmp_path / str(seed), "--seed", str(seed), *more), seed)
        total += outcome.opened
        wrong += outcome.wrong
    kind = "plain" if template.key is None else "encrypted"
    report(f"power loss, {kind}", different_images=sum(total.values()), **total, wrong=dict(wrong))
    assert sum(total.values()) >= 3000
    assert not wrong
