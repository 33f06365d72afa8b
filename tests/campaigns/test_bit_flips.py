"""One bit of the file turns over: it is found, or nothing is any other than it was, and the program never breaks."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from pathway_app.domain.errors import EnvironmentFault, Refused
from tests.campaigns import ward
from tests.campaigns.answers import answers
from tests.campaigns.conftest import Template
from tests.campaigns.size import report


@dataclass(frozen=True)
class Whole:
    """A record, and everything that it answers."""

    path: Path
    key: bytes | None
    right: dict[str, str]


@pytest.fixture(scope="module")
def whole(template: Template, tmp_path_factory: pytest.TempPathFactory) -> Whole:
    path = tmp_path_factory.mktemp("flips") / "record.db"
    shutil.copyfile(template.path, path)
    record = ward.opened(path, template.key)
    ward.fill(record, Random(3))
    record.close()
    record = ward.opened(path, template.key)
    told = answers(record)
    record.close()
    return Whole(path, template.key, told)


PAGE = 4096
_BRANCHES, _LEAVES = (2, 5), (10, 13)


def empty_bytes(file: bytes) -> set[int]:
    """Where the pages of the trees have room left, in which nothing stands (SQLite's file format, 1.6)."""
    empty: set[int] = set()
    for start in range(0, len(file), PAGE):
        page = file[start : start + PAGE]
        header = 100 if start == 0 else 0
        kind = page[header]
        if kind not in _BRANCHES + _LEAVES:
            continue

        def number(at: int, page: bytes = page) -> int:
            return int.from_bytes(page[at : at + 2], "big")

        pointers = header + (12 if kind in _BRANCHES else 8)
        empty.update(range(start + pointers + 2 * number(header + 3), start + (number(header + 5) or 65536)))
        block = number(header + 1)
        while block:
            empty.update(range(start + block + 4, start + block + number(block + 2)))
            block = number(block)
    return empty


def flip(path: Path, bit: int) -> None:
    with path.open("r+b") as file:
        file.seek(bit // 8)
        byte = file.read(1)[0]
        file.seek(bit // 8)
        file.write(bytes([byte ^ (1 << bit % 8)]))


def outcome_of(path: Path, whole: Whole) -> str:
    """`refused`, `found` or `harmless`; else which answers are wrong although `verify` finds the record sound."""
    try:
        record = ward.opened(path, whole.key)
    except (Refused, EnvironmentFault):
        return "refused"
    try:
        with record.queries() as queries:
            if not queries.verify().sound:
                return "found"
        told = answers(record)
    finally:
        record.close()
    right = whole.right
    wrong = [asked for asked in right.keys() | told.keys() if right.get(asked) != told.get(asked)]
    return f"wrong: {wrong}" if wrong else "harmless"


def campaign(whole: Whole, place: Path, flips: int, seed: int) -> Counter[str]:
    """Turn over so many bits of bytes that hold something."""
    random = Random(seed)
    file = whole.path.read_bytes()
    size, empty = len(file), empty_bytes(file) if whole.key is None else set()
    used = [at for at in range(size) if at not in empty]
    outcome: Counter[str] = Counter(bytes=size, empty=len(empty))
    for _ in range(flips):
        changed = place / "flipped.db"
        shutil.copyfile(whole.path, changed)
        bit = random.choice(used) * 8 + random.randrange(8)
        flip(changed, bit)
        try:
            found = outcome_of(changed, whole)
        except Exception as error:
            raise AssertionError(f"bit {bit} breaks the program") from error
        assert not found.startswith("wrong"), (bit, found)
        outcome[found] += 1
        for left in place.glob("flipped.db*"):
            left.unlink()
    return outcome


def test_a_flipped_bit_is_found_short(whole: Whole, tmp_path: Path) -> None:
    outcome = campaign(whole, tmp_path, 40, 1)
    assert outcome["found"] + outcome["refused"] > 30


@pytest.mark.slow
def test_a_flipped_bit_is_found(whole: Whole, tmp_path: Path) -> None:
    outcome = campaign(whole, tmp_path, 1000, 2)
    report("bit flips, plain" if whole.key is None else "bit flips, encrypted", **outcome)
    assert outcome["found"] + outcome["refused"] >= 900
