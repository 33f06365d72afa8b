"""YAML text as a tree that knows its lines.

Only what a pathway file needs: mappings with text keys, lists, texts, numbers, true, false and null, by the core
schema of YAML 1.2 (so `no` is a text). No tags, no merge keys; anchors and aliases within bounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pathway_app.definitions.problems import DefinitionProblem, Path, path_text
from pathway_app.domain.answers import UNPRINTABLE

Scalar = str | int | float | bool | None

LONGEST_FILE = 500_000
"""characters"""
DEEPEST = 24
"""mappings and lists within each other"""
MOST_NODES = 50_000
"""values in the file, those behind an alias counted wherever it stands"""

_NUMBER = re.compile(r"[-+]?[0-9]{1,15}\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_WORDS: dict[str, bool | None] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}


@dataclass(slots=True)
class Node:
    """A value of the file.

    `path` is where it is written out (what is behind an alias: at the anchor), `lines` holds, for a mapping, the
    line of each key; lines count from 1.
    """

    line: int
    value: Scalar | list[Node] | dict[str, Node]
    path: Path = ()
    lines: dict[str, int] = field(default_factory=dict)
    size: int = 1

    def plain(self) -> Any:
        """The value without lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the file, perhaps an empty one: what is not there, or is of another kind, reads as nothing."""

    node: Node | None
    path: Path = ()
    line: int = 1

    def __getitem__(self, key: str) -> Place:
        if self.node is not None and isinstance(self.node.value, dict) and key in self.node.value:
            return Place(self.node.value[key], self.node.value[key].path, self.node.lines[key])
        return Place(None, (*self.path, key), self.line)

    def __bool__(self) -> bool:
        return self.node is not None

    def each(self) -> Iterator[Place]:
        """The members of a list."""
        if self.node is not None and isinstance(self.node.value, list):
            for node in self.node.value:
                yield Place(node, node.path, node.line)

    def members(self) -> Iterator[tuple[str, Place]]:
        """The keys of a mapping, in the order of the file, with what stands under them."""
        if self.node is not None and isinstance(self.node.value, dict):
            for key in self.node.value:
                yield key, self[key]

    @property
    def is_mapping(self) -> bool:
        return self.node is not None and isinstance(self.node.value, dict)

    @property
    def is_null(self) -> bool:
        return self.node is not None and self.node.value is None

    @property
    def is_false(self) -> bool:
        return self.node is not None and self.node.value is False

    @property
    def text(self) -> str | None:
        value = self.node.value if self.node is not None else None
        return value if isinstance(value, str) else None

    @property
    def number(self) -> int | None:
        value = self.node.value if self.node is not None else None
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    @property
    def texts(self) -> tuple[str, ...]:
        """The texts in a list."""
        return tuple(each.text for each in self.each() if each.text is not None)

    def follow(self, path: Path) -> Place:
        """The place at `path` from here; a step that leads nowhere is left out unless it is the last key."""
        place = self
        for position, step in enumerate(path):
            value = place.node.value if place.node is not None else None
            if isinstance(value, list) and isinstance(step, int) and step < len(value):
                place = Place(value[step], value[step].path, value[step].line)
            elif isinstance(value, dict) and (step in value or position == len(path) - 1):
                place = place[str(step)]
        return place

    def problem(self, code: str, **params: object) -> DefinitionProblem:
        return DefinitionProblem(self.line, path_text(self.path), code, params)


_MOST_PROBLEMS = 500
"""after so many of the YAML itself nobody reads on"""


class _TooMuch(Exception):
    """The file is beyond a bound; reading on makes no sense."""


@dataclass(slots=True)
class _Open:
    """A mapping or list not yet closed; `key` waits for its value."""

    node: Node
    anchor: str | None
    key: str | None = None
    key_line: int = 0
    keys_seen: int = 0


def read(text: str) -> tuple[Place, list[DefinitionProblem]]:
    """The root of the file and every problem with the YAML itself. What could be read is there all the same."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    if len(text) > LONGEST_FILE:
        return Place(None), [DefinitionProblem(0, "", "file-too-long", {"longest": LONGEST_FILE})]
    unprintable = [n for n, line in enumerate(text.split("\n"), 1) if UNPRINTABLE.search(line.rstrip("\r"))]
    if unprintable:
        return Place(None), [DefinitionProblem(line, "", "unprintable") for line in unprintable]
    builder = _Builder()
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            builder.take(event)
    except _TooMuch:
        pass
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 0
        builder.problems.append(DefinitionProblem(line, "", "yaml", {"problem": _first_line(error.problem)}))
    except (YAMLError, ValueError, OverflowError) as error:
        # the scanner trips over an escape beyond Unicode without saying where: after what was read last
        builder.problems.append(DefinitionProblem(builder.line, "", "yaml", {"problem": _first_line(error)}))
    if builder.root is None and not builder.problems:
        builder.problems.append(DefinitionProblem(0, "", "file-empty"))
    return Place(builder.root), builder.problems


def _first_line(problem: object) -> str:
    return str(problem).strip().split("\n", 1)[0]


class _Builder:
    """Makes the tree from the parser's events, without recursion."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self.problems: list[DefinitionProblem] = []
        self.line = 0
        self._open: list[_Open] = []
        self._anchors: dict[str, Node] = {}
        self._size = 0

    def take(self, event: Any) -> None:
        kind = type(event).__name__
        line = self.line = event.start_mark.line + 1
        if kind == "DocumentStartEvent" and self.root is not None:
            self._problem(line, "several-documents")
            raise _TooMuch
        if kind in {"MappingStartEvent", "SequenceStartEvent"}:
            self._tag(event, line)
            self._begin(Node(line, {} if kind == "MappingStartEvent" else [], self._path()), event.anchor)
        elif kind in {"MappingEndEvent", "SequenceEndEvent"}:
            closed = self._open.pop()
            self._put(closed.node, closed.anchor, count=1)
        elif kind == "ScalarEvent":
            self._tag(event, line)
            if UNPRINTABLE.search(event.value):
                self._problem(line, "unprintable")
            if self._awaits_key():
                self._key(event.value, line)
            else:
                value = _resolved(event.value) if event.implicit[0] else event.value
                self._put(Node(line, value, self._path()), event.anchor, count=1)
        elif kind == "AliasEvent":
            self._alias(event.anchor, line)

    def _begin(self, node: Node, anchor: str | None) -> None:
        if len(self._open) >= DEEPEST:
            self._problem(node.line, "too-deep", deepest=DEEPEST)
            raise _TooMuch
        if self._awaits_key():
            self._problem(node.line, "key-not-text")
            raise _TooMuch
        self._open.append(_Open(node, anchor))

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].node.value, dict) and self._open[-1].key is None

    def _key(self, key: str, line: int) -> None:
        self._open[-1].key, self._open[-1].key_line = key, line

    def _alias(self, anchor: str, line: int) -> None:
        target = self._anchors.get(anchor)
        if self._awaits_key():
            self._problem(line, "key-not-text")
            raise _TooMuch
        if target is None:
            self._problem(line, "unknown-alias", alias=anchor)
            target = Node(line, None)
        # the alias has a line and a path of its own; what is behind it keeps those of the anchor
        alias = Node(line, target.value, self._path(), target.lines, target.size)
        self._put(alias, None, count=target.size)

    def _put(self, node: Node, anchor: str | None, count: int) -> None:
        self._size += count
        if self._size > MOST_NODES:
            self._problem(node.line, "too-many-values", most=MOST_NODES)
            raise _TooMuch
        if anchor is not None:
            self._anchors[anchor] = node
        if not self._open:
            self.root = node
            return
        holder = self._open[-1]
        holder.node.size += node.size
        if isinstance(holder.node.value, list):
            holder.node.value.append(node)
        elif isinstance(holder.node.value, dict) and holder.key is not None:
            self._put_under_key(holder, holder.node.value, holder.key, node)

    def _put_under_key(self, holder: _Open, members: dict[str, Node], key: str, node: Node) -> None:
        if key in members:
            first = holder.node.lines[key]
            self._problem(holder.key_line, "key-twice", key=key, first_line=first)
        else:
            members[key] = node
            holder.node.lines[key] = holder.key_line
        holder.key = None

    def _tag(self, event: Any, line: int) -> None:
        if event.tag is not None:
            self._problem(line, "tag", tag=str(event.tag))

    def _path(self) -> Path:
        """Where the next value belongs."""
        if not self._open:
            return ()
        holder = self._open[-1]
        if isinstance(holder.node.value, list):
            return (*holder.node.path, len(holder.node.value))
        return holder.node.path if holder.key is None else (*holder.node.path, holder.key)

    def _problem(self, line: int, code: str, **params: object) -> None:
        self.problems.append(DefinitionProblem(line, path_text(self._path()), code, params))
        if len(self.problems) == _MOST_PROBLEMS:
            raise _TooMuch


def _resolved(text: str) -> Scalar:
    if text in _WORDS:
        return _WORDS[text]
    if _NUMBER.match(text):
        return int(text)
    return float(text) if _FLOAT.match(text) else text
