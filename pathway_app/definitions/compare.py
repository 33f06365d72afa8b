"""What one version of a pathway has otherwise than another, part by part.

Pure. Parts are matched by their ids, never by their place or their words. Nothing that differs goes untold: where no
finer name fits, the whole part is told as changed.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, TypeVar

from pathway_app.domain.definition import (
    Checkpoint,
    Field,
    PathwayDefinition,
    Phase,
    Rounds,
    Routes,
)

T = TypeVar("T")


class Kind(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


class Aspect(StrEnum):
    """What a change is about."""

    TITLE = "title"
    SHORT_TITLE = "short-title"
    PLAIN = "plain"
    EXPLANATION = "explanation"
    WHO = "who"
    MOMENT = "moment"
    ORIGIN = "origin"
    PHASE = "phase"
    PHASE_TITLE = "phase-title"
    CHECKPOINT = "checkpoint"
    GATE = "gate"
    CONDITION = "condition"
    CLOCK = "clock"
    DEADLINE = "deadline"
    ROUNDS = "rounds"
    LATER_GATE = "later-gate"
    LATER_DEADLINE = "later-deadline"
    VARIANCE_RULE = "variance-rule"
    FIELD = "field"
    FIELD_TITLE = "field-title"
    FIELD_KIND = "field-kind"
    FIELD_ORIGIN = "field-origin"
    FIELD_REQUIRED = "field-required"
    FIELD_ONLY_WITH = "field-only-with"
    FIELD_BOUNDS = "field-bounds"
    OPTION = "option"
    OPTION_TITLE = "option-title"
    OPTION_ALONE = "option-alone"
    ORDER = "order"
    SCOPE = "scope"
    SOURCE = "source"
    LANGUAGES = "languages"
    STATEMENT = "statement"
    ROUTE = "route"
    ROUTES = "routes"
    INTERVALS = "intervals"
    OUTLINE = "outline"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is otherwise. `field` is the id of the field that it is about, if any.

    `before` and `after` are what stood and stands there (parts of the two definitions; None where it is not there).
    With ORDER, `field` names what has another order: an Aspect's value, or a field's id for its options.
    """

    kind: Kind
    aspect: Aspect
    before: Any = None
    after: Any = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class CheckpointDifference:
    """A checkpoint that one of the versions has and the other has not, or has otherwise."""

    kind: Kind
    id: str
    before: Checkpoint | None
    after: Checkpoint | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of a pathway: what is otherwise in the whole, and at each checkpoint in the order of `after`."""

    before: PathwayDefinition
    after: PathwayDefinition
    whole: tuple[Change, ...]
    checkpoints: tuple[CheckpointDifference, ...]

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs but the name of the version."""
        return not self.whole and not self.checkpoints

    def of(self, kind: Kind) -> tuple[CheckpointDifference, ...]:
        """The checkpoints that were added, removed or changed."""
        return tuple(each for each in self.checkpoints if each.kind is kind)


def compare(before: PathwayDefinition, after: PathwayDefinition) -> Difference:
    """Everything in which `after` is otherwise than `before`; the names of the versions are not compared."""
    whole = [*_plain(before, after, _WHOLE), *_phases(before, after), *_statements(before, after)]
    whole += _routes(before.routes, after.routes)
    checkpoints = tuple(_checkpoints(before, after))
    if not whole and not checkpoints and replace(before, version=after.version) != after:
        whole.append(Change(Kind.CHANGED, Aspect.OUTLINE, before, after))
    return Difference(before, after, tuple(whole), checkpoints)


_Names = Sequence[tuple[str, Aspect]]
_WHOLE: _Names = (
    ("title", Aspect.TITLE),
    ("short_title", Aspect.SHORT_TITLE),
    ("scope", Aspect.SCOPE),
    ("source", Aspect.SOURCE),
    ("languages", Aspect.LANGUAGES),
    ("intervals", Aspect.INTERVALS),
    ("outline", Aspect.OUTLINE),
)
_CHECKPOINT: _Names = (
    ("title", Aspect.TITLE),
    ("short_title", Aspect.SHORT_TITLE),
    ("phase", Aspect.PHASE),
    ("who", Aspect.WHO),
    ("explanation", Aspect.EXPLANATION),
    ("plain", Aspect.PLAIN),
    ("occurred_title", Aspect.MOMENT),
    ("origin", Aspect.ORIGIN),
    ("condition", Aspect.CONDITION),
    ("clock", Aspect.CLOCK),
)
_FIELD: _Names = (
    ("title", Aspect.FIELD_TITLE),
    ("kind", Aspect.FIELD_KIND),
    ("required", Aspect.FIELD_REQUIRED),
    ("only_with", Aspect.FIELD_ONLY_WITH),
    ("origin", Aspect.FIELD_ORIGIN),
)


def _change(aspect: Aspect, before: Any, after: Any, field: str = "") -> Change:
    if before is None:
        return Change(Kind.ADDED, aspect, None, after, field)
    if after is None:
        return Change(Kind.REMOVED, aspect, before, None, field)
    return Change(Kind.CHANGED, aspect, before, after, field)


def _plain(before: Any, after: Any, names: _Names, field: str = "") -> Iterator[Change]:
    for name, aspect in names:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            yield _change(aspect, old, new, field)


def _matched(
    before: Sequence[T], after: Sequence[T], key: Callable[[T], Hashable]
) -> Iterator[tuple[T | None, T | None]]:
    """Both of each pair in the order of `after`; what was removed stands last."""
    old = {key(each): each for each in before}
    yield from ((old.get(key(each)), each) for each in after)
    kept = {key(each) for each in after}
    yield from ((each, None) for each in before if key(each) not in kept)


def _reordered(before: Sequence[T], after: Sequence[T], key: Callable[[T], Hashable]) -> bool:
    """Whether those that both have stand in another order."""
    old, new = [key(each) for each in before], [key(each) for each in after]
    return [each for each in old if each in new] != [each for each in new if each in old]


def _values(before: Sequence[T], after: Sequence[T], aspect: Aspect) -> Iterator[Change]:
    """Parts without a name: one that went and one that came are the same one, changed."""
    gone = [each for each in before if each not in after]
    come = [each for each in after if each not in before]
    for at in range(max(len(gone), len(come))):
        yield _change(aspect, gone[at] if at < len(gone) else None, come[at] if at < len(come) else None)
    if not gone and not come and tuple(before) != tuple(after):
        yield Change(Kind.CHANGED, Aspect.ORDER, before, after, aspect.value)


def _ids(before: Sequence[str], after: Sequence[str], aspect: Aspect) -> Iterator[Change]:
    """Names of checkpoints: each came or went by itself."""
    for old, new in _matched(before, after, str):
        if old is None or new is None:
            yield _change(aspect, old, new)
    if _reordered(before, after, str):
        yield Change(Kind.CHANGED, Aspect.ORDER, before, after, aspect.value)


def _phases(before: PathwayDefinition, after: PathwayDefinition) -> Iterator[Change]:
    def key(phase: Phase) -> str:
        return phase.id

    for old, new in _matched(before.phases, after.phases, key):
        if old is None or new is None:
            yield _change(Aspect.PHASE, old, new)
        elif replace(old, checkpoints=()) != replace(new, checkpoints=()):
            yield Change(Kind.CHANGED, Aspect.PHASE_TITLE, old, new)
    if _reordered(before.phases, after.phases, key):
        yield Change(Kind.CHANGED, Aspect.ORDER, before.phases, after.phases, Aspect.PHASE.value)
    if _reordered(before.checkpoints, after.checkpoints, lambda each: each.id):
        yield Change(
            Kind.CHANGED, Aspect.ORDER, before.checkpoints, after.checkpoints, Aspect.CHECKPOINT.value
        )


def _statements(before: PathwayDefinition, after: PathwayDefinition) -> Iterator[Change]:
    pairs = _matched(
        tuple(before.statements.values()), tuple(after.statements.values()), lambda each: each.id
    )
    for old, new in pairs:
        if old != new:
            yield _change(Aspect.STATEMENT, old, new)


def _routes(before: Routes | None, after: Routes | None) -> Iterator[Change]:
    if before == after:
        return
    if before is None or after is None:
        yield _change(Aspect.ROUTES, before, after)
        return
    for old, new in _matched(before.routes, after.routes, lambda each: each.id):
        if old != new:
            yield _change(Aspect.ROUTE, old, new)
    if _reordered(before.routes, after.routes, lambda each: each.id):
        yield Change(Kind.CHANGED, Aspect.ORDER, before.routes, after.routes, Aspect.ROUTE.value)
    if before._replace(routes=()) != after._replace(routes=()):
        yield Change(Kind.CHANGED, Aspect.ROUTES, before, after)


def _checkpoints(before: PathwayDefinition, after: PathwayDefinition) -> Iterator[CheckpointDifference]:
    for old, new in _matched(before.checkpoints, after.checkpoints, lambda each: each.id):
        if old is None and new is not None:
            yield CheckpointDifference(Kind.ADDED, new.id, None, new)
        elif old is not None and new is None:
            yield CheckpointDifference(Kind.REMOVED, old.id, old, None)
        elif old is not None and new is not None and old != new:
            changes = tuple(_checkpoint(old, new)) or (Change(Kind.CHANGED, Aspect.CHECKPOINT, old, new),)
            yield CheckpointDifference(Kind.CHANGED, new.id, old, new, changes)


def _checkpoint(old: Checkpoint, new: Checkpoint) -> Iterator[Change]:
    yield from _plain(old, new, _CHECKPOINT)
    yield from _ids(old.needs, new.needs, Aspect.GATE)
    for before, after in _matched(old.fields, new.fields, lambda each: each.id):
        if before is None or after is None:
            yield _change(Aspect.FIELD, before, after, (before or after).id)  # type: ignore[union-attr]
        elif before != after:
            yield from _field(before, after)
    if _reordered(old.fields, new.fields, lambda each: each.id):
        yield Change(Kind.CHANGED, Aspect.ORDER, old.fields, new.fields, Aspect.FIELD.value)
    yield from _values(old.deadlines, new.deadlines, Aspect.DEADLINE)
    yield from _rounds(old.rounds, new.rounds)
    yield from _values(old.variance_rules, new.variance_rules, Aspect.VARIANCE_RULE)


def _rounds(old: Rounds | None, new: Rounds | None) -> Iterator[Change]:
    if old is None or new is None:
        if old != new:
            yield _change(Aspect.ROUNDS, old, new)
        return
    bare_old, bare_new = (each._replace(later_needs=None, later_deadlines=None) for each in (old, new))
    if bare_old != bare_new:
        yield Change(Kind.CHANGED, Aspect.ROUNDS, old, new)
    if old.later_needs != new.later_needs:
        yield _change(Aspect.LATER_GATE, old.later_needs, new.later_needs)
    if old.later_deadlines != new.later_deadlines:
        yield _change(Aspect.LATER_DEADLINE, old.later_deadlines, new.later_deadlines)


def _field(old: Field, new: Field) -> Iterator[Change]:
    yield from _plain(old, new, _FIELD, new.id)
    if (old.minimum, old.maximum, old.unit) != (new.minimum, new.maximum, new.unit):
        yield Change(Kind.CHANGED, Aspect.FIELD_BOUNDS, old, new, new.id)
    for before, after in _matched(old.options, new.options, lambda each: each.value):
        if before is None or after is None:
            yield _change(Aspect.OPTION, before, after, new.id)
        else:
            if before.title != after.title:
                yield Change(Kind.CHANGED, Aspect.OPTION_TITLE, before, after, new.id)
            if before.alone != after.alone:
                yield Change(Kind.CHANGED, Aspect.OPTION_ALONE, before, after, new.id)
    if _reordered(old.options, new.options, lambda each: each.value):
        yield Change(Kind.CHANGED, Aspect.ORDER, old.options, new.options, new.id)
