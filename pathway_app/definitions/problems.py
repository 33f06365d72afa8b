"""What can be wrong with a pathway file, with the line and the place in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pathway_app.domain.errors import Refusal, Refused

Path = tuple[str | int, ...]
"""keys and list positions (from 0) from the root of the file"""

_LONGEST_STEP = 80
"""characters of a key in a path"""


@dataclass(frozen=True, slots=True)
class DefinitionProblem:
    """One error of a pathway file.

    `line` counts from 1 (0: the file as a whole), `path` reads like `phases[2].checkpoints[0].needs[1]`.
    `code` names the sentence in `messages`, `params` fill it.
    """

    line: int
    path: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)


class DefinitionErrors(Refused):
    """A pathway file is refused: every problem at once, sorted by line."""

    def __init__(self, problems: Sequence[DefinitionProblem]) -> None:
        once = {(each.line, each.path, each.code, repr(each.params)): each for each in problems}
        self.problems = tuple(once[key] for key in sorted(once))
        super().__init__([_refusal(problem) for problem in self.problems])


def path_text(path: Path) -> str:
    """The path in words: `phases[2].id`; of a key that is no key of ours only the beginning."""
    text = ""
    for each in path:
        step = each if isinstance(each, int) or len(each) <= _LONGEST_STEP else f"{each[:_LONGEST_STEP]}…"
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text


def _refusal(problem: DefinitionProblem) -> Refusal:
    place = {"line": problem.line, "path": problem.path} if problem.line else {}
    return Refusal(f"definition-{problem.code}", problem.path or None, {**problem.params, **place})
