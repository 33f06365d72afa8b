"""Every hazard names its tests, and each of them is there."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, tables, tokens

[[HEAD, *ROWS]] = tables(ROOT / "docs" / "hazards.md", "# Hazards")


@cache
def functions_of(path: Path) -> frozenset[str]:
    """The names of the test functions in a file."""
    tree = ast.parse(path.read_text("utf-8"))
    return frozenset(
        each.name
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_what_holds_against_it_is_there(row: list[str]) -> None:
    assert len(row) == len(HEAD)
    assert all(row)
    named = tokens(row[HEAD.index("held by")])
    assert named
    for each in named:
        path, _, name = each.partition("::")
        assert functions_of(ROOT / path), each
        assert not name or name in functions_of(ROOT / path), each
