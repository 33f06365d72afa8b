"""A disk rebuilt from what strace saw a process do to the files of one folder, as it could be after a power cut.

What was not yet synchronised may be there, or not, or in part: `images` makes what a disk could hold at each moment
between two of the process's calls. A file's name is only sure to be there once its folder has been synchronised.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from shutil import which
from typing import NamedTuple

SECTOR, PAGE = 512, 4096
_CALLS = (
    "openat,open,creat,pwrite64,write,fsync,fdatasync,ftruncate,fallocate,"
    "unlink,unlinkat,rename,renameat,renameat2,link,linkat"
)
_LONGEST = 200_000
_CALL = re.compile(r"(?P<name>\w+)\((?P<arguments>.*)\)\s+= (?P<result>-?\d+)", re.DOTALL)
_FILE = re.compile(r"^(?P<number>\d+)<(?P<path>.*)>$", re.DOTALL)
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


@cache
def why_no_strace() -> str:
    """Why nothing can be recorded here; empty where it can."""
    if sys.platform != "linux" or which("strace") is None:
        return "strace is not installed (Debian's package strace)"
    tried = subprocess.run(["strace", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "" if tried.returncode == 0 else "strace may not look at processes here"


class Call(NamedTuple):
    """One call that succeeded. `path` is the file's, `data` what was written, `at` where, or the new size."""

    name: str
    path: str
    data: bytes = b""
    at: int = 0
    other: str = ""


def recorded(command: Sequence[str], trace: Path, folder: Path, root: Path) -> list[Call]:
    """Run the command and return what it did to the folder, and what it wrote to its standard output."""
    strace = ["strace", "-y", "-xx", "-s", str(_LONGEST), "-e", f"trace={_CALLS}", "-o", str(trace)]
    done = subprocess.run([*strace, *command], cwd=root, stdout=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise RuntimeError(f"the recorded process ended with {done.returncode}")
    with trace.open(encoding="ascii") as lines:
        calls = [call for line in lines if (call := _read(line)) is not None]
    inside = f"{folder.resolve()}"
    return [call for call in calls if call.path == "1" or call.path.startswith(inside)]


def _read(line: str) -> Call | None:
    found = _CALL.match(line)
    if found is None or found["result"].startswith("-"):
        return None
    name, arguments, result = found["name"], found["arguments"], int(found["result"])
    texts = [bytes.fromhex(text.replace("\\x", "")) for text in _TEXT.findall(arguments)]
    if name in ("openat", "open", "creat"):
        created = "O_CREAT" in arguments or name == "creat"
        return (
            Call("truncate-open" if "O_TRUNC" in arguments else "create", _name(texts[0]))
            if created
            else None
        )
    if name.startswith(("unlink", "rename", "link")):
        return Call(re.sub(r"at2?$", "", name), _name(texts[0]), other=_name(texts[-1]))
    rest = arguments.split(", ")
    file = _FILE.match(rest[0])
    if file is None:
        return None
    path = "1" if file["number"] == "1" else _path(file["path"])
    if name in ("pwrite64", "write"):
        at = int(rest[-1]) if name == "pwrite64" else -1
        return Call("write", path, texts[0][:result], at)
    if name in ("fsync", "fdatasync"):
        return Call("sync", path)
    if name == "ftruncate":
        return Call("size", path, at=int(rest[1]))
    return Call("grow", path, at=int(rest[2]) + int(rest[3]))


def _name(raw: bytes) -> str:
    return raw.decode()


def _path(shown: str) -> str:
    return bytes.fromhex(shown.replace("\\x", "")).decode() if shown.startswith("\\x") else shown


class Change(NamedTuple):
    """What is on its way to a file's content: bytes at a place, or (`data` None) a new size."""

    at: int
    data: bytes | None


@dataclass
class Content:
    """A file's content on the disk for sure, and what is on its way there."""

    sure: bytearray
    coming: list[Change] = field(default_factory=list)
    end: int = 0
    """where what is simply written goes on"""

    def with_changes(self, changes: Sequence[Change]) -> bytes:
        made = bytearray(self.sure)
        for at, data in changes:
            if data is None:
                made = made[:at] + bytes(max(0, at - len(made)))
            else:
                made += bytes(max(0, at - len(made)))
                made[at : at + len(data)] = data
        return bytes(made)

    def size(self) -> int:
        return len(self.with_changes(self.coming))


class Disk:
    """The folder as the process sees it (`names`) and as it is for sure (`sure_names`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder.resolve())
        self.names = {str(path): Content(bytearray(path.read_bytes())) for path in folder.resolve().iterdir()}
        self.sure_names = dict(self.names)

    def take(self, call: Call) -> None:
        """Do what the process did."""
        if call.name == "sync" and call.path == self._folder:
            self.sure_names = dict(self.names)
        elif call.name in ("create", "truncate-open"):
            content = self.names.setdefault(call.path, Content(bytearray()))
            if call.name == "truncate-open":
                content.coming.append(Change(0, None))
        elif call.name == "unlink":
            del self.names[call.path]
        elif call.name == "rename":
            self.names[call.other] = self.names.pop(call.path)
        elif call.name == "link":
            self.names[call.other] = self.names[call.path]
        elif call.path in self.names:
            self._change(self.names[call.path], call)

    def _change(self, content: Content, call: Call) -> None:
        if call.name == "write":
            at = call.at if call.at >= 0 else content.end
            content.coming.append(Change(at, call.data))
            content.end = at + len(call.data)
        elif call.name == "sync":
            content.sure = bytearray(content.with_changes(content.coming))
            content.coming = []
        elif call.name == "size" or (call.name == "grow" and call.at > content.size()):
            content.coming.append(Change(call.at, None))


Image = dict[str, bytes]
"""a folder's files"""
Policy = Callable[[Disk, Random], Image]


def _of(names: dict[str, Content], kept: Callable[[Content], bytes]) -> Image:
    # Shared memory never was on the disk, and what says who writes is of no use after a restart.
    return {
        Path(name).name: kept(content)
        for name, content in names.items()
        if not name.endswith(("-shm", ".writer"))
    }


def _lost(disk: Disk, random: Random) -> Image:
    return _of(disk.sure_names, lambda content: bytes(content.sure))


def _kept(disk: Disk, random: Random) -> Image:
    return _of(disk.names, lambda content: content.with_changes(content.coming))


def _names_lost(disk: Disk, random: Random) -> Image:
    """The data arrived, the folder's list of files did not."""
    return _of(disk.sure_names, lambda content: content.with_changes(content.coming))


def _only_names(disk: Disk, random: Random) -> Image:
    """The folder's list of files arrived, the data did not."""
    return _of(disk.names, lambda content: bytes(content.sure))


def _pieces(changes: Sequence[Change], size: int) -> Iterator[Change]:
    for change in changes:
        if change.data is None:
            yield change
            continue
        at, data = change.at, change.data
        while data:
            room = size - at % size
            yield Change(at, data[:room])
            at, data = at + room, data[room:]


def _some(size: int) -> Policy:
    """Each piece arrived or not, by chance."""

    def policy(disk: Disk, random: Random) -> Image:
        return _of(
            disk.names,
            lambda content: content.with_changes(
                [piece for piece in _pieces(content.coming, size) if random.random() < 0.5]
            ),
        )

    return policy


def _torn(disk: Disk, random: Random) -> Image:
    """All arrived but for a part of the last write."""

    def kept(content: Content) -> bytes:
        pieces = list(_pieces(content.coming, SECTOR))
        cut = min(len(pieces), random.randrange(1, PAGE // SECTOR + 1))
        return content.with_changes(pieces[: len(pieces) - cut])

    return _of(disk.names, kept)


def _last_first(disk: Disk, random: Random) -> Image:
    """The later writes arrived, the earlier ones did not."""

    def kept(content: Content) -> bytes:
        pieces = list(_pieces(content.coming, PAGE))
        return content.with_changes(pieces[random.randrange(len(pieces) + 1) :])

    return _of(disk.names, kept)


def _sizes_only(disk: Disk, random: Random) -> Image:
    """The files have their new sizes, with nothing in what was added."""

    def kept(content: Content) -> bytes:
        size = content.size()
        return bytes(content.sure[:size]) + bytes(max(0, size - len(content.sure)))

    return _of(disk.names, kept)


def _rubbish(disk: Disk, random: Random) -> Image:
    """What was being written as the power failed holds anything, but for a file's first sector.

    That says what the file is, and nothing in it that matters is ever another: a disk that leaves rubbish there
    has lost the file.
    """

    def kept(content: Content) -> bytes:
        return content.with_changes(
            [
                Change(at, random.randbytes(len(data)) if data and at and random.random() < 0.5 else data)
                for at, data in _pieces(content.coming, SECTOR)
            ]
        )

    return _of(disk.names, kept)


POLICIES: dict[str, Policy] = {
    "all lost": _lost,
    "all kept": _kept,
    "names lost": _names_lost,
    "only names": _only_names,
    "some sectors": _some(SECTOR),
    "some pages": _some(PAGE),
    "last write torn": _torn,
    "last writes first": _last_first,
    "only sizes": _sizes_only,
    "rubbish": _rubbish,
}


def images(start: Path, calls: Sequence[Call], random: Random) -> Iterator[tuple[str, Image, list[str]]]:
    """For each moment and policy: the policy, what the disk holds, and what the process had said by then.

    `start` is a copy of the folder as it was before, under whose name the calls were recorded.
    """
    disk, told = Disk(start), ""
    for call in calls:
        if call.path == "1":
            told += call.data.decode()
            continue
        disk.take(call)
        for name, policy in POLICIES.items():
            yield name, policy(disk, random), told.splitlines()
