"""Changes the rules, the log and the permissions one place at a time, and looks whether a test notices.

`python -m tests.campaigns.mutants [names] [--most N]`. Own, since the usual tools want the whole suite in one folder of
copies: here a process is forked for each change, with everything else imported already, and the changed module is given
to it in memory. Nothing on disk is changed. A test is known to be about a module by the table below.
"""

from __future__ import annotations

import argparse
import ast
import importlib.abc
import importlib.machinery
import importlib.util
import os
import random
import resource
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, NoReturn

ROOT = Path(__file__).parents[2]
PATIENCE_S = 240
"""seconds of processor time after which a change counts as noticed: it made something endless"""

_MODEL = (
    "tests/domain/test_rules.py",
    "tests/domain/test_contradicting.py",
    *(
        f"tests/domain/test_against_plain_model.py::test_every_broken_rule_is_refused_and_named[{n}]"
        for n in range(2)
    ),
    *(
        f"tests/domain/test_against_plain_model.py::test_state_timing_rounds_and_route_at_any_moment[{n}]"
        for n in range(2)
    ),
    "tests/definitions/test_engine_reads_them.py",
)
TARGETS: dict[str, tuple[str, tuple[str, ...]]] = {
    "permissions": (
        "pathway_app/permissions.py",
        ("tests/service/test_roles.py", "tests/service/test_permissions.py"),
    ),
    "log": (
        "db/log.py",
        ("tests/db/test_event_names.py", "tests/contract/test_verify.py", "-k", "not postgresql"),
    ),
    "entries": (
        "pathway_app/domain/entries.py",
        (
            "tests/domain/test_rules.py",
            "tests/db/test_event_names.py",
            *_MODEL,
            "tests/db/test_entry_bodies.py",
            "tests/exchange/test_reading.py",
            "tests/documents/test_from_paper.py",
        ),
    ),
    "rules": ("pathway_app/domain/rules.py", _MODEL),
    "reckoning": ("pathway_app/domain/reckoning.py", _MODEL),
    "verify": ("db/verify.py", ("tests/contract/test_verify.py", "-k", "not postgresql")),
}
"""name → the module, and what pytest gets"""


@dataclass(frozen=True)
class Mutant:
    line: int
    what: str
    tree: ast.Module


Change = Callable[[], None]

_SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.And: ast.Or, ast.Or: ast.And,
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip


def mutants(source: str) -> Iterator[Mutant]:
    """Each differs from the source in one place."""
    tree = ast.parse(source)
    skipped = _unimportant(tree)
    nodes = list(ast.walk(tree))
    for place, node in enumerate(nodes):
        if id(node) in skipped:
            continue
        for way, (what, _) in enumerate(_changes(node)):
            changed = deepcopy(tree)
            twin = list(ast.walk(changed))[place]
            list(_changes(twin))[way][1]()
            line = getattr(node, "lineno", 0)
            yield Mutant(
                line, f"{what}: {ast.unparse(node).splitlines()[0][:90]}", ast.fix_missing_locations(changed)
            )


def _unimportant(tree: ast.Module) -> set[int]:
    """Docstrings, annotations, names of types and decorators: no behaviour, or not ours."""
    found: set[int] = set()

    def leave_out(node: ast.AST | None) -> None:
        if node is not None:
            found.update(id(each) for each in ast.walk(node))

    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            leave_out(node)
        if isinstance(node, ast.AnnAssign | ast.arg):
            leave_out(node.annotation)
        if isinstance(node, ast.FunctionDef):
            leave_out(node.returns)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            for each in node.decorator_list:
                leave_out(each)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            leave_out(node)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Subscript) and node in tree.body:
            leave_out(node)
    return found


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """What can be changed about a node: in words, and the doing of it."""
    if isinstance(node, ast.Compare):
        for place, op in enumerate(node.ops):
            if type(op) in _SWAPS:
                yield "comparison", _setting(node.ops, place, _SWAPS[type(op)]())
    elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in _SWAPS:
        yield "operator", _having(node, "op", _SWAPS[type(node.op)]())
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield "no not", _becoming(node, ast.Call(ast.Name("bool", ast.Load()), [node.operand], []))
    elif isinstance(node, ast.Constant):
        value = node.value
        if isinstance(value, bool):
            yield "constant", _having(node, "value", not value)
        elif isinstance(value, int):
            yield "constant", _having(node, "value", value + 1)
        elif isinstance(value, str) and value:
            yield "constant", _having(node, "value", f"{value}X")
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition turned", _having(node, "test", ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.Set | ast.Tuple) and isinstance(getattr(node, "ctx", ast.Load()), ast.Load):
        for place in range(len(node.elts)):
            yield f"without {ast.unparse(node.elts[place])[:40]}", _without(node.elts, place)
    elif isinstance(node, ast.Dict):
        for place, key in enumerate(node.keys):
            yield f"without {ast.unparse(key)[:40] if key else '**'}", _without(node.keys, place, node.values)
    elif isinstance(node, ast.Return) and node.value is not None and not _is_none(node.value):
        yield "returns None", _having(node, "value", ast.Constant(None))
    elif isinstance(node, ast.Continue | ast.Break):
        yield "goes on", _becoming(node, ast.Pass())
    elif isinstance(node, ast.Expr | ast.Raise | ast.AugAssign | ast.Delete):
        yield "left out", _becoming(node, ast.Pass())
    elif isinstance(node, ast.comprehension):
        for place in range(len(node.ifs)):
            yield "without if", _without(node.ifs, place)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _having(node: ast.AST, field: str, value: object) -> Change:
    return lambda: setattr(node, field, value)


def _setting(members: list[Any], place: int, value: object) -> Change:
    def do() -> None:
        members[place] = value

    return do


def _without(members: list[Any], place: int, others: list[Any] | None = None) -> Change:
    def do() -> None:
        del members[place]
        if others is not None:
            del others[place]

    return do


def _becoming(node: ast.AST, other: ast.AST) -> Change:
    def do() -> None:
        node.__class__ = other.__class__
        for field in ("value", "operand", "op", "exc", "cause", "target", "targets"):
            node.__dict__.pop(field, None)
        node.__dict__.update({name: value for name, value in other.__dict__.items() if name != "lineno"})

    return do


# Running


class _Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives the changed module to whoever imports it."""

    def __init__(self, name: str, path: Path, code: CodeType) -> None:
        self._name, self._path, self._code = name, path, code

    def find_spec(self, name: str, _path: object = None, _target: object = None) -> Any:
        if name != self._name:
            return None
        return importlib.util.spec_from_file_location(name, self._path, loader=self)

    def create_module(self, _spec: importlib.machinery.ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        exec(self._code, module.__dict__)


def _run(path: Path, tree: ast.Module | None, tests: Sequence[str]) -> NoReturn:
    """In a process of its own: the tests with that module; ends with pytest's code."""
    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE_S, PATIENCE_S + 5))
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.setsid()
    if tree is not None:
        name = ".".join(path.with_suffix("").parts)
        sys.meta_path.insert(0, _Changed(name, ROOT / path, compile(tree, str(ROOT / path), "exec")))
    quiet = ("-x", "-q", "-n", "0", "-p", "no:cacheprovider")
    os._exit(pytest.main([*quiet, *tests]))


def noticed(path: Path, tree: ast.Module | None, tests: Sequence[str]) -> bool:
    """Whether a test fails, or the tests do not even begin, with that module; None: with the module as it is."""
    child = os.fork()
    if child == 0:
        _run(path, tree, tests)
    _, status = os.waitpid(child, 0)
    return status != 0


def _imported_once() -> None:
    """What every process needs and no change touches."""
    for name in ("pytest", "ruamel.yaml", "pydantic", "sqlalchemy", "sqlcipher3", "argon2", "cryptography"):
        importlib.import_module(name)


def examine(name: str, most: int, workers: int) -> Counter[str]:
    """All changes of that module, or so many by chance."""
    file, tests = TARGETS[name]
    path = Path(file)
    tests = tuple(each for each in tests if not each.endswith(".py") or (ROOT / each).exists())
    if noticed(path, None, tests):
        raise SystemExit(f"{name}: the tests fail without any change")
    found = list(mutants((ROOT / path).read_text("utf-8")))
    all_ = len(found)
    if most and all_ > most:
        found = sorted(random.Random(1).sample(found, most), key=lambda each: each.line)
    running: dict[int, Mutant] = {}
    outcome: Counter[str] = Counter()
    began = time.monotonic()

    def finish_one() -> None:
        child, status = os.wait()
        mutant = running.pop(child)
        outcome["noticed" if status else "survived"] += 1
        if outcome.total() % 25 == 0:
            _say(f"{name}: {outcome.total()} of {len(found)} tried, {outcome['noticed']} noticed")
        if not status:
            _say(f"{file}:{mutant.line} {mutant.what}")

    for mutant in found:
        if len(running) >= workers:
            finish_one()
        child = os.fork()
        if child == 0:
            _run(path, mutant.tree, tests)
        running[child] = mutant
    while running:
        finish_one()
    rate = 100 * outcome["noticed"] / max(1, len(found))
    took = time.monotonic() - began
    _say(
        f"{name}: {len(found)} of {all_} changes, {outcome['noticed']} noticed ({rate:.1f} %), {took:.0f} s",
    )
    return outcome


def main() -> int:
    """Exits 1 where fewer than nine in ten are noticed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="?", default=",".join(TARGETS))
    parser.add_argument("--most", type=int, default=0, help="so many of each module, by chance")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    os.chdir(ROOT)
    os.nice(10)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    _imported_once()
    total: Counter[str] = Counter()
    for name in asked.names.split(","):
        total += examine(name, asked.most, asked.workers)
    rate = 100 * total["noticed"] / max(1, total.total())
    _say(f"together: {total.total()} changes, {rate:.1f} % noticed")
    return 0 if rate >= 90 else 1


if __name__ == "__main__":
    sys.exit(main())
