"""Whatever stands in a file that somebody hands over: it is read or refused in words, within time and memory."""

from __future__ import annotations

import json
import multiprocessing
import resource
import shutil
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pathway_app.domain.errors import EnvironmentFault, Refused
from pathway_app.i18n import Words
from pathway_app.messages import Sentences
from tests.campaigns.readers import Reader, readers
from tests.campaigns.size import report
from tests.campaigns.spoiling import inputs

SLOW_S = 20
"""seconds that no input may take, on a busy machine"""
MOST_MB = 500
"""that a hostile file may cost beyond what the program takes without it"""
MOST_S = 120
"""seconds that a file at the limits may take, on a busy machine"""

READERS = readers()


def read_or_refused(reader: Reader, content: bytes, folder: Path) -> str:
    """What came of it. Anything but a result or a refusal in words is an error."""
    try:
        reader.read(content, folder)
    except Refused as refused:
        outcome = "refused" if all(Sentences(Words("en")).refused(refused)) else "refused without words"
    except EnvironmentFault:
        outcome = "refused"
    except Exception as error:
        kept = folder / "breaks"
        kept.write_bytes(content)
        raise AssertionError(f"{reader.name}: {content[:2000]!r} breaks the program") from error
    else:
        outcome = "read"
    return outcome


def campaign(reader: Reader, count: int, folder: Path, seed: int) -> Counter[str]:
    outcome: Counter[str] = Counter()
    for number, made in enumerate(inputs(reader.seeds, count, Random(seed), is_json=reader.is_json)):
        place = folder / "one"
        place.mkdir(exist_ok=True)
        content = made()
        began = time.monotonic()
        outcome[read_or_refused(reader, content, place)] += 1
        assert time.monotonic() - began < SLOW_S, (reader.name, content[:2000])
        if number % 50 == 0:
            shutil.rmtree(place)
    assert outcome.keys() <= {"read", "refused"}
    return outcome


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_what_is_sound_is_read(reader: Reader, tmp_path: Path) -> None:
    """Else the campaigns would try the first check of a reader only."""
    for seed in reader.seeds:
        assert read_or_refused(reader, seed, tmp_path) == "read"


@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_spoilt_files_short(reader: Reader, tmp_path: Path) -> None:
    campaign(reader, max(3, reader.share), tmp_path, 1)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: reader.name)
def test_spoilt_files(reader: Reader, tmp_path: Path) -> None:
    """Together more than 100 000."""
    began = time.monotonic()
    outcome = campaign(reader, 105 * reader.share, tmp_path, 2)
    took = time.monotonic() - began
    report(
        reader.name,
        **outcome,
        seconds=round(took),
        mb_at_most=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    )


def test_together_they_are_as_many_as_promised() -> None:
    assert 105 * sum(reader.share for reader in READERS) >= 100_000


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(tree=JSON, raw=st.binary(max_size=60))
def test_anything_at_all(tmp_path_factory: pytest.TempPathFactory, tree: object, raw: bytes) -> None:
    folder = tmp_path_factory.getbasetemp() / "anything"
    folder.mkdir(exist_ok=True)
    for reader in READERS:
        if reader.name == "preferences":
            continue  # each costs a file of Qt's
        for content in (json.dumps(tree).encode(), raw):
            read_or_refused(reader, content, folder)


# Files that are to cost memory or time.


def _long_key(content: str = '"a":0,') -> bytes:
    return b'{"zorgpad-course":0,"' + b"k" * 5_000_000 + b'":{' + content.encode() * 1_000_000 + b'"b":0}}'


def _aliases() -> bytes:
    levels = [f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 30)}]" for n in range(1, 15)]
    return "\n".join(["l0: &l0 [x]", *levels]).encode()


BOMBS: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a line of 19 MB": (
        "course file, JSON",
        lambda: b'{"format": "zorgpad-course/1", "x": "' + b"y" * 19_000_000 + b'"}',
    ),
    "ten million values": ("course file, JSON", lambda: b'{"zorgpad-course": [' + b"0," * 9_900_000 + b"0]}"),
    "ten million lists": ("course file, JSON", lambda: b'{"zorgpad-course": [' + b"[]," * 6_600_000 + b"0]}"),
    "a key said a million times below a long one": ("course file, JSON", _long_key),
    "longer than any": (
        "course file, JSON",
        lambda: b'{"format": "zorgpad-course/1"' + b" " * 30_000_000 + b"}",
    ),
    "only opened": ("course file, JSON", lambda: b'{"zorgpad-course":' + b"[" * 19_000_000),
    "a number of 19 MB": ("course file, JSON", lambda: b'{"zorgpad-course":' + b"9" * 19_000_000 + b"}"),
    "YAML of many values": ("course file, YAML", lambda: b"zorgpad-course:\n" + b"- 0\n" * 1_200_000),
    "YAML of one line": ("course file, YAML", lambda: b"zorgpad-course: " + b"x " * 2_400_000),
    "YAML in YAML": ("course file, YAML", lambda: b"zorgpad-course: " + b"{a: " * 400_000),
    "YAML longer than any": ("course file, YAML", lambda: b"zorgpad-course: " + b"x " * 9_000_000),
    "aliases of aliases": ("pathway", _aliases),
    "a pathway of one long key": ("pathway", lambda: b"k" * 200_000 + b":\n" + b" a: 1\n" * 42_000),
    "a pathway of one line": ("pathway", lambda: b"x: " + b"y " * 240_000),
    "a pathway of dashes": ("pathway", lambda: b"- " * 240_000),
    "a pathway longer than any": ("pathway", lambda: b"# \n" * 10_000_000),
    "a file of keys in itself": ("keys", lambda: b'{"format":' + b"[" * 3_000_000),
    "a manifest in itself": ("research manifest", lambda: b'{"a":' * 190_000),
    "a line without end": ("research answers.csv", lambda: b'"' + b"x" * 30_000_000),
    "a hundred thousand wrong passwords": ("wrong passwords", lambda: b"[" * 1_000_000 + b"\n{}" * 100_000),
}


def _cost(reader: Reader, make: Callable[[], bytes], folder: Path, told: object) -> None:
    """In a process of its own: seconds, and MB beyond what is taken before."""
    content = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    try:
        outcome = read_or_refused(reader, content, folder)
    except BaseException as error:
        outcome = repr(error)[:500]
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
    told.send((outcome, time.monotonic() - began, grown))  # type: ignore[attr-defined]


@pytest.mark.slow
@pytest.mark.parametrize("bomb", BOMBS)
def test_a_file_that_is_to_cost_much(bomb: str, tmp_path: Path) -> None:
    name, make = BOMBS[bomb]
    reader = next(each for each in READERS if each.name == name)
    hearing, telling = multiprocessing.get_context("fork").Pipe(duplex=False)
    child = multiprocessing.get_context("fork").Process(target=_cost, args=(reader, make, tmp_path, telling))
    child.start()
    telling.close()
    try:
        assert hearing.poll(2 * MOST_S), "it takes too long"
        outcome, seconds, grown = hearing.recv()
    finally:
        child.kill()
        child.join()
    report(bomb, outcome=outcome, seconds=round(seconds, 1), mb=grown)
    assert outcome in ("read", "refused")
    assert seconds < MOST_S
    assert grown < MOST_MB
