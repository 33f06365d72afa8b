"""Reads a pathway file: the definition, or every error at once with its line and path."""

from __future__ import annotations

from pathlib import Path

from pathway_app.definitions.problems import DefinitionErrors, DefinitionProblem
from pathway_app.domain.definition import PathwayDefinition
from pathway_app.ordinary_files import open_ordinary

__all__ = ["DefinitionErrors", "DefinitionProblem", "check_pathway", "load_definition"]


def load_definition(source: Path | str) -> PathwayDefinition:
    """The definition in a file (a `Path`) or in a text (a `str`).

    Raises DefinitionErrors naming every error, also where the file cannot be read.
    """
    from pathway_app.definitions.build import definition_of
    from pathway_app.definitions.check import cross_problems
    from pathway_app.definitions.reading import read
    from pathway_app.definitions.schema import shape_of

    root, problems = read(_text(source) if isinstance(source, Path) else source)
    if not root:
        raise DefinitionErrors(problems)
    shape, wrong = shape_of(root)
    problems += [*wrong, *cross_problems(root)]
    if problems or shape is None:
        raise DefinitionErrors(problems)
    return definition_of(shape)


def check_pathway(path: Path | str) -> list[DefinitionProblem]:
    """Every error of the pathway file at `path`, by line; empty where it can be installed."""
    try:
        load_definition(Path(path))
    except DefinitionErrors as errors:
        return list(errors.problems)
    return []


def _text(path: Path) -> str:
    from pathway_app.definitions.reading import LONGEST_FILE

    try:
        with open_ordinary(path) as file:
            return file.read(4 * LONGEST_FILE + 4).decode("utf-8-sig")
    except OSError as error:
        raise DefinitionErrors(
            [DefinitionProblem(0, "", "file-unreadable", {"reason": error.strerror or ""})]
        ) from error
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise DefinitionErrors([DefinitionProblem(line, "", "not-utf-8")]) from error
