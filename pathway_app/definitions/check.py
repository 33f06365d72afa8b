"""Whether a pathway file holds together: everything beyond the shape, read as far as it can be read."""

from __future__ import annotations

from pathway_app.definitions.check_fields import field_problems
from pathway_app.definitions.check_names import name_problems, origin_problems, text_problems
from pathway_app.definitions.check_order import contradiction_problems, cycle_problems
from pathway_app.definitions.check_references import reference_problems
from pathway_app.definitions.contents import Contents
from pathway_app.definitions.problems import DefinitionProblem
from pathway_app.definitions.reading import Place

CHECKS = (
    name_problems,
    text_problems,
    origin_problems,
    field_problems,
    reference_problems,
    cycle_problems,
    contradiction_problems,
)


def cross_problems(root: Place) -> list[DefinitionProblem]:
    """Every problem that the checks find, whether or not the shape is sound."""
    contents = Contents(root)
    return [problem for check in CHECKS for problem in check(contents)]
