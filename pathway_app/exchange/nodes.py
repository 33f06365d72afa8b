"""A file as a tree of values that know their lines, whether it was JSON or YAML."""

from __future__ import annotations

from dataclasses import dataclass, field

LONGEST_FILE = 20_000_000
"""bytes"""
LONGEST_YAML = 5_000_000
"""characters: it is read a hundred times slower than JSON"""
DEEPEST = 16
"""mappings and lists within each other"""
MOST_NODES = 500_000
"""values of a file; a course of 5 000 entries has about 100 000"""
LONGEST_KEY = 200
"""characters"""
_MOST_PROBLEMS = 500
"""after so many nobody reads on"""

Scalar = str | int | float | bool | None
Path = tuple[str | int, ...]
"""keys and list positions (from 0) from the root of the file"""


@dataclass(slots=True)
class Node:
    """A value of the file; `line` counts from 1 and is that of its key where it has one.

    `raw` is a number or word as it is written, so that `0012` can be read as a text.
    """

    line: int
    value: Scalar | list[Node] | dict[str, Node]
    raw: str = ""

    @property
    def members(self) -> dict[str, Node]:
        """The members of a mapping; none where it is something else."""
        return self.value if isinstance(self.value, dict) else {}


class BadSyntax(Exception):
    """The text is not JSON or YAML, or goes beyond a bound; `code` names the sentence."""

    def __init__(self, line: int, code: str, path: Path = (), **params: object) -> None:
        super().__init__(code)
        self.line = line
        self.code = code
        self.path = path
        self.params = params


@dataclass(slots=True)
class _Open:
    """A mapping or list not yet closed; `key` waits for its value."""

    node: Node
    key: str | None = None
    key_line: int = 0


@dataclass(slots=True)
class TreeBuilder:
    """Puts values together as a parser meets them. `problems` are those after which reading can go on."""

    root: Node | None = None
    problems: list[BadSyntax] = field(default_factory=list)
    _open: list[_Open] = field(default_factory=list)
    _count: int = 0

    @property
    def awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].node.value, dict) and self._open[-1].key is None

    @property
    def is_whole(self) -> bool:
        return self.root is not None and not self._open

    @property
    def holder(self) -> Node | None:
        """The mapping or list that is being filled."""
        return self._open[-1].node if self._open else None

    def path(self) -> Path:
        """Where the next value belongs."""
        steps: list[str | int] = []
        for each in self._open:
            if isinstance(each.node.value, list):
                steps.append(len(each.node.value))
            elif each.key is not None:
                steps.append(each.key)
        return tuple(steps)

    def begin(self, line: int, value: list[Node] | dict[str, Node]) -> None:
        """A mapping or a list begins. Raises BadSyntax where it lies too deep."""
        if len(self._open) >= DEEPEST:
            raise BadSyntax(line, "file-too-deep", self.path(), deepest=DEEPEST)
        node = Node(line, value)
        self.put(node)
        self._open.append(_Open(node))

    def end(self) -> None:
        self._open.pop()

    def key(self, line: int, key: str) -> None:
        """Raises BadSyntax where it is longer than any of ours."""
        holder = self._open[-1]
        if len(key) > LONGEST_KEY:
            raise BadSyntax(line, "file-key-too-long", self.path(), longest=LONGEST_KEY)
        if key in holder.node.members:
            first = holder.node.members[key].line
            path = (*self.path(), key)
            self.problem(BadSyntax(line, "file-key-twice", path, key=key, first_line=first))
        holder.key, holder.key_line = key, line

    def problem(self, problem: BadSyntax) -> None:
        """Reading goes on after it, unless there are very many: then it raises this one."""
        if len(self.problems) >= _MOST_PROBLEMS:
            raise problem
        self.problems.append(problem)

    def put(self, node: Node) -> None:
        """Raises BadSyntax where the file holds too many values."""
        self._count += 1
        if self._count > MOST_NODES:
            raise BadSyntax(node.line, "file-too-many-values", self.path(), most=MOST_NODES)
        if not self._open:
            self.root = node
            return
        holder = self._open[-1]
        if isinstance(holder.node.value, list):
            holder.node.value.append(node)
        elif isinstance(holder.node.value, dict) and holder.key is not None:
            node.line = holder.key_line
            holder.node.value.setdefault(holder.key, node)
            holder.key = None


def path_text(path: Path) -> str:
    """The path in words: `entries[2].values.region`."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
