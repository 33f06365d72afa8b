"""Spoils the bytes and the structure of real files."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

SIGNS = (
    b"\0", b"\xff", b"\xed\xa0\x80", b"\xc0\xaf", "\u202e".encode(), "\u2028".encode(), "\ufeff".encode(), b"\r",
    b"{", b"}", b"[", b"]", b":", b",", b'"', b"'", b"&a ", b"*a", b"!!python/object/apply:os.system ", b"<<: ",
    b"- ", b"\n", b"\t", b"%", b"@", b"`", b"|", b">", b"? ", b"--- ", b"...", b"\\u0000", b"\\ud800", b"\\x",
    b"1e999", b"NaN", b"-Infinity", b"9" * 400, b"0x10", b"1.10", b"no", b"null", b"~", b"../../etc/passwd", b"=1+1",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**15, 10**30, 1e308, "", " ", "\0", "\u202e", "é" * 300, "../../x", "/dev/zero", "=1+1",
    "9999-12-31", "0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "2026-02-30", "24:00",
    "2026-11-22T08:41:00", [], {}, [[]], [None], [1, 2], {"a": 1}, {"": {}}, [[[[[[]]]]]], "x" * 25_000,
)  # fmt: skip
_NESTED = 2_000


def bytes_spoilt(content: bytes, random: Random) -> bytes:
    """Some bytes taken away, doubled, changed or put in."""
    spoilt = bytearray(content)
    for _ in range(random.choice((1, 1, 1, 2, 5))):
        at = random.randrange(len(spoilt) + 1)
        end = min(len(spoilt), at + random.choice((1, 1, 4, 40, 400)))
        way = random.randrange(6)
        if way == 0:
            del spoilt[at:end]
        elif way == 1:
            spoilt[at:at] = spoilt[at:end]
        elif way == 2 and at < len(spoilt):
            spoilt[at] ^= 1 << random.randrange(8)
        elif way == 3:
            spoilt[at:at] = random.choice(SIGNS)
        elif way == 4:
            spoilt[at:end] = random.choice(SIGNS)
        elif way == 5 and random.randrange(10) == 0:
            spoilt[at:at] = random.choice((b"[", b'{"a":', b"- ", b"(")) * _NESTED
        else:
            del spoilt[at:]
    return bytes(spoilt)


Path = tuple[str | int, ...]


def places(value: Any, path: Path = ()) -> list[Path]:
    """Every path within a tree."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [path] if path else []
    for key, member in items:
        found += places(member, (*path, key))
    return found


def structure_spoilt(whole: Any, random: Random) -> Any:
    """Values taken away, replaced, exchanged or put elsewhere in a copy of the tree."""
    tree = deepcopy(whole)
    for _ in range(random.choice((1, 1, 2, 4))):
        found = places(tree)
        if not found:
            return random.choice(VALUES)
        path = random.choice(found)
        holder = _at(tree, path[:-1])
        way = random.randrange(5)
        if way == 0:
            del holder[path[-1]]
        elif way == 1:
            holder[path[-1]] = deepcopy(_at(tree, random.choice(found)))
        elif way == 2 and isinstance(holder, dict):
            holder[random.choice(("", "a", "\u202e", "id", "format", "é" * 300))] = random.choice(VALUES)
        elif way == 3 and isinstance(holder, list):
            holder.extend(deepcopy(holder[:20]))
        else:
            holder[path[-1]] = deepcopy(random.choice(VALUES))
    return tree


def _at(tree: Any, path: Path) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def as_json(tree: Any) -> bytes:
    """Also what is no JSON, such as NaN, and lone surrogates, as somebody could write them."""
    return json.dumps(tree, ensure_ascii=False).encode("utf-8", "surrogatepass")


def inputs(
    seeds: list[bytes], count: int, random: Random, *, is_json: bool = False
) -> list[Callable[[], bytes]]:
    """So many inputs, each made when it is wanted: spoilt bytes, and of JSON as often a spoilt structure."""
    trees = [json.loads(seed) for seed in seeds] if is_json else []
    made: list[Callable[[], bytes]] = []
    for _ in range(count):
        if trees and random.randrange(2):
            tree = random.choice(trees)
            made.append(lambda tree=tree: as_json(structure_spoilt(tree, random)))  # type: ignore[misc]
        else:
            seed = random.choice(seeds)
            made.append(lambda seed=seed: bytes_spoilt(seed, random))  # type: ignore[misc]
    return made
