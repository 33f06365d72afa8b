"""What can never come true: gates and conditions that go round in a circle or contradict each other.

Only what is certain is named. A contradiction is two conditions on the same answer, one of several choices, without a
value in common; both are looked at in the same round.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pathway_app.definitions.contents import Asked, Contents
from pathway_app.definitions.problems import DefinitionProblem, Path
from pathway_app.definitions.reading import Place

Edges = Mapping[str, Mapping[str, Place]]
"""checkpoint → what it waits for, with the place that says so"""
Demands = dict[tuple[str, str], frozenset[str]]
"""what must have been answered: (checkpoint, field) → the values that remain possible"""


def cycle_problems(contents: Contents) -> Iterator[DefinitionProblem]:
    """Circles of gates and conditions, of the first round and of the later ones.

    Each is named at one step; taking away all the steps that are named leaves no circle.
    """
    reported: set[Path] = set()
    for checkpoints, later in (
        (contents.checkpoints, False),
        *((group, True) for group in _groups(contents)),
    ):
        edges = {name: _edges(checkpoint, later) for name, checkpoint in checkpoints.items()}
        for place, cycle in _cycles(edges):
            if place.path not in reported:
                reported.add(place.path)
                yield place.problem("cycle", cycle=" → ".join(cycle))


def _groups(contents: Contents) -> Iterable[Mapping[str, Place]]:
    """The checkpoints whose later rounds are opened together: in those they look at each other."""
    groups: dict[Asked, dict[str, Place]] = {}
    for name, checkpoint in contents.checkpoints.items():
        group = contents.group(checkpoint)
        if group is not None:
            groups.setdefault(group, {})[name] = checkpoint
    return groups.values()


def _edges(checkpoint: Place, later: bool) -> dict[str, Place]:
    needs, later_needs = checkpoint["needs"], checkpoint["rounds"]["later_needs"]
    if later and later_needs and not later_needs.is_null:
        needs = later_needs
    found: dict[str, Place] = {}
    for need in needs.each():
        if need.text is not None:
            found.setdefault(need.text, need)
    asked = checkpoint["if"]["checkpoint"].text
    if asked is not None:
        found.setdefault(asked, checkpoint["if"])
    return found


def _cycles(edges: dict[str, dict[str, Place]]) -> Iterator[tuple[Place, list[str]]]:
    """The first step of a circle and its checkpoints, until none is left; the steps found are taken out of `edges`."""
    for start in edges:
        cycle = _way_back(edges, start)
        while cycle is not None:
            yield edges[start].pop(cycle[1]), cycle
            cycle = _way_back(edges, start)


def _way_back(edges: Edges, start: str) -> list[str] | None:
    """The shortest way from `start` to itself, both ends in; None where there is none."""
    came_from: dict[str, str] = {}
    waiting = [start]
    for name in waiting:
        for following in edges.get(name, {}):
            if following == start:
                way = [name]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return [*reversed(way), start]
            if following not in came_from:
                came_from[following] = name
                waiting.append(following)
    return None


def contradiction_problems(contents: Contents) -> Iterator[DefinitionProblem]:
    """Gates, deadlines, rounds and routes that can never count or apply.

    Conditions on conditions cannot contradict each other without going round in a circle.
    """
    for checkpoint in contents.checkpoints.values():
        yield from _gates(contents, checkpoint)
        yield from _deadlines(contents, checkpoint)
        yield from _trigger(contents, checkpoint)
    for route in contents.root["routes"]["routes"].each():
        demands: Demands | None = {}
        for condition in route["when"].each():
            demands = _both(demands, _demands_with(contents, contents.asked(condition)))
        if demands is None:
            yield route["when"].problem("never-applies", name=route["id"].text)


def _gates(contents: Contents, checkpoint: Place) -> Iterator[DefinitionProblem]:
    mine = _demands(contents, checkpoint)
    for need in (*checkpoint["needs"].each(), *checkpoint["rounds"]["later_needs"].each()):
        gate = contents.checkpoints.get(need.text or "")
        if gate is None:
            continue
        theirs = _demands(contents, gate)
        if _contradict(contents, mine, theirs, contents.group(gate) == contents.group(checkpoint)):
            yield need.problem("gate-never-counts", name=need.text, checkpoint=checkpoint["id"].text)


def _deadlines(contents: Contents, checkpoint: Place) -> Iterator[DefinitionProblem]:
    mine = _demands(contents, checkpoint)
    for deadline in contents.deadlines(checkpoint):
        asked = contents.asked(deadline["if"])
        if asked is None:
            continue
        theirs = _demands_with(contents, asked)
        same_round = contents.group(contents.checkpoints[asked.checkpoint]) == contents.group(checkpoint)
        if _contradict(contents, mine, theirs, same_round):
            yield deadline["if"].problem("never-applies", name=checkpoint["id"].text)


def _trigger(contents: Contents, checkpoint: Place) -> Iterator[DefinitionProblem]:
    asked = contents.group(checkpoint)
    if asked is None:
        return
    before = _demands(contents, contents.checkpoints[asked.checkpoint])
    if _contradict(contents, _demands(contents, checkpoint), before, same_round=False):
        yield checkpoint["rounds"]["trigger"].problem("never-applies", name=checkpoint["id"].text)


def _demands(contents: Contents, checkpoint: Place) -> Demands:
    """What must have been answered for the checkpoint to apply, in the first round."""
    demands: Demands = {}
    seen: set[str | None] = set()
    while checkpoint["id"].text not in seen:
        seen.add(checkpoint["id"].text)
        asked = contents.asked(checkpoint["if"])
        if asked is None:
            break
        if _is_choice(contents, asked):
            demands.setdefault(asked.question, asked.values)
        checkpoint = contents.checkpoints[asked.checkpoint]
    return demands


def _demands_with(contents: Contents, asked: Asked | None) -> Demands:
    """What a condition demands, with what makes the checkpoint apply that it asks about."""
    if asked is None:
        return {}
    demands = _demands(contents, contents.checkpoints[asked.checkpoint])
    return demands | {asked.question: asked.values} if _is_choice(contents, asked) else demands


def _is_choice(contents: Contents, asked: Asked) -> bool:
    field = contents.field(*asked.question)
    return field is not None and field["kind"].text == "choice"


def _contradict(contents: Contents, first: Demands, second: Demands, same_round: bool) -> bool:
    """Whether both cannot hold. In different rounds only answers that are given once can be compared."""
    if not same_round:
        first = {q: values for q, values in first.items() if not contents.checkpoints[q[0]]["rounds"]}
    return _both(first, second) is None


def _both(first: Demands | None, second: Demands) -> Demands | None:
    """Both demands together; None where they leave no answer."""
    if first is None:
        return None
    together = {**second, **first}
    for question in first.keys() & second.keys():
        together[question] = first[question] & second[question]
    return together if all(together.values()) else None
