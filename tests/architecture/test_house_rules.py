"""Who may import whom, what the domain may use, and what nothing may be called."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("pathway_app", "db", "ui")
NAMELESS = {"utils", "util", "helper", "helpers", "manager", "managers", "common", "misc"}
REGISTRIES = ("pypi" + ".org", "pythonhosted" + ".org", "index-url", "http" + "://", "artifactory")


def _modules(folder: str) -> Iterator[Path]:
    return (ROOT / folder).rglob("*.py")


def _imported(path: Path) -> Iterator[str]:
    """Of `from db import sql` the file is `db.sql`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_import_contracts_are_kept() -> None:
    run = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


@pytest.mark.parametrize("folder", OURS)
def test_no_files_import_each_other(folder: str) -> None:
    """Not even for their types: each can be read without those that build on it."""
    files = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in _modules(folder)}
    assert len(files) > 20
    imports = {name: set(_imported(path)) & files.keys() - {name} for name, path in files.items()}
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        pytest.fail(f"a circle of imports: {' <- '.join(error.args[1])}")


def test_the_domain_uses_the_standard_library_only() -> None:
    for path in _modules("pathway_app/domain"):
        for name in _imported(path):
            stdlib = name.split(".")[0] in sys.stdlib_module_names
            assert stdlib or name.startswith("pathway_app.domain"), f"{path}: {name}"


def test_the_domain_reads_no_clock_and_no_file() -> None:
    forbidden = {"now", "today", "utcnow", "open", "read_text", "write_text", "getenv", "print"}
    for path in _modules("pathway_app/domain"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                called = node.func
                name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
                assert name not in forbidden, f"{path}:{node.lineno} calls {name}"


@pytest.mark.parametrize("folder", OURS)
def test_modules_say_what_they_hold(folder: str) -> None:
    for path in _modules(folder):
        assert not NAMELESS & set(path.stem.lower().split("_")), path
        assert ast.get_docstring(ast.parse(path.read_text("utf-8"))), f"{path} does not say what it holds"


@pytest.mark.parametrize("folder", [*OURS, "main.py"])
def test_no_checkpoint_is_known_by_name(folder: str) -> None:
    """The engine, the screens and the sheets serve any pathway."""
    from pathway_app.definitions.loader import load_definition

    definition = load_definition(ROOT / "resources" / "pathways" / "intramedullary-tumour.yaml")
    ids = {checkpoint.id for checkpoint in definition.checkpoints}
    paths = [ROOT / folder] if folder.endswith(".py") else list(_modules(folder))
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                assert node.value not in ids, f"{path}:{node.lineno} names the checkpoint {node.value}"


def test_the_lock_names_no_host() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    assert "--hash=sha256:" in lock
    for host in REGISTRIES:
        assert host not in lock
