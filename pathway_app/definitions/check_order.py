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
    """Checkpoints, gates, deadlines, rounds and routes that can never apply or count."""
    demands = _all_demands(contents)
    for name, checkpoint in contents.checkpoints.items():
        mine = demands.get(name)
        asked = contents.asked(checkpoint["if"])
        if mine is None:
            if asked is not None and demands.get(asked.checkpoint) is not None:
                yield checkpoint["if"].problem("never-applies", name=name)
            continue
        yield from _gates(contents, demands, checkpoint, mine)
        yield from _deadlines(contents, demands, checkpoint, mine)
        yield from _trigger(contents, demands, checkpoint, mine)
    for route in contents.root["routes"]["routes"].each():
        yield from _route(contents, demands, route)


def _all_demands(contents: Contents) -> dict[str, Demands | None]:
    """For each checkpoint what its conditions demand in the first round; None where that is impossible."""
    found: dict[str, Demands | None] = {}

    def demands_of(name: str, on_the_way: frozenset[str]) -> Demands | None:
        if name in on_the_way:
            return {}
        if name not in found:
            asked = contents.asked(contents.checkpoints[name]["if"])
            before: Demands | None = {}
            if asked is not None:
                before = demands_of(asked.checkpoint, on_the_way | {name})
            found[name] = _both(contents, before, _demand(asked))
        return found[name]

    for name in contents.checkpoints:
        demands_of(name, frozenset())
    return found


def _demand(asked: Asked | None) -> Demands:
    return {asked.question: asked.values} if asked is not None else {}


def _both(contents: Contents, first: Demands | None, second: Demands | None) -> Demands | None:
    """Both demands together; None where they leave no answer."""
    if first is None or second is None:
        return None
    together = dict(first)
    for question, values in second.items():
        if not _is_choice(contents, question):
            continue
        together[question] = together.get(question, values) & values
        if not together[question]:
            return None
    return together


def _is_choice(contents: Contents, question: tuple[str, str]) -> bool:
    field = contents.field(*question)
    return field is not None and field["kind"].text == "choice"


def _gates(
    contents: Contents, demands: Mapping[str, Demands | None], checkpoint: Place, mine: Demands
) -> Iterator[DefinitionProblem]:
    group = contents.group(checkpoint)
    for need in (*checkpoint["needs"].each(), *checkpoint["rounds"]["later_needs"].each()):
        gate = contents.checkpoints.get(need.text or "")
        theirs = demands.get(need.text or "")
        if gate is None or theirs is None:
            continue
        if contents.group(gate) != group:
            # they look at the answers of different rounds
            theirs, held = _of_one_round(contents, theirs), _of_one_round(contents, mine)
        else:
            held = mine
        if _both(contents, held, theirs) is None:
            yield need.problem("gate-never-counts", name=need.text, checkpoint=checkpoint["id"].text)


def _of_one_round(contents: Contents, demands: Demands) -> Demands:
    """The demands on checkpoints that do not come back in rounds."""
    return {q: values for q, values in demands.items() if not contents.checkpoints[q[0]]["rounds"]}


def _deadlines(
    contents: Contents, demands: Mapping[str, Demands | None], checkpoint: Place, mine: Demands
) -> Iterator[DefinitionProblem]:
    for deadline in contents.deadlines(checkpoint):
        asked = contents.asked(deadline["if"])
        if asked is None or demands.get(asked.checkpoint) is None:
            continue
        together, held = _conjunction(contents, demands, [asked]), mine
        if together is not None and contents.group(contents.checkpoints[asked.checkpoint]) != contents.group(
            checkpoint
        ):
            together, held = _of_one_round(contents, together), _of_one_round(contents, mine)
        if together is None or _both(contents, held, together) is None:
            yield deadline["if"].problem("never-applies", name=checkpoint["id"].text)


def _trigger(
    contents: Contents, demands: Mapping[str, Demands | None], checkpoint: Place, mine: Demands
) -> Iterator[DefinitionProblem]:
    asked = contents.group(checkpoint)
    if asked is None:
        return
    before = demands.get(asked.checkpoint)
    held = _of_one_round(contents, mine)
    if before is None or _both(contents, held, _of_one_round(contents, before)) is None:
        yield checkpoint["rounds"]["trigger"].problem("never-applies", name=checkpoint["id"].text)


def _route(
    contents: Contents, demands: Mapping[str, Demands | None], route: Place
) -> Iterator[DefinitionProblem]:
    conditions = [contents.asked(condition) for condition in route["when"].each()]
    possible = [each for each in conditions if each is not None and demands.get(each.checkpoint) is not None]
    if _conjunction(contents, demands, possible) is None:
        yield route["when"].problem("never-applies", name=route["id"].text)


def _conjunction(
    contents: Contents, demands: Mapping[str, Demands | None], conditions: Iterable[Asked]
) -> Demands | None:
    """What conditions demand together, with what makes their checkpoints apply."""
    together: Demands | None = {}
    for asked in conditions:
        together = _both(contents, together, demands.get(asked.checkpoint, {}))
        together = _both(contents, together, _demand(asked))
    return together
